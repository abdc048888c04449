"""查控测试的共用件。"""

from __future__ import annotations

import pytest
from control.desk import ControlDesk


@pytest.fixture
def desk(db: None, here: object) -> ControlDesk:
    """回滚的库里的一家法院，五条渠道。"""
    return ControlDesk()
