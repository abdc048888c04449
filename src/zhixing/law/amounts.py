"""金额：文字 → 整数分（``1,234.56``、``5000``），四舍五入。"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from zhixing.law.texts import halfwidth

_SHAPE: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_LONGEST: Final = 30


class BadAmount(ValueError):
    """不是金额，或者是负数、不到一分的小数。文字说明为什么。"""


def fen(text: str) -> int:
    """一个金额（元）的整数分；千分位逗号、全角数字、末尾的“元”都收。不对的抛出 :class:`BadAmount`。

    >>> fen("1,234.5")
    123450
    """
    plain = text if text.isascii() else halfwidth(text).replace("，", ",").replace("．", ".").strip().removesuffix("元")
    plain = plain.strip()
    if plain.startswith(("-", "−")):
        raise BadAmount(f"金额“{text[:_LONGEST]}”是负数。")
    match = _SHAPE.fullmatch(plain) if len(plain) <= _LONGEST and plain.isascii() else None
    if match is None:
        raise BadAmount(f"“{text[:_LONGEST]}”不是金额，应写成 12345.67，单位是元，至多两位小数。")
    return int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))


def half_up(value: Fraction) -> int:
    """四舍五入到整数（非负数）。

    >>> half_up(Fraction(5, 2))
    3
    """
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)
