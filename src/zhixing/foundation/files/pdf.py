"""看 PDF：有没有脚本、启动程序的动作、夹带的文件，加没加密，几页。

危险的名字在整个文件里找（含压缩的对象流、改写成 ``#4A`` 的字母），宁可错认，不按阅读器的路子解析，所以藏不住；
页数和附件交子进程（:mod:`zhixing.foundation.files.pdf_child`）数，内存、时间有上限。
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from zhixing.foundation.files.archives import RUNNABLE
from zhixing.foundation.files.refusing import Unacceptable

CHILD: Final = Path(__file__).with_name("pdf_child.py")
SECONDS: Final = 30
"""最多等子进程几秒。"""
AT_ONCE: Final = 2
_ROOM: Final = threading.BoundedSemaphore(AT_ONCE)
MAX_STREAM: Final = 16 * 2**20
MAX_STREAMS: Final = 200 * 2**20
"""对象流一个、合计至多展开多大。"""
BROKEN: Final = {
    "encrypted": "PDF 加了密码，打不开。请去掉密码再上传。",
    "broken": "PDF 打不开，可能损坏了。请重新扫描，或者用阅读器打开后另存再上传。",
    "slow": "PDF 太复杂，看不完。请打印成新的 PDF，或者分成几份再上传。",
}
PRINT: Final = "请打印成新的 PDF 再上传。"


class Unreadable(ValueError):
    """子进程读不了。``code``：encrypted、broken、pages、slow。"""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _name(text: str) -> str:
    """PDF 的名字，每个字母都可能写成 ``#`` 加两位十六进制；后面不再是名字的字。"""
    return "/" + "".join(f"(?:{re.escape(char)}|#{ord(char):02x}|#{ord(char):02X})" for char in text) + r"(?=[\s/<>\[\](){}%])"


_DANGERS: Final = {
    "JavaScript": "带脚本（JavaScript）", "Launch": "带启动程序的动作", "XFA": "是带程序的动态表单", "RichMedia": "带可播放的程序",
}
_DANGER: Final = {word: re.compile(_name(word).encode()) for word in _DANGERS}
_EMBEDDED: Final = re.compile(_name("EmbeddedFile").encode())
_OBJECTS: Final = re.compile(_name("ObjStm").encode())
_STREAM: Final = re.compile(rb"stream\r?\n")
_FILTERED: Final = re.compile(_name("Filter").encode())
_FILTER: Final = re.compile(_name("Filter").encode() + rb"\s*(\[[^\]]*\]|/[A-Za-z0-9#]+)")
_PREDICTOR: Final = re.compile(_name("Predictor").encode() + rb"\s*(?!1\b)")
_FLATE: Final = (b"/FlateDecode", b"/Fl")
_PLAIN: Final = re.compile(rb"\s*\d+\s+\d+[\s\d]*[<\[(/tfn]")
"""没有压缩的对象流：先是一对对的数，然后是对象。"""


def check(content: bytes) -> int:
    """收得下的，给出页数；收不下的抛出 :class:`Unacceptable`。"""
    seen = [content, *_unpacked(content)]
    for word, told in _DANGERS.items():
        if any(_DANGER[word].search(part) for part in seen):
            raise Unacceptable(f"PDF {told}，不收。{PRINT}", suspicious=True)
    try:
        found = asked(content, "look")
    except Unreadable as error:
        raise Unacceptable(BROKEN.get(error.code, BROKEN["broken"]), suspicious=error.code == "slow") from error
    _attached(found["attached"], hidden=any(_EMBEDDED.search(part) for part in seen))
    return int(found["pages"])


def _attached(names: list[str], *, hidden: bool) -> None:
    """附件里有程序，或者附件不在附件表上，不收；电子发票的 XML 之类照收。"""
    runnable = [name for name in names if name.rpartition(".")[2].lower() in RUNNABLE or name.startswith("!")]
    if runnable or (hidden and not names):
        raise Unacceptable(f"PDF 夹带了别的文件，里面可能有程序，不收。{PRINT}", suspicious=True)


def _unpacked(content: bytes) -> Iterator[bytes]:
    """对象流展开后的内容；展开太大的、看不了的，不收。"""
    total = 0
    for mark in _OBJECTS.finditer(content):
        start = _STREAM.search(content, mark.end())
        if start is None:
            continue  # 后面没有流，只是出现过这个名字
        part = _inflated(content, mark.start(), start.start(), start.end())
        total += len(part)
        if total > MAX_STREAMS:
            raise Unacceptable(BROKEN["slow"], suspicious=True)
        yield part


def _inflated(content: bytes, mark: int, head: int, start: int) -> bytes:
    """一个对象流的内容。写了别的压缩办法、编码预测的看不了；没有写的，须是明文（明文已经在全文里找过）。"""
    about = content[max(content.rfind(b"endobj", 0, mark), 0):head]
    filters = [one.strip(b"[] \r\n\t") for one in _FILTER.findall(about)]
    if _PREDICTOR.search(about) or any(one not in _FLATE for one in filters) or len(filters) < len(_FILTERED.findall(about)):
        raise _opaque()
    if not filters and _PLAIN.match(content, start):
        return b""
    engine = zlib.decompressobj()
    try:
        found = engine.decompress(content[start:], MAX_STREAM)
    except zlib.error:
        raise Unacceptable(f"PDF 加了权限限制，看不了里面是什么，不收。{PRINT}") if b"/Encrypt" in content else _opaque() from None
    if engine.unconsumed_tail and not engine.eof:
        raise Unacceptable(BROKEN["slow"], suspicious=True)
    return found


def _opaque() -> Unacceptable:
    return Unacceptable(f"PDF 用了少见的压缩办法，看不了里面是什么，不收。{PRINT}", suspicious=True)


def drawn(content: bytes, number: int) -> bytes:
    """第 ``number`` 页（从 0 数）的图片（PNG），没有这一页的为空；同时至多画 :data:`AT_ONCE` 页。画不出来的抛出 :class:`Unreadable`。"""
    with _ROOM:
        return base64.b64decode(str(asked(content, "draw", str(number))["picture"]))


def asked(content: bytes, *how: str) -> dict[str, Any]:
    """问子进程：``how`` 为 ``look``（页数、附件）、``text``（文字）、``cells``（各行各格）、``draw``（图片）。读不了的抛出 :class:`Unreadable`。"""
    try:
        done = subprocess.run(  # noqa: S603 固定的命令，文件从标准输入给
            [sys.executable, "-I", "-B", str(CHILD), *how], input=content, capture_output=True, timeout=SECONDS, check=False, env={},
        )
    except subprocess.TimeoutExpired:
        raise Unreadable("slow") from None
    if done.returncode != 0:
        raise Unreadable("slow" if done.returncode < 0 else "broken")
    found: dict[str, Any] = json.loads(done.stdout)
    if "refused" in found:
        raise Unreadable(str(found["refused"]))
    return found
