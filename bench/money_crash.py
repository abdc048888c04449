"""案款断电演习：一万笔来款和几百张发放（共一千多笔付款），其间 ``kill -9`` 网页、后台任务、数据库、银行和整套共十二次；完了和银行的日志对。

    .venv/bin/python bench/money_crash.py [来款几笔] [发放几张]
"""

from __future__ import annotations

import sys

import world  # noqa: F401  （接好路径）
from money_crashing import drill

KILLS = ["database", "web", "worker", "bank", "database", "all", "worker", "database", "bank", "web", "all", "database"]


def main() -> int:
    """打印一行结果；有一处对不上就列出来，退出码 1。"""
    receipts, payouts = map(int, sys.argv[1:3]) if len(sys.argv) > 2 else (10_000, 500)
    done = drill(receipts, payouts, KILLS, cases=20)
    print("| 来款 | 发放审批表 | 付款 | 其中已付 | 用时 | 杀了 | 对不上的 |\n|---|---|---|---|---|---|---|")
    print(f"| {done.receipts} | {done.payouts} | {done.lines} | {done.paid} | {done.seconds:.0f} 秒 | {len(done.kills)} 次 | {len(done.problems)} |")
    print("\n".join(done.problems[:50]))
    return 1 if done.problems else 0


if __name__ == "__main__":
    sys.exit(main())
