"""恢复执行：另立执恢，措施、惩戒、未履行金额接过去，期限连续计算；原案各记一笔转出。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from endings import ACCOUNT, BUSY, CLOSED_ON, DEBTOR, HOUSE, closed_case, everything, expiries, record
from spine import TODAY, House, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.models import Party, Relation
from zhixing.casework.cases.queries import Case, StalePage, successors
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.closing.queries import asked, pool, revival_of
from zhixing.casework.funds.events import DirectPaid, Paid, Received
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.models import Restriction
from zhixing.foundation.history.queries import Source, entries, seq
from zhixing.foundation.people.queries import Post, Setting
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def house() -> House:
    return House()


def revive(house: House, case: Case, **values: object) -> Case:
    given = {"ground": "property", "on": TODAY, "revision": None, "actor": house.filing, **values}
    return closing.revive(case=case, **given)  # type: ignore[arg-type]


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def test_the_new_case_has_its_own_number_and_what_the_old_one_left(house: House) -> None:
    old = closed_case(house)
    record(house, old, (Received(subject="第一笔", amount_fen=600_000), date(2026, 6, 1)))
    new = revive(house, old, asked_on=date(2026, 11, 2))
    new.refresh_from_db()
    assert (new.kind, new.number, new.state, new.handler) == ("执恢", "（2026）内0221执恢1号", "accepted", None)
    assert (new.received_on, new.accepted_on, new.claim_fen) == (date(2026, 11, 2), TODAY, 3_000_000)
    assert (new.applicant_text, new.respondent_text, new.cause) == ("王秀兰", DEBTOR, "民间借贷纠纷")
    assert new.titles.get().number == old.titles.get().number and new.claims.get().amount_fen == 3_600_000
    link = Relation.objects.get(case=new)
    assert (link.other, link.other_number, link.sort) == (old, old.number, "original")
    assert [row.case for row in successors(old)] == [new]
    carried = next(row for row in entries(new.stream) if row.type == "cases.CarriedOver")
    assert carried.payload == {
        "from_number": old.number, "from_case": old.pk, "unpaid_fen": 3_000_000, "measures": 2, "restrictions": 2,
    }
    assert any("未履行30,000.00元" in step["text"] for step in carried.finding["steps"])


def test_measures_run_on_to_the_same_day(house: House) -> None:
    old = closed_case(house)
    before = expiries(old)
    assert before == {HOUSE: date(2029, 4, 9), ACCOUNT: date(2027, 8, 19)}
    new = revive(house, old)
    assert expiries(new) == before and expiries(old) == {}
    watches = Node.objects.filter(case=new, code__in=["N-12", "N-14"], state="open")
    assert {node.subject: node.due for node in watches} == before
    assert not Node.objects.filter(case=old, code__in=["N-12", "N-13", "N-14"], state="open").exists()
    carried = [row for row in entries(new.stream) if row.source == Source.CARRIED]
    assert [row.happened_on for row in carried] == sorted(on for _, on in BUSY)
    assert all(row.reason.startswith(f"承接{old.number}第") for row in carried)


def test_restrictions_go_over_and_stay_in_force(house: House) -> None:
    old = closed_case(house)
    new = revive(house, old)
    rows = Restriction.objects.order_by("case", "what")
    there = {(row.case_id, row.what): (row.since, row.ended_on, row.moved_to, row.source) for row in rows}
    assert there == {
        (old.pk, "consumption"): (date(2026, 5, 6), TODAY, new.number, "own"),
        (old.pk, "listing"): (date(2026, 5, 7), TODAY, new.number, "own"),
        (new.pk, "consumption"): (date(2026, 5, 6), None, "", "carried"),
        (new.pk, "listing"): (date(2026, 5, 7), None, "", "carried"),
    }
    assert Restriction.objects.get(case=new, what="listing").until == date(2028, 5, 6)
    assert Restriction.objects.get(case=new, what="listing").party == Party.objects.get(case=new, name=DEBTOR)


def test_the_old_case_stays_closed_and_leaves_the_pool(house: House) -> None:
    old = closed_case(house)
    new = revive(house, old)
    old.refresh_from_db()
    assert (old.state, old.closed_on, old.closing_mode) == ("closed", CLOSED_ON, "terminated_round")
    assert story(old)[-6:] == [
        "control.MeasureMoved", "control.MeasureMoved", "sanctions.RestrictionMoved", "sanctions.RestrictionMoved",
        "closing.PoolLeft", "closing.Resumed",
    ]
    row = PoolCase.objects.get(case=old)
    assert (row.left_on, row.left_why, row.next_query) == (TODAY, "resumed", None)
    assert not Node.objects.filter(case=old, code="N-40", state="open").exists()
    assert old.state == fold(story(old)) and new.state == fold(story(new))


def test_sides_copied_with_agents_and_confirmed_accounts(house: House) -> None:
    old = closed_case(house)
    principal = Party.objects.get(case=old, role="applicant")
    Party.objects.filter(pk=principal.pk).update(bank_account="6222000011112222", account_confirmed_on=date(2026, 5, 1))
    agent = Party.objects.create(case=old, role="agent", name="何立群", represents=principal, authority="特别授权")
    Party.objects.create(case=old, role="respondent", name="错列的人", active=False)
    new = revive(house, old)
    made = {party.name: party for party in Party.objects.filter(case=new)}
    assert set(made) == {"王秀兰", DEBTOR, "何立群"}
    assert made["何立群"].represents == made["王秀兰"] and agent.represents == principal
    assert (made["王秀兰"].bank_account, made["王秀兰"].account_confirmed_on) == ("6222000011112222", date(2026, 5, 1))
    assert Party.objects.filter(case=old).count() == 4


def test_a_lapsed_or_released_measure_is_not_carried(house: House) -> None:
    from zhixing.casework.control.events import MeasureTaken, Released

    gone = MeasureTaken(subject="一辆轿车", measure="distrain", property="movable")
    old = closed_case(house, events=(
        (gone, date(2026, 3, 1)), (Released(subject="一辆轿车", ground="security"), date(2026, 3, 9)),
        (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit", until=date(2026, 10, 1)), date(2026, 4, 1)),
    ))
    new = revive(house, old)
    assert expiries(new) == {} and "control.MeasureMoved" not in story(old)


def test_a_waiting_seizure_stays_waiting(house: House) -> None:
    from zhixing.casework.control.events import BecameFirst, MeasureTaken

    old = closed_case(house, events=(
        (MeasureTaken(subject=HOUSE, measure="seize", property="real_estate", rank="waiting"), date(2026, 4, 1)),
    ))
    new = revive(house, old)
    assert expiries(new) == {HOUSE: None}
    record(house, new, (BecameFirst(subject=HOUSE), TODAY))
    assert expiries(new) == {HOUSE: date(2029, 11, 3)}


@pytest.mark.parametrize(("money", "left"), [
    ((), 3_600_000),
    ((Received(subject="甲", amount_fen=1_000_000), Paid(subject="甲", amount_fen=900_000)), 2_600_000),
    ((DirectPaid(amount_fen=5_000_000),), 0),
    ((DirectPaid(amount_fen=100, settles=True),), 0),
])
def test_what_is_unpaid_is_never_below_nothing(house: House, money: tuple[object, ...], left: int) -> None:
    old = closed_case(house, events=[(event, date(2026, 5, 1)) for event in money])  # type: ignore[misc]
    assert revive(house, old).claim_fen == left
    assert PoolCase.objects.get(case=old).unpaid_fen == left


# ---- 拒绝 ----


@pytest.mark.parametrize(("mode", "ground"), [
    ("finished", "property"), ("finished", "applicant"), ("terminated", "property"), ("terminated_round", "breach"),
    ("struck", "applicant"),
])
def test_an_ending_that_does_not_allow_it(house: House, mode: str, ground: str) -> None:
    old = closed_case(house, mode)
    before = everything()
    with pytest.raises(Refused) as error:
        revive(house, old, ground=ground)
    assert codes(error) == ["closing.revive"] and all(r.remedy for r in error.value.finding.reasons)
    assert everything() == before


@pytest.mark.parametrize(("mode", "ground"), [
    ("terminated_round", "applicant"), ("terminated", "breach"), ("terminated", "conditions"), ("struck", "returned"),
])
def test_an_ending_that_allows_it(house: House, mode: str, ground: str) -> None:
    assert revive(house, closed_case(house, mode), ground=ground).kind == "执恢"


def test_a_settlement_by_fraud_counts_only_what_was_really_paid(house: House) -> None:
    old = closed_case(house, "finished", [(DirectPaid(amount_fen=600_000, settles=True), date(2026, 5, 1))])
    assert revival_of(old, TODAY).unpaid.value == 0
    assert revive(house, old, ground="fraud").claim_fen == 3_000_000


def test_not_twice(house: House) -> None:
    old = closed_case(house)
    new = revive(house, old)
    before = everything()
    with pytest.raises(Refused) as error:
        revive(house, old)
    assert codes(error) == ["returning.resumed"] and new.number in error.value.finding.reasons[0].text
    assert everything() == before


def test_refused_without_ending_right_or_possible_day(house: House) -> None:
    running, old = house.case(), closed_case(house)
    before = everything()
    with pytest.raises(Forbidden):  # 没有结案的，谁也没有这项权限
        revive(house, running)
    for actor in (house.judge, house.director, house.person(Post.SUPERVISOR)):
        with pytest.raises(Forbidden):
            revive(house, old, actor=actor)
    for values in (
        {"on": TODAY + timedelta(days=1)}, {"on": CLOSED_ON - timedelta(days=1)}, {"asked_on": CLOSED_ON - timedelta(days=1)},
        {"asked_on": TODAY, "on": TODAY - timedelta(days=1)}, {"ground": "没有这个事由"},
    ):
        with pytest.raises(Refused):
            revive(house, old, **values)
    with pytest.raises(StalePage):
        revive(house, old, revision=seq(old.stream) - 1)
    assert everything() == before


def test_numbers_given_by_the_national_platform(house: House) -> None:
    old, other = closed_case(house), closed_case(house)
    with pytest.raises(Refused) as error:
        revive(house, old, number="（2026）内0221执恢9号")
    assert codes(error) == ["number.own"]
    Setting.objects.filter(court=house.court, key="number_source").update(value="platform")
    for number, code in (("", "number.missing"), ("（2026）内0221执9号", "number.kind"), (old.number, "number.kind")):
        with pytest.raises(Refused) as error:
            revive(house, old, number=number)
        assert codes(error) == [code]
    new = revive(house, old, number="（2026）内0221执恢9号")
    assert (new.number, new.serial) == ("（2026）内0221执恢9号", 9)
    with pytest.raises(Refused) as error:
        revive(house, other, number="（2026）内0221执恢9号")
    assert codes(error) == ["number.taken"]


# ---- 申请恢复执行 ----


def test_asked_then_on_the_filing_desk_until_filed(house: House) -> None:
    old = closed_case(house)
    assert asked(house.filing, TODAY) == []
    cases.register(
        case=old, actor=house.judge, on=TODAY, revision=None, matter="resume_asked",
        values={"ground": "property", "by": "court", "text": "半年查询查到存款"},
    )
    waiting = asked(house.filing, TODAY)
    assert [(one.case, one.on, one.ground, one.by, one.text) for one in waiting] == [
        (old, TODAY, "property", "court", "半年查询查到存款"),
    ]
    revive(house, old)
    assert asked(house.filing, TODAY) == []


def test_a_withdrawn_request_is_not_on_the_desk(house: House) -> None:
    old = closed_case(house)
    asked_ = cases.register(
        case=old, actor=house.judge, on=TODAY, revision=None, matter="resume_asked", values={"ground": "property", "by": "court"},
    )
    cases.withdraw_entry(case=old, actor=house.judge, seq=asked_.entry.seq, reason="误登", revision=None)
    assert asked(house.filing, TODAY) == []


def test_pool_seen_by_those_who_see_the_case(house: House) -> None:
    import factories

    old = closed_case(house)
    assert list(pool(house.judge, TODAY).values_list("case", flat=True)) == [old.pk]
    stranger = factories.user("judge", court=factories.court("内0222"))
    assert not pool(stranger, TODAY).exists()
    assert timeline_of(old).closed is not None


def test_a_request_falls_with_the_closing_it_was_about(house: House) -> None:
    old = closed_case(house)
    cases.register(
        case=old, actor=house.judge, on=TODAY, revision=None, matter="resume_asked", values={"ground": "property", "by": "court"},
    )
    assert len(asked(house.filing, TODAY)) == 1
    house.approve(closing.withdraw(case=old, actor=house.judge, on=TODAY, revision=None, reason="结错了"))
    assert asked(house.filing, TODAY) == []


def test_an_archived_case_is_revived_too(house: House) -> None:
    old = closed_case(house)
    closing.archive(case=old, actor=house.judge, on=TODAY, revision=None)
    new = revive(house, old)
    old.refresh_from_db()
    assert (old.state, new.state) == ("archived", "accepted") and expiries(new)


def test_nothing_left_is_told(house: House) -> None:
    old = closed_case(house, events=[(DirectPaid(amount_fen=3_600_000), date(2026, 5, 1))])
    assert [w.code for w in revival_of(old, TODAY).unpaid.warnings] == ["returning.nothing_left"]
    assert revive(house, old).claim_fen == 0


# ---- 承接的登记 ----


def test_what_another_case_took_over_is_not_corrected_here(house: House) -> None:
    """措施、惩戒转出以后，在原案更正，承接的那一件不会跟着变：叫人到那一件里办。"""
    old = closed_case(house)
    new = revive(house, old)
    for row in entries(old.stream).filter(type__in=("control.MeasureTaken", "control.Renewed", "sanctions.ConsumptionRestricted")):
        with pytest.raises(Refused) as corrected:
            cases.correct_entry(case=old, actor=house.director, seq=row.seq, values={}, on=row.happened_on, reason="抄错", revision=None)
        with pytest.raises(Refused) as withdrawn:
            cases.withdraw_entry(case=old, actor=house.director, seq=row.seq, reason="误登", revision=None)
        assert codes(corrected) == codes(withdrawn) == ["entry.moved"] and new.number in str(corrected.value)
    query = entries(old.stream).filter(type="control.QuerySent")[0]
    cases.correct_entry(case=old, actor=house.director, seq=query.seq, values={}, on=query.happened_on, reason="核对", revision=None)


def test_a_carried_entry_is_corrected_not_withdrawn(house: House) -> None:
    new = revive(house, closed_case(house))
    taken = next(row for row in entries(new.stream) if row.type == "control.MeasureTaken" and row.subject == HOUSE)
    with pytest.raises(Refused) as error:
        cases.withdraw_entry(case=new, actor=house.director, seq=taken.seq, reason="误登", revision=None)
    assert codes(error) == ["entry.carried"]
    cases.correct_entry(
        case=new, actor=house.director, seq=taken.seq, values={"until": "2029-04-01"}, on=date(2026, 4, 10),
        reason="届满日抄错", revision=None,
    )
    assert expiries(new)[HOUSE] == date(2029, 4, 1)
    assert Node.objects.get(case=new, code="N-12", state="open").due == date(2029, 4, 1)


def test_correcting_a_withdrawn_closing_leaves_the_case_open(house: House) -> None:
    old = closed_case(house)
    closed = next(row for row in entries(old.stream) if row.type == "closing.Closed")
    house.approve(closing.withdraw(case=old, actor=house.judge, on=TODAY, revision=None, reason="结错了"))
    cases.correct_entry(
        case=old, actor=house.leader, seq=closed.seq, values={}, on=date(2026, 8, 31), reason="日子抄错", revision=None,
    )
    old.refresh_from_db()
    assert (old.state, old.closed_on) == ("enforcing", None)
