"""快照比程序旧的时候：先把表退回快照那时的样子，装完再升上来，前后一个事务。

新加的表和栏目由各迁移自己从旧内容填。只退本程序的迁移；第三方的表快照多半不管，不动它们。
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

OURS = "zhixing."
DEFAULT = "default"


@contextmanager
def as_owner(url: str) -> Iterator[psycopg.Connection[Any]]:
    """在此期间 Django 以属主连接；一个事务，离开时重新授权、提交，出错的全部撤回。给出底下的连接。"""
    from django.db import connections, transaction

    from zhixing.entrances.cli import database

    usual = connections[DEFAULT]
    connections[DEFAULT] = owner = _connected_as(usual, url)
    try:
        with transaction.atomic():
            yield owner.connection
            database.grant(owner, usual.settings_dict["USER"])
    finally:
        owner.close()
        connections[DEFAULT] = usual


NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def _connected_as(usual: Any, url: str) -> Any:
    told: dict[str, Any] = dict(conninfo_to_dict(url))
    owner = usual.copy()
    owner.settings_dict |= {ours: told.pop(theirs, "") for ours, theirs in NAMES.items()}
    owner.settings_dict["OPTIONS"] = told
    return owner


def back(then: Collection[str]) -> None:
    """退到只有 ``then``（“应用.迁移名”）的样子。表应当已经清空。"""
    with _alone():
        executor = _executor()
        executor.migrate(_targets(executor, then))


def forward() -> None:
    """升到最新。约束即时核对，好让后面的迁移改得了前面填过的表。"""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    with _alone():
        executor = _executor()
        executor.migrate(executor.loader.graph.leaf_nodes())


def _alone() -> AbstractContextManager[None]:
    from zhixing.entrances.cli import rendering

    return rendering.alone()


def _executor() -> Any:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    return MigrationExecutor(connection)


def _targets(executor: Any, then: Collection[str]) -> list[tuple[str, str | None]]:
    """本程序各应用退到哪一个迁移：``then`` 里最后一个，没有的退到没有。"""
    known = [tuple(key.split(".", 1)) for key in then]
    newer = {app for app, name in executor.loader.applied_migrations if _ours(app) and f"{app}.{name}" not in then}
    return [(app, max((name for label, name in known if label == app), default=None)) for app in sorted(newer)]


def _ours(label: str) -> bool:
    from django.apps import apps

    return label in apps.app_configs and apps.get_app_config(label).name.startswith(OURS)
