"""按比例分配：把一笔钱按债权额分给许多人，分毫不差（规则手册 M:P-16、P-17、P-11）。

金额都是整数分。每人先得 ``可分款 × 债权 ÷ 债权总额`` 的整分，余下的几分给零头最大的；零头一样大的，债权大的在先，
再看申请先后（由 ``earlier`` 给出）。零头怎么分，法律没有规定，分配方案里写明这个办法。
全程是整数除法，不用浮点数，也不先算百分比：百分比只用来显示。上百万笔债权一次算完，数组运算用 numpy。
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from zhixing.law import amounts
from zhixing.law.amounts import half_up

IntArray = npt.NDArray[np.int64]
Earlier = Callable[[int], Any]
"""第几笔债权 → 先后的键，小的在先。"""

FIRST_SEAL_LIMIT: Final = Fraction(1, 5)
"""首封多分的上限：两成（江苏苏高法〔2020〕33号；浙高法执〔2012〕5号）。"""

_INT64_BITS: Final = 63
_LOW: Final = (1 << 31) - 1


class BadShare(ValueError):
    """分不了：金额是负数，或者比例不对。"""


def pro_rata(pot: int, claims: Sequence[int], earlier: Earlier | None = None) -> list[int]:
    """按债权额比例分 ``pot``（分）；够分的各得全额，多出的不在里面。

    结果之和等于 ``min(pot, 债权总额)``；每人与精确份额相差不到一分，不超过自己的债权；债权相等的至多相差一分。
    金额为负，抛出 :class:`BadShare`。

    >>> pro_rata(10000, [10000, 20000, 30000])
    [1667, 3333, 5000]
    """
    return list(claims) if pot >= sum(claims) and _sound(pot, claims) else split(pot, claims, earlier)


def split(pot: int, weights: Sequence[int], earlier: Earlier | None = None) -> list[int]:
    """把 ``pot`` 按权重全部分完，不论权重是不是债权。没有权重而有钱，抛出 :class:`BadShare`。

    >>> split(100, [1, 1, 1])
    [34, 33, 33]
    """
    _sound(pot, weights)
    total = sum(weights)
    if not total:
        return _nothing(pot, weights)
    base, pot = divmod(pot, total)
    if _fits(total):
        found: list[int] = _by_arrays(pot, np.array(weights, np.int64), total, earlier).tolist()
    else:
        found = amounts.pro_rata(pot, weights, earlier)  # 金额大到数组放不下，用不限长的整数
    return [base * weight + share for weight, share in zip(weights, found, strict=True)] if base else found


def pro_rata_array(pot: int, claims: IntArray, earlier: Earlier | None = None) -> IntArray:
    """:func:`pro_rata` 的数组形式：进出都是 ``int64`` 数组。总额太大（2^60 分以上）的抛出 :class:`BadShare`。"""
    if pot < 0 or (claims.size and int(claims.min()) < 0):
        raise BadShare("金额不能是负数。")
    total = _total(claims)
    if not _fits(total):
        raise BadShare("债权总额太大，请用 pro_rata。")
    return claims.copy() if pot >= total else _by_arrays(pot, claims, total, earlier)


def in_turn(pot: int, claims: Sequence[int]) -> list[int]:
    """按次序逐个清偿，前面的足额了才轮到后面的。

    >>> in_turn(120, [100, 50, 10])
    [100, 20, 0]
    """
    _sound(pot, claims)
    shares = []
    for claim in claims:
        shares.append(min(claim, pot))
        pot -= shares[-1]
    return shares


def weighted(pot: int, claims: Sequence[int], weights: Sequence[Fraction], earlier: Earlier | None = None) -> list[int]:
    """债权乘权重以后按比例分，任何人不超过自己的债权，超出的再分给别人。

    >>> weighted(94960000, [100000000, 60000000, 40000001], [Fraction(6, 5), Fraction(1), Fraction(1)])
    [51796363, 25898182, 17265455]
    """
    if pot >= sum(claims) and _sound(pot, claims):
        return list(claims)
    scale = lcm(*(weight.denominator for weight in weights))
    heavy = [int(claim * weight * scale) for claim, weight in zip(claims, weights, strict=True)]
    shares, open_ = [0] * len(claims), list(range(len(claims)))
    while True:
        found = split(pot, [heavy[i] for i in open_], among(open_, earlier))
        full = {i for i, share in zip(open_, found, strict=True) if share >= claims[i]}
        if not full:
            return _filled(shares, open_, found)
        pot -= sum(claims[i] for i in full)
        shares = [claims[i] if i in full else share for i, share in enumerate(shares)]
        open_ = [i for i in open_ if i not in full]


def first_seal_weight(
    pot: int, claims: Sequence[int], first: int, extra: Fraction = FIRST_SEAL_LIMIT, earlier: Earlier | None = None,
) -> list[int]:
    """首封多分的一种算法：首封债权乘 ``1 + extra`` 以后一起按比例分（M:P-11 甲）。"""
    _within(extra)
    return weighted(pot, claims, [1 + extra if i == first else Fraction(1) for i in range(len(claims))], earlier)


def first_seal_extra(
    pot: int, claims: Sequence[int], first: int, extra: Fraction = FIRST_SEAL_LIMIT, earlier: Earlier | None = None,
) -> list[int]:
    """首封多分的另一种算法：首封者在自己应得份额上再加 ``extra``，余下的由别人按比例分（M:P-11 乙）。

    >>> first_seal_extra(94960000, [100000000, 60000000, 40000001], 0)
    [56976000, 22790400, 15193600]
    """
    _within(extra)
    if pot >= sum(claims) and _sound(pot, claims):
        return list(claims)
    more = half_up(Fraction(pot * claims[first], sum(claims)) * (1 + extra))
    mine = min(more, claims[first], pot)
    others = [0 if i == first else claim for i, claim in enumerate(claims)]
    shares = pro_rata(pot - mine, others, earlier)
    shares[first] = pot - sum(shares)
    return shares


def next_round(pot: int, claims: Sequence[int], paid: Sequence[int], earlier: Earlier | None = None) -> list[int]:
    """又有一笔钱 ``pot``：按历次累计的钱重新算各人应得，减去已得，就是这次应得（M:P-17）。

    不能只拿这一笔去按剩余债权分，那样零头会越差越多。债权事后核减、已得超过应得的，这次为零，其余的人重新算。

    >>> next_round(30000, [12345, 67890, 111], [3073, 16899, 28])
    [4609, 25350, 41]
    """
    def share_out(left: int, live: Sequence[int]) -> list[int]:
        return pro_rata(left, [claims[i] for i in live], among(live, earlier))

    return [share - before for share, before in zip(cumulative(pot + sum(paid), paid, share_out), paid, strict=True)]


def cumulative(pot: int, paid: Sequence[int], share_out: Callable[[int, Sequence[int]], list[int]]) -> list[int]:
    """累计应得。``pot`` 是历次合计，``share_out(钱, 参加的各笔)`` 是一次分法；已得多于应得的，保留已得，退出重算。"""
    shares, live = list(paid), list(range(len(paid)))
    while True:
        found = share_out(pot, live)
        over = {i for i, share in zip(live, found, strict=True) if share < paid[i]}
        if not over:
            return _filled(shares, live, found)
        pot -= sum(paid[i] for i in over)
        live = [i for i in live if i not in over]


def among(places: Sequence[int], earlier: Earlier | None) -> Earlier | None:
    """只看其中几笔时的先后：第 n 个是原来的第 ``places[n]`` 笔。"""
    if earlier is None:
        return None
    known, here = earlier, tuple(places)
    return lambda n: known(here[n])


def _sound(pot: int, claims: Sequence[int]) -> bool:
    if pot < 0 or (claims and min(claims) < 0):
        raise BadShare("金额不能是负数。")
    return True


def _within(extra: Fraction) -> None:
    if not 0 <= extra <= FIRST_SEAL_LIMIT:
        raise BadShare("首封多分的比例应在0到20%之间。")


def _nothing(pot: int, weights: Sequence[int]) -> list[int]:
    if pot:
        raise BadShare("没有可以参加分配的债权。")
    return [0] * len(weights)


def _filled(shares: list[int], places: Sequence[int], found: Sequence[int]) -> list[int]:
    for place, share in zip(places, found, strict=True):
        shares[place] = share
    return shares


def _total(claims: IntArray) -> int:
    """总额；可能溢出的分成高低两半加。"""
    if claims.size and _fits(int(claims.max()) * claims.size):
        return int(claims.sum())
    return (int((claims >> 31).sum()) << 31) + int((claims & _LOW).sum())


def _fits(total: int) -> bool:
    """逐位除法至少能一位一位地做。"""
    return total.bit_length() <= _INT64_BITS - 3


def _by_arrays(pot: int, weights: IntArray, total: int, earlier: Earlier | None) -> IntArray:
    """``pot < total``；整分加零头，全在 ``int64`` 里，没有溢出。"""
    shares, rest = _divide(pot, weights, total)
    left = pot - int(shares.sum())
    if left:
        sure, tied = _top(rest, left)
        shares += sure
        shares[_chosen(tied, weights, left - int(np.count_nonzero(sure)), earlier)] += 1
    return shares


def _divide(pot: int, weights: IntArray, total: int) -> tuple[IntArray, IntArray]:
    """``pot × 权重 ÷ total`` 的商和余数。乘积放得下就一次除；放不下的，像笔算一样一段一段地除。"""
    largest = int(weights.max())
    if (pot * largest).bit_length() <= _INT64_BITS:
        return _divided(weights * pot, total)
    width = _INT64_BITS - 1 - total.bit_length()
    shares, rest = np.zeros_like(weights), np.zeros_like(weights)
    for low in range((largest.bit_length() - 1) // width * width, -1, -width):
        digit = (weights >> low) & ((1 << width) - 1)
        rest <<= width
        rest += digit * pot
        more, rest = _divided(rest, total)
        shares <<= width
        shares += more
    return shares, rest


def _divided(dividend: IntArray, total: int) -> tuple[IntArray, IntArray]:
    """商和余数；余数就写在 ``dividend`` 里。"""
    shares = dividend // total
    dividend -= shares * total
    return shares, dividend


def _top(values: IntArray, count: int) -> tuple[npt.NDArray[np.bool_], IntArray]:
    """最大的 ``count`` 个：一定在内的（逐个是否），和并列最后一名的是哪几个。"""
    cut = np.partition(values, values.size - count)[values.size - count]
    return values > cut, np.flatnonzero(values == cut)


def _chosen(tied: IntArray, weights: IntArray, count: int, earlier: Earlier | None) -> IntArray:
    """零头一样大的里面选 ``count`` 笔：债权大的在先，债权也一样的比先后。"""
    if count == tied.size:
        return tied
    sure, same = _top(weights[tied], count)
    larger, equal = tied[sure], tied[same]
    if earlier is not None:
        equal = np.array(sorted(equal.tolist(), key=earlier), np.int64)
    return np.concatenate((larger, equal[: count - larger.size]))
