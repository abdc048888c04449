"""每一类案件、状态表许可的每一段经过：恰好报得了依法报得了的方式；没有结的总有人管、总有事办。

依法与否在这里另写一遍：只看一串事实，不用闸门的核对。到期未办的节点照节点表的 ``blocks``。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.calendar import Calendar
from zhixing.law.closing import mode as closing_mode
from zhixing.law.closing import offered
from zhixing.law.matters import check, matter
from zhixing.law.nodes import PlannedNode, plan
from zhixing.law.rights import CaseFacts, UserFacts, rights
from zhixing.law.states import Act, State, fold, permits
from zhixing.law.terms import add_months
from zhixing.law.timeline import Fact, Timeline

CALENDAR: Final = Calendar.national()
START: Final = date(2025, 1, 6)
CLAIM: Final = 100_000
KINDS: Final = ("执", "执恢", "执保", "执异")
Step = tuple[str, dict[str, Any]]

ACTS: Final[dict[Act, tuple[str, dict[str, Any]]]] = {
    Act.ASK_CORRECTION: ("cases.CorrectionAsked", {}), Act.CORRECTED: ("cases.Corrected", {}),
    Act.ACCEPT: ("cases.Accepted", {}), Act.HAND_OVER: ("cases.HandedOver", {}), Act.ASSIGN: ("cases.Assigned", {}),
    Act.SUSPEND: ("nodes.Suspended", {"document": "裁定"}), Act.RESUME: ("nodes.Resumed", {}),
    Act.STAY: ("nodes.Stayed", {"code": "X6", "document": "通知"}), Act.END_STAY: ("nodes.StayEnded", {"code": "X6"}),
    Act.PROPOSE: ("closing.Proposed", {"mode": "terminated_round"}), Act.RECALL_PROPOSAL: ("closing.ProposalEnded", {}),
    Act.CLOSE: ("closing.Closed", {"mode": "terminated_round"}), Act.WITHDRAW_CLOSING: ("closing.Withdrawn", {}),
    Act.ARCHIVE: ("closing.Archived", {}),
}
MATTERS: Final[tuple[Step, ...]] = (
    ("query", {"channel": "network", "scope": "full"}), ("query", {"channel": "network", "scope": "part"}),
    ("feedback", {"found": []}), ("feedback", {"found": ["deposit"]}),
    ("inquiry_start", {"subject": "住所地"}), ("inquiry_finish", {"subject": "住所地"}),
    ("clue", {"subject": "货车"}), ("clue_verified", {"subject": "货车"}),
    ("interview", {"person": "张三"}), ("interview", {"person": "李四"}),
    ("freeze", {"subject": "某行0011", "property": "deposit", "rank": "first"}), ("release", {"subject": "某行0011", "ground": "other"}),
    ("deduct", {"subject": "某行0011", "amount_fen": 100}), ("not_disposable", {"subject": "某行0011", "reason": "empty"}),
    ("notice", {"to": "李四"}), ("serve", {"document": "enforcement_notice", "to": "李四", "method": "direct"}),
    ("property_report", {"subject": "李四", "result": "checked"}), ("property_report", {"subject": "李四", "result": "refused"}),
    ("violation", {"subject": "李四", "text": "隐匿"}), ("fine", {"subject": "李四", "amount_fen": 1000}),
    ("consumption", {"subject": "李四"}), ("consumption_lifted", {"subject": "李四"}),
    ("received", {"subject": "一笔", "amount_fen": 50_000}), ("paid", {"subject": "一笔", "amount_fen": 50_000}),
    ("direct_paid", {"amount_fen": 50_000}), ("direct_paid", {"amount_fen": 1000, "settles": "on"}),
    ("settle", {"text": "分期"}), ("performed", {"settles": "on"}), ("breached", {}),
    ("expiry_notice", {"to": "张三"}),
)
OPENING: Final[tuple[Step | Act, ...]] = (Act.ACCEPT, Act.HAND_OVER, Act.ASSIGN)
COMPLETE: Final[tuple[Step | Act, ...]] = (
    ("notice", {"to": "李四"}), ("serve", {"document": "enforcement_notice", "to": "李四", "method": "direct"}),
    ("query", {"channel": "network", "scope": "full"}), ("feedback", {"found": ["deposit"]}),
    ("freeze", {"subject": "某行0011", "property": "deposit", "rank": "first"}), ("not_disposable", {"subject": "某行0011", "reason": "empty"}),
    ("property_report", {"subject": "李四", "result": "checked"}), ("inquiry_start", {"subject": "住所地"}),
    ("inquiry_finish", {"subject": "住所地"}), ("consumption", {"subject": "李四"}), ("interview", {"person": "张三"}),
    ("query", {"channel": "network", "scope": "full"}), ("feedback", {"found": []}), ("expiry_notice", {"to": "张三"}),
)
"""样样齐备的一段；随机去掉几步、插进几步，正好落在许与不许的边上。"""


@dataclass
class Walk:
    """照状态表走过的一段：不许的一步不走。"""

    kind: str
    stage: str = ""
    day: date = START
    state: State = State.RECEIVED
    facts: list[Fact] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.add("cases.Received", {})

    @property
    def timeline(self) -> Timeline:
        return Timeline(self.kind, tuple(self.facts), claim_fen=CLAIM, stage=self.stage)

    def add(self, event: str, data: dict[str, Any]) -> None:
        subject = str(data.get("subject", ""))
        rest = {name: value for name, value in data.items() if name != "subject"}
        self.facts.append(Fact(len(self.facts) + 1, event, self.day, None, subject, rest))

    def step(self, step: Step | Act, days: int) -> None:
        self.day += timedelta(days)
        if isinstance(step, Act):
            if (found := permits(self.state, step, self.kind)).ok:
                self.state = found.value
                self.add(*ACTS[step])
            return
        key, values = step
        chosen = matter(key)
        if not permits(self.state, Act.REGISTER, self.kind).ok or not chosen.open_to(self.kind, self.state):
            return
        made = check(chosen, values, self.day, self.day, self.timeline, others=("李四",))
        if made.ok and not (key == "received" and self.any("funds.Received")):
            self.add(chosen.event, made.value)
            self.state = fold(fact.type for fact in self.facts)

    # 依法与否，另写一遍

    def all(self, *events: str, **want: Any) -> list[Fact]:
        return [f for f in self.facts if f.type in events and all(f.data.get(k) == v for k, v in want.items())]

    def any(self, *events: str, **want: Any) -> bool:
        return bool(self.all(*events, **want))

    def last(self, *events: str) -> int:
        """最近一件的先后；没有为 0。"""
        return max((f.seq for f in self.all(*events)), default=0)

    @property
    def settled(self) -> bool:
        return self.any("funds.DirectPaid", "settlement.Performed", "funds.Paid", settles=True)

    @property
    def paid(self) -> int:
        return sum(f.data["amount_fen"] for f in self.all("funds.DirectPaid", "funds.Received"))

    @property
    def distributed(self) -> bool:
        return not self.any("funds.Received") or self.any("funds.Paid")

    @property
    def reconciled(self) -> bool:
        agreed = self.last("settlement.Agreed")
        later = [f for f in self.all("funds.DirectPaid", "settlement.Performed", settles=True) if f.seq > agreed]
        return not agreed or bool(later)

    def lawful(self, nodes: Iterable[PlannedNode]) -> set[str]:
        if self.state not in (State.ASSIGNED, State.ENFORCING) or self.kind == "执异":
            return set()
        rules = {
            "执": ("finished", "terminated_round", "terminated", "struck", "refused", "dismissed"),
            "执恢": ("finished", "terminated_round", "terminated"),
            "执保": ("preserved_full", "preserved_part", "nothing_to_preserve"),
        }[self.kind]
        return {mode for mode in rules if getattr(self, f"may_{mode}", lambda: True)() and not overdue(nodes, mode, self.day)}

    def may_finished(self) -> bool:
        return (self.settled or self.paid >= CLAIM) and self.distributed and self.reconciled

    def may_terminated(self) -> bool:
        return self.distributed

    may_struck = may_terminated

    def may_terminated_round(self) -> bool:
        accepted = self.all("cases.Accepted")[0].on
        fresh = [f for f in self.all("control.QuerySent", channel="network", scope="full") if add_months(f.on, 3) >= self.day]
        broken = self.last("settlement.Breached") > self.last("settlement.Agreed")
        return all((
            self.day > add_months(accepted, 3), self.told(), self.restricted(), bool(fresh), self.searched(), self.explained(),
            self.punished(), self.any("control.Interviewed", person="张三"), not self.settled and self.paid < CLAIM,
            self.distributed, self.reconciled or broken,
        ))

    def told(self) -> bool:
        """送达了通知，财产报告核实过，或者不报告已经处罚。"""
        if self.kind == "执恢":
            return True
        reports = [f.data["result"] for f in self.all("control.ReportReceived")]
        return self.any("documents.Served") and (reports[-1:] == ["checked"] or self.any("sanctions.Fined"))

    def restricted(self) -> bool:
        return self.last("sanctions.ConsumptionRestricted") > self.last("sanctions.ConsumptionLifted")

    def searched(self) -> bool:
        asked = self.all("control.QuerySent", channel="network")
        answered = asked and any(f.on >= asked[0].on for f in self.all("control.FeedbackReceived"))
        started, finished = self.last("control.InquiryStarted"), self.last("control.InquiryFinished")
        clues = self.last("control.ClueReceived") <= self.last("control.ClueVerified")
        return bool(answered) and finished > started and clues

    def explained(self) -> bool:
        """查到的、控制的都有交代。"""
        found = any("deposit" in f.data["found"] for f in self.all("control.FeedbackReceived"))
        taken, excused = self.last("control.MeasureTaken"), self.last("control.NotDisposable")
        over = self.last("control.Released", "control.Deducted") > taken
        lapsed = taken and add_months(self.facts[taken - 1].on, 12) < self.day
        excused_since = excused and self.facts[excused - 1].on >= self.facts[taken - 1].on if taken else False
        return (not found or bool(taken or excused)) and (not taken or over or bool(lapsed) or bool(excused_since))

    def punished(self) -> bool:
        answers = self.all("sanctions.Fined", "sanctions.ConsumptionRestricted")
        return all(any(a.seq > v.seq for a in answers) for v in self.all("sanctions.ViolationFound"))

    # 保全

    def may_preserved_full(self) -> bool:
        told = self.all("documents.Issued", document="expiry_notice")
        taken = self.all("control.MeasureTaken")
        return bool(taken) and (not self.running() or bool(told and told[-1].on >= taken[-1].on))

    def running(self) -> bool:
        taken = self.last("control.MeasureTaken")
        held = taken > self.last("control.Released", "control.Deducted")
        return held and add_months(self.facts[taken - 1].on, 12) >= self.day

    def may_preserved_part(self) -> bool:
        return self.may_preserved_full() and self.any("control.QuerySent")

    def may_nothing_to_preserve(self) -> bool:
        return self.last("control.MeasureTaken") <= self.last("control.Released") and self.any("control.QuerySent")


def overdue(nodes: Iterable[PlannedNode], mode: str, day: date) -> bool:
    """到期未办、拦住这种方式的法院节点；发放案款、告知保全期限另写在上面。"""
    return any(
        n.open and n.whose == "court" and n.cls in "ADEF" and mode in n.blocks and n.due is not None and n.due <= day
        for n in nodes if n.code not in ("N-29", "B-07")
    )


steps = st.sampled_from([*MATTERS, *ACTS])
gaps = st.sampled_from([0, 0, 1, 2, 5, 9, 20, 40])


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    walk = Walk(draw(st.sampled_from(KINDS)), stage=draw(st.sampled_from(["", "pre_suit"])))
    if draw(st.booleans()):
        plotted: list[Step | Act] = [*OPENING, *draw(st.lists(steps, max_size=14))]
    else:
        kept = [one for one in COMPLETE if draw(st.integers(0, 11)) > 0]
        plotted = [*OPENING, *kept]
        for extra in draw(st.lists(steps, max_size=2)):
            plotted.insert(draw(st.integers(3, len(plotted))), extra)
    for one in plotted:
        walk.step(one, draw(gaps))
    walk.day += timedelta(draw(st.sampled_from([0, 1, 30, 92])))
    return walk


@given(walks())
def test_exactly_the_lawful_modes_are_offered(walk: Walk) -> None:
    nodes = plan(walk.timeline, CALENDAR)
    found = {one.code for one in offered(nodes, walk.timeline, walk.day, debtors=["李四"])}
    assert found == walk.lawful(nodes), [(f.type, f.on.isoformat(), f.data) for f in walk.facts]
    assert all(walk.kind in closing_mode(code).kinds for code in found)


@given(walks())
def test_what_is_open_has_an_owner_and_something_to_do(walk: Walk) -> None:
    """状态就是从事实推出的；没有结的，有人能办，有法院的事要办（补正时等当事人，由立案庭看着）。"""
    assert walk.state == fold(fact.type for fact in walk.facts)
    nodes = plan(walk.timeline, CALENDAR)
    if not walk.state.open:
        assert not [n for n in nodes if n.open and n.code in ("N-31", "N-31d", "N-35", "O-02")]
        return
    mine = [n for n in nodes if n.open and (n.whose == "court" or n.owner_post == "filing")]
    assert mine, walk.state
    assert any(Act.REGISTER in who or Act.ACCEPT in who or Act.CORRECTED in who for who in answering(walk))


def answering(walk: Walk) -> list[tuple[Act, ...]]:
    """立案庭、指挥中心、承办人、局长各能办什么。"""
    handled = any(fact.type == "cases.Assigned" for fact in walk.facts)
    case = CaseFacts("/甲/", str(walk.state), walk.kind, handler_id=1 if handled else None)
    posts = {"filing": 2, "centre": 3, "judge": 1, "director": 4}
    return [rights(UserFacts(number, "/甲/", frozenset({post})), case).available for post, number in posts.items()]


def test_the_complete_story_is_lawful_for_both_kinds() -> None:
    """不空转：齐备的一段确实报得了终本。"""
    for kind in ("执", "执恢"):
        walk = Walk(kind)
        for one in (*OPENING, *COMPLETE):
            walk.step(one, 1)
        walk.day += timedelta(80)
        nodes = plan(walk.timeline, CALENDAR)
        assert "terminated_round" in walk.lawful(nodes)
        assert "terminated_round" in {m.code for m in offered(nodes, walk.timeline, walk.day, debtors=["李四"])}
