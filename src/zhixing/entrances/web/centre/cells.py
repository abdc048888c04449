"""事务单的一格怎么写：哪一项、案件、谁交办的、时限、谁在办、下一步的按钮。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.centre.queries_desks import Service
from zhixing.casework.centre.queries_items import WorkItem, due_light
from zhixing.entrances.web.registers.frame import case_cell
from zhixing.entrances.web.ui import Action, Content, Deadline, Status
from zhixing.entrances.web.ui.words import COURT_TIME, moment
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Post
from zhixing.law.item_rights import ItemRights
from zhixing.law.item_states import Move, moves

TONES: Final = {"queued": "yellow", "claimed": "blue", "doing": "blue", "waiting": "grey", "done": "green", "returned": "orange", "cancelled": "grey"}
PLAIN: Final = frozenset({Move.CLAIM, Move.START, Move.RESUME})
"""按一下就办的，不用填。"""
FIRST: Final = (Move.CLAIM, Move.START, Move.RESUME, Move.DONE, Move.AGAIN)
"""行内只放一个按钮：先放这些里的第一个。"""


def name_of(row: WorkItem, services: Mapping[str, Service]) -> str:
    """这种事务叫什么。"""
    return services[row.duty].name if row.duty in services else row.duty


def posts(service: Service) -> str:
    """这种事务归哪几种职务办。"""
    return "、".join(Post(post).label for post in Post.values if post in service.duty.posts)


def what(row: WorkItem, services: Mapping[str, Service]) -> tuple[Content, ...]:
    """事务（点开这一张），下面是哪一项、要求。"""
    name = Action(text=name_of(row, services), url=reverse("centre_item", args=[row.pk]), kind="link")
    flags = (*((Status("急", "red"),) if row.urgent else ()), *((Status(f"返工 {row.rework} 次", "orange"),) if row.rework else ()))
    return (name, *flags, *(text for text in (row.subject, row.demand[:80]) if text))


def case_of(row: WorkItem, seen: frozenset[int]) -> tuple[Content, ...]:
    """案件；看不见案件的只写案号，没有案件的写明。"""
    if row.case is None:
        return ("不在案件上",)
    livelihood = (Status(row.case.get_livelihood_display(), "pink"),) if row.case.livelihood else ()
    return (*(case_cell(row.case) if row.case_id in seen else (str(row.case),)), *livelihood)


def seen_of(request: HttpRequest, rows: Sequence[WorkItem]) -> frozenset[int]:
    """这些事务单的案件里，这个人看得见的；一次查完。"""
    wanted = [row.case_id for row in rows if row.case_id]
    return frozenset(visible_to(request.user, context.current().today).filter(pk__in=wanted).order_by().values_list("pk", flat=True))


def asked(row: WorkItem) -> tuple[str, ...]:
    """谁、几时交办的。"""
    return row.asked_name or "系统", moment(row.asked_at, context.current().today)


def due(row: WorkItem, now: datetime) -> Content:
    """时限和灯：等回复、退回的是灰的，了结的不亮灯。"""
    today = context.current().today
    if row.done_at:
        late = row.done_at > row.due_at
        return Deadline(text=f"{moment(row.done_at, today)}办结", tone="plain", note="办结时已超期" if late else "")
    if row.state == WorkItem.State.WAITING:
        return Deadline(text=f"等{row.waiting_for or '回复'}", tone="grey", note=f"自{moment(row.waiting_since, today)}，不计时限")
    if row.state == WorkItem.State.RETURNED:
        return Deadline(text="不计时限", tone="grey", note="再交办时重新起算")
    tone = due_light(row, now).value
    return Deadline(text=f"{moment(row.due_at, today)}前", tone="plain" if tone == "green" else tone, note=_left(row, now))


def _left(row: WorkItem, now: datetime) -> str:
    """超了多久、还剩多久：一天以内说小时。"""
    minutes = int((row.due_at - now).total_seconds() // 60)
    hours, days = abs(minutes) // 60, abs((row.due_at.astimezone(COURT_TIME).date() - now.astimezone(COURT_TIME).date()).days)
    span = f"{days} 天" if days else f"{hours} 小时" if hours else f"{abs(minutes)} 分钟"
    return f"超 {span}" if minutes < 0 else f"还有 {span}"


def state(row: WorkItem) -> tuple[Content, ...]:
    """状态，下面是谁在办；退回的写理由。"""
    held = row.assignee.name if row.assignee and row.state != WorkItem.State.QUEUED else ""
    told = row.returned_why if row.state == WorkItem.State.RETURNED else held
    return (Status(row.get_state_display(), TONES[row.state]), *([told] if told else []))


def move(row: WorkItem, one: Move, *, small: bool = True, primary: bool = False) -> Action:
    """走一步的按钮：不用填的按一下就办，要填的打开来填。"""
    url, kind = reverse("centre_item_move", args=[row.pk, one]), "primary" if primary else "plain"
    if one in PLAIN:
        return Action(text=one.label, url=url, method="post", fields={"revision": row.revision}, kind=kind, small=small)
    return Action(text=one.label, url=url, kind=kind, small=small, dialog=True)


def offered(row: WorkItem, rights: ItemRights) -> tuple[Move, ...]:
    """此刻、这个人走得了的各步。"""
    return tuple(one for one in moves(row.state) if rights.may(one))


def first(row: WorkItem, rights: ItemRights) -> Content:
    """行末的一个按钮。"""
    able = offered(row, rights)
    found = next((one for one in FIRST if one in able), None)
    return move(row, found, primary=found is Move.CLAIM) if found else ""
