"""报文的栏目表：``fields/`` 里的数据读成 :class:`Table`，据以造报文、核对收到的报文。

数据是普通的 TOML 文件，另一个系统、本项目的模拟机构可以按路径直接读。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

Type = Literal["text", "money", "date", "time", "base64"]
CHANNELS: Final = ("bank", "estate", "registers")


@dataclass(frozen=True, slots=True)
class Field:
    """一栏：名称、含义、写法；``ours`` 是公开的规范里没有、本系统约定的。"""

    name: str
    meaning: str
    type: Type = "text"
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """一种记录：各栏、必有的栏、只许写的代码。``how`` 是这一段的其余说明（登记种类怎样读）。"""

    name: str
    meaning: str
    fields: Mapping[str, Field]
    must: tuple[str, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    how: Mapping[str, Any] = field(default_factory=dict)


@cache
def tables(channel: str) -> Mapping[str, Table]:
    """一种渠道的各表。没有这种渠道的抛出 ``ValueError``。"""
    if channel not in CHANNELS:
        raise ValueError(f"没有这种渠道：{channel}")
    data = tomllib.loads(files("zhixing.exchange.control").joinpath("fields", f"{channel}.toml").read_text("utf-8"))
    return {name: _table(name, given) for name, given in data.items()}


def _table(name: str, given: Mapping[str, Any]) -> Table:
    ours = given.get("ours", ())
    fields = {key: _field(key, told, ours=key in ours) for key, told in given["fields"].items()}
    codes = {key: tuple(values) for key, values in given.get("codes", {}).items()}
    how = {key: told for key, told in given.items() if key not in ("fields", "meaning", "must", "codes", "ours")}
    return Table(name, given["meaning"], fields, tuple(given.get("must", ())), codes, how)


def _field(key: str, told: str | list[str], *, ours: bool) -> Field:
    meaning, form = (told, "text") if isinstance(told, str) else told
    return Field(key, meaning, form, ours)  # type: ignore[arg-type]  # 写法由测试核对
