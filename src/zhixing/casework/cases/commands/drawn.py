"""随机分案抽定的一批，一次写下：承办关系、案件上的承办人和状态、每件一环“分案”。

分案方式“随机分案（可核验）”只有这里写得下；手工分案（:func:`~zhixing.casework.cases.commands.assignment.assign`）写不了。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands.assignment import Chosen
from zhixing.casework.cases.models import Case
from zhixing.casework.cases.queries import facts_of, ties_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import add, keep_all
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.finding import Finding
from zhixing.law.rights import rights
from zhixing.law.states import Act, after, permits


@dataclass(frozen=True, slots=True)
class Drawn:
    """抽定的一件：由谁承办，``reason`` 是随关联案件的说明。"""

    case: Case
    chosen: Chosen
    reason: str = ""


def open_for_draw(cases: Iterable[int], actor: User, on: date) -> tuple[list[Case], dict[int, Finding[Any]]]:
    """锁住这些案件，分成能分的（按立案日、编号排）和此刻不能分的（为什么）。须在事务里。

    看不见的、别的法院的抛出 ``Case.DoesNotExist``；没有分案权限的抛出 ``Forbidden``。
    """
    wanted = sorted(set(cases))
    hold_many(f"case:{pk}" for pk in wanted)
    rows = list(Case.objects.select_for_update().filter(pk__in=wanted, court=actor.court_id).order_by("pk"))
    if len(rows) != len(wanted):
        raise Case.DoesNotExist(f"有{len(wanted) - len(rows)}件没有，或者看不到")
    for case in rows:
        case.court = actor.court
    found = {case.pk: _fit(case, on) for case in rows}
    _allowed(rows, found, actor)
    fit = sorted((case for case in rows if found[case.pk].ok), key=lambda case: (case.accepted_on or on, case.pk))
    return fit, {pk: one for pk, one in found.items() if not one.ok}


def _allowed(rows: Sequence[Case], found: Mapping[int, Finding[Any]], actor: User) -> None:
    """每一件都须看得见，此刻能分的还须有分案的权限；承办情况只查一次。"""
    ties = ties_of(case.pk for case in rows)
    facts = user_facts(actor, context.current().today)
    for case in rows:
        allowed = rights(facts, facts_of(case, ties[case.pk]))
        if not allowed.may_view:
            raise Case.DoesNotExist(f"看不见第{case.pk}号案件")
        if found[case.pk].ok and not allowed.may(Act.ASSIGN):
            raise Forbidden(actor, Act.ASSIGN)


def _fit(case: Case, on: date) -> Finding[Any]:
    found = permits(case.state, Act.ASSIGN, case.kind)
    return entries.happened(on, first=case.accepted_on, today=context.current().today, what="分案日") if found.ok else found


def assign_drawn(*, drawn: Sequence[Drawn], actor: User, on: date) -> None:
    """写下抽定的一批（立案后七日内分案，QX 2）。案件须由 :func:`open_for_draw` 锁住、核对过，在同一事务里。"""
    batches = []
    for one in drawn:
        event = one.chosen.event(entries.DRAWN, one.reason)
        one.case.handler, one.case.team, one.case.state = one.chosen.handler, one.chosen.team, after(one.case.state, event.name)
        batches.append(Batch(stream=one.case.stream, court_id=one.case.court_id, items=[Item(event=event, happened=on)]))
    add([row for one in drawn for row in one.chosen.rows(one.case, on)])
    keep_all([one.case for one in drawn], ["handler", "team", "state"])
    history.record_many(batches, actor=actor)
