"""送达各页：谁能开，每个数就是它打开的清单的长度；从送出到送达，退回了换地址，地址试完了才能公告。"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from web.books import Staff, ago, elsewhere
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of
from web.serving import HOME, came_back, issued, lives_at, mailed, owed
from web.test_registers import CASEWORK, listed, strip

from zhixing.casework.documents.models import Address, Attempt, Recipient

pytestmark = pytest.mark.django_db
LISTS = ("service_desk", "service_results", "service_batches", "service_receipts", "service_receipts_template")


def pages(one: Recipient, row: Attempt, address: Address) -> dict[str, str]:
    """一件案件的送达各页：页名 → 地址。"""
    case = one.case_id
    found = {name: reverse(name, args=[case, one.pk]) for name in ("service_recipient", "service_why")}
    return found | {"case": f"{reverse('case_page', args=[case])}?tab=service", "addresses": reverse("case_addresses", args=[case])}


def forms(one: Recipient, row: Attempt, address: Address) -> dict[str, str]:
    """能送达的人才有的各页。"""
    case, party = one.case_id, one.party_id
    found = {name: reverse(name, args=[case, one.pk]) for name in ("service_send", "service_announce", "service_paper")}
    found |= {name: reverse(name, args=[case, row.pk]) for name in ("service_result", "service_withdraw")}
    found |= {name: reverse(name, args=[case, party]) for name in ("address_new", "consent_new", "situation_new", "address_paper")}
    return found | {"address_end": reverse("address_end", args=[case, address.pk])}


@pytest.fixture
def sent(staff: Staff) -> tuple[Recipient, Attempt, Address]:
    """寄出还没有回执的一份。"""
    case, one = owed(staff)
    address = lives_at(staff, case)
    return Recipient.objects.get(pk=one.pk), mailed(staff, one, tracking="1012345678901"), address


def test_pages_open_by_right(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    for role in ROLES:
        client, sees = signed_in(staff[role]), role in CASEWORK
        for name in LISTS:
            answer = client.get(reverse(name))
            assert answer.status_code == (200 if sees else 403), (role, name)
            assert "html" not in answer["Content-Type"] or inline_code(answer) == []
        for name, address in pages(*sent).items():
            assert client.get(address).status_code == (200 if sees else 404), (role, name)
        for name, address in forms(*sent).items():
            assert client.get(address).status_code == (200 if role == "judge" else 403 if sees else 404), (role, name)
    for name, address in (pages(*sent) | forms(*sent) | {name: reverse(name) for name in LISTS}).items():
        assert Client().get(address)["Location"].startswith("/accounts/login/"), name


def test_another_court_sees_nothing(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    client = signed_in(elsewhere())
    assert "单晓岚" not in text_of(client.get(reverse("service_desk"), {"state": "on_way"}))
    for name, address in (pages(*sent) | forms(*sent)).items():
        assert client.get(address).status_code == 404, name


def test_each_number_is_the_length_of_its_list(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    issued(staff, sent[0].case, "summons")
    came_back(staff, mailed(staff, issued(staff, sent[0].case, "report_order")[0]))
    client = signed_in(staff["judge"])
    cells = strip(client.get(reverse("service_desk")).content.decode())
    assert [label for label, _, _ in cells] == ["待送达", "送达中", "邮件退回", "没有送到", "送达不合规定", "公告中", "已送达"]
    for label, query, number in cells:
        assert listed(client.get(f"{reverse('service_desk')}?{query}").content.decode()) == number, label
    assert {label: number for label, _, number in cells if number} == {"待送达": 1, "送达中": 1, "邮件退回": 1}
    assert HOME not in text_of(client.get(reverse("service_desk")))
    assert ago(0)
