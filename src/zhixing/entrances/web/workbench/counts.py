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
    due = nodes.due_now(nodes.open_for(user, today), today, CAP)
    found = {"workbench": due, "approval_list": approvals.waiting_for(user, today).order_by().count()}
    return {name: count(number, CAP) for name, number in found.items() if number}
