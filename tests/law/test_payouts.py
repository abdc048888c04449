"""够不够付、收款人对不对（M:K-09）、要不要回访、能不能送批（M:K-10）；延缓、提存的事由（M:K-08、M:K-11）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.payouts import (
    OFF_DEBT,
    WHATS,
    Asked,
    BadPayout,
    Payee,
    PayoutFacts,
    approvable,
    delay,
    deposit,
    impartial,
    must_call,
    payable,
    payee_agrees,
)
from zhixing.law.words import choices

ON = date(2026, 11, 22)
WANG = Payee("王五", "6222 0202 0011 2233 445")
GOOD = Asked("creditor", WANG, 1_000, WANG)
FACTS = PayoutFacts((GOOD,), arrived=1_000, signed=True)


def codes(facts: PayoutFacts) -> set[str]:
    found = approvable(facts)
    assert all(one.text and one.remedy and str(one.article) for one in found.reasons)
    return {one.code for one in found.reasons}


def with_lines(*lines: Asked, **more: object) -> PayoutFacts:
    return replace(FACTS, lines=lines, **more)  # type: ignore[arg-type]


def test_the_kinds_are_those_of_the_words_and_of_the_ledger() -> None:
    from zhixing.casework.funds.models import Account

    assert set(WHATS) == set(choices("payout"))
    assert {one.purpose for one in WHATS.values()} <= set(Account.Purpose.values)
    assert {"fee", "cost", "fine", "refund", "priority", "shared"} == OFF_DEBT


@given(*(st.integers(0, 10**9) for _ in range(5)))
def test_never_more_than_there_is(arrived: int, paid: int, frozen: int, reserved: int, asked: int) -> None:
    found = payable(arrived, paid, frozen, reserved, asked)
    assert found.ok == (asked > 0 and paid + frozen + reserved + asked <= arrived)
    assert found.value == max(arrived - paid - frozen - reserved, 0)


def test_negative_sums_are_an_error() -> None:
    with pytest.raises(BadPayout):
        payable(1, -1, 0, 0, 1)


@pytest.mark.parametrize(("payee", "confirmed", "expected"), [
    (WANG, Payee("王五", "6222020200112233445"), set()),
    (Payee("红山贸易（集团）有限公司", "1-2"), Payee("红山贸易(集团) 有限公司", "12"), set()),
    (WANG, None, {"payee.unconfirmed"}), (WANG, Payee("王五", ""), {"payee.unconfirmed"}),
    (WANG, Payee("王五", "1"), {"payee.account"}), (Payee("王六", WANG.account), WANG, {"payee.name"}),
    (Payee("李四", "9"), WANG, {"payee.name", "payee.account"}),
])
def test_the_payee_is_the_confirmed_one(payee: Payee, confirmed: Payee | None, expected: set[str]) -> None:
    found = payee_agrees(payee, confirmed)
    assert {one.code for one in found.reasons} == expected
    decided = payee_agrees(payee, confirmed, decided=True)
    assert decided.ok and bool(decided.warnings) == bool(expected)


@pytest.mark.parametrize(("days", "expected"), [(0, True), (30, True), (31, False)])
def test_a_changed_account_is_called_back(days: int, expected: bool) -> None:
    assert must_call(ON, ON + timedelta(days=days)).value is expected
    assert must_call(None, ON).value is False
    assert must_call(ON, ON + timedelta(days=days), days=0).value is (days == 0)


def test_nobody_pays_himself() -> None:
    assert not impartial("王 五", ["李四", "王五"]).ok and impartial("赵六", ["王五"]).ok


def test_a_sound_payout_may_be_submitted() -> None:
    assert approvable(FACTS).ok and not approvable(FACTS).warnings


@pytest.mark.parametrize(("facts", "expected"), [
    (replace(FACTS, signed=False), {"payout.unsigned"}),
    (replace(FACTS, delayed="需要制作分配方案"), {"payout.delayed"}),
    (replace(FACTS, frozen=1), {"payout.too_much"}), (replace(FACTS, reserved=1), {"payout.too_much"}),
    (replace(FACTS, paid=1), {"payout.too_much"}), (with_lines(), {"payout.nothing"}),
    (with_lines(GOOD, GOOD._replace(fen=0)), {"payout.amount"}),
    (with_lines(GOOD._replace(confirmed=None)), {"payee.unconfirmed"}),
    (with_lines(GOOD._replace(confirmed=None), decided=True), set()),
    (with_lines(GOOD._replace(what="cost")), {"payout.voucher"}),
    (with_lines(GOOD._replace(what="cost", voucher="发票1")), set()),
    (with_lines(GOOD._replace(what="refund"), signed=False), set()),
    (with_lines(GOOD._replace(what="refund"), signed=False, delayed="冻结"), set()),
    (with_lines(GOOD._replace(what="deposit", confirmed=None, ground="missing")), set()),
    (with_lines(GOOD._replace(what="deposit", ground="")), {"deposit.ground"}),
    (with_lines(GOOD._replace(what="deposit", ground="other")), {"deposit.why"}),
    (with_lines(GOOD._replace(what="deposit", ground="other"), decided=True), set()),
    (with_lines(GOOD, suspense=True), {"payout.suspense"}),
    (with_lines(GOOD._replace(what="refund"), suspense=True, signed=False), set()),
])
def test_what_lacks_is_said(facts: PayoutFacts, expected: set[str]) -> None:
    assert codes(facts) == expected


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(BadPayout):
        approvable(with_lines(GOOD._replace(what="gift")))


def test_differences_from_the_proposal_are_told() -> None:
    found = approvable(replace(FACTS, proposed={"creditor": 900, "fee": 100}, fee_due=100))
    assert found.ok and [one.code for one in found.warnings] == ["payout.differs", "payout.differs", "payout.fee"]


@pytest.mark.parametrize(("ground", "why", "days", "expected"), [
    ("frozen", "", 1, set()), ("frozen", "", 0, {"delay.until"}), ("lazy", "", 1, {"delay.ground"}), ("other", " ", 1, {"delay.why"}),
    ("other", "银行系统故障", 1, set()),
])
def test_a_delay_has_a_ground_and_an_end(ground: str, why: str, days: int, expected: set[str]) -> None:
    assert {one.code for one in delay(ground, why, ON + timedelta(days=days), ON).reasons} == expected


def test_every_deposit_ground_is_of_the_table() -> None:
    assert all(deposit(ground, decided=True).ok for ground in choices("deposit"))
    assert not deposit("").ok
