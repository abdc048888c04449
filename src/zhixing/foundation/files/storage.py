"""按内容存盘：文件名就是内容的哈希，所以同样的内容只有一份，名字里也不会混进路径。"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


class Damaged(OSError):
    """盘上的内容不见了，或与登记的哈希不符。"""


def save(content: bytes) -> str:
    """存下内容，返回哈希。先写临时文件并落盘，再一步改名：断电也不会留下半截。"""
    digest = hashlib.sha256(content).hexdigest()
    target = _place(digest)
    if _intact(target, digest):
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return digest


def adopt(made: Path) -> str:
    """收下已经写在盘上的大文件（与材料同一个盘，见 :func:`workshop`），返回哈希；``made`` 随之移走。"""
    digest = hash_of(made)
    target = _place(digest)
    if not target.exists() or hash_of(target) != digest:
        with made.open("rb") as file:
            os.fsync(file.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        made.replace(target)
        _sync(target.parent)
    return digest


def workshop() -> tempfile.TemporaryDirectory[str]:
    """与材料同一个盘上的临时目录，用完即删。"""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(dir=root, prefix=".making-")


def checked(digest: str) -> Path:
    """内容在哪里，已经核对过哈希；不见了、不符抛出 :class:`Damaged`。大文件不必整个读进内存。"""
    place = _place(digest)
    try:
        found = hash_of(place)
    except FileNotFoundError:
        raise Damaged(f"材料的内容不见了（{digest[:12]}）。请从备份恢复。") from None
    if found != digest:
        raise Damaged(f"材料的内容与登记的哈希不符（{digest[:12]}）。请从备份恢复。")
    return place


def hash_of(path: Path) -> str:
    """文件的 SHA-256。"""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def _intact(place: Path, digest: str) -> bool:
    return place.exists() and hash_of(place) == digest


def _sync(folder: Path) -> None:
    """目录项也落盘。"""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
