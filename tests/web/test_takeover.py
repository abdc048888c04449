"""存量接管的向导：上传、核对、对账、签字、接管、清单、撤回；谁看得见、谁能签。"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from exchange import moving
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.commands import note
from zhixing.casework.cases.queries import Case
from zhixing.entrances.web import clock
from zhixing.exchange import takeover
from zhixing.exchange.models import Takeover
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

Staff = dict[str, User]


@pytest.fixture
def uploaded(staff: Staff, signed_in: SignedIn, settings: Any, tmp_path: Path) -> Takeover:
    """立案的人上传，后台核对完了：四件，三项冻结，一项明天届满，一件承办人不存在。"""
    settings.MEDIA_ROOT = tmp_path
    today: date = clock.now().date()
    content = moving.court([staff["judge"].name], 4, 3, {1: today + timedelta(1)}, today)
    file = SimpleUploadedFile("接管.xlsx", content)
    client = signed_in(staff["filing"])
    answer = client.post(reverse("takeover_list"), {"file": file, "live_on": today.isoformat()})
    run = Takeover.objects.get()
    assert answer.status_code == 302 and answer["Location"] == reverse("takeover_run", args=[run.pk])
    assert 'id="progress"' in client.get(answer["Location"]).content.decode()
    with at_work():
        return takeover.check(run.pk)


def at_work() -> Any:
    return context.use(context.Context(now=clock.now(), entrance="jobs"))


def page(run: Takeover) -> str:
    return reverse("takeover_run", args=[run.pk])


def test_what_is_not_signed_is_sent_back_and_waits_for_nobody(staff: Staff, signed_in: SignedIn, uploaded: Takeover) -> None:
    head, filing = signed_in(staff["director"]), signed_in(staff["filing"])
    assert "退回这一批" in text_of(filing.get(page(uploaded))) and "接管待签字" in text_of(head.get("/"))
    url = reverse("takeover_decline", args=[uploaded.pk])
    assert signed_in(staff["judge"]).post(url, {"reason": "传错"}).status_code == 403
    head.post(url, {"reason": " "})
    assert Takeover.objects.get().state == "checked", "理由必填"
    assert head.post(url, {"reason": "合计栏没有填"}).status_code == 302
    shown = text_of(filing.get(page(uploaded)))
    assert "已退回，没有接管" in shown and "合计栏没有填" in shown and "签字，" not in shown
    assert "接管待签字" not in text_of(head.get("/")) and not Case.objects.exists()
    head.post(url, {"reason": "再退一次"})
    assert "合计栏没有填" in Takeover.objects.get().message
    head.post(reverse("takeover_sign", args=[uploaded.pk]), {"keep_good": "1"})
    assert Takeover.objects.get().state == "declined", "退回的不能再签"


def test_who_may_open_it(staff: Staff, signed_in: SignedIn, uploaded: Takeover) -> None:
    for role in ("filing", "director"):
        answer = signed_in(staff[role]).get(page(uploaded))
        assert answer.status_code == 200 and not inline_code(answer)
    for role in ("judge", "team_leader", "supervisor", "system_admin"):
        assert signed_in(staff[role]).get(page(uploaded)).status_code == 403
    stranger = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=stranger.pk).update(password_changed_at=clock.now())
    assert signed_in(stranger).get(page(uploaded)).status_code == 404


def test_signature_by_the_bureau_head_only(staff: Staff, signed_in: SignedIn, uploaded: Takeover) -> None:
    sign = reverse("takeover_sign", args=[uploaded.pk])
    assert "等执行局长" in text_of(signed_in(staff["filing"]).get(page(uploaded)))
    assert signed_in(staff["filing"]).post(sign).status_code == 403
    head = signed_in(staff["director"])
    assert "接管待签字" in text_of(head.get("/"))
    assert "签字，接管 4 件" in text_of(head.get(page(uploaded)))
    assert head.post(sign).status_code == 302
    assert head.post(sign).status_code == 409, "签过的不能再签"


def test_moved_then_what_to_look_at_first_and_reversed(staff: Staff, signed_in: SignedIn, uploaded: Takeover) -> None:
    head = signed_in(staff["director"])
    head.post(reverse("takeover_sign", args=[uploaded.pk]))
    with at_work():
        assert takeover.move(uploaded.pk).state == Takeover.State.DONE
    shown = text_of(head.get(page(uploaded)))
    assert "已接管 4 件" in shown and "上线前不计" in shown and staff["judge"].name in shown and "整批撤回" in shown
    near = head.get(reverse("takeover_measures", args=[uploaded.pk]), {"within": "soon"})
    assert moving.number(1) in text_of(near) and moving.number(2) not in text_of(near)
    plain = text_of(signed_in(staff["filing"]).get(reverse("takeover_measures", args=[uploaded.pk])))
    assert moving.number(1) in plain and staff["judge"].name not in plain, "名字只给可以看的人"
    for name in ("takeover_reconciliation", "takeover_marked"):
        assert head.get(reverse(name, args=[uploaded.pk])).content.startswith(b"PK")
    back = reverse("takeover_reverse", args=[uploaded.pk])
    assert head.post(back, {"reason": " "}).status_code == 409
    assert head.post(back, {"reason": "来源表格取错了日期"}).status_code == 302
    with at_work():
        assert takeover.reverse(uploaded.pk).state == Takeover.State.REVERSED
    assert "已整批撤回" in text_of(head.get(page(uploaded)))


def test_after_an_act_the_page_says_why_it_cannot_be_reversed(staff: Staff, signed_in: SignedIn, uploaded: Takeover) -> None:
    head = signed_in(staff["director"])
    head.post(reverse("takeover_sign", args=[uploaded.pk]))
    with at_work():
        takeover.move(uploaded.pk)
        note(case=Case.objects.order_by("pk")[0], actor=staff["judge"], on=clock.now().date(), sort="电话", text="询问进度")
    assert "不能整批撤回" in text_of(head.get(page(uploaded)))
    assert head.post(reverse("takeover_reverse", args=[uploaded.pk]), {"reason": "错了"}).status_code == 409


def test_refusals_of_an_upload(staff: Staff, signed_in: SignedIn, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    client, today = signed_in(staff["filing"]), clock.now().date().isoformat()
    assert client.get(reverse("takeover_template")).content.startswith(b"PK")
    assert client.post(reverse("takeover_list"), {"live_on": today}).status_code == 422
    bad = SimpleUploadedFile("接管.csv", "案号\n1".encode())
    assert client.post(reverse("takeover_list"), {"file": bad, "live_on": today}).status_code == 409
    assert not Takeover.objects.exists()
