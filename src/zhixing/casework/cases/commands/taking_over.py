"""存量接管：把流程系统里正在办的案件整批搬进来，连同已经办过的事；还没有办过任何一件事的，可以整批撤回。

案号照原样；各事的日子是当时的日子，来源是“流程系统已办（导入）”，收案以前就有的措施是“承接原案”。
每件的最后一环是“存量接管”：在它之后再有登记，就是接管以后办的事，不能再撤回。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from zhixing.casework.cases import access
from zhixing.casework.cases.commands import assignment, entering, filing, numbering
from zhixing.casework.cases.commands.assignment import Chosen
from zhixing.casework.cases.events import Accepted, Assigned, HandedOver, Received, TakenOver, TakeoverReversed
from zhixing.casework.cases.models import Assignment, Case, Origin, Title
from zhixing.casework.cases.queries import known_titles, later_acts, streams_of
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Batch, Item, event_types
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import Source, hold_many, revive
from zhixing.foundation.people.queries import Court, User, setting
from zhixing.law import closing, entries, intake, livelihood, matters, numbers, spans
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, refuse
from zhixing.law.intake import CaseDraft
from zhixing.law.nodes import spans_of
from zhixing.law.states import Act, fold, permits
from zhixing.law.timeline import Fact, Timeline

BASIS: Final = cite("COURT 存量接管")
CARRIED_GROUPS: Final = frozenset({"控制措施", "惩戒措施"})
"""可以早于本案收案的事项：保全中、原执行案件里采取的，本案承接。"""
SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """以往的一件事。

    ``key`` 是登记事项的代码（``law.matters``），或者 :data:`OTHERS` 里的一种；``values`` 照登记表单的栏目；
    ``extra`` 是表单不问、事件上有的栏目；``place`` 是出自哪张表第几行，随登记留下。
    """

    key: str
    on: date
    values: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    place: tuple[str, int] = ("", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """搬进来的一件：案件和当事人、案号、承办、已经办过的事。``token`` 是凭号，同一凭号只进一次。"""

    draft: CaseDraft
    number: str
    token: str
    handler: User | None = None
    assigned_on: date | None = None
    past: tuple[Past, ...] = ()

    @property
    def accepted_on(self) -> date:
        """立案日；没有写的用收到材料日。"""
        return self.draft.accepted_on or self.draft.received_on


@dataclass(frozen=True, slots=True)
class Examined:
    """一件往事和核对的结果：事件、来源。"""

    past: Past
    found: Finding[Event]
    source: Source
    fact: Fact | None = None

    def item(self) -> Item:
        """要记的一笔，结论里留着出处。"""
        sheet, row = self.past.place
        kept = replace(self.found, inputs={**self.found.inputs, "sheet": sheet, "row": row})
        return Item(event=kept.require(), happened=self.past.on, finding=kept, source=self.source)


# ---- 核对以往各事 ----


def examine(moved: Moved) -> list[Examined]:
    """依发生的先后逐件核对：栏目、日子、前后对得上。不要求附证明材料。"""
    today = context.current().today
    done: list[Examined] = []
    for past in sorted(moved.past, key=_order):
        done.append(_examined(past, moved, timeline(moved, done), today, len(done) + 1))
    return done


def timeline(moved: Moved, done: Iterable[Examined]) -> Timeline:
    """搬进来以后的时间线：核对过的各事，依先后。"""
    facts = tuple(one.fact for one in done if one.fact)
    return Timeline(kind=moved.draft.kind, facts=facts, claim_fen=moved.draft.claim_fen)


def _order(past: Past) -> tuple[date, int]:
    """同一天的：先采取的措施，后结案、入库。"""
    return past.on, {"freeze": 0, "seize": 0, "received": 0, "closed": 8, "pool": 9}.get(past.key, 1)


def _fact(event: Event, past: Past, source: Source, seq: int) -> Fact:
    return Fact(seq, event.name, past.on, subject=event.subject, data=event.as_data(), source=str(source))


def _examined(past: Past, moved: Moved, line: Timeline, today: date, seq: int) -> Examined:
    carried = past.on < moved.draft.received_on
    found = OTHERS[past.key](past, line, today) if past.key in OTHERS else _matter(past, line, today)
    group = "" if past.key in OTHERS else matters.matter(past.key).group
    early = (_early(past, moved),) if carried and group not in CARRIED_GROUPS else ()
    source = Source.CARRIED if carried else Source.IMPORTED
    if early or not found.ok:
        return Examined(past, replace(found, reasons=(*early, *found.reasons)), source)
    return Examined(past, found, source, _fact(found.value, past, source, seq))


def _early(past: Past, moved: Moved) -> Reason:
    text = f"{past.on}早于收到材料日{moved.draft.received_on}。"
    return Reason("takeover.early", text, BASIS, "核对日期；收案以前的保全、原执行案件里的事，只接控制措施和失信限消。", subject="on")


def _matter(past: Past, line: Timeline, today: date) -> Finding[Any]:
    chosen = matters.matter(past.key)
    if chosen.kinds and line.kind not in chosen.kinds:
        return refuse("takeover.kind", f"{line.kind}案件没有“{chosen.label}”这一事项。", BASIS, remedy="核对事项。", subject="matter")
    found = matters.check(chosen, past.values, past.on, today, line)
    if not found.ok:
        return found
    kind = event_types()[chosen.event]
    return replace(found, value=kind.from_data({**found.value, **past.extra}))  # type: ignore[arg-type]


# 不是登记事项的：中止、暂缓、扣除、延长、结案


def _begun(name: str, code: str, past: Past, line: Timeline, today: date) -> Finding[Any]:
    """一段扣除的开始；以往的没有写文书只提醒。"""
    event = event_types()[name].from_data(dict(past.values))
    code = code or str(past.values.get("code", ""))
    found = spans.begin(code, past.on, str(past.values.get("document", "")), spans_of(line), first=past.on, today=today)
    soft = tuple(r for r in found.reasons if r.code == "span_no_document")
    hard = tuple(r for r in found.reasons if r.code != "span_no_document")
    return Finding(event, found.articles, reasons=hard, warnings=(*found.warnings, *soft))


def _ended(name: str, codes: tuple[str, ...], past: Past, line: Timeline, today: date) -> Finding[Any]:
    """一段扣除的结束。"""
    open_ = [span.code for span in spans_of(line) if span.end is None]
    wanted = codes or (str(past.values.get("code", "")),)
    code = next((one for one in wanted if one in open_), wanted[0])
    found = spans.end(code, past.on, spans_of(line), today=today)
    values = {**past.values, "code": code} if name == "nodes.ExclusionEnded" else past.values
    return Finding(event_types()[name].from_data(dict(values)), found.articles, reasons=found.reasons)


def _extended(past: Past, line: Timeline, today: date) -> Finding[Any]:
    found = entries.happened(past.on, first=None, today=today)
    return Finding(event_types()["nodes.Extended"].from_data(dict(past.values)), found.articles, reasons=found.reasons)


def _closed(past: Past, line: Timeline, today: date) -> Finding[Any]:
    """以往的结案：照结案方式表写明名称和文书；适用的案件类型要对。"""
    chosen = closing.mode(str(past.values["mode"]))
    found = entries.happened(past.on, first=None, today=today, what="结案日")
    data = {**past.values, "mode_text": chosen.label, "document": chosen.document}
    wrong = () if line.kind in chosen.kinds else (
        Reason("takeover.mode", f"{line.kind}案件没有“{chosen.label}”这种结案方式。", BASIS, "核对案号。", subject="number"),
    )
    return Finding(event_types()["closing.Closed"].from_data(data), chosen.articles, reasons=(*found.reasons, *wrong))


OTHERS: Final = {
    "suspend": lambda p, line, today: _begun("nodes.Suspended", "X4", p, line, today),
    "resume": lambda p, line, today: _ended("nodes.Resumed", ("X4",), p, line, today),
    "stay": lambda p, line, today: _begun("nodes.Stayed", "", p, line, today),
    "end_stay": lambda p, line, today: _ended("nodes.StayEnded", ("X5", "X6"), p, line, today),
    "exclude": lambda p, line, today: _begun("nodes.Excluded", "", p, line, today),
    "end_exclusion": lambda p, line, today: _ended("nodes.ExclusionEnded", (), p, line, today),
    "extend": _extended,
    "closed": _closed,
}
"""登记事项以外的：期间的停算、延长，结案。"""


# ---- 接管 ----


@transaction.atomic
def take_over(
    *, actor: User, court: Court, files: Sequence[Moved], live_on: date, run: int, reason: str = ""
) -> list[Case]:
    """接管一批案件，一个事务；已经接管过的（凭号相同）略过。返回这次搬进来的，次序照 ``files``。

    ``live_on`` 是上线日，``run`` 是接管批次，``reason`` 随“存量接管”记下（谁签的字）。没有接管的职务抛出 ``Forbidden``；
    有一件核对不过抛出 ``Refused``，整批不进。
    """
    access.require_takeover(actor, court)
    plans = _plans(court, _unseen(court, files))
    limit = int(setting(court.pk, "small_claim_yuan")) * 100
    cases = Case.objects.bulk_create([_row(plan, court, live_on, run, limit) for plan in plans])
    entering.store_many([(case, plan.moved.draft) for case, plan in zip(cases, plans, strict=True)])
    Assignment.objects.bulk_create(
        row for case, plan in zip(cases, plans, strict=True) if plan.chosen for row in plan.chosen.rows(case, plan.assigned_on)
    )
    last = TakenOver(live_on=live_on, run=run)
    batches = [
        Batch(stream=case.stream, court_id=court.pk, items=_items(case, plan, last, reason))
        for case, plan in zip(cases, plans, strict=True)
    ]
    history.record_many(batches, actor=actor, fresh=True)
    return cases


@dataclass(frozen=True, slots=True)
class _Plan:
    """核对好的一件。"""

    moved: Moved
    found: Finding[CaseDraft]
    number: numbers.CaseNumber
    past: list[Examined]
    chosen: Chosen | None

    @property
    def draft(self) -> CaseDraft:
        return self.found.value

    @property
    def assigned_on(self) -> date:
        return self.moved.assigned_on or self.moved.accepted_on


def _unseen(court: Court, files: Sequence[Moved]) -> list[Moved]:
    tokens = {moved.token for moved in files}
    seen = set(Case.objects.filter(court=court, receipt_token__in=tokens).values_list("receipt_token", flat=True))
    return [moved for moved in files if moved.token not in seen]


def _plans(court: Court, files: list[Moved]) -> list[_Plan]:
    """逐件核对；一件不行就抛出 ``Refused``。"""
    keys = {intake.title_key(title.number) for moved in files for title in moved.draft.titles}
    known = known_titles(court.pk, keys)
    chosen: dict[int, Chosen] = {}
    plans = [_plan(court, moved, known, chosen) for moved in files]
    _free(court, plans).require()
    return plans


def _plan(court: Court, moved: Moved, known: Mapping[str, Sequence[str]], chosen: dict[int, Chosen]) -> _Plan:
    found = filing.check(court, moved.draft, known)
    found.require()
    number = numbers.parse(moved.number).require()
    assert number is not None
    past = examine(moved)
    if wrong := tuple(reason for one in past for reason in one.found.reasons):
        Finding(None, (BASIS,), reasons=wrong).require()
    return _Plan(moved, found, number, past, _handler(court, moved, chosen))


def _handler(court: Court, moved: Moved, known: dict[int, Chosen]) -> Chosen | None:
    """承办人和他的团队，一人只查一次。"""
    who = moved.handler
    if who is None:
        return None
    if who.pk not in known:
        known[who.pk] = assignment.chosen(court, who, None, moved.assigned_on or moved.accepted_on, strict=False)
    return known[who.pk]


def _free(court: Court, plans: Iterable[_Plan]) -> Finding[None]:
    """案号都没有用过，也不重复。"""
    listed = [str(plan.number) for plan in plans]
    used = set(Case.objects.filter(court=court, number__in=listed).values_list("number", flat=True))
    twice = {number for number in listed if listed.count(number) > 1} if len(set(listed)) < len(listed) else set()
    if both := sorted(used | twice):
        return refuse("takeover.number", f"案号{both[0]}已经在本系统里。", BASIS, remedy="核对是不是接管过。", subject="number")
    return Finding(None, (BASIS,))


def _row(plan: _Plan, court: Court, live_on: date, run: int, limit: int) -> Case:
    """案件的行，未存。状态由各事推出；``limit`` 是小标的的上限（分）。"""
    draft, moved = plan.draft, plan.moved
    case = Case(
        court=court, kind=draft.kind, origin=Origin.TAKEN_OVER, number_as_given=moved.number, cause=draft.cause,
        livelihood=draft.livelihood, claim_fen=draft.claim_fen, performance=draft.performance, urgent=draft.urgent,
        small_claim=livelihood.small_claim(draft.claim_fen, limit).value, received_on=draft.received_on,
        accepted_on=moved.accepted_on, stage=draft.stage, suit_number=draft.suit_number, live_on=live_on, takeover=run,
        non_litigation=any(title.kind == Title.Body.NON_LITIGATION for title in draft.titles),
        receipt_token=moved.token, created_at=context.current().now,
    )
    numbering.put(case, plan.number)
    if plan.chosen:
        case.handler, case.team = plan.chosen.handler, plan.chosen.team
    _closing(case, plan.past)
    case.state = fold(event.name for event, _ in _events(case, plan))
    entering.label(case, draft.parties)
    return case


def _closing(case: Case, past: Iterable[Examined]) -> None:
    """以往已经结案的，写明日子和方式。"""
    for one in past:
        if one.past.key == "closed":
            case.closed_on, case.closing_mode = one.past.on, str(one.past.values["mode"])
            case.closing_ground = str(one.past.values.get("ground", ""))


def _events(case: Case, plan: _Plan) -> Iterator[tuple[Event, date]]:
    """主线：收件、立案、移送、分案，然后是以往各事。"""
    draft, moved = plan.draft, plan.moved
    yield Received(
        kind=draft.kind, claim_fen=draft.claim_fen, livelihood=draft.livelihood, urgent=draft.urgent, complete=draft.complete
    ), draft.received_on
    yield Accepted(
        number=case.number, kind=case.kind, cause=case.cause, claim_fen=case.claim_fen, livelihood=case.livelihood
    ), moved.accepted_on
    if plan.chosen:
        yield HandedOver(), plan.assigned_on
        yield _assigned(plan.chosen), plan.assigned_on
    yield from ((one.found.value, one.past.on) for one in plan.past)


def _assigned(given: Chosen) -> Assigned:
    return given.event(way="导入")


def _items(case: Case, plan: _Plan, last: TakenOver, reason: str) -> list[Item]:
    """整条链：主线带收件核对的结论，各事带出处，最后是“存量接管”。"""
    main = list(_events(case, plan))[: -len(plan.past) or None]
    first, rest = main[0], main[1:]
    imported = Source.IMPORTED
    return [
        Item(event=first[0], happened=first[1], finding=plan.found, source=imported),
        *(Item(event=event, happened=on, source=imported) for event, on in rest),
        *(one.item() for one in plan.past),
        Item(event=last, happened=context.current().today, source=imported, reason=reason),
    ]


# ---- 撤回 ----


@transaction.atomic
def reverse(*, actor: User, court: Court, run: int, reason: str) -> list[Case]:
    """撤回一整批接管：案号腾出，节点去掉，历史都留着。由能签字的人办，``reason`` 必填。

    其中任何一件在接管之后办过事，就整批拒绝，说出是哪些事。
    """
    access.require_signature(actor, court)
    why = entries.text(reason, "撤回的理由", limit=200, required=True).require()
    hold_many(streams_of(court.pk, run))
    cases = list(Case.objects.select_for_update().filter(court=court, takeover=run).exclude(state="reversed").order_by("pk"))
    untouched(court, run).require()
    for case in cases:
        permits(case.state, Act.REVERSE_TAKEOVER, case.kind).require()
    events = [TakeoverReversed(number=case.number, reason=why) for case in cases]
    _free_numbers(cases)
    today = context.current().today
    batches = [
        Batch(stream=case.stream, court_id=court.pk, items=[Item(event=event, happened=today, reason=why)])
        for case, event in zip(cases, events, strict=True)
    ]
    history.record_many(batches, actor=actor)
    return cases


def untouched(court: Court, run: int) -> Finding[None]:
    """接管之后还没有办过任何一件事；办过的，说出是哪些。"""
    acts = list(later_acts(court.pk, run)[: SHOWN + 1])
    if not acts:
        return Finding(None, (BASIS,))
    numbers_of = dict(Case.objects.filter(court=court, takeover=run, pk__in=[_case_id(a.stream) for a in acts]).values_list("pk", "number"))
    told = "；".join(
        f"{numbers_of.get(_case_id(act.stream), '')} {act.happened_on:%Y-%m-%d} {act.actor_name} {revive(act).sentence()}"
        for act in acts[:SHOWN]
    )
    more = "等" if len(acts) > SHOWN else ""
    text = f"接管以后已经办了事，不能整批撤回：{told}{more}。"
    return refuse("takeover.touched", text, BASIS, remedy="个别案件有误的，逐件更正登记，或者以销案方式报结。")


def _case_id(stream: str) -> int:
    return int(stream.removeprefix("case:"))


def _free_numbers(cases: Sequence[Case]) -> None:
    """腾出案号，结束承办；原样案号留着。"""
    ids = [case.pk for case in cases]
    Case.objects.filter(pk__in=ids).update(state="reversed", number="", year=None, serial=None, handler=None, team=None)
    open_ = Assignment.objects.filter(case__in=ids, until__isnull=True)
    open_.update(until=Greatest(F("since"), context.current().today))
