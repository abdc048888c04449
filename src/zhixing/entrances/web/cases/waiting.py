"""执行立案：收了件还没有立案的，灯和限期在旁边。"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Case, capped_count, page_after, visible_to
from zhixing.casework.nodes.queries import with_next_due
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.cases import rows
from zhixing.entrances.web.cases.filters import Asked, overdue
from zhixing.entrances.web.ui import Action, Actions, Column, Empty, Page, Panel, Row, Tab, Table, Tabs, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.table import Pager
from zhixing.entrances.web.ui.words import count, day
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.states import Act, State

SHELVES = {
    "waiting": ("待审查、补正", (State.RECEIVED, State.CORRECTING)), "assigning": ("待移送、分案", (State.ACCEPTED, State.HANDED_OVER)),
    "declined": ("不予受理", (State.DECLINED,)),
}
NEXT = {State.RECEIVED: Act.ACCEPT, State.CORRECTING: Act.CORRECTED, State.ACCEPTED: Act.HAND_OVER}
COLUMNS = (Column("收件"), Column("当事人"), Column("收到材料"), Column("限期"), Column("状态"), Column("", "end"))


@needs("may_file", "may_import")
def page(request: HttpRequest) -> HttpResponse:
    """等着立案的。"""
    today = context.current().today
    chosen = request.GET.get("shelf", "")
    chosen = chosen if chosen in SHELVES else "waiting"
    found = visible_to(request.user, today).filter(court=request.user.court_id, state__in=SHELVES[chosen][1])
    tabs = tuple(Tab(text, link(request.GET, shelf=key), key == chosen) for key, (text, _) in SHELVES.items())
    return show(request, Page(
        title=_title(request, found, chosen, today), actions=(_actions(request),), top=(Tabs(tabs, label="立案分格"),),
        body=(_table(request, found, today),),
    ))


def _title(request: HttpRequest, found: object, chosen: str, today: date) -> str:
    number, late = capped_count(found), capped_count(overdue(found, Asked(request.GET, request.user, today)))  # type: ignore[arg-type]
    text = f"{SHELVES[chosen][0]} {count(number)} 件"
    return f"{text}，{count(late)} 件已超期" if late else text


def _actions(request: HttpRequest) -> Actions:
    rights = rights_of(request)
    load = Action(text="导入", url=reverse("import_list"), icon="upload")
    file = Action(text="收件立案", url=reverse("case_filing_new"), kind="primary", icon="plus")
    daily = Action(text="流程系统每日导入", url=reverse("flow_list"))
    takeover = Action(text="存量接管", url=reverse("takeover_list"))
    more = (*([daily] if rights.may_import else []), *([takeover] if rights.may_take_over or rights.may_sign_takeover else []))
    return Actions((*([load] if rights.may_import else []), *([file] if rights.may_file else [])), more)


def _table(request: HttpRequest, found: object, today: date) -> Panel:
    page = page_after(with_next_due(found, today), request.GET.get("after", ""))  # type: ignore[arg-type]
    pager = Pager(after=link(request.GET, after=page.after)) if page.after else None
    empty = Empty("没有等着办的", "收到申请材料，点右上的“收件立案”。", "inbox")
    calendar = calendar_of(request.user.court_id)
    made = tuple(_row(request, case, today, calendar) for case in page.rows)
    return Panel(flush=True, body=(Table(columns=COLUMNS, rows=made, label="等着立案的", empty=empty, pager=pager),))


def _row(request: HttpRequest, case: Case, today: date, calendar: Calendar) -> Row:
    act = NEXT.get(State(case.state))
    mine = rights_of(request).may_file and act
    button = Action(text=act.label, url=reverse("case_act", args=[case.pk, act]), small=True, dialog=True) if mine and act else ""
    return Row(url=rows.url(case), cells=(
        rows.named(case), rows.people(case), day(case.received_on, today), rows.due(case, today, calendar), rows.state(case), button,
    ))
