"""同样的事过一遍真的库：许多件案件的措施，一天一天过；移交、请假、结案、渠道不通、停机几天都有。

登记都走命令，看守就是定时任务那一个（``watching.watch_court``）。停机的日子什么也不做，开机那天先补登记、再看一遍。
过完以后拿自己记的账去对：哪些失效了，失效以前告诉过谁，补救单一张不多、一张不少。
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import endings
import factories
from spine import House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.control import queries_watch as queries
from zhixing.casework.control.commands import watching
from zhixing.casework.control.events import MeasureTaken, Released, Renewed
from zhixing.casework.control.models import Incident, Measure, Order, Warning
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries_of

START = date(2026, 3, 2)
ONE = timedelta(days=1)
Act = Callable[[date], None]


@dataclass(slots=True)
class Held:
    """一件案件的一项措施：哪一项、此刻到哪天、哪天真的失效、失效时的负责人。"""

    case: Case
    subject: str
    until: date
    lapsed: date | None = None
    ended: bool = False


@dataclass(slots=True)
class World:
    """一家法院，``count`` 件案件，``days`` 天。"""

    count: int
    days: int
    seed: int = 1
    house: House = field(init=False)
    rng: random.Random = field(init=False)
    held: list[Held] = field(default_factory=list)
    plan: dict[date, list[Act]] = field(default_factory=lambda: defaultdict(list))
    outages: list[tuple[date, date]] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        with at(START + ONE):
            self.house = House()
            for n in range(self.count):
                self._case(n)
        last = START + timedelta(days=self.days - 60)
        for _ in range(max(self.days // 60, 1)):
            begun = self._day(START + timedelta(days=5), last)
            self.outages.append((begun, begun + timedelta(days=self.rng.randint(1, 9))))

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max((last - first).days, 0)))

    def _case(self, n: int) -> None:
        """立案，冻结；再随机排上后来的事。"""
        case = self.house.case(accepted_on=START, received_on=START, **_titles(n))
        since = self._day(START + ONE, START + timedelta(days=self.days // 4))
        until = self._day(since + ONE, START + timedelta(days=self.days - 45))
        one = Held(case, f"北疆银行第{n}户存款", until)
        self.held.append(one)
        self.plan[since].append(lambda day: self._take(one, day))
        self._later(one, since)

    def _later(self, one: Held, since: date) -> None:
        """续行、解除、放着不管；其间移交、请假、结案、续行令发出去没有回音。"""
        fate, at_most = self.rng.random(), max(since, one.until)
        if fate < 0.35:
            self.plan[self._day(max(since, one.until - timedelta(days=30)), at_most)].append(lambda day: self._renew(one, day))
        elif fate < 0.5:
            self.plan[self._day(since, at_most)].append(lambda day: self._release(one, day))
        for chance, act in ((0.3, self._transfer), (0.3, self._close), (0.25, self._silent)):
            if self.rng.random() < chance:
                self.plan[self._day(since, at_most)].append(lambda day, act=act: act(one, day))  # type: ignore[misc]

    # 登记

    def _take(self, one: Held, day: date) -> None:
        self.house.record(one.case, MeasureTaken(subject=one.subject, measure="freeze", property="deposit", until=one.until), day)
        self.did["采取"] += 1

    def _renew(self, one: Held, day: date) -> None:
        if one.ended or day > one.until or not self._taken(one):
            return
        until = self._day(day + ONE, START + timedelta(days=self.days - 45))
        self.house.record(one.case, Renewed(subject=one.subject, until=until), day)
        one.until = until
        self.did["续行"] += 1
        if self.rng.random() < 0.5:
            self.plan[self._day(day + ONE, max(day + ONE, until))].append(lambda later: self._renew(one, later))

    def _release(self, one: Held, day: date) -> None:
        if one.ended or day > one.until or not self._taken(one):
            return
        self.house.record(one.case, Released(subject=one.subject, ground="paid"), day)
        one.ended = True
        self.did["解除"] += 1

    def _taken(self, one: Held) -> bool:
        return Measure.objects.filter(case=one.case, subject=one.subject).exists()

    def _transfer(self, one: Held, day: date) -> None:
        case = Case.objects.get(pk=one.case.pk)
        if case.handler_id and case.state != "closed":
            to = self.house.other if case.handler_id == self.house.judge.pk else self.house.judge
            cases.transfer(case=case.pk, actor=self.house.director, on=day, revision=None, handler=to, reason="调岗")
            self.did["移交"] += 1

    def _close(self, one: Held, day: date) -> None:
        if Case.objects.get(pk=one.case.pk).state != "closed":
            endings.end(self.house, one.case, self.rng.choice(("terminated_round", "terminated", "finished")), on=day)
            self.did["结案"] += 1

    def _silent(self, one: Held, day: date) -> None:
        """渠道不通：续行令发出去，一直没有反馈。"""
        measure = Measure.objects.filter(case=one.case, subject=one.subject).first()
        if measure is not None:
            state, judge = self.rng.choice(("sent", "timeout", "dead")), self.house.judge
            Order.objects.create(
                court=self.house.court, case=one.case, party=Party.objects.filter(case=one.case).first(), number=f"X{one.case.pk}-{day}",
                kind="renew", property="deposit", subject=one.subject, measure=measure, state=state, drafted_by=judge, drafted_name=judge.name,
                drafted_on=day, token=f"{one.case.pk}-{day}",
            )
            self.did["续行令没有回音"] += 1

    def _absences(self) -> None:
        """承办人、团队长、局长各请几段假，有的有人代行。"""
        house, last = self.house, START + timedelta(days=self.days)
        for who, deputy, post in ((house.judge, house.other, "judge"), (house.leader, house.other, "team_leader"), (house.director, None, "")):
            for _ in range(max(self.days // 80, 1)):
                begun = self._day(START, last)
                factories.absent(who, begun, begun + timedelta(days=self.rng.randint(2, 25)))
                self.did["请假"] += 1
            if deputy is not None:
                factories.delegation(who, deputy, post, since=START, until=self._day(START, last))

    # 一天一天过

    def up(self, day: date) -> bool:
        """这天没有停机。"""
        return not any(a <= day <= b for a, b in self.outages)

    def live(self) -> None:
        """过完。停机时排着的事，开机那天补办。"""
        self._absences()
        waiting: list[Act] = []
        for n in range(self.days):
            day = START + n * ONE
            waiting += self.plan.pop(day, [])
            if not self.up(day):
                self.did["停机的天数"] += 1
                continue
            with at(day):
                for act in waiting:
                    act(day)
                waiting = []
                watching.watch_court(self.house.court.pk, day)
            for one in self.held:
                if not one.ended and one.lapsed is None and day > one.until and self._known(one):
                    one.lapsed = day

    def _known(self, one: Held) -> bool:
        return Measure.objects.filter(case=one.case, subject=one.subject).exists()

    # 对账

    def count_up(self) -> Tally:
        """拿自己记的账去对。"""
        warned: dict[int, list[Warning]] = defaultdict(list)
        for row in Warning.objects.order_by("given_on", "pk"):
            warned[row.case_id].append(row)
        made = {row.case_id: row for row in Incident.objects.all()}
        ends = entries_of([one.case.stream for one in self.held]).filter(type="control.Lapsed")
        happened = Counter(int(row.stream.partition(":")[2]) for row in ends)
        lapses = [one for one in self.held if one.lapsed]
        found = Tally(measures=self.did["采取"], lapses=len(lapses), incidents=Incident.objects.count(), warnings=sum(map(len, warned.values())),
                      late=Warning.objects.filter(late=True).count(), nobody=Warning.objects.filter(user=None).count(), did=dict(self.did))
        for one in self.held:
            found.wrong += [f"{one.case}：{text}" for text in self._wrong(one, warned[one.case.pk], made.get(one.case.pk), happened[one.case.pk])]
        found.unwarned = sum(not _in_time(one, warned[one.case.pk]) for one in lapses)
        found.differences = len(queries.differences(self.house.court.pk))
        return found

    def _wrong(self, one: Held, warned: list[Warning], made: Incident | None, happened: int) -> list[str]:
        found = []
        if (made is not None) != (one.lapsed is not None) or happened != (one.lapsed is not None):
            found.append("失效没有补救单，或者没有失效却有")
        if made is not None and (made.lapsed_on, made.opened_at.astimezone(factories.BEIJING).date()) != (one.until, one.lapsed):
            found.append("补救单的日子不对，或者不是第一时间开的")
        if made is not None and len(made.warned) != sum(row.until == one.until for row in warned):
            found.append("补救单上的预警经过不全")
        if one.lapsed and not any(row.to == "director" for row in warned if row.until == one.until) and self._given_a_chance(one):
            found.append("失效以前没有告诉局长")
        if any(row.given_on > row.until for row in warned):
            found.append("届满以后还在预警")
        return found

    def _given_a_chance(self, one: Held) -> bool:
        """届满前三天里有一天没有停机。"""
        return any(self.up(one.until - n * ONE) for n in range(4))


@dataclass(slots=True)
class Tally:
    """数：措施、失效、失效前没有预警的、补救单、预警、补的、没有人可告诉的、两本台账不一样的、不对的。"""

    measures: int
    lapses: int
    incidents: int
    warnings: int
    late: int
    nobody: int
    did: dict[str, int]
    unwarned: int = 0
    differences: int = 0
    wrong: list[str] = field(default_factory=list)


def _in_time(one: Held, warned: list[Warning]) -> bool:
    return any(row.until == one.until and row.given_on <= one.until for row in warned)


def at(day: date) -> Any:
    """那一天。"""
    return context.use(context.Context(now=datetime(day.year, day.month, day.day, 8, tzinfo=factories.BEIJING), entrance="test"))


def _titles(n: int) -> dict[str, Any]:
    made = cases.TitleDraft(number=f"（2026）内0221民初{80000 + n}号", maker="测试人民法院", effective_on=START - timedelta(days=90))
    return {"titles": (made,)}
