"""链上的记录 → 动态。"""

from __future__ import annotations

from collections.abc import Iterable

from zhixing.entrances.web.ui import Moment, Status
from zhixing.entrances.web.ui.words import day, moment
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry, revive


def moments(rows: Iterable[Entry]) -> tuple[Moment, ...]:
    """一环一条，按给的次序。"""
    today = context.current().today
    return tuple(
        Moment(text=revive(row).sentence(), day=day(row.happened_on, today), note=_by(row, moment(row.recorded_at, today)),
               tags=(Status("演示时间", "grey"),) if row.simulated else ())
        for row in rows
    )


def _by(row: Entry, when: str) -> str:
    who = row.actor_name + (f"（代{row.behalf_name}）" if row.behalf_name else "")
    reason = f" · 理由：{row.reason}" if row.reason else ""
    return f"{who} · {when}记下{reason}"
