"""面板和版面。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui.action import Action
from zhixing.entrances.web.ui.piece import Content, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel(Piece):
    """一张卡片：标题、内容、右上角的按钮或标签。``flush`` 内容贴边（表格、列表）。"""

    template: ClassVar[str] = "ui/panel.html"
    title: str = ""
    body: tuple[Content, ...] = ()
    actions: tuple[Piece, ...] = ()
    id: str = ""
    flush: bool = False
    note: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Columns(Piece):
    """左右两栏（手机上先左后右）。"""

    template: ClassVar[str] = "ui/columns.html"
    left: tuple[Content, ...]
    right: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Grid(Piece):
    """并排几格，自动换行。"""

    template: ClassVar[str] = "ui/grid.html"
    cells: tuple[Content, ...]


@dataclass(frozen=True, slots=True)
class Fold(Piece):
    """收起的一段：点题目展开。"""

    template: ClassVar[str] = "ui/fold.html"
    title: str
    body: tuple[Content, ...]
    note: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Piece):
    """一个数字，点开是它的清单。``current`` 表示正看着这一份清单。"""

    template: ClassVar[str] = "ui/figure.html"
    label: str
    value: str
    url: str = ""
    note: str = ""
    tone: str = ""
    current: bool = False
    why_url: str = ""


@dataclass(frozen=True, slots=True)
class Figures(Piece):
    """一排数字。``strip`` 是工作台上贴成一条的样子，否则各成一格。"""

    template: ClassVar[str] = "ui/figures.html"
    cells: tuple[Figure, ...]
    strip: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Facts(Piece):
    """一栏一值。"""

    template: ClassVar[str] = "ui/facts.html"
    rows: tuple[tuple[str, Content], ...]


@dataclass(frozen=True, slots=True)
class Text(Piece):
    """一段字；``tone`` 可为 secondary。换行保留。"""

    template: ClassVar[str] = "ui/text.html"
    text: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Note(Piece):
    """一条提醒。``tone``：blue 说明，yellow 注意，red 出错，green 办成。"""

    template: ClassVar[str] = "ui/note.html"
    text: str
    tone: str = "blue"
    title: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Empty(Piece):
    """空状态：说清为什么空、可以做什么。"""

    template: ClassVar[str] = "ui/empty.html"
    text: str
    note: str = ""
    icon: str = "inbox"
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Tab:
    """一个标签页。"""

    text: str
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Tabs(Piece):
    """一排标签页（普通链接）。``pills`` 是小号的分段按钮。"""

    template: ClassVar[str] = "ui/tabs.html"
    tabs: tuple[Tab, ...]
    label: str = "分栏"
    pills: bool = False
