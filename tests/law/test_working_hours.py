"""工作时间：加几个工作小时，两刻之间几分钟；照日历，跨午休、夜里、周末、调休、长假。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import settings
from zhixing.law import working_hours as law
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Refused

CALENDAR = Calendar.national()
USUAL = law.hours(law.USUAL)


def at(day: str, clock: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), law.BEIJING)


@pytest.mark.parametrize(("start", "hours", "due"), [
    (("2026-11-03", "09:30"), 2, ("2026-11-03", "11:30")),
    (("2026-11-03", "11:00"), 2, ("2026-11-03", "15:30")),   # 跨午休
    (("2026-11-03", "16:30"), 2, ("2026-11-04", "09:30")),   # 跨夜
    (("2026-11-03", "12:40"), 1, ("2026-11-03", "15:30")),   # 午休里交办，下午上班起算
    (("2026-11-06", "17:00"), 1, ("2026-11-09", "09:00")),   # 周五下午到周一
    (("2026-11-07", "10:00"), 1, ("2026-11-09", "09:30")),   # 周六交办
    (("2026-09-30", "17:00"), 1, ("2026-10-08", "09:00")),   # 国庆
    (("2026-11-03", "08:30"), 13, ("2026-11-04", "17:30")),  # 整两个工作日，到下班为止，不拖到第二天
])
def test_after(start: tuple[str, str], hours: int, due: tuple[str, str]) -> None:
    found = law.due(at(*start), hours, USUAL, CALENDAR)
    assert found.value == at(*due)
    assert f"{found.value:%Y-%m-%d %H:%M}" in found.steps[0].text and "工作小时" in found.steps[0].text


def test_make_up_saturday_counts() -> None:
    """调休上班的周六算（2026-10-10）。"""
    assert law.after(at("2026-10-09", "17:00"), 60, USUAL, CALENDAR) == at("2026-10-10", "09:00")


def test_local_holiday_does_not_count() -> None:
    local = CALENDAR.with_local({date(2026, 11, 4): "那达慕"})
    assert law.after(at("2026-11-03", "17:00"), 60, USUAL, local) == at("2026-11-05", "09:00")


def test_any_zone_means_the_same_moment() -> None:
    start = at("2026-11-03", "16:30")
    assert law.after(start.astimezone(ZoneInfo("UTC")), 120, USUAL, CALENDAR) == law.after(start, 120, USUAL, CALENDAR)
    with pytest.raises(ValueError, match="时区"):
        law.after(start.replace(tzinfo=None), 1, USUAL, CALENDAR)
    with pytest.raises(ValueError, match="负"):
        law.after(start, -1, USUAL, CALENDAR)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda one: one.replace(second=0, microsecond=0, tzinfo=law.BEIJING))


@given(MOMENTS, st.integers(0, 6000))
def test_after_and_between_agree(start: datetime, minutes: int) -> None:
    """加上去的就是数得出来的；结果总在办公时间里。"""
    end = law.after(start, minutes, USUAL, CALENDAR)
    assert end >= start and law.between(start, end, USUAL, CALENDAR) == minutes
    assert CALENDAR.is_working_day(end.date()) and any(opens <= end.time() <= shuts for opens, shuts in USUAL.spans)


@given(MOMENTS, st.integers(0, 3000), st.integers(0, 3000))
def test_after_adds_up(start: datetime, one: int, other: int) -> None:
    """一次加完和分两次加一样：等回复往后推多少就是多少。"""
    whole = law.after(start, one + other, USUAL, CALENDAR)
    twice = law.after(law.after(start, one, USUAL, CALENDAR), other, USUAL, CALENDAR)
    assert law.between(min(whole, twice), max(whole, twice), USUAL, CALENDAR) == 0


def test_between_backwards_is_zero() -> None:
    assert law.between(at("2026-11-04", "09:00"), at("2026-11-03", "09:00"), USUAL, CALENDAR) == 0


@pytest.mark.parametrize("text", ["8:30-12:00、14:30-17:30", "8：30-12：00，14：30—17：30", "08:30至12:00 14:30至17:30"])
def test_writings_of_the_same_hours(text: str) -> None:
    assert law.parse(text).require() == USUAL and str(USUAL) == "08:30-12:00、14:30-17:30"


@pytest.mark.parametrize("text", ["", "上午", "12:00-8:30", "8:30-12:00、11:00-17:00", "25:00-26:00", "8:30-12:00再来", "8:30-12:00、x"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    found = law.parse(text)
    assert not found.ok and found.reasons[0].remedy
    with pytest.raises(Refused):
        law.hours(text)


def test_a_calendar_without_working_days_ends() -> None:
    forever = CALENDAR.with_local({date(2026, 1, 1) + timedelta(days=n): "休" for n in range(4200)})
    with pytest.raises(ValueError, match="没有工作日"):
        law.after(at("2026-11-03", "09:00"), 1, USUAL, forever)


def test_the_setting() -> None:
    """本院的设置收得下的，读得出来；存整理过的写法。"""
    assert settings.validate("centre.office_hours", "9：00—12：00 13：30—17：30").require() == "09:00-12:00、13:30-17:30"
    assert law.hours(settings.default("centre.office_hours")) == USUAL
    for wrong in ("上午", 8, "8:30-8:00"):
        assert not settings.validate("centre.office_hours", wrong).ok
