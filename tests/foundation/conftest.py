"""地基的测试用自己的后续表：只有地基的事件和一个试验事件，不牵动办案各环节。"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from foundation.happening import KINDS

from zhixing.foundation.history import commands
from zhixing.foundation.history.events import Event


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[type[Event], list[commands.FollowUp]]]:
    """后续表，测试里可以往里加。"""
    reactions: dict[type[Event], list[commands.FollowUp]] = {kind: [] for kind in KINDS}
    monkeypatch.setattr(commands, "reactions", lambda: reactions)
    commands.event_types.cache_clear()
    yield reactions
    commands.event_types.cache_clear()
