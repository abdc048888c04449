"""一张事务单：办什么、谁交办的、时限怎么来的、走过哪几步；能办的各步；去办的那一页。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.facts_items import rights_on
from zhixing.casework.centre.queries_desks import Service, service
from zhixing.casework.centre.queries_items import ItemMove, WorkItem
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.centre import cells, frame
from zhixing.entrances.web.remedies import case_url
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Content,
    Facts,
    Moment,
    Note,
    Page,
    Panel,
    Piece,
    Status,
    Text,
    Timeline,
    show,
)
from zhixing.entrances.web.ui.words import moment
from zhixing.foundation.history import context
from zhixing.law.item_rights import ItemRights
from zhixing.law.item_states import HELD, OPEN, Move
from zhixing.law.words import word

NAME: Final = "centre_item"
SHOWN: Final = (Move.CLAIM, Move.START, Move.RESUME, Move.DONE, Move.WAIT, Move.AGAIN, Move.REJECT)
"""摆在外面的；其余收在“更多”里。"""


def own(request: HttpRequest, item_id: int) -> WorkItem:
    """看得见的这一张；别的没有。"""
    return items.one(item_id, request.user, context.current().today)


@needs("may_see_centre")
def page(request: HttpRequest, item_id: int) -> HttpResponse:
    """一张。"""
    row = own(request, item_id)
    desk, rights = service(row.court_id, row.duty), rights_on(row, request.user)
    seen = row.case_id in cells.seen_of(request, [row])
    name = desk.name if desk else row.duty
    back, text = (f"{case_url(row.case_id)}?tab=flow#tabs", "返回案件") if seen and row.case_id else (reverse("centre_queue"), "集约事务")
    return show(request, Page(
        title=f"{name}：{row.subject}" if row.subject else name, pretitle=frame.pretitle(request, row.number), tags=_tags(row),
        back=back, back_text=text, actions=(_actions(row, desk, rights, seen=seen),),
        body=(*_told(row, rights, seen=seen), _demand(row), _steps(row)), side=(_facts(row, desk, seen=seen),),
    ))


def _tags(row: WorkItem) -> tuple[Piece, ...]:
    found: list[Piece] = [Status(row.get_state_display(), cells.TONES[row.state])]
    found += [Status("急", "red")] if row.urgent else []
    found += [Status(row.case.get_livelihood_display(), "pink")] if row.case and row.case.livelihood else []
    return (*found, *((Status(f"返工 {row.rework} 次", "orange"),) if row.rework else ()))


def _actions(row: WorkItem, desk: Service | None, rights: ItemRights, *, seen: bool) -> Actions:
    able = cells.offered(row, rights, seen=seen)
    shown = [cells.move(row, one, small=False) for one in SHOWN if one in able]
    if go := there(row, desk) if seen and rights.may_do else "":
        shown.append(Action(text="去办", url=go, kind="primary", icon="bolt"))
    elif Move.CLAIM in able:
        shown[0] = cells.move(row, Move.CLAIM, small=False, primary=True)
    return Actions(tuple(shown), tuple(cells.move(row, one, small=False) for one in able if one not in SHOWN))


def there(row: WorkItem, desk: Service | None) -> str:
    """到哪一页去办：目录里写的另一环节的行为；没有的、办完了的为空。"""
    if desk is None or not desk.duty.page or row.case_id is None or row.state not in OPEN:
        return ""
    args = [row.case_id, desk.duty.go] if desk.duty.page == "case_act" else [row.case_id]
    return reverse(desk.duty.page, args=args)


def _told(row: WorkItem, rights: ItemRights, *, seen: bool) -> Iterator[Note]:
    """看不到案件的，说怎么办；退回的、要求重办的、办结的，一句话。"""
    if row.case_id and not seen and ((rights.may_do and row.state in HELD) or (rights.may_claim and row.state == WorkItem.State.QUEUED)):
        yield Note("请承办人把您加为本案的协办；领了的可以放回待领，由指挥中心的人办。", "yellow", "您看不到这件案件，办不了")
    if row.state == WorkItem.State.RETURNED:
        yield Note(row.returned_why, "yellow", "退回给交办的人")
    elif row.state == WorkItem.State.DONE:
        yield Note(row.result or "在案件上办了，自动办结。", "green", "自动办结" if row.auto else "办理结果")
    elif row.rework and row.returned_why:
        yield Note(row.returned_why, "yellow", "要求重办")


def _demand(row: WorkItem) -> Panel:
    return Panel(title="要求", body=(Text(row.demand or "没有另外的要求。", "" if row.demand else "secondary"),))


def _steps(row: WorkItem) -> Panel:
    """经过，新的在上。"""
    return Panel(title="经过", body=(Timeline(moments=tuple(map(_moment, reversed(list(items.steps(row)))))),))


def _moment(step: ItemMove) -> Moment:
    text = word("item_state", step.after) + (f"：{step.text}" if step.text else "")
    return Moment(text="交办" + (f"：{step.text}" if step.text else "") if not step.before else text,
                  day=moment(step.at, context.current().today), note=step.by_name)


def _facts(row: WorkItem, desk: Service | None, *, seen: bool) -> Panel:
    now, today = context.current().now, context.current().today
    number: Content = str(row.case) if row.case else "不在案件上"
    if row.case and seen:
        number = Action(text=str(row.case), url=case_url(row.case.pk), kind="link")
    hours = f"{desk.duty.hours} 个工作小时" if desk else "—"
    rows: list[tuple[str, Content]] = [
        ("案件", number), ("交办", f"{row.asked_name or '系统'}　{moment(row.asked_at, today)}"), ("时限", cells.due(row, now)),
        ("这种事务的时限", hours),
        ("归谁办", row.desk_team.name if row.desk_team else "按职务"), ("在办的人", row.assignee.name if row.assignee else "还没有人领"),
    ]
    rows += [("申领", moment(row.claimed_at, today))] if row.claimed_at else []
    rows += [("自动办结", "案件上办了，随着办结")] if row.closes and row.state in OPEN else []
    return Panel(title=f"事务单 {row.number}", body=(Facts(tuple(rows)),))
