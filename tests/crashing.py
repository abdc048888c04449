"""断电演习：``./run`` 的那几个进程真的开着，一边办案一边 ``kill -9``，完了逐件核对。

:func:`drill` 跑一遍。``tests/journeys/test_crash.py`` 跑小的，``bench/crash.py`` 跑一千个行为的。
只杀自己开的进程；数据库落盘保证全开。
"""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from zhixing.entrances.cli.database import APP_ROLE, NAME
from zhixing.entrances.cli.postgres import Postgres

ROOT = Path(__file__).resolve().parents[1]
CHILD = Path(__file__).with_name("crash_child.py")
FOREIGN = ("ZHIXING_DB", "ZHIXING_DB_OWNER", "DATABASE_URL", "ZHIXING_TEST_ADMIN", "ZHIXING_SECRET_KEY", "ZHIXING_AS_OWNER")
BROWSERS, WRITERS, WRITTEN = 4, 2, 0.4
MODEL = "ZHIXING_TEST_MODEL"
BROKEN = (OSError, http.client.HTTPException)
RESTARTING = (500, 502, 503)  # 网页、数据库被杀到起来之间的答复


# ---- 一套 ----


class Site:
    """一套：启动器和它的网页、后台任务、数据库，数据目录是自己的。"""

    def __init__(self, home: Path) -> None:
        self.home, self.log, self.postgres = home, home.with_name(f"{home.name}.log"), Postgres(home)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.environment = kept | {
            "ZHIXING_HOME": str(home), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}", "ZHIXING_LOG": "CRITICAL",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """启动，等到首页打开。"""
        command = [sys.executable, "-m", "zhixing.entrances.cli.main", "start", "--no-demo", f"--port={self.port}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        until(self.answers, 600, "首页没有打开")

    def answers(self) -> bool:
        """首页应答了。"""
        assert self.process and self.process.poll() is None, "启动器自己退出了"
        with suppress(*BROKEN):
            return Browser(self.port).send("GET", "/accounts/login/").status == http.client.OK
        return False

    def child(self, *words: object) -> subprocess.Popen[str]:
        """用应用角色连这一套的数据库的子进程。"""
        more = {"ZHIXING_DB": self.postgres.url(APP_ROLE, NAME), "ZHIXING_DB_POOL": "0",
                "ZHIXING_SECRET_KEY_FILE": str(self.home / "secret.key"), "DJANGO_SETTINGS_MODULE": "zhixing.config.settings"}
        command = [sys.executable, *map(str, words)]
        return subprocess.Popen(command, env=self.environment | more, stdout=subprocess.PIPE, text=True)

    def ask(self, *words: object) -> dict[str, object]:
        """子进程打印的 JSON；没有办成就失败。"""
        child = self.child(*words)
        told, _ = child.communicate(timeout=300)
        assert child.returncode == 0, told
        answer: dict[str, object] = json.loads(told)
        return answer

    def pids(self, kind: str) -> list[int]:
        """这一套里的某种进程：web、worker、database。"""
        if kind == "database":
            return [int((self.postgres.data / "postmaster.pid").read_text().splitlines()[0])]
        assert self.process
        word = {"web": b"serve", "worker": b"worker"}[kind]
        return [pid for pid, words in _children(self.process.pid) if word in words]

    def kill(self, kind: str) -> None:
        """``kill -9``；``all`` 连启动器一起杀，再重新启动。"""
        kinds = ("web", "worker", "database") if kind == "all" else (kind,)
        victims = [pid for one in kinds for pid in self.pids(one)]
        if kind == "all":
            assert self.process
            self.process.kill()
            self.process.wait()
        for pid in victims:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if kind == "all":
            self.start()

    def whole(self) -> bool:
        """两个网页进程、后台任务、数据库都在，首页应答。"""
        return len(self.pids("web")) >= 1 and len(self.pids("worker")) == 1 and self.postgres.alive() and self.answers()

    def last_words(self) -> str:
        """启动器说过的最后几句。"""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])

    def stop(self) -> None:
        """停掉；启动器不在了就自己停数据库。"""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.postgres.shut_down()


def _children(parent: int) -> Iterator[tuple[int, list[bytes]]]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int((process / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(process.name), (process / "cmdline").read_bytes().split(b"\0")


def model() -> Path | None:
    """同一次测试里各套照着抄的数据目录，测试完了由 ``conftest`` 删去；不在测试里为空。"""
    return Path(os.environ[MODEL]) if MODEL in os.environ else None


def opened(prefix: str) -> Path:
    """一个数据目录。测试里是表已经建好的：头一个要的建，别的照抄；不在测试里是空的。"""
    home = Path(tempfile.mkdtemp(prefix=prefix))
    home.chmod(0o755)
    if made := model():
        with made.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                _make(made)
        subprocess.run(["cp", "-a", f"{made}/.", str(home)], check=True)
        home.chmod(0o755)
    return home


def _make(home: Path) -> None:
    home.mkdir(mode=0o755)
    made = Site(home)
    try:
        made.start()
    finally:
        made.stop()


@contextmanager
def site() -> Iterator[Site]:
    """开一套，用完停掉删掉。"""
    found = Site(opened("zhixing-crash-"))
    try:
        found.start()
        yield found
    finally:
        found.stop()
        shutil.rmtree(found.home)
        found.log.unlink()


def until(wanted: object, seconds: float, trouble: str) -> None:
    """等到 ``wanted()`` 为真。"""
    deadline = time.monotonic() + seconds
    while not wanted():  # type: ignore[operator]
        assert time.monotonic() < deadline, trouble
        time.sleep(0.1)


# ---- 浏览器 ----


@dataclass(frozen=True, slots=True)
class Answer:
    """一次应答。"""

    status: int
    location: str
    body: str

    def hidden(self, name: str) -> str:
        """页面里隐藏栏目的值。"""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.body)
        assert found, f"页面上没有 {name}：{self.status}"
        return found[1]


class Browser:
    """一个浏览器：记饼干，带防伪口令，不跟随跳转。"""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: SimpleCookie = SimpleCookie()

    def send(self, method: str, path: str, data: dict[str, object] | None = None) -> Answer:
        """发一次，等应答；连接断了抛出异常。"""
        headers = {"Cookie": "; ".join(f"{c.key}={c.value}" for c in self.cookies.values())}
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request(method, path, urlencode(data, doseq=True) if data is not None else None, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                self.cookies.load(cookie)
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode())
        finally:
            connection.close()

    def fill(self, path: str, values: dict[str, object]) -> Answer:
        """打开表单，照页面上的防伪口令和版本号交上去。"""
        page = self.send("GET", path)
        if page.status != http.client.OK:
            return page
        also = {"revision": page.hidden("revision")} if 'name="revision"' in page.body else {}
        return self.send("POST", path, {"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), **also, **values})

    def log_in(self, username: str, password: str) -> bool:
        """登录。返回登进去没有；数据库、网页正在重启的没有登进去，别的答复就失败。"""
        answer = self.fill("/accounts/login/", {"login": username, "password": password})
        assert answer.status in (http.client.FOUND, *RESTARTING), (answer.status, answer.body[:500])
        return answer.status == http.client.FOUND


# ---- 演习 ----


@dataclass(slots=True)
class Ledger:
    """记下的账：哪些得到了肯定答复，哪些被拒，哪些没有答复。"""

    wanted: int
    acked: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    filed: list[str] = field(default_factory=list)
    given: int = 0
    over: bool = False
    children: list[subprocess.Popen[str]] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def next(self) -> int | None:
        """下一个行为的编号；派完了为空。"""
        with self.lock:
            self.given += 1
            return self.given if self.given <= self.wanted else None

    def stop(self) -> None:
        """不办了：浏览器停手，立案进程结束。"""
        self.over = True
        for child in self.children:
            child.kill()

    @property
    def done(self) -> int:
        """得到肯定答复的行为。"""
        return len(self.acked) + len(self.filed)


def browse(site: Site, ledger: Ledger, people: dict[str, object], number: int) -> None:
    """一个办案人：记办案记录、登记查询；断了就再来，每一次的内容都不同。"""
    rng, browser = random.Random(number), Browser(site.port)
    names, cases = people["judges"], people["cases"]
    name = names[number % len(names)]  # type: ignore[index,arg-type]
    while not ledger.over and not _signed_in(browser, name, str(people["password"])):
        time.sleep(0.1)
    while (act := ledger.next()) is not None:
        attempt = 0
        case = rng.choice(cases[name])  # type: ignore[index]
        while not ledger.over and not _once(browser, ledger, case, f"第{act}件第{attempt}次", str(people["today"]), query=act % 3 == 0):
            attempt += 1
            time.sleep(0.05)


def _signed_in(browser: Browser, name: str, password: str) -> bool:
    with suppress(*BROKEN):
        return browser.log_in(name, password)
    return False


def _once(browser: Browser, ledger: Ledger, case: int, text: str, today: str, *, query: bool) -> bool:
    """办一次，记账。返回有没有办成。"""
    path, values = f"/cases/{case}/act/note/", {"sort": "电话", "text": text, "on": today}
    if query:
        path = f"/cases/{case}/act/register/?matter=query"
        values = {"channel": "network", "scope": "full", "person": text, "on": today, "source": "own"}
    try:
        answer = browser.fill(path, values)
    except BROKEN:
        ledger.unknown.append(text)
        return False
    if answer.status == http.client.FOUND:
        assert answer.location.startswith(f"/cases/{case}/"), answer
        ledger.acked.append(text)
        return True
    assert answer.status in (http.client.CONFLICT, *RESTARTING), (answer.status, answer.body[:800])
    (ledger.refused if answer.status == http.client.CONFLICT else ledger.unknown).append(text)
    return False


def write(site: Site, ledger: Ledger, number: int, count: int) -> None:
    """一个立案进程：真的命令，收件立案移送分案；断了就拿同一张表单再来。"""
    child = site.child(CHILD, "write", number, count)
    ledger.children.append(child)
    assert child.stdout
    for line in child.stdout:
        ledger.filed.append(line.strip())
    assert child.wait() == 0, f"立案进程 {number} 没有办完"


@dataclass(frozen=True, slots=True)
class Outcome:
    """演习的结果。``problems`` 为空才算通过。"""

    acts: int
    seconds: float
    kills: list[str]
    refused: int
    unknown: int
    lost_answers: int
    events: int
    cases: int
    problems: list[str]


def drill(acts: int, kills: list[str], seed: int = 20261103) -> Outcome:
    """办 ``acts`` 个行为，其间依次杀 ``kills`` 里的进程（时刻由 ``seed`` 定），然后核对。"""
    with site() as running:
        people = running.ask(CHILD, "setup")
        written = int(acts * WRITTEN)
        ledger = Ledger(acts - written)
        began = time.monotonic()
        with ThreadPoolExecutor(BROWSERS + WRITERS) as pool:
            working = [pool.submit(browse, running, ledger, people, n) for n in range(BROWSERS)]
            working += [pool.submit(write, running, ledger, n, written // WRITERS) for n in range(WRITERS)]
            try:
                _killing(running, ledger, working, kills, random.Random(seed), acts)
                while not all(one.done() for one in working):
                    _alive(running, working)
                    time.sleep(0.1)
                _alive(running, working)
            except BaseException:
                ledger.stop()
                raise
        seconds = time.monotonic() - began
        until(running.whole, 60, "有进程没有恢复")
        return _audit(running, ledger, seconds, kills)


def _killing(
    running: Site, ledger: Ledger, working: list[Future[None]], kills: list[str], rng: random.Random, acts: int,
) -> None:
    """办到多少件杀哪一个；动手前再等一个随机的片刻，好落在半中间。"""
    moments = sorted(rng.sample(range(acts // 10, acts * 9 // 10), len(kills)))
    for moment, kind in zip(moments, kills, strict=True):
        while ledger.done < moment:
            _alive(running, working)
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.2))
        running.kill(kind)


def _alive(running: Site, working: list[Future[None]]) -> None:
    """启动器还在，没有哪一个出了意外。"""
    assert running.process and running.process.poll() is None, f"启动器自己退出了：\n{running.last_words()}"
    for one in working:
        if one.done() and (error := one.exception()):
            raise error


def _audit(running: Site, ledger: Ledger, seconds: float, kills: list[str]) -> Outcome:
    found = running.ask(CHILD, "audit")
    verified: dict[str, object] = found["verified"]  # type: ignore[assignment]
    times: Counter[str] = Counter(found["texts"])  # type: ignore[call-overload]
    tokens: Counter[str] = Counter(found["tokens"])  # type: ignore[call-overload]
    problems = list(found["problems"])  # type: ignore[call-overload]
    problems += [f"答复办成了，却有 {times[text]} 条：{text}" for text in ledger.acked if times[text] != 1]
    problems += [f"答复办成了，却有 {tokens[one]} 件：{one}" for one in ledger.filed if tokens[one] != 1]
    problems += [f"答复没有办，却有 {times[text]} 条：{text}" for text in ledger.refused if times[text]]
    problems += [f"没有答复，却有 {times[text]} 条：{text}" for text in ledger.unknown if times[text] > 1]
    strange = set(times) - {*ledger.acked, *ledger.unknown}
    problems += [f"没有人办过：{text}" for text in strange] + [f"没有人收过：{t}" for t in set(tokens) - set(ledger.filed)]
    if len(ledger.acked) != ledger.wanted or len(set(ledger.filed)) != len(ledger.filed):
        problems.append(f"应有 {ledger.wanted} 个行为得到答复，只有 {len(ledger.acked)} 个")
    if not verified["ok"] or verified["days"] != found["roots"]:
        problems.append(f"链或日根对不上：{verified}")
    return Outcome(
        acts=ledger.done, seconds=seconds, kills=kills, refused=len(ledger.refused), unknown=len(ledger.unknown),
        lost_answers=sum(times[text] for text in ledger.unknown), events=int(str(verified["entries"])),
        cases=int(str(found["cases"])), problems=problems,
    )
