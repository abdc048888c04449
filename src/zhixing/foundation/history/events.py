"""事件：已经发生的一件事。各环节的 ``events.py`` 从这里派生。"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """事件的载荷。子类是冻结的数据类，字段只用 ``str``、``int``、``bool``、``date``、``datetime``、
    ``list``、``dict`` 和 ``None``，能存成 JSON 再还原。

    ``name``（“环节.类名”）由所在包自动得出；``label`` 是中文名；:meth:`sentence` 是动态里显示的一句话。
    ``subject`` 指明本事件说的是案内哪一项（某处房产、某条线索），同一项的起止事件靠它对上。
    ``files`` 是证明材料的编号（``files`` 里存着）。
    """

    name: ClassVar[str]
    label: ClassVar[str]

    subject: str = ""
    files: list[int] = field(default_factory=list)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        # 带 slots 的数据类会建两次类，零参 super() 找不到最初那个，所以写明
        super(Event, cls).__init_subclass__(**kwargs)
        area = cls.__module__.removesuffix(".events").rsplit(".", 1)[-1]
        cls.name = f"{area}.{cls.__name__}"

    def sentence(self) -> str:
        """动态里的一句话；默认是中文名加所指事项。"""
        return f"{self.label}：{self.subject}" if self.subject else self.label

    def as_data(self) -> dict[str, Any]:
        """可存成 JSON 的载荷（日期写成 ISO 文本，空值不写）。"""
        found = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: _plain(value) for name, value in found if value not in (None, "", [], {})}

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """由保存的载荷还原。多出的键忽略：旧版本写下的仍能读。"""
        known = {f.name: str(f.type) for f in fields(cls)}
        return cls(**{k: _revive(known[k], v) for k, v in data.items() if k in known})


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value


def _revive(kind: str, value: Any) -> Any:
    if isinstance(value, str) and kind.startswith("datetime"):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and kind.startswith("date"):
        return date.fromisoformat(value)
    return value
