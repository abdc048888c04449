"""成批的活给页面让路。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.exchange.control import pacing
from zhixing.exchange.control.pacing import AIM, LEAST, Meter, Pacer, p95, paced, slowness


@given(st.lists(st.tuples(st.floats(0.001, 5), st.one_of(st.none(), st.floats(0, 50))), max_size=60))
def test_the_share_stays_within_bounds(rounds: list[tuple[float, float | None]]) -> None:
    pacer = Pacer()
    for worked, slow in rounds:
        before = pacer.share
        rest = pacer.rest(worked, slow)
        assert 0.02 <= pacer.share <= 1 and 1 <= pacer.size <= pacing.LARGEST
        assert rest == pytest.approx(worked / pacer.share - worked, abs=0.001)
        assert slow is None or slow <= AIM or pacer.share <= max(before / 2, 0.02)


def test_nobody_there_full_speed_and_somebody_slows_it() -> None:
    pacer = Pacer()
    assert pacer.rest(0.2, None) == 0
    rests = [pacer.rest(0.2, 5.0) for _ in range(8)]
    assert rests == sorted(rests) and rests[-1] > 5
    while pacer.share < 1:
        pacer.rest(0.2, 1.0)
    assert pacer.rest(0.2, 1.0) == 0


def test_pages_are_measured_beside_quiet_hours(db: None) -> None:
    meter = Meter("web:test")
    for n in range(LEAST + 5):
        meter.note(20.0, now=100.0 + n)
    assert slowness() == pytest.approx(1.0)
    work = iter([5, 5, 0])
    assert paced(lambda size: next(work), seconds=5, pacer=Pacer(share=1.0)) == 10
    for n in range(40):
        meter.note(60.0, now=200.0 + n)
    assert slowness() == pytest.approx(3.0)
    assert p95(meter.quiet) == 20.0


def test_nobody_using_the_pages(db: None) -> None:
    assert slowness() is None
