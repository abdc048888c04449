"""一版的页面：走到哪一步、还差什么、各顺位、送达、异议、各笔。"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.queries_plans import Balance
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.distribution import creditors, objecting, serving
from zhixing.entrances.web.distribution.opened import Opened, State, opened, state
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Deadline,
    Empty,
    Facts,
    Figure,
    Figures,
    Fold,
    Money,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Step,
    Table,
    Text,
    show,
)
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import dates, full_day, yuan
from zhixing.foundation.people.queries import calendar_of
from zhixing.law import distribution_rules as rules
from zhixing.law.distribution_claims import ladders
from zhixing.law.states import Act

FAULT_COLUMNS = (Column("第几行"), Column("列"), Column("毛病"))
TIER_COLUMNS = (Column("顺位"), Column("轮到时有", "end"), Column("债权", "end"), Column("清偿", "end"), Column("比例", "end"))
MANY = 100


def page(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """一版。"""
    found = opened(request, case_id, number)
    loading = found.plan.state == State.LOADING
    if again := over(request, running=loading and not _stopped(found)):
        return again
    body = _loading(found) if loading else _body(found)
    return show(request, Page(
        title=_title(found), pretitle=f"{found.desk.case}　{people(found.desk)}", tags=(state(found.plan),), actions=(_buttons(found),),
        back=reverse("case_distribution", args=[case_id]), back_text="各版", body=tuple(body),
    ))


def _stopped(found: Opened) -> bool:
    return bool(found.plan.faults or found.plan.stopped)


def _title(found: Opened) -> str:
    plan = found.plan
    if plan.state == State.LOADING:
        return f"第{plan.number}版没有导入" if _stopped(found) else f"正在导入第{plan.number}版"
    return f"第{plan.number}版：{plan.count:,} 笔债权，分 {yuan(plan.given_fen)} 元"


# ---- 导入 ----


def _loading(found: Opened) -> Iterator[Piece]:
    plan = found.plan
    if not _stopped(found):
        text = "正在写各笔" if plan.count else "正在读表、核对、计算"
        yield Progress(url=found.home, text=text, done=plan.done, total=plan.count)
        return
    yield Note(plan.stopped, "red", "没有导入")
    if plan.faults:
        shown = plan.faults[:MANY]
        rows = tuple(Row(cells=(f"第{one['row']}行" if one["row"] else "整份", one["column"] or "整行", dates(one["text"]))) for one in shown)
        more = f"先列前 {MANY} 处，改好再看" if len(plan.faults) > MANY else ""
        yield Panel(title=f"毛病 {len(plan.faults):,} 处", note=more, flush=True, body=(Table(columns=FAULT_COLUMNS, rows=rows, label="毛病"),))


# ---- 按钮 ----


def _buttons(found: Opened) -> Actions:
    if not found.able:
        return Actions(_exports(found)[:1])
    main, more = tuple(_main(found)), tuple(_more(found))
    return Actions((*_exports(found)[:1], *main), (*_exports(found)[1:], *more))


def _exports(found: Opened) -> tuple[Action, ...]:
    if found.plan.state == State.LOADING or not found.desk.rights.may_export:
        return ()
    named = (("导出方案", "result-xlsx"), ("导出方案 .csv", "result-csv"), ("导出债权表（改了可再导入）", "claims-csv"))
    return tuple(Action(text=text, url=found.url("case_plan_export", what), icon="download", download=True) for text, what in named)


def _main(found: Opened) -> Iterator[Action]:
    plan = found.plan
    if plan.state == State.LOADING and _stopped(found):
        yield Action(text="换一份表", url=found.url("case_plan_table"), kind="primary", icon="upload", dialog=True)
    elif plan.state == State.DRAFT:
        yield _post(found, "publish", "定稿", "定稿以后各笔和份额不再变，接着送达。确定？")
    elif plan.state == State.SERVED and _settleable(found).ok:
        yield _post(found, "settle", "定案，可以发放", "")
    elif plan.state == State.SERVED and plan.served_on is None:
        yield from serving.main(found)
    elif plan.state == State.SETTLED and found.desk.rights.may(Act.PAY_OUT):
        yield _post(found, "pay", "作发放审批表", "")


def _more(found: Opened) -> Iterator[Action]:
    plan = found.plan
    if plan.state == State.SERVED:
        yield Action(text="登记异议", url=found.url("case_plan_object"), icon="message-exclamation", dialog=True)
    if plan.state in (State.SERVED, State.SETTLED):
        text = "又有一笔钱，再分" if plan.state == State.SETTLED else "另做一版"
        yield Action(text=text, url=found.url("case_plan_again"), icon="versions")
    if plan.state not in (State.VOID, State.REPLACED):
        yield Action(text="作废", url=found.url("case_plan_void"), icon="ban", dialog=True)


def _post(found: Opened, act: str, text: str, confirm: str) -> Action:
    fields = {"revision": found.plan.revision, "token": f"plan-{found.plan.pk}-{found.plan.revision}"}
    return Action(text=text, url=found.url("case_plan_act", act), method="post", kind="primary", fields=fields, confirm=confirm)


# ---- 各块 ----


def _settleable(found: Opened) -> rules.Finding[bool]:
    return rules.settleable(read.standing(found.plan, found.today), found.today, calendar_of(found.plan.court_id))


def _body(found: Opened) -> Iterator[Piece]:
    yield _figures(found, read.sums(found.plan))
    if found.plan.state == State.SERVED:
        yield from _waiting(found)
        yield serving.panel(found)
    if found.plan.state in (State.SERVED, State.SETTLED, State.REPLACED):
        yield from objecting.panel(found)
    yield _tiers(found)
    yield creditors.panel(found)
    yield from _how(found)


def _figures(found: Opened, sums: Balance) -> Panel:
    plan = found.plan
    cells = [
        Figure(label="可分配", value=yuan(plan.pot_fen)),
        Figure(label="债权", value=yuan(plan.total_fen), note=f"{plan.count:,} 笔", url="#creditors"),
        Figure(label="分出", value=yuan(plan.given_fen), note=f"余 {yuan(plan.left_fen)} 退还被执行人" if plan.left_fen else ""),
    ]
    if sums.kept_fen:
        cells.append(Figure(label="暂不发放", value=yuan(sums.kept_fen), tone="yellow", url="?only=held#creditors"))
    back = sum(read.held_back(plan).values())
    if back:
        cells.append(Figure(label="有争议，预留", value=yuan(back), tone="yellow", url="#objections"))
    if plan.state == State.SETTLED:
        note, tone = f"已作审批表 {yuan(sums.paying_fen)}", "green" if sums.paid_fen else ""
        cells.append(Figure(label="已付", value=yuan(sums.paid_fen), note=note, tone=tone))
    return Panel(body=(Figures(tuple(cells)),))


def _waiting(found: Opened) -> Iterator[Piece]:
    """异议期到哪天，怎么算的；还差什么才能定案。"""
    plan, finding = found.plan, _settleable(found)
    if plan.served_on is not None:
        period = rules.open_until(plan.served_on, calendar_of(plan.court_id))
        steps = tuple(Step(dates(one.text), str(one.article)) for one in period.steps)
        tone = "grey" if found.today <= period.value else "green"
        rows = (("最后一人收到", full_day(plan.served_on)), ("异议期到", Deadline(text=full_day(period.value), tone=tone, steps=steps)))
        yield Panel(title="异议期", body=(Facts(rows),))
    if read.direct(plan, found.today):
        yield Note("照没有人反对的异议、照判决修正的一版，不必再等异议期（民诉法解释第510条）。", "blue")
    if not finding.ok:
        told = "\n".join(f"{dates(one.text)}{one.remedy}（{one.article}）" for one in finding.reasons)
        yield Note(told, "blue", f"定案以前还差 {len(finding.reasons)} 项")


def _tiers(found: Opened) -> Panel:
    plan = found.plan
    rows = tuple(
        Row(cells=((one["label"], one["article"]), Money(one["before_fen"]), Money(one["claims_fen"]), Money(one["paid_fen"]), one["ratio"]))
        for one in plan.tiers
    )
    note = ladders().get(plan.method["ladder"], "")
    return Panel(title="各顺位", note=note, flush=True, body=(Table(columns=TIER_COLUMNS, rows=rows, label="各顺位", empty=Empty("没有")),))


def _how(found: Opened) -> Iterator[Piece]:
    steps = tuple(Step(dates(one["text"]), one["article"] or "") for one in found.plan.steps)
    plan = found.plan
    made = f"{plan.made_name} {full_day(plan.made_on)}起草" + (f"，{full_day(plan.published_on)}定稿" if plan.published_on else "")
    yield Fold("怎么算出来的", (*steps, Text(made + (f"；各笔的摘要 {plan.digest[:16]}…" if plan.digest else ""), "secondary")))
