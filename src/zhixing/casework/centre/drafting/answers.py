"""每一栏的答复：知道的，连同从哪里来；不知道的，为什么、在哪里补。再照文书的栏目合成数据。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from zhixing.casework.documents.papers.fields import Choice, Field, Group, Many

HERE: Final = "拟稿时填写"
CASE: Final = "案件信息"
PARTIES: Final = "当事人"
TITLE: Final = "执行依据与计息"
MATTERS: Final = "登记事项"
SETTINGS: Final = "法院设置，文书"
ASSIGNED: Final = "承办和协办"
DOCUMENTS: Final = "文书"


@dataclass(frozen=True, slots=True)
class Known:
    """知道的。``value`` 是这一栏的值，一组栏目里面可以还有答复；``source`` 是从哪里来，不言自明的为空。"""

    value: Any
    source: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """不知道的。``why`` 为什么，``where`` 在哪里补；``offered`` 是几个可选的，由拟稿人选一个。"""

    why: str
    where: str = HERE
    offered: tuple[Any, ...] = ()


Answer = Known | Unknown
NOT_KEPT: Final = Unknown("本系统没有这一栏的记载")


@dataclass(frozen=True, slots=True)
class Missing:
    """缺的一栏。

    ``key`` 是栏目的路径（``account.bank``、``parties.0.address``），``label`` 是名称，写法与检查数据时的提示相同；
    ``why`` 为什么缺，``where`` 在哪里补，``offered`` 是可选的值；``required`` 为假的，缺了也能印。
    """

    key: str
    label: str
    why: str
    where: str = HERE
    offered: tuple[Any, ...] = ()
    required: bool = True

    def told(self) -> str:
        """一句话。"""
        chosen = "；可选：" + "、".join(_said(one) for one in self.offered) if self.offered else ""
        return f"{self.label}：{self.why}（{self.where}）{chosen}"


def _said(one: Any) -> str:
    return " ".join(str(part) for part in one.values()) if isinstance(one, Mapping) else str(one)


@dataclass(frozen=True, slots=True)
class Filled:
    """一份文书填好的数据。

    ``data`` 可以直接交给 ``papers``；``missing`` 是缺的各栏；``sources`` 写明从哪里来：栏目的路径 → 一句话。
    """

    data: dict[str, Any]
    missing: tuple[Missing, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """必填的都有了，可以印。"""
        return not self.blocking

    def under(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """``given`` 已经写了的以它为准，没有写的用填好的；一组栏目逐栏补，列表不补。"""
        return _under(self.data, given)

    @property
    def blocking(self) -> tuple[Missing, ...]:
        """不补就印不出来的各栏。"""
        return tuple(one for one in self.missing if one.required)


def _under(known: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    both = {**known, **{key: value for key, value in given.items() if value not in (None, "", [])}}
    groups = (key for key in known.keys() & given.keys() if isinstance(known[key], Mapping) and isinstance(given[key], Mapping))
    return both | {key: _under(known[key], given[key]) for key in groups}


class Form:
    """照栏目逐栏填。"""

    def __init__(self) -> None:
        self.missing: list[Missing] = []
        self.sources: dict[str, str] = {}

    def group(self, fields: Mapping[str, Field], given: Mapping[str, Any], path: str = "", place: str = "") -> dict[str, Any]:
        """一组栏目；没有的不写。"""
        data = {}
        for key, one in fields.items():
            value = self._one(one, given.get(key), f"{path}{key}", f"{place}的“{one.label}”" if place else f"“{one.label}”")
            if value is not None:
                data[key] = value
        return data

    def _one(self, one: Field, answer: Any, path: str, place: str) -> Any:
        if isinstance(answer, Unknown):
            offered = answer.offered or (tuple(one.options.values()) if isinstance(one, Choice) else ())
            self.missing.append(Missing(path, place, answer.why, answer.where, offered, one.required))
            return None
        if isinstance(answer, Known):
            if answer.source:
                self.sources[path] = answer.source
            answer = answer.value
        if answer is None or answer in ("", []):
            return self._one(one, NOT_KEPT, path, place) if one.required else None
        if isinstance(one, Group):
            return self._inner(one, answer, path, place)
        if isinstance(one, Many):
            return [self.group(one.item.fields, row, f"{path}.{n}.", f"{place}第{n + 1}项") for n, row in enumerate(answer)]
        return answer

    def _inner(self, one: Group, given: Mapping[str, Any], path: str, place: str) -> dict[str, Any] | None:
        """可以不填的一组，里面缺了必填的就整组不写，缺的也不算必填。"""
        before = len(self.missing)
        data = self.group(one.fields, given, f"{path}.", place)
        lacking = self.missing[before:]
        if one.required or not any(row.required for row in lacking):
            return data
        self.missing[before:] = [Missing(m.key, m.label, m.why, m.where, m.offered, required=False) for m in lacking]
        return None
