"""条文：每条规则都必须说出自己的依据。

依据是（文件、条、版本），不是一段文字，因为条号会变：民事诉讼法 2012/2017 版第 240 条，
就是 2023 版第 251 条。
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_NUMBER = re.compile(r"(?<![(\d])\d+")  # 条号；括号里的项号不算


@dataclass(frozen=True, slots=True)
class Instrument:
    """一部法律、解释或文件。``key`` 是代码里的短名，与规则手册的来源标记一致（CPL、JI、EW……）。"""

    key: str
    name: str
    number: str
    edition: str


@dataclass(frozen=True, slots=True)
class Article:
    """条文：文件短名、条号、版本。打印成“《中华人民共和国民事诉讼法》（2023年修正）第251条”。

    条号的写法：``"251"``、``"118-119"``、``"9,13"``、``"9(6)"``（第9条第（6）项）。
    """

    instrument: str
    number: str
    edition: str = ""

    def __str__(self) -> str:
        return _printed(self)


class UnknownInstrument(KeyError):
    """条文表里没有这份文件。"""


@cache
def _printed(article: Article) -> str:
    found = instrument(article.instrument)
    if found.key == "COURT":
        return f"本院规定（{article.number}）" if article.number else "本院规定"
    edition = article.edition or found.edition
    return f"《{found.name}》" + (f"（{edition}）" if edition else "") + _place(article.number)


def _place(number: str) -> str:
    """条号的读法：``118-119`` → 第118、119条；``22-25`` → 第22条至第25条；其他文字照写。"""
    if not number[:1].isdigit():
        return number
    span = re.fullmatch(r"(\d+)-(\d+)", number)
    if span and int(span[2]) - int(span[1]) > 1:
        return f"第{span[1]}条至第{span[2]}条"
    parts = re.split(r"[,、-]", number) if span else re.split(r"[,、]", number)
    if all(part.isdigit() for part in parts):
        return f"第{'、'.join(parts)}条"
    return "、".join(_one(part) for part in parts)


def _one(part: str) -> str:
    item = re.fullmatch(r"(\d+)(.*)", part)
    return f"第{item[1]}条" + (f"第{_item(item[2])}项" if item[2] else "") if item else part


def _item(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")


@cache
def _table(file: str) -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", file).read_text("utf-8"))


@cache
def _instruments() -> dict[str, Instrument]:
    return {key: Instrument(key=key, **row) for key, row in _table("instruments.toml").items()}


def instrument(key: str) -> Instrument:
    """按短名取文件；没有则抛出 :class:`UnknownInstrument`。"""
    try:
        return _instruments()[key]
    except KeyError:
        raise UnknownInstrument(key) from None


def instruments() -> tuple[Instrument, ...]:
    """全部文件，按短名排序。"""
    return tuple(_instruments()[key] for key in sorted(_instruments()))


@cache
def cite(text: str) -> Article:
    """``"CPL 251"`` → 《民事诉讼法》（2023年修正）第251条；``"CPL@2017 240"`` 指定版本。

    文件不在条文表里，抛出 :class:`UnknownInstrument`。

    >>> cite("CPL 251").number
    '251'
    >>> cite("CPL@2017 240").edition
    '2017年修正'
    """
    key, _, number = text.partition(" ")
    key, _, edition = key.partition("@")
    instrument(key)
    return Article(key, number, f"{edition}年修正" if edition.isdigit() else edition)


def on_day(article: Article, day: date) -> Article:
    """这一条在 ``day`` 那天有效版本里的条号（规则手册 T:§0.1）。

    只有换算表里的文件（民事诉讼法）会变；早于换算表，或者那一版还没有这一条，原样返回，
    打印时带着自己的版本，不会读错。

    >>> on_day(cite("CPL 251"), date(2020, 5, 1)).number
    '240'
    """
    target = bisect_right(_since(article.instrument), day) - 1
    return article if target < 0 else _renumbered(article, target)


@cache
def _since(key: str) -> tuple[date, ...]:
    """换算表里这份文件各版的施行日，按先后；表里没有的为空。"""
    return tuple(row["since"] for row in _table("renumbering.toml").get(key, []))


@cache
def _renumbered(article: Article, target: int) -> Article:
    """换成第 ``target`` 版的条号。"""
    editions = _table("renumbering.toml")[article.instrument]
    names = [row["edition"] for row in editions]
    source = article.edition or instrument(article.instrument).edition
    if source not in names:
        return article
    found = [_moved(n, editions, names.index(source), target) for n in _NUMBER.findall(article.number)]
    if None in found:
        return article
    moved = iter(found)
    return Article(article.instrument, _NUMBER.sub(lambda _: str(next(moved)), article.number), names[target])


def _moved(text: str, editions: list[dict[str, Any]], source: int, target: int) -> int | None:
    """一个条号从 ``source`` 版走到 ``target`` 版；中途没有对应则为 ``None``。"""
    number: int | None = int(text)
    while number is not None and source < target:
        source += 1
        number = _later(number, editions[source]["runs"])
    while number is not None and source > target:
        number = _earlier(number, editions[source]["runs"])
        source -= 1
    return number


def _later(number: int, runs: list[list[int]]) -> int | None:
    return next((number + shift for first, last, shift in runs if first <= number <= last), None)


def _earlier(number: int, runs: list[list[int]]) -> int | None:
    return next((number - shift for first, last, shift in runs if first <= number - shift <= last), None)
