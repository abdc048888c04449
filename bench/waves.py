"""一批查询：N 个被执行人 × 5 条渠道，从提出、签发、放出、单位来取来交，到读进台账，每一步多快；页面有人用时怎样让路。

``python bench/waves.py [N]``，不写是 10,000。单位是模拟的（``exchange.simulators``），经真的地址、真的报文来取来交。
然后开两个网页进程，几个人不停地开案件页：没有后台的活、不让路地干、让着路干，各量 p95，和后台每秒读几份。
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import felt
import world

DEBTORS = 10_000
CHUNK = 200
VISITORS, CLICK_SECONDS = 4, 45
CODES = ("B001", "E001", "R001", "R002", "R003")
KEY = b"bench-key"
ROWS: list[tuple[str, int, float, float]] = []


def main() -> None:
    """各步计时，再量页面。"""
    debtors = int(sys.argv[1]) if len(sys.argv) > 1 else DEBTORS
    with world.database("bench_waves", pool=False), acting():
        from zhixing.exchange.control import receiving

        house = court(debtors)
        wave = step("提出（核对、列出请求）", debtors * 5, lambda: started(house))
        step("签发（印通知书、盖章、放出头两百件）", debtors, lambda: signed(wave, house))
        step("放出（逐案记“发起查询”、重算节点）", max(debtors - CHUNK, 1), lambda: drained(200))
        step("单位来取、来交（五家轮流，真的报文）", debtors * 5, lambda: pulled(house))
        step("读进台账（没有人用页面）", debtors * 2, lambda: read(receiving.work, debtors * 2))
        report()
        pages(house)


@contextmanager
def acting() -> Iterator[None]:
    """入口环境。"""
    from zhixing.foundation.history import context

    with context.use(context.Context(now=datetime.now(world.BEIJING), entrance="bench")):
        yield


def step(name: str, count: int, act: Callable[[], Any]) -> Any:
    """办一步，记用时。"""
    began, spent = time.perf_counter(), time.process_time()
    found = act()
    ROWS.append((name, count, time.perf_counter() - began, time.process_time() - spent))
    print(f"{name} {ROWS[-1][2]:.1f} 秒", file=sys.stderr, flush=True)
    return found


def report() -> None:
    """打印各步。"""
    print("| 步骤 | 个数 | 用时 | 每秒 | 本进程的处理器时间，每个 |\n|---|---|---|---|---|")
    for name, count, took, spent in ROWS:
        print(f"| {name} | {count:,} | {took:.1f} 秒 | {count / took:.0f} | {spent / count * 1000:.2f} 毫秒 |")


# ---- 场地 ----


@dataclass
class House:
    """一家法院：人、五条渠道、案件。"""

    people: Any
    agencies: list[Any]
    cases: list[int]
    keys: Path


def court(debtors: int) -> House:
    """案件是真命令接管进来的，每件一个申请执行人、一个被执行人，证件号都不重。"""
    import factories
    from control.desk import agency, officer
    from offices import office

    from zhixing.casework.documents.sealing import testing

    home = Path(os.environ["ZHIXING_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    testing.make(home / "seal")
    people = office()
    agencies = [agency(people.court, code) for code in CODES]
    officer(factories.user("clerk", team=people.team), *agencies, until=date(2099, 12, 31))
    keys = home / "agency-keys"
    keys.mkdir(exist_ok=True)
    for code in CODES:
        (keys / f"{code}.key").write_bytes(KEY)
    os.environ["ZHIXING_AGENCY_KEYS"] = str(keys)
    return House(people, agencies, filed(people, debtors), keys)


def filed(people: Any, debtors: int) -> list[int]:
    """接管进来的各件。"""
    from zhixing.casework.cases.commands.taking_over import take_over

    found: list[int] = []
    for start in range(0, debtors, CHUNK):
        moved = [one(people, n) for n in range(start, min(start + CHUNK, debtors))]
        found += [case.pk for case in take_over(actor=people.filing, court=people.court, files=moved, live_on=date(2026, 11, 1), run=1)]
    return found


def one(people: Any, n: int) -> Any:
    """第 n 件。"""
    import drafts

    from zhixing.casework.cases.commands.taking_over import Moved

    def person(role: str, serial: int) -> Any:
        born = f"19{50 + serial // 1000 % 45:02d}{serial // 45_000 % 12 + 1:02d}{serial % 28 + 1:02d}"
        return drafts.person(role, f"{'甲' if role == 'applicant' else '乙'}某{serial}", paper_number=drafts.citizen(serial % 1000, born))

    draft = drafts.draft(parties=(person("applicant", n), person("respondent", n + 500_000)), accepted_on=date(2026, 10, 21))
    return Moved(draft=draft, number=f"（2026）内0221执{n + 1}号", token=f"bench-{n}", handler=people.judge, assigned_on=date(2026, 10, 22))


# ---- 各步 ----


def started(house: House) -> Any:
    """提出。"""
    from zhixing.casework.control.commands.waves import start_wave
    from zhixing.foundation.history import context

    wave = start_wave(actor=house.people.centre, on=context.current().today, reason="initial", token="bench", cases=house.cases)
    assert wave.total == len(house.cases) * 5, wave.total
    return wave


def signed(wave: Any, house: House) -> Any:
    """签发。"""
    from zhixing.casework.control.commands.waves import sign_wave
    from zhixing.foundation.history import context

    return sign_wave(wave=wave, actor=house.people.director, on=context.current().today)


def drained(size: int) -> None:
    """放完。"""
    from zhixing.casework.control.commands.waves import next_out

    while next_out(size):
        pass


def pulled(house: House) -> None:
    """五家单位轮流来取、来交，到都交了为止。"""
    from django.test import Client

    from zhixing.casework.control.models import Reply
    from zhixing.exchange.simulators import agencies_people as people
    from zhixing.exchange.simulators.agencies_book import Book
    from zhixing.exchange.simulators.agencies_desk import Desk
    from zhixing.exchange.simulators.agencies_pay import NoBank
    from zhixing.exchange.simulators.agencies_plan import Plan

    client = Client(SERVER_NAME="localhost")

    def send(method: str, path: str, headers: Any, content: bytes) -> tuple[int, bytes]:
        given = {"headers": {"X-Signature": headers["X-Signature"]}}
        answer = client.get(path, **given) if method == "GET" else client.post(path, content, content_type="application/xml", **given)
        return answer.status_code, answer.content

    known = {one.code: people.Agency(one.code, one.name, one.channel, one.register) for one in house.agencies}
    book = Book(known, Plan(seed=7))
    book.do("day", datetime.now(world.BEIJING).date())
    desks = [Desk(one, KEY, book, send, NoBank(), lambda: datetime.now(world.BEIJING)) for one in known.values()]
    while sum(desk.round() for desk in desks):
        pass
    assert Reply.objects.filter(sort="feedback").count() >= len(house.cases) * 5, Reply.objects.count()


def read(work: Callable[[int], int], upto: int) -> int:
    """读至多这么多份。"""
    done = 0
    while done < upto and (count := work(100)):
        done += count
    return done


# ---- 页面 ----


def pages(house: House) -> None:
    """没有后台的活、不让路地干、让着路干。"""
    from zhixing.casework.control.models import Reply

    session = world.client(house.people.judge).cookies["sessionid"].value
    print("\n| 后台 | 案件页中位 | 案件页 p95 | 与没有活时之比 | 每秒读几份 |\n|---|---|---|---|---|")
    with felt.served() as port:
        clicked(port, session, house.cases, 10)
        quiet = clicked(port, session, house.cases, CLICK_SECONDS)
        line("没有活", quiet, quiet, None)
        for name, how in (("干，不让路", "flat"), ("干，让着路（后台任务就是这样）", "paced")):
            before = Reply.objects.filter(state="waiting").count()
            with worker(how):
                time.sleep(5)
                taken = clicked(port, session, house.cases, CLICK_SECONDS)
            done = before - Reply.objects.filter(state="waiting").count()
            enough = Reply.objects.filter(state="waiting").exists()
            line(name if enough else f"{name}（读完了，N 取大些）", taken, quiet, done / (CLICK_SECONDS + 5))


def line(name: str, taken: list[float], quiet: list[float], rate: float | None) -> None:
    """打印一行。"""
    (middle, high), (_, usual) = world.p50_p95(taken), world.p50_p95(quiet)
    told = "—" if rate is None else f"{rate:.0f}"
    print(f"| {name} | {world.ms(middle)} | {world.ms(high)} | {high / usual:.1f}× | {told} |", flush=True)


def clicked(port: int, session: str, cases: list[int], seconds: float) -> list[float]:
    """几个人不停地开案件页，每人每 0.2 至 0.6 秒一次。"""
    taken: list[float] = []
    people = [threading.Thread(target=visit, args=(port, session, cases, seconds, n, taken)) for n in range(VISITORS)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return taken


def visit(port: int, session: str, cases: list[int], seconds: float, seed: int, taken: list[float]) -> None:
    """一个人。"""
    import http.client

    luck, connection = random.Random(seed), http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(luck.uniform(0.2, 0.6))
        began = time.perf_counter()
        connection.request("GET", f"/cases/{luck.choice(cases)}/", headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        assert answer.status == 200, answer.status


@contextmanager
def worker(how: str) -> Iterator[None]:
    """另一个进程里的后台。"""
    made = subprocess.Popen([sys.executable, __file__, "--work", how])
    try:
        yield
    finally:
        made.terminate()
        made.wait(30)


def work(how: str) -> None:
    """后台进程：一直读到被停下。"""
    import django

    django.setup()
    from zhixing.exchange.control import receiving
    from zhixing.exchange.control.pacing import paced

    with acting():
        if how == "paced":
            paced(receiving.work, seconds=3600)
        else:
            read(receiving.work, 10**9)


if __name__ == "__main__":
    work(sys.argv[2]) if sys.argv[1:2] == ["--work"] else main()
