"""地基测试用的试验事件，和它们的后续表要有的事件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhixing.foundation.approvals import events as approvals
from zhixing.foundation.history import commands
from zhixing.foundation.history.context import Job
from zhixing.foundation.history.events import Event
from zhixing.foundation.outbox import events as outbox
from zhixing.foundation.people import events as people

DAY = date(2026, 11, 3)
TESTER = Job("测试")


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened(Event):
    """试验事件。"""

    label: ClassVar[str] = "发生"
    text: str = ""
    amount: int = 0


KINDS = [
    Happened, people.SettingChanged, people.PersonChanged, people.CourtChanged, outbox.Resent, approvals.Submitted,
    approvals.StepAgreed, approvals.Approved, approvals.Returned, approvals.Recalled,
]


def happen(stream: str, count: int = 1, court_id: int = 1, text: str = "某事") -> None:
    """在一条链上记几笔。"""
    items = [commands.Item(event=Happened(text=text, amount=i), happened=DAY) for i in range(count)]
    commands.record_all(items, stream=stream, court_id=court_id, actor=TESTER)
