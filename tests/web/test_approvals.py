"""审批：谁看得到，谁能定，被拒之后什么也没有变，成批的一张一个结果。"""

from __future__ import annotations

import factories
import pytest
from django.test import Client
from django.urls import reverse
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.commands import propose_suspend
from zhixing.entrances.web import clock
from zhixing.foundation.approvals.queries import Approval, candidates
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def approval(case: Case, staff: dict[str, User]) -> Approval:
    """承办人报请中止，等合议庭。"""
    factories.user("judge", court=case.court)
    factories.user("judge", court=case.court)
    with context.use(context.Context(now=clock.now(), entrance="test")):
        return propose_suspend(
            case=case, actor=staff["judge"], on=clock.now().date(), revision=seq(case.stream), ground="被执行人下落不明且无财产可供执行",
            document="（2026）内0221执1号之一",
        )


def someone(approval: Approval) -> User:
    """轮到的那个人。"""
    return candidates(approval, approval.step_post, clock.now().date()).first()


def test_the_desk_shows_it_to_those_whose_turn_it_is(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    decider = someone(approval)
    page = signed_in(decider).get(reverse("approval_list"))
    assert approval.title in text_of(page)
    assert "1 张等您审批" in text_of(page)
    assert inline_code(page) == []
    assert approval.title not in text_of(signed_in(staff["judge"]).get(reverse("approval_list")))
    assert approval.title in text_of(signed_in(staff["judge"]).get(reverse("approval_list"), {"kind": "mine"}))


def test_a_stranger_finds_nothing(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    elsewhere = factories.user("director", court=factories.court("内0222"))
    address = reverse("approval_page", args=[approval.pk])
    assert signed_in(elsewhere).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert signed_in(staff["system_admin"]).get(reverse("approval_list")).status_code == 403
    assert signed_in(staff["system_admin"]).get(address).status_code == 404


def test_nobody_decides_his_own(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    answer = signed_in(staff["judge"]).post(reverse("approval_decide", args=[approval.pk]), {"agree": "1", "revision": approval.revision})
    assert answer.status_code == 409
    approval.refresh_from_db()
    assert (approval.state, approval.step) == ("pending", 0)


def test_an_opinion_that_cannot_be_stored_is_refused_in_plain_words(approval: Approval, signed_in: SignedIn) -> None:
    client, address = signed_in(someone(approval)), reverse("approval_decide", args=[approval.pk])
    answer = client.post(address, {"agree": "1", "opinion": "同\x00意", "revision": approval.revision})
    assert answer.status_code == 409
    approval.refresh_from_db()
    assert (approval.state, approval.step) == ("pending", 0)


def test_agreeing_moves_it_on_and_a_stale_page_does_not(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(someone(approval))
    address = reverse("approval_decide", args=[approval.pk])
    assert client.post(address, {"agree": "1", "revision": approval.revision}).status_code == 302
    before = Approval.objects.get(pk=approval.pk)
    assert before.step == 1
    again = client.post(address, {"agree": "1", "revision": approval.revision, "opinion": "再点一次"})
    assert again.status_code in (404, 409)
    assert Approval.objects.get(pk=approval.pk).step == 1


def test_returning_needs_words(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(someone(approval))
    address = reverse("approval_decide", args=[approval.pk])
    assert client.post(address, {"return": "1", "revision": approval.revision}).status_code == 409
    assert client.post(address, {"return": "1", "revision": approval.revision, "opinion": "事由写清"}).status_code == 302
    assert Approval.objects.get(pk=approval.pk).state == "returned"


def test_many_at_once_have_a_result_each(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(someone(approval))
    picks = [f"{approval.pk}:{approval.revision}", "999999:0", "x"]
    page = client.post(reverse("approval_many"), {"pick": picks}, follow=True)
    assert f"已同意：{approval.title}" in text_of(page)
    assert "没有办成" in text_of(page)


def test_the_submitter_may_recall(approval: Approval, staff: dict[str, User], signed_in: SignedIn) -> None:
    answer = signed_in(staff["judge"]).post(reverse("approval_recall", args=[approval.pk]), {"revision": approval.revision})
    assert answer.status_code == 302
    assert Approval.objects.get(pk=approval.pk).state == "withdrawn"
