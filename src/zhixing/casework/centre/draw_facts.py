"""随机分案的事实：谁在抽签之列、手头多少，案件的分量、归哪一组、谁回避、随谁（库里的行 → :mod:`zhixing.law.draw` 的输入）。

查库的次数与案件、人数无关。
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.cases.queries import Case, Tag
from zhixing.casework.centre import draw_links
from zhixing.casework.centre.models import Placement, Workforce
from zhixing.foundation.people.queries import Court, Holding, User, absences, effective, settings_of, teams
from zhixing.law import draw_pool, settings
from zhixing.law.draw import Inputs, Judge, Pool, Waiting
from zhixing.law.draw_pool import Officer, Out, Ramp, key_of, nobody, ready
from zhixing.law.draw_weights import HEAVY, OPEN, Weights, weights_from
from zhixing.law.finding import Finding

HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Prepared:
    """一次抽签备好的：输入、不在的人、没有人可抽的案件（为什么）；``officers`` 各人在哪些团队。"""

    inputs: Inputs
    out: tuple[Out, ...]
    left: Mapping[int, Finding[None]]
    officers: Mapping[int, Officer]


@dataclass(frozen=True, slots=True)
class _Board:
    """摆好的：各团队、可能办案的人、在抽的、不在的、用到的各组。"""

    teams: tuple[draw_pool.Team, ...]
    officers: Mapping[int, Officer]
    judges: tuple[Judge, ...]
    out: tuple[Out, ...]
    pools: dict[str, Pool]

    def pool(self, key: str) -> Pool:
        """这一组；第一次用到时得出。"""
        if key not in self.pools:
            self.pools[key] = draw_pool.pool(key, self.judges, self.officers, self.teams)
        return self.pools[key]


def prepared(court: Court, cases: Sequence[Case], on: date, *, turn: int = 1, seed: str = "") -> Prepared:
    """``cases`` 依抽签的次序；``seed`` 是种子的摘要。"""
    own = settings_of(court.pk)
    board, links = _board(court.pk, on, own), draw_links.links_of(court.pk, cases, on)
    rows, weights = _rows(cases), weights_from(own)
    linked = str(_set(own, "draw_linked"))
    listed = [_waiting(case, rows[case.pk], weights, board, links[case.pk]) for case in cases]
    left = {one.id: told for one in listed if (told := _nobody(one, board, linked))}
    inputs = Inputs(
        court.daizi, on.isoformat(), turn, seed, int(_set(own, "draw_room")) * HUNDRED, int(_set(own, "draw_lean")), linked, board.judges,
        {key: board.pools[key] for key in sorted({one.pool for one in listed if one.id not in left})},
        tuple(one for one in listed if one.id not in left),
    )
    return Prepared(inputs, board.out, left, board.officers)


def _set(own: Mapping[str, Any], name: str) -> Any:
    key = f"centre.{name}"
    return own.get(key, settings.default(key))


# ---- 人 ----


def _board(court_id: int, on: date, own: Mapping[str, Any]) -> _Board:
    listed = tuple(draw_pool.Team(team.pk, team.name, team.kind) for team in teams(court_id))
    officers = {one.id: one for one in officers_of(court_id, on, own)}
    judges, out = ready(officers.values(), on, Ramp(int(_set(own, "ramp_days")), int(_set(own, "ramp_share"))))
    return _Board(listed, officers, tuple(judges), tuple(out), {})


def officers_of(court_id: int, on: date, own: Mapping[str, Any]) -> list[Officer]:
    """``on`` 那天任执行法官、团队长的，和任别的办案职务、另定了系数的；定过系数、已经免了职的不在内。"""
    shares = dict(Workforce.objects.filter(effective(on), court=court_id).order_by("pk").values_list("user", "share"))
    away = set(absences(court_id, on).values_list("user", flat=True))
    loads = loads_of(court_id, weights_from(own))
    people = _people(court_id, on, shares)
    return [_officer(one, on, one.pk in away, shares.get(one.pk), loads.get(one.pk, 0)) for one in people]


def _people(court_id: int, on: date, shares: Iterable[int]) -> QuerySet[User]:
    held = Holding.objects.filter(effective(on), user=OuterRef("pk"))
    able = Exists(held.filter(post__in=HANDLERS)) & Q(pk__in=list(shares))
    rows = User.objects.filter(Exists(held.filter(post__in=draw_pool.POSTS)) | able, court=court_id, is_active=True)
    return rows.prefetch_related(Prefetch("holdings", Holding.objects.select_related("team"))).order_by("pk")


def _officer(user: User, on: date, away: bool, share: int | None, load: int) -> Officer:
    rows = list(user.holdings.all())
    mine = {row.team_id for row in rows if row.covers(on) and row.team is not None and row.team.active and row.team_id is not None}
    since = _since([row for row in rows if row.post in draw_pool.POSTS], on)
    return Officer(user.pk, user.name, since, away, share, load, tuple(sorted(mine)))


def _since(rows: Iterable[Holding], on: date) -> date | None:
    """任这类职务的头一天，往前数到断了的地方；今天不任的为空。"""
    first: date | None = None
    for row in sorted(rows, key=lambda held: held.since, reverse=True):
        reach = first - timedelta(days=1) if first else on
        if row.since <= on and (row.until is None or row.until >= reach):
            first = min(row.since, first or row.since)
    return first


class Held(NamedTuple):
    """一个承办人手头同一类的案件：几件，一件算多少要看这几栏。"""

    handler: int
    kind: str
    state: str
    track: str | None
    heavy: bool
    number: int

    def weight(self, weights: Weights) -> int:
        """一件的分量，百分之几件。"""
        return weights.of(self.track or "", self.kind, state=self.state, heavy=self.heavy)


def loads_of(court_id: int, weights: Weights) -> dict[int, int]:
    """各承办人手头的分量，百分之几件：人 → 分量。没有案件的不在里面。"""
    found: dict[int, int] = defaultdict(int)
    for row in held_of(court_id):
        found[row.handler] += row.number * row.weight(weights)
    return dict(found)


def held_of(court_id: int) -> Iterator[Held]:
    """各承办人手头的案件，一类一行。"""
    rows = Case.objects.filter(court=court_id, handler__isnull=False, state__in=OPEN)
    counted = _classed(rows).order_by().values("handler", "kind", "state", "track", "heavy").annotate(number=Count("pk"))
    return (Held(**row) for row in counted)


def _classed(cases: QuerySet[Case]) -> QuerySet[Any]:
    """带上轨道、是不是另加分量的。"""
    track = Subquery(Placement.objects.filter(case=OuterRef("pk")).values("track"))
    return cases.annotate(track=track, heavy=Exists(Tag.objects.filter(case=OuterRef("pk"), name__in=HEAVY)))


# ---- 案件 ----


@dataclass(frozen=True, slots=True)
class _Class:
    track: str
    team_kind: str
    heavy: bool


def _rows(cases: Sequence[Case]) -> dict[int, _Class]:
    """各件的轨道、归哪类团队、是不是另加分量；没有分流的为空。"""
    ids = [case.pk for case in cases]
    placed = {row.case_id: row for row in Placement.objects.filter(case__in=ids).only("case_id", "track", "team_kind")}
    heavy = set(Tag.objects.filter(case__in=ids, name__in=HEAVY).values_list("case", flat=True))
    return {pk: _Class(placed[pk].track if pk in placed else "", placed[pk].team_kind if pk in placed else "", pk in heavy) for pk in ids}


def _waiting(case: Case, row: _Class, weights: Weights, board: _Board, link: draw_links.Link) -> Waiting:
    key = key_of(row.team_kind, case.kind, board.teams)
    board.pool(key)
    weight = weights.of(row.track, case.kind, heavy=row.heavy)
    return Waiting(case.pk, str(case), weight, key, link.barred, link.keys, link.held, link.why)


def _nobody(one: Waiting, board: _Board, linked: str) -> Finding[None] | None:
    """没有人可抽的，为什么；有人的为空。"""
    pool, barred = board.pools[one.pool], {row.id: row.why for row in one.barred}
    if {judge for judge, _ in pool.judges} - barred.keys():
        return None
    if linked == "any" and one.held not in barred and one.held in {judge.id for judge in board.judges}:
        return None
    mine = {team.id for team in board.teams if team.kind == one.pool}
    out = [row for row in board.out if not mine or mine & set(board.officers[row.id].teams)]
    names = [(board.officers[judge].name, barred[judge]) for judge, _ in pool.judges if judge in barred]
    return nobody(one.number, pool.name, out, names)
