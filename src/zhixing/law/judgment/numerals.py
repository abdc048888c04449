"""数：阿拉伯数字（全角、千分位）和汉字（一二三、壹贰叁、十百千万亿），读成整数或分数。"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

DIGITS: Final = {
    **{char: i for i, char in enumerate("零一二三四五六七八九")},
    **{char: i for i, char in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "○": 0, "两": 2, "貳": 2, "贰": 2, "陸": 6, "叄": 3,
}
UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN: Final = "".join({*DIGITS, *UNITS, *MYRIADS})
_STOPS: Final = str.maketrans({"，": "", ",": "", "．": ".", "。": ".", " ": ""})


def arabic(text: str) -> Fraction:
    """``１，２３４．５`` → 2469/2。只收数字、千分位和小数点，别的是 ValueError。"""
    return Fraction(text.translate(_STOPS))


def han(text: str) -> int | None:
    """``一千零一十`` → 1010，``二〇一九`` → 2019，``贰拾万`` → 200000；写法不通为 None。

    >>> han("壹拾亿零壹拾万"), han("一百二"), han("百")
    (1000100000, None, None)
    """
    if not text or any(char not in HAN for char in text):
        return None
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    return _grouped(text)


def _grouped(text: str) -> int | None:
    """按亿、万分节，各节相加；节里再按千百十。"""
    total, section, ceiling = 0, "", 10**16
    for char in text:
        if char not in MYRIADS:
            section += char
            continue
        worth, size = MYRIADS[char], _section(section) if section else None
        if size is None or worth >= ceiling:
            return None
        total, section, ceiling = total + size * worth, "", worth
    rest = _section(section) if section else 0
    return None if rest is None else total + rest


def _section(text: str) -> int | None:
    """一万以下的一节；十可以省去前面的一，个位前面跳过数位要有零。"""
    total, digit, ceiling, skipped = 0, None, 10**4, True
    for place, char in enumerate(text):
        if char in UNITS:
            worth = UNITS[char]
            if worth >= ceiling or (digit is None and (worth != 10 or place > 1)):
                return None
            total, digit, ceiling, skipped = total + (1 if digit is None else digit) * worth, None, worth, False
        elif DIGITS[char] == 0:
            skipped = True
        elif digit is not None:
            return None
        else:
            digit = DIGITS[char]
    if digit is not None and ceiling > 10 and not skipped:
        return None
    return total + (digit or 0)


def either(text: str) -> int | None:
    """整数：阿拉伯数字或汉字。"""
    text = text.strip()
    return int(text) if text.isdecimal() else han(text)
