"""从有文字的 PDF 里取文字，断行的接回成段。

解析在子进程里做（:mod:`zhixing.foundation.files.pdf_child`）：内存、处理器时间、页数都有上限，恶意的文件只伤到子进程。
扫描件没有文字层，取不出，随电子卷宗一起做。
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from zhixing.foundation.files.pdf import Unreadable, asked

__all__ = ["Unreadable", "read", "unwrapped"]

_PAGE: Final = re.compile(r"[-—–\s]*(?:第?\s*\d{1,4}\s*页?|\d{1,4}\s*/\s*\d{1,4})(?:\s*共\s*\d{1,4}\s*页)?[-—–\s]*")
_MARKS: Final = "，。；：、（）《》“”〔〕"
_SPACED: Final = re.compile(
    rf"(?<=[\u3400-\u9fff{_MARKS}])[ \t\u3000]+(?=[\u3400-\u9fff{_MARKS}\d])|(?<=\d)[ \t]+(?=[\u3400-\u9fff])"
)
_WIDE: Final = 4


def read(content: bytes) -> str:
    """取文字；读不了的抛出 :class:`Unreadable`（另有 ``scanned``：没有文字层）。"""
    text = unwrapped(str(asked(content, "text")["text"]))
    if len(re.findall(r"[\u3400-\u9fff]", text)) < 10:
        raise Unreadable("scanned")
    return text


def unwrapped(text: str) -> str:
    """版面上断开的行接回成段，去掉页码和字间的空格。写满的一行接下一行；没有写满的，是一段的末行。"""
    lines = [_SPACED.sub("", line.strip()) for line in text.splitlines()]
    lines = [line for line in lines if line and not _PAGE.fullmatch(line)]
    full = _width(lines) - _WIDE
    made: list[str] = []
    open_line = False
    for line in lines:
        if open_line:
            made[-1] += line
        else:
            made.append(line)
        open_line = len(line) >= full and line[-1] not in "。：；"
    return "\n".join(made)


def _width(lines: list[str]) -> int:
    """写满的一行有几个字：出现三次以上的最长的长度；行太少的，取最长的。"""
    counts = Counter(len(line) for line in lines)
    common = [size for size, times in counts.items() if times >= 3]
    return max(common or counts or [0])
