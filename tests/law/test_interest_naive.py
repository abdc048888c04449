"""规则层的计息和一天一天算的笨办法（tests/naive_interest.py）在随机的债务上分毫不差。"""

from __future__ import annotations

from datetime import date, timedelta

import naive_interest
from hypothesis import given
from hypothesis import strategies as st
from random_claims import DAYS, END, claims

from zhixing.law.debt import Claim
from zhixing.law.interest_sheet import sheet
from zhixing.law.switches import LEVELS


@given(claims(), st.one_of(st.just(END), st.just(END - timedelta(11)), DAYS))
def test_the_engine_agrees_with_counting_every_day(claim: Claim, as_of: date) -> None:
    found = sheet(claim, as_of)
    assert {level: getattr(found, level) for level in LEVELS} == naive_interest.owed(claim, as_of)
