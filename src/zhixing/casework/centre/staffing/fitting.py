"""起算的分钟数不能比本院真办出来的还多：一个岗位最忙的一季办了多少，每件就至多几分钟。

公开的标准没有（见 ``law/parameters/staffing.toml``），起算值对某家法院可能偏多。照结了的案件算，最忙的一季用到的超过
:data:`~zhixing.law.staffing.FULLEST`，说明起算值多了，这个岗位没有量到的各项按比例减下来，写在方案的说明里。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from zhixing.casework.centre.staffing.plan import Plan, Route, Task, month_starts
from zhixing.law.calendar import Calendar
from zhixing.law.staffing import FULLEST

QUARTER: Final = 3
Closed = tuple[str, str, date]
"""结了的一件：轨道、结案方式、哪天。"""


def fitted(plan: Plan, closed: Sequence[Closed], since: date, until: date, calendar: Calendar) -> Plan:
    """``closed`` 是 ``since`` 到 ``until`` 结了的各件。起算值多了的岗位减下来。"""
    edges = [*month_starts(since, until)[::QUARTER], until + timedelta(days=1)]
    factors: dict[str, float] = {}
    for first, last in pairwise(edges):
        days = sum(calendar.is_working_day(first + timedelta(days=n)) for n in range((last - first).days))
        for desk, use in _uses(plan, [one for one in closed if first <= one[2] < last], days):
            factors[desk] = min(factors.get(desk, 1.0), FULLEST / 100 / use if use else 1.0)
    less = {desk: factor for desk, factor in factors.items() if factor < 1}
    works = {work: tuple(_less(task, less) for task in tasks) for work, tasks in plan.works.items()}
    return replace(plan, works=works, note=_told(plan, less))


def _uses(plan: Plan, closed: Iterable[Closed], days: int) -> Iterable[tuple[str, float]]:
    """各岗位用到几成。"""
    minutes: dict[str, float] = defaultdict(float)
    for (track, way), count in Counter(one[:2] for one in closed).items():
        for task in plan.works[_route(plan, track, way).work]:
            minutes[task.desk] += count * task.times * task.mean
    return [(desk.code, minutes[desk.code] / (desk.heads * desk.minutes * days)) for desk in plan.desks if desk.heads and days]


def _route(plan: Plan, track: str, way: str) -> Route:
    """这种方式；太少的并在“终结、销案等”里。"""
    routes = {one.way: one for one in next(found for found in plan.tracks if found.code == track).routes}
    return routes.get(way) or routes.get("ended") or next(iter(routes.values()))


def _less(task: Task, less: dict[str, float]) -> Task:
    if task.measured or task.desk not in less:
        return task
    return replace(task, minutes=tuple(round(one * less[task.desk], 1) for one in task.minutes))


def _told(plan: Plan, less: dict[str, float]) -> str:
    parts = [f"{plan.desk(desk).name}减到{factor:.0%}" for desk, factor in less.items()]
    return f"没有量到用时的照起算的分钟数，最忙的一季办不出实际办的那么多，所以折减：{'、'.join(parts)}。" if parts else ""
