"""轮到谁在页面上：案件页、清单、工作台；团队看板、办案负荷、快执计时谁能看什么，数就是清单。"""

from __future__ import annotations

import re
from datetime import date, timedelta

import factories
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from drafts import draft
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Placement
from zhixing.entrances.portal.deliveries import standing
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.turn_words import BUSY

pytestmark = pytest.mark.django_db
Staff = dict[str, User]
PAGES = ("centre_team", "centre_load", "centre_fast")


def today() -> date:
    return clock.now().date()


def placed(case: Case, left: int) -> Placement:
    """快执，离目标日还有 ``left`` 天。"""
    given = {"track": "fast", "rule": "F", "rule_track": "fast", "first_track": "fast", "since": today(), "days": 20}
    goal = today() + timedelta(days=left)
    return Placement.objects.update_or_create(case=case, defaults={"court_id": case.court_id, "goal": goal, **given})[0]


def test_the_case_page_says_whose_turn_and_how_to_answer(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    page = signed_in(staff["judge"]).get(reverse("case_page", args=[case.pk]))
    told = text_of(page)
    assert "轮到您：" in told and "为什么轮到这一步，当事人来问怎么答" in told
    assert f"答申请执行人 {BUSY}" in told and f"答被执行人 {BUSY}" in told
    assert inline_code(page) == []
    listed = text_of(signed_in(staff["judge"]).get(reverse("case_list")))
    assert "轮到谁" in listed


def test_a_party_reads_only_the_court(staff: Staff, case: Case) -> None:
    with context.use(context.Context(now=clock.now(), entrance="portal")):
        told = {role: standing(case, case.parties.filter(role=role).first()) for role in ("applicant", "respondent", "agent")}
    assert told["agent"] == "" and all(told[role].startswith(BUSY) for role in ("applicant", "respondent"))
    assert not any(user.name in text for user in User.objects.all() for text in told.values())


@pytest.mark.parametrize("role", ["judge", "director", "supervisor", "audit_admin"])
def test_who_opens_the_pages(role: str, staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, allowed = signed_in(staff[role]), role != "audit_admin"
    for name in PAGES:
        answer = client.get(reverse(name))
        assert answer.status_code == (200 if allowed else 403), name
        assert not allowed or inline_code(answer) == []
    other = client.get(reverse("centre_officer", args=[staff["judge"].pk])).status_code
    assert other == (200 if role in ("judge", "director") else 403)
    names = staff["judge"].name in text_of(client.get(reverse("centre_team")))
    assert names == (role in ("judge", "director"))  # 法官自己的名字在页面右上


def test_nobody_logs_in_and_another_court_finds_nothing(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    team = staff["judge"].holdings.get().team
    elsewhere = factories.user("director", court=factories.court("内0222"))
    User.objects.filter(pk=elsewhere.pk).update(password_changed_at=clock.now())
    client = signed_in(User.objects.get(pk=elsewhere.pk))
    assert Client().get(reverse("centre_team"))["Location"].startswith("/accounts/login/")
    assert client.get(reverse("centre_team"), {"team": team.pk}).status_code == 404
    assert client.get(reverse("centre_officer", args=[staff["judge"].pk])).status_code == 404
    assert "本院还没有团队" in text_of(client.get(reverse("centre_team")))


def test_every_number_of_the_team_board_opens_its_list(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["team_leader"])
    page = client.get(reverse("centre_team"))
    cells = re.findall(r'<a class="strip-cell[^>]*href="\?([^"]*)"[^>]*><span>([^<]+)</span><b class="num">(\d+)</b>', page.content.decode())
    assert [label for _, label, _ in cells] == ["在办", "轮到法院办", "超期", "七天内", "卡住的", "等当事人", "等外面"]
    for query, label, number in cells[::3]:  # 隔两格看一格，都是同一个函数
        assert f"{label} {number} 件" in text_of(client.get(f"{reverse('centre_team')}?{query.replace('&amp;', '&')}")), label
    assert 'href="?shelf=' in page.content.decode()
    plain = signed_in(staff["supervisor"]).get(reverse("centre_team")).content.decode()
    assert 'href="?shelf=' not in plain and "只列合计" in plain


def test_the_stopwatch(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    placed(case, 2)
    assert "快执在办 1 件，1 件 3 天内到" in text_of(client.get(reverse("centre_fast")))
    assert "还剩 2 天" in text_of(client.get(reverse("centre_fast"), {"shelf": "soon"}))
    assert "没有快执案件" in text_of(client.get(reverse("centre_fast"), {"shelf": "past"}))
    Placement.objects.update(goal=today() - timedelta(days=1))
    assert "过了 1 天" in text_of(client.get(reverse("centre_fast"), {"shelf": "past"}))


def test_queries_do_not_grow_with_the_cases(staff: Staff, case: Case, signed_in: SignedIn) -> None:
    client, team = signed_in(staff["director"]), staff["judge"].holdings.get().team
    placed(case, 5)
    names = ("centre_team", "centre_load", "centre_fast")
    pages = [*(f"{reverse(name)}?shelf=all" for name in names), reverse("centre_officer", args=[staff["judge"].pk])]
    client.get(pages[0])

    def counted() -> list[int]:
        found = []
        for address in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            found.append(len(seen))
        return found

    few = counted()
    with context.use(context.Context(now=clock.now(), entrance="test")):
        for n in range(2):
            papers = draft(f"申请{n}", f"被执{n}", received_on=today() - timedelta(9), accepted_on=today() - timedelta(8))
            placed(file_case(actor=staff["filing"], court=staff["filing"].court, draft=papers, handler=staff["judge"], team=team), n)
    assert counted() == few
