"""银行成批记账：一个付款文件，银行明细上只有一笔总数的扣款。认得准的，文件里各笔都算付成；认不准的待查，由人指认。

认得准：附言、编号里写着报文编号，而且金额正好是这个文件还没有扣的各笔合计；没有写编号的，须是导出以后几天以内、只有一个文件
（至少两笔）是这个数，也没有哪一笔付款单独是这个数。两个文件都合的，一个也不认。
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from zhixing.casework.funds.commands import results
from zhixing.casework.funds.commands.incoming import Incoming
from zhixing.casework.funds.commands.payout_holding import Held
from zhixing.casework.funds.models import BankAccount, PayoutLine
from zhixing.casework.funds.queries_payouts import NOT_PAYING, undebited

DAYS: Final = 4
"""没有写报文编号的，扣款至多晚于导出几日：隔着周末的下一个工作日。"""


@dataclass(frozen=True, slots=True)
class Open:
    """一个还有没扣的付款的文件：报文编号、哪天导出、没扣的几笔、合计（分）。"""

    file: int
    message_id: str
    day: date
    count: int
    fen: int


def open_files(account: BankAccount, besides: Collection[int] = ()) -> list[Open]:
    """这个账户的、还有没扣的付款的各个文件；``besides`` 各笔另有扣款，不算。"""
    rows = undebited().filter(file__bank_account=account).exclude(pk__in=list(besides)).exclude(file__state__in=NOT_PAYING).order_by()
    told = rows.annotate(day=TruncDate("file__exported_at")).values_list("file", "file__message_id", "day")
    return [Open(*row) for row in told.annotate(count=Count("pk"), fen=Sum("amount_fen")).order_by("file")]


def find(line: Incoming, files: Sequence[Open], account: BankAccount, besides: Collection[int] = ()) -> list[PayoutLine]:
    """这笔扣款付的是哪个文件的各笔；认不准的为空。没有锁，锁住以后再看一次 :func:`still`。"""
    chosen = _named(line, files) or _alone(line, files, account)
    return list(undebited().filter(file=chosen.file).exclude(pk__in=list(besides)).select_related("payout").order_by("pk")) if chosen else []


def _named(line: Incoming, files: Sequence[Open]) -> Open | None:
    said = " ".join(line.texts).upper()
    hits = [one for one in files if one.message_id.upper() in said]
    return hits[0] if len(hits) == 1 and hits[0].fen == -line.fen else None


def _alone(line: Incoming, files: Sequence[Open], account: BankAccount) -> Open | None:
    """没有写编号，也没有写别的付款编号：几天以内唯一合的一个。"""
    if line.kind != "payment" or any(results.REFERENCE.search(text) or "ZXF" in text.upper() for text in line.texts):
        return None
    hits = [one for one in files if one.fen == -line.fen and one.day <= line.booked_on <= one.day + timedelta(days=DAYS)]
    if len(hits) != 1 or hits[0].count < 2 or undebited().filter(file__bank_account=account, amount_fen=-line.fen).exists():
        return None
    return hits[0]


def still(lines: Sequence[PayoutLine], held: Held, fen: int) -> list[PayoutLine]:
    """锁住以后：各笔都还没有扣，合计还是这个数；变了的为空。"""
    rows = [held.lines[one.pk] for one in lines]
    same = sum(row.amount_fen for row in rows) == -fen and all(results.fits(row, -row.amount_fen) for row in rows)
    return rows if same else []

