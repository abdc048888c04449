"""把读出的裁判文书写成几行字：每个值后面是它在原文里的话。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from zhixing.law.judgment.interest import Clause
from zhixing.law.judgment.periods import Period
from zhixing.law.judgment.quotes import Quote
from zhixing.law.judgment.reading import Item, Judgment
from zhixing.law.words import yuan

_KINDS: Final = {
    "money": "金钱", "delivery": "交付", "act": "行为", "liability": "责任", "security": "优先受偿", "costs": "诉讼费用", "dismissal": "驳回",
    "review": "撤销或维持", "confirm": "确认或解除", "notice": "告知", "unclear": "不明确",
}
_SORTS: Final = {"principal": "本金", "interest": "利息", "penalty": "违约金", "cost": "费用", "damages": "损失", "": "款项"}
_ROLES: Final = {"owed": "应付", "base": "计息基数", "cap": "上限", "part": "其中", "total": "合计", "each": "按期", "mentioned": "提到"}
_LIABILITIES: Final = {
    "joint": "连带", "supplementary": "补充", "several": "按份", "together": "共同", "guarantee": "担保", "recourse": "追偿",
}


def lines(text: str, made: Judgment) -> Iterator[str]:
    """首部一行一项，主文一项几行。"""
    head = made.heading
    for name, quote in (("案号", head.number), ("机关", head.court)):
        yield f"{name}：{quote.value if quote else '没有读出'}"
    for party in head.parties:
        yield f"{text[party.name.start:party.name.end]}（{party.role}）"
    for item in made.items:
        yield from _item(text, item)


def _item(text: str, item: Item) -> Iterator[str]:
    number = f"第{item.number}项 " if item.number else ""
    yield f"{number}{_KINDS[item.kind]}（{item.status}）：{text[item.start:item.end]}"
    if item.payers or item.payees:
        yield f"  {_names(item.payers)} → {_names(item.payees)}"
    for one in item.sums:
        shown = "不明确，" + one.why if one.fen is None else f"{yuan(one.fen)} {one.currency}"
        yield f"  {_ROLES[one.role]}·{_SORTS[one.sort]}：{shown}「{text[one.start:one.end]}」"
    if item.period:
        yield f"  履行期间：{period(item.period.value)}「{text[item.period.start:item.period.end]}」"
    for clause in item.interest:
        yield f"  计息（{clause.status}）：{_clause(clause)}「{text[clause.span[0]:clause.span[1]]}」"
    for duty in item.liabilities:
        yield f"  {_LIABILITIES[duty.kind]}「{text[duty.start:duty.end]}」{duty.refers}"
    yield from (f"  不明确：{doubt.why}" for doubt in item.doubts)


def _names(quotes: Iterable[Quote[str]]) -> str:
    return "、".join(quote.value for quote in quotes) or "（没有读出）"


def period(value: Period) -> str:
    """履行期间的一句话。"""
    if value.by:
        return f"{value.by.isoformat()}以前"
    if value.at_once:
        return "立即"
    start = {"effective": "生效", "served": "送达", "made": "作出", "signed": "签订"}.get(value.start, "")
    unit = {"day": "日", "month": "个月", "year": "年", "working_day": "个工作日"}[value.unit]
    return f"{start}后{value.count}{unit}内"


def _clause(clause: Clause) -> str:
    base = "—" if clause.base is None else yuan(clause.base.value) if isinstance(clause.base.value, int) else clause.base.value
    start, end = (str(quote.value) if quote else "—" for quote in (clause.start, clause.end))
    return f"基数 {base}，{_rate(clause)}，{start} 至 {end}"


def _rate(clause: Clause) -> str:
    if clause.rate is None:
        return "利率 —"
    rate = clause.rate.value
    name = {"lpr": "LPR", "benchmark": "贷款基准利率", "deposit": "存款利率", "agreed": "按约定", "fixed": ""}[rate.kind]
    times = f"×{rate.multiple}" if rate.multiple != 1 else ""
    mode = {"floating": "浮动", "fixed": "固定"}.get(rate.mode, "") if rate.kind != "fixed" else ""
    per = {"year": "年", "month": "月", "day": "日"}.get(rate.per, "")
    number = f"{per}利率 {float(rate.value * 100):g}%" if rate.value is not None else ""
    return f"{rate.term}{name}{mode}{number}{times}"
