"""结案的事件。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.foundation.history.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Event):
    """报结（请求结案，尚未结案）。"""

    label: ClassVar[str] = "报结"
    mode: str
    mode_text: str
    ground: str = ""
    applicant_confirmed: bool = False

    def sentence(self) -> str:
        return f"报结：{self.mode_text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEnded(Event):
    """报结被退回或撤回，案件回到执行中。"""

    label: ClassVar[str] = "报结未成"
    why: str

    def sentence(self) -> str:
        return f"报结未成：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    """结案。"""

    label: ClassVar[str] = "结案"
    mode: str
    mode_text: str
    document: str = ""

    def sentence(self) -> str:
        return f"结案：{self.mode_text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived(Event):
    """归档。"""

    label: ClassVar[str] = "归档"
    catalogue: str = ""

    def sentence(self) -> str:
        return f"归档{self.catalogue and '，' + self.catalogue}"
