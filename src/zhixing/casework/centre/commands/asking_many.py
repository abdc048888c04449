"""成批交办：许多件案件各交办一张，一件一个结果——办了，或者为什么不办；一次办完，不会办了一半。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from zhixing.casework.cases.queries import Assignment, Case, facts_of, ties_of
from zhixing.casework.centre.commands.item_holding import fresh_due, trace
from zhixing.casework.centre.commands.items import AGAIN, KIND, asked_event, made, open_desk
from zhixing.casework.centre.models import ItemMove, WorkItem
from zhixing.casework.centre.queries_desks import Service
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import add
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law import duties
from zhixing.law.finding import Finding
from zhixing.law.item_states import OPEN
from zhixing.law.rights import UserFacts, rights
from zhixing.law.states import Act, permits

MOST = 2000
"""一次至多几件；更多的由页面分批交给后台（``exchange.bulk``），一件一个事务。"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """一件的结果：``item`` 是交办的那张（``again`` 为真是先前已经交办的），没有交办的为空，``why`` 写明各条理由。"""

    case: int
    number: str
    item: WorkItem | None = None
    again: bool = False
    why: tuple[str, ...] = ()


@transaction.atomic
def ask_many(
    *, cases: Sequence[int], duty: str, actor: User, token: str, subject: str = "", demand: str = "", urgent: bool = False,
) -> list[Outcome]:
    """在这些案件上各交办一张，按给的次序一件一个结果。

    看不见的、没有权限的、此刻不能办的、已经交办没有办完的，那一件不办，写明理由，不误别的；事务本身不对（停办、要求没有填）的，
    一件也不办，抛出 ``Refused``。``token`` 是这次提交的记号：断了重来，先前交办的原样返回，不会交办两张。
    """
    if not 0 < len(token) <= 48 or len(cases) > MOST:
        raise ValueError(f"表单记号应当是 1 至 48 个字，一次不超过{MOST}件")
    desk = open_desk(actor.court_id, duty)
    facts = user_facts(actor, context.current().today)
    asked = duties.asked(desk.duty, subject=subject, demand=demand, in_case=True, posts=facts.all_posts).require()
    wanted = list(dict.fromkeys(cases))
    held = _held(wanted, actor)
    told = _before(held, actor, token)
    told |= _refused({pk: case for pk, case in held.items() if pk not in told}, desk, asked.subject, facts)
    fresh = [case for pk, case in held.items() if pk not in told]
    new = _made(fresh, desk, asked, actor, token, urgent=urgent)
    gone = {pk: Outcome(pk, "", why=("没有这一件，或者您看不到。",)) for pk in wanted if pk not in held}
    return [({**gone, **told, **new})[pk] for pk in wanted]


def _held(wanted: Sequence[int], actor: User) -> dict[int, Case]:
    """锁住本院的这些案件：先链后案件，次序固定。"""
    hold_many(f"case:{pk}" for pk in wanted)
    rows = Case.objects.select_related("court").select_for_update(of=("self",)).filter(pk__in=wanted, court=actor.court_id)
    return {case.pk: case for case in rows.order_by("pk")}


def _before(held: dict[int, Case], actor: User, token: str) -> dict[int, Outcome]:
    """同一次提交先前已经交办的。"""
    keys = {_token(token, pk): pk for pk in held}
    rows = WorkItem.objects.filter(court=actor.court_id, token__in=list(keys))
    return {keys[item.token]: Outcome(keys[item.token], str(held[keys[item.token]]), item, again=True) for item in rows}


def _token(token: str, case_id: int) -> str:
    return f"{token}:{case_id}"


def _refused(held: dict[int, Case], desk: Service, subject: str, facts: UserFacts) -> dict[int, Outcome]:
    """不能交办的各件和理由；承办情况、已经交办的各查一次。"""
    ties = ties_of(held)
    open_now = WorkItem.objects.filter(case__in=list(held), duty=desk.code, subject=subject, state__in=OPEN)
    twice = {case: number for case, number in open_now.values_list("case_id", "number") if case is not None}
    found = {pk: _why(case, ties[pk], twice.get(pk, ""), desk, facts) for pk, case in held.items()}
    return {pk: Outcome(pk, str(held[pk]) if seen else "", why=why) for pk, (seen, why) in found.items() if why}


def _why(case: Case, ties: Sequence[Assignment], twice: str, desk: Service, facts: UserFacts) -> tuple[bool, tuple[str, ...]]:
    """看不看得见，为什么不能交办。"""
    allowed = rights(facts, facts_of(case, ties))
    if not allowed.may_view:
        return False, ("没有这一件，或者您看不到。",)
    if not allowed.may(Act.REQUEST_ITEM):
        return True, ("您没有在这件案件上交办事务的权限。请承办人、团队长交办。",)
    if not (found := permits(case.state, Act.REQUEST_ITEM, case.kind)).ok:
        return True, tuple(f"{one.text}（{one.article}）{one.remedy}" for one in found.reasons)
    return True, (f"“{desk.name}”已经交办，还没有办完（{twice}）。{AGAIN}",) if twice else ()


def _made(
    fresh: Sequence[Case], desk: Service, asked: duties.Asked, actor: User, token: str, *, urgent: bool,
) -> dict[int, Outcome]:
    """交办这些件：事务单、经过、事件，各一批。"""
    due = fresh_due(actor.court_id, desk.duty.hours)
    numbers = next_numbers(actor.court_id, KIND, context.current().today.year, len(fresh))
    items = [
        made(actor, desk, asked, case, due.value, urgent=urgent, token=_token(token, case.pk), batch=token) for case in fresh
    ]
    for item, number in zip(items, numbers, strict=True):
        item.number = number
    add(items)
    ItemMove.objects.bulk_create([trace(item, "", actor, asked.demand) for item in items], batch_size=1000)
    history.record_many([_batch(case, item, desk, due) for case, item in zip(fresh, items, strict=True)], actor=actor)
    return {case.pk: Outcome(case.pk, str(case), item) for case, item in zip(fresh, items, strict=True)}


def _batch(case: Case, item: WorkItem, desk: Service, due: Finding[object]) -> Batch:
    told = Item(event=asked_event(item, desk), happened=context.current().today, finding=due)
    return Batch(stream=case.stream, court_id=case.court_id, items=[told])
