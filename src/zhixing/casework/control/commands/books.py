"""措施台账随事件记：反馈来的、登记的、流程系统导入的、接管和承接的都在里面，总能从事件链重新得出。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands.booking import Book, Facts, drop, standing_of, write
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.models import Measure, Order
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.people.queries import Court
from zhixing.law.articles import cite
from zhixing.law.finding import refuse
from zhixing.law.measure_book import TYPES, Row, fold

CHUNK: Final = 1000
_SAME: Final = (
    "seq", "subject", "measure", "property", "rank", "state", "since", "until", "until_ordered", "until_told", "until_law", "cap_fen",
    "actual_fen", "ended_on", "release_ground", "renewals",
)


def row(case: Case, found: Row, party: int | None = None) -> Measure:
    """一项措施的行，未存。"""
    values: dict[str, Any] = {name: getattr(found, name) for name in _SAME}
    return Measure(case=case, court_id=case.court_id, party_id=party, asset_id=found.asset, order_id=found.order, **values)


def _write(cases: Sequence[Case], facts: Facts) -> None:
    folded = {case.pk: fold(facts.get(case.pk, ())) for case in cases}
    parties = _parties([one.order for rows in folded.values() for one in rows if one.order])
    wanted = [row(case, one, parties.get((case.pk, one.order or 0))) for case in cases for one in folded[case.pk]]
    gone = write(wanted, Measure.objects.filter(case__in=list(folded)), ("case_id", "seq"))
    _unused(gone)
    drop(gone)


def _parties(orders: Sequence[int]) -> dict[tuple[int, int], int]:
    """（案件，控制令）→ 被执行人。登记来的没有令、承接来的是原案的令，不猜是谁。"""
    rows = Order.objects.filter(pk__in=orders).values_list("case_id", "pk", "party_id") if orders else ()
    return {(case, pk): party for case, pk, party in rows}


def _unused(gone: Sequence[Measure]) -> None:
    """已经拟过续行、解除、扣划的措施，采取的登记不能撤回。"""
    used = Order.objects.filter(measure__in=[one.pk for one in gone]).first() if gone else None
    if used is not None:
        text = f"{used.subject}已经拟过{used.get_kind_display()}的控制令（{used.number}），采取措施的登记不能撤回。"
        refuse("control.measure_used", text, cite("CF 28"), remedy="登记有误的，用更正登记；已经结束的，登记解除。").require()


book: Final = Book(TYPES, _write)
"""后续：控制措施变了。"""


def rebuild(court: Court | int) -> int:
    """照事件链把一家法院的措施台账重新写一遍，返回有措施的案件数。一千件一个事务，可以重复做。"""
    rows = Case.objects.filter(court=court).order_by("pk")
    done, last = 0, 0
    while cases := list(rows.filter(pk__gt=last)[:CHUNK]):
        last = cases[-1].pk
        with transaction.atomic():
            hold_many(case.stream for case in cases)
            facts = standing_of(cases, TYPES)
            _write(cases, facts)
        done += sum(1 for found in facts.values() if found)
    return done
