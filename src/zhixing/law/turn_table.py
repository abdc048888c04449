"""节点 → 摆着的一件事：归谁、等的是谁、给当事人怎么说。表在 ``parameters/turns.toml``。"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final, Protocol

from zhixing.law import words
from zhixing.law.turns import COURT, NODE, Task, Who

APPLICANT: Final = "applicant"
RESPONDENT: Final = "respondent"


class Row(Protocol):
    """节点表的一行，或者推算出的一个节点。"""

    @property
    def key(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def whose(self) -> str: ...
    @property
    def hard(self) -> bool: ...
    @property
    def cls(self) -> str: ...
    @property
    def started(self) -> date: ...
    @property
    def due(self) -> date | None: ...
    @property
    def warn_on(self) -> date | None: ...
    @property
    def last_working_day(self) -> date | None: ...
    @property
    def paused(self) -> bool: ...
    @property
    def act(self) -> str: ...


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "turns.toml").read_text("utf-8"))


def codes() -> frozenset[str]:
    """表里写了的节点，供测试核对没有写错。"""
    return frozenset(_table()["node"])


def _row(code: str) -> Mapping[str, str]:
    found: dict[str, str] = _table()["node"].get(code, {})
    return found


def whom(code: str, kind: str) -> str:
    """这个节点等的是谁；``kind`` 是案件的类型代字。表里没有写的是“外面的单位”。

    >>> whom("M-15", "执"), whom("P-12", "执")
    ('被执行人', '评估机构')
    """
    who = _row(code).get("whom", "others")
    return words.party(kind, who) if who in (APPLICANT, RESPONDENT) else str(_table()["whom"][who])


def awaited_role(code: str) -> str:
    """等的是哪一方当事人：applicant、respondent、parties（各方）；不是等当事人的为空。"""
    who = _row(code).get("whom", "")
    return who if who in (APPLICANT, RESPONDENT, "parties") else ""


def public(code: str, role: str) -> str:
    """给当事人说的：``role`` 是 applicant、respondent……；不该说的为空。

    >>> public("N-15", "applicant"), public("N-15", "respondent")
    ('控制查到的财产', '')
    """
    row = _row(code)
    return (row.get(APPLICANT, "") if role == APPLICANT else "") or row.get("party", "")


def of_node(node: Row, owner: Who, kind: str) -> Task:
    """一个待办节点。归法院的由 ``owner`` 办，归当事人、归外面的等他们。"""
    ours = node.whose == COURT
    what = _row(node.code).get("staff") or node.name
    return Task(
        key=f"node:{node.key}", sort=NODE, what=f"{what}（{node.subject}）" if node.subject else what, side=node.whose,
        who=owner if ours else Who(whom(node.code, kind)), since=node.started, due=node.due, warn_on=node.warn_on,
        last_working_day=node.last_working_day, cls=node.cls, paused=node.paused, hard=node.hard, act=node.act, code=node.code,
        subject=node.subject,
    )
