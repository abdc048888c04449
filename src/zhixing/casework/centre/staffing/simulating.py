"""按方案把一段时间演一遍（SimPy）：案件一件件来，到了时候找岗位，岗位没有空就排队，涉民生的在前。

一件案件的日子由两部分合成：不由人手决定的（反馈、送达、公告、履行期、等钱等标的，照结案天数的分布抽）和排队、办理用的。
每件案件有自己的骰子，换了人手还是同样的案件，两份方案比的就只是人手。同一份方案、同一个种子，结果一样。
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp, log, sqrt
from random import Random
from typing import Final

import simpy

from zhixing.casework.centre.staffing import lives
from zhixing.casework.centre.staffing.axis import Axis
from zhixing.casework.centre.staffing.plan import Away, Desk, Plan, Route, Task, Track
from zhixing.law.calendar import Calendar
from zhixing.law.staffing import DAY_MINUTES, SPREAD

WEEK: Final = 7
_SIGMA: Final = sqrt(log(1 + (SPREAD / 100) ** 2))

Steps = Generator[simpy.Event, None, None]


@dataclass(frozen=True, slots=True)
class Ended:
    """结了的一件：轨道、结案方式、哪一天（自起日起第几天）、办了几天、比没有排队时晚几天、是不是旧存、是不是涉民生。"""

    track: str
    way: str
    day: int
    days: int
    late: float
    old: bool
    urgent: bool


@dataclass(slots=True)
class Line:
    """一个岗位演出来的：忙了几分钟、能有几分钟、等了几次共几分钟、每周末排着几件。"""

    desk: Desk
    place: simpy.PriorityResource
    able: float
    busy: float = 0.0
    turns: int = 0
    waited: float = 0.0
    queue: list[int] = field(default_factory=list)

    @property
    def stretch(self) -> float:
        """一分钟的活占几分钟的班：一天只有一部分时间用在案件上。"""
        return DAY_MINUTES / self.desk.minutes

    @property
    def use(self) -> float:
        """忙了几成。"""
        return self.busy / self.able if self.able else 0.0

    @property
    def wait_days(self) -> float:
        """轮到以前平均等几个工作日。"""
        return self.waited / self.turns / DAY_MINUTES if self.turns else 0.0


@dataclass(frozen=True, slots=True)
class _Life:
    """一件案件的命：哪一天来的（旧存的是负数）、哪条轨道、怎样结、不排队要几天、骰子。"""

    filed: float
    track: Track
    route: Route
    span: float
    urgent: bool
    dice: Random


class Year:
    """演一遍。``runs`` 里第几遍由 ``turn`` 定，各遍的骰子不同。"""

    def __init__(self, plan: Plan, axis: Axis, turn: int = 0) -> None:
        self.plan, self.axis, self.turn = plan, axis, turn
        self.env = simpy.Environment()
        self.lines = {desk.code: self._line(desk) for desk in plan.desks}
        self.filed: list[int] = []
        self.ended: list[Ended] = []
        self.open: list[int] = []
        self.under_way = 0

    def _line(self, desk: Desk) -> Line:
        away = sum(one.heads * (self._minute(one, last=True) - self._minute(one)) for one in desk.away)
        return Line(desk, simpy.PriorityResource(self.env, max(desk.heads, 1)), max(desk.heads * self.axis.end - away, 0))

    def _minute(self, away: Away, *, last: bool = False) -> float:
        """不在的一段自哪个工作分钟起（到哪个止），不出这段时间。"""
        day = away.until.toordinal() + 1 if last else away.since.toordinal()
        return min(self.axis.minute(max(day - self.axis.start.toordinal(), 0)), self.axis.end)

    def play(self) -> Year:
        """演到底。"""
        for life in self._lives():
            self.env.process(self._case(life))
        for line in self.lines.values():
            for away in line.desk.away:
                for _ in range(min(away.heads, line.desk.heads)):
                    self.env.process(self._leave(line, away))
        self.env.process(self._watch())
        self.env.run(until=self.axis.end)
        return self

    # ---- 来的案件 ----

    def _lives(self) -> Iterator[_Life]:
        """旧存的，然后新来的。各有自己的骰子。"""
        number = 0
        for track in self.plan.tracks:
            for age in track.ages:
                number += 1
                yield self._old(track, age, self._dice(number))
        for kind in self.plan.months:
            dice = self._dice(kind)
            for month, filed in self._arrivals(kind, dice):
                number += 1
                yield self._new(kind, month, filed, self._dice(number))

    def _dice(self, what: object) -> Random:
        return Random(f"{self.plan.seed}/{self.turn}/{what}")  # noqa: S311 演一遍用的，不是保密的

    def _arrivals(self, kind: str, dice: Random) -> Iterator[tuple[int, float]]:
        """一类案件各件第几个月、哪一天来：落在工作时间里；没有说就是这么多的，件数照泊松上下。"""
        starts = [float((day - self.plan.since).days) for day in self.plan.spans] + [(self.plan.until - self.plan.since).days + 1.0]
        edges = pairwise(self.axis.minute(day) for day in starts)
        for month, (count, (first, last)) in enumerate(zip(self.plan.arrivals(kind), edges, strict=True)):
            yield from ((month, self.axis.day(first + (last - first) * place)) for place in _places(count, dice, given=self.plan.given))

    def _new(self, kind: str, month: int, filed: float, dice: Random) -> _Life:
        tracks = [track for track in self.plan.tracks if track.kind == kind]
        track = dice.choices(tracks, [one.share_in(month) for one in tracks])[0]
        route = dice.choices(track.routes, [one.share for one in track.routes])[0]
        return self._life(filed, track, route, lives.draw(route.days, dice), dice)

    def _old(self, track: Track, age: int, dice: Random) -> _Life:
        """旧存的：已经过了 ``age`` 天还没有结，照各种方式此后才结的机会抽；都比它短的，说明它不寻常，照各方式的天数再过一遍。"""
        chances = [one.share * lives.beyond(one.days, age) for one in track.routes]
        if sum(chances) > 0:
            route = dice.choices(track.routes, chances)[0]
            return self._life(-float(age), track, route, lives.draw(route.days, dice, over=age), dice)
        route = dice.choices(track.routes, [one.share for one in track.routes])[0]
        return self._life(-float(age), track, route, age + lives.draw(route.days, dice), dice)

    def _life(self, filed: float, track: Track, route: Route, days: float, dice: Random) -> _Life:
        return _Life(filed, track, route, max(days - route.lag, max(-filed, 0.0)), dice.random() * 100 < self.plan.urgent, dice)

    # ---- 一件案件 ----

    def _case(self, life: _Life) -> Steps:
        if life.filed >= 0:
            yield from self._until(life.filed)
            self.filed.append(int(life.filed))
        self.under_way += 1
        tasks = self.plan.works[life.route.work]
        day, at = life.filed, 0.0
        for task in (one for one in tasks if not one.after):
            day, at = day + (task.at - at) * life.span, task.at
            yield from self._step(life, task, day)
            day = max(day, self.axis.day(self.env.now)) if day >= 0 else day
        yield from self._until(day + (1 - at) * life.span)
        self._end(life)
        for task in (one for one in tasks if one.after):
            yield from self._step(life, task, self.axis.day(self.env.now))

    def _step(self, life: _Life, task: Task, day: float) -> Steps:
        """到了时候，做这一项；起日以前就做过的、这件没有的不做。"""
        if life.dice.random() * 100 >= task.chance:
            return
        turns = 1 + (life.dice.random() * 100 < task.rework)
        minutes = [_minutes(task, life.dice) for _ in range(turns)]
        if day < 0:
            return
        yield from self._until(day)
        for one in minutes:
            yield from self._work(self.lines[task.desk], one, urgent=life.urgent)

    def _until(self, day: float) -> Steps:
        left = self.axis.minute(max(day, 0.0)) - self.env.now
        if left > 0:
            yield self.env.timeout(left)

    def _work(self, line: Line, minutes: float, *, urgent: bool) -> Steps:
        asked, long = self.env.now, minutes * line.stretch
        with line.place.request(priority=0 if urgent else 1) as turn:
            yield turn
            line.turns += 1
            line.waited += self.env.now - asked
            line.busy += min(long, self.axis.end - self.env.now)
            yield self.env.timeout(long)

    def _end(self, life: _Life) -> None:
        day = self.axis.day(self.env.now)
        late = day - life.filed - life.span
        self.ended.append(Ended(life.track.code, life.route.way, int(day), int(day) - int(life.filed), late, life.filed < 0, life.urgent))
        self.under_way -= 1

    # ---- 别的 ----

    def _leave(self, line: Line, away: Away) -> Steps:
        """一个人不在：占着一个位置，到他回来。"""
        yield self.env.timeout(self._minute(away))
        with line.place.request(priority=-1) as turn:
            yield turn
            yield self.env.timeout(max(self._minute(away, last=True) - self.env.now, 0))

    def _watch(self) -> Steps:
        """每过一周看一眼排队。"""
        day = WEEK
        while True:
            yield self.env.timeout(max(self.axis.minute(day) - self.env.now, 0))
            for line in self.lines.values():
                line.queue.append(len(line.place.queue))
            self.open.append(self.under_way)
            day += WEEK


def _places(count: float, dice: Random, *, given: bool) -> Iterator[float]:
    """一个月里各件来的时候（0 到 1），由早到晚。"""
    if given:
        yield from sorted(dice.random() for _ in range(round(count)))
        return
    place = dice.expovariate(count) if count > 0 else 1.0
    while place < 1:
        yield place
        place += dice.expovariate(count)


def _minutes(task: Task, dice: Random) -> float:
    """这一次做几分钟：有分位的照分位抽，只有平均的照对数正态。"""
    if len(task.minutes) > 1:
        return lives.draw(task.minutes, dice)
    return task.mean * exp(dice.gauss(0, _SIGMA) - _SIGMA**2 / 2) if task.mean else 0.0


def axis_of(plan: Plan, calendar: Calendar | None = None) -> Axis:
    """方案的日历：没有给的用全国的。"""
    return Axis.of(plan.since, plan.until, calendar or Calendar.national())
