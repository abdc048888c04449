"""团队看板、办案负荷、快执计时：每个数都是一份清单的长度。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.centre import draw_facts
from zhixing.casework.centre.models import Handover, Placement
from zhixing.casework.centre.queries_turns import standings_of
from zhixing.foundation.people.queries import Team, User, absences, active_users, setting, settings_of
from zhixing.law.draw_pool import Officer
from zhixing.law.draw_weights import weights_from
from zhixing.law.states import ENDED, UNFILED, State
from zhixing.law.turns import COURT, PARTY, Turn

__all__ = [
    "FAST_SHELVES", "SHELVES", "SOON", "Board", "Placed", "Placement", "board", "fast", "fast_counts", "fast_shelf", "handovers", "left",
    "officer_board", "officers", "team_board",
]

WEEK: Final = 7
SOON: Final = 3
"""目标日还剩几天以内，算快要转普执。"""
RUNNING: Final = tuple(state for state in State if state not in ENDED and state not in UNFILED)


@dataclass(frozen=True, slots=True)
class Placed:
    """看板上的一件：轮到谁，最近一次有动静是哪天。"""

    case: Case
    turn: Turn
    last_on: date


@dataclass(frozen=True, slots=True)
class Board:
    """一份看板；``quiet`` 天没有动静的算卡住。"""

    rows: tuple[Placed, ...]
    on: date
    quiet: int

    def shelf(self, key: str, officer: int | None = None) -> list[Placed]:
        """一格的清单，日子早的在前；``officer`` 只要他承办的。没有这一格的抛出 ``KeyError``。"""
        test = SHELVES[key][1]
        return [one for one in self.rows if test(one, self) and (officer is None or one.case.handler_id == officer)]

    def due(self, day: date) -> list[Placed]:
        """法院这一边，正好这一天的。"""
        return [one for one in self.shelf("court") if one.turn.due == day]


def _court(one: Placed, board: Board) -> bool:
    return one.turn.side == COURT


def _late(one: Placed, board: Board) -> bool:
    return one.turn.late(board.on)


def _week(one: Placed, board: Board) -> bool:
    return one.turn.side == COURT and board.on <= one.turn.due < board.on + timedelta(days=WEEK)


def _stuck(one: Placed, board: Board) -> bool:
    """轮到法院办，却好些天没有动静。"""
    return one.turn.side == COURT and one.last_on < board.on - timedelta(days=board.quiet)


def _party(one: Placed, board: Board) -> bool:
    return one.turn.side == PARTY


def _outside(one: Placed, board: Board) -> bool:
    return one.turn.waits


SHELVES: Final[dict[str, tuple[str, Callable[[Placed, Board], bool]]]] = {
    "all": ("在办", lambda one, board: True), "court": ("轮到法院办", _court), "late": ("超期", _late), "week": ("七天内", _week),
    "stuck": ("卡住的", _stuck), "party": ("等当事人", _party), "outside": ("等外面", _outside),
}
"""各格：名称、条件。“轮到法院办”“等当事人”“等外面”三格合起来就是在办的。"""


def board(cases: Iterable[Case], on: date, quiet: int) -> Board:
    """这些在办案件的看板；``cases`` 须带承办人。查几次与件数无关。"""
    cases = list(cases)
    found = standings_of(cases, on)
    rows = (Placed(case, found[case.pk].turn, found[case.pk].last_on) for case in cases if found[case.pk].turn is not None)  # type: ignore[arg-type]
    return Board(tuple(sorted(rows, key=lambda one: (one.turn.due, one.case.pk))), on, quiet)


def team_board(team: Team, on: date) -> Board:
    """一个团队在办的。"""
    return board(_running(team.court_id).filter(team=team), on, _quiet(team.court_id))


def officer_board(user: User, on: date) -> Board:
    """一个人承办的。"""
    return board(_running(user.court_id).filter(handler=user), on, _quiet(user.court_id))


def _running(court_id: int) -> QuerySet[Case]:
    return Case.objects.filter(court=court_id, state__in=RUNNING).select_related("court", "handler", "team").order_by("pk")


def _quiet(court_id: int) -> int:
    return int(setting(court_id, "centre.stuck_days"))


def handovers(team: Team) -> QuerySet[Handover]:
    """等着接收的交接：交给本团队、本团队的人的，和从本团队案件交出去还没有接的。"""
    ours = Q(to_team=team) | Q(case__team=team) | Q(to_user__holdings__team=team, to_user__holdings__until=None)
    rows = Handover.objects.filter(ours, court=team.court_id, state=Handover.State.OFFERED).select_related("case", "to_user", "to_team", "from_user")
    return rows.order_by("offered_at", "pk").distinct()


def officers(court_id: int, on: date) -> list[Officer]:
    """在分案之列的各人，和手头有案件的别的人，各带手头的分量（随机分案看的那个数）。"""
    own = settings_of(court_id)
    found = draw_facts.officers_of(court_id, on, own)
    loads = draw_facts.loads_of(court_id, weights_from(own))
    more = active_users(court_id).filter(pk__in=loads.keys() - {one.id for one in found})
    away = set(absences(court_id, on).values_list("user", flat=True))
    return [*found, *(_officer(one, on, one.pk in away, loads[one.pk]) for one in more)]


def _officer(user: User, on: date, away: bool, load: int) -> Officer:
    teams = {held.team_id for held in user.holdings.all() if held.covers(on) and held.team_id}
    return Officer(user.pk, user.name, None, away, None, load, tuple(sorted(teams)))


# ---- 快执计时 ----


def fast(user: User, on: date) -> QuerySet[Placement]:
    """看得见的快执案件，涉民生的在先，再按目标日。"""
    seen = visible_to(user, on).filter(state__in=RUNNING).order_by().values("pk")
    rows = Placement.objects.filter(court=user.court_id, track=Placement.Track.FAST, case__in=seen)
    return rows.select_related("case", "case__court", "case__handler", "case__team").order_by("priority", F("goal").asc(nulls_last=True), "case_id")


FAST_SHELVES: Final = {"all": "快执在办", "soon": f"{SOON} 天内到目标日", "past": "过了目标日"}
"""快执的几格。"""


def fast_shelf(rows: QuerySet[Placement], key: str, on: date) -> QuerySet[Placement]:
    """一格的清单。"""
    return rows.filter(_goals(on)[key])


def fast_counts(rows: QuerySet[Placement], on: date) -> dict[str, int]:
    """各格的件数，一次数完；每个数就是 :func:`fast_shelf` 的长度。"""
    return rows.order_by().aggregate(**{key: Count("pk", filter=where) for key, where in _goals(on).items()})


def _goals(on: date) -> dict[str, Q]:
    return {"all": Q(pk__isnull=False), "soon": Q(goal__gte=on, goal__lte=on + timedelta(days=SOON)), "past": Q(goal__lt=on)}


def left(one: Placement, on: date) -> int | None:
    """离目标日还有几天，过了的是负数；没有目标日的为空。"""
    return (one.goal - on).days if one.goal else None

