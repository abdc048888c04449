"""没有脚本时的增减行：按钮交 ``do``（``add:parties``、``drop:parties-3``），改好数据再画一遍。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhixing.casework.documents.papers.fields import Field, Many
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
