"""``zhixing worker``：后台任务进程（procrastinate）。"""

from __future__ import annotations

import argparse

GRACE = 5


def register(parser: argparse.ArgumentParser) -> None:
    """同时办几件。"""
    parser.add_argument("--concurrency", type=int, default=2, help="同时办几件，默认 2")


def run(args: argparse.Namespace) -> int:
    """办到收到停止信号为止；正在办的最多再等 5 秒，没办完的下次重办。"""
    from django.core.management import call_command

    call_command(
        "procrastinate", "worker", f"--concurrency={args.concurrency}", f"--shutdown-graceful-timeout={GRACE}",
    )
    return 0
