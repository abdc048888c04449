"""期限怎么说：到期日、剩几天、超几个工作日。那句话由 ``law.lights`` 说，清单、案件页、工作台、节点管控都从这里取。"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhixing.entrances.web.ui import Deadline, Step
from zhixing.entrances.web.ui.words import day
from zhixing.law.calendar import Calendar
from zhixing.law.lights import sentence


def told(node: Any, today: date, calendar: Calendar) -> tuple[str, str]:
    """（到期日，剩几天或超几天）。还没到的写日子，过了的照 ``law.lights`` 的话。"""
    text, _, note = sentence(node, today, calendar).partition("，")
    if node.state == "open" and node.due and node.due >= today and node.cls != "B" and not node.paused:
        return f"{day(node.due, today)}到期", text
    return text, "等候外部" if node.state == "open" and node.whose == "outside" and not node.paused else note


def deadline(node: Any, today: date, calendar: Calendar) -> Deadline:
    """到期日和怎么算出来的。``node`` 须带 ``light``。"""
    text, note = told(node, today, calendar)
    steps = tuple(Step(s["text"], s.get("article") or "") for s in node.steps)
    return Deadline(text=text, tone=node.light, note=note, steps=steps, provisional=node.provisional)
