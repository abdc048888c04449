"""参与分配：一百万笔债权分到分；与同样办法的 Decimal 循环、与 numpy 在同一数组上一除一选（下限）比。

``python bench/distribution.py [N]``。不用数据库。各样轮流跑，各取中位数，比值是中位数之比；处理器时间，机器忙也可比。
两种金额：乘积放得进 int64 的（与下限直接可比）、放不进的；再有整份方案（顺位、理由俱全）、从表到表（``zhixing calc distribute``）。
"""

from __future__ import annotations

import contextlib
import io
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal, localcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

import numpy as np

from zhixing.entrances.cli.main import main as zhixing
from zhixing.law.distribution import IntArray, pro_rata, pro_rata_array
from zhixing.law.distribution_claims import Claim
from zhixing.law.distribution_plan import plan

CLAIMS = 1_000_000
TIMES = 3


def main() -> None:
    """各测几遍，取中位数。"""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    rng = np.random.default_rng(20261122)
    print(f"{count:,} 笔债权，各 {TIMES} 遍轮流跑，中位数")
    for name, largest in (("至多五万元", 5 * 10**6), ("至多一千万元", 10**9)):
        measure(name, rng.integers(1, largest, count))
    claims = rng.integers(1, 10**7, count)
    print(f"整份方案（顺位、先后、每笔一行）：{whole(claims):.2f} 秒")
    print(f"从表到表：{tables(claims):.1f} 秒，内存至多 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} 兆")


def measure(name: str, claims: IntArray) -> None:
    """一种金额：数组、列表、下限、循环。"""
    pot, listed = int(claims.sum()) // 5, claims.tolist()
    check(decimals(pot, listed), pro_rata_array(pot, claims).tolist())
    ways: dict[str, Callable[[], object]] = {
        "数组": lambda: pro_rata_array(pot, claims), "列表": lambda: pro_rata(pot, listed), "Decimal 循环": lambda: decimals(pot, listed),
    }
    if pot * int(claims.max()) < 2**63:
        ways["下限"] = lambda: lowest(pot, claims)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(TIMES):
        for way, act in ways.items():
            taken[way].append(once(act))
    middle = {way: statistics.median(found) for way, found in taken.items()}
    print(f"{name}：" + "，".join(f"{way} {seconds * 1000:.0f} 毫秒" for way, seconds in middle.items()))
    slow = middle["Decimal 循环"]
    floor = f"数组是下限的 {middle['数组'] / middle['下限']:.1f} 倍" if "下限" in middle else "乘积放不进 int64，没有一次除的下限"
    print(f"　　循环是数组的 {slow / middle['数组']:.0f} 倍、列表的 {slow / middle['列表']:.0f} 倍；{floor}")


def whole(claims: IntArray) -> float:
    """整份方案，秒。"""
    rows = [Claim(f"{i}", fen) for i, fen in enumerate(claims.tolist())]
    return once(lambda: plan(int(claims.sum()) // 5, rows))


def tables(claims: IntArray) -> float:
    """一张表进，一张表出，秒。"""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "claims.csv"), Path(folder, "plan.csv")
        with source.open("w", encoding="utf-8") as file:
            file.write("编号,债权额,债权人\n")
            file.writelines(f"P{i:07d},{fen // 100}.{fen % 100:02d},债权人{i}\n" for i, fen in enumerate(claims.tolist()))
        pot = f"{int(claims.sum()) // 500}"
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")):
            return once(lambda: zhixing(["calc", "distribute", str(source), "--pot", pot, "--out", str(out), "--json"]))


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


if __name__ == "__main__":
    main()
