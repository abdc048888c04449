"""一件排好的案件。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zhixing.demo.plan.purse import Means, Receipt


@dataclass(slots=True)
class Planned:
    """一件排好的案件。``closed`` 为空的未结；``direct`` 是当事人直接履行；``former`` 是成立时转来以前的承办人。"""

    key: str
    kind: str
    team: str
    mode: str
    received: date
    accepted: date
    closed: date | None
    total: str = ""
    moved: bool = False
    handler: str = ""
    former: str = ""
    cause: str = ""
    yuan: int = 0
    means: Means = field(default_factory=Means)
    receipts: list[Receipt] = field(default_factory=list)
    direct: bool = False
    training: str = ""
    """为培训埋下的：correction 补正、identity 证件号登错、misdirected 误付、returned 退信。"""

    @property
    def collected_fen(self) -> int:
        """经本院收到的。"""
        return sum(one.fen for one in self.receipts)
