"""事项委托、会商、跟进的页面：谁开得了、看得到什么，一步步办到底，拒绝时说为什么。"""

from __future__ import annotations

from collections.abc import Iterator

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lives import BLANK_PDF
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Conference, Entrustment, Following, WorkItem
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import User

LISTS = ("centre_entrusting", "centre_conferences", "centre_following")


@pytest.fixture
def there(staff: dict[str, User]) -> Iterator[User]:
    """受托法院指挥中心的人。"""
    person = factories.user("centre", court=factories.court("内0222"))
    User.objects.filter(pk=person.pk).update(password_changed_at=timezone.now())
    yield User.objects.get(pk=person.pk)


def asked(client: Client, case: Case, to: User | None, **values: object) -> Entrustment:
    """在案件页拟好、发出的一次。"""
    url = reverse("case_entrust", args=[case.pk])
    form = client.get(url)
    assert form.status_code == 200 and not inline_code(form)
    given = {"token": "t", "revision": seq(case.stream), "to": to.court_id if to else "", "matter": "freeze", "about": "北疆银行的存款",
             "demand": "冻结五万元", "files": SimpleUploadedFile("裁定书.pdf", BLANK_PDF), "at_once": "on"}
    made = client.post(url, given | values)
    assert made.status_code == 302, text_of(made)
    return Entrustment.objects.get()


def test_who_may_open_what(staff: dict[str, User], case: Case, there: User, signed_in: SignedIn) -> None:
    assert Client().get(reverse("centre_entrusting")).status_code == 302, "没有登录的去登录"
    people = {role: staff[role] for role in ("judge", "director", "system_admin")}
    for role, person in people.items():
        expected = 403 if role.endswith("_admin") else 200
        assert {signed_in(person).get(reverse(name)).status_code for name in LISTS} == {expected}, role
    may = {"case_entrust": {"judge"}, "case_confer": {"judge", "director"}}
    for name, allowed in may.items():
        for role, person in people.items():
            code = signed_in(person).get(reverse(name, args=[case.pk])).status_code
            assert code == (200 if role in allowed else 403 if role == "director" else 404), (name, role)
        assert signed_in(there).get(reverse(name, args=[case.pk])).status_code == 404
    assert signed_in(there).post(reverse("case_follow", args=[case.pk])).status_code == 404
    assert signed_in(staff["judge"]).get(reverse("centre_entrusted_new")).status_code == 403
    assert not Entrustment.objects.exists() and not Conference.objects.exists() and not Following.objects.exists()


def test_two_courts_take_a_matter_to_its_end(staff: dict[str, User], case: Case, there: User, signed_in: SignedIn) -> None:
    ours, theirs = signed_in(staff["judge"]), signed_in(there)
    row = asked(ours, case, there)
    page, step = reverse("centre_entrusted", args=[row.pk]), lambda name: reverse("centre_entrusted_step", args=[row.pk, name])
    told = text_of(theirs.get(page))
    assert "北疆银行的存款" in told and row.case_number in told and f"/cases/{case.pk}/" not in theirs.get(page).content.decode()
    assert "签收" in told and "收回" not in told, "只有受托法院的几步"
    assert "等签收" in text_of(theirs.get(reverse("centre_hall"))), "大厅上看得到"
    assert signed_in(staff["supervisor"]).post(step("receive"), {"revision": 1}).status_code == 403
    assert theirs.post(step("recall"), {"revision": 1, "text": "x"}).status_code == 403
    assert theirs.post(step("receive"), {"revision": 0}).status_code == 409, "页面过时"
    assert theirs.get(step("receive")).status_code == 200
    assert theirs.post(step("receive"), {"revision": 1}).status_code == 302
    assert WorkItem.objects.get().subject == row.number
    paper = theirs.get(reverse("centre_entrusted_file", args=[row.pk, row.files[0]["id"]]))
    assert paper.status_code == 200 and paper["Content-Disposition"].startswith("attachment")
    assert theirs.get(reverse("centre_entrusted_file", args=[row.pk, 999999])).status_code == 404
    done = {"revision": 2, "on": timezone.localdate().isoformat(), "result": "已冻结五万元"}
    assert theirs.post(step("done"), done | {"result": ""}).status_code == 422
    ended = theirs.post(step("done"), done | {"files": SimpleUploadedFile("回执.pdf", BLANK_PDF)})
    assert ended.status_code == 302, text_of(ended)
    told = text_of(ours.get(page))
    assert "已冻结五万元" in told and "评价" in told and "回执" in told
    assert ours.post(step("rate"), {"revision": 3, "stars": "1"}).status_code == 409, "低分要写为什么"
    assert ours.post(step("rate"), {"revision": 3, "stars": "5"}).status_code == 302
    other = signed_in(factories.user("centre", court=factories.court("内0223")))
    assert other.get(page).status_code in (302, 404)


def test_a_draft_without_papers_waits_and_says_why(staff: dict[str, User], case: Case, there: User, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    row = asked(client, case, there, files="")
    assert row.state == "draft"
    refused = client.post(reverse("centre_entrusted_step", args=[row.pk, "send"]), {"revision": 0})
    assert refused.status_code == 409 and "协助执行通知书" in text_of(refused)
    assert signed_in(there).get(reverse("centre_entrusted", args=[row.pk])).status_code == 404, "没有发出的看不见"
    counts = text_of(client.get(reverse("centre_entrusting"), {"side": "out", "state": "back"}))
    assert row.number in counts
    costs_the_same(client, row)
    assert client.post(reverse("centre_entrusted_step", args=[row.pk, "recall"]), {"revision": 0, "text": "不办了"}).status_code == 302


def costs_the_same(client: Client, row: Entrustment) -> None:
    """清单再长，查库的次数一样。"""
    url = reverse("centre_entrusting")
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    copies = [Entrustment.objects.get(pk=row.pk) for _ in range(5)]
    for number, copy in enumerate(copies):
        copy.pk, copy.number, copy.token = None, f"委2026-9{number:05d}", f"copy{number}"
    Entrustment.objects.bulk_create(copies)
    with CaptureQueriesContext(connection) as six:
        page = client.get(url)
    assert len(one) == len(six) and "委2026-900004" in text_of(page)


def test_a_letter_is_entered_once(staff: dict[str, User], there: User, signed_in: SignedIn) -> None:
    client, url = signed_in(there), reverse("centre_entrusted_new")
    given = {"token": "l", "court": "白水县人民法院", "case_number": "（2026）陕0527执88号", "matter": "inquire", "about": "某某的房屋",
             "demand": "查明由谁居住"}
    for _ in range(2):
        assert client.post(url, given).status_code == 302
    assert client.post(url, given | {"token": "m", "court": staff["judge"].court.name}).status_code == 409
    assert Entrustment.objects.count() == WorkItem.objects.count() == 1
    assert "白水县人民法院" in text_of(client.get(reverse("centre_entrusting")))


def test_a_head_confers_and_follows_by_phone(staff: dict[str, User], case: Case, signed_in: SignedIn) -> None:
    client, url = signed_in(staff["director"]), reverse("case_confer", args=[case.pk])
    given = {"token": "c", "revision": seq(case.stream), "way": "phone", "on": timezone.localdate().isoformat(), "present": [staff["director"].name],
             "others": "", "talked": "车在邻县", "decided": "委托邻县法院查封", "by": staff["judge"].name, "act": "entrust", "duty": ""}
    assert client.post(url, given | {"talked": ""}).status_code == 422
    assert client.post(url, given | {"by": ""}).status_code == 409
    made = client.post(url, given)
    assert made.status_code == 302, text_of(made)
    assert reverse("case_follow", args=[case.pk]) in client.get(reverse("case_page", args=[case.pk])).content.decode()
    told = text_of(client.get(reverse("centre_conferences")))
    assert "委托邻县法院查封" in told and staff["judge"].name in told
    correction = client.get(f"{url}?corrects={Conference.objects.get().pk}")
    assert "车在邻县" in correction.content.decode()
    assert client.post(reverse("case_follow", args=[case.pk])).status_code == 302
    assert client.get(reverse("case_follow", args=[case.pk])).status_code == 405
    page = client.get(reverse("centre_following"))
    assert str(case) in text_of(page) and not inline_code(page)
    found = text_of(client.get(reverse("centre_following"), {"q": str(case)}))
    assert "查找的结果" in found
    assert client.post(reverse("case_follow_seen", args=[case.pk])).status_code == 302
    assert client.post(reverse("case_follow_leave", args=[case.pk])).status_code == 302
    assert not Following.objects.exists()
