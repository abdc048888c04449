"""一键拟冻结：清单到够清偿为止，受保护的、别人在先的不选；连同裁定书、协助执行通知书一起拟，用印以后可以发。"""

from __future__ import annotations

from datetime import date

import pytest
from control.desk import BANK, TODAY, ControlDesk, agency
from control.orders_desk import account, drafted, fed, freeze, frozen, house, sealed_paper, sender

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.ordering import ask_transfer, draft_orders, on_measure, propose, releases
from zhixing.casework.control.commands import orders, sending
from zhixing.casework.control.events import MeasureTaken
from zhixing.casework.control.models import Asset, Finding, Measure, Order
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.queries import data_of
from zhixing.foundation.history import context
from zhixing.law.control import FirstSeal
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def case(desk: ControlDesk) -> Case:
    return desk.case(claim_fen=100_000_00)


def found(case: Case, asset: Asset) -> Asset:
    """本案查到过这一项。"""
    Finding.objects.create(
        court=case.court, case=case, party=ControlDesk.debtor(case), asset=asset, kind=asset.kind, key=asset.key, what=asset.what, told_on=TODAY,
        taken_at=context.current().now,
    )
    return asset


def test_the_list_goes_on_until_enough_is_held(desk: ControlDesk, case: Case) -> None:
    rich, some = found(case, account(desk, case, 70_000_00)), found(case, account(desk, case, 60_000_00))
    more = found(case, account(desk, case, 5_000_00))
    wages = found(case, account(desk, case, 90_000_00, what="北疆银行 农民工工资专用账户", protected="migrant_wages"))
    behind = found(case, account(desk, case, 80_000_00, details={"prior": [{"by": "某某法院", "number": "（2025）内0222执5号"}]}))
    home = found(case, house(desk, case))
    told = propose(case, desk.judge, TODAY)
    rows = {row.line.asset: row for row in told.rows}
    assert [row.line.asset for row in told.rows if row.chosen] == [rich.pk, some.pk]
    assert (rows[rich.pk].line.amount_fen, rows[some.pk].line.amount_fen) == (told.owed.total, told.owed.total - 70_000_00)
    assert "不得冻结" in rows[wages.pk].note
    assert rows[behind.pk].line.waiting and rows[behind.pk].line.until is None
    assert rows[more.pk].note == rows[home.pk].note == "勾选的已经够清偿"
    assert (rows[home.pk].line.kind, rows[home.pk].line.property) == ("seize", "real_estate")


def test_one_click_makes_the_papers_and_sealed_papers_make_it_ready(desk: ControlDesk, case: Case, seal: object) -> None:
    found(case, account(desk, case, 70_000_00)), found(case, account(desk, case, 60_000_00))
    lines = propose(case, desk.judge, TODAY).lines
    made = draft_orders(case=case, actor=desk.judge, on=TODAY, revision=None, lines=lines, token="一键")
    again = draft_orders(case=case, actor=desk.judge, on=TODAY, revision=None, lines=lines, token="一键")
    assert [one.pk for one in again] == [one.pk for one in made]
    first = made[0]
    assert first.ruling is not None and first.notice is not None
    assert {one.ruling_id for one in made} == {first.ruling_id}
    data = data_of(first.ruling)
    assert (data["amount"], data["period"]["end"]) == (lines[0].amount_fen, "2027-11-02")
    assert all(line.account in data["bank"] for line in lines)
    for paper in (first.ruling, first.notice):
        documents.sign(document=paper.pk, actor=desk.judge, on=TODAY, revision=None)
        documents.seal(document=paper.pk, actor=desk.centre, on=TODAY, revision=None)
    assert set(Order.objects.values_list("state", flat=True)) == {"ready"}
    sending.send(order=first.pk, actor=sender(desk), on=TODAY, revision=None)
    [taken] = sending.take(desk.agencies[BANK], 1, context.current().now)
    fed(taken, actual_fen=70_000_00, since=TODAY)
    assert Measure.objects.get(case=case).until == date(2027, 11, 2)


@pytest.mark.parametrize(("kind", "values", "ruling", "notice"), [
    ("renew", {}, "renewal_ruling", "deposit_renewal"), ("release", {"ground": "paid"}, "release_ruling", "deposit_release"),
    ("deduct", {"amount_fen": 10_000_00}, "deduction_ruling", "deposit_deduction"),
])
def test_papers_of_what_follows(desk: ControlDesk, case: Case, kind: str, values: dict[str, object], ruling: str, notice: str) -> None:
    measure = frozen(desk, case, account(desk, case), 60_000_00)
    line = on_measure(measure, kind, on=TODAY, **values)  # type: ignore[arg-type]
    [order] = draft_orders(case=case, actor=desk.judge, on=TODAY, revision=None, lines=[line], token=kind)
    assert order.ruling is not None and order.notice is not None
    assert (order.ruling.kind, order.notice.kind, order.original_id) == (ruling, notice, measure.order_id)


def test_what_should_be_released_is_listed_with_its_sum(desk: ControlDesk, case: Case) -> None:
    frozen(desk, case, account(desk, case), 80_000_00)
    [second] = drafted(desk, case, freeze(desk, case, account(desk, case), 60_000_00))
    assert releases(case, TODAY) == ()
    orders.attach(orders=[second], ruling=sealed_paper(desk, case), notice=None)
    sending.send(order=second, actor=sender(desk), on=TODAY, revision=None)
    fed(second, actual_fen=60_000_00, since=TODAY)
    [line] = releases(case, TODAY)
    assert (line.kind, line.ground, line.amount_fen) == ("release", "excess", 140_000_00 - 101_400_00)


def test_first_rank_is_asked_for_only_after_sixty_days(desk: ControlDesk, case: Case) -> None:
    [order] = drafted(desk, case, freeze(desk, case, account(desk, case), 1_00, waiting=True, until=None))
    measure = Measure(case=case, court=desk.court, subject=order.subject, state="waiting", property="deposit", since=TODAY, seq=1)
    given = {
        "case": case, "actor": desk.judge, "on": TODAY, "revision": None, "measure": measure, "court": "白水县人民法院",
        "number": "（2026）内0223执9号", "priority": "抵押权，已进入执行",
    }
    with pytest.raises(Refused) as error:
        ask_transfer(**given, seal=FirstSeal(date(2026, 10, 1), priority=True))
    assert error.value.finding.reasons[0].code == "transfer.early"
    paper = ask_transfer(**given, seal=FirstSeal(date(2026, 8, 1), priority=True))
    assert (paper.kind, data_of(paper)["to"]) == ("transfer_request", "白水县人民法院")


def test_a_measure_entered_by_hand_is_renewed_by_letter_with_a_notice(desk: ControlDesk, case: Case) -> None:
    letter = agency(desk.court, "L001", name="草原农商行", channel="letter", network="onsite")
    event = MeasureTaken(subject="草原农商行尾号7的存款", measure="freeze", property="deposit", until=date(2026, 12, 30), amount_fen=10_000_00)
    desk.record(case, event, TODAY)
    line = on_measure(Measure.objects.get(case=case), "renew", on=TODAY, agency=letter.pk)
    [made] = draft_orders(case=case, actor=desk.judge, on=TODAY, revision=None, lines=[line], token="发函")
    assert (made.agency, made.original) == (letter, None)
    assert made.notice is not None and made.notice.kind == "deposit_renewal" and data_of(made.notice)["to"] == "草原农商行"
