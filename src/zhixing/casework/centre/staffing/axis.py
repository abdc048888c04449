"""时间：岗位只在工作时间办，等候按日历过。演的时候钟走的是工作分钟，这里在两种之间换算。"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.law.calendar import Calendar
from zhixing.law.staffing import DAY_MINUTES


@dataclass(frozen=True, slots=True)
class Axis:
    """一段时间里的各个工作日；``start`` 是日历上的第一天，``ordinals`` 是各工作日的日序，``open_days`` 是这段时间里几个（后面多备一些）。"""

    start: date
    ordinals: tuple[int, ...]
    open_days: int

    @classmethod
    def of(cls, since: date, until: date, calendar: Calendar, spare: int = 30) -> Axis:
        """``since`` 到 ``until``（都算），后面多备 ``spare`` 天。"""
        days = [since + timedelta(days=n) for n in range((until - since).days + 1 + spare)]
        working = [day for day in days if calendar.is_working_day(day)]
        return cls(since, tuple(day.toordinal() for day in working), sum(day <= until for day in working))

    @property
    def end(self) -> int:
        """到最后一个工作日下班，几个工作分钟。"""
        return self.open_days * DAY_MINUTES

    def minute(self, day: float) -> float:
        """自 ``start`` 起第几天（可带小数）→ 工作分钟；休息日的，是其后第一个工作日上班的时候。"""
        whole, part = divmod(day, 1)
        wanted = self.start.toordinal() + int(whole)
        place = bisect_left(self.ordinals, wanted)
        today = place < len(self.ordinals) and self.ordinals[place] == wanted
        return (place + (part if today else 0.0)) * DAY_MINUTES

    def day(self, minute: float) -> float:
        """工作分钟 → 自 ``start`` 起第几天。"""
        place, part = divmod(minute / DAY_MINUTES, 1)
        at = min(int(place), len(self.ordinals) - 1)
        return self.ordinals[at] - self.start.toordinal() + part

    def date(self, minute: float) -> date:
        """工作分钟 → 哪一天。"""
        return self.start + timedelta(days=int(self.day(minute)))
