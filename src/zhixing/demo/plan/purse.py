"""钱：标的、案由、查到的财产、到账和发放。各项比例照 ``demo-court.md``，按件数分配，不靠运气。"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import exp, log
from random import Random
from statistics import NormalDist
from typing import Final, TypeVar

from zhixing.demo.intake import CAUSES, SIMPLE_YUAN, Cause

T = TypeVar("T")
MARKS: Final = (
    (0.0, 500), (0.1, 3_600), (0.25, 11_500), (0.5, 36_000), (0.75, 75_000), (0.85, 150_000), (0.9, 300_000), (0.97, 390_000),
    (0.985, 460_000), (0.989, 700_000), (0.9897, 3_400_000), (0.99, 3_500_000),
)
"""标的（元）的分位。"""

TOP: Final = 28_000_000
TOP_USUAL: Final = 3_700_000
CHILD: Final = (800, 900, 1000, 1000, 1200, 1200, 1500)
CHILD_CAUSE, WAGES, TRAFFIC = "抚养费纠纷", "追索劳动报酬纠纷", "机动车交通事故责任纠纷"
NON_LITIGATION: Final = "非诉执行审查"


def claims(count: int) -> list[int]:
    """``count`` 件的标的（元），由小到大，按分位铺开；最大的一件 2,800 万。"""
    found = [_quantile((n + 0.5) / count) for n in range(count)]
    if count:
        found[-1] = TOP
    return [max(500, round(yuan / 10) * 10) for yuan in found]


def _quantile(share: float) -> float:
    last, top = MARKS[-1]
    if share >= last:
        return top * exp((share - last) / (1 - last) * log(TOP_USUAL / top))
    after = next(i for i, (mark, _) in enumerate(MARKS) if mark > share)
    (low, a), (high, b) = MARKS[after - 1], MARKS[after]
    return exp(log(a) + (share - low) / (high - low) * (log(b) - log(a)))


def by_share(items: Sequence[tuple[T, float]], count: int) -> list[T]:
    """按份额铺成 ``count`` 个，份额最大余数法，总数不差。"""
    total = sum(share for _, share in items)
    exact = [(item, share * count / total) for item, share in items]
    found = [(item, int(number), number % 1) for item, number in exact]
    spare = count - sum(number for _, number, _ in found)
    richest = sorted(range(len(found)), key=lambda i: -found[i][2])[:spare]
    return [item for i, (item, number, _) in enumerate(found) for _ in range(number + (i in richest))]


@dataclass(frozen=True, slots=True)
class Means:
    """网络查询查到的：账户、余额（分）、够不够还、车、房；``failed`` 有单位没有反馈，``slow`` 超过一天才反馈。"""

    accounts: bool = False
    balance_fen: int = 0
    covers: bool = False
    vehicle: bool = False
    parked: bool = False
    """车找到了，实际扣押。"""
    house: bool = False
    mortgaged: bool = False
    waiting: bool = False
    failed: bool = False
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """一笔到账：哪天到、哪天认领、哪天发放（空的还没有），``matched`` 怎样认领的，``bounced`` 退汇过一次。"""

    fen: int
    arrived: date
    claimed: date | None
    paid: date | None
    matched: str = "machine"
    bounced: bool = False


class Stock:
    """一摞标的，按最接近的取走。"""

    def __init__(self, values: Sequence[int]) -> None:
        self.values = sorted(values)

    def take(self, near: float) -> int:
        """取走最接近 ``near`` 的一个。"""
        at = bisect_left(self.values, near)
        around = [i for i in (at - 1, at) if 0 <= i < len(self.values)]
        best = min(around, key=lambda i: abs(self.values[i] - near))
        return self.values.pop(best)

    def put(self, value: int) -> None:
        """放回去。"""
        insort(self.values, value)


def draws(cause: Cause, count: int, luck: Random) -> list[float]:
    """本案由的标的，按分布均匀铺开 ``count`` 个，打乱：中位数不靠运气。"""
    spread = NormalDist(log(cause.median), cause.spread)
    found = [exp(spread.inv_cdf((n + 0.5) / count)) for n in range(count)]
    luck.shuffle(found)
    return found


def yuan_for(cause: Cause, near: float, stock: Stock, luck: Random, most: int) -> int:
    """给一件案件取标的：抚养费按月数，其余取最接近 ``near`` 的；``most`` 是上限。"""
    if cause.name == CHILD_CAUSE:
        monthly = luck.choice(CHILD) * luck.randint(8, 30)
        stock.take(monthly)
        return monthly
    found = stock.take(min(near, most))
    return found if found <= most or not stock.values else _smaller(stock, found, most)


def _smaller(stock: Stock, found: int, most: int) -> int:
    """取多了的，换成不超过上限的最大的。"""
    at = bisect_left(stock.values, most + 1)
    if not at:
        return found
    smaller = stock.values.pop(at - 1)
    stock.put(found)
    return smaller


def causes(count: int, luck: Random) -> list[Cause]:
    """``count`` 件的案由，按份额，打乱。"""
    found = by_share([(one, one.share) for one in CAUSES], count)
    luck.shuffle(found)
    return found


def limit(team: str) -> int:
    """这个团队办多大的标的（元）。"""
    return SIMPLE_YUAN if team == "simple" else TOP


def lags(count: int) -> list[int]:
    """到账至发放的工作日，由小到大：中位数 6，P90 14。"""
    marks = ((0.0, 1.0), (0.1, 2.4), (0.25, 4.1), (0.42, 5.8), (0.54, 6.4), (0.75, 10.0), (0.845, 13.6), (0.915, 14.4), (1.0, 25.0))
    return [round(_along(marks, (n + 0.5) / count)) for n in range(count)]


def _along(marks: Sequence[tuple[float, float]], share: float) -> float:
    after = next(i for i, (mark, _) in enumerate(marks) if mark >= share)
    (low, a), (high, b) = marks[max(after - 1, 0)], marks[after]
    return b if high == low else a + (share - low) / (high - low) * (b - a)
