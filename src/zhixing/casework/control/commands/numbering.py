"""查控的连续编号：查（查询批次）、控（控制令）、线（线索）、补（补救单）、调（调查措施）。取号在事务里，断电退回，不断号、不重号。"""

from __future__ import annotations

from typing import Final

from zhixing.foundation.history.rows import asked

_TAKE: Final = """
    insert into control_serial (court_id, kind, year, last) values (%s, %s, %s, %s)
    on conflict (court_id, kind, year) do update set last = control_serial.last + excluded.last returning last
"""


def next_numbers(court_id: int, kind: str, year: int, count: int = 1) -> list[str]:
    """接着取 ``count`` 个编号；锁住这一种的计数直到事务结束，所以别的都核对完了才取。

    写作 ``查2026-000123``；各院各编各的，要在全国分得开的前面另加法院代字。
    """
    if count < 1:
        return []
    [(last,)] = asked(_TAKE, court_id, kind, year, count)
    return [f"{kind}{year}-{serial:06d}" for serial in range(last - count + 1, last + 1)]
