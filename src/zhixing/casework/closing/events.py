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


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolEntered(Event):
    """终本案件录入终本案件信息库。"""

    label: ClassVar[str] = "录入终本库"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """结案后恢复执行，另立执恢案件。``number`` 是新案号。"""

    label: ClassVar[str] = "恢复执行立案"
    number: str = ""

    def sentence(self) -> str:
        return "恢复执行立案" + (f"，案号{self.number}" if self.number else "")
