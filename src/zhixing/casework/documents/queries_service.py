"""读一件案件的送达：谁送达了什么、哪天、怎样送的；地址的次序；推算的步骤。送达台见 ``queries_desk``。"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.events import Served
from zhixing.casework.documents.models import Address, Attempt, Batch, Consent, Delivery, Document, Recipient, Situation
from zhixing.law import service_addresses, service_values
from zhixing.law.finding import Finding
from zhixing.law.service_table import Row
from zhixing.law.timeline import Fact

__all__ = [
    "Address", "Attempt", "Batch", "ByHand", "Consent", "Delivery", "Line", "Recipient", "Situation", "addresses", "by_code", "consents",
    "document_received", "ladder", "reached", "served_by_hand", "service_table", "situations", "steps",
]


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
    """这份文书哪天送达了这名当事人；还没有的、文书作废了的为 ``None``。"""
    found = Recipient.objects.filter(document=document, party=party, state=facts.SERVED, document__state=Document.State.SEALED).first()
    return found.deemed_on if found else None


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


def ladder(party: Party, on: date) -> Finding[tuple[service_values.Address, ...]]:
    """``on`` 那天送达地址的次序和各自退回的后果。"""
    return service_addresses.ladder(facts.addresses_of(party.pk), on)


def reached(party: int | None, on: date) -> str:
    """``on`` 那天可以把通知发到的电子地址：本人提供、确认的，而且他同意用电子方式（``law.service_addresses``）；没有的为空。"""
    if facts.consent_on(party, on) is None:
        return ""
    found = (one for one in service_addresses.usable(facts.addresses_of(party), on) if one.electronic and service_addresses.own(one))
    return next((one.text for one in found), "")


# ---- 电子送达 ----


def by_code(digest: str) -> Delivery | None:
    """凭码的摘要找电子送达的一次投递；误登撤回的、没有的为 ``None``。"""
    rows = Delivery.objects.filter(code_hash=digest, attempt__withdrawn=False)
    return rows.select_related("attempt__recipient__document", "attempt__case", "attempt__court").first()


def enclosed(attempt: Attempt) -> list[Attempt]:
    """这一次送的各份：它自己和随它同寄的；误登撤回的、文书作废的不在内。"""
    rows = Attempt.objects.filter(Q(pk=attempt.pk) | Q(enclosed_in=attempt), withdrawn=False).exclude(recipient__document__state=Document.State.VOID)
    return list(rows.select_related("recipient__document__file").order_by("pk"))
