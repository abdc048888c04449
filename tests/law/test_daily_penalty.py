"""迟延履行金（M:N-01 至 N-06）。"""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.law.daily_penalty import BadPenalty, Penalty, detention_limit, due, fine_limit, other_ways


def test_worked_numbers() -> None:
    assert due(Penalty("double_loss", 1234567, "决定")).require() == 2469134
    assert due(Penalty("court_day_rate", 20000, "决定", date(2026, 1, 1), date(2026, 2, 15))).require() == 900000
    assert due(Penalty("court_fixed_sum", 5000, "决定")).require() == 5000


def test_the_first_day_is_the_day_after() -> None:
    day = date(2026, 1, 1)
    assert due(Penalty("court_day_rate", 20000, "决定", day, day)).require() == 0
    assert due(Penalty("court_day_rate", 20000, "决定", day, date(2026, 1, 2))).require() == 20000


def test_without_a_decision_it_is_refused() -> None:
    assert due(Penalty("double_loss", 5, "")).reasons[0].code == "decision"


@pytest.mark.parametrize("penalty", [
    Penalty("double_interest", 1, "决定"), Penalty("double_loss", -1, "决定"), Penalty("court_day_rate", 1, "决定"),
    Penalty("court_day_rate", 1, "决定", date(2026, 1, 2), date(2026, 1, 1)),
])
def test_bad_input(penalty: Penalty) -> None:
    with pytest.raises(BadPenalty):
        due(penalty)


@pytest.mark.parametrize(("amount", "unit", "ok"), [
    (10_000_000, False, True), (10_000_001, False, False), (0, False, False), (5_000_000, True, True), (4_999_999, True, False),
    (100_000_000, True, True), (100_000_001, True, False),
])
def test_fines(amount: int, unit: bool, ok: bool) -> None:
    assert fine_limit(amount, unit=unit).ok is ok


def test_detention() -> None:
    assert [detention_limit(days).ok for days in (0, 1, 15, 16)] == [False, True, True, False]


def test_other_ways() -> None:
    assert other_ways(replaceable=True, thing_lost=False).value == "substitute"
    assert other_ways(replaceable=False, thing_lost=False).value == "sanction"
    assert other_ways(replaceable=True, thing_lost=True).value == "value"
