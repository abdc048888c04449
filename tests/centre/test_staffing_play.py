"""演一年：照种子定，件数不丢，和排队论的公式对得上；人手不够的，排队在前面就看得见。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from statistics import mean

import pytest
from centre.staffing import SINCE, small
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.casework.centre.staffing import lives
from zhixing.casework.centre.staffing.axis import Axis
from zhixing.casework.centre.staffing.lives import Seen
from zhixing.casework.centre.staffing.plan import Away, Plan, Route, Track
from zhixing.casework.centre.staffing.results import calibrated, simulate
from zhixing.casework.centre.staffing.simulating import Year, axis_of
from zhixing.law.calendar import Calendar
from zhixing.law.staffing import DAY_MINUTES, SPREAD

# ---- 时间 ----

AXIS = Axis.of(date(2026, 1, 1), date(2026, 12, 31), Calendar.national())


@given(minute=st.floats(0, AXIS.end - 1))
def test_a_working_minute_is_a_time_of_a_working_day(minute: float) -> None:
    assert AXIS.minute(AXIS.day(minute)) == pytest.approx(minute, abs=0.01)
    assert Calendar.national().is_working_day(AXIS.date(minute))


def test_a_rest_day_waits_for_the_next_working_day() -> None:
    assert AXIS.date(AXIS.minute((date(2026, 2, 20) - AXIS.start).days)) > date(2026, 2, 20)  # 春节
    assert AXIS.open_days == sum(Calendar.national().is_working_day(date.fromordinal(date(2026, 1, 1).toordinal() + n)) for n in range(365))


# ---- 演 ----


def evenly(plan: Plan, count: float) -> Plan:
    """一年 ``count`` 件，各月照工作日的多少分。"""
    edges = [AXIS.minute((day - plan.since).days) for day in plan.spans] + [float(AXIS.end)]
    return replace(plan, months={"执": tuple(count * (late - early) / AXIS.end for early, late in pairwise(edges))})


def played(turn: int = 0, **values: object) -> Year:
    plan = small(**values)  # type: ignore[arg-type]
    return Year(plan, axis_of(plan), turn).play()


def test_same_seed_same_year_and_another_turn_another_year() -> None:
    plan = small(each_month=20.0)
    assert simulate(plan, runs=2) == simulate(plan, runs=2)
    assert simulate(plan, 1, 2)["cases"] != simulate(plan, 2, 2)["cases"]
    assert played(0).filed != played(1).filed


@settings(max_examples=10)
@given(heads=st.integers(1, 3), count=st.integers(0, 10), ages=st.lists(st.integers(1, 300), max_size=15), waits=st.floats(0, 200))
def test_no_case_is_lost(heads: int, count: int, ages: list[int], waits: float) -> None:
    year = played(heads=heads, each_month=float(count), ages=tuple(ages), waits=waits)
    assert len(year.filed) + len(ages) == len(year.ended) + year.under_way
    assert all(one.days >= 0 for one in year.ended) and all(0 <= line.use <= 1 for line in year.lines.values())


def test_given_arrivals_are_exactly_those() -> None:
    year = played(each_month=7.0, given=True)
    assert len(year.filed) == 84
    assert sum(one < 31 for one in year.filed) == 7


def test_waits_are_what_queueing_theory_says() -> None:
    """M/G/1：平均等候 = λE[S²]/(2(1-ρ))（Pollaczek–Khinchine）。"""
    plan = evenly(small(minutes=20.0, waits=0.0), 3000)
    years = [Year(plan, axis_of(plan), turn).play() for turn in range(2)]
    rate = 3000 / axis_of(plan).end
    busy = rate * 20
    wanted = rate * 20**2 * (1 + (SPREAD / 100) ** 2) / (2 * (1 - busy))
    found = mean(line.waited / line.turns for year in years for line in year.lines.values())
    assert found == pytest.approx(wanted, rel=0.2)
    assert mean(year.lines["desk"].use for year in years) == pytest.approx(busy, rel=0.03)


def test_a_short_desk_is_told_before_it_happens() -> None:
    """一个人一年 10 万多分钟，来 12 万分钟的活。"""
    short = simulate(small(1, each_month=40.0, minutes=250.0), runs=3)
    desk = short["desks"][0]
    assert desk["need"]["short"] == 1 and desk["grows"] > 0 and desk["late_on"] and desk["queue_after"]["low"] > 20
    assert any("做不完" in told and "查控" in told for told in short["warnings"]) and any(desk["late_on"] in told for told in short["warnings"])
    enough = simulate(small(2, each_month=40.0, minutes=250.0), runs=3)
    assert not enough["warnings"] and enough["desks"][0]["late_on"] == "" and enough["desks"][0]["queue_after"]["high"] < 10
    assert enough["cases"]["mean_days"]["mid"] < short["cases"]["mean_days"]["mid"]


def test_an_absence_makes_the_queue_and_the_queue_goes_after_it() -> None:
    away = Away(1, date(2026, 6, 1), date(2026, 7, 31))
    queue = dict(zip((found := simulate(small(2, 40.0, 300.0, away=(away,)), runs=3))["weeks"], found["desks"][0]["queue"]["mid"], strict=True))
    summer = max(length for week, length in queue.items() if "2026-07" in week)
    assert summer > 5 * max(1, max(length for week, length in queue.items() if "2026-05" in week)) and queue[found["weeks"][-1]] < summer


def test_livelihood_cases_go_first() -> None:
    year = played(each_month=60.0, minutes=160.0, urgent=20.0)
    first, later = ([one.late for one in year.ended if one.urgent is urgent] for urgent in (True, False))
    assert 0.1 < len(first) / len(year.ended) < 0.35 and mean(first) < mean(later) / 3


def test_more_people_never_wait_longer_for_the_same_cases() -> None:
    assert (two := played(heads=2, each_month=30.0, minutes=250.0)).filed == (one := played(heads=1, each_month=30.0, minutes=250.0)).filed
    assert two.lines["desk"].wait_days < one.lines["desk"].wait_days


def test_the_queue_already_in_the_days_is_not_counted_twice() -> None:
    plan = small(1, each_month=20.0, minutes=400.0, waits=60.0)
    raw, settled = simulate(plan, runs=2), simulate(calibrated(plan), runs=2)
    assert raw["cases"]["mean_days"]["mid"] > 61
    assert abs(settled["cases"]["mean_days"]["mid"] - 60) < raw["cases"]["mean_days"]["mid"] - 60


def test_old_cases_close_the_ways_that_are_left_to_them() -> None:
    short, long = Route("paid", "完毕", 50.0, (1.0, 10.0), "only"), Route("round", "终本", 50.0, (90.0, 120.0), "only")
    plan = small(each_month=0.0, ages=(50,) * 40)
    plan = replace(plan, tracks=(Track("normal", "首执", "执", (100.0,), (short, long), (50,) * 40),))
    year = Year(plan, axis_of(plan)).play()
    assert {one.way for one in year.ended} == {"round"} and all(90 <= one.days <= 127 for one in year.ended) and len(year.ended) == 40


# ---- 天数的分布 ----


def test_days_of_a_year_of_clearing_are_not_the_days_of_new_cases() -> None:
    """新来的七成 20 天结、三成 200 天结；这一年里还清了一批 300 天的旧案，只看结了的就偏慢。"""
    dice, rows = Random(7), []
    for day in range(-400, 365):
        life = 20 if dice.random() < 0.7 else 200
        if day + life >= 0:
            rows.append(Seen(max(-day, 0), min(day + life, 365) - day, ("quick" if life == 20 else "slow") if day + life <= 365 else ""))
    found = {one.way: one for one in lives.ways(rows)}
    assert found["quick"].share == pytest.approx(70, abs=4) and found["slow"].days[10] == 200 and found["quick"].days[0] == 20
    assert sum(one.share for one in found.values()) == pytest.approx(100)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.sampled_from(["", "a", "b"])), max_size=40))
def test_shares_always_make_the_whole(rows: list[tuple[int, int, str]]) -> None:
    found = lives.ways(Seen(since, since + more, way) for since, more, way in rows)
    assert not found or sum(one.share for one in found) == pytest.approx(100)
    assert all(list(one.days) == sorted(one.days) and len(one.days) == (lives.POINTS if one.way else 2) for one in found)


@given(st.lists(st.integers(0, 400), min_size=2, max_size=8), st.floats(0, 1))
def test_quantile_and_share_beyond_undo_each_other(points: list[int], share: float) -> None:
    rising = [float(point + n) for n, point in enumerate(sorted(points))]
    assert lives.beyond(rising, lives.at(rising, share)) == pytest.approx(1 - share, abs=1e-6)


def test_draws_beyond_an_age_are_beyond_it() -> None:
    dice = Random(1)
    assert all(50 <= lives.draw((0.0, 60.0, 100.0), dice, over=50) <= 100 for _ in range(200))
    assert lives.draw((0.0, 10.0), dice, over=50) == 50


def test_a_year_has_its_weeks_and_months() -> None:
    found = simulate(small(each_month=10.0), runs=1)
    assert len(found["weeks"]) == len(found["open"]["mid"]) == len(found["desks"][0]["queue"]["mid"]) == 52
    assert [month["since"][:7] for month in found["months"]] == [f"2026-{month:02d}" for month in range(1, 13)]
    assert found["since"] == SINCE.isoformat() and found["working_days"] * DAY_MINUTES == AXIS.end
