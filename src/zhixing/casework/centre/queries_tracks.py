"""读分流：一件现在的轨道，本院各轨道多少件，规则的各版，转轨道和分错轨道的。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Final

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from zhixing.casework.cases.queries import Case
from zhixing.casework.centre.models import Placement, RuleSet
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.history.rows import Rows
from zhixing.foundation.people.queries import settings_of
from zhixing.law import settings
from zhixing.law.finding import Finding
from zhixing.law.states import ENDED, UNFILED
from zhixing.law.triage_rules import default_rules, default_text, parse, settings_for
from zhixing.law.triage_values import Rules

__all__ = [
    "Placement", "Rate", "RuleSet", "Track", "WrongTrack", "counts", "due", "in_force", "in_track", "last_triage", "open_cases",
    "placement_of", "placements", "rule_sets", "rules_in", "rules_of", "text_in_force", "thresholds", "unplaced", "wrong_track",
]

Track = Placement.Track
TRIAGED: Final = "centre.Triaged"
_SET: Final = Rows(RuleSet, "court_id = %s and state = 'set' and effective_on <= %s order by effective_on desc, version desc limit 1")
_HELD: Final = Rows(Placement, "case_id = any(%s::bigint[])")


# ---- 一件 ----


def placement_of(case_id: int) -> Placement | None:
    """一件现在的轨道；还没有分过的为空。"""
    return _HELD.first([case_id])


def placements(ids: Iterable[int]) -> dict[int, Placement]:
    """许多件的，按案件编号；只查一次。"""
    return {row.case_id: row for row in _HELD.all(list(ids))}


def last_triage(case: Case) -> Entry | None:
    """最近一次记下的分流：试过的每条规则在它的 ``finding`` 里。"""
    return Entry.objects.filter(stream=case.stream, type=TRIAGED).order_by("-seq").first()


# ---- 规则 ----


def rule_sets(court_id: int) -> QuerySet[RuleSet]:
    """本院的各版，新的在前。"""
    return RuleSet.objects.filter(court=court_id).select_related("made_by", "set_by").order_by("-version")


def in_force(court_id: int, on: date) -> RuleSet | None:
    """``on`` 这天用的一版；没有自定的为空，用随系统带的。"""
    return _SET.first(court_id, on)


def text_in_force(court_id: int, on: date) -> str:
    """``on`` 这天用的规则的原文。"""
    held = in_force(court_id, on)
    return held.text if held else default_text()


def thresholds(court_id: int) -> dict[str, int]:
    """规则里取的本院设置。"""
    return settings_for(settings_of(court_id), settings.default)


def rules_in(held: RuleSet) -> Finding[Rules | None]:
    """一版规则读出来，连同不对的各处。"""
    return parse(held.text, thresholds(held.court_id), held.version)


def rules_of(court_id: int, on: date) -> Rules:
    """``on`` 这天用的规则。定的时候核对过；后来设置改得使它有了重叠的，照样用（次序就是先后）。"""
    held, known = in_force(court_id, on), thresholds(court_id)
    if held is None:
        return default_rules(known)
    found = rules_in(held)
    return found.value if found.value is not None else default_rules(known)


# ---- 全院 ----


def open_cases(court_id: int) -> QuerySet[Case]:
    """本院立了案、没有了结的。"""
    return Case.objects.filter(court=court_id).exclude(state__in=ENDED | UNFILED)


def unplaced(court_id: int) -> QuerySet[Case]:
    """其中还没有轨道的。"""
    return open_cases(court_id).filter(~Exists(Placement.objects.filter(case=OuterRef("pk"))))


def counts(court_id: int) -> dict[str, int]:
    """没有了结的案件各轨道多少件；数就是 :func:`in_track` 的长度。"""
    rows = Placement.objects.filter(court=court_id, case__in=open_cases(court_id).order_by().values("pk"))
    found = dict(rows.order_by().values_list("track").annotate(n=Count("pk")))
    return {str(track): found.get(track, 0) for track in Track.values}


def in_track(court_id: int, track: str) -> QuerySet[Placement]:
    """这条轨道上没有了结的：先后在前的、目标日近的先。"""
    rows = Placement.objects.filter(court=court_id, track=track, case__in=open_cases(court_id).order_by().values("pk"))
    return rows.select_related("case__handler", "case__team", "case__court").order_by("priority", F("goal").asc(nulls_last=True), "case")


@dataclass(frozen=True, slots=True)
class Rate:
    """一项比率：分子、分母各是哪些案件；页面上的数都点得开。``told`` 说分子分母各是什么。"""

    name: str
    told: str
    part: QuerySet[Case]
    whole: QuerySet[Case]

    @property
    def figures(self) -> tuple[int, int]:
        """分子、分母的件数。"""
        return self.part.count(), self.whole.count()


@dataclass(frozen=True, slots=True)
class WrongTrack:
    """转轨道、分错轨道的比率；各轨道结案天数的中位数（没有结案的轨道不列）。"""

    rates: Sequence[Rate]
    days: dict[str, tuple[float, int]]


def wrong_track(court_id: int, since: date) -> WrongTrack:
    """``since`` 以来立案的：快执转普执的；结案的：快执里用了处置的，普执里只靠扣划就执行完毕的（SYS:B3）。"""
    filed, closed = Case.objects.filter(court=court_id, accepted_on__gte=since), Case.objects.filter(court=court_id, closed_on__gte=since)
    began, turned = _placed(filed, first_track=Track.FAST), _placed(filed, first_track=Track.FAST, track=Track.NORMAL)
    fast, normal = _placed(closed, track=Track.FAST), _placed(closed, track=Track.NORMAL)
    plain = normal.filter(_with("control.Deducted"), ~_with("disposal."), closing_mode="finished")
    return WrongTrack(
        (
            Rate("快执转普执", "立案时分到快执的里面，现在在普执的", turned, began),
            Rate("该分普执的分到快执", "在快执上结案的里面，办过处置的", fast.filter(_with("disposal.")), fast),
            Rate("该分快执的分到普执", "在普执上结案的里面，没有处置、只靠扣划就执行完毕的", plain, normal),
        ),
        _medians(closed),
    )


def _placed(cases: QuerySet[Case], **which: str) -> QuerySet[Case]:
    return cases.filter(Exists(Placement.objects.filter(case=OuterRef("pk"), **which)))


def _with(prefix: str) -> Exists:
    """链上有这种事件的。"""
    stream = Concat(Value("case:"), Cast(OuterRef("pk"), CharField()))
    return Exists(Entry.objects.filter(stream=stream, type__startswith=prefix))


def _medians(closed: QuerySet[Case]) -> dict[str, tuple[float, int]]:
    """轨道 → 从立案到结案天数的中位数、件数。"""
    days: dict[str, list[int]] = {}
    rows = Placement.objects.filter(case__in=closed.order_by().values("pk"))
    for track, accepted, ended in rows.values_list("track", "case__accepted_on", "case__closed_on"):
        if accepted and ended:
            days.setdefault(track, []).append((ended - accepted).days)
    return {track: (median(found), len(found)) for track, found in sorted(days.items())}


def due(court_id: int, on: date, version: int) -> QuerySet[Case]:
    """该重新分一遍的：还没有轨道的、快执过了目标日的、照别的一版规则分的。"""
    stale = Q(track=Track.FAST, goal__lt=on, manual=False) | ~Q(rules=version)
    held = Placement.objects.filter(stale, case=OuterRef("pk"))
    none = ~Exists(Placement.objects.filter(case=OuterRef("pk")))
    return open_cases(court_id).filter(Exists(held) | none).order_by("pk")
