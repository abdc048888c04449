"""流程系统每日导出的导入：一件案件一个事务，断了接着来，导几遍、先导哪一份，结果都一样。

每行在流程系统里的标识是它的身份（``FlowRow.key``），只认导出时间最新的一份；怎么办由 ``flow_plan`` 定，这里只管收发和记账。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from procrastinate.contrib.django import app as jobs

from zhixing.casework.cases import access
from zhixing.casework.cases.commands.from_flow import held_for_import, record_imported
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.exchange import batches, flow_reading
from zhixing.exchange.flow_plan import Bound, Claim, Setting, Step, Write, plan
from zhixing.exchange.flow_reading import Row, Said, Unread, said_of
from zhixing.exchange.models import FlowImport, FlowPart, FlowRow
from zhixing.exchange.workbook import glance
from zhixing.foundation.files.commands import store
from zhixing.foundation.files.queries import open_
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.queries import seq
from zhixing.foundation.people.queries import Court, User, loaded
from zhixing.law.finding import Refused

RUN = "exchange.flow"
MAX_REPORT, MAX_ADDED = 5000, 1000
"""报告里最多说多少行、其中新登记的最多多少行；有出入、等着的另有全院的清单，不会少。"""
State = FlowPart.State
TOLD = frozenset({"added", "corrected", "withdrawn", "differs", "waiting"})
"""报告里逐行说的；一致的只计数。"""


# ---- 批次 ----


def runs(user: User) -> QuerySet[FlowImport]:
    """本院的导入批次，新的在前。"""
    return FlowImport.objects.filter(court_id=user.court_id).select_related("file", "started_by").order_by("-id")


def get(user: User, run_id: int) -> FlowImport:
    """取一批；别的法院的当没有。"""
    return runs(user).get(pk=run_id)


@transaction.atomic
def start(
    *, court: Court, user: User, name: str, content: bytes, exported_at: datetime | None = None, queue: bool = True
) -> FlowImport:
    """收下导出文件，排队导入（``queue`` 为假则由调用的人接着办）。

    ``exported_at`` 不给就看文件里、文件名里写的，都没有用现在。文件读不了抛出 ``Refused``，没有权限抛出 ``Forbidden``。
    """
    access.require_import(user, court)
    glance(name, content)
    file = store(court_id=court.pk, name=name, content=content, actor=user)
    run = _run(court, user, name, exported_at, file_id=file.pk)
    if queue:
        jobs.configure_task(RUN, queueing_lock=f"{RUN}:{run.pk}").defer(run_id=run.pk)
    return run


def _run(court: Court, user: User, name: str, exported_at: datetime | None, file_id: int) -> FlowImport:
    now = context.current().now
    at = exported_at or (flow_reading.exported_at(name, now.tzinfo) if now.tzinfo else None) or now
    return FlowImport.objects.create(court=court, file_id=file_id, started_by=user, started_at=now, exported_at=min(at, now))


def carry_out(run_id: int, progress: Any = None) -> FlowImport:
    """办一批；办过的不重来，断了的从断处接着办。文件读不了的标明未导入，出错的再办时接着办。"""
    run = FlowImport.objects.select_related("court", "file").get(pk=run_id)
    if run.state == FlowImport.State.DONE:
        return run
    batches.put(run, state=FlowImport.State.RUNNING, message="")
    try:
        return _work(run, run.file.name, open_(run.file).read(), progress)
    except Refused as refused:
        return batches.failed(run, str(refused))
    except Exception:
        batches.failed(run, "导入时程序出错，已记录；办好的不会重复，再办时接着办。")
        raise


def dry_run(
    *, court: Court, user: User, name: str, content: bytes, exported_at: datetime | None = None, progress: Any = None
) -> FlowImport:
    """试导：照样办一遍再全部退回，什么也不留下（文件也不存）。返回的批次只供查看。"""
    access.require_import(user, court)
    glance(name, content)
    with transaction.atomic():
        run = _run(court, user, name, exported_at, file_id=0)  # 事务退回，外键不会核对
        _work(run, name, content, progress)
        transaction.set_rollback(True)
    return run


def _work(run: FlowImport, name: str, content: bytes, progress: Any) -> FlowImport:
    found = _reading(run.court, name, content, run.exported_at)
    if not run.done:
        _begin(run, found)
    actor = loaded(run.started_by_id) or run.started_by
    for group in found.after(run.done - len(found.unread)):
        with transaction.atomic():
            _count(run, _one_case(group, actor, run), len(group.rows))
        if progress:
            progress(run.done, run.total)
    return batches.put(run, state=FlowImport.State.DONE, finished_at=context.current().now)


# ---- 读 ----


@dataclass(frozen=True, slots=True)
class Group:
    """一件案件的各行。"""

    case: Case
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Found:
    """一个文件：各案件的行（按案号）、没有读的行、说明。"""

    groups: list[Group]
    unread: list[Unread]
    notes: list[str]
    total: int

    def after(self, done: int) -> Iterator[Group]:
        """已经办了 ``done`` 行，接下去的各件。"""
        for group in self.groups:
            if done <= 0:
                yield group
            done -= len(group.rows)


def _reading(court: Court, name: str, content: bytes, at: datetime | None) -> Found:
    here = context.current().now
    read = flow_reading.read_export(name, content, here.tzinfo)
    numbers = {row.number for row in read.rows}
    cases = {case.number: case for case in Case.objects.filter(court=court, number__in=numbers).order_by("pk")}
    known = sorted((row for row in read.rows if row.number in cases), key=lambda row: (row.number, row.table, row.line))
    dated = [row if row.exported_at else _dated(row, at or here) for row in known]
    groups = [Group(cases[number], list(rows)) for number, rows in groupby(dated, key=lambda row: row.number)]
    strange = [Unread(row.sheet, row.line, "本院没有这件案件", row.number) for row in read.rows if row.number not in cases]
    return Found(groups, [*read.unread, *strange], read.notes, len(read.rows) + len(read.unread))


def _dated(row: Row, at: datetime) -> Row:
    return Row(row.sheet, row.line, row.table, row.number, row.key, row.content, row.digest, at)


def _begin(run: FlowImport, found: Found) -> None:
    """记下读不了的行和总数。"""
    report = [_told("unread", one.sheet, one.row, one.number, one.text) for one in found.unread]
    batches.put(
        run, total=found.total, done=len(found.unread), unread=len(found.unread), report=report[:MAX_REPORT],
        message="；".join(found.notes)[:300],
    )


# ---- 一件案件 ----


@dataclass(slots=True)
class Tally:
    """一件案件办下来的数目和要说的。"""

    added: int = 0
    same: int = 0
    corrected: int = 0
    differing: int = 0
    waiting: int = 0
    older: int = 0
    report: list[dict[str, Any]] = field(default_factory=list)


_COUNTED = {"added": "added", "corrected": "corrected", "withdrawn": "corrected", "differs": "differing", "waiting": "waiting"}


def _one_case(group: Group, actor: User, run: FlowImport) -> Tally:
    """锁住一件，收下各行的新内容，对账，记下。"""
    case = held_for_import(group.case.pk, actor)
    tally = Tally()
    kept = {row.key: row for row in FlowRow.objects.filter(case=case).prefetch_related("parts")}
    before = {key: dict(row.content) for key, row in kept.items()}
    lines = dict(_received(group.rows, kept, case, run, tally))
    steps = _settle(case, kept, before, actor)
    for step in steps:
        _tell(step, lines.get(step.claim.key), case, tally)
    return tally


def _received(
    rows: Sequence[Row], kept: dict[str, FlowRow], case: Case, run: FlowImport, tally: Tally
) -> Iterator[tuple[str, Row]]:
    """每行留最新的一份；同一时刻的两份内容不同，取指纹大的，与先后无关。"""
    for row in rows:
        old = kept.get(row.key)
        if old is not None and (row.exported_at, row.digest) < (old.exported_at, old.digest):
            tally.older += 1
            if row.digest != old.digest:
                text = f"这一行已有{localtime(old.exported_at):%Y-%m-%d %H:%M}导出的更新内容，没有用这一份"
                tally.report.append(_told("older", row.sheet, row.line, row.number, text))
            continue
        kept[row.key] = _kept(old, row, case, run)
        yield row.key, row


def _kept(old: FlowRow | None, row: Row, case: Case, run: FlowImport) -> FlowRow:
    new = old or FlowRow(court_id=case.court_id, case=case, key=row.key)
    if old and (old.digest, old.exported_at) == (row.digest, row.exported_at):
        return old
    new.digest, new.content, new.exported_at, new.run = row.digest, dict(row.content), row.exported_at, run
    new.save()
    return new


def settle(case: Case, actor: User) -> list[Step]:
    """把一件案件的账再对一遍（有人作了决定之后）。案件须已锁住。"""
    kept = {row.key: row for row in FlowRow.objects.filter(case=case).prefetch_related("parts")}
    return _settle(case, kept, {}, actor)


def _settle(case: Case, kept: Mapping[str, FlowRow], before: Mapping[str, Mapping[str, str]], actor: User) -> list[Step]:
    """对一件案件的账并记下。"""
    found = {(row.key, part.part): part for row in kept.values() for part in row.parts.all()}
    claims = [
        Claim(key, said, _earlier(before.get(key), row, index), _bound(found.get((key, said.part.part))))
        for key, row in kept.items() for index, said in enumerate(said_of(_table(row), row.content))
    ]
    made = plan(timeline_of(case), claims, setting_of(case))
    _write(case, made.writes, actor)
    for step in made.steps:
        _keep(kept[step.claim.key], found.get(step.claim.id), step)
    return made.steps


def _earlier(content: Mapping[str, str] | None, row: FlowRow, index: int) -> Said | None:
    return said_of(_table(row), content)[index] if content is not None else None


def _table(row: FlowRow) -> str:
    return row.key.partition(":")[0]


def _bound(part: FlowPart | None) -> Bound | None:
    if part is None:
        return None
    return Bound(state=part.state, digest=part.digest, seq=part.seq, against=part.against, apart=part.apart)


def setting_of(case: Case) -> Setting:
    """对账要知道的案件情况。"""
    return Setting(
        kind=case.kind, state=case.state, closed_on=case.closed_on, today=context.current().today, seq=seq(case.stream)
    )


def _write(case: Case, writes: Sequence[Write], actor: User) -> None:
    if not writes:
        return
    items = [
        Item(event=one.event, happened=one.on, finding=one.finding, reason=one.reason, corrects=one.corrects) for one in writes
    ]
    done = record_imported(items, case=case, actor=actor)
    assert [one.entry.seq for one in done] == [one.seq for one in writes], "链在对账时被别人接过"


def _keep(row: FlowRow, part: FlowPart | None, step: Step) -> None:
    """记下这件事现在的情形；没有变就不写。"""
    values = {"state": step.state, "digest": step.digest, "seq": step.seq, "against": step.against, "note": step.note}
    if part is not None and all(getattr(part, name) == value for name, value in values.items()):
        return
    FlowPart.objects.update_or_create(row=row, part=step.claim.said.part.part, defaults=values)


# ---- 报告 ----


def _tell(step: Step, row: Row | None, case: Case, tally: Tally) -> None:
    """计数、说明。这一次文件里没有的行，只说因此办成的。"""
    if row is None and step.did not in ("added", "corrected", "withdrawn"):
        return
    name = _COUNTED.get(step.did, "same")
    setattr(tally, name, getattr(tally, name) + 1)
    if step.did in TOLD:
        part = step.claim.said.part
        sheet, line = (row.sheet, row.line) if row else (part.table, 0)
        told = _told(step.did, sheet, line, case.number, step.note, case.pk)
        on = str(step.claim.said.on or "")
        tally.report.append({**told, "key": step.claim.key, "part": part.part, "what": part.label, "on": on})


def _told(did: str, sheet: str, row: int, number: str, text: str, case: int | None = None) -> dict[str, Any]:
    return {"did": did, "sheet": sheet, "row": row, "number": number, "text": text, "case": case}


_FIGURES = ("added", "same", "corrected", "differing", "waiting", "older")


def _count(run: FlowImport, tally: Tally, rows: int) -> None:
    """数目和要说的，与这一件同一个事务。"""
    room, fresh = MAX_REPORT - len(run.report), run.added < MAX_ADDED
    said = [one for one in tally.report if one["did"] != "added" or fresh][: max(0, room)]
    figures = {name: getattr(run, name) + getattr(tally, name) for name in _FIGURES}
    batches.put(run, done=run.done + rows, **figures, **({"report": [*run.report, *said]} if said else {}))


# ---- 有出入的 ----


def differences(user: User) -> QuerySet[FlowPart]:
    """本院有出入、还没有决定的，新的在前。"""
    return _open(user, State.DIFFERS)


def pending(user: User) -> QuerySet[FlowPart]:
    """本院等着的：依规则还登不进去的。"""
    return _open(user, State.WAITING)


def _open(user: User, state: str) -> QuerySet[FlowPart]:
    rows = FlowPart.objects.filter(row__court_id=user.court_id, state=state)
    return rows.select_related("row__case", "decided_by").order_by("-id")


def parts_of(user: User, told: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], FlowPart]:
    """报告里说到的各件事现在的情形。"""
    keys = {str(one["key"]) for one in told if one.get("key")}
    rows = FlowPart.objects.filter(row__court_id=user.court_id, row__key__in=keys).select_related("row__case", "decided_by")
    return {(part.row.key, part.part): part for part in rows}
