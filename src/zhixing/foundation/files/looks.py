"""收下以前细看：PDF 有没有害、几页，图片多大。"""

from __future__ import annotations

import threading
from typing import Final

import pypdfium2

from zhixing.foundation.files import pdf, pictures
from zhixing.foundation.files.sniff import PDF, PICTURES, Type

PDFIUM: Final = threading.Lock()
"""pdfium 不能两个线程同时用，同时用会让整个进程倒下：在本进程里用它的都先拿这把锁。"""


def pages(kind: Type, content: bytes, *, ours: bool = False) -> int | None:
    """几页；图片算一页，数不出的为 ``None``。不收的抛出 ``Unacceptable``。``ours`` 的 PDF 是自己做的，就地数。"""
    if kind is PDF:
        return _count(content) if ours else pdf.check(content)
    if kind.media in PICTURES:
        pictures.check(content)
        return 1
    return None


def _count(content: bytes) -> int:
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        try:
            return len(document)
        finally:
            document.close()
