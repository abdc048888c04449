"""收下一份材料。"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import BinaryIO

from zhixing.foundation.files import looks, storage
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.files.sniff import Type, Unacceptable, extension, sniff
from zhixing.foundation.history.context import Actor, current
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

MAX_SIZE = 50 * 2**20
SUSPICIOUS = "files.suspicious"
LONGEST_NAME = 120
_UNSAFE = re.compile(r'[\\/:*?"<>|]')


def store(
    *, court_id: int, name: str, content: bytes | BinaryIO, actor: Actor, stream: str = "", keep_until: date | None = None,
    ours: bool = False, public: bool = False,
) -> StoredFile:
    """收下一份材料：认类型（看内容）、看有没有害、限 50 MB、数页数、按哈希存盘。

    空的、太大的、加密的、能执行的、带宏带脚本的、压缩炸弹、大得打不开的图片拒绝；像是有害的，
    理由的代码是 :data:`SUSPICIOUS`，``subject`` 是文件名。
    ``actor`` 须是用户：材料总是某个人交来的；``public`` 是公众从公开网页交来的，没有用户。``ours``：本系统自己做的文书，不必再查。
    """
    uploader = None if public else _uploader(actor)
    data = content if isinstance(content, bytes) else content.read(MAX_SIZE + 1)
    if len(data) > MAX_SIZE:
        raise too_big(name)
    try:
        kind = sniff(name, data)
        pages = looks.pages(kind, data, ours=ours)
    except Unacceptable as error:
        raise _refusal("suspicious" if error.suspicious else "type", f"“{clean(name)}”：{error}", subject=clean(name)) from error
    return StoredFile.objects.create(
        court_id=court_id, stream=stream, name=_named(name, kind), media_type=kind.media, size=len(data), pages=pages,
        sha256=storage.save(data), uploaded_by_id=uploader, uploaded_at=current().now, keep_until=keep_until,
    )


def keep(*, court_id: int, name: str, path: Path, kind: Type, actor: Actor, pages: int | None = None, stream: str = "") -> StoredFile:
    """存下本系统做好的大文件（归档包），不限大小；``path`` 随之移走。"""
    size = path.stat().st_size
    return StoredFile.objects.create(
        court_id=court_id, stream=stream, name=_named(name, kind), media_type=kind.media, size=size, pages=pages,
        sha256=storage.adopt(path), uploaded_by_id=_uploader(actor), uploaded_at=current().now,
    )


def _uploader(actor: Actor) -> int:
    found = actor.signature().id
    if found is None:
        raise TypeError("材料须由用户上传")
    return found


def too_big(name: str) -> Refused:
    """超过大小的拒绝。"""
    return _refusal("too_big", f"“{clean(name)}”超过{MAX_SIZE // 2**20} MB。", "压缩或分成几份再上传。")


def clean(name: str) -> str:
    """干净的文件名：去掉路径、控制字符、不成对的代理字符和系统不许的符号，过长的截短。"""
    name = re.split(r"[\\/]", name)[-1]
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return _UNSAFE.sub("_", name).strip(" .")[-LONGEST_NAME:] or "未命名"


def _named(name: str, kind: Type) -> str:
    """扩展名按实际内容改正，免得打不开。"""
    name = clean(name)
    return name if extension(name) in kind.extensions else f"{name}.{kind.extensions[0]}"


def _refusal(code: str, text: str, remedy: str = "", subject: str = "") -> Refused:
    return Refused(refuse(f"files.{code}", text, cite("COURT 材料上传"), remedy=remedy, subject=subject))
