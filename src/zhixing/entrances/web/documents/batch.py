"""一批案件做同一种文书：哪些现在就该做、哪些缺什么、哪些做过了或者不用做。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre import drafting
from zhixing.casework.centre.drafting import Ready
from zhixing.casework.documents import papers
from zhixing.casework.documents.queries import Document, Recipient
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web.cases.papers import finishing
from zhixing.entrances.web.cases.picking import numbers
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import papers as law

DEFAULT: Final = "enforcement_notice"
ORDER: Final = [one.code for one in law.papers() if one.code in papers.TEMPLATES]
"""文书表的次序：一样多案件等着的，先受理、通知的。"""
DO, LACK, BEFORE, IDLE, NEVER = "do", "lack", "before", "idle", "never"
"""该做而且能做、该做但是缺、做过了、没有节点等着、这一件不做这种。"""


@dataclass(frozen=True)
class Batch:
    """勾选的一批案件；``asked`` 是网址里要的种类，不认得的照最多案件等着的。"""

    cases: list[Case]
    user: User
    asked: str = ""

    @cached_property
    def waiting(self) -> dict[str, set[int]]:
        """种类 → 哪些案件有节点等着它。"""
        found: dict[str, set[int]] = {}
        nodes = Node.objects.filter(case__in=[case.pk for case in self.cases], state=Node.State.OPEN)
        for case, code in nodes.values_list("case_id", "code").distinct():
            for kind in finishing(code):
                found.setdefault(kind, set()).add(case)
        return found

    @cached_property
    def wanted(self) -> Counter[str]:
        """种类 → 几件等着；多的在前，一样多的照文书表。"""
        return Counter({kind: len(self.waiting[kind]) for kind in ORDER if kind in self.waiting})

    @cached_property
    def kind(self) -> str:
        """做哪一种。"""
        return self.asked if self.asked in papers.TEMPLATES else next((kind for kind, _ in self.wanted.most_common(1)), DEFAULT)

    @cached_property
    def rows(self) -> tuple[Ready, ...]:
        """一份一行。"""
        return drafting.ready(self.cases, self.kind, on=context.current().today, actor=self.user)

    @cached_property
    def made(self) -> dict[int, set[str]]:
        """做过的：哪一件 → 给过谁。作废的不算。"""
        found: dict[int, set[str]] = {}
        alive = Document.objects.filter(case__in=[case.pk for case in self.cases], kind=self.kind).exclude(state=Document.State.VOID)
        for case in alive.values_list("case_id", flat=True):
            found.setdefault(case, set())
        for case, name in Recipient.objects.filter(document__in=alive).values_list("case_id", "name"):
            found[case].add(name)
        return found

    def standing(self, one: Ready) -> str:
        """这一份属于哪一种情形。"""
        if not law.suits(law.paper(self.kind), one.case.kind, one.case.closing_mode, one.case.state).ok:
            return NEVER
        if one.case.pk in self.made and set(one.to) <= self.made[one.case.pk]:
            return BEFORE
        if self.wanted[self.kind] and one.case.pk not in self.waiting[self.kind]:
            return IDLE
        return DO if one.filled.complete else LACK

    def count(self, *standings: str) -> int:
        """这几种情形的有几份。"""
        return sum(self.standing(one) in standings for one in self.rows)


def pick_of(one: Ready) -> str:
    """勾选框的值：哪一件，给谁。"""
    return f"{one.case.pk}|{'|'.join(one.to)}"


def cases_of(user: User, picks: Iterable[str]) -> list[Case]:
    """勾选框里写的案件，看得见的。"""
    wanted = numbers(dict.fromkeys(pick.partition("|")[0] for pick in picks))
    return list(visible_to(user, context.current().today).filter(pk__in=wanted).select_related("court", "handler", "team"))
