"""迁移时画模型：改到哪张表只重画哪张表。

Django 每走一步，都把与改到的表有外键连着的模型全部重画一遍；本程序的表几乎都连着案件、人和法院，从头建表要几分钟，
九成多花在这里。只重画自己的，建出来的表一模一样（tests/cli/test_tables.py 与照常的对照）；改数据的步骤照旧用整个重画过的模型
（``is_delayed``：Django 在 RunPython 以前自己整个重画）。库里有真实数据、在升级的，一步也不省，不用它。
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ProjectState


@contextmanager
def alone() -> Iterator[None]:
    """在此期间，改到的表只重画自己。"""
    usual = ProjectState._find_reload_model  # type: ignore[attr-defined]
    ProjectState._find_reload_model = _itself  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._find_reload_model = usual  # type: ignore[attr-defined]


def _itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[tuple[str, str]]:
    state.is_delayed = True
    return {(app_label, model_name)}
