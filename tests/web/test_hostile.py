"""有意为难的人：乱填的数字、伪造的凭号、改过的地址。一律说人话，什么也不泄露。"""

from __future__ import annotations

from typing import Any

import factories
import pytest
from django.urls import reverse
from web.conftest import SignedIn
from web.looking import text_of
from web.test_cases import now, papers, today

from zhixing.casework.cases.queries import Case
from zhixing.foundation.people.queries import User

pytestmark = [pytest.mark.django_db]
Staff = dict[str, User]

SUPERSCRIPT = "²"  # str.isdigit() 认它，int() 不认
LONG = "9" * 5000


@pytest.mark.parametrize("number", [SUPERSCRIPT, LONG, "-1", "1e9", "\x00", "９"])
def test_no_number_in_an_address_or_a_form_breaks_a_page(number: str, staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["director"])
    for query in ("handler", "team", "due", "after", "page"):
        assert client.get(reverse("case_list"), {query: number}).status_code == (400 if number == "\x00" else 200), query
    note = reverse("case_act", args=[case.pk, "note"])
    assert client.post(note, {"revision": number, "sort": "电话", "text": "约谈", "on": str(today())}).status_code in {302, 409, 422}
    assert client.post(reverse("approval_many"), {"pick": f"{number}:{number}"}).status_code == 302
    filing = signed_in(staff["filing"])
    for do in (f"drop:parties:{number}", f"add:{number}"):
        assert filing.post(reverse("case_filing_new"), {"do": do, "parties-count": number}).status_code == 200


def test_a_forged_receipt_token_neither_shows_nor_claims_a_case(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    Case.objects.filter(pk=case.pk).update(receipt_token="import:7:2")
    client = signed_in(staff["filing"])
    sent = client.post(reverse("case_filing_new"), papers(do="receive", token="import:7:2"))
    assert sent.get("Location", "") != reverse("case_page", args=[case.pk])
    assert not Case.objects.exclude(pk=case.pk).filter(receipt_token__startswith="import:").exists()


def test_the_token_of_another_court_is_unknown_here(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    Case.objects.filter(pk=case.pk).update(receipt_token="a" * 32)
    other = factories.user("filing", court=factories.court("内0222"))
    User.objects.filter(pk=other.pk).update(password_changed_at=now().now)
    answer: Any = signed_in(User.objects.get(pk=other.pk)).post(reverse("case_filing_new"), {"do": "accept", "token": "a" * 32})
    assert answer.status_code == 422
    assert str(case) not in text_of(answer)


def test_after_an_act_nobody_is_sent_to_another_site(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    note = {"sort": "电话", "text": "约谈", "on": str(today()), "revision": "0"}
    for came in ("http://testserver//evil.example/", "http://evil.example/", "javascript:alert(1)", "//evil.example"):
        sent = client.post(reverse("case_act", args=[case.pk, "note"]), note, headers={"HX-Current-URL": came})
        assert sent["Location"] == reverse("case_page", args=[case.pk]), came


@pytest.mark.parametrize("host", ["evil.example", "a b", "evil.example\r\nX-Y: z", ""])
def test_a_wrong_host_name_is_a_bad_request_not_a_crash(host: str, client: Any, db: None) -> None:
    answer = client.get(reverse("account_login"), headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("path", ["/cases/?state=%00", "/cases/export/?kind=%00", "/nodes/?code=%00", "/approvals/?kind=%00",
                                  "/feed/%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00.ics"])
def test_a_nul_in_the_address_is_a_bad_request(path: str, staff: Staff, signed_in: SignedIn) -> None:
    answer = signed_in(staff["director"]).get(path)
    assert answer.status_code == 400
    assert "看不懂" in text_of(answer)


def test_settings_with_a_page_of_their_own_open_it(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["system_admin"])
    for key in ("local_holidays", "calendar_years"):
        assert client.get(reverse("admin_setting", args=[key]))["Location"] == reverse("admin_calendar")


def test_pages_with_full_numbers_are_not_kept_by_the_browser(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, party = signed_in(staff["judge"]), case.parties.get(role="applicant")
    addresses = [reverse("case_identity", args=[case.pk])]
    addresses += [reverse(name, args=[case.pk, party.pk]) for name in ("case_party", "case_party_account")]
    for address in addresses:
        assert client.get(address)["Cache-Control"] == "no-store", address
