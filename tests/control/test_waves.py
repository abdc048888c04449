"""查询批次。"""

from __future__ import annotations

from control.desk import BANK, ControlDesk


def test_desk(desk: ControlDesk) -> None:
    case = desk.case()
    wave = desk.wave(case)
    assert wave.requests.count() == 5
    assert desk.debtor(case).paper_number
    assert desk.agencies[BANK].controls
