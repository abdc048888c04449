"""约谈登记簿：哪天谈了谁、同意终本没有、有没有提供线索。"""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from zhixing.casework.control import queries as control
from zhixing.casework.control.queries import Interview
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.ui import Column, Empty, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context

NAME = "interview_list"
SHELVES = {"all": "全部", "agrees": "同意终本", "refuses": "不同意终本", "clue": "提供了线索"}
CONDITIONS = {"all": Q(), "agrees": Q(agrees=True), "refuses": Q(agrees=False), "clue": Q(clue_given=True)}
COLUMNS = (Column("约谈何人"), Column("哪天"), Column("案件"), Column("承办人"), Column("意见"))


def page(request: HttpRequest) -> HttpResponse:
    """约谈登记簿。"""
    frame.guard(request)
    here = frame.picked(request, "state", SHELVES, "all")
    rows = frame.narrowed(request, control.interviews(request.user, context.current().today), person="person")
    sizes = frame.sizes(rows, CONDITIONS)
    found, pager = frame.paged(request, rows.filter(CONDITIONS[here]), "held_on")
    table = Table(id="interviews", columns=COLUMNS, rows=tuple(_row(r) for r in found), label=SHELVES[here], pager=pager,
                  empty=Empty("没有约谈记录", "终本以前要约谈申请执行人；在案件页“登记事项—登记约谈”里记。", "phone-call"))
    return show(request, Page(
        title=f"约谈 {sizes['all']:,} 次，{sizes['agrees']:,} 次同意终本", pretitle=f"约谈登记簿 · {frame.scope(request)}",
        top=(frame.tabs(NAME), frame.strip(request, "state", SHELVES, sizes, here)),
        body=(frame.filters(request, NAME, keep=("state",)), Panel(flush=True, body=(table,))),
    ))


def _row(row: Interview) -> Row:
    agrees = Status("同意终本", "green") if row.agrees else Status("不同意终本", "yellow")
    clue = (Status("提供了线索", "blue"),) if row.clue_given else ()
    return Row(cells=(
        row.person, full_day(row.held_on), frame.case_cell(row.case), frame.handler_cell(row.case),
        (agrees, *clue, *((row.text,) if row.text else ())),
    ))
