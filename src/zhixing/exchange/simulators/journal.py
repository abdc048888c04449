"""模拟系统的日志：一行一件，先落盘再办；断电时写了一半的末一行截掉（它没有回答过）。"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write(journal: Path | None, told: Mapping[str, Any]) -> None:
    """写一件，落了盘才回来；没有日志文件的不写。"""
    if journal is None:
        return
    with journal.open("ab") as out:
        out.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def read(journal: Path | None) -> list[dict[str, Any]]:
    """日志里写完整的各件。"""
    if journal is None or not journal.exists():
        return []
    content = journal.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with journal.open("r+b") as out:
            out.truncate(len(whole))
    return [json.loads(one) for one in whole.splitlines()]
