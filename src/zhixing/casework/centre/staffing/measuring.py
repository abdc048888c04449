"""由本院的记录写出一份方案：去年来了多少、期初存了多少、各种结案方式办了多久、现在各岗位几个人、每项工作量到了几分钟。

量不到的用 ``law/parameters/staffing.toml`` 的起算值，方案里各项写明量到了几次（``measured``）。
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Placement, Stay, WorkItem
from zhixing.casework.centre.staffing import lives
from zhixing.casework.centre.staffing.fitting import fitted
from zhixing.casework.centre.staffing.lives import Seen
from zhixing.casework.centre.staffing.plan import Desk, Plan, Route, Task, Track, month_starts
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people.queries import Team, active_users, calendar_of
from zhixing.law import staffing
from zhixing.law.terms import add_months

KINDS: Final = {"执": "首执", "执恢": "执恢", "执保": "执保"}
"""演的各类案件。异议、复议等不在流水线上，不演。"""
ENOUGH: Final = 30
"""量到这么多次才用量到的。"""
FEWEST: Final = 5
"""一种结案方式不到这么多件的，并在“其他”里。"""
_PAID: Final = frozenset({"finished"})
_ROUND: Final = frozenset({"terminated_round"})
_MODES: Final = {"paid": "执行完毕", "round": "终结本次", "ended": "终结、销案等"}
_SINGLE: Final = frozenset({"final", "preservation"})
_TRACKS: Final = {"fast": "快执", "normal": "普执", "final": "恢复", "preservation": "保全"}


@dataclass(frozen=True, slots=True)
class Span:
    """一段日子，首尾都算。"""

    since: date
    until: date

    @classmethod
    def year(cls, last: date) -> Span:
        """到 ``last`` 为止的十二个月。"""
        return cls(add_months(last, -12) + timedelta(days=1), last)

    @property
    def halves(self) -> tuple[Span, Span]:
        """前半、后半。"""
        middle = add_months(self.since, 6)
        return Span(self.since, middle - timedelta(days=1)), Span(middle, self.until)


@dataclass(frozen=True, slots=True)
class Life:
    """一件案件：类型、轨道、哪天立案、哪天结、怎样结、是不是涉民生。"""

    kind: str
    track: str
    filed: date
    closed: date | None
    mode: str
    livelihood: bool

    @property
    def days(self) -> int:
        """立案到结案几天；没有结的是零。"""
        return (self.closed - self.filed).days if self.closed else 0

    def open_on(self, day: date) -> bool:
        """``day`` 这天开始时在办。"""
        return self.filed < day and (self.closed is None or self.closed >= day)


def own_year(court_id: int, on: date) -> Plan:
    """本院到 ``on`` 前一天为止的一年：照当时来的、存的、现在的人手。"""
    span = Span.year(on - timedelta(days=1))
    return measured(court_id, span, span, on)


def next_year(court_id: int, on: date) -> Plan:
    """今后一年：照过去一年来的，现在存着的，现在的人手。"""
    last = Span.year(on - timedelta(days=1))
    plan = measured(court_id, last, Span(on, add_months(on, 12) - timedelta(days=1)), on)
    past = _months(lives_of(court_id, last), last)
    return replace(plan, months={kind: past[kind] for kind in KINDS if kind in past})


def measured(court_id: int, seen: Span, over: Span, on: date) -> Plan:
    """天数、结案方式、轨道的比例从 ``seen`` 里量，演的是 ``over``：它的新收、它期初的旧存。``on`` 这天的人手。"""
    known, played = lives_of(court_id, seen), lives_of(court_id, over)
    tracks = tuple(track for kind in KINDS for track in _tracks(kind, known, played, seen, over))
    works = _works(court_id, seen, {route.work for track in tracks for route in track.routes})
    months = _months(played, over)
    urgent = sum(one.livelihood for one in known) * 100 / len(known) if known else 0.0
    plan = Plan(
        "本院过去一年", over.since, over.until, _desks(court_id, on), tracks, works,
        {kind: months[kind] for kind in KINDS if kind in months and any(track.kind == kind for track in tracks)}, urgent=round(urgent, 1),
        settle=True,
    )
    closed = [(one.track, _way(one.mode), one.closed) for one in known if one.closed]
    return fitted(plan, closed, seen.since, seen.until, calendar_of(court_id))


# ---- 案件 ----


def lives_of(court_id: int, span: Span) -> list[Life]:
    """这段时间里在办过的各件。接管来的早已终本的不在内。"""
    within = Q(closed_on__isnull=True) | Q(closed_on__gte=span.since)
    rows = Case.objects.filter(within, court=court_id, kind__in=KINDS, accepted_on__lte=span.until).order_by("accepted_on", "pk")
    placed = dict(Placement.objects.filter(case__in=rows.values("pk")).values_list("case", "track"))
    told = rows.values_list("pk", "kind", "team__kind", "accepted_on", "closed_on", "closing_mode", "livelihood")
    return [
        Life(kind, _track(kind, team, placed.get(pk, "")), filed, closed if closed and closed <= span.until else None, mode, bool(livelihood))
        for pk, kind, team, filed, closed, mode, livelihood in told if filed
    ]


def _track(kind: str, team: str | None, placed: str) -> str:
    """在哪条轨道：分流过的照分流的，没有的照团队。"""
    if kind == "执恢":
        return "final"
    if kind == "执保":
        return "preservation"
    return "fast" if (placed == "fast" if placed in ("fast", "normal") else team == Team.Kind.SIMPLE) else "normal"


def _tracks(kind: str, known: Sequence[Life], played: Sequence[Life], seen: Span, over: Span) -> Iterable[Track]:
    """一类案件的各条轨道：新收里各占几成、怎样结、办多久，期初存着的各几天。"""
    new = [one for one in known if one.kind == kind and one.filed >= seen.since]
    for code in sorted({one.track for one in known if one.kind == kind}):
        rows = [one for one in known if (one.kind, one.track) == (kind, code)]
        routes = _routes(code, [_seen(one, seen) for one in rows])
        ages = tuple(sorted((over.since - one.filed).days for one in played if (one.kind, one.track) == (kind, code) and one.open_on(over.since)))
        if routes:
            yield Track(code, f"{KINDS[kind]}·{_TRACKS[code]}", kind, _share(code, new, played, seen, over), routes, ages)


def _share(code: str, new: Sequence[Life], played: Sequence[Life], seen: Span, over: Span) -> tuple[float, ...]:
    """这条轨道占新收的几成：演量过的那一段的，逐月照实；演别的，全段合着算。"""
    whole = 100 * sum(one.track == code for one in new) / len(new) if new else 100.0
    if seen != over:
        return (round(whole, 2),)
    starts = [*month_starts(seen.since, seen.until), seen.until + timedelta(days=1)]
    months = [[one.track for one in new if first <= one.filed < last] for first, last in pairwise(starts)]
    return tuple(round(100 * month.count(code) / len(month) if month else whole, 2) for month in months)


def _seen(one: Life, span: Span) -> Seen:
    """这段时间里看到的：进来时几天了、出去时几天了。"""
    last = one.closed or span.until
    return Seen(max((span.since - one.filed).days, 0), (last - one.filed).days, _way(one.mode) if one.closed else "")


def _way(mode: str) -> str:
    return "paid" if mode in _PAID else "round" if mode in _ROUND else "ended"


def _routes(track: str, rows: Sequence[Seen]) -> tuple[Route, ...]:
    """各种结案方式。恢复、保全的只有一套工作，不分；不到 :data:`FEWEST` 件的并在“终结、销案等”里。"""
    single = track in _SINGLE
    few = {way for way in _MODES if single or sum(row.way == way for row in rows) < FEWEST}
    found = lives.ways(replace(row, way="ended") if row.way in few else row for row in rows)
    return tuple(
        Route(one.way or "open", _told(one.way, single), round(one.share, 2), one.days, track if single else f"{track}_{one.way or 'ended'}")
        for one in found
    )


def _told(way: str, single: bool) -> str:
    return "久未结" if not way else "结案" if single else _MODES[way]


def _months(rows: Iterable[Life], span: Span) -> dict[str, tuple[float, ...]]:
    """各类案件每月新收几件。"""
    starts = month_starts(span.since, span.until)
    found: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(starts))
    for one in rows:
        if one.filed >= span.since:
            found[one.kind][sum(day <= one.filed for day in starts) - 1] += 1
    return {kind: tuple(months) for kind, months in found.items()}


# ---- 人手 ----


def _desks(court_id: int, on: date) -> tuple[Desk, ...]:
    """各岗位现在几个人：按 ``on`` 这天的职务和团队，一人只算一处。"""
    heads: dict[str, int] = defaultdict(int)
    for user in active_users(court_id):
        held = [one for one in user.holdings.all() if one.covers(on)]
        team = next((one.team.kind for one in held if one.team), "")
        heads[staffing.desk_of([one.post for one in held], team)] += 1
    return tuple(Desk(desk.code, desk.name, heads[desk.code], desk.minutes) for desk in staffing.desks())


# ---- 各项工作 ----


def _works(court_id: int, span: Span, wanted: Iterable[str]) -> dict[str, tuple[Task, ...]]:
    """要用的各套工作：分钟数、走到几分之几，量到了的用量到的。"""
    minutes, nodes, stays = _item_minutes(court_id, span), _node_places(court_id, span), _stay_places(court_id, span)
    made = {work: [_made(task, minutes, nodes, stays) for task in staffing.works()[work]] for work in sorted(wanted)}
    return {work: tuple(sorted(tasks, key=lambda one: (one.after, one.at))) for work, tasks in made.items()}


def _made(task: staffing.Task, minutes: dict[str, list[float]], nodes: dict[str, list[float]], stays: dict[str, list[float]]) -> Task:
    taken = minutes.get(task.duty, [])
    long = lives.quantiles(Counter(taken)) if len(taken) >= ENOUGH else (float(task.minutes),)
    places = [rows for rows in (stays.get(task.segment, []), nodes.get(task.node, [])) if len(rows) >= ENOUGH]
    at = task.at if task.after or not places else round(median(places[0]), 3)
    return Task(task.name, task.desk, long, at, task.chance, task.rework, task.after, len(taken) if len(taken) >= ENOUGH else 0)


def _item_minutes(court_id: int, span: Span) -> dict[str, list[float]]:
    """各种事务开始到办完的分钟：只算同一天开始、办完、没有等过外面回复的，隔天的说明中间放下过。"""
    rows = WorkItem.objects.filter(
        court=court_id, state="done", auto=False, waiting_since=None, started_at__isnull=False, done_at__date__range=(span.since, span.until),
    )
    found: dict[str, list[float]] = defaultdict(list)
    for duty, began, ended in rows.values_list("duty", "started_at", "done_at"):
        if long := _same_day(began, ended):
            found[duty].append(long)
    return found


def _same_day(began: datetime | None, ended: datetime | None) -> float:
    if began is None or ended is None:
        return 0.0
    minutes = (ended - began).total_seconds() / 60
    return minutes if 1 <= minutes <= staffing.DAY_MINUTES else 0.0


def _closed(span: Span, court_id: int) -> QuerySet[Case]:
    return Case.objects.filter(court=court_id, kind__in=KINDS, closed_on__range=(span.since, span.until), accepted_on__isnull=False)


def _node_places(court_id: int, span: Span) -> dict[str, list[float]]:
    """各节点办结时，案件走到了几分之几（只看结了的）。"""
    codes = {task.node for tasks in staffing.works().values() for task in tasks if task.node}
    rows = Node.objects.filter(case__in=_closed(span, court_id), code__in=codes, state="done", done_on__isnull=False)
    return _placed(rows.values_list("code", "done_on", "case__accepted_on", "case__closed_on"))


def _stay_places(court_id: int, span: Span) -> dict[str, list[float]]:
    """各环节离开时，案件走到了几分之几（只看结了的）。"""
    rows = Stay.objects.filter(case__in=_closed(span, court_id), left_on__isnull=False)
    return _placed(rows.values_list("segment", "left_on", "case__accepted_on", "case__closed_on"))


def _placed(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for code, day, filed, closed in rows:
        if closed > filed:
            found[code].append(min(max((day - filed).days / (closed - filed).days, 0.0), 1.0))
    return found
