"""环节：一件案件从立案到归档一段一段地走，每段归一方；交到下一段以前应当有什么。

:func:`walk` 把链上的登记（照记下的先后）走一遍，得出各段的停留：没有归档的案件总在主线的一段里，恰好一段；旁支与主线并行。
进出的事件、归谁、应当有什么，都写在 ``parameters/segments.toml``。案件始终有一名承办人，环节换了人，承办人不变。
来源：SYS:B2（流水线分段，逐段有交接记录，接手到交出之间由那一段负责）。
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from zhixing.law.articles import Article, cite
from zhixing.law.debt_payments import BOUNCED, PAID, RECEIVED
from zhixing.law.finding import Finding, Reason, Step, refuse
from zhixing.law.money_left import DEPOSITED
from zhixing.law.node_table import meets
from zhixing.law.timeline import Fact
from zhixing.law.words import word

ARTICLE: Final = cite("COURT 环节交接")
TAKEN: Final = "centre.HandTaken"
TRACKED: Final = ("centre.Triaged", "centre.TrackChosen")
OFFICERS: Final = {"cases.Assigned": "handler", "cases.Transferred": "to"}
"""换承办人的事件 → 载荷里写承办人的那一栏。"""
OVER: Final = frozenset({"cases.Declined", "cases.TakeoverReversed"})
ARCHIVED: Final = "closing.Archived"
BACK: Final = "closing.Withdrawn"
HANDLER: Final = "handler"


@dataclass(frozen=True, slots=True)
class Spec:
    """一种事件：类型，和载荷里一栏要是什么（空的不问，``*`` 不空）。"""

    event: str
    name: str = ""
    want: str = ""

    def fits(self, fact: Fact) -> bool:
        """是不是这一种。"""
        if fact.type != self.event:
            return False
        actual = fact.data.get(self.name) if self.name else None
        return not self.name or (bool(actual) if self.want == "*" else meets(actual, self.want))


@dataclass(frozen=True, slots=True)
class Segment:
    """一个环节，见 ``segments.toml``。``early``、``late`` 是先后，零是不在那一类。"""

    code: str
    owner: str
    early: int = 0
    late: int = 0
    side: bool = False
    track: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    done: tuple[Spec, ...] = ()
    nothing: tuple[Spec, ...] = ()
    unless: tuple[Spec, ...] = ()
    opens: tuple[Spec, ...] = ()
    ends: tuple[Spec, ...] = ()
    per: str = ""
    balance: bool = False

    @property
    def name(self) -> str:
        """中文名。"""
        return word("segment", self.code)

    def concerns(self, kind: str) -> bool:
        """这类案件有没有这一段。"""
        return not self.kinds or kind in self.kinds


@dataclass(frozen=True, slots=True)
class Need:
    """交到某一段以前应当有的一样。"""

    code: str
    name: str
    to: tuple[str, ...]
    act: str
    article: Article
    has: tuple[Spec, ...] = ()
    only: tuple[Spec, ...] = ()
    fact: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """链上没有的情况：被执行人的证件号码齐了没有、申请执行人的收款账户确认了没有。"""

    papers: bool = True
    account: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """在一段里的一次停留。``role`` 是归哪一方，``user``、``team`` 是落到的人和团队；``taken`` 是接手的那一环，``left`` 为空是还在。"""

    segment: str
    side: bool
    role: str
    user: int | None
    team: int | None
    came: Fact
    taken: Fact | None = None
    left: Fact | None = None


# ---- 表 ----


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("zhixing.law").joinpath("parameters", "segments.toml").read_text("utf-8"))


def _spec(text: str) -> Spec:
    event, _, condition = text.partition(":")
    name, _, want = condition.partition("=")
    return Spec(event, name, want)


def _specs(row: Mapping[str, Any], name: str) -> tuple[Spec, ...]:
    return tuple(_spec(text) for text in row.get(name, ()))


@cache
def segments() -> Mapping[str, Segment]:
    """全部环节，按表里的次序。"""
    return {code: _segment(code, row) for code, row in _table()["segment"].items()}


def _segment(code: str, row: Mapping[str, Any]) -> Segment:
    plain: dict[str, Any] = {name: row[name] for name in ("early", "late", "side", "per", "balance") if name in row}
    specs: dict[str, Any] = {name: _specs(row, name) for name in ("done", "nothing", "unless", "opens", "ends")}
    return Segment(code, row["owner"], track=tuple(row.get("track", ())), kinds=tuple(row.get("kinds", ())), **plain, **specs)


@cache
def needs() -> tuple[Need, ...]:
    """交接以前应当有的各样。"""
    return tuple(
        Need(
            row["code"], row["name"], tuple(row["to"]), row["act"], cite(row["article"]), _specs(row, "has"), _specs(row, "only"),
            row.get("fact", ""), tuple(row.get("kinds", ())),
        )
        for row in _table()["need"]
    )


@cache
def events() -> frozenset[str]:
    """环节看的全部事件：这些来了，重新走一遍。"""
    return frozenset({*_effects(), RECEIVED, PAID, BOUNCED, DEPOSITED, TAKEN, ARCHIVED, BACK, "cases.Received", *OVER, *TRACKED, *OFFICERS})


_EFFECTS: Final = ("unless", "nothing", "done", "opens", "ends")


@cache
def _effects() -> Mapping[str, tuple[tuple[str, Segment, Spec], ...]]:
    """事件类型 → 它对各段的作用。"""
    found: dict[str, list[tuple[str, Segment, Spec]]] = {}
    for effect in _EFFECTS:
        for row in segments().values():
            for spec in getattr(row, effect):
                found.setdefault(spec.event, []).append((effect, row, spec))
    return {event: tuple(rows) for event, rows in found.items()}


@cache
def early(kind: str) -> tuple[Segment, ...]:
    """前面的几段，按先后。"""
    return tuple(sorted((row for row in segments().values() if row.early and row.concerns(kind)), key=lambda row: row.early))


@cache
def late() -> tuple[Segment, ...]:
    """后面的几段，靠后的在前。"""
    return tuple(sorted((row for row in segments().values() if row.late), key=lambda row: -row.late))


@cache
def sides(kind: str) -> tuple[Segment, ...]:
    """旁支；这类案件主线就在那一段的不算。"""
    return tuple(row for row in segments().values() if row.side and row.concerns(kind) and row.code != tracked(kind, ""))


def tracked(kind: str, track: str) -> str:
    """轨道上的那一段：按分流的轨道；没有分流的按案件类型，再没有是普执。"""
    found = next((row.code for row in segments().values() if track in row.track), "")
    return found or str(_table()["kinds"].get(kind, "normal"))


def mains(kind: str) -> tuple[str, ...]:
    """这类案件主线上的各段，按先后。"""
    own = _table()["kinds"].get(kind)
    middle = (own,) if own else ("fast", "normal")
    return (*(row.code for row in early(kind)), *middle, *(row.code for row in reversed(late())))


# ---- 走一遍 ----


def walk(kind: str, facts: Iterable[Fact]) -> tuple[Visit, ...]:
    """各段的停留，先到的在前。``facts`` 是仍然有效的登记，照记下的先后（``identity``）。"""
    way = _Way(kind)
    for fact in sorted(facts, key=lambda one: one.identity):
        way.see(fact)
    return tuple(way.visits)


def standing(visits: Sequence[Visit]) -> Visit | None:
    """主线上现在的一段；归档了的没有。"""
    return next((one for one in visits if not one.side and one.left is None), None)


Owner = tuple[str, int | None, int | None]


@dataclass(slots=True)
class _Way:
    """走到哪里了：办完了的、打开着的、各笔余款、轨道、承办人、交接给了谁。"""

    kind: str
    done: set[str] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    open: dict[str, set[str]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    track: str = ""
    officer: tuple[int | None, int | None] = (None, None)
    holders: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    forced: str = ""
    forced_at: str = ""
    begun: bool = False
    over: bool = False
    archived: bool = False
    visits: list[Visit] = field(default_factory=list)

    def see(self, fact: Fact) -> None:
        """一件登记：记下它改变了什么，再看各段。"""
        self.begun = True
        self._money(fact)
        for effect, row, spec in _effects().get(fact.type, ()):
            if spec.fits(fact):
                self._apply(effect, row, fact)
        if fact.type in TRACKED:
            self.track = str(fact.data.get("track", ""))
        if fact.type in OFFICERS:
            self.officer = fact.data.get(OFFICERS[fact.type]), fact.data.get("team")
        if fact.type in OVER:
            self.over = True
        if fact.type in (ARCHIVED, BACK):
            self.archived = fact.type == ARCHIVED
        if fact.type == TAKEN:
            self._taken(fact)
        self._settle(fact)

    def _apply(self, effect: str, row: Segment, fact: Fact) -> None:
        """一件登记对一段的作用。"""
        key = str(fact.data.get("number", "")) if row.per == "number" else fact.subject if row.per else ""
        if effect == "unless":
            self.found.add(row.code)
        elif effect == "done" or (effect == "nothing" and row.code not in self.found):
            self.done.add(row.code)
        elif effect == "opens":
            self.open.setdefault(row.code, set()).add(key)
        elif effect == "ends":
            self.open[row.code] = self.open.get(row.code, set()) - {key} if key else set()

    def _money(self, fact: Fact) -> None:
        """一笔一笔地减去发放、提存，加回退汇；与 ``law.money_left`` 一致。"""
        amount, name = fact.data.get("amount_fen"), fact.subject
        if fact.type in (RECEIVED, BOUNCED):
            self.left[name] += int(amount or 0)
        elif fact.type in (PAID, DEPOSITED) and not fact.data.get("from_deposit"):
            self.left[name] -= self.left[name] if amount is None else int(amount)

    def _taken(self, fact: Fact) -> None:
        """接收了交接：那一段归他；主线上的，先到那一段，直到案件自己又往前走。"""
        to = str(fact.data.get("to_segment", ""))
        self.holders[to] = fact.data.get("user"), fact.data.get("team")
        if to in mains(self.kind) and to != self._natural():
            self.forced, self.forced_at = to, self._natural()

    def paid_out(self) -> bool:
        """到账的款都离开了法院账户。"""
        return not any(fen > 0 for fen in self.left.values())

    def _natural(self) -> str:
        """照事件走，主线在哪一段；没有开始、归了档的为空。"""
        if not self.begun or self.over or self.archived:
            return ""
        for row in late():
            if self.open.get(row.code) or (row.balance and not self.paid_out()):
                return row.code
        waiting = next((row.code for row in early(self.kind) if row.code not in self.done), "")
        return waiting or tracked(self.kind, self.track)

    def _main(self) -> str:
        natural = self._natural()
        if self.forced and (natural != self.forced_at or not natural):
            self.forced = ""
        return self.forced or natural

    def _owner(self, code: str) -> Owner:
        role = segments()[code].owner
        if code in self.holders:
            return role, *self.holders[code]
        return (role, *self.officer) if role == HANDLER else (role, None, None)

    def _settle(self, fact: Fact) -> None:
        """离开了的写上离开，归谁变了的另起一次，新到的加上。"""
        main = self._main()
        live = set() if self.over else {row.code for row in sides(self.kind) if self.open.get(row.code)}
        wanted = {main} | live if main else live
        for code in [code for code in self.holders if code not in wanted]:
            del self.holders[code]
        here = set()
        for at, one in enumerate(self.visits):
            if one.left is None:
                here |= self._kept(at, one, fact, wanted, main)
        for code in sorted(wanted - here, key=lambda code: code != main):
            self._arrive(code, code != main, fact)

    def _kept(self, at: int, one: Visit, fact: Fact, wanted: set[str], main: str) -> set[str]:
        """还在的一次停留：仍归原来的人就留着；没有人接的记上谁接了；换了人的，到此为止。"""
        if one.segment not in wanted or one.side != (one.segment != main):
            self.visits[at] = _with(one, left=fact)
            return set()
        _, user, team = self._owner(one.segment)
        if user is None or user == one.user:
            return {one.segment}
        if one.user is None:
            self.visits[at] = _with(one, user=user, team=team, taken=fact)
            return {one.segment}
        self.visits[at] = _with(one, left=fact)
        return set()

    def _arrive(self, code: str, side: bool, fact: Fact) -> None:
        role, user, team = self._owner(code)
        self.visits.append(Visit(code, side, role, user, team, fact, fact if user is not None else None))


def _with(one: Visit, **values: Any) -> Visit:
    told = {name: getattr(one, name) for name in Visit.__slots__}
    return Visit(**{**told, **values})


# ---- 交接 ----


def lacking(kind: str, to: str, facts: Sequence[Fact], held: Held) -> Finding[tuple[Need, ...]]:
    """交到 ``to`` 这一段以前还缺什么；每一样怎样看的写在步骤里。缺了照样可以交，接的人看着决定收不收。"""
    way = _Way(kind)
    for fact in sorted(facts, key=lambda one: one.identity):
        way._money(fact)
    wanted = [need for need in needs() if to in need.to and _asked(need, kind, facts)]
    short = tuple(need for need in wanted if not _there(need, facts, held, way.paid_out()))
    steps = tuple(Step(f"{need.name}：{'还缺' if need in short else '有'}", need.article) for need in wanted)
    return Finding(short, (ARTICLE,), steps=steps, inputs={"kind": kind, "to": to})


def _asked(need: Need, kind: str, facts: Sequence[Fact]) -> bool:
    """这类案件、这样的情况要不要这一样。"""
    return (not need.kinds or kind in need.kinds) and (not need.only or _any(need.only, facts))


def _there(need: Need, facts: Sequence[Fact], held: Held, paid_out: bool) -> bool:
    if need.fact:
        return paid_out if need.fact == "paid_out" else bool(getattr(held, need.fact))
    return _any(need.has, facts)


def _any(specs: Iterable[Spec], facts: Sequence[Fact]) -> bool:
    return any(spec.fits(fact) for fact in facts for spec in specs)


def offerable(kind: str, at: str, to: str) -> Finding[None]:
    """能不能从 ``at`` 交到 ``to``：主线上有这一段，不是现在的一段；归了档的没有可交的。"""
    if not at:
        return refuse("hand.none", "案件已经归档（或者没有立案），没有可以交接的环节。", ARTICLE, remedy="需要继续执行的，另立恢复执行案件。")
    choices = tuple(code for code in mains(kind) if code not in ("filing", at))
    if to not in choices:
        names = "、".join(word("segment", code) for code in choices)
        text = f"不能交到“{word('segment', to)}”。" if to != at else f"案件现在就在“{word('segment', at)}”。"
        return refuse("hand.segment", text, ARTICLE, remedy=f"可以交到：{names}。")
    return Finding(None, (ARTICLE,))


def onward(kind: str, at: str) -> tuple[str, ...]:
    """从 ``at`` 可以交到哪几段：后面的在前，前面的（退回去）在后。"""
    every = [code for code in mains(kind) if code != "filing"]
    place = every.index(at) if at in every else -1
    return (*every[place + 1:], *every[:max(place, 0)])


def answerable(
    user: int, to_user: int | None, to_team: int | None, teams: Iterable[int], posts: Iterable[str], owner: str, from_user: int | None = None,
) -> Finding[bool]:
    """这个人能不能接收（退回）这次交接：交给他本人的、交给他的团队的；没有写人和团队的，由管那一段的职务接。自己提出的不能自己接。"""
    if user == from_user:
        own = Reason("hand.own", "自己提出的交接，不能自己接收、退回。", ARTICLE, "请接收的人办理；不交了的，收回。")
        return Finding(False, (ARTICLE,), reasons=(own,))
    if to_user is not None:
        fine, whom = user == to_user, "写明的接收人"
    elif to_team is not None:
        fine, whom = to_team in set(teams), "接收团队的人"
    else:
        fine, whom = bool(RECEIVERS.get(owner, frozenset()) & set(posts)), "管这一段的人"
    if fine:
        return Finding(True, (ARTICLE,))
    told = Reason("hand.not_yours", f"只有{whom}可以接收、退回。", ARTICLE, "请他办理，或者由提出的人收回后另交。")
    return Finding(False, (ARTICLE,), reasons=(told,))


def recallable(user: int, from_user: int | None, handler: int | None, leads: bool) -> Finding[bool]:
    """能不能收回：提出的人、本案承办人、本案团队的团队长。"""
    if leads or user in (from_user, handler):
        return Finding(True, (ARTICLE,))
    return Finding(False, (ARTICLE,), reasons=(Reason("hand.not_offerer", "只有提出的人、承办人、团队长可以收回。", ARTICLE, "请他们收回。"),))


RECEIVERS: Final[Mapping[str, frozenset[str]]] = {
    "filing": frozenset({"filing"}), "centre": frozenset({"centre"}), "funds": frozenset({"funds", "accountant", "centre"}),
    "archive": frozenset({"archivist", "centre"}), HANDLER: frozenset({"judge", "team_leader", "assistant"}),
}
"""没有写明交给谁的，哪些职务可以接收。"""
RECEIVER_NAMES: Final[Mapping[str, str]] = {
    "filing": "立案人员", "centre": "指挥中心", "funds": "案款管理员", "archive": "档案人员", HANDLER: "办案的人",
}
"""没有写明交给谁的，叫什么。"""


def moves(visits: Sequence[Visit]) -> Iterator[tuple[str, str]]:
    """主线上走过的各步（从、到），同一段换人的不算。"""
    path = [one.segment for one in visits if not one.side]
    yield from ((a, b) for a, b in pairwise(path) if a != b)
