"""``./run``：装到一半的重做、端口被占说清楚、启动—崩溃—恢复—停止。"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from crashing import opened

from zhixing.entrances.cli import home as homes
from zhixing.entrances.cli import setup, supervisor
from zhixing.entrances.cli.children import Child
from zhixing.entrances.cli.ports import bind
from zhixing.entrances.cli.trouble import DISK_FULL, UNREACHABLE, Trouble, explain

ROOT = Path(__file__).resolve().parents[2]


# ---- 安装 ----


def ready_venv(folder: Path) -> Path:
    """一个看上去装好了的虚拟环境。"""
    packages = folder / f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "bin/python").symlink_to(sys.executable)
    (folder / setup.STAMP).write_text('{"base": "' + setup.lock_key("base") + '"}')
    return folder


def test_finished_install_is_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ready_venv(tmp_path / ".venv")
    monkeypatch.setattr(setup, "install_lock", lambda *_: pytest.fail("不该再装"))
    setup._install(folder, dev=False)
    assert setup.installed(folder) == {"base": setup.lock_key("base")}


def test_half_finished_install_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = ready_venv(tmp_path / ".venv")
    (folder / setup.UNFINISHED).touch()
    (folder / "bin/half-written").write_text("…")
    locks = []
    monkeypatch.setattr(setup.shutil, "which", lambda name: name)  # 有 uv 的，虚拟环境里不另装 pip
    monkeypatch.setattr(setup, "install_lock", lambda where, lock, title: locks.append(lock.name))
    assert setup.installed(folder) == {}
    setup._install(folder, dev=True)
    assert locks == ["dev.txt"]
    assert not (folder / "bin/half-written").exists()
    assert not (folder / setup.UNFINISHED).exists()
    assert setup.installed(folder) == {"base": setup.lock_key("base"), "dev": setup.lock_key("dev")}
    found = subprocess.run([folder / "bin/zhixing", "--help"], capture_output=True, text=True)
    assert found.returncode == 0 and "verify" in found.stdout


def test_interrupted_install_leaves_its_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise Trouble(UNREACHABLE)

    folder = ready_venv(tmp_path / ".venv")
    (folder / setup.STAMP).unlink()
    monkeypatch.setattr(setup, "install_lock", stop)
    with pytest.raises(Trouble):
        setup._install(folder, dev=False)
    assert (folder / setup.UNFINISHED).exists()


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("OSError: [Errno 28] No space left on device", DISK_FULL),
        ("NewConnectionError: Temporary failure in name resolution", UNREACHABLE),
        ("error: Failed to fetch: dns error", UNREACHABLE),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "校验值不符"),
        ("ERROR: No matching distribution found for uvloop", "找不到合用的安装包"),
        ("别的原因", "别的原因"),
    ],
)
def test_installer_errors_say_what_to_do(output: str, told: str) -> None:
    assert told in explain(output)


def test_locks_have_hashes_and_no_address() -> None:
    for name in ("base", "dev", "node"):
        text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
        assert "://" not in text and "index-url" not in text
        pins = [block for block in text.split("\n") if "==" in block]
        assert pins and all(line.endswith("\\") for line in pins)


def test_locks_hold_every_named_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {"base": project["dependencies"], "dev": project["optional-dependencies"]["dev"]}
    for name, dependencies in wanted.items():
        pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / f"requirements/{name}.txt").read_text("utf-8"), re.MULTILINE))
        named = {re.split(r"[^A-Za-z0-9-]", d)[0].lower() for d in dependencies}
        assert named <= pinned, f"请运行 ./run lock：{named - pinned}"


# ---- 数据目录与端口 ----


def test_home_with_foreign_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "账本.xlsx").write_text("别人的")
    with pytest.raises(Trouble, match="已有别的文件"):
        homes.open_home(tmp_path)
    with pytest.raises(Trouble, match="没有本程序的标记"):
        homes.wipe(tmp_path)
    assert (tmp_path / "账本.xlsx").exists()


def test_secret_is_private_and_stays(tmp_path: Path) -> None:
    key = homes.open_home(tmp_path / "home") / "secret.key"
    before = key.read_text()
    assert key.stat().st_mode & 0o777 == 0o600 and len(before) > 40
    homes.open_home(tmp_path / "home")
    assert key.read_text() == before


def test_port_taken_names_the_process() -> None:
    with bind("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Trouble, match=rf"端口 {port} 已被.*进程 {os.getpid()}.*--port {port + 1}"):
            bind("127.0.0.1", port)


def test_second_start_on_one_home_is_told_where_the_first_is(tmp_path: Path) -> None:
    told = rf"已经在运行：http://127.0.0.1:8000/（进程 {os.getpid()}）"
    with supervisor._claim(tmp_path, "http://127.0.0.1:8000/"), pytest.raises(Trouble, match=told):
        supervisor._claim(tmp_path, "http://127.0.0.1:9000/")


def test_dead_child_is_started_again_after_a_growing_pause() -> None:
    said: list[str] = []
    child = Child("试验进程", ["nonsense"], os.environ)
    child.start()
    assert child.process
    child.process.wait()
    child.tend(said.append)
    first = child.due - time.monotonic()
    assert child.process is None and child.failures == 1 and 0 < first <= 0.5
    child.due = 0
    child.tend(said.append)
    assert child.process and child.process.wait() == 2
    child.tend(said.append)
    assert 0.5 < child.due - time.monotonic() <= 1
    assert len(said) == 2 and "试验进程意外退出（2）" in said[0]


# ---- 整套 ----


class Launched:
    """在自己的数据目录里开一套；表是建好的（从空的目录开第一套，``crashing.opened`` 里走一遍）。"""

    def __init__(self) -> None:
        self.home = opened("zhixing-run-")
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        dropped = ("ZHIXING_DB", "ZHIXING_DB_OWNER", "DATABASE_URL", "ZHIXING_TEST_ADMIN", "ZHIXING_SECRET_KEY")
        environment = {k: v for k, v in os.environ.items() if k not in dropped}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zhixing.entrances.cli.main", "start", "--no-demo", f"--port={self.port}"],
            env=environment | {"ZHIXING_HOME": str(self.home), "PYTHONPATH": str(ROOT / "src")},
        )
        self.wait_for_page()

    def wait_for_page(self, seconds: float = 240) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            assert self.process and self.process.poll() is None, "启动器自己退出了"
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as page:
                assert page.status == 200
                return
            time.sleep(0.1)
        pytest.fail("页面没有打开")

    def processes(self) -> list[int]:
        """这一套里活着的全部进程（命令行或环境里有它的数据目录）。"""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                told = (process / "environ").read_bytes() + (process / "cmdline").read_bytes()
                if str(self.home).encode() in told and (process / "cmdline").read_bytes():
                    found.append(int(process.name))
        return sorted(found)

    def wait_until(self, wanted: object, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while not wanted() and time.monotonic() < deadline:  # type: ignore[operator]
            time.sleep(0.1)
        assert wanted()  # type: ignore[operator]


@pytest.fixture
def launched() -> Iterator[Launched]:
    site = Launched()
    yield site
    if site.process and site.process.poll() is None:
        site.process.terminate()
        site.process.wait(20)
    for pid in site.processes():
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(site.home)


@pytest.mark.slow
def test_start_kill_9_recover_and_stop(launched: Launched) -> None:
    launched.start()
    assert launched.process
    postmaster = int((launched.home / "pgdata/postmaster.pid").read_text().splitlines()[0])

    children = [p for p in launched.processes() if p not in (launched.process.pid, postmaster)]
    os.kill(launched.process.pid, signal.SIGKILL)
    launched.process.wait()
    launched.wait_until(lambda: not set(children) & set(launched.processes()) - {postmaster})
    assert Path(f"/proc/{postmaster}").exists(), "数据库应当留着，等下一次接管"

    began = time.monotonic()
    launched.start()
    print(f"再次启动到首页 {time.monotonic() - began:.1f} 秒")
    assert int((launched.home / "pgdata/postmaster.pid").read_text().splitlines()[0]) == postmaster

    os.kill(postmaster, signal.SIGKILL)
    launched.wait_until(lambda: not Path(f"/proc/{postmaster}").exists())
    launched.wait_until(lambda: (launched.home / "pgdata/postmaster.pid").exists()
                        and str(postmaster) != (launched.home / "pgdata/postmaster.pid").read_text().splitlines()[0])
    launched.wait_for_page()

    launched.process.terminate()
    assert launched.process.wait(20) == 0
    assert launched.processes() == []
