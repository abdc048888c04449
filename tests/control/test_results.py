"""控制令的结果：反馈记成措施，凭号只办一次，说法不一的列出来，超标的当天列出待解除，先前的结束后面的转首封，扣划的钱认得出。"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from control.desk import TODAY, ControlDesk
from control.orders_desk import BANK_JOB, account, fed, freeze, frozen, house, on_measure, sent, told
from funds.money import court_account
from spine import story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands import books, orders, results
from zhixing.casework.control.models import Agency, Difference, Measure, Order, Wave
from zhixing.casework.control.queries_orders import held, owed
from zhixing.casework.control.receipt_text import said
from zhixing.casework.funds.commands.intake import Incoming, take
from zhixing.casework.funds.models import Expected, Receipt
from zhixing.entrances.jobs.handlers import HANDLERS
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.outbox.commands import deliver_due
from zhixing.law.finding import Refused
from zhixing.law.matching import Known, Target, match

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    return desk.case(claim_fen=100_000_00)


def last(case: Case, kind: str) -> Entry:
    return Entry.objects.filter(stream=case.stream, type=f"control.{kind}").order_by("-seq")[0]


def count(case: Case, kind: str) -> int:
    return Entry.objects.filter(stream=case.stream, type=f"control.{kind}").count()


def fields(case: Case) -> set[str]:
    return set(Difference.objects.filter(case=case).values_list("field", flat=True))


def scanned(desk: ControlDesk, case: Case) -> StoredFile:
    return StoredFile.objects.create(
        court=desk.court, name="送达回证.pdf", media_type="application/pdf", size=1, sha256="0" * 64, stream=case.stream, uploaded_by=desk.judge,
        uploaded_at=results.context.current().now,
    )


# ---- 冻结 ----


def test_frozen_on_the_day_the_bank_acted_with_the_earliest_end(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    assert fed(order, on=TODAY, actual_fen=40_000_00, over_fen=20_000_00, since=TODAY, until=date(2027, 10, 1)) == "taken"
    measure = Measure.objects.get(case=case)
    assert (measure.since, measure.until, measure.actual_fen, measure.cap_fen) == (TODAY, date(2027, 10, 1), 40_000_00, 60_000_00)
    assert (measure.order_id, measure.party_id, measure.asset_id) == (order.pk, order.party_id, order.asset_id)
    order.refresh_from_db()
    assert (order.state, order.over_fen) == ("partial", 20_000_00)
    assert fields(case) == {"届满日"}


@pytest.mark.parametrize("again", ["same", "late", "unknown", "other_bank", "unreadable"])
def test_a_number_is_carried_out_once(desk: ControlDesk, case: Case, again: str) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    other = Agency.objects.create(court=desk.court, code="B9", name="另一家", channel="bank", covers=["deposit"])
    if again == "unknown":
        assert results.controlled(number="没有这个号", told=[told()], on=TODAY, actor=BANK_JOB) == "unmatched"
    elif again == "other_bank":
        assert results.controlled(number=order.number, told=[told()], on=TODAY, actor=BANK_JOB, agency=other) == "unmatched"
    elif again == "unreadable":
        assert fed(order, ok=None) == "refused"
    elif again == "late":
        Order.objects.filter(pk=order.pk).update(state="timeout")
        assert fed(order, actual_fen=60_000_00, since=TODAY) == "late"
    else:
        assert fed(order, actual_fen=60_000_00, since=TODAY) == "taken"
        before = story(case)
        assert fed(order, actual_fen=60_000_00, since=TODAY) == "again"
        assert story(case) == before
    assert count(case, "MeasureTaken") == (again in ("same", "late"))


def test_a_second_answer_that_says_otherwise_is_shown_not_believed(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    fed(order, actual_fen=60_000_00, since=TODAY)
    fed(order, actual_fen=10_00, since=TODAY)
    fed(order, ok=False, reason="账户不存在")
    assert Measure.objects.get(case=case).actual_fen == 60_000_00
    assert fields(case) == {"又一份反馈", "又一份反馈的金额"}
    row = orders.settle(difference=Difference.objects.filter(case=case)[0], actor=desk.judge, on=TODAY, answer="与银行核对，以第一份为准")
    assert row.settled_at is not None
    with pytest.raises(Refused):
        orders.settle(difference=row, actor=desk.judge, on=TODAY, answer="再改")


def test_frozen_after_void_is_shown_and_no_measure(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    Order.objects.filter(pk=order.pk).update(state="timeout")
    orders.void(order=order, actor=desk.judge, on=TODAY, revision=None, reason="不等了")
    assert fed(order, actual_fen=1_00, since=TODAY) == "late"
    assert (Measure.objects.filter(case=case).count(), fields(case)) == (0, {"作废以后的反馈"})


def test_days_that_cannot_be_are_drawn_back(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    fed(order, actual_fen=60_000_00, since=date(2030, 1, 1), until=date(2031, 1, 1))
    measure = Measure.objects.get(case=case)
    assert (measure.since, measure.until, fields(case)) == (TODAY, date(2027, 11, 2), {"起始日", "届满日"})


def test_refused_says_why(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    assert fed(order, ok=False, reason="查无开户信息") == "taken"
    assert last(case, "OrderFailed").payload["reason"] == "查无开户信息"
    assert not Measure.objects.filter(case=case).exists()


# ---- 超标的 ----


def test_excess_is_to_be_released_the_same_day(desk: ControlDesk, case: Case) -> None:
    first, second = account(desk, case), account(desk, case)
    one, two = sent(desk, case, freeze(desk, case, first, 100_000_00), freeze(desk, case, second, 100_000_00))
    fed(one, actual_fen=80_000_00, since=TODAY)
    assert count(case, "ReleaseOrdered") == 0
    fed(two, actual_fen=100_000_00, since=TODAY)
    over = sum(one.amount or 0 for one in held(case.pk, TODAY)) - owed(case, TODAY).total
    assert (last(case, "ReleaseOrdered").payload["ground"], last(case, "ReleaseOrdered").payload["amount_fen"]) == ("excess", over)
    assert last(case, "ReleaseOrdered").happened_on == TODAY
    measure = Measure.objects.exclude(release_ground="").get(case=case)
    [order] = sent(desk, case, on_measure(desk, case, "release", measure, amount_fen=over, ground="excess"))
    assert fed(order, actual_fen=over) == "taken"
    assert sum(one.amount or 0 for one in held(case.pk, TODAY)) == owed(case, TODAY).total
    assert not Measure.objects.exclude(release_ground="").filter(case=case).exists()


# ---- 续行、解除、扣划 ----


def test_renewed_before_the_end_adds_to_the_same_row(desk: ControlDesk, case: Case) -> None:
    measure = frozen(desk, case, account(desk, case), 60_000_00)
    [order] = sent(desk, case, on_measure(desk, case, "renew", measure, until=date(2028, 11, 1)))
    assert fed(order) == "taken"
    measure.refresh_from_db()
    assert (measure.until, measure.renewals, measure.since) == (date(2028, 11, 1), 1, TODAY)


def test_renewed_after_the_end_is_never_redated(desk: ControlDesk, case: Case) -> None:
    measure = frozen(desk, case, account(desk, case), 60_000_00)
    [order] = sent(desk, case, on_measure(desk, case, "renew", measure, until=date(2028, 11, 1)))
    Measure.objects.filter(pk=measure.pk).update(until=TODAY - timedelta(days=1))
    assert fed(order) == "taken"
    order.refresh_from_db()
    assert (order.state, count(case, "Renewed"), fields(case)) == ("refused", 0, {"续行之日"})
    assert "顺位重排" in order.reason


def test_deducted_money_is_awaited_and_known_by_its_number(desk: ControlDesk, case: Case) -> None:
    measure = frozen(desk, case, account(desk, case), 60_000_00)
    [order] = sent(desk, case, on_measure(desk, case, "deduct", measure, amount_fen=50_000_00))
    assert fed(order, actual_fen=50_000_00) == "taken"
    measure.refresh_from_db()
    assert (measure.state, measure.actual_fen) == ("active", 10_000_00)
    assert last(case, "Deducted").payload == {**last(case, "Deducted").payload, "amount_fen": 50_000_00, "rest": True, "order": order.pk}
    assert Expected.objects.get(mark=order.number).amount_fen == 50_000_00
    assert fed(order, actual_fen=50_000_00) == "again"
    assert count(case, "Deducted") == 1


def test_deducted_money_arrives_in_the_ledger_by_the_orders_number(desk: ControlDesk, case: Case) -> None:
    bank = court_account(desk.court)
    measure = frozen(desk, case, account(desk, case), 60_000_00)
    [order] = sent(desk, case, on_measure(desk, case, "deduct", measure, amount_fen=50_000_00))
    fed(order, actual_fen=50_000_00, paid_to=bank.number)
    line = Incoming(key="b-1", booked_on=TODAY, fen=50_000_00, kind="receipt", name="北疆银行", remark=f"划款 {order.number}")
    assert take([line], bank_account=bank, actor=desk.person("funds"), on=TODAY).matched == 1
    receipt = Receipt.objects.get()
    assert (receipt.case_id, receipt.party_id, receipt.way, receipt.state) == (case.pk, order.party_id, "deducted", "claimed")
    assert Expected.objects.get().arrived_on == TODAY
    assert not fields(case)


def test_a_deduction_without_a_freeze_is_a_freeze_itself(desk: ControlDesk, case: Case) -> None:
    asset = account(desk, case)
    [order] = sent(desk, case, freeze(desk, case, asset, 30_000_00, kind="deduct", until=None))
    assert fed(order, actual_fen=20_000_00, paid_to="6222999") == "taken"
    assert (count(case, "MeasureTaken"), count(case, "Deducted"), Measure.objects.get(case=case).state) == (1, 1, "ended")
    order.refresh_from_db()
    assert order.state == "partial"


# ---- 回执 ----


def test_the_receipt_is_compared_never_believed(desk: ControlDesk, case: Case) -> None:
    [order] = sent(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    fed(order, actual_fen=40_000_00, over_fen=20_000_00, since=TODAY, until=date(2027, 11, 2))
    same = "账户已冻结，冻结金额40,000.00元，限额60000元，期限至2027年11月2日。"
    assert results.receipt(number=order.number, on=TODAY, actor=BANK_JOB, text=same) == "taken"
    assert fields(case) == set()
    results.receipt(number=order.number, on=TODAY, actor=BANK_JOB, text="未能冻结，金额39,000元，期限至2027年5月2日。")
    assert fields(case) == {"回执的金额", "回执的届满日", "回执的结果"}
    assert Measure.objects.get(case=case).until == date(2027, 11, 2)


@pytest.mark.parametrize(("text", "amounts", "done"), [
    ("已冻结人民币1.5万元", (1_500_000,), True), ("因账户销户，未能扣划", (), False), ("附件", (), None), ("金额￥12,345.6元", (1_234_560,), None),
])
def test_what_a_receipt_says(text: str, amounts: tuple[int, ...], done: bool | None) -> None:
    assert (said(text).amounts, said(text).done) == (amounts, done)


# ---- 由人登记 ----


def test_on_site_by_hand_only_with_proof(desk: ControlDesk, case: Case) -> None:
    line = freeze(desk, case, house(desk, case), None, kind="seize", property="real_estate", agency=None, until=date(2029, 11, 2), why="不可分")
    [order] = sent(desk, case, line)
    with pytest.raises(Refused) as error:
        results.by_hand(order=order, actor=desk.judge, on=TODAY, revision=None, told=told(), proof=0)
    assert error.value.finding.reasons[0].code == "order.proof"
    proof = scanned(desk, case)
    results.by_hand(order=order, actor=desk.judge, on=TODAY, revision=None, told=told(), proof=proof.pk)
    measure = Measure.objects.get(case=case)
    assert (measure.property, measure.until, measure.order_id) == ("real_estate", date(2029, 11, 2), order.pk)
    case = desk.case(claim_fen=100_000_00)
    online = sent(desk, case, freeze(desk, case, account(desk, case), 1_00))[0]
    with pytest.raises(Refused) as error:
        results.by_hand(order=online, actor=desk.judge, on=TODAY, revision=None, told=told(), proof=proof.pk)
    assert error.value.finding.reasons[0].code == "order.hand"


# ---- 轮候 ----


def test_money_held_behind_a_small_earlier_freeze_runs_and_is_watched(desk: ControlDesk, case: Case) -> None:
    asset = account(desk, case)
    [order] = sent(desk, case, freeze(desk, case, asset, 40_000_00))
    fed(order, position=1, since=TODAY, actual_fen=25_000_00)
    measure = Measure.objects.get(case=case)
    assert (measure.state, measure.rank, measure.until) == ("active", 0, order.until)


def test_the_next_in_line_becomes_first_and_is_looked_up_again(desk: ControlDesk, case: Case) -> None:
    asset = account(desk, case)
    first = frozen(desk, case, asset, 60_000_00)
    behind = desk.case(claim_fen=40_000_00)
    behind_debtor = desk.debtor(behind)
    behind_debtor.__class__.objects.filter(pk=behind_debtor.pk).update(
        paper=desk.debtor(case).paper, paper_number=desk.debtor(case).paper_number, name=desk.debtor(case).name,
    )
    [order] = sent(desk, behind, freeze(desk, behind, asset, 40_000_00, waiting=True, until=None))
    fed(order, position=1, since=TODAY)
    waiting = Measure.objects.get(case=behind)
    assert (waiting.state, waiting.until) == ("waiting", None)
    [release] = sent(desk, case, on_measure(desk, case, "release", first, ground="paid"))
    fed(release)
    first.refresh_from_db()
    assert first.state == "released"
    assert deliver_due(10, HANDLERS).failed == 0
    waiting.refresh_from_db()
    assert (waiting.state, waiting.rank, waiting.since, waiting.until) == ("active", 0, TODAY, date(2027, 11, 3))
    assert deliver_due(10, HANDLERS).failed == 0
    assert Wave.objects.get(reason="became_first").cases == 1
    assert fed(release) == "again"
    assert deliver_due(10, HANDLERS) == deliver_due(0, HANDLERS)


# ---- 措施台账 ----


def test_torn_up_and_written_again_it_is_the_same(desk: ControlDesk) -> None:
    case, other = desk.case(claim_fen=100_000_00), desk.case()
    frozen(desk, case, account(desk, case), 60_000_00)
    values = {"property": "real_estate", "measure": "seize", "subject": "山水家园3号楼", "until": None, "rank": "waiting", "no_sale": False}
    cases.register(case=other, actor=desk.judge, on=TODAY, revision=None, matter="seize", values=values)
    before = list(Measure.objects.order_by("case", "seq").values_list("case", "seq", "party", "order", "state", "until", "rank"))
    assert [row[4:] for row in before] == [("active", date(2027, 11, 2), 0), ("waiting", None, 1)]
    Measure.objects.all().delete()
    assert books.rebuild(desk.court) == 2
    assert list(Measure.objects.order_by("case", "seq").values_list("case", "seq", "party", "order", "state", "until", "rank")) == before


# ---- 随意的反馈 ----


@pytest.mark.parametrize("seed", [1])
def test_any_answers_in_any_order_never_take_more_than_is_there(desk: ControlDesk, case: Case, seed: int) -> None:
    """随意的反馈、重复、来迟：每个号至多记一次；扣划不超过冻结的；措施台账不为负。"""
    chance = Random(seed)
    made = sent(desk, case, *(freeze(desk, case, account(desk, case), fen) for fen in (30_000_00, 90_000_00, 10_000_00)))
    for _ in range(8):
        order = chance.choice(made)
        if chance.random() < 0.2:
            Order.objects.filter(pk=order.pk, state="sent").update(state="timeout")
        fed(order, ok=chance.choice([True, True, False, None]), actual_fen=chance.choice([None, 0, order.amount_fen, 5_000_00]), since=TODAY)
        for measure in Measure.objects.filter(case=case, state="active", actual_fen__gt=0):
            if chance.random() < 0.3 and not Order.objects.filter(measure=measure, kind="deduct").exists():
                asked = chance.choice([measure.actual_fen, measure.actual_fen + 1])
                try:
                    made += sent(desk, case, on_measure(desk, case, "deduct", measure, amount_fen=asked))
                except Refused:
                    assert asked > measure.actual_fen
    taken = [row.payload for row in Entry.objects.filter(stream=case.stream, type__in=["control.MeasureTaken", "control.Deducted"])]
    numbers = [row["order"] for row in taken]
    assert len(numbers) == len(set(numbers))
    assert all((row.actual_fen or 0) >= 0 for row in Measure.objects.filter(case=case))


def test_a_credit_with_the_orders_number_is_certain_unless_it_points_elsewhere() -> None:
    class Line:
        fen, name, sub_account, summary = 100, "北疆银行", "", "司法扣划"

        def __init__(self, remark: str) -> None:
            self.remark = remark

    known = Known.of([Target(1, "（2026）内0221执1号"), Target(2, "（2026）内0221执2号")], marks={"内0221控2026-000007": (1, 5)})
    found = match(Line("扣划款 内0221控2026-000007"), known)
    assert (found.certain, found.candidates[0][:3], found.marks) == (True, (1, 5, 100), ("内0221控2026-000007",))
    assert not match(Line("内0221控2026-000007（2026）内0221执2号"), known).certain
    assert match(Line("内0221控2026-000008"), known).candidates == ()
    assert match(Line("内0222控2026-000007"), known).candidates == ()
