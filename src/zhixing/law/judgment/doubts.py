"""没有读懂、要人核对的地方，各一句话。读得出的值照样给，但这一项不算明确。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhixing.law.judgment import interest, items, periods, sides, sums
from zhixing.law.judgment.quotes import Doubt

_VAGUE: Final = re.compile(
    r"(?:及|和|并支付|支付|以及|相应的?|逾期(?:付款)?)(?:其|相应的?|逾期(?:付款)?|资金占用)*(?:利息|违约金|罚息|利息损失|逾期付款损失|付款损失)(?=$|"
    r"[，,。；;、）)（(])"
)
_OFFSET: Final = re.compile(r"(?:扣减|扣除|抵扣|相抵|抵销|折抵)(?!缴)[^；;。]{0,120}")
_IF_INSIDE: Final = re.compile(r"[，,](?:如果?|若|倘若|逾期)(?!期付款|付款)[^，,；;。]{2,50}[，,][^；;。]*")


def found(
    text: str, piece: items.Piece, kind: str, both: sides.Sides, told: tuple[sums.Sum, ...], clauses: tuple[interest.Clause, ...],
) -> Iterator[Doubt]:
    """这一项里没有读懂的地方。"""
    yield from _sides(piece, kind, both)
    if kind == "money":
        yield from _money(text, piece, told, clauses)
    yield from (Doubt(one.start, one.end, one.why) for one in told if one.fen is None)
    yield from (Doubt(*clause.span, f"计息没有写明{'、'.join(clause.missing)}") for clause in clauses if clause.missing)


def _sides(piece: items.Piece, kind: str, both: sides.Sides) -> Iterator[Doubt]:
    if kind == "unclear":
        yield Doubt(piece.start, piece.end, "没有读懂这一项")
    if kind in ("money", "liability", "fine") and not both.payers:
        yield Doubt(piece.start, piece.end, "没有读出由谁履行")
    if kind == "money" and not both.payees:
        yield Doubt(piece.start, piece.end, "没有读出付给谁")


def _money(text: str, piece: items.Piece, told: tuple[sums.Sum, ...], clauses: tuple[interest.Clause, ...]) -> Iterator[Doubt]:
    start, end = piece.start, piece.end
    if not clauses and not any(one.role in ("owed", "each") for one in told):
        yield Doubt(start, end, "没有写明应付多少钱")
    if _OFFSET.search(text, start, end):
        yield Doubt(start, end, "写了扣减、相抵，实际应付的数要核对")
    elif paid := next((one for one in told if sums.is_paid(text, one)), None):
        yield Doubt(paid.start, paid.end, "写了已经付的数，实际还应付多少要核对")
    if any(sums.is_ratio(text, one) for one in told):
        yield Doubt(start, end, "应付的是其中的一个比例，数要核对")
    if parts := periods.instalments(text, start, end):
        yield Doubt(*parts, "分期履行，各期的期限要逐期核对")
    if case := _IF_INSIDE.search(text, start, end):
        yield Doubt(*case.span(), "后面是附条件的义务")
    if not clauses and (vague := _VAGUE.search(text, start, end)):
        yield Doubt(*vague.span(), "写了付利息，没有读出怎样计算")
