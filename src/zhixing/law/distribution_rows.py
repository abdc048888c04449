"""债权表的各行 → 债权，供分配方案用。第一行是表头，中文、英文的列名都认；不认识的列、不对的格，说出第几行哪一列。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
NOTHING_MORE: Final[Mapping[str, str]] = {}


class Fault(NamedTuple):
    """一格的毛病：哪一列（空的是整行），为什么。"""

    column: str
    text: str


class Entry(NamedTuple):
    """表里的一行：第几行、债权（有毛病的为空）、别的各列、毛病。"""

    number: int
    claim: Claim | None
    more: Mapping[str, str]
    faults: tuple[Fault, ...]


def claims(rows: Iterable[Sequence[str]], ladder: str = "civil") -> list[Claim]:
    """逐行读成债权。空行跳过。没有表头、缺列、多列、哪一格不对、编号重复，抛出 :class:`BadPlan`，什么也不给。"""
    found: list[Claim] = []
    for entry in read(rows, ladder):
        if entry.claim is None:
            raise BadPlan(f"第{entry.number}行{entry.faults[0].column}：{entry.faults[0].text}。")
        found.append(entry.claim)
    if not found:
        raise BadPlan("表里没有债权。")
    return found


def read(rows: Iterable[Sequence[str]], ladder: str = "civil", more: Mapping[str, str] = NOTHING_MORE) -> Iterator[Entry]:
    """逐行读，不对的行逐格说明，接着读下一行；编号重复的也是毛病。空行跳过，表头不对抛出 :class:`BadPlan`。

    ``more`` 是另外认得的列：代码 → 中文名，照原样给出（去掉两头的空白）。
    """
    numbered = enumerate(rows, 1)
    columns = _columns(_header(next(numbered, (1, ()))[1], more), ladder, more)
    seen: dict[str, int] = {}
    for number, row in numbered:
        if any(map(str.strip, row)):
            yield _once(_entry(number, columns, row), seen)


def _once(entry: Entry, seen: dict[str, int]) -> Entry:
    if entry.claim is None or (first := seen.setdefault(entry.claim.id, entry.number)) == entry.number:
        return entry
    again = Fault("", f"编号“{entry.claim.id[:40]}”与第{first}行重复")
    return entry._replace(claim=None, faults=(again,))


def _header(row: Sequence[str], more: Mapping[str, str]) -> list[str]:
    names, known = [name.strip().lstrip("\ufeff") for name in row], {**COLUMNS, **more}
    codes_of = {**_CODES, **{code: code for code in more}, **{name: code for code, name in more.items()}}
    if unknown := [name for name in names if name not in codes_of]:
        raise BadPlan(f"第1行：不认识的列“{unknown[0][:20]}”，可以有：{'、'.join(known.values())}（或者 {', '.join(known)}）。")
    codes = [codes_of[name] for name in names]
    if len(set(codes)) != len(codes):
        raise BadPlan("第1行：有重复的列。")
    if missing := [COLUMNS[code] for code in ("id", "amount") if code not in codes]:
        raise BadPlan(f"第1行：缺少列“{missing[0]}”。")
    return codes


class _Column(NamedTuple):
    """一列：债权的哪一项，中文名，怎么读一格；``own`` 假的不是债权的列。"""

    field: str
    title: str
    read: Callable[[str], Any]
    own: bool = True


def _columns(codes: Sequence[str], ladder: str, more: Mapping[str, str]) -> list[_Column]:
    readers: dict[str, Callable[[str], Any]] = {
        "amount": fen, "paid": fen, "level": _named(levels(ladder), "顺位"), "hold": _named(holds(), "暂不发放的原因"), "filed": _time,
        "seized": _time, "registered": _time, "arisen": _time,
    }
    return [
        _Column(code, more[code], str, own=False) if code in more else _Column(_FIELDS.get(code, code), COLUMNS[code], readers.get(code, str))
        for code in codes
    ]


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


def _entry(number: int, columns: Sequence[_Column], row: Sequence[str]) -> Entry:
    values: dict[str, Any] = {}
    more: dict[str, str] = {}
    faults: list[Fault] = []
    if len(row) > len(columns):
        faults.append(Fault("", f"比表头多了{len(row) - len(columns)}格（金额里的逗号要加引号）"))
    for column, cell in zip(columns, row, strict=False):
        if text := cell.strip():
            try:
                (values if column.own else more)[column.field] = column.read(text)
            except ValueError as error:
                faults.append(Fault(column.title, str(error).rstrip("。")))
    told = {fault.column for fault in faults}
    faults += [Fault("", f"没有{title}") for field, title in _NEEDED if field not in values and title not in told]
    return Entry(number, None if faults else Claim(**values), more, tuple(faults))


_NEEDED: Final = (("id", "编号"), ("fen", "债权额"))
