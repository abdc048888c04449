"""断电演习：一千个行为，其间 ``kill -9`` 网页、后台任务、数据库和整套共十次；完了逐件核对。"""

from __future__ import annotations

import sys

import world  # noqa: F401  （接好路径）
from crashing import drill

KILLS = ["database", "web", "worker", "database", "web", "all", "database", "worker", "web", "all"]


def main() -> int:
    """打印一行结果；有一处对不上就列出来，退出码 1。"""
    done = drill(1000, KILLS)
    print("| 行为 | 用时 | 杀了 | 没有答复 | 其中已办成 | 页面过时被拒 | 案件 | 事件 | 对不上的 |\n|---|---|---|---|---|---|---|---|---|")
    print(f"| {done.acts} | {done.seconds:.0f} 秒 | {len(done.kills)} 次 | {done.unknown} | {done.lost_answers} | {done.refused} "
          f"| {done.cases} | {done.events} | {len(done.problems)} |")
    print("\n".join(done.problems[:50]))
    return 1 if done.problems else 0


if __name__ == "__main__":
    sys.exit(main())
