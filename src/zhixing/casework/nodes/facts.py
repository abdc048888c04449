"""行与 ``law.nodes`` 的值之间的唯一接缝。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from zhixing.casework.cases.facts import timeline_of, timelines_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people import queries as people
from zhixing.law import nodes as law
from zhixing.law.calendar import Calendar
from zhixing.law.settings import overrides
from zhixing.law.terms import Span
from zhixing.law.timeline import Timeline

UNASSIGNED: Final = "centre"
"""还没有承办人、节点表也没有写归谁的，归指挥中心。"""
COPIED: Final = (
    "code", "name", "subject", "whose", "hard", "cls", "state", "started", "due", "due_at", "counted_to", "earliest",
    "last_working_day", "provisional", "paused", "done_on", "late", "warn_on", "act", "stop", "rule_version",
    "trigger_seq", "done_seq",
)
"""原样照抄的栏目。"""
COLUMNS: Final = (
    *COPIED, "blocks", "owner_id", "owner_post", "steps", "basis", "inputs", "calendar_version", "court_id",
)
"""重算时比较、改写的全部栏目。"""
STORY: Final = ("state", "started", "done_on", "trigger_seq", "done_seq")
"""节点的来龙去脉：这些和推算的输入没变，就是同一件事。"""
Values = dict[str, Any]
"""一个节点一行：栏名 → 值。"""
RULES: Final = ("calendar", "period", "class", "adjusted")
"""输入里属于日历、规则的，不属于事实。"""


def plan_of(case: Case, timeline: Timeline | None = None) -> tuple[law.PlannedNode, ...]:
    """按此刻的事实、日历和设置算出的全部节点，不写库。"""
    own = people.settings_of(case.court_id)
    return law.plan(timeline or timeline_of(case), people.calendar_from(own), overrides(own))


def planned(case: Case) -> list[Node]:
    """同上，成行，未存。"""
    return [Node(**values) for values in planned_many([case], timelines_of([case]))]


def planned_many(cases: Iterable[Case], timelines: Mapping[int, Timeline]) -> Iterator[Values]:
    """许多件的节点，各是一行的栏目；同一家法院的设置只取一次。"""
    books: dict[int, tuple[Calendar, law.Overrides]] = {}
    for case in cases:
        if case.court_id not in books:
            own = people.settings_of(case.court_id)
            books[case.court_id] = people.calendar_from(own), overrides(own)
        calendar, ours = books[case.court_id]
        for node in law.plan(timelines[case.pk], calendar, ours):
            yield values_of(node, case, calendar.version)


def values_of(node: law.PlannedNode, case: Case, calendar_version: str) -> Values:
    """一个节点一行的栏目。有承办人的归承办人；没有的归节点表写明的职务。"""
    return {
        "case_id": case.pk, "court_id": case.court_id, "key": node.key, "owner_id": case.handler_id,
        "owner_post": node.owner_post or UNASSIGNED, "blocks": list(node.blocks), "steps": list(node.steps),
        "basis": list(node.basis), "inputs": node.inputs, "calendar_version": calendar_version,
        **{name: getattr(node, name) for name in COPIED},
    }


def same_story(values: Values, before: Node) -> bool:
    """事实没有变：起因、办结、扣除都一样，只可能是日历或规则改了。"""
    same = all(values[name] == getattr(before, name) for name in STORY)
    return same and _facts(values["inputs"]) == _facts(before.inputs)


def _facts(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in inputs.items() if name not in RULES}


def spans_of(case: Case) -> tuple[Span, ...]:
    """本案登记过的扣除期间。"""
    return law.spans_of(timeline_of(case))


def overrides_of(court_id: int) -> law.Overrides:
    """本院对节点期限、提醒天数、停用的设定；没设过的用节点表。"""
    return overrides(people.settings_of(court_id))
