"""收到的原文照字节存下：先存，后读。同一份再来不另存；太大的不存内容，一天记一次。"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Final

from django.db import transaction

from zhixing.casework.control.models import Agency, Reply
from zhixing.foundation.files.queries import StoredFile

TOO_LARGE: Final = "too_large"
HEAVY: Final = 32 * 2**20
PROGRAM: Final = "program"
"""读的时候程序出错（已写进运行日志）。"""


@transaction.atomic
def stored(*, agency: Agency, sort: str, raw: bytes, now: datetime) -> tuple[Reply, bool]:
    """存下一份，返回（原文，是不是新的）。``sort`` 见 ``Reply.Sort``；还没有读，状态是待处理。"""
    known = {"court_id": agency.court_id, "raw": raw, "size": len(raw), "received_at": now}
    return Reply.objects.get_or_create(agency=agency, sort=sort, sha256=hashlib.sha256(raw).hexdigest(), defaults=known)


@transaction.atomic
def oversized(*, agency: Agency, sort: str, size: int, now: datetime) -> Reply:
    """太大没有收的：不存内容，一家一种一天记一次。"""
    told = hashlib.sha256(f"{TOO_LARGE}:{now.date()}".encode()).hexdigest()
    known = {
        "court_id": agency.court_id, "size": min(size, 2**31 - 1), "received_at": now, "handled_at": now, "state": Reply.State.REFUSED,
        "faults": [TOO_LARGE],
    }
    return Reply.objects.get_or_create(agency=agency, sort=sort, sha256=told, defaults=known)[0]


@transaction.atomic
def from_file(*, agency: Agency, file: StoredFile, row: int, sha256: str, now: datetime) -> tuple[Reply, bool]:
    """反馈表、回函里说一个请求的一份：证据是文件和行。``sha256`` 认同一份（同一个文件再导入还是那一份）。"""
    known = {"court_id": agency.court_id, "file": file, "row": row, "size": file.size, "received_at": now}
    return Reply.objects.get_or_create(agency=agency, sort=Reply.Sort.FEEDBACK, sha256=sha256, defaults=known)


def waiting(limit: int) -> list[Reply]:
    """待处理的，先收到的在前，至多 ``limit`` 份、合起来 :data:`HEAVY` 字节（至少一份）；别处正在处理的跳过。须在事务里。"""
    rows = Reply.objects.filter(state=Reply.State.WAITING, file=None).order_by("pk")
    sizes = list(rows.values_list("pk", "size")[:limit])
    heavy = accumulate(size for _, size in sizes)
    chosen = [pk for place, ((pk, _), total) in enumerate(zip(sizes, heavy, strict=True)) if place == 0 or total <= HEAVY]
    return list(rows.filter(pk__in=chosen).select_related("agency").select_for_update(of=("self",), skip_locked=True))


def put_aside(replies: Collection[Reply], *, state: str, now: datetime, faults: Sequence[str] = ()) -> None:
    """不往下办的：读不懂、对不上、重复，写明毛病。须在事务里。"""
    for one in replies:
        one.state, one.handled_at, one.faults = state, now, [*dict.fromkeys([*one.faults, *faults])]
        one.save(update_fields=["state", "handled_at", "faults", "number", "charset", "order", "request"])
