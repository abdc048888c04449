"""传来的一份样子：表头和头几行怎样带到下一步、怎样摆出来。银行明细、查询反馈的栏目对照共用。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest

from zhixing.entrances.web.ui import Column, Empty, Panel, Row, Table

SHOWN: Final = 5
"""至多带几行、摆几行。"""
WIDTH: Final = 40
"""一格至多显示几个字。"""


@dataclass(frozen=True, slots=True)
class Sample:
    """第几行是表头，表头各列，下面的几行。"""

    row: int
    titles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]

    def hidden(self) -> dict[str, Any]:
        """带到下一步的几栏。"""
        lines = [list(line) for line in self.lines[:SHOWN]]
        return {"titles": _text(list(self.titles)), "sample": _text(lines), "row": self.row}

    def panel(self) -> Panel:
        """文件的头几行，没有名字的列不摆。"""
        kept = [place for place, title in enumerate(self.titles) if title]
        rows = tuple(Row(cells=tuple(line[place][:WIDTH] if place < len(line) else "" for place in kept)) for line in self.lines[:SHOWN])
        table = Table(columns=tuple(Column(self.titles[place]) for place in kept), rows=rows, label="头几行", empty=Empty("表头下面没有内容"))
        return Panel(title="文件的头几行", flush=True, body=(table,))


def carried(request: HttpRequest) -> Sample:
    """上一步带来的；不成样子的当没有。"""
    titles, lines = (_list(request.POST.get(name, "")) for name in ("titles", "sample"))
    row = request.POST.get("row", "")
    number = int(row) if row.isdecimal() and len(row) < 9 else 1
    return Sample(number, tuple(str(one) for one in titles), tuple(tuple(str(cell) for cell in line) for line in lines if isinstance(line, list)))


def choices(titles: Sequence[str]) -> list[tuple[str, str]]:
    """选单：哪一列，或者没有这一栏。"""
    return [("", "没有这一栏"), *((one, one) for one in dict.fromkeys(titles) if one)]


def _text(value: list[Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _list(given: str) -> list[Any]:
    try:
        found = json.loads(given)
    except ValueError:
        return []
    return found if isinstance(found, list) else []
