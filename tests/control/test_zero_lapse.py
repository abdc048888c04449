"""零漏期：随机的一生，纯的和过库的；每一次失效以前都有人被告诉过，以后都有补救单。全部的十万条、五百件见 ``bench/zero_lapse.py``。"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import date

import lapses
import pytest
from lapsing import World

from zhixing.law.watching import Due, Ladder, Told, Watch

HISTORIES = 300


def test_no_measure_ends_without_a_warning_and_an_incident() -> None:
    count = lapses.many(HISTORIES, seed=20)
    assert count.wrong == {}
    assert count.unwarned == 0
    assert count.lapses == count.incidents > HISTORIES // 4
    assert count.late > 0  # 停机真的发生过


def test_day_by_day_is_the_same_as_from_change_to_change() -> None:
    watch = Watch(lapses.calendar())
    for seed in range(8):
        quick, slow = (lapses.live(random.Random(seed), watch, daily=daily) for daily in (False, True))
        assert (quick.given, quick.incidents) == (slow.given, slow.incidents)


class Careless(Watch):
    """漏了三天那一档的看守。"""

    def due(self, until: date, since: date, on: date, people: Mapping[str, Sequence[int | None]], told: Collection[Told]) -> list[Due]:
        """少给。"""
        return [one for one in super().due(until, since, on, people, told) if one.step > 3]


@pytest.mark.parametrize("watch", [Careless(lapses.calendar()), Watch(lapses.calendar(), Ladder((30, 7), 7, 7))])
def test_the_check_finds_a_careless_watch(watch: Watch) -> None:
    book, rng, count = lapses.calendar(), random.Random(5), lapses.Count()
    for _ in range(60):
        count.add(lapses.live(rng, watch), book)
    assert count.wrong


def test_through_the_database(db: None) -> None:
    world = World(count=8, days=105, seed=4)
    world.live()
    found = world.count_up()
    assert found.wrong == []
    assert (found.unwarned, found.nobody, found.differences) == (0, 0, 0)
    assert found.lapses == found.incidents > 1
    assert {"续行", "移交", "结案", "请假", "停机的天数"} <= found.did.keys()
