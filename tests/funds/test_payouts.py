"""发放审批表：起草、送批、批准、退回、作废。"""

from __future__ import annotations

from funds import money
import pytest
from funds.paying import Paying
from spine import TODAY, House, node, story

from zhixing.casework.funds.commands import payouts, results
from zhixing.casework.funds.models import Part, Payout
from zhixing.casework.funds.verify_ledger import verify
from zhixing.foundation.approvals import commands as approvals
from zhixing.law.finding import Refused

P = money.P


@pytest.fixture
def paying(db: None, here: None, house: House) -> Paying:
    """到账一万元，计息单已确认。"""
    return Paying(house, 1_000_000)


def test_approved_money_leaves_the_case_and_waits_for_the_bank(paying: Paying) -> None:
    made = paying.approved(paying.fee(5_000), paying.to_creditor(900_000))
    assert made.state == Payout.State.APPROVED
    lines = list(made.lines.order_by("number"))
    assert [line.state for line in lines] == ["ready", "ready"]
    assert results.find([f"附言 {lines[1].reference} 退"], court_id=paying.court.pk, fen=-900_000) is None
    assert (money.balance(P.HELD, paying.case), money.balance(P.FEE, paying.case), money.balance(P.CREDITOR, paying.case)) == (-95_000, -5_000, -900_000)
    told = story(paying.case)
    assert "funds.Planned" in told and "funds.Paid" not in told and verify().ok
    assert node(paying.case, "N-28").state == "done" and node(paying.case, "N-29").state != "done"
