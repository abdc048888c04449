"""作废、重新制作、上传线下制作的。作废的编号照占，不再用；没有送到的不用送了。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Q

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import queries
from zhixing.casework.documents.access import paper_of
from zhixing.casework.documents.commands.drafting import draft, name_recipients, recipients
from zhixing.casework.documents.commands.finishing import finished
from zhixing.casework.documents.commands.holding import hold
from zhixing.casework.documents.commands.signing import occupied
from zhixing.casework.documents.events import Voided
from zhixing.casework.documents.facts import To, addressees
from zhixing.casework.documents.models import Document, Recipient, Version
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import document_numbers, entries, papers, words
from zhixing.law.finding import Refused, refuse
from zhixing.law.paper_life import RULES, Step
from zhixing.law.states import Act

PDF: Final = "application/pdf"


@transaction.atomic
def void(*, document: Document | int, actor: User, on: date, revision: int | None, reason: str) -> Document:
    """作废，须写理由。编号照占；还没有送到的不用送了；已经送达的不再算数，另行告知。"""
    return _void(Step.VOID, document, actor, on, revision, reason)[1]


@transaction.atomic
def reissue(*, document: Document | int, actor: User, on: date, revision: int | None, reason: str) -> Document:
    """作废并照原来的内容、受送达人另拟一份，返回新的那一份。"""
    case, old = _void(Step.REISSUE, document, actor, on, revision, reason)
    return draft(
        case=case, actor=actor, on=on, revision=None, kind=old.kind, data=queries.data_of(old), to=recipients(old),
        with_document=old.with_document_id, replaces=old, why=f"重新制作：{old.void_reason}"[:300],
        number=old.number if old.external and old.serial is None else "",
    )


def _void(step: Step, document: Document | int, actor: User, on: date, revision: int | None, reason: str) -> tuple[Case, Document]:
    why = entries.text(reason, "作废的理由", limit=500, required=True).require()
    case, held, found = hold(step, document, actor, revision)
    held.state, held.void_reason = Document.State.VOID, why
    held.voided_name, held.voided_at = actor.name, context.current().now
    keep(held, ["state", "void_reason", "voided_name", "voided_at", "revision"])
    Recipient.objects.filter(document=held, deemed_on__isnull=True).update(cancelled=True)
    event = Voided(document=held.kind, id=held.pk, title=held.title, why=why, number=held.number)
    finish(event, case=case, actor=actor, on=possible(on, held.drafted_on, "作废日").require(), finding=found, reason=why)
    return case, held


@transaction.atomic
def upload(
    *, case: Case | int, actor: User, on: date, kind: str, title: str, file_id: int, number: str = "", to: Sequence[To] = (),
    revision: int | None = None,
) -> Document:
    """线下制作、已经盖章的文书，上传成品。

    ``on`` 是成文日期，``number`` 照文书上写的，不写的是本案案号（立案以前是收件号）；``kind`` 是文书代码，没有列出的用 ``other``。
    不是 PDF、不是本案的材料、编号已经用掉的抛出 ``Refused``。
    """
    case = begin(Act.DRAFT_DOCUMENT, case=case, actor=actor, revision=revision)
    named, paper, file = _titled(kind, title), paper_of(kind), _pdf(case, file_id)
    if paper is not None:
        papers.suits(paper, case.kind, case.closing_mode, case.state).require()
    written = document_numbers.external(number or str(case)).require()
    made = Document.objects.create(
        case=case, court_id=case.court_id, kind=kind, title=named, state=Document.State.DRAFT, drafted_by=actor, drafted_name=actor.name,
        drafted_on=context.current().today, number=written, external=bool(number), serial=occupied(case, kind, written), file=file,
        dated=possible(on, None, "成文日期").require(),
    )
    now = context.current().now
    Version.objects.create(document=made, number=1, data={}, why="线下制作后上传", made_by=actor, made_name=actor.name, made_at=now)
    name_recipients(made, to or (addressees(case, paper, {}) if paper else ()))
    return finished(case, made, actor, context.current().today, file, by_hand=True)


def _titled(kind: str, title: str) -> str:
    if kind not in words.choices("document"):
        raise Refused(refuse("document.kind", "没有这种文书。", RULES, remedy="没有列出的，选“其他文书”。", subject="kind"))
    return entries.text(title or words.word("document", kind), "名称", limit=120, required=True).require()


def _pdf(case: Case, file_id: int) -> StoredFile:
    found = StoredFile.objects.filter(pk=file_id, court=case.court_id, stream=case.stream).first()
    if found is None:
        raise Refused(refuse("document.file", "这份材料不是本案的。", RULES, remedy="重新上传。", subject="file"))
    if found.media_type != PDF:
        raise Refused(refuse("document.file", f"“{found.name}”不是 PDF。", RULES, remedy="扫描或者另存为 PDF 再上传。", subject="file"))
    if used := Document.objects.filter(file=found).first():
        raise Refused(refuse("document.file_used", f"这份材料已经是文书“{used}”。", RULES, remedy="刷新页面。", subject="file"))
    if used := Document.objects.filter(~Q(code=""), file__sha256=found.sha256).first():
        text = f"这就是系统里制作的“{used}”，不是线下制作的。"
        raise Refused(refuse("document.file_ours", text, RULES, remedy="在那一份上办；作废了的，重新制作。", subject="file"))
    return found
