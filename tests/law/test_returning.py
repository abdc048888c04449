"""未履行多少；恢复执行、转入执行、撤销报结、终本库、移给别的法院各要什么。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import returning
from zhixing.law.revival import GROUNDS
from zhixing.law.timeline import Fact, Timeline

CLAIM = 3_600_000
START = date(2026, 1, 5)
MONEY = (
    "funds.Received", "funds.Paid", "funds.Bounced", "funds.DirectPaid", "settlement.InstalmentPaid",
)


def line(*facts: tuple[str, dict[str, object]], claim: int | None = CLAIM) -> Timeline:
    """一天一件。"""
    made = tuple(
        Fact(seq=n, type=kind, on=START + timedelta(days=n), data=data) for n, (kind, data) in enumerate(facts, start=1)
    )
    return Timeline(kind="执", facts=made, claim_fen=claim)


def closed(mode: str) -> tuple[str, dict[str, object]]:
    return "closing.Closed", {"mode": mode, "mode_text": mode}


@pytest.mark.parametrize(("facts", "left"), [
    ((), CLAIM),
    ((("funds.Received", {"amount_fen": 100}), ("funds.Paid", {"amount_fen": 90})), CLAIM - 100),
    ((("funds.Paid", {"amount_fen": 90}),), CLAIM - 90),
    ((("funds.Paid", {"amount_fen": 90}), ("funds.Bounced", {"amount_fen": 90})), CLAIM),
    ((("funds.DirectPaid", {"amount_fen": 50}), ("settlement.InstalmentPaid", {"amount_fen": 80})), CLAIM - 80),
    ((("funds.Received", {"amount_fen": 40}), ("funds.DirectPaid", {"amount_fen": 50})), CLAIM - 90),
    ((("funds.Paid", {"settles": True}),), 0),
    ((("settlement.Performed", {"settles": True}),), 0),
    ((("settlement.Performed", {}),), CLAIM),
    ((("funds.DirectPaid", {"amount_fen": 2 * CLAIM}),), 0),
])
def test_unpaid(facts: tuple[tuple[str, dict[str, object]], ...], left: int) -> None:
    found = returning.unpaid(line(*facts))
    assert found.value == left and found.articles and found.steps


def test_no_sum_of_money() -> None:
    assert returning.unpaid(line(claim=None)).value is None


def test_a_settlement_that_is_not_believed() -> None:
    facts = (("funds.DirectPaid", {"amount_fen": 600_000, "settles": True}),)
    assert returning.unpaid(line(*facts)).value == 0
    assert returning.unpaid(line(*facts), settled=False).value == 3_000_000


@given(st.lists(st.tuples(st.sampled_from(MONEY), st.integers(0, 2 * CLAIM)), max_size=12))
def test_unpaid_is_between_nothing_and_the_claim(money: list[tuple[str, int]]) -> None:
    facts = [(kind, {"amount_fen": fen}) for kind, fen in money]
    left = returning.unpaid(line(*facts)).value
    assert left is not None and 0 <= left <= CLAIM
    more = returning.unpaid(line(*facts, ("funds.DirectPaid", {"amount_fen": CLAIM}))).value
    assert more is not None and more <= left


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("mode", ["terminated_round", "terminated", "finished", "struck", "refused", "dismissed"])
def test_revival_by_mode_and_ground(mode: str, ground: str) -> None:
    found = returning.revivable(line(closed(mode)), ground)
    assert found.ok is (mode in GROUNDS[ground][0])
    assert found.ok or all(reason.remedy and str(reason.article) for reason in found.reasons)


def test_revival_once() -> None:
    round_ = closed("terminated_round")
    assert returning.revivable(line(round_), "").ok
    again = returning.revivable(line(round_, ("closing.Resumed", {"number": "（2026）内0221执恢1号"})), "property")
    assert [r.code for r in again.reasons] == ["returning.resumed"] and "执恢1号" in again.reasons[0].text
    assert [r.code for r in returning.revivable(line(), "property").reasons] == ["returning.not_ended"]
    undone = line(round_, ("closing.Withdrawn", {}))
    assert [r.code for r in returning.revivable(undone, "property").reasons] == ["returning.not_ended"]
    assert returning.revivable(line(round_, ("closing.Withdrawn", {}), round_), "property").ok
    assert not returning.revivable(line(closed("dismissed")), "").ok


def test_conversion_once() -> None:
    assert returning.convertible(line()).ok
    twice = returning.convertible(line(("closing.Converted", {"number": "（2026）内0221执1号"})))
    assert [r.code for r in twice.reasons] == ["returning.converted"]


def test_withdrawal_of_a_closing() -> None:
    assert returning.withdrawable(line(closed("finished"))).ok
    assert [r.code for r in returning.withdrawable(line()).reasons] == ["returning.not_ended"]
    for event in ("closing.Resumed", "closing.Converted"):
        found = returning.withdrawable(line(closed("terminated_round"), (event, {"number": "某号"})))
        assert [r.code for r in found.reasons] == ["returning.followed"] and "某号" in found.reasons[0].text


def test_pool_in_and_out() -> None:
    round_, entered, left = closed("terminated_round"), ("closing.PoolEntered", {}), ("closing.PoolLeft", {"reason": "paid"})
    assert returning.enters_pool(line(round_)).ok and not returning.in_pool(line(round_))
    assert returning.in_pool(line(round_, entered)) and not returning.enters_pool(line(round_, entered)).ok
    assert returning.leaves_pool(line(round_, entered)).ok and not returning.leaves_pool(line(round_)).ok
    assert not returning.in_pool(line(round_, entered, left)) and returning.enters_pool(line(round_, entered, left)).ok
    assert not returning.enters_pool(line(closed("finished"))).ok and not returning.enters_pool(line()).ok
    again = line(round_, entered, ("closing.Withdrawn", {}), round_)
    assert not returning.in_pool(again) and returning.enters_pool(again).ok


@pytest.mark.parametrize(("ground", "court", "number", "code"), [
    ("raised", "", "", "returning.court"), ("designated", " ", "", "returning.court"),
    ("entrusted", "某区法院", "", "returning.number"), ("entrusted", "某区法院", "（2026）内01执1号", ""),
    ("raised", "某中院", "", ""), ("jurisdiction", "", "", ""), ("", "", "", ""),
])
def test_handed_to_another_court(ground: str, court: str, number: str, code: str) -> None:
    found = returning.handed_to(ground, court, number)
    assert [reason.code for reason in found.reasons] == ([code] if code else [])
