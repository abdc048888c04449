"""影响期限的事件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhixing.foundation.history.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspended(Event):
    """裁定中止执行（X4 起）。"""

    label: ClassVar[str] = "中止"
    ground: str
    document: str = ""

    def sentence(self) -> str:
        return f"裁定中止执行：{self.ground}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """恢复执行，沿用原案号（X4 止）。"""

    label: ClassVar[str] = "恢复"
    document: str = ""

    def sentence(self) -> str:
        return "恢复执行"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stayed(Event):
    """暂缓执行（``code`` 是 X5 或 X6），应有届满日。"""

    label: ClassVar[str] = "暂缓"
    code: str
    until: date | None = None
    ground: str
    document: str = ""

    def sentence(self) -> str:
        return f"暂缓执行：{self.ground}" + (f"，至{self.until:%Y-%m-%d}" if self.until else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class StayEnded(Event):
    """暂缓执行结束。"""

    label: ClassVar[str] = "暂缓结束"
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Event):
    """经批准延长执行期限。"""

    label: ClassVar[str] = "延长"
    months: int = 3
    ground: str = ""
    document: str = ""
    approver: str = ""

    def sentence(self) -> str:
        return f"执行期限延长{self.months}个月：{self.ground}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excluded(Event):
    """扣除期间开始（X1–X3、X7–X9），须有文书。"""

    label: ClassVar[str] = "扣除"
    code: str
    document: str
    ground: str = ""

    def sentence(self) -> str:
        return f"扣除期间开始（{self.code}）：{self.ground or self.document}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionEnded(Event):
    """扣除期间结束；期限自这一天继续。"""

    label: ClassVar[str] = "扣除结束"
    code: str
    document: str = ""

    def sentence(self) -> str:
        return f"扣除期间结束（{self.code}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waived(Event):
    """经批准，某节点本案不再要求。``subject`` 是节点键。"""

    label: ClassVar[str] = "豁免节点"
    node: str
    ground: str
    approver: str = ""

    def sentence(self) -> str:
        return f"{self.node}不再要求：{self.ground}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned(Event):
    """日历或规则改了，重算后有节点的日期移动。"""

    label: ClassVar[str] = "重算期限"
    cause: str
    moved: list[str]

    def sentence(self) -> str:
        return f"因{self.cause}重算期限：{'；'.join(self.moved)}"
