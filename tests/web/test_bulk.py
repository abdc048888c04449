"""成批办理：多的后台一件一件办，断了接着办、一件只办一次；不成的说为什么；按两下只开一批；别人看不见；办到一半没有了权限的不再办。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from web.books import Staff, ago, filed, now
from web.conftest import SignedIn
from web.looking import inline_code, text_of
from web.serving import issued, lives_at

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.commands import serving
from zhixing.casework.documents.models import Attempt, Batch, Recipient
from zhixing.entrances.jobs import tasks
from zhixing.exchange import bulk, bulk_acts
from zhixing.exchange.models import BulkRun
from zhixing.foundation.history import context
from zhixing.foundation.history import verify as chains
from zhixing.foundation.people.models import Holding, User

pytestmark = pytest.mark.django_db
MANY = 4


@pytest.fixture
def waiting(staff: Staff, monkeypatch: pytest.MonkeyPatch) -> list[Recipient]:
    """四份等着交邮的，末一份的受送达人没有地址。三份以内当场办。"""
    monkeypatch.setattr(bulk, "AT_ONCE", MANY - 1)
    case = filed(staff, number="")
    lives_at(staff, case)
    kinds = ("summons", "closing_notice", "enforcement_notice")
    return [*(issued(staff, case, kind)[0] for kind in kinds), issued(staff, case, "report_order", "王秀兰")[0]]


def send(client: Client, picks: list[Recipient], token: str = "t", **more: Any) -> HttpResponse:
    given = {"method": "mail", "on": ago(3).isoformat(), "pick": [one.pk for one in picks], "token": token, **more}
    return client.post(reverse("service_bulk"), given)


def queued() -> int:
    return ProcrastinateJob.objects.filter(task_name=bulk.CARRY).count()


def test_a_killed_run_is_finished_once_and_a_row_that_fails_is_told(
    staff: Staff, waiting: list[Recipient], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(staff["judge"])
    first, again = send(client, waiting), send(client, waiting)
    run = BulkRun.objects.get()
    assert first["Location"] == again["Location"] == reverse("bulk_run", args=[run.pk]) and queued() == 1
    page = client.get(first["Location"])
    assert f"正在办，共 {MANY} 份" in text_of(page) and 'id="progress"' in page.content.decode() and inline_code(page) == []
    assert not Attempt.objects.exists(), "一件也没有在请求里办"

    keep, calls = bulk._with, iter(range(100))

    def dying(*given: Any) -> Any:
        if next(calls) == 2:
            raise KeyboardInterrupt  # 办了、还没有提交，进程没了
        return keep(*given)

    monkeypatch.setattr(bulk, "_with", dying)
    with pytest.raises(KeyboardInterrupt):
        tasks.carry_bulk(run.pk)
    monkeypatch.setattr(bulk, "_with", keep)
    assert bulk.done_of(run) == Attempt.objects.count() == 2
    for role, code in (("team_leader", 404), ("system_admin", 403)):
        other = signed_in(staff[role])
        assert other.get(first["Location"]).status_code == other.post(reverse("bulk_again", args=[run.pk])).status_code == code, role
    assert "还没有成批办过" in text_of(signed_in(staff["team_leader"]).get(reverse("bulk_list"))), "别人的看不见"
    part = client.get(first["Location"], headers={"HX-Request": "true", "HX-Target": "progress"})
    assert f"2 / {MANY}" in text_of(part)

    tasks.carry_bulk(run.pk)
    tasks.carry_bulk(run.pk)
    run.refresh_from_db()
    sent = Attempt.objects.values_list("recipient", flat=True)
    assert sorted(sent) == [one.pk for one in waiting[:-1]] and run.finished_at is not None
    assert Batch.objects.get().count == MANY - 1 and chains.verify().first is None
    told = text_of(client.get(first["Location"]))
    assert f"邮寄送达：办成 {MANY - 1} 份，1 份没有办成" in told and "没有写明寄到哪个地址" in told and "去导出交邮清单" in told
    assert told.index("没有写明寄到哪个地址") < told.index("已办"), "没有办成的在前"
    assert client.get(first["Location"], headers={"HX-Target": "progress"})["HX-Refresh"] == "true"
    assert "办完了" in text_of(client.get(reverse("bulk_list")))


def test_rights_lost_in_between(staff: Staff, waiting: list[Recipient], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    send(client, waiting)
    run = BulkRun.objects.get()
    assert bulk_step(run)
    case = waiting[0].case
    Case.objects.filter(pk=case.pk).update(handler=staff["team_leader"])
    Holding.objects.filter(user=staff["judge"]).delete()
    assert bulk_step(run)
    User.objects.filter(pk=staff["judge"].pk).update(is_active=False)
    tasks.carry_bulk(run.pk)
    why = [item.result["why"][0] for item in run.items.filter(ok=False).order_by("number")]
    assert Attempt.objects.count() == 1 and len(why) == MANY - 1
    assert "看不到" in why[0] or "不能" in why[0], why[0]
    assert set(why[1:]) == {"您的账号已经停用。"}


def bulk_step(run: BulkRun) -> bool:
    with context.use(now()):
        return bulk_acts.step(run.pk)


def test_few_are_done_at_once_and_a_second_click_does_nothing(
    staff: Staff, waiting: list[Recipient], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, keep, bad = signed_in(staff["judge"]), serving.start, waiting[1].pk

    def failing(**given: Any) -> Attempt:
        made = keep(**given)
        if given["recipient"] == bad:
            raise ZeroDivisionError
        return made

    monkeypatch.setattr(serving, "start", failing)
    told = text_of(client.get(send(client, waiting[:2])["Location"]))
    assert "办成 1 份，1 份没有办成" in told and "程序出错" in told
    assert Attempt.objects.count() == Batch.objects.get().count == 1, "出错的一件什么也没有留下"
    assert "没有再办一遍" in text_of(client.get(send(client, waiting[:2])["Location"])) and BulkRun.objects.count() == 1
    assert "办成 1 份" in text_of(client.get(send(client, waiting[2:3])["Location"])), "同一页另外勾选的，是另一批"
    assert (Attempt.objects.count(), BulkRun.objects.count()) == (2, 2)
    assert re.search(r'name="token" value="[0-9a-f]{32}"', client.get(reverse("service_desk")).content.decode())


def test_receipts_of_a_large_file_are_registered_behind(staff: Staff, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    rows = [f"1{n:012d},妥投,{ago(0)},单晓岚,本人" for n in range(bulk.AT_ONCE)]
    text = "\n".join(["邮件号,结果,日期,签收人,与收件人关系", *rows, "?,妥投,,,"])

    def upload() -> str:
        file = SimpleUploadedFile("回执.csv", text.encode(), "text/csv")
        return text_of(client.post(reverse("service_receipts"), {"file": file, "token": "r"}, follow=True))

    assert "正在登记，共 11 件" in upload() and "正在登记，共 11 件" in upload()
    run = BulkRun.objects.get()
    assert bulk.done_of(run) == 1, "有毛病的行当时就有结果"
    client.post(reverse("bulk_again", args=[run.pk]))
    assert queued() == 1, "排着的不再排"
    assert "停住了" not in text_of(client.get(reverse("service_receipts")))
    BulkRun.objects.update(started_at=run.started_at - timedelta(hours=1))
    run.items.update(done_at=None)
    assert "停住了" in text_of(client.get(reverse("service_receipts")))
    tasks.carry_bulk(run.pk)
    told = text_of(client.get(reverse("bulk_run", args=[run.pk]), follow=True))
    assert "11 件里 0 件办好，11 件要核对" in told and "没有这一件" in told and "这一行有误" in told and run.given["proof"]
    assert signed_in(staff["team_leader"]).get(reverse("service_receipts"), {"run": run.pk}).status_code == 404
