"""格里的金额、日子、时刻：银行的各种写法 → 整数分、date、time。看不懂的抛出 ``ValueError``，一句话说为什么。"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final

from zhixing.law.amounts import MOST_FEN
from zhixing.law.texts import halfwidth

NOTHING: Final = frozenset(("", "-", "--", "---", "—", "——", "/", "无", "null", "NULL"))
_PUNCTUATION: Final = str.maketrans("，．：（）－−＋￥", ",.:()--+¥")
_AMOUNT: Final = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,15}|(?=\.\d))(?:\.(\d*))?")
_DAY: Final = r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))"
_CLOCK: Final = r"(\d{1,2})(?:[:.时](\d{1,2})(?:[:.分](\d{1,2})秒?)?|(\d{2})(\d{2})?)(?:\.\d+)?"
_MOMENT: Final = re.compile(rf"{_DAY}(?:[\sT_-]*{_CLOCK})?(?:Z|[+-]\d{{2}}:?\d{{2}})?")
_TIME: Final = re.compile(_CLOCK)
_YEARS: Final = range(1990, 2101)


def amount(value: Any) -> int | None:
    """金额 → 百分之一元，带正负号；空的、画横线的为空。

    >>> amount("１，２３４．５０"), amount("(5.00)"), amount("500.00-"), amount("--")
    (123450, -500, -50000, None)
    """
    if isinstance(value, bool | date | time):
        raise ValueError("不是金额")
    text = format(value, ".15g") if isinstance(value, float) else str("" if value is None else value)
    return None if (text := _tidy(text)) in NOTHING else _amount(text)


def _tidy(text: str) -> str:
    if not text.isascii():
        text = halfwidth(text).translate(_PUNCTUATION).removesuffix("元")
    return text.replace(" ", "").strip("\t'¥")


@lru_cache(2**14)
def _amount(text: str) -> int:
    body = text.removeprefix("CNY").removeprefix("RMB").replace("¥", "")
    minus = body.startswith("-") or body.endswith("-") or (body.startswith("(") and body.endswith(")"))
    body = body[1:-1] if body.startswith("(") and body.endswith(")") else body.strip("+") if not minus else body.strip("-")
    found = _AMOUNT.fullmatch(body)
    if found is None:
        raise ValueError(f"“{text[:24]}”不是金额")
    cents = (found[2] or "").rstrip("0")
    if len(cents) > 2:
        raise ValueError(f"“{text[:24]}”不到一分")
    fen = int(found[1].replace(",", "") or 0) * 100 + int(cents.ljust(2, "0"))
    if fen > MOST_FEN:
        raise ValueError(f"“{text[:24]}”太大，不像金额")
    return -fen if minus else fen


def moment(value: Any) -> tuple[date | None, time | None]:
    """日子和时刻；空的都为空，只有日子的时刻为空。

    >>> moment("20260410 17:07:09")
    (datetime.date(2026, 4, 10), datetime.time(17, 7, 9))
    """
    if isinstance(value, datetime):
        return _likely(value.date()), value.time().replace(microsecond=0)
    if isinstance(value, date):
        return _likely(value), None
    text = str("" if value is None else value).strip()
    return (None, None) if text in NOTHING else _moment(text)


@lru_cache(2**14)
def _moment(text: str) -> tuple[date, time | None]:
    plain = text if text.isascii() else halfwidth(text).translate(_PUNCTUATION)
    found = _MOMENT.fullmatch(plain)
    if found is None:
        raise ValueError(f"“{text[:24]}”不是日期")
    year, month, day, month2, day2, hour, *clock = found.groups()
    try:
        on = date(int(year), int(month or month2), int(day or day2))
    except ValueError:
        raise ValueError(f"“{text[:24]}”不是可能的日期") from None
    return _likely(on), _clock(text, hour, *clock) if hour else None


def _likely(on: date) -> date:
    if on.year not in _YEARS:
        raise ValueError(f"{on}不像记账的日子")
    return on


def clock(value: Any) -> time | None:
    """单独一栏的时刻：``18:53:19``、``185319``、``9:05``；空的为空。

    >>> clock(92015)
    datetime.time(9, 20, 15)
    """
    if isinstance(value, datetime):
        return value.time().replace(microsecond=0)
    if isinstance(value, time):
        return value.replace(microsecond=0)
    text = str("" if value is None else value).strip()
    text = text.zfill(6) if text.isdecimal() and len(text) == 5 else text
    if text in NOTHING:
        return None
    found = _TIME.fullmatch(text if text.isascii() else halfwidth(text).translate(_PUNCTUATION))
    if found is None:
        raise ValueError(f"“{text[:24]}”不是时刻")
    return _clock(text, *found.groups())


def _clock(text: str, hour: str, *rest: str | None) -> time:
    minute, second, minute2, second2 = rest
    try:
        return time(int(hour), int(minute or minute2 or 0), int(second or second2 or 0))
    except ValueError:
        raise ValueError(f"“{text[:24]}”不是可能的时刻") from None


_CURRENCIES: Final = dict.fromkeys(("人民币", "人民币元", "RMB", "156", "01"), "CNY") | {"美元": "USD", "港币": "HKD", "欧元": "EUR"}


def currency(text: str) -> str:
    """币种的三字码；认不出的照原文，没有写的是人民币。"""
    return _CURRENCIES.get(text, text) if text else "CNY"
