"""专户存款利息（M:K-14）：积数法，按季结息。"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import account_interest
from zhixing.law.amounts import half_up

START = date(2025, 1, 1)


def test_two_quarters() -> None:
    """100万存到3月20日79日，积数7,900万，0.35%：768.06；次季92日，连同已入账的利息。"""
    first, second = account_interest.settled([(START, 100_000_000)], date(2025, 6, 20))
    assert (str(first.day), first.product, first.amount) == ("2025-03-20", 79 * 100_000_000, 76_806)
    assert (second.product, second.amount) == (92 * 100_076_806, half_up(Fraction(92 * 100_076_806 * 35, 10_000 * 360)))
    assert "0.35%÷360" in first.step().text


def test_nothing_before_the_first_settlement_day() -> None:
    assert account_interest.settled([(START, 5)], date(2025, 3, 19)) == ()
    assert account_interest.settled([], date(2025, 12, 31)) == ()


def test_a_negative_balance_is_refused() -> None:
    with pytest.raises(ValueError, match="负数"):
        account_interest.settled([(START, -1)], date(2025, 12, 31))


@given(st.lists(st.tuples(st.integers(0, 700).map(lambda n: START + timedelta(n)), st.integers(0, 10**11)), max_size=6, unique_by=lambda row: row[0]))
def test_the_products_are_the_sum_of_every_day(changes: list[tuple[date, int]]) -> None:
    until = START + timedelta(720)
    day, held, product, credited, due = START, 0, 0, 0, []
    by_day = dict(changes)
    while day <= until:
        held = by_day.get(day, held)
        product += held + credited
        if day.month in (3, 6, 9, 12) and day.day == 20:
            due.append((day, product, half_up(product * Fraction(35, 10000) / 360)))
            credited, product = credited + due[-1][2], 0
        day += timedelta(1)
    since = min(by_day, default=until)
    assert [(c.day, c.product, c.amount) for c in account_interest.settled(changes, until)] == [row for row in due if row[0] >= since]
