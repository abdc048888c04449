"""应当履行多少：债权、利息、执行费，加上到执行期限届满预计的利息（M:X-07）；登记来的措施也看超不超。"""

from __future__ import annotations

from datetime import date

import pytest
from case_debts import loan, pay, state
from control.desk import TODAY, ControlDesk
from spine import node, story

from zhixing.casework.control.events import MeasureTaken
from zhixing.casework.control.order_facts import Facts
from zhixing.casework.control.queries_orders import owed
from zhixing.casework.funds import queries as funds
from zhixing.entrances.jobs.handlers import HANDLERS
from zhixing.foundation.history.queries import entries
from zhixing.foundation.outbox.commands import deliver_due
from zhixing.law import fees
from zhixing.law.seizure_value import Held, Owed, over

pytestmark = pytest.mark.usefixtures("here")


def fee_on(fen: int) -> int:
    """执行到位这么多，执行费多少。"""
    return fees.fee("execution", fen).require().fen


def test_the_fee_is_on_all_that_is_collected_and_taken_once(desk: ControlDesk) -> None:
    case = desk.case(claim_fen=36_000_00)
    state(desk, case, loan())
    now = funds.owed_on(case, TODAY)
    assert now is not None and now > 36_000_00
    assert owed(case, TODAY).fee == fee_on(now) > fee_on(36_000_00), "利息到位的也收"
    pay(desk, case, 20_000_00)
    left = owed(case, TODAY)
    assert left.claim == now - 20_000_00 and left.fee == fee_on(now), "已到位的那部分还没有收"


def test_what_may_be_held_goes_to_the_expected_end(desk: ControlDesk) -> None:
    case = desk.case(claim_fen=36_000_00)
    assert owed(case, TODAY).projected == 0
    state(desk, case, loan(interest=[]))
    end = node(case, "N-31").due
    found, now, later = owed(case, TODAY), funds.owed_on(case, TODAY), funds.owed_on(case, end, expected=True)
    assert now is not None and later is not None and found.claim == now
    assert found.projected > later - now > 0
    assert (found.now, found.total) == (now + fee_on(now), later + fee_on(later))
    assert Facts(case, TODAY).owed == found
    assert owed(case, date(2028, 1, 3)).projected == 0


def test_more_than_all_of_it_is_over() -> None:
    told = Owed(100, interest=5, fee=3, projected=2)
    held = [Held("存款", 110, "deposit", TODAY)]
    assert over(held, told).value.excess == 0 and over([Held("存款", 111, "deposit", TODAY)], told).value.excess == 1


def test_a_measure_entered_by_hand_is_counted_too(desk: ControlDesk) -> None:
    case = desk.case(claim_fen=10_000_00)
    for subject, fen in (("北疆银行 尾号0001", 10_000_00), ("北疆银行 尾号0002", 9_000_00)):
        desk.record(case, MeasureTaken(subject=subject, measure="freeze", property="deposit", amount_fen=fen), TODAY)
    done = deliver_due(10, HANDLERS)
    assert done.failed == 0
    [listed] = [entry for entry in entries(case.stream) if entry.type == "control.ReleaseOrdered"]
    assert listed.payload["ground"] == "excess"
    assert deliver_due(10, HANDLERS).failed == 0 and story(case).count("control.ReleaseOrdered") == 1
