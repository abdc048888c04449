"""找材料、取内容。谁能看由上面各环节定。"""

from __future__ import annotations

from typing import BinaryIO

from django.db.models import QuerySet

from zhixing.foundation.files import storage
from zhixing.foundation.files.models import StoredFile

__all__ = ["StoredFile", "of_stream", "open_"]


def of_stream(stream: str) -> QuerySet[StoredFile]:
    """一条链（一案）的材料，按上传先后。"""
    return StoredFile.objects.filter(stream=stream).order_by("id")


def open_(file: StoredFile) -> BinaryIO:
    """取内容，先核对哈希；盘上的坏了抛出 ``storage.Damaged``。"""
    return storage.checked(file.sha256).open("rb")
