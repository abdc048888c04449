"""查控各页自己的零件：一条走到哪了的横条、自己隔几秒换一次的一块。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Final

from django.http import HttpRequest

from zhixing.entrances.web.ui import Content, Piece

WIDTH: Final = 200
PARTS: Final = {"fed": ("已反馈", "green"), "sent": ("已取走", "blue"), "failed": ("没有办成", "red"), "queued": ("待取", "grey"),
                "draft": ("还没有放出", "grey"), "cancelled": ("已撤销", "plain")}
"""一条里的各段，从左到右；键同 ``queries_desk.REQUEST_GROUPS``。"""


@dataclass(frozen=True, slots=True)
class Part:
    """横条的一段。位置和宽窄是画布的单位。"""

    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Meter(Piece):
    """一批查询走到哪了：各段按次数画长短，``told`` 是旁边的字，``spoken`` 给读屏。"""

    template: ClassVar[str] = "control/meter.html"
    parts: tuple[Part, ...]
    told: str
    spoken: str
    width: int = WIDTH


def meter(sizes: Mapping[str, int]) -> Meter:
    """由各格的次数画成；一次也没有的是空条。"""
    total = sum(sizes.values())
    parts, x = [], 0.0
    for key, (_, tone) in PARTS.items():
        width = round(WIDTH * sizes.get(key, 0) / total, 2) if total else 0
        if width:
            parts.append(Part(round(x, 2), width, tone))
            x += width
    spoken = "，".join(f"{text} {sizes[key]:,}" for key, (text, _) in PARTS.items() if sizes.get(key))
    return Meter(tuple(parts), f"{sizes.get('fed', 0):,} / {total:,}", spoken or "没有查询")


@dataclass(frozen=True, slots=True, kw_only=True)
class Live(Piece):
    """一块：``running`` 时自己隔三秒换一次，没有脚本的看刷新。``id`` 同进度条，办完了整页重开（见 ``ui.progress.over``）。"""

    template: ClassVar[str] = "control/live.html"
    body: tuple[Content, ...]
    url: str
    running: bool
    id: str = "progress"


def asked(request: HttpRequest) -> bool:
    """只来问这一块的。"""
    return request.headers.get("HX-Target") == "progress"
