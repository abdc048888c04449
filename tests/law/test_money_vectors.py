"""data/money/vectors.json 的每一个数都算一遍：一个键一个算法，多一个少一个都不过。"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from debts import BENCH, double, general, item, lpr, run, stated

from zhixing.law import amounts, distribution, double_interest, fees
from zhixing.law.amounts import half_up
from zhixing.law.distribution_claims import Claim, Method
from zhixing.law.distribution_plan import plan
from zhixing.law.interest_sheet import Sheet

D = date.fromisoformat
P4 = [81234567, 20000001, 3999999, 150000000]
P5 = [100000000, 60000000, 40000001]
P7 = [12345, 67890, 111]
PAID = (("2025-09-30", "400000"), ("2025-12-31", "400000"), ("2026-03-31", "400000"))


def said(fen: int) -> str:
    """带千分位。"""
    return f"{fen // 100:,}.{fen % 100:02d}"


def comma(text: str) -> str:
    return said(amounts.fen(text))


def value(text: str, **more: Any) -> dict[str, Any]:
    return {"value": comma(text), **more}


def days(sheet: Sheet, kind: str = "double") -> int:
    return sum(part.days for part in sheet.segments if part.kind == kind)


def parts(rows: list[tuple[str, str, str]]) -> list[list[Any]]:
    """各笔到自己的日子的加倍部分：届满日、还款日、金额。"""
    found = []
    for due, day, amount in rows:
        sheet = run(item(amount, due), day)
        found.append([days(sheet), said(sheet.doubled)])
    return found


D4 = (("2025-05-09", "200000"), ("2025-08-07", "200000"), ("2025-12-05", "100000"))
D5 = ("2025-06-30", "2025-09-30", "2025-12-31")


def d4_parts() -> Any:
    return {"value": [[day, *row] for (day, _), row in zip(D4, parts([("2025-03-10", d, a) for d, a in D4]), strict=True)]}


def d5_parts() -> Any:
    return {"value": [[due, *row] for due, row in zip(D5, parts([(due, "2026-03-31", "100000") for due in D5]), strict=True)]}


def d5() -> Any:
    items = [item("100000", due) | {"id": due} for due in D5]
    return {"value": said(run(items, "2026-03-31").doubled)}


def d6() -> Any:
    gap = {"exclusions": [{"from": "2024-03-01", "to": "2024-05-31", "reason": "retrial"}]}
    with_gap, without = run(item("800000", "2023-12-20"), "2024-10-15", **gap), run(item("800000", "2023-12-20"), "2024-10-15")
    return {"value": said(with_gap.doubled), "days": days(with_gap), "gross": days(without)}


def d7(end: str) -> Any:
    sheet = run(item("1500000", "2025-02-14"), end)
    return {"value": said(sheet.doubled), "days": days(sheet)}


def d8() -> Any:
    def at(**switches: str) -> Sheet:
        return run(item("100000", "2014-06-30"), "2014-12-31", switches=switches)

    def old(sheet: Sheet) -> str:
        return said(next(part.shown for part in sheet.segments if part.kind == "old"))

    return {"value": {
        "pre_days": days(at(), "old"), "post_days": days(at()), "pre_le6m_360": old(at()), "pre_le6m_365": old(at(old_rule_basis="365")),
        "pre_6m1y_360": old(at(benchmark_tier="6m_1y")), "post": said(next(p.shown for p in at().segments if p.kind == "double")),
    }}


def d9() -> Any:
    debt, part = double_interest.shared(5_000_000, 2 * Fraction("5.31") / 100 * Fraction(200, 360))
    return {"value": {"P": said(half_up(debt)), "I": said(half_up(part))}}


def d10() -> Any:
    rate = {"rate": "7.1000", "on": "2025-01-11", "source": "假定"}
    sheet = run(item("100000", "2025-01-10"), "2025-07-29", currency="USD", in_yuan=rate)
    return {"value": {"usd": said(sheet.doubled), "days": days(sheet), "rmb": said(sheet.in_yuan() or 0)}}


def d11(order: str = "costs,interest,principal,double") -> list[list[Any]]:
    sheet = run(item("1000000", "2025-06-30", lpr("2024-01-01", "payment")), "2026-03-31", *PAID, switches={"order": order})
    return [
        [str(x.day), x.general_days, x.general, x.delay_days, x.double, x.paid, x.to["interest"], x.to["principal"], x.to["double"],
         x.left["principal"], x.left["interest"], x.left["double"], x.surplus]
        for x in sheet.lines[:-1]
    ]


def d11_printed() -> Any:
    names = ("days_gen", "gen", "days_dbl", "dbl", "paid", "to_int", "to_prin", "to_dbl", "left_prin", "left_int", "left_dbl", "surplus")
    rows = [dict(zip(names, row[1:], strict=True)) | {"date": row[0]} for row in d11()]
    return [{k: v if k in ("date", "days_gen", "days_dbl") else said(v) for k, v in row.items() if k != "left_int"} for row in rows]


def segs(clause: dict[str, Any], amount: str, shape: Callable[[Fraction], Any], since: str = "") -> list[list[Any]]:
    sheet = run(item(amount, None, clause), "2026-06-30")
    return [[str(s.start), str(s.end), shape(s.rule.rate * 100), s.days] for s in sheet.segments if str(s.start) >= since]  # type: ignore[union-attr]


def text(rate: Fraction) -> str:
    return str(float(rate))


G1, G2 = lpr("2019-08-20", "2025-12-31"), lpr("2024-01-01", "2024-12-31")
G5 = BENCH | {"tier": "6m_1y", "from": "2019-01-01", "to": "2020-12-31"}
G6 = BENCH | {"tier": "1y_3y", "from": "2013-01-01", "to": "2015-12-31"}
G12 = lpr("2024-01-01", "2025-06-30", term="5y")


def g1() -> Any:
    rows = segs(G1, "100000", text)
    return value(general(G1, "100000"), days=sum(row[3] for row in rows), segs=rows)


def g5() -> Any:
    rows = segs(G5, "300000", float, "2019-08-20")
    first = general(G5 | {"to": "2019-08-19"}, "300000")
    after = general(G5 | {"from": "2019-08-20"}, "300000")
    return value(general(G5, "300000"), pre=comma(first), post=comma(after), dpre=231, dpost=sum(row[3] for row in rows), segs=rows)


def g7() -> Any:
    cap = {"contract_on": "2018-05-01", "filed_on": "2021-03-01"}
    sheet = run(item("200000", None, stated("yearly", "24%", "2018-05-01", "2021-12-31"), cap=cap), "2021-12-31")
    (a, b), counted = (said(s.shown) for s in sheet.segments), [s.days for s in sheet.segments]
    return {"value": said(sheet.general), "a": a, "b": b, "d1": counted[0], "d2": counted[1]}


def g10() -> Any:
    clause = stated("yearly", "6%", "2025-01-01", "2025-01-31")
    return {"value": {
        "both": comma(general(clause)), "head": comma(general(clause, general_days="HEAD")), "both360": comma(general(clause, basis="360")),
    }}


def g11() -> Any:
    def at(multiple: str) -> str:
        return comma(general(stated("yearly", "6%", "2025-01-01", "2025-03-31", multiple=multiple, basis="360")))

    return {"value": {"p13": at("1.3"), "p15": at("1.5")}}


def charged(kind: str, amount: str) -> fees.Fee:
    found = fees.fee(kind, amounts.fen(amount)).require()
    assert found
    return found


def fe(kind: str, listed: list[list[Any]]) -> list[list[Any]]:
    return [[row[0], said(charged(kind, row[0]).cents), charged(kind, row[0]).fen // 100] for row in listed]


def fp(listed: list[list[Any]]) -> list[list[Any]]:
    return [[row[0], said(charged("preservation", row[0]).cents)] for row in listed]


def fi(listed: list[list[Any]]) -> list[list[Any]]:
    found = [fees.inverse(amounts.fen(row[0])) for row in listed]
    return [[row[0], said(one.claim), said(one.fee)] for row, one in zip(listed, found, strict=True)]


def fc(listed: list[list[Any]]) -> list[list[Any]]:
    """累计各次一共多少、这一次收多少；表里有几列就给几列。"""
    before, found = 0, []
    for row in listed:
        step = fees.further(amounts.fen(str(row[0])), before)
        before += step
        found.append([row[0], said(before), said(step)][:len(row)])
    return found


def p6() -> Any:
    claims = [
        Claim("medical", 8000000, "medical"), Claim("mortgage", 50000000, "mortgage"), Claim("refund", 60000000, "victims"),
        Claim("civil", 20000000), Claim("fine", 5000000, "fines"),
    ]
    found = plan(100000000, claims, Method(ladder="criminal"))
    share = {line.claim.id: line.share for line in found.lines}
    names = ("medical", "mortgage", "refund")
    assert share["civil"] == share["fine"] == 0
    return {**{name: share[name] // 100 for name in names}, "refund_ratio": share["refund"] / 60000000}


def d01() -> Any:
    pot, loss = 11738447657, 63695001989
    rounded = half_up(loss * Fraction("0.1842915"))
    return {"ratio": f"{half_up(Fraction(pot, loss) * 10**14) / 10**12:.12f}", "by_rounded": said(rounded), "diff": said(pot - rounded)}


def s1(**more: Any) -> tuple[list[list[Any]], str]:
    """各笔还款到自己的日子的加倍部分和合计。"""
    rows = [("2025-04-30", 10000), ("2025-05-31", 10000), ("2025-06-30", 10000), ("2025-10-31", 90000)]
    found = []
    for day, amount in rows:
        sheet = run(item(str(amount), "2025-01-31"), day, **more)
        found.append([day, amount, days(sheet), said(sheet.doubled)])
    whole = run(item("120000", "2025-01-31"), "2025-10-31", *((day, str(amount)) for day, amount in rows), **more)
    return found, said(whole.doubled)


EXCLUDED = {
    "switches": {"settlement_time_excluded": "yes"}, "exclusions": [{"from": "2025-04-02", "to": "2025-07-31", "reason": "settlement"}],
}
SPC = stated("daily", "0.05%", "2015-01-01", "payment")


def spc(end: str) -> Sheet:
    return run(item("10000", "2015-07-03", SPC), end)


Listed = dict[str, Any]
BASIC: dict[str, Callable[[Listed], Any]] = {
    "D1": lambda _: value(double("10000", "2025-01-01", "2025-01-02")),
    "D2": lambda _: value(double("100000", "2025-01-01", "2025-04-11"), days=(D("2025-04-11") - D("2025-01-01")).days),
    "D3": lambda _: value(double("1000000", "2025-01-01", "2026-01-01"), days=(D("2026-01-01") - D("2025-01-01")).days),
    "SPC_pre": lambda _: {"value": said(spc("2015-07-03").general)},
    "SPC_gen": lambda _: {"value": said(spc("2015-09-01").general - spc("2015-07-03").general)},
    "SPC_dbl": lambda _: {"value": said(spc("2015-09-01").doubled)},
    "D4_parts": lambda _: d4_parts(), "D4": lambda _: value(double("500000", "2025-03-10", "2025-12-05", *D4)),
    "D5_parts": lambda _: d5_parts(), "D5": lambda _: d5(), "D6": lambda _: d6(),
    "D7a": lambda _: d7("2025-11-03"), "D7b": lambda _: d7("2025-12-10"), "D8": lambda _: d8(), "D9": lambda _: d9(), "D10": lambda _: d10(),
    "D11": lambda _: d11_printed(),
    "G1": lambda _: g1(),
    "G2": lambda _: value(general(G2, "500000"), segs=segs(G2, "500000", float),
                          y360=comma(general(G2, "500000", basis="360")), y366=comma(general(G2, "500000", basis="366"))),
    "G3": lambda _: value(general(G2 | {"multiple": "1.5"}, "500000")), "G4": lambda _: value(general(G2 | {"multiple": "4"}, "500000")),
    "G5": lambda _: g5(),
    "G6": lambda _: value(general(G6, "200000"), segs=segs(G6, "200000", float), y360=comma(general(G6, "200000", basis="360"))),
    "G7": lambda _: g7(),
    "G8": lambda _: value(general(stated("daily", "0.05%", "2025-01-01", "2025-02-14"), "120000")),
    "G9": lambda _: value(general(stated("monthly", "2分", "2025-01-01", "2025-04-12"), "80000")),
    "G10": lambda _: g10(), "G11": lambda _: g11(), "G12": lambda _: value(general(G12), segs=segs(G12, "1000000", float)),
    "FE": lambda rows: fe("execution", rows["FE"]), "FA": lambda rows: fe("litigation", rows["FA"]),  # type: ignore[arg-type]
    "FP": lambda rows: fp(rows["FP"]), "FI": lambda rows: fi(rows["FI"]), "FC": lambda rows: fc(rows["FC"]),
    "P1": lambda _: distribution.pro_rata(10000, [10000, 20000, 30000]), "P2": lambda _: distribution.pro_rata(100, [1, 1, 1]),
    "P3": lambda _: distribution.pro_rata(1000000, [333333, 333333, 333334, 1]), "P4": lambda _: distribution.pro_rata(45000000, P4),
}
SALE, COSTS, TAX, RENT, MORTGAGE = 300000000, 800000, 6000000, 15000000, 180000000
POT = SALE - COSTS - TAX - charged("execution", "3000000").fen - RENT - MORTGAGE
MORE: dict[str, Callable[[Listed], Any]] = {
    "D11": lambda _: d11(), "D11_alt_double_before_principal": lambda _: d11("costs,interest,double,principal"),
    "S1": lambda _: s1()[0], "S1_total": lambda _: s1()[1], "S1_excl": lambda _: s1(**EXCLUDED)[0], "S1_excl_total": lambda _: s1(**EXCLUDED)[1],
    "P5_avail": lambda _: POT, "P5": lambda _: distribution.pro_rata(POT, P5),
    "P5_ratio": lambda _: f"{float(Fraction(POT, sum(P5))):.12f}", "P5_w12": lambda _: distribution.first_seal_weight(POT, P5, 0),
    "P5_plus20share": lambda _: distribution.first_seal_extra(POT, P5, 0), "P5_514": lambda _: distribution.in_turn(POT, P5),
    "D01": lambda _: d01(), "P6": lambda _: p6(), "FC": lambda rows: fc(rows["FC"]),
    "F4": lambda _: said(charged("execution", "271066.67").cents), "F4b": lambda _: said(charged("execution", "205545.15").cents),
    "F4c": lambda _: said(charged("execution", "213783.09").cents),
    "P7": lambda _: {
        "first": distribution.pro_rata(20000, P7), "cum": distribution.pro_rata(50000, P7),
        "second": distribution.next_round(30000, P7, distribution.pro_rata(20000, P7)),
        "naive": distribution.pro_rata(30000, [c - p for c, p in zip(P7, distribution.pro_rata(20000, P7), strict=True)]),
    },
}


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Listed]:
    loaded: dict[str, Listed] = json.loads((shared / "data/money/vectors.json").read_text("utf-8"))
    return loaded


def test_every_vector_has_its_calculation(vectors: dict[str, Listed]) -> None:
    assert set(vectors["basic"]) == set(BASIC) and set(vectors["more"]) == set(MORE)


@pytest.mark.parametrize("key", BASIC)
def test_basic(key: str, vectors: dict[str, Listed]) -> None:
    assert BASIC[key](vectors["basic"]) == vectors["basic"][key]


@pytest.mark.parametrize("key", MORE)
def test_more(key: str, vectors: dict[str, Listed]) -> None:
    assert MORE[key](vectors["more"]) == vectors["more"][key]
