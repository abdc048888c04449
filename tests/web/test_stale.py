"""两个人同时办一件：后交的看到这期间发生了什么，填的内容不丢，看过了可以照样交。"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from web.conftest import SignedIn
from web.looking import text_of

from zhixing.casework.cases.queries import Case
from zhixing.foundation.history.queries import entries, seq
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db


def link(case: Case, revision: int, number: str) -> dict[str, object]:
    return {"number": number, "sort": "same_debtor", "revision": revision}


def test_the_second_person_is_told_who_did_what(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    opened, address = seq(case.stream), reverse("case_act", args=[case.pk, "link"])
    first = signed_in(staff["director"]).post(address, link(case, opened, "（2025）内0221执11号"))
    assert first.status_code == 302
    client = signed_in(staff["judge"])
    second = client.post(address, link(case, opened, "（2025）内0221执22号"))
    assert second.status_code == 409
    text = text_of(second)
    assert "案件有了新的变动" in text
    assert staff["director"].name in text
    assert "（2025）内0221执11号" in text
    assert entries(case.stream).count() == opened + 1


def test_nothing_typed_is_lost(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    opened, address = seq(case.stream), reverse("case_act", args=[case.pk, "link"])
    signed_in(staff["director"]).post(address, link(case, opened, "（2025）内0221执11号"))
    client = signed_in(staff["judge"])
    page = client.post(address, link(case, opened, "（2025）内0221执22号")).content.decode()
    form = page[page.index("<form method=\"post\" action=\"" + address): page.index("看过了，照样提交")]
    kept = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
    assert kept["number"] == "（2025）内0221执22号"
    assert kept["revision"] == str(opened + 1)
    assert client.post(address, kept).status_code == 302
    assert entries(case.stream).count() == opened + 2


def test_in_the_drawer_the_form_stays_where_it_is(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    opened, address = seq(case.stream), reverse("case_act", args=[case.pk, "link"])
    signed_in(staff["director"]).post(address, link(case, opened, "（2025）内0221执11号"))
    answer = signed_in(staff["judge"]).post(
        address, link(case, opened, "（2025）内0221执22号"), HTTP_HX_REQUEST="true", HTTP_HX_TARGET="drawer-body"
    )
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#drawer-notice"


def test_an_unseen_case_is_not_found_and_unchanged(signed_in: SignedIn, case: Case) -> None:
    import factories

    stranger = factories.user("judge", court=factories.court("内0222"))
    User.objects.filter(pk=stranger.pk).update(password_changed_at=case.created_at)
    before = seq(case.stream)
    answer = signed_in(stranger).post(reverse("case_act", args=[case.pk, "link"]), link(case, before, "（2025）内0221执1号"))
    assert answer.status_code == 404
    assert seq(case.stream) == before
