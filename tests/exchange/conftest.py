"""导入测试共用：一家法院和各种人，材料存在临时目录。"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from offices import Office, office


@pytest.fixture
def world(db: None, here: object, settings: Any, tmp_path: Path) -> Office:
    """一家自编案号的法院。"""
    settings.MEDIA_ROOT = tmp_path
    return office()
