"""案件测试的共用件。这里只看案件自己写了什么，所以后续表换成空的（事件照样要登记在册）。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from offices import Office, office

import zhixing
from zhixing.casework.cases.queries import Case
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.events import Event

SOURCE = Path(zhixing.__file__).parent


def _kinds(parent: type[Event]) -> set[type[Event]]:
    return {parent} | {deeper for kind in parent.__subclasses__() for deeper in _kinds(kind)}


def _known() -> set[type[Event]]:
    """各环节 ``events.py`` 里的全部事件。"""
    for path in SOURCE.glob("*/*/events.py"):
        import_module(f"zhixing.{path.parent.parent.name}.{path.parent.name}.events")
    return {kind for kind in _kinds(Event) if "name" in kind.__dict__}


@pytest.fixture(autouse=True)
def no_follow_ups(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """事件只记不随。"""
    table: dict[type[Event], list[history.FollowUp]] = {kind: [] for kind in _known()}
    monkeypatch.setattr(history, "reactions", lambda: table)
    history.event_types.cache_clear()
    yield
    history.event_types.cache_clear()


@pytest.fixture
def people(db: None, here: object) -> Office:
    """回滚的库里的一家法院。"""
    return office()


@pytest.fixture
def filed(people: Office) -> Case:
    """一件已立案、未分案的。"""
    from drafts import draft

    from zhixing.casework.cases.commands import file_case

    return file_case(actor=people.filing, court=people.court, draft=draft(accepted_on=date(2026, 10, 21)))


@pytest.fixture
def running(people: Office) -> Case:
    """一件已分给 ``people.judge`` 的。"""
    from drafts import draft

    from zhixing.casework.cases.commands import file_case

    return file_case(
        actor=people.filing, court=people.court, draft=draft(accepted_on=date(2026, 10, 21)), handler=people.judge,
        team=people.team, assigned_on=date(2026, 10, 22),
    )
