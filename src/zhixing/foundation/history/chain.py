"""哈希链：一环怎么变成哈希。只有这一处定义，写和验都用它。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

#: 进入哈希的栏目。顺序不重要（按键排序），少一个都不行。
SEALED = (
    "stream", "seq", "court_id", "type", "subject", "happened_on", "happened_at", "recorded_at", "source", "actor_id",
    "actor_name", "actor_post", "behalf_id", "behalf_name", "entrance", "simulated", "payload", "finding", "reason",
    "corrects", "code_version", "previous",
)


def canonical(value: Any) -> str:
    """规范文本：键排序、无空格、日期用 ISO、时刻用 UTC 微秒。"""
    return _ENCODER.encode(value)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"不能进入哈希：{type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_text)


def digest(row: Any) -> str:
    """一环的哈希（十六进制，64 位）。"""
    return digest_of({name: getattr(row, name) for name in SEALED})


def digest_of(values: Mapping[str, Any]) -> str:
    """同 :func:`digest`，由各栏目的值算；键须正好是 :data:`SEALED`。"""
    return _sha256(canonical(values))


def root(previous: str, day: date, heads: list[tuple[str, int, str]], total: int) -> str:
    """日根：前一日根、日期、当日变化的各链末端（按链名排序）、全院链数。"""
    return _sha256(canonical([previous, day, sorted(heads), total]))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
