"""集约事务的清单：待领、在办、等回复、退回、超期、今日办结；勾选几张一次办。急的、涉民生的在先，再按时限。"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import capped_counts
from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.facts_items import rights_in_list
from zhixing.casework.centre.queries_desks import Service, served_by, services
from zhixing.casework.centre.queries_items import WorkItem
from zhixing.entrances.web.access import facts_of, needs, rights_of
from zhixing.entrances.web.centre import bulk, cells, frame, hall
from zhixing.entrances.web.registers.frame import picked, strip
from zhixing.entrances.web.ui import Action, Column, Empty, Filter, Filters, Page, Pager, Panel, Row, Table, show
from zhixing.entrances.web.ui.filters import chosen, link
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.history import context

NAME: Final = "centre_queue"
SHELVES: Final = hall.SHELVES
COLUMNS: Final = (Column("事务"), Column("案件"), Column("交办", wide=True), Column("时限"), Column("状态"), Column("", "end"))
CAP: Final = 1000
"""数到这里为止。"""
EMPTY: Final = {
    "queued": Empty("没有待领的事务", "交办来的、退回重办的，都在这里等人申领。", "inbox"),
    "waiting": Empty("没有等回复的", "等银行、评估机构、上级法院回复的，不计时限。", "hourglass"),
    "held": Empty("没有在办的事务", icon="circle-check"), "returned": Empty("没有退回的", icon="circle-check"),
    "overdue": Empty("没有超期的", icon="circle-check"), "done": Empty("今天还没有办结的"),
    "rework": Empty("今天办结的没有返过工", icon="circle-check"),
}


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """一格的清单。"""
    here = picked(request, "state", SHELVES, "queued")
    known = services(request.user.court_id)
    numbers = dict(zip(SHELVES, capped_counts([found(request, key) for key in SHELVES], CAP), strict=True))
    shown = items.page_after(found(request, here), request.GET.get("after", ""))
    return show(request, Page(
        title=headline(request, known, numbers), pretitle=frame.pretitle(request, "集约事务"), actions=_actions(request, known),
        top=(frame.tabs(request, NAME), strip(request, "state", SHELVES, numbers, here, red=("overdue",))),
        body=(_filters(request, here, known), Panel(flush=True, body=(_table(request, here, shown, known),)), *_bar(request, here, shown.rows)),
    ))


def found(request: HttpRequest, state: str) -> QuerySet[WorkItem]:
    """这一格里看得见的，按筛选缩小。"""
    return _narrowed(request, seen(request, state, request.GET.get("duty", "")[:40]))


def seen(request: HttpRequest, state: str, duty: str = "") -> QuerySet[WorkItem]:
    """这一格里看得见的。"""
    here, user = context.current(), request.user
    rows = items.listed(user.court_id, state, here.now, duty)
    return rows if rights_of(request).may_run_desks else rows.filter(pk__in=items.visible_to(user, here.today).order_by().values("pk"))


def ours(request: HttpRequest, rows: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """其中归这个人办的各种。"""
    return rows.filter(duty__in=[one.code for one in served_by(request.user, facts_of(request))])


def _narrowed(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """按查找的文字、急、归不归我办缩小。"""
    if text := request.GET.get("q", "").strip()[:60]:
        named = Q(case__number__contains=text) | Q(case__respondent_text__contains=text)
        rows = rows.filter(Q(number__contains=text) | Q(subject__contains=text) | named)
    if request.GET.get("mine"):
        rows = ours(request, rows)
    return rows.filter(urgent=True) if request.GET.get("urgent") else rows


def headline(request: HttpRequest, known: dict[str, Service], numbers: dict[str, int]) -> str:
    """12 项待领，3 项超期。"""
    duty = known.get(request.GET.get("duty", ""))
    told = [f"{count(numbers['queued'])} 项待领"] if numbers["queued"] else ["没有待领的"]
    told += [f"{count(numbers['overdue'])} 项超期"] if numbers["overdue"] else []
    return (f"{duty.name}：" if duty else "") + "，".join(told)


def _actions(request: HttpRequest, known: dict[str, Service]) -> tuple[Action, ...]:
    if not rights_of(request).may_serve_items:
        return ()
    duty = request.GET.get("duty", "")
    fields = {"duty": duty} if duty in known else {}
    return (Action(text="申领下一项", url=reverse("centre_claim"), kind="primary", icon="inbox", method="post", fields=fields),)


def _filters(request: HttpRequest, here: str, known: dict[str, Service]) -> Filters:
    mine = bool(served_by(request.user, facts_of(request)))
    specs = (
        Filter("duty", "事务", tuple((one.code, one.name) for one in known.values())),
        *((Filter("mine", "只看归我办的", kind="check"),) if mine else ()), Filter("urgent", "只看急的", kind="check"),
    )
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="编号、哪一项、案号、被执行人")
    return Filters(filters=tuple(chosen(request.GET, one) for one in specs), search=search, keep=(("state", here),), clear_url=reverse(NAME))


def _table(request: HttpRequest, here: str, shown: items.Page, known: dict[str, Service]) -> Table:
    rights, seen = rights_in_list(request.user, shown.rows, known), cells.seen_of(request, shown.rows)
    now = context.current().now
    rows = tuple(
        Row(pick=f"{row.pk}:{row.revision}", cells=(
            cells.what(row, known), cells.case_of(row, seen), cells.asked(row), cells.due(row, now), cells.state(row),
            cells.first(row, rights[row.pk]),
        ))
        for row in shown.rows
    )
    before = link(request.GET) if request.GET.get("after") else ""
    after = link(request.GET, after=shown.after) if shown.after else ""
    pager = Pager(before=before, after=after) if before or after else None
    return Table(id="items", columns=COLUMNS, rows=rows, label=SHELVES[here], empty=EMPTY[here], pager=pager, picks=bulk.FORM if rows else "")


def _bar(request: HttpRequest, here: str, rows: list[WorkItem]) -> tuple[bulk.Bar, ...]:
    return bulk.bar(request, here, link(request.GET)) if rows else ()
