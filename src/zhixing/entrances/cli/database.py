"""数据库的两个角色：属主建表和迁移；应用角色 ``zhixing_app`` 什么也不拥有，也改不了只增不改的表。"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import psycopg
from psycopg import sql

from zhixing.entrances.cli.postgres import Postgres
from zhixing.entrances.cli.trouble import Trouble

NAME = "zhixing"
APP_ROLE = "zhixing_app"
OLDEST = 15
PACKAGE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Database:
    """一个可用的数据库。``owner``、``app`` 是两个角色的连接地址；``embedded`` 是内置数据库（外部的为空）。"""

    owner: str
    app: str
    embedded: Postgres | None = None

    def environment(self, *, as_owner: bool = False) -> dict[str, str]:
        """子进程要的环境变量。只有迁移才拿得到属主的地址。"""
        chosen = {"ZHIXING_DB": self.app}
        return chosen | ({"ZHIXING_DB_OWNER": self.owner, "ZHIXING_AS_OWNER": "1"} if as_owner else {})

    def close(self) -> None:
        """不再使用。"""
        if self.embedded:
            self.embedded.stop()


# ---- 打开 ----


def present(home: Path) -> bool:
    """已经有数据库：环境变量给了地址，或者数据目录里建过。"""
    return bool(os.environ.get("ZHIXING_DB") or os.environ.get("DATABASE_URL") or (home / "pgdata").exists())


def open_database(home: Path) -> Database:
    """打开数据库，建好库和角色：有 ``DATABASE_URL`` 用它，没有就启动内置的。办不到时抛出 :class:`Trouble`。"""
    if url := os.environ.get("DATABASE_URL"):
        return external(url, os.environ.get("DATABASE_APP_URL"), home / "secrets.toml")
    embedded = Postgres(home).start()
    with _connect(embedded.url()) as admin:
        _ensure_database(admin, NAME)
        if not _role_exists(admin, APP_ROLE):
            admin.execute(sql.SQL("create role {} login").format(sql.Identifier(APP_ROLE)))
    return Database(embedded.url(database=NAME), embedded.url(APP_ROLE, NAME), embedded)


def external(owner: str, app: str | None, secrets_file: Path) -> Database:
    """外部数据库：核对版本，库不存在就建，备好应用角色（口令只生成一次，存进 ``secrets_file``）。"""
    with _reach(owner) as admin:
        major = admin.info.server_version // 10000
        if major < OLDEST:
            raise Trouble(f"DATABASE_URL 的数据库是 PostgreSQL {major}，太旧；要 {OLDEST} 以上。")
        app = app or _app_url(admin, owner, secrets_file)
        if urlsplit(app).username == admin.info.user:
            raise Trouble("DATABASE_APP_URL 的用户不能就是 DATABASE_URL 的用户：应用角色不得拥有表。")
    return Database(owner, app)


def _reach(owner: str) -> psycopg.Connection[Any]:
    try:
        return _connect(owner)
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error) or "database" not in str(error):
            raise Trouble(f"连不上 DATABASE_URL 的数据库：{error}".strip()) from error
    with _connect(with_database(owner, "postgres")) as admin:
        _ensure_database(admin, database_name(owner))
    return _connect(owner)


def _app_url(admin: psycopg.Connection[Any], owner: str, secrets_file: Path) -> str:
    known = tomllib.loads(secrets_file.read_text("utf-8")) if secrets_file.exists() else {}
    password = known.get(APP_ROLE)
    if not password:
        password = _create_app_role(admin)
        secrets_file.touch(mode=0o600)
        secrets_file.write_text(f'{APP_ROLE} = "{password}"\n', encoding="utf-8")
    parts = urlsplit(owner)
    address = parts.netloc.rpartition("@")[2]
    return _join(parts._replace(netloc=f"{APP_ROLE}:{quote(password)}@{address}"))


def _create_app_role(admin: psycopg.Connection[Any]) -> str:
    if _role_exists(admin, APP_ROLE):
        raise Trouble(
            f"数据库里已有角色 {APP_ROLE}，但这里没有它的口令。请用 DATABASE_APP_URL 给出应用角色的连接地址。"
        )
    password = secrets.token_urlsafe(24)
    try:
        admin.execute(sql.SQL("create role {} login password {}").format(sql.Identifier(APP_ROLE), password))
    except psycopg.errors.InsufficientPrivilege as error:
        raise Trouble(
            "DATABASE_URL 的用户不能建角色。请让数据库管理员建一个普通登录角色（不拥有任何表），"
            "再用 DATABASE_APP_URL 给出它的连接地址。"
        ) from error
    return password


def _connect(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True, connect_timeout=10)


def _ensure_database(admin: psycopg.Connection[Any], name: str) -> None:
    if not admin.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        admin.execute(sql.SQL("create database {}").format(sql.Identifier(name)))


def _role_exists(admin: psycopg.Connection[Any], role: str) -> bool:
    return admin.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is not None


def with_database(url: str, name: str) -> str:
    """同一地址，换一个库名。"""
    return _join(urlsplit(url)._replace(path=f"/{quote(name)}"))


def _join(parts: SplitResult) -> str:
    """拼回地址。``urlunsplit`` 会丢掉空主机前的 ``//``，所以自己拼。"""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{parts.netloc}{parts.path}{query}"


def database_name(url: str) -> str:
    """地址里的库名。"""
    return urlsplit(url).path.lstrip("/") or NAME


# ---- 是否最新 ----


def code_key() -> str:
    """程序源码和依赖锁的摘要：变了就要重新迁移、重新授权。"""
    digest = hashlib.sha256()
    locks = [PACKAGE.parents[1] / "requirements/base.txt"]
    for path in [*sorted(PACKAGE.rglob("*.py")), *(p for p in locks if p.exists())]:
        digest.update(str(path.relative_to(PACKAGE.parents[1])).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def read_stamp(owner: str) -> dict[str, str]:
    """上次迁移留下的记号，存在迁移表的注释里；还没迁移过的为空。"""
    with _connect(owner) as admin:
        row = admin.execute("select obj_description(to_regclass('public.django_migrations'), 'pg_class')").fetchone()
    return json.loads(row[0]) if row and row[0] else {}


def write_stamp(owner: str, **marks: str) -> None:
    """更新记号（合并，不覆盖别的键）。"""
    merged = json.dumps(read_stamp(owner) | marks)
    with _connect(owner) as admin:
        admin.execute(sql.SQL("comment on table public.django_migrations is {}").format(merged))


def demo_environment(owner: str) -> dict[str, str]:
    """装着演示法院的库，进程要的环境变量：标明演示，把钟拨到快照截止那天。别的库为空。"""
    stamp = read_stamp(owner)
    if stamp.get("demo") != "loaded":
        return {}
    as_of, since = stamp.get("demo_as_of"), stamp.get("demo_since")
    shift = (date.fromisoformat(since) - date.fromisoformat(as_of)).days if as_of and since else 0
    return {"ZHIXING_DEMO": "1", "ZHIXING_DEMO_SHIFT": str(shift)}


def is_empty(owner: str) -> bool:
    """库里还没有任何表。"""
    with _connect(owner) as admin:
        return not admin.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone()


# ---- 迁移与授权 ----


def migrate(database: Database) -> None:
    """迁移并授权（另起一个进程，以属主连接）；源码没变就什么也不做。失败时抛出 :class:`Trouble`。"""
    key = code_key()
    if read_stamp(database.owner).get("code") == key:
        return
    command = [sys.executable, "-m", "zhixing.entrances.cli.main", "migrate"]
    environment = os.environ | database.environment(as_owner=True) | {"ZHIXING_DB_POOL": "0"}
    if subprocess.run(command, env=environment).returncode:
        raise Trouble("数据库迁移没有成功，见上面的原文。数据没有改动；解决后重新运行即可。")
    write_stamp(database.owner, code=key)


def migrate_database(name: str) -> None:
    """测试用：在 ``ZHIXING_TEST_ADMIN`` 的服务器上迁移名为 ``name`` 的库并授权。"""
    admin = os.environ["ZHIXING_TEST_ADMIN"]
    migrate(Database(with_database(admin, name), with_database(os.environ["ZHIXING_DB"], name)))


#: 没有哪一步会删的表：改得，删不得。
KEPT = (
    "history_stream", "cases_case", "people_user", "people_court", "approvals_approval", "approvals_step", "funds_debt", "funds_sheet",
    "funds_bankaccount", "funds_bankfile", "funds_receipt", "funds_payout", "funds_paymentfile", "funds_plan", "funds_delay",
)


def grant(connection: Any, role: str = APP_ROLE) -> None:
    """给应用角色授权。``connection`` 是属主的连接（Django 或 psycopg 都行），Django 须已就绪。

    可读写各表，不可清空（TRUNCATE 不触发行级触发器）；只增不改的表不可改、不可删；链的末端、案件、用户、法院、
    审批单、计息依据、计息单不可删；迁移表只读。
    先收回再授予，结果只取决于现在的模型，可反复执行。
    """
    with connection.cursor() as cursor:
        for statement in _grants(role, _existing(cursor, append_only_tables()), _existing(cursor, KEPT)):
            cursor.execute(statement.as_string(None))


def _grants(role: str, protected: Iterable[str], kept: Iterable[str]) -> Iterator[sql.Composed]:
    who = sql.Identifier(role)
    for text in (
        "revoke create on schema public from public",
        "revoke all on all tables in schema public from {who}",
        "grant usage on schema public to {who}",
        "grant select, insert, update, delete on all tables in schema public to {who}",
        "grant usage, select on all sequences in schema public to {who}",
        "grant execute on all functions in schema public to {who}",
        "revoke insert, update, delete on django_migrations from {who}",
    ):
        yield sql.SQL(text).format(who=who)
    for table in protected:
        yield sql.SQL("revoke update, delete, truncate on {} from {}").format(sql.Identifier(table), who)
    for table in kept:
        yield sql.SQL("revoke delete on {} from {}").format(sql.Identifier(table), who)


def _existing(cursor: Any, tables: Iterable[str]) -> list[str]:
    cursor.execute("select tablename from pg_tables where schemaname = 'public'")
    present = {row[0] for row in cursor.fetchall()}
    return [table for table in tables if table in present]


def append_only_tables() -> list[str]:
    """只增不改的表：模型写明 ``append_only = True``、有同名触发器，或是 pghistory 的行历史。"""
    from django.apps import apps

    return sorted(model._meta.db_table for model in apps.get_models(include_auto_created=True) if _append_only(model))


def _append_only(model: Any) -> bool:
    from pghistory.models import Event

    triggers = getattr(model._meta, "triggers", ())
    marked = getattr(model, "append_only", False) or any(t.name == "append_only" for t in triggers)
    return marked or (issubclass(model, Event) and model._meta.managed)


# ---- 命令行用 ----


@contextmanager
def attached(home: Path) -> Iterator[None]:
    """让本进程能用数据库：已有 ``ZHIXING_DB`` 就用，否则打开并迁移，用完放手。"""
    if os.environ.get("ZHIXING_DB"):
        yield
        return
    database = open_database(home)
    try:
        migrate(database)
        os.environ.update(database.environment() | demo_environment(database.owner))
        yield
    finally:
        database.close()
