"""成批办理：勾选的一件一件地办，一件一个事务、一个结果，一件不成不误别的。

十件以内当场办完；更多的交给后台，看得见进度，人可以走开。断电、进程被杀都能接着办：结果和所办的事在同一个事务里，
有了结果的不再办，没有结果的没有办过。每一件都以勾选的人的名义，照办的那一刻他的权限办。
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import pghistory
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max, QuerySet
from procrastinate.contrib.django import app as jobs
from procrastinate.exceptions import AlreadyEnqueued

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import StalePage
from zhixing.exchange.models import BulkItem as BulkItem
from zhixing.exchange.models import BulkRun as BulkRun
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User, loaded
from zhixing.law.finding import Refused

log = logging.getLogger(__name__)

Act = BulkRun.Act
CARRY: Final = "exchange.bulk"
AT_ONCE: Final = 10
"""几件以内当场办。"""
RESCUE_SECONDS: Final = 60
"""当场办的也排进后台：一分钟后还没有办完的（进程被杀了），后台接着办。"""
STUCK: Final = timedelta(minutes=3)
"""这么久没有动静，可以叫它接着办。"""


@dataclass(frozen=True, slots=True)
class Item:
    """要办的一件：叫什么、勾选的编号；已经有结果的（读不出的行）给出 ``told``。"""

    name: str
    given: Mapping[str, Any]
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """一件的结果：办成没有；``data`` 里 ``why`` 是没有办成的各条理由，``told`` 是办成了说的一句，其余是所办的编号。"""

    ok: bool
    data: Mapping[str, Any] = field(default_factory=dict)


Do = Callable[[BulkRun, BulkItem, User], Told]
"""办一件：批次、这一件、谁。不能办的照常抛出 ``Refused`` 等。"""


# ---- 批次 ----


def runs(user: User) -> QuerySet[BulkRun]:
    """这个人自己的各批，新的在前；别人的看不见。"""
    return BulkRun.objects.filter(started_by=user.pk).order_by("-pk")


def done_of(run: BulkRun) -> int:
    """有了结果的几件。"""
    return run.items.exclude(ok=None).count()


def stuck(run: BulkRun, now: datetime) -> bool:
    """没有办完，又好一会儿没有动静。"""
    last = run.items.aggregate(at=Max("done_at"))["at"] or run.started_at
    return run.finished_at is None and now - last > STUCK


@transaction.atomic
def start(*, user: User, act: str, title: str, items: Sequence[Item], given: Mapping[str, Any], token: str) -> tuple[BulkRun, bool]:
    """开一批、排进后台：（批次，是不是新开的）。``token`` 是页面给的一次提交的记号，同一页同样的勾选再交，还是原来那一批。"""
    known = {"court_id": user.court_id, "started_at": context.current().now, "act": act, "title": title[:100], "given": dict(given),
             "total": len(items)}
    run, new = BulkRun.objects.get_or_create(started_by=user, token=_once(token, act, given, items), defaults=known)
    if new:
        BulkItem.objects.bulk_create([_item(run, number, one) for number, one in enumerate(items, 1)], batch_size=1000)
        queue(run.pk, wait=RESCUE_SECONDS if run.total <= AT_ONCE else 0)
    return run, new


def _once(token: str, act: str, given: Mapping[str, Any], items: Sequence[Item]) -> str:
    """同一次提交的指纹：记号、办什么、勾选了哪些。"""
    told = json.dumps([token, act, given, [one.given for one in items]], sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _item(run: BulkRun, number: int, one: Item) -> BulkItem:
    made = BulkItem(run=run, number=number, name=one.name[:300], given=dict(one.given))
    return _with(made, one.told) if one.told else made


def _with(item: BulkItem, told: Told) -> BulkItem:
    item.ok, item.result, item.done_at = told.ok, dict(told.data), context.current().now
    return item


def queue(run_id: int, wait: int = 0) -> None:
    """排进后台；已经排着的不再排。"""
    later = {"seconds": wait} if wait else None
    try:
        with transaction.atomic():
            jobs.configure_task(CARRY, queueing_lock=f"{CARRY}:{run_id}", schedule_in=later).defer(run_id=run_id)
    except AlreadyEnqueued:
        log.info("成批办理第 %s 批已经排着", run_id)


# ---- 一件一件地办 ----


@transaction.atomic
def step(run_id: int, acts: Mapping[str, Do]) -> bool:
    """办下一件，连同结果一个事务；都有了结果的，记下办完，返回假。两处同时来，一处等另一处，一件只办一次。"""
    run = BulkRun.objects.select_for_update().get(pk=run_id)
    item = run.items.filter(ok=None).order_by("number").first()
    if item is None:
        if run.finished_at is None:
            run.finished_at = context.current().now
            run.save(update_fields=["finished_at"])
        return False
    with pghistory.context(user=run.started_by_id, bulk_run=run.pk):
        _with(item, _told(run, item, acts[run.act])).save(update_fields=["ok", "result", "done_at"])
    return True


def _told(run: BulkRun, item: BulkItem, do: Do) -> Told:
    """办这一件；没有办成的说为什么，已写的退回。"""
    actor = loaded(run.started_by_id)
    if actor is None:
        return _not("您的账号已经停用。")
    try:
        with transaction.atomic():
            return do(run, item, actor)
    except Refused as error:
        return _not(*(f"{one.text}（{one.article}）{one.remedy}" for one in error.finding.reasons))
    except StalePage as error:
        return _not(f"页面打开以后又有变动：{error}。看过以后再办。")
    except (Forbidden, PermissionDenied) as error:
        return _not(f"{error}。")
    except ObjectDoesNotExist:
        return _not("没有这一份，或者您看不到。")
    except (OperationalError, InterfaceError):
        raise  # 数据库断了：整批停在这里，后台再来
    except Exception:
        log.exception("成批办理第 %s 批第 %s 件出错", run.pk, item.number)
        return _not("办这一件时程序出错，已记录；没有办。请告诉系统管理员。")


def _not(*why: str) -> Told:
    return Told(False, {"why": list(why)})
