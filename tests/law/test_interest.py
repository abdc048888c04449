"""计息：规则手册 M:§1、§2 的算例和各条规则。data/money 的数见 test_money_vectors.py、test_public_cases.py。"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from debts import BENCH, double, general, item, lpr, plain, run, stated

from zhixing.law import debt_reading, double_interest, interest, interest_cap, interest_sheet, rates
from zhixing.law.debt import Cap
from zhixing.law.interest_sheet import money
from zhixing.law.switches import DEFAULTS

D = date.fromisoformat


@pytest.fixture(scope="module")
def vectors(shared: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((shared / "data/money/vectors.json").read_text("utf-8"))
    return loaded


# D- 加倍部分


@pytest.mark.parametrize(("amount", "due", "end", "value"), [
    ("10000", "2025-01-01", "2025-01-02", "1.75"), ("100000", "2025-01-01", "2025-04-11", "1750.00"),
    ("1000000", "2025-01-01", "2026-01-01", "63875.00"),
    ("10000", "2025-01-01", "2025-01-01", "0.00"),
    ("100000", "2010-01-01", "2010-01-01", "0.00"),
    ("1500000", "2025-02-14", "2025-11-03", "68775.00"), ("1500000", "2025-02-14", "2025-12-10", "78487.50"),
])
def test_d_basic(amount: str, due: str, end: str, value: str) -> None:
    """M:D-02、D-v8：基数×日万分之一点七五×日数；届满当日清偿为零。"""
    assert double(amount, due, end) == value


def test_d_double_passes_the_principal_after_5714_days() -> None:
    """M:D-02：十万元到第5715日加倍部分超过本金。"""
    assert double_interest.amount(10_000_000, 5714) == 9_999_500
    assert double_interest.amount(10_000_000, 5715) > 10_000_000


def test_spc1() -> None:
    """M:D-01：一般债务利息和加倍部分分开，各自的日数。"""
    clause = stated("daily", "0.05%", "2015-01-01", "payment")
    at_due = run(item("10000", "2015-07-03", clause), "2015-07-03")
    sheet = run(item("10000", "2015-07-03", clause), "2015-09-01")
    assert (money(at_due.general), money(sheet.general - at_due.general), money(sheet.doubled)) == ("920.00", "300.00", "105.00")
    assert money(sheet.total) == "11325.00"


def test_dv1_part_payments(vectors: dict[str, Any]) -> None:
    """M:D-05：部分清偿的，那一部分到清偿之日。"""
    sheet = run(item("500000", "2025-03-10"), "2025-12-05", ("2025-05-09", "200000"), ("2025-08-07", "200000"), ("2025-12-05", "100000"))
    assert money(sheet.doubled) == plain(vectors["basic"]["D4"]["value"]) == "12075.00"
    alone = [double(amount, "2025-03-10", day) for day, amount in (("2025-05-09", "200000"), ("2025-08-07", "200000"), ("2025-12-05", "100000"))]
    assert alone == [plain(part[2]) for part in vectors["basic"]["D4_parts"]["value"]]


def test_dv2_instalments(vectors: dict[str, Any]) -> None:
    """M:D-04：分期履行的，各期届满次日起。"""
    items = [item("100000", due) | {"id": due} for due in ("2025-06-30", "2025-09-30", "2025-12-31")]
    sheet = run(items, "2026-03-31", ("2026-03-31", "309555"))
    assert [money(row.double) for row in sheet.items] == [plain(part[2]) for part in vectors["basic"]["D5_parts"]["value"]]
    assert (money(sheet.doubled), sheet.total, sheet.surplus) == ("9555.00", 0, 0)


def test_dv3_retrial_suspension() -> None:
    """M:D-07：再审中止的92日不算。"""
    gap = [{"from": "2024-03-01", "to": "2024-05-31", "reason": "retrial"}]
    sheet = run(item("800000", "2023-12-20"), "2024-10-15", exclusions=gap)
    assert money(sheet.doubled) == "29120.00"
    assert sheet.lines[-1].delay_days + sheet.lines[0].delay_days == 208


@pytest.mark.parametrize(("switch", "total"), [("served", "68775.00"), ("paid_out", "78487.50")])
def test_dv4_sale_ends_when_the_ruling_is_served(switch: str, total: str) -> None:
    """M:D-06：拍卖算到裁定送达之日。"""
    payment = {"id": "p", "how": "sale", "served_on": "2025-11-03", "paid_out_on": "2025-12-10", "amount": "1500000"}
    claim = {"items": [item("1500000", "2025-02-14")], "payments": [payment], "switches": {"auction_end": switch}}
    assert money(interest_sheet.sheet(debt_reading.claim(claim), D("2025-12-31")).doubled) == total


@pytest.mark.parametrize(("switches", "old"), [
    ({}, "964.44"), ({"old_rule_basis": "365"}, "951.23"), ({"benchmark_tier": "6m_1y"}, "1033.33"),
])
def test_dv5_transition(switches: dict[str, str], old: str) -> None:
    """M:D-12、M:D-13：2014-07-31以前按旧规定，以后按新规定，一张单。"""
    sheet = run(item("100000", "2014-06-30"), "2014-12-31", switches=switches)
    by_kind = {part.kind: part for part in sheet.segments}
    assert (by_kind["old"].days, by_kind["double"].days) == (31, 153)
    assert money(by_kind["old"].shown) == old
    assert money(by_kind["double"].shown) == "2677.50"
    assert sheet.doubled == by_kind["old"].shown + 267750
    assert "法释〔2009〕" not in str(sheet.as_data()) and "批复" in sheet.as_data()["segments"][0]["article"]


def test_dv6_sharing_under_the_old_reply() -> None:
    """M:D-13：并还原则。"""
    debt, part = double_interest.shared(5_000_000, 2 * Fraction("5.31") / 100 * Fraction(200, 360))
    assert (interest.half_up(debt), interest.half_up(part)) == (4721435, 278565)


def test_dv6_on_a_sheet() -> None:
    sheet = run(item("100000", "2009-12-31"), "2010-07-19", ("2010-07-19", "50000"), switches={"benchmark_tier": "6m_1y"})
    line = next(line for line in sheet.lines if line.paid)
    assert (line.to["principal"], line.to["double"]) == (4721435, 278565)
    assert sheet.principal == 10_000_000 - 4721435
    assert sheet.double == interest.half_up(Fraction(sheet.principal) * 2 * Fraction("5.31") / 100 * Fraction(200, 360))
    assert line.article == "LX09 2"


def test_parts_are_the_whole_over_the_change_of_2014() -> None:
    items = [item("1000", "2014-05-31"), item("50", "2014-05-31", kind="costs") | {"id": "2"}]
    sheet = run(items, "2014-12-31", ("2014-07-01", "200"), ("2014-07-31", "300"), ("2014-09-01", "100"))
    assert sum(line.general + line.double + line.tail for line in sheet.lines) == sheet.general + sheet.doubled
    assert 105_000 + sheet.general + sheet.doubled == sheet.paid + sheet.total
    assert [line.article for line in sheet.lines if line.paid] == ["LX09 2", "LX09 2", "CC 561"]


def test_before_the_reply_the_highest_rate() -> None:
    """M:D-13：2009-05-17以前按最高一档加倍。"""
    parts = double_interest.old_stretches(D("2009-04-30"), D("2009-05-31"), DEFAULTS)
    assert [(str(p.start), str(p.end), p.rate * 100, p.article) for p in parts] == [
        ("2009-05-01", "2009-05-17", Fraction("5.94"), "CPO 294"), ("2009-05-18", "2009-05-31", Fraction("4.86"), "LX09 1"),
    ]


def test_no_separate_general_interest_in_the_old_delay() -> None:
    """M:D-13：旧规定的迟延期间没有单独的一般债务利息。"""
    clause = stated("yearly", "6%", "2014-01-01", "payment")
    sheet = run(item("100000", "2014-06-30", clause), "2014-12-31")
    assert [(str(s.start), str(s.end)) for s in sheet.segments if s.kind == "general"] == [("2014-01-01", "2014-06-30"), ("2014-08-01", "2014-12-31")]


def test_dv7_foreign_currency() -> None:
    """M:D-10：外币的加倍部分，按起算日中间价折算。"""
    rate = {"rate": "7.1000", "on": "2025-01-11", "source": "假定"}
    sheet = run(item("100000", "2025-01-10"), "2025-07-29", currency="USD", in_yuan=rate)
    assert money(sheet.doubled) == "3500.00"
    assert money(sheet.in_yuan() or 0) == "24850.00"
    assert sheet.as_data()["in_yuan"]["double"] == "24850.00"


@pytest.mark.parametrize(("switch", "value"), [("HEAD", "6308.75"), ("TAIL", "6489.00"), ("BOTH", "6669.25")])
def test_dv9_day_counting(switch: str, value: str) -> None:
    """M:M0-4：迟延日数的三种口径；律师例35日是不算止日。"""
    assert double("1030000", "2022-02-10", "2022-03-18", switches={"delay_days": switch}) == value


PAID = (("2025-09-30", "400000"), ("2025-12-31", "400000"), ("2026-03-31", "400000"))


@pytest.mark.parametrize(("order", "key"), [
    ("costs,interest,principal,double", "D11"), ("costs,interest,double,principal", "D11_alt_double_before_principal"),
])
def test_dv10_line_by_line(vectors: dict[str, Any], order: str, key: str) -> None:
    """M:D-08、M:D-09：抵充顺序，逐行。"""
    sheet = run(item("1000000", "2025-06-30", lpr("2024-01-01", "payment")), "2026-03-31", *PAID, switches={"order": order})
    rows = [
        [str(x.day), x.general_days, x.general, x.delay_days, x.double, x.paid, x.to["interest"], x.to["principal"], x.to["double"],
         x.left["principal"], x.left["interest"], x.left["double"], x.surplus]
        for x in sheet.lines[:-1]
    ]
    assert rows == vectors["more"][key]
    assert [line.tail for line in sheet.lines] == [0] * 5
    assert sheet.total == 0


def test_d01_interest_to_the_due_day_stops_there() -> None:
    """M:D-01：算到履行期限届满的，迟延期间没有一般债务利息。"""
    sheet = run(item("20000", "2025-01-31", stated("monthly", "2%", "2024-02-01", "due")), "2025-12-31")
    assert money(sheet.general) == "4800.00"


def test_d03_what_is_in_the_base() -> None:
    """M:D-03：哪些计入基数，开关可改。"""
    kinds = ("principal", "price", "wages", "compensation", "penalty", "lawyer_fee", "other", "costs", "fixed_interest")
    items = [{"id": k, "kind": k, "amount": "10000", "due": "2025-01-01"} for k in kinds]
    sheet = run(items, "2025-01-02")
    assert [row.in_base for row in sheet.items] == [True] * 7 + [False] * 2
    assert money(sheet.doubled) == "12.25"
    changed = run(items, "2025-01-02", switches={"costs_in_double": "yes", "fixed_interest_in_double": "yes", "penalty_in_double": "no"})
    assert money(changed.doubled) == "14.00"
    assert [c["key"] for c in changed.as_data()["switches"]] == ["costs_in_double", "fixed_interest_in_double", "penalty_in_double"]


def test_d03_the_judge_decides() -> None:
    """M:D-03：由法官定的要提醒。"""
    sheet = run([{"id": "1", "name": "违约金", "kind": "penalty", "amount": "1", "due": "2025-01-01", "in_double_base": "judge"}], "2025-01-02")
    assert any("应当由法官确定" in text for text in sheet.warnings)


def test_d04_no_period_runs_from_effect() -> None:
    """M:D-04：没有写期限的，生效次日起。"""
    assert money(run(item("10000"), "2025-03-03", effective_on="2025-03-01").doubled) == "3.50"


def test_d15_bankruptcy_freezes() -> None:
    """M:D-15：受理破产申请停止计息。"""
    claim = item("10000", "2025-01-01", stated("daily", "0.01%", "2025-01-01", "payment"))
    sheet = run(claim, "2025-12-31", bankruptcy_accepted_on="2025-01-11")
    assert (money(sheet.doubled), money(sheet.general)) == ("15.75", "10.00")


def test_d14_mediation_with_its_own_penalty() -> None:
    """M:D-14：调解书约定的违约责任已经承担。"""
    sheet = run(item("10000", "2025-01-01"), "2025-01-31", origin="mediation", default_penalty_borne=True)
    assert sheet.doubled == 0 and "调解书" in sheet.warnings[0]


def test_d17_waiver_is_a_line() -> None:
    """M:D-17：放弃另记一行，不删已计的。"""
    waiver = {"on": "2025-01-11", "amount": "10", "document": "笔录"}
    sheet = run(item("10000", "2025-01-01"), "2025-01-21", waivers=[waiver])
    assert (money(sheet.doubled), money(sheet.waived), money(sheet.double)) == ("35.00", "10.00", "25.00")
    everything = run(item("10000", "2025-01-01"), "2025-01-21", waivers=[waiver | {"amount": "all"}])
    assert (money(everything.doubled), money(everything.waived), everything.double) == ("35.00", "35.00", 0)
    paid = run(item("10000", "2025-01-01"), "2025-03-01", ("2025-02-01", "10100"), waivers=[waiver | {"amount": "all"}])
    assert (money(paid.surplus), money(paid.waived), paid.total) == ("100.00", "54.25", 0)


def test_d17_guarantor_with_a_smaller_sum() -> None:
    """M:D-17：担保额较小的担保人。"""
    sheet = run(
        item("100000", "2025-01-01"), "2025-01-21", ("2025-01-11", "80000"), guarantors=[{"name": "保证人甲", "cap": "30000"}],
    )
    assert money(sheet.guarantor(3_000_000)) == "87.50"  # 十日按30,000，十日按20,000
    assert sheet.as_data()["guarantors"][0]["double"] == "87.50"


@pytest.mark.parametrize(("switches", "gap", "key"), [
    ({}, [], "S1_total"),
    ({"settlement_time_excluded": "yes"}, [{"from": "2025-04-02", "to": "2025-07-31", "reason": "settlement"}], "S1_excl_total"),
])
def test_s1_settlement_time(vectors: dict[str, Any], switches: dict[str, str], gap: list[Any], key: str) -> None:
    """M:S-04、M:S-05：和解期间计不计，已履行的扣除。"""
    paid = (("2025-04-30", "10000"), ("2025-05-31", "10000"), ("2025-06-30", "10000"), ("2025-10-31", "90000"))
    sheet = run(item("120000", "2025-01-31"), "2025-10-31", *paid, switches=switches, exclusions=gap)
    assert money(sheet.doubled) == plain(vectors["more"][key])


# G- 一般债务利息



@pytest.mark.parametrize(("key", "amount", "clause"), [
    ("G1", "100000", lpr("2019-08-20", "2025-12-31")),
    ("G2", "500000", lpr("2024-01-01", "2024-12-31")),
    ("G3", "500000", lpr("2024-01-01", "2024-12-31", multiple="1.5")),
    ("G4", "500000", lpr("2024-01-01", "2024-12-31", multiple="4")),
    ("G5", "300000", BENCH | {"tier": "6m_1y", "from": "2019-01-01", "to": "2020-12-31"}),
    ("G6", "200000", BENCH | {"tier": "1y_3y", "from": "2013-01-01", "to": "2015-12-31"}),
    ("G6", "200000", BENCH | {"from": "2013-01-01", "to": "2015-12-31"}),
    ("G8", "120000", stated("daily", "0.05%", "2025-01-01", "2025-02-14")),
    ("G9", "80000", stated("monthly", "2分", "2025-01-01", "2025-04-12")),
    ("G12", "1000000", lpr("2024-01-01", "2025-06-30", term="5y")),
])
def test_g_worked_numbers(vectors: dict[str, Any], key: str, amount: str, clause: dict[str, Any]) -> None:
    """M:G-03、M:G-04、M:G-11、M:G-14：浮动、倍数、日、月、档次。"""
    assert general(clause, amount) == plain(vectors["basic"][key]["value"])


@pytest.mark.parametrize(("key", "amount", "clause"), [
    ("G1", "100000", lpr("2019-08-20", "2025-12-31")), ("G2", "500000", lpr("2024-01-01", "2024-12-31")),
    ("G6", "200000", BENCH | {"tier": "1y_3y", "from": "2013-01-01", "to": "2015-12-31"}),
    ("G12", "1000000", lpr("2024-01-01", "2025-06-30", term="5y")),
])
def test_g_segments(vectors: dict[str, Any], key: str, amount: str, clause: dict[str, Any]) -> None:
    """M:G-03：公布当日用新利率，逐段。"""
    sheet = run(item(amount, None, clause), "2026-06-30")
    expected = [(a, b, str(rate), days) for a, b, rate, days in vectors["basic"][key]["segs"]]
    found = [(str(s.start), str(s.end), s.formula.split("%")[0].rstrip("0").rstrip(".") or "0", s.days) for s in sheet.segments]
    assert found == [(a, b, rate.rstrip("0").rstrip("."), days) for a, b, rate, days in expected]


@pytest.mark.parametrize(("basis", "value"), [("360", "17061.11"), ("366", "16781.42"), ("365", "16827.40")])
def test_g2_other_bases(basis: str, value: str) -> None:
    """M:M0-5：一年的天数。"""
    assert general(lpr("2024-01-01", "2024-12-31"), "500000", basis=basis) == value
    assert general(lpr("2024-01-01", "2024-12-31", basis=basis), "500000") == value


def test_g5_round_once_and_the_tail() -> None:
    """M:G-02、M:M0-2、M:M0-3：2019-08-20分段；合计一次取整，尾差另写。"""
    clause = BENCH | {"tier": "6m_1y", "from": "2019-01-01", "to": "2020-12-31"}
    sheet = run(item("300000", None, clause), "2020-12-31")
    assert money(sheet.segments[0].shown) == "8259.04"
    assert money(interest.half_up(sum((s.exact for s in sheet.segments[1:]), Fraction(0)))) == "16424.79"
    assert money(sheet.general) == "24683.84"
    split = run(item("300000", "2019-08-19", clause, in_double_base="no"), "2020-12-31")
    assert [money(line.general) for line in split.lines] == ["8259.04", "16424.79"]
    assert (money(split.general), split.lines[-1].tail) == ("24683.84", 1)


def test_g6_360() -> None:
    assert general(BENCH | {"tier": "1y_3y", "from": "2013-01-01", "to": "2015-12-31"}, "200000", basis="360") == "35790.28"


@pytest.mark.parametrize("filed", ["2020-08-20", "2021-11-01"])
def test_g7_private_loan_over_the_change(filed: str) -> None:
    """M:G-06：2020-08-20前后两段。"""
    clause = stated("yearly", "24%", "2018-05-01", "2021-12-31")
    sheet = run(item("200000", None, clause, cap={"contract_on": "2018-05-01", "filed_on": filed}), "2021-12-31")
    assert [(s.days, money(s.shown)) for s in sheet.segments] == [(842, "110728.77"), (499, "42107.40")]
    assert money(sheet.general) == "152836.16"


def test_g05_cap_at_the_contract() -> None:
    """M:G-05：几条合计不超过合同成立时四倍。"""
    cap = {"contract_on": "2025-06-01", "filed_on": "2026-01-01"}
    both = [stated("yearly", "10%", "2025-06-01", "2026-05-31"), stated("yearly", "8%", "2025-12-01", "2026-05-31")]
    sheet = run(item("100000", None, *both, cap=cap), "2026-05-31")
    assert money(sheet.general) == money(interest.half_up(Fraction(10_000_000) * (Fraction(10, 100) * 365 + Fraction(2, 100) * 182) / 365))
    assert any("上限12.00%" in text for text in sheet.warnings)


@pytest.mark.parametrize(("contract", "limit"), [
    ("2020-08-20", "15.4"), ("2021-12-20", "15.2"), ("2022-01-20", "14.8"), ("2022-08-22", "14.6"), ("2023-06-20", "14.2"),
    ("2023-08-21", "13.8"), ("2024-07-22", "13.4"), ("2024-10-21", "12.4"), ("2025-05-20", "12.0"),
])
def test_g05_four_times(contract: str, limit: str) -> None:
    """M:G-05：各时的四倍。"""
    (found,) = interest_cap.ceiling(Cap(D(contract), D(contract)), D(contract), D(contract))
    assert found.rate * 100 == Fraction(limit)


def test_g06_filed_before_the_change_keeps_the_old_rule() -> None:
    """M:G-06：以前受理的一直按旧规定。"""
    assert interest_cap.ceiling(Cap(D("2018-01-01"), D("2020-08-19")), D("2018-01-01"), D("2026-01-01"))[0].rate == Fraction(24, 100)


def test_the_cap_says_when_its_rate_is_unsure_or_missing() -> None:
    """M:G-05：上限的LPR只有一个来源或者没有。"""
    clause = stated("yearly", "24%", "2026-09-22", "2026-09-30")
    cap = {"contract_on": "2026-09-21", "filed_on": "2026-09-30"}
    assert any("一个来源" in text for text in run(item("1000", None, clause, cap=cap), "2026-10-01").warnings)
    with pytest.raises(rates.RateMissing):
        run(item("1000", None, clause, cap=cap | {"contract_on": "2026-11-01"}), "2026-10-01")


def test_g07_withheld_and_rolled_over() -> None:
    """M:G-07：预先扣除利息的，本金按实际出借。"""
    sheet = run(item("100000", None, stated("yearly", "10%", "2025-01-01", "2025-12-31"), withheld="5000"), "2025-12-31")
    assert (money(sheet.principal), money(sheet.general)) == ("95000.00", "9500.00")


def test_g08_nothing_agreed() -> None:
    """M:G-08：都没有约定的，逾期时一年期LPR。"""
    clause = {"kind": "unagreed_loan", "from": "2024-01-01", "to": "2024-12-31", "base": "balance"}
    sheet = run(item("500000", None, clause), "2025-12-31")
    assert money(sheet.general) == money(interest.half_up(Fraction(50_000_000) * Fraction(345, 10000) * 366 / 365))
    assert "民间借贷" in str(sheet.steps[0].article)


@pytest.mark.parametrize(("start", "value"), [
    ("2024-01-01", Fraction(345, 10000) * Fraction(3, 2) * 366 / 365),
])
def test_g09_sale(start: str, value: Fraction) -> None:
    """M:G-09：违约时一年期LPR加计。"""
    clause = {"kind": "unagreed_sale", "uplift": "50%", "from": start, "to": "2024-12-31", "base": "balance"}
    assert general(clause) == money(interest.half_up(100_000_000 * value))


def test_g09_sale_breached_before_lpr() -> None:
    """M:G-09：2019-08-19以前违约的，基准利率加计。"""
    clause = {"kind": "unagreed_sale", "uplift": "30%", "from": "2019-08-19", "to": "2019-08-20", "base": "balance"}
    assert general(clause) == money(interest.half_up(100_000_000 * Fraction(13, 10) * (Fraction(435, 10000) + Fraction(425, 10000)) / 365))


@pytest.mark.parametrize(("days", "basis", "value"), [
    ("BOTH", "365", "5095.89"), ("HEAD", "365", "4931.51"), ("TAIL", "365", "4931.51"), ("BOTH", "360", "5166.67"),
])
def test_which_ends_are_counted(days: str, basis: str, value: str) -> None:
    """M:M0-4：首尾都算、只算一头。"""
    assert general(stated("yearly", "6%", "2025-01-01", "2025-01-31"), general_days=days, basis=basis) == value


@pytest.mark.parametrize(("multiple", "value"), [("1.3", "19500.00"), ("1.5", "22500.00")])
def test_g10_bank_penalty(multiple: str, value: str) -> None:
    """M:G-10：银行罚息，合同利率的1.3倍、1.5倍。"""
    assert general(stated("yearly", "6%", "2025-01-01", "2025-03-31", multiple=multiple, basis="360")) == value


def test_g13_peer() -> None:
    assert general(stated("yearly", "3%", "2025-01-01", "2025-04-10")) == "8219.18"


def test_g12_tiers_and_falling_base() -> None:
    """M:G-12：分段利率，基数随还款减少，还款当日仍按原基数。"""
    tiers = [stated("yearly", "6%", "2025-01-01", "2025-06-30"), stated("yearly", "12%", "2025-07-01", "payment")]
    sheet = run(item("100000", None, *tiers), "2025-12-31", ("2025-07-10", "52975.3425"[:8]))
    assert [(str(s.start), s.base) for s in sheet.segments][:2] == [("2025-01-01", 10_000_000), ("2025-07-01", 10_000_000)]
    assert str(sheet.segments[2].start) == "2025-07-11" and sheet.segments[2].base < 10_000_000


def test_fixed_lpr_is_looked_up_once() -> None:
    """M:G-03：固定的只查一次。"""
    assert len(run(item("1", None, lpr("2024-01-01", "2025-12-31", fixed_on="2023-12-31")), "2026-01-01").segments) == 1


def test_paid_off_before_the_table_ends_needs_no_newer_rate() -> None:
    """M:G-03：利率表之后不算，或者沿用并写明。"""
    claim = item("1000", "2025-01-31", lpr("2025-01-01", "payment"))
    assert run(claim, "2026-12-31", ("2025-06-01", "2000")).total == 0
    with pytest.raises(rates.RateMissing, match="2026-10-19"):
        run(claim, "2026-12-31")
    late = run(claim, "2026-12-31", switches={"lpr_beyond_table": {"value": "continue", "by": "院长", "why": "演示"}})
    assert any("沿用" in text for text in late.warnings)
    assert late.as_data()["switches"][0]["by"] == "院长"


def debts(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": str(n), "kind": "principal", "amount": "100"} | row for n, row in enumerate(rows)]


@pytest.mark.parametrize(("first", "second", "left"), [
    ({"due": "2025-12-31"}, {"due": "2025-01-31"}, ["100.00", "0.00"]),  # 到期的先
    ({"due": "2025-01-31", "secured": True}, {"due": "2025-02-28"}, ["100.00", "0.00"]),  # 没有担保的先
    ({"due": "2025-01-31", "kind": "penalty", "in_double_base": "no"}, {"due": "2025-02-28"}, ["100.00", "0.00"]),  # 负担重的先
    ({"due": "2025-02-28"}, {"due": "2025-01-31"}, ["100.00", "0.00"]),  # 先到期的先
    ({"due": "2025-01-31"}, {"due": "2025-01-31"}, ["50.00", "50.00"]),  # 按比例
])
def test_which_debt_first(first: dict[str, Any], second: dict[str, Any], left: list[str]) -> None:
    """M:D-09：民法典560条的先后。"""
    sheet = run(debts(first, second), "2025-06-30", ("2025-06-30", "100"))
    assert [money(row.left) for row in sheet.items] == left


def test_the_debtor_names_the_debt_and_rows_one_by_one() -> None:
    """M:D-09、M:S-09：指定清偿；一项还清再还下一项。"""
    clause = stated("yearly", "36.5%", "2025-01-01", "payment")
    rows = debts({"due": "2025-01-31", "interest": [clause]}, {"due": "2025-02-28", "interest": [clause]})
    claim = {"items": rows, "payments": [{"id": "p", "on": "2025-04-10", "amount": "110", "to": "1"}]}
    named = interest_sheet.sheet(debt_reading.claim(claim), D("2025-04-10"))
    assert [(money(r.left), money(r.general_left)) for r in named.items] == [("100.00", "10.00"), ("0.00", "0.00")]
    one = run(rows, "2025-04-10", ("2025-04-10", "110"), switches={"between_items": "items"})
    assert [(money(r.left), money(r.general_left)) for r in one.items] == [("0.00", "0.00"), ("100.00", "10.00")]
    levels = run(rows, "2025-04-10", ("2025-04-10", "110"))
    assert [(money(r.left), money(r.general_left)) for r in levels.items] == [("10.00", "0.00"), ("100.00", "0.00")]


def test_rounding_each_segment() -> None:
    """M:M0-3：每段取整的口径。"""
    clause = lpr("2019-08-20", "2025-12-31")
    each = run(item("123456.78", None, clause), "2026-01-31", switches={"round_mode": "segment"})
    assert each.general == sum(part.shown for part in each.segments)
    assert abs(each.general - run(item("123456.78", None, clause), "2026-01-31").general) <= 7
