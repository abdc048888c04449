"""案款的钟（M:K-05、M:K-06、M:K-07、M:K-13）。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.calendar import Calendar
from zhixing.law.fund_clocks import Limits, age, cash_due, dues, pay_due, unknown_due
from zhixing.law.lights import Light
from zhixing.law.nodes import plan
from zhixing.law.settings import default, overrides
from zhixing.law.timeline import Fact, Timeline

NATIONAL = Calendar.national()
D = date.fromisoformat


@given(st.dates(date(2024, 1, 1), date(2026, 11, 1)), st.integers(1, 20), st.integers(1, 60))
def test_the_clocks_agree_with_the_nodes(arrived: date, notice: int, outer: int) -> None:
    values = {"node.N-28.days": notice, "node.N-29.days": outer, "node.N-28b.days": 5}
    facts = [Fact(1, "cases.Accepted", arrived), Fact(2, "funds.Received", arrived, subject="收1", data={"amount_fen": 1})]
    facts.append(Fact(3, "funds.Planned", arrived, subject="收1"))
    nodes = {node.code: node.due for node in plan(Timeline("执", tuple(facts)), NATIONAL, overrides(values))}
    limits = Limits.of(values)
    found = dues(arrived, limits, NATIONAL)
    assert (found.value.notice, found.value.outer) == (nodes["N-28"], nodes["N-29"])
    assert pay_due(arrived, limits, NATIONAL).value == nodes["N-28b"]
    assert found.articles and found.steps


def test_unknown_money_has_three_working_days() -> None:
    assert unknown_due(D("2026-11-20"), Limits.of({}), NATIONAL).value == D("2026-11-25")
    assert unknown_due(D("2026-11-20"), Limits.of({"funds.unknown_days": 1}), NATIONAL).value == D("2026-11-23")


@pytest.mark.parametrize(("received", "back", "due"), [
    ("2026-11-19", None, "2026-11-19"), ("2026-11-19", "2026-11-19", "2026-11-20"), ("2026-11-19", "2026-11-20", "2026-11-23"),
    ("2026-09-29", "2026-09-30", "2026-10-08"), ("2026-11-19", "2026-11-10", "2026-11-20"),
])
def test_cash_goes_to_the_bank_the_same_or_the_next_day(received: str, back: str | None, due: str) -> None:
    assert cash_due(D(received), NATIONAL, D(back) if back else None).value == D(due)


@pytest.mark.parametrize(("days", "label", "light"), [
    (0, "正常", Light.GREEN), (4, "正常", Light.GREEN), (5, "提醒", Light.YELLOW), (10, "临近", Light.YELLOW), (15, "紧急", Light.YELLOW),
    (30, "紧急", Light.YELLOW), (31, "超期", Light.RED),
])
def test_colours_begin_before_anything_is_late(days: int, label: str, light: Light) -> None:
    found = age(D("2026-11-01"), D("2026-11-01") + timedelta(days=days), Limits.of({}).bands)
    assert (found.days, found.label, found.light) == (days, label, light)


@given(st.integers(0, 400), st.sets(st.integers(1, 365), max_size=10))
def test_any_bands_of_a_court_give_a_level(days: int, bands: set[int]) -> None:
    found = age(D("2026-01-01"), D("2026-01-01") + timedelta(days=days), sorted(bands))
    assert 0 <= found.level <= 4 and (found.level == 4) == (bool(bands) and days > max(bands))


def test_the_defaults_are_those_of_the_settings() -> None:
    limits = Limits.of({})
    assert (limits.unknown, limits.callback) == (default("funds.unknown_days"), default("funds.callback_days")) == (3, 30)
