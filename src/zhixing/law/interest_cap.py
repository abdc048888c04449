"""民间借贷利率的上限（M:G-05 至 G-07）：计息不超过上限，已付利息超过上限的抵作本金，重新出具借条的核对本息总额。

上限：2020-08-20以后成立的，是合同成立时一年期LPR的四倍；以前成立、以后受理的，2020-08-19以前按当时的规定，以后按受理时的四倍；
2020-08-20以前受理的一直按当时的规定：没有付的算到年利率24%，已经自愿付的在年利率36%以内不退。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Final

from zhixing.law import rates
from zhixing.law.debt import Cap, FirstLoan, InterestPaid
from zhixing.law.interest import Run, months

DAY: Final = timedelta(days=1)
SINCE: Final = date(2020, 8, 20)
UNPAID_TOP: Final = Fraction(24, 100)
PAID_TOP: Final = Fraction(36, 100)
ZERO: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Limit:
    """上限的一段：年利率、依据、要写明的话；首尾都在内。"""

    start: date
    end: date
    rate: Fraction
    article: str
    flag: str = ""

    def weight(self, basis: int, counted: str) -> Fraction:
        """这一段每元的利息；``counted`` 是按日还是按月数。"""
        if counted == "month":
            return self.rate / 12 * months(self.start, self.end)
        return self.rate * ((self.end - self.start).days + 1) / basis


def ceiling(cap: Cap, start: date, end: date, *, beyond: str = "refuse", paid: bool = False) -> tuple[Limit, ...]:
    """上限在 ``start`` 到 ``end`` 的各段。``paid`` 是已经自愿付的利息的上限。

    那天的LPR还没有、``beyond`` 又是 ``refuse`` 的，抛出 :class:`~zhixing.law.rates.RateMissing`。
    """
    if cap.contract_on >= SINCE:
        agreed = rates.lpr_on(cap.contract_on, beyond=beyond)
        return (Limit(start, end, 4 * agreed.rate, "MJ 25", agreed.flag),)
    old, article = (PAID_TOP, "MJ15 26") if paid else (UNPAID_TOP, "MJ 31")
    if cap.filed_on < SINCE:
        return (Limit(start, end, old, article),)
    filed = rates.lpr_on(cap.filed_on, beyond=beyond)
    parts = (
        Limit(start, min(end, SINCE - DAY), old, article), Limit(max(start, SINCE), end, 4 * filed.rate, "MJ 31", filed.flag),
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


@dataclass(frozen=True, slots=True)
class Excess:
    """已付利息超过上限的部分（精确，分）、上限怎么说、依据。"""

    exact: Fraction
    said: str
    article: str


def excess(cap: Cap, paid: InterestPaid, base: int, basis: int, *, beyond: str = "refuse") -> Excess:
    """一笔已付利息超过上限多少（M:G-06）；``base`` 是这一段的本金（分）。"""
    limits = ceiling(cap, paid.start, paid.end, beyond=beyond, paid=True)
    allowed = base * sum((limit.weight(basis, cap.counted) for limit in limits), ZERO)
    said = "、".join(rates.percent(limit.rate) for limit in limits)
    return Excess(max(ZERO, paid.amount - allowed), said, limits[0].article)


def whole_limit(cap: Cap, first: FirstLoan, basis: int, *, beyond: str = "refuse") -> Fraction:
    """重新出具借条的，借款期间的本息合计最多这么多分（精确）：最初本金，加整个借款期间按上限的利息（M:G-07）。"""
    limits = ceiling(cap, first.start, first.end, beyond=beyond)
    return first.amount * (1 + sum((limit.weight(basis, cap.counted) for limit in limits), ZERO))
