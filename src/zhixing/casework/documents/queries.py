"""看文书：一案的、一份的、各版、成品和预览；各人要签发的、要用印的、在拟的；编号取到哪里。送达另见 ``queries_service``。"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import HELPERS, Assignment, Case, acting_on
from zhixing.casework.documents import papers
from zhixing.casework.documents.events import Signed
from zhixing.casework.documents.models import Document, OwnTemplate, Recipient, Version
from zhixing.casework.documents.papers.changes import Change, changed
from zhixing.foundation.files import queries as files
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.history.rows import Rows
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, setting
from zhixing.law import document_numbers, numbers
from zhixing.law import papers as law
from zhixing.law.finding import Finding, refuse
from zhixing.law.numbers import CaseNumber
from zhixing.law.paper_life import RULES
from zhixing.law.rights import CaseFacts, rights
from zhixing.law.states import UNFILED, Act, State

__all__ = [
    "Change", "Counts", "Document", "OwnTemplate", "Recipient", "Version", "by_code", "data_of", "desk_counts", "difference", "digest", "digest_of",
    "documents", "drafts", "live_number", "next_number", "of_approval", "one", "own_template", "pdf", "preview", "printable", "signed_digest",
    "source_of", "templates", "to_seal", "to_sign", "used_numbers", "version_of", "versions",
]

OURS: Final = ("number", "on")
"""这几栏由签发定，不由拟稿人填。"""


# ---- 一案的、一份的 ----


def documents(case_id: int) -> QuerySet[Document]:
    """一案的文书，新的在前，连同受送达人。"""
    return _full().filter(case=case_id).prefetch_related("recipients").order_by("-id")


def one(document_id: int) -> Document:
    """一份文书；没有则抛出 ``Document.DoesNotExist``。看不看得见由案件定。"""
    return _full().get(pk=document_id)


def by_code(code: str) -> Document | None:
    """核验码对应的文书；没有则为空。"""
    return _full().filter(code=code).first() if code else None


def of_approval(approval_id: int) -> Document | None:
    """这张审批单报的是哪一份文书；不是文书的为空。"""
    return _full().filter(approval=approval_id).first()


def versions(document: Document) -> QuerySet[Version]:
    """各版，新的在前。"""
    return Version.objects.filter(document=document).order_by("-number")


def version_of(document: Document, number: int | None = None) -> Version:
    """第 ``number`` 版；不写是最新一版。没有则抛出 ``Version.DoesNotExist``。"""
    return Version.objects.get(document=document, number=document.version if number is None else number)


def data_of(document: Document, version: int | None = None) -> dict[str, Any]:
    """第 ``version`` 版的内容，不写是最新一版。编号和成文日期不在里面，见 :func:`printable`。"""
    data: dict[str, Any] = version_of(document, version).data
    return data


def digest(document: Document, version: Version) -> str:
    """这一版的摘要：种类、名称、版次、模板版次、内容，改一处就不同。审批单上带着它。"""
    told = [document.kind, document.title, version.number, version.template, version.data]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digest_of(document: Document) -> str:
    """最新一版的摘要。"""
    return digest(document, version_of(document))


def signed_digest(document: Document) -> str:
    """签发时记在链上的摘要；没有签发过的为空。"""
    rows = entries(document.case.stream).filter(type=Signed.name, payload__id=document.pk).order_by("seq")
    found = rows.last()
    return str(found.payload["sha256"]) if found else ""


def difference(document: Document, a: int, b: int) -> list[Change]:
    """第 ``a`` 版到第 ``b`` 版改了什么，一处一项。"""
    fields = papers.template(document.kind).fields
    return list(changed(fields, data_of(document, a), data_of(document, b)))


def _full() -> QuerySet[Document]:
    return Document.objects.select_related("case", "court", "file", "approval", "replaces")


# ---- 印出来 ----


def pdf(document: Document) -> bytes:
    """成品原样读出，核对摘要，坏了抛出 ``storage.Damaged``；还没有成品的，照最新一版印一份带“稿”字的。

    内容不全、印不出来的，抛出 ``papers.BadData``、``papers.CannotPrint``。
    """
    if document.file is not None:
        return files.open_(document.file).read()
    version = version_of(document)
    return papers.render(document.kind, printable(document, version.data), source=source_of(document, version), draft=True)


def preview(case: Case, kind: str, data: Mapping[str, Any]) -> bytes:
    """还没有存的内容印一份带“稿”字的；用本院现在的模板。内容不全的同 :func:`pdf`。"""
    own, today = own_template(case.court_id, kind), context.current().today
    shown = _filled(case, data, live_number(case, kind), today)
    return papers.render(kind, shown, source=own.source if own else None, draft=True)


def printable(document: Document, data: Mapping[str, Any]) -> dict[str, Any]:
    """交给模板的内容：写上编号、成文日期。还没有签发的，写接着要取的编号和今天。"""
    number = document.number or live_number(document.case, document.kind)
    return _filled(document.case, data, number, document.dated or context.current().today)


def _filled(case: Case, data: Mapping[str, Any], number: str, on: date) -> dict[str, Any]:
    named = {"number": number} if number else {}
    return {"court": case.court.name, **data, **named, "on": on.isoformat()}


def source_of(document: Document, version: Version) -> str | None:
    """这一版用的本院模板的原文；用自带模板的为空。"""
    if not version.template:
        return None
    return OwnTemplate.objects.get(court=document.court_id, kind=document.kind, number=version.template).source


def own_template(court_id: int, kind: str) -> OwnTemplate | None:
    """本院现在用的自己的模板；用自带的为空。"""
    return OwnTemplate.objects.filter(court=court_id, kind=kind, since__isnull=False, until__isnull=True).first()


def templates(court_id: int) -> QuerySet[OwnTemplate]:
    """本院自己的模板，各版都在，新的在前。"""
    return OwnTemplate.objects.filter(court=court_id).order_by("kind", "-number")


# ---- 编号 ----


def live_number(case: Case, kind: str) -> str:
    """现在签发的话是什么编号；取不出来的为空。只作预览，签发时在案件锁里再取。"""
    found = next_number(case, kind)
    return str(found.value[0]) if found.ok and found.value else ""


def next_number(case: Case, kind: str) -> Finding[tuple[str, int | None] | None]:
    """这种文书的下一个编号，和是第几个加号（通知书等用本案案号的为空）。

    立案审查时做的，写收件号；此外没有案号的、已有的编号重复的，不取。
    """
    base = numbers.parse(case.number).value if case.number else None
    if base is None and law.paper(kind).unfiled and case.state in UNFILED:
        return Finding((str(case), None), (RULES,))
    if base is None:
        text, remedy = "本案还没有案号，不能取文书编号。", "先立案取号；线下编号的，制作后上传。"
        return _none(refuse("document.no_case_number", text, RULES, remedy=remedy, act=Act.ACCEPT))
    if not law.paper(kind).numbered:
        return Finding((str(document_numbers.numbered(base, 0)), None), (RULES,))
    start = 0 if setting(case.court_id, "document.first_number") == "bare" else 1
    found = document_numbers.following(base, used_numbers(case, base), start)
    value = (str(found.value), document_numbers.serial(found.value)) if found.value else None
    return Finding(value, found.articles, found.reasons, found.warnings, found.steps)


def used_numbers(case: Case, base: CaseNumber) -> list[CaseNumber]:
    """本案已经用掉的编号：取过号的文书（作废的也算），登记过的裁定、通知书的文号。一个号只算一次。"""
    taken = Document.objects.filter(case=case, serial__isnull=False).values_list("number", flat=True)
    told = (str(fact.data.get(name) or "") for fact in timeline_of(case).facts for name in _NUMBERED)
    read = (numbers.parse(text).value for text in (*taken, *(text for text in told if str(base.no) in text)))
    ours = {document_numbers.serial(one): one for one in read if one and one.key[:-1] == base.key[:-1]}
    entered = set(taken)
    return [one for serial, one in sorted(ours.items()) if serial or str(one) in entered]


_NUMBERED: Final = ("number", "document")
"""登记里写文号的栏。"""


def _none(found: Finding[None]) -> Finding[tuple[str, int | None] | None]:
    return Finding(None, found.articles, found.reasons)


# ---- 各人的 ----


@dataclass(frozen=True, slots=True)
class Counts:
    """角标：要我签发的、要我用印的、我在拟的。"""

    sign: int
    seal: int
    drafts: int


def to_sign(user: User, day: date) -> QuerySet[Document]:
    """等这个人自己签发的：本人承办的，立案审查中还没有承办人的，先送的在前。要报批的在审批页，不在这里。"""
    his = Q(case__handler=user.pk) | Q(case__handler__isnull=True, case__state__in=UNFILED)
    rows = _full().filter(his, court=user.court_id, state=Document.State.REVIEW, approval__isnull=True)
    return rows.filter(case__in=_reach(user, day, Act.SIGN_DOCUMENT)).order_by("id")


def to_seal(user: User, day: date) -> QuerySet[Document]:
    """等这个人用印的，先签发的在前。本院规定用印与签发分开的，自己签发、自己承办的不在里面。"""
    rows = _full().filter(court=user.court_id, state=Document.State.SIGNED, case__in=_reach(user, day, Act.SEAL_DOCUMENT))
    if setting(user.court_id, "document.seal_apart"):
        rows = rows.exclude(signed_by=user.pk).exclude(case__handler=user.pk)
    return rows.order_by("signed_at", "id")


def drafts(user: User) -> QuerySet[Document]:
    """这个人在拟的，新的在前。"""
    return _full().filter(court=user.court_id, drafted_by=user.pk, state=Document.State.DRAFT).order_by("-id")


def desk_counts(user: User, day: date) -> Counts:
    """签发页的角标。"""
    return Counts(*(rows.order_by().count() for rows in (to_sign(user, day), to_seal(user, day), drafts(user))))


def _reach(user: User, day: date, act: Act) -> QuerySet[Case]:
    """这个人可办 ``act`` 的案件：把 ``law.rights`` 对每种关系各问一遍，与逐件的权限出自同一处。"""
    facts = user_facts(user, day)

    def may(state: State = State.ENFORCING, **tie: Any) -> bool:
        return rights(facts, CaseFacts(court_path=facts.court_path, state=state, **tie)).may(act)

    cases = Case.objects.filter(court=user.court_id).exclude(state=State.REVERSED)
    if may():
        return cases
    handler = Q(role=Assignment.Role.HANDLER, until__isnull=True) | acting_on(day)
    early = Q(state__in=[state for state in sorted(UNFILED) if may(state)])
    ties = Q(pk__in=[])
    for allowed, tie in (
        (may(handler_id=facts.id), Q(user=facts.id) & handler),
        (may(helper_ids=frozenset({facts.id})), Q(user=facts.id, role__in=HELPERS, until__isnull=True)),
        (may(serving_ids=frozenset({facts.id})), Q(user=facts.id, role=Assignment.Role.SERVING, until__isnull=True)),
        (may(team_ids=facts.teams - facts.leads), Q(team__in=facts.teams - facts.leads, until__isnull=True)),
        (may(team_ids=facts.leads), Q(team__in=facts.leads, until__isnull=True)),
    ):
        ties |= tie if allowed else Q(pk__in=[])
    return cases.filter(early | Q(pk__in=Assignment.objects.filter(ties).values("case")))


LOCKED: Final = Rows(Document, "id = %s for update")
