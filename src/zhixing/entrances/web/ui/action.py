"""按钮。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from zhixing.entrances.web.ui.piece import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Piece):
    """一个按钮或链接。

    ``kind``：primary 一行只有一个，就是下一步合法的行为；plain 普通；danger 不可逆；link 像文字。
    ``method="post"`` 成为一个小表单，``fields`` 是隐藏栏目，``confirm`` 先问一句。
    ``dialog=True`` 在抽屉里打开（没有脚本时就是普通链接）。``small`` 用在行内。
    """

    template: ClassVar[str] = "ui/action.html"
    text: str
    url: str
    kind: str = "plain"
    icon: str = ""
    method: str = "get"
    fields: Mapping[str, object] = field(default_factory=dict)
    confirm: str = ""
    dialog: bool = False
    small: bool = False
    title: str = ""
    download: bool = False


@dataclass(frozen=True, slots=True)
class Actions(Piece):
    """一排按钮；``more`` 收在“更多”里。"""

    template: ClassVar[str] = "ui/actions.html"
    shown: tuple[Action, ...]
    more: tuple[Action, ...] = ()
    label: str = "更多"
