"""测试的共用件：共享资料、数据库模板、入口环境。"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
import rewriting
from hypothesis import settings

settings.register_profile("zhixing", deadline=None, max_examples=40, derandomize=True)  # 每次一样；机器忙的时候，单个例子的快慢不说明问题
settings.register_profile("thorough", deadline=None, max_examples=1000, derandomize=False)  # 大的数另跑：--hypothesis-profile=thorough
settings.load_profile("zhixing")

ROOT = Path(__file__).resolve().parent.parent
BEIJING = ZoneInfo("Asia/Shanghai")


MODEL = f"zhixing-model-{os.getpid()}"


def pytest_configure(config: pytest.Config) -> None:
    """断电演习各套照着抄的数据目录在哪里（``crashing.model``），各进程同一个。分几个进程跑的，先改写好断言。"""
    gc.disable()  # 收集几千个测试的时候没有什么可回收的，反复清点要多花三成
    if not hasattr(config, "workerinput"):
        os.environ["ZHIXING_TEST_MODEL"] = str(Path(tempfile.gettempdir()) / MODEL)
        if config.getoption("numprocesses", None):
            rewriting.ahead(config)


def pytest_collection_finish() -> None:
    """收集到的一直留到最后：以后清点内存不再看它们，清点也少一些。"""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """测试完了删去。"""
    if not hasattr(session.config, "workerinput"):
        for left in Path(tempfile.gettempdir()).glob(f"{MODEL}*"):
            shutil.rmtree(left) if left.is_dir() else left.unlink()


@pytest.fixture(scope="session")
def shared() -> Path:
    """共享资料夹。没有就跳过，在 CI 上没有就失败。"""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI"):
            pytest.fail("CI 上应有 ../shared")
        pytest.skip("没有 ../shared")
    return folder


def _migrations_key() -> str:
    digest = hashlib.sha256()
    for path in sorted((ROOT / "src/zhixing").glob("**/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update((ROOT / "src/zhixing/entrances/cli/database.py").read_bytes())
    digest.update((ROOT / "requirements/base.txt").read_bytes())
    return digest.hexdigest()[:12]


def _owner() -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(os.environ["ZHIXING_TEST_ADMIN"], autocommit=True)


@pytest.fixture(scope="session")
def template_database(django_test_environment: None) -> str:
    """已迁移的模板库，按迁移文件的哈希命名，跨次复用。"""
    from zhixing.entrances.cli import database

    name = f"tpl_{_migrations_key()}"
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var/.template.lock").open("w") as lock, _owner() as admin:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            admin.execute(f"drop database if exists {name}_w with (force)")
            admin.execute(f"create database {name}_w")
            database.migrate_database(f"{name}_w")
            admin.execute(f"alter database {name}_w rename to {name}")
    return name


def _fresh(template: str, name: str) -> None:
    with _owner() as admin:
        admin.execute(f"drop database if exists {name} with (force)")
        admin.execute(f"create database {name} template {template}")


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: object) -> Iterator[None]:
    """代替 pytest-django 的建库：从模板库复制，以应用角色连接。"""
    from django.db import connections

    name = f"test_{os.getpid()}"
    _fresh(template_database, name)
    connections["default"].settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _close(connections)
    with _owner() as admin:
        admin.execute(f"drop database if exists {name} with (force)")


def _close(connections: object) -> None:
    for connection in connections.all():  # type: ignore[attr-defined]
        connection.close()
        close_pool = getattr(connection, "close_pool", None)
        if close_pool:
            close_pool()


@pytest.fixture
def committed_db(template_database: str, django_db_blocker: object) -> Iterator[str]:
    """真提交的库（并发、断电等测试用）：每个测试一份，用完即删。"""
    from django.db import connections

    name = f"committed_{os.getpid()}"
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _close(connections)
        _fresh(template_database, name)
        settings["NAME"] = name
        yield name
        _close(connections)
        settings["NAME"] = before
    with _owner() as admin:
        admin.execute(f"drop database if exists {name} with (force)")


def _restored(template: str) -> str:
    """由快照恢复的演示法院，按快照和迁移的哈希命名，跨次复用；只读不写。"""
    from zhixing.config.settings import ZHIXING_DEMO_SNAPSHOT
    from zhixing.entrances.cli import database, snapshot

    key = hashlib.sha256(ZHIXING_DEMO_SNAPSHOT.read_bytes()).hexdigest()[:8]
    name = f"demo_{template.removeprefix('tpl_')}_{key}"
    with (ROOT / "var/.demo.lock").open("w") as lock, _owner() as admin:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not admin.execute("select 1 from pg_database where datname = %s", (name,)).fetchone():
            _fresh(template, f"{name}_w")
            snapshot.restore(database.with_database(os.environ["ZHIXING_TEST_ADMIN"], f"{name}_w"), ZHIXING_DEMO_SNAPSHOT)
            admin.execute(f"alter database {name}_w rename to {name}")
    return name


@pytest.fixture(scope="module")
def demo_court(template_database: str, django_db_blocker: object) -> Iterator[tuple[object, date]]:
    """快照里的演示法院（法院、截止日）。整个模块共用，不许改。"""
    from django.db import connections

    from zhixing.config.settings import ZHIXING_DEMO_SNAPSHOT
    from zhixing.entrances.cli import snapshot
    from zhixing.foundation.people.queries import Court

    as_of = snapshot.facts(ZHIXING_DEMO_SNAPSHOT).as_of
    settings = connections["default"].settings_dict
    before = settings["NAME"]
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _close(connections)
        settings["NAME"] = _restored(template_database)
        yield Court.objects.get(daizi="内0221"), as_of
        _close(connections)
        settings["NAME"] = before


@pytest.fixture
def now() -> datetime:
    """测试里的此刻：2026-11-03 星期二上午。"""
    return datetime(2026, 11, 3, 9, 30, tzinfo=BEIJING)


@pytest.fixture
def here(now: datetime) -> Iterator[object]:
    """入口环境。写库的测试都要用。"""
    from zhixing.foundation.history import context

    with context.use(context.Context(now=now, entrance="test")) as current:
        yield current


@pytest.fixture(scope="session")
def seal_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """有演示印章的数据目录，整次测试只造一次。"""
    from zhixing.casework.documents.sealing import testing

    home = tmp_path_factory.mktemp("home")
    testing.make(home / "seal")
    return home


@pytest.fixture
def seal(seal_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """能用印：用演示的印章；给出印章所在的目录。"""
    for name in ("ZHIXING_SEAL", "ZHIXING_SEAL_PASSWORD_FILE", "ZHIXING_SEAL_TRUST", "ZHIXING_SEAL_CRLS", "ZHIXING_TSA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ZHIXING_HOME", str(seal_home))
    return seal_home / "seal"
