"""轮到谁：一件的、许多件的，查几次与件数无关。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.turn_facts import place_of, tasks_of
from zhixing.casework.centre.turn_lines import Line, lines_of
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people.queries import calendar_from, settings_of
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.turns import Pace, Turn, turn

__all__ = ["Standing", "standings_of", "turn_of", "turns_of"]

_COLUMNS = (
    "case_id", "key", "code", "name", "subject", "whose", "hard", "cls", "started", "due", "warn_on", "last_working_day", "paused", "act", "owner_id",
    "owner_post",
)


NONE: Final[Mapping[int, Mapping[str, Any]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """一件案件此刻的样子：轮到谁（连同为什么），最近一次有动静是哪天。"""

    found: Finding[Turn | None]
    last_on: date

    @property
    def turn(self) -> Turn | None:
        """轮到谁；了结了的没有要办的为空。"""
        return self.found.value


Own = Mapping[int, Mapping[str, Any]]
"""已经取来的各院设置：法院 → 设置（``people.queries.settings_of``）。"""


def turn_of(case: Case, on: date, nodes: Iterable[Node] | None = None, own: Own = NONE) -> Finding[Turn | None]:
    """一件的下一步，连同为什么。``nodes`` 是已经取来的待办节点，``own`` 是已经取来的本院设置，给了就不再查。"""
    return standings_of([case], on, None if nodes is None else {case.pk: list(nodes)}, own)[case.pk].found


def turns_of(cases: Iterable[Case], on: date, own: Own = NONE) -> dict[int, Turn]:
    """许多件的：案件编号 → 下一步；了结了、没有要办的不在里面。"""
    found = {pk: one.turn for pk, one in standings_of(cases, on, own=own).items()}
    return {pk: one for pk, one in found.items() if one is not None}


def standings_of(cases: Iterable[Case], on: date, nodes: Mapping[int, list[Node]] | None = None, own: Own = NONE) -> dict[int, Standing]:
    """许多件此刻的样子。案件须带承办人（``visible_to`` 取来的都带）；没有给设置的，每家法院查一次。"""
    cases = list(cases)
    rows = _nodes(cases) if nodes is None else nodes
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of((case.pk for case in cases), on):
        lines[line.case].append(line)
    paces = {court: _pace(own[court] if court in own else settings_of(court)) for court in {case.court_id for case in cases}}
    return {case.pk: _standing(case, rows.get(case.pk, []), lines[case.pk], on, *paces[case.court_id]) for case in cases}


def _nodes(cases: list[Case]) -> dict[int, list[Node]]:
    found: dict[int, list[Node]] = defaultdict(list)
    for node in Node.objects.filter(case__in=[case.pk for case in cases], state=Node.State.OPEN).only(*_COLUMNS):
        found[node.case_id].append(node)
    return found


def _pace(own: Mapping[str, Any]) -> tuple[Calendar, Pace]:
    return calendar_from(own), Pace.of(own)


def _standing(case: Case, nodes: list[Node], lines: list[Line], on: date, calendar: Calendar, pace: Pace) -> Standing:
    place = place_of(case, lines, on)
    return Standing(turn(tasks_of(case, nodes, lines, place), place, on, calendar, pace), place.last_on)
