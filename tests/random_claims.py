"""随机的债务：各种条款、上限、复利、还款、扣除、放弃、破产、口径。给性质测试用。"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from zhixing.law.debt import Cap, Claim, Clause, Compound, Exclusion, Item, Payment, Quote, Waiver
from zhixing.law.switches import DEFAULTS

START, END = date(2019, 6, 1), date(2022, 3, 31)
DAYS = st.integers(0, (END - START).days).map(lambda n: START + timedelta(n))
FEN = st.integers(1, 10**9)
RATE = st.integers(1, 48).map(lambda n: Fraction(n, 100))


@st.composite
def clauses(draw: Any, number: int) -> Clause:
    """第 ``number`` 条；最后一条可以是对前面各条的复利。"""
    start = draw(DAYS)
    end = draw(st.one_of(st.none(), DAYS.map(lambda day: max(day, start))))
    basis, multiple = draw(st.sampled_from([None, 360, 366])), draw(st.sampled_from([Fraction(1), Fraction(3, 2)]))
    common = {"start": start, "end": end, "basis": basis, "multiple": multiple}
    kind = draw(st.sampled_from(["lpr", "fixed", "benchmark", "yearly", "monthly", "daily", "foreign"]))
    base = draw(st.one_of(st.none(), FEN)) if end else None
    if kind == "foreign":
        quotes = tuple(Quote(day, draw(RATE), "假定") for day in sorted({start - timedelta(3), *draw(st.lists(DAYS, max_size=2))}))
        return Clause("foreign", base=base, quotes=tuple(q for q in quotes if q.since >= start - timedelta(3)), **common)
    if kind in ("lpr", "fixed"):
        common["start"] = max(start, date(2019, 8, 20))
        common["end"] = end and max(end, common["start"])
        return Clause("lpr", base=base, term=draw(st.sampled_from(["1y", "5y"])), fixed_on=common["start"] if kind == "fixed" else None, **common)
    if kind == "benchmark":
        return Clause("benchmark", base=base, tier=draw(st.sampled_from(["le_6m", "1y_3y"])), **common)
    rate = draw(RATE) / {"yearly": 1, "monthly": 12, "daily": 365}[kind]
    return Clause(kind, base=base, rate=rate, **common)


@st.composite
def items(draw: Any, number: int) -> Item:
    listed = [draw(clauses(n)) for n in range(draw(st.integers(0, 2)))]
    if listed and listed[0].end and draw(st.booleans()):  # 接着前一条的
        listed.append(Clause("yearly", listed[0].end + timedelta(1), draw(st.sampled_from([None, END])), rate=draw(RATE)))
    cap = None
    if listed and draw(st.booleans()):
        contract = draw(st.sampled_from([date(2019, 5, 5), date(2020, 9, 1), date(2021, 12, 20)]))
        cap = Cap(contract, max(contract, draw(st.sampled_from([date(2020, 8, 19), date(2021, 1, 4), date(2022, 1, 4)]))))
    elif listed and draw(st.booleans()):
        of = tuple(range(1, len(listed) + 1 + draw(st.integers(0, 1))))
        every = draw(st.sampled_from(["month", "quarter", "half_year", "year"]))
        compound = Compound(every, draw(st.sampled_from([1, 20, 31])), of)
        listed.append(Clause("yearly", draw(DAYS), draw(st.sampled_from([None, END])), rate=draw(RATE), compound=compound))
    kind = draw(st.sampled_from(["principal", "penalty", "costs", "fixed_interest", "lawyer_fee", "execution_costs"]))
    return Item(
        str(number), "", kind, draw(FEN), draw(st.one_of(st.none(), DAYS)), tuple(listed),
        double=draw(st.sampled_from(["", "", "yes", "no"])), cap=cap, secured=draw(st.booleans()),
        since=draw(DAYS) if kind == "execution_costs" else None,
    )


SWITCHES = st.fixed_dictionaries({
    "general_days": st.sampled_from(["BOTH", "HEAD", "TAIL"]), "delay_days": st.sampled_from(["BOTH", "HEAD", "TAIL"]),
    "basis": st.sampled_from(["365", "360"]), "round_to": st.sampled_from(["0.01", "0.1", "1"]),
    "order": st.sampled_from(["costs,interest,principal,double", "costs,principal,interest,double", "double,costs,interest,principal"]),
    "between_items": st.sampled_from(["levels", "items"]), "costs_in_double": st.sampled_from(["yes", "no"]),
    "auction_end": st.sampled_from(["served", "paid_out"]),
})


@st.composite
def claims(draw: Any) -> Claim:
    rows = tuple(draw(items(n)) for n in range(draw(st.integers(1, 3))))
    ids = ["", *(row.id for row in rows)]
    payments = tuple(
        Payment(str(n), day, draw(FEN), draw(st.sampled_from(["direct", "sale"])), draw(st.sampled_from(ids)), day + timedelta(40))
        for n, day in enumerate(draw(st.lists(DAYS, max_size=5)))
    )
    edges = sorted(set(draw(st.lists(DAYS, max_size=4))))
    gaps = tuple(Exclusion(a, b, "retrial") for a, b in zip(edges[::2], edges[1::2], strict=False))
    waivers = tuple(Waiver(day, draw(st.one_of(st.none(), FEN)), "声明") for day in draw(st.lists(DAYS, max_size=2)))
    return Claim(
        rows, payments, gaps, waivers, bankruptcy_on=draw(st.one_of(st.none(), st.none(), DAYS)),
        switches=DEFAULTS.with_changes(draw(SWITCHES)),
    )


OLD = st.integers(0, 3000).map(lambda n: date(2009, 3, 1) + timedelta(n))


@st.composite
def old_claims(draw: Any) -> Claim:
    """2009年至2017年：迟延期间跨过新旧规定。"""
    first = date(2009, 3, 1)
    clauses = st.sampled_from([(), (Clause("yearly", first, None, rate=Fraction(6, 100)),), (Clause("benchmark", first, None),)])
    rows = tuple(
        Item(str(n), "", draw(st.sampled_from(["principal", "costs", "fixed_interest"])), draw(FEN), draw(OLD), draw(clauses))
        for n in range(draw(st.integers(1, 3)))
    )
    payments = tuple(Payment(str(n), day, draw(FEN)) for n, day in enumerate(draw(st.lists(OLD, max_size=5))))
    gaps = (Exclusion(date(2014, 7, 1), date(2014, 8, 31), "retrial"),)
    waivers = tuple(Waiver(day, draw(st.one_of(st.none(), FEN)), "声明") for day in draw(st.lists(OLD, max_size=1)))
    changes = {"old_rule_exclusions": draw(st.sampled_from(["yes", "no"])), "old_rule_basis": draw(st.sampled_from(["360", "365"]))}
    return Claim(rows, payments, gaps, waivers, switches=DEFAULTS.with_changes(changes))
