"""核验：从头重算每一环，逐链核对，再核对日根；说出第一处断在哪里。

能看出来的：改动任何一栏、删掉中间或末尾的环、删掉整条已封的链、改后重算哈希（日根对不上）、改动日根本身。
还没封过日根的链被整条删除看不出来，所以每天封。全部日根也一起重算的，要靠另存的日根（:attr:`Report.roots`）对照。
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from zhixing.foundation.history import chain
from zhixing.foundation.history.models import DailyRoot, Entry, SealedHead, Stream

CHUNK = 2000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Break:
    """一处断裂：哪条链（或哪家法院的日根）、第几环、怎么断的。"""

    chain: str
    seq: int
    code: str
    text: str

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {"chain": self.chain, "seq": self.seq, "code": self.code, "text": self.text}


@dataclass(frozen=True, slots=True)
class Root:
    """一家法院最近的日根。"""

    court_id: int
    day: date
    root: str


@dataclass(slots=True)
class Report:
    """核验结果。``breaks`` 每条链只留第一处；``first`` 是按链名排在最前的一处。"""

    entries: int = 0
    streams: int = 0
    days: int = 0
    breaks: list[Break] = field(default_factory=list)
    roots: list[Root] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """全部对得上。"""
        return not self.breaks

    @property
    def first(self) -> Break | None:
        """第一处断裂。"""
        return self.breaks[0] if self.breaks else None

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {
            "ok": self.ok, "entries": self.entries, "streams": self.streams, "days": self.days,
            "first": self.first.as_data() if self.first else None,
            "breaks": [b.as_data() for b in self.breaks],
            "roots": [{"court": r.court_id, "day": r.day.isoformat(), "root": r.root} for r in self.roots],
        }


def verify(progress: Progress | None = None) -> Report:
    """核对全部链和日根。在一个只读快照里做，同时有人办案也不误报。``progress(已核, 总数)`` 随时报告进度。"""
    own = not connection.in_atomic_block
    with transaction.atomic():
        if own:
            _snapshot()
        report = Report(streams=Stream.objects.count())
        found: dict[str, Break] = {}
        for broken in [*_entries(report, progress), *_ends(), *_sealed(), *_roots(report)]:
            kept = found.get(broken.chain)
            if kept is None or broken.seq < kept.seq:
                found[broken.chain] = broken
        report.breaks = sorted(found.values(), key=lambda b: (b.chain, b.seq))
    return report


def _snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")


# ---- 逐环 ----


def _entries(report: Report, progress: Progress | None) -> Iterator[Break]:
    """走一遍全部的环：序号连着、前一环的哈希接着、内容和哈希对得上。"""
    total, name, seq, head = Entry.objects.count(), "", 0, ""
    rows = Entry.objects.order_by("stream", "seq").values(*chain.SEALED, "hash")
    for row in rows.iterator(chunk_size=CHUNK):
        kept = row.pop("hash")
        if row["stream"] != name:
            name, seq, head = row["stream"], 0, ""
        yield from _link(row, kept, seq, head)
        seq, head = row["seq"], kept
        report.entries += 1
        if progress and report.entries % CHUNK == 0:
            progress(report.entries, total)
    if progress:
        progress(report.entries, total)


def _link(row: Mapping[str, Any], kept: str, seq: int, head: str) -> Iterator[Break]:
    name = row["stream"]
    if row["seq"] != seq + 1:
        yield Break(name, seq + 1, "gap", f"{name} 缺第{seq + 1}环（其后是第{row['seq']}环）")
    elif row["previous"] != head:
        yield Break(name, row["seq"], "link", f"{name} 第{row['seq']}环接不上前一环")
    if chain.digest_of(row) != kept:
        yield Break(name, row["seq"], "content", f"{name} 第{row['seq']}环的内容与哈希不符")


# ---- 末端 ----


def _ends() -> Iterator[Break]:
    """每条链的末端就是最后一环；没有登记的链也算断。"""
    last = Entry.objects.filter(stream=OuterRef("name")).order_by("-seq")
    ends = Stream.objects.annotate(
        last=Coalesce(Subquery(last.values("seq")[:1]), 0), final=Coalesce(Subquery(last.values("hash")[:1]), Value(""))
    )
    for name, seq, last_seq in ends.exclude(last=F("seq"), final=F("head")).values_list("name", "seq", "last"):
        yield _end(name, seq, last_seq)
    known = Stream.objects.filter(name=OuterRef("stream"))
    orphans: QuerySet[Entry, str] = Entry.objects.filter(~Exists(known), seq=1).values_list("stream", flat=True)
    for name in orphans:
        yield Break(name, 1, "unregistered", f"{name} 的链没有登记末端")


def _end(name: str, seq: int, last: int) -> Break:
    if last < seq:
        return Break(name, last + 1, "cut", f"{name} 少了末尾：应有{seq}环，只剩{last}环")
    if last > seq:
        return Break(name, seq + 1, "extra", f"{name} 多出末尾：应有{seq}环，却有{last}环")
    return Break(name, seq, "head", f"{name} 登记的末端与最后一环的哈希不符")


# ---- 日根 ----


def _sealed() -> Iterator[Break]:
    """封过的末端还在，而且没有变。"""
    same = Entry.objects.filter(stream=OuterRef("stream"), seq=OuterRef("seq"))
    now = SealedHead.objects.annotate(now=Coalesce(Subquery(same.values("hash")[:1]), Value("")))
    changed = now.exclude(now=F("hash")).order_by("stream", "seq").values_list("stream", "seq", "now", "root__day")
    for name, seq, hash_now, day in changed:
        gone = f"{name} 第{seq}环不见了，{day}的日根里封着它"
        altered = f"{name} 第{seq}环或其前面的环被改过（哈希重算过），与{day}封存的不符"
        yield Break(name, seq, "sealed" if hash_now else "vanished", altered if hash_now else gone)


def _roots(report: Report) -> Iterator[Break]:
    """日根一天接一天，每一天都由当日封存的末端算得出来。"""
    court, previous = -1, ""
    for root in DailyRoot.objects.order_by("court_id", "day").prefetch_related("heads").iterator(chunk_size=50):
        if root.court_id != court:
            court, previous = root.court_id, ""
            report.roots.append(Root(court, root.day, root.root))
        report.roots[-1] = Root(court, root.day, root.root)
        yield from _root(root, previous)
        previous = root.root
        report.days += 1


def _root(root: DailyRoot, previous: str) -> Iterator[Break]:
    name, order = f"root:{root.court_id}", root.day.toordinal()
    heads = [(h.stream, h.seq, h.hash) for h in root.heads.all()]
    if root.previous != previous:
        yield Break(name, order, "root_link", f"法院{root.court_id} {root.day}的日根接不上前一日根")
    elif len(heads) != root.streams or chain.root(root.previous, root.day, heads, root.total) != root.root:
        yield Break(name, order, "root", f"法院{root.court_id} {root.day}的日根与当日封存的末端不符")
