"""不能办时怎么说：“暂不能报结，还差 3 项”，每条有依据，旁边有按钮。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from zhixing.entrances.web.ui.action import Action
from zhixing.entrances.web.ui.piece import Piece
from zhixing.law.finding import Finding, Reason

Remedy = Callable[[Reason], Action | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """一条理由。"""

    text: str
    article: str
    remedy: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Refusal(Piece):
    """一次拒绝：题目和全部理由。"""

    template: ClassVar[str] = "ui/refusal.html"
    title: str
    grounds: tuple[Ground, ...]
    warnings: tuple[Ground, ...] = ()

    @classmethod
    def of(cls, finding: Finding[Any], remedy: Remedy, what: str = "") -> Refusal:
        """由结论得到：``what`` 如“报结”，``remedy`` 给每条理由配按钮。"""
        return cls(
            f"暂不能{what or '办理'}，还差 {len(finding.reasons)} 项",
            tuple(_ground(r, remedy) for r in finding.reasons),
            tuple(_ground(r, remedy) for r in finding.warnings),
        )


def _ground(reason: Reason, remedy: Remedy) -> Ground:
    return Ground(reason.text, str(reason.article), reason.remedy, remedy(reason))
