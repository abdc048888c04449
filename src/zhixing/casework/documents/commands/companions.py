"""随同的文书：裁定书取号以后，随它一起拟的稿子里还没有写裁定书案号的，补上，另成一版。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.cases.commands import finish
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.commands.holding import add_version, locked
from zhixing.casework.documents.events import Revised, Signed
from zhixing.casework.documents.models import Document
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User

RULING: Final = "ruling"
"""“所附裁定书案号”一栏。"""


def numbered(recorded: Recorded) -> None:
    """签发取号之后。只补还在拟稿、这一栏空着的；写了别的号的、已送审签的不动。"""
    event = recorded.event
    if not isinstance(event, Signed) or not event.number:
        return
    drafts = Document.objects.filter(with_document=event.id, state=Document.State.DRAFT).order_by("pk")
    for row in drafts:
        if RULING in papers.template(row.kind).fields and not queries.data_of(row).get(RULING):
            _number(row, event, recorded)


def _number(row: Document, event: Signed, recorded: Recorded) -> None:
    case, actor, why = locked_case(row.case_id), recorded.actor, f"{event.title}取号{event.number}"
    assert isinstance(actor, User)
    held = locked(case, row.pk)
    held.version, held.revision = held.version + 1, held.revision + 1
    add_version(held, {**queries.data_of(row), RULING: event.number}, actor, why)
    keep(held, ["version", "revision"])
    told = Revised(document=held.kind, id=held.pk, title=held.title, version=held.version, why=why)
    finish(told, case=case, actor=actor, on=recorded.entry.happened_on, reason=why)
