"""款项随事件记：抵充债务的各笔，从仍然有效的登记重新得出。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from zhixing.casework.cases.commands.booking import Book, Facts, drop, write
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import Payment
from zhixing.law import debt_payments
from zhixing.law.debt_payments import Found


def row(case: Case, found: Found) -> Payment:
    """一笔款项的行，未存。"""
    data = found.fact.data
    return Payment(
        case=case, court_id=case.court_id, day=found.day, amount_fen=found.amount, how=found.how, subject=found.fact.subject[:200],
        payer=str(data.get("payer", ""))[:200], to_item=str(data.get("to_item", ""))[:500], omitted=found.omitted, lump=found.lump,
        seq=found.fact.identity,
    )


def _write(cases: Sequence[Case], facts: Facts) -> None:
    wanted = [row(case, one) for case in cases for one in debt_payments.found(facts.get(case.pk, ()))]
    held = Payment.objects.filter(case__in=[case.pk for case in cases])
    drop(write(wanted, held, ("case_id", "seq")))


book: Final = Book(debt_payments.TYPES, _write)
"""后续：款项变了。"""
