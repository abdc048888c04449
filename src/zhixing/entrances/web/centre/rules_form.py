"""分流规则的原文和网页上的栏目互相换：原文是唯一的底本，上移、下移、改一条都是改原文。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhixing.law import texts
from zhixing.law.triage_facts import FIELDS, FLAG, MANY, NUMBER, TEAMS, TRACKS, Field
from zhixing.law.triage_rules import OPS, write

NEW: Final[dict[str, Any]] = {"code": "", "name": "", "track": "fast", "team": "simple", "days": 30}
CONVERT: Final = "convert"
BLANKS: Final = 3
HELD: Final = {"@small_claim_yuan": "本院的小标的上限", "@centre.many_parties": "本院的人多起点", "@centre.promise_days": "本院的近期履行天数"}
"""取本院设置的值：原文的写法 → 网页上的字。"""
_LISTS: Final = ("in", "has", "lacks")
_SPLIT: Final = str.maketrans("，、；; ", ",,,,,")
OP_NAMES: Final = {op: name for ops in OPS.values() for op, name in ops.items()} | {"=": "是（等于）"}


def data_of(text: str) -> dict[str, Any] | None:
    """原文 → 数据；读不出来、样子不对的为空，只能在原文里改。"""
    try:
        data = texts.toml(text)
    except ValueError:
        return None
    rows, convert = data.get("rule", []), data.get(CONVERT, {})
    sound = isinstance(rows, list) and all(_sound(row) for row in rows) and _sound(convert)
    return data if sound else None


def _sound(row: Any) -> bool:
    if not isinstance(row, dict):
        return False
    lists = [row.get(name, []) for name in ("when", "any")]
    return all(isinstance(one, list) and all(isinstance(each, dict) and {"field", "op", "value"} <= set(each) for each in one) for one in lists)


def moved(text: str, did: str) -> str:
    """照按钮改原文：``up-3``、``down-3`` 移动第三条，``drop-3`` 去掉，``add`` 在最后一条之前加一条空的。"""
    data = data_of(text)
    if data is None:
        return text
    rows = list(data.get("rule", []))
    verb, _, number = did.partition("-")
    at = int(number) - 1 if number.isdecimal() and len(number) < 4 else -1
    if verb == "add":
        rows.insert(max(len(rows) - 1, 0), {**NEW, "code": _fresh(rows), "name": "新的一条"})
    elif not 0 <= at < len(rows):
        return text
    elif verb == "drop":
        rows.pop(at)
    elif 0 <= (to := at + {"up": -1, "down": 1}.get(verb, 0)) < len(rows):
        rows.insert(to, rows.pop(at))
    return write({**data, "rule": rows})


def _fresh(rows: Sequence[Mapping[str, Any]]) -> str:
    used = {row.get("code") for row in rows}
    return next(code for n in range(1, 1000) if (code := f"rule_{n}") not in used)


# ---- 一条 ----


@dataclass(frozen=True, slots=True)
class Line:
    """一条规则里的一个条件：``group`` 是 when（都要）或者 any（至少一项），``value`` 是给人改的字。"""

    group: str = "when"
    field: str = ""
    op: str = ""
    value: str = ""


def lines_of(row: Mapping[str, Any]) -> list[Line]:
    """一条规则的各个条件，后面留几行空的。"""
    found = [Line(group, str(one["field"]), str(one["op"]), _shown(one)) for group in ("when", "any") for one in row.get(group, [])]
    return [*found, *(Line() for _ in range(BLANKS))]


def _shown(one: Mapping[str, Any]) -> str:
    value, known = one["value"], FIELDS.get(str(one["field"]))
    names = (known.choices or {}) if known else {}
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(names.get(str(each), str(each)) for each in value)
    return HELD.get(value) or names.get(str(value), str(value))


def changed(text: str, which: str, posted: Mapping[str, Any]) -> str:
    """把填好的一条写回原文；``which`` 是第几条或者 convert。"""
    data = data_of(text)
    if data is None:
        return text
    if which == CONVERT:
        return write({**data, CONVERT: _row(posted, {"over": bool(posted.get("r-over"))})})
    rows = list(data.get("rule", []))
    at = int(which) - 1 if which.isdecimal() and len(which) < 4 else -1
    if 0 <= at < len(rows):
        more = {"code": str(posted.get("r-code", "")).strip(), "ending": bool(posted.get("r-ending")), "keeps": bool(posted.get("r-keeps"))}
        rows[at] = _row(posted, more)
    return write({**data, "rule": rows})


def _row(posted: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    given = {name: str(posted.get(f"r-{name}", "")).strip() for name in ("name", "track", "team", "days")}
    conditions = list(_conditions(posted))
    return {
        **more, **given, "days": _number(given["days"]) if given["days"] else None,
        "when": [one for group, one in conditions if group != "any"], "any": [one for group, one in conditions if group == "any"],
    }


def _conditions(posted: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for n in range(40):
        field, op, value = (str(posted.get(f"c-{n}-{name}", "")).strip() for name in ("field", "op", "value"))
        if field:
            yield str(posted.get(f"c-{n}-group", "")), {"field": field, "op": _op(field, op), "value": _value(field, _op(field, op), value)}


def _op(field: str, op: str) -> str:
    """这一栏不能用的比法，换成它的第一种。"""
    known = FIELDS.get(field)
    return op if known is None or op in OPS[known.sort] else next(iter(OPS[known.sort]))


def _value(field: str, op: str, text: str) -> Any:
    known = FIELDS.get(field)
    if known is None:
        return text
    if known.sort == FLAG:
        return text not in ("否", "false", "不是", "没有")
    if known.sort == NUMBER:
        return _number(text)
    codes = [_code(known, one) for one in text.translate(_SPLIT).split(",") if one]
    return codes if op in _LISTS else (codes[0] if codes else "")


def _number(text: str) -> Any:
    if held := next((code for code, name in HELD.items() if name == text), ""):
        return held
    plain = text.replace(",", "").replace("元", "").replace("日", "").strip()
    return int(plain) if plain.removeprefix("-").isdecimal() and len(plain) < 14 else text


def _code(known: Field, text: str) -> str:
    names = {name: code for code, name in (known.choices or {}).items()}
    return names.get(text, text)


def field_choices() -> list[tuple[str, str]]:
    """可以写的栏。"""
    return [("", "（不写）"), *((code, one.label) for code, one in FIELDS.items())]


def hints() -> list[tuple[str, str]]:
    """各栏的值怎样写。"""
    told = {FLAG: "写“是”或者“否”", NUMBER: f"写整数，或者取法院设置里的：{'、'.join(HELD.values())}"}
    rows = []
    for one in FIELDS.values():
        choices = "、".join((one.choices or {}).values())
        rows.append((one.label, told.get(one.sort) or (f"{'可以几个，用顿号隔开：' if one.sort == MANY else ''}{choices}")))
    return rows


TRACK_CHOICES: Final = tuple(TRACKS.items())
TEAM_CHOICES: Final = (("", "不限"), *TEAMS.items())
