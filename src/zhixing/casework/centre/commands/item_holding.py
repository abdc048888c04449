"""事务单上每个行为共同的头和尾：锁住链、事务单，核对权限、此刻能不能办、页面过时没有；走一步，留下经过，记事件。

锁的次序各处一样：链 → 案件 → 事务单（按编号），几个人同时办不会互等。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import finish, set_serving
from zhixing.casework.cases.queries import Case
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.centre.facts_items import rights_on
from zhixing.casework.centre.models import ItemMove, WorkItem
from zhixing.casework.centre.queries_desks import office
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import hold as hold_chain
from zhixing.foundation.people.queries import User
from zhixing.law import duties, entries, item_states, working_hours
from zhixing.law.finding import Finding, Refused, refuse
from zhixing.law.item_states import ARTICLE, HELD, Move
from zhixing.law.states import Act

RECORDED: Final = frozenset({Move.DONE, Move.GIVE_BACK, Move.AGAIN, Move.REJECT, Move.CANCEL})
"""要记在链上的各步；申领、派给、等回复这些只留在事务单的经过里。"""


@dataclass(slots=True)
class Held:
    """锁住的一张事务单，正要走 ``move`` 这一步。"""

    item: WorkItem
    case: Case | None
    before: str
    after: str

    def step(self, actor: Actor, text: str = "", **values: Any) -> WorkItem:
        """走到 ``after``：改写各栏，留下经过。"""
        item, before = self.item, _serving(self.item)
        item.state, item.revision = item.State(self.after), item.revision + 1
        for name, value in values.items():
            setattr(item, name, value)
        item.save(update_fields=["state", "revision", *values])
        trace(item, self.before, actor, text).save(force_insert=True)
        if item.case_id is not None and before != (serving := _serving(item)):
            duty = duties.find(item.duty)
            set_serving(item.case_id, item.number, serving, context.current().today, duty.act if duty else "")
        return item

    def record(self, event: Event, actor: Actor, finding: Finding[Any] | None = None) -> None:
        """记在案件的链上；没有案件的记在本院的链上。"""
        record(self.item, self.case, event, actor, finding)


def _serving(item: WorkItem) -> User | None:
    """现在谁在办：领了、派了，还没有办完。"""
    return item.assignee if item.state in HELD else None


def stream_of(case_id: int | None, court_id: int) -> str:
    """记在哪条链上。"""
    return f"case:{case_id}" if case_id else f"court:{court_id}"


def record(item: WorkItem, case: Case | None, event: Event, actor: Actor, finding: Finding[Any] | None = None) -> None:
    """记一个事件：案件上的在案件的链上，没有案件的在本院的链上；日子是今天。"""
    today = context.current().today
    if case is not None:
        finish(event, case=case, actor=actor, on=today, finding=finding)
        return
    stream = stream_of(None, item.court_id)
    history.record(event, stream=stream, court_id=item.court_id, actor=actor, happened=today, finding=finding)


def trace(item: WorkItem, before: str, actor: Actor, text: str = "") -> ItemMove:
    """经过的一行，未存。"""
    who = actor.signature()
    return ItemMove(
        item=item, at=context.current().now, by_id=who.id, by_name=who.name, before=before, after=str(item.state), text=text[:500],
    )


def hold(move: Move, item: WorkItem | int, actor: User, revision: int | None) -> Held:
    """锁住这一张，准备走 ``move``。须在事务里。

    没有、看不见（包括别的法院）抛出 ``WorkItem.DoesNotExist``；没有权限抛出 ``Forbidden``；
    此刻不能办、页面过时抛出 ``Refused``。
    """
    pk = item if isinstance(item, int) else item.pk
    given = WorkItem.objects.only("case_id", "court_id").get(pk=pk, court=actor.court_id)
    case = None
    if move in RECORDED:
        hold_chain(stream_of(given.case_id, given.court_id))
        case = locked_case(given.case_id) if given.case_id else None
    held = locked(pk)
    rights = rights_on(held, actor)
    if not rights.may_see:
        raise WorkItem.DoesNotExist(f"没有第{pk}号事务单")
    if not rights.may(move):
        raise Forbidden(actor, f"{move.label}这张事务单")
    after = item_states.permits(held.state, move).require()
    if revision is not None and revision != held.revision:
        raise refused("stale", "这张事务单刚才有变动。", "刷新页面，看过新的情况再办。")
    return Held(held, case, str(held.state), after)


def locked(pk: int) -> WorkItem:
    """锁住这一张，连同案件、法院取来（它们不锁）。"""
    rows = WorkItem.objects.select_related("court", "case", "case__court").select_for_update(of=("self",))
    return rows.get(pk=pk)


def told(text: str, label: str, limit: int = 300) -> str:
    """理由、结果：必填，整理过。"""
    return entries.text(text, label, limit=limit, required=True).require()


def refused(code: str, text: str, remedy: str) -> Refused:
    """不能办，为什么，怎么办。"""
    return Refused(refuse(f"item.{code}", text, ARTICLE, remedy=remedy, act=Act.REQUEST_ITEM))


def waited(item: WorkItem) -> dict[str, Any]:
    """等回复等到现在：时限往后推等了的工作时间；没有在等的不动。"""
    if item.waiting_since is None:
        return {}
    now = context.current().now
    hours, calendar = office(item.court_id)
    minutes = working_hours.between(item.waiting_since, now, hours, calendar)
    due = working_hours.after(item.due_at, minutes, hours, calendar) if minutes else item.due_at
    return {"due_at": due, "waiting_since": None, "waiting_for": ""}


def fresh_due(court_id: int, hours: int) -> Finding[Any]:
    """从现在起 ``hours`` 个工作小时，到几时。"""
    open_hours, calendar = office(court_id)
    return working_hours.due(context.current().now, hours, open_hours, calendar)
