"""约谈登记簿随事件记。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from zhixing.casework.cases.commands.booking import Book, Facts, drop, write
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.events import Interviewed
from zhixing.casework.control.models import Interview
from zhixing.law.timeline import Fact


def row(case: Case, fact: Fact) -> Interview:
    """一次约谈的行，未存。"""
    data = fact.data
    return Interview(
        case=case, court_id=case.court_id, held_on=fact.on, person=str(data["person"])[:200],
        agrees=bool(data.get("agrees")), clue_given=bool(data.get("clue_given")), text=str(data.get("text", "")),
        seq=fact.identity,
    )


def _write(cases: Sequence[Case], facts: Facts) -> None:
    wanted = [row(case, fact) for case in cases for fact in facts.get(case.pk, ())]
    held = Interview.objects.filter(case__in=[case.pk for case in cases])
    drop(write(wanted, held, ("case_id", "seq")))


book: Final = Book(frozenset({Interviewed.name}), _write)
"""后续：约谈变了。"""
