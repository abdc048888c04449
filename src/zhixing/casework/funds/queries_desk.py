"""案款桌面要的：本院的到账、还没有发放的、各笔付款、银行文件、付款文件，各有几笔。都按法院取，谁能看由页面核对。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.funds.models import (
    Account,
    BankAccount,
    BankFile,
    BankLine,
    Callback,
    Delay,
    Inquiry,
    Part,
    PaymentFile,
    Payout,
    PayoutLine,
    Receipt,
)
from zhixing.casework.funds.queries_payouts import LIVE, NOT_PAYING, undebited

__all__ = [
    "WAITING", "Account", "BankAccount", "BankFile", "BankLine", "Callback", "Counts", "Inquiry", "PaymentFile",
    "Payout", "PayoutLine", "Receipt", "accounts", "bank_files", "counts", "debits_like", "file_lines", "files_like", "inquiries",
    "lines", "named", "parties_of", "parts_of", "payment_files", "payouts", "receipts", "receipts_of_lines",
    "returns_like", "unpaid",
]

_HELD: Final = (Account.Purpose.HELD, Account.Purpose.RESERVE)
_SENT: Final = (PayoutLine.State.EXPORTED, PayoutLine.State.PAID)
_ZERO: Final[BigIntegerField[int, int]] = BigIntegerField()
WAITING: Final = {"ready": PayoutLine.State.READY, "sent": PayoutLine.State.EXPORTED, "bounced": PayoutLine.State.BOUNCED}
"""等着付款、等银行、等另付的。"""


@dataclass(frozen=True, slots=True)
class Counts:
    """桌面上的各数；到账、没有发放的按笔，审批按张，付款按笔。"""

    today: int
    suspense: int
    proposed: int
    unpaid: int
    late: int
    review: int
    ready: int
    sent: int
    bounced: int


def counts(court_id: int, today: date, late_before: date) -> Counts:
    """各有几笔。``late_before`` 以前到账还没有发放的算超期。"""
    suspense, proposed = (Q(state=state) for state in (Receipt.State.SUSPENSE, Receipt.State.PROPOSED))
    now = Q(day=today) & ~Q(state=Receipt.State.CANCELLED)
    arrived = Receipt.objects.filter(now | suspense | proposed, court=court_id)
    seen = arrived.aggregate(today=_number(now), suspense=_number(suspense), proposed=_number(proposed))
    left = unpaid(court_id, today).order_by().aggregate(unpaid=Count("pk"), late=_number(Q(day__lt=late_before, waits=False)))
    steps = {key: Q(state=state) for key, state in WAITING.items()}
    waiting = PayoutLine.objects.filter(payout__court=court_id, state__in=WAITING.values())
    paying = waiting.aggregate(**{key: _number(where) for key, where in steps.items()})
    return Counts(**seen, **left, **paying, review=payouts(court_id).filter(state=Payout.State.REVIEW).count())


def _number(where: Q) -> Count:
    return Count("pk", filter=where)


# ---- 到账 ----


def receipts(court_id: int) -> QuerySet[Receipt]:
    """本院的各笔到账。"""
    return Receipt.objects.filter(court=court_id).select_related("case", "case__handler", "party", "line", "bank_account")


def unpaid(court_id: int, today: date) -> QuerySet[Receipt]:
    """已经认领、还没有全部分出去的各笔，早到的在前。

    ``left_fen`` 是还剩多少，``waits`` 是批准延缓发放、事由还在。先由总账找还有在案款的案件，所以与历年的到账多少无关。
    """
    held = Account.objects.filter(court=court_id, purpose=Account.Purpose.HELD).exclude(balance_fen=0)
    parts = Part.objects.filter(receipt=OuterRef("pk"), line__state__in=LIVE, account__purpose__in=_HELD)
    used = parts.order_by().values("receipt").annotate(fen=Sum("amount_fen"))
    stopped = Delay.objects.filter(Q(receipt=None) | Q(receipt=OuterRef("pk")), case=OuterRef("case"), since__isnull=False, ended_on=None,
                                   until__gte=today)
    rows = receipts(court_id).filter(state=Receipt.State.CLAIMED, case__in=held.values("case"))
    rows = rows.annotate(left_fen=F("amount_fen") - Coalesce(Subquery(used.values("fen"), output_field=_ZERO), 0), waits=Exists(stopped))
    return rows.filter(left_fen__gt=0).order_by("day", "pk")


def named(rows: Iterable[Receipt]) -> dict[int, Case]:
    """机器看着像的案件：编号 → 案件，一次查完。"""
    return Case.objects.in_bulk({one["case"] for row in rows for one in row.proposals})


def parties_of(cases: Iterable[int]) -> dict[int, list[Party]]:
    """这些案件各有哪些被执行人，停用的不算。"""
    found: dict[int, list[Party]] = {}
    for party in Party.objects.filter(case__in=list(cases), role=Role.RESPONDENT, active=True).order_by("case_id", "pk"):
        found.setdefault(party.case_id, []).append(party)
    return found


def parts_of(receipt: Receipt) -> QuerySet[Part]:
    """这一笔到账分到哪几笔付款。"""
    rows = Part.objects.filter(receipt=receipt)
    rows = rows.select_related("line", "line__payout", "line__party", "line__file", "line__line", "line__bounced_line")
    return rows.order_by("line_id", "pk")


def receipts_of_lines(lines: Iterable[BankLine]) -> dict[int, Receipt]:
    """银行明细 → 它的到账；不是到账的没有。"""
    rows = Receipt.objects.filter(line__in=[one.pk for one in lines]).select_related("case")
    return {row.line_id: row for row in rows if row.line_id}


# ---- 发放、付款 ----


def payouts(court_id: int) -> QuerySet[Payout]:
    """本院的发放审批表，新的在前。``total_fen`` 是各笔合计，``since`` 是其中最早的到账日。"""
    totals = PayoutLine.objects.filter(payout=OuterRef("pk")).order_by().values("payout").annotate(fen=Sum("amount_fen"))
    first = Part.objects.filter(line__payout=OuterRef("pk")).order_by().values("line__payout").annotate(day=Min("receipt__day"))
    rows = Payout.objects.filter(court=court_id).select_related("case", "case__handler", "approval").order_by("-pk")
    return rows.annotate(total_fen=Coalesce(Subquery(totals.values("fen"), output_field=_ZERO), 0), since=Subquery(first.values("day")))


def lines(court_id: int) -> QuerySet[PayoutLine]:
    """本院的各笔付款，先批准的在前。``since`` 是钱最早的到账日，``called`` 是回访核实过无误。"""
    first = Part.objects.filter(line=OuterRef("pk")).order_by().values("line").annotate(day=Min("receipt__day"))
    agreed = Callback.objects.filter(line=OuterRef("pk"), agreed=True)
    rows = PayoutLine.objects.filter(payout__court=court_id).select_related("payout", "payout__case", "party", "file").order_by("pk")
    return rows.annotate(since=Subquery(first.values("day")), called=Exists(agreed))


def debits_like(court_id: int, fens: Iterable[int]) -> dict[int, list[PayoutLine]]:
    """金额一样、银行还没有扣款的付款：金额 → 各笔。查待查的支出用。"""
    return _by_sum(lines(court_id).filter(state__in=_SENT, line=None, amount_fen__in=set(fens)))


def files_like(court_id: int, fens: Iterable[int]) -> dict[int, list[PaymentFile]]:
    """至少两笔、没扣的合计正好是这些数的付款文件：合计 → 文件。银行成批记账时用。"""
    rows = undebited().filter(file__court=court_id).exclude(file__state__in=NOT_PAYING).order_by().values("file")
    sums = rows.annotate(fen=Sum("amount_fen"), count=Count("pk")).filter(fen__in=set(fens), count__gt=1).values_list("file", "fen")
    named, found = PaymentFile.objects.in_bulk([number for number, _ in sums]), dict[int, list[PaymentFile]]()
    for number, fen in sums:
        found.setdefault(fen, []).append(named[number])
    return found


def returns_like(court_id: int, fen: int, day: date) -> list[PayoutLine]:
    """金额一样、还没有退过、``day``（退回来的那天）以前批准的付款：待认领的款可能是它的退汇。"""
    rows = lines(court_id).filter(state__in=_SENT, bounced_line=None, amount_fen=fen, payout__approved_on__lte=day)
    return _by_sum(rows).get(fen, [])


def _by_sum(rows: Iterable[PayoutLine]) -> dict[int, list[PayoutLine]]:
    found: dict[int, list[PayoutLine]] = {}
    for row in rows:
        found.setdefault(row.amount_fen, []).append(row)
    return found


def payment_files(court_id: int) -> QuerySet[PaymentFile]:
    """本院的付款文件，新的在前。"""
    return PaymentFile.objects.filter(court=court_id).select_related("bank_account", "file").order_by("-pk")


# ---- 银行文件、账户、核实 ----


def bank_files(court_id: int) -> QuerySet[BankFile]:
    """本院收下的银行文件，新的在前。"""
    return BankFile.objects.filter(court=court_id).select_related("bank_account", "taken_by", "file").order_by("-pk")


def file_lines(file: BankFile) -> QuerySet[BankLine]:
    """由这个文件新收的各笔，照文件的次序。"""
    return BankLine.objects.filter(taken_from=file).order_by("row", "pk")


def accounts(court_id: int) -> QuerySet[BankAccount]:
    """本院的执行款账户，在用的在前。"""
    return BankAccount.objects.filter(court=court_id).order_by(F("closed_on").asc(nulls_first=True), "pk")


def inquiries(court_id: int) -> QuerySet[Inquiry]:
    """近来的核实，新的在前。"""
    return Inquiry.objects.filter(court=court_id).select_related("by", "line__payout").order_by("-pk")
