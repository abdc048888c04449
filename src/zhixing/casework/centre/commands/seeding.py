"""分案种子：提前生成、当时就把摘要记在法院链上，用过以后公开。

每天都生成到七天以后的，所以停机几天也不误：种子至少是前一日公布的。某一天的没有提前公布（刚启用、停机超过七天），
那一天就不能随机分案，次日起照常；绝不当天补一颗来抽。
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Final

from django.db import transaction

from zhixing.casework.centre.events import SeedCommitted, SeedShown
from zhixing.casework.centre.models import Seed
from zhixing.casework.centre.queries_draws import chain
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.context import Actor
from zhixing.foundation.people.queries import Court
from zhixing.law.draw_proof import ARTICLE, seed_digest
from zhixing.law.finding import Finding, Refused, refuse

AHEAD: Final = 7
"""提前几天。"""
BYTES: Final = 32


@transaction.atomic
def commit_seeds(*, court: Court, actor: Actor, on: date) -> list[Seed]:
    """补齐明天起 :data:`AHEAD` 天的种子，摘要记在法院链上；已经有的不动，返回新生成的。"""
    Court.objects.select_for_update(no_key=True).get(pk=court.pk)
    days = [on + timedelta(days=n) for n in range(1, AHEAD + 1)]
    known = set(Seed.objects.filter(court=court, day__in=days).values_list("day", flat=True))
    made = [_seed(court, day) for day in days if day not in known]
    if made:
        Seed.objects.bulk_create(made)
        items = [Item(event=SeedCommitted(day=seed.day, digest=seed.digest), happened=on) for seed in made]
        history.record_all(items, stream=chain(court.pk), court_id=court.pk, actor=actor)
    return made


def _seed(court: Court, day: date) -> Seed:
    secret = secrets.token_hex(BYTES)
    return Seed(court=court, day=day, secret=secret, digest=seed_digest(secret), committed_at=context.current().now)


@transaction.atomic
def show_seeds(*, court: Court, actor: Actor, on: date) -> list[Seed]:
    """公开 ``on`` 以前各天的种子，用过的、没用过的都公开；公开过的不动，返回这次公开的。"""
    rows = list(Seed.objects.select_for_update().filter(court=court, day__lt=on, shown_at__isnull=True).order_by("day"))
    if rows:
        Seed.objects.filter(pk__in=[seed.pk for seed in rows]).update(shown_at=context.current().now)
        items = [Item(event=SeedShown(day=seed.day, secret=seed.secret, draws=seed.used), happened=on) for seed in rows]
        history.record_all(items, stream=chain(court.pk), court_id=court.pk, actor=actor)
    return rows


def hold_seed(court: Court, on: date) -> Seed:
    """锁住今天的种子来用；没有提前公布的拒绝。须在事务里。"""
    seed = Seed.objects.select_for_update().filter(court=court, day=on).first()
    if seed is None:
        raise Refused(no_seed(on))
    if seed.shown_at is not None:
        text = f"{on}的分案种子已经公开，不能再用来抽。"
        raise Refused(refuse("draw.shown", text, ARTICLE, remedy="过了半夜才轮到的，刷新页面，用今天的种子抽。"))
    return seed


def no_seed(on: date) -> Finding[None]:
    """今天没有种子。"""
    text = f"{on}的分案种子没有在前一日公布，当天不能随机分案。"
    remedy = "种子每天自动生成，明天起可以抽；等不及的写明理由指定承办人。后台任务停了的，请找系统管理员。"
    return refuse("draw.no_seed", text, ARTICLE, remedy=remedy)
