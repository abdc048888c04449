"""从有文字的 PDF 里取文字，断行的接回成段。

解析在子进程里做（:mod:`zhixing.exchange.pdf_child`）：内存、处理器时间、页数都有上限，恶意的文件只伤到子进程。
扫描件没有文字层，取不出，随电子卷宗一起做。
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any, Final

SECONDS: Final = 30
"""最多等子进程几秒。"""
CHILD: Final = Path(__file__).with_name("pdf_child.py")
_PAGE: Final = re.compile(r"[-—–\s]*(?:第?\s*\d{1,4}\s*页?|\d{1,4}\s*/\s*\d{1,4})(?:\s*共\s*\d{1,4}\s*页)?[-—–\s]*")
_MARKS: Final = "，。；：、（）《》“”〔〕"
_SPACED: Final = re.compile(
    rf"(?<=[\u3400-\u9fff{_MARKS}])[ \t\u3000]+(?=[\u3400-\u9fff{_MARKS}\d])|(?<=\d)[ \t]+(?=[\u3400-\u9fff])"
)
_WIDE: Final = 4


class Unreadable(ValueError):
    """读不了的 PDF。``code``：encrypted、broken、pages、slow、scanned。"""

    def __init__(self, code: str) -> None:
        """``code`` 是哪一种。"""
        super().__init__(code)
        self.code = code


def read(content: bytes) -> str:
    """取文字；读不了的抛出 :class:`Unreadable`。"""
    found = _asked(content)
    if "refused" in found:
        raise Unreadable(str(found["refused"]))
    text = unwrapped(str(found["text"]))
    if len(re.findall(r"[\u3400-\u9fff]", text)) < 10:
        raise Unreadable("scanned")
    return text


def _asked(content: bytes) -> dict[str, Any]:
    """问子进程；超时、被内核结束、说的不是 JSON，都算读不了。"""
    try:
        done = subprocess.run(  # noqa: S603 固定的命令，文件从标准输入给
            [sys.executable, "-I", "-B", str(CHILD)], input=content, capture_output=True, timeout=SECONDS, check=False, env={},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("slow") from None
    if done.returncode != 0:
        raise Unreadable("slow" if done.returncode < 0 else "broken")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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
