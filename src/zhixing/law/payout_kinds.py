"""发放案款的种类：付的是什么、记总账哪一种账户、抵不抵充债务；延缓、提存的事由（规则手册 M:K-08、K-11）。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.words import choices, word


class BadPayout(ValueError):
    """算不了：金额是负数、没有这一种。文字说明是哪一处。"""


@dataclass(frozen=True, slots=True)
class What:
    """付的一种。``purpose`` 是总账的账户用途；``on_debt`` 表示付出去的抵充本案的债务；``payee`` 是应付给谁。"""

    code: str
    purpose: str
    on_debt: bool
    payee: str
    article: Article

    @property
    def label(self) -> str:
        """叫法。"""
        return word("payout", self.code)


def _what(code: str, purpose: str, on_debt: bool, payee: str, basis: str) -> What:
    return What(code, purpose, on_debt, payee, cite(basis))


WHATS: Final[Mapping[str, What]] = {one.code: one for one in (
    _what("creditor", "creditor", True, "申请执行人", "AK 11"), _what("fee", "fee", False, "非税收入账户", "FEE 20"),
    _what("cost", "cost", False, "垫付、提供服务的人", "EW 34"), _what("priority", "creditor", False, "优先受偿的别的债权人", "JI 508"),
    _what("shared", "creditor", False, "参与分配的别的债权人", "JI 508"),
    _what("fine", "fine", False, "国库", "CPL 118"), _what("refund", "refund", False, "交款人、被执行人", "EW 34"),
    _what("deposit", "deposit", True, "提存，收款人以后领取", "AK 16-17"),
)}
"""付的几种，按表上的次序；名称在 words.toml 的 [payout]。"""
OFF_DEBT: Final = frozenset(code for code, one in WHATS.items() if not one.on_debt)
"""从案款里付出去、不抵充本案债务的：费用、退款，和付给别的债权人的。"""
OTHERS: Final = ("priority", "shared")
"""付给别的债权人的。"""
DEBTS: Final = ("creditor", *OTHERS, "deposit")
"""还债的：须有确认的计息单、定案的分配方案，延缓发放时停着。"""


def delay(ground: str, why: str, until: date, on: date) -> Finding[bool]:
    """能不能报延缓发放：须有事由、止期；其他事由要写明。经执行局长或者主管院领导批准，事由消失后十日内发放（M:K-08）。

    >>> delay("distribution", "", date(2026, 12, 31), date(2026, 11, 22)).value
    True
    """
    article = cite("AK 10")
    reasons = []
    if ground not in choices("delay"):
        reasons.append(Reason("delay.ground", "没有这种延缓事由。", article, f"从这些里选：{'、'.join(choices('delay').values())}。"))
    if ground == "other" and not why.strip():
        reasons.append(Reason("delay.why", "其他延缓事由须写明。", article, "写明是什么事由，附上材料。"))
    if until <= on:
        reasons.append(Reason("delay.until", f"延缓的止期{until}应在{on}以后。", article, "改正止期。"))
    return Finding(not reasons, (article,), reasons=tuple(reasons))


def deposit(ground: str, *, decided: bool = False) -> Finding[bool]:
    """能不能提存：须有事由；其他事由须附合议庭决定（M:K-11）。提存费用由收款人负担，可以从款里扣。

    >>> deposit("missing").value, deposit("other").value
    (True, False)
    """
    article = cite("AK 16-17")
    reasons = []
    if ground not in choices("deposit"):
        reasons.append(Reason("deposit.ground", "没有这种提存事由。", article, f"从这些里选：{'、'.join(choices('deposit').values())}。"))
    if ground == "other" and not decided:
        reasons.append(Reason("deposit.why", "其他提存事由须附合议庭决定。", article, "附上决定。"))
    return Finding(not reasons, (article,), reasons=tuple(reasons))
