"""人员与设置的事件。"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from zhixing.foundation.history.events import Event

NAMES = {"days": "放假和调休", "notice": "通知", "title": "名称", "number": "文号"}
"""放假安排里各栏的叫法。"""


def _said(value: Any) -> str:
    """一项设置的值怎么说：成组的逐个列出，是非说是或否。"""
    if isinstance(value, dict):
        return "、".join(f"{NAMES.get(name, name)} {_said(part)}" for name, part in value.items()) or "没有"
    if isinstance(value, list | tuple) and any(isinstance(part, dict) for part in value):
        return f"{len(value)} 项"
    if isinstance(value, list | tuple):
        return "、".join(_said(part) for part in value) or "没有"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChanged(Event):
    """法院设置改了。"""

    label: ClassVar[str] = "更改设置"
    key: str
    title: str = ""
    before: Any = None
    after: Any = None

    def sentence(self) -> str:
        before = "默认" if self.before is None else _said(self.before)
        return f"更改设置：{self.title or self.key}，由“{before}”改为“{_said(self.after)}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Event):
    """用户的职务、请假、代行、停用等变动。"""

    label: ClassVar[str] = "人员变动"
    user: int
    what: str
    detail: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class CourtChanged(Event):
    """法院、团队的设立和变动。"""

    label: ClassVar[str] = "机构变动"
    what: str
    detail: dict[str, Any] = field(default_factory=dict)

    def sentence(self) -> str:
        return self.what
