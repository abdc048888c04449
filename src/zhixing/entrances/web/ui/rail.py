"""轨道：案件走到哪一站。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui.piece import Piece

MEANINGS = {"done": "已办", "now": "进行中", "late": "超期", "soon": "临期", "todo": "未到", "na": "不涉及"}


@dataclass(frozen=True, slots=True)
class Stop:
    """一站。``status``：done now late soon todo na。``text`` 是站下的小字。"""

    name: str
    status: str
    text: str = ""
    url: str = ""

    @property
    def meaning(self) -> str:
        """状态的意思，给读屏。"""
        return MEANINGS.get(self.status, "")


@dataclass(frozen=True, slots=True)
class Rail(Piece):
    """一条轨道。"""

    template: ClassVar[str] = "ui/rail.html"
    stops: tuple[Stop, ...]
