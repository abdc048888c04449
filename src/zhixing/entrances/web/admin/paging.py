"""管理各页的翻页。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from zhixing.entrances.web.ui import Pager
from zhixing.entrances.web.ui.filters import link

SIZE = 50
DEEPEST = 200


def sliced(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any]) -> tuple[list[Any], Pager]:
    """一页和翻页；页码在网址 ``page`` 里，最深 200 页，再早的请用筛选。"""
    asked = request.GET.get("page", "1")
    number = min(max(int(asked) if asked.isdecimal() and len(asked) < 6 else 1, 1), DEEPEST)
    found = list(rows[(number - 1) * SIZE: number * SIZE + 1])
    before = link(request.GET, page=str(number - 1)) if number > 1 else ""
    after = link(request.GET, page=str(number + 1)) if len(found) > SIZE and number < DEEPEST else ""
    return found[:SIZE], Pager(before=before, after=after, count=f"第 {number} 页" if before or after else "")
