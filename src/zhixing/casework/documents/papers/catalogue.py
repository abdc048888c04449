"""文书目录：一种文书一行——代码、名称、版面、数据有哪些栏目、法律依据、栏目之间的规矩。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhixing.casework.documents.papers.fields import Field, Group, Size

Values = Mapping[str, Any]
Rule = Callable[[Values], Iterator[str]]
Basis = tuple[str, ...] | Callable[[Values], tuple[str, ...]]
"""法律依据：固定的几条，或者随所选的事由而定。"""


def nothing_more(values: Values) -> Iterator[str]:
    """栏目之间没有别的规矩。"""
    yield from ()


def nothing_else(values: Values) -> dict[str, Any]:
    """没有算出来的栏目。"""
    return {}


@dataclass(frozen=True, slots=True)
class Template:
    """一种文书。``basis`` 是法律依据（按成文日期换条号）；``rule`` 说出栏目之间的毛病；``derived`` 是由别的栏目算出来的。"""

    code: str
    title: str
    fields: Mapping[str, Field]
    basis: Basis = ()
    rule: Rule = nothing_more
    derived: Callable[[Values], dict[str, Any]] = nothing_else

    def cited(self, values: Values) -> tuple[str, ...]:
        """这份文书引用哪几条。"""
        return self.basis(values) if callable(self.basis) else self.basis

    def sample(self, size: Size) -> dict[str, Any]:
        """样张数据：``minimal`` 只有必填的，``typical`` 各栏都有，``monstrous`` 各栏都到顶。"""
        return Group("", fields=self.fields).sample(size)


def by_ground(grounds: Mapping[str, tuple[str, ...]]) -> Basis:
    """依据随“事由”一栏（``ground``）而定。"""
    return lambda values: grounds[values["ground"]]
