"""读链。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.models import Entry, Stream

WITHDRAWN = "cases.EntryWithdrawn"


@dataclass(frozen=True, slots=True)
class Line:
    """动态里的一行：这一环、事件、是否已被更正或撤回。"""

    entry: Entry
    event: Event
    superseded: bool


def entries(stream: str) -> QuerySet[Entry]:
    """一条链，按先后。"""
    return Entry.objects.filter(stream=stream).order_by("seq")


def seq(stream: str) -> int:
    """链的版本号；还没有则为 0。"""
    found = Stream.objects.filter(name=stream).values_list("seq", flat=True).first()
    return found or 0


def revive(entry: Entry) -> Event:
    """由一环还原事件。"""
    event = event_types()[entry.type].from_data(dict(entry.payload))
    return event


def lines(rows: Iterable[Entry]) -> list[Line]:
    """一条链的全部行，标出被更正、撤回的。"""
    rows = list(rows)
    corrected = {row.corrects for row in rows if row.corrects}
    return [Line(row, revive(row), row.seq in corrected) for row in rows]


def effective(rows: Iterable[Entry]) -> list[Line]:
    """仍然有效的行：去掉被更正、被撤回的，也去掉撤回行自己。"""
    return [line for line in lines(rows) if not line.superseded and line.entry.type != WITHDRAWN]
