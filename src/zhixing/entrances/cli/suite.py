"""``./run test``：给测试开一个自己的内置数据库（不落盘保证，求快），再运行 pytest。最后一行是 pytest 自己的。"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg

from zhixing.entrances.cli.browser import missing
from zhixing.entrances.cli.database import APP_ROLE
from zhixing.entrances.cli.postgres import Postgres
from zhixing.entrances.cli.trouble import Trouble

ROOT = Path(__file__).resolve().parents[4]
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_preload_libraries": ""}


def main(words: list[str]) -> int:
    """运行测试，返回 pytest 的退出码。"""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with Postgres(home(), settings=FAST) as server:
            _ensure_app_role(server)
            _compile()
            command = [sys.executable, "-m", "pytest", *_workers(words), *words]
            return subprocess.run(command, cwd=ROOT, env=_environment(server)).returncode
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def home() -> Path:
    """测试数据库的目录，留着下次接着用。源码在 /root 之类别人进不去的地方时，放到 /var/tmp。"""
    folder = ROOT / "var/test-pg"
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in ROOT.parents):
        folder = Path("/var/tmp") / f"zhixing-test-{hashlib.sha256(bytes(ROOT)).hexdigest()[:12]}"  # noqa: S108
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise Trouble(f"{folder} 属于别的用户，不能使用。请删除它再试。")
    return folder


def _ensure_app_role(server: Postgres) -> None:
    with psycopg.connect(server.url(), autocommit=True) as admin:
        if not admin.execute("select 1 from pg_roles where rolname = %s", [APP_ROLE]).fetchone():
            admin.execute(f"create role {APP_ROLE} login")


def _compile() -> None:
    """源码先编译好留着：测试要开许多进程，不叫每个都从头编译一遍。"""
    subprocess.run([sys.executable, "-m", "compileall", "-q", "-j", "0", "src"], cwd=ROOT, env=_inherited(), check=False)


def _inherited() -> dict[str, str]:
    """现有的环境变量，许可留下编译好的。"""
    return {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def _environment(server: Postgres) -> dict[str, str]:
    given = {
        "ZHIXING_TEST_ADMIN": server.url(),
        "ZHIXING_DB": server.url(APP_ROLE),
        "ZHIXING_HOME": str(ROOT / "var/test-home"),
        "ZHIXING_SECRET_KEY": "tests-only",
        "ZHIXING_BROWSER": "" if missing() else "1",
    }
    dropped = ("DATABASE_URL", "DATABASE_APP_URL", "ZHIXING_DB_OWNER", "ZHIXING_AS_OWNER", "ZHIXING_DEMO")
    return {k: v for k, v in _inherited().items() if k not in dropped} | given


def _workers(words: list[str]) -> list[str]:
    """全部测试分几个进程跑，比核多一个（一半时候在等数据库），先做完的接别人排着的；只跑点名的几个时不分。

    ``ZHIXING_TEST_WORKERS`` 另定，0 为不分。
    """
    whole = not any(not word.startswith("-") for word in words) and "-n" not in words
    count = os.environ.get("ZHIXING_TEST_WORKERS", str(min(3, (os.cpu_count() or 1) + 1)) if whole else "0")
    return ["-n", count, "--dist", "worksteal"] if count not in ("", "0", "1") else []



if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
