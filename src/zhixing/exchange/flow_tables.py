"""流程系统的导出表：哪张表的哪一栏是哪一件事。表在 ``flow_tables.toml``，每日导入和回填单用同一份。

栏目是从公开代码里的一份数据字典读来的，不是官方标准；来源写在表头，页面上也说明。
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from zhixing.law import matters


@dataclass(frozen=True, slots=True)
class Column:
    """字典里的一栏：代码和中文名。"""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """一行里的一件事；各项的意思见 ``flow_tables.toml`` 的表头。"""

    table: str
    part: str
    on: str
    matter: str = ""
    event: str = ""
    compare: bool = False
    who: tuple[str, ...] = ()
    when: Mapping[str, list[str]] = field(default_factory=dict)
    unless: Mapping[str, list[str]] = field(default_factory=dict)
    given: str = ""
    named: tuple[str, ...] = ()
    fallback: str = ""
    link: str = ""
    resolve: tuple[str, ...] = ()
    only: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, list[str]] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    fixed_columns: Mapping[str, str] = field(default_factory=dict)
    text: Mapping[str, list[str]] = field(default_factory=dict)
    default: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    near: int = 0

    @property
    def type(self) -> str:
        """记成的事件。"""
        return self.event or matters.matter(self.matter).event

    @property
    def label(self) -> str:
        """叫什么事。"""
        return matters.matter(self.matter).label if self.matter else LABELS[self.event]

    @property
    def days(self) -> int:
        """日子相差几天以内，可能说的是同一件事。"""
        return self.near or near_days()


LABELS = {
    "cases.Accepted": "立案", "cases.Assigned": "分案", "closing.Closed": "结案", "nodes.Excluded": "扣除期限",
    "nodes.ExclusionEnded": "扣除结束", "nodes.Extended": "延长期限",
}
"""没有登记事项的事件叫什么。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowTable:
    """一张导出表。"""

    code: str
    name: str
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    id: tuple[str, ...] = ()
    identify: tuple[str, ...] = ()
    row_id: bool = True

    def part(self, name: str) -> Part:
        """按键取一件事。"""
        return next(one for one in self.parts if one.part == name)

    def title(self, code: str) -> str:
        """栏目的中文名。"""
        return next((c.name for c in self.columns if c.code == code), code)


@cache
def _book() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.exchange").joinpath("flow_tables.toml").read_text("utf-8"))


@cache
def tables() -> tuple[FlowTable, ...]:
    """全部能对应的表，按字典的次序。"""
    return tuple(_table(row) for row in _book()["table"])


def _table(row: Mapping[str, Any]) -> FlowTable:
    columns = tuple(Column(*text.split(" ", 1)) for text in row["columns"])
    parts = tuple(_part(row["code"], one) for one in row["part"])
    return FlowTable(
        code=row["code"], name=row["name"], columns=columns, parts=parts, row_id=row.get("row_id", True),
        id=tuple(row.get("id", ())), identify=tuple(row.get("identify", ())),
    )


_LISTED = ("who", "named", "resolve", "own")


def _part(code: str, row: Mapping[str, Any]) -> Part:
    values: dict[str, Any] = {k: tuple(v) if k in _LISTED else v for k, v in row.items()}
    return Part(table=code, **values)


def table(code: str) -> FlowTable:
    """按表名取；没有则抛出 ``StopIteration``。"""
    return next(one for one in tables() if one.code == code)


def parts() -> tuple[Part, ...]:
    """全部能对应的事。"""
    return tuple(part for one in tables() for part in one.parts)


def source() -> str:
    """字典从哪里来。"""
    return str(_book()["source"])


def near_days() -> int:
    """日子相差几天以内，可能说的是同一件事。"""
    return int(_book()["near_days"])


def words(kind: str) -> list[tuple[str, str]]:
    """认字用的：含这个字的 → 代码，先有的为准；空字是“其余”。"""
    return [(needle, code) for needle, code in _book()["words"][kind]]


def names(kind: str) -> frozenset[str]:
    """几样公共栏目的叫法：``row_id`` 行标识、``case_number`` 案号、``case_id`` 案件标识、``exported`` 导出时间。"""
    return frozenset(_book()[kind])


# ---- 认表 ----


def recognise(sheet: str, file: str, header: Iterable[str]) -> FlowTable | None:
    """这是哪张表：先看表名，再看文件名，都没写的看表头（过半的栏认得，而且比别的表多）。"""
    for said in (sheet, file):
        if found := _named(said):
            return found
    return _by_header({_bare(title) for title in header})


def _named(said: str) -> FlowTable | None:
    said = said.upper()
    fitting = [one for one in tables() if one.code in said or _short(one.name) in said]
    return max(fitting, key=lambda one: (one.code in said and len(one.code), len(_short(one.name))), default=None)


def _short(name: str) -> str:
    return name.split("(")[0].upper()


def _by_header(header: set[str]) -> FlowTable | None:
    scored = sorted(((_share(one, header), one.code) for one in tables()), reverse=True)
    (best, code), (second, _) = scored[0], scored[1]
    return table(code) if best >= 3 and best > second else None


def _share(one: FlowTable, header: set[str]) -> int:
    """认得几栏。各表都有的“案号”不算。"""
    common = names("case_number") | names("case_id")
    return sum(1 for c in one.columns if ({c.code, c.name} & header) and c.code not in common)


def _bare(title: str) -> str:
    return title.split("（")[0].split("(")[0].upper()


def columns_of(one: FlowTable, header: Iterable[str]) -> list[str]:
    """表头 → 各列的栏目代码；认不出的照原样。"""
    known = {alias.upper(): c.code for c in one.columns for alias in (c.name, c.code)}
    return [known.get(title.upper()) or known.get(_bare(title)) or title.strip() for title in header]
