"""金额大写（规则手册 M:§9；支付结算办法附一）：分 ↔ “壹仟肆佰零玖元伍角”。

写的时候只写一种规范写法；读的时候，规定允许的写法都收：圆、元，正、整，可写可不写的零，“零元伍角”，前面的“人民币”。
不合规定的不猜，说出应当怎么写。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final

LIMIT_FEN: Final = 10**14
"""一万亿元；到这么多就不写了。"""

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("仟", "佰", "拾", "")
_SECTIONS: Final = ("亿", "万", "")
_SECTION: Final = rf"(?:[{DIGITS}仟佰拾]*)"
_SHAPE: Final = re.compile(
    rf"(?:(?P<whole>(?P<亿>{_SECTION}亿)?(?P<万>{_SECTION}万)?(?P<元>{_SECTION})元))?"
    rf"(?P<cents>零?(?:(?P<角>[{DIGITS}])角)?零?(?:(?P<分>[{DIGITS}])分)?)整?"
)
_SAME: Final = str.maketrans({"圆": "元", "圓": "元", "正": "整", "〇": "零", "貳": "贰", "陸": "陆", "億": "亿", "萬": "万"})


class BadCapitals(ValueError):
    """不是金额大写，或者写法不合规定。文字说明应当怎么写。"""


def to_capitals(fen: int) -> str:
    """整数分 → 大写，不带“人民币”。负数、一万亿元以上抛出 :class:`BadCapitals`。

    >>> to_capitals(140950)
    '壹仟肆佰零玖元伍角'
    >>> to_capitals(168032)
    '壹仟陆佰捌拾元零叁角贰分'
    """
    if not 0 <= fen < LIMIT_FEN:
        raise BadCapitals("金额大写只写零元到一万亿元（不含）。")
    yuan, cents = divmod(fen, 100)
    if not yuan and cents:
        return _cents(cents)
    return f"{_whole(yuan)}元{_gap(yuan, cents)}{_cents(cents) or '整'}"


def from_capitals(text: str) -> int:
    """大写 → 整数分。读不懂、写法不合规定，抛出 :class:`BadCapitals`。

    >>> from_capitals("人民币壹佰万零伍拾肆圆正")
    100005400
    """
    plain = "".join(text.split()).translate(_SAME).removeprefix("人民币")
    fen = _value(plain)
    if fen is None or fen >= LIMIT_FEN:
        raise BadCapitals(f"“{text[:40]}”不是金额大写，例如：壹仟肆佰零玖元伍角、壹万元整。")
    if plain not in _forms(fen):
        raise BadCapitals(f"“{text[:40]}”的写法不合规定，{fen // 100:,}.{fen % 100:02d}元应写成：{to_capitals(fen)}。")
    return fen


def _whole(yuan: int) -> str:
    """元以上：每四位一节；中间有零的写一个零。"""
    if not yuan:
        return DIGITS[0]
    written, skipped = "", False
    for size, name in zip((10**8, 10**4, 1), _SECTIONS, strict=True):
        section, yuan = divmod(yuan, size)
        if section:
            written += (DIGITS[0] if written and (skipped or section < 1000) else "") + _section(section) + name
        skipped = not section
    return written


def _section(number: int) -> str:
    """四位以内：零在中间的写一个，在末尾的不写。"""
    digits = f"{number:04d}"
    written = "".join(DIGITS[int(d)] + (place if d != "0" else "") for d, place in zip(digits, _PLACES, strict=True))
    return re.sub("零+", "零", written).strip("零")


def _gap(yuan: int, cents: int) -> str:
    """元后面的零：角是零而分不是，必须写；元位是零而角不是，规范写法也写。"""
    return DIGITS[0] if cents and (cents < 10 or yuan % 10 == 0) else ""


def _cents(cents: int) -> str:
    jiao, fen = divmod(cents, 10)
    return (f"{DIGITS[jiao]}角" if jiao else "") + (f"{DIGITS[fen]}分" if fen else "")


def _value(plain: str) -> int | None:
    match = _SHAPE.fullmatch(plain)
    if match is None or not any(match[name] for name in ("whole", "角", "分")):
        return None
    if match["whole"] == "元" or match["亿"] == "亿" or match["万"] == "万":
        return None  # 前面没有数
    sections = [_number((match[name] or "").rstrip("亿万元")) for name in ("亿", "万", "元")]
    if None in sections:
        return None
    high, middle, low = (number or 0 for number in sections)
    if max(middle, low) >= 10**4:
        return None
    cents = 10 * DIGITS.index(match["角"] or DIGITS[0]) + DIGITS.index(match["分"] or DIGITS[0])
    return (high * 10**8 + middle * 10**4 + low) * 100 + cents


def _number(section: str) -> int | None:
    """一节的数；位次乱的为 ``None``。"""
    match = _SECTION_SHAPE.fullmatch(section)
    if match is None:
        return None
    return sum(DIGITS.index(digit) * value for digit, value in zip(match.groups(DIGITS[0]), (1000, 100, 10, 1), strict=True))


_SECTION_SHAPE: Final = re.compile("零?".join(("", *(rf"(?:([{DIGITS[1:]}]){place})?" for place in _PLACES), "")))


def _forms(fen: int) -> Iterator[str]:
    """规定允许的全部写法。"""
    yuan, cents = divmod(fen, 100)
    tails = ("",) if cents % 10 else ("", "整") if cents else ("整",)
    wholes = [f"{whole}元" for whole in _wholes(yuan)] + ([""] if not yuan and cents else [])
    for whole, tail in product(wholes, tails):
        for gap in _gaps(whole, yuan, cents):
            yield f"{whole}{gap}{_cents(cents)}{tail}"


def _wholes(yuan: int) -> Iterator[str]:
    """元以上：节尾是零、下一节头一位不是零的，零可写可不写。"""
    plain = _whole(yuan)
    yield plain
    after = [name for name, size in (("亿", 10**8), ("万", 10**4)) if yuan // size and yuan // size % 10 == 0]
    for name in after:
        yield re.sub(f"{name}(?=[{DIGITS[1:]}])", f"{name}零", plain)
    if len(after) > 1:
        yield re.sub(f"([亿万])(?=[{DIGITS[1:]}])", r"\1零", plain)


def _gaps(whole: str, yuan: int, cents: int) -> tuple[str, ...]:
    if not whole or not cents:
        return ("",)
    if cents < 10:
        return (DIGITS[0],)
    return ("", DIGITS[0]) if yuan % 10 == 0 else ("",)
