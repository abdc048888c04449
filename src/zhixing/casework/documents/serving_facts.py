"""送达各表的行与 ``law.service_values`` 的值之间的唯一接缝。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.queries import Party, Role
from zhixing.casework.documents.models import Address, Attempt, Consent, Document, Recipient, Situation
from zhixing.foundation.people import queries as people
from zhixing.law import service_values as law
from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.service import Deemed, deemed
from zhixing.law.service_table import Judged, Owed, Row, row
from zhixing.law.terms import add_months

ROWS: Final = ("recipient", "recipient__document", "address", "consent")
ANNOUNCED, SERVED = "announced", "served"
OF_AGE: Final = 16


def paper(document: Document) -> law.Paper:
    """一份文书。"""
    return law.Paper(str(document.pk), document.title)


def address(one: Address | None) -> law.Address | None:
    """一个送达地址。"""
    return None if one is None else law.Address(one.source, one.text, one.since, one.until, one.electronic)


def addresses_of(party_id: int | None) -> list[law.Address]:
    """一名当事人登记过的全部送达地址；不是当事人的没有。"""
    rows = Address.objects.filter(party=party_id).order_by("pk") if party_id else ()
    return [found for one in rows if (found := address(one))]


def in_force(day: date) -> Q:
    """``day`` 那天仍然有效：自 ``since`` 起，到 ``until`` 的前一天。"""
    return Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def consent_on(party_id: int | None, day: date) -> Consent | None:
    """``day`` 那天有效的同意，最近的一次；不同意的、没有的为 ``None``。"""
    rows = Consent.objects.filter(in_force(day), party=party_id, refused=False) if party_id else Consent.objects.none()
    return rows.order_by("-since", "-pk").first()


def addressee(recipient: Recipient, day: date) -> law.Addressee:
    """受送达人在 ``day`` 那天的情况；不是当事人的，只知道是单位还是自然人。"""
    if recipient.party_id is None:
        return named(recipient)
    found = Situation.objects.filter(in_force(day), party=recipient.party_id).order_by("-since", "-pk").first() or Situation()
    refused = Consent.objects.filter(in_force(day), party=recipient.party_id, refused=True).exists()
    ward = found.ward or _guarded(recipient) or _child(recipient, day)
    return replace(
        named(recipient), keeper=found.keeper, place=found.place, missing=found.missing, ward=ward,  # type: ignore[arg-type]
        agent_receives=found.agent_receives, no_electronic=refused, withheld=found.withheld,
    )


def named(recipient: Recipient) -> law.Addressee:
    """只看姓名和性质的受送达人。"""
    return law.Addressee(recipient.name, recipient.nature)  # type: ignore[arg-type]


def _guarded(recipient: Recipient) -> bool:
    """登记了法定代理人的自然人。"""
    person = recipient.nature == Recipient.Kind.PERSON
    return person and Party.objects.filter(represents=recipient.party_id, role=Role.GUARDIAN, active=True).exists()


def _child(recipient: Recipient, day: date) -> bool:
    """``day`` 那天不满十六周岁的自然人：不能自己签收（民法典第18条第2款，满十六周岁的可能有完全行为能力，由人登记）。"""
    born = recipient.party.birth if recipient.party and recipient.nature == Recipient.Kind.PERSON else None
    return born is not None and day < add_months(born, OF_AGE * 12)


def attempt(one: Attempt) -> law.Attempt:
    """一次送达。``one`` 须连同受送达人、文书、地址、同意取来（:data:`ROWS`）。"""
    return law.Attempt(
        one.number, paper(one.recipient.document), one.recipient.name, one.method, one.outcome, one.on, one.happened, one.signer,
        one.opponent, _place(one), _consent(one.consent), frozenset(one.proof), tuple(map(date.fromisoformat, one.days)),
        one.abroad_ok, _rebuttal(one.rebuttal),
    )


def _place(one: Attempt) -> law.Address | None:
    """这一次的地址；登记了结果的照当时的，以后写上的不再用的日子不算。"""
    return next(iter(_stood(one)), None) if one.address_id else None


def _stood(one: Attempt) -> list[law.Address]:
    """推算要看的地址：公告看他的全部，别的看这一次的。登记了结果的照当时存下的。"""
    stored = (one.deemed or {}).get("addresses")
    if stored is not None:
        return [law.Address(source, text, date.fromisoformat(since), until and date.fromisoformat(until), electronic)
                for source, text, since, until, electronic in stored]
    if one.method == "announcement":
        return addresses_of(one.recipient.party_id)
    return [found] if (found := address(one.address)) else []


def _consent(one: Consent | None) -> law.Consent | None:
    return None if one is None else law.Consent(one.how, one.since)


def _rebuttal(data: dict[str, Any] | None) -> law.Rebuttal | None:
    if not data:
        return None
    arrived = date.fromisoformat(data["arrived"]) if data.get("arrived") else None
    return law.Rebuttal(data["how"], data["upheld"], arrived)


def attempts(case_id: int) -> QuerySet[Attempt]:
    """本案的各次送达，按次序；误登撤回的不算。"""
    return Attempt.objects.filter(case=case_id, withdrawn=False).select_related(*ROWS).order_by("number")


def one(pk: int) -> Attempt:
    """一次送达，连同受送达人、文书、地址、同意；没有则抛出 ``Attempt.DoesNotExist``。"""
    return Attempt.objects.select_related(*ROWS).get(pk=pk)


def log_of(recipient: Recipient, but: int | None = None) -> list[law.Attempt]:
    """本案对这个人的各次送达（不论哪份文书）；``but`` 不算在内。"""
    rows = attempts(recipient.case_id).filter(recipient__name=recipient.name)
    return [attempt(one) for one in rows if one.pk != but]


def known(one: Attempt) -> law.Addressee:
    """受送达人的情况：记下了结果的照当时存下的；还没有结果的不用看。"""
    if stored := (one.deemed or {}).get("to"):
        return law.Addressee(**stored)
    waiting = law.outcome(one.method, one.outcome).pending
    return named(one.recipient) if waiting else addressee(one.recipient, one.happened or one.on)


def judged(one: Attempt, known_as: law.Addressee | None = None) -> Finding[Deemed | None]:
    """照存下的各栏推算这一次哪天算送达；``known_as`` 是已经取来的受送达人的情况。"""
    value, to = attempt(one), known_as or known(one)
    if one.method == "announcement":
        return deemed(value, to, people.calendar_of(one.court_id), log_of(one.recipient, one.pk), _stood(one))
    return deemed(value, to, people.calendar_of(one.court_id) if value.result.abroad else Calendar.national())


def as_data(one: Attempt, to: law.Addressee, found: Finding[Deemed | None]) -> dict[str, Any]:
    """存进 ``Attempt.deemed`` 的样子：受送达人的情况、看过的地址照此刻的，以后的变更不改变已经登记的结果。"""
    value = found.value.as_data() if found.value else None
    stood = [[at.source, at.text, at.since.isoformat(), at.until and at.until.isoformat(), at.electronic] for at in _stood(one)]
    return {"to": asdict(to), "addresses": stood, "value": value, "finding": found.as_data()}


def table_row(recipient: Recipient, tried: Sequence[Attempt], on: date) -> Row:
    """送达一览的一行；``tried`` 是对他送这份文书的各次。"""
    found: list[Judged] = [(attempt(one), judged(one)) for one in tried]
    return row(Owed(paper(recipient.document), named(recipient)), found, on)


def state(found: Row, tried: Iterable[Attempt]) -> str:
    """存在 ``Recipient.state`` 的状态：公告期满、还没有记下送达的，仍是公告中。"""
    recorded = any(one.completed for one in tried)
    announced = found.served is not None and found.served.method == "announcement"
    return ANNOUNCED if found.state == SERVED and announced and not recorded else found.state


def settled(recipient: Recipient, on: date) -> tuple[str, date | None, int]:
    """``Recipient`` 上的三栏（状态、送达之日、送过几次），由各次送达算出。"""
    tried = list(attempts(recipient.case_id).filter(recipient=recipient))
    found = table_row(recipient, tried, on)
    return state(found, tried), found.served.day if found.served else None, found.tried
