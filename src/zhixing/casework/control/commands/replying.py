"""查询的回音：受理、反馈、退回、拒收。读懂了的原文一批一起记，一个事务，查库的次数与份数无关。

一个号只认第一份反馈（部分反馈的，后面的接着收）；重复的、撤销以后来的、对不上的，只在原文上写明，别的什么也不变。
超时、退回以后才来的反馈照收：查到的是真的；已经重新排上的，不再给出去。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Count

from zhixing.casework.cases.queries import Case
from zhixing.casework.control.commands import circuit, findings, requesting
from zhixing.casework.control.commands.ending import end_waves
from zhixing.casework.control.events import FeedbackReceived
from zhixing.casework.control.models import Finding, Reply, Request
from zhixing.casework.control.queries_waves import FAILED
from zhixing.casework.control.reckoning import feedback
from zhixing.casework.control.told import Told
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Batch, Item
from zhixing.foundation.history.context import Job
from zhixing.foundation.history.queries import hold_many
from zhixing.foundation.history.rows import keep_all
from zhixing.law.states import after

_S: Final = Request.State
_R: Final = Reply.State
_SORT: Final = Reply.Sort
_JOB: Final = Job("查控反馈")
LATE: Final = "late"
"""原文的毛病：超时、退回、拒收以后才来的。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """读懂了的一份。``sort`` 见 ``Reply.Sort``；``numbers`` 是所称的请求单号（受理可以几个）；``on`` 是反馈日；

    反馈的另有 ``result``（full、none、partial）和 ``told``；退回、拒收的另有 ``reason``；``faults`` 是读的时候看出的毛病。
    """

    reply: Reply
    sort: str
    numbers: tuple[str, ...]
    on: date
    result: str = ""
    told: tuple[Told, ...] = ()
    reason: str = ""
    faults: tuple[str, ...] = ()


def ours(agency_id: int, numbers: Collection[str]) -> set[str]:
    """这些号里，哪些是向这家单位的查询（别的是控制令，或者对不上）。"""
    return set(Request.objects.filter(agency=agency_id, number__in=list(numbers)).values_list("number", flat=True))


@dataclass(slots=True)
class _Desk:
    """这一批锁住的各个请求，和每一份的结论。"""

    requests: dict[tuple[int, str], Request]
    now: datetime
    fed: list[tuple[Heard, Request]] = field(default_factory=list)

    def of(self, one: Heard) -> Request | None:
        return self.requests.get((one.reply.agency_id, one.numbers[0])) if one.numbers else None


@transaction.atomic
def heard(batch: Sequence[Heard], *, now: datetime) -> dict[int, str]:
    """记下一批回音，返回原文编号 → 怎样了（``Reply.State``）。已经处理过的不再处理。"""
    wanted = {number for one in batch for number in one.numbers}
    known = list(Request.objects.filter(number__in=wanted).order_by().values_list("case_id", flat=True).distinct())
    hold_many(f"case:{pk}" for pk in known)
    cases = {case.pk: case for case in Case.objects.select_for_update(of=("self",)).filter(pk__in=known).order_by("pk")}
    waiting = set(Reply.objects.select_for_update().filter(pk__in=[one.reply.pk for one in batch], state=_R.WAITING).values_list("pk", flat=True))
    fresh = [one for one in batch if one.reply.pk in waiting]
    desk = _Desk(_held(wanted, cases), now)
    for one in fresh:
        _judged(desk, one)
    keep_all(list({row.pk: row for _, row in desk.fed}.values()), ["state", "result", "fed_at", "error"])
    keep_all([one.reply for one in fresh], ["request", "number", "charset", "state", "faults", "handled_at"])
    _tell(desk, cases, _found(desk))
    end_waves({row.wave_id for _, row in desk.fed}, now)
    for agency in sorted({one.reply.agency_id for one in fresh if one.reply.state == _R.TAKEN and one.sort in (_SORT.ACK, _SORT.FEEDBACK)}):
        circuit.alive(agency, now)
    return {one.reply.pk: one.reply.state for one in fresh}


def _held(numbers: Iterable[str], cases: Mapping[int, Case]) -> dict[tuple[int, str], Request]:
    rows = Request.objects.select_for_update(of=("self",)).filter(number__in=list(numbers)).select_related("party", "agency", "wave").order_by("pk")
    found = {}
    for row in rows:
        row.case = cases[row.case_id]
        found[row.agency_id, row.number] = row
    return found


def _judged(desk: _Desk, one: Heard) -> None:
    """一份怎样了，写在原文上，还没有存。"""
    reply, request = one.reply, desk.of(one)
    reply.request, reply.number, reply.handled_at = request, (one.numbers[0] if one.numbers else "")[:60], desk.now
    reply.faults = [*dict.fromkeys([*reply.faults, *one.faults])]
    reply.state = _state(desk, one, request) if request or one.sort == _SORT.ACK else _R.UNMATCHED


def _state(desk: _Desk, one: Heard, request: Request | None) -> str:
    agency = one.reply.agency
    if one.sort == _SORT.ACK:
        return _R.TAKEN if requesting.acked(agency, one.numbers, desk.now) else _R.UNMATCHED
    if one.sort in (_SORT.ROLLBACK, _SORT.REJECT):
        state = _S.ROLLED_BACK if one.sort == _SORT.ROLLBACK else _S.REJECTED
        back = requesting.given_back(agency, dict.fromkeys(one.numbers, one.reason or "没有写原因"), desk.now, state=state)
        return _R.TAKEN if back else _R.LATE
    return _fed(desk, one, request) if request else _R.UNMATCHED


def _fed(desk: _Desk, one: Heard, request: Request) -> str:
    """一份反馈。"""
    if request.state == _S.DRAFT:
        return _R.UNMATCHED
    if request.state == _S.CANCELLED:
        return _R.LATE
    if request.state == _S.FED and request.result != Request.Result.PARTIAL:
        return _R.AGAIN
    if request.state in FAILED:
        one.reply.faults = [*one.reply.faults, LATE]
    request.state, request.result, request.fed_at, request.error = _S.FED, _result(one), desk.now, one.reason[:300]
    desk.fed.append((one, request))
    return _R.TAKEN


def _result(one: Heard) -> str:
    """对方写明的；没有写的看有没有查到。"""
    if one.result in Request.Result.values:
        return one.result
    return Request.Result.FULL if any(not told.nothing for told in one.told) else Request.Result.NONE


def _found(desk: _Desk) -> dict[int, list[Finding]]:
    """各条记下、合进台账：案件 → 这一批查到的。"""
    given = [
        findings.Batch(case=request.case, party=request.party, on=one.on, told=one.told, request=request, reply=one.reply)
        for one, request in desk.fed
    ]
    found: dict[int, list[Finding]] = defaultdict(list)
    for batch, rows in zip(given, findings.take_many(given), strict=True):
        found[batch.case.pk] += rows
    return found


def _tell(desk: _Desk, cases: Mapping[int, Case], found: Mapping[int, Sequence[Finding]]) -> None:
    """每件案件记一次“查询反馈”。"""
    by_case: dict[int, list[Request]] = defaultdict(list)
    for _, row in desk.fed:
        by_case[row.case_id].append(row)
    failed = _failed(by_case)
    moved, batches = [], []
    for pk, rows in sorted(by_case.items()):
        case, event = cases[pk], feedback(found[pk], [row.agency.name for row in rows], failed.get(pk))
        if (state := after(case.state, FeedbackReceived.name)) != case.state:
            case.state = state
            moved.append(case)
        batches.append(Batch(stream=case.stream, court_id=case.court_id, items=[Item(event=event, happened=desk.now.date())]))
    keep_all(moved, ["state"])
    history.record_many(batches, actor=_JOB)


def _failed(by_case: Mapping[int, Sequence[Request]]) -> dict[int, int]:
    """同几批里这些案件没有办成的各有几个。"""
    waves = {row.wave_id for rows in by_case.values() for row in rows}
    rows = Request.objects.filter(wave__in=waves, case__in=list(by_case), state__in=FAILED).order_by()
    return dict(rows.values_list("case_id").annotate(n=Count("pk")))
