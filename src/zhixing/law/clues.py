"""财产线索的期限：收到明确具体的线索，七日内调查核实；情况紧急的，三日（CD 2）。

已经认到案件的线索以节点为准（N-09、N-09b），这里按同样的设置给还没有认领的、公开网页答复的款算。收到的当天不算。
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from zhixing.law import node_table, settings
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.terms import compute

NORMAL: Final = "N-09"
URGENT: Final = "N-09b"


def check_due(received: date, urgent: bool, values: Mapping[str, Any], calendar: Calendar) -> Finding[date]:
    """最迟哪天核实。``values`` 是本院设过的值，没有设过的照节点表。

    >>> check_due(date(2026, 11, 3), False, {}, Calendar.national()).value, check_due(date(2026, 11, 3), True, {}, Calendar.national()).value
    (datetime.date(2026, 11, 10), datetime.date(2026, 11, 6))
    """
    code = URGENT if urgent else NORMAL
    rule = settings.overrides(values).apply(node_table.rule(code)) or node_table.rule(code)
    ending = compute(received, rule.period, rule.cls, calendar)
    assert isinstance(ending.value.due, date)  # 没有扣除，末日总是定的
    return Finding(ending.value.due, rule.articles, steps=ending.steps)
