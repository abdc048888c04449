"""登记簿上的期限：不是节点的一个日子，怎么说、什么灯。超了几天数工作日，和节点的说法一样。"""

from __future__ import annotations

from datetime import date

from zhixing.entrances.web.ui import Deadline
from zhixing.law.calendar import Calendar
from zhixing.law.lights import overdue_days

WARN = 7


def due_by(text: str, due: date, today: date, calendar: Calendar, *, warn: int = WARN, more: str = "") -> Deadline:
    """``text`` 如“11月24日前解除”；``warn`` 天之内是黄，过了是红；``more`` 接在剩几天后面。"""
    days = (due - today).days
    tone = "red" if days < 0 else "yellow" if days <= warn else "plain"
    return Deadline(text=text, note="；".join(part for part in (left(due, today, calendar), more) if part), tone=tone)


def left(due: date, today: date, calendar: Calendar) -> str:
    """剩 3 天、今天到期、超 2 个工作日。"""
    days = (due - today).days
    if days >= 0:
        return f"剩 {days} 天" if days else "今天到期"
    late = overdue_days(due, today, calendar)
    return f"超 {late} 个工作日" if late else "超期，都是休息日"
