"""计息单能不能确认、计息依据能不能收、口径的设置、改动的说法、款项怎样抵充。"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import debt_payments, debt_reading, settings, signing, switches
from zhixing.law.debt_changes import changes
from zhixing.law.interest_sheet import sheet
from zhixing.law.signing import SheetFacts, signable, stated, voidable
from zhixing.law.timeline import Fact

DAY = date(2026, 3, 2)
CLAUSE = {"kind": "yearly", "rate": "6%", "from": "2025-01-01", "to": "payment", "base": "balance"}
ITEM = {"id": "1", "name": "借款本金", "kind": "principal", "amount": "100000", "due": "2025-06-30", "interest": [CLAUSE]}
DATA: dict[str, Any] = {"items": [ITEM], "payments": [{"id": "a", "on": "2026-01-10", "amount": "30000"}]}
FACTS = SheetFacts(number=2, data=DATA, latest=2)


def codes(facts: SheetFacts) -> list[str]:
    return [reason.code for reason in signable(facts).reasons]


@pytest.mark.parametrize(("facts", "found"), [
    (FACTS, []), (replace(FACTS, signed="某法官"), ["sheet.signed"]), (replace(FACTS, voided="某法官", signed="某法官"), ["sheet.voided"]),
    (replace(FACTS, current=False), ["sheet.changed"]), (replace(FACTS, latest=3), ["sheet.older"]),
    (replace(FACTS, as_of=date(2026, 1, 9)), ["sheet.before_payment"]), (replace(FACTS, as_of=date(2026, 1, 10)), []),
    (replace(FACTS, unclear=("利率", "起算日")), ["sheet.unclear"] * 2),
    (replace(FACTS, data={"items": [{**ITEM, "in_double_base": "judge"}]}), ["sheet.judge"]),
    (replace(FACTS, data={"items": [{**ITEM, "amount": 0, "interest": []}]}), ["sheet.no_sum"]),
    (replace(FACTS, data={"items": [{**ITEM, "interest": [{**CLAUSE, "rate": None}]}]}), ["sheet.unclear"]),
    (replace(FACTS, data={"items": [{**ITEM, "interest": [{**CLAUSE, "rate": "24"}]}]}), ["sheet.wrong"]),
    (replace(FACTS, current=False, unclear=("利率",), latest=3), ["sheet.older", "sheet.changed", "sheet.unclear"]),
])
def test_why_a_sheet_may_not_be_signed(facts: SheetFacts, found: list[str]) -> None:
    """M:G-01、M:D-03：逐条有依据和下一步。"""
    assert codes(facts) == found and signable(facts).value == (not found)
    assert all(reason.remedy and str(reason.article) for reason in signable(facts).reasons)


def test_what_is_unclear_does_not_hide_what_is_wrong() -> None:
    unclear, wrong = {**ITEM, "interest": [{**CLAUSE, "rate": None}]}, {**ITEM, "id": "2", "amount": "-1"}
    found = list(signing.unclear({"items": [unclear, wrong, {**unclear, "id": "3"}], "origin": "x"}))
    assert sorted(reason.code for reason in found) == ["sheet.unclear"] * 2 + ["sheet.wrong"] * 2
    assert [text for text in ("items 第1项", "items 第2项", "items 第3项", "origin") if not any(text in r.text for r in found)] == []
    assert not stated({"items": [unclear, wrong]}, {}, "某人", "").ok and stated({"items": [unclear]}, {}, "某人", "").ok


def test_voided_once() -> None:
    assert voidable(FACTS).ok and not voidable(replace(FACTS, voided="某法官")).ok


def test_who_set_a_switch_is_written_by_the_system() -> None:
    own = {"basis": {"value": "360", "by": "院长", "why": "合同约定"}, "round_to": "1"}
    given_ = {"items": [ITEM], "switches": own}
    kept = stated(given_, {}, "某书记员", "照判决").require()["switches"]
    assert kept["basis"] == {"value": "360", "by": "某书记员", "why": "合同约定"}
    assert kept["round_to"] == {"value": "1", "by": "某书记员", "why": "照判决"}
    again = stated({**given_, "switches": {"basis": "360", "round_to": "0.1"}}, {"switches": kept}, "另一人", "更正").require()["switches"]
    assert again["basis"] == kept["basis"] and again["round_to"] == {"value": "0.1", "by": "另一人", "why": "更正"}


KEYS = st.sampled_from(["items", "id", "amount", "switches", "interest", "x"])


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=8,
).filter(lambda value: isinstance(value, dict)))
def test_any_json_is_answered_in_a_sentence(data: dict[str, Any]) -> None:
    found = stated(data, {}, "某人", "")
    assert found.ok or all(reason.text for reason in found.reasons)


def test_too_long_is_refused() -> None:
    assert [r.code for r in stated({"items": [ITEM], "title": "长" * signing.LONGEST}, {}, "某人", "").reasons] == ["sheet.long"]


# ---- 口径 ----


def test_every_switch_is_a_court_setting() -> None:
    own = {one.key.removeprefix(settings.MONEY): one for one in settings.catalogue() if one.group == "money"}
    assert list(own) == list(switches.CHOICES)
    for name, one in own.items():
        assert dict(one.choices) == switches.CHOICES[name] and one.default == getattr(switches.DEFAULTS, name)
        assert (one.title, one.type) == (switches.TITLES[name], "choice")
    assert set(settings._table()["money"]) <= set(own)


@pytest.mark.parametrize("name", sorted(signing.ELSEWHERE))
def test_switches_of_fees_and_distribution_do_not_enter_a_sheet(name: str) -> None:
    claim = debt_reading.claim({"items": [ITEM, {**ITEM, "id": "2", "kind": "costs"}]})
    before = sheet(claim, DAY)
    for value in switches.CHOICES[name]:
        after = sheet(claim.under(claim.switches.with_changes({name: value})), DAY)
        assert (after.total, after.lines, after.segments, after.items) == (before.total, before.lines, before.segments, before.items)


# ---- 改动 ----


@pytest.mark.parametrize(("after", "told"), [
    ({"items": [{**ITEM, "amount": "90000"}]}, "“借款本金”金额：100000 → 90000"),
    ({"items": [{**ITEM, "interest": [{**CLAUSE, "rate": "5%"}]}]}, "“借款本金”利息条款第1条利率：6% → 5%"),
    ({"items": [{**ITEM, "interest": [{**CLAUSE, "to": "due"}]}]}, "“借款本金”利息条款第1条止：清偿之日 → 履行期限届满日"),
    ({"items": [{**ITEM, "secured": True}]}, "“借款本金”有担保：（无） → 是"),
    ({"items": [ITEM], "switches": {"basis": {"value": "360"}}}, "口径“一年的天数”取值：（无） → 360"),
    ({"items": [ITEM], "title": "甲"}, "执行依据：（无） → 甲"),
])
def test_a_change_is_told_in_words(after: dict[str, Any], told: str) -> None:
    assert changes({"items": [ITEM]}, after) == (told,)


def test_items_are_known_by_their_id_not_their_place() -> None:
    other = {"id": "2", "kind": "costs", "amount": "50"}
    assert changes({"items": [ITEM, other]}, {"items": [other, ITEM]}) == ()
    assert "诉讼费 → （无）" in "；".join(changes({"items": [ITEM, other]}, {"items": [ITEM]}))


# ---- 款项 ----


def fact(seq: int, kind: str, on: date = DAY, subject: str = "", source: str = "", **data: Any) -> Fact:
    return Fact(seq, kind, on, subject=subject, data=json.loads(json.dumps(data)), source=source)


def test_which_entries_are_payments() -> None:
    """M:D-06：到账自划拨之日停止计息；没有认领的、分期、没有金额的不计入。"""
    rows = debt_payments.found([
        fact(1, debt_payments.DIRECT, amount_fen=100),
        fact(2, debt_payments.RECEIVED, subject="甲", amount_fen=200, stopped_on="2026-02-27", how="deducted"),
        fact(3, debt_payments.CLAIMED, subject="甲"), fact(4, debt_payments.RECEIVED, subject="乙", amount_fen=300),
        fact(5, debt_payments.RECEIVED, subject=debt_payments.LUMP, source="imported", amount_fen=400),
        fact(6, debt_payments.INSTALMENT, amount_fen=500), fact(7, debt_payments.OFFSET, subject="房"), fact(8, "control.Deducted", amount_fen=9),
        fact(9, debt_payments.PAID, subject="丙", amount_fen=600), fact(10, debt_payments.PAID, subject="乙"),
        fact(11, debt_payments.RECEIVED, subject="丁", amount_fen=700),
    ])
    assert [(one.fact.seq, one.amount, one.how, one.omitted, one.lump) for one in rows] == [
        (1, 100, "direct", "", False), (2, 200, "deducted", "", False), (4, 300, "transfer", "", False),
        (5, 400, "transfer", "", True), (6, 500, "direct", "instalment", False), (7, 0, "in_kind", "unpriced", False),
        (9, 600, "transfer", "unreceived", False), (11, 700, "transfer", "unclaimed", False),
    ]
    assert [one.day for one in rows[:2]] == [DAY, date(2026, 2, 27)]


@pytest.mark.parametrize(("text", "found"), [("借款本金", "1"), ("1", "1"), ("", ""), ("违约金", ""), ("同名", "")])
def test_which_item_a_designation_means(text: str, found: str) -> None:
    items = [ITEM, {"id": "2", "name": "同名"}, {"id": "3", "name": "同名"}]
    assert debt_payments.item_id(text, items) == found
