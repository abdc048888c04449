"""成文：印出最后的样子，存进材料库，归入卷宗。只在案件的锁里、随签发、用印或者上传发生。"""

from __future__ import annotations

from datetime import date

from zhixing.casework.cases.commands import finish
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import queries, sealing
from zhixing.casework.documents.commands.holding import printed
from zhixing.casework.documents.events import Sealed
from zhixing.casework.documents.models import Document
from zhixing.casework.documents.papers import Mark
from zhixing.casework.dossier import commands as dossier
from zhixing.foundation.files import commands as files
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User


def marked(document: Document, code: str) -> bytes:
    """印成品：编号、成文日期、核验码都在上面，没有“稿”字。"""
    return printed(document, queries.version_of(document), mark=Mark(code, sealing.address(code)))


def completed(case: Case, held: Document, actor: User, on: date) -> Document:
    """不用印的文书，签发时即成：印出来，存下，归卷。"""
    held.code = sealing.new_code()
    return stored(case, held, actor, on, marked(held, held.code))


def stored(case: Case, held: Document, actor: User, on: date, pdf: bytes) -> Document:
    """存下成品，成为“已用印”；``held`` 的用印人、时刻、核验码已经写好。"""
    name = f"{held.title}{held.number}.pdf"
    held.file = files.store(court_id=case.court_id, name=name, content=pdf, actor=actor, stream=case.stream, ours=True)
    return finished(case, held, actor, on, held.file)


def finished(case: Case, held: Document, actor: User, on: date, file: StoredFile, *, by_hand: bool = False) -> Document:
    """记用印，归卷。"""
    held.state = Document.State.SEALED
    keep(held, ["state", "file", "code", "sealed_by", "sealed_name", "sealed_at", "revision"])
    event = Sealed(document=held.kind, id=held.pk, title=held.title, sha256=file.sha256, number=held.number, by_hand=by_hand)
    finish(event, case=case, actor=actor, on=on)
    dossier.file_document(
        case=case, actor=actor, on=on, kind=held.kind, document_id=held.pk, title=f"{held.title}{held.number}", file_id=file.pk,
    )
    return held
