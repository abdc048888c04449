"""更正信息、收款账户、标签、关联。"""

from __future__ import annotations

from datetime import date

import pytest
from drafts import citizen, person

from zhixing.casework.cases import access, commands
from zhixing.casework.cases.models import Party
from zhixing.foundation.history import queries as history
from zhixing.law.finding import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 26)


@pytest.fixture
def act(people, running):
    return {"case": running, "actor": people.judge, "on": DAY, "revision": 4}


def last(case):
    return history.lines(history.entries(case.stream))[-1].event


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.finding.reasons}


def test_editing_details_records_before_and_after(running, act) -> None:
    commands.edit_details(**act, values={"claim_fen": 9_000_000, "livelihood": "wages"}, reason="申请书写的是九万")
    running.refresh_from_db()
    assert (running.claim_fen, running.livelihood, running.small_claim) == (9_000_000, "wages", False)
    assert last(running).changes == {"申请执行标的（分）": [3_600_000, 9_000_000], "涉民生": ["非涉民生", "追索劳动报酬"]}


@pytest.mark.parametrize("values", [
    {"claim_fen": -1}, {"claim_fen": 10**15}, {"livelihood": "gold"}, {"cause": "残\ud800"}, {"cause": "长" * 101}, {},
    {"cause": "民间借贷纠纷"},
])
def test_odd_details_are_refused(running, act, values) -> None:
    with pytest.raises(Refused):
        commands.edit_details(**act, values=values)
    assert history.seq(running.stream) == 4


def test_other_columns_cannot_be_edited(act) -> None:
    with pytest.raises(ValueError, match="不能改"):
        commands.edit_details(**act, values={"number": "（2026）内0221执9号"})


def test_identity_numbers_are_masked_in_the_history(running, act) -> None:
    party = running.parties.get(role="respondent")
    new = citizen(born="19850102")
    commands.edit_party(**act, party=party.pk, values={"paper_number": new, "phone": "13900000001"}, reason="补查")
    party.refresh_from_db()
    assert (party.paper_number, party.birth) == (new, date(1985, 1, 2))
    stored = str(last(running).changes)
    assert new not in stored
    assert "13900000001" not in stored
    assert new[-4:] in stored


def test_renaming_a_party_renames_the_list_and_the_pinyin(running, act) -> None:
    party = running.parties.get(role="respondent")
    commands.edit_party(**act, party=party.pk, values={"name": "仇晓岚"})
    party.refresh_from_db()
    running.refresh_from_db()
    assert (running.respondent_text, party.initials) == ("仇晓岚", "qxl")


@pytest.mark.parametrize("values", [
    {"name": ""}, {"name": "残\ud800"}, {"paper_number": "150221199003070019"}, {"role": "judge"}, {"nature": "ghost"},
    {"birth": date(2030, 1, 1)},
])
def test_odd_party_values_are_refused(running, act, values) -> None:
    with pytest.raises(Refused):
        commands.edit_party(**act, party=running.parties.get(role="respondent").pk, values=values)
    assert history.seq(running.stream) == 4


def test_a_party_of_another_case_is_not_edited(running, filed, act) -> None:
    with pytest.raises(Refused) as refused:
        commands.edit_party(**act, party=filed.parties.first().pk, values={"name": "某"})
    assert codes(refused) == {"party.gone"}


def test_adding_parties_and_agents(running, act) -> None:
    respondent = running.parties.get(role="respondent")
    with pytest.raises(Refused):
        commands.add_party(**act, draft=person("agent", "赵律师"))
    commands.add_party(**act, draft=person("agent", "赵律师", authority="一般授权"), represents=respondent.pk)
    for i, name in enumerate(("何某", "吕某", "施某")):
        commands.add_party(**(act | {"revision": 5 + i}), draft=person("respondent", name))
    running.refresh_from_db()
    assert running.respondent_text == "单晓岚、何某、吕某等4人"
    assert Party.objects.get(name="赵律师").represents == respondent


def test_the_last_respondent_and_the_represented_stay(running, act) -> None:
    respondent = running.parties.get(role="respondent")
    with pytest.raises(Refused) as refused:
        commands.remove_party(**act, party=respondent.pk, reason="死亡")
    assert codes(refused) == {"party.last"}
    commands.add_party(**act, draft=person("guardian", "赵某", authority="法定"), represents=respondent.pk)
    with pytest.raises(Refused) as refused:
        commands.remove_party(**(act | {"revision": 5}), party=respondent.pk, reason="死亡")
    assert codes(refused) == {"party.agents"}


def test_removed_party_stays_on_record(running, act) -> None:
    commands.add_party(**act, draft=person("respondent", "何某"))
    gone = running.parties.get(name="单晓岚")
    commands.remove_party(**(act | {"revision": 5}), party=gone.pk, reason="死亡，由继承人承受")
    gone.refresh_from_db()
    running.refresh_from_db()
    assert (gone.active, running.respondent_text) == (False, "何某")


ACCOUNT = {"bank_name": "中国银行土右旗支行", "bank_account": "6216 6000 0000 0001"}


def test_account_is_confirmed_in_ones_own_name(running, act) -> None:
    applicant = running.parties.get(role="applicant")
    with pytest.raises(Refused) as refused:
        commands.confirm_account(**act, party=applicant.pk, bank_holder="别人", **ACCOUNT)
    assert codes(refused) == {"party.payee"}
    commands.confirm_account(**act, party=applicant.pk, bank_holder="王秀兰", **ACCOUNT)
    applicant.refresh_from_db()
    assert (applicant.bank_account, applicant.account_confirmed_on) == ("6216600000000001", DAY)
    assert "6216600000000001" not in str(last(running).changes)


def test_changing_the_account_undoes_the_confirmation(running, act) -> None:
    applicant = running.parties.get(role="applicant")
    commands.confirm_account(**act, party=applicant.pk, bank_holder="王秀兰", **ACCOUNT)
    commands.edit_party(**(act | {"revision": 5}), party=applicant.pk, values={"bank_account": "6216600000000002"})
    applicant.refresh_from_db()
    assert applicant.account_confirmed_on is None


def test_an_agent_with_special_authority_may_receive(running, act) -> None:
    applicant = running.parties.get(role="applicant")
    commands.add_party(**act, draft=person("agent", "赵律师", authority="特别授权"), represents=applicant.pk)
    commands.confirm_account(**(act | {"revision": 5}), party=applicant.pk, bank_holder="赵律师", **ACCOUNT)
    applicant.refresh_from_db()
    assert applicant.account_confirmed_on == DAY


def test_tags_come_and_go_and_no_change_records_nothing(running, act) -> None:
    assert commands.tag(**act, add=("key", "big")).event.sentence() == "加上标签大标的、重点案件"
    assert commands.tag(**(act | {"revision": 5}), add=("key",)) is None
    commands.tag(**(act | {"revision": 5}), remove=("key",))
    assert list(running.tags.values_list("name", flat=True)) == ["big"]
    with pytest.raises(Refused):
        commands.tag(**(act | {"revision": 6}), add=("shiny",))


def test_linking_connects_known_cases_only_once(running, filed, act) -> None:
    commands.link(**act, number=filed.number, sort="same_debtor")
    assert running.relations.get().other == filed
    with pytest.raises(Refused):
        commands.link(**(act | {"revision": 5}), number=filed.number, sort="same_debtor")
    with pytest.raises(Refused):
        commands.link(**(act | {"revision": 5}), number=running.number, sort="other")
    commands.link(**(act | {"revision": 5}), number="(2020)京0105执 88号", sort="other")
    assert running.relations.get(sort="other").other is None


def test_somebody_who_only_looks_may_not_edit(people, running) -> None:
    with pytest.raises(access.Forbidden):
        commands.edit_details(case=running, actor=people.supervisor, on=DAY, revision=4, values={"cause": "买卖"})


def test_drafts_and_lists_belong_to_their_owner(people) -> None:
    from zhixing.casework.cases.queries import draft_of, lists_of

    commands.keep_draft(people.judge, "note", {"text": "没写完"}, key="7")
    commands.keep_draft(people.judge, "note", {"text": "写完了"}, key="7")
    assert draft_of(people.judge, "note", "7").data == {"text": "写完了"}
    assert draft_of(people.assistant, "note", "7") is None
    commands.drop_draft(people.judge, "note", "7")
    assert draft_of(people.judge, "note", "7") is None
    saved = commands.save_list(people.judge, "cases", "我的涉民生", "livelihood=wages")
    commands.drop_list(people.assistant, saved.pk)
    assert [row.name for row in lists_of(people.judge, "cases")] == ["我的涉民生"]
