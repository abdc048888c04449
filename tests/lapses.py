"""措施的一生，随机的：采取、续行、移交、请假、停机、放着不管；看守跟着走，另用笨办法核对。纯的，不用数据库。

日历是编的：十年里每年几段长假、几个调休的周末。看守（``law.watching``）只在没有停机的日子做；登记也只能在没有停机的日子。
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from zhixing.law.calendar import Calendar, Day
from zhixing.law.terms import add_months
from zhixing.law.watching import DIRECTOR, OWNER, TEAM, Due, Told, Watch, lapsed

FIRST, LAST = date(2030, 1, 1), date(2039, 12, 31)
ONE = timedelta(days=1)
LONGEST = {"deposit": 12, "movable": 24, "real_estate": 36}


def calendar(seed: int = 7) -> Calendar:
    """编的日历：每年五段假，长的十一天，前后各有调休上班的周末。"""
    rng, made = random.Random(seed), Calendar()
    for year in range(FIRST.year, LAST.year + 1):
        days: dict[date, bool] = {}
        for month, long in ((1, 11), (4, 4), (5, 6), (9, 3), (10, 9)):
            start = date(year, month, rng.randint(1, 12))
            days |= {start + n * ONE: True for n in range(long)}
            work = (start + n * ONE for n in (-4, -3, -2, long, long + 1, long + 2))
            days |= {day: False for day in work if day.weekday() >= 5 and day.year == year and day not in days}
        made = made.with_year(year, [Day(day, off) for day, off in days.items()])
    return made


@dataclass(slots=True)
class Term:
    """一段期限：哪天登记的、从哪天算、到哪天；``ended`` 是续行、解除登记的那天，没有的放着到期。"""

    known: date
    since: date
    until: date
    ended: date | None = None


@dataclass(slots=True)
class World:
    """一条历史外面的事：各段停机；承办人的各段任期；谁哪几天不在，代行他的人。"""

    outages: list[tuple[date, date]]
    owners: list[tuple[date, int]]
    away: list[tuple[int, date, date, int | None]]

    def up(self, day: date) -> bool:
        """这天没有停机。"""
        return not any(a <= day <= b for a, b in self.outages)

    def runs(self, day: date) -> date:
        """这天或者以后第一个没有停机的日子。"""
        for a, b in self.outages:
            if a <= day <= b:
                day = b + ONE
        return day

    def owner(self, day: date) -> int:
        """这天的承办人。"""
        return next(who for since, who in reversed(self.owners) if since <= day)

    def people(self, day: date) -> dict[str, tuple[int, ...]]:
        """该告诉谁：不在的告诉代行的，没有代行的告诉上一级。"""
        director = self._present(30, day) or 31
        leader = self._present(20, day) or director
        return {OWNER: (self._present(self.owner(day), day) or leader,), TEAM: (leader,), DIRECTOR: (director,)}

    def _present(self, who: int, day: date) -> int | None:
        return next((deputy for one, a, b, deputy in self.away if one == who and a <= day <= b), who)


@dataclass(slots=True)
class Given:
    """给过的一次。"""

    on: date
    due: Due


@dataclass(slots=True)
class Life:
    """一条历史和看守的结果：每段期限给过的预警、失效单开的那天。"""

    world: World
    terms: list[Term]
    given: list[list[Given]] = field(default_factory=list)
    incidents: list[list[date]] = field(default_factory=list)


def world(rng: random.Random) -> World:
    """随机的外面的事。停机每次一至二十天，两次之间隔开。"""
    outages, day = [], FIRST
    for _ in range(rng.choice((0, 0, 1, 3, 8))):
        day += timedelta(days=rng.randint(30, 500))
        outages.append((day, day + timedelta(days=rng.randint(0, 19))))
        day = outages[-1][1]
    owners, day = [(date.min, 1)], FIRST
    for who in range(2, 2 + rng.choice((0, 0, 1, 2, 6))):
        day += timedelta(days=rng.randint(1, 900))
        owners.append((day, who))
    away = []
    for _ in range(rng.choice((0, 1, 4))):
        start = FIRST + timedelta(days=rng.randint(0, 3600))
        who = rng.choice((*[one for _, one in owners], 20, 30))
        away.append((who, start, start + timedelta(days=rng.randint(0, 60)), rng.choice((None, 50, 51))))
    return World(outages, owners, away)


def terms(rng: random.Random, around: World) -> Iterator[Term]:
    """一项措施的各段期限：多数在届满以前续行，有的解除，有的放着不管；短期的、登记晚了的都有。"""
    months = LONGEST[rng.choice(tuple(LONGEST))]
    since = FIRST + timedelta(days=rng.randint(0, 3000))
    while since < LAST - timedelta(days=200):
        top = add_months(since, months)
        until = top if rng.random() < 0.7 else since + timedelta(days=rng.randint(1, (top - since).days))
        term = Term(around.runs(since + timedelta(days=rng.choice((0, 0, 0, 1, 9)))), since, until)
        fate = rng.random()
        if fate < 0.75 and term.known <= until:
            acted = until - timedelta(days=rng.randint(0, min((until - since).days, 45)))
            ended = around.runs(max(acted, term.known))
            term.ended = ended if ended <= until else None
        yield term
        if term.ended is None or fate > 0.6:
            return
        since = term.ended


def live(rng: random.Random, watch: Watch, *, daily: bool = False) -> Life:
    """过一遍。``daily`` 真的一天一天过；否则只过有变化的那些天，两样结果应当一样。"""
    around = world(rng)
    life = Life(around, list(terms(rng, around)))
    for term in life.terms:
        given, incidents = _watched(life, term, watch, daily)
        life.given.append(given)
        life.incidents.append(incidents)
    return life


def _watched(life: Life, term: Term, watch: Watch, daily: bool) -> tuple[list[Given], list[date]]:
    given: list[Given] = []
    incidents: list[date] = []
    told: set[Told] = set()
    last = (term.ended or term.until + timedelta(days=40)) + ONE
    for day in _every(life, term, last) if daily else _wakes(life, term, watch, last):
        if term.ended is not None and day >= term.ended:
            break
        found = watch.due(term.until, term.since, day, life.world.people(day), told)
        told |= {Told(one.step, one.to, one.user) for one in found}
        given += [Given(day, one) for one in found]
        if lapsed(term.until, day) and not incidents:
            incidents.append(day)
    return given, incidents


def _every(life: Life, term: Term, last: date) -> Iterator[date]:
    day = term.known
    while day < last:
        if life.world.up(day):
            yield day
        day += ONE


def _wakes(life: Life, term: Term, watch: Watch, last: date) -> list[date]:
    """登记那天、各档到的那天、换人和请假起止那天、届满次日；碰上停机的顺到开机那天。第一档以前没有事。"""
    stages = watch.stages(term.until)
    days = [term.known, term.until + ONE, *(stage.on for stage in stages)]
    days += [day for _, a, b, _ in life.world.away for day in (a, b + ONE)]
    days += [since for since, _ in life.world.owners]
    first = max(term.known, stages[0].on)
    return sorted({run for day in days if first <= day < last and (run := life.world.runs(day)) < last})


# ---- 笨办法核对 ----


def wrong(life: Life, book: Calendar) -> Iterator[str]:
    """不该有的：漏了、晚了、重了、白给了。不用看守的算法，只数日子。"""
    for term, given, incidents in zip(life.terms, life.given, life.incidents, strict=True):
        keys = [(one.due.step, one.due.to, one.due.user) for one in given]
        if len(keys) != len(set(keys)):
            yield "同一个人同一档告诉了两次"
        if any(one.on > term.until or one.on < term.known or (term.ended and one.on >= term.ended) for one in given):
            yield "届满、结束以后，或者登记以前还在预警"
        yield from _lapse(life.world, term, given, incidents)
        yield from _steps(life.world, term, given, book)


def _lapse(around: World, term: Term, given: list[Given], incidents: list[date]) -> Iterator[str]:
    ran_out = term.ended is None
    if ran_out != bool(incidents) and around.runs(max(term.until + ONE, term.known)) < term.until + timedelta(days=41):
        yield "该开补救单的没有开，或者不该开的开了"
    if incidents and incidents != [around.runs(max(term.until + ONE, term.known))]:
        yield "补救单不是第一时间开的，或者开了两次"
    if ran_out and term.known <= term.until and not given:
        yield "失效以前一次也没有预警"


def _steps(around: World, term: Term, given: list[Given], book: Calendar) -> Iterator[str]:
    """每一档：届满以前足有这么多天就告诉了（那天停机的，开机那天；已经到了更近一档的，那一档就算），而且那时还剩能办的工作日。"""
    end = min(term.until, (term.ended or date.max) - ONE)
    for step, tier in ((60, OWNER), (30, OWNER), (15, TEAM), (7, TEAM), (3, DIRECTOR), (1, DIRECTOR)):
        at_most = around.runs(term.until - timedelta(days=step))
        if at_most > end or term.known > term.until - timedelta(days=step):
            continue
        mine = [one.on for one in given if one.due.step <= step and one.due.to == tier]
        if not mine or min(mine) > at_most:
            yield f"{step}天那一档没有按时告诉"
        elif not around.outages and _working(book, term.known, term.until) and not _working(book, min(mine), term.until):
            yield f"{step}天那一档告诉的时候已经没有工作日了，登记的时候还有"


def _working(book: Calendar, day: date, until: date) -> bool:
    """``day`` 到 ``until`` 还有工作日。"""
    return any(not book.is_rest_day(until - n * ONE) for n in range(min((until - day).days, 90) + 1))


@dataclass(slots=True)
class Count:
    """数：历史、期限、失效、失效前没有预警的、登记时已经届满的、补救单、预警、补的、不对的。"""

    histories: int = 0
    terms: int = 0
    lapses: int = 0
    unwarned: int = 0
    known_late: int = 0
    incidents: int = 0
    warnings: int = 0
    late: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, life: Life, book: Calendar) -> None:
        """加上一条历史。"""
        self.histories += 1
        self.terms += len(life.terms)
        self.wrong.update(wrong(life, book))
        for term, given, incidents in zip(life.terms, life.given, life.incidents, strict=True):
            ran_out, known_late = term.ended is None, term.known > term.until
            self.lapses += ran_out
            self.known_late += ran_out and known_late
            self.unwarned += ran_out and not known_late and not given
            self.incidents += len(incidents)
            self.warnings += len(given)
            self.late += sum(one.due.late for one in given)


def many(histories: int, seed: int = 1) -> Count:
    """这么多条历史。"""
    book, rng, count = calendar(), random.Random(seed), Count()
    watch = Watch(book)
    for _ in range(histories):
        count.add(live(rng, watch), book)
    return count
