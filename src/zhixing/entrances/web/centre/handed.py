"""一次交接怎样写：从哪里到哪里、交给谁、还缺什么。"""

from __future__ import annotations

from typing import Any

from zhixing.casework.centre.queries_handing import Handover
from zhixing.law.segments import RECEIVER_NAMES, segments
from zhixing.law.words import word


def way(row: Handover) -> str:
    """集中查控 → 控制。"""
    return f"{word('segment', row.from_segment) if row.from_segment else '—'} → {word('segment', row.to_segment)}"


def to_whom(row: Handover) -> str:
    """交给谁。"""
    return row.to_user.name if row.to_user else row.to_team.name if row.to_team else RECEIVER_NAMES[segments()[row.to_segment].owner]


def lacking(row: Handover) -> list[str]:
    """交接上写的还缺的各样。"""
    found: list[dict[str, Any]] = row.missing
    return [one["name"] for one in found]
