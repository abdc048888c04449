"""收件、补正、立案、案号。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from drafts import RECEIVED, citizen, draft, person

from zhixing.casework.cases import access, commands
from zhixing.casework.cases.models import Case, Counter, Party
from zhixing.casework.cases.queries import StalePage
from zhixing.foundation.history import queries as history
from zhixing.foundation.history.queries import Source
from zhixing.foundation.people.models import Setting
from zhixing.law.finding import Refused
from zhixing.law.intake import TitleDraft

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.finding.reasons}


def types(case: Case) -> list[str]:
    return [row.type for row in history.entries(case.stream)]


def test_receiving_stores_the_parties_and_opens_the_chain(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft("阿依古丽•买买提", "单晓岚"))
    assert (case.state, case.number, types(case)) == ("received", "", ["cases.Received"])
    assert (case.applicant_text, case.respondent_text) == ("阿依古丽·买买提", "单晓岚")
    party = Party.objects.get(case=case, role="respondent")
    assert (party.name_py, party.initials, party.birth, party.sex) == ("shanxiaolan", "sxl", date(1990, 3, 7), party.sex)
    assert party.sex in ("男", "女")
    assert case.small_claim


def test_agents_are_stored_after_those_they_represent(people) -> None:
    parties = (
        person("agent", "赵律师", represents=1, authority="特别授权"), person("applicant", "王秀兰"),
        person("respondent", "单晓岚"),
    )
    case = commands.receive(actor=people.filing, court=people.court, draft=draft(parties=parties))
    assert Party.objects.get(case=case, role="agent").represents.name == "王秀兰"


@pytest.mark.parametrize(("change", "code"), [
    ({"received_on": date(2026, 12, 1)}, "intake.future"),
    ({"parties": ()}, "intake.no_applicant"),
    ({"kind": "执某"}, "intake.choice"),
    ({"livelihood": "gold"}, "intake.choice"),
    ({"cause": "借\ud800款"}, "intake.characters"),
    ({"parties": (person("applicant", "王秀兰", paper_number="150221199003070019"), person("respondent", "某"))},
     "identity.check"),
])
def test_bad_material_is_refused_and_leaves_nothing(people, change, code) -> None:
    with pytest.raises(Refused) as refused:
        commands.receive(actor=people.filing, court=people.court, draft=draft(**change))
    assert code in codes(refused)
    assert not Case.objects.exists()
    assert not history.Entry.objects.exists()


def test_same_title_is_a_warning_not_a_refusal(people) -> None:
    first = draft(accepted_on=RECEIVED)
    case = commands.file_case(actor=people.filing, court=people.court, draft=first)
    again = replace(draft("李某", "赵某"), titles=first.titles)
    found = commands.check(people.court, again)
    assert found.ok
    assert case.number in next(w.text for w in found.warnings if w.code == "intake.same_title")
    assert commands.receive(actor=people.filing, court=people.court, draft=again).pk


def test_the_same_form_twice_gives_the_same_case(people) -> None:
    one = commands.receive(actor=people.filing, court=people.court, draft=draft(), token="form-1")
    two = commands.receive(actor=people.filing, court=people.court, draft=draft(), token="form-1")
    assert one.pk == two.pk
    assert Case.objects.count() == 1


@pytest.mark.parametrize("who", ["judge", "director", "admin", "elsewhere", "supervisor"])
def test_only_the_filing_post_of_this_court_receives(people, who) -> None:
    with pytest.raises(access.Forbidden):
        commands.receive(actor=getattr(people, who), court=people.court, draft=draft())
    assert not Case.objects.exists()


def test_correction_then_acceptance(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft(complete=False))
    act = {"case": case, "actor": people.filing}
    commands.ask_correction(**act, on=date(2026, 10, 21), revision=1, missing=["生效证明"], until=date(2026, 10, 30))
    with pytest.raises(Refused) as refused:
        commands.accept(**act, on=date(2026, 10, 22), revision=2)
    assert codes(refused) == {"state.accept.correcting"}
    commands.corrected(**act, on=date(2026, 10, 23), revision=2)
    commands.accept(**act, on=date(2026, 10, 26), revision=3)
    case.refresh_from_db()
    assert (case.state, case.accepted_on, case.number) == ("accepted", date(2026, 10, 26), "（2026）内0221执1号")
    assert types(case) == ["cases.Received", "cases.CorrectionAsked", "cases.Corrected", "cases.Accepted"]


def test_correction_needs_a_list_and_a_sensible_limit(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    act = {"case": case, "actor": people.filing, "revision": 1}
    with pytest.raises(Refused):
        commands.ask_correction(**act, on=RECEIVED, missing=[])
    with pytest.raises(Refused):
        commands.ask_correction(**act, on=RECEIVED, missing=["委托书"], until=date(2026, 10, 1))
    assert types(case) == ["cases.Received"]


def test_declining_takes_a_ground_from_the_list(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    with pytest.raises(Refused):
        commands.decline(case=case, actor=people.filing, on=RECEIVED, revision=1, ground="不想收")
    commands.decline(case=case, actor=people.filing, on=RECEIVED, revision=1, ground="不属于本院管辖")
    case.refresh_from_db()
    assert case.state == "declined"


@pytest.mark.parametrize("on", [date(2026, 10, 19), date(2026, 11, 4)])
def test_acceptance_day_must_be_possible(people, on) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    with pytest.raises(Refused):
        commands.accept(case=case, actor=people.filing, on=on, revision=1)
    assert not Counter.objects.exists()


def test_a_second_click_on_an_old_page_is_stale_and_says_what_happened(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    commands.accept(case=case, actor=people.filing, on=RECEIVED, revision=1)
    with pytest.raises(StalePage) as stale:
        commands.accept(case=case, actor=people.filing, on=RECEIVED, revision=1)
    assert [line.event.sentence() for line in stale.value.since] == ["立案，案号（2026）内0221执1号"]
    assert people.filing.name in str(stale.value)
    assert types(case) == ["cases.Received", "cases.Accepted"]


def test_own_numbers_run_without_gaps_by_kind_and_year(people) -> None:
    numbers = [
        commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED, **more)).number
        for more in ({}, {}, {"kind": "执恢"}, {})
    ]
    assert numbers == ["（2026）内0221执1号", "（2026）内0221执2号", "（2026）内0221执恢1号", "（2026）内0221执3号"]


def test_a_refused_filing_takes_no_number(people) -> None:
    with pytest.raises(Refused):
        commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=date(2026, 10, 1)))
    case = commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED))
    assert case.serial == 1


def test_numbering_continues_from_the_setting_in_the_first_year_only(people) -> None:
    Setting.objects.create(court=people.court, key="case_number_start", value={"执": 1201})
    case = commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED))
    assert case.serial == 1201
    Counter.objects.update(year=2025)
    Case.objects.update(year=2025)
    again = commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED))
    assert again.serial == 1


def test_own_numbering_court_refuses_a_typed_number(people) -> None:
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    with pytest.raises(Refused) as refused:
        commands.accept(case=case, actor=people.filing, on=RECEIVED, revision=1, number="（2026）内0221执9号")
    assert codes(refused) == {"number.own"}


@pytest.mark.parametrize(("number", "code"), [
    ("", "number.missing"), ("（2026）内0221执恢9号", "number.kind"), ("内0221执9号", "case_number.shape"),
])
def test_external_numbers_are_required_and_checked(people, number, code) -> None:
    Setting.objects.create(court=people.court, key="number_source", value="external")
    case = commands.receive(actor=people.filing, court=people.court, draft=draft())
    with pytest.raises(Refused) as refused:
        commands.accept(case=case, actor=people.filing, on=RECEIVED, revision=1, number=number)
    assert codes(refused) == {code}
    commands.accept(case=case, actor=people.filing, on=RECEIVED, revision=1, number="(2026)内 0221 执 77 号")
    case.refresh_from_db()
    assert (case.number, case.serial) == ("（2026）内0221执77号", 77)
    assert not Counter.objects.exists()


def test_a_number_already_used_is_refused(people) -> None:
    given = {"actor": people.director, "court": people.court, "source": Source.IMPORTED}
    commands.file_case(**given, draft=draft(accepted_on=RECEIVED), number="（2026）内0221执500号")
    with pytest.raises(Refused) as refused:
        commands.file_case(**given, draft=draft(accepted_on=RECEIVED), number="(2026)内0221执500号")
    assert codes(refused) == {"number.taken"}
    assert Case.objects.count() == 1
    own = commands.file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=RECEIVED))
    assert own.serial == 501


def test_import_keeps_old_numbers_and_past_assignments(people) -> None:
    old = draft(received_on=date(2024, 3, 1), accepted_on=date(2024, 3, 5), titles=(TitleDraft(number="土劳人仲字[2023]12号"),))
    case = commands.file_case(
        actor=people.director, court=people.court, draft=old,
        number="（2024）内0221执88号之一", handler=people.judge, assigned_on=date(2024, 3, 8), source=Source.IMPORTED,
    )
    assert (case.number, case.serial, case.origin, case.handler) == ("（2024）内0221执88号之一", None, "imported", people.judge)
    assert case.team == people.team
    assert set(history.entries(case.stream).values_list("source", flat=True)) == {"imported"}
    assert types(case) == ["cases.Received", "cases.Accepted", "cases.HandedOver", "cases.Assigned"]


def test_filing_clerk_may_not_import_for_another_court(people) -> None:
    with pytest.raises(access.Forbidden):
        commands.file_case(
            actor=people.elsewhere, court=people.court, draft=draft(accepted_on=RECEIVED), source=Source.IMPORTED
        )


def test_identity_is_checked_in_length_date_and_digit_only(people) -> None:
    strange = citizen(7).replace("150221", "999999")
    found = commands.check(people.court, draft(parties=(
        person("applicant", "王秀兰"), person("respondent", "𠮷某", paper="passport", paper_number="E12345678"),
        person("third", "李某", paper_number=strange),
    )))
    assert {reason.code for reason in found.reasons} == {"identity.check"}
