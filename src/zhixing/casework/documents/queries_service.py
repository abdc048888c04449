"""读送达：一件案件谁送达了什么、哪天、怎样送的；送达台；地址的次序；推算的步骤。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, visible_to
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.events import Served
from zhixing.casework.documents.models import Address, Attempt, Batch, Consent, Delivery, Document, Recipient, Situation
from zhixing.foundation.people.queries import User
from zhixing.law import service_addresses, service_values
from zhixing.law.finding import Finding
from zhixing.law.service_table import Owed, Row
from zhixing.law.service_values import table
from zhixing.law.timeline import Fact

__all__ = [
    "STATES",
    "Address",
    "Attempt",
    "Batch",
    "ByHand",
    "Consent",
    "Delivery",
    "DeskPage",
    "Line",
    "Recipient",
    "Situation",
    "addressee",
    "addresses",
    "attempt",
    "batch",
    "by_code",
    "by_tracking",
    "consents",
    "desk",
    "desk_counts",
    "document_received",
    "ladder",
    "owed",
    "recipient",
    "served_by_hand",
    "service_table",
    "situation",
    "situations",
    "steps",
]

STATES: Final[dict[str, str]] = dict(table()["state"])
"""送达一览的状态：代码 → 名称。"""
SIZE: Final = 50


# ---- 一件案件 ----


@dataclass(frozen=True, slots=True)
class Line:
    """一览的一行：受送达人、规则得出的那一行、各次送达（先后）。

    ``row.state`` 照规则：公告期满当天起就是已送达；``unrecorded`` 是期满了、还没有记下送达的，等确认期满或者定时任务。
    """

    recipient: Recipient
    row: Row
    attempts: tuple[Attempt, ...]
    unrecorded: bool = False

    @property
    def document(self) -> Document:
        """哪份文书。"""
        return self.recipient.document


@dataclass(frozen=True, slots=True)
class ByHand:
    """登记事项登记的一次送达：系统里没有这份文书。``day`` 是送达之日。"""

    fact: Fact
    document: str
    to: str
    method: str
    day: date


def service_table(case: Case, on: date) -> tuple[Line, ...]:
    """``on`` 这天的送达一览：用了印、没有作废的各份文书，一份一人一行，按文书先后。"""
    rows = Recipient.objects.filter(case=case, cancelled=False, document__state=Document.State.SEALED).select_related("document", "party")
    tried: dict[int, list[Attempt]] = defaultdict(list)
    for one in facts.attempts(case.pk).prefetch_related("delivery"):
        tried[one.recipient_id].append(one)
    return tuple(_line(row, tuple(tried[row.pk]), on) for row in rows.order_by("document_id", "pk"))


def _line(recipient: Recipient, tried: tuple[Attempt, ...], on: date) -> Line:
    row = facts.table_row(recipient, tried, on)
    return Line(recipient, row, tried, row.state != facts.state(row, tried))


def served_by_hand(case: Case) -> tuple[ByHand, ...]:
    """登记事项登记的各次送达，按先后。"""
    found = timeline_of(case).of(Served.name)
    return tuple(_by_hand(fact) for fact in found if not fact.data.get("id"))


def _by_hand(fact: Fact) -> ByHand:
    data = fact.data
    day = fact.day("deemed_on") or fact.on
    return ByHand(fact, str(data.get("document", "")), str(data.get("to", "")), str(data.get("method", "direct")), day)


def document_received(document: Document | int, party: Party | int) -> date | None:
    """这份文书哪天送达了这名当事人；还没有的为 ``None``。"""
    found = Recipient.objects.filter(document=document, party=party, state=facts.SERVED).first()
    return found.deemed_on if found else None


def recipient(pk: int) -> Recipient:
    """一个受送达人，连同文书、案件；没有则抛出 ``Recipient.DoesNotExist``。看不看得见由调用者核对。"""
    return Recipient.objects.select_related("document", "case", "party", "court").get(pk=pk)


def attempt(pk: int) -> Attempt:
    """一次送达，连同受送达人、文书、地址；没有则抛出 ``Attempt.DoesNotExist``。"""
    return facts.one(pk)


def steps(attempt: Attempt) -> dict[str, Any]:
    """存着的推算：``to`` 受送达人当时的情况，``value`` 送达之日，``finding`` 理由和步骤；还没有结果的为空。"""
    return dict(attempt.deemed or {})


# ---- 一名当事人 ----


def addresses(case_id: int) -> QuerySet[Address]:
    """本案各人的送达地址，不再用的也在内，按人、按登记先后。"""
    return Address.objects.filter(case=case_id).select_related("party", "file").order_by("party_id", "pk")


def consents(case_id: int) -> QuerySet[Consent]:
    """本案各人对电子送达的意见，按人、按登记先后。"""
    return Consent.objects.filter(case=case_id).select_related("party").order_by("party_id", "pk")


def situations(case_id: int) -> QuerySet[Situation]:
    """本案各人现在与送达有关的情况。"""
    return Situation.objects.filter(case=case_id, until=None).select_related("party").order_by("party_id")


def situation(party: Party) -> Situation:
    """这名当事人现在的情况；没有登记过的是一张空的，未存。"""
    return Situation.objects.filter(party=party, until=None).first() or Situation(party=party, case_id=party.case_id)


def ladder(party: Party, on: date) -> Finding[tuple[service_values.Address, ...]]:
    """``on`` 那天送达地址的次序和各自退回的后果。"""
    return service_addresses.ladder(facts.addresses_of(party.pk), on)


def addressee(recipient: Recipient, on: date) -> service_values.Addressee:
    """受送达人在 ``on`` 那天的情况（给规则看的）。"""
    return facts.addressee(recipient, on)


def owed(recipient: Recipient, on: date) -> Owed:
    """一份文书、一个受送达人（给规则看的）。"""
    return Owed(facts.paper(recipient.document), facts.addressee(recipient, on))


# ---- 送达台 ----


@dataclass(frozen=True, slots=True)
class DeskPage:
    """送达台的一页：各行带着文书、案件和各次送达（``attempts_so_far``）。``after`` 是下一页的位置，没有下一页则为 0。"""

    rows: list[Recipient]
    after: int


def desk(user: User, day: date, state: str = "to_send", method: str = "", after: int = 0, size: int = SIZE) -> DeskPage:
    """这个人看得见的、处于这一状态的，先用印的在前；``method`` 只要最近一次用这种方式的；``after`` 是上一页最后的编号。"""
    rows = _desk(user, day).filter(state=state, pk__gt=after)
    if method:
        rows = rows.filter(pk__in=Attempt.objects.filter(court=user.court_id, method=method, withdrawn=False).values("recipient"))
    found = list(rows.select_related("document", "case", "party").order_by("pk")[: size + 1])
    shown = found[:size]
    _with_attempts(shown)
    return DeskPage(shown, shown[-1].pk if len(found) > size else 0)


def _desk(user: User, day: date) -> QuerySet[Recipient]:
    seen = visible_to(user, day).order_by().values("pk")
    return Recipient.objects.filter(court=user.court_id, cancelled=False, document__state=Document.State.SEALED, case__in=seen)


def _with_attempts(rows: Sequence[Recipient]) -> None:
    tried: dict[int, list[Attempt]] = defaultdict(list)
    for one in Attempt.objects.filter(recipient__in=[row.pk for row in rows], withdrawn=False).select_related("address").order_by("number"):
        tried[one.recipient_id].append(one)
    for row in rows:
        row.attempts_so_far = tried[row.pk]  # type: ignore[attr-defined]


def desk_counts(user: User, day: date) -> dict[str, int]:
    """各状态有多少；没有的是 0。"""
    found = _desk(user, day).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(STATES, 0) | dict(found)


def batch(pk: int, court_id: int) -> tuple[Batch, list[Attempt]] | None:
    """本院的一批和它的各件（随同寄送的不另列）；没有则为空。"""
    found = Batch.objects.filter(pk=pk, court=court_id).first()
    if found is None:
        return None
    rows = found.attempts.filter(enclosed_in=None, withdrawn=False).select_related(*facts.ROWS, "case")
    return found, list(rows.order_by("pk"))


def by_tracking(court_id: int, numbers: Sequence[str]) -> dict[str, Attempt]:
    """本院这些邮件号各是哪一次送达。"""
    rows = Attempt.objects.filter(court=court_id, tracking__in=list(numbers), enclosed_in=None, withdrawn=False).select_related(*facts.ROWS)
    return {row.tracking: row for row in rows}


def by_code(digest: str) -> Delivery | None:
    """凭码的摘要找电子送达的一次投递；误登撤回的、没有的为 ``None``。"""
    rows = Delivery.objects.filter(code_hash=digest, attempt__withdrawn=False)
    return rows.select_related("attempt__recipient__document", "attempt__case", "attempt__court").first()


def enclosed(attempt: Attempt) -> list[Attempt]:
    """这一次送的各份：它自己和随它同寄的；误登撤回的、文书作废的不在内。"""
    rows = Attempt.objects.filter(Q(pk=attempt.pk) | Q(enclosed_in=attempt), withdrawn=False).exclude(recipient__document__state=Document.State.VOID)
    return list(rows.select_related("recipient__document__file").order_by("pk"))
