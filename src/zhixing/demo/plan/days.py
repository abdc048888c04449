"""排日子：立案、结案都在工作日，春节和七月少，季末最后一周多；同组的天数之和一天不差。"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Final

from zhixing.demo.plan.quota import NEW, OLD, Group, Span
from zhixing.law.calendar import Calendar
from zhixing.law.terms import add_months

SHARPNESS: Final = 5.0
"""天数分布的集中程度。"""

SWAY: Final = 0.14
"""结案日可以在算出的那天前后挪多少，好落到忙的日子里。"""

TRIES: Final = 400
QUARTER_END, JULY, FESTIVAL = 2.6, 0.4, 0.3
MONTHS: Final = 3


@dataclass(slots=True)
class Stay:
    """一件案件的立案日、结案日（未结的为空）。"""

    group: Group
    accepted: date
    closed: date | None

    @property
    def days(self) -> int:
        """立案到结案的天数。"""
        assert self.closed is not None
        return (self.closed - self.accepted).days


@dataclass(slots=True)
class Season:
    """哪些是工作日，各有多忙。"""

    calendar: Calendar
    since: date
    until: date
    days: list[date] = field(default_factory=list)
    _closing: list[float] = field(default_factory=list)
    _filing: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        every = (self.since + timedelta(days=n) for n in range((self.until - self.since).days + 1))
        self.days = [day for day in every if self.calendar.is_working_day(day)]
        self._closing = [0.0, *accumulate(busy(day, self.calendar) for day in self.days)]
        self._filing = [0.0, *accumulate(min(1.0, busy(day, self.calendar)) for day in self.days)]

    def working(self, day: date) -> bool:
        """``day`` 在这两年里并且上班。"""
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def closing(self, luck: Random, since: date, until: date) -> date | None:
        """在两日之间（都含）按忙闲挑一个结案的日子。"""
        return self._pick(luck, since, until, self._closing)

    def filing(self, luck: Random, since: date, until: date) -> date | None:
        """在两日之间（都含）挑一个立案的日子。"""
        return self._pick(luck, since, until, self._filing)

    def _pick(self, luck: Random, since: date, until: date, sums: Sequence[float]) -> date | None:
        low, high = bisect_left(self.days, since), bisect_left(self.days, until + timedelta(days=1))
        if low >= high:
            return None
        mark = sums[low] + luck.random() * (sums[high] - sums[low])
        return self.days[min(max(bisect_left(sums, mark) - 1, low), high - 1)]

    def move(self, day: date, steps: int) -> date | None:
        """往后（负数往前）第几个工作日。"""
        at = bisect_left(self.days, day) + steps
        return self.days[at] if 0 <= at < len(self.days) else None


def busy(day: date, calendar: Calendar) -> float:
    """这天结案有多忙，平常是 1。"""
    if day.month in (3, 6, 9, 12) and (day + timedelta(days=7)).month != day.month:
        return QUARTER_END
    if day.month == 7:
        return JULY
    near = (day + timedelta(days=n) for n in range(-9, 10))
    return FESTIVAL if any(calendar.name_of(one) == "春节" for one in near) else 1.0


def duration(group: Group, luck: Random) -> int:
    """抽一个天数：最短到最长之间，均值附近多。"""
    if group.low == group.high:
        return group.low
    share = (group.mean - group.low) / (group.high - group.low)
    return group.low + round(luck.betavariate(share * SHARPNESS, (1 - share) * SHARPNESS) * (group.high - group.low))


def lawful(stay: Stay, span: Span) -> bool:
    """天数在限内，结案在该在的那一年；终本须超过三个月；转给简案团队的在成立以后才结。"""
    group = stay.group
    if stay.closed is None:
        return True
    since, until = span.year(group.until)
    least = add_months(stay.accepted, MONTHS) if group.mode == "terminated_round" else stay.accepted
    later = span.formed + timedelta(days=20) if group.moved else since
    return group.low <= stay.days <= group.high and max(since, later) <= stay.closed <= until and stay.closed > least


def place(group: Group, span: Span, season: Season, luck: Random) -> Stay:
    """给一件案件排日子。"""
    for _ in range(TRIES):
        found = _attempt(group, span, season, luck)
        if found is not None and lawful(found, span):
            return found
    raise ValueError(f"排不出日子：{group}")


def _attempt(group: Group, span: Span, season: Season, luck: Random) -> Stay | None:
    days = timedelta(days=duration(group, luck))
    if not group.until:
        accepted = season.filing(luck, span.today - days - timedelta(days=3), span.today - days)
        return Stay(group, accepted, None) if accepted and _within(accepted, group, span) else None
    window = _window(group, span, days)
    accepted = season.filing(luck, *window)
    if accepted is None:
        return None
    sway = timedelta(days=round(days.days * SWAY))
    closed = season.closing(luck, accepted + days - sway, accepted + days + sway)
    return Stay(group, accepted, closed) if closed else None


def _within(accepted: date, group: Group, span: Span) -> bool:
    since, until = _filing_year(group, span)
    return since <= accepted <= until


def _filing_year(group: Group, span: Span) -> tuple[date, date]:
    since, until = span.year(group.since)
    return (max(since, span.formed), until) if group.team == "simple" and group.since == NEW else (since, until)


def _window(group: Group, span: Span, days: timedelta) -> tuple[date, date]:
    """立案日可在哪段：结案要落在该在的那一年。"""
    since, until = _filing_year(group, span)
    first, last = span.year(group.until)
    if group.moved:
        since = span.middle - timedelta(days=40)
    elif group.since == OLD and group.until == NEW:
        since = max(since, span.middle - timedelta(days=170))
    return max(since, first - days), min(until, last - days)


def settle(stays: list[Stay], total: int, span: Span, season: Season, luck: Random) -> None:
    """把这些案件的结案日挪一挪，天数之和正好是 ``total``。挪不成抛出 ``ValueError``。"""
    stuck = 0
    left = total - sum(stay.days for stay in stays)
    while left and stuck < len(stays) * 40:
        stay = luck.choice(stays)
        moved = _nudged(stay, left, span, season)
        if moved is None:
            stuck += 1
            continue
        stuck = 0
        left -= (moved - stay.closed).days  # type: ignore[operator]
        stay.closed = moved
    if left:
        raise ValueError(f"天数凑不成{total}，还差{left}")


def _nudged(stay: Stay, left: int, span: Span, season: Season) -> date | None:
    assert stay.closed is not None
    moved = season.move(stay.closed, 1 if left > 0 else -1)
    if moved is None or abs(left - (moved - stay.closed).days) >= abs(left):
        return None
    return moved if lawful(Stay(stay.group, stay.accepted, moved), span) else None


def arrange(groups: Sequence[Group], totals: dict[str, int], span: Span, season: Season, luck: Random) -> list[Stay]:
    """各组排好，总数凑齐。"""
    stays = [place(group, span, season, luck) for group in groups for _ in range(group.count)]
    for name, total in totals.items():
        settle([stay for stay in stays if stay.group.total == name], total, span, season, luck)
    return stays
