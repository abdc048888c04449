"""零漏期：每天看一遍快要届满的措施，到档的告诉该告诉的人；届满没有续行的，记下失效，开补救单。

定时任务每小时做一次、开机先做一次，可以重复做、同时做：给过的不再给，开过的不再开。采取、续行、换承办人当时也看一次
（:func:`look`），所以届满日近的措施，从登记那一刻起就有人知道。看守随案件走：移交了告诉接手的人，请假的告诉代行的人，
结案、终本以后照样看。
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from zhixing.casework.cases.commands import begin, finish
from zhixing.casework.cases.queries import Case, locked
from zhixing.casework.control import queries_watch as queries
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.casework.control.events import Lapsed, LapseRemedied
from zhixing.casework.control.models import Incident, Warning
from zhixing.casework.control.queries_roster import Person, Roster
from zhixing.casework.control.queries_watch import Watched
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Approved
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded, many, once
from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.history.queries import hold
from zhixing.foundation.people.queries import User, courts
from zhixing.law import watching as law
from zhixing.law.calendar import ONE_DAY
from zhixing.law.finding import Finding, refuse
from zhixing.law.states import Act, permits
from zhixing.law.watching import REMEDIED, Remedy, Told, Watch

log = logging.getLogger(__name__)

JOB: Final = Job("到期看守")
SORT: Final = "补"
CASE: Final = "case:"
CHUNK: Final = 500
ROWS: Final = 1000


@dataclass(frozen=True, slots=True)
class Watching:
    """看了一遍：给了几次预警、其中几次是补的、几项失效。"""

    given: int = 0
    late: int = 0
    lapsed: int = 0

    def __add__(self, other: Watching) -> Watching:
        return Watching(self.given + other.given, self.late + other.late, self.lapsed + other.lapsed)


# ---- 每天看一遍 ----


def watch(day: date, actor: Job = JOB) -> Watching:
    """各家法院都看一遍。一家法院、一件案件出了错不耽误别的，都看完了再一起报。"""
    total, failed = Watching(), []
    for court_id in courts().order_by("pk").values_list("pk", flat=True):
        try:
            total += watch_court(court_id, day, actor)
        except Exception as error:
            failed.append(error)
    if failed:
        raise ExceptionGroup("到期看守有没有看成的", failed)
    return total


def watch_court(court_id: int, day: date, actor: Job = JOB) -> Watching:
    """一家法院：先预警，再记失效。一件案件的失效一个事务。"""
    book = queries.watch_of(court_id)
    rows = queries.watched(Q(court=court_id), day, book.horizon)
    warned, failed = _warn(rows, day, {court_id: book}), []
    for case_id in _to_lapse(rows, day):
        try:
            warned += Watching(lapsed=_lapse(case_id, day, actor))
        except Exception as error:
            log.exception("第%s号案件的失效没有记成", case_id)
            failed.append(error)
    if failed:
        raise ExceptionGroup("有失效没有记成", failed)
    return warned


def check(court_id: int) -> int:
    """每夜核对：台账和节点说的不一样的有几项；逐项记入运行日志，由指挥中心处理。看守照早的一天，不因此漏。"""
    found = queries.differences(court_id)
    for one in found:
        log.error("第%s号案件的%s，台账写到%s，节点算到%s", one.case, one.subject, one.book or "没有", one.node or "没有")
    return len(found)


# ---- 当时看一次 ----


def _look_many(done: list[Recorded]) -> None:
    """这些案件各看一次，只预警。"""
    ids = sorted({int(one.entry.stream.removeprefix(CASE)) for one in done if one.entry.stream.startswith(CASE)})
    day = context.current().today
    for start in range(0, len(ids), CHUNK):
        rows = queries.watched(Q(case__in=ids[start:start + CHUNK]), day, Watch.furthest)
        _warn(rows, day, {})


@once
@many(_look_many)
def look(recorded: Recorded) -> None:
    """后续：措施、承办人有了变化，到了档的当时就告诉现在该告诉的人。"""
    _look_many([recorded])


# ---- 预警 ----


def _warn(rows: Sequence[Watched], day: date, books: dict[int, Watch]) -> Watching:
    """到了档还没有告诉的，都记下来；返回给了几次。"""
    made = [one for court_id in dict.fromkeys(row.court for row in rows) for one in _due(court_id, rows, day, books)]
    Warning.objects.bulk_create(made, ignore_conflicts=True, batch_size=ROWS)
    return Watching(given=len(made), late=sum(one.late for one in made))


def _due(court_id: int, rows: Iterable[Watched], day: date, books: dict[int, Watch]) -> list[Warning]:
    """一家法院要给的预警，未存。"""
    book = books.get(court_id) or queries.watch_of(court_id)
    reached = [row for row in rows if row.court == court_id and book.reached(row.until, day)]
    if not reached:
        return []
    given, cases, roster = _given(reached), queries.handlers({row.case for row in reached}), Roster(court_id, day)
    made = []
    for row in reached:
        people = roster.people(cases[row.case].handler_id, cases[row.case].team_id)
        made += _warnings(row, day, book, people, given.get((row.case, row.seq, row.until), set()))
    return made


def _warnings(row: Watched, day: date, book: Watch, people: Mapping[str, tuple[Person, ...]], given: set[Told]) -> list[Warning]:
    names = {(to, person.id): person.name for to, found in people.items() for person in found}
    ids = {to: [person.id for person in found] for to, found in people.items()}
    last, now = book.last_day(row.until), context.current().now
    return [
        Warning(
            court_id=row.court, case_id=row.case, seq=row.seq, subject=row.subject, until=row.until, step=due.step, to=due.to, user_id=due.user,
            name=names[due.to, due.user][:60], given_on=day, given_at=now, last_day=last, late=due.late,
        )
        for due in book.due(row.until, row.since, day, ids, given)
    ]


def _given(rows: Iterable[Watched]) -> dict[tuple[int, int, date], set[Told]]:
    """这些案件给过的预警：（案件，环号，届满日）→ 各次。"""
    found: dict[tuple[int, int, date], set[Told]] = {}
    held = Warning.objects.filter(case__in={row.case for row in rows}, until__gte=min(row.until for row in rows))
    for case, seq, until, step, to, user in held.values_list("case", "seq", "until", "step", "to", "user"):
        found.setdefault((case, seq, until), set()).add(Told(step, to, user))
    return found


# ---- 失效 ----


def _to_lapse(rows: Iterable[Watched], day: date) -> list[int]:
    """有已经失效、还没有补救单的案件。"""
    past = [row for row in rows if law.lapsed(row.until, day)]
    opened = _opened({row.case for row in past})
    return list(dict.fromkeys(row.case for row in past if not _known(row, opened)))


def _opened(cases: Iterable[int]) -> set[tuple[int, Any, date]]:
    """开过的补救单：环号、名称都认。"""
    rows = Incident.objects.filter(case__in=list(cases)).values_list("case", "seq", "subject", "lapsed_on")
    return {key for case, seq, subject, day in rows for key in ((case, seq, day), (case, subject, day))}


def _known(row: Watched, opened: set[tuple[int, Any, date]]) -> bool:
    return (row.case, row.seq, row.until) in opened or (row.case, row.subject, row.until) in opened


def _lapse(case_id: int, day: date, actor: Job) -> int:
    """锁住案件再看一遍，把失效的各项记下；返回记了几项。同名的几项各开各的。"""
    with transaction.atomic():
        hold(f"{CASE}{case_id}")
        case = locked(case_id)
        rows = queries.watched(Q(case=case_id), day, 0)
        opened = _opened([case_id])
        past = [row for row in rows if law.lapsed(row.until, day) and not _known(row, opened)]
        for row in past:
            _open(case, row, day, actor)
    return len(past)


def _open(case: Case, row: Watched, day: date, actor: Job) -> None:
    """一项失效：补救单和链上的一环同时记。"""
    warned = [_told(one) for one in queries.told_of(case.pk, row.seq, row.until)]
    [number] = next_numbers(case.court_id, SORT, day.year)
    Incident.objects.create(
        court_id=case.court_id, case=case, number=number, seq=row.seq, subject=row.subject, property=row.kind, lapsed_on=row.until,
        owner_id=case.handler_id, owner_name=case.handler.name if case.handler else "", warned=warned, opened_at=context.current().now,
    )
    event = Lapsed(subject=row.subject, number=number, lapsed_on=row.until, warned=len(warned))
    finish(event, case=case, actor=actor, on=row.until + ONE_DAY)


def _told(row: Warning) -> dict[str, Any]:
    return {
        "on": row.given_on.isoformat(), "step": row.step, "to": row.to, "user": row.user_id, "name": row.name, "late": row.late,
        "last_day": row.last_day.isoformat(),
    }


# ---- 补救 ----


@transaction.atomic
def propose_remedy(  # noqa: PLR0913
    *, incident: Incident | int, actor: User, on: date, revision: int | None, result: str, cause: str, reason: str = "", text: str = "",
    order: int | None = None, measure: int | None = None,
) -> Approval:
    """报请局长签字的补救。重新采取了的，写新的控制令（``order``）或者登记的措施（``measure``）；不必补救的，写理由。

    已经补救、页面过时、说不清的抛出 ``Refused``。依据：JI 485、CF 27。
    """
    case, row = _held(incident, actor, revision)
    told = Remedy(result, cause[:500], reason, text[:300], _retaken(row, order, measure))
    finding = law.remediable(told, row.lapsed_on)
    finding.require()
    row.revision += 1
    row.save(update_fields=["revision"])
    return approvals.submit(
        court_id=case.court_id, stream=case.stream, act=str(Act.REMEDY), title=f"{case} 失效补救 {row.number}", team_id=case.team_id,
        summary=f"{row.subject}于{row.lapsed_on}失效。原因：{told.cause.rstrip('。')}。{finding.value}", actor=actor, on=on, finding=finding,
        subject=row.number,
        payload={"incident": row.pk, "result": result, "cause": told.cause, "remedy": finding.value, "order": order},
    )


def _held(incident: Incident | int, actor: User, revision: int | None) -> tuple[Case, Incident]:
    given = incident if isinstance(incident, Incident) else Incident.objects.get(pk=incident)
    case = begin(Act.REMEDY, case=given.case_id, actor=actor, revision=None)
    row = Incident.objects.select_for_update().get(pk=given.pk)
    _open_still(row).require()
    if revision is not None and revision != row.revision:
        remedy = "刷新这一页，看过新的再报。"
        refuse("lapse.stale", "这张补救单刚刚有人改过。", law.RENEWS, remedy=remedy, act=Act.REMEDY, subject=row.number).require()
    return case, row


def _open_still(row: Incident) -> Finding[None]:
    if row.state == Incident.State.OPEN:
        return Finding(None, (law.RENEWS,))
    return refuse("lapse.closed", f"{row.number}{row.get_state_display()}。", law.RENEWS, remedy="不用再报。", act=Act.REMEDY, subject=row.number)


def _retaken(row: Incident, order: int | None, measure: int | None) -> date | None:
    """重新采取的日子：新的控制令拟的那天，或者登记的措施生效的那天；不是本案失效以后的为空。"""
    if order:
        return queries.retaken(row).filter(pk=order).values_list("drafted_on", flat=True).first()
    return queries.taken_again(row).filter(pk=measure).values_list("since", flat=True).first() if measure else None


def remedied(recorded: Recorded) -> None:
    """后续：局长签了字，补救单了结，案件链上记一笔；不归这里的批准不管。"""
    event = recorded.event
    if not isinstance(event, Approved) or event.act != Act.REMEDY:
        return
    told, actor = event.payload, recorded.actor
    row = Incident.objects.select_for_update().get(pk=told["incident"])
    _open_still(row).require()
    case = Case.objects.select_for_update().get(pk=row.case_id)
    permits(case.state, Act.REMEDY, case.kind).require()
    row.state = Incident.State.REMEDIED if told["result"] == REMEDIED else Incident.State.NO_NEED
    row.cause, row.remedy, row.order_id, row.revision = told["cause"], told["remedy"], told["order"], row.revision + 1
    row.closed_by_id, row.closed_name, row.closed_at = _signature(actor)
    row.save()
    finish(LapseRemedied(subject=row.subject, number=row.number, remedy=row.remedy), case=case, actor=actor, on=recorded.entry.happened_on)


def _signature(actor: Actor) -> tuple[int | None, str, Any]:
    who = actor.signature()
    return who.id, who.name, context.current().now
