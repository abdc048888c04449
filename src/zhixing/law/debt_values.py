"""CLAIM.json 里一个一个的值：取出来、认得出才收，认不出的说清楚哪一处、应当怎样写。

金额写元，至多两位小数；利率要写单位；日期写 2025-01-18；不收 NaN、无穷大、科学计数、全角数字。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, TypeVar

from zhixing.law.debt import BadClaim, Unclear

MAX_FEN: Final = 10**16
MAX_ROWS: Final = 5000
_UNITS: Final = {"%": 100, "‰": 1000, "‱": 10000, "分": 100, "厘": 1000}
_MAX_YEARLY: Final = {"yearly": Fraction(3, 2), "monthly": Fraction(1, 8), "daily": Fraction(1, 240)}
T = TypeVar("T")


class Row:
    """一个对象：按名取值，取完看有没有不认识的名称。"""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, Mapping):
            raise BadClaim(f"{place or 'CLAIM.json'}应当是一个对象（{{…}}）。")
        self._data, self._asked, self.place = data, set[str](), place and f"{place}："

    def read(self, key: str, parse: Callable[[Any], T]) -> T:
        """取值；不对则说明是哪一处。"""
        try:
            return parse(self._data[key])
        except BadClaim as error:
            raise BadClaim(f"{self.place}{key} {error}" if not str(error).startswith(self.place or "\0") else str(error)) from None

    def get(self, key: str, parse: Callable[[Any], T], default: T) -> T:
        """可以不写的值；写 null 等于不写。"""
        self._asked.add(key)
        return default if self._data.get(key) is None else self.read(key, parse)

    def need(self, key: str, parse: Callable[[Any], T], *, unclear: bool = False) -> T:
        """必须写的值。"""
        self._asked.add(key)
        if self._data.get(key) is None:
            ask = "执行依据不明确，不能计算，请向作出执行依据的审判部门征询意见；已经明确的请补上。" if unclear else "请补上。"
            raise (Unclear if unclear else BadClaim)(f"{self.place}缺 {key}，{ask}")
        return self.read(key, parse)

    def inner(self, key: str, build: Callable[[Row], T]) -> T | None:
        """里面的一个对象。"""
        self._asked.add(key)
        return None if self._data.get(key) is None else _built(self._data[key], f"{self.place}{key}", build)

    def rows(self, key: str, build: Callable[[Row], T], *, required: bool = False) -> tuple[T, ...]:
        """里面的一列对象。"""
        found = self.need(key, listed) if required else self.get(key, listed, [])
        if required and not found:
            raise BadClaim(f"{self.place}{key} 至少写一项。")
        return tuple(_built(data, f"{self.place}{key} 第{n}项", build) for n, data in enumerate(found, 1))

    def has(self, key: str) -> bool:
        """写了这个名称。"""
        return self._data.get(key) is not None

    def done(self) -> None:
        """有不认识的名称就点名。"""
        if unknown := sorted(map(str, set(self._data) - self._asked)):
            raise BadClaim(f"{self.place}不认识“{'”“'.join(unknown[:5])}”。这里可以写：{'、'.join(sorted(self._asked))}。")


def _built(data: Any, place: str, build: Callable[[Row], T]) -> T:
    row = Row(data, place)
    found = build(row)
    row.done()
    return found


def listed(value: Any) -> list[Any]:
    """一列。"""
    if not isinstance(value, list) or len(value) > MAX_ROWS:
        raise BadClaim(f"应当是一列（[…]），至多{MAX_ROWS}项。")
    return value


def text(value: Any) -> str:
    """一行文字。"""
    if not isinstance(value, str) or not value.strip() or len(value) > 500 or not value.isprintable():
        raise BadClaim("应当是一行文字，不超过500字。")
    return value.strip()


def flag(value: Any) -> bool:
    """真假。"""
    if not isinstance(value, bool):
        raise BadClaim("应当是 true 或者 false。")
    return value


def day(value: Any) -> date:
    """``2025-01-18`` → 日期；不对的抛出 :class:`~zhixing.law.debt.BadClaim`。"""
    try:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        found = date.fromisoformat(value)
        if not 1980 <= found.year <= 2200:
            raise ValueError(value)
    except ValueError:
        raise BadClaim(f"日期“{str(value)[:20]}”不对，应写成 2025-01-18。") from None
    return found


def _decimal(value: Any) -> Decimal:
    """数字或者写成文字的数字；不收 NaN、无穷大、科学计数。"""
    text = str(value).strip() if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"-?([0-9]{1,17}|[0-9]{1,3}(,[0-9]{3}){1,5})(\.[0-9]{1,12})?", text, re.ASCII):
        raise BadClaim(f"“{str(value)[:20]}”不是一个数。")
    return Decimal(text.replace(",", ""))


def fen(value: Any) -> int:
    """元 → 分。"""
    number = _decimal(value)
    if number < 0:
        raise BadClaim(f"金额“{value}”是负数，金额不能小于零。")
    scaled = number * 100
    if scaled != int(scaled):
        raise BadClaim(f"金额“{value}”超过两位小数，金额写到分。")
    if scaled > MAX_FEN:
        raise BadClaim(f"金额“{value}”太大。")
    return int(scaled)


def base(value: Any) -> int | None:
    """``balance`` 是未付的余额；否则是固定的金额。"""
    return None if value == "balance" else fen(value)


def number(value: Any) -> Fraction:
    """大于零的数。"""
    found = Fraction(_decimal(value))
    if found <= 0:
        raise BadClaim(f"“{value}”应当大于零。")
    return found


def multiple(value: Any) -> Fraction:
    """倍数。"""
    found = number(value)
    if found > 10:
        raise BadClaim(f"倍数“{value}”太大，加收50%请写 1.5。")
    return found


def count(low: int, high: int) -> Callable[[Any], int]:
    """``low`` 到 ``high`` 的整数。"""

    def parse(value: Any) -> int:
        text = "" if isinstance(value, bool) else str(value)
        if not re.fullmatch("[0-9]{1,4}", text) or not low <= int(text) <= high:
            raise BadClaim(f"“{str(value)[:20]}”应当是{low}到{high}的整数。")
        return int(text)

    return parse


def basis(value: Any) -> int:
    """一年的天数。"""
    if str(value) not in ("360", "365", "366"):
        raise BadClaim(f"一年的天数“{value}”应当是 360、365 或者 366。")
    return int(value)


def rate(kind: str) -> Callable[[Any], Fraction]:
    """带单位的利率：``24%``、``0.5‰``、``2分``（月利率）。"""

    def parse(value: Any) -> Fraction:
        text = str(value).strip()
        unit = text[-1:]
        if unit not in _UNITS:
            raise BadClaim(f"利率“{text[:20]}”没有写单位，24%请写成“24%”，不要写成 24 或者 0.24。")
        if unit in "分厘" and kind != "monthly":
            raise BadClaim(f"利率“{text[:20]}”的“{unit}”只用于月利率。")
        number = Fraction(_decimal(text[:-1])) / _UNITS[unit]
        if number < 0:
            raise BadClaim(f"利率“{text[:20]}”是负数。")
        if number > _MAX_YEARLY.get(kind, Fraction(1)):
            raise BadClaim(f"利率“{text[:20]}”折合年利率超过150%或者太大，请核对单位（年、月、日，%、‰）。")
        return number

    return parse


def currency(value: Any) -> str:
    """币种。"""
    if not re.fullmatch(r"[A-Z]{3}", str(value)):
        raise BadClaim(f"币种“{str(value)[:10]}”应当是三个大写字母，如 CNY、USD。")
    return str(value)


def one_of(table: Mapping[str, str]) -> Callable[[Any], str]:
    """只能是表里的一个。"""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or value not in table:
            raise BadClaim(f"不能是“{str(value)[:30]}”，可以是：{'、'.join(table)}。")
        return value

    return parse
