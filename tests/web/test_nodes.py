"""节点管控、重算报告、期限计算器、日历订阅：数字等于清单，名字只给可以看的人。"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from web.conftest import SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes import queries as nodes
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db


def test_each_number_on_the_board_is_the_length_of_its_list(case: Case, staff: dict[str, User], signed_in: SignedIn) -> None:
    client, today = signed_in(staff["director"]), clock.now().date()
    page = client.get(reverse("node_board"))
    assert page.status_code == 200
    assert inline_code(page) == []
    rows = nodes.counts(nodes.board(staff["director"], today), today)
    assert sum(row.total for row in rows) == nodes.of_case(case.pk).filter(state="open").count() > 0
    for row in rows:
        narrowed = client.get(reverse("node_board"), {"code": row.code})
        assert len(re.findall(r"<tr[^>]*>\s*<td", narrowed.content.decode().split("按节点")[0])) >= 1
        assert str(case) in text_of(narrowed)


def test_names_are_only_for_those_who_may_see_them(case: Case, staff: dict[str, User], signed_in: SignedIn) -> None:
    name = staff["judge"].name
    board = reverse("node_board")
    assert name in text_of(signed_in(staff["director"]).get(board))
    assert name not in text_of(signed_in(staff["supervisor"]).get(board)).replace(staff["supervisor"].name, "")
    assert "承办人" in text_of(signed_in(staff["supervisor"]).get(board))


def test_administrators_see_an_empty_board(case: Case, staff: dict[str, User], signed_in: SignedIn) -> None:
    for role in ("system_admin", "security_admin", "audit_admin"):
        assert str(case) not in text_of(signed_in(staff[role]).get(reverse("node_board")))


def test_odd_filters_do_not_break_the_board(case: Case, staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["director"])
    odd = {"light": "紫", "team": "x", "owner": "9" * 40, "since": "2026-13-40", "whose": "nobody", "page": "-1", "code": "'"}
    assert client.get(reverse("node_board"), odd).status_code == 200


def test_the_calculator_shows_the_day_and_each_step(staff: dict[str, User], signed_in: SignedIn) -> None:
    client = signed_in(staff["judge"])
    answer = client.get(reverse("calculator"), {"start": "2025-01-18", "n": "10", "unit": "d", "cls": "A"})
    assert "2025年2月5日" in text_of(answer)
    assert "春节" in text_of(answer)
    by_rule = client.get(reverse("calculator"), {"start": "2026-02-06", "rule": "T:N-03"})
    assert "2026年2月24日" in text_of(by_rule)
    paused = client.get(reverse("calculator"), {
        "start": "2025-01-06", "n": "6", "unit": "m", "cls": "A", "code0": "X4", "since0": "2025-03-03", "until0": "2025-04-02",
    })
    assert "30 天" in text_of(paused)


@pytest.mark.parametrize("asked", [
    {"start": "2025-02-30", "n": "10"}, {"start": "2025-01-18"}, {"start": "2025-01-18", "n": "99999999"},
    {"start": "2025-01-18", "n": "5", "code0": "X4"}, {"start": "2025-01-18", "n": "5", "unit": "h", "cls": "A"},
    {"start": "2025-01-18", "rule": "T:N-99"}, {"start": "2025-01-18", "n": "9", "code0": "X4", "since0": "2025-02-02", "until0": "2025-01-20"},
])
def test_the_calculator_says_what_is_wrong(staff: dict[str, User], signed_in: SignedIn, asked: dict[str, str]) -> None:
    answer = signed_in(staff["judge"]).get(reverse("calculator"), asked)
    assert answer.status_code == 422


def test_the_feed_needs_its_key_and_names_no_party(case: Case, staff: dict[str, User], signed_in: SignedIn) -> None:
    judge = staff["judge"]
    with context.use(context.Context(now=clock.now(), entrance="test")):
        token = people.rotate_feed_token(user=judge, on=clock.now().date())
    answer = Client().get(reverse("feed", args=[token]))
    assert answer["Content-Type"].startswith("text/calendar")
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    due = nodes.open_for(judge, clock.now().date()).filter(due__isnull=False)
    assert sorted(e["DTSTART"].dt for e in events) == sorted(node.due for node in due) != []
    assert case.applicant_text not in answer.content.decode()
    assert Client().get(reverse("feed", args=["x" * 43])).status_code == 404
    assert Client().get(reverse("feed", args=["x"])).status_code == 404
    with context.use(context.Context(now=clock.now(), entrance="test")):
        people.rotate_feed_token(user=judge, on=clock.now().date())
    assert Client().get(reverse("feed", args=[token])).status_code == 404


def test_a_changed_setting_leaves_a_report(case: Case, staff: dict[str, User], signed_in: SignedIn) -> None:
    director, today = staff["director"], clock.now().date()
    day = (today + timedelta(days=400)).isoformat()
    with context.use(context.Context(now=clock.now(), entrance="test")):
        people.change_setting(court=director.court, key="local_holidays", value={day: "那达慕"}, actor=director, on=today, reason="自治区通知")
    run = nodes.latest_replans(director.court_id).get()
    assert run.cause in text_of(signed_in(director).get(reverse("node_replans")))
    assert signed_in(director).get(reverse("node_replan", args=[run.pk])).status_code == 200
    assert signed_in(staff["judge"]).get(reverse("node_replan", args=[run.pk])).status_code == 403
    assert signed_in(director).get(reverse("node_replan", args=[run.pk + 999])).status_code == 404
