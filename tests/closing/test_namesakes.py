"""同名的被执行人分开核对；后来追加的要有他自己的通知。"""

from __future__ import annotations

import pytest
from drafts import person
from endings import DEBTOR
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case, Party, called
from zhixing.casework.closing.queries import debtors_of, gate_of
from zhixing.casework.documents.events import Served
from zhixing.casework.sanctions.models import Restriction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def house() -> House:
    return House()


def lacking(case: Case, code: str) -> list[str]:
    return [r.text for r in gate_of(case, "terminated_round", TODAY).reasons if r.code == f"closing.{code}"]


def test_each_namesake_has_his_own_restriction(house: House) -> None:
    sides = (person("applicant", "王秀兰"), person("respondent", DEBTOR), person("respondent", DEBTOR))
    case = house.case(parties=sides)
    first, second = Party.objects.filter(case=case, role="respondent").order_by("pk")
    names = called(case.parties.all())
    assert names[first.pk] == f"{DEBTOR}（尾号{first.paper_number[-4:]}）" != names[second.pk]
    assert debtors_of(case.parties.all()) == {"debtors": [names[first.pk], names[second.pk]], "missing": []}
    assert len(lacking(case, "consumption")) == 2
    cases.register(case=case, actor=house.judge, on=TODAY, revision=None, matter="consumption", values={"subject": names[second.pk]})
    assert Restriction.objects.get().party == second
    assert [names[first.pk] in text for text in lacking(case, "consumption")] == [True]


def test_a_debtor_added_after_the_notice_needs_his_own(house: House) -> None:
    case = house.case()
    house.record(case, Served(document="enforcement_notice", to=""), TODAY)
    assert lacking(case, "notice") == []
    cases.add_party(case=case, actor=house.judge, on=TODAY, revision=None, draft=person("respondent", "高凤山"))
    assert [("高凤山" in text) for text in lacking(case, "notice")] == [True]
    house.record(case, Served(document="enforcement_notice", to="高凤山"), TODAY)
    assert lacking(case, "notice") == []
