"""交接、代办、离岗交接各页：谁能开；提出、接收、退回；预演、照此交接、清单；拒绝以后什么也没有变。"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import factories
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web.books import Staff, now
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Departure, Handover, StandIn
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(staff: Staff) -> Staff:
    """另有一名法官、指挥中心、邻院的局长。"""
    court = staff["judge"].court
    made = {"other": factories.user("judge", team=staff["judge"].holdings.get().team), "centre": factories.user("centre", court=court),
            "elsewhere": factories.user("director", court=factories.court("内0222"))}
    User.objects.filter(pk__in=[one.pk for one in made.values()]).update(password_changed_at=timezone.now())
    return staff | {role: User.objects.get(pk=one.pk) for role, one in made.items()}


def token_in(body: str) -> str:
    found = re.search(r'name="token" value="(\w+)"', body)
    assert found
    return found[1]


def offered(client: Client, case: Case, **values: Any) -> Any:
    url = reverse("case_hand_on", args=[case.pk])
    page = client.get(url).content.decode()
    given = {"token": token_in(page), "revision": seq(case.stream), "to_segment": "control", **values}
    return client.post(url, given)


def today() -> Any:
    return now().today


def test_who_opens_what(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    open_to = {
        "centre_handing": {"judge", "centre", "director", "team_leader", "supervisor"}, "centre_leaving": {"director", "team_leader"},
        "centre_standing": {"judge", "centre", "director", "team_leader", "supervisor"}, "centre_leaving_new": {"director", "team_leader"},
    }
    for role in ("judge", "centre", "director", "team_leader", "supervisor", "system_admin"):
        client = signed_in(crew[role])
        for name, roles in open_to.items():
            response = client.get(reverse(name))
            assert response.status_code == (200 if role in roles else 403), (role, name)
            if response.status_code == 200:
                assert not inline_code(response)
    hand = reverse("case_hand_on", args=[case.pk])
    assert {role: signed_in(crew[role]).get(hand).status_code for role in ("judge", "supervisor", "elsewhere")} == {
        "judge": 200, "supervisor": 403, "elsewhere": 404}
    assert Client().get(reverse("centre_handing")).status_code == 302


def test_offer_look_refuse_take(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    judge, other = signed_in(crew["judge"]), signed_in(crew["other"])
    assert offered(judge, case, to_user=crew["other"].pk).status_code == 302
    row = Handover.objects.get()
    told = text_of(other.get(reverse("centre_handing")))
    assert "1 件等我接收" in told and str(case) in told
    look = text_of(other.get(reverse("case_hand_on", args=[case.pk])))
    assert "现在还缺" in look and "接收" in look and "退回" in look
    assert "由接收的人定" in text_of(signed_in(crew["centre"]).get(reverse("case_hand_on", args=[case.pk])))
    take, refuse = (reverse(name, args=[row.pk]) for name in ("centre_hand_take", "centre_hand_refuse"))
    assert signed_in(crew["centre"]).post(take, {"revision": 0}).status_code == 409
    assert signed_in(crew["elsewhere"]).post(take, {"revision": 0}).status_code == 404
    assert other.post(refuse, {"why": ""}).status_code == 422
    assert Handover.objects.get().state == "offered"
    assert other.post(refuse, {"why": "先把反馈收齐"}).status_code == 302
    assert offered(judge, case, to_user=crew["other"].pk).status_code == 302
    again = Handover.objects.get(state="offered")
    assert other.post(reverse("centre_hand_take", args=[again.pk]), {"revision": 0}).status_code == 302
    tab = text_of(judge.get(f"{reverse('case_page', args=[case.pk])}?tab=centre"))
    assert "控制" in tab


def test_departure_dry_run_then_done_then_the_list(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    client, new = signed_in(crew["director"]), reverse("centre_leaving_new")
    given = {"token": token_in(client.get(new).content.decode()), "user": crew["judge"].pk, "sort": "departure", "since": today().isoformat(),
             "until": "", "way": "one", "people": [crew["other"].pk], "rest": "", "why": "调民事审判庭"}
    assert client.post(new, given | {"people": []}).status_code == 422
    assert client.post(new, given | {"way": "deputy"}).status_code == 409
    assert not Departure.objects.exists()
    page = client.post(new, given)["Location"]
    told = text_of(client.get(page))
    assert str(case) in told and crew["other"].name in told and "照此交接" in told and "都交得出去" in told
    row = Departure.objects.get()
    again, old = {"token": "再来"}, reverse("centre_leaving_again", args=[row.pk])
    assert signed_in(crew["judge"]).post(old, again).status_code == 403
    page = client.post(old, again)["Location"]
    assert client.post(old, again)["Location"] == page
    row.refresh_from_db()
    assert row.state == "dropped" and Departure.objects.count() == 2
    row = Departure.objects.latest("pk")
    go = reverse("centre_leaving_go", args=[row.pk])
    assert signed_in(crew["judge"]).post(go, {"revision": 0}).status_code == 403
    assert signed_in(crew["elsewhere"]).post(go, {"revision": 0}).status_code == 404
    stale = client.post(go, {"revision": 7})
    assert stale.status_code == 409 and "刚才有变动" in text_of(stale) and "重新预演" in text_of(stale)
    assert Case.objects.get(pk=case.pk).handler == crew["judge"]
    assert client.post(go, {"revision": row.revision}).status_code == 302
    assert Case.objects.get(pk=case.pk).handler == crew["other"]
    sheet = client.get(reverse("centre_leaving_rows", args=[row.pk])).content.decode("utf-8-sig")
    assert f"案件,{case},{crew['other'].name},已移交" in sheet
    assert "交接清单" in text_of(client.get(page))


def test_stand_in_and_back(crew: Staff, case: Case, signed_in: SignedIn) -> None:
    judge, new = signed_in(crew["judge"]), reverse("centre_standing_new")
    given = {"user": crew["judge"].pk, "deputy": crew["other"].pk, "since": today().isoformat(), "until": (today() + timedelta(days=2)).isoformat()}
    assert judge.post(new, given).status_code == 409
    with context.use(now()):
        people.set_absence(user=crew["judge"], since=today(), until=today() + timedelta(days=2), reason="年休假", actor=crew["judge"], on=today())
    assert signed_in(crew["centre"]).post(new, given).status_code == 403
    assert judge.post(new, given).status_code == 302
    told = text_of(judge.get(reverse("centre_standing")))
    assert "今天 1 人不在岗" in told and "代办中" in told
    assert signed_in(crew["centre"]).post(reverse("centre_back", args=[crew["judge"].pk])).status_code == 403
    assert signed_in(crew["elsewhere"]).post(reverse("centre_standing_end", args=[StandIn.objects.get().pk])).status_code == 404
    assert StandIn.objects.get().ended_on is None
    assert judge.post(reverse("centre_back", args=[crew["judge"].pk])).status_code == 302
    assert StandIn.objects.get().ended_on == today() - timedelta(days=1)
