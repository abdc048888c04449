"""模拟的协助单位把报文弄坏：断掉、声明错、带实体、大得收不下、日期不可能。好的字节进来，坏的字节出去。"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

HUGE: Final = 21 * 2**20
_DAY: Final = re.compile(rb">20\d{6}<")
_OPENING: Final = re.compile(rb"(<\?xml[^>]*\?>)")
_MONEY: Final = re.compile(rb"<(ye|kyye|QDJG|ZQSE|value|balance|amount|cash_value|paid)>\d")


def _entities(content: bytes) -> bytes:
    made = _OPENING.sub(rb'\1<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/hostname">]>', content, count=1)
    return made.replace(b"<Data", b"<Data>&x;<!-- --></Data><Data", 1)


def _bomb(content: bytes) -> bytes:
    levels = b"".join(b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 10))
    made = _OPENING.sub(rb'\1<!DOCTYPE Message [<!ENTITY e0 "ha">' + levels + b"]>", content, count=1)
    return made.replace(b"<number>", b"<number>&e9;", 1)


BREAKS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "broken_xml": lambda content: content[: len(content) // 2],
    "wrong_charset": lambda content: content.replace(b'encoding="UTF-8"', b'encoding="GB18030"', 1),
    "entities": _entities,
    "bomb": _bomb,
    "huge": lambda content: content + b"<!--" + b"x" * (HUGE - len(content)) + b"-->",
    "negative": lambda content: _MONEY.sub(lambda found: found[0][:-1] + b"-" + found[0][-1:], content),
    "bad_date": lambda content: _DAY.sub(b">99999999<", content),
}


def broken(content: bytes, faults: set[str]) -> bytes:
    """照毛病弄坏；没有的照原样。"""
    for code, change in BREAKS.items():
        if code in faults:
            content = change(content)
    return content
