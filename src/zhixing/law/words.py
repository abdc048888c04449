"""代码的中文名：措施、财产种类、文书、送达方式……事件的句子和登记事项的选项用同一份。

表在 ``parameters/words.toml``；代码存库，中文名只用来显示。
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "words.toml").read_text("utf-8"))


def word(kind: str, code: str) -> str:
    """代码的中文名；表里没有的照写代码（旧数据、外来数据也要能显示）。

    >>> word("property", "deposit")
    '银行存款'
    """
    return _table()[kind].get(code, code)


def choices(kind: str) -> Mapping[str, str]:
    """一类代码的全部选项：代码 → 中文名，按表里的次序。"""
    return _table()[kind]


def party(kind: str, role: str) -> str:
    """当事人地位在这类案件里的叫法；``kind`` 是类型代字，``role`` 是 applicant、respondent……

    >>> party("执", "respondent"), party("执保", "respondent")
    ('被执行人', '被保全人')
    """
    names = {**_table()["party"], **_table().get(f"party_{kind}", {})}
    return names.get(role, role)


def yuan(fen: int | None) -> str:
    """分 → 元，两位小数，带千分位；空为空。

    >>> yuan(269000)
    '2,690.00'
    """
    if fen is None:
        return ""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"
