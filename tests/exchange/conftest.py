"""导入测试共用：一家法院和各种人，材料存在临时目录。"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from offices import Office, office
from spine import House

from zhixing.casework.cases.queries import Case


@pytest.fixture
def world(db: None, here: object, settings: Any, tmp_path: Path) -> Office:
    """一家自编案号的法院。"""
    settings.MEDIA_ROOT = tmp_path
    return office()


@pytest.fixture
def house(db: None, here: object, settings: Any, tmp_path: Path) -> House:
    """一家法院的各职务。"""
    settings.MEDIA_ROOT = tmp_path
    return House()


@pytest.fixture
def case(house: House) -> Case:
    """立案并分了案的一件。"""
    return house.case()
