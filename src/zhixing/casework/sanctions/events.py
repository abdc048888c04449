"""惩戒措施的事件。``subject`` 是被采取措施的人。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import word, yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationFound(Event):
    """查实违法行为（拒报财产、违反限消、妨害执行……）。"""

    label: ClassVar[str] = "查实违法行为"
    text: str = ""

    def sentence(self) -> str:
        return f"查实{self.subject}违法行为：{self.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumptionRestricted(Event):
    """发出限制消费令。"""

    label: ClassVar[str] = "限制消费"

    def sentence(self) -> str:
        return f"对{self.subject}限制消费"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumptionLifted(Event):
    """解除限制消费。"""

    label: ClassVar[str] = "解除限制消费"

    def sentence(self) -> str:
        return f"解除对{self.subject}的限制消费"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Event):
    """纳入失信被执行人名单。``until`` 是有期限的届满日。"""

    label: ClassVar[str] = "纳入失信"
    ground: str
    until: date | None = None

    def sentence(self) -> str:
        until = f"，至{self.until:%Y-%m-%d}" if self.until else ""
        return f"将{self.subject}纳入失信名单：{word('dishonesty', self.ground)}{until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delisted(Event):
    """删除（屏蔽）失信信息。"""

    label: ClassVar[str] = "删除失信"
    ground: str = ""

    def sentence(self) -> str:
        return f"删除{self.subject}的失信信息"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fined(Event):
    """罚款。"""

    label: ClassVar[str] = "罚款"
    amount_fen: int

    def sentence(self) -> str:
        return f"对{self.subject}罚款{yuan(self.amount_fen)}元"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detained(Event):
    """司法拘留。``days`` 不超过十五日。"""

    label: ClassVar[str] = "拘留"
    days: int

    def sentence(self) -> str:
        return f"对{self.subject}拘留{self.days}日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summoned(Event):
    """拘传到场。"""

    label: ClassVar[str] = "拘传"

    def sentence(self) -> str:
        return f"拘传{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Searched(Event):
    """搜查。"""

    label: ClassVar[str] = "搜查"
    place: str = ""

    def sentence(self) -> str:
        return f"搜查{self.subject}{self.place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitRestricted(Event):
    """限制出境。"""

    label: ClassVar[str] = "限制出境"
    until: date | None = None

    def sentence(self) -> str:
        return f"限制{self.subject}出境" + (f"，至{self.until:%Y-%m-%d}" if self.until else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeReferred(Event):
    """涉嫌拒不执行判决、裁定罪，移送公安机关。"""

    label: ClassVar[str] = "拒执移送"

    def sentence(self) -> str:
        return f"将{self.subject}涉嫌拒不执行判决、裁定罪线索移送公安机关"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftOrdered(Event):
    """应当解除的限制消费、应当删除的失信信息。``what``：consumption 限制消费、listing 失信。三个工作日内办。"""

    label: ClassVar[str] = "待解除惩戒"
    what: str
    ground: str = ""

    def sentence(self) -> str:
        return f"{self.subject}的失信信息应当删除" if self.what == "listing" else f"应当解除对{self.subject}的限制消费"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionMoved(Event):
    """限制消费、失信转由另一案承接。``what`` 同 :class:`LiftOrdered`。"""

    label: ClassVar[str] = "惩戒转出"
    what: str
    to_number: str

    def sentence(self) -> str:
        name = "失信信息" if self.what == "listing" else "限制消费"
        return f"{self.subject}的{name}转由{self.to_number}承接"
