"""文书走到哪一步，怎么写、什么颜色。"""

from __future__ import annotations

from collections.abc import Iterable

from zhixing.casework.documents.queries import Document, Recipient
from zhixing.entrances.web.ui import Status
from zhixing.law import papers as law

TONES = {"draft": "plain", "review": "yellow", "signed": "blue", "sealed": "green", "void": "grey"}
SERVED = ("served", "announced")


def status(row: Document) -> Status:
    """状态；发出的、不用印的另有叫法。"""
    if row.state == Document.State.SEALED:
        return Status("已发出" if row.sent_on else "已用印" if needs_seal(row) else "已成文", "green")
    if row.state == Document.State.SIGNED:
        return Status("待用印", "blue", title="已经签发，等用印")
    return Status(row.get_state_display(), TONES[row.state], title=row.void_reason)


def needs_seal(row: Document) -> bool:
    """这一种要不要盖院印。"""
    try:
        return law.paper(row.kind).sealed
    except law.UnknownPaper:
        return True


def delivered(rows: Iterable[Recipient]) -> str:
    """送达了几人。"""
    wanted = [row for row in rows if not row.cancelled]
    if not wanted:
        return "—"
    done = sum(row.state in SERVED for row in wanted)
    return f"{done}/{len(wanted)} 人已送达"
