"""事项委托函：照这一次委托拟一份文书，签发、用印都走文书的路；用了印的，发出时自动随函附上。"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.centre import drafting
from zhixing.casework.centre import queries_entrusted as queries
from zhixing.casework.centre.commands.entrustment_steps import enclose, hold, refused
from zhixing.casework.centre.models import Entrustment
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.queries import Document
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User
from zhixing.law import entrusting as law
from zhixing.law.finding import Finding

LETTER = "matter_entrustment"


@transaction.atomic
def letter(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None) -> Document:
    """拟委托函：受托法院、事项、对象、要求、附的文书照这一次填好。已经拟了、没有作废的抛出 ``Refused``。"""
    held = hold("letter", entrustment, actor, on, revision)
    row, case = held.row, held.case
    assert case is not None
    if queries.letter_of(row) is not None:
        raise refused("letter_twice", "委托函已经拟了。", "在案件的文书里改、签发、用印；要重拟的，先作废它。")
    to = row.to.name if row.to else row.other
    data = drafting.values(case, LETTER, on=on, actor=actor, to=(to,)).data
    enclosed = "、".join(file.name.rpartition(".")[0] or file.name for file, _ in queries.files_of(row))
    given = {**data, "to": to, "matter": law.matter(row.matter).name, "about": row.about, "demand": row.demand, "enclosed": enclosed[:300] or None}
    row.document = documents.draft(case=case, actor=actor, on=on, revision=None, kind=LETTER, data=given)
    keep(row, ["document", "revision"])
    return row.document


def carry_letter(row: Entrustment) -> Finding[None]:
    """发出前：用了印的委托函附上（已经附了的不重附）；拟了还没有用印的不能发出。"""
    paper = queries.letter_of(row)
    file = paper.file_id if paper is not None and paper.state == Document.State.SEALED else None
    if file is not None:
        enclose(row, [file])
    return law.sealed(drafted=paper is not None, ready=file is not None)
