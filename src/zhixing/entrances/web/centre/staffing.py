"""人员测算：算过的各份；一份的结果（要几个人、排队、天数、各遍的散布），和另一份比。"""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.centre.commands import staffing as commands
from zhixing.casework.centre.queries_staffing import StaffingPlan, plan_of, plans
from zhixing.casework.centre.staffing.reading import read
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.bulk.starting import token, token_of
from zhixing.entrances.web.centre import staffing_pictures as pictures
from zhixing.entrances.web.centre.frame import pretitle, tabs
from zhixing.entrances.web.money.frame import turning
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Figure,
    Figures,
    Fold,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Tab,
    Table,
    Tabs,
    Text,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.progress import Progress, over
from zhixing.entrances.web.ui.words import dates, moment
from zhixing.foundation.history import context

TONES: Final = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red"}
RUNNING: Final = frozenset({"waiting", "running"})
BASES: Final = {"past": "过去一年", "next": "今后一年"}
"""从哪里开始：照过去一年来的、存的再演一遍；照过去一年来的、现在存着的往后演一年。"""


@needs("may_plan_staffing")
def listing(request: HttpRequest) -> HttpResponse:
    """算过的各份；开一份新的。"""
    rows, pager = sliced(request, plans(request.user))
    today = context.current().today
    figures = (Column(text, "end") for text in ("结案", "期末未结", "平均天数"))
    columns = (Column("方案"), *figures, Column("缺人的岗位"), Column("谁算的"), Column("状态"))
    table = Table(columns=columns, label="算过的各份", pager=turning(pager), rows=tuple(_line(row, today) for row in rows), empty=Empty(
        "还没有算过", note="先照现在的人手算一份，再改人手、改分流比例，两份放在一起比。", icon="users",
    ))
    return show(request, Page(
        title="人员测算", pretitle=pretitle(request), top=(tabs(request, "centre_staffing"),), actions=(_starts(),),
        body=(Panel(title="算过的各份", flush=True, body=(table,)),), side=(_how(),),
    ))


def _starts() -> Actions:
    def start(base: str, kind: str) -> Action:
        return Action(
            text=f"按现在的人手算{BASES[base]}", url=reverse("centre_staffing_start"), method="post", kind=kind, icon="calculator",
            fields={"base": base, "token": token()},
        )

    paste = Action(text="粘贴方案", url=reverse("centre_staffing_text"), icon="notes")
    return Actions((start("next", "primary"), start("past", "plain"), paste))


def _how() -> Panel:
    return Panel(title="怎样算的", body=(
        Text("新来多少、期初存多少、各种结案方式办多少天，都是本院过去一年的；现在各岗位几个人，按今天的职务和团队。"),
        Text("把一年演三十遍：案件一件件来，到了时候找岗位，没有空就排队，涉民生的在前。给出中间的数，和十遍里有八遍落在其中的上下。"),
        Text("每项工作几分钟：事务单上量到三十次以上的用量到的，没有的用起算值，在方案里改。"),
        Text("换了人手还是同样的案件，两份放在一起比，差的就是人手。", tone="secondary"),
    ))


def _line(row: StaffingPlan, today: Any) -> Row:
    cases = row.result.get("cases", {})
    short = [f"{desk['name']}缺{desk['need']['short']}人" for desk in row.result.get("desks", ()) if desk["need"]["short"]]
    mids = (_number(cases[key]["mid"]) if cases else "—" for key in ("closed", "open_after", "mean_days"))
    return Row(url=reverse("centre_staffing_plan", args=[row.pk]), cells=(
        row.name, *mids, "；".join(short) if short else ("没有" if cases else "—"), (row.made_by.name, moment(row.made_at, today)), _state(row),
    ))


def _state(row: StaffingPlan) -> Status:
    return Status(row.get_state_display(), TONES[row.state])


@require_POST
@needs("may_plan_staffing")
def start(request: HttpRequest) -> HttpResponse:
    """照现在的人手算一份。"""
    base = "next" if request.POST.get("base") == "next" else "past"
    text = commands.base_plan(request.user.court_id, context.current().today, ahead=base == "next")
    made = commands.ask_plan(actor=request.user, name=f"{BASES[base]}，现在的人手", text=text, token=token_of(request))
    return done(request, reverse("centre_staffing_plan", args=[made.pk]))


@needs("may_plan_staffing")
def page(request: HttpRequest, plan_id: int) -> HttpResponse:
    """一份：进度，结果；``with`` 是和哪一份比。"""
    row = plan_of(request.user, plan_id)
    if again := over(request, running=row.state in RUNNING):
        return again
    today, here = context.current().today, reverse("centre_staffing_plan", args=[row.pk])
    shown: dict[str, Any] = {
        "title": row.name, "pretitle": f"人员测算　{row.made_by.name}　{moment(row.made_at, today)}", "tags": (_state(row),),
        "back": reverse("centre_staffing"), "back_text": "人员测算",
    }
    if row.state in RUNNING:
        return show(request, Page(**shown, top=(Progress(url=here, text="正在演算", done=row.progress, total=100),)))
    if row.state == StaffingPlan.State.FAILED:
        return show(request, Page(**shown, actions=(_again(row, "改一改再算"),), body=(Note(row.why, "red", title="没有算成"), _text(row))))
    other = _other(request, row)
    return show(request, Page(
        **shown, actions=(_again(row, "改人手再算"),), top=_against(request, row, other), body=tuple(_result(row, other)),
        scripts=pictures.SCRIPTS,
    ))


def _again(row: StaffingPlan, text: str) -> Action:
    name = "centre_staffing_change" if row.state == StaffingPlan.State.DONE else "centre_staffing_text"
    url = reverse(name, args=[row.pk]) if row.state == StaffingPlan.State.DONE else f"{reverse(name)}?from={row.pk}"
    return Action(text=text, url=url, kind="primary", icon="edit")


def _other(request: HttpRequest, row: StaffingPlan) -> StaffingPlan | None:
    wanted = request.GET.get("with", "")
    if not (wanted.isdecimal() and len(wanted) < 12):
        return None
    return plans(request.user).filter(pk=int(wanted), state="done").exclude(pk=row.pk).first()


def _against(request: HttpRequest, row: StaffingPlan, other: StaffingPlan | None) -> tuple[Tabs, ...]:
    """和哪一份比：最近算完的几份；没有别的不摆。"""
    found = list(plans(request.user).filter(state="done").exclude(pk=row.pk)[:6])
    if not found:
        return ()
    none = Tab("不比", link(request.GET, **{"with": None}), other is None)
    others = (Tab(f"和“{one.name}”比", link(request.GET, **{"with": str(one.pk)}), one == other) for one in found)
    return (Tabs((none, *others), "和哪一份比", pills=True),)


def _result(row: StaffingPlan, other: StaffingPlan | None) -> list[Piece]:
    mine, theirs = row.result, other.result if other else None
    warned = [Note(dates("\n".join(mine["warnings"])), "yellow", title="人手不够的")] if mine["warnings"] else [Note("各岗位都做得完。", "green")]
    return [
        *warned, *_note(row), _figures(mine, theirs), _desks(mine, theirs), *pictures.panels(mine, theirs, row.name, other.name if other else ""),
        _tracks(mine, theirs), *_steps(mine), _text(row),
    ]


def _note(row: StaffingPlan) -> list[Piece]:
    """方案自己的说明。"""
    told = read(row.text).note
    return [Note(told)] if told else []


def _figures(mine: dict[str, Any], theirs: dict[str, Any] | None) -> Figures:
    names = {"arrived": "新收", "closed": "结案", "open_after": "期末未结", "mean_days": "平均天数", "median_days": "中位天数"}
    before = Figure(label="期初旧存", value=f"{mine['cases']['open_before']:,}")
    return Figures((before, *(_figure(name, mine["cases"][key], theirs["cases"][key] if theirs else None) for key, name in names.items())))


def _figure(name: str, mine: dict[str, float], theirs: dict[str, float] | None) -> Figure:
    note = f"{_number(mine['low'])}–{_number(mine['high'])}" + (f"，比对照{mine['mid'] - theirs['mid']:+g}" if theirs else "")
    return Figure(label=name, value=_number(mine["mid"]), note=note)


def _number(value: float) -> str:
    """上百的不写小数，千位分节。"""
    return f"{value:,.0f}" if value >= 100 else f"{value:g}"


def _desks(mine: dict[str, Any], theirs: dict[str, Any] | None) -> Panel:
    """各岗位一行。"""
    known = {desk["code"]: desk for desk in theirs["desks"]} if theirs else {}
    figures = (Column(text, "end") for text in ("现有", "宜有", "用到", "轮到以前等（工作日）", "期末排队（件）"))
    columns = (Column("岗位"), *figures, Column("排起队来"))
    rows = tuple(_desk(desk, known.get(desk["code"])) for desk in mine["desks"])
    told = "宜有：人手最多用到 85%，再满一有波动就排队。下面一行小字是各遍的散布" + ("，和对照的那一份" if theirs else "") + "。"
    return Panel(title="各岗位要几个人", flush=True, note=told, body=(Table(columns=columns, rows=rows, label="各岗位"),))


def _desk(mine: dict[str, Any], theirs: dict[str, Any] | None) -> Row:
    need, other = mine["need"], theirs["heads"] if theirs else mine["heads"]
    heads = f"{mine['heads']} 人" if other == mine["heads"] else (f"{mine['heads']} 人", Text(f"对照 {other} 人", "secondary"))
    wanted = (f"{need['heads']} 人", Status(f"缺 {need['short']} 人", "red")) if need["short"] else f"{need['heads']} 人"
    late = Status(f"{dates(mine['late_on'])}起", "red") if mine["late_on"] else Status("不会", "green")
    return Row(tone="red" if mine["grows"] else "", cells=(
        mine["name"], heads, wanted, _spread(mine, theirs, "use", "%"), *(_spread(mine, theirs, key) for key in ("wait_days", "queue_after")), late,
    ))


def _spread(mine: dict[str, Any], theirs: dict[str, Any] | None, key: str, unit: str = "") -> tuple[Any, ...]:
    one = mine[key]
    told = f"{one['low']:g}–{one['high']:g}{unit}" + (f"；对照 {theirs[key]['mid']:g}{unit}" if theirs else "")
    return f"{one['mid']:g}{unit}", Text(told, "secondary")


def _tracks(mine: dict[str, Any], theirs: dict[str, Any] | None) -> Panel:
    known = {track["code"]: track for track in theirs["tracks"]} if theirs else {}
    columns = (Column("轨道"), Column("结案（件）", "end"), Column("平均天数", "end"), Column("中位天数", "end"))
    rows = tuple(Row(cells=(
        track["name"], *(_spread(track, known.get(track["code"]), key) for key in ("closed", "mean_days", "median_days")),
    )) for track in mine["tracks"])
    return Panel(title="各条轨道", flush=True, body=(Table(columns=columns, rows=rows, label="各条轨道"),))


def _steps(mine: dict[str, Any]) -> list[Fold]:
    """要几个人是怎样算的。"""
    body = tuple(Panel(title=desk["name"], body=(Text("\n".join(desk["steps"])),)) for desk in mine["desks"])
    return [Fold("要几个人是怎样算的", body)]


def _text(row: StaffingPlan) -> Fold:
    kinds = {"toml": "下载方案", **({"json": "下载结果"} if row.result else {})}
    files = Actions(tuple(
        Action(text=text, url=reverse("centre_staffing_file", args=[row.pk, kind]), icon="download", download=True) for kind, text in kinds.items()
    ))
    return Fold("方案原文", (files, Text(row.text[:6000])), note="可以下载，用命令行演：zhixing simulate staffing --plan 文件")
