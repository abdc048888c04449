"""动态：发生过的事，新的在上。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui.action import Action
from zhixing.entrances.web.ui.piece import Content, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """一条动态。``day`` 是发生日，``note`` 是谁、何时记下、来源；``struck`` 表示已被更正或撤回，``struck_text`` 是哪一种。"""

    text: str
    day: str
    note: str = ""
    struck: bool = False
    struck_text: str = "已更正"
    tags: tuple[Content, ...] = ()
    actions: tuple[Action, ...] = ()
    why_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Piece):
    """一串动态。"""

    template: ClassVar[str] = "ui/timeline.html"
    moments: tuple[Moment, ...]
    id: str = ""
    more: Action | None = None
    empty: str = "还没有动态"
