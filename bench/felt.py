"""用起来多快：三十个人同时点列表和案件页（真服务器、真连接），p95；与一个人独用比。"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import lists
import world

USERS, CLICKS = 30, 12


def main() -> None:
    """每人点十二次，每次之间歇半秒到一秒。"""
    with world.database("bench_felt", pool=False) as name:
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore
        from offices import office

        people = office()
        lists.fill(name, people.court.pk, [people.judge.pk], people.team.pk, 0, 10_000)
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = str(people.director.pk), people.director.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        store.save()
        port, server = start()
        try:
            alone = clicks(port, store.session_key, 0)
            with ThreadPoolExecutor(USERS) as pool:
                many = [t for ts in pool.map(lambda i: clicks(port, store.session_key, i), range(USERS)) for t in ts]
        finally:
            server.terminate()
            server.wait(15)
    print("| 页 | 一人 p95 | 三十人 p95 | 之比 |\n|---|---|---|---|")
    for page in ("列表", "案件页"):
        one = world.p50_p95([t for p, t in alone if p == page])[1]
        all_ = world.p50_p95([t for p, t in many if p == page])[1]
        print(f"| {page} | {world.ms(one)} | {world.ms(all_)} | {all_ / one:.1f}× |")


def start() -> tuple[int, subprocess.Popen[bytes]]:
    """两个网页进程共用一个端口，与 ./run 一样。"""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "zhixing.entrances.cli.app:application", "--workers", "2", "--lifespan", "off",
               "--port", str(port), "--log-level", "error", "--no-access-log"]
    server = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(world.ROOT / "src"), "ZHIXING_DB_POOL": "1"})
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(2)
                return port, server
        time.sleep(0.2)
    raise RuntimeError("服务器没有起来")


def clicks(port: int, session: str, who: int) -> list[tuple[str, float]]:
    """一个人交替点列表和案件页。"""
    taken = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for i in range(CLICKS if who else 40):
        page, url = ("列表", "/cases/") if i % 2 else ("案件页", f"/cases/{1 + (who * 97 + i * 31) % 10_000}/")
        began = time.perf_counter()
        connection.request("GET", url, headers={"Cookie": f"sessionid={session}", "Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        taken.append((page, time.perf_counter() - began))
        assert answer.status == 200, (url, answer.status)
        time.sleep(0.5 + (who * 7 + i * 13) % 10 / 20 if who else 0)
    return taken[4:]


if __name__ == "__main__":
    main()
