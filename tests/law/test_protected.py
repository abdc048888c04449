"""受保护的财产：M:P-06、M:X-03，SYS:N6（预设的专户没有合议庭的决定一律冻结不了）。"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import protected
from zhixing.law.protected import Facts, UnknownProtection, guard, recognise

PLANTED = {
    "migrant_wages": Facts("deposit", "专用存款账户", "某建筑公司农民工工资专用账户"),
    "living": Facts("deposit", "个人结算账户", "张某", "低保金发放"),
    "social_funds": Facts("deposit", "财政专户", "某市社会保险基金财政专户"),
    "union": Facts("deposit", "一般存款账户", "某公司工会委员会", "工会经费"),
    "party_dues": Facts("deposit", "专用存款账户", "某公司党委", "党费"),
    "reserves": Facts("deposit", "存款准备金", "某农村信用社"),
    "payment_reserves": Facts("deposit", "客户备付金集中存管账户", "某支付公司"),
    "closed_loan": Facts("deposit", "专用存款账户", "某厂", "封闭贷款结算"),
    "maintenance": Facts("deposit", "专用存款账户", "某小区业主大会", "住宅专项维修资金"),
    "military": Facts("deposit", "特种预算存款", "某部队"),
    "bankruptcy": Facts("deposit", "专用存款账户", "某公司破产管理人"),
    "trust": Facts("deposit", "信托专户", "某信托公司"),
    "futures": Facts("deposit", "专用存款账户", "某期货公司客户保证金"),
    "securities_clearing": Facts("deposit", "专用存款账户", "某证券公司客户交易结算资金"),
    "travel_deposit": Facts("deposit", "专用存款账户", "某旅行社", "旅行社质量保证金"),
    "household": Facts("movable", "", "电饭锅等炊具、餐具"),
    "schooling": Facts("movable", "", "小学课本、书包"),
    "unpublished": Facts("other", "", "未发表的著作手稿"),
    "disability": Facts("vehicle", "", "残疾人专用轮椅车"),
    "honours": Facts("movable", "", "二等功奖章"),
    "treaty": Facts("other", flag="treaty"),
    "other": Facts("deposit", flag="other"),
}
ONLY_DEDUCT = {
    "presale": Facts("deposit", "专用存款账户", "某地产公司商品房预售资金监管账户"),
    "letter_of_credit": Facts("deposit", "信用证开证保证金", "某进出口公司"),
    "acceptance": Facts("deposit", "银行承兑汇票保证金", "某公司"),
    "pledged_deposit": Facts("deposit", "保证金账户", "某担保公司"),
    "relief": Facts("deposit", "一卡通", "李某", "惠农补贴"),
    "home": Facts("real_estate", flag="home"),
}
LIMITED = {
    "wages": Facts("deposit", "代发工资户", "王某"), "pension": Facts("social", "养老金", "赵某"),
    "housing_fund": Facts("housing_fund", "住房公积金账户", "王某"),
}
PLAIN = [
    Facts("deposit", "个人活期结算账户", "张某"), Facts("deposit", "基本存款账户", "某集团有限公司", "集团费用户"),
    Facts("deposit", "一般存款账户", "某信托有限公司"), Facts("wealth", "集合资金信托计划", "张某"), Facts("vehicle", "小型轿车", "蒙BD1234"),
    Facts("real_estate", "住宅", "某小区一室"), Facts("deposit", "", "某救助金融服务公司"), Facts("movable", "工资保证金"),
]


def test_every_rule_is_planted_here_and_has_its_source() -> None:
    assert {one.code for one in protected.rules()} == {*PLANTED, *ONLY_DEDUCT, *LIMITED}
    for one in protected.rules():
        assert str(one.article) and one.conf in ("H", "M", "L") and one.forbids <= {"freeze", "deduct"}
        assert len(one.code) <= 30 and (one.exception or one.forbids)
        re.compile(one.words)
        assert not one.unless or one.words
    assert dict(protected.labels())["migrant_wages"]


def test_every_item_of_the_third_article_is_there() -> None:
    """M:X-03：查封扣押冻结规定第三条（一）至（八）。"""
    assert {f"CF 3({n})" for n in range(1, 9)} <= {one.basis for one in protected.rules()}


@pytest.mark.parametrize(("code", "facts"), PLANTED.items())
def test_planted_accounts_are_never_frozen_without_a_decision(code: str, facts: Facts) -> None:
    for act in ("freeze", "seize", "distrain", "renew", "deduct"):
        found = guard(facts, act=act)
        assert not found.ok and code in {one.subject for one in found.reasons}
        assert all("合议庭" in one.remedy and str(one.article) for one in found.reasons)
        allowed = guard(facts, act=act, decision=True)
        assert allowed.ok and allowed.warnings, "有决定的放行，仍然提醒"
    assert guard(facts, act="release").ok


@pytest.mark.parametrize(("code", "facts"), ONLY_DEDUCT.items())
def test_some_may_be_frozen_but_not_taken(code: str, facts: Facts) -> None:
    """保证金、监管的预售资金可以冻结；生活必需的住房可以查封不得处置（T:S-13）。"""
    frozen = guard(facts)
    assert frozen.ok and frozen.value == code and frozen.warnings
    assert not guard(facts, act="deduct").ok and guard(facts, act="deduct", decision=True).ok


@pytest.mark.parametrize(("code", "facts"), LIMITED.items())
def test_wages_pensions_and_housing_funds_keep_the_living(code: str, facts: Facts) -> None:
    for act in ("freeze", "deduct"):
        found = guard(facts, act=act)
        assert found.ok and found.value == code and "保" in found.warnings[0].text


@pytest.mark.parametrize("facts", PLAIN, ids=lambda one: one.text.replace("\n", "·"))
def test_plain_property_is_not_stopped(facts: Facts) -> None:
    assert recognise(facts) == () and guard(facts, act="deduct").ok


def test_written_in_full_width_or_with_spaces() -> None:
    assert guard(Facts("deposit", name="某公司 农民工 工资 专户")).value == "migrant_wages"
    assert recognise(Facts("deposit", "保证金账户", "某公司农民工工资保证金"))[0].code == "migrant_wages"


def test_a_flag_nobody_knows() -> None:
    with pytest.raises(UnknownProtection):
        protected.rule("nothing")


WORDS = st.text("农民工资专用账户低保社会险基金工经费党特种预算存款保证甲乙", max_size=14)


@given(WORDS, WORDS, WORDS, st.sampled_from(["freeze", "deduct"]))
def test_what_is_recognised_as_barred_is_stopped(sort: str, name: str, remark: str, act: str) -> None:
    facts = Facts("deposit", sort, name, remark)
    barred = {one.code for one in recognise(facts) if act in one.forbids}
    assert {one.subject for one in guard(facts, act=act).reasons} == barred
    assert guard(facts, act=act, decision=True).ok
