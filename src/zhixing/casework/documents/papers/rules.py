"""栏目之间的规矩：期限、罚款、拘留的上限。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from zhixing.casework.documents.papers.catalogue import Rule, Values
from zhixing.casework.documents.papers.fields import written
from zhixing.casework.documents.papers.preserving import sides
from zhixing.law.measures import expiry_rule
from zhixing.law.terms import add_months
from zhixing.law.words import yuan

PERSON_FINE: Final = 100_000_00
UNIT_FINE: Final = (50_000_00, 1_000_000_00)
SHORTEST_LISTED: Final = 2


def both_sides(values: Values) -> Iterator[str]:
    """裁定书的当事人：两方都有（移送执行的刑事裁判涉财产部分可以没有申请执行人）；裁定针对的人都在里面。"""
    roles, called = {party["role"] for party in values["parties"]}, sides(values["number"])
    needed = (called.debtor,) if values["origin"]["kind"].startswith("刑事") else (called.creditor, called.debtor)
    yield from (f"“当事人”里没有{role}。" for role in needed if role not in roles)
    listed = {party["name"] for party in values["parties"]}
    yield from (
        f"“被执行人”第{number}项“{one['name']}”不在“当事人”里。"
        for number, one in enumerate(values["debtors"], 1)
        if one["name"] not in listed
    )


def every(*rules: Rule) -> Rule:
    """几条规矩都要守。"""
    return lambda values: (problem for rule in rules for problem in rule(values))


def within_longest(kind: str | None = None) -> Rule:
    """期限不超过这种财产的最长期限（民诉法解释第四百八十五条）；不写 ``kind`` 的看“财产种类”一栏。"""

    def rule(values: Values) -> Iterator[str]:
        start, end = (date.fromisoformat(values["period"][edge]["iso"]) for edge in ("start", "end"))
        years = expiry_rule(kind or KINDS[values["kind"]]).n
        if end <= start:
            yield "“期限”的“届满日”不在“起始日”之后。"
        if end > add_months(start, years * 12):
            yield f"“期限”超过了最长的{years}年（民诉法解释第四百八十五条），届满日最晚写{add_months(start, years * 12).isoformat()}。"

    return rule


KINDS: Final = {"银行存款": "deposit", "动产": "movable", "不动产": "real_estate", "其他财产权": "other_right"}


def fine(values: Values) -> Iterator[str]:
    """个人十万元以下；单位五万元以上一百万元以下（民诉法第一百一十八条）。"""
    sum_ = values["amount"]["fen"]
    if not values["person"]["unit"] and not 0 < sum_ <= PERSON_FINE:
        yield "“罚款金额”不对：对个人的罚款为人民币十万元以下（民诉法第一百一十八条）。"
    if values["person"]["unit"] and not UNIT_FINE[0] <= sum_ <= UNIT_FINE[1]:
        yield "“罚款金额”不对：对单位的罚款为人民币五万元以上一百万元以下（民诉法第一百一十八条）。"


def dishonesty(values: Values) -> Iterator[str]:
    """第一种情形没有期限；其他情形二年，可以延长一至三年（失信规定第二条）。"""
    able, years = values["ground"].startswith("有履行能力"), int(values["years"]["figures"])
    if able and years:
        yield "“期限（年）”应当写0：有履行能力而拒不履行的，没有固定期限（失信规定第二条）。"
    if not able and years < SHORTEST_LISTED:
        yield "“期限（年）”不对：这种情形为二年，情节严重或者有多项失信行为的可以延长一至三年（失信规定第二条）。"


def ends_after_start(values: Values) -> Iterator[str]:
    """届满日在起始日之后。"""
    if values["period"]["end"]["iso"] < values["period"]["start"]["iso"]:
        yield "“期限”的“届满日”在“起始日”之前。"


def total(rows: str, part: str) -> Callable[[Values], dict[str, Any]]:
    """合计：各行的 ``part`` 相加，叫 ``total``。"""
    return lambda values: {"total": written(sum(row[part]["fen"] for row in values[rows]))}


def shares_add_up(values: Values) -> Iterator[str]:
    """分配额不超过债权额；分配额加执行费用等于可供分配的金额。"""
    for number, row in enumerate(values["rows"], 1):
        if row["share"]["fen"] > row["claim"]["fen"]:
            yield f"“分配明细”第{number}项的“分配额”超过了“债权额”。"
    given = values["costs"]["fen"] + sum(row["share"]["fen"] for row in values["rows"])
    if given > values["amount"]["fen"]:
        yield f"“分配明细”的分配额加“执行费用”是{yuan(given)}，超过了“可供分配的金额”{yuan(values['amount']['fen'])}。"
