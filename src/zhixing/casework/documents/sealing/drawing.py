"""画院印：红色圆章，法院名称环行，中央五角星，矢量图，用随装的字体。一家法院画一次，以后照用。"""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from zhixing.foundation.files.typesetting import families, fonts

LAYOUT: Final = Path(__file__).parent / "typ/seal.typ"
_FILLED: Final = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID, margins=Margins(0, 0, 0, 0))


def style(court_name: str, note: str) -> StaticStampStyle:
    """盖在签名栏里的样子：只有章，没有边框和文字。"""
    return StaticStampStyle(background=_Drawn(drawing(court_name, note)), background_layout=_FILLED, background_opacity=1, border_width=0)


@lru_cache(maxsize=64)
def drawing(court_name: str, note: str = "") -> bytes:
    """章的图：一页 42 毫米见方的 PDF，透明底。"""
    values = {"court": court_name, "note": note, "f": json.dumps(families(), ensure_ascii=False)}
    made = typst.compile(LAYOUT, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=values, format="pdf", pdf_standards="a-2b", timestamp=0)
    assert isinstance(made, bytes)
    return made


class _Drawn(PdfContent):
    """把章的图搬进文件。"""

    def __init__(self, picture: bytes) -> None:
        super().__init__()
        self.picture = picture

    def render(self) -> bytes:
        """画章的指令。"""
        writer: Any = self._ensure_writer
        form = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.picture)))
        self.resources.xobject["/Seal"] = form
        left, bottom, right, top = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Seal Do"
