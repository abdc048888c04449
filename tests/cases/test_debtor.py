"""一个被执行人的全部案件：按证件号码，按权限；同名未核的另列。登记簿的翻页。"""

from __future__ import annotations

from datetime import date

from drafts import citizen, draft, person
from offices import Office

from zhixing.casework.cases.commands import file_case, remove_party
from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case, of_debtor, page_after, slice_after

TODAY = date(2026, 11, 3)
NAME = "单晓岚"


def filed(people: Office, number: str, name: str = NAME, role: str = "respondent", **values: object) -> Case:
    other = "applicant" if role == "respondent" else "respondent"
    paper = {"paper_number": number} if number else {"paper": "", "paper_number": ""}
    sides = (person(role, name, **paper), person(other, "王秀兰"))
    given = {"accepted_on": date(2026, 10, 21), "parties": sides, **values}
    return file_case(
        actor=people.filing, court=people.court, draft=draft(**given), handler=people.judge, team=people.team,
        assigned_on=date(2026, 10, 22),
    )


def debtor(case: Case, name: str = NAME) -> Party:
    return Party.objects.get(case=case, name=name)


def test_by_paper_number_not_by_name(people: Office) -> None:
    number = citizen()
    first, renamed = filed(people, number), filed(people, number, "单小岚")
    same_name, unproved = filed(people, citizen()), filed(people, "")
    filed(people, number, role="applicant")
    found = of_debtor(debtor(first), people.director, TODAY)
    assert set(found.cases) == {first, renamed}
    assert [row.case for row in found.namesakes] == [unproved]
    assert same_name not in found.cases


def test_without_a_paper_only_its_own_case_and_every_namesake(people: Office) -> None:
    unproved, other = filed(people, ""), filed(people, citizen())
    found = of_debtor(debtor(unproved), people.director, TODAY)
    assert list(found.cases) == [unproved]
    assert [row.case for row in found.namesakes] == [other]


def test_one_who_left_the_case_is_not_counted(people: Office) -> None:
    number = citizen()
    first = filed(people, number)
    sides = (person("respondent", NAME, paper_number=number), person("respondent", "李博文"), person("applicant", "王秀兰"))
    left = filed(people, number, parties=sides)
    remove_party(case=left, actor=people.judge, on=TODAY, revision=None, party=debtor(left).pk, reason="错列")
    assert list(of_debtor(debtor(first), people.director, TODAY).cases) == [first]


def test_only_what_one_may_see(people: Office) -> None:
    number = citizen()
    mine, unproved = filed(people, number), filed(people, "")
    party = debtor(mine)
    for user in (people.elsewhere, people.admin, people.auditor):
        found = of_debtor(party, user, TODAY)
        assert not found.cases.exists() and not found.namesakes.exists()
    other_team = of_debtor(party, people.other_judge, TODAY)
    assert not other_team.cases.exists()
    assert [row.case for row in of_debtor(party, people.judge, TODAY).namesakes] == [unproved]


def test_newest_first_with_few_queries(people: Office, django_assert_max_num_queries: object) -> None:
    number = citizen()
    made = [filed(people, number, received_on=date(2026, 10, day)) for day in (3, 9, 6)]
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        found = of_debtor(debtor(made[0]), people.director, TODAY)
        assert [case.received_on.day for case in found.cases] == [9, 6, 3]
        assert list(found.namesakes) == []


def test_slices_cover_every_row_once(people: Office) -> None:
    for day in (3, 9, 6, 9, 9, 6):
        filed(people, "", received_on=date(2026, 10, day))
    rows, seen, key = Case.objects.all(), [], ""
    for _ in range(4):
        part = slice_after(rows, "received_on", key, size=2)
        seen += part.rows
        key = part.after
        if not key:
            break
    assert seen == list(Case.objects.order_by("-received_on", "-pk")) and key == ""
    for wrong in ("乱写", "20261399-1", "99999999-1", ""):
        assert slice_after(rows, "received_on", wrong, size=2).rows == seen[:2]
        assert page_after(rows, wrong, size=2).rows == seen[:2]
