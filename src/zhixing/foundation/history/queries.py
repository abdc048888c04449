"""读链。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.models import DailyRoot, Entry, ReadLog, Source, Stream
from zhixing.foundation.history.rows import Rows, asked

__all__ = [
    "WITHDRAWN", "DailyRoot", "Entry", "Line", "ReadLog", "Source", "Stream", "chains", "chains_with", "effective", "entries", "entries_of", "hold",
    "hold_many", "lines", "readings", "recent", "revive", "roots", "sealing_courts", "seq", "seqs",
]

_CHAINS = Rows(Entry, "stream = any(%s::text[]) order by stream, seq")
_OF_TYPES = Rows(Entry, "stream = any(%s::text[]) and type = any(%s::text[]) order by stream, seq")
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


def entries_of(streams: Iterable[str]) -> QuerySet[Entry]:
    """几条链，逐链按先后。"""
    return Entry.objects.filter(stream__in=list(streams)).order_by("stream", "seq")


def chains(streams: Iterable[str]) -> list[Entry]:
    """同 :func:`entries_of`，已经取来；每办一个行为都要读链，走写好的语句。"""
    return _CHAINS.all(list(streams))


def chains_with(streams: Iterable[str], types: Iterable[str]) -> list[Entry]:
    """同 :func:`chains`，只要这几种。"""
    return _OF_TYPES.all(list(streams), list(types))


def seq(stream: str) -> int:
    """链的版本号；还没有则为 0。"""
    return next((found for found, in asked("select seq from history_stream where name = %s", stream)), 0)


def hold(stream: str) -> int:
    """先锁住这条链再做别的，返回它的版本号；链还没有则为 0，不做什么。

    凡要同时锁链、案件、审批单的，都按这个次序，就不会互相等死。
    """
    return next((found for found, in asked("select seq from history_stream where name = %s for update", stream)), 0)


def seqs(streams: Iterable[str]) -> dict[str, int]:
    """许多条链的版本号，一次查完；还没有的不在里面。"""
    return dict(Stream.objects.filter(name__in=list(streams)).values_list("name", "seq"))


def hold_many(streams: Iterable[str]) -> None:
    """同 :func:`hold`，许多条链一起，按名称的次序锁。"""
    list(Stream.objects.select_for_update().filter(name__in=list(streams)).order_by("name").values_list("name"))


def revive(entry: Entry) -> Event:
    """由一环还原事件。"""
    return event_types()[entry.type].from_data(dict(entry.payload))


def lines(rows: Iterable[Entry]) -> list[Line]:
    """一条链的全部行，标出被更正、撤回的。"""
    rows = list(rows)
    corrected = {row.corrects for row in rows if row.corrects}
    return [Line(row, revive(row), row.seq in corrected) for row in rows]


def effective(rows: Iterable[Entry]) -> list[Line]:
    """仍然有效的行：去掉被更正、被撤回的，也去掉撤回行自己。"""
    return [line for line in lines(rows) if not line.superseded and line.entry.type != WITHDRAWN]


def recent(court_id: int) -> QuerySet[Entry]:
    """本院的全部事件，近的在前（审计用）。"""
    return Entry.objects.filter(court_id=court_id).order_by("-recorded_at", "-id")


def readings(court_id: int) -> QuerySet[ReadLog]:
    """本院敏感信息的查阅，近的在前（审计用）。"""
    return ReadLog.objects.filter(court_id=court_id).order_by("-at", "-id")


def roots(court_id: int) -> QuerySet[DailyRoot]:
    """本院的日根，近的在前；可打印存档，与日后核验的结果对照。"""
    return DailyRoot.objects.filter(court_id=court_id).order_by("-day")


def sealing_courts() -> list[int]:
    """有链可封的法院。"""
    return list(Stream.objects.order_by("court_id").values_list("court_id", flat=True).distinct())
