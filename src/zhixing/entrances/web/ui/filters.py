"""筛选。选了什么都写在网址里，清单可以存、可以发给别人。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.http import QueryDict

from zhixing.entrances.web.ui.panel import Tab
from zhixing.entrances.web.ui.piece import Piece


@dataclass(frozen=True, slots=True)
class Filter:
    """一个筛选项。``kind``：select、multi、text、day、check。``choices`` 是（值，字）。"""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    values: tuple[str, ...] = ()
    kind: str = "select"
    placeholder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters(Piece):
    """一组筛选。``search`` 排在最前；``saved`` 是存下的清单；``keep`` 是要带着走的其他参数。"""

    template: ClassVar[str] = "ui/filters.html"
    filters: tuple[Filter, ...]
    search: Filter | None = None
    saved: tuple[Tab, ...] = ()
    save_url: str = ""
    clear_url: str = "?"
    keep: tuple[tuple[str, str], ...] = ()
    target: str = ""

    @property
    def chips(self) -> tuple[Tab, ...]:
        """正用着的各项，点一下去掉一项。"""
        return tuple(Tab(f"{f.label}：{shown(f)}", self._without(f.name)) for f in self.filters if f.value or f.values)

    def _without(self, name: str) -> str:
        query = QueryDict(mutable=True)
        for key, value in self.keep:
            query[key] = value
        for f in (*self.filters, *([self.search] if self.search else [])):
            if f.name != name:
                query.setlist(f.name, [v for v in (f.values or (f.value,)) if v])
        return f"{self.clear_url.partition('?')[0]}?{query.urlencode()}"

    @property
    def active(self) -> int:
        """用了几项筛选。"""
        return sum(1 for f in self.filters if f.value or f.values)


def shown(f: Filter) -> str:
    """选中的值怎么写给人看：有选项的写选项的字。"""
    words = dict(f.choices)
    return "、".join(words.get(v, v).strip() for v in f.values or (f.value,)) if f.kind != "check" else "是"


def chosen(query: QueryDict, spec: Filter) -> Filter:
    """按网址填好选中的值。"""
    values = tuple(v for v in query.getlist(spec.name) if v)
    first = values[0] if values else ""
    return Filter(spec.name, spec.label, spec.choices, first, values, spec.kind, spec.placeholder)


def link(query: QueryDict, **changes: str | None) -> str:
    """在当前网址参数上改几项（None 去掉），去掉翻页键。"""
    changed = query.copy()
    for name in ("after", "before", *changes):
        changed.pop(name, None)
    for name, value in changes.items():
        if value is not None:
            changed[name] = value
    return "?" + changed.urlencode()
