"""送达测试共用：一件案件上用了印的文书和它的受送达人。直接建行，不走拟稿、签发、用印，所以快。"""

from __future__ import annotations

from datetime import date
from typing import Any

from spine import TODAY, House

from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.models import Document, Recipient
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.history import context
from zhixing.law.words import word

DATED = date(2026, 10, 23)


def paper(house: House, case: Case, kind: str = "enforcement_notice", **values: Any) -> Document:
    """一份用了印的文书，没有受送达人。"""
    fields = {
        "title": word("document", kind), "state": "sealed", "drafted_by": house.judge, "drafted_name": house.judge.name,
        "drafted_on": DATED, "dated": DATED, "number": f"（2026）内0221执{case.pk}号", **values,
    }
    return Document.objects.create(case=case, court=house.court, kind=kind, **fields)


def debtor(case: Case) -> Party:
    """被执行人，第一名。"""
    return Party.objects.filter(case=case, role="respondent").order_by("pk")[0]


def to(document: Document, party: Party | None = None, **values: Any) -> Recipient:
    """一个受送达人，没有给就是被执行人。"""
    person = party or (None if values.get("name") else debtor(document.case))
    fields: dict[str, Any] = {"party": person, "case": document.case, "court_id": document.court_id}
    if person:
        fields |= {"name": person.name, "nature": person.nature, "role": person.role}
    return Recipient.objects.create(document=document, **(fields | values))


def sealed(house: House, case: Case, kind: str = "enforcement_notice", **values: Any) -> Recipient:
    """一份用了印的文书，送被执行人。"""
    return to(paper(house, case, kind, **values))


def scan(house: House, case: Case) -> int:
    """一份已存的材料。"""
    row = StoredFile.objects.create(
        court=house.court, stream=case.stream, name="送达回证.pdf", media_type="application/pdf", size=9, sha256="0" * 64,
        uploaded_by=house.judge, uploaded_at=context.current().now,
    )
    return row.pk


def on(day: int, month: int = 10) -> date:
    """2026 年的一天。"""
    return date(2026, month, day)


__all__ = ["DATED", "TODAY", "debtor", "on", "paper", "scan", "sealed", "to"]
