"""一家银行的明细表有哪些栏：预设在 ``layouts.toml``，认不出的由人对照一次，同样是数据。

认的是表头，不是文件名。栏名先整理（:func:`title`），再照别名找；一家的特征栏都在，就是这一家；都不是而有日子和金额的，按通用的认。
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

#: 一栏可以有几列的：各列的文字连起来。
SEVERAL: Final = ("summary", "remark", "references")
_NOISE: Final = re.compile(r"\[[^\]]*\]|\s+|\((?:元|人民币|单位:?元)\)|/元|[:*]+$")


@lru_cache(2**12)
def title(text: str) -> str:
    """栏名的整理：半角，去空白、方括号里的英文、“(元)”；“帐”写成“账”。

    >>> title("贷方发生额/元（收入）"), title("对方帐号[ Account No. ]")
    ('贷方发生额(收入)', '对方账号')
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).replace("帐", "账")


@dataclass(frozen=True, slots=True)
class Layout:
    """一种表。

    ``columns`` 是栏到栏名（前面的优先），``must`` 是认它的特征栏名。
    只有一列金额的：``signed`` 是金额自己带正负号；``red`` 是写着借、贷而金额为负的算红字。``reversed_view`` 是站在单位账上写的，借方是收入。
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    must: frozenset[str] = frozenset()
    code: str = ""
    signed: bool = False
    red: bool = False
    reversed_view: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any], base: Mapping[str, Sequence[str]] | None = None) -> Layout:
        """由数据做成；``base`` 是没有写的栏照谁。栏认不得、缺日子或金额、栏名不是文字的，抛出 ``ValueError``。"""
        given = {**(base or {}), **_columns(data.get("columns", {}))}
        columns = {key: tuple(map(title, names)) for key, names in given.items()}
        if not columns.keys() & {"booked", "traded", "time"} or not columns.keys() & {"amount", "credit", "debit"}:
            raise ValueError("要指定日期和金额各在哪一栏")
        own = [names[0] for names in columns.values() if names] if base is None else []
        must = frozenset(map(title, data.get("must", own)))
        flags = {flag: data.get(flag, False) is True for flag in ("signed", "red", "reversed_view")}
        return cls(str(data.get("name", "自定")), columns, must, str(data.get("code", "")), **flags)


def _columns(given: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """写成一个栏名的，也当作一列。"""
    if unknown := given.keys() - general().keys():
        raise ValueError(f"没有这样的栏：{'、'.join(sorted(unknown))}；可用的是{'、'.join(general())}")
    columns: dict[str, Sequence[str]] = {key: [names] if isinstance(names, str) else list(names) for key, names in given.items()}
    if not all(isinstance(name, str) for names in columns.values() for name in names):
        raise ValueError("栏名要写成文字")
    return columns


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.exchange.bank").joinpath("layouts.toml").read_text("utf-8"))


def general() -> dict[str, list[str]]:
    """通用的各栏和别名。"""
    found: dict[str, list[str]] = _data()["general"]
    return found


@cache
def presets() -> tuple[Layout, ...]:
    """各家银行的预设。"""
    return tuple(Layout.of(bank, general()) for bank in _data()["bank"])


@cache
def _general() -> Layout:
    return Layout.of({"name": "通用"}, general())


@dataclass(frozen=True, slots=True)
class Header:
    """认出的表头：哪种表，各栏在第几列（可以几列的是一串），没有用到的栏名。"""

    layout: Layout
    titles: tuple[str, ...]
    places: Mapping[str, int]
    several: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def unused(self) -> list[str]:
        """没有用到的栏名。"""
        used = {*self.places.values(), *(place for places in self.several.values() for place in places)}
        return [name for place, name in enumerate(self.titles) if name and place not in used]


def recognise(cells: Iterable[Any], own: Sequence[Layout] = ()) -> Header | None:
    """这一行是不是表头。先看 ``own``（人对照过的），再看预设，最后看通用的。"""
    titles = tuple(title(cell) if isinstance(cell, str) and len(cell) < 80 else "" for cell in cells)
    if len(present := set(titles) - {""}) < 2:
        return None
    fitting = [layout for layout in own if layout.must <= present] or [layout for layout in presets() if layout.must <= present]
    layout = max(fitting, key=lambda one: len(one.must), default=_general())
    header = _header(layout, titles)
    dated, valued = header.places.keys() & {"booked", "traded", "time"}, header.places.keys() & {"amount", "credit", "debit"}
    return header if dated and valued else None


def _header(layout: Layout, titles: tuple[str, ...]) -> Header:
    """一列只给一栏用；先排只有一列的栏，剩下的再给可以几列的。"""
    where = {name: place for place, name in reversed(list(enumerate(titles))) if name}
    places: dict[str, int] = {}
    for key, names in layout.columns.items():
        found = next((where[name] for name in names if name in where and where[name] not in places.values()), None)
        if key not in SEVERAL and found is not None:
            places[key] = found
    if "debit" not in places and "credit" in places:  # 只有“入账金额”一列的，是带正负号的一列金额
        places.setdefault("amount", places.pop("credit"))
    free = {name: place for name, place in where.items() if place not in places.values()}
    several = {key: tuple(free[name] for name in layout.columns.get(key, ()) if name in free) for key in SEVERAL}
    return Header(layout, titles, places, several)
