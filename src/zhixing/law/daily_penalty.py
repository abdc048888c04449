"""迟延履行金：不是金钱的义务没有按期履行（规则手册 M:N-01 至 N-06）；罚款、拘留的限度。

没有全国统一的日标准：有损失的双倍补偿；没有损失的由本院决定一个数，或者决定每日多少。加倍部分（日万分之一点七五）只用于金钱债务，
这里不能用。每一种都要有本院的决定，没有决定的不算。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason, Step
from zhixing.law.words import yuan

MODES: Final = {"double_loss": "双倍补偿损失", "court_fixed_sum": "本院决定的数额", "court_day_rate": "本院决定的每日数额"}
PERSON_FINE_FEN: Final = 10_000_000
UNIT_FINE_FEN: Final = (5_000_000, 100_000_000)
DETENTION_DAYS: Final = 15


class BadPenalty(ValueError):
    """算不了：方式不对、金额是负数、日期不对。"""


@dataclass(frozen=True, slots=True)
class Penalty:
    """一笔迟延履行金：``mode`` 取 :data:`MODES`，``amount`` 是损失、数额或者每日数额（分），``decision`` 是本院决定的文号。

    ``period_ends`` 是履行期间届满日，``until`` 算到哪天（含）；每日数额的才要，首日是届满次日。
    """

    mode: str
    amount: int
    decision: str
    period_ends: date | None = None
    until: date | None = None

    @property
    def days(self) -> int:
        """迟延几日；当日履行的为零。"""
        if self.period_ends is None or self.until is None:
            raise BadPenalty("按日计算要写明履行期间届满日和算到哪天。")
        if self.until < self.period_ends:
            raise BadPenalty(f"算到的日子{self.until}早于履行期间届满日{self.period_ends}。")
        return (self.until - self.period_ends).days


def due(penalty: Penalty) -> Finding[int]:
    """应付的迟延履行金（分）。没有本院决定的，有一条理由；方式、金额、日期不对，抛出 :class:`BadPenalty`。

    >>> due(Penalty("double_loss", 1234567, "（2026）某执1号")).require()
    2469134
    """
    if penalty.mode not in MODES:
        raise BadPenalty(f"方式“{penalty.mode[:20]}”不对，应是：{'、'.join(MODES.values())}。")
    if penalty.amount < 0:
        raise BadPenalty("金额不能是负数。")
    article = cite("JI 505")
    reasons = () if penalty.decision else (
        Reason("decision", "迟延履行金没有本院的决定。", article, "由合议庭决定后填写文号。"),
    )
    total, text = _sum(penalty)
    return Finding(total, (cite("CPL 264"), article), reasons=reasons, steps=(Step(f"{text}，{yuan(total)}元。", article),))


def _sum(penalty: Penalty) -> tuple[int, str]:
    if penalty.mode == "double_loss":
        return 2 * penalty.amount, f"损失{yuan(penalty.amount)}元，双倍补偿"
    if penalty.mode == "court_fixed_sum":
        return penalty.amount, "没有损失的，按本院决定的数额"
    return penalty.amount * penalty.days, f"每日{yuan(penalty.amount)}元，{penalty.days}日"


def fine_limit(amount: int, *, unit: bool) -> Finding[int]:
    """罚款在不在限度内（M:N-04）：个人十万元以下，单位五万元以上一百万元以下。罚款归国库，不算执行到位。"""
    low, high = UNIT_FINE_FEN if unit else (1, PERSON_FINE_FEN)
    article = cite("CPL 118")
    inside = low <= amount <= high
    text = f"对{'单位' if unit else '个人'}的罚款应在{yuan(low)}元至{yuan(high)}元之间。"
    return Finding(amount, (article,), reasons=() if inside else (Reason("fine", text, article, "改在限度内。"),))


def detention_limit(days: int) -> Finding[int]:
    """拘留在不在限度内：十五日以下。"""
    article = cite("CPL 118")
    inside = 1 <= days <= DETENTION_DAYS
    return Finding(days, (article,), reasons=() if inside else (Reason("detention", "拘留的期限为十五日以下。", article, "改在限度内。"),))


def other_ways(*, replaceable: bool, thing_lost: bool) -> Finding[str]:
    """不是金钱的义务怎么办（M:N-05、N-06）：``substitute`` 代履行，``sanction`` 罚款、拘留（可以再次），``value`` 折价赔偿。"""
    if thing_lost:
        text = "特定物毁损、灭失的，双方同意折价就按折价赔偿；协商不成的终结执行，另行起诉。"
        return Finding("value", (cite("JI 492"),), steps=(Step(text, cite("JI 492")),))
    if replaceable:
        text = "可以由他人代为完成：费用由本院确定，被执行人预交，不预交的强制执行。"
        return Finding("substitute", (cite("JI 501-502"),), steps=(Step(text, cite("JI 501-502")),))
    text = "只能由被执行人完成的，依法罚款、拘留；仍不履行的可以再次。"
    return Finding("sanction", (cite("JI 503"),), steps=(Step(text, cite("JI 503")),))
