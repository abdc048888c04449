"""PDF 的一页 → 图片，给网页上看。"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import pypdfium2
from PIL import Image

from zhixing.foundation.files.looks import PDFIUM

SCALE: Final = 1.5
"""一页 A4 约 890 像素宽。"""


class Unreadable(ValueError):
    """不是 PDF，或者坏了、加了密。"""


@dataclass(frozen=True, slots=True)
class Pictures:
    """几页图片（PNG）和一共几页。"""

    total: int
    pages: tuple[bytes, ...]


def pictured(pdf: bytes, *, first: int = 0, most: int = 2, colour: bool = False, scale: float = SCALE) -> Pictures:
    """从第 ``first`` 页（从0数）起至多 ``most`` 页的图片。稿子用灰的，小一半；有印章的用彩色。

    打不开的抛出 :class:`Unreadable`。
    """
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("这份 PDF 打不开：文件坏了，或者加了密。") from error
        try:
            if colour:
                document.init_forms()  # 印章是签名栏的样子，不开表单画不出来
            shown = range(first, min(first + most, len(document)))
            images = [_drawn(document[n], scale, colour=colour) for n in shown]
            total = len(document)
        finally:
            document.close()
    return Pictures(total, tuple(map(_png, images)))


def _drawn(page: pypdfium2.PdfPage, scale: float, *, colour: bool) -> Image.Image:
    bitmap = page.render(scale=scale, grayscale=not colour, may_draw_forms=colour)
    image: Image.Image = bitmap.to_pil().copy()
    bitmap.close()
    page.close()
    return image


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()
