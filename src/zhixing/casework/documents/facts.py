"""文书的行 → ``law`` 的值：此刻的情况、由谁签发、送给谁。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zhixing.casework.cases.access import rights_of
from zhixing.casework.cases.queries import Case, Party, called
from zhixing.casework.documents.models import Document, Recipient
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.people.queries import setting
from zhixing.law import papers as law
from zhixing.law import words
from zhixing.law.finding import Finding
from zhixing.law.paper_life import Life
from zhixing.law.papers import OWN, Paper, UnknownPaper
from zhixing.law.states import Act


@dataclass(frozen=True, slots=True)
class To:
    """一个受送达人。``party`` 是当事人的编号，银行、登记机关等协助单位为空；``nature`` 是 person、unit。"""

    name: str
    party: int | None = None
    nature: str = "person"
    role: str = ""


def paper_of(kind: str) -> Paper | None:
    """文书表里的一行；没有模板、只能上传的为空。"""
    try:
        return law.paper(kind)
    except UnknownPaper:
        return None


def suits(case: Case, kind: str) -> Finding[bool]:
    """这一件现在能不能做这种文书。"""
    return law.suits(law.paper(kind), case.kind, case.closing_mode)


def life_of(document: Document, case: Case | None = None) -> Life:
    """一份文书此刻的情况。``case`` 已锁住的，用锁住的那一行。"""
    case, paper = case or document.case, paper_of(document.kind)
    pending = document.approval is not None and document.approval.state == Approval.State.PENDING
    return Life(
        title=document.title, stage=document.state, route=route_of(document, case), pending=pending, by_hand=by_hand(document),
        seal=paper is None or paper.sealed, signer=document.signed_by_id, handler=case.handler_id, doer=_doer(document),
        served=Recipient.objects.filter(document=document, deemed_on__isnull=False).count(),
    )


def by_hand(document: Document) -> bool:
    """线下制作后上传的：有成品，没有核验码。"""
    return document.file_id is not None and not document.code


def route_of(document: Document, case: Case) -> str:
    """由谁签发：``own``，或者审批行为。已送审签的照送的时候。"""
    if document.state != Document.State.DRAFT:
        return document.approval.act if document.approval else OWN
    paper = paper_of(document.kind)
    return law_route(paper, case).value if paper else OWN


def law_route(paper: Paper, case: Case) -> Finding[str]:
    """本案的这种文书由谁签发，为什么。"""
    judge = case.handler is None or rights_of(case.handler, case).may(Act.SIGN_DOCUMENT)
    granted = case.closing_mode or str(case.state)
    return law.route(paper, judge=judge, granted=granted, rulings=setting(case.court_id, "document.rulings"))


def _doer(document: Document) -> str:
    return document.voided_name or document.sealed_name or document.signed_name


# ---- 送给谁 ----


def addressees(case: Case, paper: Paper, data: Mapping[str, Any]) -> list[To]:
    """通常送给谁：写在受送达人一栏的；没有那一栏、没有填的，按当事人的地位。"""
    parties = list(Party.objects.filter(case=case, active=True).order_by("pk"))
    names = called(parties)
    known = {name: party for party in parties for name in (party.name, names[party.pk])}
    written = list(dict.fromkeys(_named(data.get(paper.named)))) if paper.named else []
    if written:
        return [_party(case, known[name], names[known[name].pk]) if name in known else To(name, nature="unit") for name in written]
    return [_party(case, party, names[party.pk]) for party in parties if party.role in paper.serve]


def _party(case: Case, party: Party, name: str) -> To:
    return To(name, party.pk, party.nature, words.party(case.kind, party.role))


def _named(value: Any) -> Iterator[str]:
    """一栏里写的姓名、名称：文字，{name}，或者几个 {name}。"""
    if isinstance(value, str) and value.strip():
        yield value.strip()
    elif isinstance(value, Mapping):
        yield from _named(value.get("name"))
    elif isinstance(value, list):
        for row in value:
            yield from _named(row.get("name") if isinstance(row, Mapping) else row)
