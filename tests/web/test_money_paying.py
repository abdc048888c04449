"""案款：银行文件收下、逐笔看结果；退回付款人、导出付款文件、银行的结果、作废；待查的查清。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from funds.money import bank_line, unclaimed
from web.books import Staff, ago, filed, now
from web.conftest import SignedIn
from web.looking import text_of
from web.test_registers import listed, strip
from web.tills import account as account
from web.tills import approved as approved
from web.tills import own as own
from web.tills import purse as purse
from web.tills import till as till
from web.tills import waiting as waiting

from zhixing.casework.funds.commands.ledger import open_account
from zhixing.casework.funds.models import Account, BankAccount, BankFile, PaymentFile, Payout, PayoutLine, Receipt
from zhixing.foundation.history import context
from zhixing.foundation.outbox.queries import Message

HEAD = "交易日期,交易时间,收入金额,支出金额,账户余额,对方账号,对方户名,交易流水号,摘要,附言"


def sheet(*rows: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("明细.csv", "\n".join([HEAD, *rows, ""]).encode())


def upload(client: Client, *files: SimpleUploadedFile, **more: object) -> object:
    return client.post(reverse("money_files"), {"file": list(files), **more})


def test_a_bank_file_is_taken_and_every_line_tells_where_it_went(purse: Staff, account: BankAccount, signed_in: SignedIn) -> None:
    case, client, day = filed(purse, "单晓岚", 30), signed_in(purse["funds"]), ago(1).isoformat()
    rows = (
        f"{day},10:01:02,5000.00,,15000.00,6222000011110001,单晓岚,A001,转账,{case}执行款", f"{day},11:00:00,,12.00,15076.00,,,A003,手续费,",
        f"{day},10:03:00,88.00,,15088.00,6222000011110002,马长河,A002,转账,还款", f"{day},坏的一行,,,,,,A004,,",
        f"{day},12:00:00,,700.00,14376.00,6222000011110003,不知是谁,A005,转账,",
    )
    made = upload(client, sheet(*rows), account=account.pk)
    run = BankFile.objects.get()
    assert made.status_code == 302 and made["Location"] == reverse("money_file", args=[run.pk])
    page = client.get(made["Location"])
    text = text_of(page)
    assert (run.fresh, run.matched, len(run.unread)) == (4, 1, 1) and "新收 4 笔，对到案件 1 笔，1 行没有收" in text
    assert str(case) in text and "手续费" in text and "待认领" in text
    for label, query, number in strip(page.content.decode()):
        assert listed(client.get(f"{made['Location']}?{query}").content.decode()) == number, label
    assert "A004" in text_of(client.get(made["Location"], {"only": "unread"}))
    again = client.get(upload(client, sheet(*rows[:2]), account=account.pk)["Location"])
    assert "没有新的，2 笔以前收过" in text_of(again)
    assert listed(client.get(reverse("money_files")).content.decode()) == 2
    both = upload(client, sheet(rows[0]), sheet(rows[1]), account=account.pk)
    assert both["Location"] == reverse("money_files") and BankFile.objects.count() == 4
    odd = client.get(reverse("money_odd"))
    assert "1 笔支出待查" in text_of(odd) and "不知是谁" in text_of(odd)
    [line] = odd.context["page"].body[0].body[0].rows
    clear = line.cells[-1].shown[-1]
    assert client.post(clear.url, {"payout": ""}).status_code == 302
    assert "没有待查的" in text_of(client.get(reverse("money_odd"))) and client.post(clear.url, {"payout": ""}).status_code == 409


def test_what_cannot_be_read_says_why_and_offers_the_mapping(purse: Staff, account: BankAccount, signed_in: SignedIn) -> None:
    client = signed_in(purse["cashier"])
    made = upload(client, SimpleUploadedFile("怪表.csv", "甲,乙\n1,2\n".encode()))
    page = client.get(made["Location"])
    assert "这一份没有收" in text_of(page) and "认不出表头" in text_of(page) and reverse("money_columns", args=[account.pk]) in page.content.decode()
    assert upload(client, SimpleUploadedFile("空.csv", b"")).status_code == 409
    assert client.post(reverse("money_files"), {}).status_code == 422
    assert upload(signed_in(purse["director"]), sheet()).status_code == 200, "只看不收的，交了也不收"
    assert BankFile.objects.count() == 1


# ---- 退回付款人、付款 ----


def test_money_of_nobody_goes_back_by_its_own_form(purse: Staff, account: BankAccount, signed_in: SignedIn) -> None:
    with context.use(now()):
        row = unclaimed(account.court, 66_600, day=ago(3), payer="马长河")
    client, url = signed_in(purse["funds"]), reverse("money_receipt", args=[row.pk])
    assert 'name="account"' in client.get(url).content.decode(), "银行没有给来款账号的，写明退到哪里"
    given = {"token": "t", "why": "错汇", "payee": "马长河", "account": "6217001111111111111", "bank": "演示银行", "revision": 0}
    assert client.post(reverse("money_receipt_act", args=[row.pk, "return"]), given | {"why": ""}).status_code == 409
    assert client.post(reverse("money_receipt_act", args=[row.pk, "return"]), given).status_code == 302
    made = Payout.objects.latest("pk")
    page = client.get(url)
    assert "正在退回付款人" in text_of(page) and reverse("payout_page", args=[made.pk]) in page.content.decode()
    assert "/act/claim/" not in page.content.decode()


def test_lines_are_exported_once_and_paid_when_the_bank_says_so(
    purse: Staff, account: BankAccount, waiting: list[PayoutLine], signed_in: SignedIn
) -> None:
    client, other = signed_in(purse["cashier"]), signed_in(purse["accountant"])
    page = client.get(reverse("money_payments"))
    assert "待付款 2 笔，51,230.00 元" in text_of(page) and listed(page.content.decode()) == 2
    assert 'id="export-form"' not in other.get(reverse("money_payments")).content.decode()
    export = reverse("money_export")
    assert client.post(export, {"account": account.pk, "format": "csv"})["Location"] == reverse("money_payments"), "没有勾选"
    stale = client.post(export, {"account": account.pk, "format": "csv", "all": 1, "count": 1, "fen": 1}, follow=True)
    assert "有变动" in text_of(stale) and not PaymentFile.objects.exists()
    given = {"account": account.pk, "format": "pain.001.09", "pick": [one.pk for one in waiting]}
    made = client.post(export, given)
    file = PaymentFile.objects.get()
    assert made["Location"] == reverse("money_payment", args=[file.pk]) == client.post(export, given)["Location"], "按了两下，还是那一个"
    one, two = (client.get(reverse("money_payment_download", args=[file.pk])) for _ in range(2))
    assert one.content == two.content and b"51230.00" in one.content and file.message_id in one["Content-Disposition"]
    assert other.get(reverse("money_payment_download", args=[file.pk])).status_code == 403
    assert "等银行的结果" in text_of(other.get(made["Location"]))
    assert listed(other.get(reverse("money_desk"), {"state": "sent"}).content.decode()) == 2
    refs = [PayoutLine.objects.get(pk=row.pk).reference for row in waiting]
    rows = "".join(f"<TxInfAndSts><OrgnlEndToEndId>{key}</OrgnlEndToEndId><TxSts>{code}</TxSts></TxInfAndSts>"
                   for key, code in zip([*refs, "ZX999"], ["ACSC", "RJCT", "ACSC"], strict=True))
    head = f"<OrgnlGrpInfAndSts><OrgnlMsgId>{file.message_id}</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>"
    xml = f"<Document><CstmrPmtStsRpt>{head}<OrgnlPmtInfAndSts>{rows}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>".encode()
    told = client.post(reverse("money_answer"), {"file": SimpleUploadedFile("回执.xml", xml)}, follow=True)
    assert "1 笔付了，1 笔没有付" in text_of(told) and "ZX999" in text_of(told) and "银行已回" in text_of(told)
    for label, query, number in strip(told.content.decode()):
        assert listed(client.get(f"{made['Location']}?{query}").content.decode()) == number, label
    assert "牛得草" in text_of(client.get(reverse("money_desk"), {"state": "bounced"}))
    wrong = client.post(reverse("money_answer"), {"file": SimpleUploadedFile("x.xml", b"<Document/>")})
    assert wrong.status_code == 409 and "暂不能" in text_of(wrong)
    trail = text_of(client.get(reverse("money_receipt", args=[Receipt.objects.get(payer="马长河").pk])))
    assert "银行已付50,000.00 元给马长河" in trail and file.message_id in trail


def test_a_file_that_never_went_is_cancelled_by_the_accountant(
    purse: Staff, account: BankAccount, waiting: list[PayoutLine], signed_in: SignedIn
) -> None:
    client = signed_in(purse["cashier"])
    total = sum(one.amount_fen for one in waiting)
    client.post(reverse("money_export"), {"account": account.pk, "format": "csv", "all": 1, "count": 2, "fen": total})
    file = PaymentFile.objects.get()
    url = reverse("money_payment_cancel", args=[file.pk])
    assert client.post(url, {"reason": "网银没有交上"}).status_code == 403
    accountant = signed_in(purse["accountant"])
    assert "没有交银行，作废" in text_of(accountant.get(reverse("money_payment", args=[file.pk])))
    assert accountant.post(url, {"reason": "网银没有交上"}).status_code == 302
    assert PayoutLine.objects.filter(state="ready").count() == 2
    assert client.get(reverse("money_payment_download", args=[file.pk])).status_code == 404


def test_a_debit_is_cleared_as_the_payment_it_was(purse: Staff, account: BankAccount, waiting: list[PayoutLine], signed_in: SignedIn) -> None:
    signed_in(purse["cashier"]).post(reverse("money_export"), {"account": account.pk, "format": "csv", "pick": [waiting[1].pk]})
    day: date = ago(0)
    with context.use(now()):
        queried = open_account(court_id=account.court_id, purpose=Account.Purpose.QUERIED, on=day).pk
        row = bank_line(account, -1_230_00, [(queried, 1_230_00)], day, name="牛得草", serial="Q1")
    client = signed_in(purse["funds"])
    page = client.get(reverse("money_odd"))
    assert f"是付款 {PayoutLine.objects.get(pk=waiting[1].pk).reference}" in text_of(page)
    assert client.post(reverse("money_clear", args=[row.pk]), {"payout": waiting[1].pk}).status_code == 302
    assert PayoutLine.objects.get(pk=waiting[1].pk).state == "paid"


def test_the_bank_link_offers_to_send_and_to_fetch(
    purse: Staff, account: BankAccount, waiting: list[PayoutLine], signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = signed_in(purse["cashier"])
    client.post(reverse("money_export"), {"account": account.pk, "format": "pain.001.09", "pick": [waiting[0].pk]})
    file = PaymentFile.objects.get()
    page, files = reverse("money_payment", args=[file.pk]), reverse("money_files")
    assert "送银行" not in text_of(client.get(page)).replace("交银行", "") and "从银行取" not in text_of(client.get(files)), "没有接直连"
    (tmp_path / "key").write_text("secret")
    monkeypatch.setenv("ZHIXING_BANK_URL", "http://127.0.0.1:9/")
    monkeypatch.setenv("ZHIXING_BANK_KEY_FILE", str(tmp_path / "key"))
    assert "送银行" in text_of(client.get(page)) and "从银行取" in text_of(client.get(files))
    assert client.post(reverse("money_payment_send", args=[file.pk])).status_code == 302
    assert client.post(reverse("money_payment_send", args=[file.pk])).status_code == 302
    assert Message.objects.count() == 1 and "已送银行，等回答" in text_of(client.get(page))
    given = {"account": account.pk, "since": ago(3).isoformat(), "until": ago(0).isoformat()}
    assert client.post(reverse("money_fetch"), given | {"since": ago(-1).isoformat()}).status_code == 409
    assert client.post(reverse("money_fetch"), given).status_code == 302 and Message.objects.count() == 2
    assert signed_in(purse["director"]).get(reverse("money_fetch")).status_code == 403
