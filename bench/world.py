"""基准的场地：自己的内置数据库（落盘保证全开），用完留着；一家法院和各职务的人。"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
BEIJING = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 3, 9, 30, tzinfo=BEIJING)


@contextmanager
def database(name: str, *, pool: bool = True) -> Iterator[str]:
    """建好名为 ``name`` 的新库并接上 Django。"""
    import psycopg

    from zhixing.entrances.cli import database as db
    from zhixing.entrances.cli.postgres import Postgres

    home = Path(os.environ.get("ZHIXING_BENCH_HOME", ROOT / "var/bench-pg"))
    home.mkdir(mode=0o755, parents=True, exist_ok=True)
    with Postgres(home) as server:
        with psycopg.connect(server.url(), autocommit=True) as admin:
            if not admin.execute("select 1 from pg_roles where rolname = %s", [db.APP_ROLE]).fetchone():
                admin.execute(f"create role {db.APP_ROLE} login")
            admin.execute(f"drop database if exists {name} with (force)")
            admin.execute(f"create database {name}")
        os.environ.update(
            ZHIXING_TEST_ADMIN=server.url(), ZHIXING_DB=server.url(db.APP_ROLE, name), ZHIXING_DB_POOL="1" if pool else "0",
            ZHIXING_SECRET_KEY="bench-only", DJANGO_SETTINGS_MODULE="zhixing.config.settings",
            ZHIXING_HOME=str(ROOT / "var/bench-home"),
        )
        db.migrate_database(name)
        import django

        django.setup()
        yield name
        from django.db import connections

        for connection in connections.all():
            connection.close()
            getattr(connection, "close_pool", lambda: None)()


def owner_sql(name: str, statements: list[str]) -> None:
    """以属主执行（造数据用：不触发行历史）。"""
    import psycopg

    from zhixing.entrances.cli.database import with_database

    with psycopg.connect(with_database(os.environ["ZHIXING_TEST_ADMIN"], name), autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        for statement in statements:
            owner.execute(statement)  # type: ignore[arg-type]


@contextmanager
def without_indexes(name: str, tables: tuple[str, ...]) -> Iterator[None]:
    """成批造行时先去掉这几张表的普通索引，造完按原样重建。"""
    import psycopg

    from zhixing.entrances.cli.database import with_database

    with psycopg.connect(with_database(os.environ["ZHIXING_TEST_ADMIN"], name), autocommit=True) as owner:
        found = owner.execute(
            "select indexname, indexdef from pg_indexes where tablename = any(%s)"
            " and indexname not in (select conname from pg_constraint)", [list(tables)],
        ).fetchall()
        for index, _ in found:
            owner.execute(f'drop index "{index}"')  # type: ignore[arg-type]
        yield
        owner.execute("set maintenance_work_mem = '512MB'")
        for _, statement in found:
            owner.execute(statement)


def client(user: Any) -> Any:
    """这个人已经登录的浏览器；口令是刚改过的。"""
    from django.test import Client
    from django.utils import timezone

    type(user).objects.filter(pk=user.pk).update(password_changed_at=timezone.now())
    made = Client(SERVER_NAME="localhost")
    made.force_login(user, backend="zhixing.entrances.web.login.Backend")
    return made


def timed(act: Callable[[], object], times: int) -> list[float]:
    """每次几秒。"""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return taken


def p50_p95(taken: list[float]) -> tuple[float, float]:
    """中位数和第 95 百分位（秒）。"""
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


def ms(seconds: float) -> str:
    """毫秒。"""
    return f"{seconds * 1000:.1f} ms"
