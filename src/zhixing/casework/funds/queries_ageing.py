"""账龄：各笔到账还有多少没有付出去、在账上多久了；到账、到位、发放三个数分开（``law.arrival``）。金额以分计。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from zhixing.casework.funds.models import Part, Payment, PayoutLine, Receipt
from zhixing.law import arrival

BUCKETS: Final = (
    ("m1", "三十日以内", 0, 30), ("m3", "三十日至九十日", 31, 90), ("m6", "九十日至半年", 91, 182), ("y1", "半年至一年", 183, 365),
    ("y3", "一年至三年", 366, 1095), ("old", "三年以上", 1096, None),
)
"""各档：代码、叫法、到账以后第几日起、到第几日止（含）。"""
LIVE: Final = (Receipt.State.SUSPENSE, Receipt.State.PROPOSED, Receipt.State.CLAIMED)
_GONE: Final = (PayoutLine.State.EXPORTED, PayoutLine.State.PAID)
_WAYS: Final = {
    "transfer": "paid_in", "deducted": "deducted", "sale": "sold", "other_sale": "sold", "in_kind": "taken_after_failed", "direct": "direct",
}
_DONE: Final = frozenset({"arrived", "confirmed", "price_paid", "ruling_served"})
_OURS: Final = ("creditor", "priority")
"""发给申请执行人、优先受偿人的；其余（执行费、执行费用、罚款、退款）是先扣的。"""


# ---- 账龄 ----


@dataclass(frozen=True, slots=True)
class Bucket:
    """一档：几笔、多少。"""

    code: str
    label: str
    count: int
    fen: int


def unpaid(court_id: int) -> QuerySet[Receipt]:
    """还没有全部付出去的各笔到账，早到的在前；``left`` 是还在账上多少（提存的在内，已交银行的不在内）。"""
    gone = Part.objects.filter(receipt=OuterRef("pk"), line__state__in=_GONE).order_by().values("receipt").annotate(fen=Sum("amount_fen"))
    taken = Coalesce(Subquery(gone.values("fen"), output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
    rows = Receipt.objects.filter(court=court_id, state__in=LIVE).annotate(left=F("amount_fen") - taken)
    return rows.filter(left__gt=0).select_related("case", "party").order_by("day", "pk")


def aged(rows: QuerySet[Receipt], on: date, code: str) -> QuerySet[Receipt]:
    """其中 ``on`` 这天在这一档的；没有这一档抛出 ``KeyError``。"""
    return rows.filter(_within(on, *{one[0]: one[2:] for one in BUCKETS}[code]))


def _within(on: date, first: int, last: int | None) -> Q:
    newest = Q(day__lte=on - timedelta(days=first)) if first else Q()
    return newest & (Q(day__gte=on - timedelta(days=last)) if last is not None else Q())


def ageing(court_id: int, on: date) -> tuple[Bucket, ...]:
    """``on`` 这天各档几笔、多少。"""
    rows, asked = unpaid(court_id).order_by(), dict[str, Any]()
    for code, _, first, last in BUCKETS:
        asked[f"n_{code}"] = Count("pk", filter=_within(on, first, last))
        asked[f"f_{code}"] = Coalesce(Sum("left", filter=_within(on, first, last)), Value(0), output_field=BigIntegerField())
    found: dict[str, Any] = rows.aggregate(**asked)
    return tuple(Bucket(code, label, found[f"n_{code}"], found[f"f_{code}"]) for code, label, *_ in BUCKETS)


# ---- 到账、到位、发放 ----


@dataclass(frozen=True, slots=True)
class Sums:
    """一段日子的三个数（分），和其中还没有认领的到账。"""

    arrived: int
    realised: int
    paid_out: int
    unclaimed: int


def totals(court_id: int, since: date, until: date, case_id: int | None = None) -> Sums:
    """``since`` 至 ``until``（都含）到账的各笔：到账、到位、由它们发放了多少；``case_id`` 给了只算这一案。

    没有认领的只算到账。直接履行、抵债没有进法院账户，只算到位。
    """
    rows = Receipt.objects.filter(court=court_id, day__range=(since, until), state__in=LIVE)
    elsewhere = Payment.objects.filter(court=court_id, day__range=(since, until), omitted="", how__in=("direct", "in_kind"))
    if case_id is not None:
        rows, elsewhere = rows.filter(case=case_id), elsewhere.filter(case=case_id)
    waiting = rows.exclude(state=Receipt.State.CLAIMED).aggregate(fen=Sum("amount_fen"))["fen"] or 0
    claimed = rows.filter(state=Receipt.State.CLAIMED)
    found = arrival.totals([*_receipts(claimed), *(_elsewhere(row) for row in elsewhere)]).value
    return Sums(found.arrived + waiting, found.realised, found.paid_out, waiting)


def _receipts(rows: QuerySet[Receipt]) -> Iterable[arrival.Receipt]:
    parts: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    paid = Part.objects.filter(receipt__in=rows.order_by().values("pk"))
    for receipt, state, what, fen in paid.values_list("receipt_id", "line__state", "line__what", "amount_fen"):
        parts[receipt].append((state, what, fen))
    for row in rows:
        yield _receipt(row, parts[row.pk])


def _receipt(row: Receipt, parts: Iterable[tuple[str, str, int]]) -> arrival.Receipt:
    settled = [(what, fen) for state, what, fen in parts if state == PayoutLine.State.PAID]
    taken = sum(fen for what, fen in settled if what not in _OURS)
    kind = "forfeited" if row.sort == Receipt.Sort.FORFEITED else _WAYS.get(row.way, "paid_in")
    return arrival.Receipt(kind, row.amount_fen, _DONE, taken_off=taken, paid_out=sum(fen for what, fen in settled if what in _OURS))


def _elsewhere(row: Payment) -> arrival.Receipt:
    return arrival.Receipt(_WAYS[row.how], row.amount_fen, _DONE)
