"""认财产：每一种财产用什么认它是同一项；几次反馈怎样合起来，说法不一的两边都留。

各种财产用的栏目（``data`` 的名称）：

- deposit、wealth、online、housing_fund：``account``（理财另有 ``product``，网络资金另有 ``platform``）；
- real_estate：``unit`` 不动产单元号，没有的用 ``certificate`` 权证号，再没有的用 ``place`` 坐落；
- vehicle：``vin``，没有的用 ``plate_type``、``plate``；ship：``register`` 登记号，没有的用 ``ship_name``；
- security：``account`` 证券账户、``code`` 证券代码；equity：``company_code`` 或者 ``company``；
- insurance：``policy``；social：``unit_name`` 发放、参保单位；tax：``taxpayer``、``item``；claim：``debtor``、``contract``；
- movable、other：``what``。

键里不含权利人：台账以（法院、种类、权利人、键）为一项。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from zhixing.law import identity

SIZE: Final = 200
Data = Mapping[str, Any]


class UnknownKind(KeyError):
    """没有这种财产。"""


def key_of(kind: str, data: Data) -> str:
    """认这一项的键；栏目不全、认不了的为空。没有这个种类抛出 :class:`UnknownKind`。

    >>> key_of("deposit", {"account": "6222 0000-0000 1234 567"})
    '6222000000001234567'
    >>> key_of("vehicle", {"plate": "蒙B·D1234", "plate_type": "02"})
    '02:蒙BD1234'
    """
    if kind not in _KEYS:
        raise UnknownKind(kind)
    return next((made for parts in _KEYS[kind] if (made := _join(parts, data))), "")[:SIZE]


def plain_key(text: str) -> str:
    """账号、编号只看字母和数字，用来比是不是同一个。

    >>> plain_key("6222 0000-1234"), plain_key("蒙B·D1234")
    ('622200001234', 'BD1234')
    """
    return _digits(text)


def _join(parts: tuple[str, ...], data: Data) -> str:
    """各栏都有才成为键；末尾带“?”的可以没有。"""
    told = [(part.rstrip("?"), part.endswith("?")) for part in parts]
    values = [(_tidy(name, data.get(name)), loose) for name, loose in told]
    if any(not value and not loose for value, loose in values):
        return ""
    return ":".join(value for value, _ in values if value)


def _digits(text: str) -> str:
    """账号：只留数字和字母。"""
    return re.sub(r"[^0-9A-Z]", "", identity.tidy(text))


def _plate(text: str) -> str:
    """号牌：去掉点、空格、连接号。"""
    return re.sub(r"[·•.．\s\-]", "", identity.tidy(text))


def _words(text: str) -> str:
    """文字：半角，去空格和括号的差别。"""
    return identity.tidy(text).replace("（", "(").replace("）", ")")


_READ: Final[Mapping[str, Callable[[str], str]]] = {
    "account": _digits, "unit": _digits, "vin": _digits, "plate": _plate, "code": _digits, "company_code": _digits, "policy": _digits,
    "register": _digits, "taxpayer": _digits, "product": _digits,
}
_FILLERS: Final = frozenset({"", "无", "-", "/", "NULL", "不详", "暂无", "无号", "0"})


def _tidy(name: str, value: object) -> str:
    text = _READ.get(name, _words)("" if value is None else str(value))
    return "" if text in _FILLERS else text


_KEYS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "deposit": (("account",),),
    "wealth": (("account?", "product"), ("account",)),
    "real_estate": (("unit",), ("certificate",), ("place",)),
    "vehicle": (("vin",), ("plate_type?", "plate")),
    "ship": (("register",), ("ship_name",)),
    "security": (("account", "code"),),
    "equity": (("company_code",), ("company",)),
    "online": (("platform", "account"), ("account",)),
    "insurance": (("policy",),),
    "housing_fund": (("account",),),
    "social": (("unit_name",),),
    "tax": (("taxpayer", "item?"),),
    "claim": (("debtor", "contract?"),),
    "movable": (("what",),),
    "other": (("what",),),
    "info": (("what",),),
}
"""种类 → 依次可以用的键：前一组栏目不全的用后一组。"""


def merged(old: Data, new: Data, *, newer: bool = True) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """两次反馈合成一项：空的由另一边补；说法不一的，``newer`` 时用新的，两边都记进冲突（``field``、``ours``、``theirs``）。

    写法不同、意思一样的（全角、空格）不算冲突。

    >>> merged({"place": "一号楼", "area": ""}, {"place": "二号楼", "area": "90"})
    ({'place': '二号楼', 'area': '90'}, [{'field': 'place', 'ours': '一号楼', 'theirs': '二号楼'}])
    """
    values, conflicts = dict(old), []
    for name, value in new.items():
        held = old.get(name)
        if _empty(value):
            values.setdefault(name, value)
        elif _empty(held) or held == value:
            values[name] = value
        elif _same(name, held, value):
            continue
        else:
            conflicts.append({"field": name, "ours": held, "theirs": value})
            values[name] = value if newer else held
    return values, conflicts


def _empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _same(name: str, one: object, other: object) -> bool:
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    return _words(one) == _words(other) or _tidy(name, one) == _tidy(name, other) != ""


def kinds() -> tuple[str, ...]:
    """全部财产种类的代码。"""
    return tuple(_KEYS)
