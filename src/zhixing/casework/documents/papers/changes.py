"""两版内容之间改了什么：哪一栏，原来是什么，现在是什么。"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from zhixing.casework.documents.papers.fields import Choice, Field, Flag, Group, Many, Money
from zhixing.law.words import yuan


@dataclass(frozen=True, slots=True)
class Change:
    """一处改动。``label`` 是哪一栏；``before`` 空是新填的，``after`` 空是删去的。"""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}：{self.before or '没有填写'} → {self.after or '删去'}"


def changed(fields: Mapping[str, Field], before: Mapping[str, Any], after: Mapping[str, Any], place: str = "") -> Iterator[Change]:
    """各栏依次比；多项的对齐了再比，中间添一项不算后面都改了。"""
    for key, one in fields.items():
        if (old := before.get(key)) != (new := after.get(key)):
            yield from _field(one, old, new, f"{place}的“{one.label}”" if place else f"“{one.label}”")


def _field(one: Field, old: Any, new: Any, label: str) -> Iterator[Change]:
    if isinstance(one, Group) and isinstance(old or {}, Mapping) and isinstance(new or {}, Mapping):
        yield from changed(one.fields, old or {}, new or {}, label)
    elif isinstance(one, Many) and isinstance(old or [], list) and isinstance(new or [], list):
        yield from _many(one.item, old or [], new or [], label)
    elif (was := told(one, old)) != (now := told(one, new)):
        yield Change(label, was, now)


def _many(item: Group, old: Sequence[Any], new: Sequence[Any], label: str) -> Iterator[Change]:
    ours, theirs = ([_text(one) for one in rows] for rows in (old, new))
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        paired = min(j - i, m - k)
        for step in range(paired):
            yield from _field(item, old[i + step], new[k + step], f"{label}第{k + step + 1}项")
        yield from (Change(f"{label}第{n + 1}项（原来的）", told(item, old[n]), "") for n in range(i + paired, j))
        yield from (Change(f"{label}第{n + 1}项", "", told(item, new[n])) for n in range(k + paired, m))


def told(one: Field, value: Any) -> str:
    """一栏的内容写成一段文字，给人看。"""
    if value is None or value == "":
        return ""
    if isinstance(one, Group) and isinstance(value, Mapping):
        return "，".join(text for key, inner in one.fields.items() if (text := told(inner, value.get(key))))
    if isinstance(one, Many) and isinstance(value, list):
        return "；".join(told(one.item, row) for row in value)
    return _plain(one, value)


def _plain(one: Field, value: Any) -> str:
    if isinstance(value, bool):
        return one.label if isinstance(one, Flag) and value else "是" if value else "否"
    if isinstance(one, Money) and isinstance(value, int):
        return f"{yuan(value)}元"
    if isinstance(one, Choice) and isinstance(value, str):
        return one.options.get(value, value)
    return value if isinstance(value, str) else _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
