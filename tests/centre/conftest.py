"""大中心小团队测试的共用件。"""

from __future__ import annotations

import pytest
from centre.hall import Hall


@pytest.fixture
def hall(db: None, here: object) -> Hall:
    """回滚的库里的一家法院，有指挥中心和各类团队。"""
    return Hall()
