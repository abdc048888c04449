"""报结闸门的眼睛：一次核对看到的事实、节点和人，以及证明和缺项怎样写。

各项核对（:mod:`zhixing.law.closing_checks`、:mod:`zhixing.law.round_checks`）都只读 :class:`Look`，
逐条给出 :class:`Proof`（有，凭哪一件事）或者 :class:`~zhixing.law.finding.Reason`（缺，怎么补）。
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from zhixing.law.articles import Article, cite
from zhixing.law.finding import Reason
from zhixing.law.identity import plain
from zhixing.law.lights import Standing
from zhixing.law.timeline import Fact, Timeline


class NodeFact(Standing, Protocol):
    """闸门要看的节点（``law.nodes.PlannedNode`` 有这些）。"""

    @property
    def code(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def earliest(self) -> date | None: ...
    @property
    def blocks(self) -> Sequence[str]: ...
    @property
    def act(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mode:
    """一种结案方式。``grounds`` 是事由（代码 → 名称）；``approval`` 是审批行为；``document`` 是应作的文书。"""

    code: str
    label: str
    tone: str
    kinds: frozenset[str]
    document: str
    approval: str
    articles: tuple[Article, ...]
    grounds: Mapping[str, str]
    checks: tuple[str, ...]
    unseen: tuple[str, ...]


_ADDED: Final = "cases.DetailsChanged"


class Proof(NamedTuple):
    """一项核对的证明：哪一环登记（``0`` 是推算得出，不凭某一件事）、一句话。"""

    seq: int
    text: str


Told = Proof | Reason


class Money(NamedTuple):
    """总账上本案的钱（分）：没有分出去的，批准了还没有付出去的。提存的不在内。"""

    unallocated: int
    waiting: int


@dataclass(frozen=True)
class Look:
    """一次核对看到的东西。

    ``debtors`` 是在案被执行人，同名的照 :func:`~zhixing.law.identity.told_apart` 分开；``missing`` 是其中下落不明的；``ground`` 是事由，没有选为空；
    ``confirmed`` 是报结时写明申请执行人已签字确认；``owed`` 是照计息依据算到核对之日还欠的（分），没有录入、算不出来为 ``None``；
    ``money`` 是总账上本案的钱，本院没有启用总账为 ``None``。
    """

    mode: Mode
    nodes: Sequence[NodeFact]
    timeline: Timeline
    on: date
    debtors: Sequence[str] = ()
    missing: Sequence[str] = ()
    ground: str = ""
    confirmed: bool = False
    owed: int | None = None
    money: Money | None = None

    def facts(self, *types: str) -> Iterator[Fact]:
        """核对之日以前的这几种事实，按先后。"""
        return (fact for fact in self.timeline.of(*types) if fact.on <= self.on)

    def latest(self, *types: str) -> Fact | None:
        """其中最近的一件。"""
        return max(self.facts(*types), key=order, default=None)

    @cached_property
    def past(self) -> Timeline:
        """核对之日以前的时间线。"""
        if all(fact.on <= self.on for fact in self.timeline.facts):
            return self.timeline
        return replace(self.timeline, facts=tuple(fact for fact in self.timeline.facts if fact.on <= self.on))

    @property
    def names(self) -> Sequence[str]:
        """要逐名核对的人；不知道有哪些被执行人时只有一个空名。"""
        return self.debtors or ("",)

    @cached_property
    def joined(self) -> dict[str, Fact]:
        """后来追加的被执行人 → 追加的登记；同名的，后列的是后追加的。"""
        added: dict[str, list[Fact]] = {}
        for fact in self.facts(_ADDED):
            name = str(fact.data.get("changes", {}).get("添加", ("", ""))[1])
            if name and fact.data.get("about") == f"被执行人{name}":
                added.setdefault(name, []).append(fact)
        same = {name: [one for one in self.debtors if plain(one) == name] for name in added}
        return {one: fact for name, facts in added.items() for one, fact in zip(reversed(same[name]), reversed(facts), strict=False)}

    def present(self, fact: Fact) -> list[str]:
        """这件事登记时已经在案的人；后来追加的不算。"""
        return [name for name in self.names if name not in self.joined or order(fact) > order(self.joined[name])]

    def called(self, fact: Fact) -> dict[str, str]:
        """登记里的写法 → 是谁：写全的都认；同名的只写姓名，当时只有一人在案的才认得出。"""
        there = self.present(fact)
        alone = {plain(name): name for name in there if sum(plain(one) == plain(name) for one in there) == 1}
        return alone | {name: name for name in self.names}

    def is_debtor(self, person: str) -> bool:
        """是不是被执行人；同名的不写全也是。"""
        return person in self.debtors or person in map(plain, self.debtors)

    def documents(self, kind: str, *types: str) -> Iterator[Fact]:
        """这种文书（连同随附的）的发出、送达、公告。"""
        found = self.facts(*types)
        return (fact for fact in found if kind in (fact.data.get("document"), *fact.data.get("attached", ())))

    def latest_document(self, kind: str) -> Fact | None:
        """这种文书最近一次发出或者送达。"""
        return max(self.documents(kind, "documents.Issued", "documents.Served"), key=order, default=None)

    def reached(self, facts: Iterable[Fact], field_name: str = "") -> dict[str, Fact]:
        """各人由哪一件事写到：看载荷的 ``field_name`` 栏，没给就看事项；没写对谁的，算对当时在案的全体。"""
        found: dict[str, Fact] = {}
        for fact in facts:
            text = str(fact.data.get(field_name, "")) if field_name else fact.subject
            for name in self.written(text, fact):
                found.setdefault(name, fact)
        return found

    def written(self, text: str, fact: Fact) -> list[str]:
        """``text`` 写到的人；没有写的，是当时在案的全体。"""
        if not text or not self.debtors:
            return self.present(fact)
        called = self.called(fact)
        return [called[one] for one in named(text, list(called))]

    def waiver(self, code: str, subject: str = "") -> Proof | None:
        """这一节点经批准不再要求；没有为 ``None``。"""
        waived = [n for n in self.nodes if n.state == "waived" and n.code == code and n.subject in ("", subject)]
        if not waived:
            return None
        facts = (fact for fact in self.timeline.of("nodes.Waived") if fact.subject == waived[0].key)
        fact = next(facts, None)
        why = fact.data.get("ground", "") if fact else ""
        return Proof(fact.seq if fact else 0, f"经批准不再要求{waived[0].name}" + (f"：{why}" if why else "。"))

    def key(self, code: str, subject: str = "") -> str:
        """这一条件所对应的节点键；没有节点就用节点代码。"""
        found = (n.key for n in self.nodes if n.code == code and (not subject or n.subject == subject))
        return next(found, code)

    def still(self, begin: str, *ends: str) -> tuple[Fact, ...]:
        """开始了还没有结束的各项，各取最近一次开始。"""
        running: dict[str, Fact] = {}
        for fact in self.facts(begin, *ends):
            if fact.type == begin:
                running[fact.subject] = fact
            else:
                running.pop(fact.subject, None)
        return tuple(running.values())


Verify = Callable[[Look], Iterator[Told]]


@dataclass(frozen=True, slots=True)
class Check:
    """一项核对。``code`` 是项目编号（终本用 Z-01……），``nodes`` 是它已经管到的节点代码；``president``：差了可以报院长批准放行。

    ``seen``：这一次看得见、能核对；看不见的不列，``unseen`` 这句话提醒承办人自行核对。
    """

    code: str
    label: str
    article: str
    verify: Verify
    nodes: frozenset[str] = frozenset()
    president: bool = False
    seen: Callable[[Look], bool] = lambda look: True
    unseen: str = ""


def why(code: str, text: str, article: str, remedy: str, act: str, subject: str) -> Reason:
    """缺的一项。例外都要经批准，所以对应着节点的可以豁免放行（``subject`` 是节点键）。"""
    waivable = subject.partition("|")[0] in WAIVABLE
    return Reason(f"closing.{code}", text, cite(article), remedy, act, subject, overridable=waivable)


WAIVABLE: Final = frozenset({"N-03", "N-04", "N-05", "N-06", "N-07", "N-09", "N-09b", "N-29", "N-29b", "N-35", "N-37", "B-07"})
"""可以经批准豁免的节点代码。"""


def named(text: str, people: Sequence[str]) -> Iterator[str]:
    """``text`` 写到的人。先认长的名字：写了“张三丰”，不等于写了“张三”。"""
    for name in sorted(people, key=len, reverse=True):
        if name in text:
            yield name
            text = text.replace(name, "、")


def order(fact: Fact) -> tuple[date, int]:
    """先后：发生日，同日按登记。"""
    return fact.on, fact.identity
