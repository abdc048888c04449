"""几家法院之间的分配，移送破产（M:P-09、P-12、P-13）。"""

from __future__ import annotations

from datetime import date

import pytest

from zhixing.law.distribution_bankruptcy import Move, stand
from zhixing.law.distribution_courts import Seal, call_in, leading

ON = date(2026, 6, 1)


@pytest.mark.parametrize(("seals", "court", "codes"), [
    ([Seal("甲院", date(2026, 2, 1)), Seal("乙院", date(2026, 1, 1))], "乙院", []),
    ([Seal("乙院", date(2026, 1, 1), date(2026, 5, 1)), Seal("甲院", date(2026, 2, 1))], "甲院", []),
    ([Seal("乙院", date(2026, 1, 1)), Seal("甲院", date(2026, 1, 1))], "", ["same_day"]),
    ([Seal("乙院", date(2026, 1, 1)), Seal("乙院", date(2026, 1, 1))], "乙院", []),
    ([Seal("乙院", date(2026, 6, 2))], "", ["none"]), ([], "", ["none"]),
])
def test_the_first_seal_leads(seals: list[Seal], court: str, codes: list[str]) -> None:
    found = leading(seals, ON)
    assert (found.value, [reason.code for reason in found.reasons]) == (court, codes)
    assert all(reason.remedy for reason in found.reasons)


def test_the_priority_court_may_call_in_after_sixty_days() -> None:
    """3月1日首封：满六十日是4月30日，5月1日起才超过。"""
    seal = date(2026, 3, 1)
    assert call_in(seal, None, date(2026, 4, 30)).reasons[0].code == "early"
    found = call_in(seal, None, date(2026, 5, 1))
    assert found.ok and found.value.since == date(2026, 5, 1) and found.value.hand_over is None
    asked = call_in(seal, None, date(2026, 6, 1), asked=date(2026, 5, 6))
    assert asked.ok and asked.value.hand_over == date(2026, 5, 21)
    assert [r.code for r in call_in(seal, date(2026, 4, 20), date(2026, 5, 6)).reasons] == ["notice"]
    assert call_in(seal, date(2026, 5, 20), date(2026, 6, 1), asked=date(2026, 5, 6)).ok  # 商请以后才公告的不影响


ASKED, RECEIVED = date(2026, 3, 2), date(2026, 3, 9)


@pytest.mark.parametrize(("move", "on", "code", "payable"), [
    (Move(), ON, "ask", False), (Move(ASKED), ON, "send", False), (Move(ASKED, RECEIVED), date(2026, 4, 8), "waiting", False),
    (Move(ASKED, RECEIVED), date(2026, 4, 9), "late", False), (Move(ASKED, RECEIVED, accepted=date(2026, 4, 7)), ON, "stopped", False),
    (Move(ASKED, RECEIVED, accepted=date(2026, 4, 7)), date(2026, 4, 6), "waiting", False),
    (Move(ASKED, RECEIVED, refused=date(2026, 4, 7)), ON, "seal_order", True), (Move(refused=ASKED), ON, "seal_order", True),
    (Move(ASKED, RECEIVED, date(2026, 4, 7), declared=date(2026, 5, 7)), ON, "ended", False),
])
def test_moving_to_bankruptcy(move: Move, on: date, code: str, payable: bool) -> None:
    found = stand(move, on)
    assert (found.value.code, found.value.payable, found.ok) == (code, payable, payable)
    assert all(reason.remedy for reason in found.reasons)
    assert found.value.due in (None, date(2026, 4, 8))
