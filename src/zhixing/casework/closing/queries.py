"""读结案：能不能报结，还差什么；恢复执行、转入执行会承接什么；终本库；旧存、新收、已结、未结。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, Role, called, visible_to
from zhixing.casework.closing.events import Resumed, ResumptionAsked, Withdrawn
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.funds.queries import owed_on
from zhixing.casework.funds.queries_books import unallocated
from zhixing.casework.nodes.facts import plan_of
from zhixing.foundation.history.queries import Entry
from zhixing.foundation.people.queries import User, within
from zhixing.law import closing as law
from zhixing.law import measures, restrictions, returning
from zhixing.law.finding import Finding
from zhixing.law.measures import Measure
from zhixing.law.nodes import PlannedNode
from zhixing.law.restrictions import Restriction
from zhixing.law.timeline import Timeline

FIGURES: Final = {"old": "旧存", "new": "新收", "closed": "已结", "open": "未结"}


def gate_of(
    case: Case, mode: str, on: date, ground: str = "", *, confirmed: bool = False, overrides: Mapping[str, str] | None = None
) -> Finding[bool]:
    """以 ``mode`` 报结的闸门：还差哪些事，各有依据和补办的行为；通过则没有理由。没有这种方式抛出 ``UnknownMode``。

    ``confirmed``：申请执行人已签字确认（终本，JI 517）；``overrides``：报请院长放行的各项，项目编号 → 理由。
    """
    nodes, timeline, people = _seen(case)
    owed, money = _owed(case, on, mode), unallocated(case)
    return law.gate(mode, nodes, timeline, on, ground=ground, confirmed=confirmed, overrides=overrides, owed=owed, money=money, **people)


def checklist_of(
    case: Case, mode: str, on: date, ground: str = "", *, confirmed: bool = False, overrides: Mapping[str, str] | None = None
) -> tuple[law.Item, ...]:
    """同上，逐项写出：凭哪一条登记算有，或者缺什么。"""
    nodes, timeline, people = _seen(case)
    owed, money = _owed(case, on, mode), unallocated(case)
    return law.checklist(mode, nodes, timeline, on, ground=ground, confirmed=confirmed, overrides=overrides, owed=owed, money=money, **people)


def offered_to(case: Case, on: date) -> tuple[law.Mode, ...]:
    """这一件 ``on`` 这天报得了的结案方式。"""
    nodes, timeline, people = _seen(case)
    return law.offered(nodes, timeline, on, owed=owed_on(case, on), money=unallocated(case), **people)


def _owed(case: Case, on: date, mode: str) -> int | None:
    """要核对利息算清没有的结案方式，照计息依据还欠多少（分）；不核对的不算。"""
    return owed_on(case, on) if "reckoned" in law.mode(mode).checks else None


def _seen(case: Case) -> tuple[tuple[PlannedNode, ...], Timeline, dict[str, list[str]]]:
    """核对要看的：节点、时间线、在案的被执行人和其中下落不明的。"""
    timeline = timeline_of(case)
    return plan_of(case, timeline), timeline, debtors_of(Party.objects.filter(case=case))


def debtors_of(parties: Iterable[Party]) -> dict[str, list[str]]:
    """闸门要的两样：在案的被执行人（``debtors``），其中下落不明的（``missing``）；同名的分开写。"""
    rows = list(parties)
    names = called(rows)
    debtors = sorted((row for row in rows if row.active and row.role == Role.RESPONDENT), key=lambda row: row.pk)
    return {"debtors": [names[row.pk] for row in debtors], "missing": [names[row.pk] for row in debtors if row.whereabouts_unknown]}


# ---- 恢复执行、转入执行 ----


@dataclass(frozen=True, slots=True)
class Taking:
    """新案要承接的：能不能办（``finding``）、未履行多少（``unpaid``）、在生效的措施、有效的失信和限制消费。"""

    finding: Finding[bool]
    unpaid: Finding[int | None]
    measures: tuple[Measure, ...]
    restrictions: tuple[Restriction, ...]
    timeline: Timeline


def revival_of(case: Case, on: date, ground: str = "") -> Taking:
    """``on`` 这天恢复执行会承接什么，能不能恢复；``ground`` 是代码表 resumption 的代码，空的先不核对事由。"""
    timeline = timeline_of(case)
    return _taking(timeline, on, returning.revivable(timeline, ground), settled=ground != "fraud")


def conversion_of(case: Case, on: date) -> Taking:
    """``on`` 这天保全转入执行会承接什么，能不能转。"""
    timeline = timeline_of(case)
    return _taking(timeline, on, returning.convertible(timeline))


def _taking(timeline: Timeline, on: date, finding: Finding[bool], *, settled: bool = True) -> Taking:
    return Taking(
        finding, returning.unpaid(timeline, settled=settled), measures.running(timeline, on),
        restrictions.active(timeline, on), timeline,
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """一份恢复执行的申请（提请），还没有立案。"""

    case: Case
    on: date
    ground: str
    by: str
    text: str
    seq: int


def asked(user: User, day: date) -> list[Asked]:
    """这个人看得见的案件里，申请了恢复执行、还没有恢复的；先申请的在前。撤销了报结的不算。"""
    later = Q(type=Resumed.name, happened_on__gte=OuterRef("happened_on")) | Q(type=Withdrawn.name, seq__gt=OuterRef("seq"))
    again = Entry.objects.filter(later, stream=OuterRef("stream"))
    gone = Entry.objects.filter(stream=OuterRef("stream"), corrects=OuterRef("seq"))
    rows = Entry.objects.filter(
        ~Exists(again), ~Exists(gone), court_id__in=within(user.court), type=ResumptionAsked.name,
    ).order_by("happened_on", "pk")
    found = list(rows)
    cases = {case.stream: case for case in visible_to(user, day).filter(pk__in=[_case(row) for row in found])}
    return [_asked(cases[row.stream], row) for row in found if row.stream in cases]


def _case(row: Entry) -> int:
    return int(row.stream.removeprefix("case:"))


def _asked(case: Case, row: Entry) -> Asked:
    told = row.payload
    by = str(told.get("by", "applicant"))
    return Asked(case, row.happened_on, str(told.get("ground", "")), by, str(told.get("text", "")), row.seq)


# ---- 终本库 ----


def pool(user: User, day: date) -> QuerySet[PoolCase]:
    """看得见的终本案件，连同已经移出的；近的在前。"""
    seen = visible_to(user, day).order_by().values("pk")
    rows = PoolCase.objects.filter(court__in=within(user.court), case__in=seen)
    return rows.select_related("case", "case__handler", "case__team").order_by("-closed_on", "-case")


def pooled(cases: QuerySet[Case]) -> QuerySet[PoolCase]:
    """这些案件在终本库里的行；不问谁看得见，供接管对账。"""
    return PoolCase.objects.filter(case__in=cases.order_by().values("pk"))


def pool_due(user: User, day: date, until: date) -> QuerySet[PoolCase]:
    """还在看守、``until`` 以前要做半年查询的；先到期的在前。"""
    rows = pool(user, day).filter(left_on__isnull=True, next_query__lte=until)
    return rows.order_by(F("next_query").asc(), "case")


# ---- 收结 ----


@dataclass(frozen=True, slots=True)
class Figure:
    """小结里的一个数：件数就是 ``rows`` 的长度；``filters`` 是打开这份清单的网址参数。"""

    key: str
    label: str
    rows: QuerySet[Case]
    filters: Mapping[str, str]


def summary(visible: QuerySet[Case], since: date, until: date) -> dict[str, Figure]:
    """``since`` 至 ``until``（都含）的收结情况，只数 ``visible`` 里立了案的。恒有 旧存＋新收－已结＝未结。"""
    return {key: figure(visible, key, since, until) for key in FIGURES}


def figure(visible: QuerySet[Case], key: str, since: date, until: date) -> Figure:
    """其中一个数；案件列表按 ``filters`` 再调这里，就打开同一份清单。没有这个数则抛出 ``KeyError``。"""
    filters = {"figure": key, "since": since.isoformat(), "until": until.isoformat()}
    return Figure(key, FIGURES[key], visible.filter(_condition(key, since, until)), filters)


def _condition(key: str, since: date, until: date) -> Q:
    """期末前立案、期初未结的那一批，按立案日分成旧存和新收，又按结案日分成已结和未结，所以总是平的。"""
    pool = Q(accepted_on__lte=until) & (Q(closed_on__isnull=True) | Q(closed_on__gte=since))
    halves = {
        "old": Q(accepted_on__lt=since), "new": Q(accepted_on__gte=since),
        "closed": Q(closed_on__lte=until), "open": Q(closed_on__isnull=True) | Q(closed_on__gt=until),
    }
    return pool & halves[key]
