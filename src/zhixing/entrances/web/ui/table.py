"""表格和清单。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui.action import Action
from zhixing.entrances.web.ui.panel import Empty
from zhixing.entrances.web.ui.piece import Content, Piece

NOTHING = Empty("没有内容")


@dataclass(frozen=True, slots=True)
class Column:
    """一列。``align``：start、end、center。``wide`` 只在宽屏显示；手机上每格前面写列名。"""

    title: str
    align: str = "start"
    wide: bool = False
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """一行：格子与列一一对应；一格可以是文字、零件，或几样叠放的元组。``pick`` 是勾选框的值，``picked`` 先勾上。"""

    cells: tuple[Content | tuple[Content, ...], ...]
    url: str = ""
    tone: str = ""
    pick: str = ""
    picked: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """翻页（按键翻页，不数总数）。``count`` 如“1000+ 件”，``count_url`` 点了才数。"""

    before: str = ""
    after: str = ""
    count: str = ""
    count_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Piece):
    """表格。``picks`` 非空时每行可勾，是勾选表单的 id 属性；``label`` 给读屏。"""

    template: ClassVar[str] = "ui/table.html"
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Empty = NOTHING
    label: str = ""
    id: str = ""
    pager: Pager | None = None
    picks: str = ""

    @property
    def paired(self) -> list[tuple[Row, list[tuple[Column, tuple[Content, ...]]]]]:
        """每行的格子配上列，供模板使用。"""
        return [(row, [(c, v if isinstance(v, tuple) else (v,)) for c, v in zip(self.columns, row.cells, strict=True)])
                for row in self.rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """清单里的一项（待办、审批、动态）：灯、标题、标签、说明、右边的按钮。"""

    title: str
    url: str = ""
    tone: str = ""
    tags: tuple[Content, ...] = ()
    note: str = ""
    extra: tuple[Content, ...] = ()
    actions: tuple[Action, ...] = ()
    pick: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Piece):
    """清单。"""

    template: ClassVar[str] = "ui/items.html"
    items: tuple[Item, ...]
    empty: Empty = NOTHING
    id: str = ""
    more: Action | None = None
    picks: str = ""
