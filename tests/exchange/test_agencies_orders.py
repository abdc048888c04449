"""控制，各渠道对着模拟的单位：冻结、续行、解除、扣划、查封，每种毛病，法院这边的令、措施、差异都对；一个号只办一次。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from control.desk import BANK, ESTATE, PAY, TODAY
from exchange.agencies_world import World, replies, state
from spine import story

from zhixing.casework.control.commands import sending
from zhixing.casework.control.models import Difference, Measure, Order, Reply
from zhixing.exchange.control.receiving import JOB

YEAR = TODAY + timedelta(days=364)


def frozen(sim: World, fen: int = 100_000, agency: str = BANK) -> Order:
    """冻结办成了的一道。"""
    made = sim.order("freeze", sim.things(agency)[0].key, fen, agency=agency)
    sim.turn(only=agency)
    return made


def fields(order: Order) -> set[str]:
    """各处说法不一的栏目。"""
    return set(Difference.objects.filter(order=order).values_list("field", flat=True))


class TestWay:
    """一道一道都办成。"""

    @pytest.mark.parametrize("agency", [BANK, PAY])
    def test_money_from_freeze_to_deduction(self, sim: World, agency: str) -> None:
        held = sim.things(agency)[0].fen
        order = frozen(sim, 10_000_000, agency)
        measure = sim.measure(order)
        assert (state(order), order.actual_fen, order.over_fen) == ("partial", held, 10_000_000 - held)
        assert (measure.state, measure.rank, measure.since, measure.until) == ("active", 0, TODAY, YEAR)
        assert [one.state for one in replies(order)] == ["taken", "taken"]
        until = YEAR + timedelta(days=100)
        renewed = sim.undo("renew", order, since=TODAY, until=until)
        sim.turn(only=agency)
        measure.refresh_from_db()
        assert (state(renewed), measure.until) == ("done", until)
        deducted = sim.undo("deduct", order, fen=held)
        sim.turn(only=agency)
        assert (state(deducted), deducted.actual_fen) == ("done", held)
        assert sim.purse.came == [(deducted.number, held)]
        assert sim.things(agency)[0].fen == 0
        released = sim.undo("release", order)
        sim.turn(only=agency)
        measure.refresh_from_db()
        assert (state(released), measure.state) == ("done", "released")
        assert not sim.things(agency)[0].prior

    def test_a_flat_sealed_waiting_renewed_and_released(self, sim: World) -> None:
        flat = sim.things(ESTATE)[0]
        order = sim.order("seize", flat.key, agency=ESTATE)
        sim.turn(only=ESTATE)
        second = sim.order("seize", flat.key, agency=ESTATE)
        sim.turn(only=ESTATE)
        assert [sim.measure(one).state for one in (order, second)] == ["active", "waiting"]
        assert state(order) == "done" and order.business_number.startswith("CF")
        released = sim.undo("release", order)
        sim.turn(only=ESTATE)
        assert (state(released), sim.measure(order).state) == ("done", "released")
        assert [one.number for one in sim.things(ESTATE)[0].prior] == [sim.case.number]

    def test_behind_another_authority(self, sim: World) -> None:
        """别的机关在先冻结了全部的，轮候；没有届满日。"""
        sim.plan("held_before", "short")
        measure = sim.measure(frozen(sim))
        assert (measure.state, measure.rank, measure.until, measure.actual_fen) == ("waiting", 1, None, 0)


REFUSES = {
    "no_original": ("renew", "查不到原冻结"), "expired_original": ("renew", "已经到期"), "bad_pay_account": ("deduct", "执行款账户"),
}


class TestFailures:
    def test_what_the_agency_does_not_do(self, sim: World) -> None:
        """办不成的：令写着原因，措施不变，钱不动。"""
        order = frozen(sim)
        before = Measure.objects.values().get()
        for fault, (kind, why) in REFUSES.items():
            tried = sim.undo(kind, order)
            sim.plan(numbers={tried.number: [fault]})
            sim.turn(only=BANK)
            assert (state(tried), why in tried.reason) == ("refused", True), fault
        assert Measure.objects.values().get() == before
        assert sim.purse.came == []

    @pytest.mark.parametrize(("fault", "why"), [("closed", "销户"), ("no_customer", "查无此账户")])
    def test_nothing_to_freeze(self, sim: World, fault: str, why: str) -> None:
        item = sim.things()[0].key
        sim.plan(fault)
        order = sim.order("freeze", item, 100)
        sim.turn(only=BANK)
        assert (state(order), why in order.reason) == ("refused", True)
        assert not Measure.objects.exists()

    @pytest.mark.parametrize(("fault", "why"), [("foreign", "结汇"), ("dormant", "久悬")])
    def test_frozen_but_not_deducted(self, sim: World, fault: str, why: str) -> None:
        sim.plan(fault)
        order = frozen(sim, 100)
        assert state(order) == "done"
        deduct = sim.undo("deduct", order)
        sim.turn(only=BANK)
        assert (state(deduct), why in deduct.reason) == ("refused", True)

    def test_a_locked_product(self, sim: World) -> None:
        sim.plan("locked")
        product = next(one for one in sim.things() if one.kind == "wealth")
        order = sim.order("freeze", product.key, 100)
        sim.turn(only=BANK)
        deduct = sim.undo("deduct", order)
        sim.turn(only=BANK)
        assert (state(order), state(deduct)) == ("done", "refused")
        assert "封闭期" in deduct.reason

    def test_given_back_not_taken_in_or_silent(self, sim: World) -> None:
        item = sim.things()[0].key
        ends = {
            "rolled_back": ("rolled_back", "请核对"), "rejected": ("refused", "不属于"), "bad_paper": ("refused", "印章"),
            "no_officer": ("refused", "没有在本单位登记"), "silent": ("acked", ""), "unanswered": ("sent", ""),
        }
        orders = {fault: sim.order("freeze", item, 100) for fault in ends}
        bare = sim.order("freeze", item, 100, papers=False)
        sim.plan(numbers={order.number: [fault] for fault, order in orders.items()})
        sim.turn(only=BANK)
        for fault, order in orders.items():
            assert (state(order), ends[fault][1] in order.reason) == (ends[fault][0], True), (fault, order.reason)
        assert (state(bare), "没有取到文书" in bare.reason) == ("refused", True)
        assert not Measure.objects.exists()
        assert not sim.things()[0].prior

    def test_a_silent_channel_dies_and_is_resent_with_the_same_number(self, sim: World) -> None:
        order = sim.order("freeze", sim.things()[0].key, 100)
        sim.plan(numbers={order.number: ["silent"]})
        for _ in range(3):
            sim.turn(only=BANK)
            Order.objects.filter(pk=order.pk).update(due_at=sim.now)
            sending.timed_out(sim.now, actor=JOB, on=TODAY)
        assert state(order) == "dead"
        sim.plan()
        Order.objects.filter(pk=order.pk).update(state="queued")
        sim.turn(only=BANK)
        assert state(order) == "done"
        assert len(sim.things()[0].prior) == 1


class TestMessages:
    def test_told_twice_again_later_and_out_of_order(self, sim: World) -> None:
        """看到两次、过后又来一份、先反馈后受理：措施一项，事件一个。"""
        item = sim.things()[0].key
        orders = {fault: sim.order("freeze", item, 10) for fault in ("twice", "again_later", "disordered", "skewed", "gb18030", "wrong_charset")}
        sim.plan(numbers={order.number: [fault] for fault, order in orders.items()})
        sim.turn(2, only=BANK)
        for fault, order in orders.items():
            assert state(order) == "done", fault
            assert Measure.objects.filter(order=order).count() == 1, fault
        assert story(sim.case).count("control.MeasureTaken") == len(orders)
        assert [one.state for one in replies(orders["again_later"], "control")] == ["taken", "again"]
        assert len(replies(orders["twice"], "control")) == 1
        assert "clock" in replies(orders["skewed"], "control")[0].faults
        assert len(sim.things()[0].prior) == len(orders)

    def test_the_freeze_is_told_again_after_its_release(self, sim: World) -> None:
        order = frozen(sim)
        released = sim.undo("release", order)
        sim.plan(numbers={released.number: ["after_release"]})
        sim.turn(2, only=BANK)
        assert [one.state for one in replies(order, "control")] == ["taken", "again"]
        assert (state(released), state(order), sim.measure(order).state) == ("done", "done" if order.over_fen == 0 else "partial", "released")
        assert story(sim.case).count("control.MeasureTaken") == 1

    def test_receipts_missing_contrary_or_no_pdf(self, sim: World) -> None:
        """结构化的反馈说了算；回执说法不一的列出来，不是 PDF 的不收。"""
        item = sim.things()[0].key
        orders = {fault: sim.order("freeze", item, 10) for fault in ("no_receipt", "other_receipt", "not_pdf")}
        sim.plan(numbers={order.number: [fault] for fault, order in orders.items()})
        sim.turn(only=BANK)
        assert {state(order) for order in orders.values()} == {"done"}
        assert replies(orders["no_receipt"], "receipt") == []
        assert fields(orders["other_receipt"]) and not fields(orders["no_receipt"])
        assert orders["other_receipt"].receipt and not orders["not_pdf"].receipt
        assert Reply.objects.filter(sort="receipt", state="refused", number=orders["not_pdf"].number).exists()

    def test_unreadable_then_asked_again(self, sim: World) -> None:
        """读不懂的不用；原号再给，单位好了，只办一次。"""
        item = sim.things()[0].key
        orders = [sim.order("freeze", item, 10) for _ in range(4)]
        sim.plan(numbers=dict(zip([one.number for one in orders], (["broken_xml"], ["entities"], ["bomb"], ["unknown_number"]), strict=True)))
        sim.turn(only=BANK)
        assert {state(order) for order in orders} == {"acked"}
        assert len(sim.things()[0].prior) == 4
        sim.plan()
        Order.objects.filter(pk__in=[one.pk for one in orders]).update(state="sent")
        sim.turn(more="&again=1", only=BANK)
        assert {state(order) for order in orders} == {"done"}
        assert len(sim.things()[0].prior) == 4
        assert sim.network.desks[BANK].turns == {one.number: 2 for one in orders}

    def test_every_answer_lost_once(self, sim: World) -> None:
        """送过去断线，再送：法院记一次，扣划的钱只汇一次。"""
        order = frozen(sim)
        deduct = sim.undo("deduct", order, fen=10)
        sim.lost = frozenset(range(sim.posts + 1, sim.posts + 20, 2))
        sim.turn(4, only=BANK)
        assert state(deduct) == "done"
        assert sim.purse.came == [(deduct.number, 10)]
        assert story(sim.case).count("control.Deducted") == 1
        assert [one.sort for one in replies(deduct)] == ["control", "receipt"]
