"""一条记录照栏目表取值：看得懂的变成数、日子，看不懂的留着原文、记下毛病，不牵连别的栏。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final, Self, TypeVar, cast

from zhixing.casework.control.told import Prior, Right
from zhixing.exchange.bank.values import amount, currency
from zhixing.exchange.control.envelope import Record
from zhixing.exchange.control.tables import Table, tables
from zhixing.exchange.workbook import as_date

FIRST_YEAR, LAST_YEAR = 1900, 2200
MOST_FAULTS: Final = 20
T = TypeVar("T")


class Row:
    """一条记录。``faults`` 是毛病：``missing:栏`` 缺必有的栏，``amount:栏`` 不是金额，``negative:栏`` 负数，``date:栏`` 不可能的日子，
    ``code:栏`` 没有这个代码，``number:栏`` 不是数，``unknown:栏`` 表里没有的栏。
    """

    def __init__(self, record: Record, table: Table) -> None:
        self.record, self.values, self.table = record, record.values, table
        self._faults = [f"missing:{name}" for name in table.must if not record.values.get(name)]
        self._faults += [f"code:{name}" for name, known in table.codes.items() if record.values.get(name, known[0]) not in known]
        self._faults += [f"unknown:{name}" for name in record.strange]

    @classmethod
    def of(cls, record: Record, channel: str) -> Self:
        """照这一套栏目表里同名的一张。"""
        return cls(record, tables(channel)[record.name])

    def text(self, *names: str, most: int = 300) -> str:
        """文字；给几栏的，取第一个有的。"""
        return next((self.values[name] for name in names if self.values.get(name)), "")[:most]

    def balance(self, name: str) -> int | None:
        """元 → 分，负的（透支）照写、记毛病；看不懂的当作没有说。"""
        try:
            fen: int | None = amount(self.values.get(name))
        except ValueError:
            self._bad("amount", name)
            return None
        if fen is not None and fen < 0:
            self._bad("negative", name)
        return fen

    def money(self, name: str) -> int | None:
        """元 → 分；负的也当作没有说。"""
        fen = self.balance(name)
        return None if fen is not None and fen < 0 else fen

    def day(self, name: str) -> date | None:
        """日子；带时刻的只取日子。不可能的（99999999）当作没有说。"""
        text = self.values.get(name, "")
        if not text:
            return None
        found = as_date(text[:8] if text.isdecimal() and len(text) == 14 else text.partition("T")[0].partition(" ")[0])
        if found and FIRST_YEAR <= found.year <= LAST_YEAR:
            return found
        self._bad("date", name)
        return None

    def count(self, name: str) -> int | None:
        """不小于零的整数。"""
        text = self.values.get(name, "")
        if not text:
            return None
        if text.isascii() and text.isdecimal() and len(text) <= 6:
            return int(text)
        self._bad("number", name)
        return None

    def currency(self, name: str) -> str:
        """币种的三字码；认不出的算没有说清，记毛病。"""
        code = currency(self.text(name).upper())
        if len(code) == 3 and code.isascii() and code.isalpha():
            return code
        self._bad("currency", name)
        return "XXX"

    def code(self, name: str) -> str:
        """代码；不在表里的为空。"""
        text = self.values.get(name, "")
        return text if text in self.table.codes.get(name, ()) else ""

    def _bad(self, sort: str, name: str) -> None:
        self._faults.append(f"{sort}:{name}")

    def data(self) -> dict[str, Any]:
        """照来的各栏，连同表里没有的。"""
        return {**self.values, **self.record.strange}

    @property
    def faults(self) -> tuple[str, ...]:
        """各处毛病，不重复。"""
        return tuple(dict.fromkeys(self._faults))[:MOST_FAULTS]


def iso(day: date | None) -> str:
    """写进在先措施、别人的权利里的日子。"""
    return day.isoformat() if day else ""


def told_prior(**values: Any) -> Prior:
    """一项在先措施；空的不写。"""
    return cast(Prior, _filled(values))


def told_right(**values: Any) -> Right:
    """一项别人的权利；空的不写。"""
    return cast(Right, _filled(values))


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}


def each(channel: str, records: Iterable[Record], build: Callable[[Row], T]) -> tuple[tuple[T, ...], list[str]]:
    """一条一条地读，连同看出的毛病。"""
    rows = [Row.of(one, channel) for one in records]
    made = tuple(build(row) for row in rows)
    return made, [fault for row in rows for fault in row.faults]


def gathered(*groups: Iterable[str]) -> tuple[str, ...]:
    """几处的毛病合在一起。"""
    return tuple(dict.fromkeys(one for group in groups for one in group))[:MOST_FAULTS]


def moment(text: str) -> datetime | None:
    """信封上的时间；没有时区的、看不懂的为空。"""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def tail(number: str) -> str:
    """账号的末四位。"""
    return f"尾号{number[-4:]}" if number else ""


def phrase(*parts: str) -> str:
    """给人看的一句，不超过三百字。"""
    return " ".join(filter(None, parts))[:300]
