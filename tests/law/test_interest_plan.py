"""分期履行计划（M:S-06）的算例，公开案例 C21。"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import debt_plan
from zhixing.law.calendar import Calendar

FIRST = date(2025, 1, 31)


def test_equal_parts_the_rest_in_the_last_row() -> None:
    rows = debt_plan.equal_parts(10_000_000, debt_plan.days(FIRST, 7))
    assert [r.amount for r in rows] == [1_428_571] * 6 + [1_428_574]
    assert debt_plan.equal_parts(10_000_000, debt_plan.days(FIRST, 7), rest_first=True)[0].amount == 1_428_574


def test_c21_eighteen_parts() -> None:
    rows = debt_plan.equal_parts(2_000_000, debt_plan.days(FIRST, 18))
    assert [r.amount for r in rows] == [111_111] * 17 + [111_113]
    assert 2_000_000 - sum(r.amount for r in rows[:3]) == 1_666_667


def test_equal_payment() -> None:
    rows = debt_plan.equal_payment(12_000_000, Fraction(5, 1000), debt_plan.days(FIRST, 12))
    assert {r.amount for r in rows[:-1]} == {1_032_797}
    assert sum(r.principal for r in rows) == 12_000_000
    assert abs(rows[-1].amount - 1_032_797) < 12


def test_equal_principal() -> None:
    rows = debt_plan.equal_principal(120_000, Fraction(1, 100), debt_plan.days(FIRST, 3))
    assert [(r.principal, r.interest) for r in rows] == [(40_000, 1_200), (40_000, 800), (40_000, 400)]


def test_days_end_of_month_and_working_days() -> None:
    assert debt_plan.days(FIRST, 4) == (FIRST, date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30))
    assert debt_plan.days(date(2025, 5, 1), 1, Calendar.national()) == (date(2025, 5, 6),)


@given(st.integers(0, 10**12), st.integers(1, 120), st.fractions(0, Fraction(1, 20), max_denominator=1000))
def test_every_plan_pays_the_whole(total: int, count: int, monthly: Fraction) -> None:
    due = debt_plan.days(FIRST, count)
    for rows in (debt_plan.equal_parts(total, due), debt_plan.equal_principal(total, monthly, due), debt_plan.equal_payment(total, monthly, due)):
        assert sum(r.principal for r in rows) == total
        assert all(r.principal >= 0 and r.interest >= 0 for r in rows)


@pytest.mark.parametrize(("total", "count"), [(-1, 3), (100, 0)])
def test_bad_plans(total: int, count: int) -> None:
    with pytest.raises(ValueError, match="分期"):
        debt_plan.equal_parts(total, debt_plan.days(FIRST, count))
