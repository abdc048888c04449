"""用起来多快：三十个人各自登录，同时点列表和案件页（./run 的两个网页进程、真连接），p95；与一个人独用比。

库里一万件造的案件，另有每人两件真命令办出来的，案件页点的是真的。每人每一到三秒点一次。
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import lists
import world

USERS, CLICKS, ALONE, WARM = 30, 20, 60, 8
Visitor = tuple[str, list[int]]


def main() -> None:
    """先一个人，再三十个人。"""
    with world.database("bench_felt", pool=False) as name:
        visitors = people(name)
        with served() as port:
            clicks(port, visitors[0], 0, WARM * 5, rest=False)
            alone = clicks(port, visitors[0], 0, ALONE, rest=False)
            with ThreadPoolExecutor(USERS) as pool:
                jobs = [pool.submit(clicks, port, visitor, n, CLICKS) for n, visitor in enumerate(visitors)]
                many = [click for job in jobs for click in job.result()]
    print("| 页 | 一人中位 | 一人 p95 | 三十人中位 | 三十人 p95 | p95 之比 |\n|---|---|---|---|---|---|")
    for page in ("列表", "案件页"):
        (one, one_high), (all_, all_high) = (world.p50_p95([t for p, t in taken if p == page]) for taken in (alone, many))
        print(f"| {page} | {world.ms(one)} | {world.ms(one_high)} | {world.ms(all_)} | {world.ms(all_high)} | {all_high / one_high:.1f}× |")


def people(name: str) -> list[Visitor]:
    """三十名法官：各自的会话，各两件真案件。"""
    import drafts
    from offices import office

    from zhixing.casework.cases import commands
    from zhixing.foundation.history import context
    from zhixing.foundation.people.models import User

    house = office()
    handlers, teams = lists.staff(house.court)
    lists.fill(name, house.court.pk, handlers, teams, 0, 10_000)
    world.owner_sql(name, ["select setval(pg_get_serial_sequence('cases_case', 'id'), 10000)"])
    found: list[Visitor] = []
    with context.use(context.Context(now=world.NOW, entrance="bench")):
        for user in User.objects.filter(pk__in=handlers[:USERS]).order_by("id"):
            real = [commands.file_case(
                actor=house.filing, court=house.court, draft=drafts.draft(accepted_on=date(2026, 10, 21)), handler=user,
                team=user.holdings.get().team,
            ).pk for _ in range(2)]
            found.append((world.client(user).cookies["sessionid"].value, real))
    return found


@contextmanager
def served() -> Iterator[int]:
    """两个网页进程共用一个绑好的端口，与 ./run 一样。"""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        fd, port = listening.fileno(), listening.getsockname()[1]
        command = [sys.executable, "-m", "zhixing.entrances.cli.main", "serve", f"--fd={fd}"]
        environment = os.environ | {"PYTHONPATH": str(world.ROOT / "src"), "ZHIXING_DB_POOL": "1", "ZHIXING_SECRET_KEY_FILE": ""}
        servers = [subprocess.Popen(command, env=environment, pass_fds=[fd]) for _ in range(2)]
        try:
            yield port
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait(20)


def clicks(port: int, visitor: Visitor, seed: int, times: int, *, rest: bool = True) -> list[tuple[str, float]]:
    """一个人交替点列表和案件页；先歇再点，各人错开。"""
    (session, cases), rng = visitor, random.Random(seed)
    connection, taken = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for n in range(times):
        time.sleep(rng.uniform(1, 3) if rest else 0)
        page, url = ("列表", "/cases/") if n % 2 else ("案件页", f"/cases/{rng.choice(cases)}/")
        began = time.perf_counter()
        connection.request("GET", url, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        taken.append((page, time.perf_counter() - began))
        assert answer.status == 200, (url, answer.status)
    return taken


if __name__ == "__main__":
    main()
