"""审批的事件。记在所属案件的链上。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from zhixing.foundation.history.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Event):
    """报批。"""

    label: ClassVar[str] = "报批"
    approval: int
    act: str
    title: str
    chain: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        return f"报批：{self.title}（{' → '.join(self.chain)}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAgreed(Event):
    """一步同意，转下一步。"""

    label: ClassVar[str] = "审批同意"
    approval: int
    act: str
    title: str
    post: str
    opinion: str = ""

    def sentence(self) -> str:
        return f"{self.post}同意：{self.title}" + (f"（{self.opinion}）" if self.opinion else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved(Event):
    """最后一步同意，批准。``payload`` 是报批的内容。"""

    label: ClassVar[str] = "批准"
    approval: int
    act: str
    title: str
    post: str = ""
    opinion: str = ""
    payload: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        return f"批准：{self.title}" + (f"（{self.opinion}）" if self.opinion else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    """退回。"""

    label: ClassVar[str] = "退回"
    approval: int
    act: str
    title: str
    opinion: str

    def sentence(self) -> str:
        return f"退回：{self.title}，{self.opinion}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled(Event):
    """报批人撤回。"""

    label: ClassVar[str] = "撤回报批"
    approval: int
    act: str
    title: str

    def sentence(self) -> str:
        return f"撤回报批：{self.title}"
