"""终本库：应查而未查的在最前；勾选以后成批登记查询、成批入库。"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.closing import queries as closing
from zhixing.casework.closing.queries import PoolCase
from zhixing.casework.nodes.queries import MEASURE, Node, with_light
from zhixing.entrances.web import remedies
from zhixing.entrances.web.deadlines import told
from zhixing.entrances.web.pool.forms import Bulk, EnterForm, QueryForm
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.registers.due import due_by
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Deadline,
    Empty,
    Filter,
    Money,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import day, full_day
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seqs
from zhixing.foundation.people.queries import Team, calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.node_table import rule
from zhixing.law.words import word

NAME = "pool_list"
SHELVES = {"in": "在库", "late": "应查而未查", "month": "本月应查", "found": "查到财产", "enter": "待录入", "left": "已移出"}
OWNERS = {"final": Q(case__team__kind=Team.Kind.FINAL), "handler": ~Q(case__team__kind=Team.Kind.FINAL)}
COLUMNS = (
    Column("案件"), Column("承办人"), Column("终本"), Column("查询"), Column("未履行（元）", "end"), Column("还在控制的财产"), Column("", "end"),
)
WATCH = "T:N-40"
EMPTY = {"late": "没有应查而未查的", "month": "本月没有要查的", "found": "没有查到财产的", "enter": "没有待录入的"}


def shelf(key: str, today: date) -> Q:
    """一格的条件。"""
    month_end = today.replace(day=monthrange(today.year, today.month)[1])
    inside, entered = Q(left_on__isnull=True), Q(entered_on__isnull=False)
    return {
        "in": inside, "late": inside & Q(next_query__lt=today), "month": inside & Q(next_query__range=(today, month_end)),
        "found": inside & Q(found_on__isnull=False), "enter": inside & ~entered, "left": ~inside,
    }[key]


def page(request: HttpRequest) -> HttpResponse:
    """终本库。"""
    frame.guard(request)
    today = context.current().today
    here = frame.picked(request, "shelf", SHELVES, "in")
    rows = frame.narrowed(request, closing.pool(request.user, today))
    if owner := frame.picked(request, "owner", OWNERS):
        rows = rows.filter(OWNERS[owner])
    sizes = frame.sizes(rows, {key: shelf(key, today) for key in SHELVES})
    soonest = here in ("late", "month")
    found, pager = frame.paged(request, rows.filter(shelf(here, today)), "next_query" if soonest else "closed_on", soonest=soonest)
    owners = Filter("owner", "谁在管", (("final", "终本管理团队"), ("handler", "承办团队")))
    return show(request, Page(
        title=_headline(sizes), pretitle=f"终本管理 · {frame.scope(request)}",
        top=(frame.strip(request, "shelf", SHELVES, sizes, here, red=("late",)),),
        body=(frame.filters(request, NAME, owners, keep=("shelf",)),
              Panel(flush=True, body=(_table(request, found, here, today, pager),)), *_batch(request, here, bool(found))),
    ))


def _headline(sizes: dict[str, int]) -> str:
    told = f"终本库在库 {sizes['in']:,} 件"
    if sizes["late"]:
        return f"{told}，{sizes['late']:,} 件应查而未查"
    return f"{told}，本月应查 {sizes['month']:,} 件" if sizes["month"] else f"{told}，没有应查而未查的"


def _batch(request: HttpRequest, here: str, some: bool) -> tuple[Piece, ...]:
    """勾选以后办什么：待录入的录入，在库的登记查询；已移出的没有可办的。"""
    if here == "left" or not some:
        return ()
    back, today = link(request.GET), context.current().today
    if here == "enter":
        return (Bulk(EnterForm(initial={"on": today}), reverse("pool_enter"), "录入勾选的", back),)
    return (Bulk(QueryForm(initial={"on": today}), reverse("pool_query"), "登记本次查询", back),)


def _table(request: HttpRequest, found: list[PoolCase], here: str, today: date, pager: Any) -> Table:
    kept, calendar = controlled([row.case_id for row in found], today), calendar_of(request.user.court_id)
    versions = seqs([row.case.stream for row in found])
    rows = tuple(_row(row, today, calendar, kept.get(row.case_id, []), versions.get(row.case.stream, 0)) for row in found)
    return Table(id="pool", columns=COLUMNS, rows=rows, label=SHELVES[here], pager=pager, empty=Empty(EMPTY.get(here, "这一格里没有案件")),
                 picks="batch-form" if found and here != "left" else "")


def controlled(cases: list[int], today: date) -> dict[int, list[Node]]:
    """这些案件还在控制的财产：没有届满的措施，先届满的在前。"""
    kept: dict[int, list[Node]] = {}
    rows = Node.objects.filter(MEASURE, case__in=cases, state=Node.State.OPEN, due__isnull=False)
    for node in with_light(rows, today).order_by("due", "id"):
        kept.setdefault(node.case_id, []).append(node)
    return kept


def _row(row: PoolCase, today: date, calendar: Calendar, kept: list[Node], version: int) -> Row:
    case = row.case
    cells: list[Any] = [
        frame.case_cell(case), frame.handler_cell(case), (full_day(row.closed_on), entered(row, today)), asked(row, today, calendar),
        Money(row.unpaid_fen), measures(kept, today, calendar), _button(row),
    ]
    return Row(cells=tuple(cells), pick=f"{row.pk}:{version}" if row.left_on is None else "")


def entered(row: PoolCase, today: date) -> Content:
    """入库、移出的日子。"""
    if row.left_on:
        return Status(f"{day(row.left_on, today)}移出：{word('pool_left', row.left_why)}", "grey")
    return f"{full_day(row.entered_on)}入库" if row.entered_on else Status("待录入", "yellow", title="还没有录入终本案件信息库")


def asked(row: PoolCase, today: date, calendar: Calendar) -> tuple[Content, ...]:
    """查了几次，下一次最迟哪天；查到财产的另写明。"""
    told = f"共 {rule(WATCH).repeat} 次，已查 {row.queries} 次"
    done = Action(text=told, url=reverse("pool_case", args=[row.pk]), kind="link", small=True)
    found = (Status(f"{day(row.found_on, today)}查到财产", "blue"),) if row.found_on else ()
    if row.left_on:
        return (done, *found)
    if row.next_query is None:
        return ("五年已满", done, *found)
    return (due_by(f"{day(row.next_query, today)}前查", row.next_query, today, calendar, warn=max(rule(WATCH).warns)), done, *found)


def measures(kept: list[Node], today: date, calendar: Calendar) -> Content | tuple[Content, ...]:
    """还在控制的财产有几项，最先届满的哪天。"""
    if not kept:
        return "没有"
    first = kept[0]
    text, note = told(first, today, calendar)
    return f"{len(kept)} 项", Deadline(text=f"{first.subject}{text}", note=note, tone=first.light)  # type: ignore[attr-defined]


def _button(row: PoolCase) -> Content:
    """查到财产的，下一步是提请恢复执行。"""
    if row.left_on or not row.found_on:
        return ""
    return remedies.button(row.case_id, "register:resume_asked", primary=True) or ""
