"""一张事务单：办什么、谁交办的、时限怎么来的、走过哪几步；能办的各步；去办的那一页。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
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
from zhixing.entrances.web.ui.words import dates, moment
from zhixing.foundation.history import context
from zhixing.law.duties import Duty
from zhixing.law.item_rights import ItemRights
from zhixing.law.item_states import OPEN, Move
from zhixing.law.matters import Matter, matters, subjects
from zhixing.law.states import Act

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
        back=back, back_text=text, actions=(_actions(row, desk, rights),),
        body=(*_told(row, rights, seen=seen), _demand(row), _steps(row)), side=(_facts(row, desk, seen=seen),),
    ))


def _tags(row: WorkItem) -> tuple[Piece, ...]:
    found: list[Piece] = [Status(row.get_state_display(), cells.TONES[row.state])]
    found += [Status("急", "red")] if row.urgent else []
    found += [Status(row.case.get_livelihood_display(), "pink")] if row.case and row.case.livelihood else []
    return (*found, *((Status(f"返工 {row.rework} 次", "orange"),) if row.rework else ()))


def _actions(row: WorkItem, desk: Service | None, rights: ItemRights) -> Actions:
    able = cells.offered(row, rights)
    shown = [cells.move(row, one, small=False) for one in SHOWN if one in able]
    if go := there(row, desk) if rights.may_do else "":
        shown.append(Action(text="去办", url=go, kind="primary", icon="bolt"))
    elif Move.CLAIM in able:
        shown[0] = cells.move(row, Move.CLAIM, small=False, primary=True)
    return Actions(tuple(shown), tuple(cells.move(row, one, small=False) for one in able if one not in SHOWN))


def there(row: WorkItem, desk: Service | None) -> str:
    """到哪一页去办：目录里写的另一环节的行为；没有的、办完了的为空。"""
    if desk is None or not desk.duty.page or row.case_id is None or row.state not in OPEN:
        return ""
    if desk.duty.page != "case_act":
        return reverse(desk.duty.page, args=[row.case_id])
    return reverse("case_act", args=[row.case_id, desk.duty.go]) + _matter(row, desk.duty)


def _matter(row: WorkItem, duty: Duty) -> str:
    """登记事项的，只有一种登记办结得了它，就直接到那一种。"""
    if row.case is None or duty.go != Act.REGISTER:
        return ""
    events = {one.event for one in duty.closes}
    found = [one for one in matters(row.case.kind, row.case.state) if one.event in events]
    return f"?{urlencode({'matter': _begun(row.case, found[0])})}" if len(found) == 1 else ""


def _begun(case: Case, found: Matter) -> str:
    """要从登记过的里面选而一项也没有的（完成调查），先登记开头的那一种（启动调查）。"""
    picked = next((one for one in found.fields if one.type == "subject" and one.required and not one.new), None)
    if picked is None or subjects(found, timeline_of(case)):
        return found.key
    return next((one.key for one in matters(case.kind, case.state) if one.event in picked.of), found.key)


def _told(row: WorkItem, rights: ItemRights, *, seen: bool) -> Iterator[Note]:
    """案件还看不到的，说领了就看得到；退回的、要求重办的、办结的，一句话。"""
    if row.case_id and not seen and rights.may_claim and row.state == WorkItem.State.QUEUED:
        yield Note("领了这一张，办完以前看得到这件案件、办得了这件事；办完、放回、退回以后就看不到了。", "blue", "领了才看得到案件")
    if row.state == WorkItem.State.RETURNED:
        yield Note(row.returned_why, "yellow", "退回给交办的人")
    elif row.state == WorkItem.State.DONE:
        yield Note(dates(row.result) or "在案件上办了，自动办结。", "green", "自动办结" if row.auto else "办理结果")
    elif row.rework and row.returned_why:
        yield Note(row.returned_why, "yellow", "要求重办")


def _closes(row: WorkItem) -> str:
    """怎样就自动办结；写明哪一项的，登记里要写得一样。"""
    if not row.subject:
        return "案件上办了，随着办结"
    return f"案件上办了，写明是“{row.subject}”的，随着办结；写得不一样的，登记以后在这里按“办结”"


def _demand(row: WorkItem) -> Panel:
    return Panel(title="要求", body=(Text(row.demand or "没有另外的要求。", "" if row.demand else "secondary"),))


def _steps(row: WorkItem) -> Panel:
    """经过，新的在上。"""
    return Panel(title="经过", body=(Timeline(moments=tuple(map(_moment, reversed(list(items.steps(row)))))),))


STEPS: Final = {("", "queued"): "交办", ("returned", "queued"): "补充后再交办", ("done", "queued"): "重新待办", ("waiting", "doing"): "收到回复"}
"""从哪个状态到哪个状态 → 怎么说；没有写的看到了哪个状态。"""
ENDS: Final = {"queued": "放回待领", "claimed": "申领", "doing": "开始办", "done": "办结", "returned": "退回", "cancelled": "撤回"}
WHOLE: Final = frozenset({"claimed", "waiting"})
"""这几步写下的就是整句：派给谁、等谁回复。"""


def _moment(step: ItemMove) -> Moment:
    """一步：做了什么，写了什么。"""
    did = STEPS.get((step.before, step.after)) or ENDS.get(step.after, "")
    text = step.text if step.text and (step.after in WHOLE or not did) else f"{did}：{step.text}" if step.text else did
    return Moment(text=text, day=moment(step.at, context.current().today), note=step.by_name)


def _facts(row: WorkItem, desk: Service | None, *, seen: bool) -> Panel:
    now, today = context.current().now, context.current().today
    number: Content = str(row.case) if row.case else "不在案件上"
    if row.case and seen:
        number = Action(text=str(row.case), url=case_url(row.case.pk), kind="link")
    hours = f"{desk.duty.hours} 个工作小时" if desk else "—"
    whose = row.desk_team.name if row.desk_team else cells.posts(desk) if desk else "指挥中心"
    rows: list[tuple[str, Content]] = [
        ("案件", number), ("交办", f"{row.asked_name or '系统'}　{moment(row.asked_at, today)}"), ("时限", cells.due(row, now)),
        ("这种事务的时限", hours),
        ("归谁办", whose), ("在办的人", row.assignee.name if row.assignee else "还没有人领"),
    ]
    rows += [("申领", moment(row.claimed_at, today))] if row.claimed_at else []
    rows += [("自动办结", _closes(row))] if row.closes and row.state in OPEN else []
    return Panel(title=f"事务单 {row.number}", body=(Facts(tuple(rows)),))
