"""核验文书：一份文件是不是本系统用印的原件、现在有没有效；全部存着的文件有没有被换过。

``checked`` 看一份：电子签名（:mod:`.sealing`），加上系统里的登记（按摘要找）。``verify`` 看全部：文件、材料表、用印时记在链上的摘要，
三处要一样；编号、成文日期与签发时记的一样。材料表和文书表都被改了的，链上的还在，链被改了的由 ``zhixing verify history`` 看出。
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import F, Q, QuerySet

from zhixing.casework.documents import sealing
from zhixing.casework.documents.events import Sealed, Signed, Voided
from zhixing.casework.documents.queries import Document
from zhixing.casework.documents.sealing import Verdict
from zhixing.foundation.files import queries as files
from zhixing.foundation.files.storage import Damaged
from zhixing.foundation.history.queries import Entry
from zhixing.law.finding import Refused

CHUNK: Final = 200
Progress = Callable[[int, int], None]
Look = Callable[..., Verdict]


# ---- 一份 ----


@dataclass(frozen=True, slots=True)
class Standing:
    """登记着的一份文书现在怎样。``code``：in_force 有效，voided 作废，replaced 作废后重新制作，unsealed 还没有用印，altered 登记被改过。"""

    code: str
    text: str
    document: Document

    @property
    def ok(self) -> bool:
        """现在有效。"""
        return self.code == "in_force"

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        row = self.document
        return {
            "code": self.code, "text": self.text, "court": row.court.name, "title": row.title, "number": row.number,
            "dated": row.dated.isoformat() if row.dated else None,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """一份文件核验的结果：签名，登记（系统里没有的为空），文件的摘要。"""

    verdict: Verdict
    standing: Standing | None
    sha256: str

    @property
    def ok(self) -> bool:
        """登记着而且有效；没有登记的，看签名。"""
        return self.standing.ok if self.standing else self.verdict.ok

    @property
    def lines(self) -> tuple[str, ...]:
        """先说登记，再说签名。登记着的，文件与登记的一字不差，没有电子签名也认。"""
        if not self.standing:
            return (*self.verdict.text, *((UNKNOWN,) if self.verdict.ok else ()))
        if self.verdict.ok:
            return (self.standing.text, *self.verdict.text)
        return (self.standing.text, BARE if self.verdict.code in ("unsigned", "damaged") else f"电子签名另有问题：{self.verdict.sentence}")

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        known = self.standing.as_data() if self.standing else None
        return {"ok": self.ok, "sha256": self.sha256, "lines": list(self.lines), "signature": self.verdict.as_data(), "registered": known}


SPOILT: Final = ("broken", "changed")
"""线下盖的电子印章已经对不上的：上传了也不认。"""
BARE: Final = "这份文书没有电子签名（不盖电子印章，或者线下制作后上传），凭登记的摘要认定：与登记的一字不差。"
UNKNOWN: Final = "本系统里没有登记这份文件：可能是别的法院、别的系统做的，也可能登记以后文件另存过。要紧的事请向盖章的法院核对。"


def checked(content: bytes, *, at: datetime, look: Look = sealing.verify) -> Checked:
    """核验一份文件。登记着的是本系统的原件，直接看；没有登记的用 ``look`` 看（公开页面用子进程）。"""
    digest = hashlib.sha256(content).hexdigest()
    row = _of_file(digest)
    found = _recorded(row) if row else None
    verdict = sealing.verify(content, at=at, existed=row.sealed_at) if row and found and found.code != "altered" else look(content, at=at)
    if found and found.ok and verdict.code in SPOILT:
        found = Standing("altered", "法院登记过这份文件，但是上面的电子签名已经对不上，不要采信，请向法院核对。", found.document)
    return Checked(_by_service(content) if verdict.code == "national" else verdict, found, digest)


def _recorded(row: Document) -> Standing:
    """链上记着的就是这个文件、名称、编号、日期，没有记过作废而登记成有效的，登记才算数。"""
    signed, sealed, voided = (dict(_told(event, stream=row.case.stream)).get(row.pk) for event in (Signed, Sealed, Voided))
    told = sealed.payload if sealed else {}
    same = row.file is not None and told.get("sha256") == row.file.sha256 and told.get("title") == row.title
    if same and not any(_misnumbered(row, signed, sealed)) and (voided is None or row.state == Document.State.VOID):
        return standing(row)
    return Standing("altered", "系统里的登记与签发、用印、作废时记下的不符，登记可能被人改过，不要采信，请向法院核对。", row)


def standing(row: Document) -> Standing:
    """登记着的一份文书现在怎样。"""
    day = f"{row.dated:%Y年}{row.dated.month}月{row.dated.day}日" if row.dated else ""
    name = f"{row.court.name}{row.title}{row.number}"
    if row.state == Document.State.VOID:
        if Document.objects.filter(replaces=row.pk, state=Document.State.SEALED).exists():
            return Standing("replaced", f"{name}已经作废，法院重新制作了一份，以新的为准。", row)
        return Standing("voided", f"{name}已经作废，不再有效。", row)
    if row.state != Document.State.SEALED:
        return Standing("unsealed", f"{name}还没有用印，不是正式的文书。", row)
    return Standing("in_force", f"本系统登记的原件：{name}，成文日期{day}，现在有效。", row)


def of_code(code: str) -> Standing | None:
    """核验码对应的文书现在怎样；没有这个码的为空。"""
    row = _rows().filter(code=code).first() if code else None
    return _recorded(row) if row else None


def _of_file(digest: str) -> Document | None:
    """内容就是这份文件的文书；作废的和有效的内容相同的，取有效的。"""
    return _rows().filter(file__sha256=digest).order_by(F("voided_at").desc(nulls_first=True), "-id").first()


def _rows() -> QuerySet[Document]:
    return Document.objects.select_related("court", "case", "file")


def _by_service(content: bytes) -> Verdict:
    """国密的章，请签章服务核验。"""
    try:
        found = sealing.ask_service(content)
    except Refused as error:
        return Verdict("national", (f"这枚章用的是国密算法，要由法院的签章服务核验，现在核验不了：{error}",))
    return found or Verdict("national", ("这枚章用的是国密算法，要由法院的签章服务核验；这里没有配置签章服务，请向盖章的法院核对。",))


# ---- 全部 ----


@dataclass(frozen=True, slots=True)
class Difference:
    """一处不符。

    ``code``：missing 文件不见了，replaced 文件被换过，row 登记的文件被换过，number 编号、成文日期被改过，
    unrecorded 签发、用印没有记在链上，lost 链上有、登记没有。
    """

    case: str
    document: str
    code: str
    text: str

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"case": self.case, "document": self.document, "code": self.code, "text": self.text}


@dataclass(slots=True)
class Report:
    """核验了 ``documents`` 份；``differences`` 是各处不符。"""

    documents: int = 0
    differences: list[Difference] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """全部对得上。"""
        return not self.differences

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"ok": self.ok, "documents": self.documents, "differences": [one.as_data() for one in self.differences]}


def verify(progress: Progress | None = None) -> Report:
    """全部签发了的、有成品的文书，作废的也在内；再看链上用过印的是不是都还登记着。"""
    report, rows = Report(), _rows().filter(Q(file__isnull=False) | Q(signed_at__isnull=False)).order_by("pk")
    total = rows.count()
    batch: list[Document] = []
    for row in rows.iterator(chunk_size=CHUNK):
        batch.append(row)
        if len(batch) == CHUNK:
            _check(batch, report)
            batch = []
            if progress:
                progress(report.documents, total)
    _check(batch, report)
    report.differences += _lost()
    if progress:
        progress(report.documents, total)
    return report


def _check(batch: list[Document], report: Report) -> None:
    streams = {row.case.stream for row in batch}
    signed, sealed = (dict(_told(event, stream__in=streams)) for event in (Signed, Sealed))
    for row in batch:
        report.documents += 1
        name = f"{row.title}{row.number}"
        wrong = (*_misnumbered(row, signed.get(row.pk), sealed.get(row.pk)), *(_wrong(row, sealed.get(row.pk)) if row.file else ()))
        report.differences += [Difference(str(row.case), name, code, f"{row.case}{name}：{text}") for code, text in wrong]


def _misnumbered(row: Document, signed: Entry | None, sealed: Entry | None) -> Iterator[tuple[str, str]]:
    """编号、成文日期与签发时记的不同；线下制作的没有签发，编号看用印（上传）时记的。"""
    told = signed or sealed
    if row.signed_at and signed is None:
        yield "unrecorded", "登记着签发，动态里没有这件事"
    if told and told.payload.get("number", "") != row.number:
        yield "number", f"登记的编号是{row.number}，动态里记的是{told.payload.get('number') or '没有编号'}"
    if signed and signed.happened_on != row.dated:
        yield "number", f"登记的成文日期是{row.dated}，动态里记的签发日是{signed.happened_on}"


def _wrong(row: Document, sealed: Entry | None) -> Iterator[tuple[str, str]]:
    assert row.file is not None
    if sealed is None:
        yield "unrecorded", "登记着成品，动态里没有用印这件事"
    elif sealed.payload["sha256"] != row.file.sha256:
        yield "row", "登记的文件换成了另一份，与用印时记下的摘要不符"
    try:
        files.open_(row.file).close()
    except Damaged as error:
        gone = isinstance(error.__context__, FileNotFoundError)
        yield ("missing", "存着的文件不见了") if gone else ("replaced", "存着的文件被换过，与登记的摘要不符")


def _lost() -> Iterator[Difference]:
    """链上用过印、登记里没有成品的。"""
    kept = set(Document.objects.filter(file__isnull=False).values_list("pk", flat=True))
    for number, entry in _told(Sealed):
        if number not in kept:
            name = f"{entry.payload['title']}{entry.payload.get('number', '')}"
            yield Difference(entry.stream, name, "lost", f"{entry.stream}{name}：动态里用过印，登记里没有成品")


def _told(event: type[Sealed | Signed | Voided], **only: Any) -> Iterator[tuple[int, Entry]]:
    """链上的签发、用印、作废：文书的编号、那一环；登记事项登记的没有编号，不算。"""
    for entry in Entry.objects.filter(type=event.name, **only).iterator(chunk_size=CHUNK):
        if number := int(entry.payload.get("id") or 0):
            yield number, entry
