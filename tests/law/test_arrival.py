"""执行到位金额（M:A-01 至 A-08）。"""

from __future__ import annotations

from fractions import Fraction

import pytest

from zhixing.law import arrival
from zhixing.law.arrival import KINDS, BadArrival, Receipt, Totals, totals
from zhixing.law.articles import cite

DEDUCTED = Receipt("deducted", 3000000, frozenset({"arrived"}))
DIRECT = Receipt("direct", 500000, frozenset({"confirmed"}))
TAKEN = Receipt("taken_after_failed", 5600000, frozenset({"ruling_served"}))
FROZEN = Receipt("frozen", 2000000)


def test_the_worked_number() -> None:
    """评估价十万元从不计入；再冻结两万元，还是九万一千元。"""
    found = totals([DEDUCTED, DIRECT, TAKEN, FROZEN])
    assert found.require() == Totals(3000000, 9100000, 0)
    assert arrival.rate(found.value.realised, 10000000) == Fraction(91, 100)
    assert found.warnings[0].code == "not_counted" and found.warnings[0].subject == "4"


def test_another_creditor_pays_the_difference_in() -> None:
    taken = Receipt("taken_after_failed", 5600000, frozenset({"ruling_served"}), difference=1600000)
    paid_in = Receipt("difference", 1600000, frozenset({"arrived"}))
    assert totals([taken]).require().realised == 4000000
    assert totals([taken, paid_in]).require() == Totals(1600000, 5600000, 0)


@pytest.mark.parametrize(("kind", "done", "realised"), [
    ("deducted", "", 0), ("deducted", "arrived", 100), ("direct", "", 0), ("direct", "confirmed", 100), ("sold", "price_paid", 0),
    ("sold", "price_paid ruling_served", 100), ("taken_by_agreement", "ruling_served", 100), ("taken_at_value", "", 0),
    ("settled_in_kind", "delivered", 0), ("settled_in_kind", "delivered confirmed", 100), ("fee", "", 0), ("fined", "", 0),
    ("forfeited", "", 0), ("refunded", "", 0), ("reversed", "", 0),
])
def test_when_it_counts(kind: str, done: str, realised: int) -> None:
    found = totals([Receipt(kind, 100, frozenset(done.split()))])
    assert found.value.realised == realised
    assert bool(found.warnings) is (realised == 0)


def test_costs_of_the_sale_come_off() -> None:
    sold = Receipt("sold", 100, frozenset({"price_paid", "ruling_served"}), taken_off=30)
    assert totals([sold]).require() == Totals(100, 70, 0)


def test_a_bounced_payout_stays_realised() -> None:
    found = totals([Receipt("deducted", 100, frozenset({"arrived"}), paid_out=80, bounced=30)])
    assert found.require() == Totals(100, 100, 50)


@pytest.mark.parametrize("receipt", [
    Receipt("gift", 1), Receipt("direct", -1), Receipt("sold", 1, taken_off=2), Receipt("direct", 5, paid_out=1, bounced=2),
    Receipt("direct", 1, frozenset({"hoped"})),
])
def test_bad_receipts_are_named(receipt: Receipt) -> None:
    with pytest.raises(BadArrival, match="第2笔"):
        totals([DIRECT, receipt])


def test_rates_are_sums_over_sums() -> None:
    assert arrival.rate_of_all([(100, 100), (0, 300)]) == Fraction(1, 4)
    assert arrival.rate_of_all([(999, 100), (0, 100)]) == Fraction(1, 2)
    assert arrival.rate(5, 0) == arrival.rate_of_all([]) == 1
    assert arrival.settled_rate(30, 20, 10, 100) == Fraction(3, 5)


def test_outstanding() -> None:
    assert arrival.outstanding(100, 20, 5, 90) == 35
    assert arrival.outstanding(100, 0, 0, 130) == -30


def test_forfeited_deposit() -> None:
    needs = {"costs": 10, "shortfall": 50, "case_debts": 100}
    assert arrival.forfeited(100, needs).require() == {"costs": 10, "shortfall": 50, "case_debts": 40, "asset_debts": 0, "left": 0}
    assert arrival.forfeited(30, {"costs": 10}).require()["left"] == 20
    with pytest.raises(BadArrival):
        arrival.forfeited(1, {"party": 1})


def test_every_kind_has_its_source() -> None:
    assert all(str(cite(kind.basis)) for kind in KINDS.values())
