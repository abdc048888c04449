"""案件页要的全部材料。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.queries import Node, of_case, with_light
from zhixing.entrances.web.cases.desk import Desk
from zhixing.foundation.history.queries import Line, entries, lines


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
    def lines(self) -> list[Line]:
        """全部动态，旧的在前。"""
        return lines(entries(self.case.stream))
