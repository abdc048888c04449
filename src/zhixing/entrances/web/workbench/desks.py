"""工作台的几张桌子：我的案件、等我审批；领导看全院（本团队）的概况；立案的看收件。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases import queries as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import queries as closing
from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.queries_desk import Wave
from zhixing.casework.nodes import queries as nodes
from zhixing.entrances.web.access import facts_of, rights_of
from zhixing.entrances.web.centre import mine as centre
from zhixing.entrances.web.control import bell
from zhixing.entrances.web.money import desk as money
from zhixing.entrances.web.ui import Action, Column, Empty, Figure, Figures, Item, Items, Panel, Row, Table
from zhixing.entrances.web.ui.words import count, day
from zhixing.entrances.web.workbench import reminders
from zhixing.foundation.approvals import queries as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.law.states import State

CODES = 8
MOST = 100_000
"""收结的数，领导要看整数；数到这里为止。"""
APPROVALS = 6
FILING = (State.RECEIVED, State.CORRECTING, State.ACCEPTED, State.HANDED_OVER)


def main(request: HttpRequest) -> tuple[Panel, ...]:
    """左栏，在应办事项之下。"""
    return tuple(_main(request))


def side(request: HttpRequest) -> tuple[Panel, ...]:
    """右栏。"""
    return tuple(_side(request))


def _main(request: HttpRequest) -> Iterator[Panel]:
    if rights_of(request).may_take_bank_files:
        yield from money.waiting(request)
    if _oversees(request):
        yield _board(request)


def _oversees(request: HttpRequest) -> bool:
    """带团队的、看全院的；立案人员看全院只为立案，不算。"""
    rights = rights_of(request)
    return bool(facts_of(request).leads) or (rights.sees_all_cases and not rights.may_file)


def _side(request: HttpRequest) -> Iterator[Panel]:
    today = context.current().today
    yield from bell.panel(request, today)
    yield from centre.panel(request)
    visible = cases.visible_to(request.user, today)
    yield from _mine(visible.filter(handler=request.user.pk), request.user.pk, today)
    if rights_of(request).may_file or rights_of(request).may_import:
        yield _filing(visible)
    if rights_of(request).may_file:
        yield from reminders.asked(request, today)
    yield from reminders.panel(request, today, mine=not _oversees(request))
    if _oversees(request):
        title = ("本院收结" if request.user.court.level == "basic" else "辖区收结") if rights_of(request).sees_all_cases else "本团队收结"
        yield _summary(title, _figures(visible, today, {}), today)
    yield _approvals(request, today)


def _mine(rows: QuerySet[Case], user_id: int, today: date) -> Iterator[Panel]:
    """名下一件也没有的（立案、领导），不摆一排零。"""
    cells = _figures(rows, today, {"handler": str(user_id)})
    if any(cell.value != "0" for cell in cells):
        yield _summary("我的案件", cells, today)


def _figures(rows: QuerySet[Case], today: date, also: dict[str, str]) -> tuple[Figure, ...]:
    """本年至今的旧存、新收、已结、未结，点开就是那份清单。"""
    found = closing.summary(rows, date(today.year, 1, 1), today).values()
    numbers = cases.capped_counts([f.rows for f in found], MOST)
    return tuple(
        Figure(label=f.label, value=count(number, MOST), url=f"{reverse('case_list')}?{urlencode({**also, **f.filters})}")
        for f, number in zip(found, numbers, strict=True)
    )


def _summary(title: str, cells: tuple[Figure, ...], today: date) -> Panel:
    return Panel(title=title, note=f"{today.year}年1月1日至今", body=(Figures(cells),))


def _filing(visible: QuerySet[Case]) -> Panel:
    numbers = cases.capped_counts([visible.filter(state=state.value) for state in FILING])
    cells = tuple(
        Figure(label=state.label, value=count(number), url=f"{reverse('case_list')}?{urlencode({'state': state.value})}")
        for state, number in zip(FILING, numbers, strict=True)
    )
    more = Action(text="执行立案", url=reverse("case_filing"), kind="link")
    return Panel(title="收件与立案", body=(Figures(cells),), actions=(more,))


def _approvals(request: HttpRequest, today: date) -> Panel:
    waiting = approvals.waiting_for(request.user, today)
    items = (*_waves(request), *(_approval(a, today) for a in waiting[:APPROVALS]))
    more = Action(text="全部审批", url=reverse("approval_list"), kind="link")
    return Panel(title="等我审批", actions=(more,), flush=True, body=(Items(items=items, empty=Empty("没有等您审批的", icon="rubber-stamp")),))


def _waves(request: HttpRequest) -> Iterator[Item]:
    """局长：等着签发的成批查询。"""
    rights = rights_of(request)
    if rights.may_sign_waves and rights.sees_all_cases:
        for wave in control.waves(request.user.court_id).filter(state=Wave.State.DRAFT)[:APPROVALS]:
            title = f"成批查询{wave.number}等着签发"
            yield Item(title=title, url=reverse("control_wave", args=[wave.pk]), note=f"{wave.get_reason_display()} · {count(wave.cases)} 件案件")


def _approval(row: Approval, today: date) -> Item:
    late = row.due is not None and row.due < today
    note = f"{row.submitted_by.name} {day(row.submitted_on, today)}报" + (f" · {day(row.due, today)}前批" if row.due else "")
    return Item(title=row.title, url=reverse("approval_page", args=[row.pk]), tone="red" if late else "", note=note)


def _board(request: HttpRequest) -> Panel:
    today = context.current().today
    found = nodes.counts(nodes.board(request.user, today), today)[:CODES]
    columns = (Column("节点"), Column("超期", "end"), Column("临期", "end"), Column("合计", "end"))
    rows = tuple(Row(cells=(c.name, _number(c.code, "red", c.red), _number(c.code, "yellow", c.yellow), _number(c.code, "", c.total)))
                 for c in found)
    more = Action(text="节点管控", url=reverse("node_board"), kind="link")
    return Panel(title="节点概况", note="只数件数，不列人名", actions=(more,), flush=True,
                 body=(Table(columns=columns, rows=rows, label="节点概况", empty=Empty("没有待办的节点", icon="circle-check")),))


def _number(code: str, light: str, number: int) -> object:
    if not number:
        return "0"
    query = urlencode({k: v for k, v in (("code", code), ("light", light)) if v})
    return Action(text=str(number), url=f"{reverse('node_board')}?{query}", kind="link", small=True)
