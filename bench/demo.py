"""演示法院从头办一遍要多久，每秒多少个行为；与把同样的登记原样批量插入比。

``python bench/demo.py [几分之一]``，不写是 20（一刻钟以内）；写 1 是全院两年。
"""

from __future__ import annotations

import sys
import time
from datetime import datetime

import world

PART = 20
EVENING = datetime(2026, 10, 30, 18, 0, tzinfo=world.BEIJING)


def main() -> None:
    """办一遍，再原样插入一遍，各计时。"""
    part = int(sys.argv[1]) if len(sys.argv) > 1 else PART
    with world.database("bench_demo"):
        report(part, *run(part))


def run(part: int) -> tuple[float, float, int, int]:
    """办用多少秒，原样插入用多少秒；多少件案件、多少环。"""
    from zhixing.casework.cases.queries import Case
    from zhixing.demo import load
    from zhixing.foundation.history import context
    from zhixing.foundation.history.queries import Entry

    began = time.perf_counter()
    with context.use(context.Context(now=EVENING, entrance="bench")):
        load(part=part)
    live = time.perf_counter() - began
    rows = list(Entry.objects.filter(stream__startswith="case:"))
    for row in rows:
        row.pk, row.stream = None, f"bench-{row.stream}"
    began = time.perf_counter()
    Entry.objects.bulk_create(rows, batch_size=2000)
    return live, time.perf_counter() - began, Case.objects.count(), len(rows)


def report(part: int, live: float, plain: float, cases: int, acts: int) -> None:
    """一张表。"""
    print(f"演示法院的 1/{part}：{cases} 件案件，{acts} 个事件")
    print(f"真命令办一遍  {live:8.1f} 秒  {acts / live:8.1f} 个/秒")
    print(f"原样批量插入  {plain:8.1f} 秒  {acts / plain:8.1f} 个/秒  （{live / plain:.0f} 倍）")


if __name__ == "__main__":
    main()
