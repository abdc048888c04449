"""金额：在一段文字里找出每一处钱数，读成分。

收：千分位、全角、小数、``万元`` ``亿元``、汉字小写和大写、``元角分``、``人民币500万``、美元等外币。
被隐去的（``XX元``）和不足一分的，值为 None。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from zhixing.law.judgment import numerals

_NUMBER: Final = r"\d{1,3}(?:[,，]\d{3})+(?:[.．]\d{1,6})?|\d+(?:[.．。]\d{1,6})?"
_HAN: Final = f"[{numerals.HAN}]"
_FOREIGN: Final = {
    "美": "USD", "美金": "USD", "欧": "EUR", "日": "JPY", "港": "HKD", "港币": "HKD", "澳": "AUD", "加": "CAD", "英": "GBP",
    "新加坡": "SGD", "新": "SGD", "韩": "KRW", "瑞士法郎": "CHF", "法郎": "CHF", "英镑": "GBP", "日币": "JPY", "欧币": "EUR",
    "港元": "HKD", "美元": "USD", "欧元": "EUR", "日元": "JPY", "人民币": "CNY", "￥": "CNY", "¥": "CNY", "RMB": "CNY", "USD": "USD",
}
_BEFORE: Final = r"(?:(?P<cur>人民币|￥|¥|RMB|USD|美元|美金|欧元|港币|港元|日元)[\s:：]*)?(?:(?:\(大写\)|（大写）|大写)[\s:：]*)?"
_TAIL: Final = rf"(?:(?P<jiao>\d|{_HAN})角)?零?(?:(?P<fen>\d|{_HAN})分(?!之))?(?:整|正)?"
_AMOUNT: Final = re.compile(
    rf"(?<![\d.．第]){_BEFORE}"
    rf"(?:(?P<num>{_NUMBER})(?:[（(][\d.,+＋\-－]+[）)])?\s*(?P<odd>余)?\s*(?P<unit>万亿|千亿|百亿|亿|千万|百万|十万|万|千|百)?(?P<odd2>余)?\s*"
    rf"(?:(?P<foreign>美|欧|日|港|澳|加|英|新加坡|韩)?[元圆]|(?P<other>英镑|瑞士法郎|美金|港币))|"
    rf"(?P<han>{_HAN}{{1,24}})(?P<odd3>余)?(?P<hforeign>美|欧|日|港)?[元圆](?![酸化制论素次旦])|"
    rf"(?P<hidden>[XxＸ×*＊]{{1,8}}(?:[.．][XxＸ×*＊]+)?)(?:万|亿)?元){_TAIL}"
)
_BARE: Final = re.compile(
    rf"(?:人民币|￥|¥|RMB)[\s:：]*(?P<num>{_NUMBER})(?P<unit>亿|千万|百万|十万|万)?(?![\d元圆美欧港余亿万]|[,，.．]\d)|"
    rf"(?<=[上前]述)(?P<num2>{_NUMBER})(?P<unit2>亿|千万|百万|十万|万)(?=[\u4e00-\u9fff]{{1,6}}款)"
)
_UNIT: Final = {
    "": 1, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8, "百亿": 10**10,
    "千亿": 10**11, "万亿": 10**12,
}
_ENDS: Final = "，。；、（）()及和；与整正的,;至；/"


@dataclass(frozen=True, slots=True)
class Amount:
    """一处钱数。``fen`` 以分计（外币以其百分之一计），读不准为 None，``why`` 说明；``currency`` 是 ISO 代码。"""

    fen: int | None
    start: int
    end: int
    currency: str = "CNY"
    why: str = ""


def amounts(text: str, start: int = 0, end: int | None = None) -> Iterator[Amount]:
    """从 ``text[start:end]`` 里逐个找出金额，按先后；位置按整段文字计。"""
    end = len(text) if end is None else end
    at = start
    while match := _next(text, at, end):
        at = match.end()
        found = _read(match, text)
        if found is not None:
            yield found


def _next(text: str, start: int, end: int) -> re.Match[str] | None:
    found = [m for pattern in (_AMOUNT, _BARE) if (m := pattern.search(text, start, end))]
    return min(found, key=lambda m: (m.start(), -m.end()), default=None)


def _read(match: re.Match[str], text: str) -> Amount | None:
    named = match.groupdict()
    if named.get("hidden"):
        return Amount(None, match.start(), match.end(), why="金额被隐去")
    if named.get("han") and not _is_money(match, text):
        return None
    whole = _whole(named)
    if whole is None:
        return Amount(None, match.start(), match.end(), why="数字的写法不通")
    fen = (whole + _cents(named)) * 100
    if any(named.get(key) for key in ("odd", "odd2", "odd3")):
        return Amount(None, match.start(), match.end(), _currency(named), "写的是约数")
    if fen.denominator != 1:
        return Amount(None, match.start(), match.end(), _currency(named), "不足一分")
    return Amount(int(fen), match.start(), match.end(), _currency(named))


def _is_money(match: re.Match[str], text: str) -> bool:
    """单独一个汉字的“元”（二元、三元）后面要断开才是钱。"""
    if len(match["han"]) > 1 or match["cur"]:
        return True
    after = text[match.end():match.end() + 1]
    return not after or after in _ENDS


def _whole(named: dict[str, str | None]) -> Fraction | None:
    if number := named.get("num") or named.get("num2"):
        return numerals.arabic(number) * _UNIT[named.get("unit") or named.get("unit2") or ""]
    value = numerals.han(named.get("han") or "")
    return None if value is None else Fraction(value)


def _cents(named: dict[str, str | None]) -> Fraction:
    jiao, fen = named.get("jiao"), named.get("fen")
    return Fraction(numerals.either(jiao or "零") or 0, 10) + Fraction(numerals.either(fen or "零") or 0, 100)


def _currency(named: dict[str, str | None]) -> str:
    mark = named.get("foreign") or named.get("hforeign") or named.get("other") or named.get("cur") or "人民币"
    return _FOREIGN[mark]
