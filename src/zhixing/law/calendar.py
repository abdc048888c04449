"""日历：哪天是休息日，哪天上班。

法定休假日按国务院办公厅每年的通知（规则手册 T:§1.1、T-04、T-12）；少数民族习惯节日由地方规定，
所以日历可以按法院加上本地节假日（T-13）。随包数据每年一个文件，没有载入的年份只能按周末推算。
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

ONE_DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """一份放假通知：名称、文号、网址、网址里的文件编号。"""

    title: str
    number: str = ""
    link: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """通知里点到的一天。``off`` 为真是放假，为假是调休上班。``name`` 是节名。"""

    date: date
    off: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """一年的放假安排：点到的日子和所依据的通知。"""

    year: int
    days: tuple[Day, ...]
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True)
class Calendar:
    """一份不变的日历。

    ``plans`` 是各年的放假安排，``local`` 是本地节假日（当天休息）。一年的通知会点到上年末的日子
    （例如 2023 年的通知点到 2022-12-31），两年都点到时以后一年的为准。
    """

    plans: Mapping[int, Plan] = field(default_factory=dict)
    local: Mapping[date, str] = field(default_factory=dict)

    @classmethod
    def national(cls) -> Calendar:
        """随包的全国日历（2019 年起）。"""
        return _national()

    @cached_property
    def days(self) -> Mapping[date, Day]:
        """各年通知点到的全部日子。"""
        return {day.date: day for year in sorted(self.plans) for day in self.plans[year].days}

    @property
    def years(self) -> frozenset[int]:
        """已经载入通知的年份。"""
        return frozenset(self.plans)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """全部通知，按年份排列。"""
        return tuple(notice for year in sorted(self.plans) for notice in self.plans[year].notices)

    def with_year(self, year: int, days: Iterable[Day], notices: Iterable[Notice] = ()) -> Calendar:
        """加上一年的放假安排，已有的换掉。

        ``days`` 为空、同一天写了两次，或者不是这一年前后的日子，抛出 :class:`ValueError`。
        """
        listed = tuple(sorted(days, key=lambda day: day.date))
        if not listed or len({day.date for day in listed}) != len(listed):
            raise ValueError(f"{year}年的放假安排是空的，或者同一天写了两次。")
        if stray := [day.date for day in listed if not date(year - 1, 12, 1) <= day.date <= date(year + 1, 1, 31)]:
            raise ValueError(f"{stray[0]}不属于{year}年的放假安排。")
        return replace(self, plans={**self.plans, year: Plan(year, listed, tuple(notices))})

    def with_local(self, holidays: Mapping[date, str]) -> Calendar:
        """加上本地节假日（日期 → 节名）。依据：全国年节及纪念日放假办法第四条。"""
        return replace(self, local={**self.local, **holidays})

    def is_rest_day(self, day: date) -> bool:
        """休息日：放假日、本地节假日，或者没有调休上班的周六、周日。"""
        if day in self.local:
            return True
        known = self.days.get(day)
        return known.off if known else day.weekday() >= SATURDAY

    def is_working_day(self, day: date) -> bool:
        """工作日，包括调休上班的周六、周日。"""
        return not self.is_rest_day(day)

    def covers(self, day: date) -> bool:
        """这一年的放假通知已经载入。没有载入的年份只能按周末推算。"""
        return day.year in self.plans

    def next_working_day(self, day: date) -> date:
        """``day`` 当天或之后的第一个工作日。"""
        while self.is_rest_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """``day`` 当天或之前的最后一个工作日。"""
        while self.is_rest_day(day):
            day -= ONE_DAY
        return day

    def name_of(self, day: date) -> str:
        """这一天叫什么：节名、“周六”“周日”、“调休上班”；平常工作日为空。"""
        if day in self.local:
            return self.local[day]
        known = self.days.get(day)
        if known:
            return (known.name or "放假") if known.off else "调休上班"
        return ("周六", "周日")[day.weekday() - SATURDAY] if day.weekday() >= SATURDAY else ""

    @cached_property
    def version(self) -> str:
        """内容的短指纹；随每个算出的期限保存，内容一样指纹就一样。"""
        rows = [f"{d.isoformat()}{'休' if day.off else '班'}" for d, day in self.days.items()]
        rows += [f"{d.isoformat()}本地" for d in self.local] + [str(year) for year in self.years]
        return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:12]


@cache
def _national() -> Calendar:
    calendar = Calendar()
    folder = files("zhixing.law").joinpath("calendars")
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".json"):
            calendar = _load(calendar, json.loads(entry.read_text("utf-8")))
    return calendar


def _load(calendar: Calendar, row: dict[str, Any]) -> Calendar:
    days = [*_days(row["off"], off=True), *_days(row["work"], off=False)]
    return calendar.with_year(row["year"], days, [Notice(**notice) for notice in row["notices"]])


def _days(table: dict[str, list[str]], *, off: bool) -> list[Day]:
    return [Day(day, off, name) for name, spans in table.items() for span in spans for day in _expand(span)]


def _expand(span: str) -> list[date]:
    """``2025-01-28/2025-02-04`` → 其间每一天。"""
    first, _, last = span.partition("/")
    start, end = date.fromisoformat(first), date.fromisoformat(last or first)
    return [start + timedelta(days=i) for i in range((end - start).days + 1)]
