"""恢复执行：哪种结案以后、因什么事由，可以另立恢复执行案件（立案结案意见第6条，规则手册 T:C-02）。

中止、暂缓以后恢复的用原案号，不在这里。
"""

from __future__ import annotations

from typing import Final

from zhixing.law.articles import cite
from zhixing.law.finding import Finding, Reason
from zhixing.law.words import word

GROUNDS: Final[dict[str, tuple[frozenset[str], str]]] = {
    "property": (frozenset({"terminated_round"}), "ZB 9"),
    "applicant": (frozenset({"terminated_round"}), "JI 517"),
    "breach": (frozenset({"terminated"}), "HJ 9"),
    "fraud": (frozenset({"terminated", "finished"}), "LJ 6"),
    "returned": (frozenset({"struck"}), "LJ 6"),
    "conditions": (frozenset({"terminated"}), "CPL 268"),
}
"""事由（代码表 resumption）→ 原案可以是哪些结案方式、依据。"""


def revivable(mode: str) -> bool:
    """以这种方式结案的，以后可否恢复执行。

    >>> revivable("terminated_round"), revivable("dismissed")
    (True, False)
    """
    return any(mode in modes for modes, _ in GROUNDS.values())


def grounds(mode: str) -> tuple[str, ...]:
    """以这种方式结案的，可以因哪些事由恢复执行。"""
    return tuple(ground for ground, (modes, _) in GROUNDS.items() if mode in modes)


def check(mode: str, label: str, ground: str) -> Finding[bool]:
    """以 ``mode``（名称 ``label``）结的案件，可否因 ``ground`` 恢复执行立案。"""
    modes, basis = GROUNDS.get(ground, (frozenset[str](), "LJ 6"))
    article = cite(basis)
    if mode in modes:
        return Finding(True, (article,), inputs={"mode": mode, "ground": ground})
    others = "、".join(word("resumption", one) for one in grounds(mode))
    remedy = f"可选：{others}。" if others else "有新的执行依据的，作为首次执行案件立案；结案有错误的，撤销报结。"
    text = f"以“{label}”结案的，不因“{word('resumption', ground)}”恢复执行。"
    return Finding(False, (article,), reasons=(Reason("closing.revive", text, article, remedy),))
