"""终本库：录入、移出，和随事件记的薄账。

下次查询的日子取自节点（T:N-40，五年内每半年一次），所以终本库和应办事项说的总是同一天。
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.commands.acting import possible
from zhixing.casework.cases.commands.booking import Book, Facts, drop, write
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.events import Closed, PoolEntered, PoolLeft, Resumed, Withdrawn
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User
from zhixing.law import entries, returning, words
from zhixing.law.finding import Finding
from zhixing.law.states import Act
from zhixing.law.terms import add_months
from zhixing.law.timeline import Fact, Timeline

ROUND: Final = "terminated_round"
GROUP: Final = "终本之后"
"""登记事项里终本以后的那一组；能登记它的，才能录入、移出。"""
WATCH_MONTHS: Final = 60
WATCH: Final = "N-40"
QUERY, FEEDBACK = "control.QuerySent", "control.FeedbackReceived"
MONEY: Final = ("funds.Received", "funds.Paid", "funds.Bounced", "funds.DirectPaid", "settlement.InstalmentPaid", "settlement.Performed")


# ---- 录入、移出 ----


@transaction.atomic
def enter_pool(*, case: Case | int, actor: User, on: date, revision: int | None) -> Recorded:
    """录入终本案件信息库（终本裁定送达申请执行人后七日内，ZB 12）。以终本结案、还没有录入的才可以。"""
    case, found = _begin(case, actor, on, revision)
    returning.enters_pool(timeline_of(case)).require()
    return finish(PoolEntered(), case=case, actor=actor, on=on, finding=found)


@transaction.atomic
def leave_pool(*, case: Case | int, actor: User, on: date, revision: int | None, reason: str) -> Recorded:
    """移出（屏蔽）终本案件信息库（三日内，ZB 18）。``reason`` 是代码表 pool_left 的代码。"""
    case, found = _begin(case, actor, on, revision)
    entries.one_of(reason, words.choices("pool_left"), "移出原因").require()
    returning.leaves_pool(timeline_of(case)).require()
    return finish(PoolLeft(reason=reason), case=case, actor=actor, on=on, finding=found)


def _begin(case: Case | int, actor: User, on: date, revision: int | None) -> tuple[Case, Finding[date]]:
    case = begin(Act.REGISTER, case=case, actor=actor, revision=revision)
    if not access.rights_of(actor, case).may_register_group(GROUP):
        raise access.Forbidden(actor, Act.REGISTER)
    return case, possible(on, case.closed_on)


# ---- 薄账 ----


class _Row:
    """终本库里的一件，一笔一笔记上去。"""

    def __init__(self, case: Case, closed: Fact) -> None:
        self.row = PoolCase(
            case=case, court_id=case.court_id, closed_on=closed.on, watch_until=add_months(closed.on, WATCH_MONTHS)
        )

    def turn(self, fact: Fact) -> None:
        """结案以后的一笔。"""
        row = self.row
        if fact.type == PoolEntered.name:
            row.entered_on, row.left_on, row.left_why = fact.on, None, ""
        elif fact.type == PoolLeft.name:
            self.leave(fact, str(fact.data["reason"]))
        elif fact.type == Resumed.name:
            self.leave(fact, "resumed")
        elif fact.type == Withdrawn.name:
            self.leave(fact, "error")
        elif fact.type == QUERY and fact.data.get("channel") == "network" and fact.on > row.closed_on:
            row.queries, row.last_query = row.queries + 1, fact.on
        elif fact.type == FEEDBACK and fact.data.get("found") and fact.on > row.closed_on:
            row.found_on = fact.on

    def leave(self, fact: Fact, why: str) -> None:
        """移出；已经移出的不改。"""
        if self.row.left_on is None:
            self.row.left_on, self.row.left_why = fact.on, why[:12]


def row_of(case: Case, facts: Sequence[Fact], next_query: date | None) -> PoolCase | None:
    """一件案件的行，未存；从来没有以终本结案的为空。再次终本的重新记起。"""
    made: _Row | None = None
    for fact in facts:
        if fact.type == Closed.name:
            made = _Row(case, fact) if fact.data.get("mode") == ROUND else made
        elif made:
            made.turn(fact)
    if made is None:
        return None
    money = Timeline(kind=case.kind, facts=tuple(facts), claim_fen=case.claim_fen)
    made.row.unpaid_fen = returning.unpaid(money).value
    made.row.next_query = None if made.row.left_on else next_query
    return made.row


def _write(cases: Sequence[Case], facts: Facts) -> None:
    keys = [case.pk for case in cases]
    waiting = Node.objects.filter(case__in=keys, code=WATCH, state=Node.State.OPEN)
    due = {node.case_id: node.due for node in waiting}
    rows = (row_of(case, facts.get(case.pk, ()), due.get(case.pk)) for case in cases)
    drop(write([row for row in rows if row], PoolCase.objects.filter(case__in=keys), ("case_id",)))


def _concerned(cases: QuerySet[Case]) -> QuerySet[Case]:
    """终本结的、撤销过报结的、已经在册的；其余案件的查询与终本库无关。"""
    known = Exists(PoolCase.objects.filter(case=OuterRef("pk")))
    return cases.filter(Q(closing_mode=ROUND) | Q(withdrawn_closings__gt=0) | known)


TYPES: Final = frozenset({
    Closed.name, Withdrawn.name, PoolEntered.name, PoolLeft.name, Resumed.name, QUERY, FEEDBACK, *MONEY,
})
pool_book: Final = Book(TYPES, _write, _concerned)
"""后续：终本库变了。须排在重算节点之后。"""
