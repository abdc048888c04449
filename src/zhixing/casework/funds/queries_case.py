"""一件案件的钱：从到账分到了哪里（:func:`flow`），每一分从银行的哪一笔来、到了谁手里（:func:`traces`）。金额以分计。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.models import Account, Callback, Delay, Part, Payout, PayoutLine, Receipt
from zhixing.casework.funds.queries_books import Balance
from zhixing.law.words import yuan

__all__ = [
    "WAITING", "Callback", "Delay", "Flow", "Part", "Payout", "PayoutLine", "Receipt", "Trace", "by_number", "calls", "delays", "flow", "likely",
    "sources", "sums", "traces",
]

P, State = Account.Purpose, PayoutLine.State
WAITING = (State.READY, State.EXPORTED, State.BOUNCED)
"""批准了、银行还没有付的。"""


@dataclass(frozen=True, slots=True)
class Flow:
    """到账分到了哪里。``paid``、``waiting``：种类（``law.payout_kinds.WHATS``）→ 已付、批准了待付的合计。"""

    received_fen: int = 0
    paid: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    deposit_fen: int = 0
    reserve_fen: int = 0
    held_fen: int = 0

    @property
    def rest_fen(self) -> int:
        """到账减去写明的各处；不为零的，是照凭证另记的（冲回、并账），看对账单。"""
        named = sum(self.paid.values()) + sum(self.waiting.values()) + self.deposit_fen + self.reserve_fen + self.held_fen
        return self.received_fen - named


def flow(case_id: int, now: Balance) -> Flow:
    """本案到账的去处；``now`` 是已经取来的结存（:func:`~zhixing.casework.funds.queries_books.balance`）。两条查询。"""
    received = Receipt.objects.filter(case=case_id, state=Receipt.State.CLAIMED).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    rows = PayoutLine.objects.filter(payout__case=case_id, state__in=(State.PAID, *WAITING))
    paid: dict[str, int] = defaultdict(int)
    waiting: dict[str, int] = defaultdict(int)
    for what, state, fen in rows.order_by().values_list("what", "state").annotate(fen=Sum("amount_fen")):
        (paid if state == State.PAID else waiting)[what] += fen
    return Flow(received, dict(paid), dict(waiting), now.of(P.DEPOSIT), now.of(P.RESERVE), now.held_fen)


@dataclass(frozen=True, slots=True)
class Trace:
    """一笔到账的来龙去脉：银行的那一笔（``receipt.line``），付出去的各部分，还剩多少没有付。"""

    receipt: Receipt
    parts: tuple[Part, ...]
    left_fen: int


def traces(case_id: int) -> list[Trace]:
    """本案认领的各笔到账，早到的在前。两条查询。"""
    rows = Receipt.objects.filter(case=case_id, state=Receipt.State.CLAIMED).order_by("day", "pk")
    receipts = list(rows.select_related("party", "line__bank_account", "line__taken_from"))
    known: dict[int | None, list[Part]] = defaultdict(list)
    chosen = Part.objects.filter(receipt__in=[one.pk for one in receipts]).exclude(line__state__in=(State.VOID, State.DRAFT))
    for part in chosen.select_related("account", "line__payout", "line__file", "line__line", "line__bounced_line").order_by("pk"):
        known[part.receipt_id].append(part)
    return [Trace(one, tuple(known[one.pk]), one.amount_fen - _gone(known[one.pk])) for one in receipts]


def _gone(parts: list[Part]) -> int:
    """从在案款、预留里分出去的；另付的、从提存里付的不重算。"""
    return sum(part.amount_fen for part in parts if part.line.state != State.RETRIED and part.account.purpose in (P.HELD, P.RESERVE))


def delays(case_id: int) -> QuerySet[Delay]:
    """没有结束的延缓：报批中的、批准了的；到期没有登记结束的也在内。"""
    return Delay.objects.filter(case=case_id, ended_on=None).select_related("receipt").order_by("pk")


def sums(case_id: int) -> dict[int, int]:
    """各张发放审批表的合计；作废的、退回以后另付了的各笔不算，整张作废的照算。"""
    rows = PayoutLine.objects.filter(payout__case=case_id).exclude(state=State.VOID, payout__approved_on__isnull=False).exclude(state=State.RETRIED)
    return dict(rows.order_by().values_list("payout_id").annotate(fen=Sum("amount_fen")))


def likely(case: Case, most: int = 20) -> list[Receipt]:
    """待认领的里面，机器看着像本案的，把握大的在前。"""
    found = list(Receipt.objects.filter(court=case.court_id, state=Receipt.State.SUSPENSE, proposals__contains=[{"case": case.pk}])[:200])
    sure = {row.pk: max(int(one["confidence"]) for one in row.proposals if one["case"] == case.pk) for row in found}
    return sorted(found, key=lambda row: (-sure[row.pk], row.day, row.pk))[:most]


def by_number(court_id: int, number: str) -> Receipt | None:
    """本院的一笔到账，按收据号。"""
    return Receipt.objects.filter(court=court_id, number=number.strip()).first()


# ---- 一张发放审批表 ----


def sources(payout_id: int) -> dict[int, list[str]]:
    """各笔付款的钱从哪几笔到账来：“收2026-12　3,000.00 元”。"""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Part.objects.filter(line__payout=payout_id).order_by("pk").values_list("line_id", "receipt__number", "account__purpose", "amount_fen")
    for line, number, purpose, fen in rows:
        found[line].append(f"{number or P(purpose).label}　{yuan(fen)} 元")
    return found


def calls(payout_id: int) -> dict[int, list[Callback]]:
    """各笔的回访，先打的在前。"""
    found: dict[int, list[Callback]] = defaultdict(list)
    for row in Callback.objects.filter(line__payout=payout_id).order_by("pk"):
        found[row.line_id].append(row)
    return found
