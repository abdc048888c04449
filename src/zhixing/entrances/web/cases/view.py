"""案件页要的全部材料。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhixing.casework.cases.access import facts_of
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.queries import Node, of_case, with_light
from zhixing.entrances.web.cases.desk import Desk
from zhixing.foundation.history.queries import Line, entries, lines
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import calendar_from, settings_of
from zhixing.law.calendar import Calendar
from zhixing.law.rights import relations
from zhixing.law.timeline import Timeline

WORKING = frozenset({"handler", "helper", "team", "leader"})
"""在办这一件的关系。"""

BEFORE = Node.State.BEFORE
"""存量接管的案件里，上线日以前届满的节点的状态。"""


@dataclass(frozen=True)
class View:
    """案件页要的全部材料，用到才取。"""

    desk: Desk

    @property
    def case(self) -> Case:
        """本案。"""
        return self.desk.case

    @cached_property
    def nodes(self) -> list[Node]:
        """全部节点，带灯。"""
        return list(with_light(of_case(self.case.pk), self.desk.today))

    @cached_property
    def open(self) -> list[Node]:
        """待办的节点。"""
        return [node for node in self.nodes if node.state == Node.State.OPEN]

    @cached_property
    def posts(self) -> frozenset[str]:
        """看的人今天的职务，含代行。"""
        return user_facts(self.desk.user, self.desk.today).all_posts

    @cached_property
    def working(self) -> bool:
        """他就在办这一件：承办、协办、本团队，或者指挥中心办集约事务。"""
        running = [row for row in self.case.assignments.all() if row.until is None]
        tied = relations(user_facts(self.desk.user, self.desk.today), facts_of(self.case, running))
        return bool(tied & WORKING) or "centre" in self.posts

    @cached_property
    def to_release(self) -> frozenset[str]:
        """列入待解除、还没有解除的控制措施。"""
        running: dict[str, bool] = {}
        for fact in self.timeline.of("control.ReleaseOrdered", "control.Released"):
            running[fact.subject] = fact.type == "control.ReleaseOrdered"
        return frozenset(subject for subject, waiting in running.items() if waiting)

    @property
    def ahead(self) -> list[Node]:
        """上线日以前届满、没有办的：上线前不计，收在后面。"""
        return [node for node in self.nodes if node.state == BEFORE]

    @cached_property
    def timeline(self) -> Timeline:
        """本案的事实。"""
        return timeline_of(self.case)

    @cached_property
    def own(self) -> dict[str, Any]:
        """立案法院自己设过的各项。"""
        return settings_of(self.case.court_id)

    @cached_property
    def calendar(self) -> Calendar:
        """立案法院的日历。"""
        return calendar_from(self.own)

    @cached_property
    def lines(self) -> list[Line]:
        """全部动态，旧的在前。"""
        return lines(entries(self.case.stream))
