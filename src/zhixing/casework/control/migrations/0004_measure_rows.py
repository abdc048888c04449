"""数据：已有的案件，照事件链写出措施台账。

直接读写当时的两张表，不经模型：以后台账加了栏目，这一步照样做得了。
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import migrations
from django.db.migrations.operations.base import Operation

from zhixing.casework.cases.facts import standing
from zhixing.law.measure_book import TYPES, fold

CHUNK = 2000
KINDS = (*sorted(TYPES), "cases.EntryWithdrawn", "cases.TakeoverReversed")
STREAMS = """
    select distinct e.stream, c.id, c.court_id from history_entry e join cases_case c on e.stream = 'case:' || c.id
    where e.type = 'control.MeasureTaken' order by c.id
"""
ENTRIES = """
    select stream, seq, type, subject, happened_on, happened_at, source, payload, corrects from history_entry
    where stream = any(%s) and type = any(%s) order by stream, seq
"""
COLUMNS = (
    "seq", "subject", "measure", "property", "rank", "state", "since", "until", "until_ordered", "until_told", "until_law", "cap_fen",
    "actual_fen", "ended_on", "release_ground", "renewals",
)


class Entry(NamedTuple):
    """链上的一环，只取台账要看的几栏。"""

    stream: str
    seq: int
    type: str
    subject: str
    happened_on: date
    happened_at: datetime | None
    source: str
    payload: dict[str, Any]
    corrects: int | None


def fill(cursor: Any) -> None:
    """写出全部案件的措施台账；已有的不动。"""
    cursor.execute(STREAMS)
    cases = {stream: (case, court) for stream, case, court in cursor.fetchall()}
    streams = list(cases)
    for start in range(0, len(streams), CHUNK):
        cursor.execute(ENTRIES, [streams[start:start + CHUNK], list(KINDS)])
        _insert(cursor, _rows(map(_entry, cursor.fetchall()), cases))


def _entry(row: tuple[Any, ...]) -> Entry:
    found = Entry(*row)
    return found if isinstance(found.payload, dict) else found._replace(payload=json.loads(found.payload))


def _rows(entries: Iterable[Entry], cases: dict[str, tuple[int, int]]) -> Iterator[list[Any]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for one in entries:
        grouped[one.stream].append(one)
    for stream, rows in grouped.items():
        facts = sorted(standing(rows), key=lambda fact: (fact.on, fact.identity))  # type: ignore[arg-type]
        if any(fact.type == "cases.TakeoverReversed" for fact in facts):
            continue
        for found in fold(facts):
            yield [*cases[stream], *(getattr(found, name) for name in COLUMNS)]


def _insert(cursor: Any, rows: Iterable[list[Any]]) -> None:
    names = ", ".join(("case_id", "court_id", *COLUMNS))
    marks = ", ".join(["%s"] * (len(COLUMNS) + 2))
    cursor.executemany(f"insert into control_measure ({names}) values ({marks}) on conflict do nothing", list(rows))  # noqa: S608 栏名是写死的


class Fill(Operation):
    """写台账；退回时表随后就删，不必做什么。不用当时的模型，所以也不必重画它们。"""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """表的样子不变。"""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """照事件链写。"""
        with schema_editor.connection.cursor() as cursor:
            fill(cursor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """什么也不做。"""

    def describe(self) -> str:
        """说明。"""
        return "照事件链写出措施台账"


class Migration(migrations.Migration):

    dependencies = [
        ("control", "0003_numbers"),
        ("cases", "0005_title_paper_name"),
        ("history", "0003_corrections"),
    ]

    operations = [Fill()]
