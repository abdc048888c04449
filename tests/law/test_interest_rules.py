"""计息各条规则的算例（手算）：复利、外币、执行回转、调解书、优先受偿、旧规定的扣除、已付利息、重新出具的借条、后发生的费用。"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from debts import double, general, item, lpr, run, stated

from zhixing.law import debt_reading, foreign_rates, interest_sheet
from zhixing.law.amounts import half_up
from zhixing.law.debt import BadClaim, Unclear
from zhixing.law.interest_sheet import money

TERM = stated("yearly", "6%", "2015-01-01", "2015-12-31", basis="360")
QUARTERLY = {"every": "quarter", "day": 20, "of": [1]}


def compound(**more: Any) -> dict[str, Any]:
    """对第一条的利息按季计复利，9%。"""
    clause = stated("yearly", "9%", "2015-03-21", "payment", basis="360", base="interest", compound=QUARTERLY)
    return clause | more


# G-10 复利


def test_g10_compound_by_the_quarter() -> None:
    """M:G-10：3月20日结息13,166.67，到6月20日92日的复利；结息以后才计，复利自己不再计。"""
    sheet = run(item("1000000", None, TERM, compound()), "2015-06-20")
    kinds = [(s.kind, s.base, s.days, s.shown) for s in sheet.segments]
    first = half_up(Fraction(100_000_000) * 6 / 100 * 79 / 360)
    assert first == 1_316_667
    assert kinds == [
        ("general", 100_000_000, 79, first), ("general", 100_000_000, 92, 1_533_333),
        ("compound", first, 92, half_up(Fraction(first) * 9 / 100 * 92 / 360)),
    ]
    assert [line.what for line in sheet.lines] == ["结息日", "截止日"]
    assert sheet.interest == first + half_up(Fraction(1_533_333, 1) + Fraction(1, 3) + Fraction(first) * 9 / 100 * 92 / 360)
    assert "银发" not in str(sheet.as_data()) and "贷款利率" in sheet.as_data()["segments"][2]["article"]


def test_g10_only_what_is_unpaid_bears() -> None:
    """结息日前付清的不计复利；结息以后付的，付的部分次日起不计。"""
    on_time = run(item("1000000", None, TERM, compound()), "2015-06-20", ("2015-03-20", "13166.67"))
    assert [s.kind for s in on_time.segments] == ["general", "general"]
    late = run(item("1000000", None, TERM, compound()), "2015-06-20", ("2015-04-20", "10000"))
    bases = [(s.base, s.days) for s in late.segments if s.kind == "compound"]
    assert bases == [(1_316_667, 31), (316_667, 61)]


def test_g10_on_itself_when_the_contract_says_so() -> None:
    alone = run(item("1000000", None, TERM, compound()), "2015-12-31")
    itself = run(item("1000000", None, TERM, compound(compound=QUARTERLY | {"of": [1, 2]})), "2015-12-31")
    extra = [b.base - a.base for a, b in zip(
        [s for s in alone.segments if s.kind == "compound"], [s for s in itself.segments if s.kind == "compound"], strict=True)]
    term, own = Fraction(100_000_000) * 6 / 100 * 92 / 360, Fraction(1_316_667) * 9 / 100 * 92 / 360
    assert extra[:2] == [0, half_up(term + own) - half_up(term)] and extra == sorted(extra)
    assert itself.general > alone.general


@pytest.mark.parametrize(("every", "day", "settled"), [
    ("month", 31, ["2015-03-31", "2015-04-30", "2015-05-31"]), ("quarter", 20, ["2015-03-20"]), ("half_year", 21, []), ("year", 21, []),
    ("half_year", 20, []),
])
def test_g10_settlement_days(every: str, day: int, settled: list[str]) -> None:
    clause = compound(compound={"every": every, "day": day, "of": [1]})
    sheet = run(item("1000000", None, TERM, clause), "2015-06-19")
    assert [str(line.day) for line in sheet.lines if line.what == "结息日"] == settled


def test_g10_head_settles_the_day_after() -> None:
    """不算止日的，结息日当日的利息次日才计完。"""
    sheet = run(item("1000000", None, TERM, compound()), "2015-06-20", switches={"general_days": "HEAD"})
    assert [(str(line.day), line.general_days) for line in sheet.lines] == [("2015-03-21", 79), ("2015-06-20", 91)]


@pytest.mark.parametrize(("clause", "said"), [
    (compound(base="balance"), "基数 base 应当是 interest"), (compound(compound=None), "缺 compound"),
    (compound(compound=QUARTERLY | {"of": [3]}), "没有第3条"), (compound(compound=QUARTERLY | {"of": []}), "对第几条"),
    (compound(compound=QUARTERLY | {"of": [1, 1]}), "不能重复"), (compound(compound=QUARTERLY | {"every": "week"}), "可以是：month"),
    (compound(compound=QUARTERLY | {"day": 32}), "1到31的整数"), (compound(compound=QUARTERLY | {"利率": "1%"}), "不认识“利率”"),
])
def test_g10_what_is_written_wrong(clause: dict[str, Any], said: str) -> None:
    with pytest.raises(BadClaim, match=said):
        run(item("1000000", None, TERM, clause), "2015-12-31")


def test_g10_unclear_compounding_is_asked_of_the_trial_court() -> None:
    with pytest.raises(Unclear, match="审判部门"):
        run(item("1000000", None, TERM, compound(compound=None)), "2015-12-31")
    with pytest.raises(BadClaim, match="first_loan"):
        run(item("1", None, TERM, compound(), cap={"contract_on": "2015-01-01", "filed_on": "2016-01-01"}), "2015-12-31")


# D-10 外币


def foreign(*rates: tuple[str, str]) -> dict[str, Any]:
    rows = [{"from": day, "rate": rate, "source": "假定"} for day, rate in rates]
    return {"kind": "foreign", "from": "2024-07-01", "to": "payment", "base": "balance", "basis": "360", "rates": rows}


def test_d10_general_interest_in_foreign_currency() -> None:
    """M:D-10、法释〔2025〕2号：利率按各次，一行用到下一行；加倍部分仍是日万分之一点七五。"""
    clause = foreign(("2024-07-01", "5.90%"), ("2024-10-01", "5.20%"))
    sheet = run(item("100000", "2025-01-10", clause), "2025-01-20", currency="USD")
    assert [(s.days, s.shown) for s in sheet.segments] == [(92, 150_778), (102, 147_333), (10, 14_444), (10, 17_500)]
    articles = [row["article"] for row in sheet.as_data()["segments"]]
    assert all("逾期付款利息" in text for text in articles[:3]) and articles[3].endswith("第5条")
    assert any("来源：假定" in text for text in sheet.warnings)


@pytest.mark.parametrize(("claim", "currency", "said"), [
    (foreign(), "USD", "rates 至少写一行：USD的参考标准是《中国货币政策执行报告》"), (foreign(), "CNY", "只用于外币债务"),
    (foreign(("2024-07-02", "5%")), "USD", "起算日2024-07-01还没有利率"), (foreign(("2024-07-01", "5%"), ("2024-07-01", "5%")), "USD", "不能重复"),
    (foreign(("2024-07-01", "5")), "USD", "没有写单位"), (lpr("2024-01-01", "payment"), "EUR", "EUR债务不能用LPR"),
    (stated("unagreed_loan", "5%", "2024-01-01", "payment"), "USD", "用 foreign"),
])
def test_d10_what_is_written_wrong(claim: dict[str, Any], currency: str, said: str) -> None:
    with pytest.raises(BadClaim, match=said):
        run(item("100000", "2025-01-10", claim), "2025-01-20", currency=currency)


@pytest.mark.parametrize(("currency", "name", "article"), [
    ("USD", "美元贷款平均利率", "FX25 2"), ("EUR", "EURIBOR", "FX25 2"), ("GBP", "SONIA", "FX25 2"), ("JPY", "TONA", "FX25 2"),
    ("AUD", "BBSW", "FX25 2"), ("CHF", "SARON", "FX25 2"), ("CAD", "CORRA", "FX25 2"), ("NZD", "BKBM", "FX25 2"), ("SGD", "SORA", "FX25 2"),
    ("HKD", "HIBOR", "FX25 3"), ("SEK", "中央银行公布的基准利率", "FX25 2"),
])
def test_d10_reference_rates(currency: str, name: str, article: str) -> None:
    found = foreign_rates.reference(currency)
    assert name in found.name and found.article == article


# D-01、D-04、D-11、D-14 至 D-16


def test_d01_no_clause_no_general_interest() -> None:
    """M:D-01：没有写利息的，迟延期间只有加倍部分。"""
    sheet = run(item("100000", "2025-03-31"), "2025-07-09")
    assert (sheet.general, money(sheet.doubled)) == (0, "1750.00")


def test_d04_rest_days_are_pointed_out() -> None:
    """M:D-04：届满日是休息日的顺延，要核对。"""
    assert any("2025-08-31是休息日，应当顺延到2025-09-01" in text for text in run(item("1", "2025-08-31"), "2025-12-31").warnings)
    assert run(item("1", "2025-09-01"), "2025-12-31").warnings == ()
    assert run(item("1"), "2025-12-31", effective_on="2025-08-31").warnings == ()  # 生效之日不顺延


@pytest.mark.parametrize(("switch", "end", "value"), [
    ("TAIL", "2025-01-10", "0.00"), ("HEAD", "2025-01-10", "0.00"), ("BOTH", "2025-01-10", "0.00"),
    ("TAIL", "2025-01-11", "1.75"), ("HEAD", "2025-01-11", "0.00"), ("BOTH", "2025-01-11", "3.50"),
])
def test_d08_paid_on_the_last_day_is_not_late(switch: str, end: str, value: str) -> None:
    """M:D-v8：届满当日清偿的没有迟延，首尾都算的口径也一样。"""
    assert double("10000", "2025-01-10", end, switches={"delay_days": switch}) == value
    paid = run(item("10000", "2025-01-10"), "2025-06-30", ("2025-01-10", "10000"), switches={"delay_days": switch})
    assert (paid.doubled, paid.total) == (0, 0)


@pytest.mark.parametrize(("how", "key"), [
    ("direct", "on"), ("transfer", "on"), ("deducted", "on"), ("other_sale", "on"), ("sale", "served_on"), ("in_kind", "served_on"),
])
@pytest.mark.parametrize("switch", ["served", "paid_out"])
def test_d06_which_day_stops_the_interest(how: str, key: str, switch: str) -> None:
    """M:D-06：划拨、汇入、直接交付、其他变价算到当日，拍卖、抵债算到裁定送达之日；只有这两样可以改成发放之日。"""
    payment = {"id": "1", "how": how, key: "2025-02-10", "paid_out_on": "2025-02-20", "amount": "10000"}
    claim = {"items": [item("10000", "2025-01-31")], "payments": [payment], "switches": {"auction_end": switch}}
    found = interest_sheet.sheet(debt_reading.claim(claim), date(2025, 3, 31))
    late = switch == "paid_out" and key == "served_on"
    assert found.doubled == (20 if late else 10) * 175


def test_d11_restitution() -> None:
    """M:D-11：执行回转裁定生效2025-03-03，没有写期限，次日起；100日。"""
    sheet = run(item("100000"), "2025-06-11", origin="reversal", effective_on="2025-03-03")
    assert money(sheet.doubled) == "1750.00"
    data = sheet.as_data()
    assert data["segments"][0]["article"].endswith("第6条") and data["origin"] == "reversal"
    assert any("原申请执行人" in text for text in sheet.warnings)


def test_d14_only_for_mediation() -> None:
    """M:D-14：只有调解书。"""
    with pytest.raises(BadClaim, match="只用于调解书"):
        run(item("10000", "2025-01-01"), "2025-01-31", default_penalty_borne=True)


@pytest.mark.parametrize(("as_of", "days"), [("2025-01-10", 9), ("2025-01-11", 9), ("2025-12-31", 9)])
@pytest.mark.parametrize("switches", [{}, {"general_days": "HEAD", "delay_days": "HEAD"}])
def test_d15_stops_the_day_before_acceptance(as_of: str, days: int, switches: dict[str, str]) -> None:
    """M:D-15：受理之日起停止计息，算到前一日；受理以后的加倍部分不算。"""
    clause = stated("daily", "0.01%", "2025-01-01", "payment")
    sheet = run(item("10000", "2025-01-01", clause), as_of, bankruptcy_accepted_on="2025-01-11", switches=switches)
    late = 1 if as_of == "2025-01-10" and switches else 0
    assert sheet.doubled == (days - late) * 175 and sheet.general == (10 - late) * 100


@pytest.mark.parametrize(("switch", "priority"), [("no", "103.00"), ("yes", "103.18")])
def test_d16_not_inside_the_mortgage(switch: str, priority: str) -> None:
    """M:D-16：有担保的一项本金、利息优先受偿，加倍部分不在内；开关可以改。"""
    secured = item("100", "2024-12-31", stated("daily", "0.3%", "2025-01-01", "payment"), secured=True)
    other = item("100", "2024-12-31") | {"id": "2"}
    sheet = run([secured, other], "2025-01-10", switches={"double_in_priority": switch})
    assert (sheet.as_data()["priority"], sheet.double) == (priority, 36)
    assert any("不在优先受偿范围" in text for text in sheet.warnings) == (switch == "no")


# D-12、D-13 旧规定的扣除


@pytest.mark.parametrize(("switch", "days"), [("no", 31), ("yes", 21)])
def test_d13_old_rules_and_exclusions(switch: str, days: int) -> None:
    """M:D-12、M:D-13：旧规定没有扣除的条文；法院另有口径的开开关。"""
    gap = [{"from": "2014-07-11", "to": "2014-07-20", "reason": "retrial"}]
    sheet = run(item("100000", "2014-06-30"), "2014-12-31", exclusions=gap, switches={"old_rule_exclusions": switch})
    old = [part for part in sheet.segments if part.kind == "old"]
    assert sum(part.days for part in old) == days
    assert sum(part.exact for part in old) == Fraction(10_000_000) * 2 * Fraction("5.60") / 100 * days / 360
    assert any("旧规定没有这样的条文" in text for text in sheet.warnings) == (switch == "no")


# G-05 至 G-08 民间借贷


def test_g06_paid_interest_by_the_day() -> None:
    """M:G-06：2020年按年利率36%（旧规定）与受理时四倍LPR（15.4%）分段，多付的在付到的那一日抵作本金。"""
    cap = {"contract_on": "2019-01-01", "filed_on": "2021-03-01",
           "interest_paid": [{"from": "2020-08-01", "to": "2020-08-31", "amount": "5000"}]}
    sheet = run(item("100000", None, cap=cap), "2021-03-01")
    allowed = Fraction(10_000_000) * (Fraction(36, 100) * 19 + Fraction(154, 1000) * 12) / 365
    assert sheet.principal == 10_000_000 - half_up(500_000 - allowed)
    assert (sheet.lines[0].what, str(sheet.lines[0].day)) == ("已付利息超过36.00%、15.40%的部分抵作本金", "2020-08-31")
    assert sheet.paid == half_up(500_000 - allowed)


def test_g06_what_was_paid_within_36_is_kept() -> None:
    cap = {"contract_on": "2019-01-01", "filed_on": "2020-08-19", "counted": "month",
           "interest_paid": [{"from": "2019-01-01", "to": "2019-06-30", "amount": "18000"}]}
    sheet = run(item("100000", None, cap=cap), "2021-03-01")
    assert (sheet.principal, len(sheet.lines)) == (10_000_000, 1)


def test_g06_paid_spans_do_not_overlap() -> None:
    spans = [{"from": "2019-01-01", "to": "2019-06-30", "amount": "1"}, {"from": "2019-06-30", "to": "2019-07-31", "amount": "1"}]
    with pytest.raises(BadClaim, match="interest_paid 里两段重叠"):
        run(item("1", None, cap={"contract_on": "2019-01-01", "filed_on": "2020-01-01", "interest_paid": spans}), "2021-01-01")


def test_g07_rolled_over_notes_are_checked() -> None:
    """M:G-07：最初10万，2021、2022两年，上限15.4%，合计至多130,800；新条12.2万、一年10%，合计134,200，多3,400。"""
    clause = stated("yearly", "10%", "2022-01-01", "2022-12-31")
    cap = {"contract_on": "2021-01-01", "filed_on": "2023-05-01", "first_loan": {"amount": "100000", "from": "2021-01-01", "to": "2022-12-31"}}
    sheet = run(item("122000", None, clause, cap=cap), "2023-12-31")
    (said,) = [text for text in sheet.warnings if "最初本金" in text]
    assert "134200.00" in said and "130800.00" in said and "3400.00" in said
    less = run(item("110000", None, clause, cap=cap), "2023-12-31")
    assert not [text for text in less.warnings if "最初本金" in text]


def test_g08_the_rate_of_the_term_goes_on() -> None:
    """M:G-08：约定了借期利率的，逾期照这个利率，写一条算到清偿的条款。"""
    assert general(stated("yearly", "12%", "2024-01-01", "payment"), "100000", "2025-12-31") == "24032.88"


# D-09 费用


def test_d09_costs_of_execution_first_and_only_once_arisen() -> None:
    """M:D-09：执行费用最先抵充；评估费9月才发生，8月的还款不抵充它；不计加倍部分。"""
    costs = {"id": "2", "kind": "execution_costs", "name": "评估费", "amount": "300", "since": "2025-09-01", "due": "2025-06-30"}
    sheet = run([item("1000", "2025-06-30"), costs], "2025-12-31", ("2025-08-01", "100"), ("2025-10-01", "400"))
    assert [line.to["costs"] for line in sheet.lines if line.paid] == [0, 30_000]
    assert [line.to["principal"] for line in sheet.lines if line.paid] == [10_000, 10_000]
    assert not sheet.items[1].in_base and sheet.costs == 0
    assert [line.left["costs"] for line in sheet.lines][:2] == [0, 0]
    early = run([item("1000", "2025-06-30"), costs], "2025-08-31")
    assert early.costs == early.items[1].left == 0 and any("还没有发生" in text for text in early.warnings)
    assert early.total == 100_000 + early.doubled


# 通则


def test_m0_amounts_are_whole_fen_and_rates_exact() -> None:
    """M:M0-1：每个数都是整数分或者分数，没有浮点数；读进来的小数也不经过浮点。"""
    clause = stated("yearly", "0.1%", "2025-01-01", "2025-12-31")
    sheet = run(item("0.30", "2025-01-31", clause, withheld="0.10"), "2025-12-31", ("2025-06-30", "0.07"))
    numbers = [sheet.total, sheet.paid, *(fen for line in sheet.lines for fen in (line.general, line.double, *line.left.values()))]
    assert all(type(fen) is int for fen in numbers) and sheet.items[0].item.amount == 20
    assert all(isinstance(part.exact, Fraction) for part in sheet.segments)
    assert "." not in sheet.as_data()["segments"][0]["exact_fen"]


def test_m0_each_rule_by_the_day_it_governs() -> None:
    """M:M0-6：同一项债务跨过2014-08-01、2019-08-20，各段依那一天的规定。"""
    clause = {"kind": "benchmark", "tier": "1y_3y", "from": "2019-08-01", "to": "2019-08-31", "base": "balance"}
    sheet = run(item("10000", "2014-07-01", clause), "2019-08-31")
    articles = {part.kind: part.article for part in sheet.segments if part.kind != "general"}
    assert articles == {"old": "LX09 1", "double": "LX 1"}
    assert [str(part.start) for part in sheet.segments if part.kind == "general"] == ["2019-08-01", "2019-08-20"]


def test_k15_what_is_too_much_goes_back() -> None:
    """M:K-15：多出本金、利息、加倍部分的，写明应当退还。"""
    sheet = run(item("100", "2025-01-31"), "2025-02-28", ("2025-02-10", "150"))
    assert (money(sheet.surplus), sheet.total) == ("49.82", 0)
    assert any("多出49.82元应当退还" in step.text for step in sheet.steps)


@pytest.mark.parametrize(("switch", "days"), [("BOTH", 365), ("HEAD", 364), ("TAIL", 364)])
def test_m0_tiers_lose_no_day_between_them(switch: str, days: int) -> None:
    """M:M0-4、M:G-12：分段利率前后相接，只少算整段的一头，中间不丢一天。"""
    tiers = [stated("yearly", "3.65%", "2025-01-01", "2025-06-30"), stated("yearly", "3.65%", "2025-07-01", "2025-12-31")]
    sheet = run(item("10000", None, *tiers), "2026-06-30", switches={"general_days": switch})
    assert sheet.general == days * 100


def test_g06_a_span_already_paid_is_not_counted_again() -> None:
    cap = {"contract_on": "2019-01-01", "filed_on": "2020-01-01", "interest_paid": [{"from": "2019-01-01", "to": "2019-06-30", "amount": "1"}]}
    with pytest.raises(BadClaim, match=r"已经付了.*2019-06-30的次日"):
        run(item("1", None, stated("yearly", "24%", "2019-06-30", "payment"), cap=cap), "2021-01-01")


@pytest.mark.parametrize(("end", "said"), [
    ("2025-01-31", "×1个月"), ("2025-04-12", "×3个月12日"), ("2025-01-12", "×12日"), ("2025-01-30", "×1个月"),
])
def test_g11_months_and_days_are_said(end: str, said: str) -> None:
    """M:G-11：整月数加零头日，零头满三十日也是一个月。"""
    assert run(item("1", None, stated("monthly", "2分", "2025-01-01", end)), end).segments[0].formula.endswith(said)


# G-12 写明的基数


def test_g12_a_stated_base_larger_than_the_item_is_kept() -> None:
    """“以150,000元为基数至2023-06-30，以100,000元为基数自2023-07-01”：裁判以前那一段照写明的，不按本项的100,000元少算。"""
    before = stated("yearly", "6%", "2023-01-01", "2023-06-30", base="150000")
    sheet = run(item("100000", "2024-06-28", before, stated("yearly", "6%", "2023-07-01", "payment")), "2023-12-31")
    assert [(s.base, s.days, s.shown) for s in sheet.segments] == [(15_000_000, 181, 446_301), (10_000_000, 184, 302_466)]
    assert sheet.interest == half_up(Fraction(15_000_000 * 181 * 6, 36500) + Fraction(10_000_000 * 184 * 6, 36500)) == 748_767


def test_g12_a_stated_base_falls_with_what_is_paid() -> None:
    """大于、小于本项的基数，还款以后都不再按已还的部分计；还清就不计。"""
    def bases(base: str) -> list[int]:
        clause = stated("daily", "0.5‰", "2023-01-01", "2023-12-31", base=base)
        paid = (("2023-03-01", "30000"), ("2023-06-01", "200000"))
        return [s.base for s in run(item("100000", None, clause, in_double_base="no"), "2023-12-31", *paid).segments]

    assert bases("150000")[0] == 15_000_000 and bases("150000")[1] < 15_000_000 and len(bases("150000")) == 2
    assert bases("80000") == [8_000_000, 7_240_000]  # 先还利息2,400.00元，还欠72,400.00元


def test_g12_a_base_larger_than_the_item_is_told() -> None:
    large = run(item("100000", None, stated("yearly", "6%", "2023-01-01", "2023-06-30", base="150000")), "2023-12-31")
    assert any("基数150000.00元比本项金额100000.00元大" in text for text in large.warnings)
    same = run(item("100000", None, stated("yearly", "6%", "2023-01-01", "2023-06-30", base="100000")), "2023-12-31")
    assert not any("基数" in text for text in same.warnings)
