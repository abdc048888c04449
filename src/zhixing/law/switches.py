"""款项计算的口径开关（规则手册 M:§12）：默认值、可取的值、谁改的。

各地法院的算法不一，所以做成开关：默认值由规则手册给出，改动要写明谁改的、为什么，并印在计算单上。
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final, get_type_hints

_DAYS: Final = {"BOTH": "首尾都算", "HEAD": "算首日不算止日", "TAIL": "不算首日算止日"}
_YES_NO: Final = {"yes": "是", "no": "否"}
LEVELS: Final = ("costs", "interest", "principal", "double")
LEVEL_NAMES: Final = {"costs": "费用", "interest": "一般债务利息", "principal": "本金等", "double": "加倍部分债务利息"}

CHOICES: Final[dict[str, dict[str, str]]] = {
    "general_days": _DAYS,
    "delay_days": {"TAIL": "届满次日起，算到止日", "BOTH": "届满日、止日都算", "HEAD": "届满次日起，不算止日"},
    "basis": {"365": "一年365日", "360": "一年360日", "366": "一年366日"},
    "round_to": {"0.01": "到分", "0.1": "到角", "1": "到元"},
    "round_mode": {"once": "合计一次取整", "segment": "每段各自取整"},
    "between_items": {"levels": "各项同一级一起抵充", "items": "一项还清再抵下一项"},
    "costs_in_double": _YES_NO,
    "penalty_in_double": _YES_NO,
    "lawyer_fee_in_double": _YES_NO,
    "fixed_interest_in_double": _YES_NO,
    "settlement_time_excluded": _YES_NO,
    "auction_end": {"served": "成交或者抵债裁定送达之日", "paid_out": "款项发放之日"},
    "benchmark_tier": {
        "whole_period": "按整段长度", "le_6m": "六个月以内", "6m_1y": "六个月至一年", "1y_3y": "一至三年", "3y_5y": "三至五年", "gt_5y": "五年以上",
    },
    "old_rule_basis": {"360": "一年360日", "365": "一年365日"},
    "old_rule_exclusions": _YES_NO,
    "double_in_priority": _YES_NO,
    "lpr_beyond_table": {"refuse": "不算", "continue": "沿用最后一次公布的"},
    "fee_base": {"executed": "执行到位金额", "applied": "申请执行标的"},
    "fee_base_includes_costs": _YES_NO,
    "fee_round": {"yuan": "到元", "cent": "到分"},
    "distribution_cutoff": {"plan_date": "方案之日", "sale_date": "成交裁定之日"},
    "double_in_pro_rata": _YES_NO,
    "first_seal_bonus": {"off": "不加", "weight": "按1.2倍计入比例", "share": "本人份额加20%"},
}
TITLES: Final = {
    "general_days": "一般债务利息的首尾日", "delay_days": "加倍部分的首尾日", "basis": "一年的天数", "round_to": "取整到", "round_mode": "怎样取整",
    "order": "抵充顺序", "between_items": "几项债务之间", "costs_in_double": "诉讼费计入加倍基数", "penalty_in_double": "违约金计入加倍基数",
    "lawyer_fee_in_double": "律师费计入加倍基数", "fixed_interest_in_double": "固定数额利息计入加倍基数",
    "settlement_time_excluded": "和解期间不计加倍部分", "auction_end": "拍卖、抵债计算到", "benchmark_tier": "基准利率档次",
    "old_rule_basis": "旧规定一年的天数", "old_rule_exclusions": "旧规定期间也扣除中止的日子",
    "double_in_priority": "加倍部分在担保物优先受偿范围内", "lpr_beyond_table": "利率表之后", "fee_base": "执行费基数",
    "fee_base_includes_costs": "执行费基数含诉讼费", "fee_round": "执行费取整", "distribution_cutoff": "分配债权计算到",
    "double_in_pro_rata": "加倍部分参加比例分配", "first_seal_bonus": "首封加成",
}


class BadSwitch(ValueError):
    """没有这个开关，或者不能取这个值。文字说明可取哪些。"""


@dataclass(frozen=True, slots=True)
class Changed:
    """改过的开关：``key``、``value``（取值）、``by``（谁改的）、``why``（为什么）。"""

    key: str
    value: str
    by: str
    why: str = ""

    def told(self) -> str:
        """一句话：改成了什么，谁改的，为什么。"""
        return f"{TITLES[self.key]}＝{shown(self.key, self.value)}（{self.by or '未写明谁改的'}{f'：{self.why}' if self.why else ''}）"

    def as_data(self) -> dict[str, str]:
        """印在计算单上的样子。"""
        default = shown(self.key, getattr(Switches(), self.key))
        return {
            "key": self.key, "title": TITLES[self.key], "value": self.value, "shown": shown(self.key, self.value), "default": default,
            "by": self.by, "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Switches:
    """一套口径。各项的含义见 :data:`TITLES`，可取的值见 :data:`CHOICES`；``order`` 是用逗号隔开的四级抵充顺序。"""

    general_days: str = "BOTH"
    delay_days: str = "TAIL"
    basis: str = "365"
    round_to: str = "0.01"
    round_mode: str = "once"
    order: str = ",".join(LEVELS)
    between_items: str = "levels"
    costs_in_double: str = "no"
    penalty_in_double: str = "yes"
    lawyer_fee_in_double: str = "yes"
    fixed_interest_in_double: str = "no"
    settlement_time_excluded: str = "no"
    auction_end: str = "served"
    benchmark_tier: str = "whole_period"
    old_rule_basis: str = "360"
    old_rule_exclusions: str = "no"
    double_in_priority: str = "no"
    lpr_beyond_table: str = "refuse"
    fee_base: str = "executed"
    fee_base_includes_costs: str = "no"
    fee_round: str = "yuan"
    distribution_cutoff: str = "plan_date"
    double_in_pro_rata: str = "no"
    first_seal_bonus: str = "off"
    changed: tuple[Changed, ...] = field(default=())

    @property
    def levels(self) -> tuple[str, ...]:
        """抵充的先后。"""
        return tuple(self.order.split(","))

    @property
    def unit(self) -> int:
        """取整的单位，分。"""
        return {"0.01": 1, "0.1": 10, "1": 100}[self.round_to]

    def with_changes(self, changes: Mapping[str, Any] | tuple[Changed, ...]) -> Switches:
        """改几项；没有这一项或者不能取这个值，抛出 :class:`BadSwitch`。取默认值的不算改动。"""
        listed = changes if isinstance(changes, tuple) else tuple(_change(key, value) for key, value in changes.items())
        for change in listed:
            _check(change.key, change.value)
        kept = {c.key: c for c in (*self.changed, *listed)}
        values = {name: getattr(self, name) for name in NAMES} | {c.key: c.value for c in listed}
        default = Switches.__dataclass_fields__
        return Switches(**values, changed=tuple(c for c in kept.values() if values[c.key] != default[c.key].default))


NAMES: Final = tuple(f.name for f in fields(Switches) if get_type_hints(Switches)[f.name] is str)
DEFAULTS: Final = Switches()


def _change(key: str, value: Any) -> Changed:
    """``"HEAD"``，或者 ``{"value": …, "by": …, "why": …}``。"""
    if not isinstance(value, Mapping):
        return Changed(key, _text(value), "")
    unknown = set(value) - {"value", "by", "why"}
    if unknown:
        raise BadSwitch(f"开关“{key}”里没有“{min(map(str, unknown))}”这一项，只有 value、by、why。")
    if not all(isinstance(value.get(name, ""), str) for name in ("by", "why")):
        raise BadSwitch(f"开关“{key}”的 by（谁改的）、why（为什么）应当是文字。")
    return Changed(key, _text(value.get("value")), value.get("by", ""), value.get("why", ""))


def _text(value: Any) -> str:
    """数字、真假、列表也认。"""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _check(key: str, value: str) -> None:
    if key not in NAMES:
        raise BadSwitch(f"没有开关“{key[:40]}”，可用的有：{'、'.join(NAMES)}。")
    if key == "order":
        if sorted(value.split(",")) != sorted(LEVELS):
            raise BadSwitch(f"抵充顺序“{value[:60]}”应当把 {'、'.join(LEVELS)} 各写一次。")
    elif value not in CHOICES[key]:
        allowed = "、".join(f"{code}（{name}）" for code, name in CHOICES[key].items())
        raise BadSwitch(f"开关“{TITLES[key]}”（{key}）不能是“{value[:40]}”，可以是：{allowed}。")


def shown(key: str, value: str) -> str:
    """一个取值的读法。"""
    if key == "order":
        return " → ".join(LEVEL_NAMES[level] for level in value.split(","))
    return CHOICES[key][value]
