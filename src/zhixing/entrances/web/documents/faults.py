"""哪一句毛病说的是哪一栏：``papers`` 的话开头是栏目的地方（“当事人”第3项的“姓名或者名称”），照地方对上栏目名。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from zhixing.casework.documents.papers import BadData, Template, prepared
from zhixing.casework.documents.papers.fields import Field, Group, Many
from zhixing.entrances.web.documents.inputs import PREFIX

EMPTY: Final = "没有填写"
Numbers = Mapping[str, list[int]]


def faults(template: Template, data: Mapping[str, Any]) -> list[str]:
    """全部毛病，一处一句；没有毛病为空。"""
    try:
        prepared(template, data)
    except BadData as error:
        return list(error.problems)
    return []


def lacking(problem: str) -> bool:
    """说的是没有填，不是填错。"""
    return EMPTY in problem


def places(fields: Mapping[str, Field], data: Mapping[str, Any], numbers: Numbers, name: str = PREFIX, at: str = "") -> Iterator[tuple[str, str]]:
    """每一栏的（地方，栏目名），上级在前。``numbers`` 是各组的行号，不给就从0数起。"""
    for key, one in fields.items():
        here, where = f"{name}-{key}", f"{at}的“{one.label}”" if at else f"“{one.label}”"
        yield where, here
        value = data.get(key)
        if isinstance(one, Group):
            yield from places(one.fields, value if isinstance(value, Mapping) else {}, numbers, here, where)
        elif isinstance(one, Many) and isinstance(value, list):
            yield from _of_rows(one, value, numbers, here, where)


def _of_rows(many: Many, rows: list[Any], numbers: Numbers, name: str, where: str) -> Iterator[tuple[str, str]]:
    known = numbers.get(name, [])
    for n, row in enumerate(rows):
        item = f"{name}-{known[n] if n < len(known) else n}"
        yield f"{where}第{n + 1}项", item
        yield from places(many.item.fields, row if isinstance(row, Mapping) else {}, numbers, item, f"{where}第{n + 1}项")


def located(
    template: Template, data: Mapping[str, Any], problems: Iterable[str], numbers: Numbers | None = None,
) -> dict[str, list[str]]:
    """栏目名 → 它的毛病；对不上栏目的在 ``""`` 名下。"""
    known = dict(places(template.fields, data, numbers or {}))
    found: dict[str, list[str]] = {}
    for problem in problems:
        where = _longest(problem, known)
        found.setdefault(known.get(where, ""), []).append(problem.removeprefix(where))
    return found


def _longest(problem: str, known: Mapping[str, str]) -> str:
    """句首最长的一处：一级一级往下认，不必逐栏去比。"""
    where, end = "", 0
    while (end := _next(problem, end)) and problem[:end] in known:
        where = problem[:end]
    return where


def _next(problem: str, start: int) -> int:
    """下一级地方到哪里为止：“……”或者第几项；没有下一级为零。"""
    if problem.startswith("第", start):
        return problem.find("项", start) + 1
    opened = start + (1 if problem.startswith("的", start) else 0)
    return problem.find("”", opened) + 1 if problem.startswith("“", opened) else 0
