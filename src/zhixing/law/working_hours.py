"""工作时间：从某一刻起过几个工作小时是几时，两刻之间有几分钟工作时间。

工作日照本院的日历（调休上班算，放假不算），每天的钟点由本院设（设置 ``centre.office_hours``）。时刻都带时区，一律化作北京时间；
等外面回复的时间不计：收到回复时，时限往后推等了的这些工作时间。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from zhixing.law.articles import cite
from zhixing.law.calendar import ONE_DAY, Calendar
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.texts import line

BEIJING: Final = ZoneInfo("Asia/Shanghai")
ARTICLE: Final = cite("COURT 办公时间")
USUAL: Final = "8:30-12:00、14:30-17:30"
_SPAN: Final = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-—~至]+\s*(\d{1,2})[:：](\d{2})")
_LONGEST: Final = 3660
"""往后最多找多少天；日历上一直放假的，说明日历不对。"""
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Hours:
    """一天的办公时间：几段，先后不重叠。"""

    spans: tuple[Span, ...]

    @property
    def minutes(self) -> int:
        """一天几分钟。"""
        return sum(_minutes(end) - _minutes(start) for start, end in self.spans)

    def __str__(self) -> str:
        return "、".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in self.spans)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def parse(text: str) -> Finding[Hours]:
    """“8:30-12:00、14:30-17:30” → 办公时间；读不懂、倒着、重叠的，说明理由，``value`` 是通常的。

    >>> parse("8:30-12:00、14:30-17:30").value.minutes
    390
    """
    found = list(_SPAN.finditer(line(text)))
    spans = tuple(span for span in map(_span, found) if span is not None)
    left = re.sub(r"[、,，;；\s]", "", _SPAN.sub("", line(text)))
    if left or not spans or len(spans) != len(found):
        return _bad(f"“{line(text)[:40]}”看不懂。")
    if any(end <= start for start, end in spans) or any(after[0] < before[1] for before, after in pairwise(spans)):
        return _bad("起止时间要先后相接，不能倒着、重叠。")
    return Finding(Hours(spans), (ARTICLE,))


def _span(found: re.Match[str]) -> Span | None:
    start, first, end, last = map(int, found.groups())
    if max(start, end) > 23 or max(first, last) > 59:
        return None
    return time(start, first), time(end, last)


def _bad(text: str) -> Finding[Hours]:
    return Finding(_usual(), (ARTICLE,), reasons=(Reason("hours.text", text, ARTICLE, f"写成：{USUAL}"),))


def _usual() -> Hours:
    return Hours(((time(8, 30), time(12)), (time(14, 30), time(17, 30))))


@lru_cache(maxsize=64)
def hours(text: str) -> Hours:
    """同 :func:`parse`，读不懂的抛出 ``Refused``；同样的文字只读一次。"""
    return parse(text).require()


def _windows(day: date, office: Hours, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """这一天的各段；休息日没有。"""
    if calendar.is_working_day(day):
        for start, end in office.spans:
            yield datetime.combine(day, start, BEIJING), datetime.combine(day, end, BEIJING)


def after(start: datetime, minutes: int, office: Hours, calendar: Calendar) -> datetime:
    """``start`` 起过 ``minutes`` 分钟工作时间是几时；0 分钟是此刻或者最近的上班时刻。

    ``start`` 不带时区、``minutes`` 为负的抛出 :class:`ValueError`。
    """
    now, left = _local(start), timedelta(minutes=minutes)
    if minutes < 0:
        raise ValueError("分钟数不能为负")
    for days in range(_LONGEST):
        for opens, shuts in _windows(now.date() + timedelta(days=days), office, calendar):
            begin = max(opens, now)
            if begin < shuts and left <= shuts - begin:
                return begin + left
            left -= max(shuts - begin, timedelta())
    raise ValueError(f"{start:%Y-%m-%d}以后十年没有工作日，请核对日历")


def between(start: datetime, end: datetime, office: Hours, calendar: Calendar) -> int:
    """``start`` 到 ``end`` 有几分钟工作时间（不足一分钟的舍去）；``end`` 在前的为 0。"""
    first, last = _local(start), _local(end)
    total, day = timedelta(), first.date()
    while day <= last.date():
        for opens, shuts in _windows(day, office, calendar):
            total += max(min(shuts, last) - max(opens, first), timedelta())
        day += ONE_DAY
    return total // timedelta(minutes=1)


def due(start: datetime, count: int, office: Hours, calendar: Calendar) -> Finding[datetime]:
    """交办后 ``count`` 个工作小时是几时，写明怎样推算。"""
    found = after(start, count * 60, office, calendar)
    told = f"{_local(start):%Y-%m-%d %H:%M}交办，{count}个工作小时（每天{office}），到{found:%Y-%m-%d %H:%M}。"
    return Finding(found, (ARTICLE,), steps=(Step(told, ARTICLE),), inputs={"start": _local(start).isoformat(), "hours": count})


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("时刻要带时区")
    return moment.astimezone(BEIJING)
