"""分配方案的各笔：一批一批写进去，断了接着写；写完就是草稿。由后台任务办，算在起草的人名下。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from zhixing.casework.funds.models import Plan, Share
from zhixing.foundation.history.rows import put

MOST_FAULTS: Final = 2000
"""留多少处毛病；再多的先改了这些再看。"""


def faulted(plan_id: int, faults: Sequence[Mapping[str, Any]], text: str) -> Plan:
    """表里有毛病，一笔也没有导入：逐行记下，换一份表再来。"""
    return _changed(plan_id, faults=[dict(one) for one in faults[:MOST_FAULTS]], stopped=text[:300])


def stopped(plan_id: int, text: str) -> Plan:
    """程序出错，停在这里；已经导入的不丢，再办时接着来。"""
    return _changed(plan_id, stopped=text[:300])


def counted(plan_id: int, count: int) -> Plan:
    """共多少笔，开始写。"""
    return _changed(plan_id, count=count, faults=[], stopped="")


@transaction.atomic
def add_shares(plan_id: int, after: int, rows: Sequence[Mapping[str, Any]]) -> bool:
    """写下第 ``after`` 笔以后的一批，连同进度一个事务；已经写到别处（两处同时办）、不在导入的返回假，什么也不写。"""
    held = Plan.objects.select_for_update().get(pk=plan_id)
    if held.state != Plan.State.LOADING or held.done != after:
        return False
    put(Share, [{"plan_id": plan_id, **row} for row in rows])
    held.done = after + len(rows)
    held.save(update_fields=["done"])
    return True


@transaction.atomic
def loaded(plan_id: int, **made: Any) -> Plan:
    """各笔写完，记下合计（``total_fen``、``given_fen``、``left_fen``、``tiers``、``steps``），成为草稿。"""
    held = Plan.objects.select_for_update().get(pk=plan_id)
    if held.state == Plan.State.LOADING and held.done == held.count:
        for name, value in made.items():
            setattr(held, name, value)
        held.state, held.revision = Plan.State.DRAFT, held.revision + 1
        held.save()
    return held


@transaction.atomic
def _changed(plan_id: int, **values: Any) -> Plan:
    held = Plan.objects.select_for_update().get(pk=plan_id)
    if held.state == Plan.State.LOADING:
        for name, value in values.items():
            setattr(held, name, value)
        held.save(update_fields=list(values))
    return held
