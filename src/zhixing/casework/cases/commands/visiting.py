"""一次登记几项：同一个人同一天在一件案件上办的几件事（一趟），或者在许多件案件上办的同样几件事（成批查询）。

每一项的核对与逐项登记相同，后面的一项看得见前面的；只锁一次、节点只算一次，要么都登记，要么都不登记。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from zhixing.casework.cases import access
from zhixing.casework.cases.commands.acting import advance, begin, by_hand, possible
from zhixing.casework.cases.commands.registering import checked
from zhixing.casework.cases.facts import timeline_of, timelines_of
from zhixing.casework.cases.models import Case
from zhixing.casework.cases.queries import ties_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Batch, Item, Recorded
from zhixing.foundation.history.queries import Source, hold_many
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law.rights import Rights, rights
from zhixing.law.states import Act, after, permits
from zhixing.law.timeline import Fact, Timeline

Matter = tuple[str, Mapping[str, Any]]
"""登记事项的键和各栏。"""


@by_hand
@transaction.atomic
def register_all(
    *, case: Case | int, actor: User, on: date, revision: int | None, matters: Sequence[Matter], files: Iterable[int] = (),
    source: Source = Source.OWN,
) -> list[Recorded]:
    """在一件案件上一次登记几项，依次序。哪一项不对，都不登记；拒绝的理由与 ``register`` 相同。"""
    case = begin(Act.REGISTER, case=case, actor=actor, revision=revision)
    items = _items(case, matters, on, timeline_of(case), access.rights_of(actor, case), actor, list(files), source)
    _advance(case, items)
    return history.record_all(items, stream=case.stream, court_id=case.court_id, actor=actor)


@by_hand
@transaction.atomic
def register_each(
    *, cases: Sequence[int], actor: User, on: date, matters: Sequence[Matter], source: Source = Source.OWN
) -> list[list[Recorded]]:
    """在许多件案件上登记同样几项（如终本后的成批查询），一个事务。有一件不能登记，整批拒绝。"""
    hold_many([f"case:{pk}" for pk in cases])
    rows = list(Case.objects.select_for_update(of=("self",)).select_related("court").filter(pk__in=cases).order_by("pk"))
    timelines, ties = timelines_of(rows), ties_of(case.pk for case in rows)
    facts = user_facts(actor, on)
    batches = []
    for case in rows:
        allowed = rights(facts, access.facts_of(case, ties[case.pk]))
        if not allowed.may_register:
            raise access.Forbidden(actor, Act.REGISTER)
        permits(case.state, Act.REGISTER, case.kind).require()
        items = _items(case, matters, on, timelines[case.pk], allowed, actor, [], source)
        _advance(case, items)
        batches.append(Batch(stream=case.stream, court_id=case.court_id, items=items))
    return history.record_many(batches, actor=actor)


def _items(
    case: Case, matters: Sequence[Matter], on: date, line: Timeline, allowed: Rights, actor: User, files: list[int], source: Source
) -> list[Item]:
    possible(on, case.received_on)
    items: list[Item] = []
    for key, values in matters:
        event, found = checked(case, key, values, on, line, allowed, actor, files, source)
        items.append(Item(event=event, happened=on, finding=found, source=source))
        line = replace(line, facts=(*line.facts, _fact(items[-1], len(line.facts) + 1)))
    return items


def _fact(item: Item, seq: int) -> Fact:
    return Fact(seq, item.event.name, item.happened, subject=item.event.subject, data=item.event.as_data(), source=str(item.source))


def _advance(case: Case, items: Sequence[Item]) -> None:
    state = case.state
    for item in items:
        state = after(state, item.event.name)
    advance(case, state)  # type: ignore[arg-type]
