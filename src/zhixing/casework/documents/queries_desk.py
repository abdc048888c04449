"""读服务台：看得见的各份要送的、最近一次怎么送的、可以用的地址、成批的各件、邮件对回哪一次。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from zhixing.casework.cases.queries import visible_to
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.models import Address, Attempt, Batch, Document, Recipient
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import User
from zhixing.law import service_addresses

ELECTRONIC, MAIL, DIRECT = "electronic", "mail", "direct"


def rows(user: User, day: date) -> QuerySet[Recipient]:
    """这个人看得见的、要送的各份：文书用了印、没有作废，还要送。连同文书、案件、承办人。"""
    seen = visible_to(user, day).order_by().values("pk")
    found = Recipient.objects.filter(court=user.court_id, cancelled=False, document__state=Document.State.SEALED, case__in=seen)
    return found.select_related("document", "party", "case__court", "case__handler", "case__team")


def last_by(method: str) -> Q:
    """最近一次用的是这种方式。"""
    last = Attempt.objects.filter(recipient=OuterRef("pk"), withdrawn=False).order_by("-number").values("method")[:1]
    return Q(pk__in=Recipient.objects.annotate(last=Subquery(last)).filter(last=method).values("pk"))


def lasts(recipients: Iterable[int]) -> dict[int, Attempt]:
    """各份最近的一次：还没有结果的在前，否则最后办的。"""
    found: dict[int, Attempt] = {}
    for one in Attempt.objects.filter(recipient__in=list(recipients), withdrawn=False).select_related("address").order_by("number"):
        before = found.get(one.recipient_id)
        if before is None or before.deemed is not None or one.deemed is None:
            found[one.recipient_id] = one
    return found


def recipients(case_id: int) -> QuerySet[Recipient]:
    """本案的各份，连同文书。"""
    return Recipient.objects.filter(case=case_id).select_related("document", "party", "case")


def owed(case_id: int) -> QuerySet[Recipient]:
    """本案要送的各份：文书用了印、没有作废，还要送；按文书先后。"""
    return recipients(case_id).filter(cancelled=False, document__state=Document.State.SEALED).order_by("document_id", "pk")


def attempts(case_id: int) -> QuerySet[Attempt]:
    """本案的各次送达，按次序；误登撤回的不在内。"""
    return facts.attempts(case_id)


def of_node(case_id: int, key: str) -> int:
    """节点（退件处理等）说的是哪一份；``key`` 是节点键，起因的那一笔写着受送达人的编号。没有的为 0。"""
    seq = key.rpartition("|")[2]
    found = entries(f"case:{case_id}").filter(seq=int(seq)).first() if seq.isdecimal() and len(seq) < 10 else None
    wanted = found.payload.get("recipient") if found else None
    return wanted if wanted and Recipient.objects.filter(pk=wanted, case=case_id).exists() else 0


def usable(recipient: Recipient, on: date, *, electronic: bool = False) -> list[Address]:
    """``on`` 那天可以用的地址，按使用的次序。"""
    pairs = [(facts.address(one), one) for one in Address.objects.filter(party=recipient.party_id).order_by("pk")] if recipient.party_id else []
    order = service_addresses.usable([value for value, _ in pairs if value], on)
    return [next(one for value, one in pairs if value is wanted) for wanted in order if wanted.electronic == electronic]


def reachable(parties: Iterable[int], on: date) -> dict[int, set[bool]]:
    """这些当事人各有哪一类可以用的地址：``True`` 是电子地址；一个也没有的不在里面。"""
    found: dict[int, set[bool]] = {}
    for party, electronic in Address.objects.filter(facts.in_force(on), party__in=list(parties)).values_list("party_id", "electronic"):
        found.setdefault(party, set()).add(electronic)
    return found


def suggested(recipient: Recipient, on: date) -> str:
    """先用哪种方式：同意电子送达、又有电子地址的电子，有地址的邮寄，都没有的上门。"""
    if facts.consent_on(recipient.party_id, on) and usable(recipient, on, electronic=True):
        return ELECTRONIC
    return MAIL if recipient.party_id is None or usable(recipient, on) else DIRECT


def along(recipient: Recipient) -> list[Recipient]:
    """随这份文书同时发出、同一个人还没有送达的各份。"""
    rows = Recipient.objects.filter(document__with_document=recipient.document_id, name=recipient.name, cancelled=False)
    return list(rows.exclude(state=facts.SERVED).select_related("document").order_by("pk"))


# ---- 成批、邮件 ----


def batches(user: User) -> QuerySet[Batch]:
    """本院的各批，新的在前。"""
    return Batch.objects.filter(court=user.court_id).order_by("-pk")


def of_batch(batch: Batch, user: User, day: date) -> QuerySet[Attempt]:
    """一批里这个人看得见的各件；随别的文书同寄的不另列，跟在 ``along`` 里。"""
    seen = visible_to(user, day).order_by().values("pk")
    along = Prefetch("enclosed", Attempt.objects.filter(withdrawn=False).select_related("recipient__document").order_by("number"), to_attr="along")
    found = Attempt.objects.filter(batch=batch, enclosed_in=None, withdrawn=False, case__in=seen)
    return found.select_related(*facts.ROWS, "recipient__party", "case__court", "case__handler", "case__team").prefetch_related(along).order_by("pk")


def concluded(numbers: Iterable[int]) -> set[int]:
    """这些里面已经有结果的。"""
    return set(Attempt.objects.filter(pk__in=list(numbers), deemed__isnull=False).values_list("pk", flat=True))


def of_mail(court_id: int, trackings: Iterable[str], numbers: Iterable[int]) -> list[Attempt]:
    """本院邮寄的、邮件号或者送达编号在里面的各次；随别的文书同寄的跟着主件，不在内。"""
    named = Q(tracking__in=[one for one in trackings if one]) | Q(pk__in=[one for one in numbers if one])
    found = Attempt.objects.filter(named, court=court_id, method=MAIL, enclosed_in=None, withdrawn=False)
    return list(found.select_related(*facts.ROWS).order_by("pk"))
