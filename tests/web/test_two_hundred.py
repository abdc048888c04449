"""许多份（两百份）执行通知书的一程：成批制作、签发、用印、交邮、回执；退回的，本人确认过的地址视为送达，其余一件换地址送到，一件公告；节点跟着办结，处处对得上。"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from typing import Any

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from web.books import Staff, ago, filed
from web.conftest import SignedIn
from web.looking import text_of
from web.serving import lives_at

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import verify as papers_verified
from zhixing.casework.documents import verify_service
from zhixing.casework.documents.models import Attempt, Document, Recipient
from zhixing.casework.nodes.queries import Node
from zhixing.entrances.jobs import tasks
from zhixing.entrances.web import clock
from zhixing.exchange.models import BulkRun
from zhixing.foundation.history import context
from zhixing.foundation.history import verify as chains
from zhixing.foundation.people.models import Setting, User

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
KIND, AT_ONCE = "enforcement_notice", 50
MANY = int(os.environ.get("NOTICES", "10"))
"""平常十份，省时间；两百份：``NOTICES=200 ./run test tests/web/test_two_hundred.py``。"""
COURT = {
    "document.phone": "0471-0000000", "document.address": "青山县团结路1号", "document.account_holder": "执行款专户",
    "document.account_bank": "某某银行", "document.account_number": "0000000000000000001",
}


def chunks(listed: list[Any]) -> list[list[Any]]:
    return [listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE)]


@pytest.fixture
def sealer(staff: Staff) -> User:
    """指挥中心的人：成批制作、用印、送达。"""
    court = staff["judge"].court
    found = factories.user("centre", court=court)
    User.objects.filter(pk=found.pk).update(password_changed_at=clock.now())
    Setting.objects.bulk_create([Setting(court=court, key=key, value=value) for key, value in COURT.items()])
    return User.objects.get(pk=found.pk)


@pytest.fixture
def cases(staff: Staff, sealer: User) -> list[Case]:
    """两百件，被执行人都有确认的送达地址；头两件的没有确认，只有户籍的和查到的。"""
    made = [filed(staff, f"单晓{'一二三四五六七八九十'[n % 10]}{n}", 9, number="") for n in range(MANY)]
    for n, case in enumerate(made):
        lives_at(staff, case, f"振华大街{n}号", "registered" if n < 2 else "confirmed", days=5)
    for n, case in enumerate(made[:2]):
        lives_at(staff, case, f"沟门镇{n}村", "inquiry", days=5)
    return made


def carried(client: Client, answer: Any) -> str:
    """后台把最近一批办完，看到的结果。"""
    run = BulkRun.objects.latest("pk")
    while run.finished_at is None:
        tasks.carry_bulk(run.pk)
        run.refresh_from_db()
    return text_of(client.get(answer["Location"], follow=True))


def acted(client: Client, shelf: str, act: str) -> int:
    """把桌上这一摞一次办完，每次至多一页；返回办成几份。"""
    done = 0
    while picks := re.findall(r'name="pick" value="(\d+:\d+)"', client.get(reverse("document_desk"), {"shelf": shelf}).content.decode()):
        told = carried(client, client.post(reverse("document_many"), {"act": act, "pick": picks}))
        found = re.search(r"办成 (\d+) 份", told)
        assert found and int(found[1]) == len(picks), told[:600]
        done += len(picks)
    return done


def test_two_hundred_notices(
    staff: Staff, sealer: User, cases: list[Case], signed_in: SignedIn, seal: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    centre, judge = signed_in(sealer), signed_in(staff["judge"])
    _made(centre, cases)
    assert acted(judge, "sign", "sign") == MANY
    assert acted(centre, "seal", "seal") == MANY
    papers = Document.objects.filter(kind=KIND)
    assert {one.state for one in papers} == {"sealed"} and len({one.code for one in papers}) == MANY

    _mailed(centre)
    assert not Node.objects.filter(code="N-03", state="open").exists(), "发出以后，执行通知办结"
    assert set(Recipient.objects.values_list("state", flat=True)) == {"on_way"}, "交邮不是送达"
    first, second, third = (Recipient.objects.get(case=case) for case in cases[:3])
    _received(centre, {first.pk: "迁移新址不明", second.pk: "原址查无此人", third.pk: "迁移新址不明"})
    assert Attempt.objects.get(recipient=third).outcome == "moved", "退回的是本人确认的地址：退回之日视为送达"
    assert Recipient.objects.filter(state="served", deemed_on=ago(0)).count() == MANY - 2
    returned = set(Recipient.objects.filter(state="returned"))
    assert returned == {first, second} and Node.objects.filter(name="退件处理", state="open").count() == 2

    _handed_over(centre, first)
    _announced(centre, second)
    assert (Recipient.objects.get(pk=first.pk).state, Recipient.objects.get(pk=second.pk).state) == ("served", "announced")
    assert not Node.objects.filter(name="退件处理", state="open").exists()
    later = clock.now() + timedelta(days=32)
    for place in ("zhixing.entrances.web.clock.now", "zhixing.entrances.clock.now", "zhixing.entrances.jobs.running.now"):
        monkeypatch.setattr(place, lambda: later)
    tasks.expire_notices(0)
    tasks.expire_notices(0)
    last = Recipient.objects.get(pk=second.pk)
    assert last.state == "served" and last.deemed_on == (later - timedelta(days=2)).date()
    with context.use(context.Context(now=later, entrance="test")):
        assert verify_service.verify().ok and papers_verified.verify().ok and chains.verify().first is None


def _made(centre: Client, cases: list[Case]) -> None:
    for part in chunks(cases):
        screen = centre.get(reverse("document_bulk"), {"pick": [case.pk for case in part], "kind": KIND}).content.decode()
        ticked = re.findall(r'name="pick" value="([^"]+)" form="make-form" checked', screen)
        assert len(ticked) == len(part), text_of(centre.get(reverse("document_bulk"), {"pick": [part[0].pk], "kind": KIND}))
        told = carried(centre, centre.post(reverse("document_make"), {"kind": KIND, "pick": ticked, "do": "refer"}))
        assert f"办成 {len(part)} 份" in told, told[:600]


def _mailed(centre: Client) -> None:
    while picks := re.findall(r'name="pick" value="(\d+)"', centre.get(reverse("service_desk")).content.decode()):
        told = carried(centre, centre.post(reverse("service_bulk"), {"method": "mail", "on": ago(0).isoformat(), "pick": picks}))
        assert f"办成 {len(picks)} 份" in told, told[:600]


def _received(centre: Client, returned: dict[int, str]) -> None:
    """邮政给的回执：两件退回，其余本人签收。一份文件里全有。"""
    rows = ["送达编号,邮件号,结果,日期,签收人,与收件人关系,退回原因"]
    for row in Attempt.objects.order_by("pk").select_related("recipient"):
        number = f"1{row.pk:012d}"
        why = returned.get(row.recipient_id)
        told = f"退回,{ago(0)},,,{why}" if why else f"妥投,{ago(0)},{row.recipient.name},本人,"
        rows.append(f"{row.pk},{number},{told}")
    file = SimpleUploadedFile("回执.csv", "\n".join(rows).encode(), "text/csv")
    told = carried(centre, centre.post(reverse("service_receipts"), {"file": file}))
    assert f"{MANY} 件都办好了" in told, told[:800]


def _handed_over(centre: Client, one: Recipient) -> None:
    """退回的第一件：按户籍地址上门，本人签收。"""
    page = f"{reverse('service_send', args=[one.case_id, one.pk])}?method=direct&outcome=signed"
    form = centre.get(page).content.decode()
    revision = re.search(r'name="revision" value="(\d+)"', form)
    address = re.findall(r'<option value="(\d+)"[^>]*>[^<]*沟门镇', form)
    given = {"revision": revision[1] if revision else "", "on": ago(0).isoformat(), "address": address[0], "signer": "self", "proof": ["receipt"]}
    answer = centre.post(page, given)
    assert answer.status_code == 302, text_of(answer)[:800]


def _announced(centre: Client, one: Recipient) -> None:
    """退回的第二件：上门也没有人，公告。"""
    page = f"{reverse('service_send', args=[one.case_id, one.pk])}?method=direct&outcome=no_such"
    form = centre.get(page).content.decode()
    address = re.findall(r'<option value="(\d+)"[^>]*>[^<]*沟门镇', form)
    revision = re.search(r'name="revision" value="(\d+)"', form)
    answer = centre.post(page, {"revision": revision[1] if revision else "", "on": ago(0).isoformat(), "address": address[0]})
    assert answer.status_code == 302, text_of(answer)[:800]
    announce = reverse("service_announce", args=[one.case_id, one.pk])
    revision = re.search(r'name="revision" value="(\d+)"', centre.get(announce).content.decode())
    given = {"place": "人民法院公告网", "proof": "publication", "days-0-day": ago(0).isoformat(), "revision": revision[1] if revision else ""}
    answer = centre.post(announce, given)
    assert answer.status_code == 302, text_of(answer)[:800]
