"""失信、限制消费登记簿：正在限制谁，应当解除的还剩几天，已经解除的哪天解除。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.sanctions import queries as sanctions
from zhixing.casework.sanctions.queries import Restriction
from zhixing.entrances.web import remedies
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.registers.due import due_by
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Filter, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.words import day, full_day
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.words import word

NAME = "restriction_list"
SHELVES = {"active": "限制中", "due": "应当解除", "late": "已超期", "ended": "已解除"}
LIFTING = {Restriction.What.CONSUMPTION: "register:consumption_lifted", Restriction.What.LISTING: "register:delist"}
COLUMNS = (Column("被限制的人"), Column("种类"), Column("案件"), Column("承办人"), Column("起止"), Column("解除"), Column("", "end"))


def shelf(key: str, today: date) -> Q:
    """一格的条件。"""
    running = Q(ended_on__isnull=True)
    ordered = running & Q(ordered_on__isnull=False)
    return {"active": running, "due": ordered, "late": ordered & Q(lift_by__lt=today), "ended": ~running}[key]


def page(request: HttpRequest) -> HttpResponse:
    """失信、限制消费登记簿。"""
    frame.guard(request)
    today = context.current().today
    here = frame.picked(request, "state", SHELVES, "active")
    rows = frame.narrowed(request, sanctions.restrictions(request.user, today), person="person")
    if what := frame.picked(request, "what", Restriction.What.values):
        rows = rows.filter(what=what)
    sizes = frame.sizes(rows, {key: shelf(key, today) for key in SHELVES})
    calendar = calendar_of(request.user.court_id)
    soonest = here in ("due", "late")
    found, pager = frame.paged(request, rows.filter(shelf(here, today)), "lift_by" if soonest else "since", soonest=soonest)
    table = Table(id="restrictions", columns=COLUMNS, rows=tuple(_row(r, today, calendar) for r in found), label=SHELVES[here], pager=pager,
                  empty=_empty(here))
    return show(request, Page(
        title=_headline(sizes), pretitle=f"惩戒措施 · {frame.scope(request)}",
        top=(frame.tabs(NAME), frame.strip(request, "state", SHELVES, sizes, here, red=("late",))),
        body=(frame.filters(request, NAME, Filter("what", "种类", tuple(Restriction.What.choices)), keep=("state",)),
              Panel(flush=True, body=(table,))),
    ))


def _headline(sizes: dict[str, int]) -> str:
    told = f"限制中 {sizes['active']:,} 项"
    if not sizes["due"]:
        return f"{told}，没有应当解除而未解除的"
    return f"{told}，应当解除 {sizes['due']:,} 项" + (f"，其中 {sizes['late']:,} 项已超期" if sizes["late"] else "")


def _empty(here: str) -> Empty:
    texts = {"active": "没有正在限制的", "due": "没有应当解除的", "late": "没有超期未解除的", "ended": "没有已经解除的"}
    return Empty(texts[here], icon="circle-check" if here in ("due", "late") else "ban")


def _row(row: Restriction, today: date, calendar: Calendar) -> Row:
    return Row(cells=(
        _person(row), _what(row), frame.case_cell(row.case), frame.handler_cell(row.case), _term(row), lifting(row, today, calendar),
        _button(row),
    ))


def _person(row: Restriction) -> Content:
    return Action(text=row.person, url=reverse("debtor", args=[row.party_id]), kind="link") if row.party_id else row.person


def _what(row: Restriction) -> tuple[Content, ...]:
    ground = word("dishonesty", row.ground) if row.ground and row.what == Restriction.What.LISTING else ""
    source = Source(row.source).label if row.source != Source.OWN else ""
    return tuple(part for part in (row.get_what_display(), ground, source) if part)


def _term(row: Restriction) -> tuple[Content, ...]:
    return (f"{full_day(row.since)}起", f"至{full_day(row.until)}") if row.until else (f"{full_day(row.since)}起",)


def lifting(row: Restriction, today: date, calendar: Calendar) -> Any:
    """解除那一格：限制中、应在哪天前解除、已经解除、转由另一案承接。"""
    if row.moved_to:
        return f"{day(row.ended_on, today)}转由{row.moved_to}承接"
    if row.ended_on:
        return Status(f"{day(row.ended_on, today)}解除", "green")
    if row.ordered_on is None:
        return Status("限制中", "blue")
    if row.lift_by is None:
        return Status(f"{day(row.ordered_on, today)}起应当解除", "yellow")
    since = f"{day(row.ordered_on, today)}起应当解除"
    return due_by(f"{day(row.lift_by, today)}前解除", row.lift_by, today, calendar, more=since)


def _button(row: Restriction) -> Content:
    if row.ended_on or row.ordered_on is None:
        return ""
    return remedies.button(row.case_id, LIFTING[Restriction.What(row.what)], primary=True) or ""
