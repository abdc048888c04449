"""做一个最小的 .xls（BIFF8 装在 OLE2 里）：没有现成的库会写它，格式见 [MS-XLS]、[MS-CFB]。"""

from __future__ import annotations

import struct
from collections.abc import Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def xls(rows: Sequence[Sequence[str | float]], merged: tuple[int, int, int, int] | None = None) -> bytes:
    """一张名为“案件”的表；``merged`` 是合并的（首行、末行、首列、末列）。"""
    head = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + _record(0x42, struct.pack("<H", 1200))
    name = "案件".encode("utf-16-le")
    bound = lambda at: _record(0x85, struct.pack("<IHBB", at, 0, 2, 1) + name)
    end = _record(0x0A, b"")
    start = len(head) + len(bound(0)) + len(end)
    return _container(head + bound(start) + end + _sheet(rows, merged) + end)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _sheet(rows: Sequence[Sequence[str | float]], merged: tuple[int, int, int, int] | None) -> bytes:
    out = _record(0x809, struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 6))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            place = struct.pack("<HHH", r, c, 0)
            if isinstance(value, str):
                out += _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
            else:
                out += _record(0x203, place + struct.pack("<d", value))
    return out + (_record(0xE5, struct.pack("<H4H", 1, *merged)) if merged else b"")


def _container(stream: bytes) -> bytes:
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0, 0)[:36] + struct.pack("<I", 0)
    header += struct.pack("<108I", *[FREE] * 108)
    chain = [FAT, END, *(range(3, 2 + count)), END]
    fat = struct.pack(f"<{SECTOR // 4}I", *(chain + [FREE] * (SECTOR // 4 - len(chain))))
    directory = _entry("Root Entry", 5, END, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + _entry("", 0, 0, 0) * 2
    return header[:512] + fat + directory + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le") if name else b""
    out = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, FREE, FREE, child) + bytes(16)
    return out + struct.pack("<I", 0) + bytes(16) + struct.pack("<IQ", start, size)
