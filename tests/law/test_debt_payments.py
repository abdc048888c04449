"""从一笔到账里付了执行费、退款，或者分给了别的债权人的，那一部分不抵充本案的债务（M:A-06）。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.debt_payments import found, off_debt
from zhixing.law.payout_kinds import OFF_DEBT, WHATS
from zhixing.law.returning import unpaid
from zhixing.law.timeline import Fact, Timeline

DAY = date(2026, 11, 2)


def facts(*rows: tuple[str, str, dict[str, Any]]) -> tuple[Fact, ...]:
    return tuple(Fact(n, f"funds.{kind}", DAY, subject=subject, data=data) for n, (kind, subject, data) in enumerate(rows, 1))


RECEIPT = ("Received", "收1", {"amount_fen": 1_000}), ("Claimed", "收1", {})


def counted(*rows: tuple[str, str, dict[str, Any]]) -> list[tuple[int, str]]:
    return [(one.amount, one.omitted) for one in found(facts(*RECEIPT, *rows))]


@pytest.mark.parametrize("what", sorted({*WHATS, ""}))
def test_only_what_is_paid_off_the_debt_is_taken_out(what: str) -> None:
    left = 700 if what in OFF_DEBT else 1_000
    assert counted(("Paid", "收1", {"amount_fen": 300, "what": what})) == [(left, "")]


def test_a_bounced_fee_is_put_back_until_it_is_paid_again() -> None:
    fee = ("Paid", "收1", {"amount_fen": 300, "what": "fee"})
    back = ("Bounced", "收1", {"amount_fen": 300, "what": "fee"})
    assert counted(fee, back) == [(1_000, "")]
    assert counted(fee, back, fee) == [(700, "")]
    assert counted(("Paid", "收1", {"amount_fen": 1_000, "what": "creditor"}), ("Bounced", "收1", {"amount_fen": 1_000})) == [(1_000, "")]


def test_a_fee_from_nowhere_is_not_a_payment() -> None:
    assert counted(("Paid", "别的", {"amount_fen": 300, "what": "fee"})) == [(1_000, "")]
    assert counted(("Paid", "别的", {"amount_fen": 300})) == [(1_000, ""), (300, "unreceived")]


def test_two_receipts_of_one_name_are_used_up_in_turn() -> None:
    rows = ("Received", "收1", {"amount_fen": 500}), ("Paid", "收1", {"amount_fen": 1_200, "what": "refund"})
    assert counted(*rows) == [(0, ""), (300, "")]


@given(st.lists(st.tuples(st.sampled_from(["Paid", "Bounced"]), st.integers(0, 2_000), st.sampled_from(sorted(WHATS)))))
def test_never_less_than_nothing_never_more_than_arrived(rows: list[tuple[str, int, str]]) -> None:
    made = counted(*((kind, "收1", {"amount_fen": fen, "what": what}) for kind, fen, what in rows))
    assert len(made) == 1 and 0 <= made[0][0] <= 1_000


def test_a_fee_does_not_make_the_debt_smaller_when_a_new_case_is_filed() -> None:
    rows = facts(*RECEIPT, ("Paid", "收1", {"amount_fen": 300, "what": "fee"}), ("Paid", "收1", {"amount_fen": 700}))
    assert off_debt(rows) == {"收1": 300}
    assert unpaid(Timeline("执", rows, claim_fen=1_000)).value == 300
