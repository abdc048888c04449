"""节点 → 清单的一项：叫什么、哪一件、何时到期、下一步的按钮。"""

from __future__ import annotations

from datetime import date

from zhixing.casework.nodes.queries import Node
from zhixing.entrances.web import remedies, turns
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.deadlines import deadline
from zhixing.entrances.web.ui import Item, Status
from zhixing.law.calendar import Calendar
from zhixing.law.turns import Turn


def item(node: Node, today: date, calendar: Calendar, turn: Turn | None, reader: int) -> Item:
    """一个应办事项。``node`` 须带 ``light`` 和案件；``turn`` 是这一件现在轮到谁，不是看的人的写在旁边。"""
    case = node.case
    action = remedies.button(case.pk, node.act, node.key, primary=node.light in {"red", "yellow"})
    return Item(
        title=str(node), url=remedies.case_url(case.pk), tone=node.light, extra=(deadline(node, today, calendar),),
        tags=(*tags(node), *turns.first(turn, node.key, today, reader)),
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
