"""读发放：案款里还有多少可以付、在哪几笔到账里，各张发放审批表、各笔付款、付款文件、延缓。金额以分计。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet, Sum

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import Account, Callback, Delay, Part, PaymentFile, Payout, PayoutLine, Receipt
from zhixing.casework.funds.queries import earlier
from zhixing.foundation.outbox.queries import Message

__all__ = [
    "LIVE", "NOT_PAYING", "Account", "Available", "Callback", "Delay", "PaymentFile", "Payout", "PayoutLine", "available", "balances",
    "charged", "charged_of", "deposited", "instructed", "lines_of", "of_case", "of_file", "open_delays", "pending", "ready", "received_fen",
    "undebited", "whole_delay",
]

P, State = Account.Purpose, PayoutLine.State
LIVE: Final = (State.READY, State.EXPORTED, State.PAID, State.BOUNCED, State.KEPT)
"""批准以后还占着钱的；作废的、另付了的不算。"""


def _taking() -> Q:
    """占着钱的各部分：批准以后的，和审批中的。"""
    return Q(line__state__in=LIVE) | Q(line__state=State.DRAFT, line__payout__state=Payout.State.REVIEW)


# ---- 还有多少 ----


@dataclass(frozen=True, slots=True)
class Available:
    """一笔到账还剩多少没有付、没有在审批；``delayed``：批准延缓发放，事由还在。"""

    receipt: Receipt
    left_fen: int
    delayed: bool


def available(case_id: int, on: date, besides: Payout | None = None) -> list[Available]:
    """案件里还有钱没有付的各笔到账，早到的在前；``besides`` 是正在办的那一张，它占的不算。"""
    receipts = Receipt.objects.filter(case=case_id, state=Receipt.State.CLAIMED).select_related("party").order_by("day", "pk")
    used = taken(Part.objects.filter(receipt__in=receipts, account__purpose__in=(P.HELD, P.RESERVE)), besides)
    delayed = {row.receipt_id for row in open_delays(case_id, on) if row.receipt_id}
    found = (Available(row, row.amount_fen - used.get(row.pk, 0), row.pk in delayed) for row in receipts)
    return [one for one in found if one.left_fen > 0]


def taken(parts: QuerySet[Part], besides: Payout | None = None) -> dict[int, int]:
    """各笔到账已经占了多少。"""
    rows = parts.filter(_taking())
    if besides is not None:
        rows = rows.exclude(line__payout=besides)
    return dict(rows.order_by().values_list("receipt_id").annotate(fen=Sum("amount_fen")))


def received_fen(case_id: int) -> int:
    """认领到本案的合计。"""
    return Receipt.objects.filter(case=case_id, state=Receipt.State.CLAIMED).aggregate(fen=Sum("amount_fen"))["fen"] or 0


def instructed(cases: Iterable[int], *, what: Iterable[str], states: Iterable[str] = LIVE) -> dict[int, int]:
    """各案这几种付款里，批准以后在 ``states`` 的和在审批的合计；没有的不在内。"""
    rows = PayoutLine.objects.filter(payout__case__in=list(cases), what__in=list(what))
    alive = rows.filter(state__in=list(states)) | rows.filter(state=State.DRAFT, payout__state=Payout.State.REVIEW)
    return dict(alive.order_by().values_list("payout__case").annotate(fen=Sum("amount_fen")))


def charged_of(cases: Iterable[int]) -> dict[int, int]:
    """各案已经收的、在收的执行费；没有的不在内。"""
    return instructed(cases, what=("fee",))


def charged(case: Case) -> int:
    """已经收的、在收的执行费，连同恢复执行的各原案收的：累计分级，原案到位的也在累计里（M:F-05）。"""
    return sum(charged_of([case.pk, *earlier(case)]).values())


def pending(case_id: int, besides: Payout | None = None) -> dict[int, int]:
    """审批中的各张要从各账户付多少（账上还没有动）。"""
    rows = Part.objects.filter(line__payout__case=case_id, line__payout__state=Payout.State.REVIEW)
    if besides is not None:
        rows = rows.exclude(line__payout=besides)
    return dict(rows.order_by().values_list("account_id").annotate(fen=Sum("amount_fen")))


def balances(case_id: int, purpose: Account.Purpose) -> dict[int, int]:
    """案件这一用途的各账户还有多少。"""
    rows = Account.objects.filter(case=case_id, purpose=purpose).order_by("pk").values_list("pk", "balance_fen")
    return {pk: -fen for pk, fen in rows}


def deposited(case_id: int, party_id: int | None, besides: Payout | None = None) -> list[tuple[int, int | None, int]]:
    """给这个人提存着、还没有付的：（账户，到账，多少），先提存的在前。"""
    mine = Part.objects.filter(line__payout__case=case_id, line__party=party_id)
    kept = mine.filter(line__state=State.KEPT).order_by("pk").values_list("receipt_id", "amount_fen")
    used: Counter[int | None] = Counter()
    used.update(taken(mine.filter(account__purpose=P.DEPOSIT), besides))
    account = Account.objects.filter(case=case_id, purpose=P.DEPOSIT, party=party_id).values_list("pk", flat=True).first()
    found: list[tuple[int, int | None, int]] = []
    for receipt, fen in kept if account is not None else ():
        gone = min(used[receipt], fen)
        used[receipt] -= gone
        if fen > gone and account is not None:
            found.append((account, receipt, fen - gone))
    return found


# ---- 延缓 ----


def open_delays(case_id: int, on: date) -> QuerySet[Delay]:
    """批准了的、事由还在的、没有到期的延缓。"""
    return Delay.objects.filter(case=case_id, since__isnull=False, ended_on=None, until__gte=on).select_related("receipt").order_by("pk")


def whole_delay(case_id: int, on: date) -> Delay | None:
    """全案的延缓。"""
    return open_delays(case_id, on).filter(receipt=None).first()


# ---- 列表 ----


def of_case(case_id: int) -> QuerySet[Payout]:
    """本案的发放审批表，新的在前。"""
    return Payout.objects.filter(case=case_id).select_related("approval", "sheet", "plan").order_by("-pk")


def lines_of(payout: Payout | int) -> QuerySet[PayoutLine]:
    """一张表的各笔付款，连同它们代替的。"""
    rows = PayoutLine.objects.filter(payout=payout).select_related("party", "file", "line", "bounced_line", "retried_by")
    return rows.order_by("number")


def ready(court_id: int) -> QuerySet[PayoutLine]:
    """本院批准了、等着付款的各笔。提存的不付款，不在内。"""
    rows = PayoutLine.objects.filter(payout__court=court_id, state=State.READY)
    return rows.select_related("payout", "payout__case", "party").order_by("pk")


def of_file(file: PaymentFile) -> QuerySet[PayoutLine]:
    """一个付款文件里的各笔，照文件的次序。"""
    return PayoutLine.objects.filter(file=file).select_related("payout").order_by("pk")


NOT_PAYING: Final = (PaymentFile.State.CANCELLED, PaymentFile.State.REFUSED)
"""作废的、银行整份没有收的付款文件：不会再扣款。"""


def undebited() -> QuerySet[PayoutLine]:
    """交了银行、没有说没付成、还没有扣款的各笔，与 ``results.fits`` 一致。"""
    return PayoutLine.objects.filter(Q(state__in=(State.EXPORTED, State.PAID)) | Q(bounced_line__isnull=False), line=None)


# ---- 银行直连 ----


def sent_key(message_id: str) -> str:
    """付款文件由银行直连送出的一件，在发件箱里的 ``key``。"""
    return f"bank.send:{message_id}"


def sent_by_link(file: PaymentFile) -> bool:
    """已经交给银行直连、银行没有说不收的：不论有没有得到回答，都可能已经在付了。"""
    rows = Message.objects.filter(key=sent_key(file.message_id)).exclude(receipt__has_key="refused")
    return rows.exists()
