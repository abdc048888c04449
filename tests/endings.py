"""结案以后的测试共用：一件有措施、有惩戒、已结的案件。闸门另有测试，这里直接记结案。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from drafts import citizen, draft, person
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.models import Party, Relation
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.events import Closed, PoolEntered
from zhixing.casework.closing.models import PoolCase
from zhixing.casework.control.events import MeasureTaken, QuerySent, Renewed
from zhixing.casework.control.models import Interview
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.events import ConsumptionRestricted, Listed
from zhixing.casework.sanctions.models import Restriction
from zhixing.casework.settlement.models import Agreement, Instalment
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.queries import Entry
from zhixing.law import measures

DEBTOR = "单晓岚"
HOUSE = "城关镇一处住宅"
ACCOUNT = "某银行账户尾号1122"
CLOSED_ON = date(2026, 9, 1)
LABELS = {"terminated_round": "终结本次执行程序", "terminated": "终结执行", "finished": "执行完毕", "struck": "销案"}

BUSY: tuple[tuple[Event, date], ...] = (
    (MeasureTaken(subject=HOUSE, measure="seize", property="real_estate", until=date(2029, 4, 9)), date(2026, 4, 10)),
    (MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit"), date(2026, 2, 20)),
    (Renewed(subject=ACCOUNT, until=date(2027, 8, 19)), date(2026, 8, 10)),
    (ConsumptionRestricted(subject=DEBTOR), date(2026, 5, 6)),
    (Listed(subject=DEBTOR, ground="report", until=date(2028, 5, 6)), date(2026, 5, 7)),
)


def record(house: House, case: Case, *events: tuple[Event, date]) -> None:
    """依次记下。"""
    for event, on in events:
        house.record(case, event, on)


def end(house: House, case: Case, mode: str = "terminated_round", ground: str = "", on: date = CLOSED_ON) -> Case:
    """以 ``mode`` 结案。"""
    case = Case.objects.get(pk=case.pk)
    case.closed_on, case.closing_mode, case.closing_ground = on, mode, ground
    made = Closed(mode=mode, mode_text=LABELS[mode], ground=ground)
    with transaction.atomic():
        cases.finish(made, case=case, actor=house.judge, on=on, changed=["closed_on", "closing_mode", "closing_ground"])
    return case


def closed_case(house: House, mode: str = "terminated_round", events: Iterable[tuple[Event, date]] = BUSY) -> Case:
    """2026-02-10 立案、2026-09-01 结案、有两项措施和两项惩戒的一件；终本的已录入终本库。"""
    case = house.old_case(date(2026, 2, 10))
    record(house, case, (QuerySent(channel="network"), date(2026, 3, 2)), *events)
    end(house, case, mode)
    if mode == "terminated_round":
        record(house, case, (PoolEntered(), date(2026, 9, 4)))
    return Case.objects.select_related("court").get(pk=case.pk)


def preservation(house: House, **values: Any) -> Case:
    """一件已实施、还在办的财产保全。"""
    title = cases.TitleDraft(number="（2026）内0221民初77号", kind="preservation", maker="测试人民法院")
    given = {"kind": "执保", "received_on": date(2026, 3, 2), "titles": (title,), "stage": "suit", **values}
    case = house.case(accepted_on=date(2026, 3, 2), **given)
    taken = MeasureTaken(subject=ACCOUNT, measure="freeze", property="deposit", until=date(2027, 3, 3))
    record(house, case, (taken, date(2026, 3, 4)))
    return Case.objects.select_related("court").get(pk=case.pk)


def everything() -> tuple[object, ...]:
    """库里与案件有关的全部：拒绝以后应当一字不差。"""
    kinds = (Case, Party, Relation, Node, Entry, Approval, Restriction, PoolCase, Agreement, Instalment, Interview)
    return tuple(list(kind.objects.order_by("pk").values()) for kind in kinds)


def expiries(case: Case, on: date = TODAY) -> dict[str, date | None]:
    """在生效的各项措施届满的日子。"""
    return {one.subject: one.until for one in measures.running(timeline_of(case), on)}


def same_debtor(house: House, **values: Any) -> tuple[Case, str]:
    """被执行人有证件号码的一件，和那个号码。"""
    number = citizen()
    sides = (person("applicant", "王秀兰"), person("respondent", DEBTOR, paper_number=number))
    return house.case(**{"parties": sides, **values}), number


__all__ = ["closing", "draft", "replace"]
