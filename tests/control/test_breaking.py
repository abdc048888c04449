"""想办法绕过去：换个写法冻结受保护的账户、同一笔钱扣两次、轮候当作首封、作废的文书发出去、反馈把台账写坏。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from control.desk import BANK, ESTATE, TODAY, ControlDesk
from control.orders_desk import (
    BANK_JOB,
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
    told,
)
from control.test_orders import codes, refused

from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands import clues, findings, orders, results, sending
from zhixing.casework.control.models import Asset, Difference, Measure, Order, Wave
from zhixing.casework.control.queries_orders import held_of
from zhixing.casework.control.told import Told
from zhixing.casework.documents.events import Voided
from zhixing.casework.documents.models import Document
from zhixing.casework.funds.models import Expected
from zhixing.entrances.jobs.handlers import HANDLERS
from zhixing.exchange.control.offering import bid
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.outbox.commands import deliver_due
from zhixing.law.control import open_to
from zhixing.law.finding import Refused
from zhixing.law.protected import Facts, guard

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    return desk.case(claim_fen=100_000_00)


def test_protected_whatever_kind_it_is_called() -> None:
    """没有台账、说不出种类的，只凭名称也认得出。"""
    for name in ("北疆银行 农民工工资专用账户", "工会经费集中户", "封闭贷款结算专户", "低保账户", "农民\u200b工工资专户", "工　会 经\ufeff费"):
        assert not guard(Facts("", name=name)).ok
        assert guard(Facts("", name=name), decision=True).ok
    assert guard(Facts("", name="蒙B12345 小型轿车")).ok


def test_no_back_door_to_another_account(desk: ControlDesk, case: Case) -> None:
    mine, wages = account(desk, case), account(desk, case, what="北疆银行 工资专户", protected="migrant_wages")
    line = freeze(desk, case, mine, 10_000_00)
    free = {"asset": None, "account": "", "agency": None}
    assert refused(desk, case, replace(line, account=wages.key)) == {"order.other_account"}
    assert refused(desk, case, replace(line, **{**free, "subject": "某处", "account": f" {wages.key[:6]}-{wages.key[6:]}"})) == {"order.in_ledger"}
    assert "order.in_ledger" in refused(desk, case, replace(line, **free, subject=wages.what) if wages.what != line.subject else line)
    assert "protected" in refused(desk, case, replace(line, **{**free, "subject": "某行农民工工资专用账户"}))
    assert "order.other_property" in refused(desk, case, replace(line, property="other_right", until=None, why="整体不可分"))
    assert refused(desk, case, replace(line, amount_fen=None)) == {"order.no_amount"}
    assert "order.amount" in refused(desk, case, replace(line, amount_fen=-1))
    assert refused(desk, case, replace(line, waiting=True, until=None, amount_fen=100_000_001)) == {"over_seal.cap"}
    drafted(desk, case, line)
    assert refused(desk, case, replace(line, subject="换个名称")) == {"order.pending"}


def test_a_measure_is_only_itself(desk: ControlDesk, case: Case) -> None:
    mine, other = account(desk, case), account(desk, case)
    row = frozen(desk, case, mine, 30_000_00)
    line = on_measure(desk, case, "deduct", row, amount_fen=10_000_00)
    assert "order.other_measure" in refused(desk, case, replace(line, asset=other.pk))
    assert "order.other_measure" in refused(desk, case, replace(line, asset=None))
    assert refused(desk, case, replace(line, measure=None)) == {"order.no_measure"}
    assert refused(desk, case, freeze(desk, case, mine, 1, subject="换个名称")) == {"order.held"}


def test_several_deductions_never_take_more_than_owed(desk: ControlDesk, case: Case) -> None:
    first, second = (frozen(desk, case, account(desk, case), 60_000_00) for _ in range(2))
    one, two = (on_measure(desk, case, "deduct", row, amount_fen=60_000_00) for row in (first, second))
    assert "order.deduct_together" in refused(desk, case, one, two), "同一批"
    [order] = sent(desk, case, one)
    assert "order.deduct_together" in refused(desk, case, two), "正在扣划"
    assert fed(order, actual_fen=60_000_00) == "taken"
    assert "order.deduct_together" in refused(desk, case, two), "还没有到账"
    assert len(drafted(desk, case, replace(two, amount_fen=30_000_00))) == 1
    Expected.objects.filter(case=case).update(since=TODAY - timedelta(days=31))
    orders.void(order=Order.objects.latest("pk"), actor=desk.judge, on=TODAY, revision=None, reason="改数")
    assert len(drafted(desk, case, two)) == 1, "三十天没有到账的，不当作在路上"


def test_a_deduction_taken_away_is_not_torn_up_and_asked_again(desk: ControlDesk, case: Case) -> None:
    row = frozen(desk, case, account(desk, case), 60_000_00)
    [order] = sent(desk, case, on_measure(desk, case, "deduct", row, amount_fen=60_000_00))
    Order.objects.filter(pk=order.pk).update(state="dead", due_at=None)
    with pytest.raises(Refused) as error:
        orders.void(order=order, actor=desk.judge, on=TODAY, revision=None, reason="没有消息")
    assert codes(error) == {"order.void_deduct"}
    again = sending.resend(order=order, actor=sender(desk), on=TODAY, revision=None)
    with pytest.raises(Refused):
        orders.void(order=again, actor=desk.judge, on=TODAY, revision=None, reason="没有消息")
    assert sending.given_back(desk.agencies[BANK], {order.number: "账户已销"}, actor=BANK_JOB, on=TODAY) == {order.number}
    assert orders.void(order=order, actor=desk.judge, on=TODAY, revision=None, reason="对方退回").state == "void"


def test_a_voided_paper_is_not_given_out(desk: ControlDesk, case: Case) -> None:
    [order] = ready(desk, case, freeze(desk, case, account(desk, case), 10_000_00))
    sending.send(order=order, actor=sender(desk), on=TODAY, revision=None)
    Document.objects.filter(pk=order.ruling_id).update(state="void")
    event = Voided(document="freeze_ruling", id=order.ruling_id, title="裁定书", why="写错了", number="")
    orders.papers_changed(type("R", (), {"event": event})())  # type: ignore[arg-type]
    assert sending.take(desk.agencies[BANK], 10, context.current().now) == []
    order.refresh_from_db()
    assert order.state == "draft"
    with pytest.raises(Refused) as error:
        orders.with_papers(order=order, actor=desk.judge, on=TODAY, revision=None, ruling=sealed_paper(desk, case, "enforcement_notice").pk)
    assert codes(error) == {"order.not_ruling"}
    Order.objects.filter(pk=order.pk).update(state="dead")
    with pytest.raises(Refused) as error:
        sending.resend(order=order, actor=sender(desk), on=TODAY, revision=None)
    assert codes(error) == {"order.papers"}


def test_waiting_that_was_first_after_all_is_watched(desk: ControlDesk, case: Case) -> None:
    values = {"property": "real_estate", "kind": "seize", "waiting": True, "until": None, "agency": desk.agencies[ESTATE].pk}
    line = freeze(desk, case, house(desk, case), None, **values)
    [order] = sent(desk, case, line, agency=desk.agencies[ESTATE])
    assert fed(order, position=0) == "taken"
    row = Measure.objects.get(case=case)
    assert (row.state, row.until) == ("active", date(2029, 11, 3))
    assert Difference.objects.get(order=order).field == "顺位"


@pytest.mark.parametrize(("place", "asked"), [(1, 0), (0, 1)])
def test_nobody_becomes_first_while_others_stand_between(desk: ControlDesk, case: Case, place: int, asked: int) -> None:
    """前面是别的机关：轮候的解除，轮候的不因它轮到；首封的解除，位次在本院之外的先查明。"""
    asset = account(desk, case)
    second = desk.case(claim_fen=100_000_00)
    for one in (case, second):
        party = desk.debtor(case)
        type(party).objects.filter(pk=desk.debtor(second).pk).update(name=party.name, paper=party.paper, paper_number=party.paper_number)
        [order] = sent(desk, one, freeze(desk, one, asset, 10_000_00, waiting=True, until=None))
        fed(order, position=3 if one is second else place)
    first, last = Measure.objects.order_by("pk")
    [release] = sent(desk, case, on_measure(desk, case, "release", first, ground="agreed"))
    fed(release)
    deliver_due(10, HANDLERS)
    last.refresh_from_db()
    assert (last.state, Wave.objects.filter(reason="became_first").count()) == ("waiting", asked)


def test_by_hand_within_the_order(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 10_000_00))
    Order.objects.filter(pk=order.pk).update(state="dead")
    for fen in (10_000_01, -1):
        with pytest.raises(Refused) as error:
            results.by_hand(order=order, actor=desk.judge, on=TODAY, revision=None, told=told(actual_fen=fen), proof=_proof(desk, case))
        assert codes(error) == {"order.hand_amount"}


def test_part_released_is_never_less_than_nothing(desk: ControlDesk, case: Case) -> None:
    row = frozen(desk, case, account(desk, case), 50_000_00)
    [order] = sent(desk, case, on_measure(desk, case, "release", row, ground="agreed", amount_fen=20_000_00))
    fed(order, actual_fen=0)
    order.refresh_from_db()
    row.refresh_from_db()
    assert (order.state, row.actual_fen) == ("refused", 50_000_00)
    assert Difference.objects.filter(order=order, field="解除金额").exists()


def test_feedback_from_the_future_does_not_rule_the_ledger(desk: ControlDesk, case: Case) -> None:
    party = desk.debtor(case)

    def feed(on: date, fen: int, **values: object) -> Asset:
        one = Told(kind="deposit", what="北疆银行", name=party.name, paper_number=party.paper_number, values={"account": "6200001"}, value_fen=fen,
                   available_fen=fen, **values)  # type: ignore[arg-type]
        [row] = findings.take(case=case, party=party, told=[one], on=on)
        assert row.asset is not None
        return Asset.objects.get(pk=row.asset_id)

    asset = feed(TODAY, 1, as_of=date(2099, 1, 1), account_type="农民工工资专用账户")
    assert (asset.as_of, asset.protected) == (TODAY, "migrant_wages")
    asset = feed(TODAY + timedelta(days=1), 100_000_00)
    assert (asset.available_fen, asset.protected) == (100_000_00, "migrant_wages"), "没有写账户种类的，照样受保护"


def test_foreign_money_is_not_counted_as_yuan(desk: ControlDesk, case: Case) -> None:
    dollars = account(desk, case, 90_000_00, currency="USD")
    [order] = sent(desk, case, freeze(desk, case, dollars, 50_000_00))
    assert bid(order).currency == "CNY", "令上的金额是人民币"
    fed(order, actual_fen=50_000_00)
    assert held_of(Measure.objects.get(order=order)).amount is None


def test_stopped_and_closed_cases(desk: ControlDesk, case: Case) -> None:
    """中止着不扣划；执行完毕、终结执行以后不再采取措施；终本以后可以先控制。续行、解除都不受限。"""
    for kind, stopped, closed, ok in (
        ("freeze", True, None, True), ("deduct", True, None, False), ("freeze", False, ("terminated", "withdrawn"), False),
        ("freeze", False, ("terminated_round", ""), True), ("deduct", False, ("terminated_round", ""), False),
        ("renew", True, ("finished", ""), True), ("release", False, ("finished", ""), True), ("deduct", False, None, True),
    ):
        assert open_to(kind, stopped=stopped, closed=closed).ok is ok, (kind, stopped, closed)
    row = frozen(desk, case, account(desk, case), 60_000_00)
    [order] = ready(desk, case, on_measure(desk, case, "deduct", row, amount_fen=60_000_00))
    sending.send(order=order, actor=sender(desk), on=TODAY, revision=None)
    Case.objects.filter(pk=case.pk).update(state="suspended")
    assert sending.take(desk.agencies[BANK], 10, context.current().now) == []
    order.refresh_from_db()
    assert (order.state, order.reason) == ("dead", "案件中止、暂缓执行着，不能扣划。")


def test_a_hidden_informer_is_not_in_the_chain_by_the_words(desk: ControlDesk, case: Case) -> None:
    given = clues.Given(about="某人", text="我是他隔壁的王某某，他有辆车", hidden=True)
    upload = clues.Upload("王某某的照片.txt", "车在后院".encode())
    taken = clues.receive_in(case=case, actor=desk.judge, on=TODAY, revision=None, given=given, token="h1", uploads=[upload])
    assert not any("王某某" in str(one.payload) or "王某某" in one.subject for one in entries(case.stream))
    assert "王某某" not in taken.clue.files.get().file.name


def _proof(desk: ControlDesk, case: Case) -> int:
    from zhixing.foundation.files.commands import store

    return store(court_id=desk.court.pk, name="回函.txt", content="没有办".encode(), actor=desk.judge, stream=case.stream).pk
