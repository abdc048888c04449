"""失信、限制消费：此刻对谁还有效。

限制消费没有期限，解除为止；失信有期限的，届满后三个工作日内删除，删除以前仍在名单上
（限制消费规定第9条，失信名单规定第2、10条）。转由另一案承接的，不再是本案的。来源：规则手册 T:§7。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.timeline import Fact, Timeline

CONSUMPTION: Final = "consumption"
LISTING: Final = "listing"
BEGINS: Final = {"sanctions.ConsumptionRestricted": CONSUMPTION, "sanctions.Listed": LISTING}
ENDS: Final = {"sanctions.ConsumptionLifted": CONSUMPTION, "sanctions.Delisted": LISTING}
MOVED: Final = "sanctions.RestrictionMoved"


@dataclass(frozen=True, slots=True)
class Restriction:
    """对一个人的一项限制。``what``：consumption 限制消费、listing 失信；``fact`` 是最近一次采取的登记。"""

    person: str
    what: str
    since: date
    fact: Fact


def active(timeline: Timeline, on: date | None = None) -> tuple[Restriction, ...]:
    """有效的失信、限制消费，按采取的先后；给了 ``on`` 就只看那天以前的事。"""
    running: dict[tuple[str, str], Restriction] = {}
    for fact in timeline.of(*BEGINS, *ENDS, MOVED):
        if on is not None and fact.on > on:
            break
        what = BEGINS.get(fact.type) or ENDS.get(fact.type) or str(fact.data.get("what", ""))
        if fact.type in BEGINS:
            running[fact.subject, what] = Restriction(fact.subject, what, fact.on, fact)
        else:
            running.pop((fact.subject, what), None)
    return tuple(running.values())


def moved_to(timeline: Timeline, event: str, person: str) -> str:
    """这一种限制已由哪一案承接（案号）；没有转出、不是限制的为空。"""
    what = (BEGINS | ENDS).get(event, "")
    moved = (fact for fact in timeline.of(MOVED) if what and fact.subject == person and fact.data.get("what") == what)
    return str(next((fact.data["to_number"] for fact in moved), ""))
