"""导入测试共用：一家法院和各种人，材料存在临时目录。"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from control.desk import ControlDesk
from exchange.agencies_world import World
from offices import Office, office
from spine import House

from zhixing.casework.cases.queries import Case
from zhixing.foundation.files import pdf_child


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


def _in_process(content: bytes, how: str) -> dict[str, Any]:
    """照子进程的办法看 PDF，就在本进程里，省下每份开一个进程的时间；子进程另有测试。"""
    return {"look": pdf_child.looked, "text": pdf_child.found}[how](content)


@pytest.fixture
def sim(db: None, here: object, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: datetime) -> World:
    """一家法院和五家模拟的协助单位，钟停着。"""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setenv("ZHIXING_AGENCY_KEYS", str(tmp_path))
    for place in ("zhixing.foundation.files.pdf", "zhixing.exchange.pdf_text"):
        monkeypatch.setattr(f"{place}.asked", _in_process)
    monkeypatch.setattr("zhixing.entrances.web.clock.now", lambda: now)
    made = World(ControlDesk(), tmp_path, now)
    made.plan()
    return made
