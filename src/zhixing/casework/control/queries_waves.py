"""查询批次：该向谁查、还没有查过的案件、到期该再查的、各渠道的情况、走到哪了。"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.control.models import Agency, AssetKind, Officer, Order, Registration, Request, Wave
from zhixing.casework.nodes.queries import Node
from zhixing.law import identity
from zhixing.law.states import State

__all__ = [
    "FAILED", "OPEN", "PULLED", "UNDER_WAY", "Agency", "Health", "LeftOut", "Officer", "Plan", "Registration", "Request", "Wave", "all_new",
    "barred", "before_ending", "due_again", "entitled", "expiring", "health", "of_case", "planned", "progress", "registered",
]

_S: Final = Request.State
OPEN: Final = (_S.QUEUED, _S.SENT, _S.ACKED)
"""已经签发、还没有结果的。"""
UNDER_WAY: Final = (_S.DRAFT, *OPEN)
FAILED: Final = (_S.ROLLED_BACK, _S.REJECTED, _S.TIMEOUT, _S.DEAD)
"""没有办成的：由人重发，或者等它迟来的反馈。"""
PULLED: Final = frozenset({Agency.Channel.BANK, Agency.Channel.ESTATE, Agency.Channel.REGISTER})
"""自己来取的渠道；另两种靠人：导入反馈表、发函。"""
_PERSONS_ONLY: Final = frozenset({AssetKind.INFO, AssetKind.SOCIAL, AssetKind.HOUSING_FUND})
"""只有自然人才查得到的：户籍婚姻、社保收入、公积金。"""


# ---- 该查哪些案件 ----


def all_new(court_id: int) -> QuerySet[Case]:
    """已经分案、还没有发起过网络查询的（节点“首次网络查控”还开着），已经提出待签发的不算。"""
    waiting = Node.objects.filter(case=OuterRef("pk"), code="N-04", state=Node.State.OPEN)
    asked = Request.objects.filter(case=OuterRef("pk"), state=_S.DRAFT)
    rows = Case.objects.filter(Exists(waiting), ~Exists(asked), court=court_id).exclude(state=State.REVERSED)
    return rows.select_related("court").order_by("pk")


def due_again(court_id: int, day: date, ahead: int = 30) -> QuerySet[Case]:
    """终本以后该再查的：六个月一次，``ahead`` 天内到期（法〔2016〕373号第九条）；已经提出待签发的不算。"""
    due = Node.objects.filter(case=OuterRef("pk"), code="N-40", state=Node.State.OPEN, due__lte=day + timedelta(days=ahead))
    asked = Request.objects.filter(case=OuterRef("pk"), state=_S.DRAFT)
    return Case.objects.filter(Exists(due), ~Exists(asked), court=court_id).select_related("court").order_by("pk")


def before_ending(court_id: int, day: date, ahead: int = 30) -> QuerySet[Case]:
    """终本前该再查的：执行期限 ``ahead`` 天内届满（和已经届满），最近一次全部项目的总对总查询没有、或者到那时已过三个月（T:N-37）。

    还没有首次查询的（:func:`all_new`）、已经提出待签发的不算。
    """
    mine = Node.objects.filter(case=OuterRef("case"), code__in=("N-31", "N-31b"), state=Node.State.OPEN)
    stale = Q(state=Node.State.OPEN) | Q(state=Node.State.DONE, due__lt=day + timedelta(days=ahead))
    wanted = Node.objects.filter(stale, Exists(mine.filter(due__lte=day + timedelta(days=ahead))), case=OuterRef("pk"), code="N-37")
    first = Node.objects.filter(case=OuterRef("pk"), code="N-04", state=Node.State.OPEN)
    asked = Request.objects.filter(case=OuterRef("pk"), state__in=UNDER_WAY)
    rows = Case.objects.filter(Exists(wanted), ~Exists(first), ~Exists(asked), court=court_id).exclude(state=State.REVERSED)
    return rows.select_related("court").order_by("pk")


# ---- 向谁查 ----


@dataclass(frozen=True, slots=True)
class LeftOut:
    """没有查的一个人（一家单位）和为什么。"""

    case_id: int
    name: str
    agency: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """一批要发的：每个被执行人、每家单位一个；``left_out`` 是没有列进去的。"""

    pairs: tuple[tuple[Party, Agency], ...]
    left_out: tuple[LeftOut, ...]

    @property
    def cases(self) -> list[int]:
        """涉及的案件，按编号。"""
        return sorted({party.case_id for party, _ in self.pairs})


def planned(cases: Collection[int], agencies: Sequence[Agency]) -> Plan:
    """这些案件的被执行人向这些单位各查一次。没有有效证件号码的不查（只凭姓名会认错人）；正在查的不重复查。"""
    parties = Party.objects.filter(case__in=cases, role=Role.RESPONDENT, active=True).order_by("case_id", "pk")
    busy = set(Request.objects.filter(case__in=cases, state__in=UNDER_WAY).order_by().values_list("party_id", "agency_id"))
    pairs: list[tuple[Party, Agency]] = []
    left: list[LeftOut] = []
    for party in parties:
        if why := unnamed(party):
            left.append(LeftOut(party.case_id, party.name, "", why))
            continue
        for agency in agencies:
            if (party.pk, agency.pk) in busy:
                left.append(LeftOut(party.case_id, party.name, agency.name, "正在查，等它反馈"))
            elif answers(agency, party):
                pairs.append((party, agency))
    return Plan(tuple(pairs), tuple(left))


def unnamed(party: Party) -> str:
    """为什么不能凭这个人的证件去查；能查为空。"""
    if not party.paper_number:
        return "没有证件号码，只凭姓名会认错人"
    if party.paper in identity.KINDS and not identity.check(party.paper, party.paper_number).ok:  # type: ignore[arg-type]
        return "证件号码不对"
    return ""


def answers(agency: Agency, party: Party) -> bool:
    """这家单位查得到这样的人。"""
    return party.nature == Party.Nature.PERSON or not _PERSONS_ONLY.issuperset(agency.covers)


# ---- 经办人 ----


def registered(agencies: Iterable[int], day: date) -> dict[int, Officer]:
    """各单位那天有效登记的在岗经办人，登记最晚期满的一个：单位 → 经办人。"""
    rows = Registration.objects.filter(agency__in=list(agencies), since__lte=day, until__gte=day, officer__active=True, officer__user__is_active=True)
    rows = rows.filter(Q(ended_on=None) | Q(ended_on__gt=day)).select_related("officer__user").order_by("until", "pk")
    return {row.agency_id: row.officer for row in rows}


def entitled(day: date) -> Exists:
    """这一件（查询请求、控制令）的经办人，``day`` 在那家单位的登记仍然有效，人在岗。"""
    rows = Registration.objects.filter(officer=OuterRef("officer"), agency=OuterRef("agency"), since__lte=day, until__gte=day)
    return Exists(rows.filter(Q(ended_on=None) | Q(ended_on__gt=day), officer__active=True, officer__user__is_active=True))


def barred(court_id: int, day: date) -> dict[int, int]:
    """等着来取、而经办人的登记已经失效，所以不给出去的查询和控制令：单位 → 几件。"""
    found: Counter[int] = Counter()
    for model in (Request, Order):
        rows = model.objects.filter(~entitled(day), court=court_id, state="queued", agency__channel__in=PULLED).order_by()
        found.update(dict(rows.values_list("agency").annotate(n=Count("pk"))))
    return dict(found)


def expiring(court_id: int, day: date, days: int = 30) -> QuerySet[Registration]:
    """快要期满（和已经期满没有续）的登记，先到的在前。"""
    later = Registration.objects.filter(officer=OuterRef("officer"), agency=OuterRef("agency"), until__gt=OuterRef("until"), ended_on=None)
    rows = Registration.objects.filter(~Exists(later), agency__court=court_id, agency__enabled=True, officer__active=True, ended_on=None)
    return rows.filter(until__lte=day + timedelta(days=days)).select_related("agency", "officer__user").order_by("until", "pk")


# ---- 走到哪了 ----


def of_case(case_id: int) -> QuerySet[Request]:
    """一件案件的各次查询，新的在前。"""
    return Request.objects.filter(case=case_id).select_related("party", "agency", "wave").order_by("-pk")


def progress(wave: Wave) -> dict[str, int]:
    """一批里各状态各有几个请求。"""
    return dict(wave.requests.order_by().values_list("state").annotate(n=Count("pk")))


@dataclass(frozen=True, slots=True)
class Health:
    """一条渠道现在怎样。``circuit``：open 自行停用或者人停用，half 正在试一个，closed 正常，off 没有启用。"""

    agency: Agency
    queued: int
    sent: int
    oldest: datetime | None
    failed_today: int
    dead: int
    circuit: str
    barred: int = 0
    """经办人的登记失效、不给出去的几件。"""

    @property
    def silent(self) -> bool:
        """有等它来取的，它没有来过，或者上次来在最早那个之前。"""
        return bool(self.queued and self.oldest and (self.agency.last_seen_at is None or self.agency.last_seen_at < self.oldest))


def health(court_id: int, now: datetime) -> list[Health]:
    """本院各渠道：等它取的几个、取走还没有反馈的几个、等得最久的、今天没有办成的、等人处理的、停没停。"""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    counted = {row["agency"]: row for row in _counted(court_id, midnight)}
    stuck = barred(court_id, now.date())
    rows = [_health(one, counted.get(one.pk, {}), now) for one in Agency.objects.filter(court=court_id).order_by("-enabled", "channel", "name")]
    return [replace(row, barred=stuck.get(row.agency.pk, 0)) for row in rows]


def _counted(court_id: int, midnight: datetime) -> Iterator[Mapping[str, int | datetime | None]]:
    rows = Request.objects.filter(court=court_id).filter(Q(state__in=(*OPEN, _S.DEAD)) | Q(failed_at__gte=midnight))
    yield from rows.order_by().values("agency").annotate(
        queued=Count("pk", filter=Q(state=_S.QUEUED)), sent=Count("pk", filter=Q(state__in=(_S.SENT, _S.ACKED))),
        oldest=Min("queued_at", filter=Q(state__in=OPEN)), dead=Count("pk", filter=Q(state=_S.DEAD)),
        failed=Count("pk", filter=Q(failed_at__gte=midnight)),
    )


def _health(agency: Agency, row: Mapping[str, int | datetime | None], now: datetime) -> Health:
    queued, sent, failed, dead = (int(row.get(name) or 0) for name in ("queued", "sent", "failed", "dead"))  # type: ignore[arg-type]
    return Health(agency, queued, sent, row.get("oldest"), failed, dead, circuit_of(agency, now))  # type: ignore[arg-type]


def circuit_of(agency: Agency, now: datetime) -> str:
    """渠道停没停，见 :class:`Health`。"""
    if not agency.enabled:
        return "off"
    if agency.paused_until is None:
        return "closed"
    return "open" if agency.paused_until > now else "half"


def in_flight(agency: Agency, since: datetime) -> bool:
    """停用到时候以后试的那一个，``since`` 以后才给，还没有回音。"""
    return Request.objects.filter(agency=agency, state=_S.SENT, sent_at__gte=F("agency__paused_until")).filter(sent_at__gt=since).exists()


def by_case(requests: Iterable[Request]) -> dict[int, list[Request]]:
    """按案件分开。"""
    found: dict[int, list[Request]] = defaultdict(list)
    for one in requests:
        found[one.case_id].append(one)
    return found
