"""看守：一项控制措施快要届满时，哪天、告诉谁，最后哪天还能办；届满了没有续行就是失效，失效了怎样补救。

档是“届满以前几天”，从最后一个能办的工作日往前数，落在休息日的提前到前一个工作日：到那天还有人上班，续行手续还办得成。
每一档告诉谁：负责人每档都告诉，快到了再告诉团队长、局长（:class:`Ladder`，本院可以改）。
停机错过的档当时就补，写明是补的；换了人，眼下这一档再告诉接手的人。
来源：规则手册 T:§3（T-15、S-17、S-20）、SYS:N1、SYS:B7.6。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final, NamedTuple

from zhixing.law.articles import cite
from zhixing.law.calendar import Calendar
from zhixing.law.control import WARN_DAYS, last_day, warned_to
from zhixing.law.finding import Finding, Reason
from zhixing.law.words import choices, word

OWNER, TEAM, DIRECTOR = warned_to(min(WARN_DAYS))
LAPSES: Final = cite("JI 485")
RENEWS: Final = cite("CF 27")
SLACK: Final = 31
"""最后一个能办的工作日、各档往前让，连上长假也不会超过这么多天。"""
OTHER: Final = "other"


@dataclass(frozen=True, slots=True)
class Ladder:
    """预警的档：``days`` 是届满以前几天；负责人每档都告诉，``team`` 档起告诉团队长，``director`` 档起告诉局长。"""

    days: tuple[int, ...] = WARN_DAYS
    team: int = 15
    director: int = 3

    def to(self, step: int) -> tuple[str, ...]:
        """这一档告诉谁。

        >>> Ladder().to(7)
        ('owner', 'team')
        """
        return warned_to(step, self.team, self.director)


class Told(NamedTuple):
    """已经给过的一次：哪一档、以什么身份、谁（没有人可告诉的为空）。"""

    step: int
    to: str
    user: int | None


class Due(NamedTuple):
    """要给的一次预警。``late``：这一档早该给，停机等原因错过了，现在补。"""

    step: int
    to: str
    user: int | None
    late: bool


class Stage(NamedTuple):
    """一档和它到的那一天。"""

    step: int
    on: date


class Watch:
    """一家法院的看守：本院的日历和预警的档。同一个届满日只算一次。"""

    __slots__ = ("_stages", "calendar", "ladder")
    furthest: ClassVar[int] = 365 + SLACK
    """不论哪家法院怎样设，最早提前多少天（设置里提前几天最多 365）。"""

    def __init__(self, calendar: Calendar, ladder: Ladder = Ladder()) -> None:
        self.calendar, self.ladder = calendar, ladder
        self._stages: dict[date, tuple[Stage, ...]] = {}

    @property
    def horizon(self) -> int:
        """届满以前最多几天就要看着。"""
        return max(self.ladder.days, default=0) + SLACK

    def last_day(self, until: date) -> date:
        """最后一个能办的工作日（:func:`law.control.last_day`）。"""
        return last_day(until, self.calendar)

    def stages(self, until: date) -> tuple[Stage, ...]:
        """各档到的日子，先远后近。"""
        found = self._stages.get(until)
        if found is None:
            last = self.last_day(until)
            days = sorted(self.ladder.days, reverse=True)
            found = tuple(Stage(n, self.calendar.previous_working_day(last - timedelta(days=n))) for n in days)
            self._stages[until] = found
        return found

    def reached(self, until: date, on: date) -> tuple[Stage, ...]:
        """``on`` 这天已经到了的各档，最后一个就是眼下这一档。届满以后没有了。"""
        stages = self.stages(until)
        if on > until or not stages or on < stages[0].on:
            return ()
        return tuple(one for one in stages if one.on <= on)

    def due(self, until: date, since: date, on: date, people: Mapping[str, Sequence[int | None]], told: Collection[Told]) -> list[Due]:
        """``on`` 这天要给的预警。

        ``since`` 是这个届满日从哪天起算数（采取、续行之日）；``people`` 是各种身份今天该告诉的人，``told`` 是已经给过的。
        眼下这一档，该告诉的人一个也不能少；更早的档错过了（停机），现在补给今天在的人。
        """
        reached = self.reached(until, on)
        if not reached:
            return []
        given, now = set(told), reached[-1]
        found = [due for stage in _missed(reached[:-1], since, given) for due in self._all(stage, people, set(), late=True)]
        late = now.on < on and now.on >= since and not any(one.step == now.step for one in given)
        return [*found, *self._all(now, people, given, late=late)]

    def _all(self, stage: Stage, people: Mapping[str, Sequence[int | None]], given: set[Told], *, late: bool) -> Iterable[Due]:
        wanted = ((to, user) for to in self.ladder.to(stage.step) for user in people.get(to, (None,)))
        return [Due(stage.step, to, user, late) for to, user in wanted if Told(stage.step, to, user) not in given]


def _missed(earlier: Iterable[Stage], since: date, given: Collection[Told]) -> list[Stage]:
    """错过的档：比给过的都近、却没有给的；一档也没有给过的，从这个届满日算数以后的各档。"""
    if given:
        nearest = min(one.step for one in given)
        return [stage for stage in earlier if stage.step < nearest]
    return [stage for stage in earlier if stage.on >= since]


def lapsed(until: date, on: date) -> bool:
    """``on`` 这天已经失效：届满没有续行的，届满日当天终了失效（JI 485）。"""
    return on > until


# ---- 失效以后 ----

REMEDIED, NO_NEED = "remedied", "no_need"
RESULTS: Final = (REMEDIED, NO_NEED)


@dataclass(frozen=True, slots=True)
class Remedy:
    """报请局长签字的补救：``result`` 是重新采取了措施（remedied），还是不必补救（no_need）。

    ``reason`` 是不必补救的理由（代码表 lapse_no_need），``text`` 是说明；``cause`` 是为什么失效；
    ``retaken`` 是重新采取、重新发令的日子，没有为空。
    """

    result: str
    cause: str
    reason: str = ""
    text: str = ""
    retaken: date | None = None

    def sentence(self) -> str:
        """怎样补救的一句话。"""
        said = f"{self.retaken}重新采取措施" if self.result == REMEDIED else f"不必补救：{word('lapse_no_need', self.reason)}"
        return f"{said}；{self.text}" if self.text else said


def remediable(told: Remedy, lapsed_on: date) -> Finding[str]:
    """这样补救可不可以；可以的，``value`` 是写在补救单上的一句话。

    届满失效的不能续行，只能重新采取，顺位从新的那天算起（JI 485、CF 27）；先前的措施不改日子。
    """
    reasons = [*_unexplained(told), *(_not_retaken(told, lapsed_on) if told.result == REMEDIED else _not_needless(told))]
    inputs = {"result": told.result, "reason": told.reason, "lapsed_on": lapsed_on.isoformat()}
    return Finding(told.sentence(), (LAPSES, RENEWS), tuple(reasons), inputs=inputs)


def _unexplained(told: Remedy) -> Iterable[Reason]:
    if told.result not in RESULTS:
        yield Reason("lapse.result", "没有说怎样补救。", RENEWS, "选“重新采取”或者“不必补救”。", subject="result")
    if not told.cause.strip():
        yield Reason("lapse.cause", "没有写为什么失效。", RENEWS, "写明为什么到期没有续行。", subject="cause")


def _not_retaken(told: Remedy, lapsed_on: date) -> Iterable[Reason]:
    if told.retaken is None:
        remedy = "先重新采取措施，再报补救；不能续行已经失效的一项。"
        yield Reason("lapse.not_retaken", "失效以后还没有重新采取措施，也没有发出新的控制令。", LAPSES, remedy, "order_control", "order")
    elif told.retaken <= lapsed_on:
        yield Reason("lapse.retaken_before", f"{told.retaken}的措施在失效以前，不是重新采取的。", LAPSES, "选失效以后的控制令。", subject="order")


def _not_needless(told: Remedy) -> Iterable[Reason]:
    if told.reason not in choices("lapse_no_need"):
        yield Reason("lapse.reason", "没有选为什么不必补救。", RENEWS, "选一个理由。", subject="reason")
    elif told.reason == OTHER and not told.text.strip():
        yield Reason("lapse.text", "选了“其他”，没有写明。", RENEWS, "写明为什么不必补救。", subject="text")
