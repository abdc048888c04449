"""核验送达：每一次照存下的事实再推算一遍，每一个受送达人的状态再算一遍，与存下的对照；送达之日也与动态里记的对照。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.events import Served
from zhixing.casework.documents.models import Attempt, Recipient
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry

CHUNK: Final = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """一处不符。``code``：day 送达之日重算不同，told 与动态里记的不同，state 受送达人的状态重算不同。"""

    case: str
    code: str
    text: str

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"case": self.case, "code": self.code, "text": self.text}


@dataclass(slots=True)
class Report:
    """核验了 ``attempts`` 次送达、``recipients`` 个受送达人；``differences`` 是各处不符。"""

    attempts: int = 0
    recipients: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """全部对得上。"""
        return not self.differences

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        listed = [one.as_data() for one in self.differences]
        return {"ok": self.ok, "attempts": self.attempts, "recipients": self.recipients, "differences": listed}


def verify(progress: Progress | None = None) -> Report:
    """全部送达。``progress(已核, 总数)`` 随时报告进度。"""
    report = Report()
    rows = Recipient.objects.select_related("document", "case").order_by("pk")
    total = rows.count()
    for row in rows.iterator(chunk_size=CHUNK):
        tried = list(facts.attempts(row.case_id).filter(recipient=row))
        report.recipients, report.attempts = report.recipients + 1, report.attempts + len(tried)
        report.differences += [Difference(str(row.case), code, text) for code, text in _wrong(row, tried)]
        if progress and report.recipients % CHUNK == 0:
            progress(report.recipients, total)
    if progress:
        progress(total, total)
    return report


def _wrong(row: Recipient, tried: list[Attempt]) -> Iterator[tuple[str, str]]:
    name = f"{row.case}{row.document.title}（{row.name}）"
    for one in tried:
        yield from _attempt(one, f"{name}第{one.number}次送达")
    state, day, count = facts.settled(row, context.current().today)
    if (state, day, count) != (row.state, row.deemed_on, row.tried):
        told = f"存的是{row.state}、{row.deemed_on}、{row.tried}次，重算是{state}、{day}、{count}次"
        yield "state", f"{name}的状态不符：{told}"


def _attempt(one: Attempt, name: str) -> Iterator[tuple[str, str]]:
    if one.deemed is None:
        return
    stored, found = one.deemed["value"], facts.judged(one).value
    now = found.as_data() if found else None
    if now != stored:
        yield "day", f"{name}重算不同：存的是{stored and stored['day']}，现在是{now and now['day']}"
    seq = one.completed if one.method == "announcement" else one.told
    entry = Entry.objects.filter(stream=f"case:{one.case_id}", seq=seq or 0, type=Served.name).first()
    if stored and seq and (entry is None or entry.payload.get("deemed_on") != stored["day"] or entry.payload.get("attempt") != one.pk):
        yield "told", f"{name}送达之日{stored['day']}，与动态里记的不符"
