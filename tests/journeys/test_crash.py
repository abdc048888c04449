"""断电：一边办案，一边 ``kill -9`` 网页、后台任务、数据库；完了没有写了一半的，链和日根都对得上。"""

from __future__ import annotations

import pytest
from crashing import drill


@pytest.mark.slow
def test_kill_9_while_working_leaves_nothing_half_written() -> None:
    outcome = drill(acts=30, kills=["database", "web", "worker"])
    assert outcome.problems == []
    assert outcome.acts == 30
