"""执行款专户的存款利息（M:K-14）：法院决定记给当事人的才用。没有看到规定专户利息归谁，各地多作非税收入。

单位活期存款按季结息，每季末月20日结息，21日入账；积数（每日余额之和）乘结息日的活期利率，除以三百六十。
利率是人民银行的活期基准，开户行挂牌的可能低，以银行回单为准。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from zhixing.law import rates
from zhixing.law.amounts import half_up
from zhixing.law.articles import cite
from zhixing.law.finding import Step
from zhixing.law.words import yuan

DAY: Final = timedelta(days=1)
_MONTHS: Final = (3, 6, 9, 12)
_ON: Final = 20


@dataclass(frozen=True, slots=True)
class Credit:
    """一次结息：``day`` 结息日，``product`` 积数（分·日），``rate`` 年利率，``amount`` 利息（分）。"""

    day: date
    product: int
    rate: Fraction
    amount: int

    def step(self) -> Step:
        """给人看的一步。"""
        text = f"{self.day}结息：积数{yuan(self.product)}元日×{rates.percent(self.rate)}÷360＝{yuan(self.amount)}元，次日入账。"
        return Step(text, cite("YF05"))


def settlements(start: date, until: date) -> Iterator[date]:
    """``start`` 到 ``until`` 的结息日。"""
    for year in range(start.year, until.year + 1):
        yield from (day for day in (date(year, month, _ON) for month in _MONTHS) if start <= day <= until)


def settled(balances: Iterable[tuple[date, int]], until: date) -> tuple[Credit, ...]:
    """到 ``until`` 为止各次结息。``balances`` 是余额变动：（哪一日，那天日终的余额分），利息入账另计，不在内。

    早于利率表的抛出 :class:`~zhixing.law.rates.RateMissing`；余额为负抛出 :class:`ValueError`。
    """
    changes = sorted(balances)
    if any(fen < 0 for _, fen in changes):
        raise ValueError("账户余额不能是负数。")
    found: list[Credit] = []
    since = changes[0][0] if changes else until
    for day in settlements(since, until):
        product = _product(changes, since, day) + sum(one.amount for one in found) * ((day - since).days + 1)
        rate = rates.demand_on(day).rate
        found.append(Credit(day, product, rate, half_up(product * rate / 360)))
        since = day + DAY
    return tuple(found)


def _product(changes: list[tuple[date, int]], start: date, end: date) -> int:
    """``start`` 到 ``end`` 每日日终余额之和。"""
    total, held = 0, 0
    last = start
    for day, fen in changes:
        reached = min(max(day, start), end + DAY)
        total += held * (reached - last).days
        last, held = reached, fen
    return total + held * (end + DAY - last).days
