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


def load(digest: str) -> bytes:
    """读回内容并核对哈希；不符抛出 :class:`Damaged`。"""
    place = _place(digest)
    try:
        content = place.read_bytes()
    except FileNotFoundError:
        raise Damaged(f"材料的内容不见了（{digest[:12]}）。请从备份恢复。") from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(f"材料的内容与登记的哈希不符（{digest[:12]}）。请从备份恢复。")
    return content


def _place(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def _intact(place: Path, digest: str) -> bool:
    return place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == digest


def _sync(folder: Path) -> None:
    """目录项也落盘。"""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
