"""计息依据、计息单：录入、生成、确认、作废，变动以后须重新确认。"""

from __future__ import annotations

import pytest
from debts import LOAN, loan, make, pay, sign, state, void
from spine import TODAY, House, story

from zhixing.casework.funds import queries
from zhixing.casework.funds.models import Payment
from zhixing.foundation.history.queries import entries, revive
from zhixing.law import interest_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


def test_from_the_document_to_the_signed_sheet(house: House) -> None:
    case = house.case()
    debt = state(house, case)
    assert (debt.version, debt.data) == (1, LOAN)
    pay(house, case, 1_000_000)
    sheet = make(house, case)
    assert sheet.total_fen == interest_sheet.sheet(queries.claim(case), TODAY).total > 2_600_000
    assert queries.is_current(sheet) and queries.signed(case.pk) is None
    sign(house, case)
    found = queries.signed(case.pk)
    assert found is not None and (found.number, found.signed_name) == (1, house.judge.name)
    pay(house, case, 500_000)
    assert not queries.is_current(found) and queries.signed(case.pk) is None
    again = make(house, case)
    assert again.number == 2 and again.total_fen == sheet.total_fen - 500_000
    sign(house, case, 2)
    void(house, case, 2)
    assert queries.signed(case.pk) is None
    assert [one for one in story(case) if one.startswith("funds.")] == [
        "funds.DebtStated", "funds.DirectPaid", "funds.SheetMade", "funds.SheetSigned", "funds.DirectPaid", "funds.SheetMade",
        "funds.SheetSigned", "funds.SheetVoided",
    ]
    assert Payment.objects.filter(case=case).count() == 2


def test_a_changed_clause_says_what_changed(house: House) -> None:
    case = house.case()
    state(house, case)
    debt = state(house, case, loan(amount="35000"), reason="判决书补正")
    assert debt.version == 2
    event = revive(entries(case.stream).filter(type="funds.DebtStated").last())
    assert event.sentence() == "修改计息依据（第2版）：“借款本金”金额：36000 → 35000"
