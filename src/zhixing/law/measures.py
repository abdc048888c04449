"""控制措施：此刻有哪些查封、扣押、冻结在生效，各到哪天届满。

每一项措施是一串事实：采取、轮候生效、续行……到解除、变价、转出为止；届满没有续行的自动失效
（民诉法解释第485条，查封扣押冻结规定第27条）。轮候的没有届满日。来源：规则手册 T:§3。
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from zhixing.law.node_table import Rule, rules
from zhixing.law.terms import Period, add_months, end_of
from zhixing.law.timeline import Fact, Timeline

TAKEN: Final = "control.MeasureTaken"
BECAME_FIRST: Final = "control.BecameFirst"
RENEWED: Final = "control.Renewed"
RELEASED: Final = "control.Released"
MOVED: Final = "control.MeasureMoved"
CHAIN: Final = (TAKEN, BECAME_FIRST, "control.RenewalAsked", RENEWED)
"""一项措施的来历，承接原案时照样登记。"""

ENDINGS: Final = (RELEASED, MOVED, "control.Deducted", "disposal.SaleRuled", "disposal.DebtOffset")
WAITING: Final = "waiting"
SHORTEST: Final = "deposit"


@dataclass(frozen=True, slots=True)
class Measure:
    """一项在生效的控制措施。

    ``since`` 是生效日，``until`` 是届满日（轮候的为空）；``chain`` 是从采取到现在的各次登记，按先后。
    """

    subject: str
    measure: str
    property: str
    rank: str
    since: date
    until: date | None
    chain: tuple[Fact, ...]


def running(timeline: Timeline, on: date) -> tuple[Measure, ...]:
    """``on`` 这天在生效（连同轮候）的控制措施，按采取的先后。已解除、变价、转出、届满失效的不在内。"""
    made = (_measure(facts) for facts in _chains(timeline, on))
    return tuple(one for one in made if one.until is None or one.until >= on)


def same_name(timeline: Timeline, subject: str, kind: str, start: date, until: date | None) -> date | None:
    """``start`` 采取的这一项，与哪天采取的同名的一项在时间上重叠：续行、解除分不清是哪一项，先前的就可能没有人看守。

    先前的已经解除、届满的不算；补登较早的一次，在后来的一次以前已经结束、届满的也不算。
    """
    before = next((one for one in running(timeline, start) if one.subject == subject), None)
    if before is not None:
        return before.chain[0].on
    end = min(until or date.max, add_months(start, expiry_rule(kind).n * 12))
    later = (f for f in timeline.of(TAKEN, *ENDINGS) if f.subject == subject and f.on > start and (f.type == TAKEN or ends(f)))
    after = next(later, None)
    return after.on if after is not None and after.type == TAKEN and after.on <= end else None


def moved_to(timeline: Timeline, subject: str) -> str | None:
    """这一项已经转由哪一件（案号）承接；还在本案的为 ``None``。"""
    steps = [fact for fact in timeline.of(TAKEN, MOVED) if fact.subject == subject]
    return str(steps[-1].data.get("to_number", "")) if steps and steps[-1].type == MOVED else None


def lapsed(timeline: Timeline, on: date) -> tuple[Measure, ...]:
    """``on`` 以前届满、没有续行、也没有解除的。"""
    made = (_measure(facts) for facts in _chains(timeline, on))
    return tuple(one for one in made if one.until is not None and one.until < on)


def _chains(timeline: Timeline, on: date) -> list[list[Fact]]:
    """各项措施自采取以来的登记，按采取的先后；结束了的没有。

    同名的可以有几项（同一住址的两处、导入的重复行），各算各的，续行、解除对几项都算；届满以后重新采取的，先前的一次不再算。
    """
    chains: dict[str, list[list[Fact]]] = {}
    for fact in timeline.of(*CHAIN, *ENDINGS):
        held = chains.setdefault(fact.subject, [])
        if fact.on > on:
            continue
        if fact.type == TAKEN:
            chains[fact.subject] = [*(one for one in held if _lasts(one, fact.on)), [fact]]
        elif fact.type in CHAIN:
            for one in held:
                one.append(fact)
        elif ends(fact):
            held.clear()
    return sorted((one for held in chains.values() for one in held), key=lambda one: (one[0].on, one[0].identity))


def _lasts(facts: list[Fact], on: date) -> bool:
    until = _measure(facts).until
    return until is None or until >= on


def ends(fact: Fact) -> bool:
    """这件事使措施结束：解除、转出、成交、抵债；扣划后账户继续冻结的不算。"""
    return fact.type in ENDINGS and not (fact.type == "control.Deducted" and fact.data.get("rest"))


def _measure(facts: list[Fact]) -> Measure:
    first = facts[0]
    kind = str(first.data.get("property", ""))
    begun = next((fact for fact in facts if fact.type == BECAME_FIRST), None)
    rank = str(first.data.get("rank") or "first") if begun is None else "first"
    until = None if rank == WAITING else expiry(facts, kind)
    return Measure(first.subject, str(first.data.get("measure", "")), kind, rank, (begun or first).on, until, tuple(facts))


def expiry(chain: Iterable[Fact], kind: str) -> date:
    """一串登记以后的届满日：文书写明的、回执写明的、最长期限三者里最早的；续行的最长期限从原届满日接着算。

    续行的文书没有写明届满日的，从严自续行之日起算。``kind`` 是财产种类（代码表 property）。
    """
    period, end = expiry_rule(kind).period, date.min
    for fact in _effective(chain):
        latest = furthest(fact, end, period)
        end = min(written(fact) or latest, latest)
    return end


def written(fact: Fact, names: Iterable[str] = ("until", "told_until"), since: date | None = None) -> date | None:
    """文书（``until``）、回执（``told_until``）写明的届满日里早的一个；早于起算日（不写就是当天）的是写错了，不算。"""
    days = (fact.day(name) for name in names)
    return min((day for day in days if day is not None and day >= (since or fact.on)), default=None)


def furthest(fact: Fact, before: date, period: Period) -> date:
    """最长到哪天：续行的文书写明了届满日的，从原届满日 ``before`` 接着算；其余从当天算。"""
    follows = fact.type == RENEWED and written(fact, ("until",)) is not None
    return end_of(max(fact.on, before) if follows else fact.on, period)


def _effective(chain: Iterable[Fact]) -> Iterator[Fact]:
    return (fact for fact in chain if fact.type in (TAKEN, BECAME_FIRST, RENEWED))


def expiry_rule(kind: str) -> Rule:
    """某种财产的查封、扣押、冻结最长期限（N-12、N-13、N-14）；说不清是哪一种的，从严照最短的（存款一年）看守。"""
    found = (
        one for one in rules()
        if one.lapses and any(kind == s.where.get("property") or kind in _listed(s.where) for s in one.trigger)
    )
    return next(found, None) or expiry_rule(SHORTEST)


def _listed(where: Mapping[str, Any]) -> list[str]:
    value = where.get("property", [])
    return value if isinstance(value, list) else []
