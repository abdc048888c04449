"""同时办：八个人一起签发、连点几下、两边一起用印，办到一半断线。编号不跳不重，成品只有一份。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from at_once import proven, together
from django.db import DatabaseError, connection
from endings import everything
from lives import Desk

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import queries
from zhixing.casework.documents.models import Document
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.history import queries as history
from zhixing.law.finding import Refused


@pytest.fixture
def desk(committed_db: str, here: object) -> tuple[Desk, Case]:
    house = Desk()
    return house, house.case()


def codes(done: list[Any]) -> list[str]:
    return sorted(one.finding.reasons[0].code if isinstance(one, Refused) else type(one).__name__ for one in done)


def test_eight_sign_at_once_without_gap_or_double(desk: tuple[Desk, Case], now: datetime, seal: object) -> None:
    """四份自己签发的、四份审批到最后一步的，一起来；随后连点三下用印。"""
    house, case = desk
    own = [house.refer(house.draft(case, "freeze_ruling")) for _ in range(4)]
    asked = [house.refer(house.draft(case, "fine_decision")).approval for _ in range(4)]
    for one in asked:
        assert one is not None
        for person in (house.leader, house.director):
            one.refresh_from_db()
            approvals.agree(approval_id=one.pk, actor=person, on=now.date(), revision=one.revision)
        one.refresh_from_db()

    def act(number: int) -> Any:
        if number < 4:
            return house.sign(own[number])
        last = asked[number - 4]
        return last and approvals.agree(approval_id=last.pk, actor=house.president, on=now.date(), revision=last.revision)

    assert codes(together(8, now, act)) == ["Approval"] * 4 + ["Document"] * 4
    rows = Document.objects.order_by("serial")
    assert [one.serial for one in rows] == list(range(1, 9)) and len({one.number for one in rows}) == 8
    assert proven(case)
    done = together(3, now, lambda _: house.seal(own[0]))
    assert codes(done) == ["Document", "document.seal.sealed", "document.seal.sealed"]
    assert history.entries(case.stream).filter(type="documents.Sealed").count() == 1 and proven(case)


def test_one_number_from_elsewhere_for_two_cases_at_once(desk: tuple[Desk, Case], now: datetime, seal: object) -> None:
    """两件案件的罚款决定书同时用一个司惩号：只成一份。"""
    house, case = desk
    approvals_ = [
        house.refer(house.draft(one, "fine_decision", number="（2026）内0221司惩1号")).approval for one in (case, house.case(), house.case())
    ]
    for one in approvals_:
        assert one is not None
        for person in (house.leader, house.director):
            one.refresh_from_db()
            approvals.agree(approval_id=one.pk, actor=person, on=now.date(), revision=one.revision)
        one.refresh_from_db()

    def act(number: int) -> Any:
        last = approvals_[number]
        return last and approvals.agree(approval_id=last.pk, actor=house.president, on=now.date(), revision=last.revision)

    assert codes(together(3, now, act)) == ["Approval", "document.number_used", "document.number_used"]
    assert Document.objects.filter(state="signed").count() == 1


def test_clicked_several_times_from_one_page(desk: tuple[Desk, Case], now: datetime) -> None:
    house, case = desk
    made = house.refer(house.draft(case, "freeze_ruling"))
    done = together(3, now, lambda _: house.sign(made, revision=made.revision))
    assert codes(done) == ["Document", "document.sign.signed", "document.sign.signed"]
    one, two = house.draft(case), house.draft(case, "freeze_ruling")
    assert codes(together(2, now, lambda n: house.void(one) if n else house.refer(one))) in (
        ["Document", "Document"], ["Document", "document.refer.void"],
    )
    assert house.sign(two).serial == 2 and proven(case)


def test_the_connection_breaks_while_sealing(desk: tuple[Desk, Case], monkeypatch: pytest.MonkeyPatch, seal: object) -> None:
    house, case = desk
    made = house.signed(case, "freeze_ruling")
    before, rows = everything(), list(Document.objects.values())

    def cut(*_: object, **__: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patch:
        patch.setattr("zhixing.casework.documents.commands.finishing.dossier.file_document", cut)
        with pytest.raises(DatabaseError):
            house.seal(made)
        connection.close()
    assert everything() == before and list(Document.objects.values()) == rows
    assert queries.pdf(house.seal(made)).startswith(b"%PDF-") and proven(case)
