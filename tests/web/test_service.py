"""送达各页：谁能开，每个数就是它打开的清单的长度；从送出到送达，退回了换地址，地址试完了才能公告。"""

from __future__ import annotations

import base64
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from web.books import Staff, ago, elsewhere, now
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of
from web.serving import HOME, REGISTERED, came_back, issued, lives_at, mailed, owed
from web.test_registers import CASEWORK, COUNTS, counted, listed, strip

from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.models import Address, Attempt, Recipient
from zhixing.foundation.files.queries import StoredFile, open_
from zhixing.foundation.history import context
from zhixing.foundation.history.models import ReadLog
from zhixing.foundation.history.queries import seq

pytestmark = pytest.mark.django_db
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
LISTS = ("service_desk", "service_save", "bulk_list", "service_batches", "service_receipts", "service_receipts_template")
ACTING = ("judge", "team_leader", "system_admin")
"""能送的、看得见不能送的、看不见的。"""


def pages(one: Recipient, row: Attempt, address: Address) -> dict[str, str]:
    """一件案件的送达各页：页名 → 地址。"""
    case = one.case_id
    found = {name: reverse(name, args=[case, one.pk]) for name in ("service_recipient", "service_why")}
    return found | {"addresses": reverse("case_addresses", args=[case])}


def forms(one: Recipient, row: Attempt, address: Address) -> dict[str, str]:
    """能送达的人才有的各页。"""
    case, party = one.case_id, one.party_id
    found = {name: reverse(name, args=[case, one.pk]) for name in ("service_send", "service_announce")}
    found |= {name: reverse(name, args=[case, row.pk]) for name in ("service_result", "service_withdraw")}
    found |= {name: reverse(name, args=[case, party]) for name in ("address_new", "consent_new", "situation_new")}
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
        for name, address in forms(*sent).items() if role in ACTING else ():
            assert client.get(address).status_code == (200 if role == "judge" else 403 if sees else 404), (role, name)
    anybody = Client()
    for name, address in (pages(*sent) | forms(*sent) | {name: reverse(name) for name in LISTS}).items():
        assert anybody.get(address)["Location"].startswith("/accounts/login/"), name


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
    waiting, homeless = (text_of(client.get(reverse("service_desk"), {"state": state})) for state in ("to_send", "on_way"))
    assert HOME not in waiting and "有邮寄地址" in waiting and "没有送达地址" not in homeless


# ---- 送一份 ----


def last(one: Recipient) -> Attempt:
    return Attempt.objects.filter(recipient=one).latest("number")


def test_fields_follow_the_way_and_the_day_is_seen_before_saving(
    staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn
) -> None:
    client = signed_in(staff["judge"])
    (one,) = issued(staff, sent[0].case, "report_order")
    url, look = (reverse(name, args=[one.case_id, one.pk]) for name in ("service_send", "service_send_look"))
    mail = client.get(url, {"method": "mail"}).content.decode()
    assert 'name="tracking"' in mail and 'name="signer"' not in mail and "发出不是送达" in mail
    direct = client.get(url, {"method": "direct"}).content.decode()
    assert 'name="signer"' in direct and 'name="tracking"' not in direct and "没有写明由谁签收" in direct
    assert "capture" not in direct and 'accept="image/*' in direct
    given = {"on": ago(1).isoformat(), "signer": "self", "proof": "receipt", "address": sent[2].pk}
    seen = text_of(client.post(f"{look}?method=direct&outcome=signed", given))
    assert f"{ago(1).year}年{ago(1).month}月{ago(1).day}日送达" in seen and "签收的是受送达人本人" in seen
    early = text_of(client.post(f"{look}?method=direct&outcome=signed", given | {"on": ago(25).isoformat()}))
    assert "不能这样登记" in early and "早于成文日期" in early
    assert client.post(f"{url}?method=direct&outcome=signed", given | {"look": "1"}).status_code == 200
    assert not Attempt.objects.filter(recipient=one).exists()
    page = client.get(f"{url}?method=x&outcome=%27&address=9{'9' * 30}&back=//evil")
    assert page.status_code == 200 and 'href="//evil' not in page.content.decode()


def test_direct_service_with_a_photo_from_the_phone(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    (one,) = issued(staff, sent[0].case, "report_order")
    url = f"{reverse('service_send', args=[one.case_id, one.pk])}?method=left&outcome=left"
    photo = SimpleUploadedFile("留置.png", PNG, "image/png")
    given = {"on": ago(1).isoformat(), "signer": "family", "proof": ["record"], "files": [photo], "revision": "0"}
    answer = client.post(url, given)
    assert answer["Location"] == f"{reverse('case_page', args=[one.case_id])}?tab=service#tabs"
    row = last(one)
    assert (row.method, row.outcome, len(row.files), Recipient.objects.get(pk=one.pk).deemed_on) == ("left", "left", 1, ago(1))
    text = text_of(client.get(answer["Location"].partition("#")[0]))
    assert "2 份要送达，1 份已送达" in text and "留置：留在住所" in text
    why = text_of(client.get(reverse("service_why", args=[one.case_id, one.pk])))
    assert "视为送达" in why and "民事诉讼法" in why
    again = client.post(url, given | {"files": []})
    assert again.status_code == 302 and Attempt.objects.filter(recipient=one).count() == 2
    direct = f"{reverse('service_send', args=[one.case_id, one.pk])}?method=direct&outcome=signed"
    wrong = client.post(direct, {"on": ago(1).isoformat(), "signer": "", "proof": ["receipt"]})
    assert wrong.status_code == 422 and "请选择" in text_of(wrong)


def test_result_of_mail_then_corrected_then_rebutted(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    one, row, _ = sent
    url = reverse("service_result", args=[one.case_id, row.pk])
    assert "签收、退回那天" in text_of(client.get(url))
    told = {"happened": ago(3).isoformat(), "signer": "self", "signer_name": "单晓岚", "proof": "receipt"}
    assert client.post(f"{url}?outcome=signed", told).status_code == 302
    assert Recipient.objects.get(pk=one.pk).state == "served"
    page = client.get(url)
    assert 'name="reason"' in page.content.decode() and "更正结果" in text_of(page)
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode())
    assert revision
    moved = {"happened": ago(2).isoformat(), "proof": "receipt", "reason": "看错了回执"}
    stale = client.post(f"{url}?outcome=moved", moved | {"revision": "1"})
    assert stale.status_code == 409
    assert client.post(f"{url}?outcome=moved", moved | {"revision": revision[1]}).status_code == 302
    assert (last(one).outcome, Recipient.objects.get(pk=one.pk).deemed_on) == ("moved", ago(2))
    rebut = reverse("service_rebut", args=[one.case_id, row.pk])
    page = client.get(rebut)
    assert "证明自己没有过错" in text_of(page)
    revision = re.search(r'name="revision" value="(\d+)"', page.content.decode())
    assert revision
    bare = client.post(rebut, {"on": ago(0).isoformat(), "upheld": "1", "revision": revision[1]})
    assert bare.status_code in (409, 422)
    claim = {"on": ago(0).isoformat(), "upheld": "1", "reason": "当时住院，有病历", "revision": revision[1]}
    assert client.post(rebut, claim).status_code == 302
    assert Recipient.objects.get(pk=one.pk).state == "returned"
    assert "采信" in text_of(client.get(reverse("service_recipient", args=[one.case_id, one.pk])))


def test_returned_mail_leads_to_the_next_address_then_to_announcement(
    staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn
) -> None:
    client = signed_in(staff["judge"])
    one, row, _ = sent
    announce = reverse("service_announce", args=[one.case_id, one.pk])
    refused = client.get(announce)
    assert "暂不能公告送达" in text_of(refused) and "没有登记过" in text_of(refused)
    assert client.post(announce, {"place": "人民法院公告网"}).status_code == 409
    second = lives_at(staff, one.case, REGISTERED, "registered")
    came_back(staff, row, days=3)
    todo = client.get(reverse("case_page", args=[one.case_id])).content.decode()
    node = re.search(rf'href="({reverse("case_service", args=[one.case_id])}\?node=[^"]+)"', todo)
    assert node
    led = client.get(node[1].replace("&amp;", "&"))
    assert led["Location"] == reverse("service_recipient", args=[one.case_id, one.pk])
    page = client.get(led["Location"])
    assert "下一个地址还没有试过" in text_of(page) and f"address={second.pk}" in page.content.decode()
    came_back(staff, mailed(staff, one, days=5, address=second.pk), days=1)
    page = text_of(client.get(led["Location"]))
    assert "直接" in page and "暂不能公告送达" in page
    with context.use(now()):
        serving.serve_at_once(recipient=one.pk, actor=staff["judge"], on=ago(1), method="direct", outcome="no_such", address=second.pk)
    assert "可以公告送达" in text_of(client.get(led["Location"]))
    day = {"place": "人民法院公告网", "proof": "publication", "days-0-day": ago(0).isoformat()}
    seen = text_of(client.post(reverse("service_announce_look", args=[one.case_id, one.pk]), day))
    assert "送达" in seen and "公告" in seen
    assert "登记在案没有送到 3 次" in text_of(client.get(announce))
    assert client.post(announce, day).status_code == 302
    assert Recipient.objects.get(pk=one.pk).state == "announced"
    assert "公告期满之日" in text_of(client.get(reverse("service_desk"), {"state": "announced"}))


# ---- 地址 ----


def test_addresses_consent_and_situation(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    one, _, address = sent
    case, party = one.case_id, one.party_id

    def post(name: str, **given: object) -> int:
        url = reverse(name, args=[case, party])
        revision = re.search(r'name="revision" value="(\d+)"', client.get(url).content.decode())
        assert revision
        return client.post(url, {"on": ago(1).isoformat(), "revision": revision[1], **given}).status_code

    assert post("address_new", source="confirmed", channel="sms", text="13912345678") == 302
    assert post("address_new", source="confirmed", channel="sms", text="没有手机") == 409
    assert post("consent_new", how="stated") == 302
    assert post("situation_new", place="home", missing="村委会证明") in (409, 422)
    paper = SimpleUploadedFile("证明.png", PNG, "image/png")
    assert post("situation_new", place="home", missing="村委会证明", files=[paper]) == 302
    page = client.get(reverse("case_addresses", args=[case]))
    text = text_of(page)
    assert "13912345678" not in page.content.decode() and "139****5678" in text
    assert "同意电子送达" in text and "下落不明" in text and HOME in text and "退回之日视为送达" in text
    electronic = client.get(reverse("service_send", args=[case, issued(staff, one.case, "summons")[0].pk]))
    assert "已发送，没有结果" in text_of(electronic)
    end = reverse("address_end", args=[case, address.pk])
    revision = re.search(r'name="revision" value="(\d+)"', client.get(end).content.decode())
    assert revision and client.post(end, {"on": ago(0).isoformat(), "revision": revision[1]}).status_code == 302
    assert Address.objects.get(pk=address.pk).until == ago(0)
    assert post("consent_new", how="refused") == 302
    assert "不同意电子送达" in text_of(client.get(reverse("case_addresses", args=[case])))


def test_papers_to_sign_are_printed(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    one = sent[0]
    receipt = client.get(reverse("service_paper", args=[one.case_id, one.pk]))
    assert receipt["Content-Type"] == "application/pdf" and receipt.content.startswith(b"%PDF-")
    assert client.get(reverse("address_paper", args=[one.case_id, one.party_id])).content.startswith(b"%PDF-")
    assert ReadLog.objects.filter(what="查看完整号码").count() == 1
    for name, pk in (("service_paper", one.pk), ("address_paper", one.party_id)):
        assert signed_in(staff["director"]).get(reverse(name, args=[one.case_id, pk])).status_code == 403
        assert signed_in(elsewhere()).get(reverse(name, args=[one.case_id, pk])).status_code == 404


# ---- 成批、交邮、回执 ----


def test_a_batch_by_mail_its_list_and_its_receipts(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    case, good = owed(staff)
    lives_at(staff, case, phone="13900000001")
    _, homeless = owed(staff, "无地址")
    page = client.get(reverse("service_desk")).content.decode()
    assert set(re.findall(r'name="pick" value="(\d+)"', page)) == {str(good.pk), str(homeless.pk)}
    given = {"method": "mail", "on": ago(5).isoformat(), "pick": [good.pk, homeless.pk, "x", 99999]}
    text = text_of(client.post(reverse("service_bulk"), given, follow=True))
    assert "邮寄送达：办成 1 份，2 份没有办成" in text and "没有写明寄到哪个地址" in text
    row = last(good)
    assert row.batch_id
    batch = reverse("service_batch", args=[row.batch_id])
    assert "还没有邮件号" in text_of(client.get(batch)) and "第" in text_of(client.get(reverse("service_batches")))
    export = client.get(f"{reverse('service_batch_export', args=[row.batch_id])}?form=csv")
    lines = export.content.decode("utf-8-sig").splitlines()
    assert export["Cache-Control"] == "no-store" and ReadLog.objects.filter(what="导出交邮清单").count() == 1
    assert f"{row.pk},,单晓岚,13900000001,{HOME},执行通知书" in lines[1]
    assert client.get(reverse("service_batch_export", args=[row.batch_id])).content.startswith(b"PK")
    assert signed_in(staff["supervisor"]).get(reverse("service_batch_export", args=[row.batch_id])).status_code == 403
    assert signed_in(elsewhere()).get(batch).status_code == 404
    numbered = "\n".join([lines[0], lines[1].replace(f"{row.pk},,", f"{row.pk},1012345678901,")])
    assert "已填邮件号" in received(client, numbered)
    assert last(good).tracking == "1012345678901"
    head, sign = "邮件号,结果,日期,签收人,与收件人关系", f"1012345678901,妥投,{ago(1)},单晓岚"
    asked = received(client, f"{head}\n{sign},\n9999999999999,妥投,{ago(1)},某某,本人")
    assert "2 件要核对" in asked and "待补登" in asked and "没有这一件" in asked
    assert "signer_name=" in client.get(reverse("service_receipts")).content.decode()
    assert "1 件都办好了" in received(client, f"{head}\n{sign},本人\n{sign},本人")
    proof = "".join(open_(StoredFile.objects.get(pk=pk)).read().decode() for pk in Attempt.objects.get(recipient=good).files)
    assert "1012345678901" in proof and "单晓岚" in proof and "9999999999999" not in proof, "附卷的只有这一件的那一行"
    assert (Recipient.objects.get(pk=good.pk).state, Recipient.objects.get(pk=good.pk).deemed_on) == ("served", ago(1))
    again = received(client, f"{head}\n{sign},本人")
    assert "登记过了" in again and Attempt.objects.filter(recipient=good).count() == 1
    assert "和登记的不一样" in received(client, f"{head.replace('签收人', '退回原因')}\n1012345678901,退回,{ago(1)},拒收,本人")
    bad = client.post(reverse("service_receipts"), {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert bad.status_code == 409 and "认不出的文件" in text_of(bad)


def received(client: Client, text: str) -> str:
    """导入一份回执，看到的字。"""
    file = SimpleUploadedFile("回执.csv", text.encode(), "text/csv")
    return text_of(client.post(reverse("service_receipts"), {"file": file}, follow=True))


def test_nobody_without_the_right_serves(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    one, row, _ = sent
    before = seq(one.case.stream)
    for role in ("director", "supervisor"):
        client = signed_in(staff[role])
        text = text_of(client.post(reverse("service_bulk"), {"method": "mail", "on": ago(0).isoformat(), "pick": [one.pk]}, follow=True))
        assert "办成 0 份，1 份没有办成" in text, role
        assert client.post(f"{reverse('service_result', args=[one.case_id, row.pk])}?outcome=signed", {}).status_code == 403
        assert "没有登记" in received(client, f"邮件号,结果,日期,与收件人关系\n1012345678901,妥投,{ago(1)},本人")
    assert seq(one.case.stream) == before and last(one).outcome == "sent"
    shown = signed_in(staff["supervisor"]).get(reverse("service_desk"), {"state": "on_way"}).content.decode()
    assert "batch-form" not in shown and "导入邮政回执" not in shown and one.name in shown, "只看不办的，不摆按钮"


def test_lists_do_not_ask_more_with_more_rows(staff: Staff, sent: tuple[Recipient, Attempt, Address], signed_in: SignedIn) -> None:
    client, case = signed_in(staff["judge"]), sent[0].case
    issued(staff, case, "summons")
    found = {"service_desk": reverse("service_desk"), "service_sent": f"{reverse('service_desk')}?state=on_way",
             "case_service": f"{reverse('case_page', args=[case.pk])}?tab=service", "case_addresses": reverse("case_addresses", args=[case.pk])}
    client.get("/")
    few = {name: counted(client, address) for name, address in found.items()}
    for kind in ("closing_notice", "clue_notice"):
        mailed(staff, issued(staff, case, kind)[0])
        lives_at(staff, case, f"{kind}大街", "registered")
    owed(staff, "更多")
    assert {name: counted(client, address) for name, address in found.items()} == few
    baseline: dict[str, int] = json.loads(COUNTS.read_text("utf-8"))
    over = {name: n for name, n in few.items() if n > baseline.get(name, 0)}
    assert not over, str(over)
