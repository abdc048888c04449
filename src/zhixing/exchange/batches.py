"""三种导入的批次共用的：写下走到哪一步、为什么没有办成、办了多少。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connections
from psycopg import sql

from zhixing.exchange.models import Batch
from zhixing.foundation.history import context

Tick = Callable[[int, int], None]
"""报数：办了多少、共多少。"""
Run = TypeVar("Run", bound=Batch)


def put(run: Run, **values: Any) -> Run:
    """改这几栏，存下。"""
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
    return run


def failed(run: Run, message: str) -> Run:
    """没有办成，记下为什么。"""
    return put(run, state="failed", message=message[:300], finished_at=context.current().now)


def ticker(run: Batch, every: int) -> Tick:
    """每 ``every`` 件写一次进度。另开连接：在大事务里时，别人也看得到走到哪了。"""
    write = sql.SQL("update {} set done=%s, total=%s where id=%s").format(sql.Identifier(run._meta.db_table))

    def tick(done: int, total: int) -> None:
        if done % every == 0 or done == total:
            side = connections.create_connection("default")
            try:
                with side.cursor() as cursor:
                    cursor.execute(write, [done, total, run.pk])
            finally:
                side.close()

    return tick
