"""一般债务利息（M:G-01 至 G-14）：把计息条款变成一段一段不变的利率，再按基数和日数算。

算的是精确分数，过账时才取整一次（M:M0-2）。日数按“计到的日子”数：首尾都算的，从起算日到止日；
还款当日仍按原来的基数（首日不算、首尾都算时，M:G-12）。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Final

from zhixing.law import rates
from zhixing.law.debt import Cap, Clause, Item
from zhixing.law.switches import Switches

DAY: Final = timedelta(days=1)
FILED_SINCE: Final = date(2020, 8, 20)
OLD_CAP: Final = Fraction(24, 100)
ZERO: Final = Fraction(0)


@dataclass(frozen=True)
class Run:
    """一条计息条款里利率不变的一段，``start``、``end`` 都是计息的日子。

    ``rate`` 是 ``unit`` （年、月、日）的利率，``multiple`` 倍数，``basis`` 一年的天数；``anchor`` 按月计息的起点；
    ``base`` 固定基数（分），``None`` 是余额；``clause`` 是第几条；``flag`` 要写明的话；``missing`` 是还没有这段利率、不能算的原因。
    """

    start: date
    end: date
    rate: Fraction
    unit: str
    basis: int
    article: str
    multiple: Fraction = Fraction(1)
    clause: int = 0
    base: int | None = None
    anchor: date | None = None
    flag: str = ""
    missing: str = ""

    @cached_property
    def daily(self) -> Fraction:
        """每元每日的利息。"""
        return self.rate * self.multiple / {"年": self.basis, "月": 30, "日": 1}[self.unit]

    @property
    def yearly(self) -> Fraction:
        """折合的年利率，用于和上限比较。"""
        return self.rate * self.multiple * {"年": 1, "月": 12, "日": self.basis}[self.unit]

    def weight(self, start: date, end: date) -> Fraction:
        """``start`` 到 ``end``（都算）每元的利息。"""
        if self.unit != "月":
            return self.daily * ((end - start).days + 1)
        assert self.anchor is not None
        return self.rate * self.multiple * (months(self.anchor, end) - months(self.anchor, start - DAY))

    def formula(self, start: date, end: date) -> str:
        """利率怎样乘日数，给人看。"""
        days = (end - start).days + 1
        times = "" if self.multiple == 1 else f"×{_plain(self.multiple)}"
        if self.unit == "日":
            return f"日利率{rates.percent(self.rate)}{times}×{days}日"
        if self.unit == "月":
            assert self.anchor is not None
            return f"月利率{rates.percent(self.rate)}{times}×{_plain(months(self.anchor, end) - months(self.anchor, start - DAY))}月"
        return f"{rates.percent(self.rate)}{times}÷{self.basis}×{days}日"


def months(start: date, end: date) -> Fraction:
    """``start`` 到 ``end``（都算）是几个月：整月数加零头日数的三十分之一（M:G-11）。

    >>> months(date(2025, 1, 1), date(2025, 4, 12))
    Fraction(17, 5)
    """
    after = end + DAY
    whole = (after.year - start.year) * 12 + after.month - start.month
    while rates.plus_months(start, whole) > after:
        whole -= 1
    return whole + Fraction((after - rates.plus_months(start, whole)).days, 30)


def counted_to(day: date, switches: Switches) -> date:
    """截至 ``day`` 一般债务利息计到哪一日：不算止日的，是前一日。"""
    return day - DAY if switches.general_days == "HEAD" else day


def runs(item: Item, until: date, switches: Switches) -> tuple[Run, ...]:
    """一项债务到 ``until`` 为止各条款、各段的利率，按起日先后。

    早于利率表的抛出 :class:`~zhixing.law.rates.RateMissing`；晚于利率表、开关又不许沿用的，那一段写明 ``missing``。
    """
    found = [run for n, clause in enumerate(item.clauses) for run in _numbered(n, clause, until, switches)]
    if item.cap:
        found = list(capped(found, item.cap, beyond=switches.lpr_beyond_table))
    return tuple(sorted(found, key=lambda run: (run.start, run.clause)))


def _numbered(number: int, clause: Clause, until: date, switches: Switches) -> Iterator[Run]:
    first = clause.start + DAY if switches.general_days == "TAIL" else clause.start
    last = counted_to(until if clause.end is None else min(clause.end, until), switches)
    if first > last:
        return
    for run in _of(clause, first, last, switches):
        yield replace(run, clause=number, base=clause.base)


def _of(clause: Clause, first: date, last: date, switches: Switches) -> Iterator[Run]:
    """一条条款计息的各段。"""
    basis = clause.basis or int(switches.basis)
    if clause.kind == "benchmark":
        yield from _benchmark(clause, first, last, basis, switches)
    elif clause.kind == "lpr":
        yield from _lpr(clause, first, last, basis, switches)
    else:
        unit = {"yearly": "年", "monthly": "月", "daily": "日"}[clause.kind]
        yield Run(first, last, clause.rate, unit, basis, clause.article, clause.multiple, anchor=first)


def _lpr(clause: Clause, first: date, last: date, basis: int, switches: Switches) -> Iterator[Run]:
    """浮动的随每次公布变；固定的只查一次（M:G-03）。"""
    refused = switches.lpr_beyond_table == "refuse"
    if clause.fixed_on is not None:
        fixed = rates.lpr_on(clause.fixed_on, clause.term, beyond=switches.lpr_beyond_table)
        stretches: tuple[rates.Stretch, ...] = (rates.Stretch(first, last, fixed.rate, fixed.flag),)
    else:
        stretches = rates.lpr(first, last, clause.term, beyond="continue")
    for part in stretches:
        missing = rates.not_yet(clause.term) if refused and part.beyond else ""
        yield Run(part.start, part.end, part.rate, "年", basis, clause.article, clause.multiple, flag=part.flag, missing=missing)


def _benchmark(clause: Clause, first: date, last: date, basis: int, switches: Switches) -> Iterator[Run]:
    """2019-08-19以前按基准利率，以后按LPR（M:G-02）。按长度定档次的，看基准利率管的整段（M:G-14）。"""
    stop = min(last, rates.BENCHMARK_LAST)
    if first <= stop:
        tier = clause.tier or (rates.tier_for(first, stop) if switches.benchmark_tier == "whole_period" else switches.benchmark_tier)
        for part in rates.benchmark(first, stop, tier):
            yield Run(part.start, part.end, part.rate, "年", basis, clause.article, clause.multiple, flag=part.flag)
    if last > stop:
        after = replace(clause, article="PBC15" if clause.article == "LX 1" else clause.article)
        yield from _lpr(after, max(first, rates.LPR_SINCE), last, basis, switches)


@dataclass(frozen=True, slots=True)
class Limit:
    """民间借贷利率上限的一段：年利率、依据、要写明的话；首尾都在内。"""

    start: date
    end: date
    rate: Fraction
    article: str
    flag: str = ""


def ceiling(cap: Cap, start: date, end: date, *, beyond: str = "refuse") -> tuple[Limit, ...]:
    """民间借贷利率上限在 ``start`` 到 ``end`` 的各段。

    2020-08-20以后成立的，合同成立时一年期LPR四倍（M:G-05）；以前成立的，受理在后时分两段，受理在前时仍为24%（M:G-06）。
    那天的LPR还没有、``beyond`` 又是 ``refuse`` 的，抛出 :class:`~zhixing.law.rates.RateMissing`。
    """
    if cap.contract_on >= FILED_SINCE:
        agreed = rates.lpr_on(cap.contract_on, beyond=beyond)
        return (Limit(start, end, 4 * agreed.rate, "MJ 25", agreed.flag),)
    if cap.filed_on < FILED_SINCE:
        return (Limit(start, end, OLD_CAP, "MJ 31"),)
    filed = rates.lpr_on(cap.filed_on, beyond=beyond)
    parts = (
        Limit(start, min(end, FILED_SINCE - DAY), OLD_CAP, "MJ 31"),
        Limit(max(start, FILED_SINCE), end, 4 * filed.rate, "MJ 31", filed.flag),
    )
    return tuple(part for part in parts if part.start <= part.end)


def capped(found: Iterable[Run], cap: Cap, *, beyond: str = "refuse") -> Iterator[Run]:
    """同一日各条款合计不超过上限（M:G-05）：在前的条款先用，用完为止。"""
    listed = sorted(found, key=lambda run: run.clause)
    for run in listed:
        earlier = [other for other in listed if other.clause < run.clause]
        for limit in ceiling(cap, run.start, run.end, beyond=beyond):
            yield from _limited(run, limit, earlier)


def _limited(run: Run, limit: Limit, earlier: list[Run]) -> Iterator[Run]:
    """一段利率在上限之内的部分，按在前条款的变动切开。"""
    edges = {limit.start, limit.end + DAY}
    edges |= {day for other in earlier for day in (other.start, other.end + DAY) if limit.start < day <= limit.end}
    for a, b in pairwise(sorted(edges)):
        used = sum((other.yearly for other in earlier if other.start <= a <= other.end), ZERO)
        room = max(ZERO, limit.rate - used)
        if run.yearly <= room:
            yield replace(run, start=a, end=b - DAY)
        else:
            note = f"超过民间借贷利率上限{rates.percent(limit.rate)}的部分不计。{limit.flag}"
            yield Run(a, b - DAY, room, "年", run.basis, limit.article, clause=run.clause, base=run.base, flag=note, missing=run.missing)


def paid_up_to(principal: int, yearly: Fraction, start: date, paid: int, *, places: int = 3) -> date:
    """已付的钱够付到哪一日的利息：年数先取 ``places`` 位小数，零头乘365取整日（法院的算法，M:C10）。

    ``principal``、``paid`` 是分；没有利息（``principal × yearly`` 为零）抛出 :class:`ValueError`。
    """
    if not principal * yearly:
        raise ValueError("没有利息，算不出付到哪一日。")
    thousandths = half_up(Fraction(paid) / (principal * yearly) * 10**places)
    years, rest = divmod(thousandths, 10**places)
    days = half_up(Fraction(rest * 365, 10**places))
    return rates.plus_months(start, 12 * years) + (days - 1) * DAY


def rolled_over_limit(first_principal: int, cap: Fraction, days: int, basis: int = 365) -> int:
    """重新出具借条的，本息合计最多这么多分：最初本金加上限利率的整段利息（M:G-07）。"""
    return half_up(first_principal * (1 + cap * days / basis))


def half_up(exact: Fraction, unit: int = 1) -> int:
    """四舍五入到 ``unit`` 分的整数倍，返回分。

    >>> half_up(Fraction(5, 2)), half_up(Fraction(125), 10)
    (3, 130)
    """
    return (2 * exact.numerator + exact.denominator * unit) // (2 * exact.denominator * unit) * unit


def _plain(number: Fraction) -> str:
    """写成小数；除不尽的写成分数。"""
    for places in range(7):
        scaled = number * 10**places
        if scaled.denominator == 1:
            return f"{scaled.numerator // 10**places}" + (f".{scaled.numerator % 10**places:0{places}d}" if places else "")
    return f"{number.numerator}/{number.denominator}"
