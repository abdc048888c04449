"""文书里的写法：汉字数字、二〇二六年的日期、条文按当天的条号。"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Final

from zhixing.law.articles import Article, cite, instrument, on_day

DIGITS: Final = "〇一二三四五六七八九"
_UNITS: Final = ((1000, "千"), (100, "百"), (10, "十"))
_SINCE: Final = {
    "JI": date(2022, 4, 10), "EW": date(2021, 1, 1), "EP": date(2021, 1, 1), "CF": date(2021, 1, 1), "CD": date(2021, 1, 1),
    "PM": date(2021, 1, 1), "HJ": date(2021, 1, 1), "WT": date(2021, 1, 1),
}
"""条文表里这一版从哪天起施行；更早的文书引用时写明版本，免得条号读错。"""


def numeral(number: int) -> str:
    """一万以内的汉字数：条号、人数、期限用。

    >>> numeral(251), numeral(13), numeral(505), numeral(30)
    ('二百五十一', '十三', '五百零五', '三十')
    """
    if not 0 <= number < 10_000:
        raise ValueError(f"{number}不写成汉字")
    if number == 0:
        return "零"
    text, rest, gap = "", number, False
    for size, unit in _UNITS:
        digit, rest = divmod(rest, size)
        if digit:
            text += ("零" if gap else "") + DIGITS[digit] + unit
        gap = bool(text) and not digit
    if rest:
        text += ("零" if gap else "") + DIGITS[rest]
    return text.removeprefix("一") if text.startswith("一十") else text


def han_date(day: date) -> str:
    """落款的日期。

    >>> han_date(date(2026, 11, 30))
    '二〇二六年十一月三十日'
    """
    year = "".join(DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{numeral(day.month)}月{numeral(day.day)}日"


def plain_date(day: date) -> str:
    """正文的日期。

    >>> plain_date(date(2026, 1, 5))
    '2026年1月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def legal_basis(citations: Iterable[str], day: date) -> str:
    """“依照……的规定”里的条文，用 ``day`` 那天的条号，同一文件的连写。

    >>> legal_basis(["CPL 253", "CPL 255", "JI 485"], date(2026, 1, 5))
    '《中华人民共和国民事诉讼法》第二百五十三条、第二百五十五条、《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第四百八十五条'
    """
    articles = [on_day(cite(citation), day) for citation in citations]
    return "、".join(
        _name(key, day) + "、".join(_places(article) for article in same)
        for key, same in groupby(articles, key=lambda article: article.instrument)
    )


def _name(key: str, day: date) -> str:
    found = instrument(key)
    older = key in _SINCE and day < _SINCE[key]
    return f"《{found.name}》" + (f"（{found.edition}）" if older and found.edition else "")


def _places(article: Article) -> str:
    """``114(1)(6)`` → 第一百一十四条第一款第六项；``2(3)`` → 第二条第三项。"""
    return "、".join(_place(part) for part in article.number.split(","))


def _place(part: str) -> str:
    match = re.fullmatch(r"(\d+)((?:\(\d+\)){0,2})", part)
    if match is None:
        raise ValueError(f"条号写法不对：{part}")
    inner = [f"第{numeral(int(number))}" for number in re.findall(r"\d+", match[2])]
    units = ("款", "项")[-len(inner):] if inner else ()
    return f"第{numeral(int(match[1]))}条" + "".join(map(str.__add__, inner, units))
