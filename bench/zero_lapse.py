"""零漏期：十万条随机的历史过纯规则（十年，编的日历），五百件过真的库（移交、请假、结案、渠道不通、停机）。

数出失效几项、失效以前没有预警的几项、补救单几张；有一样不对退出码 1。``python bench/zero_lapse.py [历史数 件数]``。
“登记时已经届满”的是登记得晚，失效以前没有机会预警，照样开补救单。
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from multiprocessing import Pool

import world  # 接好路径
from lapses import Count, many

CORES = 2
DAYS = 400


def pure(histories: int) -> bool:
    """两个核各过一半。"""
    began = time.perf_counter()
    with Pool(CORES) as pool:
        done = pool.starmap(_part, [(histories // CORES, seed) for seed in range(CORES)])
    seconds = time.perf_counter() - began
    parts = [part for part, _ in done]
    names = ("histories", "terms", "lapses", "unwarned", "known_late", "incidents", "warnings", "late")
    total = {name: sum(getattr(part, name) for part in parts) for name in names}
    wrong: Counter[str] = sum((part.wrong for part in parts), Counter())
    print("| 历史 | 期限 | 失效 | 失效前没有预警 | 登记时已经届满 | 补救单 | 预警 | 其中补的 | 不对的 | 用时 | 处理器 |")
    print("|" + "---|" * 11)
    processor = sum(used for _, used in done)
    print("| " + " | ".join(f"{total[name]:,}" for name in names) + f" | {sum(wrong.values())} | {seconds:.1f} 秒 | {processor:.1f} 秒 |")
    print("\n".join(f"{n} 次：{text}" for text, n in wrong.items()))
    return not wrong and not total["unwarned"] and total["lapses"] == total["incidents"]


def _part(histories: int, seed: int) -> tuple[Count, float]:
    began = time.process_time()
    return many(histories, seed), time.process_time() - began


def through_the_database(count: int) -> bool:
    """真的命令、真的定时任务，一天一天过。"""
    with world.database("bench_zero_lapse", pool=False):
        from lapsing import World

        began = time.perf_counter()
        lived = World(count=count, days=DAYS)
        lived.live()
        found, seconds = lived.count_up(), time.perf_counter() - began
    print("| 措施 | 失效 | 失效前没有预警 | 补救单 | 预警 | 其中补的 | 没有人可告诉的 | 两本台账不一样 | 不对的 | 用时 |")
    print("|" + "---|" * 10)
    numbers = (found.measures, found.lapses, found.unwarned, found.incidents, found.warnings, found.late, found.nobody, found.differences)
    print("| " + " | ".join(f"{one:,}" for one in numbers) + f" | {len(found.wrong)} | {seconds:.0f} 秒，{DAYS} 天 |")
    print("，".join(f"{name} {n:,}" for name, n in found.did.items()))
    print("\n".join(found.wrong[:50]))
    return not found.wrong and not found.unwarned and not found.differences and found.lapses == found.incidents


def main() -> int:
    """两样都过。"""
    histories, count = (int(one) for one in (sys.argv[1:3] if len(sys.argv) > 2 else ("100000", "500")))
    return 0 if all([pure(histories), through_the_database(count)]) else 1


if __name__ == "__main__":
    sys.exit(main())
