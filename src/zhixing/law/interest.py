"""一般债务利息（M:G-01 至 G-14）：把计息条款变成一段一段不变的利率，再按基数和日数算。

算的是精确分数，过账时才取整一次（M:M0-2）。日数按“计到的日子”数：首尾都算的，从起算日到止日；
还款当日仍按原来的基数（首日不算、首尾都算时，M:G-12）。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Final

from zhixing.law import rates
from zhixing.law.amounts import half_up
from zhixing.law.debt import Clause, Item
from zhixing.law.switches import Switches

DAY: Final = timedelta(days=1)
_SETTLED: Final = {"month": range(1, 13), "quarter": (3, 6, 9, 12), "half_year": (6, 12), "year": (12,)}


@dataclass(frozen=True)
class Run:
    """一条计息条款里利率不变的一段，``start``、``end`` 都是计息的日子。

    ``rate`` 是 ``unit`` （年、月、日）的利率，``multiple`` 倍数，``basis`` 一年的天数；``anchor`` 按月计息的起点；
    ``base`` 固定基数（分），``None`` 是余额；``clause`` 是第几条（从0数）；``compound`` 是复利，基数是转入的未付利息；
    ``flag`` 要写明的话；``missing`` 是还没有这段利率、不能算的原因。
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
    compound: bool = False

    @cached_property
    def daily(self) -> Fraction:
        """每元每日的利息。"""
        return self.rate * self.multiple / {"年": self.basis, "月": 30, "日": 1}[self.unit]

    @property
    def yearly(self) -> Fraction:
        """折合的年利率，用于和上限比较。"""
        return self.rate * self.multiple * {"年": 1, "月": 12, "日": self.basis}[self.unit]

    def interest(self, base: int, start: date, end: date) -> Fraction:
        """``base`` 分在 ``start`` 到 ``end``（都算）的利息，分，精确。"""
        if self.unit != "月":
            return self.daily * (base * ((end - start).days + 1))
        assert self.anchor is not None
        return self.rate * self.multiple * base * (months(self.anchor, end) - months(self.anchor, start - DAY))

    def formula(self, start: date, end: date) -> str:
        """利率怎样乘日数，给人看。"""
        days = (end - start).days + 1
        times = "" if self.multiple == 1 else f"×{_plain(self.multiple)}"
        if self.unit == "日":
            return f"日利率{rates.percent(self.rate)}{times}×{days}日"
        if self.unit == "月":
            assert self.anchor is not None
            return f"月利率{rates.percent(self.rate)}{times}×{_months(months(self.anchor, end) - months(self.anchor, start - DAY))}"
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


def counted_on(day: date, switches: Switches) -> date:
    """哪一日的账正好计到 ``day``。"""
    return day + DAY if switches.general_days == "HEAD" else day


def runs(item: Item, until: date, switches: Switches) -> tuple[Run, ...]:
    """一项债务到 ``until`` 为止各条款、各段的利率，按起日先后；没有减去超过上限的（见 :mod:`zhixing.law.interest_cap`）。

    早于利率表的抛出 :class:`~zhixing.law.rates.RateMissing`；晚于利率表、开关又不许沿用的，那一段写明 ``missing``。
    """
    found = [run for n in range(len(item.clauses)) for run in _numbered(item.clauses, n, until, switches)]
    return tuple(sorted(found, key=lambda run: (run.start, run.clause)))


def _numbered(clauses: tuple[Clause, ...], number: int, until: date, switches: Switches) -> Iterator[Run]:
    clause = clauses[number]
    first, end = counted(clauses, number, switches)
    last = counted_to(until, switches) if end is None else min(end, counted_to(until, switches))
    if first > last:
        return
    for run in _of(clause, first, last, switches):
        yield replace(run, clause=number, base=clause.base, compound=clause.compound is not None)


def counted(clauses: tuple[Clause, ...], number: int, switches: Switches) -> tuple[date, date | None]:
    """第 ``number`` 条（从0数）计息的首日、末日（``None`` 是算到清偿）。

    首日或者止日不算的口径，只少算整段的一头：前一条算到前一日的，首日照算；后一条从次日起的，止日照算，中间不丢一天（M:M0-4）。
    """
    clause = clauses[number]
    follows = any(other.end == clause.start - DAY for other in clauses if other.end)
    goes_on = clause.end is not None and any(other.start == clause.end + DAY for other in clauses)
    first = clause.start + DAY if switches.general_days == "TAIL" and not follows else clause.start
    short = clause.end is not None and switches.general_days == "HEAD" and not goes_on
    return first, clause.end - DAY if short and clause.end else clause.end


def _of(clause: Clause, first: date, last: date, switches: Switches) -> Iterator[Run]:
    """一条条款计息的各段。"""
    basis = clause.basis or int(switches.basis)
    if clause.kind == "benchmark":
        yield from _benchmark(clause, first, last, basis, switches)
    elif clause.kind == "lpr":
        yield from _lpr(clause, first, last, basis, switches)
    elif clause.kind == "foreign":
        yield from _foreign(clause, first, last, basis)
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


def _foreign(clause: Clause, first: date, last: date, basis: int) -> Iterator[Run]:
    """外币按本院确定的各次利率，一行用到下一行的前一日（法释〔2025〕2号）。"""
    for quote, after in zip(clause.quotes, [*clause.quotes[1:], None], strict=True):
        start, end = max(first, quote.since), last if after is None else min(last, after.since - DAY)
        if start <= end:
            said = f"{quote.since}起的外币利率{rates.percent(quote.rate)}由法院按法定的参考标准确定，来源：{quote.source}。"
            yield Run(start, end, quote.rate, "年", basis, clause.article, clause.multiple, flag=said)


def settlements(clause: Clause, until: date) -> Iterator[date]:
    """复利条款的各个结息日，从计复利的前一日到 ``until``（M:G-10）。"""
    assert clause.compound is not None
    last = until if clause.end is None else min(until, clause.end)
    for year in range(clause.start.year - 1, last.year + 1):
        for month in _SETTLED[clause.compound.every]:
            month_end = rates.plus_months(date(year, month, 1), 1) - DAY
            day = month_end.replace(day=min(clause.compound.day, month_end.day))
            if clause.start - DAY <= day <= last:
                yield day


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


def _months(count: Fraction) -> str:
    """``77/3`` → ``25个月20日``：零头按三十日。"""
    whole, rest = divmod(count * 30, 30)
    if rest.denominator > 1 or count < 0:
        return f"{_plain(count)}个月"
    return (f"{whole}个月" if whole else "") + (f"{rest}日" if rest or not whole else "")


def _plain(number: Fraction) -> str:
    """写成小数；除不尽的写成分数。"""
    for places in range(7):
        scaled = number * 10**places
        if scaled.denominator == 1:
            return f"{scaled.numerator // 10**places}" + (f".{scaled.numerator % 10**places:0{places}d}" if places else "")
    return f"{number.numerator}/{number.denominator}"
