"""接管页上的各块：走到哪一步、对账、报告、签字、接管以后的结果。"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from zhixing.entrances.web import uploads
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Figure,
    Figures,
    Note,
    Panel,
    Piece,
    Rail,
    Refusal,
    Row,
    Status,
    Stop,
    Table,
)
from zhixing.entrances.web.ui.words import moment, yuan
from zhixing.exchange import takeover, takeover_result
from zhixing.exchange.takeover import State, Takeover
from zhixing.exchange.takeover_figures import Control, Line
from zhixing.exchange.takeover_result import WITHIN, Watch
from zhixing.foundation.history import context

TONES = {State.CHECKED: "yellow", State.DONE: "green", State.FAILED: "red", State.REVERSED: "grey", State.DECLINED: "grey"}
STEPS = ("上传", "核对", "对账", "签字", "接管", "完成")
_AT = {
    State.QUEUED: 1, State.CHECKING: 1, State.CHECKED: 3, State.SIGNED: 4, State.MOVING: 4, State.DONE: 6, State.REVERSING: 6, State.REVERSED: 6,
    State.DECLINED: 3,
}


def state(run: Takeover) -> Status:
    """状态标签。"""
    return Status(run.get_state_display(), TONES.get(State(run.state), "blue"))


def title(run: Takeover) -> str:
    """一句话。"""
    checked = f"{run.good:,} 件都合格，等执行局长签字" if not _left(run) else f"{run.good:,} 件合格，{run.bad:,} 件要改"
    words = {
        State.QUEUED: "排队核对", State.CHECKING: f"正在核对，已看 {run.done:,} 件", State.CHECKED: checked, State.SIGNED: "已签字，排队接管",
        State.MOVING: f"正在接管，已进 {run.done:,} 件", State.DONE: f"已接管 {run.good:,} 件", State.REVERSING: "正在撤回",
        State.REVERSED: "已整批撤回", State.FAILED: "没有接管完" if run.signed_at else "没有核对完",
        State.DECLINED: "已退回，没有接管",
    }
    return words[State(run.state)]


def _left(run: Takeover) -> int:
    return run.bad + int(run.figures.get("loose", 0))


def steps(run: Takeover) -> Rail:
    """走到哪一步。"""
    at = _AT.get(State(run.state), 4 if run.signed_at else 1)
    here = {State.FAILED: "late", State.DECLINED: "todo"}.get(State(run.state), "now")
    status = ["done" if n < at else here if n == at else "todo" for n in range(len(STEPS))]
    today = context.current().today
    told = {"上传": moment(run.started_at, today), "签字": moment(run.signed_at, today), "完成": moment(run.finished_at, today) if at == 6 else ""}
    return Rail(tuple(Stop(name, status[n], told.get(name, "")) for n, name in enumerate(STEPS)))


def downloads(run: Takeover) -> tuple[Piece, ...]:
    """对账表、标好毛病的行。"""
    found = []
    if run.figures.get("lines"):
        found.append(Action(text="下载对账表", url=reverse("takeover_reconciliation", args=[run.pk]), icon="file-spreadsheet", download=True))
    if _left(run) and run.state in (State.CHECKED, State.DONE):
        found.append(Action(text="下载标好毛病的行", url=reverse("takeover_marked", args=[run.pk]), icon="file-spreadsheet", download=True))
    return (Actions(tuple(found)),) if found else ()


# ---- 签字 ----


def signing(request: HttpRequest, run: Takeover, may_sign: bool) -> tuple[Piece, ...]:
    """执行局长看到按钮，或者为什么还不能签；别人看到等谁。"""
    if not may_sign:
        return (Note("等执行局长（副局长）看过对账以后签字。上传的人自己不能签。", "yellow"),)
    keep = bool(_left(run))
    found = takeover.signable(run, request.user, keep)
    if not found.ok:
        return (Refusal.of(found, nothing, "签字"),)
    text = f"签字，只接管合格的 {run.good:,} 件" if keep else f"签字，接管 {run.good:,} 件"
    act = Action(
        text=text, url=reverse("takeover_sign", args=[run.pk]), method="post", kind="primary", icon="rubber-stamp",
        fields={"keep_good": "1"} if keep else {}, confirm=f"对账已看过，{text}？",
    )
    told = "来源减去不接管的，与应写一致。" if keep else "来源与应写一致。"
    told += "签字后立即接管；办第一件事以前可以整批撤回。"
    return (Note(told, "green", title="对账一致", actions=(act,)),)


def unfinished(run: Takeover, may_sign: bool) -> tuple[Piece, ...]:
    """没有接管完：接着办。"""
    told = f"已进 {takeover.cases_of(run).count():,} 件，接着办时不会重复。"
    if not may_sign:
        return (Note(told + "请执行局长处理。", "yellow"),)
    act = Action(text="接着办", url=reverse("takeover_go_on", args=[run.pk]), method="post", kind="primary")
    return (Note(told, "yellow", actions=(act,)),)


# ---- 对账 ----


def figures(run: Takeover) -> Panel:
    """全院对账；对不上的承办人逐行列出，其余在对账表里。"""
    found = takeover.figures_of(run)
    columns = (
        Column("表"), Column("项目"), Column("承办人"), Column("来源", "end"), Column("不接管", "end"), Column("应写", "end"), Column("已写", "end"),
        Column("是否一致"),
    )
    wrong = [line for line in found.wrong if isinstance(line, Line)]
    rows = tuple(_figure(line) for line in (*found.sums(), *wrong))
    table = Table(columns=columns, rows=rows, label="对账", empty=Empty("没有对账", icon="scale"))
    controls = (_controls(list(found.controls)),) if found.controls else ()
    judges = len({line.judge for line in found.lines})
    return Panel(id="figures", title="对账", note=f"分 {judges} 名承办人，逐张表核对；逐人的在对账表里", flush=True, body=(table, *controls))


def _figure(line: Line) -> Row:
    cells = (line.source, line.left, line.planned, line.written)
    return Row(cells=(
        f"“{line.sheet}”", line.what, line.judge, *("—" if n is None else yuan(n) if line.money else f"{n:,}" for n in cells), _mark(line.agrees),
    ), tone="" if line.agrees else "red")


def _mark(agrees: bool) -> Status:
    return Status("一致", "green") if agrees else Status("不一致", "red")


def _controls(controls: list[Control]) -> Table:
    columns = (Column("与流程系统的总数"), Column("承办人"), Column("项目"), Column("流程系统", "end"), Column("表里", "end"), Column("是否一致"))
    return Table(columns=columns, label="与流程系统的总数", rows=tuple(
        Row(cells=(f"“{one.sheet}”", one.judge or "全院", one.what, *(
            f"{n:,}" if one.what in ("件", "条", "人") else yuan(n) for n in (one.given, one.counted)
        ), _mark(one.agrees)), tone="" if one.agrees else "red")
        for one in controls
    ))


# ---- 核对报告 ----


def report(request: HttpRequest, run: Takeover) -> Panel:
    """逐行的毛病。"""
    more = len(run.faults) >= takeover.MAX_FAULTS
    return uploads.report(request, run.faults, "核对报告", "只列前面的，其余见标好毛病的表格" if more else "")


# ---- 接管以后 ----


def results(request: HttpRequest, run: Takeover) -> tuple[Piece, ...]:
    """各承办人的措施几时届满，上线前不计的节点，还缺什么。"""
    today = context.current().today
    watches = takeover_result.watches(run, today)
    totals = {key: sum(watch.counts[key] for watch in watches) for key in WITHIN}
    cells = [
        Figure(label=_LABELS[key], value=f"{totals[key]:,}", url=_measures(run, key), tone=_tone(key) if totals[key] else "") for key in WITHIN
    ]
    cells.append(Figure(label="节点上线前不计", value=f"{takeover_result.not_counted(run):,}", note="不亮红灯，不进工作台，不拦结案"))
    names = rights_of(request).sees_names_of_overdue == "all"
    by_judge = (_by_judge(run, watches),) if names and watches else ()
    return (Panel(title="接管以后先看这些", body=(Figures(tuple(cells)),)), *by_judge, _gaps(run))


_LABELS = {"past": "已经届满的措施", "soon": "7 天内届满的措施", "near": "30 天内届满的措施", "all": "看守的措施"}


def _tone(key: str) -> str:
    return {"past": "red", "soon": "yellow"}.get(key, "")


def _measures(run: Takeover, within: str, owner: int | None = None) -> str:
    url = reverse("takeover_measures", args=[run.pk])
    return f"{url}?within={within}" + (f"&owner={owner}" if owner else "")


def _by_judge(run: Takeover, watches: list[Watch]) -> Panel:
    columns = (Column("承办人"), *(Column(text, "end") for text in WITHIN.values()))
    rows = tuple(
        Row(url=_measures(run, "all", watch.owner) if watch.owner else "", cells=(watch.name, *(f"{watch.counts[key]:,}" for key in WITHIN)))
        for watch in watches
    )
    return Panel(title="各承办人的措施", note="已经出现在本人的工作台", flush=True, body=(Table(columns=columns, rows=rows, label="各承办人的措施"),))


def _gaps(run: Takeover) -> Panel:
    rows = tuple(
        Row(url=reverse("takeover_gap", args=[run.pk, gap.key]), cells=(gap.text, f"{gap.rows.count():,}", gap.remedy))
        for gap in takeover_result.gaps(run)
    )
    columns = (Column("还缺什么"), Column("件数", "end"), Column("怎么补"))
    return Panel(title="还缺什么", flush=True, body=(Table(columns=columns, rows=rows, label="还缺什么", empty=Empty("不缺", icon="circle-check")),))
