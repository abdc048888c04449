"""链上的行 → ``law.timeline``。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from zhixing.casework.cases.queries import Case
from zhixing.foundation.history.queries import WITHDRAWN, Entry, chains
from zhixing.law.timeline import Fact, Timeline


def timeline_of(case: Case) -> Timeline:
    """一件案件的时间线：只含仍然有效的登记。"""
    return _timeline(case, chains([case.stream]))


def timelines_of(cases: Iterable[Case]) -> dict[int, Timeline]:
    """许多件的时间线，按案件编号；不论多少件都只查一次。"""
    cases = list(cases)
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for row in chains([case.stream for case in cases]):
        grouped[row.stream].append(row)
    return {case.pk: _timeline(case, grouped[case.stream]) for case in cases}


def standing(rows: Iterable[Entry]) -> list[Fact]:
    """仍然有效的登记，各在它最初那一环的位置上：更正过的用新内容，撤回了的没有。"""
    rows = list(rows)
    gone = {row.corrects for row in rows if row.corrects}
    root: dict[int, int] = {}
    for row in rows:
        root[row.seq] = root.get(row.corrects, row.corrects) if row.corrects else row.seq
    live = (row for row in rows if row.seq not in gone and row.type != WITHDRAWN)
    return sorted((_fact(row, root[row.seq]) for row in live), key=lambda fact: fact.identity)


def _fact(row: Entry, root: int) -> Fact:
    return Fact(
        seq=row.seq, type=row.type, on=row.happened_on, at=row.happened_at, subject=row.subject, data=row.payload,
        source=row.source, root=root,
    )


def _timeline(case: Case, rows: Iterable[Entry]) -> Timeline:
    return Timeline(
        kind=case.kind, facts=tuple(standing(rows)), livelihood=case.livelihood, small_claim=case.small_claim,
        urgent=case.urgent, claim_fen=case.claim_fen, non_litigation=case.non_litigation, stage=case.stage,
    )

