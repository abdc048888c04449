"""事务单自己办结：事情在哪里办了都一样，登记来了，对得上的事务单就办结；登记撤回了，凭它办结的重新待办。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from zhixing.casework.cases.events import EntryWithdrawn
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands.item_holding import Held, fresh_due, waited
from zhixing.casework.centre.events import ItemDone, ItemReturned
from zhixing.casework.centre.models import WorkItem
from zhixing.casework.centre.queries_desks import services
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item, Recorded, many
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import entries_of
from zhixing.foundation.history.rows import Rows
from zhixing.law import duties
from zhixing.law.item_states import OPEN, TABLE, Move

CASE: Final = "case:"
_WAITING: Final = Rows(
    WorkItem, f"case_id = any(%s) and state in ({', '.join(repr(one) for one in sorted(OPEN))}) and closes <> '' and duty = any(%s) "
    "order by id for update",
)


def _settle_many(done: Iterable[Recorded]) -> None:
    """这些登记办结的各张：只查一次，办结的各记一笔。"""
    rows = [one for one in done if one.entry.stream.startswith(CASE) and one.entry.type in duties.closed_by()]
    codes = sorted({code for one in rows for code in duties.closed_by()[one.entry.type]})
    found = _WAITING.all(sorted({_case(one) for one in rows}), codes) if rows else []
    closed = [(item, one) for item in found if (one := _closing(item, rows)) is not None]
    if closed:
        _close(closed)


def _case(one: Recorded) -> int:
    return int(one.entry.stream.removeprefix(CASE))


def _closing(item: WorkItem, rows: Sequence[Recorded]) -> Recorded | None:
    """头一条办结这一张的登记。"""
    duty = duties.find(item.duty)
    fits = (one for one in rows if _case(one) == item.case_id and duty is not None)
    return next((one for one in fits if duty and duty.met(one.entry.type, one.entry.payload, item.subject)), None)


def _close(closed: Sequence[tuple[WorkItem, Recorded]]) -> None:
    batches: dict[str, list[Item]] = {}
    names = {court: services(court) for court in {item.court_id for item, _ in closed}}
    for item, one in closed:
        name = names[item.court_id][item.duty].name
        batches.setdefault(one.entry.stream, []).append(Item(event=_done(item, one, name), happened=context.current().today))
    _record(batches, closed[0][0].court_id, closed[0][1].actor)


def _done(item: WorkItem, one: Recorded, name: str) -> ItemDone:
    """办结这一张：结果就是那条登记的一句话。"""
    text = f"{one.entry.happened_on:%Y-%m-%d}{one.event.sentence()}"[:500]
    now = context.current().now
    held = Held(item, None, str(item.state), TABLE[Move.AUTO].after)
    held.step(one.actor, text, result=text, done_at=now, auto=True, returned_why="", **waited(item))
    return ItemDone(
        subject=item.subject, number=item.number, duty=item.duty, duty_name=name, result=text, auto=True, by_entry=one.entry.seq,
    )


def _record(batches: dict[str, list[Item]], court_id: int, actor: Actor) -> None:
    history.record_many([Batch(stream=stream, court_id=court_id, items=items) for stream, items in batches.items()], actor=actor)


@many(_settle_many)
def settle(recorded: Recorded) -> None:
    """后续：这条登记办结本案对得上的事务单（哪一种事务由哪一种登记办结，见 ``law.duties``）。"""
    _settle_many([recorded])


def unsettle(recorded: Recorded) -> None:
    """后续：登记撤回了，凭它自动办结的事务单重新待办，时限重新起算。"""
    event: Event = recorded.event
    seq = recorded.entry.corrects
    if not isinstance(event, EntryWithdrawn) or seq is None:
        return
    told = entries_of([recorded.entry.stream]).filter(type=ItemDone.name, payload__by_entry=seq)
    numbers = [row.payload["number"] for row in told]
    court = recorded.entry.court_id
    rows = WorkItem.objects.filter(court=court, number__in=numbers, state=WorkItem.State.DONE, auto=True).select_for_update().order_by("id")
    if items := [_reopened(item, recorded.actor) for item in rows]:
        _record({recorded.entry.stream: items}, court, recorded.actor)


def reorder(recorded: Recorded) -> None:
    """后续：案件改成涉民生、急，或者不再是，没有办完的事务单跟着换先后。"""
    if not recorded.entry.stream.startswith(CASE):
        return
    case = Case.objects.get(pk=_case(recorded))
    for urgent in (True, False):
        wanted = duties.priority(urgent=urgent or case.urgent, livelihood=bool(case.livelihood))
        WorkItem.objects.filter(case=case, state__in=OPEN, urgent=urgent).exclude(priority=wanted).update(priority=wanted)


def _reopened(item: WorkItem, actor: Actor) -> Item:
    """重新待办的一张和要记的一笔。"""
    desk = services(item.court_id)[item.duty]
    why, due = "据以办结的登记已经撤回", fresh_due(item.court_id, desk.duty.hours)
    held = Held(item, None, str(item.state), TABLE[Move.REOPEN].after)
    held.step(
        actor, why, done_at=None, auto=False, result="", assignee=None, claimed_at=None, started_at=None, due_at=due.value, returned_why=why,
    )
    event = ItemReturned(subject=item.subject, number=item.number, duty=item.duty, duty_name=desk.name, why=why)
    return Item(event=event, happened=context.current().today, finding=due)
