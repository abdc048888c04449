"""人员测算：排一份方案去算，后台演完写下结果。什么案件也不动。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app as jobs

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.centre.models import StaffingPlan
from zhixing.casework.centre.staffing.measuring import next_year, own_year
from zhixing.casework.centre.staffing.plan import Plan, write
from zhixing.casework.centre.staffing.reading import read
from zhixing.casework.centre.staffing.results import RUNS, calibrated, simulate
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import User, calendar_of
from zhixing.law.finding import Refused, refuse
from zhixing.law.rights import court_rights
from zhixing.law.staffing import BASIS

CALCULATE: Final = "centre.staffing"
MOST_UNDER_WAY: Final = 5
"""一家法院同时排着几份；多了占着机器。"""
_S: Final = StaffingPlan.State


def base_plan(court_id: int, on: date, *, ahead: bool = False) -> str:
    """照本院过去一年、现在人手的方案。``ahead`` 为真的往后演一年：照过去一年来的，现在存着的。一件结了的也没有的抛出 ``Refused``。"""
    plan = (next_year if ahead else own_year)(court_id, on)
    if not plan.tracks:
        text = "过去一年没有结案，量不出办多少天。"
        raise Refused(refuse("staffing.nothing", text, BASIS, remedy="结了一些案件再算，或者粘贴一份写好的方案。"))
    return write(plan)


@transaction.atomic
def ask_plan(*, actor: User, name: str, text: str, token: str) -> StaffingPlan:
    """排一份方案去算。同一 ``token`` 再来还是那一份。写得不对的抛出 ``Refused``，没有权限的抛出 ``Forbidden``。"""
    if not court_rights(user_facts(actor, context.current().today)).may_plan_staffing:
        raise Forbidden(actor, "人员测算")
    if known := StaffingPlan.objects.filter(court=actor.court_id, token=token).first():
        return known
    read(text)
    _not_too_many(actor.court_id)
    now = context.current().now
    row = StaffingPlan.objects.create(court_id=actor.court_id, name=name[:80], text=text, made_by=actor, made_at=now, token=token)
    jobs.configure_task(CALCULATE, queueing_lock=f"{CALCULATE}:{row.pk}").defer(plan_id=row.pk)
    return row


def _not_too_many(court_id: int) -> None:
    under_way = StaffingPlan.objects.filter(court=court_id, state__in=(_S.WAITING, _S.RUNNING)).count()
    if under_way >= MOST_UNDER_WAY:
        text = f"还有{under_way}份在算。"
        raise Refused(refuse("staffing.busy", text, BASIS, remedy="等前面的算完再来。"))


def calculate(plan_id: int) -> StaffingPlan:
    """算一份，写下结果；断了再来从头算，结果一样。算不成的写明为什么。"""
    row = StaffingPlan.objects.get(pk=plan_id)
    if row.state in (_S.DONE, _S.FAILED):
        return row
    _put(row, state=_S.RUNNING, progress=0)
    try:
        plan = _settled(row)
        result = simulate(plan, runs=RUNS, calendar=calendar_of(row.court_id), tick=lambda done, total: _tick(row, done, total))
    except Refused as refused:
        return _put(row, state=_S.FAILED, why=str(refused)[:300], ended_at=context.current().now)
    except Exception:
        _put(row, state=_S.FAILED, why="算的时候程序出错，已记录。请告诉系统管理员。", ended_at=context.current().now)
        raise
    return _put(row, state=_S.DONE, progress=100, result=result, ended_at=context.current().now)


def _settled(row: StaffingPlan) -> Plan:
    """要减去排队的先减去，写回方案：照它改人手的，减的还是这份人手的排队。"""
    plan = read(row.text)
    if plan.settle:
        plan = calibrated(plan, calendar=calendar_of(row.court_id))
        _put(row, text=write(plan))
    return plan


def _tick(row: StaffingPlan, done: int, total: int) -> None:
    _put(row, progress=done * 100 // total)


def _put(row: StaffingPlan, **values: object) -> StaffingPlan:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    return row
