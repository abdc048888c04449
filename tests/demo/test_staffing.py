"""拿演示法院的一年核对：照它每月来的、期初存的、现在的人手演，和真的比。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from zhixing.casework.centre.staffing.measuring import next_year
from zhixing.casework.centre.staffing.plan import write
from zhixing.casework.centre.staffing.reading import read
from zhixing.casework.centre.staffing.replaying import replay

RUNS = 1


@pytest.fixture(scope="module")
def court(demo_court: tuple[Any, date]) -> tuple[int, date]:
    return demo_court[0].pk, demo_court[1] + timedelta(days=1)


def test_the_year_of_the_demo_court_is_replayed(court: tuple[int, date]) -> None:
    """真的各数就是 ``demo-court.md`` 的：新收 1,383（受理 2,640 减旧存 1,257）、结案 2,144、未结 496；演的差百分之几。"""
    found = {one.name: one for one in replay(*court, runs=RUNS)}
    assert (found["新收"].real, found["结案"].real, found["期末未结"].real, found["首执结案"].real) == (1383, 2144, 496, 1600)
    assert found["新收"].played == 1383
    for name, most in {"结案": 6, "平均天数": 7, "中位天数": 7, "首执结案": 8, "执恢结案": 4, "执保结案": 5, "首执·快执平均天数": 6,
                       "首执·普执平均天数": 7, "执恢·恢复平均天数": 4, "期末未结": 25}.items():
        assert abs(found[name].off) < most, found[name]


def test_the_year_ahead_starts_from_what_is_open_now(court: tuple[int, date]) -> None:
    plan = next_year(*court)
    ages = [age for track in plan.tracks for age in track.ages]
    assert len(ages) == 496 and min(ages) >= 1 and plan.since == court[1] and sum(map(sum, plan.months.values())) == 1383
    assert {desk.code: desk.heads for desk in plan.desks} == {
        "filing": 2, "centre": 3, "fast_judge": 3, "fast_aide": 4, "normal_judge": 2, "normal_aide": 6, "preservation": 3, "final": 3, "squad": 5,
        "money": 3,
    }
    assert read(write(plan)) == read(write(read(write(plan))))
