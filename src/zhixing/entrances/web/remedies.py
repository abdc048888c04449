"""理由 → 按钮：缺什么，就给补什么的按钮。"""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from zhixing.entrances.web.ui.action import Action
from zhixing.law.finding import Reason
from zhixing.law.states import Act


def for_case(case_id: int) -> Callable[[Reason], Action | None]:
    """这一件案件里的按钮。``reason.act`` 是行为代码，“register:事项”是登记某一事项。"""

    def remedy(reason: Reason) -> Action | None:
        act, _, matter = reason.act.partition(":")
        if not act:
            return None
        url = reverse("case_act", args=[case_id, act])
        query = "&".join(p for p in (f"matter={matter}" if matter else "", f"node={reason.subject}" if reason.subject else "") if p)
        label = Act(act).label if act in set(Act) else "去办理"
        return Action(text=label, url=f"{url}?{query}" if query else url, small=True, dialog=True)

    return remedy


def nothing(reason: Reason) -> Action | None:
    """案件以外的拒绝没有按钮。"""
    return None
