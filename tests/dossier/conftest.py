"""卷宗测试共用的：一家法院、一个放材料的空文件夹。"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import LazySettings
from spine import House


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: LazySettings) -> Path:
    """材料存在这里。"""
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def house() -> House:
    """一家法院和它的各职务。"""
    return House()
