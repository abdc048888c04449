"""排到账和发放：首执到位率三成五，三成由当事人直接履行，今年到账 2,300 笔，到账至发放中位数六个工作日。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Final

from zhixing.demo.plan.days import Season
from zhixing.demo.plan.planned import Planned
from zhixing.demo.plan.purse import Receipt, lags
from zhixing.demo.plan.quota import FIRST, NEW, RECEIPTS, RESUMED, Span

RATE: Final = 0.35
DIRECT: Final = 0.285
PARTLY: Final = 0.33
"""终本案件里有多少收到过一部分。"""

MOST: Final = 0.5
"""终本案件至多收到过几成。"""

OPEN_PAID: Final = 0.3
OTHERS: Final = 9
"""计划之外的故事带来的到账，约数。"""

MACHINE, WAITING, BOUNCED = 0.82, 0.06, 0.018
LATE_DAYS: Final = 4
"""过了几个工作日才认领，算挂过待认领。"""

LAST_RUN: Final = timedelta(days=12)
RECORDED_BEFORE: Final = timedelta(days=10)
"""直接履行的，至多在结案前多少天补录（含休息日）。"""


def plan(cases: Sequence[Planned], span: Span, season: Season, luck: Random) -> None:
    """给每件案件排上到账；直接履行的只标记。"""
    paying = [one for one in cases if one.mode == "finished"]
    partly = _partly(cases, span, luck)
    _directly(paying, sum(partly.values()), span, luck)
    amounts = {id(one): one.yuan * 100 for one in paying if not one.direct} | partly
    payers = [one for one in cases if id(one) in amounts]
    recent = [one for one in payers if _recent(one, span)]
    count = _spread(recent, RECEIPTS - OTHERS, luck)
    for one in payers:
        one.receipts = _receipts(one, amounts[id(one)], count.get(id(one), 1), span, season, luck)
    _lag(payers, span, season, luck)
    _mark(payers, span, season, luck)


def _partly(cases: Sequence[Planned], span: Span, luck: Random) -> dict[int, int]:
    """终本和未结的案件收到的一部分：今年的凑成到位率，上年的随意些。"""
    found: dict[int, int] = {}
    closed = [one for one in cases if one.kind == FIRST and one.closed and one.closed > span.middle]
    wanted = RATE * sum(one.yuan for one in closed) - sum(one.yuan for one in closed if one.mode == "finished")
    rounds = [one for one in closed if one.mode == "terminated_round" and one.yuan >= 5000]
    ordered = sorted(rounds, key=lambda one: (one.means.balance_fen < 100_000, luck.random()))
    chosen = ordered[: round(len(rounds) * PARTLY)]
    while len(chosen) < len(ordered) and wanted > MOST * sum(one.yuan for one in chosen):
        chosen = ordered[: len(chosen) + 5]
    share = max(0.02, min(0.9, wanted / max(1, sum(one.yuan for one in chosen))))
    found |= {id(one): max(10_000, round(one.yuan * share) * 100) for one in chosen}
    rest = [one for one in cases if not one.closed and one.kind in (FIRST, RESUMED) and (span.today - one.accepted).days > 25]
    rest = luck.sample(rest, round(len(rest) * OPEN_PAID))
    before = [one for one in cases if one.mode == "terminated_round" and id(one) not in found and one.kind == RESUMED]
    rest += luck.sample(before, round(len(before) * 0.4))
    deducted = [one for one in cases if one.mode == "terminated_round" and one.means.balance_fen >= 100_000]
    rest += [one for one in deducted if id(one) not in found]
    return found | {id(one): max(10_000, round(one.yuan * luck.uniform(0.08, 0.45)) * 100) for one in rest}


def _directly(paying: Sequence[Planned], partly: int, span: Span, luck: Random) -> None:
    """挑出直接履行的执行完毕案件：今年到位的三成。补录在结案前几天，今年头几天结的算上年的。"""
    edge = span.middle + RECORDED_BEFORE
    this = [one for one in paying if one.closed and one.closed > edge]
    before = [one for one in paying if one.closed and one.closed <= edge]
    for rows, more in ((this, partly // 100), (before, 0)):
        room = DIRECT * (sum(one.yuan for one in rows) + more)
        for one in luck.sample(rows, len(rows)):
            if not one.means.covers and one.yuan <= room:
                one.direct, room = True, room - one.yuan


def _spread(payers: Sequence[Planned], total: int, luck: Random) -> dict[int, int]:
    """每件几笔到账，合计 ``total``。"""
    count = {id(one): 1 for one in payers}
    room = {id(one): 9 if one.yuan > 3000 else 3 for one in payers}
    spare, keys = total - len(payers), list(count)
    while spare > 0 and keys:
        key = luck.choice(keys)
        count[key] += 1
        spare -= 1
        if count[key] >= room[key]:
            keys.remove(key)
    return count


def _receipts(one: Planned, fen: int, count: int, span: Span, season: Season, luck: Random) -> list[Receipt]:
    """几笔到账，分在至多三天到；先都记作到账当天认领、次日发放，由 :func:`_lag` 再排。"""
    first = _first(one, span, season)
    last = max(first, (season.move(one.closed, -2) if one.closed else None) or season.days[-1])
    room = max(0, (last - first).days)
    days = sorted(luck.random() ** 0.6 for _ in range(min(3, 1 + count // 3)))
    paid = [season.closing(luck, first + timedelta(days=round(room * share)), last) or last for share in days]
    paid[-1] = last if one.closed else paid[-1]
    parts = _parts(fen, count, luck)
    return [Receipt(part, paid[i * len(paid) // count], None, paid[i * len(paid) // count]) for i, part in enumerate(parts)]


def _parts(fen: int, count: int, luck: Random) -> list[int]:
    """分成几笔，多数是整百元，最后一笔收尾。"""
    cuts = [luck.uniform(0.5, 1.5) for _ in range(count)]
    found = [max(100, round(fen * cut / sum(cuts) / 1000) * 1000) for cut in cuts[:-1]]
    rest = fen - sum(found)
    return [*found, rest] if rest > 0 else [fen - count + 1, *[1] * (count - 1)]


def _lag(payers: Sequence[Planned], span: Span, season: Season, luck: Random) -> None:
    """倒推到账日：长的间隔给办得久的案件，整体的中位数、P90 不变。"""
    runs = [(one, day) for one in payers for day in sorted({r.paid for r in one.receipts if r.paid})]
    sizes = {(id(one), day): sum(r.paid == day for r in one.receipts) for one, day in runs}
    weighted = lags(sum(sizes.values()))
    luck.shuffle(runs)
    runs.sort(key=lambda run: -_most(run[0], run[1], span, season))
    free = sorted(weighted, reverse=True)
    for one, day in runs:
        size, most = sizes[id(one), day], _most(one, day, span, season)
        at = _fitting(free, most, luck)
        lag = min(free[at], most)
        del free[at : at + size]
        arrived = season.move(day, -lag) or day
        one.receipts = [replace(r, arrived=arrived) if r.paid == day else r for r in one.receipts]


def _first(one: Planned, span: Span, season: Season) -> date:
    """最早哪天可以到账：立案两个工作日以后；今年还在办的，都算今年到。"""
    first = season.move(one.accepted, 2) or one.accepted
    return max(first, season.calendar.next_working_day(span.middle + timedelta(days=1))) if _recent(one, span) else first


def _recent(one: Planned, span: Span) -> bool:
    """今年还办了一阵的：到账都算在今年。"""
    return (one.closed or span.today) > span.middle + timedelta(days=12)


def _most(one: Planned, day: date, span: Span, season: Season) -> int:
    """这一次发放之前最多隔几个工作日到账。"""
    first = _first(one, span, season)
    steps, at = 0, day
    while at > first and steps < 30:
        at = season.move(at, -1) or first
        steps += 1
    return steps


def _fitting(free: list[int], most: int, luck: Random) -> int:
    """从剩下的间隔（由大到小）里随意指一个不超过 ``most`` 的；没有就指最小的。"""
    fits = [at for at, lag in enumerate(free) if lag <= most]
    return luck.choice(fits) if fits else len(free) - 1


def _mark(payers: Sequence[Planned], span: Span, season: Season, luck: Random) -> None:
    """怎样认领、哪天认领、有没有退汇；未结案件近来到的，有的还没有发。"""
    this = [(one, i) for one in payers for i, r in enumerate(one.receipts) if r.arrived > span.middle]
    waiting = _some(this, WAITING, luck, lambda one, i: _gap(one.receipts[i], season) > LATE_DAYS + 1)
    rest = [key for key in ((id(one), i) for one, i in this) if key not in waiting]
    machine = set(luck.sample(rest, min(len(rest), round(len(this) * MACHINE))))
    bounced = _some(this, BOUNCED, luck, lambda one, i: _roomy(one, one.receipts[i], season))
    for one in payers:
        for i, r in enumerate(one.receipts):
            late = (id(one), i) in waiting
            day = season.move(r.arrived, LATE_DAYS) if late else r.arrived
            how = "machine" if (id(one), i) in machine else "hand"
            paid = None if not one.closed and r.arrived > span.today - LAST_RUN else r.paid
            one.receipts[i] = replace(r, claimed=day, matched=how, paid=paid, bounced=(id(one), i) in bounced)


def _some(
    this: Sequence[tuple[Planned, int]], share: float, luck: Random, fits: Callable[[Planned, int], bool]
) -> set[tuple[int, int]]:
    """挑 ``share`` 这么多笔合适的。"""
    rows = [(id(one), i) for one, i in this if fits(one, i)]
    return set(luck.sample(rows, min(len(rows), round(len(this) * share))))


def _gap(r: Receipt, season: Season) -> int:
    steps, at = 0, r.arrived
    while r.paid and at < r.paid and steps < 40:
        at = season.move(at, 1) or r.paid
        steps += 1
    return steps


def _roomy(one: Planned, r: Receipt, season: Season) -> bool:
    """发放以后还有几天才结案，来得及退汇重发。"""
    if r.paid is None:
        return False
    again = season.move(r.paid, 4)
    return again is not None and (one.closed is None or again < one.closed)


__all__ = ["NEW", "plan"]
