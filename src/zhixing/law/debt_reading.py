"""把 CLAIM.json 读成债务（格式见 docs/schema/claim.schema.json，由 docs/schema/generate.py 生成）。

不猜：缺基数、利率、起止日、复利办法的条款不明确，请审判部门释明（M:G-01）；不认识的名称逐个点名；利率必须写明单位
（24 和 24% 差一百倍）。有一处不对，整份不算，抛出 :class:`~zhixing.law.debt.BadClaim`。
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from zhixing.law import debt
from zhixing.law import debt_values as values
from zhixing.law.debt import BadClaim, Unclear
from zhixing.law.debt_values import Row, day, fen
from zhixing.law.foreign_rates import reference
from zhixing.law.rates import BENCHMARK_LAST, TERMS, TIERS
from zhixing.law.switches import DEFAULTS, BadSwitch, Switches

__all__ = ["Unclear", "claim", "day", "fen"]

_MAIN: Final = {"yes": "", "no": "", "judge": ""}
_OTHERS: Final = ("foreign", "yearly", "monthly", "daily")


def claim(data: Any) -> debt.Claim:
    """读一份债务。"""
    row = Row(data, "")
    effective, currency = row.get("effective_on", day, None), row.get("currency", values.currency, "CNY")
    items = row.rows("items", lambda r: _item(r, effective, currency), required=True)
    found = debt.Claim(
        items=items,
        payments=row.rows("payments", _payment),
        exclusions=row.rows("exclusions", _exclusion),
        waivers=row.rows("waivers", _waiver),
        guarantors=row.rows("guarantors", lambda r: debt.Guarantor(r.need("name", values.text), r.need("cap", fen))),
        title=row.get("title", values.text, ""),
        origin=row.get("origin", values.one_of(debt.ORIGINS), "judgment"),
        currency=currency,
        in_yuan=row.inner("in_yuan", lambda r: debt.InYuan(r.need("rate", values.number), r.need("on", day), r.need("source", values.text))),
        bankruptcy_on=row.get("bankruptcy_accepted_on", day, None),
        penalty_borne=row.get("default_penalty_borne", values.flag, False),
        switches=row.get("switches", _switches, DEFAULTS),
    )
    row.done()
    _consistent(found)
    return found


def _item(row: Row, effective: date | None, currency: str) -> debt.Item:
    amount, withheld = row.need("amount", fen), row.get("withheld", fen, 0)
    if withheld > amount:
        raise BadClaim(f"{row.place}预先扣除的利息比金额还大。")
    due = row.get("due", day, effective)
    found = debt.Item(
        id=row.need("id", values.text), name=row.get("name", values.text, ""), kind=row.need("kind", values.one_of(debt.KINDS)),
        amount=amount - withheld, due=due, clauses=row.rows("interest", lambda r: _clause(r, due, amount, currency)),
        double=row.get("in_double_base", values.one_of(_MAIN), ""), cap=row.inner("cap", _cap),
        secured=row.get("secured", values.flag, False), withheld=withheld, since=row.get("since", day, None),
        by_effect=not row.has("due") and effective is not None,
    )
    _compounds(row.place, found)
    _paid_before(row.place, found)
    return found


def _cap(row: Row) -> debt.Cap:
    """民间借贷的上限，连同诉讼以前已付的利息、最初的借款（M:G-05 至 G-07）。"""
    return debt.Cap(
        row.need("contract_on", day), row.need("filed_on", day), row.rows("interest_paid", _interest_paid),
        row.get("counted", values.one_of(debt.COUNTED), "day"),
        row.inner("first_loan", lambda r: debt.FirstLoan(r.need("amount", fen), *_span(r))),
    )


def _interest_paid(row: Row) -> debt.InterestPaid:
    start, end = _span(row)
    return debt.InterestPaid(start, end, row.need("amount", fen))


def _span(row: Row) -> tuple[date, date]:
    """``from`` 到 ``to``，首尾都在内。"""
    start, end = row.need("from", day), row.need("to", day)
    if end < start:
        raise BadClaim(f"{row.place}止日{end}早于起日{start}。")
    return start, end


# 计息条款


def _clause(row: Row, due: date | None, amount: int, currency: str) -> debt.Clause:
    kind = row.need("kind", values.one_of(debt.CLAUSES))
    if (currency == "CNY" and kind == "foreign") or (currency != "CNY" and kind not in _OTHERS):
        raise BadClaim(_wrong_currency(row.place, currency))
    start, end = row.need("from", day, unclear=True), _until(row, due)
    if end is not None and end < start:
        raise BadClaim(f"{row.place}止日{end}早于起算日{start}。")
    base, compound = _base(row)
    if base is not None and end is None and not amount:
        raise BadClaim(f"{row.place}本项金额为零，固定基数的利息不能算到清偿，请写明止日。")
    common = {"start": start, "end": end, "base": base, "compound": compound, "basis": row.get("basis", values.basis, None)}
    article = "YF03 3" if compound else "LX 1"
    return _READ[kind](row, {"article": article} | common, currency)


def _wrong_currency(place: str, currency: str) -> str:
    if currency == "CNY":
        return f"{place}kind 的 foreign 只用于外币债务。"
    return f"{place}{currency}债务不能用LPR或者人民币贷款基准利率；执行依据写了利率的写成年利率，没有写的用 foreign（法释〔2025〕2号）。"


def _base(row: Row) -> tuple[int | None, debt.Compound | None]:
    """基数：余额、固定的金额，或者 ``interest``（复利，M:G-10）。"""
    compounds = row.need("base", lambda v: v == "interest", unclear=True)
    if compounds:
        if not row.has("compound"):
            raise Unclear(f"{row.place}缺 compound（对哪几条的利息、多久结息一次计复利），执行依据不明确的，请向审判部门征询意见；明确的请补上。")
        return None, row.inner("compound", _compound)
    if row.has("compound"):
        raise BadClaim(f"{row.place}写了 compound，基数 base 应当是 interest。")
    row.inner("compound", _compound)
    return row.need("base", values.base), None


def _compound(row: Row) -> debt.Compound:
    every = row.need("every", values.one_of(debt.SETTLED))
    numbers = row.need("of", lambda v: tuple(values.count(1, 100)(n) for n in values.listed(v)))
    if not numbers or len(set(numbers)) < len(numbers):
        raise BadClaim(f"{row.place}of 应当写明对第几条条款的利息计复利，如 [1]，不能重复。")
    return debt.Compound(every, row.get("day", values.count(1, 31), 20), numbers)


def _compounds(place: str, item: debt.Item) -> None:
    """复利管的条款要有；民间借贷的复利按重新出具借条核对。"""
    for clause in item.clauses:
        if clause.compound and max(clause.compound.of) > len(item.clauses):
            raise BadClaim(f"{place}compound 的 of 里没有第{max(clause.compound.of)}条，本项只有{len(item.clauses)}条计息条款。")
        if clause.compound and item.cap:
            raise BadClaim(f"{place}写了民间借贷利率上限（cap）的不能再写复利；重新出具借条的写 cap 的 first_loan。")


def _paid_before(place: str, item: debt.Item) -> None:
    """已经付了利息的一段不再计息。"""
    for paid in item.cap.paid if item.cap else ():
        for clause in item.clauses:
            if clause.start <= paid.end and (clause.end is None or clause.end >= paid.start):
                raise BadClaim(f"{place}{paid.start}至{paid.end}的利息已经付了（interest_paid），不应再计，请从{paid.end}的次日起算。")


def _until(row: Row, due: date | None) -> date | None:
    """``payment``（到清偿）、``due``（到履行期限届满日）或者一个日期。"""
    text = row.need("to", values.text, unclear=True)
    if text == "due" and due is None:
        raise BadClaim(f"{row.place}算到履行期限届满之日，但本项没有写履行期限届满日（due）。")
    return None if text == "payment" else due if text == "due" else row.read("to", day)


Common = Mapping[str, Any]


def _lpr(row: Row, common: Common, _: str) -> debt.Clause:
    return debt.Clause(
        "lpr", **common, term=row.need("term", values.one_of(TERMS), unclear=True),
        multiple=row.get("multiple", values.multiple, Fraction(1)), fixed_on=row.get("fixed_on", day, None),
    )


def _benchmark(row: Row, common: Common, _: str) -> debt.Clause:
    return debt.Clause(
        "benchmark", **common, term=row.get("term", values.one_of(TERMS), "1y"),
        multiple=row.get("multiple", values.multiple, Fraction(1)), tier=row.get("tier", values.one_of(TIERS), ""),
    )


def _stated(row: Row, common: Common, _: str) -> debt.Clause:
    kind = row.read("kind", values.text)
    rate = row.need("rate", values.rate(kind), unclear=True)
    return debt.Clause(kind, **common, rate=rate, multiple=row.get("multiple", values.multiple, Fraction(1)))


def _unagreed_loan(row: Row, common: Common, _: str) -> debt.Clause:
    """M:G-08：自逾期之日起按当时一年期LPR。"""
    return debt.Clause("lpr", **{**common, "article": "MJ 28"}, fixed_on=common["start"])


def _unagreed_sale(row: Row, common: Common, _: str) -> debt.Clause:
    """M:G-09：违约时一年期LPR加计三成至五成；2019-08-19以前违约的按基准利率加计。"""
    multiple = 1 + row.need("uplift", values.rate("uplift"), unclear=True)
    if not Fraction(13, 10) <= multiple <= Fraction(3, 2):
        raise BadClaim(f"{row.place}加计的比例应在30%到50%之间。")
    tier = row.get("tier", values.one_of(TIERS), "")
    shared = {**common, "article": "MM 18", "multiple": multiple}
    if common["start"] <= BENCHMARK_LAST:
        return debt.Clause("benchmark", **shared, tier=tier)
    return debt.Clause("lpr", **shared, fixed_on=common["start"])


def _foreign(row: Row, common: Common, currency: str) -> debt.Clause:
    """外币没有约定利率：本院按法释〔2025〕2号的参考标准逐次确定。"""
    quotes = row.rows("rates", lambda r: debt.Quote(r.need("from", day), r.need("rate", values.rate("yearly")), r.need("source", values.text)))
    if not quotes:
        raise BadClaim(f"{row.place}rates 至少写一行：{currency}的参考标准是{reference(currency).name}，请写明哪一日起多少、来源。")
    if any(b.since <= a.since for a, b in pairwise(quotes)):
        raise BadClaim(f"{row.place}rates 的各行应当按日期先后，不能重复。")
    if quotes[0].since > common["start"]:
        raise BadClaim(f"{row.place}rates 从{quotes[0].since}开始，起算日{common['start']}还没有利率。")
    cited = {**common, "article": reference(currency).article}
    return debt.Clause("foreign", **cited, quotes=quotes, multiple=row.get("multiple", values.multiple, Fraction(1)))


_READ: Final[dict[str, Callable[[Row, Common, str], debt.Clause]]] = {
    "lpr": _lpr, "benchmark": _benchmark, "yearly": _stated, "monthly": _stated, "daily": _stated,
    "unagreed_loan": _unagreed_loan, "unagreed_sale": _unagreed_sale, "foreign": _foreign,
}


# 还款、扣除、放弃


def _payment(row: Row) -> debt.Payment:
    """拍卖、抵债写裁定送达日（served_on），其他写 on（M:D-06）。"""
    how = row.get("how", values.one_of(debt.WAYS), "direct")
    effective = row.need("served_on" if how in ("sale", "in_kind") else "on", day)
    return debt.Payment(
        row.need("id", values.text), effective, row.need("amount", fen), how, row.get("to", values.text, ""), row.get("paid_out_on", day, None),
    )


def _exclusion(row: Row) -> debt.Exclusion:
    return debt.Exclusion(*_span(row), row.need("reason", values.one_of(debt.EXCLUDED)))


def _waiver(row: Row) -> debt.Waiver:
    amount = row.need("amount", lambda v: None if v == "all" else fen(v))
    return debt.Waiver(row.need("on", day), amount, row.need("document", values.text))


# 各处之间


def _consistent(found: debt.Claim) -> None:
    """各处之间对不对得上。"""
    _unique([item.id for item in found.items], "items")
    _unique([payment.id for payment in found.payments], "payments")
    known = {item.id for item in found.items}
    for payment in found.payments:
        if payment.to and payment.to not in known:
            raise BadClaim(f"payments 里“{payment.id}”指定清偿的“{payment.to}”不在 items 里。")
    _spans(found)
    if found.penalty_borne and found.origin != "mediation":
        raise BadClaim("default_penalty_borne 只用于调解书（origin 写 mediation）：只有调解书约定的违约责任承担以后才不再计付迟延利息。")
    _in_yuan(found)


def _unique(ids: list[str], place: str) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        raise BadClaim(f"{place} 里编号“{twice[0]}”重复，每个编号只能用一次。")


def _spans(found: debt.Claim) -> None:
    """扣除的各段：不重叠，和解期间要有开关；同一项已付利息的各段也不重叠。"""
    _apart([(e.start, e.end) for e in found.exclusions], "exclusions ", "请合成一段或者改正日期。")
    for item in found.items:
        _apart([(p.start, p.end) for p in item.cap.paid] if item.cap else [], f"“{item.id}”的 interest_paid ", "同一段的利息请合成一笔。")
    if any(e.reason == "settlement" for e in found.exclusions) and found.switches.settlement_time_excluded == "no":
        raise BadClaim("和解期间不在法定的扣除范围内；本院要扣除的，请把开关 settlement_time_excluded 改为 yes 并写明谁改的。")


def _apart(spans: list[tuple[date, date]], place: str, remedy: str) -> None:
    for (a, b), (c, d) in pairwise(sorted(spans)):
        if c <= b:
            raise BadClaim(f"{place}里两段重叠：{a}至{b}，{c}至{d}。{remedy}")


def _in_yuan(found: debt.Claim) -> None:
    """折成人民币的中间价是加倍部分起算日的（M:D-10）。"""
    if found.in_yuan and found.currency == "CNY":
        raise BadClaim("in_yuan 只用于外币债务。")
    starts = {item.due.toordinal() + 1 for item in found.items if item.due}
    if found.in_yuan and starts != {found.in_yuan.on.toordinal()}:
        raise BadClaim("in_yuan 的中间价应当是加倍部分起算日（履行期限届满次日）的，各项起算日应当相同。")


def _switches(value: Any) -> Switches:
    if not isinstance(value, Mapping):
        raise BadClaim("应当是一个对象（{…}）。")
    try:
        return DEFAULTS.with_changes(value)
    except BadSwitch as error:
        raise BadClaim(str(error)) from None
