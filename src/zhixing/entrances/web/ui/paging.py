"""分页看一份已经取来的清单：第几页写在网址里。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.http import QueryDict

from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.table import Pager

SIZE = 50
Row = TypeVar("Row")


def paged(query: QueryDict, rows: Sequence[Row]) -> tuple[Sequence[Row], Pager | None]:
    """网址里要的那一页（没有的给最后一页）和翻页；一页就够的不翻。"""
    last = max(len(rows) - 1, 0) // SIZE
    text = query.get("page", "")
    page = min(int(text), last) if text.isdecimal() and len(text) < 6 else 0
    shown = rows[page * SIZE:(page + 1) * SIZE]
    if not last:
        return shown, None
    before = link(query, page=str(page - 1)) if page else ""
    after = link(query, page=str(page + 1)) if page < last else ""
    return shown, Pager(before=before, count=f"第 {page + 1} 页", after=after)
