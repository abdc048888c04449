"""一分钟自己换一次的一块：大厅。没有脚本的，刷新页面。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui import Content, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Live(Piece):
    """一块；``url`` 是它自己的地址。"""

    template: ClassVar[str] = "centre/live.html"
    id: str = "live"
    body: tuple[Content, ...]
    url: str
