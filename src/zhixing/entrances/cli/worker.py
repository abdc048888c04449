"""``zhixing worker``：后台任务进程（procrastinate）。"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from typing import Any

GRACE = 5
AT_START = ("control.watch",)
"""一开就先办一次的任务：停机错过的马上补，不等下一个钟点。"""


def register(parser: argparse.ArgumentParser) -> None:
    """同时办几件。"""
    parser.add_argument("--concurrency", type=int, default=2, help="同时办几件，默认 2")


def run(args: argparse.Namespace) -> int:
    """办到收到停止信号为止；正在办的最多再等 5 秒，没办完的下次重办。"""
    from procrastinate.contrib.django import app as django_app

    app: Any = django_app  # 它的连接器有 get_worker_connector，类型声明里没有
    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(_work(app, args.concurrency))
    return 0


async def _work(app: Any, concurrency: int) -> None:
    async with app.open_async():
        await _catch_up(app)
        await app.run_worker_async(concurrency=concurrency, shutdown_graceful_timeout=GRACE)


async def _catch_up(app: Any) -> None:
    """一开先办一次；已经排着的不再排。"""
    from procrastinate.exceptions import AlreadyEnqueued

    for name in AT_START:
        with suppress(AlreadyEnqueued):
            await app.configure_task(name, queueing_lock=name).defer_async(timestamp=0)
