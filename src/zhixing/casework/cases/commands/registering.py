"""登记事项、办案记录、更正登记、撤回登记。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases import access
from zhixing.casework.cases.commands.acting import begin, by_hand, enter, finish, possible, refold
from zhixing.casework.cases.events import EntryWithdrawn, Noted
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.models import Case, Kind, Party, Role
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded, event_types
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import Line, Source, entries, lines
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Post, User, setting
from zhixing.law import entries as rules
from zhixing.law import matters, returning, spans
from zhixing.law.finding import Finding, Reason, refuse
from zhixing.law.rights import Rights
from zhixing.law.states import Act
from zhixing.law.timeline import Timeline

COLUMNS: Final = {
    "cases.Received": "received_on", "cases.Accepted": "accepted_on", "closing.Closed": "closed_on",
    "closing.Archived": "archived_on",
}
"""更正日期时，案件上跟着改的那一栏。"""

LEADERS: Final = frozenset({Post.DIRECTOR, Post.VICE_DIRECTOR})


@by_hand
@transaction.atomic
def register(
    *, case: Case | int, actor: User, on: date, revision: int | None, matter: str, values: Mapping[str, Any],
    files: Iterable[int] = (), source: Source = Source.OWN, at: datetime | None = None,
) -> Recorded:
    """登记一件已经办了的事，记成将来各环节自己会发的那种事件。

    ``matter`` 是 ``law.matters`` 的事项键，``values`` 是它的各栏，``on`` 是法律上的日子（按小时计的另给 ``at``），
    ``files`` 是已存材料的编号。栏目不对、日子不可能、这类案件不能登记抛出 ``Refused``；
    应附而没附材料的，按本院设置（``evidence_required``）提醒或者拒绝。
    """
    case, allowed = enter(Act.REGISTER, case=case, actor=actor, revision=revision)
    line = timeline_of(case)
    possible(on, _earliest(case, matter, values, line))
    event, found = checked(case, matter, values, on, line, allowed, actor, list(files), source)
    return finish(event, case=case, actor=actor, on=on, at=at, finding=found, source=source)


def _earliest(case: Case, key: str, values: Mapping[str, Any], line: Timeline) -> date:
    """最早可以是哪天：承接来的措施，原案时办了没有登记的可以补登。"""
    event = next((one.event for one in matters.matters() if one.key == key), "")
    return matters.earliest(event, str(values.get("subject", "")), line) or case.received_on


def checked(
    case: Case, key: str, values: Mapping[str, Any], on: date, line: Timeline, allowed: Rights, actor: User,
    files: list[int], source: Source,
) -> tuple[Event, Finding[Any]]:
    """核对一项登记，给出事件和结论；``line`` 是它之前的时间线，``allowed`` 是登记人的权限。"""
    chosen = _matter(case, key)
    if not allowed.may_register_group(chosen.group):
        raise access.Forbidden(actor, Act.REGISTER)
    found = matters.check(chosen, values, on, context.current().today, line, others=_others(case))
    found = replace(found, reasons=found.reasons or matters.same_name(chosen, found.value, on, line))
    event = event_types()[chosen.event].from_data({**found.require(), "files": files})
    return event, replace(found, warnings=(*found.warnings, *_proved(case, chosen, files, source)))


def _proved(case: Case, chosen: matters.Matter, files: list[int], source: Source) -> tuple[Reason, ...]:
    """应附的证明附了没有：按本院设置提醒或者拒绝。"""
    if files or not chosen.evidence:
        return ()
    found = matters.evidence(chosen, len(files), setting(case.court_id, "evidence_required"), source)
    found.require()
    return found.warnings


def _others(case: Case) -> tuple[str, ...]:
    """对方当事人；只有财产保全要避开他们。"""
    if case.kind != Kind.PRESERVATION:
        return ()
    sides = Party.objects.filter(case=case, role=Role.RESPONDENT, active=True)
    return tuple(sides.values_list("name", flat=True))


def _matter(case: Case, key: str) -> matters.Matter:
    """这类案件在这一状态可登记的事项。"""
    open_ = {one.key: one for one in matters.matters(case.kind, case.state)}
    if key not in open_:
        every = {one.key: one.label for one in matters.matters()}
        text = f"{case.kind}案件现在不能登记“{every.get(key, key[:20])}”。"
        refuse("entry.matter", text, rules.ARTICLE, remedy="请另选事项。", subject="matter").require()
    return open_[key]


@transaction.atomic
def note(*, case: Case | int, actor: User, on: date, sort: str, person: str = "", text: str = "") -> Recorded:
    """办案记录：``sort`` 取自 ``law.entries.NOTE_SORTS``，对谁，说了什么。先后无所谓，不查页面是否过时。"""
    case = begin(Act.NOTE, case=case, actor=actor, revision=None)
    found = possible(on, case.received_on)
    rules.one_of(sort, rules.NOTE_SORTS, "种类").require()
    event = Noted(
        sort=sort, person=rules.text(person, "对方", limit=100).require(), text=rules.text(text, "内容").require()
    )
    return finish(event, case=case, actor=actor, on=on, finding=found)


@by_hand
@transaction.atomic
def correct_entry(
    *, case: Case | int, actor: User, seq: int, values: Mapping[str, Any], on: date, reason: str,
    revision: int | None,
) -> Recorded:
    """更正一条登记：同类的新登记顶替它，旧的留着。``values`` 是改了的栏目，``on`` 是更正后的日子。

    主线上的登记只能改日子，案件上的收件日、立案日等跟着改。
    """
    case = begin(Act.CORRECT_ENTRY, case=case, actor=actor, revision=revision)
    line = _line(case, seq)
    moved_to = returning.moved_to(timeline_of(case), line.entry.type, line.entry.subject)
    rules.correct(
        line.entry.type, superseded=line.superseded, values=values, reason=reason, moved_to=moved_to,
        document=rules.document_of(line.entry.type, line.entry.payload),
    ).require()
    own_first = line.entry.type == "cases.Received" or line.entry.source == Source.CARRIED
    found: Finding[Any] = possible(on, None if own_first else case.received_on)
    event, found = _corrected(case, line, values, on, found)
    column = _column(case, line)
    if column:
        setattr(case, column, on)
    _ordered(case)
    recorded = history.record(
        event, stream=case.stream, court_id=case.court_id, actor=actor, happened=on, finding=found,
        at=line.entry.happened_at if on == line.entry.happened_on else None, source=Source(line.entry.source),
        reason=reason.strip(), corrects=seq,
    )
    changed = timeline_of(case)
    spans.orderly(changed).require()
    returning.orderly(changed).require()
    refold(case, [column] if column else [])
    return recorded


@by_hand
@transaction.atomic
def withdraw_entry(
    *, case: Case | int, actor: User, seq: int, reason: str, revision: int | None
) -> Recorded:
    """撤回一条误登。当日自己登的可以自己撤；其他的须团队长、局领导撤。案件主线上的不能撤。"""
    case = begin(Act.WITHDRAW_ENTRY, case=case, actor=actor, revision=revision)
    line, here = _line(case, seq), context.current()
    made_on = line.entry.recorded_at.astimezone(here.now.tzinfo).date()
    found = rules.withdraw(
        line.entry.type, superseded=line.superseded, own=line.entry.actor_id == actor.pk,
        same_day=made_on == here.today, leads=_leads(actor, case), reason=reason, carried=line.entry.source == Source.CARRIED,
        moved_to=returning.moved_to(timeline_of(case), line.entry.type, line.entry.subject),
        document=rules.document_of(line.entry.type, line.entry.payload),
    )
    found.require()
    event = EntryWithdrawn(subject=line.entry.subject, what=line.event.sentence()[:200])
    recorded = history.record(
        event, stream=case.stream, court_id=case.court_id, actor=actor, happened=here.today, finding=found,
        reason=reason.strip(), corrects=seq,
    )
    refold(case)
    return recorded


def _column(case: Case, line: Line) -> str:
    """案件上跟着改的那一栏；撤销了的结案等，栏里已经不是它写的，不改。"""
    column = COLUMNS.get(line.entry.type, "")
    return column if column and getattr(case, column) == line.entry.happened_on else ""


def _line(case: Case, seq: int) -> Line:
    line = next((line for line in lines(entries(case.stream)) if line.entry.seq == seq), None)
    if line is None:
        refuse("entry.gone", f"本案没有第{seq}条登记。", rules.ARTICLE, remedy="请刷新页面核对。").require()
        raise AssertionError
    return line


def _corrected(
    case: Case, line: Line, values: Mapping[str, Any], on: date, found: Finding[Any]
) -> tuple[Event, Finding[Any]]:
    """旧内容加上改了的栏目；登记事项照事项表重新核对（不看自己）。写错栏名是程序的错。"""
    kind = type(line.event)
    if strange := set(values) - set(kind.__dataclass_fields__):
        raise ValueError(f"{kind.name} 没有这些栏目：{sorted(strange)}")
    merged = {**line.entry.payload, **values}
    for name, value in values.items():
        if isinstance(value, str):
            rules.text(value, name).require()
    if line.entry.type == Noted.name:
        rules.one_of(merged["sort"], rules.NOTE_SORTS, "种类").require()
    if chosen := _registered_as(line):
        unseen = {"cases.Received", "cases.Accepted"} if line.entry.source == Source.CARRIED else set()  # 承接的本来就在收件以前
        rest = timeline_of(case)
        facts = (fact for fact in rest.facts if fact.seq != line.entry.seq and fact.type not in unseen)
        rest = replace(rest, facts=tuple(facts))
        found = matters.check(chosen, merged, on, context.current().today, rest, others=_others(case))
        merged = {**found.require(), "files": merged.get("files", [])}
    return kind.from_data(merged), found


def _registered_as(line: Line) -> matters.Matter | None:
    """这一条是照哪个事项登记的：事件相同，固定的栏目也相同；几个都相同的取固定得最多的。"""
    payload = line.entry.payload
    same = [one for one in matters.matters() if one.event == line.entry.type]
    fitting = [m for m in same if all(payload.get(k) == v for k, v in m.fixed.items())]
    return max(fitting, key=lambda m: len(m.fixed), default=None)


def _ordered(case: Case) -> None:
    """更正日期之后，收件、立案、结案、归档仍要依次。"""
    days = [(what, getattr(case, column)) for what, column in _ORDER if getattr(case, column)]
    for (first, before), (second, after) in pairwise(days):
        if after < before:
            text = f"{second}{after}早于{first}{before}。"
            refuse("entry.order", text, rules.ARTICLE, remedy="请核对日期。", subject="on").require()


_ORDER: Final = (
    ("收件日", "received_on"), ("立案日", "accepted_on"), ("结案日", "closed_on"), ("归档日", "archived_on"),
)


def _leads(actor: User, case: Case) -> bool:
    """本案团队的团队长，或者局领导。"""
    facts = user_facts(actor, context.current().today)
    return bool(facts.all_posts & LEADERS) or case.team_id in facts.leads
