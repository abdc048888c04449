"""许多人同时在网页上办：不断号、不重号；一页两人，后到的看到发生了什么；连点几下只有一件。真提交的库，各自的连接。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import factories
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from drafts import citizen, draft
from web.conftest import BACKEND
from web.looking import text_of

from zhixing.casework.cases.commands import file_case
from zhixing.casework.cases.models import Case, Counter
from zhixing.entrances.web import clock
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries, seq
from zhixing.foundation.history.verify import verify
from zhixing.foundation.people.models import Court, Setting, User

CLERKS = 20


@pytest.fixture
def court(committed_db: str) -> Iterator[Court]:
    """一家自编案号的法院。"""
    made = factories.court()
    Setting.objects.create(court=made, key="number_source", value="own")
    with context.use(context.Context(now=clock.now(), entrance="test")):
        yield made


def person(court: Court, post: str, **more: Any) -> User:
    user = factories.user(post, court=court, **more)
    User.objects.filter(pk=user.pk).update(password_changed_at=clock.now())
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """``count`` 个线程一起开始，各用各的连接。"""
    from django.db import connection

    gate = Barrier(count)

    def run(number: int) -> Any:
        try:
            gate.wait(30)
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def papers(number: int, token: str) -> dict[str, str]:
    """收件表填好的样子。"""
    today = clock.now().date()
    return {
        "token": token, "seen": "", "do": "accept", "kind": "执", "received_on": today.isoformat(), "cause": "民间借贷纠纷",
        "livelihood": "auto", "claim_fen": "", "performance": "", "missing": "", "until": "", "parties-count": "2",
        "parties-0-role": "applicant", "parties-0-nature": "person", "parties-0-name": "赵玉梅", "parties-0-paper_number": citizen(),
        "parties-1-role": "respondent", "parties-1-nature": "person", "parties-1-name": "钱海峰", "parties-1-paper_number": citizen(),
        "titles-count": "1", "titles-0-kind": "judgment", "titles-0-number": f"（2026）内0221民初{9000 + number}号",
        "titles-0-effective_on": (today - timedelta(60)).isoformat(), "titles-0-perform_by": (today - timedelta(40)).isoformat(),
        "titles-0-maker": "土默特右旗人民法院", "claims-count": "1", "claims-0-sort": "principal", "claims-0-amount_fen": "36000",
    }


def test_twenty_clerks_file_on_the_site_at_once(court: Court) -> None:
    clients = [browser(person(court, "filing")) for _ in range(CLERKS)]
    answers = together(CLERKS, lambda n: clients[n].post(reverse("case_filing_new"), papers(n, f"t{n}")))
    assert {answer.status_code for answer in answers} == {302}
    assert sorted(Case.objects.values_list("serial", flat=True)) == list(range(1, CLERKS + 1))
    assert Counter.objects.get().last == CLERKS
    assert len({answer["Location"] for answer in answers}) == CLERKS
    assert verify().ok


def test_one_form_sent_several_times_at_once_is_one_case(court: Court) -> None:
    clients = [browser(person(court, "filing")) for _ in range(4)]
    form = papers(0, "once")
    answers = together(4, lambda n: clients[n].post(reverse("case_filing_new"), form))
    assert {answer.status_code for answer in answers} == {302}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Case.objects.get().serial == 1


def test_two_people_send_one_page_at_once_and_the_second_loses_nothing(court: Court) -> None:
    judge, director = person(court, "judge", team=factories.team(court)), person(court, "director")
    today = clock.now().date()
    case = file_case(
        actor=person(court, "filing"), court=court, draft=draft(received_on=today, accepted_on=today), handler=judge,
        team=judge.holdings.get().team,
    )
    people, clients = [judge, director], [browser(judge), browser(director)]
    address, opened = reverse("case_act", args=[case.pk, "link"]), seq(case.stream)
    said = ["（2025）内0221执11号", "（2025）内0221执22号"]
    answers: list[HttpResponse] = together(
        2, lambda n: clients[n].post(address, {"number": said[n], "sort": "same_debtor", "revision": opened})
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(n for n, answer in enumerate(answers) if answer.status_code == 409)
    told, page = text_of(answers[late]), answers[late].content.decode()
    assert "您填的内容没有交上去，也没有丢" in told
    assert people[1 - late].name in told and said[1 - late] in told
    assert f'name="number" value="{said[late]}"' in page
    assert f'name="revision" value="{opened + 1}"' in page
    assert entries(case.stream).count() == opened + 1
    again = clients[late].post(address, {"number": said[late], "sort": "same_debtor", "revision": opened + 1})
    assert again.status_code == 302
    assert entries(case.stream).count() == opened + 2
    assert verify().ok
