"""保全转入执行：另立首执，保全措施期限连续计算，原案照样要报结。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from endings import ACCOUNT, DEBTOR, closed_case, everything, expiries, preservation, record
from spine import TODAY, House, story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import ClaimDraft, TitleDraft
from zhixing.casework.cases.models import Relation
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.closing import commands as closing
from zhixing.casework.documents.events import Issued
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.history.queries import Source, entries, seq
from zhixing.foundation.people.queries import Setting
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]

JUDGMENT = TitleDraft(
    number="（2026）内0221民初77号", maker="测试人民法院", effective_on=date(2026, 9, 1), perform_by=date(2026, 9, 20),
    operative="被告于判决生效后二十日内偿还原告借款50000元及案件受理费1050元",
)
CLAIMS = (ClaimDraft(sort="principal", amount_fen=5_000_000), ClaimDraft(sort="cost", amount_fen=105_000))


@pytest.fixture
def house() -> House:
    return House()


def convert(house: House, case: Case, **values: object) -> Case:
    given = {"title": JUDGMENT, "claims": CLAIMS, "on": TODAY, "revision": None, "actor": house.filing, **values}
    return closing.convert(case=case, **given)  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def test_a_first_case_with_the_measures_running_on(house: House) -> None:
    old = preservation(house)
    before = expiries(old)
    new = convert(house, old, asked_on=date(2026, 11, 2))
    assert (new.kind, new.number, new.claim_fen, new.received_on) == ("执", "（2026）内0221执1号", 5_105_000, date(2026, 11, 2))
    title = new.titles.get()
    assert (title.kind, title.number, title.perform_by) == ("judgment", JUDGMENT.number, date(2026, 9, 20))
    assert sorted(new.claims.values_list("amount_fen", flat=True)) == [105_000, 5_000_000]
    assert (new.respondent_text, new.stage) == (DEBTOR, "")
    assert before == {ACCOUNT: date(2027, 3, 3)} == expiries(new) and expiries(old) == {}
    watch = Node.objects.get(case=new, code="N-14")
    assert (watch.state, watch.due) == ("open", date(2027, 3, 3))
    link = Relation.objects.get(case=new)
    assert (link.other, link.sort) == (old, "preservation")
    assert [row.type for row in entries(new.stream).filter(source=Source.CARRIED)] == ["control.MeasureTaken"]
    assert "unpaid_fen" not in entries(new.stream).get(type="cases.CarriedOver").payload


def test_the_old_one_is_still_to_be_closed(house: House) -> None:
    old = preservation(house)
    new = convert(house, old)
    old.refresh_from_db()
    assert (old.state, story(old)[-2:]) == ("enforcing", ["control.MeasureMoved", "closing.Converted"])
    assert old.state == fold(story(old))
    approval = closing.propose(case=old, actor=house.judge, on=TODAY, revision=None, mode="preserved_full", ground="full")
    house.approve(approval)
    old.refresh_from_db()
    assert (old.state, old.closing_mode, old.closing_ground) == ("closed", "preserved_full", "full")
    assert expiries(new) == {ACCOUNT: date(2027, 3, 3)} and new.number


def test_a_closed_one_converts_too(house: House) -> None:
    old = preservation(house)
    record(house, old, (Issued(document="expiry_notice", to="王秀兰"), date(2026, 3, 6)))
    house.approve(closing.propose(
        case=old, actor=house.judge, on=TODAY, revision=None, mode="preserved_full", ground="full",
    ))
    new = convert(house, old)
    old.refresh_from_db()
    assert old.state == "closed" and expiries(new) == {ACCOUNT: date(2027, 3, 3)}


@pytest.mark.parametrize("title", [
    TitleDraft(number=""), TitleDraft(number="   "), TitleDraft(number="（2026）内0221财保9号", kind="preservation"),
])
def test_not_without_a_title(house: House, title: TitleDraft) -> None:
    old = preservation(house)
    before = everything()
    with pytest.raises(Refused) as error:
        convert(house, old, title=title)
    assert codes(error) == ["convert.title"] and error.value.finding.reasons[0].remedy
    assert everything() == before


def test_not_without_anything_to_enforce_nor_with_a_wrong_amount(house: House) -> None:
    old = preservation(house)
    before = everything()
    for claims in ((), (ClaimDraft(sort="principal", amount_fen=-1),)):
        with pytest.raises(Refused) as error:
            convert(house, old, claims=claims)
        assert all(not reason.subject.startswith("parties") for reason in error.value.finding.reasons)
    assert everything() == before


def test_not_twice_not_another_kind_not_by_others(house: House) -> None:
    old, first = preservation(house), house.case()
    new = convert(house, old)
    before = everything()
    with pytest.raises(Refused) as error:
        convert(house, old)
    assert codes(error) == ["returning.converted"] and new.number in error.value.finding.reasons[0].text
    with pytest.raises((Refused, Forbidden)):
        convert(house, first)
    other = preservation(house, parties=old_sides())
    before = everything()
    with pytest.raises(Forbidden):
        convert(house, other, actor=house.judge)
    with pytest.raises(StalePage):
        convert(house, other, revision=seq(other.stream) - 1)
    with pytest.raises(Refused):
        convert(house, other, on=TODAY + timedelta(days=1))
    assert everything() == before


def old_sides() -> tuple[object, ...]:
    from drafts import person

    return (person("applicant", "乌云其木格"), person("respondent", "钱博文"))


def test_a_revived_case_is_not_converted(house: House) -> None:
    with pytest.raises((Refused, Forbidden)):
        convert(house, closed_case(house))


def test_the_number_of_the_national_platform(house: House) -> None:
    old = preservation(house)
    Setting.objects.filter(court=house.court, key="number_source").update(value="platform")
    with pytest.raises(Refused) as error:
        convert(house, old)
    assert codes(error) == ["number.missing"]
    assert convert(house, old, number="（2026）内0221执88号").serial == 88


def test_renewed_before_and_after(house: House) -> None:
    from zhixing.casework.control.events import RenewalAsked, Renewed

    old = preservation(house)
    record(
        house, old, (RenewalAsked(subject=ACCOUNT), date(2026, 8, 1)),
        (Renewed(subject=ACCOUNT, until=date(2027, 9, 1)), date(2026, 9, 1)),
    )
    new = convert(house, old)
    assert expiries(new) == {ACCOUNT: date(2027, 9, 1)}
    kept = [row.type for row in entries(new.stream).filter(source=Source.CARRIED)]
    assert kept == ["control.MeasureTaken", "control.RenewalAsked", "control.Renewed"]
    record(house, new, (Renewed(subject=ACCOUNT, until=date(2028, 6, 1)), TODAY))
    assert expiries(new) == {ACCOUNT: date(2028, 6, 1)}
