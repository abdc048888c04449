"""报文的编码：照声明读；声明错了的照实际的读，并且说出来。"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

LOST: Final = "\N{REPLACEMENT CHARACTER}"
_DECLARED: Final = re.compile(r"""\s*<\?xml\b[^>]*?(?:encoding\s*=\s*["']([\w.-]+)["'][^>]*?)?\?>""", re.IGNORECASE)
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FAMILY: Final = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "cp936": "gb18030", "utf8": "utf-8", "utf-8": "utf-8"}
_FIRST_WIDE: Final = "\u2000"


@dataclass(frozen=True, slots=True)
class Decoded:
    """文字（去掉了 XML 声明）、实际的编码、毛病：``charset`` 声明与实际不符，``garbled`` 有认不出的字。"""

    text: str
    charset: str
    faults: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """照声明读成文字；没有声明的是 UTF-8。

    >>> decode('<?xml version="1.0" encoding="GBK"?><a>冻结</a>'.encode("gbk"))
    Decoded(text='<a>冻结</a>', charset='gb18030', faults=())
    >>> decode('<?xml version="1.0" encoding="GBK"?><a>冻结</a>'.encode()).faults
    ('charset',)
    """
    bom, body = _bom(content)
    head = _DECLARED.match(body[:400].decode("latin-1" if not bom.startswith("utf-16") else bom, "replace"))
    told = _family(head[1] if head and head[1] else bom or "utf-8")
    actual, faults = _actual(body, bom, told)
    text = body.decode(actual, "replace")
    faults += ("garbled",) if LOST in text and "garbled" not in faults else ()
    return Decoded(_DECLARED.sub("", text, count=1), actual, faults)


def _bom(content: bytes) -> tuple[str, bytes]:
    for mark, name in _BOMS:
        if content.startswith(mark):
            return name, content[len(mark) :]
    return "", content


def _family(name: str) -> str:
    """GB2312、GBK 都当作 GB18030；不认得的名称照原样，读的时候按错了的声明处理。"""
    return _FAMILY.get(name.lower(), name.lower())


def _actual(body: bytes, bom: str, told: str) -> tuple[str, tuple[str, ...]]:
    if bom:
        return bom, () if told in (bom, bom[:6]) else ("charset",)
    if told == "gb18030" and _surely_utf8(body):
        return "utf-8", ("charset",)
    for name in dict.fromkeys((told, "utf-8", "gb18030")):
        if name in ("utf-8", "gb18030") and _fits(body, name):
            return name, () if name == told else ("charset",)
    return ("utf-8" if told not in ("utf-8", "gb18030") else told), ("charset", "garbled") if told not in ("utf-8", "gb18030") else ("garbled",)


def _fits(body: bytes, name: str) -> bool:
    try:
        body.decode(name)
    except UnicodeDecodeError:
        return False
    return True


def _surely_utf8(body: bytes) -> bool:
    """声明是 GB18030，其实是 UTF-8：合 UTF-8 的规矩，而且各个不是 ASCII 的字都在汉字、标点的范围里。

    GB18030 的字凑巧合 UTF-8 规矩的，读出来是两个字节的字母，不会都在这个范围里。
    """
    if not _fits(body, "utf-8"):
        return False
    wide = {one for one in body.decode("utf-8") if not one.isascii()}
    return bool(wide) and min(wide) >= _FIRST_WIDE
