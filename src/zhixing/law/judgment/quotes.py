"""摘录：一个值和它在原文里的位置。"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Generic, Literal, TypeVar

T = TypeVar("T")

Status = Literal["明确", "不明确"]
CLEAR: Final[Status] = "明确"
UNCLEAR: Final[Status] = "不明确"


@dataclass(frozen=True, slots=True)
class Quote(Generic[T]):
    """一个值；``text[start:end]`` 就是它的出处。"""

    value: T
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Doubt:
    """没有读懂的一处：原文位置和一句话。"""

    start: int
    end: int
    why: str


def plain(value: object) -> Any:
    """变成 JSON 能写的样子：日期写成 ISO，分数写成 ``分子/分母``，整数照写。"""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return str(value)
    return value
