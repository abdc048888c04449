"""工作台：题目、各格的数与清单、按职务的桌子。"""

from __future__ import annotations

import re
from datetime import date, timedelta

import factories
import pytest
from django.urls import reverse
from web.conftest import ROLES, SignedIn
from web.looking import inline_code, text_of

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes import queries as nodes
from zhixing.entrances.web import clock
from zhixing.entrances.web.ui.words import dates
from zhixing.entrances.web.workbench.pages import headline
from zhixing.foundation.people.queries import Court, User
from zhixing.law.calendar import Calendar
from zhixing.law.lights import overdue_days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ROLES)
def test_everybody_has_a_workbench(staff: dict[str, User], signed_in: SignedIn, case: Case, role: str) -> None:
    response = signed_in(staff[role]).get("/")
    assert response.status_code == 200
    assert inline_code(response) == []
    later, person = clock.now().date() + timedelta(365), staff[role]
    listed = nodes.due_now(nodes.open_for(person, later), later, 99)
    assert nodes.due_count(person, later, 99) == listed, "角标的数就是清单的长度"
    assert listed or role != "judge"


def test_the_title_is_the_sentence() -> None:
    assert headline({"overdue": 2, "today": 5}) == "今天要做 7 件，其中 2 件已超期"
    assert headline({"overdue": 0, "today": 3}) == "今天要做 3 件"
    assert headline({"overdue": 0, "today": 0}) == "今天没有到期的事"


def test_every_count_on_the_strip_is_the_length_of_its_list(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    client = signed_in(staff["judge"])
    page = client.get("/").content.decode()
    cells = re.findall(r'class="strip-cell[^>]*href="\?([^"]*)"[^>]*><span>[^<]*</span><b class="num">(\d+)</b>', page)
    assert len(cells) >= 5
    assert any(int(number) for _, number in cells)
    for query, number in cells:
        listed = client.get(f"/?{query}").content.decode()
        main = listed[listed.index("col-lg-8"):listed.index("col-lg-4")]
        assert main.count('class="list-group-item item"') == int(number), query


def test_an_item_names_the_case_and_the_next_act(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    client = signed_in(staff["judge"])
    page = client.get("/?when=waiting").content.decode() + client.get("/?when=next_week").content.decode()
    page += "".join(client.get(f"/?when={key}").content.decode() for key in re.findall(r'when=(\d{4}-\d\d-\d\d)', page))
    assert str(case) in page
    assert f"/cases/{case.pk}/act/" in page


def test_my_figures_open_the_same_lists(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    client = signed_in(staff["judge"])
    links = re.findall(r'class="figure-link" href="([^"]*figure=[^"]*)">(\d+)', client.get("/").content.decode())
    assert len(links) == 4
    for url, number in links:
        listed = client.get(url.replace("&amp;", "&"))
        assert listed.status_code == 200
        assert listed.content.decode().count('class="row-link"') == int(number), url


def test_the_leader_sees_totals_but_no_names(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    text = text_of(signed_in(staff["team_leader"]).get("/"))
    assert "节点概况" in text
    assert "本团队收结" in text
    assert staff["judge"].name not in text


def test_an_upper_court_counts_its_district_not_its_own(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    assert "本院收结" in text_of(signed_in(staff["director"]).get("/"))
    Court.objects.filter(pk=case.court_id).update(level="middle")
    shown = text_of(signed_in(staff["director"]).get("/"))
    assert "辖区收结" in shown and "本院收结" not in shown


def test_the_clerk_of_filing_sees_what_was_received(staff: dict[str, User], signed_in: SignedIn) -> None:
    text = text_of(signed_in(staff["filing"]).get("/"))
    assert "收件与立案" in text
    assert "节点概况" not in text


def test_administrators_see_no_cases(staff: dict[str, User], signed_in: SignedIn, case: Case) -> None:
    for role in ("system_admin", "security_admin", "audit_admin"):
        client = signed_in(staff[role])
        page = client.get("/").content.decode()
        assert "节点管控" not in page
        assert str(case) not in page
        assert client.get(reverse("case_page", args=[case.pk])).status_code == 404


def test_at_most_seven_places(staff: dict[str, User], signed_in: SignedIn) -> None:
    for role in ROLES:
        page = signed_in(staff[role]).get("/").content.decode()
        menu = page[page.index('class="side-nav"'):page.index('class="side-foot"')]
        assert 1 <= menu.count("<li>") <= 7, role


@pytest.mark.parametrize("posts", [
    ("president",), ("vice_president",), ("vice_director",), ("centre",), ("assistant",), ("clerk",), ("bailiff",), ("archivist",), ("funds",),
    ("director", "filing"), ("judge", "filing"), ("team_leader", "judge", "centre"),
])
def test_the_menu_fits_every_post_and_says_the_courts_words(staff: dict[str, User], signed_in: SignedIn, posts: tuple[str, ...]) -> None:
    user = factories.user(court=staff["judge"].court, posts=posts)
    User.objects.filter(pk=user.pk).update(password_changed_at=clock.now())
    page = signed_in(User.objects.get(pk=user.pk)).get("/").content.decode()
    menu = re.findall(r"<span>([^<]+)</span>", page[page.index('class="side-nav"'):page.index('class="side-foot"')])
    assert len(menu) <= 7
    assert {"工作台", "案件"} <= set(menu) and "终本管理" in page, "放不下的列在姓名下面"
    assert len(menu) == len(set(menu))
    if "filing" in posts:
        assert "执行立案" in menu


def test_working_days_late() -> None:
    assert overdue_days(date(2026, 10, 30), date(2026, 11, 2), Calendar.national()) == 1
    assert overdue_days(date(2026, 10, 31), date(2026, 11, 1), Calendar.national()) == 0
    assert clock.now().tzinfo is not None


def test_headline_tells_what_waits_for_the_signature() -> None:
    """没有到期的事、却有等着签的，题目就说等着签的。"""
    assert headline({"overdue": 0, "today": 0}, 4) == "有 4 件等您审批"
    assert headline({"overdue": 1, "today": 0}, 2) == "今天要做 1 件，其中 1 件已超期，另有 2 件等您审批"
    assert headline({"overdue": 0, "today": 0}) == "今天没有到期的事"


def test_dates_in_the_law_s_sentences_are_told_in_chinese() -> None:
    """规则写标准日期，给人看的换成中文；案号、流水里的数字不动。"""
    assert dates("2026-11-22立案，2027-02-03起才可以终本。") == "2026年11月22日立案，2027年2月3日起才可以终本。"
    assert dates("流水12026-11-22、2026-11-225") == "流水12026-11-22、2026-11-225"
