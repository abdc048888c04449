"""测算的方案：人手、来多少件、怎样分轨道、各种结案方式要办多久、每项工作几分钟。一份 TOML 写全，不用数据库就能算。

``reading.read`` 认出一份方案；``write`` 写成文字，再读回来一样。
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.terms import add_months

SEED: Final = 20260101


@dataclass(frozen=True, slots=True)
class Away:
    """一段时间里少几个人。"""

    heads: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Desk:
    """一个岗位：几个人，一人一天几分钟用在案件上，哪些天少几个人。"""

    code: str
    name: str
    heads: int
    minutes: int
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """一项工作。``minutes`` 一个数是平均，几个数是各个分位；``rework`` 百分之几要重办；``measured`` 是量到了几次（没有量到的是起算值）。"""

    name: str
    desk: str
    minutes: tuple[float, ...]
    at: float
    chance: float = 100.0
    rework: float = 0.0
    after: bool = False
    measured: int = 0

    @property
    def mean(self) -> float:
        """平均几分钟：几个分位的，按各段的中点。"""
        pairs = list(zip(self.minutes, self.minutes[1:], strict=False))
        return sum(low + high for low, high in pairs) / 2 / len(pairs) if pairs else self.minutes[0]

    @property
    def times(self) -> float:
        """一件案件平均有几次。"""
        return self.chance / 100 * (1 + self.rework / 100)


@dataclass(frozen=True, slots=True)
class Route:
    """一种结案方式：占这条轨道新来的百分之几、从立案到结案天数的各个分位、做哪一套工作。``lag`` 是天数里本来就有的排队，演的时候减去。"""

    way: str
    name: str
    share: float
    days: tuple[float, ...]
    work: str
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """一条轨道：占这一类案件新收的百分之几（一个数，或者逐月的），有哪几种结案方式；``ages`` 是期初在办的各件已经办了几天（至少一天）。"""

    code: str
    name: str
    kind: str
    share: tuple[float, ...]
    routes: tuple[Route, ...]
    ages: tuple[int, ...] = ()

    def share_in(self, month: int) -> float:
        """第几个月（从零起）占百分之几。"""
        return self.share[month % len(self.share)]


@dataclass(frozen=True, slots=True)
class Plan:
    """一份方案。``months`` 是各类案件每月（自 ``since`` 起）新收几件；``growth`` 加百分之几；``given`` 为真的，每月就是这么多件，不上下摇。

    ``settle`` 为真的，演以前先照这份的人手演几遍，把天数里本来就有的排队减去（写在各种结案方式的 ``lag``）。
    """

    name: str
    since: date
    until: date
    desks: tuple[Desk, ...]
    tracks: tuple[Track, ...]
    works: dict[str, tuple[Task, ...]]
    months: dict[str, tuple[float, ...]]
    seed: int = SEED
    growth: float = 0.0
    urgent: float = 0.0
    given: bool = False
    settle: bool = False
    note: str = ""

    @property
    def spans(self) -> tuple[date, ...]:
        """各月的第一天。"""
        return month_starts(self.since, self.until)

    def arrivals(self, kind: str) -> tuple[float, ...]:
        """一类案件各月新收几件，算上增长。"""
        return tuple(count * (1 + self.growth / 100) for count in self.months.get(kind, ()))

    def coming(self, track: Track) -> float:
        """一条轨道这段时间新收几件。"""
        return sum(count * track.share_in(month) / 100 for month, count in enumerate(self.arrivals(track.kind)))

    def desk(self, code: str) -> Desk:
        """一个岗位。"""
        return next(desk for desk in self.desks if desk.code == code)


def month_starts(since: date, until: date) -> tuple[date, ...]:
    """``since`` 起逐月的第一天，到 ``until`` 为止。

    >>> [f"{day}" for day in month_starts(date(2025, 11, 4), date(2026, 1, 3))]
    ['2025-11-04', '2025-12-04']
    """
    starts, n = [since], 1
    while (day := add_months(since, n)) <= until:
        starts.append(day)
        n += 1
    return tuple(starts)


# ---- 写成文字 ----


def write(plan: Plan) -> str:
    """写成 TOML。"""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield "# 人员测算的方案。改人手改 [[desk]] 的 heads，改分流改 [[track]] 的 share（同一类合 100）。"
    yield from _pairs(
        name=plan.name, note=plan.note, since=plan.since, until=plan.until, seed=plan.seed, growth=plan.growth, urgent=plan.urgent, given=plan.given,
        settle=plan.settle,
    )
    for kind, months in plan.months.items():
        yield from _table("flow", kind=kind, months=months)
    for desk in plan.desks:
        away = [{"heads": one.heads, "since": one.since, "until": one.until} for one in desk.away]
        yield from _table("desk", code=desk.code, name=desk.name, heads=desk.heads, minutes=desk.minutes, away=away)
    for track in plan.tracks:
        yield from _table("track", code=track.code, name=track.name, kind=track.kind, share=_one(track.share), ages=track.ages)
    for track in plan.tracks:
        for one in track.routes:
            told = {"way": one.way, "name": one.name, "share": one.share, "days": one.days, "work": one.work, "lag": one.lag}
            yield from _table("route", track=track.code, **told)
    for work, tasks in plan.works.items():
        for task in tasks:
            yield from _table(
                "task", work=work, name=task.name, desk=task.desk, minutes=_one(task.minutes), at=task.at, chance=task.chance, rework=task.rework,
                after=task.after, measured=task.measured,
            )


def _one(values: tuple[float, ...]) -> object:
    """只有一个的写成一个数。"""
    return values if len(values) > 1 else values[0]


def _table(kind_of: str, /, **values: object) -> Iterator[str]:
    yield f"\n[[{kind_of}]]"
    yield from _pairs(**values)


def _pairs(**values: object) -> Iterator[str]:
    for key, value in values.items():
        if value not in ((), [], ""):
            yield f"{key} = {_value(value)}"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{round(value, 3):g}" if abs(value) < 1e5 else str(value)
    if isinstance(value, date | int):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)

