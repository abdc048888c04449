"""账务：期初、逐日核对、月结、核验总账。"""

from __future__ import annotations

from datetime import date
from typing import Any

import factories
import pytest
from django.db import DatabaseError, transaction
from funds import money
from spine import House

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.closing.queries import gate_of
from zhixing.casework.funds.commands import books
from zhixing.casework.funds.commands.ledger import Draft, open_account, post
from zhixing.casework.funds.commands.opening import Row, draft_opening, sign_opening
from zhixing.casework.funds.events import Claimed, Received
from zhixing.casework.funds.models import Account, BankLine, Opening, Receipt, Reconciliation, Voucher
from zhixing.casework.funds.queries_books import balance, late_money, statement, unallocated
from zhixing.casework.funds.queries_reconciling import cases_of_day, movements, of_day, open_day, said_by_bank, sheet
from zhixing.casework.funds.verify_ledger import breaks, verify
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

P = Account.Purpose
LIVE = date(2026, 10, 31)
TODAY = date(2026, 11, 3)


class Desk:
    """一家法院、三件案件、会计、执行局长、执行款账户。"""

    def __init__(self) -> None:
        self.house = House()
        self.court = self.house.court
        self.accountant = factories.user("accountant", court=self.court)
        self.account = money.court_account(self.court, live_on=None)

    def proof(self) -> StoredFile:
        return StoredFile.objects.create(
            court=self.court, name="余额证明.pdf", media_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=self.accountant,
            uploaded_at=context.current().now,
        )

    def opening(self, bank_fen: int, *rows: Row, day: date = LIVE, proof: bool = True) -> Opening:
        return draft_opening(
            bank_account=self.account, day=day, bank_fen=bank_fen, rows=rows, actor=self.accountant, proof=self.proof() if proof else None,
        )

    def live(self, bank_fen: int = 1_00, *rows: Row) -> Opening:
        """做完期初：两人签字，记账。"""
        made = self.opening(bank_fen, *(rows or (Row(2, payer="来历不明", amount_fen=bank_fen),)))
        sign_opening(opening=made, actor=self.accountant, revision=0)
        done = sign_opening(opening=made, actor=self.house.director, revision=1)
        self.account.refresh_from_db()
        return done


@pytest.fixture
def desk(db: None, here: Any) -> Desk:
    return Desk()


# ---- 期初 ----


def test_two_signatures_book_the_opening(desk: Desk) -> None:
    case = desk.house.case()
    name = money.debtor(case).name
    made = desk.opening(
        150_00, Row(2, str(case), name, "李四", date(2026, 5, 20), 100_00), Row(3, payer="来历不明", amount_fen=50_00),
    )
    assert [line.fault for line in made.lines.all()] == ["", ""]
    sign_opening(opening=made, actor=desk.accountant, revision=0)
    assert not Voucher.objects.exists()
    with pytest.raises(Refused, match="已经签过"):
        sign_opening(opening=made, actor=desk.accountant, revision=1)
    with pytest.raises(Refused, match="刚有人签过"):
        sign_opening(opening=made, actor=desk.house.director, revision=0)
    sign_opening(opening=made, actor=desk.house.director, revision=1)
    desk.account.refresh_from_db()
    assert desk.account.live_on == LIVE and (balance(case).held_fen, money.balance(P.SUSPENSE)) == (100_00, -50_00)
    one, two = Receipt.objects.order_by("pk")
    assert (one.state, one.party, one.claimed_name, two.state) == ("claimed", money.debtor(case), desk.accountant.name, "suspense")
    [came] = timeline_of(case).of("funds.Received")
    assert (came.subject, came.day("stopped_on"), came.on) == (one.number, date(2026, 5, 20), LIVE)
    assert verify().breaks == [] and late_money(case) == "" and unallocated(case) == (100_00, 0)
    assert "closing.unallocated" in [reason.code for reason in gate_of(case, "finished", TODAY).reasons]
    case.state = "closed"
    assert "又有100.00元没有发放完" in late_money(case)
    with pytest.raises(Refused, match="启用总账"):
        desk.opening(1, Row(2, amount_fen=1))


def test_what_the_case_already_knows_is_not_told_twice(desk: Desk) -> None:
    case = desk.house.case()
    desk.house.record(case, Received(subject="第一笔", amount_fen=80_00), date(2026, 10, 25))
    desk.house.record(case, Claimed(subject="第一笔"), date(2026, 10, 25))
    wrong = desk.opening(70_00, Row(2, str(case), amount_fen=70_00))
    assert "“第一笔”80.00元" in wrong.lines.get().fault
    with pytest.raises(Refused, match="1行有毛病"):
        sign_opening(opening=wrong, actor=desk.accountant, revision=0)
    desk.live(80_00, Row(2, str(case), amount_fen=80_00))
    wrong.refresh_from_db()
    receipt = Receipt.objects.get()
    assert wrong.state == "void" and receipt.subject == "第一笔" and len(list(timeline_of(case).of("funds.Received"))) == 1


def test_an_opening_that_differs_from_the_bank_is_not_signed(desk: Desk) -> None:
    short = desk.opening(150_00, Row(2, payer="来历不明", amount_fen=149_99))
    with pytest.raises(Refused, match="比银行余额"):
        sign_opening(opening=short, actor=desk.accountant, revision=0)
    bare = desk.opening(1_00, Row(2, payer="来历不明", amount_fen=1_00), proof=False)
    with pytest.raises(Refused, match="余额证明"):
        sign_opening(opening=bare, actor=desk.accountant, revision=0)


def test_rows_that_cannot_be_are_told_one_by_one(desk: Desk) -> None:
    case = desk.house.case()
    made = desk.opening(
        1, Row(2, "（2099）内0221执1号", amount_fen=1), Row(3, str(case), "没有这人", amount_fen=1), Row(4, amount_fen=0),
        Row(5, arrived_on=TODAY, amount_fen=1), Row(6, amount_fen=1, fault="结存：不是金额"),
    )
    faults = [line.fault for line in made.lines.order_by("row")]
    assert ["没有这个案号" in faults[0], "没有叫“没有这人”" in faults[1], "大于零" in faults[2], "以后" in faults[3], faults[4]] == [
        True, True, True, True, "结存：不是金额"]


# ---- 核对 ----


def _bank(desk: Desk, fen: int, after: int, day: date = TODAY, **values: Any) -> BankLine:
    suspense = open_account(court_id=desk.court.pk, purpose=P.SUSPENSE, on=day).pk
    line = money.bank_line(desk.account, fen, [(suspense, -fen)], day, balance_fen=after, **values)
    money._receipt(desk.account, line, fen, day)
    return line


def test_a_day_agrees_or_every_difference_is_told(desk: Desk) -> None:
    desk.live(100_00)
    _bank(desk, 30_00, 130_00)
    _bank(desk, 20_00, 150_00)
    assert said_by_bank(desk.account, TODAY) == (TODAY, 150_00)
    done = books.reconcile(bank_account=desk.account, day=TODAY, actor=desk.accountant, sign=True)
    assert (done.bank_fen, done.ledger_fen, done.cases_fen, done.differences) == (150_00, 150_00, 150_00, [])
    _bank(desk, 5_00, 160_00)
    assert [one.code for one in of_day(desk.account, TODAY).differences] == ["no_bank"]  # 余额连不起来
    _bank(desk, 4_00, 169_99)
    _bank(desk, 1_00, 170_00 - 1, serial="s")
    told = of_day(desk.account, TODAY)
    assert not told.ok
    with pytest.raises(Refused, match="不能签字"):
        books.reconcile(bank_account=desk.account, day=TODAY, actor=desk.accountant, sign=True)
    books.reconcile(bank_account=desk.account, day=TODAY, actor=desk.accountant)
    assert Reconciliation.objects.count() == 2


def test_a_day_of_the_bank_and_of_a_case(desk: Desk) -> None:
    """一天的收付；一件案件一天的账、逐笔对账单。"""
    desk.live(100_00)
    line = _bank(desk, 30_00, 130_00, day=date(2026, 11, 2))
    told = sheet(desk.account, date(2026, 11, 2))
    assert (told.difference, told.unbooked, line.amount_fen) == (0, (), 30_00)
    case = desk.house.case()
    money.received(case, 40_00, day=TODAY)
    [row] = cases_of_day(desk.court.pk, TODAY)
    assert (row.before, row.came, row.went, row.after) == (0, 40_00, 0, 40_00)
    [told] = statement(case)
    assert (told.change_fen, told.balance_fen, told.moves[0].purpose) == (40_00, 40_00, "held")


def test_only_the_accountant_keeps_the_books(desk: Desk) -> None:
    desk.live()
    for actor in (desk.house.judge, desk.house.director):
        with pytest.raises(Forbidden):
            books.reconcile(bank_account=desk.account, day=TODAY, actor=actor)
        with pytest.raises(Forbidden):
            books.close_month(court_id=desk.court.pk, month=date(2026, 10, 1), actor=actor)


# ---- 月结 ----


def test_a_closed_month_takes_no_voucher(desk: Desk) -> None:
    desk.live(100_00)
    month = date(2026, 10, 1)
    with pytest.raises(Refused, match="没有核对相符"):
        books.close_month(court_id=desk.court.pk, month=month, actor=desk.accountant)
    books.reconcile(bank_account=desk.account, day=LIVE, actor=desk.accountant, sign=True)
    with pytest.raises(Refused, match="还没有过完"):
        books.close_month(court_id=desk.court.pk, month=date(2026, 11, 1), actor=desk.accountant)
    made = books.close_month(court_id=desk.court.pk, month=month, actor=desk.accountant)
    assert made.voucher_count == 1 and [one[0] for one in made.figures] == ["bank", "suspense"]
    bank, suspense = (Account.objects.get(purpose=purpose).pk for purpose in (P.BANK, P.SUSPENSE))
    for day in (LIVE, date(2026, 9, 5)):
        with pytest.raises(DatabaseError, match="已经月结"), transaction.atomic():
            Voucher.objects.create(court=desk.court, day=day, kind="raw", key=f"{day}", digest="0" * 64, made_name="无", made_at=made.closed_at)
        with pytest.raises(Refused, match="已经月结"):
            post([Draft(f"late:{day}", "test", day, ((bank, 5), (suspense, -5)))], court_id=desk.court.pk, actor=desk.accountant)
    assert open_day(desk.court.pk, LIVE) == date(2026, 11, 1) and open_day(desk.court.pk, TODAY) == TODAY
    with pytest.raises(Refused, match="已经结了"):
        books.close_month(court_id=desk.court.pk, month=month, actor=desk.accountant)
    assert breaks(desk.court.pk) == [] and movements(desk.court.pk, month, LIVE)[0] == ("bank", 0, 100_00, 0, 100_00)
