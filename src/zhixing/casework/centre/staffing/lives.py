"""案件活多少天、以什么方式结：由一段时间里看到的案件推出（竞争风险的期间寿命表）。

一段时间里结了的案件多是早先来的，只看它们的天数，清积案的一年显得慢，积案的一年显得快。这里把期初已经办了几天的、期末还没有结的都算进去：
每一个天龄上，有多少件还在办、其中多少件在这一天结，由此得出新来的案件结案天数的分布（Aalen–Johansen）。
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, Final

LONGER: Final = 730
"""久未结的，往后再看多少天。"""
_LITTLE: Final = 0.01
POINTS: Final = 21
"""分布写成几个分位：0%、5%、……、100%。"""


@dataclass(frozen=True, slots=True)
class Seen:
    """看到的一件：进入这段时间时已经办了几天、离开时几天、怎样结的（还没有结的是空）。"""

    since: int
    until: int
    way: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """一种结案方式：占新来的百分之几，天数的各个分位。"""

    way: str
    share: float
    days: tuple[float, ...]


def ways(rows: Iterable[Seen]) -> list[Way]:
    """各种结案方式，多的在前；一件也没有结的是空的。

    到看得见的最久还没有结的，方式是空，天数从那时起再过 :data:`LONGER` 天：这段时间里不会结。
    """
    seen = list(rows)
    ends: dict[int, Counter[str]] = {}
    for row in seen:
        if row.way:
            ends.setdefault(row.until, Counter())[row.way] += 1
    mass = _mass(sorted(row.since for row in seen), sorted(row.until for row in seen), ends)
    found = [Way(way, 100 * sum(days.values()), quantiles(days)) for way, days in mass.items() if sum(days.values())]
    left = 100 - sum(one.share for one in found)
    if found and left > _LITTLE:
        last = float(max(row.until for row in seen))
        found.append(Way("", left, (last, last + LONGER)))
    return sorted(found, key=lambda one: (-one.share, one.way))


def _mass(starts: Sequence[int], stops: Sequence[int], ends: dict[int, Counter[str]]) -> dict[str, dict[int, float]]:
    """方式 → 天龄 → 新来的有几成在这一天以这种方式结。当天来当天结的，算在办一天里。"""
    left, found = 1.0, dict[str, dict[int, float]]()
    for day in sorted(ends):
        under_way = bisect_left(starts, day + 1) - bisect_left(stops, day)
        for way, count in ends[day].items():
            found.setdefault(way, {})[day] = left * count / under_way
        left *= 1 - sum(ends[day].values()) / under_way
    return found


def quantiles(weights: Mapping[Any, float]) -> tuple[float, ...]:
    """带权的数 → 各个分位。"""
    days = sorted(weights)
    sums = list(accumulate(weights[day] for day in days))
    places = (bisect_left(sums, sums[-1] * k / (POINTS - 1) - 1e-9) for k in range(POINTS))
    return tuple(float(days[min(place, len(days) - 1)]) for place in places)


def at(points: Sequence[float], share: float) -> float:
    """分位 ``share``（0 到 1）上的数，各点之间按直线。

    >>> at((0.0, 10.0, 40.0), 0.75)
    25.0
    """
    place = share * (len(points) - 1)
    low = min(int(place), len(points) - 2)
    return points[low] + (points[low + 1] - points[low]) * (place - low)


def beyond(points: Sequence[float], value: float) -> float:
    """有几成在 ``value`` 以上。

    >>> beyond((0.0, 10.0, 40.0), 25)
    0.25
    """
    if value < points[0]:
        return 1.0
    high = next((place for place, point in enumerate(points) if point > value), None)
    if high is None:
        return 0.0
    step = (value - points[high - 1]) / (points[high] - points[high - 1])
    return 1 - (high - 1 + step) / (len(points) - 1)


def draw(points: Sequence[float], dice: Random, *, over: float = 0.0) -> float:
    """抽一个数；``over`` 是已经过了多少，只在以上的里抽。都不到它的，给它自己。"""
    left = beyond(points, over) if over else 1.0
    return max(at(points, 1 - left * dice.random()), over)
