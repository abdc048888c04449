"""代办：承办人不在的日子里谁替他办。写成承办关系的一种（止日写明），权限和可见范围只在那几天算；承办人不变。

谁替谁、哪几天由指挥中心的离岗交接定，记录也由它记；这里只写承办关系。
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.db.models.functions import Least

from zhixing.casework.cases.models import Assignment
from zhixing.foundation.people.queries import User

BATCH = 1000


def set_acting(cases: Iterable[int], user: User, since: date, until: date) -> int:
    """这些案件自 ``since`` 至 ``until``（都算）由 ``user`` 代办，返回件数；原来在这几天的代办由它顶替。须在事务里，已锁住各链。"""
    wanted = list(cases)
    _end(_from(wanted, since).filter(since__lte=until), since)
    rows = [Assignment(case_id=pk, user=user, role=Assignment.Role.ACTING, since=since, until=until) for pk in wanted]
    return len(Assignment.objects.bulk_create(rows, batch_size=BATCH))


def end_acting(cases: Iterable[int], on: date, user: User | None = None) -> int:
    """这些案件的代办到 ``on`` 的前一天为止；还没有开始的去掉。``user`` 只结束他的。返回结束了几件。须在事务里。"""
    rows = _from(cases, on)
    return _end(rows if user is None else rows.filter(user=user), on)


def _from(cases: Iterable[int], on: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(case__in=list(cases), role=Assignment.Role.ACTING, until__gte=on)


def _end(rows: QuerySet[Assignment], on: date) -> int:
    begun = rows.filter(since__lt=on).update(until=Least("until", on - timedelta(days=1)))
    return begun + rows.filter(since__gte=on).delete()[0]
