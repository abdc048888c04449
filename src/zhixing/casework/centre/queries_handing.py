"""环节和交接：一件案件现在在哪一段、走过哪些段，等谁接收；一段用了多久。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, Role, visible_to
from zhixing.casework.centre.models import Departure, Handover, StandIn, Stay
from zhixing.casework.nodes.queries import OPEN as NODE_OPEN
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User
from zhixing.law import segments as law
from zhixing.law.finding import Finding
from zhixing.law.rights import UserFacts
from zhixing.law.states import ENDED, State

__all__ = [
    "Departure", "Handover", "StandIn", "Stay", "current_stay", "current_stays", "departures", "handovers_of", "held_of", "lacking", "live",
    "offered",
    "open_in", "responsible", "stand_ins", "standing_in_on", "stays_of", "to_answer", "waiting_in",
]

OPEN: Final = Q(left_at__isnull=True)


def stays_of(case_id: int) -> QuerySet[Stay]:
    """一件案件走过的各段，先到的在前；主线和旁支都在。"""
    return Stay.objects.filter(case=case_id).select_related("user", "team").order_by("came_at", "id")


def current_stay(case_id: int) -> Stay | None:
    """主线上现在的一段；归档了的没有。"""
    return Stay.objects.filter(OPEN, case=case_id, side=False).select_related("user", "team").first()


def current_stays(cases: Iterable[int]) -> dict[int, Stay]:
    """同上，许多件一次查完：案件编号 → 停留。"""
    rows = Stay.objects.filter(OPEN, case__in=list(cases), side=False).select_related("user", "team")
    return {row.case_id: row for row in rows}


def open_in(court_id: int, segment: str) -> QuerySet[Stay]:
    """本院现在在这一段的，先到的在前。"""
    return Stay.objects.filter(OPEN, court=court_id, segment=segment).select_related("case", "user", "team").order_by("came_at", "id")


# ---- 交接 ----


def handovers_of(case_id: int) -> QuerySet[Handover]:
    """一件案件的各次交接，近的在前。"""
    return _full().filter(case=case_id).order_by("-id")


def offered(cases: Iterable[int]) -> dict[int, Handover]:
    """这些案件等着接收的交接：案件编号 → 交接，一次查完。"""
    return {row.case_id: row for row in _full().filter(case__in=list(cases), state=Handover.State.OFFERED)}


def to_answer(user: User, day: date) -> QuerySet[Handover]:
    """等这个人接收的：交给他本人的、交给他的团队的、没有写明而归他这一职务管的；看不见案件的、自己提出的不算。先提出的在前。"""
    rows = waiting_in(user.court_id).filter(_mine(user_facts(user, day)), case__in=visible_to(user, day).order_by().values("pk"))
    return rows.exclude(from_user=user)


def _mine(facts: UserFacts) -> Q:
    codes = [code for code, row in law.segments().items() if law.RECEIVERS.get(row.owner, frozenset()) & facts.all_posts]
    anyone = Q(to_user__isnull=True, to_team__isnull=True, to_segment__in=codes)
    return Q(to_user=facts.id) | Q(to_user__isnull=True, to_team__in=facts.teams) | anyone


def waiting_in(court_id: int) -> QuerySet[Handover]:
    """本院等着接收的，先提出的在前。"""
    return _full().filter(court=court_id, state=Handover.State.OFFERED).order_by("offered_at", "id")


def _full() -> QuerySet[Handover]:
    return Handover.objects.select_related("case", "case__handler", "from_user", "to_user", "to_team", "answered_by")


def lacking(case: Case, to: str) -> Finding[tuple[law.Need, ...]]:
    """交到 ``to`` 这一段还缺什么。"""
    return law.lacking(case.kind, to, timeline_of(case).facts, held_of(case))


def held_of(case: Case) -> law.Held:
    """链上没有的情况：证件号码、收款账户。"""
    rows = Party.objects.filter(case=case.pk, active=True, role__in=(Role.APPLICANT, Role.RESPONDENT))
    told = list(rows.values_list("role", "paper_number", "account_confirmed_on"))
    return law.Held(
        papers=all(paper for role, paper, _ in told if role == Role.RESPONDENT),
        account=all(on for role, _, on in told if role == Role.APPLICANT),
    )


# ---- 离岗、代办 ----


def responsible(user: int) -> list[Case]:
    """他承办的、还要有人负责的：没有结的，和结了还有待办节点的（终本后的查询、续行）。"""
    live_nodes = Exists(Node.objects.filter(NODE_OPEN, case=OuterRef("pk")))
    rows = Case.objects.filter(~Q(state__in=ENDED) | live_nodes, handler=user).exclude(state=State.REVERSED)
    return list(rows.select_related("court", "handler", "team").order_by("pk"))


def departures(court_id: int) -> QuerySet[Departure]:
    """本院的离岗交接，近的在前。"""
    return Departure.objects.filter(court=court_id).select_related("user", "made_by").order_by("-id")


def stand_ins(court_id: int) -> QuerySet[StandIn]:
    """本院的代办，近的在前。"""
    return StandIn.objects.filter(court=court_id).select_related("user", "deputy").order_by("-since", "-id")


def live(day: date) -> Q:
    """``day`` 当天或者以后还算数的代办。"""
    return Q(until__gte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))


def standing_in_on(day: date) -> Q:
    """``day`` 这天有效的代办。"""
    return Q(since__lte=day) & live(day)
