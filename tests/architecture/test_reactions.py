"""每个事件都在 ``config/reactions.py`` 的表里，都有一句话；节点表的触发事件都是已知事件。"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from datetime import date, datetime

import pytest

import zhixing
from zhixing.config.reactions import REACTIONS
from zhixing.foundation.history.events import Event
from zhixing.law import nodes, states

STAND_INS: dict[str, object] = {
    "str": "甲", "int": 1, "bool": True, "date": date(2026, 3, 2), "datetime": datetime(2026, 3, 2, 9), "list": ["甲"],
    "dict": {"甲": "乙"}, "Any": 1,
}


def event_classes() -> list[type[Event]]:
    """各 ``events.py`` 里定义的全部事件。"""
    found: list[type[Event]] = []
    for module in pkgutil.walk_packages(zhixing.__path__, "zhixing."):
        if module.name.endswith(".events"):
            members = inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
            found += [c for _, c in members if issubclass(c, Event) and c is not Event and c.__module__ == module.name]
    return found


ALL = event_classes()


def example(kind: type[Event], full: bool) -> Event:
    """一个样子；``full`` 为否时只填必填的。"""
    values = {}
    for field in dataclasses.fields(kind):
        given = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
        if full or not given:
            values[field.name] = STAND_INS[str(field.type).split("[")[0].split(" ")[0]]
    return kind(**values)


def test_every_event_is_decided() -> None:
    assert set(ALL) == set(REACTIONS)
    assert len(ALL) > 80


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_every_event_has_a_name_and_a_sentence(kind: type[Event]) -> None:
    assert kind.label and kind.name.count(".") == 1
    for full in (True, False):
        event = example(kind, full)
        assert event.sentence().strip() or not full
        assert kind.from_data(event.as_data()).sentence() == event.sentence()


def test_follow_ups_take_what_was_recorded() -> None:
    for follow_ups in REACTIONS.values():
        for follow_up in follow_ups:
            assert [p.name for p in inspect.signature(follow_up).parameters.values()] == ["recorded"]


def test_every_trigger_of_the_node_table_is_a_known_event() -> None:
    known = {kind.name for kind in ALL}
    assert nodes.event_names() <= known


def test_every_event_that_moves_a_node_is_followed_by_replan() -> None:
    follows = {kind.name for kind, follow_ups in REACTIONS.items() if any(f.__name__ == "replan" for f in follow_ups)}
    assert nodes.event_names() <= follows


def test_states_know_only_known_events() -> None:
    assert set(states.EFFECTS) <= {kind.name for kind in ALL}
