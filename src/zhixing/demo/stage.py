"""戏台：许多件案件各走各的，按时间先后一步步办；每过一天封一次日根。

一件案件的经过是一个生成器：``yield`` 下一步要办的时刻，轮到时接着往下办；过了此刻的不办，案件就停在那里。
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from zhixing.foundation.history import context
from zhixing.law.calendar import Calendar

Story = Generator[datetime, None, None]
BEIJING: Final = ZoneInfo("Asia/Shanghai")
OPENS, CLOSES = 8 * 60 + 30, 17 * 60 + 30
ONE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """上班的钟：只在工作日的 8:30 至 17:30 办事。"""

    calendar: Calendar
    luck: Random

    def on(self, day: date) -> datetime:
        """``day`` 当天或之后第一个工作日的某个上班时刻。"""
        return self.at(self.calendar.next_working_day(day))

    def at(self, day: date) -> datetime:
        """``day`` 这天的某个上班时刻。"""
        minute = self.luck.randint(OPENS, CLOSES)
        return datetime.combine(day, time(minute // 60, minute % 60, self.luck.randint(0, 59)), BEIJING)

    def between(self, day: date, since: int, until: int) -> datetime:
        """``day`` 这天 ``since`` 点到 ``until`` 点之间的某个时刻（不早于 8:30）。"""
        minute = self.luck.randint(max(OPENS, since * 60), min(CLOSES, until * 60) - 1)
        return datetime.combine(day, time(minute // 60, minute % 60, self.luck.randint(0, 59)), BEIJING)

    def morning(self, day: date) -> datetime:
        """``day`` 上午。"""
        return self.between(day, 8, 12)

    def afternoon(self, day: date) -> datetime:
        """``day`` 下午。"""
        return self.between(day, 14, 17)

    def back(self, today: date, days: int) -> date:
        """``today`` 之前第 ``days`` 个工作日；0 是今天或最近的工作日。"""
        day = self.calendar.previous_working_day(today)
        for _ in range(days):
            day = self.calendar.previous_working_day(day - ONE)
        return day

    def forward(self, day: date, days: int) -> date:
        """``day`` 之后第 ``days`` 个工作日；0 是当天或其后第一个。"""
        day = self.calendar.next_working_day(day)
        for _ in range(days):
            day = self.calendar.next_working_day(day + ONE)
        return day


@dataclass(slots=True)
class Stage:
    """此刻为止，把各件案件办到它该到的地方。``night`` 在每一天办完之后叫一次。"""

    now: datetime
    night: Callable[[date], None]
    progress: Callable[[int, int], None]
    daily: Callable[[], AbstractContextManager[object]] = nullcontext
    """每一天办的事在什么里面办；整院的一天一个事务。"""
    done: int = 0
    total: int = 0
    queue: list[tuple[datetime, int, Story]] = field(default_factory=list)
    failed: list[Exception] = field(default_factory=list)
    """没有办下去的：停在出错的那一步，别的照办；全部演完再说。"""

    def play(self, stories: Iterable[Story]) -> None:
        """从头演到此刻。"""
        waiting = list(stories)
        self.total = len(waiting)
        for order, story in enumerate(waiting):
            self._next(order, story)
        day: date | None = None
        while self.queue:
            today = self.queue[0][0].date()
            if day and today > day:
                self.night(day)
            day = today
            with self.daily():
                self._whole(day)
        if day and day < self.now.date():
            self.night(day)

    def _whole(self, day: date) -> None:
        """办完这一天。"""
        while self.queue and self.queue[0][0].date() == day:
            moment, order, story = heapq.heappop(self.queue)
            with context.at(moment):
                self._next(order, story, moment)

    def _next(self, order: int, story: Story, after: datetime | None = None) -> None:
        """办完这一步，排进下一步；办完了的、要到以后才办的就停在这里。"""
        moment = self._step(order, story)
        if moment is not None and after is not None and moment <= after:
            moment = after + timedelta(minutes=7)
        if moment is None or moment > self.now:
            story.close()
            self.done += 1
            self.progress(self.done, self.total)
            return
        heapq.heappush(self.queue, (moment, order, story))

    def _step(self, order: int, story: Story) -> datetime | None:
        """办一步；出错的这一步不算，记下来，这件停在这里。"""
        try:
            with self.daily():
                return next(story, None)
        except Exception as error:
            error.add_note(f"第{order}个故事，{context.current().now:%Y-%m-%d %H:%M}")
            self.failed.append(error)
            return None

    def check(self) -> None:
        """有没有办下去的就抛出 ``ExceptionGroup``。"""
        if self.failed:
            raise ExceptionGroup(f"{len(self.failed)}个故事没有办下去", self.failed)
