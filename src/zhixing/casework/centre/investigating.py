"""照准许的律师调查令拟文书：案件知道的由拟稿填好，申请写的照申请。"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.centre import drafting
from zhixing.casework.control.commands import investigations
from zhixing.casework.control.queries_clues import Investigation
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.queries import Document
from zhixing.foundation.people.queries import User
from zhixing.law import texts

ORDER = "investigation_order"


@transaction.atomic
def draft_order(*, investigation: Investigation, firm: str, actor: User, on: date, revision: int | None) -> Document:
    """拟律师调查令，写到这一项上；``firm`` 是律师事务所。随后照文书的办法审签、用印；还缺的栏签发以前补上。

    没有准许的、不是调查令的抛出 ``Refused``；文书种类此时不能发的同。
    """
    case = investigation.case
    known = drafting.values(case, ORDER, on=on, actor=actor, to=(investigation.unit,)).data
    told = {
        "to": investigation.unit, "lawyer": investigation.lawyer, "licence": investigation.licence, "firm": texts.line(firm),
        "matters": investigation.items, "until": investigation.until.isoformat() if investigation.until else "",
    }
    data = {**known, **{name: text for name, text in told.items() if text}}
    made = documents.draft(case=case, actor=actor, on=on, revision=None, kind=ORDER, data=data)
    investigations.attach(investigation=investigation, document=made, actor=actor, revision=revision)
    return made
