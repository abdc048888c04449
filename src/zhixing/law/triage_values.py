"""读好的分流规则：条件、规则、一版规则。怎样读见 :mod:`zhixing.law.triage_rules`。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from zhixing.law.articles import cite
from zhixing.law.triage_facts import CHOICE, FLAG, MANY, NUMBER, TEAMS, TRACKS, Field

ARTICLE: Final = cite("COURT 繁简分流")
OPS: Final[dict[str, dict[str, str]]] = {
    FLAG: {"=": "是"},
    CHOICE: {"=": "是", "!=": "不是", "in": "是其中之一"},
    MANY: {"has": "有", "lacks": "没有"},
    NUMBER: {"<=": "不超过", "<": "少于", ">=": "不少于", ">": "超过", "=": "等于"},
}
"""各种栏可以怎样比。"""
_TESTS: Final[dict[str, Callable[[Any], Callable[[Any], bool]]]] = {
    "=": lambda value: lambda have: have == value,
    "!=": lambda value: lambda have: have != value,
    "in": lambda value: lambda have: have in value,
    "has": lambda value: lambda have: not have.isdisjoint(value),
    "lacks": lambda value: lambda have: have.isdisjoint(value),
    "<=": lambda value: lambda have: have is not None and have <= value,
    "<": lambda value: lambda have: have is not None and have < value,
    ">=": lambda value: lambda have: have is not None and have >= value,
    ">": lambda value: lambda have: have is not None and have > value,
}


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """一个条件。``value`` 是与事实同一单位的值（金额是分）；``told`` 是一句话；``line`` 是原文第几行；``holds`` 问这一栏的值符合不符合。"""

    field: Field
    op: str
    value: Any
    line: int
    told: str
    holds: Callable[[Any], bool]

    @classmethod
    def of(cls, field: Field, op: str, value: Any, line: int, told: str) -> Condition:
        """照比法写好 ``holds``；空的整数，比大小一律不符合。"""
        return cls(field, op, value, line, told, _TESTS[op](value))


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """一条规则。``number`` 是第几条（从 1 起）；``when`` 都要符合，``any`` 至少一项。"""

    number: int
    code: str
    name: str
    track: str
    team: str = ""
    days: int | None = None
    ending: bool = False
    keeps: bool = False
    over: bool = False
    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    line: int = 0

    @property
    def told(self) -> str:
        """条件，一句话。"""
        parts = [one.told for one in self.when]
        if self.any:
            parts.append(("；或者".join(one.told for one in self.any)) if len(self.any) > 1 else self.any[0].told)
        return "，并且".join(parts) if parts else "其余的"

    @property
    def leads(self) -> str:
        """到哪里，一句话。"""
        team = f"，{TEAMS[self.team]}团队" if self.team else ""
        days = f"，自立案{self.days}日" if self.days is not None else ""
        return f"{TRACKS[self.track]}{team}{days}{'，提示可能终本' if self.ending else ''}"


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """一版规则。``version`` 是版次（0 随系统带）；``convert`` 是快执转普执，没有的不转。"""

    rules: tuple[Rule, ...]
    convert: Rule | None = None
    version: int = 0
    inputs: Mapping[str, int] = field(default_factory=dict)
