"""两个角色：应用角色什么也不拥有，改不了、删不掉只增不改的表；外部数据库太旧或缺权限时说清楚。"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors, sql

from zhixing.entrances.cli import database
from zhixing.entrances.cli.trouble import Trouble

SECRET = "zhixing_probe"


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url, autocommit=True)


@pytest.fixture
def app(committed_db: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """应用角色在一个迁移好的库里的连接。"""
    url = os.environ["ZHIXING_DB"]
    with connect(database.with_database(url, committed_db)) as connection:
        yield connection


def test_app_role_owns_nothing_and_is_no_superuser(app: psycopg.Connection[tuple[object, ...]]) -> None:
    assert app.execute("select current_user").fetchone() == (database.APP_ROLE,)
    owned = app.execute("select count(*) from pg_class where relowner = current_user::regrole").fetchone()
    strong = app.execute("select rolsuper or rolcreatedb or rolcreaterole or rolbypassrls from pg_roles"
                         " where rolname = current_user").fetchone()
    assert (owned, strong) == ((0,), (False,))
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("create table public.mine (n int)")


def test_append_only_tables_cannot_be_changed_by_the_app(app: psycopg.Connection[tuple[object, ...]]) -> None:
    tables = database.append_only_tables()
    assert {"history_entry", "history_dailyroot", "cases_caseevent"} <= set(tables)
    for table in tables:
        name = sql.Identifier(table)
        app.execute(sql.SQL("select 1 from {} limit 1").format(name))
        for text in ("delete from {}", "truncate {}", "update {} set {} = {}"):
            parts = [name] if "set" not in text else [name, *[_column(app, table)] * 2]
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(sql.SQL(text).format(*parts))


def test_the_ends_of_chains_and_the_cases_are_never_deleted_by_the_app(app: psycopg.Connection[tuple[object, ...]]) -> None:
    for table in database.KEPT:
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))


def _column(app: psycopg.Connection[tuple[object, ...]], table: str) -> sql.Identifier:
    row = app.execute("select column_name from information_schema.columns where table_name = %s", [table]).fetchone()
    assert row
    return sql.Identifier(str(row[0]))


def test_ordinary_tables_are_writable_but_never_truncated(app: psycopg.Connection[tuple[object, ...]]) -> None:
    app.execute("delete from django_session")
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("truncate django_session")
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("delete from django_migrations")


@pytest.fixture
def plain_owner() -> Iterator[str]:
    """外部数据库的样子：一个拥有空库、但不能建角色的普通用户。"""
    admin_url = os.environ["ZHIXING_TEST_ADMIN"]
    with connect(admin_url) as admin:
        admin.execute(f"create role {SECRET} login password 'probe'")
        admin.execute(f"create database {SECRET} owner {SECRET}")
    yield database.with_database(admin_url, SECRET).replace("//zhixing@", f"//{SECRET}:probe@")
    with connect(admin_url) as admin:
        admin.execute(f"drop database {SECRET} with (force)")
        admin.execute(f"drop role {SECRET}")


def test_owner_that_cannot_create_roles_is_told_to_give_one(
    plain_owner: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "APP_ROLE", "zhixing_app_absent")
    with pytest.raises(Trouble, match="DATABASE_APP_URL"):
        database.external(plain_owner, None, tmp_path / "secrets.toml")
    with pytest.raises(Trouble, match="不能就是"):
        database.external(plain_owner, plain_owner, tmp_path / "secrets.toml")
    assert not (tmp_path / "secrets.toml").exists()


def test_app_role_password_is_made_once_and_kept_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "APP_ROLE", "zhixing_app_probe")
    admin_url, kept = os.environ["ZHIXING_TEST_ADMIN"], tmp_path / "secrets.toml"
    try:
        first = database.external(admin_url, None, kept)
        assert database.external(admin_url, None, kept) == first
        assert kept.stat().st_mode & 0o777 == 0o600
        with connect(first.app) as connection:
            assert connection.execute("select current_user").fetchone() == ("zhixing_app_probe",)
        kept.unlink()
        with pytest.raises(Trouble, match="没有它的口令"):
            database.external(admin_url, None, kept)
    finally:
        with connect(admin_url) as admin:
            admin.execute("drop role if exists zhixing_app_probe")


def test_old_server_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "OLDEST", 99)
    with pytest.raises(Trouble, match="太旧；要 99 以上"):
        database.external(os.environ["ZHIXING_TEST_ADMIN"], None, tmp_path / "secrets.toml")


def test_stamp_lives_in_the_database(committed_db: str) -> None:
    owner = database.with_database(os.environ["ZHIXING_TEST_ADMIN"], committed_db)
    database.write_stamp(owner, code="a")
    database.write_stamp(owner, demo="loaded")
    assert database.read_stamp(owner) == {"code": "a", "demo": "loaded"}
    assert not database.is_empty(owner)
