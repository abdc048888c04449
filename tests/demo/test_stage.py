"""戏台：各走各的，按时间先后；过了此刻的不办。"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from zhixing.demo.invent import dice
from zhixing.demo.stage import Clock, Stage, Story
from zhixing.foundation.history import context
from zhixing.law.calendar import Calendar

NOW = datetime(2026, 11, 3, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_stories_are_told_in_order_of_time_and_stop_now() -> None:
    told: list[tuple[str, int]] = []
    nights: list[date] = []

    def story(name: str, *days: int) -> Story:
        for day in days:
            yield NOW - timedelta(days=day)
            assert context.current().simulated
            told.append((name, day))

    seen: list[tuple[int, int]] = []
    stage = Stage(NOW, nights.append, lambda done, total: seen.append((done, total)))
    stage.play([story("甲", 5, 3, -1), story("乙", 4, 1)])
    assert told == [("甲", 5), ("乙", 4), ("甲", 3), ("乙", 1)]
    assert nights == [NOW.date() - timedelta(days=day) for day in (5, 4, 3, 1)]
    assert seen == [(1, 2), (2, 2)]


def test_a_story_never_goes_back_in_time() -> None:
    moments: list[datetime] = []

    def story() -> Story:
        for day in (2, 4):
            yield NOW - timedelta(days=day)
            moments.append(context.current().now)

    Stage(NOW, lambda day: None, lambda done, total: None).play([story()])
    assert moments == sorted(moments) and len(moments) == 2


def test_work_is_done_on_working_days_in_office_hours() -> None:
    clock = Clock(Calendar.national(), dice("钟"))
    holiday = date(2026, 10, 1)
    for n in range(40):
        at = clock.on(holiday + timedelta(days=n))
        assert clock.calendar.is_working_day(at.date())
        assert (8, 30) <= (at.hour, at.minute) <= (17, 30)
    assert clock.back(date(2026, 11, 1), 0) == date(2026, 10, 30)
    assert clock.forward(date(2026, 9, 30), 1) == clock.calendar.next_working_day(date(2026, 10, 1))
