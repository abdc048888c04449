"""打开一份文书：看得见这一件案件的才打得开；看内容的记入查阅日志。PDF、可编辑的稿子、各页图片。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.papers import CannotPrint, editable
from zhixing.casework.documents.papers.pictures import Unreadable, pictured
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.foundation.files import pdf as pdf_files
from zhixing.foundation.history.commands import log_read
from zhixing.foundation.history.queries import entries_of

READ: Final = "看文书"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNPRINTABLE: Final = (papers.BadData, CannotPrint)
"""栏目没有填好、缺字形的印不出来；为什么，文书页说得清。"""
FAR: Final = 100_000
INLINE_SAFE: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Opened:
    """一份文书和它所在的案件。"""

    desk: Desk
    row: Document

    @property
    def args(self) -> list[int]:
        """网址里的两个编号。"""
        return [self.desk.case.pk, self.row.pk]

    @property
    def url(self) -> str:
        """文书页。"""
        return reverse("document_page", args=self.args)

    @cached_property
    def data(self) -> dict[str, Any]:
        """最新一版的内容。"""
        return dict(queries.data_of(self.row))

    @cached_property
    def pdf(self) -> bytes:
        """成品；没有用印的是带“稿”字的样子。"""
        return queries.pdf(self.row)

    @property
    def final(self) -> bool:
        """已经是文件，内容不再变。"""
        return self.row.file_id is not None

    @property
    def name(self) -> str:
        """文件名，没有扩展名。"""
        return f"{self.row.title}{self.row.number}" if self.row.number else self.row.title


def url(row: Document) -> str:
    """文书页。"""
    return reverse("document_page", args=[row.case_id, row.pk])


def open_document(request: HttpRequest, case_id: int, document_id: int) -> Opened:
    """看不见这一件的、不是这一件的文书，都是 404。"""
    return opened_on(open_desk(request, case_id), document_id)


def opened_on(desk: Desk, document_id: int) -> Opened:
    """本案的一份文书。"""
    row = queries.documents(desk.case.pk).filter(pk=document_id).first()
    if row is None:
        raise Http404
    return Opened(desk, row)


def sent_back(rows: Iterable[Document]) -> dict[int, str]:
    """退回修改的稿子：编号 → 最近一次退回的理由。"""
    drafts = {row.pk: row for row in rows if row.state == Document.State.DRAFT}
    found: dict[int, str] = {}
    for entry in entries_of({f"case:{row.case_id}" for row in drafts.values()}).filter(type="documents.SentBack"):
        found[entry.payload["id"]] = entry.payload["why"]
    return {pk: why for pk, why in found.items() if pk in drafts}


def with_identity(data: Any) -> bool:
    """内容里写着证件号码：一组、一行里的也算。"""
    if isinstance(data, Mapping):
        return any(value if key == "identity" else with_identity(value) for key, value in data.items())
    return isinstance(data, list) and any(map(with_identity, data))


def noted(desk: Desk, detail: str) -> None:
    """看了完整的证件号码，记一笔。"""
    log_read(actor=desk.user, court_id=desk.case.court_id, what="查看完整号码", stream=desk.case.stream, detail=detail)


def logged(opened: Opened, what: str = "") -> None:
    """文书里有完整的证件号码：看一次记一次。"""
    desk = opened.desk
    log_read(actor=desk.user, court_id=desk.case.court_id, what=what or READ, stream=desk.case.stream, detail=opened.name)


def pdf(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """PDF；默认在浏览器里看，``?save`` 下载。"""
    opened = open_document(request, case_id, document_id)
    try:
        content = opened.pdf
    except UNPRINTABLE:
        return HttpResponseRedirect(opened.url)
    logged(opened, "下载文书" if "save" in request.GET else READ)
    return sent(content, "application/pdf", f"{opened.name}.pdf", inline="save" not in request.GET)


def docx(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """可编辑的稿子：只供线下改，改好的要回来改栏目，或者另行上传。"""
    opened = open_document(request, case_id, document_id)
    if opened.row.kind not in papers.TEMPLATES:
        raise Http404
    version = queries.version_of(opened.row)
    try:
        content = editable.docx(opened.row.kind, queries.printable(opened.row, version.data), source=queries.source_of(opened.row, version))
    except UNPRINTABLE:
        return HttpResponseRedirect(opened.url)
    logged(opened, "导出文书稿")
    return sent(content, WORD, f"{opened.name}.docx", inline=False)


def picture(request: HttpRequest, case_id: int, document_id: int, number: int) -> HttpResponse:
    """第几页的图片（从1起）。"""
    opened = open_document(request, case_id, document_id)
    try:
        found = _drawn(opened, number - 1) if 0 < number < FAR else b""
    except (*UNPRINTABLE, Unreadable, pdf_files.Unreadable) as error:
        raise Http404 from error
    if not found:
        raise Http404
    return sent(found, "image/png", f"{number}.png", inline=True)


def _drawn(opened: Opened, place: int) -> bytes:
    """一页的图片。线下制作的是别人做的文件，在子进程里画。"""
    if opened.final and not opened.row.code:
        return pdf_files.drawn(opened.pdf, place)
    return next(iter(pictured(opened.pdf, first=place, most=1, colour=opened.final).pages), b"")


def sent(content: bytes, media: str, name: str, *, inline: bool) -> HttpResponse:
    """交给浏览器：认准类型，不留在缓存里；``inline`` 是就地看，否则下载。"""
    kind = "inline" if inline else "attachment"
    return HttpResponse(content, content_type=media, headers=INLINE_SAFE | {"Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}"})
