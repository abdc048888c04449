"""快照：倒出、装回一模一样；坏了的、对不上的不装，什么也不变。"""

from __future__ import annotations

import io
import json
import lzma
import os
import tarfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

from zhixing.entrances import clock
from zhixing.entrances.cli import database, demo, older_tables, snapshot
from zhixing.entrances.cli.trouble import Trouble

AS_OF = date(2026, 10, 30)


@pytest.fixture
def twins(template_database: str) -> Iterator[tuple[str, str]]:
    """两个迁移好的空库（属主的地址）。"""
    admin = os.environ["ZHIXING_TEST_ADMIN"]
    names = [f"twin{n}_{os.getpid()}" for n in (1, 2)]
    with psycopg.connect(admin, autocommit=True) as connection:
        for name in names:
            connection.execute(f"drop database if exists {name} with (force)")
            connection.execute(f"create database {name} template {template_database}")
        yield database.with_database(admin, names[0]), database.with_database(admin, names[1])
        for name in names:
            connection.execute(f"drop database {name} with (force)")


def filled(url: str) -> None:
    """几家法院、几条链：有空值、换行、制表符、反斜杠。"""
    with psycopg.connect(url) as connection:
        for n, text in enumerate(("甲\t乙", "一行\n两行", "反\\斜", "")):
            connection.execute(
                "insert into history_stream (name, court_id, seq, head) values (%s, %s, %s, %s)", [f"case:{n}", n, n, text]
            )
        connection.execute(
            "insert into people_court (daizi, name, level, path) values ('内0221', '甲法院', 'basic', '/内0221/')"
        )


def contents(url: str) -> dict[str, list[Any]]:
    with psycopg.connect(url) as connection:
        return {table: connection.execute(f"select * from {table} t order by t::text").fetchall() for table in snapshot._tables(connection)}


def test_restored_is_the_same_to_the_row(twins: tuple[str, str], tmp_path: Path) -> None:
    source, target = twins
    filled(source)
    path = tmp_path / "court.tar.xz"
    made = snapshot.dump(source, path, as_of=AS_OF)
    with psycopg.connect(target) as connection:  # 原有的都换掉
        connection.execute("insert into history_stream (name, court_id, seq, head) values ('case:99', 1, 1, '')")
    found = snapshot.restore(target, path)
    assert (found.as_of, found.rows) == (AS_OF, made.rows)
    assert found == snapshot.facts(path)
    assert contents(target) == contents(source)
    with psycopg.connect(target) as connection:
        connection.execute("insert into people_court (daizi, name, level, path) values ('内02', '乙', 'basic', '/内02/')")
        off = connection.execute("select count(*) from pg_trigger where tgenabled = 'D' and not tgisinternal").fetchone()
    assert off == (0,)


THEN = ("nodes.0001_tables", "nodes.0002_tables", "exchange.0001_tables", "exchange.0002_tables", "exchange.0003_takeover")
"""节点、交换两个应用当时只做到这里；其余照现在的。"""


def _then(url: str) -> frozenset[str]:
    with psycopg.connect(url) as connection:
        return frozenset(n for n in snapshot._migrations(connection) if not n.startswith(("nodes.", "exchange."))) | frozenset(THEN)


def test_older_snapshot_is_restored_then_migrated_and_a_spoilt_one_changes_nothing(
    twins: tuple[str, str], tmp_path: Path, django_db_blocker: Any,
) -> None:
    source, target = twins
    with django_db_blocker.unblock():
        with older_tables.as_owner(source):
            older_tables.back(_then(source))
        filled(source)
        made = snapshot.dump(source, tmp_path / "old.tar.xz", as_of=AS_OF)
        before = set(contents(target))
        assert not any(name.startswith("django_migrations") for name in made.sequences)  # 迁移记录是各库自己的
        assert set(made.tables) < before and "exchange_flowpart" not in made.tables
        filled(target)
        held = contents(target)
        with pytest.raises(Trouble, match="与说明不符"):
            snapshot.restore(target, spoilt(tmp_path / "old.tar.xz", _edited))
        assert contents(target) == held
        snapshot.restore(target, tmp_path / "old.tar.xz")
    after = contents(target)
    assert set(after) == before
    assert {table: rows for table, rows in contents(source).items() if rows} == {table: rows for table, rows in after.items() if rows}
    with psycopg.connect(target) as connection:
        assert not snapshot._behind(source, made) and snapshot._migrations(connection) > made.migrations
        readable = connection.execute("select has_table_privilege(%s, %s, 'insert')", ["zhixing_app", sorted(before - set(made.tables))[0]])
        assert readable.fetchone() == (True,)


def test_every_migration_of_ours_can_be_taken_back() -> None:
    disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    ours = {name: one for name, one in disk.items() if type(one).__module__.startswith("zhixing.")}
    assert ours
    assert not [(name, op) for name, one in ours.items() for op in one.operations if not op.reversible]


def spoilt(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """照样重打一包，内容改过。"""
    other = path.with_name("spoilt.tar.xz")
    with tarfile.open(path, "r:xz") as source, lzma.open(other, "wb") as squeezed, tarfile.open(fileobj=squeezed, mode="w") as packed:
        for member in source:
            content = change(member.name, source.extractfile(member).read())  # type: ignore[union-attr]
            info = tarfile.TarInfo(member.name)
            info.size = len(content)
            packed.addfile(info, io.BytesIO(content))
    return other


def _edited(name: str, content: bytes) -> bytes:
    return content.replace("甲法院".encode(), "丙法院".encode()) if name == "people_court.copy" else content


def _unknown_column(name: str, content: bytes) -> bytes:
    if name != snapshot.MANIFEST:
        return content
    text = json.loads(content)
    text["tables"]["people_court"]["columns"][0] = "no_such"
    return json.dumps(text).encode()


@pytest.mark.parametrize(("change", "why"), [(_edited, "与说明不符"), (_unknown_column, "对不上")])
def test_spoilt_one_changes_nothing(
    twins: tuple[str, str], tmp_path: Path, change: Callable[[str, bytes], bytes], why: str
) -> None:
    source, target = twins
    filled(source)
    snapshot.dump(source, tmp_path / "court.tar.xz", as_of=AS_OF)
    with psycopg.connect(target) as connection:
        connection.execute("insert into history_stream (name, court_id, seq, head) values ('case:99', 1, 1, '')")
    before = contents(target)
    with pytest.raises(Trouble, match=why):
        snapshot.restore(target, spoilt(tmp_path / "court.tar.xz", change))
    assert contents(target) == before


def test_what_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.tar.xz"
    path.write_bytes(b"not a snapshot")
    with pytest.raises(Trouble, match="读不了快照"):
        snapshot.facts(path)


def test_real_court_cannot_be_reset(twins: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIXING_DB_OWNER", twins[0])
    filled(twins[0])
    before = contents(twins[0])
    args = type("Args", (), {"yes": True})()
    with pytest.raises(Trouble, match="不是演示法院"):
        demo._reset(args)
    assert contents(twins[0]) == before


def test_clock_goes_back_whole_days() -> None:
    with override_settings(DEMO_SHIFT=0):
        real = clock.now()
        assert clock.shifted() is None
    with override_settings(DEMO_SHIFT=12):
        assert abs((real - timedelta(days=12)) - clock.now()) < timedelta(minutes=1)
        assert clock.shifted() == clock.now().date()


def test_stamp_tells_how_far(twins: tuple[str, str]) -> None:
    assert database.demo_environment(twins[0]) == {}
    database.write_stamp(twins[0], demo="loaded", demo_as_of="2026-11-20", demo_since="2027-01-02")
    assert database.demo_environment(twins[0]) == {"ZHIXING_DEMO": "1", "ZHIXING_DEMO_SHIFT": "43"}
    database.write_stamp(twins[0], demo="none")
    assert database.demo_environment(twins[0]) == {}
