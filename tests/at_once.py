"""许多人同时办：一起开始，各自的连接；办完看链。"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise
from threading import Barrier
from typing import Any

from django.db import connection

from zhixing.casework.cases.queries import Case
from zhixing.foundation.history import chain, context
from zhixing.foundation.history import queries as history


def together(count: int, now: datetime, act: Callable[[int], Any]) -> list[Any]:
    """``count`` 个线程一起开始，各自的连接；返回各自的结果或异常。"""
    gate = Barrier(count)

    def run(number: int) -> Any:
        try:
            with context.use(context.Context(now=now, entrance="test")):
                gate.wait(30)
                return act(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def proven(case: Case) -> bool:
    """链完好。"""
    rows = list(history.entries(case.stream))
    linked = all(row.previous == before.hash for before, row in pairwise(rows))
    return linked and all(row.hash == chain.digest(row) for row in rows)
