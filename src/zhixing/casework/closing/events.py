"""结案的事件。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Event):
    """报结（请求结案，尚未结案）。``overrides`` 是报请院长批准放行的各项：项目编号 → 理由。"""

    label: ClassVar[str] = "报结"
    mode: str
    mode_text: str
    ground: str = ""
    applicant_confirmed: bool = False
    overrides: dict[str, str] = field(default_factory=dict)

    def sentence(self) -> str:
        released = "；".join(f"{code}，{why}" for code, why in self.overrides.items())
        return f"报结：{self.mode_text}" + (f"（报院长批准放行：{released}）" if released else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalEnded(Event):
    """报结被退回或撤回，案件回到执行中。"""

    label: ClassVar[str] = "报结未成"
    why: str

    def sentence(self) -> str:
        return f"报结未成：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Event):
    """结案。``to_court``、``to_number`` 是提级、指定、全案委托的销案里接着执行的法院和它的案号。"""

    label: ClassVar[str] = "结案"
    mode: str
    mode_text: str
    document: str = ""
    ground: str = ""
    to_court: str = ""
    to_number: str = ""

    def sentence(self) -> str:
        to = f"，由{self.to_court}{self.to_number}执行" if self.to_court else ""
        return f"结案：{self.mode_text}{to}"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Event):
    """撤销报结：结案有错误，经批准撤销，案件回到执行中。指标里标明。"""

    label: ClassVar[str] = "撤销报结"
    mode_text: str
    closed_on: date
    reason: str

    def sentence(self) -> str:
        return f"撤销{self.closed_on:%Y-%m-%d}的结案（{self.mode_text}）：{self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumptionAsked(Event):
    """申请（或依职权提请）恢复执行，交立案部门审查。``ground`` 见 words 的 resumption。"""

    label: ClassVar[str] = "申请恢复执行"
    ground: str
    by: str = "applicant"
    text: str = ""

    def sentence(self) -> str:
        who = "申请执行人申请" if self.by == "applicant" else "依职权提请"
        return f"{who}恢复执行" + (f"：{self.text}" if self.text else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted(Event):
    """保全案件转入首次执行，措施自动转为执行中的查封、扣押、冻结。``number`` 是首执案号。"""

    label: ClassVar[str] = "转入执行"
    number: str

    def sentence(self) -> str:
        return f"转入{self.number}执行，期限连续计算"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolLeft(Event):
    """移出（屏蔽）终本案件信息库。``reason``：resumed 恢复执行、paid 履行完毕、terminated 终结执行、expired 满五年、error 错误。"""

    label: ClassVar[str] = "移出终本库"
    reason: str

    def sentence(self) -> str:
        return f"移出终本案件信息库：{word('pool_left', self.reason)}"
