"""反馈表的表头：认是哪一种财产、各栏在第几列。预设在 ``fields/sheets.toml``，认不出的由人对照一次，同样是数据。"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.exchange.bank.layouts import title as tidied
from zhixing.exchange.control.tables import Field, Table

_UNIT: Final = re.compile(r"\((?:元|万元|人民币|单位:?(?:万)?元|平方米|㎡|亩|%)\)|/(?:万)?元")
_TEN_THOUSAND: Final = re.compile(r"万元")


def title(text: str) -> str:
    """栏名的整理。

    >>> title(" 余 额（万元）"), title("帐号")
    ('余额', '账号')
    """
    return _UNIT.sub("", tidied(text))


@dataclass(frozen=True, slots=True)
class Layout:
    """一种财产的表。``columns`` 是栏到栏名（前面的优先）；``own`` 是人对照过的，认得出就用它。"""

    code: str
    name: str
    words: tuple[str, ...]
    must: tuple[str, ...]
    hints: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    table: Table
    own: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """认出的表头：哪一种，各栏在第几列，原来的栏名，哪几栏以万元计。"""

    layout: Layout
    places: Mapping[str, int]
    titles: tuple[str, ...]
    thousands: frozenset[str] = frozenset()


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.exchange.control").joinpath("fields", "sheets.toml").read_text("utf-8"))


@cache
def presets() -> tuple[Layout, ...]:
    """各种财产的预设。"""
    return tuple(_layout(code, given) for code, given in _data().items() if code != "common")


def _layout(code: str, given: Mapping[str, Any]) -> Layout:
    common = _data()["common"]
    columns = {key: tuple(map(title, names)) for key, names in {**common["columns"], **given["columns"]}.items()}
    money, dates = {*common["money"], *given["money"]}, {*common["dates"], *given["dates"]}
    fields = {key: Field(key, names[0], "money" if key in money else "date" if key in dates else "text") for key, names in columns.items()}
    how = {key: value for key, value in given.items() if key not in ("columns", "words", "hints", "must", "meaning")}
    table = Table(code, given["meaning"], fields, tuple(given["must"]), how=how)
    return Layout(code, given["meaning"], tuple(given["words"]), tuple(given["must"]), tuple(given["hints"]), columns, table)


def of(data: Mapping[str, Any]) -> Layout:
    """人对照的一种：``{"name": 名称, "kind": 预设的代码, "columns": {栏: 栏名}}``。不对的抛出 ``ValueError``。"""
    base = next((one for one in presets() if one.code == data.get("kind")), None)
    if base is None:
        raise ValueError("没有选是哪一种财产")
    given = {str(key): title(str(name)) for key, name in dict(data.get("columns", {})).items() if str(name).strip()}
    if unknown := given.keys() - base.columns.keys():
        raise ValueError(f"没有这样的栏：{'、'.join(sorted(unknown))}")
    if missing := [base.columns[key][0] for key in base.must if key not in given]:
        raise ValueError(f"要指定{'、'.join(missing)}在哪一栏")
    columns = {**base.columns, **{key: (name,) for key, name in given.items()}}
    return Layout(base.code, str(data.get("name") or base.name)[:60], (), tuple(given), (), columns, base.table, own=True)


def recognise(cells: Iterable[Any], section: str, own: Sequence[Layout] = ()) -> Header | None:
    """这一行是不是表头。``section`` 是表名和上面的标题，据以在几种都像的时候选一种。"""
    raw = tuple(str(cell).strip() if isinstance(cell, str) and len(cell) < 60 else "" for cell in cells)
    titles = tuple(map(title, raw))
    if len(set(titles) & (_known() | {name for one in own for names in one.columns.values() for name in names})) < 2:
        return None
    fitting = [one for one in own if all(one.columns[key][0] in titles for key in one.must)]
    headers = [_header(one, titles, raw) for one in fitting or presets()]
    good = [one for one in headers if all(key in one.places for key in one.layout.must)]
    return max(good, key=lambda one: _likeness(one, section), default=None)


@cache
def _known() -> frozenset[str]:
    """各种表的全部栏名：一行里没有两个的，不是表头，不用细看。"""
    return frozenset(name for one in presets() for names in one.columns.values() for name in names)


def _header(layout: Layout, titles: tuple[str, ...], raw: tuple[str, ...]) -> Header:
    """一列只给一栏用；这一种自己的栏先排，各种都有的后排。"""
    where = {name: place for place, name in reversed(list(enumerate(titles))) if name}
    places: dict[str, int] = {}
    for key, names in reversed(list(layout.columns.items())):
        found = next((where[name] for name in names if name in where and where[name] not in places.values()), None)
        if found is not None:
            places[key] = found
    thousands = frozenset(key for key, place in places.items() if _TEN_THOUSAND.search(raw[place]))
    return Header(layout, places, raw, thousands)


def _likeness(header: Header, section: str) -> tuple[bool, bool, int, int]:
    """像不像：人对照的在前，标题里写明的其次，特有的栏多的再次。"""
    layout = header.layout
    named = any(word in section for word in layout.words)
    hints = sum(key in header.places for key in layout.hints)
    return layout.own, named and bool(hints or len(layout.must) > 1 or len(header.places) > 1), hints, len(header.places)
