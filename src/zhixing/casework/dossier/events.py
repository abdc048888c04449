"""卷宗的事件。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.foundation.history.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed(Event):
    """材料归卷。``section`` 是目录的中文名。"""

    label: ClassVar[str] = "归卷"
    item: int
    title: str
    section: str

    def sentence(self) -> str:
        return f"“{self.title}”归入{self.section}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rearranged(Event):
    """调整目录、次序、名称。"""

    label: ClassVar[str] = "整理卷宗"
    what: str

    def sentence(self) -> str:
        return f"整理卷宗：{self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Event):
    """移出卷宗。材料还在，不删。"""

    label: ClassVar[str] = "移出卷宗"
    item: int
    title: str
    why: str

    def sentence(self) -> str:
        return f"“{self.title}”移出卷宗：{self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed(Event):
    """做成归档包。"""

    label: ClassVar[str] = "归档包"
    items: int
    pages: int
    sha256: str

    def sentence(self) -> str:
        return f"做成归档包：{self.items}份{self.pages}页"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Event):
    """暂停销毁，或者结束暂停。"""

    label: ClassVar[str] = "暂停销毁"
    why: str
    ended: bool = False

    def sentence(self) -> str:
        return f"{'结束暂停销毁' if self.ended else '暂停销毁'}：{self.why}"
