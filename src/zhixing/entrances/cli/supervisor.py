"""``zhixing start``：启动全部，看着它们，收到停止信号时全部停掉。``./run`` 最后执行的就是它。"""

from __future__ import annotations

import argparse
import fcntl
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from zhixing.entrances.cli import database as databases
from zhixing.entrances.cli import static
from zhixing.entrances.cli.children import Child, stop_all
from zhixing.entrances.cli.database import Database
from zhixing.entrances.cli.home import open_home, wipe
from zhixing.entrances.cli.ports import bind
from zhixing.entrances.cli.postgres import Postgres
from zhixing.entrances.cli.trouble import DISK_FULL, Trouble, explain_os

WEB_PROCESSES = 2
LEAST_SPACE = 500 * 2**20
FIRST_PAGE_WAIT = 60.0
TOO_MANY_FAILURES = 4
SERVER_ERROR = 500


def register(parser: argparse.ArgumentParser) -> None:
    """``./run`` 的参数。"""
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认只许本机访问")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--no-demo", action="store_true", help="不装入演示法院")
    parser.add_argument("--fresh", action="store_true", help="清空数据目录，从头开始（会先问）")
    parser.add_argument("--yes", action="store_true", help="与 --fresh 同用：不再问")


def run(args: argparse.Namespace) -> int:
    """启动全部，直到收到停止信号。返回退出码。"""
    _catch_signals()
    try:
        _run(args)
    except KeyboardInterrupt:
        say("已停止。")
    except OSError as error:
        raise Trouble(explain_os(error)) from error
    return 0


def _run(args: argparse.Namespace) -> None:
    home = open_home()
    with _claim(home, f"http://{_shown(args.host)}:{args.port}/"):
        if args.fresh:
            _start_over(home, args.yes)
        with bind(args.host, args.port) as listening:
            _check_space(home)
            database = databases.open_database(home)
            try:
                demo = _prepare(home, database, wanted=not args.no_demo)
                _serve(Site(args, home, database, listening, demo))
            finally:
                database.close()


def say(text: str) -> None:
    """给用户看的一句话。"""
    print(text, file=sys.stderr, flush=True)


# ---- 开始之前 ----


def _catch_signals() -> None:
    def stop(*_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        say("\n正在停止…")
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


def _claim(home: Path, address: str) -> IO[str]:
    """一个数据目录同时只许启动一次。"""
    lock = (home / ".supervisor.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise Trouble(f"已经在运行：{lock.read().strip()}。要停止它，在那个终端按 Ctrl-C 或用 kill；"
                      "要另开一套，用 ZHIXING_HOME 指定另一个数据目录。") from None
    lock.truncate(0)
    lock.write(f"{address}（进程 {os.getpid()}）\n")
    lock.flush()
    return lock


def _shown(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


def _check_space(home: Path) -> None:
    if shutil.disk_usage(home).free < LEAST_SPACE:
        raise Trouble(DISK_FULL)


def _start_over(home: Path, yes: bool) -> None:
    url = os.environ.get("DATABASE_URL")
    if url and not databases.is_empty(url):
        raise Trouble("DATABASE_URL 的数据库里有表，--fresh 不会清空它。请自己换一个空库，或去掉 --fresh。")
    if not yes:
        _confirm(home)
    if not url and not Postgres(home).shut_down():
        raise Trouble("数据库正被别的 zhixing 命令使用，不能清空。请等它办完再试。")
    wipe(home)


def _confirm(home: Path) -> None:
    say(f"将清空 {home}：案件、文件、密钥全部删除，不能找回。")
    if not sys.stdin.isatty():
        raise Trouble("不在终端里，没有人可问。确定要清空就加 --yes。")
    if input("输入“清空”继续：").strip() not in ("清空", "yes"):
        raise Trouble("没有清空，什么也没有改。")


# ---- 备好数据 ----


def _prepare(home: Path, database: Database, *, wanted: bool) -> bool:
    """迁移、整理静态文件、装演示法院。返回库里是不是演示法院。"""
    os.environ.update(ZHIXING_HOME=str(home), ZHIXING_SECRET_KEY_FILE=str(home / "secret.key"),
                      ZHIXING_STATIC="collected", DJANGO_SETTINGS_MODULE="zhixing.config.settings")
    databases.migrate(database)
    if not static.is_current(home):
        _command(database, "static")
    return _demo(database, wanted)


def _demo(database: Database, wanted: bool) -> bool:
    mark = databases.read_stamp(database.owner).get("demo", "")
    if mark == "loading":
        raise Trouble("演示法院上次没有装完。请用 ./run --fresh 从头开始，或用 ./run --fresh --no-demo 不要演示数据。")
    if wanted and not mark:
        databases.write_stamp(database.owner, demo="loading")
        loaded = _load_demo(database)
        databases.write_stamp(database.owner, demo="loaded" if loaded else "none")
        return loaded
    return mark == "loaded"


def _load_demo(database: Database) -> bool:
    _command(database, "demo", "--if-empty", owner=True)
    return bool(_command(database, "demo", "--logins", capture=True).strip())


def _command(database: Database, *words: str, capture: bool = False, owner: bool = False) -> str:
    """另起一个进程办一条命令；``owner`` 才给它属主的地址（装快照要用）。"""
    given = {"ZHIXING_DB_OWNER": database.owner} if owner else {}
    done = subprocess.run(
        [sys.executable, "-m", "zhixing.entrances.cli.main", *words], text=True,
        stdout=subprocess.PIPE if capture else None,
        env=os.environ | database.environment() | given | {"ZHIXING_DB_POOL": "0", "ZHIXING_DEMO": "1"},
    )
    if done.returncode:
        raise Trouble(f"zhixing {' '.join(words)} 没有办成（退出码 {done.returncode}），原因见上面。")
    return done.stdout or ""


# ---- 运行 ----


class Site:
    """运行着的一套：两个网页进程、一个后台任务进程、数据库。"""

    def __init__(self, args: argparse.Namespace, home: Path, database: Database, listening: socket.socket, demo: bool):
        self.database, self.demo = database, demo
        self.host, self.port = _shown(args.host), listening.getsockname()[1]
        environment = os.environ | database.environment() | {
            "ZHIXING_DEMO": "1" if demo else "0",
            **(databases.demo_environment(database.owner) if demo else {}),
            "ZHIXING_PUBLIC_URL": os.environ.get("ZHIXING_PUBLIC_URL") or self.address.rstrip("/"),
            "ZHIXING_ALLOWED_HOSTS": os.environ.get("ZHIXING_ALLOWED_HOSTS") or _allowed_hosts(args.host),
        }
        outside: list[Messages | Bank | Agencies] = []
        if demo and not os.environ.get("ZHIXING_SMS_URL"):
            outside.append(Messages(home, environment["ZHIXING_PUBLIC_URL"]))
        if demo and not os.environ.get("ZHIXING_BANK_URL"):
            outside.append(Bank(home))
        if demo and not os.environ.get("ZHIXING_AGENCY_KEYS"):
            outside.append(Agencies(home, self.address, next((one for one in outside if isinstance(one, Bank)), None)))
        for one in outside:
            environment |= one.environment
        fd = listening.fileno()
        web = [Child(f"网页进程 {n}", ["serve", f"--fd={fd}"], environment, [fd]) for n in range(1, WEB_PROCESSES + 1)]
        self.children = web[:1]
        self.later = [*web[1:], Child("后台任务进程", ["worker"], environment)]
        self.later += [Child(one.name, one.words, environment) for one in outside]

    @property
    def address(self) -> str:
        """浏览器里打开的地址。"""
        return f"http://{self.host}:{self.port}/"

    def complete(self) -> None:
        """首页打开之后再开其余进程，免得几个一起启动拖慢首页。"""
        self.children += self.later

    def tend(self) -> None:
        """看一遍：数据库没了先恢复它，进程没了再开。"""
        embedded = self.database.embedded
        if embedded and not embedded.alive():
            say("数据库意外停止，正在恢复…")
            embedded.start(wait=60)
            say("数据库已恢复。")
        for child in self.children:
            child.tend(say)

    def first_page(self) -> int:
        """首页的 HTTP 状态码；还没有人应答时为 0。"""
        connection = http.client.HTTPConnection(self.host.strip("[]"), self.port, timeout=15)
        try:
            connection.request("GET", "/", headers={"Host": f"{self.host}:{self.port}"})
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()


class Messages:
    """演示用的短信网关：本机的一个端口；本院的网页、后台任务凭 ``environment`` 找到它。"""

    name = "模拟的短信网关"

    def __init__(self, home: Path, base: str) -> None:
        port, key = _free_port(), str(home / "sms.key")
        self.words = ["simulate", "sms", "--port", str(port), "--key-file", key, "--receipts", f"{base}/in/sms/"]
        self.environment = {"ZHIXING_SMS_URL": f"http://127.0.0.1:{port}/", "ZHIXING_SMS_KEY_FILE": key}


class Bank:
    """演示用的银行：本机的一个端口，账落在数据目录里。``ZHIXING_BANK_URL`` 是它给人看的网页，也是直连的网址。"""

    name = "模拟的银行"

    def __init__(self, home: Path) -> None:
        port, key = _free_port(), str(home / "bank.key")
        self.words = ["simulate", "bank", "--port", str(port), "--key-file", key, "--journal", str(home / "bank.journal"), "--ledger"]
        self.environment = {"ZHIXING_BANK_URL": f"http://127.0.0.1:{port}/", "ZHIXING_BANK_KEY_FILE": key}


class Agencies:
    """演示用的协助单位：银行、不动产登记、车管所……自己到本院来取查控请求；密钥起动时造好。扣划的钱汇到 ``bank``。"""

    name = "模拟的协助单位"

    def __init__(self, home: Path, address: str, bank: Bank | None) -> None:
        port, keys = _free_port(), str(home / "agencies")
        self.words = ["simulate", "agencies", "--seed", "7", "--port", str(port), "--court", address, "--keys", keys,
                      "--journal", str(home / "agencies.journal")]
        if bank:
            self.words += ["--bank", bank.environment["ZHIXING_BANK_URL"], "--bank-key-file", bank.environment["ZHIXING_BANK_KEY_FILE"]]
        self.environment = {"ZHIXING_AGENCY_KEYS": keys, "ZHIXING_AGENCIES_URL": f"http://127.0.0.1:{port}/"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _allowed_hosts(host: str) -> str:
    names = ["127.0.0.1", "localhost", "[::1]"]
    if host in ("0.0.0.0", "::"):  # noqa: S104
        names += [socket.gethostname(), socket.getfqdn(), *_own_addresses()]
    return ",".join(dict.fromkeys([*names, _shown(host)]))


def _own_addresses() -> list[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # 文档用地址；UDP 的 connect 不发包，只看会从哪个地址出去
            return [probe.getsockname()[0]]
        except OSError:
            return []


def _serve(site: Site) -> None:
    try:
        _wait_for_first_page(site)
        site.complete()
        say(f"\n执行指挥中心已启动：{site.address}")
        if told := _hint(site):
            say(told)
        say("停止：按 Ctrl-C")
        while True:
            time.sleep(0.5)
            site.tend()
    finally:
        stop_all(site.children)


def _hint(site: Site) -> str:
    """登录名，或者还差哪一步。一时问不到（数据库正在恢复）只说一声，不耽误运行。"""
    words = ("demo", "--logins") if site.demo else ("court", "status")
    try:
        return _command(site.database, *words, capture=True).rstrip()
    except Trouble as trouble:
        return str(trouble)


def _wait_for_first_page(site: Site) -> None:
    deadline = time.monotonic() + FIRST_PAGE_WAIT
    site.tend()
    while not (status := site.first_page()):
        site.tend()
        if time.monotonic() > deadline or any(c.failures >= TOO_MANY_FAILURES for c in site.children):
            raise Trouble("网页没有启动成功，原因见上面的原文。")
        time.sleep(0.05)
    if status >= SERVER_ERROR:
        raise Trouble(f"首页出错（{status}），原因见上面的原文。")
