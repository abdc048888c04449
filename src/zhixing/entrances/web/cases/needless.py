"""有权、状态也许可，但没有东西可办的行为：按钮不摆出来，打开地址说明为什么。"""

from __future__ import annotations

from collections.abc import Callable

from zhixing.law import returning
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.nodes import spans_of
from zhixing.law.states import Act
from zhixing.law.timeline import Timeline

ENDS: dict[Act, Callable[[Timeline], Finding[bool]]] = {
    Act.REVIVE: lambda timeline: returning.revivable(timeline, ""), Act.CONVERT: returning.convertible,
    Act.WITHDRAW_CLOSING: returning.withdrawable,
}
"""结案之后的几样：已经恢复过、转过的，不再摆出来。"""


def needless(act: Act, timeline: Timeline) -> Reason | None:
    """有权、状态也许可，但没有东西可办的理由；有东西可办则为空。"""
    if act is Act.END_EXCLUSION and not excluded(timeline):
        return Reason("spans.nothing", "本案没有尚未结束的扣除。", cite("SX 9"), "需要扣除期间的，先报请扣除。", Act.EXCLUDE)
    if act in ENDS:
        return next(iter(ENDS[act](timeline).reasons), None)
    return None


def excluded(timeline: Timeline) -> tuple[str, ...]:
    """报批扣除、还没有结束的情形代码；中止、暂缓另有自己的恢复。"""
    return tuple(span.code for span in spans_of(timeline) if span.end is None and span.code not in ("X4", "X5", "X6"))
