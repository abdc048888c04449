"""随机分案：N 件一次抽，从锁住、核对、抽到写下承办人和各件的历史，多快；重抽核验多快；另与什么也不记的加权抽签相比。

``python bench/draw.py [N]``，不写是 10,000。二十位法官，五个团队；案件是接管进来的，没有承办人。
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import waves
import world

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
CASES, JUDGES, TEAMS, CHUNK = 10_000, 20, 5, 200


def main() -> None:
    """各步计时。"""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    with world.database("bench_draw", pool=False), waves.acting():
        people = court()
        waiting(people, number)
        steps(people, number)


def court() -> Any:
    """人和团队，种子昨天公布了。"""
    import factories
    from offices import office

    from zhixing.casework.centre import commands
    from zhixing.foundation.history import context

    people = office()
    teams = [factories.team(people.court, f"团队{n}") for n in range(TEAMS)]
    for n in range(JUDGES):
        factories.user("judge", team=teams[n % TEAMS])
    yesterday = datetime.now(world.BEIJING) - timedelta(days=1)
    with context.at(yesterday):
        commands.commit_seeds(court=people.court, actor=context.Job("分案种子"), on=yesterday.date())
    return people


def waiting(people: Any, number: int) -> None:
    """待分的各件。"""
    from dataclasses import replace

    from zhixing.casework.cases.commands.taking_over import take_over

    for start in range(0, number, CHUNK):
        files = [replace(waves.one(people, n), handler=None, assigned_on=None) for n in range(start, min(start + CHUNK, number))]
        take_over(actor=people.filing, court=people.court, files=files, live_on=date(2026, 11, 1), run=1)


def steps(people: Any, number: int) -> None:
    """备好、抽、核验，和什么也不记的抽签。"""
    from zhixing.casework.cases.queries import Case
    from zhixing.casework.centre import commands, queries_draws
    from zhixing.casework.centre.draw_facts import prepared
    from zhixing.law.draw_proof import verify

    today = datetime.now(world.BEIJING).date()
    cases = list(Case.objects.filter(handler=None).order_by("pk"))
    timed("备好（谁在抽签之列、分量、回避、关联）", number, lambda: prepared(people.court, cases, today))
    whole = lambda: commands.draw_cases(cases=None, actor=people.director, on=today, token="bench")
    row = timed("随机分案（抽、写承办人、各件记一环、重算节点）", number, whole)
    file = queries_draws.document(row) | {"seed": row.seed.secret}
    print(f"记录 {len(json.dumps(file, ensure_ascii=False)) / 1e6:.1f} MB", file=sys.stderr)
    found = timed("核验（重抽、逐件对照）", number, lambda: verify(json.loads(json.dumps(file))))
    assert found.ok and found.value == number
    luck, ids, shares = random.Random(1), list(range(JUDGES)), [100] * JUDGES
    timed("对照：标准库加权抽签，不看忙闲、不记录", number, lambda: [luck.choices(ids, shares)[0] for _ in range(number)])


def timed(name: str, number: int, act: Callable[[], Any]) -> Any:
    """办一步，打印用时。"""
    began, spent = time.perf_counter(), time.process_time()
    found = act()
    took, own = time.perf_counter() - began, time.process_time() - spent
    print(f"| {name} | {number:,} 件 | {took:.2f} 秒 | 本进程 {own:.2f} 秒 | 每秒 {number / took:,.0f} 件 |", flush=True)
    return found


if __name__ == "__main__":
    main()
