"""``zhixing static``：把静态文件收到数据目录，压缩并按内容改名；源文件没变就不做。"""

from __future__ import annotations

import argparse
import hashlib
import os
from pathlib import Path

from zhixing.entrances.cli.progress import Progress, Ticks

STAMP = ".stamp"
PACKAGE = Path(__file__).resolve().parents[2]


def register(parser: argparse.ArgumentParser) -> None:
    """没有参数。"""


def run(args: argparse.Namespace) -> int:
    """收集一遍。环境里要有 ``ZHIXING_STATIC=collected``，否则不会压缩改名。"""
    from django.conf import settings
    from django.core.management import call_command

    if os.environ.get("ZHIXING_STATIC") != "collected":
        print("要先设 ZHIXING_STATIC=collected")
        return 1
    with Progress("整理静态文件") as progress:
        call_command("collectstatic", interactive=False, clear=True, verbosity=2, stdout=Ticks(progress, "ed '"))
    (Path(settings.STATIC_ROOT) / STAMP).write_text(key())
    return 0


def is_current(home: Path) -> bool:
    """上次收的就是现在这些文件。"""
    stamp = home / "static" / STAMP
    return stamp.exists() and stamp.read_text() == key()


def key() -> str:
    """我们自己的静态文件的摘要，连同依赖锁（django-htmx 等也带静态文件）。"""
    digest = hashlib.sha256()
    lock = PACKAGE.parents[1] / "requirements/base.txt"
    files = [path for path in sorted(PACKAGE.rglob("static/**/*")) if path.is_file()]
    for path in [*files, *([lock] if lock.exists() else [])]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
