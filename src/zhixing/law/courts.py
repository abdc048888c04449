"""法院：按代字查名称、层级和上级。

随包的表约为 2018 年的；之后新设的法院由本院补行。表里没有的代字只提醒，不拦。
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Court:
    """一家法院：代字、名称、层级、区划代码（提示用）、上级法院代字。"""

    daizi: str
    name: str
    level: str
    division: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Courts:
    """法院表。"""

    rows: Mapping[str, Court]

    @classmethod
    def packaged(cls) -> Courts:
        """随包的法院表。"""
        return _packaged()

    def with_rows(self, rows: Iterable[Court]) -> Courts:
        """补上或换掉几行。代字或名称为空抛出 :class:`ValueError`。"""
        added = {row.daizi: row for row in rows}
        if any(not row.daizi or not row.name for row in added.values()):
            raise ValueError("法院的代字和名称都要填写。")
        return Courts({**self.rows, **added})

    def find(self, daizi: str) -> Court | None:
        """按代字查；没有则为 ``None``。

        >>> Courts.packaged().find("内0221").name
        '土默特右旗人民法院'
        """
        return self.rows.get(daizi)

    def is_listed(self, daizi: str) -> bool:
        """代字在表里。“最高法知”是最高人民法院知识产权法庭，按“最高法”算。"""
        return daizi in self.rows or daizi == "最高法知"

    def under(self, daizi: str) -> tuple[Court, ...]:
        """直接下级法院，按代字排列。"""
        return tuple(sorted((row for row in self.rows.values() if row.parent == daizi), key=lambda row: row.daizi))


@cache
def _packaged() -> Courts:
    text = files("zhixing.law").joinpath("parameters/courts.csv").read_text("utf-8")
    return Courts({row["daizi"]: Court(**row) for row in csv.DictReader(text.splitlines())})
