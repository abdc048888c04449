"""算出来的结果，页面、打印、表格都读它：当场算的，和计息单里存着的，是同一个样子。金额是分。"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Generic, TypeVar, overload

from zhixing.law import debt_reading, interest_sheet
from zhixing.law.amounts import money
from zhixing.law.interest_sheet import Sheet
from zhixing.law.switches import LEVELS

S = TypeVar("S")
KEPT = 16
Data = Mapping[str, Any]


class Lazy(Generic[S], Sequence[Data]):
    """一长列，用到哪几行才变哪几行：五千次还款的计息单，一页只看几十行。"""

    def __init__(self, rows: Sequence[S], made: Callable[[S], Data]) -> None:
        self._rows, self._made = rows, made

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> Data: ...
    @overload
    def __getitem__(self, at: slice) -> list[Data]: ...
    def __getitem__(self, at: int | slice) -> Data | list[Data]:
        return [self._made(row) for row in self._rows[at]] if isinstance(at, slice) else self._made(self._rows[at])

    def __iter__(self) -> Iterator[Data]:
        return map(self._made, self._rows)


@dataclass(frozen=True, slots=True)
class Result:
    """一份结果。``levels`` 是四级各欠多少；``lines`` 逐事，``segments`` 逐段，都是 ``law.interest_sheet.Sheet.as_data`` 里的行。"""

    as_of: date
    title: str
    currency: str
    levels: Mapping[str, int]
    paid: int
    waived: int
    surplus: int
    priority: int
    items: Sequence[Data]
    lines: Sequence[Data]
    segments: Sequence[Data]
    guarantors: Sequence[Data]
    in_yuan: Data | None
    switches: Sequence[Data]
    warnings: Sequence[str]

    @property
    def total(self) -> int:
        """还欠多少。"""
        return sum(self.levels.values())

    def as_data(self) -> dict[str, Any]:
        """``Sheet.as_data`` 的样子，写表格用。"""
        named = {level: money(self.levels[level]) for level in LEVELS}
        return {
            "as_of": self.as_of.isoformat(), "title": self.title, "currency": self.currency, "total": money(self.total), **named,
            "paid": money(self.paid), "waived": money(self.waived), "surplus": money(self.surplus), "priority": money(self.priority),
            "items": self.items, "lines": self.lines, "segments": self.segments, "switches": self.switches, "warnings": self.warnings,
        }

    @classmethod
    def of(cls, sheet: Sheet) -> Result:
        """当场算的。各行用到才变。"""
        head = replace(sheet, lines=(), segments=()).as_data()
        borne = [{"name": g.name, "cap": money(g.cap), "double": money(sheet.guarantor(g.cap))} for g in sheet.claim.guarantors]
        lines, segments = Lazy(sheet.lines, lambda row: row.as_data()), Lazy(sheet.segments, lambda row: row.as_data())
        return cls.stored(head | {"guarantors": borne, "lines": lines, "segments": segments})

    @classmethod
    def stored(cls, data: Data) -> Result:
        """计息单里存着的（``as_data`` 的样子）。"""
        return cls(
            date.fromisoformat(data["as_of"]), data["title"], data["currency"], {level: fen(data[level]) for level in LEVELS},
            fen(data["paid"]), fen(data["waived"]), fen(data["surplus"]), fen(data.get("priority", "0")),
            data["items"], data["lines"], data["segments"],
            data["guarantors"], data["in_yuan"], data["switches"], data["warnings"],
        )


@lru_cache(maxsize=KEPT)
def _sheet(text: str, as_of: date) -> Sheet:
    return interest_sheet.sheet(debt_reading.claim(json.loads(text)), as_of)


def reckoned(data: Data, as_of: date) -> Result:
    """CLAIM.json 算到 ``as_of``；同样的内容不重算。

    不明确、写错的抛出 :class:`~zhixing.law.debt.BadClaim`，利率表不够的抛出 :class:`~zhixing.law.rates.RateMissing`。
    """
    return Result.of(_sheet(json.dumps(data, ensure_ascii=False, sort_keys=True), as_of))


def fen(text: Any) -> int:
    """``"1234.50"`` → 分。"""
    return int(Decimal(str(text)) * 100)
