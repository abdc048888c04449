"""计息单：一份执行依据到某日还欠多少，每一笔怎么来的。

一行是一件事：履行期限届满、还款、放弃、截止日。利息按精确分数累计，还款、放弃、截止时过账，过账才取整（M:M0-2）；
各段显示的数分别取整，与过账数的差写成尾差（M:M0-3）。破产申请受理之日起停止计息（M:D-15）。
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from zhixing.law import double_interest, rates
from zhixing.law.amounts import half_up, money
from zhixing.law.debt import Claim, Item
from zhixing.law.double_interest import Held
from zhixing.law.finding import Step
from zhixing.law.interest_lines import Line, Segment
from zhixing.law.interest_state import State
from zhixing.law.interest_walk import Walk
from zhixing.law.interest_warnings import warnings

__all__ = ["COMPARED", "Alternative", "ItemSum", "Sheet", "alternatives", "sheet"]

COMPARED: Final = (
    ("general_days", "HEAD"), ("general_days", "TAIL"), ("delay_days", "HEAD"), ("delay_days", "BOTH"), ("basis", "360"),
    ("order", "costs,principal,interest,double"),
)


@dataclass(frozen=True, slots=True)
class ItemSum:
    """一项债务的合计，分：本项金额、已计利息、已计加倍部分和各自还欠的。"""

    item: Item
    in_base: bool
    left: int
    general: int
    general_left: int
    double: int
    double_left: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """到 ``as_of`` 的计息单。金额都是分。

    ``lines`` 逐事；``segments`` 逐段；``costs``、``interest``、``principal``、``double`` 是各级还欠的，``total`` 是合计；
    ``paid`` 已经抵充的，``waived`` 放弃的，``surplus`` 多出应当退还的；``warnings`` 要注意的话。
    """

    claim: Claim
    as_of: date
    lines: tuple[Line, ...]
    segments: tuple[Segment, ...]
    items: tuple[ItemSum, ...]
    costs: int
    interest: int
    principal: int
    double: int
    paid: int
    waived: int
    surplus: int
    warnings: tuple[str, ...] = field(default=())

    @property
    def total(self) -> int:
        """还欠多少，分。"""
        return self.costs + self.interest + self.principal + self.double

    @property
    def general(self) -> int:
        """已计的一般债务利息（还过的也在内），分。"""
        return sum(row.general for row in self.items)

    @property
    def doubled(self) -> int:
        """已计的加倍部分（还过的、放弃的也在内），分。"""
        return sum(row.double for row in self.items)

    @property
    def steps(self) -> tuple[Step, ...]:
        """推算过程，逐段、逐笔。"""
        return (*(part.step() for part in self.segments), *(line.step() for line in self.lines if line.paid or line.waived))

    @property
    def priority(self) -> int:
        """有财产担保的各项在担保物变价款里优先受偿的数，分；加倍部分不在内，除非开关另定（M:D-16）。"""
        double = self.claim.switches.double_in_priority == "yes"
        return sum(row.left + row.general_left + (row.double_left if double else 0) for row in self.items if row.item.secured)

    def guarantor(self, cap: int) -> int:
        """担保额 ``cap`` 分的担保人承担的加倍部分，分（M:D-17）。"""
        held = [Held(s.start, s.end, s.base) for s in self.segments if s.kind == "double"]
        return half_up(double_interest.guaranteed(held, cap), self.claim.switches.unit)

    def in_yuan(self) -> int | None:
        """外币债务的加倍部分折成人民币，分；没有要求的为 ``None``（M:D-10）。"""
        return None if self.claim.in_yuan is None else half_up(self.doubled * self.claim.in_yuan.rate, self.claim.switches.unit)

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json`` 和保存；金额是两位小数的文字，单位元（外币为该币种）。"""
        claim = self.claim
        yuan = self.in_yuan()
        return {
            "as_of": self.as_of.isoformat(), "title": claim.title, "currency": claim.currency,
            "total": money(self.total), "costs": money(self.costs), "interest": money(self.interest), "principal": money(self.principal),
            "double": money(self.double), "general_accrued": money(self.general), "double_accrued": money(self.doubled),
            "paid": money(self.paid), "waived": money(self.waived), "surplus": money(self.surplus),
            "priority": money(self.priority), "origin": claim.origin,
            "items": [_item_data(row) for row in self.items],
            "lines": [line.as_data() for line in self.lines],
            "segments": [part.as_data() for part in self.segments],
            "guarantors": [{"name": g.name, "cap": money(g.cap), "double": money(self.guarantor(g.cap))} for g in claim.guarantors],
            "in_yuan": None if yuan is None or claim.in_yuan is None else {
                "double": money(yuan), "on": claim.in_yuan.on.isoformat(), "source": claim.in_yuan.source,
            },
            "switches": [change.as_data() for change in claim.switches.changed],
            "steps": [step.as_data() for step in self.steps], "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class Alternative:
    """换一项口径的结果：还欠 ``total`` 分，比现在多 ``more`` 分。``why`` 是算不出来的原因。"""

    switch: str
    value: str
    total: int | None
    more: int | None
    why: str = ""


def sheet(claim: Claim, as_of: date) -> Sheet:
    """算到 ``as_of`` 的计息单。利率表不够时抛出 :class:`~zhixing.law.rates.RateMissing`。"""
    walk = Walk(claim, as_of)
    walk.go()
    left = walk.left(as_of)
    return Sheet(
        claim, as_of, tuple(walk.lines), tuple(walk.segments),
        tuple(_item_sum(state, as_of) for state in walk.states),
        left["costs"], left["interest"], left["principal"], left["double"],
        sum(line.paid - line.surplus for line in walk.lines), sum(line.waived for line in walk.lines), sum(line.surplus for line in walk.lines),
        warnings(walk),
    )


def _item_sum(row: State, as_of: date) -> ItemSum:
    """一项的合计；还没有发生的费用不欠。"""
    left = row.left if row.arisen(as_of) else 0
    return ItemSum(row.item, row.doubles, left, row.general_total, row.interest, row.double_total, row.double)


def alternatives(claim: Claim, as_of: date) -> tuple[Alternative, ...]:
    """换一项口径各欠多少（M:M0-4）；与现在相同的口径不列。"""
    now = sheet(claim, as_of).total
    return tuple(_alternative(claim, as_of, key, value, now) for key, value in COMPARED if getattr(claim.switches, key) != value)


def _alternative(claim: Claim, as_of: date, key: str, value: str, now: int) -> Alternative:
    try:
        total = sheet(claim.under(claim.switches.with_changes({key: value})), as_of).total
    except rates.RateMissing as error:
        return Alternative(key, value, None, None, str(error))
    return Alternative(key, value, total, total - now)


def _item_data(row: ItemSum) -> dict[str, Any]:
    return {
        "id": row.item.id, "name": row.item.name, "kind": row.item.kind, "amount": money(row.item.amount), "left": money(row.left),
        "due": row.item.due.isoformat() if row.item.due else None, "in_double_base": row.in_base,
        "general_accrued": money(row.general), "general_left": money(row.general_left),
        "double_accrued": money(row.double), "double_left": money(row.double_left),
    }
