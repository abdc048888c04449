"""同时办发放：连点、重放、两个人一起批、一起导出、一起交回执、一边作废一边导出——总是一次付款，账总是平的。"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import factories
import pytest
from at_once import proven, together
from funds import money
from funds.paying import Paying
from spine import TODAY, House

from zhixing.casework.funds.commands import payees, payouts
from zhixing.casework.funds.models import PaymentFile, Payout, PayoutLine, Voucher
from zhixing.casework.funds.verify_ledger import verify
from zhixing.exchange import payments
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.history.queries import Entry
from zhixing.law.finding import Refused

P = money.P


def _done(found: list[Any]) -> list[Any]:
    """办成的；没办成的须是说得出理由的拒绝。"""
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in found), found
    return [one for one in found if not isinstance(one, Exception)]


def _answer(file: PaymentFile, reference: str, code: str) -> bytes:
    head = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{file.message_id}</OrgnlMsgId></OrgnlGrpInfAndSts>"
    row = f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>{code}</TxSts></TxInfAndSts>"
    return f"<Document><CstmrPmtStsRpt>{head}<OrgnlPmtInfAndSts>{row}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>".encode()


@pytest.fixture
def paying(committed_db: str, here: None) -> Paying:
    return Paying(House(), 1_000_000)


def test_one_payout_however_they_race(paying: Paying, now: datetime) -> None:
    judge, case = paying.house.judge, paying.case

    def draft(_: int) -> int:
        return payouts.draft(case=case.pk, actor=judge, on=TODAY, revision=None, token="连点", lines=[paying.to_creditor(600_000)]).pk

    made = _done(together(4, now, draft))
    assert len(made) == 4 and len(set(made)) == 1 and Payout.objects.count() == 1

    sent = _done(together(4, now, lambda _: payouts.submit(payout=made[0], actor=judge, on=TODAY, revision=0)))
    payout = Payout.objects.get()
    assert len(sent) == 1 and payout.state == Payout.State.REVIEW

    def other(number: int) -> Payout:
        given = {"actor": judge, "on": TODAY, "revision": None}
        found = payouts.draft(case=case.pk, token=f"另{number}", lines=[paying.to_creditor(300_000)], **given)
        return payouts.submit(payout=found, **given)

    rivals = _done(together(3, now, other))
    assert len(rivals) == 1  # 剩下四十万，只够一张三十万的

    approval, first = paying.until_last(payout)
    second = factories.user("cashier", court=paying.court)
    pair = (first, second)
    agreed = _done(together(2, now, lambda n: approvals.agree(approval_id=approval.pk, actor=pair[n], on=TODAY, revision=approval.revision)))
    assert len(agreed) == 1 and Voucher.objects.filter(key=f"payout:{payout.pk}").count() == 1

    [line] = PayoutLine.objects.filter(payout=payout)

    def export(number: int) -> PaymentFile:
        return payments.export(bank_account=paying.account.pk, lines=[line.pk], actor=pair[number % 2], on=TODAY)

    [file] = _done(together(4, now, export))
    assert PaymentFile.objects.count() == 1 and money.balance(P.TRANSIT, court=paying.court) == -600_000

    content = _answer(file, str(line.reference), "ACSC")
    results = _done(together(4, now, lambda _: payments.answer(content=content, court_id=paying.court.pk, actor=first, on=TODAY)))
    assert sorted(one.paid for one in results) == [0, 0, 0, 1]
    told = Entry.objects.filter(stream=case.stream, type="funds.Paid")
    assert [row.payload["amount_fen"] for row in told] == [600_000] and proven(case) and verify().ok


def test_void_and_export_and_retry_at_once(paying: Paying, now: datetime) -> None:
    judge, payout = paying.house.judge, paying.approved(paying.to_creditor(600_000))
    line = payout.lines.get()

    def act(number: int) -> Any:
        if number % 2:
            return payouts.void(payout=payout, actor=judge, on=TODAY, revision=None, reason="不付了")
        return payments.export(bank_account=paying.account.pk, lines=[line.pk], actor=paying.cashier, on=TODAY)

    found = _done(together(4, now, act))
    line.refresh_from_db()
    assert len(found) == 1 and line.state in ("exported", "void") and verify().ok
    if line.state == "void":
        line = paying.approved(paying.to_creditor(600_000)).lines.get()
        payments.export(bank_account=paying.account.pk, lines=[line.pk], actor=paying.cashier, on=TODAY)
        line.refresh_from_db()
    assert line.file is not None
    content = _answer(line.file, str(line.reference), "RJCT")
    payments.answer(content=content, court_id=paying.court.pk, actor=paying.cashier, on=TODAY)

    def after(number: int) -> Any:
        if number % 2:
            return payees.reopen(line=line.pk, actor=judge, on=TODAY, reason="改账号")
        return payees.retry(line=line.pk, actor=paying.accountant, on=TODAY)

    assert len(_done(together(4, now, after))) == 1
    kept = -(money.balance(P.HELD, paying.case) + money.balance(P.CREDITOR, paying.case))
    assert kept == 1_000_000 and proven(paying.case) and verify().ok
