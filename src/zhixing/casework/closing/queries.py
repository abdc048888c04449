"""读结案：能不能报结，还差什么；旧存、新收、已结、未结。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.nodes.facts import plan_of
from zhixing.law import closing as law
from zhixing.law.finding import Finding

FIGURES: Final = {"old": "旧存", "new": "新收", "closed": "已结", "open": "未结"}


def gate_of(case: Case, mode: str, on: date, ground: str = "") -> Finding[bool]:
    """以 ``mode`` 报结的闸门：还差哪些事，各有依据和补办的行为；通过则没有理由。没有这种方式抛出 ``UnknownMode``。"""
    debtors = Party.objects.filter(case=case, role=Role.RESPONDENT, active=True).order_by("id")
    timeline = timeline_of(case)
    names = list(debtors.values_list("name", flat=True))
    return law.gate(mode, plan_of(case, timeline), timeline, on, debtors=names, ground=ground)


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
