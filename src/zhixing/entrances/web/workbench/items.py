"""节点 → 清单的一项：叫什么、哪一件、何时到期、下一步的按钮。"""

from __future__ import annotations

from datetime import date

from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.deadlines import deadline
from zhixing.entrances.web.ui import Item, Status
from zhixing.law.calendar import Calendar


def item(node: Node, today: date, calendar: Calendar) -> Item:
    """一个应办事项。``node`` 须带 ``light`` 和案件。"""
    case = node.case
    action = remedies.button(case.pk, node.act, node.key, primary=node.light in {"red", "yellow"})
    return Item(
        title=str(node), url=remedies.case_url(case.pk), tone=node.light, tags=tags(node), extra=(deadline(node, today, calendar),),
        note=" · ".join(p for p in (str(case), between(case)) if p), actions=(action,) if action else (),
    )


def tags(node: Node) -> tuple[Status, ...]:
    """涉民生、软期限。"""
    found = []
    if node.case.livelihood:
        found.append(Status(node.case.get_livelihood_display(), "pink"))
    if not node.hard:
        found.append(Status("院内要求", "plain", title="不是法定期限，由本院设定"))
    return tuple(found)
