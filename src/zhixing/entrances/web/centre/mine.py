"""我的事务：在我手里的、退回给我的、我交办的；工作台上的一栏。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.queries import capped_count, capped_counts
from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.facts_items import rights_in_list
from zhixing.casework.centre.queries_desks import services
from zhixing.casework.centre.queries_items import WorkItem
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.centre import cells, frame, queue
from zhixing.entrances.web.registers.frame import picked, strip
from zhixing.entrances.web.ui import Action, Column, Empty, Item, Items, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.history import context
from zhixing.law.item_states import OPEN

NAME: Final = "centre_mine"
SHELVES: Final = {"held": "在我手里", "returned": "退回给我", "asked": "我交办的", "done": "我交办、已办"}
COLUMNS: Final = (Column("事务"), Column("案件"), Column("交办", wide=True), Column("时限"), Column("状态"), Column("", "end"))
EMPTY: Final = {
    "held": Empty("您手里没有事务", "到“集约事务”申领。", "inbox"), "returned": Empty("没有退回给您的", icon="circle-check"),
    "asked": Empty("您交办的都办完了", "在案件页按“交办事务”。", "circle-check"), "done": Empty("还没有办完的"),
}
SHOWN: Final = 6


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """我的。"""
    shelves = _shelves(request)
    numbers = dict(zip(SHELVES, capped_counts(list(shelves.values())), strict=True))
    here = picked(request, "state", SHELVES) or next((key for key in SHELVES if numbers[key]), "held")
    known, now = services(request.user.court_id), context.current().now
    rows, pager = sliced(request, shelves[here])
    rights, seen = rights_in_list(request.user, rows, known), cells.seen_of(request, rows)
    lines = tuple(
        Row(cells=(cells.what(row, known), cells.case_of(row, seen), cells.asked(row), cells.due(row, now), cells.state(row),
                   cells.first(row, rights[row.pk])))
        for row in rows
    )
    return show(request, Page(
        title=headline(numbers), pretitle=frame.pretitle(request, "我的事务"),
        top=(frame.tabs(request, NAME), strip(request, "state", SHELVES, numbers, here, red=("returned",))),
        body=(Panel(flush=True, body=(Table(columns=COLUMNS, rows=lines, label=SHELVES[here], empty=EMPTY[here], pager=pager),)),),
    ))


def headline(numbers: dict[str, int]) -> str:
    """手里 3 项，1 项退回给您。"""
    told = [f"手里 {numbers['held']} 项"] if numbers["held"] else []
    told += [f"{numbers['returned']} 项退回给您"] if numbers["returned"] else []
    return "，".join(told) or "您手里没有事务"


def _shelves(request: HttpRequest) -> dict[str, QuerySet[WorkItem]]:
    user, today = request.user, context.current().today
    asked = items.visible_to(user, today).filter(asked_by=user)
    return {
        "held": items.mine(user), "returned": items.returned_to(user), "asked": asked.filter(state__in=OPEN).order_by("due_at", "pk"),
        "done": asked.filter(state=WorkItem.State.DONE).order_by("-done_at", "-pk"),
    }


# ---- 工作台上的一栏 ----


def panel(request: HttpRequest) -> Iterator[Panel]:
    """手里的、退回给我的，先到期的在前；另有几项待领。一样也没有就不摆。"""
    if not rights_of(request).may_see_centre:
        return
    returned, held = list(items.returned_to(request.user)[: SHOWN + 1]), list(items.mine(request.user)[: SHOWN + 1])
    waiting = _waiting(request)
    if not (returned or held or waiting):
        return
    known, now = services(request.user.court_id), context.current().now
    shown = tuple(
        Item(title=f"{cells.name_of(row, known)}{f'：{row.subject}' if row.subject else ''}", url=reverse("centre_item", args=[row.pk]),
             tone="yellow" if row in returned else items.due_light(row, now).value, extra=(cells.due(row, now),),
             tags=(Status("退回给您", "orange"),) if row in returned else (), note=str(row.case) if row.case else "")
        for row in [*returned, *held][:SHOWN]
    )
    more = Action(text="我的事务", url=reverse(NAME), kind="link")
    take = Action(text=f"{count(waiting)} 项待领", url=f"{reverse('centre_queue')}?{urlencode({'state': 'queued', 'mine': '1'})}", kind="link")
    yield Panel(title="集约事务", actions=(*((take,) if waiting else ()), more), flush=True,
                body=(Items(items=shown, id="centre-mine", empty=Empty("您手里没有事务", icon="circle-check")),))


def _waiting(request: HttpRequest) -> int:
    """归我办的待领的几项；数到一千为止。"""
    if not rights_of(request).may_serve_items:
        return 0
    return capped_count(queue.ours(request, queue.seen(request, "queued")))
