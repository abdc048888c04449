"""计息依据改了什么，一处一句：“第1项“借款本金”金额：100000 → 90000”。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from zhixing.law import debt, switches

NAMES: Final = {
    "title": "执行依据", "origin": "依据种类", "currency": "币种", "effective_on": "生效日", "name": "名称", "kind": "种类", "amount": "金额",
    "due": "履行期限届满日", "from": "起", "to": "止", "base": "基数", "rate": "利率", "multiple": "倍数", "term": "期限档次", "tier": "利率档次",
    "fixed_on": "取哪天的利率", "basis": "一年的天数", "uplift": "加计", "in_double_base": "计入加倍基数", "contract_on": "合同成立日",
    "filed_on": "受理日", "secured": "有担保", "withheld": "预先扣除的利息", "reason": "事由", "on": "日期", "document": "文书", "source": "来源",
    "bankruptcy_accepted_on": "受理破产申请之日", "default_penalty_borne": "已承担违约责任", "value": "取值", "by": "谁定的", "why": "理由",
    "interest": "利息条款", "exclusions": "扣除期间", "waivers": "放弃加倍部分", "guarantors": "担保人", "in_yuan": "折算人民币", "cap": "上限",
    "items": "债务", "switches": "口径", "compound": "复利", "since": "发生日", "quotes": "外币利率",
}
_WORDS: Final[dict[str, Mapping[str, str]]] = {
    "kind": {**debt.KINDS, **debt.CLAUSES}, "origin": debt.ORIGINS, "reason": debt.EXCLUDED,
    "in_double_base": {"yes": "是", "no": "否", "judge": "由法官确定"}, "base": {"balance": "未付余额"},
    "to": {"payment": "清偿之日", "due": "履行期限届满日"}, "amount": {"all": "全部"},
}
_Path = tuple[str, ...]


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """``before`` 到 ``after`` 的各处改动；没有改动为空。"""
    old, new = dict(_flat(before)), dict(_flat(after))
    names = {str(item.get("id")): str(item.get("name") or "") for data in (before, after) for item in data.get("items", ())}
    places = [*old, *(path for path in new if path not in old)]
    return tuple(_told(path, old.get(path), new.get(path), names) for path in places if old.get(path) != new.get(path))


def _flat(value: Any, path: _Path = ()) -> Iterator[tuple[_Path, Any]]:
    """拆到每一个值。各项债务按编号认，其余各行按次序认。"""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _flat(inner, (*path, str(key)))
    elif isinstance(value, list | tuple):
        for n, inner in enumerate(value, 1):
            known = path == ("items",) and isinstance(inner, Mapping) and inner.get("id")
            yield from _flat(inner, (*path, str(known or n)))
    else:
        yield path, value


def _told(path: _Path, old: Any, new: Any, names: Mapping[str, str]) -> str:
    return f"{_place(path, names)}：{_shown(path, old)} → {_shown(path, new)}"


def _place(path: _Path, names: Mapping[str, str]) -> str:
    if path[0] == "items" and len(path) > 2:
        name = names.get(path[1])
        return f"“{name or path[1]}”{_plain(path[2:])}"
    if path[0] == "switches" and len(path) > 1:
        return f"口径“{switches.TITLES.get(path[1], path[1])}”{_plain(path[2:])}"
    return _plain(path)


def _plain(path: _Path) -> str:
    return "".join(f"第{part}条" if part.isdigit() else NAMES.get(part, part) for part in path)


def _shown(path: _Path, value: Any) -> str:
    if value in (None, ""):
        return "（无）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(_WORDS.get(path[-1], {}).get(str(value), value))
