"""试算：去年的案件照新的一版规则，多少件会变，各团队的件数和天数怎样变。结果存在那一版的 ``trial`` 里。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import RuleSet
from zhixing.law.states import UNFILED, State
from zhixing.law.triage_facts import TRACKS

YEAR: Final = timedelta(days=365)
MOST_ROWS: Final = 5000
"""会变的案件，最多列多少件。"""


def last_year(court_id: int, on: date) -> QuerySet[Case]:
    """试算用的案件：``on`` 以前一年里立案的、结案的，和没有结案的。"""
    recent = Q(accepted_on__gte=on - YEAR) | Q(closed_on__gte=on - YEAR) | Q(closed_on=None)
    rows = Case.objects.filter(recent, court=court_id, accepted_on__isnull=False, accepted_on__lte=on)
    return rows.exclude(state__in=[*UNFILED, State.REVERSED]).order_by("pk")


@dataclass(frozen=True, slots=True)
class Trial:
    """一次试算。``ways``：（原来的轨道，新的轨道）→ 件数，只有变了的；``teams``：团队类别 → 原来、新的件数；

    ``days``：轨道 → 照原来的规则分的、已经结案的天数的中位数（没有结案的为空）；``expected`` 原来、新的平均预计天数；
    ``rows`` 是会变的各件：案件、案号、原来、新的、新中的规则。
    """

    on: date
    total: int
    done: int
    finished: bool
    ways: Mapping[tuple[str, str], int]
    teams: Mapping[str, tuple[int, int]]
    tracks: Mapping[str, tuple[int, int]]
    days: Mapping[str, float | None]
    expected: tuple[float | None, float | None]
    rows: Sequence[Sequence[Any]] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """会变几件。"""
        return sum(self.ways.values())

    @property
    def percent(self) -> int:
        """算到百分之几。"""
        return 100 if self.finished or not self.total else self.done * 100 // self.total


def trial_of(held: RuleSet) -> Trial | None:
    """这一版的试算；还没有试算过的为空。"""
    data = held.trial
    if not data:
        return None
    ways = {_pair(name): n for name, n in data["ways"].items()}
    days: dict[str, float | None] = {track: _median(data["spent"].get(track, {})) for track in TRACKS}
    tracks = {track: (data["before"].get(track, 0), data["after"].get(track, 0)) for track in TRACKS}
    teams_before, teams_after = data["teams_before"], data["teams_after"]
    teams = {kind: (teams_before.get(kind, 0), teams_after.get(kind, 0)) for kind in sorted({*teams_before, *teams_after})}
    expected = (_expected(data["before"], days), _expected(data["after"], days))
    return Trial(
        date.fromisoformat(data["on"]), data["total"], data["done"], data["finished"], ways, teams, tracks, days, expected, data["rows"],
    )


def _pair(name: str) -> tuple[str, str]:
    before, _, after = name.partition(">")
    return before, after


def _median(spent: Mapping[str, int]) -> float | None:
    """天数 → 件数 的中位数。"""
    days = [int(day) for day, n in spent.items() for _ in range(n)]
    days.sort()
    if not days:
        return None
    half = len(days) // 2
    return float(days[half]) if len(days) % 2 else (days[half - 1] + days[half]) / 2


def _expected(counts: Mapping[str, int], days: Mapping[str, float | None]) -> float | None:
    """平均预计天数：各轨道的件数乘以量到的中位数；一件也量不到的为空。"""
    known = [(n, days[track]) for track, n in counts.items() if days.get(track) is not None]
    total = sum(n for n, _ in known)
    return sum(n * (median or 0) for n, median in known) / total if total else None
