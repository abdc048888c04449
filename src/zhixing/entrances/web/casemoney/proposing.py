"""发放审批表先填好的：照确认了的计息单、本院的设置、在案的钱算出来；差什么、怎样算的也说出来。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.entrances.web.ui import Piece


@dataclass(frozen=True, slots=True)
class Proposed:
    """填好的各笔、事由、全不全部到位、怎样算出来的，和摆在表单前面的话。"""

    lines: tuple[Wanted, ...]
    ground: str
    settles: bool
    workings: list[Any]
    shown: tuple[Piece, ...]
