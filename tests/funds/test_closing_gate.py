"""执行完毕的闸门看计息依据：还欠多少说出来；没有录入、不明确的照旧提醒。"""

from __future__ import annotations

from datetime import date

import pytest
from case_debts import loan, pay, state
from endings import record
from spine import TODAY, House

from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.queries import checklist_of, gate_of, offered_to
from zhixing.casework.funds import queries
from zhixing.casework.settlement.events import Agreed, Performed
from zhixing.law.closing_debt import UNSEEN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
PLAIN = loan(interest=[])


def unseen(case: Case) -> bool:
    return any(UNSEEN in warning.text for warning in gate_of(case, "finished", TODAY).warnings)


def lacking(case: Case) -> list[str]:
    return [reason.text for reason in gate_of(case, "finished", TODAY).reasons if reason.code == "closing.owed"]


def test_without_a_debt_the_judge_is_reminded(house: House) -> None:
    case = house.case()
    assert unseen(case) and lacking(case) == []
    assert "利息算清" not in [item.label for item in checklist_of(case, "finished", TODAY)]


def test_an_unclear_debt_is_not_reckoned(house: House) -> None:
    case = house.case()
    state(house, case, PLAIN, unclear=["利率"])
    assert queries.owed_on(case, TODAY) is None and unseen(case)


def test_what_is_still_owed_is_told(house: House) -> None:
    """本金付清了，加倍部分没有付：申请执行的标的已到位，利息没有算清。"""
    case = house.case()
    state(house, case, PLAIN)
    pay(house, case, 3_600_000, date(2026, 10, 25))
    owed = queries.owed_on(case, TODAY)
    assert owed == round(3_600_000 * 112 * 0.000175)
    (told,) = lacking(case)
    assert "照计息依据算到2026-11-03，还欠705.60元" in told and not unseen(case)
    assert "finished" not in [mode.code for mode in offered_to(case, TODAY)]


def test_all_paid_may_be_proposed(house: House) -> None:
    case = house.case()
    state(house, case, PLAIN)
    pay(house, case, 3_600_000 + 70_560, date(2026, 10, 25))
    assert lacking(case) == [] and not unseen(case)
    (item,) = (item for item in checklist_of(case, "finished", TODAY) if item.label == "利息算清")
    assert item.ok and "已全部清偿" in item.proof[0].text
    assert "finished" in [mode.code for mode in offered_to(case, TODAY)]


def test_what_was_waived_is_not_owed(house: House) -> None:
    case = house.case()
    waived = [{"on": "2026-10-30", "amount": "all", "document": "申请执行人书面放弃加倍部分"}]
    state(house, case, loan(interest=[], top_waivers=waived))
    pay(house, case, 3_600_000, date(2026, 10, 25))
    assert lacking(case) == []


def test_a_performed_settlement_ends_the_old_debt(house: House) -> None:
    """HJ 8：和解协议履行完毕的，不再照原依据算。"""
    case = house.case()
    state(house, case, PLAIN)
    record(house, case, (Agreed(text="一次付清三万"), date(2026, 10, 24)))
    assert lacking(case)
    record(house, case, (Performed(settles=True), date(2026, 10, 28)))
    assert lacking(case) == [] and not unseen(case)


@pytest.mark.parametrize("mode", ["terminated", "terminated_round"])
def test_other_modes_do_not_ask(house: House, mode: str) -> None:
    case = house.case()
    state(house, case, PLAIN)
    assert not any(reason.code == "closing.owed" for reason in gate_of(case, mode, TODAY).reasons)
