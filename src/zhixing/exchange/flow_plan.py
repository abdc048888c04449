"""一件案件的对账：流程系统说的各件事，对本系统已有的登记，各该怎么办。不写库，结果只由内容决定，与先后无关。

- 与本系统的一笔一致：就是它，不另登；
- 同一件事而内容不同：有出入，不登，由人决定；
- 本系统没有：登记，来源写“流程系统已办（导入）”；以前导入的内容改了，更正；没有了，撤回；
- 依规则登不进去（原措施还没有、日子不可能……）：等着，下次导入时再试。
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from zhixing.exchange import flow_tables as book
from zhixing.exchange.flow_reading import Said
from zhixing.foundation.history.commands import event_types
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import Source
from zhixing.law import entries, matters, spans
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.matters import CLOSED_STATES, OPEN_STATES
from zhixing.law.timeline import Fact, Timeline

BASIS: Final = "COURT 登记事项"
NO_DOCUMENT: Final = "流程系统未写明文书"
WRITTEN, MATCHED, DIFFERS, WAITING, KEPT, GONE = "written", "matched", "differs", "waiting", "kept", "gone"
"""一件事现在的情形，同 ``models.FlowPart.State``。"""
SETTLED: Final = frozenset({WRITTEN, MATCHED, KEPT})

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """以前导入时定下的：情形、内容指纹、环号、有出入的一笔、是否认定为两件事。"""

    state: str
    digest: str = ""
    seq: int | None = None
    against: int | None = None
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """流程系统说的一件事：哪一行的、现在说的、上一份导出说的（没有变则相同）、以前定下的。"""

    key: str
    said: Said
    before: Said | None = None
    bound: Bound | None = None

    @property
    def id(self) -> Key:
        """（行，哪件事）。"""
        return self.key, self.said.part.part

    @property
    def written(self) -> int | None:
        """以前导入时登记的那一笔的环号（后来与本系统的更正有出入的也算）。"""
        return self.bound.seq if self.bound and self.bound.state in (WRITTEN, DIFFERS) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """一件事的处理。``did``：added、corrected、withdrawn 要写；same、matched、differs、waiting、kept 不写。"""

    claim: Claim
    did: str
    state: str
    seq: int | None = None
    against: int | None = None
    note: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """要记的一笔：事件、日子、结论、更正第几环。``seq`` 是它将来的环号。"""

    seq: int
    event: Event
    on: date
    finding: Finding[Any]
    corrects: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """一件案件要记的各笔（按次序），和每件事的处理。"""

    writes: list[Write]
    steps: list[Step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """案件这一边：类型、状态、结案日、今天、链上最后的环号。"""

    kind: str
    state: str
    closed_on: date | None
    today: date
    seq: int


def plan(timeline: Timeline, claims: Iterable[Claim], setting: Setting) -> Plan:
    """对一件案件的账。``claims`` 须是这件案件在各次导出里的全部行（每行最新的一份）。"""
    return _Desk(timeline, sorted(claims, key=_order), setting).run()


def _order(claim: Claim) -> tuple[Any, ...]:
    codes = [one.code for one in book.tables()]
    part = claim.said.part
    table = book.table(part.table)
    return claim.said.on or date.max, codes.index(part.table), claim.key, table.parts.index(part)


class _Desk:
    """对账时手边的东西。"""

    def __init__(self, timeline: Timeline, claims: Sequence[Claim], setting: Setting) -> None:
        self.base, self.claims, self.setting = timeline, claims, setting
        self.facts = {fact.identity: fact for fact in timeline.facts}
        self.seq = setting.seq
        self.writes: list[Write] = []
        self.steps: dict[Key, Step] = {}
        ours = {claim.written for claim in claims if claim.written}
        self.free = {seq for seq in self.facts if seq not in ours}
        self.paired: dict[Key, tuple[int, bool]] = {}

    def run(self) -> Plan:
        """先认出同一件事，再逐件办；办成一件，等着的就再试一遍。"""
        self._reserve()
        self._pair([c for c in self.claims if self._pairs(c) and not c.said.part.link])
        waiting = list(self.claims)
        while waiting:
            held = [claim for claim in waiting if not self._try(claim)]
            if len(held) == len(waiting):
                break
            waiting = held
        return Plan(self.writes, [self.steps[c.id] for c in self.claims if c.id in self.steps])

    @property
    def timeline(self) -> Timeline:
        """此刻的时间线：原有的，加上这一次要记的。"""
        return replace(self.base, facts=tuple(self.facts.values()))

    # ---- 认出同一件事 ----

    def _reserve(self) -> None:
        """已经决定保留本系统的：那一笔不再与别的行对。"""
        for claim in self.claims:
            if _decided(claim) and claim.bound and claim.bound.against:
                self.free.discard(claim.bound.against)

    def _pairs(self, claim: Claim) -> bool:
        said = claim.said
        return bool(
            said.on and not said.fault and not said.part.compare and not _decided(claim)
            and not (claim.bound and claim.bound.apart) and not (claim.bound and claim.bound.state == DIFFERS and claim.bound.seq)
        )

    def _pair(self, claims: list[Claim]) -> None:
        """完全一致的先认；剩下的，日子最近的认。一笔登记只认一行。"""
        found = sorted(
            (not exact, days, order, fact.identity)
            for order, claim in enumerate(claims) for fact in self._candidates(claim)
            for exact, days in [(_same(self._named(claim), fact), abs((fact.on - _on(claim)).days))]
            if exact or days <= claim.said.part.days
        )
        for inexact, _, order, seq in found:
            if seq in self.free and claims[order].id not in self.paired:
                self.free.discard(seq)
                self.paired[claims[order].id] = seq, not inexact

    def _candidates(self, claim: Claim) -> Iterator[Fact]:
        """可能是同一件事的各笔：导入在先、后来才登的不算（登的人看得见那一笔，是另一件）。"""
        said = self._named(claim)
        latest = claim.written or self.setting.seq + 1
        return (self.facts[seq] for seq in sorted(self.free) if seq < latest and _alike(said, self.facts[seq]))

    def _named(self, claim: Claim) -> Said:
        """事项写全：与同一行另一件相同的、要对上已登记的。"""
        part = claim.said.part
        if part.link:
            before = self._linked(claim)
            subject = before.subject if before else ""
        elif part.resolve:
            subject = self._resolved(claim)
        else:
            return claim.said
        return replace(claim.said, payload={**claim.said.payload, "subject": subject})

    def _linked(self, claim: Claim) -> Fact | None:
        """同一行的另一件，登记在哪一笔；还没有登记为空。"""
        other = self.steps.get((claim.key, claim.said.part.link))
        return self.facts.get(other.seq or other.against or 0) if other and other.state in SETTLED else None

    def _resolved(self, claim: Claim) -> str:
        """本案登记过的哪一项。"""
        said = str(claim.said.payload.get("subject", ""))
        known = matters.subjects(matters.matter(claim.said.part.matter), self.timeline)
        fitting = [one for one in known if _loose(one, said) or any(_loose(one, piece) for piece in said.split("，") if piece)]
        if len(fitting) == 1:
            return fitting[0]
        return known[0] if claim.said.part.only and len(known) == 1 else said

    # ---- 逐件办 ----

    def _try(self, claim: Claim) -> bool:
        """办一件；还办不了的记下为什么，返回假，等别的办了再试。"""
        step = self._step(claim)
        if step is not None:
            self.steps[claim.id] = step
        return step is None or step.did != "waiting"

    def _step(self, claim: Claim) -> Step | None:
        said, bound = claim.said, claim.bound
        if said.on is None:
            return self._absent(claim)
        if said.fault:
            return self._wait(claim, said.fault)
        if said.part.compare:
            return self._compared(claim)
        if _decided(claim):
            assert bound is not None
            return self._done(claim, "kept", KEPT, seq=bound.seq, against=bound.against)
        if bound and bound.state == DIFFERS and bound.seq and bound.digest == said.digest:
            return self._done(claim, "differs", DIFFERS, seq=bound.seq, against=bound.against)
        return self._real(claim)

    def _absent(self, claim: Claim) -> Step | None:
        """这一行没有（或者不再有）这件事。"""
        if claim.bound is None or claim.bound.state == GONE:
            return None
        self._withdraw(claim, "流程系统的导出里已没有这一项")
        return self._done(claim, "withdrawn" if claim.written else "same", GONE)

    def _real(self, claim: Claim) -> Step:
        if claim.said.part.link:
            before = self._linked(claim)
            if before is None:
                return self._wait(claim, f"同一行的“{_linked_label(claim)}”还没有登记，先办那一件")
            if _on(claim) < before.on:
                return self._wait(claim, f"{claim.said.on}早于{_linked_label(claim)}的{before.on}")
            if claim.id not in self.paired and self._pairs(claim):
                self._pair([claim])
        if claim.id in self.paired:
            return self._met(claim, *self.paired[claim.id])
        return self._kept_up(claim) if claim.written else self._added(claim)

    def _met(self, claim: Claim, seq: int, exact: bool) -> Step:
        """本系统另有一笔：一致的就是它，不一致的由人决定；以前误登的撤回。"""
        self._withdraw(claim, "与本系统办理的是同一件事")
        if exact:
            return self._done(claim, "matched", MATCHED, seq=seq)
        return self._done(claim, "differs", DIFFERS, against=seq)

    def _compared(self, claim: Claim) -> Step:
        """主线上的只核对。"""
        said, kind = claim.said, claim.said.part.type
        found = list(self.timeline.of(kind))
        if not found:
            mode = said.payload.get("mode_text")
            told = f"流程系统已于{said.on}{said.part.label}" + (f"（{mode}）" if mode else "") + f"，本系统还没有{said.part.label}"
            return self._wait(claim, told)
        if any(fact.on == said.on and _agrees(said, fact) for fact in found):
            return self._done(claim, "matched", MATCHED, seq=found[-1].identity)
        against = found[-1].identity if kind.startswith("closing.") else found[0].identity
        if claim.bound and claim.bound.state == KEPT and claim.bound.digest == said.digest:
            return self._done(claim, "kept", KEPT, against=against)
        return self._done(claim, "differs", DIFFERS, against=against)

    def _added(self, claim: Claim) -> Step:
        event, finding = self._checked(claim)
        if event is None:
            return self._wait(claim, "；".join(reason.text for reason in finding.reasons))
        seq = self._write(event, claim, finding)
        return self._done(claim, "added", WRITTEN, seq=seq)

    def _kept_up(self, claim: Claim) -> Step:
        """以前登记的：没有变就不动；变了就更正；有人在本系统改过，而流程系统又改了，由人决定。"""
        seq = claim.written
        assert seq is not None and claim.bound is not None
        fact = self.facts.get(seq)
        renamed = fact is not None and bool(claim.said.part.link) and fact.subject != self._named(claim).payload.get("subject")
        if claim.bound.digest == claim.said.digest and not renamed:
            return self._done(claim, "same", WRITTEN, seq=seq)
        if fact is None:
            return self._added(claim)
        if claim.before and not _exactly(claim.before, fact) and not _exactly(self._named(claim), fact):
            return self._done(claim, "differs", DIFFERS, seq=seq, against=seq, note="本系统更正过这一笔，流程系统后来也改了")
        del self.facts[seq]
        event, finding = self._checked(claim)
        self.facts[seq] = fact
        if event is None:
            step = self._wait(claim, "；".join(reason.text for reason in finding.reasons))
            return replace(step, state=WRITTEN, seq=seq, digest=claim.bound.digest)
        if event.as_data() == {k: v for k, v in fact.data.items() if k != "files"} and fact.on == claim.said.on:
            return self._done(claim, "same", WRITTEN, seq=seq)
        self._write(event, claim, finding, fact)
        return self._done(claim, "corrected", WRITTEN, seq=seq)

    # ---- 核对、记下 ----

    def _checked(self, claim: Claim) -> tuple[Event | None, Finding[Any]]:
        """照登记的规矩核对；不能登记的没有事件。"""
        said = self._named(claim)
        finding = self._allowed(said)
        if finding.ok:
            finding = self._by_rule(said)
        if not finding.ok:
            return None, finding
        return event_types()[said.part.type].from_data(dict(finding.value)), finding

    def _allowed(self, said: Said) -> Finding[Any]:
        """这类案件、这一状态收不收；结案以后不再有的，结案以前办的照收。"""
        one = matters.matter(said.part.matter) if said.part.matter else None
        if one and one.kinds and self.setting.kind not in one.kinds:
            return _no(f"{self.setting.kind}案件没有“{one.label}”这一事项")
        if self.setting.state not in OPEN_STATES | CLOSED_STATES:
            return _no("案件还没有立案，或者没有受理")
        late = self.setting.closed_on is not None and said.on is not None and said.on > self.setting.closed_on
        if late and self.setting.state in CLOSED_STATES and (one is None or one.when == "open"):
            return _no(f"本案{self.setting.closed_on}已结案，这是结案以后的事")
        return Finding(None, (cite(BASIS),))

    def _by_rule(self, said: Said) -> Finding[Any]:
        payload, on, today = dict(said.payload), said.on or date.min, self.setting.today
        if said.part.matter:
            return matters.check(matters.matter(said.part.matter), payload, on, today, self.timeline)
        return _CHECKS[said.part.type](payload, on, today, self.timeline)

    def _write(self, event: Event, claim: Claim, finding: Finding[Any], before: Fact | None = None) -> int:
        self.seq += 1
        on, root = _on(claim), before.identity if before else self.seq
        reason = "流程系统的内容有更正" if before else ""
        self.writes.append(Write(
            seq=self.seq, event=event, on=on, finding=finding, corrects=before.seq if before else None, reason=reason,
        ))
        self.facts[root] = Fact(
            seq=self.seq, type=event.name, on=on, subject=event.subject, data=event.as_data(), source=Source.IMPORTED, root=root,
        )
        return root

    def _withdraw(self, claim: Claim, why: str) -> None:
        fact = self.facts.pop(claim.written or 0, None)
        if fact is None:
            return
        self.seq += 1
        made = event_types()[fact.type].from_data(dict(fact.data))
        event = event_types()["cases.EntryWithdrawn"].from_data({"subject": fact.subject, "what": made.sentence()[:200]})
        basis = Finding(None, (cite(BASIS),))
        self.writes.append(Write(
            seq=self.seq, event=event, on=self.setting.today, finding=basis, corrects=fact.seq, reason=why,
        ))

    def _wait(self, claim: Claim, why: str) -> Step:
        """等着。以前登记了而现在看不懂的，登记照旧。"""
        if claim.written:
            assert claim.bound is not None
            return Step(claim=claim, did="waiting", state=WRITTEN, seq=claim.written, note=why[:300], digest=claim.bound.digest)
        return Step(claim=claim, did="waiting", state=WAITING, note=why[:300], digest=claim.said.digest)

    def _done(self, claim: Claim, did: str, state: str, **more: Any) -> Step:
        return Step(claim=claim, did=did, state=state, digest=claim.said.digest, **more)


# ---- 小件 ----


def _decided(claim: Claim) -> bool:
    """已经有人决定保留本系统的，而流程系统的内容没有再变。"""
    bound = claim.bound
    return bool(bound and bound.state == KEPT and bound.digest == claim.said.digest and not claim.said.part.compare)


def _on(claim: Claim) -> date:
    assert claim.said.on is not None
    return claim.said.on


def _linked_label(claim: Claim) -> str:
    part = claim.said.part
    return book.table(part.table).part(part.link).label


_ALIASES: Final = {
    "nodes.Excluded": {"nodes.Suspended": "X4", "nodes.Stayed": ""},
    "nodes.ExclusionEnded": {"nodes.Resumed": "X4", "nodes.StayEnded": "X5"},
}
"""本系统用另一种事件办的同一件事：中止、暂缓在流程系统里记作扣除。"""


def _alike(said: Said, fact: Fact) -> bool:
    """说的是不是同一类、同一个对象。"""
    return _same_sort(said, fact) and all(_same_who(said, name, fact) for name in said.part.who if name not in ("document", "code"))


def _same_sort(said: Said, fact: Fact) -> bool:
    payload = said.payload
    aliases = _ALIASES.get(said.part.type, {})
    if fact.type in aliases:
        return (aliases[fact.type] or str(fact.data.get("code", ""))) == payload.get("code")
    if fact.type != said.part.type:
        return False
    document, listed = payload.get("document"), (fact.data.get("document"), *fact.data.get("attached", ()))
    if "document" in said.part.fixed or "document" in said.part.words:
        return document in listed
    return all(name not in payload or payload[name] == fact.data.get(name) for name in ("measure", "code"))


def _same_who(said: Said, name: str, fact: Fact) -> bool:
    if name == "subject":
        return said.weak or _loose(str(said.payload.get("subject", "")), fact.subject)
    given, had = said.payload.get(name), fact.data.get(name)
    if given in (None, "", []) or had in (None, "", []):
        return True
    return _loose(given, had) if isinstance(given, str) and isinstance(had, str) else given == had


def _loose(one: str, other: str) -> bool:
    """字面上是同一个：去掉空白和标点后相同，或者一个含着另一个。"""
    one, other = _bare(one), _bare(other)
    if min(len(one), len(other)) < 2:
        return one == other
    return one in other or other in one


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN").upper()


def _same(said: Said, fact: Fact) -> bool:
    """同一天，两边都写了的栏目没有不同。"""
    return fact.on == said.on and _agrees(said, fact)


FREE: Final = frozenset({"subject", "text", "ground", "number", "payer", "payee", "giver", "place", "document", "approver", "to",
                          "person", "catalogue"})
"""文字栏目：写法不同不算有出入（失信、解除的事由是代码，但各家分类不同，也不算）。"""


def _agrees(said: Said, fact: Fact) -> bool:
    for name, value in said.payload.items():
        had = fact.data.get(name)
        if name in FREE or name in said.soft or value in (None, "", []) or had in (None, "", []):
            continue
        if not (_loose(str(value), str(had)) if name == "mode_text" else value == had):
            return False
    return True


def _exactly(said: Said, fact: Fact) -> bool:
    """这一笔就是照 ``said`` 登的，没有人改过。"""
    same = (fact.data.get(name) == value or not (value or fact.data.get(name)) for name, value in said.payload.items() if name != "subject")
    return fact.on == said.on and all(same)


def _no(text: str) -> Finding[Any]:
    return refuse("flow.not_here", text, cite(BASIS))


def _span(payload: dict[str, Any], on: date, today: date, timeline: Timeline) -> Finding[Any]:
    """扣除的起止：流程系统批准过的，只核对日子；几段重叠的照记，停算的天数不会算两遍。"""
    found = entries.happened(on, first=_first_day(timeline), today=today)
    return replace(found, value={**payload, "document": payload.get("document") or NO_DOCUMENT})  # type: ignore[arg-type]


def _extended(payload: dict[str, Any], on: date, today: date, timeline: Timeline) -> Finding[Any]:
    """批准过的延长：只核对日子和月数。"""
    found = entries.happened(on, first=_first_day(timeline), today=today)
    if found.ok:
        found = spans.extend(payload.get("months", 3), on, on, 0)  # type: ignore[assignment]
    return replace(found, value=payload)  # type: ignore[arg-type]


def _first_day(timeline: Timeline) -> date:
    fact = timeline.first("cases.Received", "cases.Accepted")
    return fact.on if fact else date.min


_CHECKS: Final = {"nodes.Excluded": _span, "nodes.ExclusionEnded": _span, "nodes.Extended": _extended}
