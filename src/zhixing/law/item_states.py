"""事务单的状态：一步从哪些状态走到哪个状态；此刻不能办的说出理由。

申领、交办、退回、办结（``words.md``）；退回给交办的人的，由他补充后再交办，或者撤回；办结后交办的人不收的，退回重办（返工）。
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.lights import Light
from zhixing.law.states import Act
from zhixing.law.words import word

ARTICLE: Final = cite("COURT 集约事务")
OPEN: Final = frozenset({"queued", "claimed", "doing", "waiting", "returned"})
"""还没有了结的。"""
HELD: Final = frozenset({"claimed", "doing", "waiting"})
"""在一个人手里的。"""
WARNING: Final = timedelta(hours=3)
"""还剩这么久时变黄。"""


class Move(StrEnum):
    """一步。``label`` 是按钮上的字。"""

    CLAIM = "claim"
    ASSIGN = "assign"
    START = "start"
    WAIT = "wait"
    RESUME = "resume"
    DONE = "done"
    AUTO = "auto"
    PUT_BACK = "put_back"
    GIVE_BACK = "give_back"
    AGAIN = "again"
    REJECT = "reject"
    CANCEL = "cancel"
    REOPEN = "reopen"

    @property
    def label(self) -> str:
        """按钮上的字。"""
        return TABLE[self].label


@dataclass(frozen=True, slots=True)
class Rule:
    """一步：按钮上的字，从哪些状态，到哪个状态。"""

    label: str
    before: frozenset[str]
    after: str


def _rule(label: str, before: str, after: str) -> Rule:
    return Rule(label, frozenset(before.split()), after)


TABLE: Final[dict[Move, Rule]] = {
    Move.CLAIM: _rule("申领", "queued", "claimed"),
    Move.ASSIGN: _rule("派给", "queued claimed doing waiting", "claimed"),
    Move.START: _rule("开始办", "claimed", "doing"),
    Move.WAIT: _rule("等回复", "claimed doing", "waiting"),
    Move.RESUME: _rule("收到回复", "waiting", "doing"),
    Move.DONE: _rule("办结", "claimed doing waiting", "done"),
    Move.AUTO: _rule("自动办结", "queued claimed doing waiting returned", "done"),
    Move.PUT_BACK: _rule("放回待领", "claimed doing waiting", "queued"),
    Move.GIVE_BACK: _rule("退回", "queued claimed doing waiting", "returned"),
    Move.AGAIN: _rule("补充后再交办", "returned", "queued"),
    Move.REJECT: _rule("退回重办", "done", "queued"),
    Move.CANCEL: _rule("撤回", "queued claimed doing waiting returned", "cancelled"),
    Move.REOPEN: _rule("重新待办", "done", "queued"),
}


def permits(state: str, move: Move) -> Finding[str]:
    """此刻能不能走这一步；``value`` 是走到的状态。

    >>> permits("queued", Move.CLAIM).value
    'claimed'
    >>> permits("done", Move.CLAIM).ok
    False
    """
    rule = TABLE[move]
    if state in rule.before:
        return Finding(rule.after, (ARTICLE,))
    text = f"这张事务单现在是“{word('item_state', state)}”，不能{rule.label}。"
    return Finding(state, (ARTICLE,), reasons=(Reason("item.state", text, ARTICLE, _instead(state), Act.REQUEST_ITEM),))


def moves(state: str) -> tuple[Move, ...]:
    """这个状态走得了的各步，按钮的次序。"""
    return tuple(move for move, rule in TABLE.items() if state in rule.before)


_INSTEAD: Final = {
    "queued": "先申领，或者由指挥中心派给。", "claimed": "由已领的人办，或者由指挥中心改派。", "doing": "由在办的人办，或者由指挥中心改派。",
    "waiting": "收到回复后接着办。", "done": "对结果不满意的，由交办的人退回重办。", "returned": "由交办的人补充后再交办，或者撤回。",
    "cancelled": "需要办的另行交办。",
}


def _instead(state: str) -> str:
    return _INSTEAD.get(state, "刷新页面，看过再办。")


def light(state: str, due_at: datetime, now: datetime) -> Light:
    """灯色：等外面回复、退回给交办的人、已了结的灰；过了时限红；三小时内到期黄；其余绿。"""
    if state not in OPEN or state in ("waiting", "returned"):
        return Light.GREY
    if now > due_at:
        return Light.RED
    return Light.YELLOW if due_at - now <= WARNING else Light.GREEN
