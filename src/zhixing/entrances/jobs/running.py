"""后台任务怎样进入系统：给出此刻、入口和具名的任务，行历史也记下是谁。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pghistory

from zhixing.entrances.clock import now
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Context, Job


@contextmanager
def acting(name: str, entrance: str = "jobs") -> Iterator[Job]:
    """以具名的系统任务办一件事，例如 ``with acting("每日封存") as job:``。"""
    with context.use(Context(now=now(), entrance=entrance)), pghistory.context(actor=name, entrance=entrance):
        yield Job(name)
