"""措施到期：正在生效的查封、扣押、冻结，先届满的在前；届满以前续行，旁边就是按钮。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from zhixing.casework.nodes import queries as nodes
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import remedies
from zhixing.entrances.web.deadlines import deadline
from zhixing.entrances.web.nodes.cells import who
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.ui import Column, Empty, Page, Panel, Row, Table, show
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar

NAME = "measure_list"
SHELVES = {"week": "7天内届满", "month": "30天内届满", "quarter": "90天内届满", "all": "全部在控制的"}
DAYS = {"week": 7, "month": 30, "quarter": 90}
COLUMNS = (Column("财产"), Column("届满"), Column("案件"), Column("责任"), Column("", "end"))


def shelf(key: str, today: date) -> Q:
    """一格的条件；已过届满日还没有处理的，在每一格里。"""
    return Q(due__lte=today + timedelta(days=DAYS[key])) if key in DAYS else Q()


def watched(request: HttpRequest, today: date) -> QuerySet[Node]:
    """看得见的案件里盯着到期日的措施。"""
    return frame.narrowed(request, nodes.board(request.user, today).filter(nodes.MEASURE, due__isnull=False), person="subject")


def page(request: HttpRequest) -> HttpResponse:
    """措施到期。"""
    frame.guard(request)
    today = context.current().today
    here = frame.picked(request, "state", SHELVES, "month")
    rows = watched(request, today)
    sizes = frame.sizes(rows, {key: shelf(key, today) for key in SHELVES})
    found, pager = frame.paged(request, rows.filter(shelf(here, today)), "due", soonest=True)
    calendar = calendar_of(request.user.court_id)
    table = Table(id="measures", columns=COLUMNS, rows=tuple(_row(node, today, calendar) for node in found), label=SHELVES[here], pager=pager,
                  empty=Empty("没有快要届满的措施", icon="circle-check"))
    return show(request, Page(
        title=f"{sizes['month']:,} 项措施三十天内届满" if sizes["month"] else "三十天内没有届满的措施", pretitle=f"措施到期 · {frame.scope(request)}",
        top=(frame.tabs(NAME), frame.strip(request, "state", SHELVES, sizes, here)),
        body=(frame.filters(request, NAME, keep=("state",)), Panel(flush=True, body=(table,))),
    ))


def _row(node: Any, today: date, calendar: Calendar) -> Row:
    return Row(cells=(
        (node.subject or node.name, node.name), deadline(node, today, calendar), frame.case_cell(node.case), who(node),
        remedies.button(node.case_id, node.act, node.key, primary=node.light in {"red", "yellow"}) or "",
    ))
