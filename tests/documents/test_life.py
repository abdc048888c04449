"""文书的一生：拟稿、修改、送审签、签发取号、用印归卷；谁可以办，什么时候拒绝，为什么、怎么办。"""

from __future__ import annotations

import pytest
from lives import Desk, sample
from spine import TODAY, story

from zhixing.casework.documents import commands, queries
from zhixing.casework.documents.models import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_from_draft_to_the_dossier(desk: Desk, seal: object) -> None:
    case = desk.case()
    made = desk.draft(case)
    assert (made.state, made.number, made.title) == ("draft", "", "执行通知书")
    desk.refer(made)
    done = desk.sign(made)
    assert (done.state, done.number, done.serial, done.dated) == ("signed", case.number, None, TODAY)
    done = desk.seal(done)
    assert done.state == "sealed" and done.code and done.file is not None
    assert queries.pdf(queries.one(done.pk)).startswith(b"%PDF-")
    assert story(case)[-5:] == ["documents.Drafted", "documents.Referred", "documents.Signed", "documents.Sealed", "dossier.Filed"]
