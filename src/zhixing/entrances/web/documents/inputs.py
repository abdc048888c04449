"""文书的栏目 ↔ 表单：``papers`` 的栏目说收什么，这里把交上来的内容收成数据，把数据写回栏目。

栏目名是一路的键用“-”连起来：``d-contact-phone``、``d-parties-3-name``；``d-parties-table`` 是从表格里贴来的几行。
看不懂的照原样放着，由 ``papers.prepared`` 说出哪一栏为什么不对。
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.http import QueryDict

from zhixing.casework.documents.papers.fields import (
    CaseNumber,
    Choice,
    Count,
    Day,
    Field,
    Flag,
    Group,
    Many,
    Moment,
    Money,
    Text,
)
from zhixing.entrances.web.ui import DayField, MoneyField
from zhixing.law.words import yuan as written_yuan

PREFIX: Final = "d"
TABLE: Final = "table"
MOST_INPUTS: Final = 2600
"""各组的格子一共多于这么多，就不全都一格一格地画（一次交不上去），最多的一组改用表格文字。"""
DEEPEST: Final = 5
Fields = Mapping[str, Field]
Node = dict[str, Any]
_DAY, _MONEY = DayField(required=False), MoneyField(required=False)


def tree(query: QueryDict) -> Node:
    """交上来的栏目，按名称分层。"""
    root: Node = {}
    for name in query:
        first, *path = str(name).split("-")
        if first == PREFIX and 0 < len(path) <= DEEPEST:
            _put(root, path, query.get(name, ""))
    return root


def _put(root: Node, path: list[str], text: str) -> None:
    for step in path[:-1]:
        root = root.setdefault(step, {})
        if not isinstance(root, dict):
            return
    root.setdefault(path[-1], text)


def read(fields: Fields, query: QueryDict) -> dict[str, Any]:
    """收成文书的数据。没有填的不写；一行都空着的不算一行。"""
    return _group(fields, tree(query)) or {}


def _group(fields: Fields, node: Any) -> dict[str, Any]:
    given = node if isinstance(node, dict) else {}
    found = {key: value(one, given.get(key)) for key, one in fields.items()}
    return {key: one for key, one in found.items() if one is not None}


def value(field: Field, given: Any) -> Any:
    """一栏交上来的 → 数据；没有填的为空。"""
    if isinstance(field, Group):
        return _group(field.fields, given) or ({} if field.required else None)
    if isinstance(field, Many):
        return _rows(field, given if isinstance(given, dict) else {}) or None
    text = given.replace("\r\n", "\n").strip() if isinstance(given, str) else ""
    return simple(field, text) if text else None


def simple(field: Field, text: str) -> Any:
    """一格的文字 → 数据；看不懂的照原样。"""
    if isinstance(field, Flag):
        return text in ("1", "是") or None
    if isinstance(field, Count):
        return int(text) if text.isdecimal() and len(text) < 9 else text
    if isinstance(field, Moment):
        return text.replace("T", " ")[:16]
    if isinstance(field, Day):
        return _tried(_DAY, text, lambda day: day.isoformat())
    return _tried(_MONEY, text, int) if isinstance(field, Money) else text


def _tried(reader: Any, text: str, made: Any) -> Any:
    try:
        return made(reader.to_python(text))
    except ValidationError:
        return text


def _rows(field: Many, given: Node) -> list[dict[str, Any]]:
    numbers = sorted(int(n) for n in given if n.isdecimal() and len(n) < 6)
    rows = [_group(field.item.fields, given[str(n)]) for n in numbers if str(n) in given]
    pasted = given.get(TABLE)
    return [row for row in rows if row] + (pasted_rows(field, pasted) if isinstance(pasted, str) else [])


def numbers(fields: Fields, query: QueryDict) -> dict[str, list[int]]:
    """各组里算数的行的行号：空行不算，行号可以不连。栏目下标毛病时用。"""
    root, found = tree(query), {}
    for key, one in fields.items():
        given = root.get(key)
        if isinstance(one, Many) and isinstance(given, dict):
            known = sorted(int(n) for n in given if n.isdecimal() and len(n) < 6)
            found[f"{PREFIX}-{key}"] = [n for n in known if _group(one.item.fields, given.get(str(n)))]
    return found


def pasted_rows(field: Many, text: str) -> list[dict[str, Any]]:
    """从表格里贴来的：一行一项，各栏之间是制表符，次序同栏目。题目行不算。"""
    heads = [one.label for one in field.item.fields.values()]
    lines = [line.split("\t") for line in text.splitlines() if line.strip()]
    rows = [_pasted(field, [cell.strip() for cell in cells]) for cells in lines if [c.strip() for c in cells][: len(heads)] != heads]
    return [row for row in rows if row][: field.most + 1]


def _pasted(field: Many, cells: list[str]) -> dict[str, Any]:
    found = {key: value(one, text) for (key, one), text in zip(field.item.fields.items(), cells, strict=False)}
    return {key: one for key, one in found.items() if one is not None}


def as_table(field: Many, rows: list[dict[str, Any]]) -> str:
    """几行 → 可以贴回表格的文字，第一行是题目。"""
    heads = "\t".join(one.label for one in field.item.fields.values())
    lines = ["\t".join(told(one, row.get(key)).replace("\t", " ").replace("\n", " ") for key, one in field.item.fields.items()) for row in rows]
    return "\n".join([heads, *lines])


def told(field: Field, given: Any) -> str:
    """数据 → 给人看的文字。"""
    if given is None:
        return ""
    if isinstance(field, Flag):
        return "是" if given else ""
    if isinstance(field, Choice):
        return field.options.get(given, str(given))
    return shown(field, given)


def shown(field: Field, given: Any) -> str:
    """数据 → 栏目里的文字。"""
    if given is None:
        return ""
    if isinstance(field, Money) and isinstance(given, int) and not isinstance(given, bool):
        return written_yuan(given).removesuffix("元")
    if isinstance(field, Moment):
        return str(given).replace(" ", "T")
    return str(given)


def crowded(fields: Fields, data: Mapping[str, Any]) -> frozenset[str]:
    """一格一格地画放不下的几组：格子最多的先改用表格文字，到放得下为止。"""
    sizes = {key: len(data.get(key) or ()) * len(one.item.fields) for key, one in fields.items() if isinstance(one, Many)}
    chosen: set[str] = set()
    for key in sorted(sizes, key=lambda key: -sizes[key]):
        if sum(sizes.values()) - sum(sizes[one] for one in chosen) > MOST_INPUTS:
            chosen.add(key)
    return frozenset(chosen)


KNOWN: Final = (Text, Day, Moment, Money, Count, Flag, Choice, CaseNumber, Group, Many)
"""认得的栏目种类；添了新的，这里和 ``drawing`` 都要写。"""
