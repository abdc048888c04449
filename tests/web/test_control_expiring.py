"""到期日历、补救单的页面：谁能开，数等于清单，超期不点别人的名，续行的按钮，补救走到局长签字。"""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from web.books import Staff, ago, closed, elsewhere, filed, record
from web.conftest import SignedIn
from web.looking import inline_code, text_of
from web.test_registers import CASEWORK, listed, strip

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands.watching import watch
from zhixing.casework.control.events import MeasureTaken
from zhixing.casework.control.models import Incident, Measure
from zhixing.entrances.web import clock
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context

pytestmark = pytest.mark.django_db
SOON, LATER, GONE = "北疆银行尾号0042的存款", "城关镇一处住宅", "一辆小客车"
PAGES = ("control_expiring", "control_incidents")


@pytest.fixture
def held(staff: Staff) -> dict[str, Case]:
    """一件三天后届满，一件结了案、五十天后届满，一件昨天届满没有人续行；看守前天、今天看过。"""
    soon, gone = filed(staff, "赵冻结", 60), filed(staff, "孙失效", 60)
    record(staff, soon, (MeasureTaken(subject=SOON, measure="freeze", property="deposit", until=ago(-3), amount_fen=5_000_000), 40))
    taken = (MeasureTaken(subject=LATER, measure="seize", property="real_estate", until=ago(-50)), 250)
    later = closed(staff, 200, before=[taken], debtor="钱查封", pool=False)
    with at(2), transaction.atomic():
        event = MeasureTaken(subject=GONE, measure="seize", property="movable", until=ago(1))
        cases.finish(event, case=Case.objects.get(pk=gone.pk), actor=staff["judge"], on=ago(40))
    with at(0):
        watch(ago(0))
    return {"soon": soon, "later": later, "gone": gone}


def at(days: int) -> AbstractContextManager[object]:
    """``days`` 天以前的此刻。"""
    return context.use(context.Context(now=clock.now() - timedelta(days=days), entrance="test"))


def test_who_may_open(staff: Staff, held: dict[str, Case], signed_in: SignedIn) -> None:
    addresses = (*map(reverse, PAGES), reverse("control_incident", args=[Incident.objects.get().pk]))
    for role in ("judge", "supervisor", "system_admin"):
        client = signed_in(staff[role])
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == (200 if role in CASEWORK else 403), (role, address)
            assert inline_code(answer) == []
    assert {Client().get(address)["Location"].partition("?")[0] for address in addresses} == {"/accounts/login/"}
    stranger = signed_in(elsewhere())
    assert not any(name in text_of(stranger.get(reverse(page))) for page in PAGES for name in (SOON, LATER, GONE))
    assert stranger.get(addresses[-1]).status_code == 404


def test_each_number_is_the_length_of_the_list_it_opens(staff: Staff, held: dict[str, Case], signed_in: SignedIn) -> None:
    client = signed_in(staff["director"])
    for name in PAGES:
        cells = strip(client.get(reverse(name)).content.decode())
        assert sum(number for _, _, number in cells) >= 2
        for label, query, number in cells:
            panel = client.get(f"{reverse(name)}?{query}", headers={"HX-Request": "true", "HX-Target": name.removeprefix("control_")})
            assert listed(panel.content.decode()) == number, label


def test_the_calendar_shows_the_last_day_and_the_button(staff: Staff, held: dict[str, Case], signed_in: SignedIn) -> None:
    client, day = signed_in(staff["judge"]), ago(-3)
    page = client.get(reverse("control_expiring"))
    text = text_of(page)
    assert "1 项措施三十天内届满" in text
    assert "冻结银行存款，50,000.00 元" in text
    assert "天的预警已发" in text
    assert f"/cases/{held['soon'].pk}/control/measures/" in page.content.decode()
    month = client.get(reverse("control_expiring"), {"month": f"{day:%Y-%m}"}).content.decode()
    assert f"day={day.isoformat()}" in month
    assert SOON in text_of(client.get(reverse("control_expiring"), {"day": day.isoformat()}))
    assert LATER not in text_of(client.get(reverse("control_expiring"), {"day": day.isoformat()}))
    odd = {"state": "紫", "month": "2026-13", "day": "x", "handler": "9" * 40, "page": "-1"}
    assert client.get(reverse("control_expiring"), odd).status_code == 200


def test_names_are_for_the_leader_and_the_director_and_the_bell_too(staff: Staff, held: dict[str, Case], signed_in: SignedIn) -> None:
    judge, incident = staff["judge"].name, reverse("control_incident", args=[Incident.objects.get().pk])
    for role, seen in (("director", True), ("supervisor", False)):
        client = signed_in(staff[role])
        rows = client.get(reverse("control_expiring"), {"state": "all"}, headers={"HX-Request": "true", "HX-Target": "expiring"})
        assert (judge in text_of(rows)) is seen
        assert (judge in text_of(client.get(incident))) is seen
    text = text_of(signed_in(staff["judge"]).get("/"))
    assert "到期预警 2 项" in text
    assert f"{SOON}，剩 3 天" in text
    assert f"{GONE}于" in text
    assert "到期预警 1 项" in text_of(signed_in(staff["director"]).get("/"))  # 局长从 3 天那一档起


def test_remedied_and_signed_and_what_the_two_books_say_differently(staff: Staff, held: dict[str, Case], signed_in: SignedIn) -> None:
    client, row = signed_in(staff["judge"]), Incident.objects.get()
    address = reverse("control_remedy", args=[row.pk])
    assert "登记时已经届满" not in text_of(client.get(reverse("control_incident", args=[row.pk])))
    refused = client.post(address, {"cause": "漏看", "result": "remedied", "revision": "0"})
    assert refused.status_code == 409
    assert "还没有重新采取措施" in text_of(refused)
    assert client.post(address, {"cause": "漏看", "result": "no_need", "reason": "paid", "revision": "0"}).status_code == 302
    approval = Approval.objects.get(act="remedy")
    assert "已经报请局长签字" in text_of(client.get(reverse("control_incident", args=[row.pk])))
    assert signed_in(staff["supervisor"]).post(address, {"cause": "x", "result": "no_need"}).status_code in (403, 404)
    with at(0):
        approvals.agree(approval_id=approval.pk, actor=staff["director"], on=ago(0), revision=approval.revision)
    text = text_of(client.get(reverse("control_incident", args=[row.pk])))
    assert "不必补救：债务已经清偿" in text


    client = signed_in(staff["director"])
    assert "说的不一样" not in text_of(client.get(reverse("control_incidents")))
    Measure.objects.filter(case=held["soon"]).update(until=ago(-200))
    assert "措施台账和到期节点有 1 项说的不一样" in text_of(client.get(reverse("control_incidents")))
