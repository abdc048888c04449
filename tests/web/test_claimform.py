"""债务表单：摊开再收回来一字不差，增减行不丢内容，毛病标在栏目下、一次说完，认不出的名称原样带着。"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from zhixing.entrances.web import claimform
from zhixing.entrances.web.claimform import ClaimForm, ClaimPiece
from zhixing.law import debt_reading

SCHEMA = Path(__file__).resolve().parents[2] / "docs/schema/claim.schema.json"
EXAMPLES = json.loads(SCHEMA.read_text("utf-8"))["examples"]
CLAUSE = {"kind": "lpr", "from": "2024-01-01", "to": "payment", "base": "balance", "term": "1y"}
LOAN = {"id": "1", "kind": "principal", "name": "借款本金", "amount": "100000.00", "due": "2025-06-30", "interest": [CLAUSE]}


def posted(claim: dict[str, Any], **more: str) -> QueryDict:
    """像浏览器那样交上来。"""
    sent = QueryDict(claimform.encoded(claim).urlencode(), mutable=True)
    for name, value in more.items():
        sent[name] = value
    return sent


def errors(form: ClaimForm) -> dict[str, str]:
    """栏目 → 下面写的话。"""
    return {f"{row.prefix}-{name}": " ".join(told) for row in form.forms for name, told in row.errors.items()}


@pytest.mark.parametrize("claim", EXAMPLES, ids=[e["title"] for e in EXAMPLES])
def test_every_kind_of_clause_goes_into_the_form_and_comes_back(claim: dict[str, Any]) -> None:
    form = ClaimForm(posted(claim), payments=True)
    assert form.valid(), errors(form)
    assert debt_reading.claim(form.claim) == debt_reading.claim(claim)


def test_rows_are_added_and_dropped_without_losing_what_was_typed() -> None:
    query = claimform.reshaped(posted({"items": [LOAN]}, do="add:items"))
    query["items-1-amount"], query["items-1-kind"] = "8.6万", "price"
    query = claimform.reshaped(posted_again(query, "add:items-1-interest"))
    assert query["items-1-interest-0-kind"] == "lpr"
    claim = claimform.read(query)
    assert [item["id"] for item in claim["items"]] == ["1", "2"]
    assert claim["items"][1]["amount"] == "86000.00"
    assert claim["items"][0]["interest"] == [CLAUSE]
    claim = claimform.read(claimform.reshaped(posted_again(query, "drop:items-0")))
    assert [item["id"] for item in claim["items"]] == ["2"]  # 编号不变：还款凭它指定清偿哪一项
    assert claim["items"][0]["interest"][0]["kind"] == "lpr"


def posted_again(query: QueryDict, do: str) -> QueryDict:
    """再按一个按钮。"""
    sent = query.copy()
    sent["do"] = do
    return sent


@pytest.mark.parametrize("do", ["", "add:nothing", "drop:items", "drop:items-99", "drop:items-x", "add:items-0-interest-0", "redraw", "add:"])
def test_an_unknown_button_changes_nothing(do: str) -> None:
    query = posted({"items": [LOAN]})
    assert claimform.read(claimform.reshaped(posted_again(query, do))) == claimform.read(query)


def test_all_faults_are_told_at_once_each_beside_its_field_with_the_article() -> None:
    wrong = {"items": [
        LOAN | {"amount": "十万", "interest": [
            CLAUSE | {"kind": "yearly", "rate": "24"}, CLAUSE | {"to": "2023-01-01"}, {"kind": "daily", "to": "due"},
        ]},
        {"id": "2", "kind": "price", "amount": "5", "due": "2025-02-30"},
    ], "exclusions": [{"from": "2025-02-01", "to": "2025-01-01", "reason": "review"}], "waivers": [{"on": "2025-01-01", "amount": "all"}]}
    form = ClaimForm(posted(wrong))
    assert not form.valid()
    told = errors(form)
    assert "看不懂这个金额" in told["items-0-amount"]
    assert "24%" in told["items-0-interest-0-rate"]
    assert "止日2023年1月1日早于起算日2024年1月1日" in told["items-0-interest-1-to_day"]
    assert all("不明确" in told[f"items-0-interest-2-{name}"] for name in ("from_", "base", "rate"))
    assert "迟延履行期间的债务利息" in told["items-0-interest-2-rate"]
    assert "没有这一天" in told["items-1-due"]
    assert "早于" in told["exclusions-0-to"]
    assert "请填写" in told["waivers-0-document"]
    assert form.wrong == len(told)
    assert form.claim["items"][0]["amount"] == "十万"  # 填的都在
    assert 'value="十万"' in render_to_string("claim/form.html", {"it": ClaimPiece(form=form, url="/x/")})


def test_what_concerns_the_whole_debt_is_told_at_the_top_in_chinese() -> None:
    two = [{"from": "2025-01-01", "to": "2025-02-01", "reason": "review"}, {"from": "2025-01-31", "to": "2025-03-01", "reason": "retrial"}]
    form = ClaimForm(posted({"items": [LOAN], "exclusions": two}))
    assert not form.valid()
    assert "重叠" in form.general[0]
    assert "exclusions" not in form.general[0]
    assert "2025年1月31日" in form.general[0]


def test_names_the_form_does_not_know_are_kept() -> None:
    claim = {"items": [LOAN | {"cap": {"contract_on": "2023-06-01", "filed_on": "2024-09-01", "counted": "month"}, "since": "2025-01-01",
                              "interest": [CLAUSE | {"note": [1, 2]}]}], "more": {"a": 1}}
    assert claimform.read(posted(claim)) == claim


def test_a_draft_with_gaps_shows_the_gaps_and_guesses_nothing() -> None:
    form = ClaimForm.of({"items": [{"id": "1", "kind": "principal", "amount": "5", "interest": [{"kind": "lpr", "to": "payment"}]}]})
    assert not form.wrong
    assert form.claim["items"][0]["interest"] == [{"kind": "lpr", "to": "payment"}]
    html = render_to_string("claim/form.html", {"it": ClaimPiece(form=form, url="/x/")})
    assert html.count('<option value="" selected>请选择') == 2  # 基数、LPR期限


def test_each_kind_shows_its_own_fields_only() -> None:
    shown = {kind: set(ClaimForm.of({"items": [LOAN | {"interest": [{"kind": kind}]}]}).clauses[0][0].fields) for kind in ("lpr", "daily")}
    assert "rate" not in shown["lpr"]
    assert "term" not in shown["daily"]
    assert shown["lpr"] & shown["daily"] == {"rest", "kind", "from_", "to", "base", "multiple", "basis"}


def test_own_settings_go_in_and_out_with_who_and_why() -> None:
    own = {"basis": {"value": "360", "by": "斯某", "why": "银行借款合同约定"}, "order": "costs,principal,interest,double"}
    claim = claimform.read(posted({"items": [LOAN], "switches": own}))
    assert claim["switches"]["basis"] == own["basis"]
    assert claim["switches"]["order"] == {"value": own["order"]}
    assert len(debt_reading.claim(claim).switches.changed) == 2


def test_more_rows_than_the_form_can_hold_are_refused_by_number() -> None:
    with pytest.raises(claimform.TooMany, match="5000"):
        claimform.encoded({"items": [LOAN], "payments": [{"id": str(n), "on": "2025-01-01", "amount": "1"} for n in range(5000)]})


def test_hostile_input_is_only_text() -> None:
    query = posted({"items": [LOAN | {"name": '<script>"'}]})
    query["items-count"], query["items-0-rest"], query["claim-rest"] = "9999", "{", "[1]"
    form = ClaimForm(query)
    assert len(form.items) <= claimform.MOST
    assert not form.valid()
    html = render_to_string("claim/form.html", {"it": ClaimPiece(form=form, url="/x/")})
    assert "<script>" not in html


LENT = {
    "contract_on": "2018-01-01", "filed_on": "2020-10-01", "counted": "month",
    "interest_paid": [{"from": "2018-01-01", "to": "2018-06-30", "amount": "30000"}],
    "first_loan": {"amount": "90000.00", "from": "2017-01-01", "to": "2018-12-31"},
}


def lent(**more: object) -> ClaimForm:
    """一项民间借贷的本金。"""
    clause = {"kind": "yearly", "rate": "24%", "from": "2018-07-01", "to": "payment", "base": "balance"}
    return ClaimForm(posted({"items": [LOAN | {"cap": LENT | more, "interest": [clause]}]}))


def test_interest_paid_before_the_suit_and_the_first_loan_have_fields_of_their_own() -> None:
    form = lent()
    row = form.groups["items"][0]
    assert row.raw("cap_interest_paid") == "2018-01-01 2018-06-30 30000"
    assert not row.raw("rest")
    assert form.valid()
    assert form.claim["items"][0]["cap"] == LENT


@pytest.mark.parametrize(("wrong", "field", "told"), [
    ({"interest_paid": [{"from": "2018-01-01", "to": "2017-06-30", "amount": "30000"}]}, "cap_interest_paid", "早于起日"),
    ({"interest_paid": [{"from": "2018-01-01", "to": "2018-06-30", "amount": "三万"}]}, "cap_interest_paid", "三万"),
    ({"interest_paid": [{"from": "2018-01-01"}]}, "cap_interest_paid", "没有填"),
    ({"first_loan": {"amount": "9", "from": "2018-01-01", "to": "2017-01-01"}}, "cap_first_to", "早于起日"),
    ({"first_loan": {"amount": "9", "to": "2017-01-01"}}, "cap_first_from", "没有填"),
])
def test_what_is_wrong_with_a_loan_stands_under_its_field(wrong: dict[str, object], field: str, told: str) -> None:
    form = lent(**wrong)
    assert not form.valid()
    assert told in form.groups["items"][0].errors[field][0]


@pytest.mark.parametrize("count", ["201", "999999999999", "-5", "x"])
def test_more_rows_than_fit_are_told_and_not_left_out(count: str) -> None:
    query = claimform.encoded({"items": [{"id": "1", "kind": "principal", "amount": "1"}]})
    query["items-count"] = count
    form = claimform.ClaimForm(query)
    assert not form.valid()
    assert "至多200行" in form.general[0]
