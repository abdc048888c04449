"""把 ``law.nodes.plan`` 算出的节点写进表：只写变了的。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes import facts
from zhixing.casework.nodes.models import Node
from zhixing.foundation.history.commands import Recorded, once

CASE = "case:"


@dataclass(frozen=True, slots=True)
class Moved:
    """移动了的一个待办节点：原来的和现在的届满日。"""

    code: str
    name: str
    before: date | None
    after: date | None

    def __str__(self) -> str:
        return f"{self.name} {self.before or '无'}→{self.after or '无'}"


@once
def replan(recorded: Recorded) -> None:
    """案件链上有了事件：重算这一件的节点。同一事务；一批事件只算一次。"""
    stream = recorded.entry.stream
    if stream.startswith(CASE):
        refresh(Case.objects.get(pk=int(stream.removeprefix(CASE))))


def refresh(case: Case) -> list[Moved]:
    """重算一件案件的节点，写下变了的，返回移动了的待办节点。须在事务里，并已锁住案件或它的链。"""
    wanted = {row.key: row for row in facts.planned(case)}
    held = {row.key: row for row in Node.objects.filter(case=case)}
    changed = [row for key, row in wanted.items() if _differs(row, held.get(key))]
    Node.objects.bulk_create([row for row in changed if row.key not in held])
    _store([row for row in changed if row.key in held])
    gone = [held[key].pk for key in held.keys() - wanted.keys()]
    if gone:
        Node.objects.filter(pk__in=gone).delete()
    return [_moved(held[row.key], row) for row in changed if row.key in held and _moves(held[row.key], row)]


def _differs(row: Node, before: Node | None) -> bool:
    """与原来的一行不同。办结的节点事实没变的不动：日历、规则后来改了，不回头重算历史。"""
    if before is None:
        return True
    if before.state != Node.State.OPEN and facts.same_story(row, before):
        return False
    return any(getattr(row, name) != getattr(before, name) for name in facts.COLUMNS)


def _store(rows: list[Node]) -> None:
    if rows:
        Node.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["case", "key"], update_fields=list(facts.COLUMNS)
        )


def _moves(before: Node, after: Node) -> bool:
    return after.state == Node.State.OPEN and before.due != after.due


def _moved(before: Node, after: Node) -> Moved:
    return Moved(after.code, str(after)[:120], before.due, after.due)
