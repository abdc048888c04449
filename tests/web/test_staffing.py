"""人员测算的页：谁能开；算一份、改人手再算、两份放在一起比；别的法院的当没有；不能算的什么也不改变。"""

from __future__ import annotations

import json
from typing import Any
from unittest.mock import patch

import factories
import pytest
from centre.staffing import small
from django.test import Client
from django.urls import reverse
from web.conftest import ROLES, SignedIn

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.commands import staffing as commands
from zhixing.casework.centre.models import StaffingPlan
from zhixing.casework.centre.staffing.plan import write
from zhixing.casework.centre.staffing.reading import read
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

TEXT = write(small(1, each_month=20.0, minutes=500.0))
ALLOWED = frozenset({"director"})


@pytest.fixture
def director(staff: dict[str, User], signed_in: SignedIn) -> Client:
    return signed_in(staff["director"])


def asked(staff: dict[str, User], text: str = TEXT, token: str = "a") -> StaffingPlan:
    return commands.ask_plan(actor=staff["director"], name="查控一人", text=text, token=token)


def calculated(row: StaffingPlan) -> StaffingPlan:
    with patch.object(commands, "RUNS", 2):
        return commands.calculate(row.pk)


def body(response: Any) -> str:
    return str(response.content.decode())


def test_who_may_open_and_other_courts_see_nothing(staff: dict[str, User], signed_in: SignedIn, here: object) -> None:
    row = calculated(asked(staff))
    urls = [reverse("centre_staffing"), reverse("centre_staffing_text"), *(
        reverse(name, args=[row.pk, *more]) for name, more in (
            ("centre_staffing_plan", ()), ("centre_staffing_change", ()), ("centre_staffing_file", ("json",)))
    )]
    assert {Client().get(url).status_code for url in urls} == {302}
    for role in ROLES:
        client = signed_in(staff[role])
        assert {client.get(url).status_code for url in urls} == {200 if role in ALLOWED else 403}, role
    assert signed_in(staff["judge"]).post(reverse("centre_staffing_start")).status_code == 403
    outside = signed_in(factories.user("director", court=factories.court("内0222")))
    assert {outside.get(url).status_code for url in urls[2:]} == {404} and "查控一人" not in body(outside.get(urls[0]))
    assert StaffingPlan.objects.count() == 1


def test_start_from_the_own_year_then_change_and_compare(director: Client, staff: dict[str, User], case: Case, here: object) -> None:
    sent = {"base": "next", "token": "one"}
    assert director.post(reverse("centre_staffing_start"), sent).status_code == 409  # 一件结了的也没有，量不出天数
    assert not StaffingPlan.objects.exists()
    row = calculated(asked(staff))
    page = body(director.get(reverse("centre_staffing_plan", args=[row.pk])))
    assert all(told in page for told in ("人手不够的", "缺 1 人", "查控：排队（件）", "在办件数", "staffing.js", "每月积下"))
    change = reverse("centre_staffing_change", args=[row.pk])
    form = {"name": "查控两人", "growth": "10", "heads_desk": "2", "token": "two", "away_desk": ""}
    answer = director.post(change, form)
    other = StaffingPlan.objects.get(name="查控两人")
    assert answer.status_code == 302 and answer["Location"].endswith(f"?with={row.pk}")
    assert read(other.text).desks[0].heads == 2 and read(other.text).growth == 10
    assert director.post(change, form).status_code == 302 and StaffingPlan.objects.count() == 2  # 按两下还是一份
    calculated(other)
    compared = body(director.get(answer["Location"]))
    assert "对照 1 人" in compared and "比对照" in compared and "各岗位都做得完" in compared


def test_wrong_changes_are_told_beside_the_field(director: Client, staff: dict[str, User], here: object) -> None:
    row = calculated(asked(staff))
    change, form = reverse("centre_staffing_change", args=[row.pk]), {"name": "改", "growth": "0", "heads_desk": "0", "token": "x", "away_desk": ""}
    refused = director.post(change, form)
    assert refused.status_code == 409 and "一个人也没有" in body(refused)
    half = director.post(change, {**form, "heads_desk": "1", "away_desk": "desk"})
    assert half.status_code == 422 and "都要填" in body(half)
    pasted = director.post(reverse("centre_staffing_text"), {"name": "粘贴", "text": "name = 1", "token": "y"})
    assert pasted.status_code == 409 and "since" in body(pasted)
    assert StaffingPlan.objects.count() == 1


def test_progress_failure_and_files(director: Client, staff: dict[str, User], here: object) -> None:
    row = asked(staff)
    url = reverse("centre_staffing_plan", args=[row.pk])
    assert "正在演算" in body(director.get(url)) and director.get(reverse("centre_staffing_change", args=[row.pk])).status_code == 404
    assert director.get(reverse("centre_staffing_file", args=[row.pk, "json"])).status_code == 404
    StaffingPlan.objects.filter(pk=row.pk).update(text="name = 1")
    assert calculated(row).state == "failed" and "没有算成" in body(director.get(url))
    good = calculated(asked(staff, token="b"))
    told = json.loads(director.get(reverse("centre_staffing_file", args=[good.pk, "json"])).content)
    assert told["desks"][0]["need"]["short"] == 1
    assert read(director.get(reverse("centre_staffing_file", args=[good.pk, "toml"])).content.decode()) == read(TEXT)
    before = good.ended_at
    assert commands.calculate(good.pk).ended_at == before  # 算完的不再算


def test_a_plan_that_settles_keeps_what_it_settled(staff: dict[str, User], here: object) -> None:
    row = calculated(asked(staff, TEXT.replace("settle = false", "settle = true")))
    kept = read(row.text)
    assert not kept.settle and kept.tracks[0].routes[0].lag > 5


def test_only_a_few_wait_at_once(staff: dict[str, User], here: object) -> None:
    for n in range(commands.MOST_UNDER_WAY):
        asked(staff, token=str(n))
    with pytest.raises(Refused, match="还有5份在算"):
        asked(staff, token="more")
    assert asked(staff, token="0").token == "0"
