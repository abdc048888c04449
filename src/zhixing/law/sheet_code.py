"""计息单是哪一份程序、哪一张利率表算出来的：计息代码和利率表的摘要，与计息单一起保存，核验时对照。"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

CODE: Final = (
    "amounts.py", "calendar.py", "debt.py", "debt_reading.py", "debt_values.py", "double_interest.py", "foreign_rates.py", "rates.py",
    "setoff.py", "switches.py",
)
PREFIX: Final = "interest"
RATES: Final = ("parameters", "rates")


@cache
def digest() -> str:
    """摘要的前十六位。"""
    found = hashlib.sha256()
    for part in (*_code(), *_rates()):
        found.update(part.name.encode() + part.read_bytes())
    return found.hexdigest()[:16]


def _code() -> list[Traversable]:
    every = files("zhixing.law").iterdir()
    return sorted((one for one in every if _counts(one.name)), key=lambda one: one.name)


def _counts(name: str) -> bool:
    return name in CODE or (name.startswith(PREFIX) and name.endswith(".py"))


def _rates() -> list[Traversable]:
    folder = files("zhixing.law").joinpath(*RATES)
    return sorted((one for one in folder.iterdir() if one.is_file()), key=lambda one: one.name)
