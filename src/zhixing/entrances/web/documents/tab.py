"""案件页的“文书”一栏：做过的、正在做的，和做一份新的。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.documents import queries
from zhixing.casework.documents.queries import Document
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.documents import reading, states
from zhixing.entrances.web.ui import Action, Column, Empty, Panel, Row, Table
from zhixing.entrances.web.ui.words import day
from zhixing.law.states import Act

NAME = "文书"
COLUMNS = (Column("文书"), Column("状态"), Column("拟稿"), Column("签发"), Column("送达"))


def tab(view: View) -> Panel:
    """本案的文书，新的在前。"""
    rows = tuple(_row(view, one) for one in queries.documents(view.case.pk))
    able = view.desk.rights.may(Act.DRAFT_DOCUMENT)
    make = Action(text="制作文书", url=reverse("case_document_new", args=[view.case.pk]), kind="primary", icon="plus", small=True)
    empty = Empty("还没有文书", "案件里已经有的内容会自动填好。", "file-text", make if able else None)
    table = Table(columns=COLUMNS, rows=rows, label="文书", empty=empty)
    return Panel(flush=True, actions=(make,) if able and rows else (), title="文书" if able and rows else "", body=(table,))


def _row(view: View, row: Document) -> Row:
    today = view.desk.today
    named = (row.title, *([row.number] if row.number else []), *([f"代替第{row.replaces_id}号文书"] if row.replaces_id else []))
    signed = (row.signed_name, day(row.dated, today)) if row.signed_at else "—"
    served = states.delivered(row.recipients.all()) if row.state == Document.State.SEALED else "—"
    return Row(url=reading.url(row), tone="grey" if row.state == Document.State.VOID else "", cells=(
        named, states.status(row), (row.drafted_name, day(row.drafted_on, today)), signed, served,
    ))
