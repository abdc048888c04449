"""内置数据库：启动、接管、崩溃恢复，以及应用角色改不了只增不改的表。"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhixing.entrances.cli.postgres import Postgres
from zhixing.entrances.cli.trouble import Trouble


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """数据库用户进得去的临时目录（pytest 自己的目录只许本人进入）。"""
    import shutil
    import tempfile

    path = Path(tempfile.mkdtemp(prefix="zhixing-pg-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


def quick(home: Path) -> Postgres:
    return Postgres(home, settings={"fsync": "off", "shared_buffers": "16MB", "max_connections": "10"})


def postmaster(pg: Postgres) -> int:
    return int((pg.data / "postmaster.pid").read_text().splitlines()[0])


def test_second_user_attaches_and_last_one_stops(home: Path) -> None:
    first, second = quick(home).start(), quick(home).start()
    pid = postmaster(first)
    assert postmaster(second) == pid
    first.stop()
    assert second.alive()
    with psycopg.connect(second.url()) as connection:
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
    second.stop()
    assert not second.alive()


def test_recovers_committed_rows_after_kill_9(home: Path) -> None:
    with quick(home) as pg:
        with psycopg.connect(pg.url()) as connection:
            connection.execute("create table kept (n int)")
            connection.execute("insert into kept values (7)")
        os.kill(postmaster(pg), signal.SIGKILL)
        deadline = time.monotonic() + 5
        while pg.alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        pg.start()
        with psycopg.connect(pg.url()) as connection:
            assert connection.execute("select n from kept").fetchone() == (7,)


def test_half_made_cluster_is_made_again(home: Path) -> None:
    (home / "pgdata.part").mkdir()
    (home / "pgdata.part/PG_VERSION").write_text("18")
    with quick(home) as pg:
        assert pg.alive()


def test_other_major_version_is_refused_with_a_way_out(home: Path) -> None:
    (home / "pgdata").mkdir()
    (home / "pgdata/PG_VERSION").write_text("13")
    with pytest.raises(Trouble, match="pg_dump"):
        quick(home).start()


def test_long_path_gets_a_short_private_socket_dir(home: Path) -> None:
    deep = home / ("很长的目录" * 8)
    deep.mkdir()
    with quick(deep) as pg:
        assert pg.alive()
        assert pg.sockets.stat().st_mode & 0o777 == 0o700
    pg.sockets.rmdir()
