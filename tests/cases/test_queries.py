"""看得见的、查找、翻页。"""

from __future__ import annotations

from datetime import date, timedelta

import factories
import pytest
from drafts import RECEIVED, draft, person
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.casework.cases import access, commands
from zhixing.casework.cases.models import Bigrams, Case, Party
from zhixing.casework.cases.queries import (
    by_number,
    capped_count,
    known_titles,
    page_after,
    search,
    visible_to,
)
from zhixing.law.intake import TitleDraft
from zhixing.law.states import State

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 3)


def file(people, *, handler=None, team=None, court=None, actor=None, **more) -> Case:
    return commands.file_case(
        actor=actor or people.filing, court=court or people.court, draft=draft(accepted_on=RECEIVED, **more),
        handler=handler, team=team,
    )


POSTS = [
    "filing", "director", "centre", "leader", "judge", "other_judge", "assistant", "supervisor", "archivist", "cashier",
    "admin", "auditor", "elsewhere", "upper",
]


@pytest.mark.parametrize("who", POSTS)
def test_list_and_single_case_agree_for_every_post_and_state(people, who) -> None:
    """列表看得见的，正是逐件 ``may_view`` 的；各种承办关系、各种状态都试到。"""
    user = getattr(people, who)
    mine = file(people, handler=people.judge, team=people.team)
    helped = file(people, handler=people.other_judge)
    commands.set_helper(case=helped, actor=people.director, on=TODAY, revision=4, user=people.assistant)
    unassigned = file(people)
    clerk = factories.user("filing", court=factories.court("内0222"))
    other = file(people, court=clerk.court, actor=clerk)
    for state in State:
        Case.objects.update(state=state)
        seen = set(visible_to(user, TODAY).values_list("pk", flat=True))
        single = {c.pk for c in Case.objects.all() if access.rights_of(user, c).may_view}
        assert seen == single, (who, state)
        assert {c.pk for c in (mine, helped, unassigned, other)} >= seen


@pytest.mark.parametrize(("who", "expected"), [
    ("filing", "mine helped unassigned"), ("director", "mine helped unassigned"), ("leader", "mine"), ("judge", "mine"),
    ("other_judge", "helped"), ("assistant", "mine helped"), ("supervisor", "mine helped unassigned"),
    ("archivist", ""), ("admin", ""), ("auditor", ""), ("elsewhere", ""), ("upper", "mine helped unassigned other"),
])
def test_who_sees_what(people, who, expected) -> None:
    clerk = factories.user("filing", court=factories.court("内0222"))
    cases = {
        "mine": file(people, handler=people.judge, team=people.team), "helped": file(people, handler=people.other_judge),
        "unassigned": file(people), "other": file(people, court=clerk.court, actor=clerk),
    }
    commands.set_helper(case=cases["helped"], actor=people.director, on=TODAY, revision=4, user=people.assistant)
    seen = set(visible_to(getattr(people, who), TODAY))
    assert seen == {cases[name] for name in expected.split()}


def test_after_transfer_the_former_handler_no_longer_sees_it(people, running) -> None:
    commands.transfer(
        case=running, actor=people.director, on=TODAY, revision=4, handler=people.other_judge, reason="均衡案件"
    )
    assert running not in visible_to(people.judge, TODAY)
    assert running in visible_to(people.other_judge, TODAY)


def found(text: str) -> set[Case]:
    return set(search(Case.objects.all(), text))


@pytest.fixture
def three(people) -> tuple[Case, Case, Case]:
    labour = TitleDraft(number="土右劳人仲字〔2026〕12号", kind="labour")
    one = file(people, parties=(person("applicant", "阿依古丽·买买提"), person("respondent", "单晓岚")))
    two = file(people, parties=(person("applicant", "包头市长安物业有限公司", nature="unit", paper="", paper_number=""),
                                person("respondent", "𠮷川某")), titles=(labour,))
    three = file(people, kind="执恢", parties=(person("applicant", "王秀兰"), person("respondent", "欧阳晓岚")))
    return one, two, three


@pytest.mark.parametrize(("text", "hits"), [
    ("阿依古丽•买买提", "0"), ("买买提", "0"), ("古丽", "0"), ("晓岚", "02"), ("单晓", "0"), ("单", "0"), ("欧", "2"),
    ("长安物业", "1"), ("长安", "1"), ("𠮷川", "1"), ("𠮷", "1"), ("shan", "0"), ("sxl", "0"), ("ouyang xiao", "2"),
    ("oyxl", "2"), ("WXL", "2"), ("baotou", "1"), ("btscawy", "1"), ("（2026）内0221执1号", "0"), ("(2026) 内 0221 执 2 号", "1"),
    ("1", "02"), ("2", "1"), ("2026-1", "02"), ("执恢1", "2"), ("2026执恢1", "2"), ("（2025）内0221执1号", ""),
    ("土右劳人仲字[2026]12", "1"), ("岚晓", ""), ("没有这个人", ""), ("", "012"), ("   ", "012"), ("%", ""), ("\ud800", ""),
    ("\x00", ""), ("长" * 5000, ""),
])
def test_search(three, text, hits) -> None:
    assert found(text) == {three[int(i)] for i in hits}


def test_search_by_full_identity_number_only(three) -> None:
    number = Party.objects.get(name="王秀兰").paper_number
    assert found(number.lower()) == {three[2]}
    assert found(number[:10]) == set()


def test_search_by_title_number(three) -> None:
    assert found(three[0].titles.get().number) == {three[0]}


def test_a_former_party_is_not_found(people, three) -> None:
    party = Party.objects.get(name="阿依古丽·买买提")
    commands.remove_party(case=three[0], actor=people.filing, on=TODAY, revision=2, party=party.pk, reason="错列")
    assert found("买买提") == set()


def test_search_stays_within_what_one_sees(people, three) -> None:
    assert not search(visible_to(people.judge, TODAY), "晓岚").exists()
    assert not search(visible_to(people.elsewhere, TODAY), "（2026）内0221执1号").exists()


def test_by_number_reads_any_style(people, three) -> None:
    assert by_number([people.court.pk], "(2026)内0221执1号") == three[0]
    assert by_number([people.court.pk], "没有") is None
    assert by_number([], "(2026)内0221执1号") is None


def test_known_titles_leave_out_the_declined(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    key = case.titles.get().number_key
    assert known_titles(people.court.pk, [key]) == {key: [f"收件第{case.pk}号"]}
    commands.decline(case=case, actor=people.filing, on=RECEIVED, revision=1, ground="重复申请")
    assert known_titles(people.court.pk, [key]) == {}


def test_pages_follow_one_another_without_gap_or_repeat(people) -> None:
    for i in range(23):
        file(people, received_on=RECEIVED - timedelta(days=i // 4))
    every = list(Case.objects.order_by("-received_on", "-id"))
    seen, key = [], ""
    while True:
        page = page_after(Case.objects.all(), key, 5)
        seen += page.rows
        if not (key := page.after):
            break
    assert seen == every


@pytest.mark.parametrize("key", ["", "乱写", "20269999-1", "20261020-" + "9" * 19, "20261020"])
def test_a_broken_page_key_starts_over(people, key) -> None:
    case = file(people)
    assert page_after(Case.objects.all(), key).rows == [case]


def test_counts_stop_at_the_cap(people) -> None:
    for _ in range(4):
        file(people)
    assert (capped_count(Case.objects.all(), 3), capped_count(Case.objects.all(), 10)) == (4, 4)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_searched(text: str) -> None:
    """什么都可以往查找框里粘。"""
    assert list(search(Case.objects.all(), text)) == []


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=2, max_size=12))
def test_bigrams_in_the_database_match_those_in_python(name: str) -> None:
    from django.db.models import Value

    row = factories.court().__class__.objects.annotate(grams=Bigrams(Value(name))).first()
    assert set(row.grams) == {name[i:i + 2] for i in range(len(name) - 1)}
