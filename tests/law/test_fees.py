"""诉讼费用（M:F-01 至 F-15）。"""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import amounts, fees
from zhixing.law.amounts import BadAmount
from zhixing.law.fees import BadFee, Cost, Gross, fee
from zhixing.law.switches import DEFAULTS, Changed


def fen(text: str | int) -> int:
    return amounts.fen(str(text))


def exact(kind: str, amount: str) -> tuple[int, int]:
    found = fee(kind, fen(amount)).require()
    assert found
    return found.cents, found.fen


EXECUTION = """
1.00 50.00 50|5,000.00 50.00 50|10,000.00 50.00 50|10,000.01 50.00 50|20,000.00 200.00 200|60,000.00 800.00 800|100,000.00 1,400.00 1400
|300,000.00 4,400.00 4400|499,999.99 7,400.00 7400|500,000.00 7,400.00 7400|500,001.00 7,400.01 7400|1,000,000.00 12,400.00 12400
|1,271,066.67 15,110.67 15111|2,027,800.00 22,678.00 22678|5,000,000.00 52,400.00 52400|5,050,000.00 52,650.00 52650
|8,000,000.00 67,400.00 67400|10,000,000.00 77,400.00 77400|12,345,678.90 79,745.68 79746|100,000,000.00 167,400.00 167400
""".replace("\n", "").split("|")
LITIGATION = """
10,000.00 50.00 50|10,001.00 50.03 50|50,000.00 1,050.00 1050|100,000.00 2,300.00 2300|150,000.00 3,300.00 3300|200,000.00 4,300.00 4300
|324,800.00 6,172.00 6172|500,000.00 8,800.00 8800|619,269.00 9,992.69 9993|1,000,000.00 13,800.00 13800|1,259,285.00 16,133.57 16134
|2,000,000.00 22,800.00 22800|4,180,193.99 40,241.55 40242|5,000,000.00 46,800.00 46800|7,113,087.83 61,591.61 61592
|10,000,000.00 81,800.00 81800|20,000,000.00 141,800.00 141800|33,300,008.00 208,300.04 208300|45,000,000.00 266,800.00 266800
|107,503,287.67 579,316.44 579316
""".replace("\n", "").split("|")
PRESERVATION = """
0.00 30.00|500.00 30.00|1,000.00 30.00|1,000.01 30.00|1,500.00 35.00|5,000.00 70.00|10,000.00 120.00|50,000.00 520.00|99,999.00 1,019.99
|100,000.00 1,020.00|100,001.00 1,020.01|200,000.00 1,520.00|300,000.00 2,020.00|450,000.00 2,770.00|500,000.00 3,020.00|870,000.00 4,870.00
|895,999.00 5,000.00|896,000.00 5,000.00|1,000,000.00 5,000.00|50,000,000.00 5,000.00
""".replace("\n", "").split("|")
INVERSE = """
50.00 0.00 50.00|10,050.00 10,000.00 50.00|30,000.00 29,655.17 344.83|100,000.00 98,620.69 1,379.31|507,400.00 500,000.00 7,400.00
|800,000.00 789,702.97 10,297.03|5,052,400.00 5,000,000.00 52,400.00|10,077,400.00 10,000,000.00 77,400.00|20,000,000.00 19,912,687.31 87,312.69
""".replace("\n", "").split("|")


@pytest.mark.parametrize("row", EXECUTION)
def test_execution(row: str) -> None:
    amount, cents, whole = row.split()
    assert exact("execution", amount) == (fen(cents), fen(whole))


@pytest.mark.parametrize("row", LITIGATION)
def test_litigation(row: str) -> None:
    amount, cents, whole = row.split()
    assert exact("litigation", amount) == (fen(cents), fen(whole))


@pytest.mark.parametrize("row", PRESERVATION)
def test_preservation(row: str) -> None:
    amount, cents = row.split()
    assert exact("preservation", amount) == (fen(cents), fen(cents))


@pytest.mark.parametrize("row", INVERSE)
def test_inverse(row: str) -> None:
    gross, claim, charged = map(fen, row.split())
    assert fees.inverse(gross) == Gross(gross, claim, charged)


@pytest.mark.parametrize(("limit", "fee_"), [("10000", 50), ("500000", 7400), ("5000000", 52400), ("10000000", 77400)])
def test_both_sides_of_each_limit_of_execution(limit: str, fee_: int) -> None:
    assert fees.scale("execution").exact(fen(limit)) == fee_ * 100
    assert fees.scale("execution").exact(fen(limit) + 1) > fee_ * 100


def test_speed_forms() -> None:
    """速算式：每一级都是 ``率 × 金额 + 常数``。"""
    rows = [("100000", "0.015", -100), ("1000000", "0.01", 2400), ("7000000", "0.005", 27400), ("30000000", "0.001", 67400)]
    for amount, rate, plus in rows:
        assert fees.scale("execution").exact(fen(amount)) == Fraction(rate) * fen(amount) + plus * 100
    assert fees.scale("execution").exact(fen("10050")) == fen("50.75")
    assert fees.scale("execution").exact(fen("499999.99")) == Fraction("739999.985")


def test_the_shared_vectors(shared: Path) -> None:
    vectors = json.loads((shared / "data/money/vectors.json").read_text("utf-8"))
    for name, kind in (("FE", "execution"), ("FA", "litigation")):
        for amount, cents, whole in vectors["basic"][name]:
            assert exact(kind, amount) == (fen(cents), fen(whole)), amount
    for amount, cents in vectors["basic"]["FP"]:
        assert exact("preservation", amount)[0] == fen(cents), amount
    for gross, claim, charged in vectors["basic"]["FI"]:
        assert fees.inverse(fen(gross)) == Gross(fen(gross), fen(claim), fen(charged))
    before = 0
    for amount, total, step in vectors["more"]["FC"]:
        assert fees.further(fen(amount), before) == fen(step)
        before += fen(step)
        assert before == fen(total)


def test_progressive_collection_is_on_the_cumulative_sum() -> None:
    assert [fees.further(fen("30000"), 0), fees.further(fen("180000"), fen(350)), fees.further(fen("700000"), fen(2600))] == [
        fen(350), fen(2250), fen(6800)]
    assert fees.further(fen("30000"), fen(9999)) == 0  # 多收的不是负数
    assert fees.further(0, 0) == 0


def test_spc_increment_in_the_top_tier() -> None:
    scale = fees.scale("execution")
    added = scale.exact(fen("20000000") + fen("32805480.37")) - scale.exact(fen("20000000"))
    assert fees.rounded(added, "cent") == fen("32805.48")


def test_real_cases_f01_f02_f04() -> None:
    """F01、F02 的基数不同，由开关说明；F04 的 3,966 是 271,066.67 的费，与它自己的两个基数都对不上。"""
    assert exact("execution", str(fees.execution_base(6_000_000, 0, 5_000_00) // 100)) == (fen(800), fen(800))
    base = fees.execution_base(200_000_000, 0, 2_780_000, with_costs=True)
    assert base == fen("2027800") and base + exact("execution", "2027800")[1] == fen("2050478")
    assert [exact("execution", a)[0] for a in ("271066.67", "205545.15", "213783.09")] == [fen("3966"), fen("2983.18"), fen("3106.75")]


def test_fee_base_switch() -> None:
    assert fees.execution_base(100, 900) == 100
    assert fees.execution_base(100, 900, base="applied") == 900
    with pytest.raises(BadFee):
        fees.execution_base(1, 1, base="guess")


@given(st.integers(0, 10**13))
def test_inverse_covers_claim_and_fee(gross: int) -> None:
    found = fees.inverse(gross)
    assert found.claim + found.fee == gross and found.claim >= 0
    if found.claim:
        assert abs(fees.scale("execution").exact(found.claim) - found.fee) <= Fraction("0.5075")


@given(st.sampled_from(["execution", "litigation", "preservation"]), st.integers(1, 10**13), st.integers(0, 10**6))
def test_more_money_never_costs_less(kind: str, amount: int, more: int) -> None:
    assert fees.scale(kind).exact(amount + more) >= fees.scale(kind).exact(amount)


def test_no_sum_is_the_courts_to_decide() -> None:
    found = fee("execution", 0)
    assert found.value is None and found.reasons[0].code == "no_sum"
    assert not fees.fixed("execution").ok
    assert fees.fixed("execution", fen(300)).require().fen == fen(300)  # type: ignore[union-attr]
    for wrong in (fen(49), fen(501)):
        with pytest.raises(BadFee, match=r"50\.00元至500\.00元"):
            fees.fixed("execution", wrong)


def test_a_fixed_sum_is_not_rounded_behind_the_courts_back() -> None:
    with pytest.raises(fees.BadFee, match="没有取整"):
        fees.fixed("execution", 5050)
    assert fees.fixed("execution", 5050, unit="jiao").require().fen == 5050  # type: ignore[union-attr]


@pytest.mark.parametrize(("kind", "chosen", "amount", "due"), [
    ("divorce", 300, 200_000, 300), ("divorce", 100, 300_000, 600), ("personality", 500, 50_000, 500), ("personality", 100, 100_000, 600),
    ("personality", 100, 300_000, 1600), ("labour", None, 0, 10), ("public_notice", None, 0, 100), ("arbitration", None, 0, 400),
    ("maritime_claim", None, 0, 1000), ("maritime_average", None, 0, 1000), ("maritime_fund", 10_000, 0, 10_000),
    ("maritime_injunction", 1000, 0, 1000), ("maritime_lien", 5000, 0, 5000), ("other", 50, 0, 50), ("intellectual", 500, 0, 500),
    ("jurisdiction", 100, 0, 100),
])
def test_fixed_fees(kind: str, chosen: int | None, amount: int, due: int) -> None:
    found = fees.fixed(kind, None if chosen is None else chosen * 100, amount * 100).require()
    assert found and found.fen == due * 100


def test_parts_of_the_litigation_fee() -> None:
    assert fees.part("payment_order", fen("1000000")).value.fen == fen("4600")
    assert fees.part("bankruptcy", fen("10000000")).value.fen == fen("40900")
    assert fees.part("bankruptcy", fen("1000000000")).value.fen == fen("300000")


def test_halved_once_before_rounding() -> None:
    whole = fees.Fee("案件受理费", 0, Fraction(347778), "yuan")
    assert fees.halved(whole, ["mediated"]).value.fen == fen("1739")
    assert fees.halved(whole, ["mediated", "summary"]).value == fees.halved(whole, ["summary"]).value
    assert fees.halved(whole, []).value == whole
    with pytest.raises(BadFee):
        fees.halved(whole, ["pity"])


def test_refunds() -> None:
    assert fees.refund("suspended").value is False
    assert fees.refund("won").value is True and "十五日" in fees.refund("won").steps[0].text


def test_actual_costs_need_payee_and_voucher() -> None:
    good = Cost("appraisal", 100, "某评估公司", "票1")
    assert fees.costs([good, good]).require() == 200
    bad = fees.costs([good, Cost("storage", 1, "", ""), Cost("substitute", 5, "某公司", "票2")])
    assert [(r.code, r.subject) for r in bad.reasons] == [("voucher", "2"), ("decision", "3")]


def test_rounding_is_half_up() -> None:
    assert [fees.rounded(Fraction(n, 2), "cent") for n in (1, 3, 5)] == [1, 2, 3]
    assert fees.rounded(Fraction(50), "yuan") == 100
    assert fees.rounded(Fraction(45), "jiao") == 50


def test_each_step_has_its_article() -> None:
    found = fee("execution", fen("1271066.67"))
    assert "0.015" not in found.steps[1].text and "1.5%" in found.steps[1].text
    assert all(step.article for step in found.steps)
    assert "15,111.00" in " ".join(step.text for step in found.steps)


@pytest.mark.parametrize("amount", [-1, True, 1.5, "100"])
def test_bad_amounts(amount: object) -> None:
    with pytest.raises(BadFee):
        fee("execution", amount)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["-1", "NaN", "inf", "1e5", "1.234", "", "12,34", "一万", "1,2345", "٣", "1" * 31])
def test_bad_amount_texts(text: str) -> None:
    with pytest.raises(BadAmount):
        amounts.fen(text)


@pytest.mark.parametrize(("text", "right"), [("1,234.5", 123450), ("5000", 500000), ("１２．３０元", 1230), ("0.01", 1), (" 7 ", 700)])
def test_amount_texts(text: str, right: int) -> None:
    assert amounts.fen(text) == right


def test_refund_day_and_foreign_money() -> None:
    assert fees.refund_due(date(2026, 3, 2)).require() == date(2026, 3, 17)
    assert fees.in_yuan(fen("100000"), Fraction("7.1"), date(2025, 1, 10)).require() == fen("710000")
    with pytest.raises(BadFee, match="汇率"):
        fees.in_yuan(1, Fraction(0), date(2025, 1, 10))


def test_the_courts_settings_reach_the_fee() -> None:
    """F01、F02：同一笔钱，基数含不含诉讼费、按到位还是申请标的，只差开关。"""
    plain = fees.execution_fee(fen("60000"), fen("200000"), fen("5000")).require()
    assert plain and (plain.amount, plain.fen) == (fen("60000"), fen("800"))
    changed = DEFAULTS.with_changes((Changed("fee_base", "applied", "张三", "省院通知"), Changed("fee_base_includes_costs", "yes", "李四")))
    found = fees.execution_fee(fen("1"), fen("2000000"), fen("27800"), changed)
    fee_ = found.require()
    assert fee_ and (fee_.amount, fee_.fen) == (fen("2027800"), fen("22678"))
    told = " ".join(step.text for step in found.steps)
    assert "申请执行标的，加上诉讼费27,800.00元" in told and "张三：省院通知" in told and "李四" in told
    cent = fees.execution_fee(fen("500001"), 0, 0, DEFAULTS.with_changes({"fee_round": "cent"})).require()
    assert cent and cent.fen == fen("7400.01")
    assert fees.execution_fee(0, 0).reasons[0].code == "no_sum"


def test_the_real_cases_we_were_given(shared: Path) -> None:
    cases = {c["id"]: c for c in json.loads((shared / "data/money/cases-public.json").read_text("utf-8"))}
    f02 = cases["F02"]["inputs"]
    base = sum(fen(f02[key]) for key in ("principal", "受理费", "保全费"))
    assert base + exact("execution", str(base // 100))[1] == fen(cases["F02"]["stated"])
    whole = fee("litigation", fen(cases["F06"]["inputs"]["sum"])).require()
    assert whole and fees.halved(whole, ["mediated"]).value.fen == fen(cases["F06"]["stated"])
    f04 = cases["F04"]["inputs"]
    assert fees.halved(fees.Fee("案件受理费", 0, Fraction(fen("4506.75")), "cent"), ["summary"]).value.fen == fen("2253.38") != fen(f04["half fee"])
    assert exact("execution", "213783.09")[0] != fen(f04["执行费"])  # 预期的差异：F04 的执行费算不出来，见规则手册§13
