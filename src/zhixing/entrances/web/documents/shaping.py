"""增减行、选一项填进去：按钮交 ``do``（``add:parties``、``drop:parties-3``、``pick:signers:0``），改好数据再画一遍。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zhixing.casework.centre.drafting import Missing
from zhixing.casework.documents.papers.fields import Field, Group, Many
from zhixing.entrances.web.documents.inputs import PREFIX


def reshaped(fields: Mapping[str, Field], data: Mapping[str, Any], what: str, numbers: Mapping[str, list[int]]) -> dict[str, Any]:
    """增一行、去一行之后的数据；认不出的原样。``numbers`` 是各组的行号。"""
    do, _, name = what.partition(":")
    key, _, number = name.partition("-")
    made = dict(data)
    if not isinstance(fields.get(key), Many):
        return made
    rows = list(made.get(key) or [])
    if do == "add":
        made[key] = [*rows, {}]
    elif number.isdecimal() and len(number) < 6:
        known = numbers.get(f"{PREFIX}-{key}", [])
        made[key] = [row for n, row in enumerate(rows) if n >= len(known) or known[n] != int(number)]
    return made


def picked(fields: Mapping[str, Field], data: Mapping[str, Any], what: str, missing: Iterable[Missing]) -> dict[str, Any]:
    """选了一项（一份执行依据、一名署名的法官）之后的数据：一组的填上，多行的添一行；认不出的原样。"""
    key, _, number = what.partition(":")[2].rpartition(":")
    offered = dict(enumerate(next((one.offered for one in missing if one.key == key), ())))
    option = offered.get(int(number)) if number.isdecimal() and len(number) < 6 else None
    made, field = dict(data), fields.get(key)
    if not isinstance(option, Mapping):
        return made
    if isinstance(field, Group):
        made[key] = {**(made.get(key) or {}), **option}
    elif isinstance(field, Many):
        rows = [row for row in made.get(key) or [] if any(row.values())]
        made[key] = rows if option in rows else [*rows, dict(option)]
    return made
