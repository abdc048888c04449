"""公开页面共有的：一块说明；页面不留在缓存里，不把网址告诉别的网站。"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse


@dataclass(frozen=True, slots=True)
class Notice:
    """一块结论：颜色、标题、各句。"""

    tone: str
    title: str
    lines: tuple[str, ...] = ()


def closed(response: HttpResponse) -> HttpResponse:
    """网址里有码，看过的不留。"""
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response
