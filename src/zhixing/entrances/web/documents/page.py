"""一份文书：看得见的样子、走到哪一步、送给谁、此刻能办什么。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.documents import papers, queries
from zhixing.casework.documents.papers import CannotPrint
from zhixing.casework.documents.papers.pictures import Unreadable, pictured
from zhixing.casework.documents.queries import Document, Recipient
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.documents import reading, states
from zhixing.entrances.web.documents.buttons import bar
from zhixing.entrances.web.documents.reading import Opened
from zhixing.entrances.web.service import standing
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Facts,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment

FIRST: Final = 3
"""先显示几页。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets(Piece):
    """各页的图片。"""

    template: ClassVar[str] = "documents/sheets.html"
    pages: tuple[str, ...]
    total: int
    pdf: str = ""

    @property
    def more(self) -> int:
        """没有显示的页数。"""
        return self.total - len(self.pages)


def page(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """一份文书。"""
    opened = reading.open_document(request, case_id, document_id)
    row, desk = opened.row, opened.desk
    seen = sheets(opened)
    if isinstance(seen, Sheets):
        reading.logged(opened)
    return show(request, Page(
        title=row.title, pretitle=f"{desk.case}　{people(desk)}", tags=(states.status(row), *_marks(row)), actions=(bar(opened),),
        back=f"{desk.home}?tab=documents#tabs", back_text="案件页", body=(*_told(opened), seen), side=(_about(opened), *_to(row), *_versions(opened)),
    ))


def sheets(opened: Opened) -> Piece:
    """前几页；印不出来的说为什么。"""
    edit = Action(text="去改稿", url=reverse("document_edit", args=opened.args), kind="primary")
    try:
        found = pictured(opened.pdf, most=0)
    except papers.BadData as error:
        return Note("\n".join(error.problems[:8]), "yellow", f"还有 {len(error.problems)} 处没有填好", (edit,))
    except (CannotPrint, Unreadable) as error:
        return Note(str(error), "red", "印不出来")
    shown = tuple(reverse("document_picture", args=[*opened.args, n]) for n in range(1, min(found.total, FIRST) + 1))
    return Sheets(pages=shown, total=found.total, pdf=reverse("document_pdf", args=opened.args))


def _marks(row: Document) -> Iterator[Status]:
    if row.number:
        yield Status(row.number, "tone-quiet" if row.state == Document.State.VOID else "plain")
    if row.external:
        yield Status("线下编号", "plain")


def _told(opened: Opened) -> Iterator[Note]:
    row = opened.row
    if why := reading.sent_back([row]).get(row.pk):
        yield Note(why, "yellow", "退回修改")
    if row.state == Document.State.VOID:
        yield Note(f"{row.voided_name} {moment(row.voided_at)}作废：{row.void_reason}", "red", "已作废，编号不再用")
    later = queries.documents(row.case_id).filter(replaces=row.pk).first()
    if later:
        yield Note(f"已经重新制作：{later.title}{later.number}", "blue", actions=(Action(text="看新的", url=reading.url(later), small=True),))


def _about(opened: Opened) -> Panel:
    """经过。"""
    row, today = opened.row, opened.desk.today
    rows: list[tuple[str, Content]] = [("拟稿", f"{row.drafted_name} {full_day(row.drafted_on)}"), ("版次", f"第 {row.version} 版")]
    rows += [("编号", row.number)] if row.number else []
    rows += [("成文日期", full_day(row.dated))] if row.dated else []
    rows += [("签发", f"{row.signed_name} {moment(row.signed_at, today)}")] if row.signed_at else []
    rows += [("用印", f"{row.sealed_name} {moment(row.sealed_at, today)}")] if row.sealed_at and states.needs_seal(row) else []
    rows += [("核验码", row.code)] if row.code else []
    rows += [("审批单", Action(text=row.approval.title, url=reverse("approval_page", args=[row.approval_id]), kind="link"))] if row.approval else []
    if row.replaces:
        rows.append(("代替", Action(text=f"{row.replaces.title}{row.replaces.number}", url=reading.url(row.replaces), kind="link")))
    return Panel(title="经过", body=(Facts(tuple(rows)),))


def _to(row: Document) -> tuple[Panel, ...]:
    """送给谁。"""
    rows = tuple(_recipient(row, one) for one in row.recipients.all())
    if not rows:
        return ()
    table = Table(columns=(Column("姓名或者名称"), Column("送达")), rows=rows, label="受送达人")
    return (Panel(title="受送达人", flush=True, body=(table,)),)


def _recipient(row: Document, one: Recipient) -> Row:
    """用了印的，点开去送达。"""
    url = reverse("service_recipient", args=[row.case_id, one.pk]) if row.state == Document.State.SEALED else ""
    state: Content = Status("不用送了", "grey") if one.cancelled else standing.status(one.state) if url else "—"
    return Row(url=url, cells=((one.name, *([one.role] if one.role else [])), (state, full_day(one.deemed_on))))


def _versions(opened: Opened) -> tuple[Panel, ...]:
    """改过的稿子，各版和前一版比。"""
    rows = tuple(queries.versions(opened.row))
    if len(rows) < 2:
        return ()
    today = opened.desk.today
    items = tuple(
        Row(url=f"{reverse('document_versions', args=opened.args)}?a={one.number - 1}&b={one.number}" if one.number > 1 else "",
            cells=((f"第{one.number}版", one.why), (one.made_name, moment(one.made_at, today))))
        for one in rows
    )
    table = Table(columns=(Column("版次"), Column("谁改的")), rows=items, label="各版")
    return (Panel(title="各版", flush=True, body=(table,)),)
