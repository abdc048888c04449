"""案款的断电演习：银行不停来款，收明细、起草、网页上层层审批、导出、送银行、退汇再付，其间 ``kill -9`` 网页、后台任务、数据库和银行。

:func:`drill` 跑一遍，完了和银行的日志一笔一笔对：一笔不少，一笔不多。
``tests/journeys/test_money_crash.py`` 跑小的，``bench/money_crash.py`` 跑一万笔。
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from crashing import BROKEN, RESTARTING, Browser, Site, opened, until

from zhixing.exchange.simulators.answering import signed

CHILD = Path(__file__).with_name("money_child.py")
PICK = re.compile(r'name="pick" value="(\d+:\d+)"')


class Bank:
    """模拟的银行：单独的进程，账在日志里，杀了再开。"""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port, self.journal = home, port, home / "bank.journal"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """本系统找到它的环境变量。"""
        return {"ZHIXING_BANK_URL": f"http://127.0.0.1:{self.port}/", "ZHIXING_BANK_KEY_FILE": str(self.home / "bank.key")}

    def start(self) -> None:
        """开，等它应答。"""
        words = ["simulate", "bank", f"--port={self.port}", f"--key-file={self.home / 'bank.key'}", f"--journal={self.journal}"]
        environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[1] / "src")}
        self.process = subprocess.Popen([sys.executable, "-m", "zhixing.entrances.cli.main", *words], env=environment)
        until(lambda: self._asked("GET", "/") is not None, 30, "银行没有起来")

    def kill(self) -> None:
        """``kill -9``，再开。"""
        self.stop()
        self.start()

    def stop(self) -> None:
        """停掉。"""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def _asked(self, method: str, path: str, content: bytes = b"") -> bytes | None:
        with suppress(*BROKEN):
            key = (self.home / "bank.key").read_bytes()
            headers = {"X-Signature": signed(key, int(time.time()), method, path, content)}
            request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", content or None, headers, method=method)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return bytes(answer.read())
        return None

    def act(self, **told: Any) -> None:
        """柜台上的一件。没有回答的再办：也许办了两件，账以日志为准。"""
        while self._asked("POST", "/acts", json.dumps(told).encode()) is None:
            time.sleep(0.1)


@contextmanager
def running() -> Iterator[tuple[Site, Bank]]:
    """一套，连同银行；用完停掉删掉。"""
    home = opened("zhixing-money-")
    site, bank = Site(home), Bank(home.with_name(f"{home.name}-bank"), Site(home).port)
    bank.home.mkdir()
    site.environment |= bank.environment
    try:
        bank.start()
        site.start()
        yield site, bank
    finally:
        site.stop()
        bank.stop()
        shutil.rmtree(home)
        shutil.rmtree(bank.home)
        site.log.unlink()


@dataclass(slots=True)
class Work:
    """正在跑的：起草了几张、来了几笔款、各子进程。"""

    drafted: list[str] = field(default_factory=list)
    came: int = 0
    over: bool = False
    children: list[subprocess.Popen[str]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


def _pay_in(bank: Bank, work: Work, told: dict[str, Any], receipts: int, rng: random.Random) -> None:
    """来款 ``receipts`` 笔，都到子账户。"""
    for number in range(receipts):
        if work.over:
            return
        bank.act(do="enter", account=told["account"], fen=rng.randrange(5_000, 90_000), name=f"付款人{number}", other=f"6201{number:08d}00",
                 sub_account=rng.choice(told["subs"]), remark="案款")
        work.came += 1


def _approve(site: Site, work: Work, name: str, password: str) -> None:
    """一个审批人：网页上，把等自己批的全部勾选同意；断了再来。"""
    browser, inside = Browser(site.port), False
    while not work.over:
        try:
            inside = inside or browser.log_in(name, password)
            page = browser.send("GET", "/approvals/") if inside else None
            if page is not None and page.status == HTTPStatus.OK and (picks := PICK.findall(page.body)):
                values = {"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), "pick": picks, "opinion": "同意"}
                done = browser.send("POST", "/approvals/many/", values)
                if done.status not in (HTTPStatus.FOUND, *RESTARTING):
                    work.strange.append(f"{name}：{done.status} {done.body[:300]}")
        except BROKEN:
            pass
        time.sleep(0.5)


def _listen(child: subprocess.Popen[str], heard: list[str]) -> None:
    assert child.stdout
    for line in child.stdout:
        heard += [line.strip()]


@dataclass(frozen=True, slots=True)
class Outcome:
    """演习的结果。``problems`` 为空才算通过。"""

    receipts: int
    payouts: int
    lines: int
    paid: int
    seconds: float
    kills: list[str]
    problems: list[str]


def drill(receipts: int, payouts: int, kills: list[str], cases: int = 4, seed: int = 20261122) -> Outcome:
    """来款 ``receipts`` 笔、发放 ``payouts`` 张，其间依次杀 ``kills``（时刻由 ``seed`` 定），然后核对。"""
    rng = random.Random(seed)
    with running() as (site, bank):
        told: dict[str, Any] = dict(site.ask(CHILD, "setup", cases))
        bank.act(do="open", number=told["account"], holder="执行款专户", fen=0)
        work, began = Work(), time.monotonic()
        threads = [threading.Thread(target=_pay_in, args=(bank, work, told, receipts, random.Random(seed)))]
        threads += [threading.Thread(target=_approve, args=(site, work, name, told["password"])) for name in told["approvers"]]
        heard: list[str] = []
        for words, into in ((("take", 0), heard), (("draft", payouts), work.drafted), (("pay", payouts), heard)):
            child = site.child(CHILD, *words)
            work.children.append(child)
            threads.append(threading.Thread(target=_listen, args=(child, into)))
        for thread in threads:
            thread.start()
        try:
            _killing(site, bank, work, kills, receipts, payouts, rng)
            _finished(site, work)
        finally:
            work.over = True
            for child in work.children:
                child.kill()
            for thread in threads:
                thread.join(60)
        until(site.whole, 60, "有进程没有恢复")
        return _audited(site, bank, work, time.monotonic() - began, kills, payouts)


def _killing(site: Site, bank: Bank, work: Work, kills: list[str], receipts: int, payouts: int, rng: random.Random) -> None:
    """办到多少件杀哪一个；动手前再等一个随机的片刻，好落在半中间。"""
    total = receipts + payouts
    moments = sorted(rng.sample(range(total // 10, total * 9 // 10), len(kills)))
    for moment, kind in zip(moments, kills, strict=True):
        while work.came + len(work.drafted) < moment:
            _alive(site, work)
            time.sleep(0.02)
        time.sleep(rng.uniform(0, 0.5))
        bank.kill() if kind == "bank" else site.kill(kind)


def _finished(site: Site, work: Work) -> None:
    """等到都起草了、都付完了。"""
    _, draft, pay = work.children
    while draft.poll() is None or pay.poll() is None:
        _alive(site, work)
        time.sleep(0.2)
    assert (draft.returncode, pay.returncode) == (0, 0), "起草、付款的进程没有办完"


def _alive(site: Site, work: Work) -> None:
    assert site.process and site.process.poll() is None, f"启动器自己退出了：\n{site.last_words()}"
    assert not work.strange, work.strange
    for child in work.children:
        assert child.poll() in (None, 0), f"子进程退出了：{child.args}"


def _audited(site: Site, bank: Bank, work: Work, seconds: float, kills: list[str], payouts: int) -> Outcome:
    found: dict[str, Any] = dict(site.ask(CHILD, "audit", payouts, bank.journal))
    return Outcome(found["receipts"], found["payouts"], found["lines"], found["paid"], seconds, kills, list(found["problems"]))
