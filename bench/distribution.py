"""参与分配：一百万笔债权分到分；与同样办法的 Decimal 循环、与 numpy 在同一数组上一除一选（下限）比。

``python bench/distribution.py [N]``。不用数据库。三种金额：乘积放得进 int64 的（与下限直接可比）、放不进的，还有整份方案（顺位、理由俱全）。
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np

from zhixing.law.distribution import IntArray, pro_rata, pro_rata_array
from zhixing.law.distribution_claims import Claim
from zhixing.law.distribution_plan import plan

CLAIMS = 1_000_000
TIMES = 5


def main() -> None:
    """各测几遍，取中位数。"""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    rng = np.random.default_rng(20261122)
    print(f"{count:,} 笔债权，{TIMES} 遍的中位数（Decimal 循环、整份方案只跑一遍）")
    for name, largest in (("至多五万元", 5 * 10**6), ("至多一千万元", 10**9)):
        claims = rng.integers(1, largest, count)
        measure(name, claims, int(claims.sum()) // 5)
    claims = rng.integers(1, 10**7, count)
    rows = [Claim(f"{i}", fen) for i, fen in enumerate(claims.tolist())]
    print(f"整份方案（顺位、先后、每笔一行）：{once(lambda: plan(int(claims.sum()) // 5, rows)):.2f} 秒")


def measure(name: str, claims: IntArray, pot: int) -> None:
    """一种金额：数组、列表、下限、循环。"""
    listed = claims.tolist()
    ours = pro_rata_array(pot, claims)
    slow = once(lambda: check(decimals(pot, listed), ours.tolist()))
    array, whole = median(lambda: pro_rata_array(pot, claims)), median(lambda: pro_rata(pot, listed))
    fits = pot * int(claims.max()) < 2**63
    print(f"{name}：数组 {array * 1000:.0f} 毫秒，列表 {whole * 1000:.0f} 毫秒，Decimal 循环 {slow:.2f} 秒", end="")
    print(f"，循环是数组的 {slow / array:.0f} 倍、列表的 {slow / whole:.0f} 倍", end="")
    if fits:
        floor = median(lambda: lowest(pot, claims))
        print(f"；下限 {floor * 1000:.0f} 毫秒，数组是它的 {array / floor:.1f} 倍")
    else:
        print("；乘积放不进 int64，没有一次除的下限")


def lowest(pot: int, claims: IntArray) -> IntArray:
    """下限：精确的一次整除，一次选最大的。没有核对，也没有并列的先后。"""
    total = int(claims.sum())
    product = claims * pot
    shares = product // total
    rest = product - shares * total
    left = pot - int(shares.sum())
    cut: IntArray = np.partition(rest, rest.size - left)
    return cut


def decimals(pot: int, claims: list[int]) -> list[int]:
    """最直接的写法：逐笔 Decimal，取整，按零头排序。"""
    with localcontext(prec=60):
        total, money = Decimal(sum(claims)), Decimal(pot)
        exact = [money * Decimal(claim) / total for claim in claims]
        shares = [int(share) for share in exact]
        order = sorted(range(len(claims)), key=lambda i: (-(exact[i] - shares[i]), -claims[i], i))
        for i in order[: pot - sum(shares)]:
            shares[i] += 1
        return shares


def check(found: list[int], expected: list[int]) -> None:
    """两样办法必须一分不差。"""
    if found != expected:
        raise SystemExit("与 Decimal 循环不一致")


def once(act: Callable[[], object]) -> float:
    """一遍几秒：处理器时间，机器忙也可比。"""
    began = time.process_time()
    act()
    return time.process_time() - began


def median(act: Callable[[], object]) -> float:
    """几遍的中位数，秒。"""
    return statistics.median(once(act) for _ in range(TIMES))


if __name__ == "__main__":
    main()
