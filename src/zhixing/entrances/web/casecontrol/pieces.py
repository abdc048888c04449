"""财产一栏里各块的样子：有的列成表，没有的一句话说下一步，不占地方。"""

from __future__ import annotations

from collections.abc import Iterable

from zhixing.entrances.web.ui import Action, Actions, Column, Content, Panel, Piece, Row, Table, Text


def listed(
    id_: str, title: str, columns: tuple[Column, ...], rows: tuple[Row, ...], nothing: str, actions: tuple[Piece, ...] = (),
    more: tuple[Content, ...] = (),
) -> Panel:
    """一块；``nothing`` 是一行也没有时的话，``more`` 摆在表后面。"""
    if not rows and not more:
        return Panel(id=id_, title=title, actions=actions, body=(Text(nothing, "secondary"),))
    table: tuple[Content, ...] = (Table(columns=columns, rows=rows, label=title),) if rows else ()
    return Panel(id=id_, title=title, flush=True, actions=actions, body=(*table, *more))


def acts(shown: Iterable[Action]) -> Content:
    """一行后面的按钮，排成一排。"""
    made = tuple(shown)
    return Actions(made) if made else ""
