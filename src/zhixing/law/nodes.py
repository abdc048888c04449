"""节点：由案件时间线推算每个节点的期限、状态和步骤。

:func:`plan` 是纯函数：时间线、日历、本院设置相同，结果就相同。节点只随事件办结，不靠人填日期。
规则表见 :mod:`zhixing.law.node_table`，期间的算法见 :mod:`zhixing.law.terms`，灯色见 :mod:`zhixing.law.lights`。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any, Final, NamedTuple

from zhixing.law.articles import cite, on_day
from zhixing.law.calendar import Calendar
from zhixing.law.lights import Light, light, light_of, overdue_days, sentence
from zhixing.law.measures import BECAME_FIRST, RENEWED, TAKEN, WAITING, furthest, written
from zhixing.law.node_table import (
    NONE,
    REVERSED,
    Overrides,
    Rule,
    Selector,
    UnknownRule,
    applicable,
    event_names,
    rule,
    rule_on,
    rules,
)
from zhixing.law.spans import CLOSES, OPENS
from zhixing.law.terms import Class, Ending, Period, Span, add_months, compute, end_of
from zhixing.law.timeline import Fact, Timeline

__all__ = [
    "Light", "Overrides", "PlannedNode", "Rule", "UnknownRule", "event_names", "light", "light_of", "overdue_days",
    "plan", "rule", "rule_on", "rules", "sentence", "spans_of",
]

CLOSED: Final = "closing.Closed"
DECLINED: Final = "cases.Declined"
TAKEOVER_REVERSED: Final = "cases.TakeoverReversed"
BEFORE: Final = "before"
WITHDRAWN: Final = "closing.ProposalEnded"
LAPSED: Final = "control.Lapsed"
INHERITED: Final = ("property", "no_sale", "amount_fen")
"""同一事项后来的登记没有再写、沿用先前的栏目。"""

BEIJING: Final = timezone(timedelta(hours=8))
_OWN: Final = "COURT 节点期限"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedNode:
    """推算出的一个节点；栏目与 ``casework.nodes`` 的节点表相同。

    ``key`` 在案内唯一、重算不变：全案一个的节点是代码，其余是“代码|事项|起因最初的环号”。
    ``state``：open、done、waived、void（不涉及）、lapsed（措施已失效）、before（上线前已届满，不计）。``due`` 为空的：停算中（``paused``），
    或者没有固定期限（D 类，基准日还没有）。N-37 办结时 ``due`` 是这次查询管用到的日子。
    ``steps`` 是 ``{"text", "article"}``，``basis`` 是条文，``inputs`` 可存成 JSON。
    """

    key: str
    code: str
    name: str
    subject: str
    whose: str
    hard: bool
    cls: str
    state: str
    started: date
    due: date | None
    due_at: datetime | None
    counted_to: date | None
    earliest: date | None
    last_working_day: date | None
    provisional: bool
    paused: bool
    done_on: date | None
    late: bool
    warn_on: date | None
    act: str
    stop: str
    blocks: tuple[str, ...]
    owner_post: str
    steps: tuple[dict[str, Any], ...]
    basis: tuple[str, ...]
    inputs: dict[str, Any]
    rule_version: str
    trigger_seq: int
    done_seq: int | None

    @property
    def open(self) -> bool:
        """待办。"""
        return self.state == "open"


def plan(timeline: Timeline, calendar: Calendar, overrides: Overrides = NONE) -> tuple[PlannedNode, ...]:
    """这件案件的全部节点，按节点表的次序。"""
    planner = _Planner(timeline, _Book(calendar), overrides)
    return tuple(planner.run())


# —— 扣除和延长 ————————————————————————————————————————————————————————


def spans_of(timeline: Timeline) -> tuple[Span, ...]:
    """时间线上的扣除期间：中止、暂缓、其他扣除；还没有结束的 ``end`` 为空。"""
    running: dict[str, Fact] = {}
    found: list[Span] = []
    for fact in timeline.ordered:
        if fact.type in OPENS:
            running.setdefault(OPENS[fact.type] or str(fact.data.get("code", "")), fact)
        elif fact.type in CLOSES:
            codes = CLOSES[fact.type] or (str(fact.data.get("code", "")),)
            found += [_span(code, running.pop(code), fact.on) for code in codes if code in running]
    found += [_span(code, begun, None) for code, begun in running.items()]
    return tuple(sorted(found, key=lambda span: (span.start, span.code)))


def _span(code: str, begun: Fact, end: date | None) -> Span:
    return Span(code, begun.on, end, str(begun.data.get("document", "")))


# —— 推算 ——————————————————————————————————————————————————————————————


class _Note(NamedTuple):
    """步骤里的一句话和它的依据（``cite`` 的写法）。"""

    text: str
    basis: str


_CARRIED: Final = _Note("承接原案的，自本案立案起算。", _OWN)
_BEFORE: Final = _Note("上线前已经届满，不计。", "COURT 存量接管")
_ENDINGS: Final = {DECLINED: "declined", TAKEOVER_REVERSED: REVERSED}
_WAITING: Final = _Note("所接的期限停算中，恢复后再定。", _OWN)


@dataclass(frozen=True, slots=True)
class _Start:
    """一个节点的起因：事实、起算的日和时刻、事项；``waiting``：所接的另一节点停算中。"""

    fact: Fact
    on: date
    subject: str
    at: datetime | None = None
    waiting: bool = False
    notes: tuple[_Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Outcome:
    """办到哪里了：状态、办结的事实、是否停算。"""

    state: str = "open"
    fact: Fact | None = None
    paused: bool = False
    note: _Note | None = None


@dataclass(slots=True)
class _Planner:
    """一次推算。"""

    timeline: Timeline
    book: _Book
    overrides: Overrides
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    spans: tuple[Span, ...] = ()
    extension: Period | None = None
    ended: Fact | None = None
    waived: dict[str, Fact] = field(default_factory=dict)
    accepted: date = date.min
    live_on: date | None = None
    before: set[str] = field(default_factory=set)
    ends: dict[tuple[str, int], Ending] = field(default_factory=dict)
    reached: dict[tuple[str, str], date] = field(default_factory=dict)

    def run(self) -> Iterator[PlannedNode]:
        self.read()
        line = self.timeline
        for found in applicable(line.kind, bool(line.livelihood), line.urgent, line.non_litigation, line.stage):
            if found.fold or found.wakes.isdisjoint(self.facts) or not self.needed(found):
                continue
            ours = self.overrides.apply(found)
            if ours is not None:
                yield from self.nodes(ours)

    def needed(self, found: Rule) -> bool:
        """代替别的节点的（接管的案件另定结案日）：所代替的上线前已经届满才要。"""
        return not found.relieves or not found.relieves.isdisjoint(self.before)

    def read(self) -> None:
        """把时间线读一遍：按事件分好，补上沿用的栏目，找出扣除、延长、豁免和终点。"""
        known: dict[str, dict[str, Any]] = {}
        for fact in self.timeline.ordered:
            self.facts.setdefault(fact.type, []).append(fact)
            if fact.subject:
                before = known.setdefault(fact.subject, {})
                if before:
                    self.values[fact.seq] = {**before, **fact.data}
                before |= {name: fact.data[name] for name in INHERITED if name in fact.data and name not in before}
        self.spans = spans_of(self.timeline)
        months = sum(int(fact.data.get("months", 3)) for fact in self.facts.get("nodes.Extended", ()))
        self.extension = Period(months, "m") if months > 0 else None
        ends = [*self.facts.get(TAKEOVER_REVERSED, ()), *self.matches((Selector(CLOSED), Selector(DECLINED)))]
        self.ended = ends[0] if ends else None  # 撤回了接管的，什么都不再看
        self.accepted = next((fact.on for fact in self.facts.get("cases.Accepted", ())), date.min)
        self.live_on = self.timeline.live_on
        self.waived = {fact.subject: fact for fact in self.facts.get("nodes.Waived", ())}

    def value(self, fact: Fact, name: str) -> Any:
        """载荷里的一栏，没有写的沿用同一事项先前的。"""
        return self.values.get(fact.seq, fact.data).get(name)

    def matches(self, selectors: tuple[Selector, ...]) -> list[Fact]:
        """符合的事实，按先后。"""
        found = [
            fact for one in selectors if one.event in self.facts for fact in self.facts[one.event]
            if one.fits(self.values.get(fact.seq, fact.data))
        ]
        return sorted(found, key=_order) if len(selectors) > 1 and len(found) > 1 else found

    # 起因

    def starts(self, found: Rule) -> list[_Start]:
        """这条规则的全部起因；没有就没有节点。"""
        facts = self.matches(found.trigger)
        notes: tuple[_Note, ...] = ()
        if not facts and found.fallback:
            facts = self.matches(found.fallback)
            notes = (_Note(f"没有登记{found.since}之日，从立案日起算。", _OWN),)
        opener = next(iter(self.matches(found.opener)), None)
        if found.opener and opener is None:
            return []
        if found.after:
            earlier = self.matches(found.after)
            facts = [fact for fact in facts if any(_order(one) < _order(fact) for one in earlier)]
        facts = [fact for fact in facts if self.reaches(found, fact) and (found.carried or not fact.carried)]
        facts = [fact for fact in facts if not (found.lapses and self.waits(fact))]
        if found.per == "case":
            facts = facts[-1:] if found.restart else facts[:1]
        base = opener if found.anchored == "opener" else None
        made = (self.start(found, fact, base, notes) for fact in facts)
        return [one for one in made if one is not None and found.valid(one.fact.on)]

    def waits(self, fact: Fact) -> bool:
        """续行的是轮候：还没有转为首封，没有期限在走。"""
        if fact.type != RENEWED:
            return False
        ranks = self.matches((Selector(TAKEN), Selector(BECAME_FIRST)))
        last = [one for one in ranks if one.subject == fact.subject and _order(one) < _order(fact)][-1:]
        return any(one.data.get("rank") == WAITING for one in last)

    def reaches(self, found: Rule, fact: Fact) -> bool:
        """结案以后的起因，只对结案后仍然继续的规则有效。"""
        if self.ended is None or _order(fact) <= _order(self.ended):
            return True
        return found.survives(self.mode)

    @property
    def mode(self) -> str:
        """结案方式；不予受理的为 ``declined``，接管撤回的为 ``reversed``。"""
        if self.ended is None:
            return ""
        return str(self.ended.data.get("mode", "")) if self.ended.type == CLOSED else _ENDINGS[self.ended.type]

    def start(self, found: Rule, fact: Fact, base: Fact | None, notes: tuple[_Note, ...]) -> _Start | None:
        subject = str(fact.data.get(found.subject_field, "")) if found.subject_field else fact.subject
        subject = "" if found.per == "case" else subject
        chain = next((one.end_of for one in found.trigger if one.event == fact.type and one.end_of), ())
        if chain:
            return self.chained(found, fact, chain, subject)
        if base is not None:
            return _Start(fact, base.on, subject, base.at, notes=notes)
        on = (fact.day(found.from_field) if found.from_field else None) or fact.on
        if fact.carried and not found.lapses and on < self.accepted:
            return _Start(fact, self.accepted, subject, notes=(_CARRIED, *notes))
        return _Start(fact, on, subject, fact.at, notes=notes)

    def chained(self, found: Rule, fact: Fact, chain: tuple[str, ...], subject: str) -> _Start | None:
        """从另一个节点未顺延的末日接着算；那个节点停算的，这个也停算。"""
        code = next((one for one in chain if (one, fact.seq) in self.ends), None)
        if code is None:
            return None
        end = self.ends[code, fact.seq].counted_to
        if end is None:
            return _Start(fact, fact.on, subject, waiting=True)
        note = _Note(f"从{rule(code).name}（{code}）未顺延的末日{end}推算。", "CC 202")
        return _Start(fact, _date(end), subject, notes=(note,))

    # 办结

    def linked(self, found: Rule, start: _Start, facts: list[Fact], single: bool) -> list[Fact]:
        """与这个起因对得上的事实。没有写明事项的，只在不会弄错时才算。"""
        if found.per == "case" or found.link == "any":
            return facts
        if found.link == "named":
            return [fact for fact in facts if fact.subject == start.subject or (single and not fact.subject)]
        if found.link != "subject":
            wanted = start.fact.data.get(found.link)
            return [fact for fact in facts if fact.data.get(found.link) == wanted]
        return [fact for fact in facts if fact.subject == start.fact.subject or (single and not fact.subject)]

    def outcome(self, found: Rule, start: _Start, single: bool, used: set[int]) -> _Outcome | None:
        """办到哪里了；``None`` 是这个节点不列出（起因之前已经办过）。"""
        kinds = None if found.restart or found.lapses else {one.event for one in found.trigger}
        candidates = self.linked(found, start, self.within(found, self.matches(found.done)), single)
        if found.amount:
            done = self.covered(found, start, candidates)
        else:
            later = [one for one in candidates if _follows(one, start.fact, kinds) and one.seq not in used]
            done = later[0] if later else None
        if done is not None and found.per == "each" and found.link == "subject" and not start.fact.subject:
            used.add(done.seq)
        void = self.first_after(found, start, found.voided, single, kinds)
        if void is not None and (done is None or _order(void) < _order(done)):
            return _Outcome("void", void, note=_Note(f"{void.on}后不再涉及。", _OWN))
        if done is not None:
            return _Outcome("done", done)
        early = found.early or ("done" if found.per == "case" else "ignore")
        if early != "ignore" and candidates and not found.amount:
            return None if early == "none" else _Outcome("done", candidates[-1])
        return self.unfinished(found, start, single, kinds)

    def within(self, found: Rule, facts: list[Fact]) -> list[Fact]:
        """结案以前的；结案后仍然继续的规则，以后的也算。终本后的查询不是首次查控。"""
        if self.ended is None or found.survives(self.mode):
            return facts
        last = _order(self.ended)
        return [fact for fact in facts if _order(fact) <= last]

    def unfinished(self, found: Rule, start: _Start, single: bool, kinds: set[str] | None) -> _Outcome:
        """还没有办：已经结案、豁免、停算，或者待办。"""
        if (gone := self.waived.get(_key(found, start))) is not None:
            text = f"{gone.on}经批准不再要求：{gone.data.get('ground', '')}"
            return _Outcome("waived", gone, note=_Note(text, "COURT 节点豁免"))
        if self.ended is not None and not found.survives(self.mode):
            return _Outcome("void", None, note=_Note(f"{self.ended.on}已经结案，不再办理。", _OWN))
        paused = self.first_after(found, start, found.paused, single, kinds)
        if paused is not None:
            return _Outcome(paused=True, note=_Note(f"{paused.on}起停算：经批准延缓。", found.basis[0]))
        return _Outcome(note=self.missed(found, start))

    def missed(self, found: Rule, start: _Start) -> _Note | None:
        """过了期限才办的（``by``）不免除这一项，说明白。"""
        facts = ((one, self.last_day(start, found.voided, one)) for one in self.matches(found.voided))
        late = next(((one.on, last) for one, last in facts if last is not None and one.on > last), None)
        return _Note(f"到{late[1]}届满没有办，{late[0]}才办的，不免除这一项。", found.basis[0]) if late else None

    def first_after(
        self, found: Rule, start: _Start, selectors: tuple[Selector, ...], single: bool, kinds: set[str] | None,
    ) -> Fact | None:
        if not selectors:
            return None
        facts = self.linked(found, start, self.matches(selectors), single)
        return next((one for one in facts if self.counts(start, selectors, one, kinds)), None)

    def counts(self, start: _Start, selectors: tuple[Selector, ...], fact: Fact, kinds: set[str] | None) -> bool:
        """在起因之后；写明须赶在别的节点届满以前的（``by``），赶上了就算。"""
        last = self.last_day(start, selectors, fact)
        return _follows(fact, start.fact, kinds) if last is None else fact.on <= last

    def last_day(self, start: _Start, selectors: tuple[Selector, ...], fact: Fact) -> date | None:
        """这个事实最迟哪天（``by``）；没有写、那个节点停算的为空。"""
        codes = (code for one in selectors if one.event == fact.type for code in one.by)
        ending = next((self.ends[code, start.fact.seq] for code in codes if (code, start.fact.seq) in self.ends), None)
        return _date(ending.due) if ending and ending.due else None

    def covered(self, found: Rule, start: _Start, paid: list[Fact]) -> Fact | None:
        """按金额办满的那一笔；退汇冲减。同一事项有几笔的，先到先付。没有写金额的一笔算付清。"""
        queue = [one for one in self.matches(found.trigger) if one.subject == start.fact.subject]
        ahead = [one.data.get(found.amount) or 0 for one in queue[: queue.index(start.fact) + 1]]
        due = int(sum(ahead) or self.value(start.fact, found.amount) or 1)
        back = {one.seq for one in self.matches(found.undone)}
        moves = sorted([*paid, *(self.linked(found, start, self.matches(found.undone), False))], key=_order)
        total, full = 0, None
        for one in moves:
            amount = one.data.get(found.amount)
            total += (-1 if one.seq in back else 1) * (due if amount is None else int(amount))
            full = None if total < due else full or (None if one.seq in back else one)
        return full

    # 期限

    def ending(self, found: Rule, start: _Start) -> tuple[_Counted, tuple[_Note, ...], dict[str, Any]]:
        """算期限。"""
        period, notes = self.period(found, start)
        spans = tuple(span for span in self.spans if span.code in found.excludes)
        extension = self.extension if found.extends else None
        anchor: date | datetime = start.on
        if found.cls == "E":
            anchor = _local(start.at) if start.at else datetime(*start.on.timetuple()[:3], tzinfo=BEIJING)
            if start.at is None:
                notes += (_Note(f"没有登记时刻，从严按{start.on}零时起算。", _OWN),)
        result = _count(anchor, period, found.cls, spans, extension, self.book)
        inputs = {
            "rule": found.id, "trigger": start.fact.type, "trigger_seq": start.fact.seq, "start": anchor.isoformat(),
            "period": period.code, "class": found.cls, "adjusted": found.adjusted, "calendar": self.book.version,
            "excluded": [[s.code, s.start.isoformat(), s.end.isoformat() if s.end else None] for s in spans],
            "extension": extension.code if extension else None,
        }
        return result, notes, inputs

    def period(self, found: Rule, start: _Start) -> tuple[Period, tuple[_Note, ...]]:
        """期限长度：文书、回执写明届满日的用早的一个，效力期间不得超过法定最长期限。"""
        until, notes = written(start.fact, found.until_fields, start.on), self.silent(found, start)
        if until is None:
            return found.period, notes
        longest = self.longest(found, start)
        told = f"{'回执' if until != start.fact.day('until') else '文书'}写明至{until}"
        if found.cls == "C" and until > longest:
            note = _Note(f"{told}，超过最长期限{found.period}，按最长期限计算。", found.basis[0])
            return _exactly(start.on, longest, found.period), (*notes, note)
        text = told + (f"，不超过最长期限{found.period}。" if found.cls == "C" else "。")
        return Period((until - start.on).days, "d"), (*notes, _Note(text, found.basis[0]))

    def longest(self, found: Rule, start: _Start) -> date:
        """最长到哪天；续行的从原届满日接着算。"""
        if not found.lapses:
            return end_of(start.on, found.period)
        return furthest(start.fact, self.reached.get((found.code, start.subject), date.min), found.period)

    def silent(self, found: Rule, start: _Start) -> tuple[_Note, ...]:
        """续行的文书没有写明届满日的提示。"""
        if not (found.lapses and start.fact.type == RENEWED) or written(start.fact, ("until",)):
            return ()
        text = "没有写明新的届满日，从严自续行之日起算；从原届满日接算的，请补登届满日。"
        return (_Note(text, found.basis[0]),)

    # 拼成节点

    def nodes(self, found: Rule) -> Iterator[PlannedNode]:
        starts = self.starts(found)
        single = len({one.fact.subject for one in starts}) == 1
        used: set[int] = set()
        for start in starts:
            outcome = self.outcome(found, start, single, used)
            if outcome is None:
                continue
            if found.repeat > 1:
                yield from self.repeated(found, start)
            elif found.fresh:
                yield self.fresh(found, start)
            elif found.before:
                yield self.backward(found, start, outcome)
            elif start.waiting:
                outcome = outcome if outcome.state != "open" else _Outcome(paused=True, note=_WAITING)
                yield self.node(found, start, outcome, None)
            else:
                result, notes, inputs = self.ending(found, start)
                self.remember(found, start, result.ending)
                outcome = _retaken(found, start, starts, outcome, result.ending, self.facts.get(LAPSED, ()))
                yield self.node(found, start, outcome, result, notes, inputs)

    def node(
        self, found: Rule, start: _Start, outcome: _Outcome, result: _Counted | None,
        notes: tuple[_Note, ...] = (), inputs: dict[str, Any] | None = None,
    ) -> PlannedNode:
        steps = [_said(one, start.on) for one in (self.opening(found, start), *start.notes, *notes)]
        steps += result.steps if result else ()
        return self.make(found, start, outcome, result.ending if result else None, steps, inputs or {"rule": found.id})

    def opening(self, found: Rule, start: _Start) -> _Note:
        """第一步：哪天因为什么，期限多长，依据哪一条。"""
        return _Note(f"{found.name}：{_told(found, start)}。", _OWN if found.adjusted else found.basis[0])

    def make(
        self, found: Rule, start: _Start, outcome: _Outcome, ending: Ending | None,
        steps: list[dict[str, Any]], inputs: dict[str, Any],
    ) -> PlannedNode:
        due_at = ending.due if ending and isinstance(ending.due, datetime) else None
        due = _date(ending.due) if ending and ending.due else None
        counted_to = _date(ending.counted_to) if ending and ending.counted_to else None
        paused = outcome.state == "open" and (outcome.paused or bool(ending and ending.open_span))
        old = not paused and self.old(found, due)
        if old and outcome.state == "open":
            outcome = self.passed(found, outcome)
        open_, done = outcome.state == "open", outcome.fact if outcome.state == "done" else None
        if outcome.note:
            steps.append(_said(outcome.note, start.on))
        if done is not None:
            steps.append(_said(_Note(f"{done.on}办结。", "COURT 节点随事件办结"), start.on))
        late = done is not None and not outcome.paused and (found.lapses or not old) and _late(done, due, due_at, found)
        state = "lapsed" if late and found.lapses else outcome.state
        return PlannedNode(
            key=_key(found, start), code=found.code, name=found.name, subject=start.subject, whose=found.whose,
            hard=found.hard, cls=found.cls,
            state=state, started=start.on, due=None if paused else due, due_at=None if paused else due_at,
            counted_to=None if paused else counted_to, earliest=ending.earliest if ending else None,
            last_working_day=ending.last_working_day if ending else None,
            provisional=bool(ending and ending.provisional), paused=paused, done_on=done.on if done else None,
            late=late, warn_on=_warn_on(found, start, due) if open_ and not paused else None, act=found.act,
            stop=found.stop, blocks=found.blocks, owner_post=found.owner_post,
            steps=tuple(steps), basis=_basis(found.basis, start.on), inputs=inputs,
            rule_version=found.version, trigger_seq=start.fact.seq, done_seq=done.seq if done else None,
        )

    def old(self, found: Rule, due: date | None) -> bool:
        """上线前已经届满。"""
        return self.live_on is not None and due is not None and due < self.live_on

    def passed(self, found: Rule, outcome: _Outcome) -> _Outcome:
        """上线前届满而没有办的：措施已经失效；法院的和等候外部的不计；效力期间、门槛、当事人的照常。"""
        if found.lapses:
            return _Outcome("lapsed", note=_BEFORE)
        if found.whose == "party" or found.cls in ("B", "C"):
            return outcome
        self.before.add(found.code)
        return _Outcome(BEFORE, note=_BEFORE)

    def remember(self, found: Rule, start: _Start, ending: Ending) -> None:
        """记下末日，供接着算的节点用。"""
        self.ends[found.code, start.fact.seq] = ending
        if found.lapses and ending.counted_to:
            self.reached[found.code, start.subject] = _date(ending.counted_to)

    # 特别的三种

    def anchor(self, found: Rule) -> Fact | None:
        """倒数的基准：最近一次报结（没有被退回、撤回）。"""
        last = (self.matches(found.before) or [None])[-1]  # type: ignore[list-item]
        back = self.facts.get(WITHDRAWN, ())
        return None if last is None or any(_order(one) > _order(last) for one in back) else last

    def backward(self, found: Rule, start: _Start, outcome: _Outcome) -> PlannedNode:
        """裁定前须办的：报结以前没有固定期限，报结后从报结日倒数。"""
        anchor = self.anchor(found)
        if anchor is None:
            note = _Note("还没有报结终本，没有固定期限。", found.basis[0])
            return self.node(found, start, outcome, None, (note,))
        based = _Start(start.fact, anchor.on, start.subject)
        result, notes, inputs = self.ending(found, based)
        return self.node(found, based, outcome, result, notes, inputs)

    def fresh(self, found: Rule, start: _Start) -> PlannedNode:
        """最近一次须在基准日以前若干个月之内；办结时 ``due`` 是这一次管用到的日子。"""
        anchor = self.anchor(found)
        last = (self.within(found, self.matches(found.done)) or [None])[-1]  # type: ignore[list-item]
        limit = add_months(anchor.on, -found.n) if anchor else None
        good = last is not None and (limit is None or last.on >= limit)
        outcome = _Outcome("done", last) if good else self.unfinished(found, start, True, set())
        valid = add_months(last.on, found.n) if good and last else anchor.on if anchor else None
        text = f"{found.name}：终本裁定前{found.period}内须有一次全部项目的总对总查询"
        text += f"，最近一次是{last.on}，管用到{add_months(last.on, found.n)}。" if last else "，还没有查询。"
        steps = [_said(_Note(text, _OWN if found.adjusted else found.basis[0]), start.on)]
        ending = Ending(valid, valid, "D") if valid else None
        made = {"rule": found.id, "period": found.period.code, "last": last.on.isoformat() if last else None}
        return self.make(found, start, outcome, ending, steps, made)

    def repeated(self, found: Rule, start: _Start) -> Iterator[PlannedNode]:
        """周期性的：列出已经办的各次和下一次。一次查询办结此前到了周期的各次，过了期的记超期。"""
        done = [one for one in self.matches(found.done) if one.on > start.fact.on]
        void = self.first_after(found, start, found.voided, True, set())
        begun = start.on
        for k in range(1, found.repeat + 1):
            result = _count(start.on, found.period.times(k), found.cls, (), None, self.book)
            fact = next((one for one in done if one.on > begun), None)
            this = replace(start, subject=f"第{k}次")
            outcome = _Outcome("done", fact) if fact else self.unfinished(found, this, True, set())
            if fact is None and void is not None:
                outcome = _Outcome("void", void, note=_Note(f"{void.on}后不再涉及。", _OWN))
            note = _Note(f"第{k}次（共{found.repeat}次），从{start.on}推算。", found.basis[0])
            steps = [_said(self.opening(found, start), start.on), _said(note, start.on), *result.steps]
            inputs = {"rule": found.id, "start": start.on.isoformat(), "period": found.period.code, "number": k}
            made = self.make(found, this, outcome, result.ending, steps, inputs)
            yield made
            if fact is None and made.state != BEFORE:  # 上线前的各次不计，从上线后的第一次看起
                return
            begun = _date(result.ending.counted_to or start.on)


# —— 有记忆的推算 ——————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True)
class _Counted:
    """算出的期限和步骤。"""

    ending: Ending
    steps: tuple[dict[str, Any], ...]


class _Book:
    """日历，按内容的指纹比较，好作记忆的键。"""

    __slots__ = ("calendar", "version")

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.version = calendar, calendar.version

    def __hash__(self) -> int:
        return hash(self.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Book) and self.version == other.version


@lru_cache(maxsize=16_384)
def _count(
    start: date | datetime, period: Period, cls: Class, spans: tuple[Span, ...], extension: Period | None, book: _Book,
) -> _Counted:
    found = compute(start, period, cls, book.calendar, spans, extension)
    return _Counted(found.value, tuple(step.as_data() for step in found.steps))


@lru_cache(maxsize=16_384)
def _printed(basis: str, day: date) -> str:
    """条文，按那天的条号打印。"""
    return str(on_day(cite(basis), day))


@lru_cache(maxsize=16_384)
def _basis(basis: tuple[str, ...], day: date) -> tuple[str, ...]:
    return tuple(_printed(text, day) for text in basis)


def _said(note: _Note, day: date) -> dict[str, Any]:
    return {"text": note.text, "article": _printed(note.basis, day)}


# —— 小件 ——————————————————————————————————————————————————————————————



def _order(fact: Fact) -> tuple[date, int]:
    return fact.on, fact.identity


def _follows(fact: Fact, start: Fact, kinds: set[str] | None) -> bool:
    """在起因之后（同日也算）；本身也是起因的事件须晚于起因登记，``kinds`` 为空则一律须晚于起因登记。"""
    if fact.seq == start.seq or fact.on < start.on:
        return False
    loose = kinds is not None and fact.type not in kinds
    return fact.on > start.on or loose or fact.identity > start.identity


def _retaken(
    found: Rule, start: _Start, starts: list[_Start], outcome: _Outcome, ending: Ending, lapses: Sequence[Fact],
) -> _Outcome:
    """届满没有续行的就是失效了：记下了失效（后面的事在补救单上），或者后来对同一项重新采取措施。"""
    if not found.lapses or outcome.state != "open" or ending.counted_to is None:
        return outcome
    end = _date(ending.counted_to)
    if any(one.subject == start.subject and (one.day("lapsed_on") or one.on) >= end for one in lapses):
        return _Outcome("lapsed", note=_Note(f"{end}届满，没有续行，已经失效。", "JI 485"))
    again = next((one.on for one in starts if one.subject == start.subject and one.on > end), None)
    if again is None:
        return outcome
    return _Outcome("lapsed", note=_Note(f"{end}届满，没有续行，已经失效；{again}重新采取措施。", "CF 27"))


def _told(found: Rule, start: _Start) -> str:
    """哪天因为什么，期限多长。所接的期限停算中的，不写日子。"""
    if found.before:
        return "须在终本裁定以前办"
    since = found.since if start.waiting else f"{start.on}{found.since}"
    long = ("本院定为" if found.adjusted else "") + str(found.period)
    if found.n == 0:
        return f"{since}，当日办"
    return f"{since}，须提前{long}办" if found.cls == "D" else f"{since}，期限{long}"


def _key(found: Rule, start: _Start) -> str:
    if found.per == "case" and found.repeat == 1:
        return found.code
    return f"{found.code}|{start.subject}|{start.fact.identity}"


def _late(done: Fact, due: date | None, due_at: datetime | None, found: Rule) -> bool:
    if due is None or found.cls == "B":
        return False
    if due_at is not None and done.at is not None:
        return _local(done.at) > _local(due_at)
    return done.on > due


def _warn_on(found: Rule, start: _Start, due: date | None) -> date | None:
    if due is None or not found.warns:
        return None
    first = due - timedelta(days=max(found.warns))
    return first if found.cls == "D" else max(first, start.on)


def _exactly(start: date, end: date, period: Period) -> Period:
    """从 ``start`` 到 ``end`` 的期间；正好是 ``period`` 的照写。"""
    return period if end_of(start, period) == end else Period((end - start).days, "d")


def _local(moment: datetime) -> datetime:
    """北京时间；没有写时区的按北京时间。"""
    return moment.replace(tzinfo=BEIJING) if moment.tzinfo is None else moment.astimezone(BEIJING)


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
