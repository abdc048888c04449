"""发放：起草、送批、批准、导出、银行的结果、退汇再付、作废、提存、退还，一直到总账。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import drafts
import factories
import pytest
from case_debts import make, sign, state
from django.core.exceptions import PermissionDenied
from django.db import transaction
from endings import end
from funds import money
from funds.paying import ACCOUNT, FEE, Paying
from spine import TODAY, House, node, story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.commands import addresses
from zhixing.casework.funds import proposing, queries_inquiry
from zhixing.casework.funds import queries_payouts as queries
from zhixing.casework.funds.commands import delays, payees, payment_files, payouts, prefilling, results
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.events import Bounced, Paid
from zhixing.casework.funds.models import Part, PaymentFile, Payout, PayoutLine, Receipt
from zhixing.casework.funds.verify_ledger import verify
from zhixing.exchange import notifying, payments
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import Entry, entries
from zhixing.foundation.outbox.models import Message
from zhixing.foundation.people.queries import User
from zhixing.law import inquiry
from zhixing.law.finding import Refused

P = money.P
NOW = datetime(2026, 11, 3, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


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


def sent(paying: Paying, *lines: PayoutLine, form: str = "pain.001.09") -> PaymentFile:
    """出纳导出。"""
    return payments.export(bank_account=paying.account.pk, lines=[one.pk for one in lines], actor=paying.cashier, on=TODAY, format=form)


def pain_002(file: PaymentFile, **told: str) -> bytes:
    """银行的回执：付款编号 → 状态。"""
    rows = "".join(f"<TxInfAndSts><OrgnlEndToEndId>{key}</OrgnlEndToEndId><TxSts>{code}</TxSts></TxInfAndSts>" for key, code in told.items())
    head = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{file.message_id}</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>"
    return f"<Document><CstmrPmtStsRpt>{head}<OrgnlPmtInfAndSts>{rows}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>".encode()


def answer(paying: Paying, file: PaymentFile, **told: str) -> payment_files.Result:
    """出纳收下回执。"""
    return payments.answer(content=pain_002(file, **told), court_id=paying.court.pk, actor=paying.cashier, on=TODAY)


def bank(paying: Paying, line: PayoutLine, fen: int, why: str = "") -> PayoutLine:
    """银行明细里有了这一笔：负是扣款，正是退汇。"""
    found = results.find([f"附言{line.reference}完"], court_id=paying.court.pk, fen=fen)
    assert found is not None
    held = results.hold([found], court_id=paying.court.pk)
    row = held.lines[found.pk]
    made = money.bank_line(paying.account, fen, [(results.counter(row, fen, TODAY), -fen)], TODAY)
    (results.debited(row, made, held=held, actor=paying.cashier) if fen < 0 else results.returned(row, made, why, held=held, actor=paying.cashier))
    return row


def lines(payout: Payout) -> list[PayoutLine]:
    return list(PayoutLine.objects.filter(payout=payout).order_by("number"))


def balances(paying: Paying, *purposes: str) -> list[int]:
    return [-money.balance(one, paying.case) for one in purposes]


def paid(paying: Paying, kind: type = Paid) -> list[tuple[str, int]]:
    rows = Entry.objects.filter(stream=paying.case.stream, type=kind.name).order_by("seq")
    return [(row.payload.get("what", ""), row.payload["amount_fen"]) for row in rows]


def test_paid_only_when_the_bank_says_so(paying: Paying) -> None:
    made = paying.approved(paying.fee(5_000), paying.to_creditor(900_000))
    fee, creditor = lines(made)
    assert made.state == Payout.State.APPROVED and results.find([str(creditor.reference)], court_id=paying.court.pk, fen=-900_000) is None
    assert balances(paying, P.HELD, P.FEE, P.CREDITOR) == [95_000, 5_000, 900_000]
    assert node(paying.case, "N-28").state == "done" and paid(paying) == []
    file = sent(paying, fee, creditor)
    content = payments.content(file)
    assert (file.count, file.control_fen) == (2, 905_000) and b"<CtrlSum>9050.00</CtrlSum>" in content and content == payments.content(file)
    assert balances(paying, P.FEE, P.CREDITOR) == [0, 0] and money.balance(P.TRANSIT, court=paying.court) == -905_000
    assert paid(paying) == [] and node(paying.case, "N-29").state != "done"
    with pytest.raises(Refused, match="已交银行"):
        sent(paying, creditor)
    first = answer(paying, file, **{str(fee.reference): "ACSC", str(creditor.reference): "ACSP"})
    assert (first.paid, first.waiting) == (1, 1) and paid(paying) == [("fee", 5_000)]
    assert answer(paying, file, **{str(fee.reference): "ACSC", str(creditor.reference): "ACSP"}).known == 1
    bank(paying, creditor, -900_000)
    bank(paying, fee, -5_000)
    assert paid(paying) == [("fee", 5_000), ("creditor", 900_000)] and money.balance(P.TRANSIT, court=paying.court) == 0
    made.refresh_from_db()
    assert made.state == Payout.State.DONE and verify().ok
    assert results.find([str(fee.reference)], court_id=paying.court.pk, fen=-5_000) is None


def test_what_bounces_is_paid_again_by_two_people_or_reopened(paying: Paying) -> None:
    made = paying.approved(paying.to_creditor(400_000), paying.to_creditor(300_000))
    one, two = lines(made)
    file = sent(paying, one, two)
    told = answer(paying, file, **{str(one.reference): "RJCT", str(two.reference): "ACSC", "ZX999": "ACSC"})
    assert (told.refused, told.paid, told.strange) == (1, 1, ("ZX999",))
    assert answer(paying, file, **{str(one.reference): "ACSC"}).known == 1  # 先说没有付，又说付了：不认
    assert balances(paying, P.CREDITOR) == [400_000] and paid(paying) == [("creditor", 300_000)]
    bank(paying, two, 300_000, "户名不符")  # 退汇比扣款先到
    bank(paying, two, -300_000)
    assert balances(paying, P.CREDITOR) == [700_000] and paid(paying, Bounced) == [("creditor", 300_000)]
    assert money.balance(P.TRANSIT, court=paying.court) == 0
    fresh = payees.retry(line=one, actor=paying.accountant, on=TODAY)
    with pytest.raises(Refused, match="不是退汇"):
        payees.retry(line=one, actor=paying.accountant, on=TODAY)
    assert fresh.reference != one.reference and fresh.replaces_id == one.pk
    payees.reopen(line=two, actor=paying.house.judge, on=TODAY, reason="账号要改")
    assert balances(paying, P.HELD, P.CREDITOR) == [600_000, 400_000]
    bank(paying, sent(paying, fresh, form="csv").lines.get(), -400_000)
    made.refresh_from_db()
    assert made.state == Payout.State.DONE and [one.state for one in lines(made)] == ["retried", "retried", "paid"] and verify().ok


def test_a_cancelled_file_gets_new_numbers_and_its_old_ones_find_nothing(paying: Paying) -> None:
    [line] = lines(paying.approved(paying.to_creditor(400_000)))
    file = sent(paying, line)
    with pytest.raises(PermissionDenied):
        payment_files.cancel_file(file=file, actor=paying.cashier, on=TODAY, reason="没有交")
    payment_files.cancel_file(file=file, actor=paying.accountant, on=TODAY, reason="网银打不开，没有交")
    old, fresh = lines(line.payout)
    assert (old.state, fresh.state) == ("void", "ready") and balances(paying, P.CREDITOR, P.HELD) == [400_000, 600_000]
    assert results.find([str(old.reference)], court_id=paying.court.pk, fen=-400_000) is None
    with pytest.raises(Refused, match="已经作废"):
        answer(paying, file, **{str(old.reference): "ACSC"})
    assert sent(paying, fresh).control_fen == 400_000 and Part.objects.filter(line=fresh).count() == 1 and verify().ok


def test_refusals_say_everything_and_change_nothing(paying: Paying) -> None:
    bad = [paying.to_creditor(1, account="6222000000000000"), Wanted(what="cost", amount_fen=5, payee="甲评估公司", account="1")]
    wrong = paying.draft(paying.to_creditor(2_000_000), *bad)
    with pytest.raises(Refused, match="钱不够"):
        payouts.submit(payout=wrong, actor=paying.house.judge, on=TODAY, revision=None)
    payouts.change(payout=wrong, actor=paying.house.judge, on=TODAY, revision=0, lines=bad)
    with pytest.raises(Refused) as told:
        payouts.submit(payout=wrong, actor=paying.house.judge, on=TODAY, revision=None)
    assert {one.code for one in told.value.finding.reasons} == {"payee.account", "payee.unconfirmed", "payout.voucher"}
    with pytest.raises(Refused, match="刚才有变动"):
        payouts.submit(payout=wrong, actor=paying.house.judge, on=TODAY, revision=0)
    wrong.refresh_from_db()
    assert wrong.state == Payout.State.DRAFT and balances(paying, P.HELD) == [1_000_000] and "funds.Planned" not in story(paying.case)


def test_two_forms_cannot_ask_for_the_same_money_and_returned_ones_free_it(paying: Paying) -> None:
    first = paying.submitted(paying.to_creditor(700_000))
    with pytest.raises(Refused, match="差4,000"):
        paying.submitted(paying.to_creditor(700_000))
    assert first.approval is not None
    approvals.return_(approval_id=first.approval.pk, actor=paying.funds, on=TODAY, opinion="金额再核", revision=first.approval.revision)
    first.refresh_from_db()
    assert first.state == Payout.State.DRAFT
    second = paying.submitted(paying.to_creditor(700_000))
    payouts.recall(payout=second, actor=paying.house.judge, on=TODAY, revision=None)
    assert Payout.objects.get(pk=second.pk).state == Payout.State.DRAFT
    payouts.void(payout=second, actor=paying.house.judge, on=TODAY, revision=None, reason="不付了")
    third = paying.approved(paying.to_creditor(1_000_000))
    payouts.void(payout=third, actor=paying.house.judge, on=TODAY, revision=None, reason="另有冻结")
    assert Payout.objects.get(pk=third.pk).state == Payout.State.VOID and balances(paying, P.HELD, P.CREDITOR) == [1_000_000, 0] and verify().ok


def test_an_altered_form_cannot_be_approved(paying: Paying) -> None:
    made = paying.submitted(paying.to_creditor(700_000))
    approval, last = paying.until_last(made)
    PayoutLine.objects.filter(payout=made).update(account="6222000000000001")
    with pytest.raises(Refused, match="送批以后有变动"):
        approvals.agree(approval_id=approval.pk, actor=last, on=TODAY, revision=approval.revision)
    assert balances(paying, P.HELD) == [1_000_000]


def test_a_changed_account_is_called_before_it_is_paid(paying: Paying) -> None:
    paying.confirm("6222029999999999999", on=date(2026, 10, 30))
    [line] = lines(paying.approved(paying.to_creditor(400_000, account="6222029999999999999")))
    assert "2026-10-30改过" in line.must_call
    with pytest.raises(Refused, match="还没有回访"):
        sent(paying, line)
    payees.call_back(line=line, actor=paying.cashier, on=TODAY, phone="13800000000", person="本人", agreed=True)
    assert sent(paying, line).count == 1
    [other] = lines(paying.approved(paying.to_creditor(100_000, account="6222029999999999999")))
    payees.call_back(line=other, actor=paying.house.judge, on=TODAY, phone="13800000000", person="本人", agreed=False)
    with pytest.raises(Refused, match="不是本人的账号"):
        sent(paying, other)


def test_an_account_changed_after_approval_is_not_paid(paying: Paying) -> None:
    [line] = lines(paying.approved(paying.to_creditor(400_000)))
    paying.confirm("6222029999999999999", on=date(2026, 11, 3))
    with pytest.raises(Refused, match="还没有回访"):
        sent(paying, line)
    payees.call_back(line=line, actor=paying.house.judge, on=TODAY, phone="13800000000", person="本人", agreed=True)
    with pytest.raises(Refused, match="批准以后变了"):
        sent(paying, line)


def test_deposited_and_paid_later(paying: Paying) -> None:
    kept = paying.approved(paying.to_creditor(400_000, what="deposit", account="", ground="missing"))
    assert kept.state == Payout.State.DONE and balances(paying, P.HELD, P.DEPOSIT) == [600_000, 400_000]
    assert "funds.Deposited" in story(paying.case) and not queries.ready(paying.court.pk).exists()
    with pytest.raises(Refused, match="钱不够"):
        paying.submitted(paying.to_creditor(500_000), source="deposit")
    [line] = lines(paying.approved(paying.to_creditor(300_000), source="deposit"))
    assert balances(paying, P.HELD, P.DEPOSIT, P.CREDITOR) == [600_000, 100_000, 300_000]
    sent(paying, line)
    bank(paying, line, -300_000)
    assert sum(one.left_fen for one in queries.available(paying.case.pk, TODAY)) == 600_000 and verify().ok
    assert [one.payload["from_deposit"] for one in entries(paying.case.stream).filter(type="funds.Paid")] == [True]


def test_money_of_nobody_goes_back_to_its_payer(paying: Paying) -> None:
    receipt = money.unclaimed(paying.court, 50_000, payer_account="6217001111111111111")
    made = payouts.refund_unknown(receipt=receipt, actor=paying.funds, on=TODAY, token="r1", reason="错汇")
    assert payouts.refund_unknown(receipt=receipt, actor=paying.funds, on=TODAY, token="r1", reason="错汇").pk == made.pk
    with pytest.raises(Refused, match="已经在退还"):
        payouts.refund_unknown(receipt=receipt, actor=paying.funds, on=TODAY, token="r2", reason="错汇")
    made = payouts.submit(payout=made, actor=paying.funds, on=TODAY, revision=None)
    assert made.approval is not None and made.approval.act == "return_money"
    paying.house.approve(made.approval)
    hands = [paying.funds.pk, *made.approval.steps.order_by("order").values_list("decided_by", flat=True)]
    assert hands == [one.pk for one in (paying.funds, paying.house.director, paying.accountant, paying.cashier)], "各一个人就办得成"
    [line] = lines(made)
    assert Receipt.objects.get(pk=receipt.pk).state == Receipt.State.RETURNED
    sent(paying, line)
    bank(paying, line, -50_000)
    told = Entry.objects.get(stream=f"court:{paying.court.pk}:funds", type="funds.ReceiptReturned")
    assert told.payload["number"] == receipt.number and money.balance(P.SUSPENSE, court=paying.court) == 0 and verify().ok


def test_delay_needs_approval_and_stops_the_money(paying: Paying) -> None:
    receipt = Receipt.objects.get()
    asked = {"case": paying.case, "actor": paying.house.judge, "on": TODAY, "revision": None, "ground": "frozen", "receipt": receipt.pk}
    with pytest.raises(Refused, match="止期"):
        delays.delay(**asked, until=TODAY)
    row = delays.delay(**asked, until=date(2026, 12, 1))
    assert queries.open_delays(paying.case.pk, TODAY).count() == 0
    ready, review = paying.approved(paying.to_creditor(1)).lines.get(), paying.submitted(paying.to_creditor(2))
    approval, last = paying.until_last(review)
    paying.house.approve(row.approval)
    with pytest.raises(Refused, match="正在延缓发放"):
        sent(paying, ready)
    with pytest.raises(Refused, match="正在延缓发放"):
        approvals.agree(approval_id=approval.pk, actor=last, on=TODAY, revision=approval.revision)
    with pytest.raises(Refused, match="钱不够"):
        paying.submitted(paying.to_creditor(1))
    delays.end_delay(delay=row, actor=paying.house.judge, on=TODAY)
    assert paying.submitted(paying.to_creditor(1)).state == Payout.State.REVIEW
    assert {"funds.Delayed", "funds.DelayEnded"} <= set(story(paying.case))


def test_nobody_pays_himself(paying: Paying) -> None:
    made = paying.submitted(paying.to_creditor(100))
    approval, _ = paying.until_last(made)
    paying.cashier.name = paying.creditor.name
    paying.cashier.save()
    with pytest.raises(Refused, match="同名"):
        approvals.agree(approval_id=approval.pk, actor=paying.cashier, on=TODAY, revision=approval.revision)


def test_the_two_keys_are_two_people(paying: Paying) -> None:
    [line] = lines(paying.approved(paying.to_creditor(100_000)))
    factories.appoint(paying.accountant, "cashier")
    given = {"bank_account": paying.account.pk, "lines": [line.pk], "on": TODAY}
    with pytest.raises(Refused, match="经过您的手"):
        payments.export(**given, actor=User.objects.get(pk=paying.accountant.pk))
    with pytest.raises(PermissionDenied):
        payments.export(**given, actor=paying.funds)
    assert payments.export(**given, actor=paying.cashier).count == 1


def test_notice_gives_a_code_once(paying: Paying) -> None:
    [line] = lines(paying.approved(paying.to_creditor(100_000)))
    code = payees.notice(line=line, actor=paying.house.judge, on=TODAY)
    line.refresh_from_db()
    assert len(code) == 14 and code not in line.code and len(line.code) == 64
    assert payees.notice(line=line, actor=paying.house.judge, on=TODAY) != code and "funds.PayeeNoticed" in story(paying.case)
    assert line.account == ACCOUNT


def test_the_code_goes_to_the_payees_own_consented_address(paying: Paying, monkeypatch: pytest.MonkeyPatch) -> None:
    [line] = lines(paying.approved(paying.to_creditor(100_000)))
    given = {"case": paying.case, "party": paying.creditor, "actor": paying.house.judge, "on": TODAY}
    addresses.state_address(**given, source="confirmed", text="13900001234", electronic=True)
    payees.notice(line=line, actor=paying.house.judge, on=TODAY)
    assert not Message.objects.exists(), "没有同意，只有印出来的"
    addresses.state_consent(**given, how="stated")
    old, code = (payees.notice(line=line, actor=paying.house.judge, on=TODAY) for _ in range(2))
    late, sent = Message.objects.order_by("pk")
    assert (sent.kind, sent.payload["target"], late.payload["code"]) == ("notice.sms", "13900001234", old)
    monkeypatch.setenv("ZHIXING_PUBLIC_URL", "http://court.example.test")
    text = notifying.text(sent.payload)
    asked = inquiry.read(text)
    assert asked.codes == (code,) and f"{ACCOUNT}" not in text and "/pay/" in text
    assert inquiry.answer(asked, queries_inquiry.known(asked)).code == "genuine", "自己发的，自己要认得"
    monkeypatch.delenv("ZHIXING_SMS_URL", raising=False)
    assert [notifying.by_sms(one)["failed"][:8] for one in (late, sent)] == ["核验码已经换新、", "本院没有接入短信"]
    assert "code" not in sent.payload, "办完以后库里只留摘要"


def test_the_proposal_fills_the_form(paying: Paying) -> None:
    found = proposing.propose(paying.case, TODAY).require()
    assert found is not None and [one.what for one in found.lines] == ["fee", "creditor"] and sum(one.fen for one in found.lines) == 1_000_000
    filled = prefilling.wanted(paying.case, found, TODAY)
    assert (filled[0].account, filled[1].account, filled[1].party) == (FEE, ACCOUNT, paying.creditor.pk)
    made = paying.approved(*filled, settles=found.settles, workings=[found.as_data()])
    fee, creditor = lines(made)
    assert proposing.propose(paying.case, TODAY).reasons[0].code == "payout.no_money"
    file = sent(paying, fee, creditor)
    answer(paying, file, **{str(fee.reference): "ACSC", str(creditor.reference): "ACSC"})
    again = proposing.propose(paying.case, TODAY)
    assert again.reasons[0].code == "payout.unsigned"  # 执行费不抵充债务，计息单要重新确认


def test_money_that_comes_after_the_closing_is_reckoned_and_paid(paying: Paying) -> None:
    """终本以后又到了款：计息单照样重新生成、确认，收款账户照样确认；没有款的不再算账。"""
    empty = end(paying.house, paying.house.case(accepted_on=date(2026, 10, 21)), on=TODAY)
    with pytest.raises(Refused) as error:
        state(paying.house, empty)
    assert error.value.finding.reasons[0].code == "sheet.closed"
    end(paying.house, paying.case, on=TODAY)
    money.received(paying.case, 30_000)
    lacking = proposing.propose(Case.objects.get(pk=paying.case.pk), TODAY)
    assert (lacking.reasons[0].code, lacking.reasons[0].act) == ("payout.unsigned", "make_sheet")
    number = make(paying.house, paying.case).number
    assert proposing.propose(paying.case, TODAY).reasons[0].act == "sign_sheet"
    sign(paying.house, paying.case, number)
    paying.confirm(account="6222021234567890555", on=TODAY)
    found = proposing.propose(Case.objects.get(pk=paying.case.pk), TODAY).require()
    assert found is not None and sum(one.fen for one in found.lines) == 1_030_000
    paying.approved(*prefilling.wanted(paying.case, found, TODAY), settles=found.settles)
    assert Case.objects.get(pk=paying.case.pk).state == "closed" and money.balance(P.HELD, paying.case) == 0


def test_several_applicants_share_by_their_claims_or_are_left_to_the_judge(paying: Paying) -> None:
    """M:P-03：写明各人债权的按比例；没有写明的一人一行，金额空着。"""
    cases.add_party(case=paying.case, actor=paying.house.judge, on=TODAY, revision=None, draft=drafts.person("applicant", "李某某"))
    found = proposing.propose(paying.case, TODAY).require()
    assert found is not None
    left = prefilling.wanted(paying.case, found, TODAY)
    assert [(one.payee, one.amount_fen) for one in left if one.what == "creditor"] == [(paying.creditor.name, 0), ("李某某", 0)]
    names = (paying.creditor.name, "李某某")
    told = zip(names, (20_000, 10_000), strict=True)
    items = [{"id": name, "name": f"{name}的工资", "kind": "wages", "amount": yuan, "due": "2026-07-05"} for name, yuan in told]
    state(paying.house, paying.case, {"effective_on": "2026-06-20", "items": items})
    sign(paying.house, paying.case, make(paying.house, paying.case).number)
    found = proposing.propose(paying.case, TODAY).require()
    assert found is not None
    [one, two] = [line for line in prefilling.wanted(paying.case, found, TODAY) if line.what == "creditor"]
    assert (one.party, one.account, two.payee, two.account) == (paying.creditor.pk, ACCOUNT, "李某某", "")
    assert one.amount_fen + two.amount_fen == found.of("creditor") and abs(one.amount_fen - 2 * two.amount_fen) <= 2
