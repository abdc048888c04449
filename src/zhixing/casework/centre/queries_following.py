"""跟进的案件：上次看过以后有什么新情况；会商记录。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre.models import Conference, Following
from zhixing.foundation.history.queries import Entry, Line, entries_of, lines, seqs
from zhixing.foundation.people.queries import User

__all__ = ["Conference", "Followed", "Following", "conferences", "conferences_of", "followed", "follows"]

SHOWN: Final = 5
"""一件列最近几条新情况。"""


@dataclass(frozen=True, slots=True)
class Followed:
    """跟着的一件：``fresh`` 是上次看过以后的新情况，近的在前，至多 :data:`SHOWN` 条；``count`` 是一共几条。"""

    row: Following
    case: Case
    fresh: tuple[Line, ...]
    count: int


def followed(user: User, day: date) -> list[Followed]:
    """这个人跟着的，有新情况的在前，再按新近的。查库的次数与件数无关。"""
    rows = list(Following.objects.filter(user=user).order_by("-since", "-pk"))
    cases = {case.pk: case for case in visible_to(user, day).filter(pk__in=[row.case_id for row in rows])}
    held = [row for row in rows if row.case_id in cases]
    fresh = _fresh(held, cases)
    heads = seqs(cases[row.case_id].stream for row in held)
    found = [
        Followed(row, case := cases[row.case_id], fresh[row.case_id], max(heads.get(case.stream, 0) - row.seen_seq, 0)) for row in held
    ]
    return sorted(found, key=lambda one: one.count == 0)


def _fresh(rows: Sequence[Following], cases: dict[int, Case]) -> dict[int, tuple[Line, ...]]:
    """各件上次看过以后的动态。"""
    if not rows:
        return {}
    since = {cases[row.case_id].stream: row for row in rows}
    grouped: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries_of(since).filter(recorded_at__gte=min(row.seen_at for row in rows)):
        if entry.seq > since[entry.stream].seen_seq:
            grouped[since[entry.stream].case_id].append(entry)
    return {row.case_id: tuple(reversed(lines(grouped[row.case_id])[-SHOWN:])) for row in rows}


def follows(user: User, case_id: int) -> bool:
    """这个人跟不跟这一件。"""
    return Following.objects.filter(user=user, case=case_id).exists()


# ---- 会商 ----


def conferences(user: User, day: date) -> QuerySet[Conference]:
    """看得见的案件的会商，近的在前；``superseded`` 是已经更正了的。"""
    return _told(Conference.objects.filter(case__in=visible_to(user, day).order_by().values("pk")))


def conferences_of(case_id: int) -> QuerySet[Conference]:
    """一案的，近的在前。看不看得见由调用者凭案件定。"""
    return _told(Conference.objects.filter(case=case_id))


def _told(rows: QuerySet[Conference]) -> QuerySet[Conference]:
    newer = Conference.objects.filter(corrects=OuterRef("pk"))
    return rows.annotate(superseded=Exists(newer)).select_related("case", "item", "corrects").order_by("-pk")
