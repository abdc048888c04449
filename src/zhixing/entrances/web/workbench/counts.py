"""菜单角标。"""

from __future__ import annotations

from zhixing.casework.nodes import queries as nodes
from zhixing.entrances.web.ui.words import count
from zhixing.foundation.approvals import queries as approvals
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

CAP = 99
NOW = ("overdue", "today")


def badges(user: User) -> dict[str, str]:
    """工作台：今天要做的（含超期）；审批：等我批的。零不显示。"""
    today = context.current().today
    found = {"workbench": nodes.due_count(user, today, CAP), "approval_list": approvals.waiting_count(user, today)}
    return {name: count(number, CAP) for name, number in found.items() if number}
