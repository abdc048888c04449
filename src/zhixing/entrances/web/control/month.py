"""一个月的日历：每天几项届满，点开就是那天的清单。"""

from __future__ import annotations

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from django.http import HttpRequest

from zhixing.entrances.web.ui import Piece
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import WEEKDAYS, day
from zhixing.law.calendar import Calendar

FIRST, LAST = 2000, 2099
WEEK: Final = tuple(WEEKDAYS)


@dataclass(frozen=True, slots=True)
class Cell:
    """日历的一天。``number`` 是届满几项；``rest`` 是休息日；``spoken`` 给读屏。"""

    on: date
    number: int
    url: str
    rest: bool
    today: bool
    current: bool
    tone: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month(Piece):
    """一个月。别的月份的格子空着；``before``、``after`` 是前后两个月。"""

    template: ClassVar[str] = "control/month.html"
    title: str
    weeks: tuple[tuple[Cell | None, ...], ...]
    before: str
    after: str
    names: tuple[str, ...] = WEEK


def first_of(text: str, today: date) -> date:
    """网址里的月份（2026-11）的第一天；写错的、没写的是今天这个月。"""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return found if FIRST <= found.year <= LAST else today.replace(day=1)


def last_of(first: date) -> date:
    """这个月的最后一天。"""
    return first.replace(day=months.monthrange(first.year, first.month)[1])


def month(request: HttpRequest, first: date, numbers: Mapping[date, int], today: date, chosen: date | None, calendar: Calendar) -> Month:
    """``numbers`` 是这个月各天届满的项数。"""
    weeks = months.Calendar().monthdatescalendar(first.year, first.month)
    before, after = first - timedelta(days=1), last_of(first) + timedelta(days=1)
    cells = tuple(
        tuple(_cell(request, on, numbers.get(on, 0), today, chosen, calendar) if on.month == first.month else None for on in week) for week in weeks
    )
    return Month(
        title=f"{first.year}年{first.month}月", weeks=cells, before=link(request.GET, month=f"{before:%Y-%m}", day=None, page=None),
        after=link(request.GET, month=f"{after:%Y-%m}", day=None, page=None),
    )


def _cell(request: HttpRequest, on: date, number: int, today: date, chosen: date | None, calendar: Calendar) -> Cell:
    url = link(request.GET, month=f"{on:%Y-%m}", day=on.isoformat(), page=None) if number else ""
    return Cell(on, number, url, calendar.is_rest_day(on), on == today, on == chosen, _tone(on, today), f"{day(on, today)}，{number} 项届满")


def _tone(on: date, today: date) -> str:
    left = (on - today).days
    return "red" if left <= 3 else "yellow" if left <= 15 else "plain"
