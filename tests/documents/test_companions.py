"""随同的文书：裁定书签发取号，一起拟的协助通知随即写上案号。"""

from __future__ import annotations

from typing import Any

import pytest
from lives import Desk, sample
from spine import story

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import queries
from zhixing.casework.documents.models import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def case(desk: Desk) -> Case:
    return desk.case()


def notice(desk: Desk, along: Document, **changes: Any) -> Document:
    """随裁定书一起拟的协助冻结存款通知书，还没有裁定书的案号。"""
    data = {**sample("deposit_freeze"), "ruling": "", **changes}
    return desk.draft(along.case, "deposit_freeze", with_document=along, data=data)


def written(document: Document) -> tuple[str | None, int, int]:
    row = queries.one(document.pk)
    return queries.data_of(row).get("ruling"), row.version, row.revision


def test_the_number_goes_into_the_companion(desk: Desk, case: Case) -> None:
    ruling = desk.draft(case, "freeze_ruling")
    first, other = notice(desk, ruling), notice(desk, ruling, ruling="（2026）内0221执9号之三")
    alone = desk.draft(case, "deposit_freeze", data={**sample("deposit_freeze"), "ruling": ""})
    before = written(other), written(alone)
    signed = desk.sign(desk.refer(ruling))
    assert signed.number.endswith("之一") and written(first) == (signed.number, 2, 1)
    assert (written(other), written(alone)) == before
    assert story(case).count("documents.Revised") == 1
    desk.refer(queries.one(first.pk))


def test_a_notice_without_the_field_stays(desk: Desk, case: Case) -> None:
    """报告财产令没有这一栏；签发执行通知书不动它。"""
    first = desk.draft(case)
    along = desk.draft(case, "report_order", with_document=first)
    desk.sign(desk.refer(first))
    assert queries.one(along.pk).version == 1
