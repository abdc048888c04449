"""边填边看：栏目里的内容照现在的样子印出来，给前两页的图片、一共几页、还有哪几处要填。"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Final

from zhixing.casework.documents.papers import CannotPrint, MissingGlyph, Template
from zhixing.casework.documents.papers.pictures import pictured
from zhixing.casework.documents.papers.sketch import sketch
from zhixing.entrances.web.documents.faults import Numbers, lacking, located
from zhixing.entrances.web.ui import Piece

SHOWN: Final = 2
"""边填边看只给前几页。"""
LISTED: Final = 12
"""要改的、待填的各列几处。"""


@dataclass(frozen=True, slots=True)
class Spot:
    """一处要改的：栏目名、给人看的话。"""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Piece):
    """右边的一块：图片和要填、要改的各处。``broken`` 是印不出来的原因。"""

    template: ClassVar[str] = "documents/preview.html"
    id: str = "doc-preview"
    pages: tuple[str, ...] = ()
    total: int = 0
    empty: tuple[Spot, ...] = ()
    wrong: tuple[Spot, ...] = ()
    broken: str = ""

    @property
    def more(self) -> int:
        """没有给图片的页数。"""
        return self.total - len(self.pages)

    listed: str = f":{LISTED}"

    @property
    def left(self) -> int:
        """没有列出来的还有几处。"""
        return max(len(self.wrong) - LISTED, 0) + max(len(self.empty) - LISTED, 0)


def previewed(template: Template, data: Mapping[str, Any], on: date, source: str | None = None, numbers: Numbers | None = None) -> Preview:
    """照 ``data`` 现在的样子。缺字形的说出是哪一栏。"""
    try:
        pdf, problems = sketch(template.code, data, on=on, source=source)
    except MissingGlyph as error:
        told = [f"{place}里的“{error.text}”印不出来。" for place in error.places] or [str(error)]
        return Preview(wrong=_spots(template, data, told, numbers), broken=str(error))
    except CannotPrint as error:
        return Preview(broken=str(error))
    shown = pictured(pdf, most=SHOWN)
    empty = [one for one in problems if lacking(one)]
    wrong = [one for one in problems if not lacking(one)]
    return Preview(
        pages=tuple(inline(page) for page in shown.pages), total=shown.total,
        empty=_spots(template, data, empty, numbers), wrong=_spots(template, data, wrong, numbers),
    )


def inline(png: bytes) -> str:
    """写进页面里的图片。"""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _spots(template: Template, data: Mapping[str, Any], problems: list[str], numbers: Numbers | None) -> tuple[Spot, ...]:
    return tuple(Spot(next(iter(located(template, data, [one], numbers))), one) for one in problems)
