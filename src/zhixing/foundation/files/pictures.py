"""图片有多大：只读文件头，不解码。五万像素见方的图片解开要几个 GB，不收。"""

from __future__ import annotations

import struct
from typing import Final

from zhixing.foundation.files.refusing import Unacceptable

MAX_SIDE: Final = 30_000
MAX_PIXELS: Final = 200_000_000
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""JPEG 里写着宽高的段。"""
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
"""没有长度的段。"""


def check(content: bytes) -> None:
    """太大的图片抛出 :class:`Unacceptable`；读不出大小的不管。"""
    found = size(content)
    if found is None:
        return
    wide, high = found
    if max(found) > MAX_SIDE or wide * high > MAX_PIXELS:
        text = f"图片有{wide:,}×{high:,}像素，太大，打不开。请按 300 dpi 重新扫描，或者缩小到每边{MAX_SIDE:,}像素以内。"
        raise Unacceptable(text, suspicious=True)


def size(content: bytes) -> tuple[int, int] | None:
    """宽、高（像素）；不是图片、文件头不全的为 ``None``。"""
    try:
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack_from(">II", content, 16)
        if content.startswith(b"GIF8"):
            return struct.unpack_from("<HH", content, 6)
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        return _webp(content) if content[8:12] == b"WEBP" else None
    except struct.error:
        return None


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """一段一段往后找，直到写着宽高的那一段。"""
    place = 2
    while content[place:place + 1] == b"\xff" and place + 1 < len(content):
        marker = content[place + 1]
        if marker in _FRAMES:
            high, wide = struct.unpack_from(">HH", content, place + 5)
            return wide, high
        place += 2 if marker in _ALONE else 1 if marker == 0xFF else 2 + struct.unpack_from(">H", content, place + 2)[0]
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        wide, high = (int.from_bytes(content[n:n + 3], "little") + 1 for n in (24, 27))
        return wide, high
    if kind == b"VP8 ":
        wide, high = struct.unpack_from("<HH", content, 26)
        return wide & 0x3FFF, high & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
