"""报结以前看案款：没有分的、批准了没有付的，哪一种方式都不能结。"""

from __future__ import annotations

import pytest
from closing_facts import ACCEPTED as DAY
from closing_facts import ask, begun, items, line, missing

from zhixing.law.closing_look import Money
from zhixing.law.closing_money import after
from zhixing.law.timeline import Timeline

EMPTY = Timeline("执", begun(DAY), claim_fen=1)


@pytest.mark.parametrize("mode", ["finished", "terminated_round", "terminated", "struck", "refused", "dismissed"])
def test_no_case_is_closed_with_money_that_nobody_owns(mode: str) -> None:
    loose, waiting = ask(mode, EMPTY, money=Money(1, 0)), ask(mode, EMPTY, money=Money(0, 250))
    assert "unallocated" in missing(loose) and "unpaid_out" in missing(waiting)
    text = next(reason for reason in waiting.reasons if reason.code == "closing.unpaid_out")
    assert "2.50元已经批准" in text.text and str(text.article) and text.remedy
    assert not {"unallocated", "unpaid_out"} & missing(ask(mode, EMPTY, money=Money(0, 0)))


def test_without_a_ledger_it_is_not_looked_at() -> None:
    assert "M:§6" not in items("terminated", line()) and items("terminated", line(), money=Money(0, 0))["M:§6"].ok


def test_money_after_the_closing_is_told_as_it_is() -> None:
    assert "结案以后案款又有3.00元" in after(Money(100, 200))
    assert after(Money(0, 0)) == ""
