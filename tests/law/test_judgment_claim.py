"""由主文拟 CLAIM.json：读懂的才填，每个值有出处，没有定的列出；补齐以后读得成。例子都是编的。"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zhixing.law import debt_reading
from zhixing.law.debt import BadClaim
from zhixing.law.judgment import claim
from zhixing.law.judgment.reading import Judgment, read, read_operative
from zhixing.law.judgment.sections import Heading

EFFECTIVE = date(2025, 3, 1)
LOAN = "一、被告郑小满于本判决生效之日起十日内偿还原告林立春借款本金50万元及利息（{}）；二、驳回原告林立春的其他诉讼请求。"
FILL = {"due": "2025-03-11", "from": "1999-03-01", "to": "payment", "base": "balance", "term": "1y", "fixed_on": "2021-03-01"}


def made(text: str, effective: date | None = EFFECTIVE) -> claim.Draft:
    return claim.draft(Judgment(Heading(), (0, len(text)), read_operative(text)), text, effective)


def clause(words: str, effective: date | None = EFFECTIVE) -> dict[str, Any]:
    (item,) = made(LOAN.format(words), effective).data["items"]
    (found,) = item["interest"]
    return dict(found)


def filled(drafted: claim.Draft) -> dict[str, Any]:
    """把列出的各处填上。"""
    data = json.loads(json.dumps(drafted.data))
    for one in drafted.open:
        *way, key = one.path.split("/")
        if key in FILL:
            at: Any = data
            for step in way:
                at = at[int(step)] if step.isdecimal() else at[step]
            at.setdefault(key, FILL[key])
    return data


def test_a_loan_is_complete_and_every_value_has_its_words() -> None:
    text = LOAN.format("以50万元为基数，自2021年3月1日起至实际清偿之日止，按照全国银行间同业拆借中心公布的一年期贷款市场报价利率的四倍计算")
    drafted = made(text)
    assert drafted.open == ()
    assert drafted.data == {"effective_on": "2025-03-01", "items": [{
        "id": "1", "kind": "principal", "name": "借款本金", "amount": "500000.00", "due": "2025-03-11",
        "interest": [{"kind": "lpr", "term": "1y", "multiple": "4", "from": "2021-03-01", "to": "payment", "base": "balance"}],
    }]}
    shown = {path: text[start:end] for path, (start, end) in drafted.quotes.items()}
    assert shown["items/0/amount"] == "50万元" and shown["items/0/interest/0/from"] == "2021年3月1日"
    assert shown["items/0/interest/0/to"] == "实际清偿之日" and "生效之日起十日内" in shown["items/0/due"]
    assert debt_reading.claim(drafted.data).items[0].clauses[0].multiple == 4


@pytest.mark.parametrize(("words", "found"), [
    ("按年利率24%计算", {"kind": "yearly", "rate": "24%"}),
    ("按月利率2分计算", {"kind": "monthly", "rate": "2%"}),
    ("按月利率14.986245‰计算", {"kind": "monthly", "rate": "1.4986245%"}),
    ("按日万分之五计算", {"kind": "daily", "rate": "0.05%"}),
    ("按年利率6%上浮50%计算", {"kind": "yearly", "rate": "6%", "multiple": "1.5"}),
    ("按照中国人民银行同期贷款基准利率的130%计算", {"kind": "benchmark", "multiple": "1.3"}),
    ("按照全国银行间同业拆借中心2021年2月公布的一年期贷款市场报价利率计算", {"kind": "lpr", "term": "1y", "fixed_on": "2021-02-28"}),
    ("按照2022年11月20日全国银行间同业拆借中心公布的五年期以上贷款市场报价利率计算", {"kind": "lpr", "term": "5y"}),
])
def test_kinds_of_clauses(words: str, found: dict[str, str]) -> None:
    got = clause(f"以50万元为基数，自2021年3月1日起至实际清偿之日止，{words}")
    assert {key: got[key] for key in found} == found


@pytest.mark.parametrize(("words", "to"), [
    ("实际付清之日", "payment"), ("借款本金还清之日", "payment"), ("本判决确定的给付之日", "due"), ("履行期限届满之日", "due"),
    ("本判决生效之日", "2025-03-01"), ("2024年12月31日", "2024-12-31"),
])
def test_until(words: str, to: str) -> None:
    assert clause(f"以50万元为基数，自2021年3月1日起至{words}止，按年利率6%计算")["to"] == to


def test_part_of_the_principal_is_a_fixed_base() -> None:
    assert clause("以20万元为基数，自2021年3月1日起至实际付清之日止，按年利率6%计算")["base"] == "200000.00"


def test_afterwards_begins_the_day_after_the_reckoning() -> None:
    drafted = made(LOAN.format("暂计至2021年3月1日为3万元，此后以50万元为基数按年利率6%计算至实际付清之日止"))
    first, second = drafted.data["items"]
    assert first["interest"][0]["from"] == "2021-03-02"
    assert (second["kind"], second["amount"]) == ("fixed_interest", "30000.00")
    assert debt_reading.claim(drafted.data)


@pytest.mark.parametrize(("words", "path", "why"), [
    ("以50万元为基数，自起诉之日起至付清之日止，按年利率6%计算", "items/0/interest/0/from", "起诉之日"),
    ("以50万元为基数，自2021年3月1日起，按年利率6%计算", "items/0/interest/0/to", "没有写算到"),
    ("以50万元为基数，自2021年3月1日起至付清之日止，按照起诉时一年期贷款市场报价利率计算", "items/0/interest/0/fixed_on", "请填那一天"),
    ("以50万元为基数，自2021年3月1日起至付清之日止，按照一年期贷款市场报价利率计算", "items/0/interest/0/fixed_on", "浮动还是固定"),
    ("以50万元为基数，自2021年3月1日起至付清之日止，按照全国银行间同业拆借中心公布的贷款市场报价利率计算", "items/0/interest/0/term", "一年期"),
    ("以借款本息之和为基数，自2021年3月1日起至付清之日止，按年利率6%计算", "items/0/interest/0/base", "借款本息之和"),
    ("以60万元为基数，自2021年3月1日起至付清之日止，按年利率6%计算", "items/0/interest/0/base", "大"),
])
def test_what_is_not_settled_is_listed_and_then_it_reads(words: str, path: str, why: str) -> None:
    drafted = made(LOAN.format(words))
    assert [(one.path, why in one.why) for one in drafted.open] == [(path, True)]
    assert drafted.open[0].span
    assert debt_reading.claim(filled(drafted))


@pytest.mark.parametrize("words", [
    "以50万元为基数，自2021年3月1日起至付清之日止，按照合同约定的标准计算", "以50万元为基数，自2021年3月1日起至付清之日止，按6%的利率计算",
    "以50万元为基数，自2021年3月1日起至付清之日止，按照中国人民银行同期存款利率计算",
])
def test_a_rate_that_cannot_be_used_leaves_no_clause(words: str) -> None:
    drafted = made(LOAN.format(words))
    assert "interest" not in drafted.data["items"][0]
    assert [one.path for one in drafted.open] == ["items/0"]


def test_without_the_day_of_effect_the_period_is_open() -> None:
    drafted = made(LOAN.format("以50万元为基数，自2021年3月1日起至付清之日止，按年利率6%计算"), None)
    assert [(one.path, "生效日" in one.why) for one in drafted.open] == [("items/0/due", True)]
    assert debt_reading.claim(filled(drafted))


def test_interest_in_an_item_of_its_own_goes_to_the_sum_it_is_on() -> None:
    drafted = made(
        "一、甲某于本判决生效之日起十日内支付乙某货款30万元；二、甲某于本判决生效之日起十日内支付乙某律师费1万元；三、甲某于本判决生效之日起十日内支付乙某"
        "逾期付款利息（以30万元为基数，自2022年1月1日起至实际付清之日止，按年利率6%计算）"
    )
    assert [(item["kind"], len(item.get("interest", []))) for item in drafted.data["items"]] == [("price", 1), ("lawyer_fee", 0)]
    assert drafted.open == () and debt_reading.claim(drafted.data)


def test_duties_the_other_way_are_not_mixed_in() -> None:
    drafted = made("一、甲某返还乙某货款30万元；二、乙某支付甲某违约金1万元")
    assert [item["amount"] for item in drafted.data["items"]] == ["300000.00"]
    assert ["相反" in one.why for one in drafted.open] == [True]


def test_dates_of_performance() -> None:
    assert made("甲某于2026年6月30日前支付乙某货款1万元").data["items"][0]["due"] == "2026-06-30"
    assert made("甲某于判决生效之日起二个月内支付乙某货款1万元", date(2025, 12, 31)).data["items"][0]["due"] == "2026-02-28"
    served = made("甲某自本调解书送达之日起五日内支付乙某货款1万元")
    assert [one.path for one in served.open] == ["items/0/due"]


def test_title_kind_and_currency() -> None:
    paper = "某某区人民法院\n民事调解书\n（2025）内0299民初77号\n自愿达成如下协议：\n一、甲某于2026年6月30日前支付乙某货款100美元。\n"
    drafted = claim.draft(read(paper), paper)
    assert (drafted.data["title"], drafted.data["origin"], drafted.data["currency"]) == ("（2025）内0299民初77号", "mediation", "USD")
    assert debt_reading.claim(drafted.data)


ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT.parent / "shared/data/judgments/operative_parts.jsonl"


@pytest.mark.skipif(not TEXTS.exists(), reason="原文不在项目里")
def test_every_real_operative_part_reads_once_its_open_points_are_filled() -> None:
    complete = 0
    for row in TEXTS.read_text("utf-8").splitlines():
        text = json.loads(row)["operative"]
        drafted = made(text)
        if not drafted.data["items"]:
            continue
        try:
            debt_reading.claim(filled(drafted))
        except BadClaim as error:
            raise AssertionError(f"{error}：{drafted.data}") from None
        complete += not drafted.open
    assert complete > 200


def test_interest_already_reckoned_is_not_counted_twice() -> None:
    drafted = made(
        "一、甲某返还乙某借款50万元；二、甲某支付乙某从2015年2月1日至2017年4月15日的利息205000元（以50万元为基数，按照年利率24%计算）"
    )
    assert [(item["kind"], "interest" in item) for item in drafted.data["items"]] == [("principal", False), ("fixed_interest", False)]
    assert ["已经写明数额" in one.why for one in drafted.open] == [True]


# ---- 不猜 ----

PAYS = "一、被告郑小满于本判决生效之日起十日内{}；二、驳回原告林立春的其他诉讼请求。"


def whys(text: str) -> str:
    """没有定的各处。"""
    return "；".join(one.why for one in made(text).open)


@pytest.mark.parametrize(("words", "told"), [
    ("给付原告林立春借款人民币壹拾万元（￥10,000元）", "大写和小写不一致"),
    ("支付原告林立春赔偿款80000元（已支付30000元，尚需支付50000元）", "已经付的数"),
    ("给付原告林立春借款10万元及利息（以10万元为基数，按年利率6%即月利率6%自2023年1月1日起计算至付清之日止）", "两种利率"),
])
def test_what_contradicts_itself_is_asked(words: str, told: str) -> None:
    assert told in whys(PAYS.format(words))


def test_a_sum_written_two_ways_is_not_chosen() -> None:
    assert made(PAYS.format("给付原告林立春借款人民币壹拾万元（￥10,000元）")).data["items"] == []
    (item,) = made(PAYS.format("给付原告林立春借款人民币壹拾万元（￥100,000元）")).data["items"]
    assert item["amount"] == "100000.00"
    given_back = whys(PAYS.format("返还原告林立春已支付的货款10000元"))
    assert "已经付的数" not in given_back


@pytest.mark.parametrize(("words", "rate"), [("月息1分5厘", "1.5%"), ("月息一分半", "1.5%"), ("月利率2分", "2%"), ("月息5厘", "0.5%")])
def test_fen_and_li_of_a_monthly_rate(words: str, rate: str) -> None:
    """M:G-11：分是百分之一，厘是千分之一；分后面的厘不能丢。"""
    assert clause(f"以50万元为基数，按{words}自2020年1月1日起计算至付清之日止")["rate"] == rate


def test_a_rate_said_again_by_the_month_is_one_rate() -> None:
    found = clause("以50万元为基数，按年利率12%（即月利率1%）自2020年1月1日起计算至付清之日止")
    assert (found["kind"], found["rate"], found["from"]) == ("yearly", "12%", "2020-01-01")


def test_the_whole_is_not_counted_beside_its_instalments() -> None:
    drafted = made(
        "一、被告郑小满欠原告林立春货款30000元，于2024年6月30日前支付10000元，于2024年9月30日前支付10000元，余款10000元于2024年12月31日前付清；"
    )
    assert [item["amount"] for item in drafted.data["items"]] == ["10000.00"] * 3
    assert any("等于各期之和" in one.why for one in drafted.open)


def test_two_creditors_and_what_an_appeal_keeps_are_told() -> None:
    two = "一、被告郑小满于本判决生效之日起十日内向原告林立春支付货款10000元；二、被告郑小满于本判决生效之日起十日内向原告何秋月支付货款20000元。"
    assert "权利人不同（林立春、何秋月）" in whys(two)
    appeal = "一、维持某法院（2023）内0221民初1号民事判决第一项；二、郑小满于本判决生效之日起十日内支付林立春违约金5000元。"
    assert "请照原判决补上" in whys(appeal)
