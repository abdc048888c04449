"""读卷宗：收在卷里的，附在登记上还没有编目的，缺的，保管到哪天。

编了目的（上传、文书用印、改过目录）存成行；登记时附的材料不另存，照登记推出它在哪一目、叫什么：
改了目录、名称、次序或者移出的，才存下那个决定。所以以前附的材料不必补录；更正登记的跟着走，撤回登记的归“其他材料”。
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.queries import Case
from zhixing.casework.dossier.models import Hold, Item, Package, Quarantined
from zhixing.foundation.files.queries import StoredFile, of_stream
from zhixing.foundation.history.queries import WITHDRAWN, Entry, entries, revive
from zhixing.law import dossier as law

__all__ = [
    "Hold", "Item", "Material", "Package", "Quarantined", "find", "holding", "holds", "materials", "of_content", "of_source", "packages",
    "quarantined", "removed", "stored_items",
]

LONGEST: Final = 200
ENTRY: Final = "entry:"
LOOSE: Final = "file:"
"""材料存着，却没有附在哪条登记上。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """卷里的一份材料。``key`` 认它：编了目的是行的编号，没有编目的是来源（entry:环号:材料编号）。

    ``file`` 为空的只有目录（原件另存）；``listed`` 是已经编了目。
    """

    key: str
    section: str
    order: int
    title: str
    source: str
    listed: bool
    file: StoredFile | None = None
    made_on: date | None = None
    maker: str = ""
    pages: int | None = None
    original: bool = False
    added_name: str = ""
    added_at: datetime | None = None

    @property
    def held(self) -> law.Held:
        """给 ``law`` 核对缺什么的。"""
        return law.Held(self.section, self.title)


def materials(case: Case) -> list[Material]:
    """本案卷里的全部材料，按目录、次序；没有编目的排在各目的最后，按发生日先后。查三次，与份数无关。"""
    rows = list(stored_items(case.pk))
    kept = {row.file_id for row in rows if row.file_id}
    found = [_listed(row) for row in rows if row.removed_at is None]
    loose = [file for file in of_stream(case.stream).select_related("uploaded_by") if file.pk not in kept]
    found += _unlisted(case, loose, _attached(case)) if loose else []
    return sorted(found, key=lambda one: (law.rank(one.section), not one.listed, one.order, one.made_on or date.min, one.key))


def stored_items(case_id: int) -> QuerySet[Item]:
    """编了目的，连同移出的。"""
    return Item.objects.filter(case=case_id).select_related("file").order_by("pk")


def removed(case_id: int) -> QuerySet[Item]:
    """移出的，近的在前。"""
    return stored_items(case_id).filter(removed_at__isnull=False).order_by("-removed_at", "-pk")


def _listed(row: Item) -> Material:
    pages = row.pages if row.pages is not None else row.file.pages if row.file else None
    return Material(
        key=str(row.pk), section=row.section, order=row.order, title=row.title, source=row.source, listed=True, file=row.file,
        made_on=row.made_on, maker=row.maker, pages=pages, original=row.original, added_name=row.added_name, added_at=row.added_at,
    )


def _attached(case: Case) -> dict[int, tuple[Entry, bool]]:
    """材料编号 → 附着它的登记（更正过的以后一条为准），这条登记撤回了没有。"""
    rows = list(entries(case.stream).filter(Q(payload__has_key="files") | Q(type=WITHDRAWN)))
    gone = {row.corrects for row in rows if row.type == WITHDRAWN}
    return {pk: (row, row.seq in gone) for row in rows for pk in row.payload.get("files", ())}


def _unlisted(case: Case, loose: Iterable[StoredFile], attached: dict[int, tuple[Entry, bool]]) -> Iterator[Material]:
    """没有编目的：照登记推出目录和名称。"""
    counted: dict[int, int] = {}
    for file in loose:
        if file.pk not in attached:
            yield _alone(file)
            continue
        entry, gone = attached[file.pk]
        counted[entry.seq] = counted.get(entry.seq, 0) + 1
        yield _of_entry(file, entry, gone, counted[entry.seq])


def _of_entry(file: StoredFile, entry: Entry, gone: bool, number: int) -> Material:
    told = ("已撤回的登记：" if gone else "") + revive(entry).sentence()
    key = f"{ENTRY}{entry.seq}:{file.pk}"
    return Material(
        key=key, section=law.OTHER if gone else law.of_event(entry.type, entry.payload).key, order=entry.seq,
        title=told[: LONGEST - 10] + (f"（{number}）" if number > 1 else ""), source=key, listed=False, file=file,
        made_on=entry.happened_on, pages=file.pages, added_name=file.uploader, added_at=file.uploaded_at,
    )


def _alone(file: StoredFile) -> Material:
    key = f"{LOOSE}{file.pk}"
    return Material(
        key=key, section=law.OTHER, order=file.pk, title=file.name, source=key, listed=False, file=file, pages=file.pages,
        added_name=file.uploader, added_at=file.uploaded_at,
    )


def find(case: Case, key: str) -> Material | None:
    """卷里的这一份；没有、移出了的为空。"""
    return next((one for one in materials(case) if one.key == key), None)


def of_source(case_id: int, source: str) -> Item | None:
    """这个来源已经归卷的那一份；没有则为空。"""
    return Item.objects.filter(case=case_id, source=source, removed_at__isnull=True).first() if source else None


def of_content(case: Case, content: bytes) -> str:
    """卷里内容相同的那一份的名称；没有则为空。移出了的不算。"""
    digest = hashlib.sha256(content).hexdigest()
    same = list(of_stream(case.stream).filter(sha256=digest).values_list("pk", flat=True))
    if not same:
        return ""
    return next((one.title for one in materials(case) if one.file and one.file.pk in same), "")


def packages(case_id: int) -> QuerySet[Package]:
    """做过的归档包，近的在前。"""
    return Package.objects.filter(case=case_id).select_related("file").order_by("-pk")


def holds(case_id: int) -> QuerySet[Hold]:
    """暂停销毁的命令，近的在前。"""
    return Hold.objects.filter(case=case_id).order_by("-pk")


def holding(case_id: int, day: date) -> Hold | None:
    """``day`` 这天还在暂停销毁的命令；没有则为空。"""
    return next((row for row in holds(case_id) if not row.ended_name and (row.until is None or row.until >= day)), None)


def quarantined(court_id: int) -> QuerySet[Quarantined]:
    """本院没有收下、隔离起来的，近的在前。"""
    return Quarantined.objects.filter(court=court_id).select_related("case", "by").order_by("-pk")
