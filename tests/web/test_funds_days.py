"""计息的日子：不是这个年代的不算；截止日以后已有还款的一版不能确认。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from web.conftest import SignedIn
from web.looking import text_of
from web.test_funds import Staff, now, owing, page, today

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import commands, queries
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq

pytestmark = pytest.mark.django_db
__all__ = ["owing"]


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_a_day_of_another_age_is_refused_and_no_sheet_is_made(day: str, staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    for name in ("case_debt", "case_debt_compare"):
        assert client.get(page(name, owing, as_of=day)).status_code in (200, 422), name
    sent = {"revision": seq(owing.stream), "as_of": day}
    assert client.post(page("case_debt_make", owing), sent).status_code == 400
    assert not queries.sheets(owing.pk).exists()


def test_a_sheet_that_leaves_out_a_later_payment_is_not_signed(staff: Staff, owing: Case, signed_in: SignedIn) -> None:
    """截止日以后已有还款，照它发放就会多付。"""
    with context.use(now()):
        day = today() - timedelta(30)
        sheet = commands.make_sheet(case=owing.pk, actor=staff["judge"], on=today(), revision=seq(owing.stream), as_of=day)
    answer = signed_in(staff["judge"]).post(page("case_debt_sign", owing, sheet.number), {"revision": seq(owing.stream)})
    assert answer.status_code == 409
    assert "之后还有1笔还款" in text_of(answer)
    assert queries.signed(owing.pk) is None
