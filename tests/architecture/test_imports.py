"""依赖方向、表的私有、外键方向、静态检查。坏一条就失败。"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

ROOT = Path(__file__).resolve().parents[2]
AREAS = ("zhixing.casework.", "zhixing.foundation.")
ORDER = [
    "history", "outbox", "people", "files", "approvals",
    "cases", "nodes", "dossier", "documents", "funds", "sanctions", "control", "settlement", "disposal", "closing", "centre", "exchange", "web",
]


def run(*command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]


def test_layers_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_ruff_is_clean() -> None:
    run("ruff", "check", "--no-cache", "src", "tests", "bench")


@pytest.mark.slow
def test_types_are_clean() -> None:
    run("mypy", f"--cache-dir={os.devnull}", *(f"src/zhixing/{part}" for part in ("law", "foundation", "casework", "exchange")))


def test_migrations_are_complete(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def models_users(graph: grimp.ImportGraph) -> list[str]:
    """谁引用了别的环节的表。"""
    breaches = []
    for module in graph.modules:
        if not (module.startswith(AREAS) and module.endswith(".models")):
            continue
        area = module.removesuffix(".models")
        breaches += [
            f"{user} → {module}" for user in graph.find_modules_that_directly_import(module) if not user.startswith(area + ".")
        ]
    return breaches


def test_models_are_private() -> None:
    assert models_users(grimp.build_graph("zhixing", cache_dir=None)) == []


def foreign_keys() -> list[tuple[type[models.Model], models.ForeignKey]]:
    return [
        (model, field)
        for model in apps.get_models()
        if model.__module__.startswith("zhixing") and not model.__name__.endswith("Event")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and not field.auto_created
    ]


def test_foreign_keys_point_down_and_protect() -> None:
    assert len(foreign_keys()) > 30
    for model, field in foreign_keys():
        mine, theirs = model._meta.app_label, field.related_model._meta.app_label
        where = f"{model.__name__}.{field.name}"
        assert field.remote_field.on_delete is models.PROTECT, f"{where} 必须 PROTECT"
        if mine != theirs:
            assert ORDER.index(theirs) < ORDER.index(mine), f"{where} 指向上层"
            assert field.remote_field.related_name == "+", f"{where} 跨环节须 related_name='+'"
