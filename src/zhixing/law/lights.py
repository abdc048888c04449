"""灯色：绿（正常）、黄（临期）、红（超期）、灰（等候外部或停算）。

当天届满不算超期；等候外部的永远不红；当事人的期限过了只黄，由法院核对；门槛（B 类）到了是可以办，不红；
效力期间（C 类）到最后一个工作日就红，因为过了这天续行手续办不成（规则手册 T-15、S-17）。
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final, Protocol

from zhixing.law.calendar import ONE_DAY, Calendar


class Light(StrEnum):
    """灯色。"""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"

    @property
    def label(self) -> str:
        """中文名。"""
        return _LABELS[self]


_LABELS: Final = {Light.GREEN: "正常", Light.YELLOW: "临期", Light.RED: "超期", Light.GREY: "等候"}


class Standing(Protocol):
    """一项办没办、几时到期、是谁的。"""

    @property
    def due(self) -> date | None: ...
    @property
    def whose(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def cls(self) -> str: ...
    @property
    def paused(self) -> bool: ...


class Due(Standing, Protocol):
    """有期限的一项：``PlannedNode`` 或节点表的一行。"""

    @property
    def warn_on(self) -> date | None: ...
    @property
    def last_working_day(self) -> date | None: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def late(self) -> bool: ...


def light(
    due: date | None, warn_on: date | None, today: date, whose: str = "court", state: str = "open",
    *, paused: bool = False, cls: str = "A", last_working_day: date | None = None,
) -> Light:
    """一个节点今天的灯色；规则见模块说明。"""
    if state != "open" or paused or due is None or whose == "outside":
        return Light.GREY
    if whose == "court" and cls != "B" and _past(due, today, cls, last_working_day):
        return Light.RED
    if warn_on is not None and today >= warn_on:
        return Light.YELLOW
    return Light.GREEN


def _past(due: date, today: date, cls: str, last_working_day: date | None) -> bool:
    return today > due or (cls == "C" and last_working_day is not None and today >= last_working_day)


def light_of(node: Due, today: date) -> Light:
    """同 :func:`light`，从节点上取各栏。"""
    return light(
        node.due, node.warn_on, today, node.whose, node.state,
        paused=node.paused, cls=node.cls, last_working_day=node.last_working_day,
    )


def overdue_days(due: date | None, today: date, calendar: Calendar | None = None) -> int:
    """超了几天：给了日历数工作日，没有给数日历天；没有超为 0。"""
    if due is None or today <= due:
        return 0
    days = (today - due).days
    if calendar is None:
        return days
    return sum(calendar.is_working_day(due + timedelta(days=k)) for k in range(1, days + 1))


def sentence(node: Due, today: date, calendar: Calendar | None = None) -> str:
    """期限的一句话：“剩 3 天”“今天到期”“10月31日到期，超 1 个工作日”“停算中”。"""
    if node.state != "open":
        return _ended(node)
    if node.paused:
        return "停算中"
    if node.due is None:
        return "没有固定期限"
    if today > node.due:
        return _passed(node, node.due, today, calendar)
    if node.cls == "B":
        return f"{_day(node.due, today)}起可以办"
    left = (node.due - today).days
    return "今天到期" if left == 0 else "明天到期" if node.due == today + ONE_DAY else f"剩 {left} 天"


def _passed(node: Due, due: date, today: date, calendar: Calendar | None) -> str:
    day = _day(due, today)
    if node.cls == "B":
        return f"{day}起已经可以办"
    if node.cls == "C":
        return f"已于{day}届满"
    if node.whose != "court":
        return f"{day}已过期限"
    days = overdue_days(due, today, calendar)
    unit = "个工作日" if calendar is not None else "天"
    return f"{day}到期，超 {days} {unit}" if days else f"{day}到期，已过期限"


def _ended(node: Due) -> str:
    if node.state == "done" and node.done_on:
        day = f"{node.done_on.year}年{node.done_on.month}月{node.done_on.day}日"
        return f"{day}办结" + ("，已超期" if node.late else "")
    return {"done": "已办", "waived": "不再要求", "void": "不涉及", "lapsed": "已失效", "before": "上线前不计"}[node.state]


def _day(day: date, today: date) -> str:
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"
