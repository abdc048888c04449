"""收银行明细：对到案件、待认领、退汇、扣款、冲正；重复、交叉、切开都一样；别的法院的案件从不对上。"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from itertools import count
from random import Random
from typing import Any

import factories
import pytest
from funds.money import DAY, balance, court_account, debtor, received, staff
from funds.paying import Paying
from spine import House

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries_receipts as queries
from zhixing.casework.funds.commands import intake, resolving
from zhixing.casework.funds.commands.accounts import sub_account
from zhixing.casework.funds.commands.claiming import claim, confirm, undo_claim
from zhixing.casework.funds.commands.intake import Incoming, Taken, take
from zhixing.casework.funds.models import Account, BankLine, Leg, PayoutLine, Receipt
from zhixing.casework.funds.queries import payments
from zhixing.casework.funds.verify_ledger import verify
from zhixing.exchange import payments as exporting
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries, lines
from zhixing.foundation.people.models import Court
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("db", "here")
_serial = count(1)
TODAY = date(2026, 11, 3)


def incoming(fen: int, kind: str = "", **values: Any) -> Incoming:
    """银行明细的一笔。"""
    serial = values.setdefault("serial", f"S{next(_serial)}")
    key = "b-" + hashlib.sha256(f"{serial}:{fen}".encode()).hexdigest()[:40]
    return Incoming(**{"key": key, "booked_on": DAY, "fen": fen, "kind": kind or ("receipt" if fen > 0 else "payment"), **values})


class Bank:
    """一家启用了总账的法院，和它收文件的人。"""

    def __init__(self, court: Court) -> None:
        self.court, self.account = court, court_account(court)
        self.funds, self.accountant = staff(court, "funds", "accountant")

    def take(self, *rows: Incoming, actor: User | None = None) -> Taken:
        return take(rows, bank_account=self.account, actor=actor or self.funds, on=TODAY)

    def last(self) -> Receipt:
        return Receipt.objects.filter(court=self.court).order_by("-pk")[0]


@pytest.fixture
def bank(house: House) -> Bank:
    return Bank(house.court)


def events(case: Case) -> list[str]:
    return [line.entry.type for line in lines(entries(case.stream)) if line.entry.type.startswith(("funds.", "cases.EntryW"))]


def test_a_sub_account_takes_the_money_to_its_case(house: House, bank: Bank) -> None:
    case = house.case()
    sub = sub_account(case=case, party=debtor(case), on=DAY)
    assert sub is not None
    taken = bank.take(incoming(3_000_00, name="不相干的人", sub_account=sub.number), incoming(5_00, name="张某", summary="转账"))
    row = Receipt.objects.get(case=case)
    assert (taken.fresh, taken.matched, taken.waiting) == (2, 1, 1)
    assert (row.state, row.party, row.matched, row.confidence, row.number) == ("claimed", debtor(case), "machine", 100, "收2026-000001")
    assert (balance("held", case, debtor(case)), balance("suspense"), balance("bank")) == (-3_000_00, -5_00, 3_005_00)
    assert events(case) == ["funds.Received", "funds.Claimed"] and row.received_seq and row.claimed_seq == row.received_seq + 1
    case.refresh_from_db()
    assert case.state == "enforcing" and [(one.amount_fen, one.omitted) for one in payments(case)] == [(3_000_00, "")]
    assert verify().ok


def test_a_case_number_with_its_debtor_is_certain_and_a_bare_name_is_not(house: House, bank: Bank) -> None:
    case = house.case()
    bank.take(incoming(100_00, name=debtor(case).name, remark=f"{case.number}执行款"), incoming(200_00, name=debtor(case).name))
    sure, unsure = Receipt.objects.order_by("amount_fen")
    assert (sure.state, sure.case, sure.party) == ("claimed", case, debtor(case))
    assert unsure.state == "suspense" and unsure.proposals[0]["case"] == case.pk and unsure.reasons and 0 < unsure.confidence < 100


def test_the_case_of_another_court_is_never_matched(house: House, bank: Bank) -> None:
    case = house.case()
    other = Bank(factories.court("内0222"))
    other.take(incoming(100_00, name=debtor(case).name, remark=f"{case.number}执行款"))
    row = other.last()
    assert (row.state, row.case, row.proposals) == ("suspense", None, []) and events(case) == []


def test_kinds_that_are_not_money_of_a_case(house: House, bank: Bank) -> None:
    case = house.case()
    named = {"name": debtor(case).name, "remark": case.number}
    taken = bank.take(
        incoming(88, "interest", summary="结息"), incoming(-15, "charge", summary="手续费"), incoming(-900, "payment", name="不知是谁"),
        incoming(50_00, "court_fee", **named), incoming(70_00, "auction", **named), incoming(60_00, "bounce", summary="退汇"), incoming(0, "other"),
    )
    assert (balance("interest"), balance("charge"), balance("queried"), balance("suspense")) == (-88, 15, 900, -180_00)
    assert (taken.fresh, taken.matched, taken.waiting, taken.queried) == (6, 0, 3, 1) and balance("bank") == 180_00 + 88 - 15 - 900
    assert [line.name for line in queries.queried(house.court.pk)] == ["不知是谁"]
    fee, auction = (Receipt.objects.get(kind=kind) for kind in ("court_fee", "auction"))
    assert fee.proposals == [] and auction.proposals[0]["case"] == case.pk and auction.way == "sale" and events(case) == []


def test_nothing_is_taken_before_the_ledger_is_opened(house: House, bank: Bank) -> None:
    bank.account.live_on = None
    with pytest.raises(Refused, match="没有启用总账"):
        bank.take(incoming(1_00))
    bank.account.live_on = DAY
    taken = bank.take(incoming(1_00), incoming(2_00, booked_on=TODAY))
    assert (taken.early, taken.fresh) == (1, 1)
    bank.account.closed_on = DAY
    with pytest.raises(Refused, match="停用"):
        bank.take(incoming(1_00))


# ---- 冲正 ----


def test_a_correction_undoes_the_line_and_what_the_case_was_told(house: House, bank: Bank) -> None:
    case = house.case()
    wrong = incoming(100_00, name=debtor(case).name, remark=case.number, serial="A1")
    bank.take(wrong, incoming(-100_00, "correction", serial="A1", summary="冲正"), incoming(7_00, name="甲", other_account="62"))
    assert (balance("bank"), balance("held", case), balance("suspense")) == (7_00, 0, -7_00)
    row = Receipt.objects.get(line__serial="A1")
    assert (row.state, row.case) == ("cancelled", None) and payments(case).count() == 0
    assert events(case) == ["funds.Received", "funds.Claimed", "cases.EntryWithdrawn", "cases.EntryWithdrawn"]
    bank.take(incoming(-7_00, "correction", name="甲", other_account="62"))
    assert balance("suspense") == 0 and verify().ok


def test_a_correction_of_money_claimed_by_hand(house: House, bank: Bank) -> None:
    case = house.case()
    bank.take(incoming(100_00, serial="A1"))
    claim(receipt=bank.last(), case=case, party=debtor(case), actor=house.judge, on=TODAY, revision=0, why="电话核实")
    confirm(receipt=bank.last(), actor=bank.accountant, on=TODAY, revision=1)
    bank.take(incoming(-100_00, "correction", serial="A1", booked_on=TODAY))
    assert (balance("bank"), balance("held", case), balance("suspense")) == (0, 0, 0) and bank.last().state == "cancelled" and verify().ok


def test_a_correction_nobody_can_place_waits_for_a_person(house: House, bank: Bank) -> None:
    bank.take(incoming(100_00, name="甲", serial="A1"), incoming(100_00, name="甲", serial="A2"))
    taken = bank.take(incoming(-100_00, "correction", name="甲"), incoming(30_00, "correction", name="乙"))
    assert (taken.queried, taken.waiting) == (1, 1) and (balance("queried"), balance("suspense")) == (100_00, -230_00) and verify().ok


# ---- 重复、交叉、切开 ----


def test_files_that_overlap_repeat_and_are_cut_give_the_same_books(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """同一批明细，随意切成几份、重叠、打乱、重来，账和一次收下的一样；一批几笔也一样。"""
    monkeypatch.setattr(intake, "CHUNK", 4)
    case = house.case()
    for seed in range(6):
        rng, court = Random(seed), factories.court(f"内03{seed:02d}")
        bank = Bank(court)
        rows = [incoming(rng.randrange(1, 9) * 100, name=rng.choice("甲乙丙"), remark=rng.choice(("", case.number)), booked_on=date(2026, 11, day))
                for day in (1, 2, 3) for _ in range(5)]
        rows += [incoming(-100 * n, rng.choice(("charge", "payment"))) for n in (1, 2)]
        for _ in range(5):
            start = rng.randrange(len(rows))
            bank.take(*_shuffled(rng, rows[start : start + rng.randrange(1, 9)] * rng.choice((1, 2))))
        taken = bank.take(*_shuffled(rng, rows))
        again = bank.take(*rows)
        assert taken.fresh + taken.known == again.known == len(rows) and again.fresh == 0
        assert _bank_total(court) == sum(one.fen for one in rows) and BankLine.objects.filter(court=court).count() == len(rows)
        numbers = sorted(Receipt.objects.filter(court=court).values_list("number", flat=True))
        assert numbers == [f"收2026-{n:06d}" for n in range(1, 16)]
    assert verify().ok


def _shuffled(rng: Random, rows: Sequence[Incoming]) -> list[Incoming]:
    return rng.sample(list(rows), len(rows))


def _bank_total(court: Court) -> int:
    chosen = Account.objects.filter(court=court, purpose="bank")
    return sum(Leg.objects.filter(account__in=chosen).values_list("amount_fen", flat=True))


def test_the_fixture_and_the_intake_number_in_one_row(house: House, bank: Bank) -> None:
    received(house.case(), 1_00)
    bank.take(incoming(2_00))
    assert bank.last().number == "收2026-000002" and context.current().today == TODAY


# ---- 付出去的 ----


@pytest.fixture
def sent(house: House, bank: Bank, settings: Any, tmp_path: Any) -> tuple[Paying, PayoutLine]:
    """一笔已经交银行的付款。"""
    settings.MEDIA_ROOT = tmp_path
    paying = Paying(house, 1_000_00)
    line = paying.approved(paying.to_creditor(800_00)).lines.get()
    exporting.export(bank_account=bank.account.pk, lines=[line.pk], actor=paying.cashier, on=TODAY)
    line.refresh_from_db()
    return paying, line


def test_a_debit_and_its_return_in_one_file_hit_the_payout_and_not_the_case(bank: Bank, sent: tuple[Paying, PayoutLine]) -> None:
    paying, line = sent
    assert (line.state, balance("transit"), balance("held", paying.case)) == ("exported", -800_00, -200_00)
    taken = bank.take(
        incoming(800_00, "bounce", remark=f"退汇 原付款编号{line.reference} {paying.case.number}", booked_on=TODAY),
        incoming(-800_00, "payment", references=(str(line.reference),), name="别的写法", booked_on=TODAY),
    )
    line.refresh_from_db()
    assert (line.state, taken.bounced, taken.matched, taken.waiting, taken.queried) == ("bounced", 1, 0, 0, 0)
    assert line.line is not None and line.bounced_line is not None
    assert (balance("transit"), balance("creditor", paying.case), balance("held", paying.case)) == (0, -800_00, -200_00)
    assert Receipt.objects.filter(case=paying.case).count() == 1 and events(paying.case)[-2:] == ["funds.Paid", "funds.Bounced"] and verify().ok


def test_a_payment_the_bank_takes_back_waits_to_be_paid_again(bank: Bank, sent: tuple[Paying, PayoutLine]) -> None:
    paying, line = sent
    bank.take(incoming(-800_00, "payment", remark=str(line.reference), serial="P1"), incoming(800_00, "correction", serial="P1", summary="冲正"))
    line.refresh_from_db()
    assert line.state == "bounced" and balance("creditor", paying.case) == -800_00 and verify().ok


def test_what_the_bank_did_not_name_is_joined_by_a_person(bank: Bank, sent: tuple[Paying, PayoutLine]) -> None:
    paying, line = sent
    bank.take(incoming(-800_00, "payment", name=line.payee), incoming(800_00, "bounce", summary="退汇"))
    assert (balance("queried"), balance("suspense"), balance("transit")) == (800_00, -800_00, -800_00)
    [debit] = queries.queried(bank.court.pk)
    resolving.clear_debit(line=debit, actor=bank.funds, on=TODAY, payout=line)
    row = resolving.as_return(receipt=bank.last(), payout=line, actor=bank.funds, on=TODAY, revision=None)
    line.refresh_from_db()
    assert (line.state, row.state, balance("queried"), balance("suspense"), balance("transit")) == ("bounced", "cancelled", 0, 0, 0)
    assert balance("creditor", paying.case) == -800_00 and verify().ok


def test_one_lump_for_a_whole_file_pays_its_lines_and_two_that_fit_are_not_guessed(house: House, bank: Bank, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    paying = Paying(house, 3_000_00)
    rows = list(paying.approved(*(paying.to_creditor(fen) for fen in (300_00, 200_00, 250_00, 250_00, 90_00, 10_00))).lines.order_by("number"))
    pairs = [[one.pk for one in rows[n : n + 2]] for n in (0, 2, 4)]
    first, second, third = (
        exporting.export(bank_account=bank.account.pk, lines=pair, actor=paying.cashier, on=TODAY).message_id for pair in pairs
    )

    def states() -> list[str]:
        return list(PayoutLine.objects.filter(payout__case=paying.case).order_by("number").values_list("state", flat=True))

    assert bank.take(incoming(-500_00, summary="批量代发", booked_on=TODAY)).queried == 1 and set(states()) == {"exported"}, "两个文件都合，不猜"
    assert bank.take(incoming(-1_00, remark=f"批次{third}", booked_on=TODAY)).queried == 1, "写着编号，数不对"
    [lump, wrong] = queries.queried(bank.court.pk).order_by("amount_fen")
    number = rows[0].payout.lines.get(number=1).file_id
    with pytest.raises(Refused, match="金额、状况不符"):
        resolving.clear_debit(line=wrong, actor=bank.funds, on=TODAY, file=number)
    resolving.clear_debit(line=lump, actor=bank.funds, on=TODAY, file=number)
    assert states()[:3] == ["paid", "paid", "exported"] and first
    taken = bank.take(
        incoming(-500_00, summary="批量代发", booked_on=TODAY), incoming(-100_00, remark=f"批次{third}", booked_on=TODAY),
        incoming(-500_00, summary="批量代发", serial="再来一笔", booked_on=TODAY),
        incoming(200_00, "bounce", remark=f"退汇{rows[1].payout.lines.get(number=2).reference}", booked_on=TODAY),
    )
    assert (taken.queried, taken.bounced, states()) == (1, 1, ["paid", "bounced", "paid", "paid", "paid", "paid"]) and second
    assert (balance("transit"), balance("creditor", paying.case), balance("queried")) == (0, -200_00, 501_00) and verify().ok


def test_money_already_divided_is_not_undone_behind_the_payout(bank: Bank, house: House, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    paying = Paying(house)
    bank.take(incoming(500_00, name=paying.debtor.name, remark=paying.case.number, serial="R1"))
    paying.sheet()
    paying.approved(paying.to_creditor(500_00))
    with pytest.raises(Refused, match="已经列入发放审批表"):
        undo_claim(receipt=bank.last(), actor=bank.funds, on=TODAY, revision=None, why="错了")
    taken = bank.take(incoming(-500_00, "correction", serial="R1", booked_on=TODAY))
    assert taken.queried == 1 and balance("queried") == 500_00 and bank.last().state == "claimed" and verify().ok
