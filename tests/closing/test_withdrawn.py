"""撤销报结、结案时列出的待解除、移给别的法院的销案、终本库。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from drafts import draft
from endings import (
    ACCOUNT,
    BUSY,
    CLOSED_ON,
    DEBTOR,
    HOUSE,
    closed_case,
    end,
    everything,
    expiries,
    preservation,
    record,
)
from spine import TODAY, House, story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import file_case, register
from zhixing.casework.cases.models import Relation
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.closing.queries import pool_due, revival_of
from zhixing.casework.control.events import FeedbackReceived, QuerySent
from zhixing.casework.funds.events import DirectPaid
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.models import Restriction
from zhixing.casework.sanctions.queries import to_lift
from zhixing.casework.settlement.events import Agreed
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.queries import entries, seq
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def house() -> House:
    return House()


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def withdraw(house: House, case: Case, **values: object) -> Approval:
    given = {"on": TODAY, "revision": None, "actor": house.judge, "reason": "漏查一处房产", **values}
    return closing.withdraw(case=case, **given)  # type: ignore[arg-type]


# ---- 撤销报结 ----


def test_withdrawn_by_director_and_president_back_to_enforcing(house: House) -> None:
    case = closed_case(house)
    approval = withdraw(house, case)
    case.refresh_from_db()
    assert case.state == "closed" and "漏查一处房产" in approval.summary
    assert [step.post for step in approval.steps.all()] == ["director", "president"]
    house.approve(approval)
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.closing_mode, case.withdrawn_closings) == ("enforcing", None, "", 1)
    assert story(case)[-2:] == ["closing.PoolLeft", "closing.Withdrawn"]
    row = PoolCase.objects.get(case=case)
    assert (row.left_why, row.left_on, row.next_query) == ("error", TODAY, None)
    assert case.state == fold(story(case))
    assert Node.objects.filter(case=case, code="N-31", state="open").exists()


def test_closed_again_after_a_withdrawal(house: House) -> None:
    case = closed_case(house)
    house.approve(withdraw(house, case))
    end(house, case, on=TODAY)
    row = PoolCase.objects.get(case=case)
    assert (row.closed_on, row.left_on, row.watch_until) == (TODAY, None, date(2031, 11, 3))
    house.approve(withdraw(house, Case.objects.get(pk=case.pk)))
    case.refresh_from_db()
    assert case.withdrawn_closings == 2


def test_pending_orders_are_void_with_it(house: House) -> None:
    case = house.old_case(date(2026, 2, 10))
    record(house, case, *BUSY, (DirectPaid(amount_fen=3_600_000, settles=True), date(2026, 10, 30)))
    approval = closing.propose(
        case=case, actor=house.judge, on=TODAY, revision=None, mode="finished", ground="performed",
    )
    house.approve(approval)
    assert to_lift(house.judge, TODAY).count() == 2
    house.approve(withdraw(house, case))
    assert not to_lift(house.judge, TODAY).exists()
    assert Restriction.objects.filter(case=case, ended_on__isnull=True).count() == 2
    assert set(expiries(case)) == {HOUSE, ACCOUNT}


def test_returned_withdrawal_changes_nothing(house: House) -> None:
    case = closed_case(house)
    approval = withdraw(house, case)
    approvals.return_(
        approval_id=approval.pk, actor=house.director, on=TODAY, opinion="结案无误", revision=approval.revision,
    )
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.withdrawn_closings) == ("closed", CLOSED_ON, 0)
    assert withdraw(house, case).state == Approval.State.PENDING


def test_withdrawal_refused(house: House) -> None:
    running, case = house.case(), closed_case(house)
    before = everything()
    with pytest.raises(Refused):
        withdraw(house, running)
    with pytest.raises(Refused) as error:
        withdraw(house, case, reason="  ")
    assert codes(error) == ["entry.empty"]
    for actor in (house.filing, house.other, house.president):
        with pytest.raises(Forbidden):
            withdraw(house, case, actor=actor)
    with pytest.raises(StalePage):
        withdraw(house, case, revision=seq(case.stream) - 1)
    assert everything() == before


def test_not_after_the_case_was_revived(house: House) -> None:
    case = closed_case(house)
    approval = withdraw(house, case)
    new = closing.revive(case=case, actor=house.filing, on=TODAY, revision=None, ground="property")
    with pytest.raises(Refused) as error:
        house.approve(approval)
    assert codes(error) == ["returning.followed"] and new.number in error.value.finding.reasons[0].text
    with pytest.raises(Refused):
        withdraw(house, case)
    case.refresh_from_db()
    assert (case.state, case.withdrawn_closings) == ("closed", 0)


def test_after_a_withdrawal_it_may_not_be_revived(house: House) -> None:
    case = closed_case(house)
    house.approve(withdraw(house, case))
    assert [r.code for r in revival_of(case, TODAY).finding.reasons] == ["returning.not_ended"]


# ---- 结案时列出 ----


def finished(house: House) -> Case:
    case = house.old_case(date(2026, 2, 10))
    record(house, case, *BUSY, (DirectPaid(amount_fen=3_600_000, settles=True), date(2026, 10, 30)))
    house.approve(closing.propose(
        case=case, actor=house.judge, on=TODAY, revision=None, mode="finished", ground="performed",
    ))
    return Case.objects.get(pk=case.pk)


def test_finishing_lists_what_is_to_be_lifted_with_a_clock(house: House) -> None:
    case = finished(house)
    assert (case.state, case.closing_mode, case.closing_ground) == ("closed", "finished", "performed")
    told = [(row.type, row.subject) for row in entries(case.stream) if row.type.endswith("Ordered")]
    assert sorted(told) == sorted([
        ("control.ReleaseOrdered", HOUSE), ("control.ReleaseOrdered", ACCOUNT),
        ("sanctions.LiftOrdered", DEBTOR), ("sanctions.LiftOrdered", DEBTOR),
    ])
    rows = list(to_lift(house.judge, TODAY))
    assert {(row.what, row.ordered_on, row.lift_by) for row in rows} == {
        ("consumption", TODAY, date(2026, 11, 6)), ("listing", TODAY, date(2026, 11, 6)),
    }
    due = {node.due for node in Node.objects.filter(case=case, code__in=["D-09", "X-08"], state="open")}
    assert due == {row.lift_by for row in rows}


def test_done_when_lifted(house: House) -> None:
    case = finished(house)
    for matter in ("delist", "consumption_lifted"):
        values = {"subject": DEBTOR, **({"ground": "performed"} if matter == "delist" else {})}
        register(case=case, actor=house.judge, on=TODAY, revision=None, matter=matter, values=values)
    assert not to_lift(house.judge, TODAY).exists()
    assert set(Restriction.objects.filter(case=case).values_list("ended_on", flat=True)) == {TODAY}
    assert not Node.objects.filter(case=case, code__in=["D-09", "X-08"], state="open").exists()


def test_ordinary_termination_lists_long_settlement_keeps(house: House) -> None:
    ordinary, long = (house.old_case(date(2026, 2, 10)) for _ in range(2))
    for case in (ordinary, long):
        record(house, case, *BUSY)
    record(house, long, (Agreed(text="十年付清", long=True, until=date(2036, 1, 1)), date(2026, 10, 30)))
    for case, ground in ((ordinary, "withdrawn"), (long, "settled_long")):
        house.approve(closing.propose(
            case=case, actor=house.judge, on=TODAY, revision=None, mode="terminated", ground=ground,
        ))
    assert "control.ReleaseOrdered" in story(ordinary) and "control.ReleaseOrdered" not in story(long)
    assert set(expiries(long)) == {HOUSE, ACCOUNT}


def test_terminated_round_lists_nothing(house: House) -> None:
    assert not [name for name in story(closed_case(house)) if name.endswith("Ordered")]


# ---- 移给别的法院 ----


@pytest.mark.parametrize(("ground", "number", "missing"), [
    ("raised", "", "returning.court"), ("designated", "", "returning.court"), ("entrusted", "", "returning.court"),
])
def test_the_receiving_court_must_be_named(house: House, ground: str, number: str, missing: str) -> None:
    case = house.case()
    before = everything()
    with pytest.raises(Refused) as error:
        strike(house, case, ground)
    assert codes(error) == [missing] and everything() == before
    approval = strike(house, case, ground, to_court="内02中级人民法院", to_number="（2026）内02执3号")
    assert (approval.payload["to_court"], approval.payload["to_number"]) == ("内02中级人民法院", "（2026）内02执3号")
    assert "由内02中级人民法院执行，案号（2026）内02执3号。" in approval.summary
    house.approve(approval)
    closed = entries(case.stream).get(type="closing.Closed").payload
    assert (closed["ground"], closed["to_court"], closed["to_number"]) == (ground, "内02中级人民法院", "（2026）内02执3号")
    assert Case.objects.get(pk=case.pk).closing_mode == "struck"


def strike(house: House, case: Case, ground: str, **values: str) -> Approval:
    return closing.propose(
        case=case, actor=house.judge, on=TODAY, revision=None, mode="struck", ground=ground, **values,  # type: ignore[arg-type]
    )


def test_entrusted_needs_the_number_others_need_nothing(house: House) -> None:
    case = house.case()
    with pytest.raises(Refused) as error:
        strike(house, case, "entrusted", to_court="呼和浩特市某区人民法院")
    assert codes(error) == ["returning.number"]
    approval = strike(house, case, "jurisdiction", to_court="不相干")
    assert "to_court" not in approval.payload


def test_the_receiving_court_files_for_the_unpaid_sum(house: House) -> None:
    case = house.old_case()
    record(house, case, (DirectPaid(amount_fen=600_000), date(2026, 6, 1)))
    left = revival_of(case, TODAY).unpaid.value
    end(house, case, "struck", "designated")
    new = file_case(actor=house.filing, court=house.court, draft=draft(
        received_on=TODAY, accepted_on=TODAY, claim_fen=left, relations=(("original", case.number),),
    ))
    link = Relation.objects.get(case=new)
    assert (new.kind, new.claim_fen, link.other, link.sort) == ("执", 3_000_000, case, "original")


# ---- 终本库 ----


def test_half_year_queries_move_the_next_one(house: House) -> None:
    case = closed_case(house)
    row = PoolCase.objects.get(case=case)
    assert (row.entered_on, row.watch_until, row.queries) == (date(2026, 9, 4), date(2031, 9, 1), 0)
    first = Node.objects.get(case=case, code="N-40", state="open").due
    assert row.next_query == first and pool_due(house.judge, TODAY, date(2027, 3, 31)).count() == 1
    assert row.unpaid_fen == 3_600_000
    record(house, case, (QuerySent(channel="network"), TODAY), (FeedbackReceived(found=["deposit"]), TODAY))
    row.refresh_from_db()
    assert (row.queries, row.last_query, row.found_on) == (1, TODAY, TODAY)
    assert row.next_query == Node.objects.get(case=case, code="N-40", state="open").due > first
    record(house, case, (QuerySent(channel="onsite"), TODAY))
    assert PoolCase.objects.get(case=case).queries == 1


def test_queries_of_other_cases_do_not_make_rows(house: House) -> None:
    case = house.case()
    record(house, case, (QuerySent(channel="network"), TODAY))
    assert not PoolCase.objects.exists()


def test_entered_and_left_by_hand(house: House) -> None:
    case = house.old_case(date(2026, 2, 10))
    end(house, case)
    act = {"case": case, "actor": house.judge, "revision": None}
    closing.enter_pool(on=date(2026, 9, 3), **act)
    assert PoolCase.objects.get(case=case).entered_on == date(2026, 9, 3)
    before = everything()
    with pytest.raises(Refused) as error:
        closing.enter_pool(on=TODAY, **act)
    assert codes(error) == ["returning.in_pool"]
    with pytest.raises(Refused):
        closing.leave_pool(on=TODAY, reason="乱写", **act)
    with pytest.raises(Forbidden):
        closing.leave_pool(case=case, actor=house.filing, on=TODAY, revision=None, reason="paid")
    assert everything() == before
    closing.leave_pool(on=TODAY, reason="paid", **act)
    row = PoolCase.objects.get(case=case)
    assert (row.left_on, row.left_why, row.next_query) == (TODAY, "paid", None)
    with pytest.raises(Refused) as error:
        closing.leave_pool(on=TODAY, reason="paid", **act)
    assert codes(error) == ["returning.not_in_pool"]


def test_only_a_terminated_round_enters(house: House) -> None:
    case = house.old_case(date(2026, 2, 10))
    end(house, case, "finished")
    with pytest.raises(Refused) as error:
        closing.enter_pool(case=case, actor=house.judge, on=TODAY, revision=None)
    assert codes(error) == ["returning.not_round"]
    assert not PoolCase.objects.exists()


def test_not_before_the_day_it_was_closed(house: House) -> None:
    case = house.old_case(date(2026, 2, 10))
    end(house, case)
    with pytest.raises(Refused):
        closing.enter_pool(case=case, actor=house.judge, on=CLOSED_ON - timedelta(days=1), revision=None)


def test_a_preservation_lists_nothing_at_closing(house: House) -> None:
    case = preservation(house)
    end(house, case, "struck")
    assert expiries(case) == {ACCOUNT: date(2027, 3, 3)}
