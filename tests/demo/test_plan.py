"""两年的计划：件数、天数一件一天不差，日子合法，比例照 ``demo-court.md``。"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from statistics import mean, median

import pytest

from zhixing.demo.plan import Planned, Schedule, schedule
from zhixing.demo.plan.collecting import RECORDED_BEFORE
from zhixing.demo.plan.court import ASKED, ending_soon, measures, renewed_on
from zhixing.demo.plan.days import busy
from zhixing.demo.plan.purse import by_share, claims, lags
from zhixing.demo.plan.quota import FIRST, MEASURES, NEW, OLD, POOL, PRESERVATION, RESUMED, Span, groups
from zhixing.demo.stories.pool import ALREADY, SOON
from zhixing.law.calendar import Calendar
from zhixing.law.terms import add_months

CALENDAR = Calendar.national()


@pytest.fixture(scope="module", params=[date(2026, 11, 22), date(2026, 8, 7)], ids=str)
def plan(request: pytest.FixtureRequest) -> Schedule:
    return schedule(request.param, CALENDAR)


def days(cases: list[Planned]) -> int:
    return sum((one.closed - one.accepted).days for one in cases if one.closed)


def closed(plan: Schedule, kind: str = FIRST, until: str = NEW, **which: str) -> list[Planned]:
    found = plan.of(kind, until=until)
    return [one for one in found if all(getattr(one, name) == value for name, value in which.items())]


def accepted(plan: Schedule, kind: str, year: str) -> int:
    first, last = plan.span.year(year)
    return sum(one.accepted <= last and (one.closed is None or one.closed >= first) for one in plan.of(kind))


def test_both_years_balance(plan: Schedule) -> None:
    kinds = (FIRST, RESUMED, PRESERVATION)
    assert sum(accepted(plan, kind, OLD) for kind in kinds) == 2500
    assert sum(len(closed(plan, kind, OLD)) for kind in kinds) == 1243
    assert [accepted(plan, kind, NEW) for kind in kinds] == [2010, 414, 216]
    assert [len(closed(plan, kind)) for kind in kinds] == [1600, 330, 214]
    assert sum(one.closed is None for one in plan.cases) == 496


def test_the_simple_team_comes_out_to_the_day(plan: Schedule) -> None:
    mine = [one for one in plan.cases if one.team == "simple"]
    assert len(mine) == 810
    for mode, count, total in (("finished", 248, 5952), ("terminated_round", 190, 18620), ("terminated", 239, 4302)):
        done = [one for one in mine if one.mode == mode]
        assert (len(done), days(done)) == (count, total)
    done = [one for one in mine if one.closed]
    assert (len(done), days(done)) == (707, 29694)
    assert all(one.moved or one.accepted >= plan.span.formed for one in mine)


def test_first_cases_come_out_to_the_day(plan: Schedule) -> None:
    for mode, count, each in (("finished", 560, 62), ("terminated_round", 608, 118), ("terminated", 384, 61)):
        done = closed(plan, mode=mode)
        assert (len(done), days(done)) == (count, count * each)
    assert days(closed(plan)) == 133_840
    before = closed(plan, until=OLD)
    assert (len(before), days(before)) == (1100, 149_501)


def test_preservation_is_ten_days_with_median_eight(plan: Schedule) -> None:
    found = [(one.closed - one.accepted).days for one in closed(plan, PRESERVATION) if one.closed]
    assert (mean(found), median(found)) == (10, 8)


def test_every_day_is_lawful(plan: Schedule) -> None:
    for one in plan.cases:
        assert CALENDAR.is_working_day(one.accepted) and one.received <= one.accepted < plan.span.today
        if one.closed:
            assert CALENDAR.is_working_day(one.closed) and one.closed < plan.span.today
            assert one.mode != "terminated_round" or one.closed > add_months(one.accepted, 3), one


def test_closings_peak_and_dip(plan: Schedule) -> None:
    every = Counter(one.closed for one in plan.cases if one.closed)
    ends = [day for day in every if busy(day, CALENDAR) > 1]
    dips = [day for day in plan.season.days if busy(day, CALENDAR) < 1]
    usual = mean(every[day] for day in plan.season.days if busy(day, CALENDAR) == 1)
    assert mean(every[day] for day in ends) > 1.3 * usual > 1.3 * mean(every[day] for day in dips)


def test_money_arrives_in_order(plan: Schedule) -> None:
    for one in plan.cases:
        for r in one.receipts:
            assert one.accepted < r.arrived and r.claimed and r.arrived <= r.claimed
            assert r.paid is None or r.claimed <= r.paid
            assert r.paid is None or one.closed is None or r.paid < one.closed
        if one.mode == "finished":
            assert one.direct != bool(one.receipts)
            assert one.direct or one.collected_fen == one.yuan * 100
        elif one.closed and one.receipts:
            assert one.collected_fen < one.yuan * 100, one


def test_money_is_as_wanted(plan: Schedule) -> None:
    done = closed(plan)
    paid = sum(one.yuan * 100 if one.mode == "finished" else one.collected_fen for one in done)
    assert paid / sum(one.yuan * 100 for one in done) == pytest.approx(0.35, abs=0.005)
    this = [(one, r) for one in plan.cases for r in one.receipts if r.arrived > plan.span.middle]
    assert len(this) == pytest.approx(2300, abs=20)
    assert sum(r.matched == "machine" for _, r in this) / len(this) == pytest.approx(0.82, abs=0.01)
    assert sum(r.bounced for _, r in this) / len(this) == pytest.approx(0.018, abs=0.003)


def test_queries_find_as_wanted(plan: Schedule) -> None:
    told = [one.means for one in plan.cases if one.kind != PRESERVATION and one.mode in ASKED]
    for wanted, found in (
        (0.72, [m.accounts for m in told]), (0.13, [m.balance_fen >= 100_000 for m in told]), (0.07, [m.covers for m in told]),
        (0.21, [m.vehicle for m in told]), (0.14, [m.house for m in told]), (0.1, [m.slow for m in told]), (0.04, [m.failed for m in told]),
    ):
        assert mean(found) == pytest.approx(wanted, abs=0.001)


def test_three_tenths_are_paid_directly(plan: Schedule) -> None:
    first = plan.span.middle + timedelta(days=1)
    direct = sum(one.yuan * 100 for one in plan.cases if one.direct and one.closed and one.closed >= first + RECORDED_BEFORE)
    paid = sum(r.fen for one in plan.cases for r in one.receipts if r.paid and r.paid >= first)
    assert direct / (direct + paid) == pytest.approx(0.3, abs=0.015)


def test_money_deducted_arrives(plan: Schedule) -> None:
    rounds = [one for one in plan.cases if one.mode == "terminated_round" and one.means.balance_fen >= 100_000]
    assert rounds and all(one.receipts for one in rounds)


def test_frozen_deposits_are_renewed_before_they_lapse(plan: Schedule) -> None:
    for one in plan.of(PRESERVATION):
        since = one.accepted
        while (again := renewed_on(since, CALENDAR)) <= plan.span.today:
            assert since < again < add_months(since, 12)
            since = again
        assert add_months(since, 12) > plan.span.today
    assert 0 < SOON - ALREADY - ending_soon(plan.cases, plan.span, CALENDAR) < SOON


def test_the_pool_and_the_measures_are_filled_by_the_take_over(plan: Schedule) -> None:
    assert plan.earlier + plan.pooled - sum(1 for _ in plan.of(RESUMED)) == POOL
    assert 0 < MEASURES - measures(plan.cases) < plan.earlier


def test_the_same_day_makes_the_same_plan() -> None:
    today = date(2026, 6, 5)
    assert schedule(today, CALENDAR, "甲").cases == schedule(today, CALENDAR, "甲").cases
    assert schedule(today, CALENDAR, "甲").cases != schedule(today, CALENDAR, "乙").cases


def test_planted_stories_are_taken_from_the_open_ones() -> None:
    planted = {(FIRST, "simple"): 30, (PRESERVATION, "preservation"): 2}
    assert sum(one.count for one in groups()) - sum(one.count for one in groups(planted)) == 32
    with pytest.raises(ValueError, match="扣减"):
        list(groups({("执异", "simple"): 1}))


def test_a_span_is_two_years() -> None:
    span = Span.ending(date(2026, 11, 22))
    assert (span.opened, span.middle, span.formed) == (date(2024, 11, 23), date(2025, 11, 22), date(2025, 12, 22))
    assert span.year(OLD)[1] + timedelta(days=1) == span.year(NEW)[0]


def test_claims_and_lags_have_the_wanted_shape() -> None:
    yuan = claims(3110)
    assert median(yuan) == pytest.approx(36_000, rel=0.02) and mean(yuan) == pytest.approx(120_000, rel=0.02)
    assert yuan[int(0.9 * 3110)] == pytest.approx(300_000, rel=0.02) and yuan[-1] == 28_000_000
    found = lags(1000)
    assert median(found) == 6 and found[900] == 14


def test_shares_add_up() -> None:
    assert Counter(by_share([("甲", 1), ("乙", 2)], 100)) == {"甲": 33, "乙": 67}
