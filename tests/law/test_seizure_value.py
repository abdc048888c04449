"""超标的：M:X-07、T:S-12（查封扣押冻结规定第19条），SYS:N6 跨渠道合起来算。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.seizure_value import Held, Owed, counted, may_control, over, room

MARCH = date(2026, 3, 5)
OWED = Owed(90_000_00, 5_000_00, 1_000_00, 4_000_00)


def bank(name: str, fen: int | None, day: int = 5, waiting: bool = False) -> Held:
    return Held(name, fen, "deposit", date(2026, 3, day), waiting)


def test_claim_interest_fee_and_interest_to_come() -> None:
    assert OWED.total == 100_000_00


def test_the_same_cap_at_several_banks_until_the_answers_come() -> None:
    """反馈以前余额不明，三家银行按同一限额都可以；反馈以后合计超出，当天提出解除后冻结的。"""
    assert all(may_control(100_000_00, [], OWED).ok for _ in range(3))
    answered = [bank("甲行", 60_000_00, 5), bank("乙行", 30_000_00, 6), bank("丙行", 25_000_00, 7)]
    found = over(answered, OWED)
    assert found.value.excess == 15_000_00
    assert [(cut.subject, cut.before, cut.after) for cut in found.value.cuts] == [("丙行", 25_000_00, 10_000_00)]
    assert found.value.left == 0 and found.warnings[0].code == "over_seal" and found.ok


def test_when_the_money_is_enough_the_house_goes_first() -> None:
    held = [bank("甲行", 120_000_00), Held("某小区一室", 15_000_00, "real_estate", MARCH), Held("某车", 18_000_00, "movable", MARCH)]
    found = over(held, OWED).value
    assert [(cut.subject, cut.after) for cut in found.cuts] == [("某小区一室", 0), ("某车", 0), ("甲行", 100_000_00)]


def test_an_indivisible_thing_and_nothing_else() -> None:
    """条文的例外：整体不可分又没有别的财产的，不解除，写明理由。"""
    found = over([Held("某小区一室", 900_000_00, "real_estate", MARCH)], OWED)
    assert found.value.cuts == () and found.value.left == 800_000_00 and "不可分" in found.warnings[0].remedy
    assert may_control(900_000_00, [], OWED, only_thing=True).ok
    assert not may_control(900_000_00, [], OWED).ok


def test_waiting_holds_nothing_and_the_unknown_is_said() -> None:
    held = [bank("甲行", 80_000_00, waiting=True), Held("某公司股权", None, "other_right", MARCH)]
    found = over(held, OWED)
    assert found.value.held == 0 and [one.code for one in found.warnings] == ["value_unknown"]
    assert room(held, OWED) == OWED.total


@pytest.mark.parametrize(("cap", "held", "code"), [
    (100_000_01, 0, "over_seal.cap"), (1, 100_000_00, "over_seal.enough"), (100_000_00, 99_999_99, ""), (None, 0, ""),
])
def test_a_new_measure(cap: int | None, held: int, code: str) -> None:
    found = may_control(cap, [bank("甲行", held)], OWED)
    assert [one.code for one in found.reasons] == ([code] if code else [])


def test_the_last_bank_is_warned_not_refused() -> None:
    assert [one.code for one in may_control(100_000_00, [bank("甲行", 40_000_00)], OWED).warnings] == ["over_seal.maybe"]


def test_nothing_owed_nothing_held() -> None:
    assert may_control(1, [], Owed(0)).reasons[0].code == "over_seal.nothing"


HELD = st.lists(st.builds(
    Held, st.sampled_from("甲乙丙丁戊己"), st.none() | st.integers(0, 10**8), st.sampled_from(["deposit", "movable", "real_estate", "other_right"]),
    st.dates(date(2025, 1, 1), date(2026, 1, 1)), st.booleans(),
), max_size=6, unique_by=lambda one: one.subject)


@given(HELD, st.integers(0, 10**8))
def test_what_is_left_always_covers_the_debt(held: list[Held], claim: int) -> None:
    found = over(held, Owed(claim)).value
    cuts = {cut.subject: cut for cut in found.cuts}
    left = {one.subject: cuts[one.subject].after if one.subject in cuts else counted(one) for one in held}
    assert all(0 <= cut.after < cut.before for cut in found.cuts)
    assert sum(left.values()) == found.held - found.excess + found.left >= min(claim, found.held)
    if found.left:  # 仍多出的，没有一项还能解除
        rest = [one for one in held if left[one.subject]]
        assert all(one.property != "deposit" and left[one.subject] > found.left for one in rest)


@given(HELD, st.integers(0, 10**8), st.integers(0, 10**8))
def test_never_controlled_again_when_enough(held: list[Held], claim: int, cap: int) -> None:
    owed = Owed(claim)
    if may_control(cap, held, owed).ok:
        assert cap <= claim and sum(counted(one) for one in held) < claim
