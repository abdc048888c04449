"""失信、限制消费登记簿随事件记：谁、从哪天起、该不该解除、何时解除或者转出。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from zhixing.casework.cases.commands.booking import Book, Facts, drop, write
from zhixing.casework.cases.queries import Case, Party, called
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.events import (
    ConsumptionLifted,
    ConsumptionRestricted,
    Delisted,
    LiftOrdered,
    Listed,
    RestrictionMoved,
)
from zhixing.casework.sanctions.models import Restriction
from zhixing.law.timeline import Fact

CONSUMPTION, LISTING = Restriction.What.CONSUMPTION, Restriction.What.LISTING
BEGUN: Final = {ConsumptionRestricted.name: CONSUMPTION, Listed.name: LISTING}
ENDED: Final = {ConsumptionLifted.name: CONSUMPTION, Delisted.name: LISTING}
WITHDRAWN: Final = "closing.Withdrawn"
"""撤销报结：结案时列出的待解除作废。"""
TYPES: Final = frozenset({*BEGUN, *ENDED, LiftOrdered.name, RestrictionMoved.name, WITHDRAWN})

NODES: Final = {"D-09": LISTING, "X-08": CONSUMPTION}
"""结案以后删除失信、解除限制消费的节点。"""

Dues = dict[tuple[int, str, str], date | None]
"""（案件，种类，人）→ 最迟解除的日子。"""


@dataclass(slots=True)
class _Page:
    """一件案件的这一页：全部各行，和眼下还有效的。"""

    case: Case
    dues: Dues
    rows: list[Restriction] = field(default_factory=list)
    running: dict[tuple[str, str], Restriction] = field(default_factory=dict)

    def turn(self, fact: Fact) -> None:
        """记上一笔。"""
        if fact.type in BEGUN:
            self.begin(fact, BEGUN[fact.type])
        elif fact.type in ENDED:
            self.end(fact, ENDED[fact.type])
        elif fact.type == RestrictionMoved.name:
            self.end(fact, fact.data["what"], fact.data["to_number"])
        elif fact.type == LiftOrdered.name:
            self.order(fact)
        else:
            self.void()

    def begin(self, fact: Fact, what: str) -> None:
        """开始一项；同一人同一种还在的，沿用那一行，届满日和理由用新的。"""
        row = self.running.get((what, fact.subject))
        if row is None:
            row = Restriction(
                case=self.case, court_id=self.case.court_id, person=fact.subject[:200], what=what, since=fact.on,
                source=fact.source, seq=fact.identity,
            )
            self.rows.append(row)
            self.running[what, fact.subject] = row
        row.until, row.ground = fact.day("until"), str(fact.data.get("ground", ""))[:30]

    def end(self, fact: Fact, what: str, to: str = "") -> None:
        if row := self.running.pop((what, fact.subject), None):
            row.ended_on, row.moved_to = fact.on, to[:60]

    def order(self, fact: Fact) -> None:
        if row := self.running.get((fact.data["what"], fact.subject)):
            row.ordered_on, row.lift_by = fact.on, self.dues.get((self.case.pk, fact.data["what"], fact.subject))

    def void(self) -> None:
        for row in self.running.values():
            row.ordered_on = row.lift_by = None


def rows_of(case: Case, facts: Sequence[Fact], dues: Dues) -> list[Restriction]:
    """一件案件的各行，未存。``dues`` 是待解除各项的最迟日。"""
    page = _Page(case, dues)
    for fact in facts:
        page.turn(fact)
    return page.rows


def _write(cases: Sequence[Case], facts: Facts) -> None:
    dues = _dues(facts)
    wanted = [row for case in cases for row in rows_of(case, facts.get(case.pk, ()), dues)]
    _name(wanted)
    held = Restriction.objects.filter(case__in=[case.pk for case in cases])
    drop(write(wanted, held, ("case_id", "seq"), settled=("party",)))


def _dues(facts: Facts) -> Dues:
    """待解除各项的最迟日，取自它的节点：节点在同一批后续里已经先算好。"""
    ordered = [pk for pk, rows in facts.items() if any(fact.type == LiftOrdered.name for fact in rows)]
    nodes = Node.objects.filter(case__in=ordered, code__in=NODES).order_by("-due") if ordered else ()
    return {(node.case_id, NODES[node.code], node.subject): node.due for node in nodes}


def _name(rows: Sequence[Restriction]) -> None:
    """写上是哪一名当事人：写全的（同名的加了尾号）就是他；只写姓名的，在案的优先。"""
    people = list(Party.objects.filter(case__in={row.case_id for row in rows}).order_by("active", "-pk")) if rows else []
    found, cases = {(party.case_id, party.name): party for party in people}, defaultdict(list)
    for party in people:
        cases[party.case_id].append(party)
    for case, parties in cases.items():
        names = called(parties)
        found |= {(case, names[party.pk]): party for party in parties if party.pk in names}
    for row in rows:
        row.party = found.get((row.case_id, row.person))


book: Final = Book(TYPES, _write)
"""后续：失信、限制消费变了。"""
