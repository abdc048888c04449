"""案款的去处画成图：到账一整条，往右一级一级分出去，最后是还在案的。服务器上画好，没有脚本也看得见。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from zhixing.casework.funds.queries_case import Flow
from zhixing.entrances.web.ui import Piece
from zhixing.entrances.web.ui.words import yuan
from zhixing.law.payout_kinds import WHATS

LABEL, BAR, AMOUNT, HEIGHT, GAP = 150, 430, 150, 26, 10
"""一行的宽窄（画布的单位）：左边名称、中间的条、右边金额；行高、行距。"""


@dataclass(frozen=True, slots=True)
class Step:
    """一级：叫法、金额、颜色（tone），从第几分起画。"""

    label: str
    fen: int
    tone: str
    start_fen: int


@dataclass(frozen=True, slots=True)
class Bar:
    """画好的一条。各数是画布的单位；``left`` 是上一级留下的虚线。"""

    label: str
    amount: str
    tone: str
    x: float
    y: int
    width: float
    text_y: int


@dataclass(frozen=True, slots=True)
class Waterfall(Piece):
    """一张图；``told`` 是给读屏的一句话。"""

    template: ClassVar[str] = "casemoney/waterfall.html"
    bars: tuple[Bar, ...]
    height: int
    told: str
    width: int = LABEL + BAR + AMOUNT
    bar_height: int = HEIGHT
    amount_x: int = LABEL + BAR + AMOUNT
    label_x: int = LABEL - 10
    from_x: int = LABEL


def waterfall(flow: Flow) -> Waterfall:
    """由去处画成图；``flow.received_fen`` 须大于零。"""
    steps = list(_steps(flow))
    bars = tuple(_bar(n, step, flow.received_fen) for n, step in enumerate(steps))
    told = "，".join(f"{step.label}{yuan(step.fen)}元" for step in steps)
    return Waterfall(bars, len(bars) * (HEIGHT + GAP), told)


def _bar(n: int, step: Step, whole: int) -> Bar:
    y, scale = n * (HEIGHT + GAP), BAR / whole
    width = max(round(step.fen * scale, 1), 1.5)
    x = min(round(LABEL + step.start_fen * scale, 1), LABEL + BAR - width)
    return Bar(step.label, yuan(step.fen), step.tone, x, y, width, y + HEIGHT - 8)


def _steps(flow: Flow) -> Iterator[Step]:
    """到账，依次分出去的（已付的、批准待付的），提存、预留，剩下的在案。"""
    yield Step("到账", flow.received_fen, "blue", 0)
    left = flow.received_fen
    for label, fen, tone in _parts(flow):
        left -= fen
        yield Step(label, fen, tone, max(left, 0))


def _parts(flow: Flow) -> Iterator[tuple[str, int, str]]:
    for code, what in WHATS.items():
        if flow.paid.get(code):
            yield what.label, flow.paid[code], "green"
        if flow.waiting.get(code):
            yield f"{what.label}（待付）", flow.waiting[code], "yellow"
    yield from ((label, fen, "grey") for label, fen in (("提存", flow.deposit_fen), ("预留", flow.reserve_fen)) if fen)
    if flow.rest_fen > 0:
        yield "另记的", flow.rest_fen, "grey"
    if flow.held_fen:
        yield "在案，没有分", flow.held_fen, "pink"
