"""把主文拆成项：``一、…；二、…``，项里再按分号拆开；末尾的诉讼费、加倍利息告知各成一项。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhixing.law.judgment import numerals

_NUMBER: Final = (
    r"(?:[（(](?P<a>[一二三四五六七八九十]{1,3}|\d{1,2})[）)]、?|(?P<b>[一二三四五六七八九十]{1,3})[、.．,，:：]|(?P<c>\d{1,2})[、.．](?!\d)"
    r"|(?P<d>[一二三四五六七八九十]{1,3})(?=驳回|撤销|维持|变更)|第(?P<e>[一二三四五六七八九十]{1,3})项[、，：:])"
)
_MARK: Final = re.compile(rf"(?:^|(?<=[；;。：:\n，,\s]))\s*{_NUMBER}")
_CARRIES_ON: Final = (
    r"(?:\d{1,2}[.．、]\s*)?(?:(?:自|从|由|于|此后|之后|其中|截至|截止)?\d{4}年|此后|之后|(?:\d{1,2}[.．、]\s*)(?:以|自|从)|"
    r"以(?:[^，,。；;]|[,，](?=\d)){2,40}为(?:计算)?(?:基数|本金)|利息(?:以|按|自|从|计算)|自[^，,；;。]{2,20}起|逾期按)"
)
_SUBJECT: Final = r"[^，,；;。在于自向]{2,30}?(?:应当?)?[于在自](?:本|该)?(?:民事)?(?:判决|裁决|调解书)书?(?:生效|送达|发生)"
_ANSWERS: Final = (
    r"(?:[^，,；;。对就]{2,30}?(?:在[^，,；;。]{2,40}(?:范围|限额|额度)内)?[对就][^，,；;。]{2,60}承担[^，,；;。]{0,12}责任|"
    r"(?![向并应且须仍在故则与和及承对就因各均即合共])[^，,；;。对就]{2,60}?(?:应)?(?:对此)?承担(?:连带|补充)[^，,；;。]{0,12}责任)"
)
_BREAK: Final = re.compile(rf"[；;](?!\s*{_CARRIES_ON})\s*|。\s*|\n+\s*|[，,](?!\d)(?={_SUBJECT}|{_ANSWERS})")
"""断句：分号（后面接着说计息的不断）、句号、换行，和换了义务人的逗号。"""

_BRACKETED: Final = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]、?\s*(?=\S)")
_OPEN: Final = "（([［【《“"
_CLOSE: Final = "）)]］】》”"


@dataclass(frozen=True, slots=True)
class Piece:
    """主文的一段。``number`` 是项号（没有编号为 None），``start:end`` 是正文，不含编号和末尾的标点。"""

    number: int | None
    start: int
    end: int


def split(text: str, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """拆 ``text[start:end]``；编号要接得上才算编号（“第一、二项”不算）。"""
    end = len(text) if end is None else end
    depths = _depths(text, start, end)
    marks = list(_marks(text, start, end, depths))
    yield from _pieces(text, None, start, marks[0][1] if marks else end, depths, start)
    for place, (number, _, body) in enumerate(marks):
        until = marks[place + 1][1] if place + 1 < len(marks) else end
        yield from _pieces(text, number, body, until, depths, start)


def _marks(text: str, start: int, end: int, depths: list[int]) -> Iterator[tuple[int, int, int]]:
    """（项号，编号起，正文起）：同一层的编号从一起，逐个加一；第一处也可以从别的数起（摘录）。"""
    style, last = "", 0
    for match in _MARK.finditer(text, start, end):
        group = match.lastgroup or ""
        value = numerals.either(match[group]) or 0
        if depths[match.start(group) - start] > (1 if group == "a" else 0):
            continue
        if last and (_level(group) != style or not last < value <= last + 2):
            continue
        if not last and value > 9:
            continue
        style, last = _level(group), value
        yield value, match.start(), match.end()


def _level(group: str) -> str:
    return "b" if group == "d" else group


def _pieces(text: str, number: int | None, start: int, end: int, depths: list[int], zero: int) -> Iterator[Piece]:
    """一项之内按不在括号里的分号、句号拆开；句号以后不再属于这一项。"""
    at = start
    for match in _BREAK.finditer(text, start, end):
        if depths[match.start() - zero] == 0 and not (match[0] in "，," and text[at] in "对在经"):
            yield from _trimmed(text, number, at, match.start())
            at = match.end()
            number = number if match[0][0] in "；;，," else None
    yield from _trimmed(text, number, at, end)


def _trimmed(text: str, number: int | None, start: int, end: int) -> Iterator[Piece]:
    while start < end and text[start] in " \n\t\u3000，,、":
        start += 1
    if numbered := _BRACKETED.match(text, start, end):
        start = numbered.end()
    while end > start and text[end - 1] in " \n\t\u3000；;。，,":
        end -= 1
    if start < end:
        yield Piece(number, start, end)


def _depths(text: str, start: int, end: int) -> list[int]:
    """每个字在几层括号里；配不上的括号不算。"""
    depth, found = 0, []
    for char in text[start:end]:
        if char in _OPEN:
            depth += 1
        found.append(depth)
        if char in _CLOSE and depth:
            depth -= 1
    return found if depth == 0 else [0] * (end - start)
