"""各环节 ``events.py`` 里的全部事件，按名称。"""

from __future__ import annotations

import importlib
import pkgutil

import zhixing.casework
import zhixing.foundation
from zhixing.foundation.history.events import Event


def collect() -> dict[str, type[Event]]:
    """从各环节的 ``events`` 模块收集。"""
    found: dict[str, type[Event]] = {}
    for package in (zhixing.casework, zhixing.foundation):
        for area in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            try:
                module = importlib.import_module(area.name + ".events")
            except ModuleNotFoundError:
                continue
            kinds = (kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Event))
            found |= {kind.name: kind for kind in kinds if kind is not Event}
    return found


EVENTS = collect()
