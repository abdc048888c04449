"""补救单：届满没有续行的措施，先前怎样预警过，现在怎样补救；承办人报，局长签字。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases import access
from zhixing.casework.control import queries_watch as watch
from zhixing.casework.control.commands.watching import propose_remedy
from zhixing.casework.control.queries_watch import Difference, Incident, Warning
from zhixing.entrances.web import remedies
from zhixing.entrances.web.access import rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.control import expiring, frame
from zhixing.entrances.web.registers import frame as registers
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Facts,
    Fold,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.words import dates, full_day, moment
from zhixing.foundation.approvals import queries as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.law.states import Act
from zhixing.law.watching import NO_NEED, REMEDIED
from zhixing.law.words import choices, word

NAME: Final = "control_incidents"
_S: Final = Incident.State
SHELVES: Final = {"open": "待补救", "remedied": "已补救", "no_need": "不必补救", "all": "全部"}
TONES: Final = {_S.OPEN: "red", _S.REMEDIED: "green", _S.NO_NEED: "grey"}
COLUMNS: Final = (Column("编号"), Column("哪一项"), Column("失效"), Column("案件"), Column("承办人"), Column("先前预警"), Column("状态"))
WARNED: Final = (Column("哪天"), Column("档"), Column("告诉了谁"), Column("那时最后能办的一天"))
RESULTS: Final = {REMEDIED: "重新采取了措施", NO_NEED: "不必补救"}
LATE: Final = ("登记得晚", "登记进来时已经届满，来不及预警。")
NEVER: Final = ("没有预警", "届满以前没有告诉过任何人，请指挥中心查明原因。")


def page(request: HttpRequest) -> HttpResponse:
    """补救单清单；看全院的，另有两本台账夜间核对的结果。"""
    registers.guard(request)
    here = registers.picked(request, "state", SHELVES, "open")
    rows = registers.narrowed(request, watch.incidents(request.user, context.current().today), person="subject")
    sizes = registers.sizes(rows, {key: Q() if key == "all" else Q(state=key) for key in SHELVES})
    found, pager = registers.paged(request, rows if here == "all" else rows.filter(state=here), "lapsed_on")
    table = Table(id="incidents", columns=COLUMNS, rows=tuple(_row(request, row) for row in found), label=SHELVES[here], pager=pager,
                  empty=Empty("没有补救单", "措施届满没有续行的，次日在这里开补救单。", "shield-check"))
    return show(request, Page(
        title=f"{sizes['open']:,} 项措施失效，等着补救" if sizes["open"] else "没有等着补救的失效", pretitle=f"补救单 · {registers.scope(request)}",
        top=(frame.tabs(request, NAME), registers.strip(request, "state", SHELVES, sizes, here, red=("open",))),
        body=(*_differences(request), registers.filters(request, NAME, keep=("state",)), Panel(flush=True, body=(table,))),
    ))


def _row(request: HttpRequest, row: Incident) -> Row:
    return Row(url=reverse("control_incident", args=[row.pk]), cells=(
        row.number, (row.subject, word("property", row.property) if row.property else ""), full_day(row.lapsed_on), registers.case_cell(row.case),
        expiring.who(request, row.case), f"{len(row.warned)} 次" if row.warned else Status(*_unwarned(row)), state(row),
    ))


def _unwarned(row: Incident) -> tuple[str, str]:
    """没有预警：失效很久才登记进来的，看守那时不知道有这一项。"""
    return (LATE[0], "yellow") if watch.found_late(row) else (NEVER[0], "red")


def state(row: Incident) -> Status:
    """待补救、已补救、不必补救。"""
    return Status(row.get_state_display(), TONES[_S(row.state)])


def _differences(request: HttpRequest) -> Iterator[Content]:
    """措施台账和到期节点说的不一样的：看守照早的一天，不会漏，但是要查。只给管渠道、看全院的。"""
    found = watch.differences(request.user.court_id) if rights_of(request).may_run_waves else []
    if not found:
        return
    rows = tuple(Row(url=remedies.case_url(one.case), cells=(one.subject, *_two(one))) for one in found[:50])
    table = Table(columns=(Column("哪一项"), Column("台账写到"), Column("节点算到")), rows=rows, label="说法不一")
    yield Note("看守照早的一天，不会漏；请指挥中心逐项查清。", "yellow", f"措施台账和到期节点有 {len(found)} 项说的不一样")
    yield Fold("说法不一的各项", (table,), "只列前 50 项" if len(found) > 50 else "")


def _two(one: Difference) -> tuple[str, str]:
    return full_day(one.book) or "没有", full_day(one.node) or "没有"


# ---- 一张 ----


def _own(request: HttpRequest, incident_id: int) -> Incident:
    try:
        return watch.incident(request.user, context.current().today, incident_id)
    except Incident.DoesNotExist:
        raise Http404 from None


def one(request: HttpRequest, incident_id: int) -> HttpResponse:
    """一张补救单：失效的是哪一项、预警经过、怎样补救。"""
    registers.guard(request)
    row = _own(request, incident_id)
    asked = approvals.pending(row.case.stream, str(Act.REMEDY), row.number)
    return show(request, Page(
        title=f"{row.subject}已经失效", pretitle=f"补救单 · {row.number}", tags=(state(row),), back=reverse(NAME), back_text="补救单",
        actions=_actions(request, row, asked), top=tuple(_standing(row, asked)), body=(_warned(request, row),),
        side=(_facts(request, row), *_closed(row)),
    ))


def _standing(row: Incident, asked: Approval | None) -> Iterator[Content]:
    """现在怎样了。"""
    if asked is not None:
        go = Action(text="看审批单", url=reverse("approval_page", args=[asked.pk]))
        yield Note("已经报请局长签字，签了字补救单就了结。", "blue", actions=(go,))
    elif row.state == _S.OPEN:
        yield Note("失效的措施不能续行，只能重新采取，顺位从新的那天算起；不必补救的写明理由。都由局长签字。", "yellow", "怎样补救")


def _actions(request: HttpRequest, row: Incident, asked: Approval | None) -> tuple[Actions, ...]:
    if row.state != _S.OPEN or asked is not None or not access.rights_of(request.user, row.case).may_remedy:
        return ()
    again = Action(text="到案件里重新采取", url=f"{remedies.case_url(row.case_id)}?tab=assets#tabs")
    report = Action(text="报补救", url=reverse("control_remedy", args=[row.pk]), kind="primary", icon="rubber-stamp", dialog=True)
    return (Actions((again, report)),)


def _facts(request: HttpRequest, row: Incident) -> Panel:
    case = Action(text=str(row.case), url=remedies.case_url(row.case_id), kind="link")
    return Panel(title="哪一项", body=(Facts((
        ("财产", word("property", row.property) if row.property else row.subject), ("届满日", full_day(row.lapsed_on)), ("案件", case),
        ("承办人", expiring.who(request, row.case)), ("开单", moment(row.opened_at)),
    )),))


def _closed(row: Incident) -> Iterator[Panel]:
    if row.state != _S.OPEN:
        yield Panel(title="补救", body=(Facts((
            ("为什么失效", row.cause), ("怎样补救", dates(row.remedy)), *((("控制令", row.order.number),) if row.order else ()),
            ("签字", f"{row.closed_name}　{moment(row.closed_at)}"),
        )),))


def _warned(request: HttpRequest, row: Incident) -> Panel:
    """预警经过：照失效时记下的。看不得名字的只看身份。"""
    named = expiring.named(request, row.case)
    lines = tuple(_line(told, named=named) for told in row.warned)
    empty = Empty(*(LATE if watch.found_late(row) else NEVER), "bell")
    return Panel(title="预警经过", note=f"共 {len(lines)} 次" if lines else "", flush=True,
                 body=(Table(columns=WARNED, rows=lines, label="预警经过", empty=empty),))


def _line(told: dict[str, Any], *, named: bool) -> Row:
    given, last = (full_day(date.fromisoformat(told[key])) for key in ("on", "last_day"))
    late = (Status("补的", "yellow", title="停机等原因错过了这一档，后来补的"),) if told["late"] else ()
    to = Warning.To(told["to"]).label
    return Row(cells=(given, (f"{told['step']} 天", *late), f"{to}　{told['name']}" if named else to, last))


# ---- 报补救 ----


class RemedyForm(forms.Form):
    """怎样补救。"""

    cause = TextField(label="为什么失效", max_length=500, lines=3, help_text="为什么到期没有续行")
    result = forms.ChoiceField(label="怎样补救", choices=list(RESULTS.items()), widget=forms.RadioSelect)
    retaken = forms.ChoiceField(label="重新采取的是哪一项", required=False, help_text="失效以后新拟的控制令，或者登记的措施")
    reason = forms.ChoiceField(label="为什么不必补救", required=False)
    text = TextField(label="说明", max_length=300, required=False, help_text="选“其他”的须写明")

    def __init__(self, *args: Any, row: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        orders = [(f"order:{one.pk}", f"{one.get_kind_display()}{one.subject}（{one.number}）") for one in watch.retaken(row)[:50]]
        taken = [(f"measure:{one.pk}", f"{full_day(one.since)}{word('measure', one.measure)}{one.subject}") for one in watch.taken_again(row)[:50]]
        self.fields["retaken"].choices = [("", "没有"), *orders, *taken]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", "请选"), *choices("lapse_no_need").items()]  # type: ignore[attr-defined]


def remedy(request: HttpRequest, incident_id: int) -> HttpResponse:
    """报补救，请局长签字。"""
    registers.guard(request)
    row = _own(request, incident_id)
    access.require(request.user, row.case, Act.REMEDY)
    given = request.POST.get("revision", "")
    revision = int(given) if given.isdecimal() and len(given) < 10 else None
    form = RemedyForm(request.POST or None, row=row, initial={"result": REMEDIED if watch.taken_again(row).exists() else None})
    back = reverse("control_incident", args=[row.pk])

    def act(values: dict[str, Any]) -> HttpResponse:
        sort, _, key = values.pop("retaken").partition(":")
        chosen = {sort: int(key)} if key else {}
        propose_remedy(incident=row, actor=request.user, on=context.current().today, revision=revision, **values, **chosen)
        return done(request, back, "已报请局长签字")

    title, hidden = f"{row.subject}失效，怎样补救", {"revision": row.revision}
    return fill(request, form, Filling(title=title, note=row.number, submit="报请签字", cancel=back, act=act, hidden=hidden, columns=1))
