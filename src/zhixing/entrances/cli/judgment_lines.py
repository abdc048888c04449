"""把读出的裁判文书写成几行字：每个值后面是它在原文里的话。"""

from __future__ import annotations

from collections.abc import Iterator

from zhixing.law.judgment import words
from zhixing.law.judgment.reading import Item, Judgment
from zhixing.law.words import yuan


def lines(text: str, made: Judgment) -> Iterator[str]:
    """首部一行一项，主文一项几行。"""
    head = made.heading
    for name, quote in (("案号", head.number), ("机关", head.court), ("案由", head.cause)):
        yield f"{name}：{quote.value if quote else '没有读出'}"
    yield f"落款日期：{head.made_on.value.isoformat() if head.made_on else '没有读出'}"
    for party in head.parties:
        yield f"{party.name.value}（{words.PARTIES[party.role]}）"
    for item in made.items:
        yield from _item(text, item)


def _item(text: str, item: Item) -> Iterator[str]:
    number = f"第{item.number}项 " if item.number else ""
    yield f"{number}{words.KINDS[item.kind]}（{item.status}）：{text[item.start:item.end]}"
    if item.payers or item.payees:
        yield f"  {words.names(item.payers)} → {words.names(item.payees)}"
    for one in item.sums:
        shown = "不明确，" + one.why if one.fen is None else f"{yuan(one.fen)} {one.currency}"
        yield f"  {words.ROLES[one.role]}·{words.SORTS[one.sort]}：{shown}「{text[one.start:one.end]}」"
    if item.period:
        yield f"  履行期间：{words.period(item.period.value)}「{text[item.period.start:item.period.end]}」"
    for clause in item.interest:
        yield f"  计息（{clause.status}）：{words.clause(clause)}「{text[clause.span[0]:clause.span[1]]}」"
        if clause.implied:
            yield "    基数取自前面的那一笔，原文没有另写"
    for duty in item.liabilities:
        yield f"  {words.LIABILITIES[duty.kind]}「{text[duty.start:duty.end]}」{duty.refers}"
    yield from (f"  不明确：{doubt.why}" for doubt in item.doubts)
