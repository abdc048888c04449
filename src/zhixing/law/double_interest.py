"""加倍部分债务利息（M:D-01 至 D-17）。

2014-08-01起：基数 × 日万分之一点七五 × 日数，与LPR无关。2009-05-18至2014-07-31：文书确定的债务 × 同期贷款基准利率 × 2，
还款按“并还原则”分；更早的按银行同期最高贷款利率加倍（民诉意见294，把握较低）。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from zhixing.law import rates
from zhixing.law.debt import Exclusion, Item
from zhixing.law.switches import Switches

RATE: Final = Fraction(7, 40000)
SINCE: Final = date(2014, 8, 1)
OLD_LAST: Final = date(2014, 7, 31)
REPLY_SINCE: Final = date(2009, 5, 18)
DAY: Final = timedelta(days=1)
_SWITCHED: Final = {
    "costs": "costs_in_double", "execution_costs": "costs_in_double", "penalty": "penalty_in_double",
    "lawyer_fee": "lawyer_fee_in_double", "fixed_interest": "fixed_interest_in_double",
}


@dataclass(frozen=True, slots=True)
class OldStretch:
    """旧规定下的一段：``rate`` 是年基准利率，按两倍算；首尾都在内。"""

    start: date
    end: date
    rate: Fraction
    basis: int
    article: str

    @property
    def weight(self) -> Fraction:
        """每元的利息。"""
        return 2 * self.rate * ((self.end - self.start).days + 1) / self.basis

    def formula(self, start: date, end: date) -> str:
        """怎样乘，给人看。"""
        return f"{rates.percent(self.rate)}×2÷{self.basis}×{(end - start).days + 1}日"


@dataclass(frozen=True, slots=True)
class Daily:
    """2014-08-01起的日万分之一点七五；``article`` 外币是 LX 5（M:D-10），执行回转是 LX 6（M:D-11）。"""

    article: str = "LX 1"

    def formula(self, start: date, end: date) -> str:
        """怎样乘，给人看。"""
        return f"{rates.percent(RATE)}×{(end - start).days + 1}日"


_DAILY: Final = {"CNY": Daily(), "foreign": Daily("LX 5"), "reversal": Daily("LX 6")}


def daily(origin: str, currency: str) -> Daily:
    """这份执行依据的加倍部分按哪一条。"""
    return _DAILY["reversal" if origin == "reversal" else "CNY" if currency == "CNY" else "foreign"]


@dataclass(frozen=True, slots=True)
class Held:
    """某段时间里计算加倍部分的基数：首尾都在内，``base`` 分。"""

    start: date
    end: date
    base: int


def in_base(item: Item, switches: Switches) -> bool:
    """这一项是否计入加倍部分的基数（M:D-03）。写明的从其写明；由法官定的先按默认。"""
    if item.double in ("yes", "no"):
        return item.double == "yes"
    switch = _SWITCHED.get(item.kind)
    return switch is None or getattr(switches, switch) == "yes"


def first_day(due: date, switches: Switches) -> date:
    """开始计算的第一日：届满次日；开关定为首尾都算的，是届满日（M:D-04）。"""
    return due if switches.delay_days == "BOTH" else due + DAY


def counted_to(day: date, switches: Switches) -> date:
    """截至 ``day`` 计到哪一日：不算止日的，是前一日。"""
    return day - DAY if switches.delay_days == "HEAD" else day


def spans(start: date, end: date, excluded: Iterable[Exclusion]) -> tuple[tuple[date, date], ...]:
    """``start`` 到 ``end`` 去掉扣除的各段之后剩下的（都算首尾，M:D-07）。扣除的各段互不重叠。"""
    left: list[tuple[date, date]] = []
    for gap in sorted(excluded, key=lambda e: e.start):
        if gap.end < start or gap.start > end:
            continue
        if gap.start > start:
            left.append((start, gap.start - DAY))
        start = gap.end + DAY
    return tuple([*left, (start, end)] if start <= end else left)


def days(start: date, end: date, excluded: Iterable[Exclusion] = ()) -> int:
    """计算的日数。"""
    return sum((b - a).days + 1 for a, b in spans(start, end, excluded))


def amount(base: int, counted: int) -> Fraction:
    """加倍部分（分，精确）：基数 × 0.0175% × 日数（M:D-02）。

    >>> amount(1000000, 1)
    Fraction(175, 1)
    """
    return RATE * (base * counted)


def old_stretches(due: date, end: date, switches: Switches, excluded: Iterable[Exclusion] = ()) -> tuple[OldStretch, ...]:
    """旧规定（2014-07-31以前）各段的利率（M:D-12、D-13）。档次按旧规定下迟延的长度，开关可以指定。

    旧规定没有扣除期间的条文，``excluded`` 只在开关 ``old_rule_exclusions`` 为是时扣除。
    早于基准利率表抛出 :class:`~zhixing.law.rates.RateMissing`。
    """
    start, end = first_day(due, switches), min(end, OLD_LAST)
    if start > end:
        return ()
    gaps = tuple(excluded) if switches.old_rule_exclusions == "yes" else ()
    tier = switches.benchmark_tier if switches.benchmark_tier != "whole_period" else rates.tier_for(start, end)
    basis = int(switches.old_rule_basis)
    parts = (
        (start, min(end, REPLY_SINCE - DAY), "gt_5y", "CPO 294"),
        (max(start, REPLY_SINCE), end, tier, "LX09 1"),
    )
    return tuple(
        OldStretch(part.start, part.end, part.rate, basis, article)
        for a, b, which, article in parts for c, d in spans(a, b, gaps) for part in rates.benchmark(c, d, which)
    )


def shared(paid: int, weight: Fraction) -> tuple[Fraction, Fraction]:
    """并还原则：执行款 = 清偿的债务 + 清偿的债务 × 利率 × 2 × 期间（M:D-13）。返回（债务，利息），分，精确。"""
    debt = paid / (1 + weight)
    return debt, paid - debt


def guaranteed(held: Iterable[Held], cap: int) -> Fraction:
    """担保额 ``cap`` 分的担保人承担的加倍部分（分，精确）：每日基数以担保额为限（M:D-17）。"""
    listed = tuple(held)
    edges = sorted({day for part in listed for day in (part.start, part.end + DAY)})
    total = Fraction(0)
    for a, b in pairwise(edges):
        base = sum(part.base for part in listed if part.start <= a <= part.end)
        total += amount(min(cap, base), (b - a).days)
    return total
