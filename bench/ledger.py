"""每秒记几张凭证，提交都落盘：成批的、一张一提交的；同一个 PostgreSQL 上与 django-hordak、pgbench 的 simple update 比。

对手都在同一次运行里量：hordak 装在自己的虚拟环境 ``var/bench-hordak``（没有就建），pgbench 是 PostgreSQL 自带的。三轮，取中位数。
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import world

HORDAK = "django-hordak==2.0.0"
ACCOUNTS, SIZE, BATCHES, ONES, SECONDS, ROUNDS = 500, 500, 10, 300, 4, 3
_BATCH = """\\set aid random(1, 100000)
\\set delta random(-5000, 5000)
UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;
SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, 1, :aid, :delta, CURRENT_TIMESTAMP);
"""
"""pgbench 的 simple update，去掉头尾：成批比的时候，许多次在一个事务里。"""


class Books:
    """一家法院：存款、五百件案件的在案款。人照网页登录那样连任职一起取来。"""

    def __init__(self) -> None:
        import factories

        from zhixing.casework.funds.commands.ledger import open_account, open_accounts
        from zhixing.casework.funds.models import Account
        from zhixing.foundation.people.queries import loaded

        self.day, self.turn = date(2026, 11, 3), count()
        self.court = factories.court()
        self.clerk = loaded(factories.user("accountant", court=self.court).pk)
        purpose = Account.Purpose
        self.bank = open_account(court_id=self.court.pk, purpose=purpose.BANK, on=self.day).pk
        whose = {(case.pk, None) for case in _cases(self.court)}
        self.held = list(open_accounts(whose, court_id=self.court.pk, purpose=purpose.HELD, on=self.day).values())

    def drafts(self, size: int) -> list[object]:
        """一批到账：借存款，贷各案。"""
        from zhixing.casework.funds.commands.ledger import Draft

        numbers = [next(self.turn) for _ in range(size)]
        return [Draft(f"bank:{n}", "receipt", self.day, ((self.bank, 100), (self.held[n % len(self.held)], -100)), "bench") for n in numbers]

    def post(self, size: int) -> None:
        """一个事务记一批。"""
        from zhixing.casework.funds.commands.ledger import post

        post(self.drafts(size), court_id=self.court.pk, actor=self.clerk)


def _cases(court: object) -> list[object]:
    from zhixing.casework.cases.models import Case

    blank = {"kind": "执", "state": "enforcing", "received_on": date(2026, 10, 20), "created_at": world.NOW}
    return Case.objects.bulk_create([Case(court=court, **blank) for _ in range(ACCOUNTS)])


def main() -> None:
    """各量三轮，轮流来，机器忙闲对谁都一样。"""
    with world.database("bench_ledger", pool=False):
        from zhixing.foundation.history import context

        with context.use(context.Context(now=world.NOW, entrance="bench")):
            books, python = Books(), _hordak()
            found: dict[str, list[float]] = {}
            for turn in range(ROUNDS):
                for name, value in {**_ours(books), **_theirs(python, turn), **_floor()}.items():
                    found.setdefault(name, []).append(value)
                print(f"第 {turn + 1} 轮：" + "，".join(f"{name} {values[-1]:,.0f}" for name, values in found.items()), file=sys.stderr)
            _told({name: statistics.median(values) for name, values in found.items()})
            _sound()


def _ours(books: Books) -> dict[str, float]:
    books.post(SIZE)
    books.post(1)
    batch = _rate(lambda: books.post(SIZE), BATCHES) * SIZE
    return {"ours_batch": batch, "ours_one": _rate(lambda: books.post(1), ONES)}


def _rate(act: Callable[[], None], times: int) -> float:
    """每秒几次，照中位的一次算。"""
    return 1 / statistics.median(world.timed(act, times))


def _sound() -> None:
    """量完的账要核得过，不然快没有意义；只记了账、没有做收据，“案件”一条不看。"""
    from zhixing.casework.funds.verify_ledger import breaks, verify

    report, found = verify(), [one for one in breaks() if one.code != "case"]
    assert not found, found[:3]
    print(f"\n核验：{report.vouchers} 张凭证、{report.legs} 条分录，全部对得上。")


# ---- 对手 ----


def _server() -> dict[str, object]:
    found = urlsplit(os.environ["ZHIXING_TEST_ADMIN"])
    asked = parse_qs(found.query)
    return {"user": unquote(found.username or ""), "host": asked["host"][0], "port": asked["port"][0]}


def _hordak() -> str:
    """它的虚拟环境；没有就建，Django 与我们的同版。"""
    home = world.ROOT / "var/bench-hordak"
    python = home / "bin/python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        wanted = [HORDAK, f"django=={version('django')}", f"psycopg[binary]=={version('psycopg')}", "setuptools<81"]
        subprocess.run([python, "-m", "pip", "install", "-q", *wanted], check=True)
        (home / "ready").touch()
    return str(python)


def _theirs(python: str, turn: int) -> dict[str, float]:
    import psycopg

    name = "bench_hordak"
    if turn == 0:
        with psycopg.connect(os.environ["ZHIXING_TEST_ADMIN"], autocommit=True) as admin:
            admin.execute(f"drop database if exists {name} with (force)")
            admin.execute(f"create database {name}")
    given = {**_server(), "name": name, "accounts": ACCOUNTS, "size": SIZE, "batches": BATCHES, "ones": ONES, "turn": turn}
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "PYTHON", "ZHIXING_"))}
    script = str(world.ROOT / "bench/ledger_hordak.py")
    done = subprocess.run([python, script, json.dumps(given)], check=True, capture_output=True, text=True, env=clean)
    taken = json.loads(done.stdout.splitlines()[-1])
    return {"hordak_batch": SIZE / statistics.median(taken["batch"]), "hordak_one": 1 / statistics.median(taken["one"])}


def _floor() -> dict[str, float]:
    """pgbench：一次一提交的 simple update；同样的语句、我们一批那么多次一提交的。"""
    import psycopg

    from zhixing.entrances.cli.database import with_database

    with psycopg.connect(os.environ["ZHIXING_TEST_ADMIN"], autocommit=True) as admin:
        admin.execute("drop database if exists bench_floor with (force)")
        admin.execute("create database bench_floor")
    with psycopg.connect(with_database(os.environ["ZHIXING_TEST_ADMIN"], "bench_floor")) as made:
        assert made.execute("show fsync").fetchone() == ("on",)
    _pgbench("-i", "-q", "-s", "1")
    many = _home() / "simple_update_batch.sql"
    many.write_text(f"BEGIN;\n{_BATCH * SIZE}END;\n")
    one = _tps(_pgbench("-n", "-N", "-M", "prepared", "-T", str(SECONDS)))
    return {"floor_one": one, "floor_batch": _tps(_pgbench("-n", "-f", str(many), "-t", str(BATCHES))) * SIZE}


def _home() -> Path:
    """内置数据库的目录，同 ``world.database``。"""
    return Path(os.environ.get("ZHIXING_BENCH_HOME", world.ROOT / "var/bench-pg"))


def _pgbench(*options: str) -> str:
    from zhixing.entrances.cli.postgres import Postgres

    server = _server()
    program = str(Postgres(_home()).bin / "pgbench")
    where = ["-h", str(server["host"]), "-p", str(server["port"]), "-U", str(server["user"]), "bench_floor"]
    return subprocess.run([program, *options, *where], check=True, capture_output=True, text=True).stdout


def _tps(told: str) -> float:
    found = re.search(r"tps = ([\d.]+)", told)
    assert found, told
    return float(found[1])


# ---- 说 ----


def _told(median: dict[str, float]) -> None:
    print(f"Python {sys.version.split()[0]}，{ROUNDS} 轮的中位数，一批 {SIZE} 张，fsync 开，提交都落盘；{time.strftime('%Y-%m-%d %H:%M')}\n")
    print("| 每秒 | 成批 | 一张一提交 |\n|---|---|---|")
    for key, name in (("ours", "本系统"), ("hordak", HORDAK), ("floor", "pgbench simple update")):
        print(f"| {name} | {median[f'{key}_batch']:,.0f} | {median[f'{key}_one']:,.0f} |")
    ratios = {
        "成批 ÷ hordak 成批（目标 ≥ 3）": median["ours_batch"] / median["hordak_batch"],
        "一张 ÷ hordak 一张（目标 ≥ 1.5）": median["ours_one"] / median["hordak_one"],
        "成批 ÷ pgbench 一次一提交（目标 ≥ 0.5）": median["ours_batch"] / median["floor_one"],
        "成批 ÷ pgbench 同样成批": median["ours_batch"] / median["floor_batch"],
        "一张 ÷ pgbench 一次一提交": median["ours_one"] / median["floor_one"],
    }
    print("\n| 比 | |\n|---|---|")
    for name, value in ratios.items():
        print(f"| {name} | {value:.2f}× |")


if __name__ == "__main__":
    main()
