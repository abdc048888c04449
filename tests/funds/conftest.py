"""案款测试共用的法院。"""

from __future__ import annotations

import pytest
from spine import House


@pytest.fixture
def house() -> House:
    """一家法院和它的各职务。"""
    return House()
