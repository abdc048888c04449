"""法院设置目录。"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import node_table, settings
from zhixing.law.settings import UnknownSetting, catalogue, default, find, groups, validate

NEW_YEAR = {"date": "2027-01-01", "off": True, "name": "元旦"}
YEAR = {"2027": {"days": [NEW_YEAR], "notice": {"title": "安排", "number": "x"}}}
NADAM = {"2026-07-11": "那达慕", "2026-08-02": "那达慕"}


def test_every_default_is_valid_and_explained() -> None:
    for setting in catalogue():
        assert setting.title and setting.help and setting.group in groups()
        assert setting.conf in settings.CONFIDENCE
        assert str(setting.basis)
        found = validate(setting.key, setting.default)
        assert found.ok, (setting.key, found.reasons)
        assert found.value == setting.default


def test_keys_others_rely_on() -> None:
    expected = {
        "number_source": "own", "small_claim_yuan": 50000, "mfa": "optional", "password_days": 90,
        "local_holidays": {}, "calendar_years": {}, "case_number_start": {}, "approval.panel": 1,
        "node.N-04.days": 10, "node.JS-01.days": 1, "node.JS-02.days": 3, "node.JS-03.days": 5,
    }
    assert {key: default(key) for key in expected} == expected
    assert {s.key for s in catalogue() if s.group == "security"} == {"mfa", "password_days", "session_hours"}


def test_hard_limits_are_not_offered() -> None:
    offered = {s.key for s in catalogue()}
    for rule in node_table.rules():
        assert (f"node.{rule.code}.days" in offered) == rule.adjustable, rule.code
        assert (f"node.{rule.code}.off" in offered) == (not rule.hard), rule.code


@pytest.mark.parametrize(("key", "value", "clean"), [
    ("small_claim_yuan", "１００００", 10000), ("small_claim_yuan", 0, 0), ("mfa", "required", "required"),
    ("node.N-04.days", 5, 5), ("node.N-04.off", True, True), ("node.N-04.warn", [1, 3, 3, 7], [7, 3, 1]),
    ("local_holidays", dict(reversed(NADAM.items())), NADAM),
    ("calendar_years", YEAR, YEAR), ("case_number_start", {"执": 1201}, {"执": 1201}),
    ("approval.close_finished.steps", ["director"], ["director"]), ("approval.fine.steps", [], []),
])
def test_good_values(key: str, value: Any, clean: Any) -> None:
    found = validate(key, value)
    assert found.ok, found.reasons
    assert found.value == clean


@pytest.mark.parametrize(("key", "value"), [
    ("small_claim_yuan", -1), ("small_claim_yuan", "五万"), ("small_claim_yuan", True), ("small_claim_yuan", None),
    ("small_claim_yuan", "²"), ("small_claim_yuan", "9" * 5000), ("mfa", "maybe"), ("mfa", []), ("number_source", ""),
    ("node.N-04.days", 0), ("node.N-04.days", 999), ("node.N-04.off", "是"), ("node.N-04.warn", [1] * 11),
    ("node.N-04.warn", ["x"]), ("local_holidays", {"2026-02-30": "节"}), ("local_holidays", {"2026-08-02": ""}),
    ("local_holidays", ["2026-08-02"]), ("local_holidays", {"2026-08-02": "节\ud800"}),
    ("calendar_years", {"2027": {"days": []}}),
    ("calendar_years", {"2027": {"days": [{"date": "2027-13-01", "off": True}]}}),
    ("calendar_years", {"2027": {"days": [{"date": "2025-05-01", "off": True}]}}), ("calendar_years", {"二零": {}}),
    ("calendar_years", {"2027": None}), ("case_number_start", {"执": 0}), ("case_number_start", {"执": "1"}),
    ("approval.fine.steps", ["director"]), ("approval.suspend.steps", ["director"]),
    ("approval.fine.steps", ["president", "president"]), ("approval.fine.steps", ["cook"]),
    ("approval.fine.steps", "院长"), ("approval.pay_out.steps", ["director"]), ("approval.fine.steps", ["cashier"]),
    ("approval.pay_out.steps", ["funds", "director", "accountant", "cashier"]),
])
def test_bad_values_are_told_in_chinese(key: str, value: Any) -> None:
    (reason,) = validate(key, value).reasons
    assert reason.subject == key
    assert reason.text.startswith(find(key).title) and reason.text.endswith("。")
    assert "month" not in reason.text and "Error" not in reason.text


@given(
    st.sampled_from([s.key for s in catalogue()]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=10),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_any_json_is_answered(key: str, value: Any) -> None:
    found = validate(key, value)
    if found.ok:
        json.dumps(found.value, ensure_ascii=False).encode()


def test_unknown_key() -> None:
    with pytest.raises(UnknownSetting):
        validate("nothing", 1)
    with pytest.raises(KeyError):
        default("nothing")


def test_overrides_for_the_node_table() -> None:
    found = settings.overrides({
        "node.N-04.days": 5, "node.N-04.warn": [2, 0], "node.N-43.off": True, "node.N-02.off": False, "mfa": "off",
    })
    assert found == node_table.Overrides({"N-04": (5, "d")}, {"N-04": (2, 0)}, frozenset({"N-43"}))
    applied = found.apply(node_table.rule("N-04"))
    assert applied is not None and applied.n == 5
    assert settings.overrides({}) == node_table.Overrides()


def test_chains_for_the_approvals() -> None:
    values = {"approval.close_finished.steps": ["director"], "approval.fine.steps": []}
    assert settings.chains(values) == {"close_finished": ("director",)}


def test_money_of_the_court() -> None:
    assert settings.limits({}) == {"funds.leader_from_yuan": 1_000_000}
    assert settings.limits({"funds.leader_from_yuan": 100_000}) == {"funds.leader_from_yuan": 100_000}
    assert default("funds.fee_order") == "first" and default("funds.unknown_days") == 3
    assert "cashier" in dict(find("approval.pay_out.steps").choices) and "cashier" not in dict(find("approval.fine.steps").choices)
    assert "一步不能少" in validate("approval.pay_out.steps", ["cashier"]).reasons[0].text


def test_every_account_of_the_ledger_has_a_code() -> None:
    from zhixing.casework.funds.models import Account

    assert set(settings.books({})) == set(Account.Purpose.values)
    assert settings.books({"funds.code.held": "2901"})["held"] == "2901"
