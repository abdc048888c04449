"""把 CLAIM.json 读成债务（格式见 docs/schema/claim.schema.json）。

不猜：缺基数、利率、起止日的条款不明确，请审判部门释明（M:G-01）；不认识的名称逐个点名；利率必须写明单位
（24 和 24% 差一百倍）。有一处不对，整份不算，抛出 :class:`~zhixing.law.debt.BadClaim`。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final, TypeVar

from zhixing.law import debt
from zhixing.law.debt import BadClaim, Unclear
from zhixing.law.rates import BENCHMARK_LAST, TERMS, TIERS
from zhixing.law.switches import DEFAULTS, BadSwitch, Switches

MAX_FEN: Final = 10**16
MAX_ROWS: Final = 5000
_UNITS: Final = {"%": 100, "‰": 1000, "‱": 10000, "分": 100, "厘": 1000}
_MAX_YEARLY: Final = {"yearly": Fraction(3, 2), "monthly": Fraction(1, 8), "daily": Fraction(1, 240)}
T = TypeVar("T")


def claim(data: Any) -> debt.Claim:
    """读一份债务。"""
    row = _Row(data, "")
    effective = row.get("effective_on", day, None)
    items = row.rows("items", lambda r: _item(r, effective), required=True)
    found = debt.Claim(
        items=items,
        payments=row.rows("payments", _payment),
        exclusions=row.rows("exclusions", _exclusion),
        waivers=row.rows("waivers", _waiver),
        guarantors=row.rows("guarantors", lambda r: debt.Guarantor(r.need("name", _text), r.need("cap", fen))),
        title=row.get("title", _text, ""),
        origin=row.get("origin", _one_of(debt.ORIGINS), "judgment"),
        currency=row.get("currency", _currency, "CNY"),
        in_yuan=row.inner("in_yuan", lambda r: debt.InYuan(r.need("rate", _number), r.need("on", day), r.need("source", _text))),
        bankruptcy_on=row.get("bankruptcy_accepted_on", day, None),
        penalty_borne=row.get("default_penalty_borne", _bool, False),
        switches=row.get("switches", _switches, DEFAULTS),
    )
    row.done()
    _consistent(found)
    return found


def _item(row: _Row, effective: date | None) -> debt.Item:
    amount, withheld = row.need("amount", fen), row.get("withheld", fen, 0)
    if withheld > amount:
        raise BadClaim(f"{row.place}预先扣除的利息比金额还大。")
    due = row.get("due", day, effective)
    return debt.Item(
        id=row.need("id", _text), name=row.get("name", _text, ""), kind=row.need("kind", _one_of(debt.KINDS)),
        amount=amount - withheld, due=due, clauses=row.rows("interest", lambda r: _clause(r, due, amount)),
        double=row.get("in_double_base", _one_of({"yes": "", "no": "", "judge": ""}), ""),
        cap=row.inner("cap", lambda r: debt.Cap(r.need("contract_on", day), r.need("filed_on", day))),
        secured=row.get("secured", _bool, False), withheld=withheld,
    )


def _clause(row: _Row, due: date | None, amount: int) -> debt.Clause:
    kind = row.need("kind", _one_of(debt.CLAUSES))
    start, end = row.need("from", day, unclear=True), _until(row, due)
    if end is not None and end < start:
        raise BadClaim(f"{row.place}止日{end}早于起算日{start}。")
    base = row.need("base", _base, unclear=True)
    if base is not None and end is None and not amount:
        raise BadClaim(f"{row.place}本项金额为零，固定基数的利息不能算到清偿，请写明止日。")
    return _READ[kind](row, start, end, base)


def _until(row: _Row, due: date | None) -> date | None:
    """``payment``（到清偿）、``due``（到履行期限届满日）或者一个日期。"""
    text = row.need("to", _text, unclear=True)
    if text == "due" and due is None:
        raise BadClaim(f"{row.place}算到履行期限届满之日，但本项没有写履行期限届满日（due）。")
    return None if text == "payment" else due if text == "due" else row.read("to", day)


def _lpr(row: _Row, start: date, end: date | None, base: int | None) -> debt.Clause:
    return debt.Clause(
        "lpr", start, end, base, term=row.need("term", _one_of(TERMS), unclear=True), multiple=row.get("multiple", _multiple, Fraction(1)),
        fixed_on=row.get("fixed_on", day, None), basis=row.get("basis", _basis, None),
    )


def _benchmark(row: _Row, start: date, end: date | None, base: int | None) -> debt.Clause:
    return debt.Clause(
        "benchmark", start, end, base, term=row.get("term", _one_of(TERMS), "1y"), multiple=row.get("multiple", _multiple, Fraction(1)),
        tier=row.get("tier", _one_of(TIERS), ""), basis=row.get("basis", _basis, None),
    )


def _stated(row: _Row, start: date, end: date | None, base: int | None) -> debt.Clause:
    kind = row.read("kind", _text)
    rate = row.need("rate", _rate(kind), unclear=True)
    multiple = row.get("multiple", _multiple, Fraction(1))
    return debt.Clause(kind, start, end, base, rate, multiple, basis=row.get("basis", _basis, None))


def _unagreed_loan(row: _Row, start: date, end: date | None, base: int | None) -> debt.Clause:
    """M:G-08：自逾期之日起按当时一年期LPR。"""
    return debt.Clause("lpr", start, end, base, fixed_on=start, basis=row.get("basis", _basis, None), article="MJ 28")


def _unagreed_sale(row: _Row, start: date, end: date | None, base: int | None) -> debt.Clause:
    """M:G-09：违约时一年期LPR加计三成至五成；2019-08-19以前违约的按基准利率加计。"""
    multiple = 1 + row.need("uplift", _rate("uplift"), unclear=True)
    if not Fraction(13, 10) <= multiple <= Fraction(3, 2):
        raise BadClaim(f"{row.place}加计的比例应在30%到50%之间。")
    basis, tier = row.get("basis", _basis, None), row.get("tier", _one_of(TIERS), "")
    if start <= BENCHMARK_LAST:
        return debt.Clause("benchmark", start, end, base, multiple=multiple, tier=tier, basis=basis, article="MM 18")
    return debt.Clause("lpr", start, end, base, multiple=multiple, fixed_on=start, basis=basis, article="MM 18")


_READ: Final[dict[str, Callable[[_Row, date, date | None, int | None], debt.Clause]]] = {
    "lpr": _lpr, "benchmark": _benchmark, "yearly": _stated, "monthly": _stated, "daily": _stated,
    "unagreed_loan": _unagreed_loan, "unagreed_sale": _unagreed_sale,
}


def _payment(row: _Row) -> debt.Payment:
    """拍卖、抵债写裁定送达日（served_on），其他写 on（M:D-06）。"""
    how = row.get("how", _one_of(debt.WAYS), "direct")
    effective = row.need("served_on" if how in ("sale", "in_kind") else "on", day)
    return debt.Payment(
        row.need("id", _text), effective, row.need("amount", fen), how, row.get("to", _text, ""), row.get("paid_out_on", day, None),
    )


def _exclusion(row: _Row) -> debt.Exclusion:
    found = debt.Exclusion(row.need("from", day), row.need("to", day), row.need("reason", _one_of(debt.EXCLUDED)))
    if found.end < found.start:
        raise BadClaim(f"{row.place}止日{found.end}早于起日{found.start}。")
    return found


def _waiver(row: _Row) -> debt.Waiver:
    amount = row.need("amount", lambda v: None if v == "all" else fen(v))
    return debt.Waiver(row.need("on", day), amount, row.need("document", _text))


def _consistent(found: debt.Claim) -> None:
    """各处之间对不对得上。"""
    _unique([item.id for item in found.items], "items")
    _unique([payment.id for payment in found.payments], "payments")
    known = {item.id for item in found.items}
    for payment in found.payments:
        if payment.to and payment.to not in known:
            raise BadClaim(f"payments 里“{payment.id}”指定清偿的“{payment.to}”不在 items 里。")
    spans = sorted(found.exclusions, key=lambda e: e.start)
    for before, after in pairwise(spans):
        if after.start <= before.end:
            raise BadClaim(f"exclusions 里两段重叠：{before.start}至{before.end}，{after.start}至{after.end}。请合成一段或者改正日期。")
    if any(e.reason == "settlement" for e in spans) and found.switches.settlement_time_excluded == "no":
        raise BadClaim("和解期间不在法定的扣除范围内；本院要扣除的，请把开关 settlement_time_excluded 改为 yes 并写明谁改的。")
    _foreign(found)


def _foreign(found: debt.Claim) -> None:
    rates = {clause.kind for item in found.items for clause in item.clauses}
    if found.currency != "CNY" and rates & {"lpr", "benchmark"}:
        raise BadClaim(f"{found.currency}债务不能用LPR或者人民币贷款基准利率，请按执行依据或者法释〔2025〕2号确定的利率写成年利率。")
    if found.in_yuan and found.currency == "CNY":
        raise BadClaim("in_yuan 只用于外币债务。")
    starts = {item.due.toordinal() + 1 for item in found.items if item.due}
    if found.in_yuan and starts != {found.in_yuan.on.toordinal()}:
        raise BadClaim("in_yuan 的中间价应当是加倍部分起算日（履行期限届满次日）的，各项起算日应当相同。")


def _unique(ids: list[str], place: str) -> None:
    twice = sorted({name for name in ids if ids.count(name) > 1}) if len(set(ids)) < len(ids) else []
    if twice:
        raise BadClaim(f"{place} 里编号“{twice[0]}”重复，每个编号只能用一次。")


class _Row:
    """一个对象：按名取值，取完看有没有不认识的名称。"""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, Mapping):
            raise BadClaim(f"{place or 'CLAIM.json'}应当是一个对象（{{…}}）。")
        self._data, self._asked, self.place = data, set[str](), place and f"{place}："

    def read(self, key: str, parse: Callable[[Any], T]) -> T:
        """取值；不对则说明是哪一处。"""
        try:
            return parse(self._data[key])
        except BadClaim as error:
            raise BadClaim(f"{self.place}{key} {error}" if not str(error).startswith(self.place or "\0") else str(error)) from None

    def get(self, key: str, parse: Callable[[Any], T], default: T) -> T:
        """可以不写的值；写 null 等于不写。"""
        self._asked.add(key)
        return default if self._data.get(key) is None else self.read(key, parse)

    def need(self, key: str, parse: Callable[[Any], T], *, unclear: bool = False) -> T:
        """必须写的值。"""
        self._asked.add(key)
        if self._data.get(key) is None:
            ask = "执行依据不明确，不能计算，请向作出执行依据的审判部门征询意见；已经明确的请补上。" if unclear else "请补上。"
            raise (Unclear if unclear else BadClaim)(f"{self.place}缺 {key}，{ask}")
        return self.read(key, parse)

    def inner(self, key: str, build: Callable[[_Row], T]) -> T | None:
        """里面的一个对象。"""
        self._asked.add(key)
        return None if self._data.get(key) is None else _built(self._data[key], f"{self.place}{key}", build)

    def rows(self, key: str, build: Callable[[_Row], T], *, required: bool = False) -> tuple[T, ...]:
        """里面的一列对象。"""
        found = self.need(key, _list) if required else self.get(key, _list, [])
        if required and not found:
            raise BadClaim(f"{self.place}{key} 至少写一项。")
        return tuple(_built(data, f"{self.place}{key} 第{n}项", build) for n, data in enumerate(found, 1))

    def done(self) -> None:
        """有不认识的名称就点名。"""
        if unknown := sorted(map(str, set(self._data) - self._asked)):
            raise BadClaim(f"{self.place}不认识“{'”“'.join(unknown[:5])}”。这里可以写：{'、'.join(sorted(self._asked))}。")


def _built(data: Any, place: str, build: Callable[[_Row], T]) -> T:
    row = _Row(data, place)
    found = build(row)
    row.done()
    return found


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_ROWS:
        raise BadClaim(f"应当是一列（[…]），至多{MAX_ROWS}项。")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 500 or not value.isprintable():
        raise BadClaim("应当是一行文字，不超过500字。")
    return value.strip()


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadClaim("应当是 true 或者 false。")
    return value


def day(value: Any) -> date:
    """``2025-01-18`` → 日期；不对的抛出 :class:`~zhixing.law.debt.BadClaim`。"""
    try:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError(value)
        found = date.fromisoformat(value)
        if not 1980 <= found.year <= 2200:
            raise ValueError(value)
    except ValueError:
        raise BadClaim(f"日期“{str(value)[:20]}”不对，应写成 2025-01-18。") from None
    return found


def _decimal(value: Any) -> Decimal:
    """数字或者写成文字的数字；不收 NaN、无穷大、科学计数。"""
    text = str(value).replace(",", "").strip() if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool) else ""
    if not re.fullmatch(r"-?[0-9]{1,17}(\.[0-9]{1,12})?", text, re.ASCII):
        raise BadClaim(f"“{str(value)[:20]}”不是一个数。")
    return Decimal(text)


def fen(value: Any) -> int:
    """元 → 分。"""
    number = _decimal(value)
    if number < 0:
        raise BadClaim(f"金额“{value}”是负数，金额不能小于零。")
    scaled = number * 100
    if scaled != int(scaled):
        raise BadClaim(f"金额“{value}”超过两位小数，金额写到分。")
    if scaled > MAX_FEN:
        raise BadClaim(f"金额“{value}”太大。")
    return int(scaled)


def _base(value: Any) -> int | None:
    """``balance`` 是未付的余额；否则是固定的金额。"""
    return None if value == "balance" else fen(value)


def _number(value: Any) -> Fraction:
    number = Fraction(_decimal(value))
    if number <= 0:
        raise BadClaim(f"“{value}”应当大于零。")
    return number


def _multiple(value: Any) -> Fraction:
    number = _number(value)
    if number > 10:
        raise BadClaim(f"倍数“{value}”太大，加收50%请写 1.5。")
    return number


def _basis(value: Any) -> int:
    if str(value) not in ("360", "365", "366"):
        raise BadClaim(f"一年的天数“{value}”应当是 360、365 或者 366。")
    return int(value)


def _rate(kind: str) -> Callable[[Any], Fraction]:
    """带单位的利率：``24%``、``0.5‰``、``2分``（月利率）。"""

    def parse(value: Any) -> Fraction:
        text = str(value).strip()
        unit = text[-1:]
        if unit not in _UNITS:
            raise BadClaim(f"利率“{text[:20]}”没有写单位，24%请写成“24%”，不要写成 24 或者 0.24。")
        if unit in "分厘" and kind != "monthly":
            raise BadClaim(f"利率“{text[:20]}”的“{unit}”只用于月利率。")
        number = Fraction(_decimal(text[:-1])) / _UNITS[unit]
        if number < 0:
            raise BadClaim(f"利率“{text[:20]}”是负数。")
        if number > _MAX_YEARLY.get(kind, Fraction(1)):
            raise BadClaim(f"利率“{text[:20]}”折合年利率超过150%或者太大，请核对单位（年、月、日，%、‰）。")
        return number

    return parse


def _currency(value: Any) -> str:
    if not re.fullmatch(r"[A-Z]{3}", str(value)):
        raise BadClaim(f"币种“{str(value)[:10]}”应当是三个大写字母，如 CNY、USD。")
    return str(value)


def _one_of(table: Mapping[str, str]) -> Callable[[Any], str]:
    def parse(value: Any) -> str:
        if not isinstance(value, str) or value not in table:
            raise BadClaim(f"不能是“{str(value)[:30]}”，可以是：{'、'.join(table)}。")
        return value

    return parse


def _switches(value: Any) -> Switches:
    if not isinstance(value, Mapping):
        raise BadClaim("应当是一个对象（{…}）。")
    try:
        return DEFAULTS.with_changes(value)
    except BadSwitch as error:
        raise BadClaim(str(error)) from None
