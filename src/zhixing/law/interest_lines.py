"""计息单上的两种东西：一段利息（:class:`Segment`）和一行事情（:class:`Line`）。金额都是分。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from zhixing.law.amounts import half_up, money, said
from zhixing.law.articles import cite
from zhixing.law.double_interest import Daily, OldStretch
from zhixing.law.finding import Step
from zhixing.law.interest import Run
from zhixing.law.switches import LEVEL_NAMES, LEVELS

KINDS: Final = {"general": "一般债务利息", "compound": "复利", "double": "加倍部分", "old": "迟延履行期间的债务利息（旧规定）"}


@dataclass(frozen=True, slots=True)
class Segment:
    """一段利息：基数（分）、首尾日（都算）、按哪条规则、精确结果（分）。``kind`` 见 :data:`KINDS`。

    ``item`` 是给人看的名称，几项可以同名；``item_id`` 是哪一项的编号。
    """

    item: str
    kind: str
    start: date
    end: date
    base: int
    rule: Run | OldStretch | Daily
    exact: Fraction
    flag: str = ""
    item_id: str = ""

    @property
    def formula(self) -> str:
        """基数乘什么。"""
        return self.rule.formula(self.start, self.end)

    @property
    def article(self) -> str:
        """依据。"""
        return self.rule.article

    @property
    def days(self) -> int:
        """日数。"""
        return (self.end - self.start).days + 1

    @property
    def shown(self) -> int:
        """显示的数，四舍五入到分。"""
        return half_up(self.exact)

    def step(self) -> Step:
        """给人看的一步。"""
        whole = "正好" if self.exact.denominator == 1 else f"精确值{self.exact}分，四舍五入到分"
        text = f"{self.item}：{KINDS[self.kind]}，{self.start}至{self.end}，{said(self.base)}元×{self.formula}＝{said(self.shown)}元（{whole}）"
        return Step(text + (f"。{self.flag}" if self.flag else "。"), cite(self.article))

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``；``exact`` 是以分为单位的分数。"""
        return {
            "item": self.item, "item_id": self.item_id, "kind": self.kind, "from": self.start.isoformat(),
            "to": self.end.isoformat(), "days": self.days, "base": money(self.base),
            "formula": self.formula, "exact_fen": str(self.exact), "amount": money(self.shown),
            "article": str(cite(self.article)), "flag": self.flag,
        }


@dataclass(slots=True)
class Line:
    """计息单的一行，金额都是分。``tail`` 是过账数与各行显示数之差；``left`` 是各级还欠的。"""

    day: date
    what: str
    general_days: int = 0
    general: int = 0
    delay_days: int = 0
    double: int = 0
    tail: int = 0
    paid: int = 0
    to: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    waived: int = 0
    surplus: int = 0
    left: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LEVELS, 0))
    article: str = "LX 4"

    def step(self) -> Step:
        """还款、放弃的一步。"""
        if self.waived:
            return Step(f"{self.day}：{self.what}，减{said(self.waived)}元。", cite("CPL 13"))
        parts = "，".join(f"{LEVEL_NAMES[level]}{said(fen)}元" for level, fen in self.to.items() if fen)
        more = f"，多出{said(self.surplus)}元应当退还" if self.surplus else ""
        return Step(f"{self.day}：{self.what}{said(self.paid)}元，抵充{parts or '无'}{more}。", cite(self.article))

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json``。"""
        return {
            "date": self.day.isoformat(), "what": self.what, "general_days": self.general_days, "general": money(self.general),
            "delay_days": self.delay_days, "double": money(self.double), "tail": money(self.tail), "paid": money(self.paid),
            **{f"to_{level}": money(self.to[level]) for level in LEVELS}, "waived": money(self.waived),
            **{f"left_{level}": money(self.left[level]) for level in LEVELS}, "surplus": money(self.surplus),
        }


def covered(parts: Iterable[Segment]) -> int:
    """这些段覆盖多少天，重叠的只算一次。"""
    total, reached = 0, 0
    for start, end in sorted((p.start.toordinal(), p.end.toordinal()) for p in parts):
        total += max(0, end - max(start - 1, reached))
        reached = max(reached, end)
    return total
