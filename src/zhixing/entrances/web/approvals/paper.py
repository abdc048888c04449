"""审批单报的文书：送审签的那一版，一页一页地看。看得到审批单的就看得到，看一次记一次。"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.documents import queries
from zhixing.casework.documents.papers import BadData, CannotPrint
from zhixing.casework.documents.papers.pictures import pictured
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web.documents.page import Sheets
from zhixing.entrances.web.documents.preview import inline
from zhixing.entrances.web.documents.reading import READ, sent
from zhixing.entrances.web.ui import Note, Panel, Piece
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.commands import log_read

MOST = 6
"""先显示几页，其余打开 PDF 看。"""


def shown(request: HttpRequest, row: Approval) -> tuple[Piece, ...]:
    """报的是文书的，给这一份的样子；不是的没有。"""
    document = queries.of_approval(row.pk)
    if document is None:
        return ()
    try:
        pdf = queries.pdf(document)
    except (BadData, CannotPrint) as error:
        return (Note(str(error), "red", "文书印不出来，退回修改"),)
    found = pictured(pdf, most=MOST, colour=document.file_id is not None)
    _log(request, row, document)
    pages = tuple(inline(page) for page in found.pages)
    seen = Sheets(pages=pages, total=found.total, pdf=reverse("approval_paper", args=[row.pk]))
    return (Panel(title=f"{document.title}（第{document.version}版）", body=(seen,)),)


def served(request: HttpRequest, row: Approval) -> HttpResponse:
    """这一份的 PDF。"""
    document = queries.of_approval(row.pk)
    if document is None:
        raise Http404
    try:
        pdf = queries.pdf(document)
    except (BadData, CannotPrint) as error:
        raise Http404 from error
    _log(request, row, document)
    return sent(pdf, "application/pdf", f"{document.title}{document.number}.pdf", inline=True)


def _log(request: HttpRequest, row: Approval, document: Document) -> None:
    log_read(actor=request.user, court_id=row.court_id, what=READ, stream=row.stream, detail=f"{document.title}{document.number}，审批")
