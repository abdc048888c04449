"""一名被执行人的账：看得见的案件各欠多少，哪些还没有执行完，看不见的有几件。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import Case, Kind, Party, Role, of_debtor
from zhixing.foundation.people.queries import User
from zhixing.law import measures, restrictions, returning
from zhixing.law.measures import Measure
from zhixing.law.restrictions import Restriction
from zhixing.law.states import ENDED, State
from zhixing.law.timeline import Timeline

MOST = 300
ROUND = "terminated_round"
RESUMED = "closing.Resumed"
DEBTS = frozenset({Kind.FIRST, Kind.RESUMED})


@dataclass(frozen=True, slots=True)
class Debt:
    """他的一件案件。``owed`` 是未履行（分），没有金额标的或者不是欠款的为空；``running`` 表示还没有执行完。"""

    case: Case
    owed: int | None
    running: bool
    measures: tuple[Measure, ...]
    restrictions: tuple[Restriction, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """一名被执行人。``hidden`` 是本院还有几件不在权限内的。"""

    party: Party
    debts: tuple[Debt, ...]
    namesakes: tuple[Party, ...]
    hidden: int
    more: bool

    @property
    def running(self) -> tuple[Debt, ...]:
        """还没有执行完的（含终本后没有恢复的）。"""
        return tuple(debt for debt in self.debts if debt.running)

    @property
    def ended(self) -> tuple[Debt, ...]:
        """已经了结的。"""
        return tuple(debt for debt in self.debts if not debt.running)

    @property
    def owed(self) -> int:
        """未履行合计（分）：就是没有执行完的那份清单的合计。"""
        return sum(debt.owed or 0 for debt in self.running)


def record_of(party: Party, user: User, day: date) -> Record:
    """``party`` 这名被执行人，``user`` 在 ``day`` 看得到的。"""
    found = of_debtor(party, user, day)
    cases = list(found.cases[: MOST + 1])
    timelines = timelines_of(cases[:MOST])
    debts = sorted((_debt(case, timelines, party, day) for case in cases[:MOST]), key=lambda debt: not debt.running)
    return Record(party, tuple(debts), tuple(found.namesakes[:MOST]), _hidden(party, user, found.cases), len(cases) > MOST)


def _debt(case: Case, timelines: Mapping[int, Timeline], party: Party, day: date) -> Debt:
    timeline = timelines[case.pk]
    running = case.state not in ENDED or (case.closing_mode == ROUND and not any(timeline.of(RESUMED)))
    mine = tuple(one for one in restrictions.active(timeline, day) if one.person == party.name)
    owed = returning.unpaid(timeline).value if case.kind in DEBTS else None
    return Debt(case, owed, running, measures.running(timeline, day), mine)


def _hidden(party: Party, user: User, seen: object) -> int:
    """本院同一证件的案件里，看不见的件数；别的法院的不提。"""
    if not party.paper_number:
        return 0
    same = Party.objects.filter(active=True, role=Role.RESPONDENT, paper_number=party.paper_number, case__court=user.court_id)
    same = same.exclude(case__state=State.REVERSED)
    return same.exclude(case__in=seen.order_by().values("pk")).values("case").distinct().count()  # type: ignore[attr-defined]
