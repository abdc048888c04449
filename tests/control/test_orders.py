"""拟控制令、发出：核对、文书、经办人、一个号只发一次。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from control.desk import BANK, PAY, TODAY, ControlDesk
from control.orders_desk import (
    account,
    drafted,
    fed,
    freeze,
    frozen,
    house,
    on_measure,
    ready,
    sealed_paper,
    sender,
    sent,
)

from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands import orders, sending
from zhixing.casework.control.models import Agency, Measure, Order, Registration
from zhixing.casework.control.order_facts import Line
from zhixing.casework.documents.models import Document
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Setting
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    return desk.case(claim_fen=100_000_00)


def codes(error: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in error.value.finding.reasons}


def refused(desk: ControlDesk, case: Case, *lines: Line) -> set[str]:
    """被拒绝的各条理由；每条都有条文和下一步。什么也没有拟。"""
    before = Order.objects.count()
    with pytest.raises(Refused) as error:
        drafted(desk, case, *lines)
    assert all(reason.article and reason.remedy for reason in error.value.finding.reasons)
    assert Order.objects.count() == before
    return codes(error)


def test_drafted_once_however_often_clicked(desk: ControlDesk, case: Case) -> None:
    lines = [freeze(desk, case, account(desk, case), 80_000_00), freeze(desk, case, account(desk, case), 20_000_00)]
    first, again = drafted(desk, case, *lines, token="一张表"), drafted(desk, case, *lines, token="一张表")
    assert [one.pk for one in first] == [one.pk for one in again]
    assert len({one.number for one in first}) == 2
    assert first[0].number.startswith("内0221控2026-")


def test_what_may_not_be_controlled(desk: ControlDesk, case: Case) -> None:
    mine, other = account(desk, case), account(desk, desk.case())
    assert refused(desk, case, freeze(desk, case, other, 1)) == {"order.not_his"}
    wages = account(desk, case, what="北疆银行 农民工工资专用账户", protected="migrant_wages")
    assert "protected" in refused(desk, case, freeze(desk, case, wages, 10_000_00))
    gone = account(desk, case, gone_on=date(2026, 10, 1))
    assert refused(desk, case, freeze(desk, case, gone, 1)) == {"order.gone"}
    assert refused(desk, case, freeze(desk, case, mine, 500_000_00)) == {"over_seal.cap"}
    assert refused(desk, case, freeze(desk, case, mine, 1, until=date(2028, 1, 1))) == {"measure.too_long"}
    assert refused(desk, case, freeze(desk, case, mine, 1, agency=desk.agencies["R001"].pk)) == {"order.agency_query"}
    assert refused(desk, case, freeze(desk, case, mine, 1), freeze(desk, case, mine, 1)) == {"order.twice"}
    drafted(desk, case, freeze(desk, case, mine, 1))
    assert refused(desk, case, freeze(desk, case, mine, 1)) == {"order.pending"}


def test_the_same_cap_at_several_banks_is_allowed_until_enough_is_held(desk: ControlDesk, case: Case) -> None:
    first, second = account(desk, case), account(desk, case)
    made = drafted(desk, case, freeze(desk, case, first, 90_000_00), freeze(desk, case, second, 90_000_00))
    assert len(made) == 2
    full = desk.case(claim_fen=50_000_00)
    frozen(desk, full, account(desk, full), 50_650_00)
    assert refused(desk, full, freeze(desk, full, account(desk, full), 1_00)) == {"over_seal.enough"}
    assert refused(desk, full, freeze(desk, full, house(desk, full), None, kind="seize", property="real_estate")) >= {"over_seal.enough"}


def test_waiting_seal_has_no_term_and_holds_nothing(desk: ControlDesk, case: Case) -> None:
    asset = account(desk, case)
    assert refused(desk, case, freeze(desk, case, asset, 1, waiting=True)) == {"order.waiting_until"}
    [order] = drafted(desk, case, freeze(desk, case, asset, 1, waiting=True, until=None))
    assert order.waiting


def test_ready_when_every_paper_is_sealed_and_back_when_one_is_void(desk: ControlDesk, case: Case) -> None:
    [order] = drafted(desk, case, freeze(desk, case, account(desk, case), 10_000_00))
    ruling, notice = sealed_paper(desk, case), sealed_paper(desk, case, "deposit_freeze")
    with pytest.raises(Refused) as error:
        sending.send(order=order, actor=sender(desk), on=TODAY, revision=None)
    assert codes(error) == {"order.not_ready"}
    order = orders.with_papers(order=order, actor=desk.judge, on=TODAY, revision=None, ruling=ruling.pk, notice=notice.pk)
    assert order.state == Order.State.READY
    from zhixing.casework.documents import commands as documents

    documents.void(document=notice, actor=desk.judge, on=TODAY, revision=None, reason="金额写错")
    order.refresh_from_db()
    assert (order.state, order.notice_id) == (Order.State.DRAFT, notice.pk)


def test_only_a_registered_officer_sends(desk: ControlDesk, case: Case) -> None:
    [order] = ready(desk, case, freeze(desk, case, account(desk, case), 10_000_00))
    with pytest.raises(Refused) as error:
        sending.send(order=order, actor=desk.judge, on=TODAY, revision=None)
    assert codes(error) == {"order.no_officer"}
    sender(desk)
    Registration.objects.update(until=TODAY - timedelta(days=1))
    with pytest.raises(Refused) as error:
        sending.send(order=order, actor=sender(desk), on=TODAY, revision=None)
    assert codes(error) == {"order.unregistered"}


def test_taken_again_under_the_same_number_until_acknowledged(desk: ControlDesk, case: Case) -> None:
    bank, now = desk.agencies[BANK], context.current().now
    [order] = ready(desk, case, freeze(desk, case, account(desk, case), 10_000_00))
    sending.send(order=order, actor=sender(desk), on=TODAY, revision=None)
    with pytest.raises(Refused):
        sending.send(order=order, actor=sender(desk), on=TODAY, revision=None)
    assert [one.number for one in sending.take(bank, 9, now)] == [order.number]
    assert sending.take(bank, 9, now) == []
    assert [one.attempts for one in sending.take(bank, 9, now, again=True)] == [1]
    assert sending.acked(bank, [order.number, "没有的号"], now) == {order.number}
    assert sending.take(bank, 9, now + timedelta(hours=1), again=True) == []
    assert sending.take(desk.agencies[PAY], 9, now, again=True) == []


def test_timed_out_goes_back_three_times_then_waits_for_a_person(desk: ControlDesk, case: Case) -> None:
    bank, now = desk.agencies[BANK], context.current().now
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 10_000_00))
    for state in ("queued", "queued", "dead"):
        now += timedelta(hours=100)
        assert sending.timed_out(now, actor=desk.clerk, on=TODAY) == 1
        order.refresh_from_db()
        assert order.state == state
        sending.take(bank, 9, now)
    sending.resend(order=order, actor=sender(desk), on=TODAY, revision=None)
    order.refresh_from_db()
    assert (order.state, order.attempts) == ("queued", 0)


def test_rolled_back_and_rejected(desk: ControlDesk, case: Case) -> None:
    bank = desk.agencies[BANK]
    one, two = sent(desk, case, freeze(desk, case, account(desk, case), 1_00), freeze(desk, case, account(desk, case), 2_00))
    assert sending.given_back(bank, {one.number: "印章看不清"}, actor=desk.clerk, on=TODAY) == {one.number}
    assert sending.given_back(bank, {two.number: "经办人没有登记"}, actor=desk.clerk, on=TODAY, state="rejected") == {two.number}
    one.refresh_from_db(), two.refresh_from_db()
    assert (one.state, two.state) == ("rolled_back", "refused")
    assert sending.given_back(bank, {two.number: "又一次"}, actor=desk.clerk, on=TODAY) == set()
    assert orders.void(order=one, actor=desk.judge, on=TODAY, revision=None, reason="不冻了").state == "void"


def test_taken_away_cannot_be_voided(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 1_00))
    with pytest.raises(Refused) as error:
        orders.void(order=order, actor=desk.judge, on=TODAY, revision=None, reason="不冻了")
    assert codes(error) == {"order.void"}


def test_renewal_before_the_end_only_and_with_the_original_number(desk: ControlDesk, case: Case) -> None:
    measure = frozen(desk, case, account(desk, case), 10_000_00)
    [order] = drafted(desk, case, on_measure(desk, case, "renew", measure, until=date(2028, 11, 1)))
    assert order.original == measure.order
    Measure.objects.filter(pk=measure.pk).update(until=TODAY - timedelta(days=1))
    orders.void(order=order, actor=desk.judge, on=TODAY, revision=None, reason="另拟")
    assert refused(desk, case, on_measure(desk, case, "renew", measure)) == {"order.not_running"}
    Measure.objects.filter(pk=measure.pk).update(until=TODAY, order=None)
    assert refused(desk, case, on_measure(desk, case, "renew", measure)) == {"order.no_original"}
    letter = Agency.objects.create(court=desk.court, code="L1", name="北疆银行（发函）", channel="letter", covers=["deposit"])
    assert drafted(desk, case, on_measure(desk, case, "renew", measure, agency=letter.pk))


def test_deduction_waits_for_the_notice_where_the_court_says_so(desk: ControlDesk, case: Case) -> None:
    measure = frozen(desk, case, account(desk, case), 10_000_00)
    Setting.objects.create(court=desk.court, key="control.wait_for_notice", value=True)
    assert refused(desk, case, on_measure(desk, case, "deduct", measure, amount_fen=10_000_00)) == {"deduct.notice"}


def test_deduct_no_more_than_frozen_and_never_what_others_froze_first(desk: ControlDesk, case: Case) -> None:
    measure = frozen(desk, case, account(desk, case), 10_000_00, actual=6_000_00)
    assert refused(desk, case, on_measure(desk, case, "deduct", measure, amount_fen=6_000_01)) == {"deduct.beyond"}
    [order] = sent(desk, case, freeze(desk, case, asset := account(desk, case, available=0), 5_000_00))
    fed(order, position=2, since=TODAY)
    behind = Measure.objects.get(case=case, asset=asset)
    assert (behind.state, behind.rank, behind.until) == ("waiting", 2, None)
    assert refused(desk, case, on_measure(desk, case, "deduct", behind, amount_fen=1_00)) == {"deduct.others_first"}


def test_documents_stay_with_their_case(desk: ControlDesk, case: Case) -> None:
    [order] = drafted(desk, case, freeze(desk, case, account(desk, case), 1_00))
    strange = sealed_paper(desk, desk.case())
    with pytest.raises(Refused) as error:
        orders.with_papers(order=order, actor=desk.judge, on=TODAY, revision=None, ruling=strange.pk)
    assert codes(error) == {"order.paper"}
    assert Document.objects.filter(case=case).count() == 0
