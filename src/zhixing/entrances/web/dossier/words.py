"""卷宗各页共用的说法。"""

from __future__ import annotations

SOURCES = {"document": "文书用印归卷", "attempt": "送达凭证", "entry": "登记时附的", "file": "没有附在登记上"}


def size(number: int) -> str:
    """大小。"""
    return f"{number / 2**20:.1f} MB" if number >= 2**20 else f"{max(number // 1024, 1)} KB"


def source(text: str) -> str:
    """哪里来的。"""
    return SOURCES.get(text.partition(":")[0], "上传")
