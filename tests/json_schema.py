"""核对一份数据合不合 JSON Schema：只认 docs/schema 用到的关键字，遇到别的就报错，免得漏核。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float), "integer": int, "null": type(None),
}
IGNORED = {"$schema", "$defs", "title", "description", "default", "examples", "then", "else"}
Schema = dict[str, Any]


def faults(value: Any, schema: Schema, root: Schema, place: str = "") -> list[str]:
    """不合的各处；合的为空。"""
    return [fault for word, rule in schema.items() if word not in IGNORED for fault in CHECKS[word](value, rule, schema, root, place)]


def fits(value: Any, schema: Schema, root: Schema) -> bool:
    """合不合。"""
    return not faults(value, schema, root)


def _ref(value: Any, rule: str, _: Schema, root: Schema, place: str) -> list[str]:
    return faults(value, root["$defs"][rule.removeprefix("#/$defs/")], root, place)


def _type(value: Any, rule: str, _: Schema, __: Schema, place: str) -> Iterator[str]:
    if not isinstance(value, TYPES[rule]) or (isinstance(value, bool) and rule != "boolean"):
        yield f"{place} 不是 {rule}"


def _enum(value: Any, rule: list[Any], _: Schema, __: Schema, place: str) -> Iterator[str]:
    if not any(value == one and type(value) is type(one) for one in rule):
        yield f"{place} 不在 {rule}"


def _required(value: Any, rule: list[str], _: Schema, __: Schema, place: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (f"{place} 缺 {key}" for key in rule if key not in value)


def _properties(value: Any, rule: Schema, _: Schema, root: Schema, place: str) -> Iterator[str]:
    for key in rule.keys() & (value.keys() if isinstance(value, dict) else set()):
        yield from faults(value[key], rule[key], root, f"{place}/{key}")


def _closed(value: Any, rule: bool, schema: Schema, _: Schema, place: str) -> Iterator[str]:
    assert rule is False
    yield from (f"{place} 多出 {key}" for key in (value if isinstance(value, dict) else ()) if key not in schema["properties"])


def _items(value: Any, rule: Schema, _: Schema, root: Schema, place: str) -> Iterator[str]:
    for n, one in enumerate(value if isinstance(value, list) else ()):
        yield from faults(one, rule, root, f"{place}/{n}")


def _any(value: Any, rule: list[Schema], _: Schema, root: Schema, place: str) -> Iterator[str]:
    tried = [faults(value, one, root, place) for one in rule]
    if all(tried):
        yield from min(tried, key=len)


def _if(value: Any, rule: Schema, schema: Schema, root: Schema, place: str) -> list[str]:
    return faults(value, schema["else" if faults(value, rule, root) else "then"], root, place)


def _not(value: Any, rule: Schema, _: Schema, root: Schema, place: str) -> Iterator[str]:
    if fits(value, rule, root):
        yield f"{place} 不应当合 {rule}"


def _limit(holds: Any) -> Any:
    def check(value: Any, rule: Any, _: Schema, __: Schema, place: str) -> Iterator[str]:
        if not holds(value, rule):
            yield f"{place} 超出 {rule}"

    return check


def _is(kind: Any, value: Any) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


CHECKS: dict[str, Any] = {
    "$ref": _ref, "type": _type, "enum": _enum, "const": lambda v, rule, *rest: _enum(v, [rule], *rest), "required": _required,
    "properties": _properties, "additionalProperties": _closed, "items": _items, "anyOf": _any, "if": _if, "not": _not,
    "pattern": _limit(lambda v, rule: not isinstance(v, str) or re.search(rule, v)),
    "minLength": _limit(lambda v, n: not isinstance(v, str) or len(v) >= n), "maxLength": _limit(lambda v, n: not isinstance(v, str) or len(v) <= n),
    "minItems": _limit(lambda v, n: not isinstance(v, list) or len(v) >= n), "maxItems": _limit(lambda v, n: not isinstance(v, list) or len(v) <= n),
    "minimum": _limit(lambda v, n: not _is((int, float), v) or v >= n), "maximum": _limit(lambda v, n: not _is((int, float), v) or v <= n),
    "exclusiveMinimum": _limit(lambda v, n: not _is((int, float), v) or v > n),
}
