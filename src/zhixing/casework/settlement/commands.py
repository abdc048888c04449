"""和解登记簿随事件记：协议、各期、履行到哪里了。逾期只提醒，恢复执行须由申请执行人申请。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from zhixing.casework.cases.commands.booking import Book, Facts, drop, write
from zhixing.casework.cases.queries import Case
from zhixing.casework.settlement.events import Agreed, Breached, InstalmentPaid, Performed
from zhixing.casework.settlement.models import Agreement, Instalment
from zhixing.law.timeline import Fact

PAYMENTS: Final = ("funds.Paid", "funds.DirectPaid", Performed.name)
"""写明已全部到位、全部履行的，协议随之履行完毕。"""
RESUMED: Final = "closing.Resumed"
"""恢复执行原生效法律文书，不再按和解履行（HJ 9），原案不再看着各期。"""
TYPES: Final = frozenset({Agreed.name, Breached.name, InstalmentPaid.name, RESUMED, *PAYMENTS})


@dataclass(slots=True)
class _Page:
    """一件案件的这一页。"""

    case: Case
    agreements: list[Agreement] = field(default_factory=list)
    instalments: dict[int, list[Instalment]] = field(default_factory=dict)

    def turn(self, fact: Fact) -> None:
        """记上一笔。"""
        if fact.type == Agreed.name:
            self.agree(fact)
        elif self.agreements and fact.type == InstalmentPaid.name:
            self.pay(fact)
        elif fact.type == Breached.name:
            self.end(Agreement.State.BREACHED, fact.on)
        elif fact.type == RESUMED:
            self.end(Agreement.State.RESUMED, fact.on)
        elif fact.data.get("settles"):
            self.end(Agreement.State.PERFORMED, fact.on)

    def agree(self, fact: Fact) -> None:
        self.end(Agreement.State.REPLACED, fact.on)
        made = Agreement(
            case=self.case, court_id=self.case.court_id, agreed_on=fact.on, until=fact.day("until"),
            long=bool(fact.data.get("long")), text=str(fact.data.get("text", "")), seq=fact.identity,
        )
        self.agreements.append(made)
        listed = enumerate(fact.data.get("instalments", ()), start=1)
        self.instalments[made.seq] = [
            Instalment(agreement=made, number=n, due=date.fromisoformat(str(one["due"])), amount_fen=int(one["amount_fen"]))
            for n, one in listed
        ]

    def end(self, state: Agreement.State, on: date) -> None:
        """还在履行的那一份到此为止；已经有结果的不再改。"""
        if self.agreements and self.agreements[-1].state == Agreement.State.RUNNING:
            self.agreements[-1].state, self.agreements[-1].ended_on = state, on

    def pay(self, fact: Fact) -> None:
        """记到最近一份协议的那一期；没有这一期的不记。各期都付清即履行完毕。"""
        rows = self.instalments[self.agreements[-1].seq]
        for row in rows:
            if row.number == fact.data.get("number"):
                row.paid_fen += int(fact.data["amount_fen"])
                row.paid_on = row.paid_on or (fact.on if row.paid_fen >= row.amount_fen else None)
        if rows and all(row.paid_on for row in rows):
            self.end(Agreement.State.PERFORMED, fact.on)


def pages_of(cases: Sequence[Case], facts: Facts) -> tuple[list[Agreement], list[Instalment]]:
    """这些案件的协议和各期，未存。"""
    pages = [_Page(case) for case in cases]
    for page in pages:
        for fact in facts.get(page.case.pk, ()):
            page.turn(fact)
    agreements = [one for page in pages for one in page.agreements]
    return agreements, [row for page in pages for rows in page.instalments.values() for row in rows]


def _write(cases: Sequence[Case], facts: Facts) -> None:
    agreements, instalments = pages_of(cases, facts)
    keys = [case.pk for case in cases]
    gone = write(agreements, Agreement.objects.filter(case__in=keys), ("case_id", "seq"))
    for row in instalments:
        row.agreement_id = row.agreement.pk
    held = Instalment.objects.filter(agreement__case__in=keys)
    drop(write(instalments, held, ("agreement_id", "number")))
    drop(gone)


book: Final = Book(TYPES, _write)
"""后续：和解变了。"""
