"""该解除的、该轮到的：超标的当天列出待解除；先前的措施结束，排在后面的转为首封，并提出复查。

影响别的案件的，放进发件箱，一件案件一个事务。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from zhixing.casework.cases.commands import finish
from zhixing.casework.cases.queries import Case
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.control.commands.waves import ask_again
from zhixing.casework.control.events import BecameFirst, Deducted, Lapsed, MeasureTaken, ReleaseOrdered
from zhixing.casework.control.models import Measure, Wave
from zhixing.casework.control.queries_orders import held, owed, queue
from zhixing.casework.funds import queries as funds
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded, many
from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.history.queries import Source
from zhixing.foundation.history.queries import hold as hold_chain
from zhixing.foundation.outbox import commands as outbox
from zhixing.foundation.outbox.commands import Handler
from zhixing.foundation.outbox.queries import Message
from zhixing.law import seizure_value
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Step
from zhixing.law.states import Act, permits

FREED: Final = "control.freed"
AGAIN: Final = "control.first_again"
COUNTED: Final = "control.counted"
CASE: Final = "case:"
M = Measure.State


# ---- 超标的 ----


def over(case: Case, on: date) -> Finding[seizure_value.Over] | None:
    """现在控制住的超出应当履行的没有；不知道应当履行多少的为空。"""
    if case.claim_fen is None and funds.owed_on(case, on) is None:
        return None
    return seizure_value.over(held(case.pk, on), owed(case, on))


def excess(*, case: Case, on: date, actor: Actor) -> list[ReleaseOrdered]:
    """超出应当履行的（债权、利息、执行费），当天列出待解除：先难变现的整项，再减存款。已经列出的不重列。案件须已锁住。"""
    found = over(case, on)
    if found is None or not found.value.excess:
        return []
    listed = set(Measure.objects.filter(case=case, state=M.ACTIVE).exclude(release_ground="").values_list("subject", flat=True))
    cuts = [cut for cut in found.value.cuts if cut.subject not in listed]
    events = [ReleaseOrdered(subject=cut.subject, ground="excess", amount_fen=cut.before - cut.after if cut.after else None) for cut in cuts]
    for event in events:
        finish(event, case=case, actor=actor, on=on, finding=found)
    return events


def _recount_many(done: Iterable[Recorded]) -> None:
    items: dict[int, list[outbox.Item]] = {}
    for one in done:
        entry, event = one.entry, one.event
        if entry.stream.startswith(CASE) and isinstance(event, MeasureTaken) and event.order is None and event.rank != "waiting":
            told = {"case": int(entry.stream.removeprefix(CASE))}
            items.setdefault(entry.court_id, []).append(outbox.Item(f"{COUNTED}:{entry.stream}:{entry.seq}", told, entry.stream))
    for court_id, rows in items.items():
        outbox.put_all(COUNTED, court_id, rows)


@many(_recount_many)
def recount(recorded: Recorded) -> None:
    """后续：手工登记、导入、接管、承接来的措施（不是控制令的反馈），也看超没超标的；令的反馈在办的时候看过了。"""
    _recount_many([recorded])


def count_again(message: Message) -> Mapping[str, Any]:
    """办发件箱里的一件：超出应当履行的，当天列出待解除。已经结案的不看（随结案解除）；不知道应当履行多少的不看。"""
    hold_chain(f"{CASE}{message.payload['case']}")
    case = locked_case(message.payload["case"])
    if not permits(case.state, Act.ORDER_CONTROL, case.kind).ok:
        return {"listed": 0}
    return {"listed": len(excess(case=case, on=context.current().today, actor=Job("超标的核对")))}


# ---- 轮候转首封 ----


def _ended(recorded: Recorded) -> bool:
    """这一件事使措施结束，后面的该轮到了：解除、失效、全部扣划。变价、转出的不轮到。"""
    event = recorded.event
    return not (isinstance(event, Deducted) and event.rest)


def _freed_many(done: Iterable[Recorded]) -> None:
    rows = [one for one in done if one.entry.stream.startswith(CASE) and one.entry.source == Source.OWN and _ended(one)]
    if not rows:
        return
    waiting = _behind(rows)
    for one in rows:
        if one.entry.court_id in waiting:
            told = {"case": int(one.entry.stream.removeprefix(CASE)), "subject": one.entry.subject, "on": _day(one).isoformat()}
            outbox.put(FREED, f"{FREED}:{one.entry.stream}:{one.entry.seq}", one.entry.court_id, told, one.entry.stream)


def _behind(rows: Iterable[Recorded]) -> set[int]:
    """还有轮候的各法院；没有轮候的，不必逐件去看。"""
    return set(Measure.objects.filter(court__in={one.entry.court_id for one in rows}, state=M.WAITING).values_list("court_id", flat=True).distinct())


def _day(recorded: Recorded) -> date:
    """先前的措施到哪天为止；失效的是届满日的次日起。"""
    return recorded.event.lapsed_on if isinstance(recorded.event, Lapsed) else recorded.entry.happened_on


@many(_freed_many)
def freed(recorded: Recorded) -> None:
    """后续：一项措施结束了，看后面有没有轮候的。"""
    _freed_many([recorded])


def next_in_line(message: Message) -> Mapping[str, Any]:
    """办发件箱里的一件：排在最前的轮候转为首封，自先前的结束之日起算（查封规定第26条）。轮不到的什么也不做。"""
    told = message.payload
    rows = Measure.objects.filter(case=told["case"], subject=told["subject"], rank=0).exclude(state__in=(M.ACTIVE, M.WAITING))
    ended = rows.order_by("-ended_on", "-seq").first()  # 轮候中就结束的，没有谁因它轮到
    first = queue(ended).first() if ended is not None and not _held_before(ended) else None
    if first is None:
        return {"became_first": None}
    if _others_between(first):
        wave = ask_again(case=first.case, on=context.current().today, reason=Wave.Reason.FIRST, token=message.key[:64])
        return {"became_first": None, "asked": wave.pk if wave else None}
    hold_chain(f"{CASE}{first.case_id}")
    case = locked_case(first.case_id)
    row = Measure.objects.filter(pk=first.pk, state=M.WAITING).first()
    if row is None:
        return {"became_first": None}
    day = max(date.fromisoformat(told["on"]), row.since)
    found: Finding[bool] = Finding(True, (cite("CF 26"),), steps=(Step(f"在先的措施于{told['on']}结束，本项轮候自动生效。", cite("CF 26")),))
    finish(BecameFirst(subject=row.subject), case=case, actor=Job("轮候生效"), on=min(day, context.current().today), finding=found)
    return {"became_first": row.pk, "case": case.pk}


def _others_between(first: Measure) -> bool:
    """反馈说它前面的比本院的多：中间还有别的机关，轮到的未必是它，先查明。"""
    if first.asset_id is None:
        return False
    ours = Measure.objects.filter(court=first.court_id, asset=first.asset_id, since__lte=first.since).exclude(pk=first.pk)
    return first.rank > ours.count()


def _held_before(ended: Measure) -> bool:
    """同一项财产上本院另有在生效的首封。"""
    if ended.asset_id is None:
        return False
    return Measure.objects.filter(court=ended.court_id, asset=ended.asset_id, state=M.ACTIVE).exists()


# ---- 转为首封以后复查 ----


def look_again(recorded: Recorded) -> None:
    """后续：转为首封的，提出一次复查（余额、状态已经变了），待签发。导入、承接来的旧事不查。"""
    entry = recorded.entry
    if entry.source == Source.OWN and entry.stream.startswith(CASE):
        told = {"case": int(entry.stream.removeprefix(CASE)), "on": entry.happened_on.isoformat()}
        outbox.put(AGAIN, f"{AGAIN}:{entry.stream}:{entry.seq}", entry.court_id, told, entry.stream)


def ask(message: Message) -> Mapping[str, Any]:
    """办发件箱里的一件：提出复查的批次；没有可查的为空。"""
    case = Case.objects.get(pk=message.payload["case"])
    wave = ask_again(case=case, on=context.current().today, reason=Wave.Reason.FIRST, token=message.key[:64])
    return {"wave": wave.pk if wave else None}


HANDLERS: Final[dict[str, Handler]] = {FREED: next_in_line, AGAIN: ask, COUNTED: count_again}
