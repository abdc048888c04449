"""发件箱的事件。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.foundation.history.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent(Event):
    """多次失败的一件，由人重新交办。"""

    label: ClassVar[str] = "重新发送"
    message: int
    kind: str

    def sentence(self) -> str:
        return f"重新发送：{self.kind}（第{self.message}件）"
