"""债权表的各行 → 债权，供分配方案用。第一行是表头，中文、英文的列名都认；不认识的列、不对的格，说出第几行哪一列。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

from zhixing.law.amounts import fen
from zhixing.law.distribution_claims import BadPlan, Claim, holds, levels

COLUMNS: Final = {
    "id": "编号", "amount": "债权额", "level": "顺位", "creditor": "债权人", "title": "执行依据", "filed": "申请时间", "seized": "查封时间",
    "registered": "登记时间", "paid": "已受偿", "asset": "财产", "hold": "暂不发放", "arisen": "发生时间",
}
"""列：代码 → 中文名。编号、债权额必须有，金额单位是元。"""

_CODES: Final = {**{code: code for code in COLUMNS}, **{name: code for code, name in COLUMNS.items()}}
_FIELDS: Final = {"amount": "fen"}


def claims(rows: Iterable[Sequence[str]], ladder: str = "civil") -> list[Claim]:
    """逐行读成债权。空行跳过。没有表头、缺列、多列、哪一格不对、编号重复，抛出 :class:`BadPlan`，什么也不给。"""
    numbered = enumerate(rows, 1)
    columns = _columns(_header(next(numbered, (1, ()))[1]), ladder)
    found: list[Claim] = []
    seen: dict[str, int] = {}
    for number, row in numbered:
        if not any(map(str.strip, row)):
            continue
        claim = _claim(number, columns, row)
        if (first := seen.setdefault(claim.id, number)) != number:
            raise BadPlan(f"第{number}行：编号“{claim.id[:40]}”与第{first}行重复。")
        found.append(claim)
    if not found:
        raise BadPlan("表里没有债权。")
    return found


def _header(row: Sequence[str]) -> list[str]:
    names = [name.strip().lstrip("\ufeff") for name in row]
    if unknown := [name for name in names if name not in _CODES]:
        raise BadPlan(f"第1行：不认识的列“{unknown[0][:20]}”，可以有：{'、'.join(COLUMNS.values())}（或者 {', '.join(COLUMNS)}）。")
    codes = [_CODES[name] for name in names]
    if len(set(codes)) != len(codes):
        raise BadPlan("第1行：有重复的列。")
    if missing := [COLUMNS[code] for code in ("id", "amount") if code not in codes]:
        raise BadPlan(f"第1行：缺少列“{missing[0]}”。")
    return codes


class _Column(NamedTuple):
    """一列：债权的哪一项，中文名，怎么读一格。"""

    field: str
    title: str
    read: Callable[[str], Any]


def _columns(codes: Sequence[str], ladder: str) -> list[_Column]:
    readers: dict[str, Callable[[str], Any]] = {
        "amount": fen, "paid": fen, "level": _named(levels(ladder), "顺位"), "hold": _named(holds(), "暂不发放的原因"), "filed": _time,
        "seized": _time, "registered": _time, "arisen": _time,
    }
    return [_Column(_FIELDS.get(code, code), COLUMNS[code], readers.get(code, str)) for code in codes]


def _named(known: Mapping[str, str], what: str) -> Callable[[str], str]:
    """代码、中文名都认。"""
    names = {**{label: code for code, label in known.items()}, **{code: code for code in known}}

    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"没有{what}“{text[:20]}”，可以是：{'、'.join(known.values())}")
        return names[text]

    return read


@lru_cache(maxsize=4096)
def _time(text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        raise ValueError(f"“{text[:20]}”不是时间，应写成 2025-01-18 或 2025-01-18T16:20") from None


def _claim(number: int, columns: Sequence[_Column], row: Sequence[str]) -> Claim:
    if len(row) > len(columns):
        raise BadPlan(f"第{number}行：比表头多了{len(row) - len(columns)}格（金额里的逗号要加引号）。")
    values = {}
    for column, cell in zip(columns, row, strict=False):
        if text := cell.strip():
            try:
                values[column.field] = column.read(text)
            except ValueError as error:
                raise BadPlan(f"第{number}行{column.title}：{str(error).rstrip('。')}。") from None
    for field, title in (("id", "编号"), ("fen", "债权额")):
        if field not in values:
            raise BadPlan(f"第{number}行：没有{title}。")
    return Claim(**values)
