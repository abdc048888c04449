"""读主文：谁给谁、多少、何时、怎样计息、什么责任。例子都是编的。"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.judgment import reading
from zhixing.law.judgment.reading import Item, read, read_operative

LOAN = (
    "一、被告郑小满、韩多于本判决生效之日起十日内偿还原告林立春借款本金50万元及利息（以50万元为基数，自2021年3月1日起"
    "至实际清偿之日止，按照全国银行间同业拆借中心公布的一年期贷款市场报价利率的四倍计算）；二、被告青山某建材有限责任公司对上述第一项债务承担连带清偿责任；"
    "三、驳回原告林立春的其他诉讼请求。如果未按本判决指定的期间履行给付金钱义务，应当加倍支付迟延履行期间的债务利息。"
    "案件受理费8800元，由被告郑小满、韩多负担。"
)
PAPER = (
    "内蒙古自治区青山县人民法院\n民 事 判 决 书\n（2025）内0299民初77号\n原告：林立春，女，1980年1月1日出生。\n"
    "被告：郑小满，男。\n被告：青山某建材有限责任公司。\n法定代表人：韩多，经理。\n本院认为，被告应当还款。判决如下：\n"
    f"{LOAN}\n如不服本判决，可以在判决书送达之日起十五日内上诉。\n审 判 长 某某\n"
)


def one(text: str) -> Item:
    """只有一项的主文。"""
    (item,) = read_operative(text)
    return item


def values(quotes: tuple[object, ...]) -> list[object]:
    return [quote.value for quote in quotes]  # type: ignore[attr-defined]


def test_items_numbers_and_kinds() -> None:
    assert [(item.number, item.kind) for item in read_operative(LOAN)] == [
        (1, "money"), (2, "liability"), (3, "dismissal"), (None, "notice"), (None, "costs"),
    ]


def test_a_loan() -> None:
    item = read_operative(LOAN)[0]
    assert (values(item.payers), values(item.payees)) == (["郑小满", "韩多"], ["林立春"])
    assert [(s.fen, s.role, s.sort) for s in item.sums] == [(50_000_000, "owed", "principal"), (50_000_000, "base", "interest")]
    assert item.period and (item.period.value.start, item.period.value.count, item.period.value.unit) == ("effective", 10, "day")
    assert item.status == "明确"


def test_interest_keeps_rate_and_multiple() -> None:
    (clause,) = read_operative(LOAN)[0].interest
    assert clause.base and clause.base.value == 50_000_000
    assert clause.rate and (clause.rate.value.kind, clause.rate.value.term, clause.rate.value.mode) == ("lpr", "1Y", "floating")
    assert clause.rate.value.multiple == 4
    assert clause.start and clause.start.value == date(2021, 3, 1)
    assert clause.end and clause.end.value == "实际清偿之日"
    assert clause.status == "明确"


def test_joint_liability_names_the_guarantor_and_what_it_refers_to() -> None:
    item = read_operative(LOAN)[1]
    assert values(item.payers) == ["青山某建材有限责任公司"]
    assert [(duty.kind, duty.refers) for duty in item.liabilities] == [("joint", "上述")]


def test_costs_have_their_bearers() -> None:
    assert values(read_operative(LOAN)[4].payers) == ["郑小满", "韩多"]


def test_a_whole_paper() -> None:
    made = read(PAPER)
    head = made.heading
    assert head.kind and head.kind.value == "judgment"
    assert head.number and head.number.value == "（2025）内0299民初77号"
    assert head.court and head.court.value == "内蒙古自治区青山县人民法院"
    assert [(p.role, p.name.value) for p in head.parties] == [
        ("plaintiff", "林立春"), ("defendant", "郑小满"), ("defendant", "青山某建材有限责任公司"), ("legal_rep", "韩多"),
    ]
    assert made.operative and PAPER[slice(*made.operative)].strip() == LOAN
    assert len(made.items) == 5


def test_no_operative_part() -> None:
    assert read("今天没有判决。").operative is None


def test_two_rates_one_after_the_other() -> None:
    item = one(
        "一、甲某应于本判决生效之日起五日内返还乙某货款20万元及利息（以20万元为基数，自2018年5月1日起至2019年8月19日止按中国人民银行"
        "同期贷款基准利率计算，自2019年8月20日起至付清之日止按全国银行间同业拆借中心公布的贷款市场报价利率计算）"
    )
    first, second = item.interest
    assert first.rate and second.rate and (first.rate.value.kind, second.rate.value.kind) == ("benchmark", "lpr")
    assert first.end and first.end.value == date(2019, 8, 19)
    assert first.base and second.base and first.base.value == second.base.value == 20_000_000


def test_several_bases_share_rate_and_end() -> None:
    item = one(
        "甲某支付乙某违约金（以3万元为基数，自2021年4月1日起计算；以5万元为基数，自2021年5月1日起计算；均按照年利率8%计算至实际支付日止）"
    )
    assert [(c.base and c.base.value, c.rate and c.rate.value.value, c.end and c.end.value) for c in item.interest] == [
        (3_000_000, Fraction(8, 100), "实际支付日"), (5_000_000, Fraction(8, 100), "实际支付日"),
    ]


@pytest.mark.parametrize(("words", "value", "per"), [
    ("年利率6%", "3/50", "year"), ("月利率2‰", "1/500", "month"), ("月息1.5分", "3/200", "month"), ("月利率5厘", "1/200", "month"),
    ("日万分之五", "1/2000", "day"), ("年利率百分之六", "3/50", "year"), ("每日千分之一", "1/1000", "day"), ("年利率６％", "3/50", "year"),
])
def test_stated_rates(words: str, value: str, per: str) -> None:
    (clause,) = one(f"甲某支付乙某利息（以1万元为基数，自2022年1月1日起至付清之日止，按{words}计算）").interest
    assert clause.rate and (str(clause.rate.value.value), clause.rate.value.per, clause.rate.value.mode) == (value, per, "fixed")


@pytest.mark.parametrize(("words", "mode"), [
    ("全国银行间同业拆借中心公布的一年期贷款市场报价利率", "floating"), ("起诉时一年期贷款市场报价利率", "fixed"),
    ("一年期贷款市场报价利率", ""), ("全国银行间同业拆借中心2021年2月公布的一年期贷款市场报价利率", "fixed"),
])
def test_floating_or_fixed_is_never_guessed(words: str, mode: str) -> None:
    (clause,) = one(f"甲某支付乙某利息（以1万元为基数，自2022年1月1日起至付清之日止，按照{words}计算）").interest
    assert clause.rate and clause.rate.value.mode == mode
    assert clause.status == ("明确" if mode else "不明确")


@pytest.mark.parametrize(("words", "multiple"), [
    ("的1.5倍", "3/2"), ("四倍", "4"), ("加计50%", "3/2"), ("上浮30%", "13/10"), ("的130%", "13/10"),
])
def test_multiples(words: str, multiple: str) -> None:
    text = f"甲某支付乙某利息（以1万元为基数，自2022年1月1日起至付清之日止，按中国人民银行同期贷款基准利率{words}计算）"
    (clause,) = one(text).interest
    assert clause.rate and str(clause.rate.value.multiple) == multiple


@pytest.mark.parametrize(("clause", "missing"), [
    ("（按年利率6%自2022年1月1日起计算至付清之日止，逾期罚息、复利另计）", ("基数",)),
    ("（以1万元为基数，自2022年1月1日起至付清之日止，按照合同约定的标准计算）", ("利率的数",)),
    ("（以1万元为基数，按年利率6%自2022年1月1日起计算）", ("止算日",)),
    ("（以1万元为基数，按6%的利率自2022年1月1日起计算至付清之日止）", ("利率按年还是按月",)),
])
def test_what_the_judgment_left_out(clause: str, missing: tuple[str, ...]) -> None:
    item = one(f"甲某返还乙某借款1万元及利息{clause}")
    assert item.interest[0].missing == missing
    assert item.status == "不明确"


def test_bare_interest_is_unclear() -> None:
    item = one("甲某于本判决生效之日起十日内返还乙某借款1万元及利息")
    assert (item.interest, item.status) == ((), "不明确")


@pytest.mark.parametrize(("text", "payers", "payees"), [
    ("甲某某向乙某某支付货款1万元", ["甲某某"], ["乙某某"]),
    ("限被告王大河于判决生效后三日内给付原告李小溪1万元", ["王大河"], ["李小溪"]),
    ("在本判决生效后十日内，由东河某商贸公司赔偿赵某经济损失1万元", ["东河某商贸公司"], ["赵某"]),
    ("孙某、周某于判决送达之日起五日内连带返还西山某银行借款1万元", ["孙某", "周某"], ["西山某银行"]),
    ("被告于本判决生效之日起十日内返还原告预付款1万元", ["被告"], ["原告"]),
    ("向阳某厂于本判决生效之日起十日内向北坡某公司支付运费1万元", ["向阳某厂"], ["北坡某公司"]),
])
def test_sides(text: str, payers: list[str], payees: list[str]) -> None:
    item = one(text)
    assert (values(item.payers), values(item.payees)) == (payers, payees)


def test_unreadable_payee_is_not_guessed() -> None:
    item = one("被告王大河于判决生效后三日内支付环境修复费用1万元")
    assert (item.payees, item.status) == ((), "不明确")


@pytest.mark.parametrize(("words", "shown"), [
    ("于本判决生效之日起三十日内", ("effective", 30, "day")), ("自本调解书送达之日起5个工作日内", ("served", 5, "working_day")),
    ("于判决发生法律效力后二个月内", ("effective", 2, "month")), ("于一审判决生效之日起15日内", ("effective", 15, "day")),
])
def test_periods(words: str, shown: tuple[str, int, str]) -> None:
    period = one(f"甲某{words}支付乙某货款1万元").period
    assert period and (period.value.start, period.value.count, period.value.unit) == shown


def test_a_day_to_pay_by_and_at_once() -> None:
    by = one("甲某于2026年6月30日前支付乙某货款1万元").period
    assert by and by.value.by == date(2026, 6, 30)
    now = one("甲某于本判决生效后立即返还乙某货款1万元").period
    assert now and now.value.at_once


@pytest.mark.parametrize(("text", "kind"), [
    ("对甲某不能清偿部分承担补充赔偿责任", "supplementary"), ("承担连带保证责任", "joint"), ("承担保证责任后有权向甲某追偿", "recourse"),
])
def test_liabilities(text: str, kind: str) -> None:
    assert kind in [duty.kind for duty in one(f"丙某对上述债务{text}").liabilities]


def test_denied_liability_is_not_liability() -> None:
    item = one("丙某不承担连带责任")
    assert (item.kind, item.liabilities) == ("dismissal", ())


def test_changed_item_keeps_its_opening() -> None:
    item = one("变更青山县人民法院（2025）内0299民初77号民事判决第一项为：甲某于本判决生效之日起十日内支付乙某货款1万元")
    assert item.amends and values(item.payers) == ["甲某"]
    assert item.kind == "money"


@pytest.mark.parametrize(("text", "kind"), [
    ("撤销青山县人民法院（2025）内0299民初77号民事判决", "review"), ("确认甲某与乙某签订的《租赁合同》解除", "confirm"),
    ("甲某立即停止侵害乙某商标权的行为", "act"), ("甲某将涉案房屋腾空交付乙某", "delivery"), ("云卷云舒", "unclear"),
    ("乙某对甲某名下房屋折价或者拍卖的价款享有优先受偿权", "security"), ("乙某的其他诉讼请求不予支持", "dismissal"),
])
def test_kinds(text: str, kind: str) -> None:
    assert one(text).kind == kind


def test_totals_parts_caps() -> None:
    item = one("甲某赔偿乙某医疗费1000元、误工费500元，以上共计1500元（其中已付200元），以2000元为限")
    assert [one_.role for one_ in item.sums] == ["owed", "owed", "total", "part", "cap"]


@given(st.text(alphabet="一二、；。（）甲乙某公司向于支付返还判决生效之日起十内2019年8月元万以为基数按利率%LPR自至止1", max_size=120))
def test_any_text_is_read_without_error_and_spans_hold(text: str) -> None:
    for item in read_operative(text):
        assert 0 <= item.start < item.end <= len(text)
        for quote in (*item.payers, *item.payees):
            assert text[quote.start:quote.end] == quote.value
        for part in (*item.sums, *item.liabilities):
            assert item.start <= part.start < part.end <= item.end
        reading.Judgment(read(text).heading, None, (item,)).as_data(text)


@pytest.mark.parametrize(("text", "payers", "payees"), [
    ("青山某保险公司在交强险限额内赔偿丁某医疗费1000元", ["青山某保险公司"], ["丁某"]),
    ("郑小满返还服务费500元给林立春、韩多", ["郑小满"], ["林立春", "韩多"]),
    ("青山某律师事务所退还东河某公司律师费1000元", ["青山某律师事务所"], ["东河某公司"]),
    ("天和某运输公司于本判决生效之日起十日内赔偿丁某损失1000元", ["天和某运输公司"], ["丁某"]),
    ("姜某将其购买的汽车退还青山某公司，青山某公司同时退还购车款1000元", [], ["青山某公司"]),
])
def test_harder_sides(text: str, payers: list[str], payees: list[str]) -> None:
    item = one(text)
    assert (values(item.payers), values(item.payees)) == (payers, payees)


def test_a_second_phase_after_several_bases_has_no_base_of_its_own() -> None:
    item = one(
        "甲某支付乙某利息（以3万元为基数自2018年4月1日起，以5万元为基数自2018年5月1日起，均按中国人民银行同期贷款基准利率计至2019年8月19日止，"
        "再自2019年8月20日起按全国银行间同业拆借中心公布的贷款市场报价利率计至付清之日止）"
    )
    assert [(clause.base and clause.base.value, clause.missing) for clause in item.interest] == [
        (3_000_000, ()), (5_000_000, ()), (None, ("基数",)),
    ]


def test_the_rate_published_by_mandate_of_the_central_bank_is_lpr() -> None:
    (clause,) = one(
        "甲某支付乙某利息（以1万元为基数，自2022年1月1日起至付清之日止，按中国人民银行授权全国银行间同业拆借中心公布的一年期贷款市场报价利率计算）"
    ).interest
    assert clause.rate and (clause.rate.value.kind, clause.rate.value.term) == ("lpr", "1Y")


def test_interest_attached_to_the_only_sum_is_on_that_sum_and_says_so() -> None:
    text = "甲某返还乙某货款3万元及利息（自2022年1月1日起至付清之日止按年利率6%计算）"
    (clause,) = one(text).interest
    assert clause.base and clause.base.value == 3_000_000 and text[clause.base.start:clause.base.end] == "3万元"
    assert clause.implied and not clause.missing


def test_interest_after_two_sums_picks_none() -> None:
    (clause,) = one("甲某支付乙某货款3万元、运费1万元及利息（自2022年1月1日起至付清之日止按年利率6%计算）").interest
    assert (clause.base, clause.missing) == (None, ("基数",))


@pytest.mark.parametrize(("words", "last", "first"), [
    ("2019年8月19日前按中国人民银行同期贷款基准利率计算，2019年8月20日起按", date(2019, 8, 19), date(2019, 8, 20)),
    ("2019年8月20日之前按中国人民银行同期贷款基准利率计算，2019年8月20日之后按", date(2019, 8, 19), date(2019, 8, 20)),
])
def test_a_span_divided_at_a_day(words: str, last: date, first: date) -> None:
    first_clause, second = one(
        f"甲某支付乙某利息（以20万元为基数，自2018年6月1日起至付清之日止，{words}全国银行间同业拆借中心公布的贷款市场报价利率计算）"
    ).interest
    assert first_clause.start and (first_clause.start.value, first_clause.end and first_clause.end.value) == (date(2018, 6, 1), last)
    assert second.start and (second.start.value, second.end and second.end.value) == (first, "付清之日")


@pytest.mark.parametrize(("words", "value", "per"), [
    ("全国银行间同业拆借中心公布的一年期贷款市场报价利率四倍即年利率15.4%", "77/500", "year"), ("合同约定的年利率12%", "3/25", "year"),
    ("月息费率1.5%", "3/200", "month"),
])
def test_a_stated_number_wins(words: str, value: str, per: str) -> None:
    (clause,) = one(f"甲某支付乙某利息（以1万元为基数，自2022年1月1日起至付清之日止，按照{words}计算）").interest
    assert clause.rate and (str(clause.rate.value.value), clause.rate.value.per) == (value, per)


def test_a_cap_is_not_the_rate() -> None:
    (clause,) = one("甲某支付乙某利息（以1万元为基数，自2022年1月1日起至付清之日止，按年利率14.8%计算，以LPR四倍为限）").interest
    assert clause.rate and clause.rate.value.value == Fraction(148, 1000)
    assert clause.cap and clause.cap.value.multiple == 4


def test_instalments_have_no_single_period() -> None:
    item = one("甲某于2026年3月31日前支付乙某5万元，于2026年6月30日前支付乙某5万元")
    assert (item.period, values(item.payers), item.status) == (None, ["甲某"], "不明确")


def test_one_period_told_for_the_items_above() -> None:
    first, second, told, _ = read_operative(
        "一、甲某支付乙某货款3万元；二、甲某支付乙某运费1万元；上述第一、二项于本判决生效之日起十日内付清；三、驳回乙某的其他诉讼请求"
    )
    assert told.kind == "period" and first.period and second.period and first.period.value.count == 10


@pytest.mark.parametrize(("text", "owed"), [
    ("甲某支付乙某护理费3万元，扣减已支付的1万元后，甲某还应支付乙某2万元", [2_000_000]),
    ("甲某赔偿乙某损失10万元的40%即4万元", [4_000_000]),
    ("甲某返还乙某已支付的货款3万元", [3_000_000]),
    ("甲某赔偿乙某损失900元（3日×300元/日）", [90_000]),
])
def test_what_is_owed_is_not_what_it_was_counted_from(text: str, owed: list[int]) -> None:
    assert [part.fen for part in one(text).sums if part.role in ("owed", "each")] == owed


def test_who_owes_whom() -> None:
    item = one("甲某欠乙某借款10万元，于2026年6月30日前付清")
    assert (item.kind, values(item.payers), values(item.payees)) == ("money", ["甲某"], ["乙某"])


def test_conditional_recourse_fine() -> None:
    text = "如甲某未按期履行，则另行支付乙某违约金1万元；丙某承担责任后，有权向甲某追偿；被告人丁某犯诈骗罪，判处有期徒刑三年，并处罚金人民币五千元"
    made = read_operative(text)
    assert [item.kind for item in made] == ["conditional", "recourse", "fine"]
    assert values(made[2].payers) == ["丁某"]


def test_heading_in_other_layouts() -> None:
    paper = (
        "（2026）粤仲案字第5412号\n申 请 人：甲空调有限公司；被 申 请 人：乙建设工程有限公司\n原告林立春，女，1980年1月1日出生。\n"
        "被告郑小满，男，汉族。\n原告林立春向本院起诉，称被告欠款。\n原告林立春与被告郑小满民间借贷纠纷一案，现已审理终结。\n判决如下：\n一、驳回林立春的诉讼请求。\n"
        "审 判 员 某某\n二〇二六年五月二十日\n书 记 员 某某\n"
    )
    head = read(paper).heading
    assert [(party.role, party.name.value) for party in head.parties] == [
        ("applicant", "甲空调有限公司"), ("respondent", "乙建设工程有限公司"), ("plaintiff", "林立春"), ("defendant", "郑小满"),
    ]
    assert head.made_on and head.made_on.value == date(2026, 5, 20)
    assert head.cause and head.cause.value == "民间借贷纠纷"


def test_each_base_has_its_own_start() -> None:
    item = one(
        "甲某支付乙某违约金（自2018年10月15日、2019年1月15日起至实际给付之日止，分别以到期未付利息3万元、5万元为基数，按日万分之五计算）"
    )
    assert [(c.base and c.base.value, c.start and c.start.value, c.missing) for c in item.interest] == [
        (3_000_000, date(2018, 10, 15), ()), (5_000_000, date(2019, 1, 15), ()),
    ]
    assert [part.role for part in item.sums] == ["base", "base"]


@pytest.mark.parametrize(("text", "base"), [
    ("甲某支付乙某借款利息（从2008年3月22日起至付款之日止，以欠付金额按中国人民银行同期贷款利率计算）", "欠付金额"),
    ("甲某支付乙某违约金（其中人民币6,150元按中国人民银行同期贷款利率自2013年6月11日起计算至判决生效之日止）", 615_000),
    ("甲某支付乙某利息损失（自2007年7月3日起至本判决生效之日止，以本金人民币43万元按银行同期贷款利率计付）", 43_000_000),
    ("甲某支付乙某上述款项的利息，自2017年7月20日起按年利率6%计算至付清之日止", "上述款项"),
])
def test_bases_in_other_words(text: str, base: int | str) -> None:
    (clause,) = one(text).interest
    assert clause.base and clause.base.value == base and not clause.missing


def test_a_span_told_after_its_two_rates() -> None:
    first, second = one(
        "甲某支付乙某利息（以20万元为基数，2019年8月20日之前按中国人民银行同期贷款基准利率计算，2019年8月20日之后按全国银行间同业拆借中心公布的"
        "贷款市场报价利率计算，自2018年5月1日计算至实际付清之日）"
    ).interest
    assert first.start and first.start.value == date(2018, 5, 1) and second.end and second.end.value == "实际付清之日"
    assert not first.missing and not second.missing


def test_what_is_left_after_an_advance() -> None:
    item = one("甲某赔偿乙某医疗费3万元、误工费1万元，共计4万元，扣除已垫付的1万元，还应赔偿3万元")
    assert [part.fen for part in item.sums if part.role == "owed"] == [3_000_000]
    assert item.status == "不明确"


def test_the_rest_by_the_month_is_instalments() -> None:
    item = one("庞某于2025年3月15日前支付汪某10000元，余款40000元自2025年4月起每月15日前支付5000元，至付清为止")
    assert [(part.fen, part.role) for part in item.sums] == [(1_000_000, "owed"), (4_000_000, "owed"), (500_000, "each")]
    assert (item.period, item.status) == (None, "不明确")


def test_a_multiple_in_words_and_an_aside_after_a_name() -> None:
    item = one("被告田某（身份证号码：略）支付白某利息（以1万元为基数，自2022年1月1日起至付清之日止，按同期贷款利率的百分之一百三十计算）")
    assert values(item.payers) == ["田某"]
    assert item.interest[0].rate and item.interest[0].rate.value.multiple == Fraction(13, 10)
