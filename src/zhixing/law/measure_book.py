"""措施台账：一件案件里每一次“采取”各成一行，现在怎样了。全部从登记得出，什么也不猜。

与 :mod:`zhixing.law.measures` 说的是同一件事：那边答“某一天在生效的有哪些”，这边连已经结束的一起列出，供台账保存。
届满没有续行的，要有人记下“措施失效”（``control.Lapsed``）或者重新采取，才写成已失效。来源：规则手册 T:§3。
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from zhixing.law import measures
from zhixing.law.measures import (
    BECAME_FIRST,
    ENDINGS,
    MOVED,
    RELEASED,
    RENEWED,
    TAKEN,
    WAITING,
    expiry,
    expiry_rule,
    furthest,
)
from zhixing.law.timeline import Fact

DEDUCTED: Final = "control.Deducted"
REDUCED: Final = "control.Reduced"
ORDERED: Final = "control.ReleaseOrdered"
LAPSED: Final = "control.Lapsed"
WITHDRAWN: Final = "closing.Withdrawn"
TYPES: Final = frozenset({TAKEN, BECAME_FIRST, RENEWED, REDUCED, ORDERED, LAPSED, WITHDRAWN, *ENDINGS})
"""台账看的事件。"""
BY_CLOSING: Final = frozenset({"paid", "ended"})
"""随结案列出的待解除：撤销报结以后作废。超标的额等查控中看出的，不随结案。"""
_ENDED: Final = {RELEASED: "released", MOVED: "moved"}


@dataclass(slots=True)
class Row:
    """一次“采取”的一行。``seq`` 是那一环；``state`` 同 ``control.Measure.State``；金额是分；``chain`` 是采取、转首封、续行各次登记。

    ``until`` 是届满日，即 ``until_ordered``（文书）、``until_told``（回执）、``until_law``（最长期限）中最早的；轮候的都空着。
    """

    seq: int
    subject: str
    measure: str
    property: str
    rank: int
    state: str
    since: date
    cap_fen: int | None = None
    actual_fen: int | None = None
    order: int | None = None
    asset: int | None = None
    until: date | None = None
    until_ordered: date | None = None
    until_told: date | None = None
    until_law: date | None = None
    ended_on: date | None = None
    release_ground: str = ""
    renewals: int = 0
    chain: list[Fact] = field(default_factory=list)

    def is_open(self) -> bool:
        """还没有结束。"""
        return self.state in ("active", "waiting")


def fold(facts: Iterable[Fact]) -> list[Row]:
    """一件案件的各行，按采取的先后。``facts`` 是 :data:`TYPES` 里仍然有效的登记，按发生日先后。"""
    rows: list[Row] = []
    for fact in facts:
        held = [row for row in rows if row.is_open() and row.subject == fact.subject]
        if fact.type == TAKEN:
            _overtaken(held, fact.on)
            rows.append(_taken(fact))
        elif fact.type == WITHDRAWN:
            _void([row for row in rows if row.is_open()])
        else:
            for row in held:
                _turn(row, fact)
    return rows


def _taken(fact: Fact) -> Row:
    data, waiting = fact.data, str(fact.data.get("rank") or "first") == WAITING
    row = Row(
        seq=fact.identity, subject=fact.subject, measure=str(data.get("measure", "")), property=str(data.get("property", "")),
        rank=int(data.get("position") or 1) if waiting else 0, state="waiting" if waiting else "active", since=fact.on,
        cap_fen=_number(data.get("amount_fen")), actual_fen=_number(data.get("actual_fen")), order=_number(data.get("order")),
        asset=_number(data.get("asset")), chain=[fact],
    )
    _date(row)
    return row


def _turn(row: Row, fact: Fact) -> None:
    """这一项上又发生了一件事。"""
    if fact.type == BECAME_FIRST:
        _begin(row, fact)
    elif fact.type == RENEWED:
        row.renewals += 1
        _lengthen(row, fact)
    elif fact.type == ORDERED:
        row.release_ground = str(fact.data.get("ground", ""))[:30]
    elif fact.type == LAPSED:
        _lapse(row, fact.day("lapsed_on") or fact.on)
    elif measures.ends(fact):
        row.state, row.ended_on = _ENDED.get(fact.type, "ended"), fact.on
    elif fact.type in (DEDUCTED, REDUCED):
        row.release_ground = "" if fact.type == REDUCED else row.release_ground
        _lessen(row, _number(fact.data.get("amount_fen")) or 0)


def _begin(row: Row, fact: Fact) -> None:
    """轮候转为首封：自即日起算。"""
    if all(one.type != BECAME_FIRST for one in row.chain):
        row.since = fact.on
    row.state, row.rank = "active", 0
    _lengthen(row, fact)


def _overtaken(held: Iterable[Row], on: date) -> None:
    """重新采取同一项：先前的已经届满的，就是失效了。"""
    for row in held:
        if row.until is not None and row.until < on:
            row.state, row.ended_on = "lapsed", row.until


def _lapse(row: Row, day: date) -> None:
    """记下了失效；后来补登续行、已经不到期的不算。"""
    if row.until is not None and row.until <= day:
        row.state, row.ended_on = "lapsed", row.until


def _lengthen(row: Row, fact: Fact) -> None:
    row.chain.append(fact)
    _date(row)


def _lessen(row: Row, fen: int) -> None:
    """扣划、解除了一部分，其余继续冻结：限额、实际控制都少这么多。"""
    row.cap_fen = None if row.cap_fen is None else max(row.cap_fen - fen, 0)
    row.actual_fen = None if row.actual_fen is None else max(row.actual_fen - fen, 0)


def _void(rows: Iterable[Row]) -> None:
    for row in rows:
        row.release_ground = "" if row.release_ground in BY_CLOSING else row.release_ground


def _date(row: Row) -> None:
    """届满日和它的三个来处。"""
    if row.state == "waiting":
        return
    last = row.chain[-1]
    row.until_ordered, row.until_told = last.day("until"), last.day("told_until")
    row.until_law = _latest(row.chain, row.property)
    row.until = expiry(row.chain, row.property)


def _latest(chain: list[Fact], kind: str) -> date:
    """最后一次采取、续行最长到哪天。"""
    return furthest(chain[-1], expiry(chain[:-1], kind), expiry_rule(kind).period)


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, int | str) and str(value).lstrip("-").isdigit() else None
