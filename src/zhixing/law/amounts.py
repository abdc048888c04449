"""金额：文字 ↔ 整数分（``1,234.56``、``5000``），四舍五入，按比例分。"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from zhixing.law.texts import halfwidth

_SHAPE: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?")
_LONGEST: Final = 30
MOST_FEN: Final = 10**16
"""一笔金额至多这么多分；再大的是写错了单位、串了栏。"""


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


def money(fen: int) -> str:
    """分 → 元，两位小数，不带千分位；给程序看的。

    >>> money(123450), money(-5)
    ('1234.50', '-0.05')
    """
    sign, fen = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{fen // 100}.{fen % 100:02d}"


def said(fen: int) -> str:
    """分 → 元，带千分位；给人看的。

    >>> said(123450)
    '1,234.50'
    """
    return f"{fen // 100:,}.{fen % 100:02d}"


def half_up(exact: Fraction, unit: int = 1) -> int:
    """四舍五入到 ``unit`` 的整数倍（非负数）。

    >>> half_up(Fraction(5, 2)), half_up(Fraction(125), 10)
    (3, 130)
    """
    return (2 * exact.numerator + exact.denominator * unit) // (2 * exact.denominator * unit) * unit


def pro_rata(paid: int, owed: Sequence[int], earlier: Callable[[int], int] | None = None) -> list[int]:
    """按比例分 ``paid`` 分，最大余数法；各得不超过所欠，分完或者还清为止。余数、所欠都相同的，``earlier`` 小的先得。

    >>> pro_rata(100, [100, 100, 100])
    [34, 33, 33]
    """
    total = sum(owed)
    if paid >= total:
        return list(owed)
    shares, rest = [paid * each // total for each in owed], [paid * each % total for each in owed]
    order = sorted(range(len(owed)), key=lambda n: (-rest[n], -owed[n], earlier(n) if earlier else n))
    for n in order[: paid - sum(shares)]:
        shares[n] += 1
    return shares
