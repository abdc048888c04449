"""轮到谁，在清单里怎么摆：一列、工作台事项旁边的一句。"""

from __future__ import annotations

from datetime import date
from typing import Final

from zhixing.entrances.web.ui import Content, Light, Status
from zhixing.law.turn_words import when
from zhixing.law.turns import COURT, Turn

NONE: Final = "—"


def cell(turn: Turn | None, on: date) -> tuple[Content, ...]:
    """清单里的一格：灯和轮到的人，下面是办什么、几时以前。"""
    if turn is None:
        return (NONE,)
    who = turn.who.name if turn.side == COURT else f"等{turn.who.name}"
    return (Light(turn.light.value, who), f"{turn.what}，{when(turn, on)}")


def first(turn: Turn | None, key: str, on: date, reader: int) -> tuple[Status, ...]:
    """这一件现在轮到的不是这个节点：先等谁、先办什么。轮到看的人自己的不写。"""
    if turn is None or turn.key == f"node:{key}" or turn.who.user == reader:
        return ()
    lead = f"现在轮到{turn.who.name}" if turn.side == COURT else f"现在等{turn.who.name}"
    return (Status(lead, "grey" if turn.waits else "plain", title=f"{turn.what}，{when(turn, on)}"),)
