"""``zhixing migrate``：以属主建表、升级，再给应用角色授权。"""

from __future__ import annotations

import argparse
import os
from contextlib import nullcontext
from typing import Any
from urllib.parse import unquote, urlsplit

from zhixing.entrances.cli.progress import Progress, Ticks


def register(parser: argparse.ArgumentParser) -> None:
    """没有参数。"""


def run(args: argparse.Namespace) -> int:
    """执行迁移和授权，返回退出码。"""
    if os.environ.get("ZHIXING_AS_OWNER") != "1":
        return 0  # 单独运行时，打开数据库的那一步已经另起进程迁移过
    from django.core.management import call_command
    from django.db import connection, transaction

    from zhixing.entrances.cli import database, rendering

    quickly = nullcontext() if connection.introspection.table_names() else rendering.alone()
    with Progress("建表和升级", _pending(connection)) as progress, quickly:
        call_command("migrate", interactive=False, verbosity=1, stdout=Ticks(progress, "OK"))
    with transaction.atomic():
        database.grant(connection, unquote(urlsplit(os.environ["ZHIXING_DB"]).username or ""))
    return 0


def _pending(connection: Any) -> int:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
