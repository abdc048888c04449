"""一行明细是到账、扣划、退汇、结息、手续费、冲正、误交的诉讼费、拍卖款、付款，还是别的。规则表在 ``kinds.toml``，每次都说理由。"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from zhixing.exchange.bank.lines import Line

#: 各种行的叫法。
NAMES: Final = {
    "receipt": "到账", "deduction": "扣划", "bounce": "退汇", "interest": "结息", "charge": "手续费", "correction": "冲正",
    "court_fee": "误交诉讼费", "auction": "拍卖款", "payment": "付款", "other": "其他",
}  # fmt: skip
_ORIGINAL: Final = re.compile(r"原\w{0,8}?(?:号码?|编号|序号)\s*[:：]?\s*([0-9A-Za-z][0-9A-Za-z-]{5,34})")


@dataclass(frozen=True, slots=True)
class Kind:
    """是什么、为什么；``refers`` 是退汇、冲正所指的付款编号，可以有几个，没有写的为空。"""

    code: str
    reason: str
    refers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """叫法。"""
        return NAMES[self.code]


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    reason: str
    side: str
    reversal: bool
    returned: bool
    anywhere: re.Pattern[str] | None
    summary: re.Pattern[str] | None
    alone: re.Pattern[str] | None
    unless: re.Pattern[str] | None

    def word(self, line: Line, text: str) -> str | None:
        """对得上的字；不靠字就对得上的是空串，对不上的为 ``None``。"""
        if (self.reversal and not line.reversal) or (self.returned and not line.returned):
            return None
        if self.unless is not None and self.unless.search(text):
            return None
        if self.anywhere is None and self.summary is None and self.alone is None:
            return ""
        found = (
            (self.anywhere is not None and self.anywhere.search(text))
            or (self.summary is not None and self.summary.search(line.summary))
            or (self.alone is not None and not line.name and not line.other_account and self.alone.search(text))
        )
        return found[0] if found else None


@cache
def _rules(side: str) -> tuple[_Rule, ...]:
    data = tomllib.loads(files("zhixing.exchange.bank").joinpath("kinds.toml").read_text("utf-8"))
    return tuple(_rule(one) for one in data["rule"] if one.get("side", side) == side)


def _rule(one: dict[str, Any]) -> _Rule:
    words = [re.compile(one[key]) if key in one else None for key in ("any", "summary", "alone", "unless")]
    return _Rule(one["kind"], one["reason"], one.get("side", ""), one.get("reversal", False), one.get("returned", False), *words)


def kind(line: Line) -> Kind:
    """这一行是什么。

    >>> from datetime import date
    >>> kind(Line(account="1", booked_on=date(2026, 11, 20), fen=5, summary="结息"))
    Kind(code='interest', reason='摘要是“结息”', refers=())
    """
    text = f"{line.summary}\n{line.remark}\n{line.name}"
    for rule in _rules("in" if line.fen > 0 else "out" if line.fen < 0 else "none"):
        if (word := rule.word(line, text)) is not None:
            return Kind(rule.kind, rule.reason.format(word=word), _refers(line, text) if rule.kind in ("bounce", "correction") else ())
    raise AssertionError("规则表最后一条什么都收")


def _refers(line: Line, text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*line.references, *_ORIGINAL.findall(text))))
