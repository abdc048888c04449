"""计息的基数：“以X元为基数”“其中X元自…起”“X元工程款的利息”“上述款项的利息”。"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from zhixing.law.judgment import money
from zhixing.law.judgment.quotes import Quote

_AFTER: Final = re.compile(
    r"\s*(?:[（(][\d.,万亿元+＋\-－]+[）)])?(?:为|作为)(?:计算|计息)?(?:基数|本金|基准|基础|计息基数|标准)|\s*(?:计算|计息)?基数|"
    r"\s*计算的?利息|\s*(?:的)?利息(?=按|自|从|以)|\s*(?:的)?(?:本金|借款|部分)?\s*(?=[自从]|按(?:照)?(?:年|月|日)利率|按(?:照)?[^，,。；;]{2,24}利率(?:自|计))|"
    r"(?:、\s*[\d,，.]+(?:万|亿)?元)+\s*(?:为|作为)(?:计算|计息)?(?:基数|本金)"
)
_STATED: Final = re.compile(
    r"以(?!及|上(?!述)|下|内|外|后|前)\s*(?P<what>(?:[^，,。；;（(）)\d]|[（(][^，,。；;（(）)]{0,12}[）)]){2,30}?)(?:为|作为)(?:计算|计息)?(?:基数|本金|基准)|"
    r"以(?P<owing>(?:欠付|未付|尚欠|所欠|未还|剩余)[^，,。；;（(）)\d]{0,10}?)(?=按|自|从)|就(?P<rest>[^，,。；;（(）)\d]{2,24})计算利息"
)
_POINTED: Final = re.compile(
    r"(?P<what>(?:上述|前述|该|此|(?:本|上述)?判决第[一二三四五六七八九十]项)(?:笔|项|部分)?[^，,。；;（(）)\d自从按及和]{0,8}?(?:款项|款|本金|欠款|借款|货款|费|金额))的?(?:相应|逾期付款|逾期)*"
    r"(?:利息|违约金|资金占用)"
)
_OF: Final = re.compile(r"[^，,。；;（(）)\d元及和并、与]{1,12}?的(?:相应|逾期付款|逾期|资金占用)*(?:利息|违约金|占用费|损失)(?!\d|人民币|合计|共计)")
_OF_BARE: Final = re.compile(r"的(?:相应|逾期付款|逾期|资金占用)*(?:利息|占用费)(?:损失)?[，,（(；;]")
_LEADS: Final = re.compile(r"(?:以|按|其中|另|对|就|本金|、|[，,（(])[^，,。；;（(）)\d]{0,24}$")
_PAYS: Final = re.compile(r"(?:支付|返还|偿还|给付|赔偿|归还)[^，,。；;（(]{0,28}$")


def find(text: str, start: int, end: int, found: Sequence[money.Amount]) -> Iterator[Quote[Any]]:
    """写明的基数；一处也没有，才看“上述款项的利息”。"""
    stated = [*_stated(text, start, end, found)]
    yield from stated or _pointed(text, start, end)


def _stated(text: str, start: int, end: int, found: Sequence[money.Amount]) -> Iterator[Quote[Any]]:
    for amount in found:
        if amount.fen is not None and is_base(text, amount, end):
            yield Quote(amount.fen, amount.start, amount.end)
    for match in _STATED.finditer(text, start, end):
        if not any(match.start() <= amount.start < match.end() for amount in found):
            group = next(name for name in ("what", "owing", "rest") if match[name])
            yield Quote(match[group], *match.span(group))


def _pointed(text: str, start: int, end: int) -> Iterator[Quote[Any]]:
    if match := _POINTED.search(text, start, end):
        yield Quote(match["what"], *match.span("what"))


def is_base(text: str, amount: money.Amount, end: int) -> bool:
    """这笔钱是不是计息的基数：“以X元为基数”“其中X元自…起”“本金X元按…利率”“X元货款的利息”。"""
    if _of_which(text, amount, end):
        return True
    after = _AFTER.match(text, amount.end, end)
    if after is None:
        return False
    before = text[max(0, amount.start - 30):amount.start]
    if re.search("基数|本金|基准|基础|计算", after[0]) and after[0].lstrip()[:1] != "、":
        return bool(re.search(r"以[^，,。；;]{0,28}$", before)) or "为" in after[0]
    if after[0].lstrip()[:1] == "、":
        return bool(re.search(r"以[^，。；;]{0,60}$", text[max(0, amount.start - 60):amount.start]))
    return bool(_LEADS.search(before)) and not _PAYS.search(before)


def _of_which(text: str, amount: money.Amount, end: int) -> bool:
    """“100万元工程款的利息”；“43万元的利息损失”还要后面写了怎样计算。"""
    if _OF.match(text, amount.end, end):
        return True
    return bool(_OF_BARE.match(text, amount.end, end)) and bool(re.search(r"利率|[％%]", text[amount.end:end]))
