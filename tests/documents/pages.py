"""读印好的 PDF：文字、图片、字的位置。用另一套程序（PDFium、pypdf），不用印它的那一套。"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pypdf
import pypdfium2
from PIL import Image, ImageChops, ImageStat

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.fields import Size

_NUMBER = re.compile(r"—\d+—")
DPI = 72
MARGIN = 20 / 25.4 * 72
"""版心以外至少留 20 毫米。"""
FIRST = 4
"""逐行看位置的页数：同一张表的各页排法相同。"""


@cache
def printed(code: str, size: Size) -> bytes:
    return papers.render(code, papers.template(code).sample(size))


def texts(pdf: bytes) -> list[str]:
    """逐页的文字，去掉换行和页码。"""
    return [_text(page) for page in pypdfium2.PdfDocument(pdf)]


def some_texts(pdf: bytes) -> list[str]:
    """前几页和最后一页的文字。"""
    pages = pypdfium2.PdfDocument(pdf)
    return [_text(pages[number]) for number in _some(pages)]


def _text(page: pypdfium2.PdfPage) -> str:
    return _NUMBER.sub("", "".join(page.get_textpage().get_text_range().split()))


def _some(pages: pypdfium2.PdfDocument) -> list[int]:
    return sorted({*range(min(FIRST, len(pages))), len(pages) - 1})


def text(pdf: bytes) -> str:
    return "".join(texts(pdf))


def picture(pdf: bytes, page: int = 0) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[page].render(scale=DPI / 72).to_pil().convert("L")
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """两张图平均每点差多少（0 到 255）；大小不同为 255。"""
    if one.size != other.size:
        return 255.0
    return float(ImageStat.Stat(ImageChops.difference(one, other)).mean[0])


def outside(pdf: bytes) -> Iterator[str]:
    """跑到版心外面的字：第几页、什么字。看前几页和最后一页。"""
    pages = pypdfium2.PdfDocument(pdf)
    for number in _some(pages):
        page = pages[number]
        layer, (width, _) = page.get_textpage(), page.get_size()
        for index in range(layer.count_rects()):
            left, bottom, right, top = layer.get_rect(index)
            if right > left and (left < MARGIN or right > width - MARGIN):
                yield f"第{number + 1}页：{layer.get_text_bounded(left, bottom, right, top)}"


def fonts(pdf: bytes) -> list[Any]:
    """各页用的字体，到描述为止。"""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for name, font in page["/Resources"].get("/Font", {}).items():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            found[name] = inner["/FontDescriptor"].get_object()
    return list(found.values())
