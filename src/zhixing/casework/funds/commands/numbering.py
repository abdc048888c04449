"""连续编号：收据、发放审批表、子账户。取号在事务里，断电退回，不断号、不重号。"""

from __future__ import annotations

from typing import Final

from zhixing.foundation.history.rows import asked

_TAKE: Final = """
    insert into funds_serial (court_id, kind, year, last) values (%s, %s, %s, %s)
    on conflict (court_id, kind, year) do update set last = funds_serial.last + excluded.last returning last
"""


def next_numbers(court_id: int, kind: str, year: int, count: int = 1) -> list[int]:
    """接着取 ``count`` 个号，从 1 起；锁住这一种的计数直到事务结束。不分年度的，``year`` 写 0。"""
    if count < 1:
        return []
    [(last,)] = asked(_TAKE, court_id, kind, year, count)
    return list(range(last - count + 1, last + 1))


def spelt(kind: str, year: int, serial: int) -> str:
    """写出来的编号。

    >>> spelt("收", 2026, 123)
    '收2026-000123'
    """
    return f"{kind}{year}-{serial:06d}"
