"""后台任务怎样进入系统：给出此刻、入口和具名的任务，行历史也记下是谁。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pghistory
from django.conf import settings

from zhixing.foundation.history import context
from zhixing.foundation.history.context import Context, Job


def now() -> datetime:
    """法院所在时区的此刻。"""
    return datetime.now(ZoneInfo(settings.TIME_ZONE))


@contextmanager
def acting(name: str, entrance: str = "jobs") -> Iterator[Job]:
    """以具名的系统任务办一件事，例如 ``with acting("每日封存") as job:``。"""
    with context.use(Context(now=now(), entrance=entrance)), pghistory.context(actor=name, entrance=entrance):
        yield Job(name)
