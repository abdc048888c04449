"""案款的空子：付两次、付错人、不合依据的付款，各一条。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factories
import pytest
from case_debts import make, sign, void
from django.db import transaction
from funds import money
from funds import plans as table
from funds.paying import ACCOUNT, Paying
from spine import TODAY, House

from zhixing.casework.cases.models import Party
from zhixing.casework.funds import proposing
from zhixing.casework.funds.commands import cash, intake, payment_files, payouts, plan_paying, resolving
from zhixing.casework.funds.commands.incoming import Incoming
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.models import BankLine, Payout, PayoutLine
from zhixing.casework.funds.verify_ledger import verify
from zhixing.exchange import bank_intake, payments
from zhixing.exchange.bank import values
from zhixing.foundation.files import commands as files
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

P = money.P
NOW = datetime(2026, 11, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
AFTER = date(2026, 11, 19)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Paying]:
    """到账一万元，计息单已确认。建一次，各个测试在自己的保存点里办，办完退回。"""
    with django_db_blocker.unblock(), context.use(context.Context(now=NOW, entrance="test")), transaction.atomic():
        yield Paying(House(), 1_000_000)
        transaction.set_rollback(True)


@pytest.fixture
def paying(world: Paying, here: None) -> Iterator[Paying]:
    """同上，这个测试自己的一份。"""
    with transaction.atomic():
        yield deepcopy(world)
        transaction.set_rollback(True)



@pytest.fixture
def later() -> Iterator[None]:
    """几个月以后来办。"""
    with context.use(context.Context(now=NOW.replace(year=2027), entrance="test")):
        yield


def codes(act: Any) -> list[str]:
    """办不成的理由。"""
    with pytest.raises(Refused) as error:
        act()
    return [one.code for one in error.value.finding.reasons]


def test_a_refund_is_not_a_way_to_pay_the_creditor(paying: Paying) -> None:
    assert codes(lambda: paying.submitted(paying.to_creditor(900_000, what="refund"))) == ["payout.side"]
    money.received(paying.case, 1_000, payer=paying.creditor.name, payer_account=ACCOUNT)
    assert paying.submitted(paying.to_creditor(1_001_000, what="refund")).state == Payout.State.REVIEW  # 他自己交来的，退给他


def test_a_debt_is_not_paid_to_the_debtor(paying: Paying) -> None:
    debtor = {"party": paying.debtor.pk, "payee": paying.debtor.name, "account": "62220000"}
    Party.objects.filter(pk=paying.debtor.pk).update(bank_account="62220000", account_confirmed_on=TODAY)
    assert codes(lambda: paying.submitted(paying.to_creditor(1, **debtor))) == ["payout.side"]
    assert codes(lambda: paying.submitted(paying.to_creditor(1, what="priority", **debtor))) == ["payout.side"]


def test_never_more_than_is_owed(paying: Paying) -> None:
    money.received(paying.case, 900_000_000)
    sign(paying.house, paying.case, make(paying.house, paying.case).number)
    owed = proposing.owed(paying.case.pk, TODAY)
    assert owed is not None and 0 < owed < 900_000_000
    assert codes(lambda: paying.submitted(paying.to_creditor(owed), paying.to_creditor(1))) == ["payout.over_owed"]
    assert paying.submitted(paying.to_creditor(owed)).state == Payout.State.REVIEW


def test_no_sum_is_too_large_to_be_refused(paying: Paying) -> None:
    officers = [paying.house.judge, paying.house.other]
    assert codes(lambda: paying.draft(paying.to_creditor(2**63))) == ["payout.amount"]
    given = {"case": paying.case, "party": None, "payer": "甲", "officers": officers, "actor": paying.house.judge, "on": TODAY, "revision": None}
    assert codes(lambda: cash.cash(amount_fen=2**63, **given)) == ["receipt.amount"]
    with pytest.raises(ValueError, match="太大"):
        values.amount("9,999,999,999,999,999,999.00")


def test_what_is_in_dispute_is_not_drawn_by_a_form(paying: Paying) -> None:
    with pytest.raises(Refused, match="动用哪里的钱"):
        paying.draft(paying.to_creditor(1), source="reserve")


def test_not_approved_on_a_void_sheet(paying: Paying) -> None:
    made = paying.submitted(paying.to_creditor(1000))
    void(paying.house, paying.case, made.sheet.number)
    assert codes(lambda: paying.house.approve(made.approval)) == ["payout.basis_gone"]


def test_a_share_is_paid_once_even_if_its_form_is_edited(paying: Paying, later: None) -> None:
    plan = table.served(paying.house, paying.case)
    plan = table.settle(paying.house, plan, AFTER)
    made = plan_paying.pay(plan=plan.pk, actor=paying.house.judge, on=AFTER, revision=None, token="一次")
    given = {"actor": paying.house.judge, "on": AFTER, "revision": None}
    assert codes(lambda: payouts.change(payout=made, lines=[paying.to_creditor(1)], **given)) == ["payout.planned"]
    lines = [paying.to_creditor(1, share=table.share(plan, "甲1").pk)]
    assert codes(lambda: paying.draft(*lines)) == ["payout.share"]
    assert codes(lambda: paying.draft(paying.to_creditor(1), plan=plan.pk)) == ["payout.share"]


def test_who_takes_a_file_back_does_not_pay_it_alone(paying: Paying) -> None:
    [line] = PayoutLine.objects.filter(payout=paying.approved(paying.to_creditor(1000)))
    file = payments.export(bank_account=paying.account.pk, lines=[line.pk], actor=paying.cashier, on=TODAY)
    both = factories.user("accountant", court=paying.court, posts=("cashier",))
    payment_files.cancel_file(file=file, actor=both, on=TODAY, reason="没有送")
    again = PayoutLine.objects.get(replaces=line)
    assert codes(lambda: payments.export(bank_account=paying.account.pk, lines=[again.pk], actor=both, on=TODAY)) == ["payout.not_payable"]


def test_unknown_money_without_an_account_goes_back_by_a_decision(paying: Paying) -> None:
    row, other = money.unclaimed(paying.court, 500), Wanted(what="creditor", amount_fen=400, payee="甲", account="622")
    paper = files.store(court_id=paying.court.pk, name="决定.png", content=table.PNG, actor=paying.funds, stream=f"court:{paying.court.pk}:funds")
    elsewhere = table.proof(paying.house, paying.case)
    given = {"receipt": row, "actor": paying.funds, "on": TODAY, "reason": "柜台存的", "account": other}
    made = payouts.refund_unknown(**given, token="没有决定")
    assert codes(lambda: payouts.submit(payout=made, actor=paying.funds, on=TODAY, revision=None)) == ["payee.unconfirmed"]
    assert codes(lambda: payouts.change(payout=made, actor=paying.funds, on=TODAY, revision=None, lines=[other])) == ["payout.planned"]
    payouts.void(payout=made, actor=paying.funds, on=TODAY, revision=None, reason="补决定")
    assert codes(lambda: payouts.refund_unknown(**given, token="别处的", decision=elsewhere.pk)) == ["payout.decision"]
    made = payouts.refund_unknown(**given, token="有决定", decision=paper.pk)
    assert [(one.what, one.amount_fen) for one in made.lines.all()] == [("refund", 500)]
    assert payouts.submit(payout=made, actor=paying.funds, on=TODAY, revision=None).state == Payout.State.REVIEW


def test_a_charge_given_back_comes_out_of_the_charges(paying: Paying) -> None:
    def take(key: str, fen: int, kind: str) -> None:
        line = Incoming(key=key, booked_on=TODAY, fen=fen, kind=kind, serial="S9", name="银行")
        intake.take([line], bank_account=paying.account, actor=paying.funds, on=TODAY)

    take("b-扣", -700, "payment")
    resolving.clear_debit(line=BankLine.objects.get(key="b-扣"), actor=paying.funds, on=TODAY)
    take("b-还", 700, "correction")
    assert [money.balance(one, court=paying.court) for one in (P.QUERIED, P.CHARGE, P.SUSPENSE)] == [0, 0, 0] and verify().ok


def test_a_line_of_a_day_to_come_is_not_booked(paying: Paying) -> None:
    head = "交易日期,对方户名,收入,支出,余额,流水号"
    rows = [f"{day},张三,{fen},,,{number}" for day, fen, number in (("2026-11-02", "1.00", "A1"), ("2099-01-01", "2.00", "A2"))]
    run = bank_intake.take_file(user=paying.funds, name="明细.csv", content="\n".join([head, *rows, ""]).encode(), account=paying.account)
    assert (run.fresh, [one["why"] for one in run.unread]) == (1, [["记账日2099-01-01还没有到，到了那天再收"]])


def test_an_answer_with_another_sum_is_not_taken(paying: Paying) -> None:
    [line] = PayoutLine.objects.filter(payout=paying.approved(paying.to_creditor(1000)))
    file = payments.export(bank_account=paying.account.pk, lines=[line.pk], actor=paying.cashier, on=TODAY)
    line.refresh_from_db()
    given = {"court_id": paying.court.pk, "actor": paying.cashier, "on": TODAY}
    for fen in ("1.00", "十元"):
        table_ = f"报文编号,付款编号,金额,处理结果\n{file.message_id},{line.reference},{fen},成功\n"
        with pytest.raises(Refused, match="金额"):
            payments.answer(content=table_.encode(), **given)
    xml = f"<TxInfAndSts><OrgnlEndToEndId>{line.reference}</OrgnlEndToEndId><TxSts>ACSC</TxSts>" \
        "<OrgnlTxRef><Amt><InstdAmt Ccy=\"CNY\">%s</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
    head = f"<Document><OrgnlGrpInfAndSts><OrgnlMsgId>{file.message_id}</OrgnlMsgId></OrgnlGrpInfAndSts>{xml}</Document>"
    assert codes(lambda: payments.answer(content=(head % "10.01").encode(), **given)) == ["payout.other_sum"]
    assert payments.answer(content=(head % "10.00").encode(), **given).paid == 1
