"""卷宗一栏自己的零件。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from zhixing.entrances.web.ui import Content, Piece, Tab


@dataclass(frozen=True, slots=True)
class Sections(Piece):
    """有材料的各目，点了只看这一目；目多，折行排。"""

    template: ClassVar[str] = "dossier/sections.html"
    tabs: tuple[Tab, ...]


@dataclass(frozen=True, slots=True)
class Padded(Piece):
    """贴边的卡片里，四周留空的一块。"""

    template: ClassVar[str] = "dossier/padded.html"
    body: tuple[Content, ...]
