"""付款文件：写好、存下、再下载还是那些字节；收银行的回执。业务在 ``casework.funds``，写法、读法在 ``exchange.bank``。"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.db import transaction

from zhixing.casework.funds.commands import payment_files
from zhixing.casework.funds.commands.payment_files import Answer, Result
from zhixing.casework.funds.queries_payouts import PaymentFile, PayoutLine
from zhixing.exchange.bank import pain, pain_results
from zhixing.exchange.bank.pain import Instruction, Payment
from zhixing.foundation.files import commands as files
from zhixing.foundation.files import storage
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.files.sniff import CSV, Type
from zhixing.foundation.history.context import Actor
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

XML: Final = Type("application/xml", ("xml",))
_TYPES: Final = {"xml": XML, "csv": CSV}
_BASIS: Final = cite("AK 12")


@transaction.atomic
def export(*, bank_account: int, lines: Iterable[int], actor: User, on: date, format: str = "pain.001.09") -> PaymentFile:
    """导出一个付款文件。哪些能付见 ``payment_files.export``；写不下去的，一笔也没有导出。"""
    made, rows = payment_files.export(bank_account=bank_account, lines=lines, format=format, actor=actor, on=on)
    content = pain.write(_instruction(made, rows, on), format)
    return payment_files.attach(made, _stored(made, content, actor))


def _instruction(made: PaymentFile, rows: Sequence[PayoutLine], on: date) -> Instruction:
    account = made.bank_account
    at: datetime = made.exported_at
    payments = [
        Payment(row.reference or "", row.amount_fen, row.payee, row.account, row.bank, row.bank_code, row.memo or f"{row.payout.number}案款")
        for row in rows
    ]
    return Instruction(made.message_id, at.replace(microsecond=0, tzinfo=None), on, account.holder, account.number, account.bank, payments)


def _stored(made: PaymentFile, content: bytes, actor: User) -> StoredFile:
    extension = pain.EXTENSIONS[made.format]
    with storage.workshop() as folder:
        place = Path(folder) / made.message_id
        place.write_bytes(content)
        return files.keep(
            court_id=made.court_id, name=f"{made.message_id}.{extension}", path=place, kind=_TYPES[extension], actor=actor,
            stream=f"court:{made.court_id}:funds",
        )


def content(file: PaymentFile) -> bytes:
    """付款文件的字节，与导出时一字不差；盘上的与登记的摘要不符的抛出 ``storage.Damaged``。"""
    return storage.checked(file.sha256).read_bytes()


def answer(*, content: bytes, court_id: int, actor: Actor, on: date) -> Result:
    """收银行的回执：pain.002，或者网银的付款结果 .csv。明细（camt、.xls）不在这里收，走“收银行文件”。"""
    report = pain_results.read(content)
    statuses: dict[str, tuple[str, str]] = {}
    for one in report.statuses:
        if statuses.setdefault(one.reference, (one.code, one.why))[0] != one.code:
            raise _refused("two_answers", f"付款编号{one.reference}在回执里有两种结果。", "向银行核实，请银行重新出一份。")
    _same_sums(report.statuses, court_id)
    message_id, digest = report.message_id or _message_of(report.statuses, court_id), hashlib.sha256(content).hexdigest()
    told = Answer(message_id, digest, report.whole, report.why, statuses)
    return payment_files.answered(answer=told, court_id=court_id, actor=actor, on=on)


def _same_sums(statuses: Sequence[pain_results.Status], court_id: int) -> None:
    """银行说了金额的，须与导出的一样；不一样的整份不收。"""
    told = {one.reference: one.fen for one in statuses if one.fen is not None}
    rows = PayoutLine.objects.filter(reference__in=list(told), payout__court=court_id).values_list("reference", "amount_fen")
    wrong = next((reference for reference, fen in rows if reference and told[reference] != fen), "") if told else ""
    if wrong:
        raise _refused("other_sum", f"付款编号{wrong}在回执里的金额与导出的不同。", "立即向银行核实付了多少；文件可能被改过。")


def _message_of(statuses: Sequence[pain_results.Status], court_id: int) -> str:
    """结果表没有写报文编号的，由付款编号看出是哪一个付款文件；不是同一个文件的，分开交。"""
    rows = PayoutLine.objects.filter(reference__in=[one.reference for one in statuses[:2000]], payout__court=court_id, file__isnull=False)
    found = list(rows.order_by().values_list("file__message_id", flat=True).distinct()[:2])
    if len(found) != 1:
        text = "结果表里的付款编号不是同一个付款文件的。" if found else "结果表里的付款编号，本院没有导出过。"
        raise _refused("whose_answer", text, "一个付款文件的结果交一份；核对是不是本院的。")
    return found[0]


def _refused(code: str, text: str, remedy: str) -> Refused:
    return Refused(refuse(f"payout.{code}", text, _BASIS, remedy=remedy))
