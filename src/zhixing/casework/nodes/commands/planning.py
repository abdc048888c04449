"""把 ``law.nodes.plan`` 算出的节点写进表：只写变了的。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import Case, locked
from zhixing.casework.nodes import facts
from zhixing.casework.nodes.models import Node
from zhixing.foundation.history.commands import Recorded, many, once
from zhixing.foundation.history.rows import Rows, put
from zhixing.law.timeline import Timeline

CASE = "case:"
CHUNK = 200
"""一次读写几件案件的节点。"""
ROWS = 1000
"""一次写几行。"""


@dataclass(frozen=True, slots=True)
class Moved:
    """移动了的一个待办节点：原来的和现在的届满日。"""

    code: str
    name: str
    before: date | None
    after: date | None

    def __str__(self) -> str:
        return f"{self.name} {self.before or '无'}→{self.after or '无'}"


def _replan_many(done: list[Recorded]) -> None:
    """许多件一起重算。"""
    ids = [found for recorded in done if (found := _case_id(recorded))]
    for start in range(0, len(ids), CHUNK):
        refresh_many(list(Case.objects.filter(pk__in=ids[start:start + CHUNK]).order_by("pk")))


@once
@many(_replan_many)
def replan(recorded: Recorded) -> None:
    """案件链上有了事件：重算这一件的节点。同一事务；一批事件只算一次。许多件一起记的，一起重算。"""
    if found := _case_id(recorded):
        refresh(locked(found))


def _case_id(recorded: Recorded) -> int | None:
    stream = recorded.entry.stream
    return int(stream.removeprefix(CASE)) if stream.startswith(CASE) else None


def refresh(case: Case) -> list[Moved]:
    """重算一件案件的节点，写下变了的，返回移动了的待办节点。须在事务里，并已锁住案件或它的链。"""
    return refresh_many([case])[case.pk]


def refresh_many(cases: Sequence[Case], timelines: Mapping[int, Timeline] | None = None) -> dict[int, list[Moved]]:
    """同上，许多件一起：每 ``CHUNK`` 件读写各一次。返回案件编号 → 移动了的待办节点。

    ``timelines`` 是已经取来的时间线（``cases.facts.timelines_of``）；没有给的现取。
    """
    moved: dict[int, list[Moved]] = {}
    for start in range(0, len(cases), CHUNK):
        moved |= _refresh(cases[start:start + CHUNK], timelines)
    return moved


_HELD: Final = Rows(Node, "case_id = any(%s::bigint[]) order by id")


def _refresh(cases: Sequence[Case], timelines: Mapping[int, Timeline] | None) -> dict[int, list[Moved]]:
    known = timelines_of(cases) if timelines is None else timelines
    wanted = {(row["case_id"], row["key"]): row for row in facts.planned_many(cases, known)}
    held = {(row.case_id, row.key): row for row in _HELD.all([case.pk for case in cases])}
    changed = [row for key, row in wanted.items() if _differs(row, held.get(key))]
    for start in range(0, len(changed), ROWS):
        put(Node, changed[start:start + ROWS], same=("case_id", "key"))
    gone = [held[key].pk for key in held.keys() - wanted.keys()]
    if gone:
        Node.objects.filter(pk__in=gone).delete()
    moved: dict[int, list[Moved]] = {case.pk: [] for case in cases}
    for row in changed:
        before = held.get((row["case_id"], row["key"]))
        if before and row["state"] == Node.State.OPEN and before.due != row["due"]:
            moved[before.case_id].append(Moved(row["code"], str(Node(**row))[:120], before.due, row["due"]))
    return moved


def _differs(row: facts.Values, before: Node | None) -> bool:
    """与原来的一行不同。办结的节点事实没变的不动：日历、规则后来改了，不回头重算历史。"""
    if before is None:
        return True
    if before.state != Node.State.OPEN and facts.same_story(row, before):
        return False
    return any(row[name] != getattr(before, name) for name in facts.COLUMNS)
