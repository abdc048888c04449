"""案款的钟：发付款通知、付款、外限、待认领、现金交存，在账几天变什么色（规则手册 M:K-05 至 K-07、K-13，T:F-03、F-05、F-07）。

案件上的期限以节点为准（N-28、N-28b、N-29），这里按同样的设置给还没有案件的、成批列表的款算。起算的当天不算。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from zhixing.law import node_table, settings
from zhixing.law.articles import cite
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.lights import Light
from zhixing.law.terms import Class, Period, compute

NOTICE, PAY, OUTER = "N-28", "N-28b", "N-29"
LEVELS: Final = ("正常", "提醒", "临近", "紧急", "超期")
"""在账几天的各档。"""
_CASH: Final = Period(1, "d")


class Span(NamedTuple):
    """一个期限的长度和类别。"""

    period: Period
    cls: Class


@dataclass(frozen=True, slots=True)
class Limits:
    """一家法院的各个期限。``bands`` 是在账满几日变色，由少到多；``callback`` 是改了账号以后几日内须回访。"""

    notice: Span
    pay: Span
    outer: Span
    unknown: int
    bands: tuple[int, ...]
    callback: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Limits:
        """由本院设过的值；没有设过的用默认。

        >>> str(Limits.of({}).notice.period), str(Limits.of({"node.N-28.days": 5}).notice.period), Limits.of({}).bands
        ('10个工作日', '5个工作日', (5, 10, 15, 30))
        """
        ours = settings.overrides(values)
        notice, pay, outer = (_span(code, ours) for code in (NOTICE, PAY, OUTER))
        unknown, bands, callback = (
            values.get(key, settings.default(key)) for key in ("funds.unknown_days", "funds.colour_days", "funds.callback_days")
        )
        return cls(notice, pay, outer, int(unknown), tuple(sorted(bands)), int(callback))


def _span(code: str, ours: node_table.Overrides) -> Span:
    """节点表里的期限；停用了的节点照表上的长度。"""
    rule = ours.apply(node_table.rule(code)) or node_table.rule(code)
    return Span(rule.period, rule.cls)


class Dues(NamedTuple):
    """一笔到账的两个期限：最迟哪天发付款通知，最迟哪天付出去。"""

    notice: date
    outer: date


def dues(arrived: date, limits: Limits, calendar: Calendar) -> Finding[Dues]:
    """到账 ``arrived`` 起：发付款通知的期限、付出去的外限。

    >>> dues(date(2026, 3, 25), Limits.of({}), Calendar.national()).value
    Dues(notice=datetime.date(2026, 4, 9), outer=datetime.date(2026, 4, 24))
    """
    notice, outer = (_due(arrived, span, calendar) for span in (limits.notice, limits.outer))
    articles = (*node_table.rule(NOTICE).articles, *node_table.rule(OUTER).articles)
    return Finding(Dues(notice.value, outer.value), articles, steps=(*notice.steps, *outer.steps))


def pay_due(noticed: date, limits: Limits, calendar: Calendar) -> Finding[date]:
    """发出付款通知 ``noticed`` 起，最迟哪天付款。"""
    found = _due(noticed, limits.pay, calendar)
    return Finding(found.value, node_table.rule(PAY).articles, steps=found.steps)


def unknown_due(arrived: date, limits: Limits, calendar: Calendar) -> Finding[date]:
    """待认领的款最迟哪天认领；没有全国的规定，由本院定。

    >>> unknown_due(date(2026, 9, 30), Limits.of({}), Calendar.national()).value
    datetime.date(2026, 10, 10)
    """
    basis = settings.find("funds.unknown_days").basis
    found = _due(arrived, Span(Period(limits.unknown, "wd"), "F"), calendar)
    return Finding(found.value, (basis,), steps=found.steps)


def cash_due(received: date, calendar: Calendar, back_on: date | None = None) -> Finding[date]:
    """收了现金最迟哪天交存：当日；在外办案的，回院 ``back_on`` 的次日，写明缘由（M:K-06）。

    >>> cash_due(date(2026, 11, 20), Calendar.national()).value, cash_due(date(2026, 11, 19), Calendar.national(), date(2026, 11, 20)).value
    (datetime.date(2026, 11, 20), datetime.date(2026, 11, 23))
    """
    if back_on is None:
        return Finding(received, (cite("AK 9"),))
    found = _due(max(back_on, received), Span(_CASH, "A"), calendar)
    return Finding(found.value, (cite("AK 9"),), steps=found.steps)


def _due(start: date, span: Span, calendar: Calendar) -> Finding[date]:
    ending = compute(start, span.period, span.cls, calendar)
    assert isinstance(ending.value.due, date)  # 没有扣除，末日总是定的
    return Finding(ending.value.due, ending.articles, steps=ending.steps)


class Age(NamedTuple):
    """在账几天：``days`` 天数，``level`` 第几档（0 是正常）。"""

    days: int
    level: int

    @property
    def label(self) -> str:
        """这一档的叫法。"""
        return LEVELS[self.level]

    @property
    def light(self) -> Light:
        """灯色：没有到第一档绿，最后一档红，中间黄。"""
        last = len(LEVELS) - 1
        return Light.GREEN if not self.level else Light.RED if self.level == last else Light.YELLOW


def age(arrived: date, on: date, bands: Sequence[int]) -> Age:
    """在账几天、到了第几档：满各档的天数升一档，超过最后一档是“超期”（平谷法院 5、10、15、30 日，SYS:B11）。

    >>> [age(date(2026, 11, 1), date(2026, 11, day), (5, 10, 15)).label for day in (5, 6, 11, 16, 17)]
    ['正常', '提醒', '临近', '临近', '超期']
    """
    days = (on - arrived).days
    if bands and days > bands[-1]:
        return Age(days, len(LEVELS) - 1)
    return Age(days, min(sum(days >= band for band in bands[:-1]), len(LEVELS) - 2))
