"""通知收款人：生成核验码，原文只在这一页和发放通知书里出现；能拟文书的，连同通知书一起拟好。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from django.urls import reverse

from zhixing.casework.centre import drafting
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.queries import Document
from zhixing.casework.documents.queries_service import reached
from zhixing.casework.documents.sealing.codes import base
from zhixing.casework.funds.commands import payees
from zhixing.casework.funds.queries_case import PayoutLine
from zhixing.entrances.web.casemoney.sheet import Sheet
from zhixing.entrances.web.documents import reading
from zhixing.entrances.web.ui import Action, Piece
from zhixing.foundation.history import context
from zhixing.law.identity import mask
from zhixing.law.states import Act

KIND = "payout_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Piece):
    """办成了：核验码、公开核实的网址、拟好的通知书。"""

    template: ClassVar[str] = "casemoney/told.html"
    payee: str
    code: str
    url: str
    paper: Action | None
    sent_to: str = ""


def noticed(sheet: Sheet, line: PayoutLine) -> Told:
    """通知一笔。通知书里写着核验码，旧的通知书另外作废。"""
    with transaction.atomic():
        code = payees.notice(line=line.pk, actor=sheet.request.user, on=context.current().today)
        made = _drafted(sheet, line, code) if sheet.may(Act.DRAFT_DOCUMENT) and line.party_id else None
    paper = Action(text="打开发放通知书", url=reading.url(made), kind="primary", icon="file-text") if made else None
    sent_to = mask(reached(line.party_id, context.current().today))
    path = reverse("portal_notice", args=[code])
    url = f"{base()}{path}" if base() else sheet.request.build_absolute_uri(path)
    return Told(payee=line.payee, code=code, url=url, paper=paper, sent_to=sent_to)


def _drafted(sheet: Sheet, line: PayoutLine, code: str) -> Document | None:
    """拟一份发放通知书；此时不发这种文书的没有。"""
    desk = sheet.desk
    if desk is None:
        return None
    about = (f"{sheet.row.number}第{line.number}笔",)
    data = drafting.values(desk.case, KIND, on=desk.today, actor=desk.user, about=about).data
    return documents.draft(case=desk.case.pk, actor=desk.user, on=desk.today, revision=None, kind=KIND, data={**data, "code": code})
