"""拿演示法院的一年核对：照它每月来的、期初存的、现在的人手演，和真的比。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from zhixing.casework.centre.staffing.replaying import Check, replay

RUNS = 3


@pytest.fixture(scope="module")
def court(demo_court: tuple[Any, date]) -> tuple[int, date]:
    return demo_court[0].pk, demo_court[1] + timedelta(days=1)


def checked(court: tuple[int, date], **values: bool) -> dict[str, Check]:
    return {one.name: one for one in replay(*court, runs=RUNS, **values)}


def test_the_year_of_the_demo_court_is_replayed(court: tuple[int, date]) -> None:
    """两段相同：看机器转得对不对。真的各数就是 ``demo-court.md`` 的：结案 2,144、未结 496、首执平均 83.65 天。"""
    found = checked(court)
    assert (found["新收"].real, found["结案"].real, found["期末未结"].real) == (1383, 2144, 496)
    assert found["新收"].played == 1383
    off = {name: one.off for name, one in found.items()}
    assert abs(off["结案"]) < 6 and abs(off["平均天数"]) < 15, off
