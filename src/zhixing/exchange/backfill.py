"""回填单：本系统办的、流程系统里还没有的，按字典的次序一栏一栏列好，抄过去一栏勾一栏。

流程系统的导出里已经有的（与本系统一致）不再列；更正过的要再填一次。勾选不是案件上的事实，只有行历史。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases import access
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, visible_to
from zhixing.exchange import flow_tables as book
from zhixing.exchange.flow_tables import FlowTable, Part
from zhixing.exchange.models import Backfill, FlowPart
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.queries import Source
from zhixing.foundation.history.rows import asked
from zhixing.foundation.people.queries import User, setting
from zhixing.law import matters, measures
from zhixing.law.amounts import money
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act, State
from zhixing.law.terms import EXCLUSIONS
from zhixing.law.timeline import Fact
from zhixing.law.words import word

WHOLE: Final = "*"
"""一笔的各栏都勾了。"""
OTHER: Final = "字典里没有对应的表"
NOT_DONE: Final = frozenset({
    "control.ReleaseOrdered", "control.MeasureMoved", "sanctions.LiftOrdered", "sanctions.RestrictionMoved", "documents.Drafted",
    "nodes.Replanned", "nodes.Waived", "closing.Proposed", "closing.ProposalEnded",
})
"""本系统自己的提示和准备，不是办了的事。"""
AREAS: Final = frozenset({"control", "documents", "funds", "sanctions", "settlement", "disposal", "nodes", "closing"})
_SPANS: Final = {
    "nodes.Suspended": ("began", "X4"), "nodes.Stayed": ("began", ""), "nodes.Resumed": ("ended", "X4"), "nodes.StayEnded": ("ended", "X5"),
}
"""中止、暂缓在流程系统里记在扣除执行期限表。"""


@dataclass(frozen=True, slots=True)
class Field:
    """一栏：中文名、字典代码、要填的值（没有的为空，页面写“待补”）、勾了没有。"""

    name: str
    column: str
    value: str
    ticked: bool

    @property
    def copyable(self) -> bool:
        """有值可以复制。"""
        return bool(self.value)


@dataclass(frozen=True, slots=True)
class Done:
    """办了的一件：第几环、哪一天、一句话、各栏、整件勾了没有。"""

    seq: int
    on: date
    text: str
    fields: tuple[Field, ...]
    ticked: bool


@dataclass(frozen=True, slots=True)
class Section:
    """流程系统的一张表和要填进去的各件。"""

    title: str
    table: str
    rows: tuple[Done, ...]

    @property
    def left(self) -> int:
        """还有几件没有填。"""
        return sum(not row.ticked for row in self.rows)


def sheet(case: Case) -> tuple[Section, ...]:
    """一件案件的回填单，按字典里表的次序；没有要填的为空。"""
    ticks = set(Backfill.objects.filter(case=case).values_list("seq", "field"))
    known = _known([case.pk])
    people = _people(case)
    types = _types(case.court_id)
    found: dict[str, list[Done]] = {}
    for fact in timeline_of(case).ordered:
        if fact.type in types and fact.source == Source.OWN and (case.pk, fact.identity) not in known:
            for part in _parts(fact):
                found.setdefault(part.table if part else "", []).append(_done(case, fact, part, people, ticks))
    order = [one.code for one in book.tables()]
    titles = {one.code: one.name for one in book.tables()}
    return tuple(
        Section(titles.get(code, OTHER), code, tuple(found[code]))
        for code in sorted(found, key=lambda code: order.index(code) if code else len(order))
    )


def _types(court_id: int) -> frozenset[str]:
    """本系统办了、流程系统里也要有的事件。案号由国家平台编排的法院，立案本来就在流程系统里，不再填。"""
    own = {"cases.Assigned"} | ({"cases.Accepted"} if setting(court_id, "number_source") == "own" else set())
    return frozenset(name for name in event_types() if name in own or (name.partition(".")[0] in AREAS and name not in NOT_DONE))


def _known(cases: Iterable[int]) -> set[tuple[int, int]]:
    """（案件，环号）：流程系统的导出里已经有、并且一致的。"""
    rows = FlowPart.objects.filter(row__case__in=list(cases), state=FlowPart.State.MATCHED, seq__isnull=False)
    return {(case, seq or 0) for case, seq in rows.values_list("row__case_id", "seq")}


def _people(case: Case) -> dict[str, str]:
    """各种当事人只有一名时的姓名；几名的要人挑，不填。"""
    names: dict[str, list[str]] = {}
    for role, name in Party.objects.filter(case=case, active=True).values_list("role", "name"):
        names.setdefault(role, []).append(name)
    return {role: listed[0] for role, listed in names.items() if len(listed) == 1}


# ---- 一笔 → 哪张表的哪几栏 ----


def _parts(fact: Fact) -> list[Part | None]:
    """这一笔填在哪些表里；附带发出的文书另有自己的表。"""
    if fact.type in _SPANS:
        return [book.table("T_SCZXKCZXQXJL").part(_SPANS[fact.type][0])]
    fitting = [part for part in _by_type().get(fact.type, ()) if _fits(part, fact)]
    distinct = {part.table: part for part in reversed(fitting) if part.table != "T_SCZXZBHZDWLCXX"}
    return list(reversed(distinct.values())) or [None]


@cache
def _by_type() -> dict[str, list[Part]]:
    found: dict[str, list[Part]] = {}
    for part in book.parts():
        found.setdefault(part.type, []).append(part)
    return found


def _fits(part: Part, fact: Fact) -> bool:
    """固定的栏目相同；同时发出的文书也算。没有查到财产的反馈不填“已查明财产”。"""
    if "found" in part.who and not fact.data.get("found"):
        return False
    fixed = {**(matters.matter(part.matter).fixed if part.matter else {}), **part.fixed}
    for name, value in fixed.items():
        if name == "document":
            if value not in (fact.data.get("document"), *fact.data.get("attached", ())):
                return False
        elif name not in ("attached", "scope") and fact.data.get(name) != value:
            return False
    return not (part.part == "announced" and not fact.subject)


def _done(case: Case, fact: Fact, part: Part | None, people: Mapping[str, str], ticks: set[tuple[int, str]]) -> Done:
    event = event_types()[fact.type].from_data(dict(fact.data))
    whole = (fact.seq, WHOLE) in ticks
    plain = [("日期", "DATE", str(fact.on)), ("内容", "TEXT", event.sentence())]
    pairs = list(_columns(case, fact, part, people)) if part else plain
    fields = tuple(Field(name, code, value, whole or (fact.seq, code) in ticks) for name, code, value in pairs)
    return Done(fact.seq, fact.on, event.sentence(), fields, whole)


def _columns(case: Case, fact: Fact, part: Part, people: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """（栏名，表名.代码，值），按字典次序；不归这件事的栏不列。"""
    table = book.table(part.table)
    values = {"AH": case.number, **dict(_values(fact, part, people))}
    wanted = _listed(table, part)
    for column in table.columns:
        if column.code in wanted:
            yield column.name, f"{part.table}.{column.code}", values.get(column.code, "")


def _listed(table: FlowTable, part: Part) -> set[str]:
    if part.own:
        naming = table.part(part.link).named if part.link else ()
        return {*part.own, *naming, "AH"}
    others = {code for one in table.parts if one is not part for code in one.own}
    return {column.code for column in table.columns} - others


def _values(fact: Fact, part: Part, people: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """栏目代码 → 值。后给的顶替先给的。"""
    data = {"code": _SPANS.get(fact.type, ("", ""))[1], **fact.data, "subject": fact.subject}
    yield from ((code, people[role]) for code, role in part.people.items() if role in people)
    yield from ((columns[0], str(data.get(name, ""))) for name, columns in part.text.items() if columns and data.get(name))
    kinds = {one.name: one for one in matters.matter(part.matter).fields} if part.matter else {}
    said: dict[str, list[str]] = {}
    for name, columns in part.words.items():
        if data.get(name) and name != "scope" and (name, data[name]) != ("rank", "first"):  # 首封是平常，不写
            said.setdefault(columns[0], []).append(_word(kinds.get(name), name, data[name]))
    yield from ((code, "、".join(told)) for code, told in said.items())
    for name, code in part.fields.items():
        if data.get(name) not in (None, ""):
            yield code, _plain(kinds.get(name), data[name])
    if "until" in part.fields and fact.type == measures.TAKEN and not data.get("until") and data.get("rank") != measures.WAITING:
        yield part.fields["until"], str(measures.expiry([fact], str(data.get("property", ""))))
    yield from ((code, "是" if data.get(name) else "否") for name, code in part.flags.items())
    yield from part.fixed_columns.items()
    naming = part.named or (book.table(part.table).part(part.link).named if part.link else part.resolve)
    if naming and fact.subject:
        yield naming[0], fact.subject
    if "document" in part.words:
        yield part.words["document"][0], word("document", str(data.get("document", "")))
    yield part.on, str(fact.on)


def _word(one: matters.Field | None, name: str, value: Any) -> str:
    if name == "code":
        return EXCLUSIONS[value].name if value in EXCLUSIONS else str(value)
    listed = value if isinstance(value, list) else [value]
    return "、".join(one.options.get(code, code) if one else str(code) for code in listed)


def _plain(one: matters.Field | None, value: Any) -> str:
    """抄进流程系统的样子：金额以元计、不带千分位。"""
    if one and one.type == "money":
        return money(int(value))
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


# ---- 勾选 ----


@transaction.atomic
def tick(*, case: Case | int, user: User, seq: int, column: str = "", ticked: bool = True) -> None:
    """勾上（或去掉）一笔的一栏；``column`` 为空是这一笔的全部。须能在本案登记事项，否则抛出 ``Forbidden``。"""
    case = _allowed(case, user)
    columns = _columns_by_entry(sheet(case)).get(seq)
    if columns is None:
        raise Refused(refuse("backfill.gone", "回填单上没有这一笔。", cite("COURT 登记规则"), remedy="刷新页面。"))
    if column and column not in columns:
        raise Refused(refuse("backfill.column", "这一笔没有这一栏。", cite("COURT 登记规则"), remedy="刷新页面。"))
    _mark(case, user, {seq: ({column} if column else columns, columns)}, ticked=ticked)


@transaction.atomic
def tick_section(*, case: Case | int, user: User, table: str, ticked: bool = True) -> int:
    """勾上（或去掉）一张表的全部，返回几笔。"""
    case = _allowed(case, user)
    found = sheet(case)
    every = _columns_by_entry(found)
    here = _columns_by_entry([section for section in found if section.table == table])
    _mark(case, user, {seq: (columns, every[seq]) for seq, columns in here.items()}, ticked=ticked)
    return len(here)


def _allowed(case: Case | int, user: User) -> Case:
    number = case if isinstance(case, int) else case.pk
    found = visible_to(user, context.current().today).select_for_update(of=("self",)).get(pk=number)
    if not access.rights_of(user, found).may_register:
        raise access.Forbidden(user, Act.REGISTER)
    return found


def _columns_by_entry(found: Iterable[Section]) -> dict[int, set[str]]:
    """每一笔要抄的栏目，各张表的合在一起（待补的没有可抄的）。"""
    columns: dict[int, set[str]] = {}
    for row in (row for section in found for row in section.rows):
        columns.setdefault(row.seq, set()).update(field.column for field in row.fields if field.copyable)
    return columns


def _mark(case: Case, user: User, wanted: Mapping[int, tuple[set[str], set[str]]], *, ticked: bool) -> None:
    """写下勾选。``wanted``：环号 →（这次勾的，这一笔全部的）；全部都勾了，记整件。"""
    held = set(Backfill.objects.filter(case=case).values_list("seq", "field"))
    for seq, (given, every) in wanted.items():
        had = {column for number, column in held if number == seq}
        now = (had | given if ticked else had - given) - {WHOLE}
        now |= {WHOLE} if every <= now else set()
        Backfill.objects.filter(case=case, seq=seq, field__in=had - now).delete()
        at = context.current().now
        Backfill.objects.bulk_create(
            [Backfill(case=case, seq=seq, field=column, ticked_by=user, ticked_at=at) for column in sorted(now - had)]
        )


# ---- 还有多少 ----


@dataclass(frozen=True, slots=True)
class Pending:
    """一个人承办的案件里，还没有回填的：哪些案件（新收的在前）、共几笔。"""

    cases: tuple[int, ...]
    entries: int


def pending(user: User, day: date) -> Pending:
    """``user`` 承办的、没有归档的案件里还没有回填的，与各件回填单上没有勾完的相同；只查一次。``day`` 之后办的不算。"""
    found = asked(_PENDING, user.pk, State.ARCHIVED, sorted(_types(user.court_id)), Source.OWN, day, WHOLE)
    return Pending(tuple(case for case, _ in found), sum(number for _, number in found))


_PENDING: Final = """
    with recursive mine as (
        select id, 'case:' || id as stream, received_on from cases_case where handler_id = %s and state <> %s
    ), known (stream, seq) as (
        select mine.stream, part.seq from mine join exchange_flowrow flow on flow.case_id = mine.id
        join exchange_flowpart part on part.row_id = flow.id and part.state = 'matched' and part.seq is not null
        union
        select later.stream, later.seq from known join history_entry later on later.stream = known.stream and later.corrects = known.seq
    )
    select mine.id, count(*) from mine join history_entry done on done.stream = mine.stream
    where done.type = any(%s) and done.source = %s and done.happened_on <= %s
    and not exists (select 1 from history_entry later where later.stream = done.stream and later.corrects = done.seq)
    and not exists (select 1 from exchange_backfill tick where tick.case_id = mine.id and tick.seq = done.seq and tick.field = %s)
    and not exists (select 1 from known where known.stream = done.stream and known.seq = done.seq)
    group by mine.id, mine.received_on order by mine.received_on desc, mine.id desc
"""
"""``known`` 是流程系统的导出里已有并且一致的，连同后来更正它的：一直追到此刻有效的那一笔。"""
