"""案件时间线：规则看到的事实，按发生的先后。

只含仍然有效的登记（被更正、被撤回的已经去掉），由 ``casework.cases`` 从事件链上读出。
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

WITHDRAWN: Final = "closing.Withdrawn"
CLOSING: Final = frozenset({
    "closing.Proposed", "closing.Closed", "closing.PoolEntered", "closing.PoolLeft", "closing.ResumptionAsked",
    "control.ReleaseOrdered", "sanctions.LiftOrdered",
})
"""随结案而生的事实：撤销报结以后失去效力。"""

CARRIED: Final = "carried"
"""来源：承接原案。日子是原案里的日子，效力期间连续计算。"""

VOIDED: Final = "documents.Voided"
PAPERS: Final = frozenset({
    "documents.Issued", "documents.ServiceStarted", "documents.ServiceFailed", "documents.ServiceRebutted", "documents.Served",
    "documents.AnnouncementPosted",
})
"""一份文书的发出、送达：文书作废以后不再算数。"""


@dataclass(frozen=True, slots=True)
class Fact:
    """一件已经发生的事。

    ``seq`` 是链上的环号；``root`` 是它最初那一次登记的环号（没有更正过就是自己），节点键用它，
    所以更正一条登记后节点还是原来那个。``type`` 是事件名，如 ``cases.Accepted``；``on`` 是法律上的日子，
    ``at`` 是时刻（按小时计的期限用）；``subject`` 是案内哪一项；``data`` 是载荷。
    """

    seq: int
    type: str
    on: date
    at: datetime | None = None
    subject: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    root: int = 0

    @property
    def carried(self) -> bool:
        """是不是承接原案的。"""
        return self.source == CARRIED

    @property
    def identity(self) -> int:
        """登记的身份：最初的环号。"""
        return self.root or self.seq

    def day(self, name: str) -> date | None:
        """载荷里的一个日子（保存时是 ISO 文本）；没有或写错为 ``None``。"""
        value = self.data.get(name)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Timeline:
    """一件案件的全部事实，以及决定适用哪些规则的几个属性。

    ``kind`` 是类型代字（执、执恢、执保……）；``livelihood`` 非空即涉民生；``claim_fen`` 是标的（分）；
    ``non_litigation`` 是行政非诉执行（执行期限三个月）；``stage`` 是财产保全的阶段（pre_suit 诉前……）。
    """

    kind: str
    facts: tuple[Fact, ...] = ()
    livelihood: str = ""
    small_claim: bool = False
    urgent: bool = False
    claim_fen: int | None = None
    non_litigation: bool = False
    stage: str = ""

    @cached_property
    def ordered(self) -> tuple[Fact, ...]:
        """按发生日先后，同日按登记先后（更正过的在它最初的位置）；随撤销报结失去效力的、作废了的文书的发出和送达不在内。"""
        undone = max((fact.identity for fact in self.facts if fact.type == WITHDRAWN), default=0)
        void = {fact.data.get("id") for fact in self.facts if fact.type == VOIDED}
        standing = (fact for fact in self.facts if fact.identity > undone or fact.type not in CLOSING)
        if void:
            standing = (fact for fact in standing if fact.type not in PAPERS or fact.data.get("id") not in void)
        return tuple(sorted(standing, key=lambda fact: (fact.on, fact.identity)))

    @cached_property
    def closed(self) -> Fact | None:
        """结案的事实；没有结案，或者已撤销报结的为 ``None``。"""
        return self.first("closing.Closed")

    @cached_property
    def accepted(self) -> Fact | None:
        """立案的事实；还没有立案为 ``None``。"""
        return self.first("cases.Accepted")

    @cached_property
    def live_on(self) -> date | None:
        """存量接管的上线日；不是接管来的为 ``None``。以前届满的节点不计，见 ``law.nodes``。"""
        return next((fact.day("live_on") for fact in self.facts if fact.type == "cases.TakenOver"), None)

    def of(self, *types: str) -> Iterator[Fact]:
        """这几种事件的事实，按先后。"""
        return (fact for fact in self.ordered if fact.type in types)

    def first(self, *types: str) -> Fact | None:
        """最早的一件；没有为 ``None``。"""
        return next(self.of(*types), None)

    def last(self, *types: str) -> Fact | None:
        """最近的一件；没有为 ``None``。"""
        return max(self.of(*types), key=lambda fact: (fact.on, fact.identity), default=None)

    def subjects(self, *types: str) -> tuple[str, ...]:
        """这几种事件说到过的事项，按先后，不重复。"""
        return tuple(dict.fromkeys(fact.subject for fact in self.of(*types) if fact.subject))
