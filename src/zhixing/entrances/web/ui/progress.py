"""后台在办的进度。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import HttpRequest, HttpResponse

from zhixing.entrances.web.ui.piece import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress(Piece):
    """进度条，自己隔一会儿刷新。"""

    template: ClassVar[str] = "ui/progress.html"
    id: str = "progress"
    url: str
    text: str
    done: int
    total: int

    @property
    def percent(self) -> int:
        """百分之几。"""
        return min(100, self.done * 100 // self.total) if self.total else 0


def over(request: HttpRequest, *, running: bool) -> HttpResponse | None:
    """进度条来问、已经办完了的：叫浏览器整页重开。别的为空。"""
    if running or request.headers.get("HX-Target") != "progress":
        return None
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
