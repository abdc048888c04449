"""数据目录：在哪里、怎么建、怎么清空。里面有数据库、上传的文件和密钥。只用标准库。"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from zhixing.entrances.cli.trouble import Trouble

MARKER = ".zhixing-home"
KEPT_WHEN_WIPED = frozenset({MARKER, ".supervisor.lock", ".boot", ".users", "pgbin"})


def location() -> Path:
    """数据目录：``ZHIXING_HOME``；没有指定时 root 用 /var/lib/zhixing，其他用户用 ~/.local/share/zhixing。"""
    if chosen := os.environ.get("ZHIXING_HOME"):
        return Path(chosen).expanduser().resolve()
    return Path("/var/lib/zhixing") if os.geteuid() == 0 else Path.home() / ".local/share/zhixing"


def open_home(path: Path | None = None) -> Path:
    """建好数据目录、标记和密钥，返回路径。

    不能写入，或目录里已有别的东西（没有本程序的标记）时抛出 :class:`Trouble`。
    """
    home = path or location()
    try:
        home.mkdir(parents=True, exist_ok=True)
        if not (home / MARKER).exists():
            _claim(home)
        for name in ("secret.key", "sms.key"):
            _write_once(home / name, secrets.token_urlsafe(48))
        (home / "files").mkdir(mode=0o700, exist_ok=True)
    except PermissionError as error:
        raise Trouble(
            f"数据目录 {home} 不能写入（{error.filename}）。请用 ZHIXING_HOME 指定一个可写的目录。"
        ) from error
    return home


def _claim(home: Path) -> None:
    if any(home.iterdir()):
        raise Trouble(f"数据目录 {home} 里已有别的文件，不像是本程序建的。请用 ZHIXING_HOME 指定一个空目录。")
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)  # root 时数据库用户要能穿过，但不能列目录
    (home / MARKER).write_text("执行指挥中心的数据目录；请勿手工改动里面的文件。\n", encoding="utf-8")


def _write_once(path: Path, text: str) -> None:
    """只在文件不存在时写入，权限 0600；先写临时文件再改名，断电也不会留下半个。"""
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.touch(mode=0o600)
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def wipe(home: Path) -> None:
    """清空数据目录（保留标记和锁），换新密钥。没有标记的目录一律不动。"""
    if not (home / MARKER).exists():
        raise Trouble(f"{home} 里没有本程序的标记，不能清空。")
    for entry in home.iterdir():
        if entry.name in KEPT_WHEN_WIPED:
            continue
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    open_home(home)
