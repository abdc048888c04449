"""执行和解的事件。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from zhixing.foundation.history.events import Event
from zhixing.law.words import yuan


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed(Event):
    """达成和解协议。``until`` 是最后履行日；``instalments`` 各期 ``{"due": 日期文本, "amount_fen": 分}``，按先后。

    ``long`` 表示长期履行：可据此终结执行并保留措施。
    """

    label: ClassVar[str] = "和解"
    until: date | None = None
    text: str = ""
    instalments: list[dict[str, Any]] = field(default_factory=list)
    long: bool = False

    def sentence(self) -> str:
        until = f"，最后履行日{self.until:%Y-%m-%d}" if self.until else ""
        return f"达成和解{until}" + (f"：{self.text}" if self.text else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Performed(Event):
    """履行。``settles``：已全部履行完毕。"""

    label: ClassVar[str] = "履行"
    settles: bool = False
    text: str = ""

    def sentence(self) -> str:
        return ("全部履行完毕" if self.settles else "部分履行") + (f"：{self.text}" if self.text else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Breached(Event):
    """未按和解协议履行。恢复执行须由申请执行人申请。"""

    label: ClassVar[str] = "和解违约"
    text: str = ""

    def sentence(self) -> str:
        return "未按和解协议履行" + (f"：{self.text}" if self.text else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentPaid(Event):
    """和解的一期履行了。``number`` 是第几期（从 1 起）；逾期只提醒，恢复执行须由申请执行人申请。"""

    label: ClassVar[str] = "分期履行"
    number: int
    amount_fen: int

    def sentence(self) -> str:
        return f"履行第{self.number}期{yuan(self.amount_fen)}元"
