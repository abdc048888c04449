"""交办的事务：没有办完的在前，各到哪一步；办完的收着。"""

from __future__ import annotations

from typing import Final

from zhixing.casework.centre import queries_items as items
from zhixing.casework.centre.facts_items import rights_in_list
from zhixing.casework.centre.queries_desks import Service, services
from zhixing.casework.centre.queries_items import WorkItem
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.centre import cells
from zhixing.entrances.web.ui import Action, Column, Empty, Fold, Panel, Row, Table
from zhixing.foundation.history import context
from zhixing.law.item_rights import ItemRights
from zhixing.law.item_states import OPEN
from zhixing.law.states import Act

COLUMNS: Final = (Column("事务"), Column("交办", wide=True), Column("时限"), Column("状态"), Column("", "end"))
MOST: Final = 200


def panel(view: View) -> Panel:
    """交办的事务一块。"""
    rows = list(items.of_case(view.case.pk)[:MOST])
    known = services(view.case.court_id)
    rights = rights_in_list(view.desk.user, rows, known)
    now = [row for row in rows if row.state in OPEN]
    ended = [row for row in rows if row.state not in OPEN]
    table = Table(columns=COLUMNS, rows=_rows(now, known, rights), label="没有办完的事务",
                  empty=Empty("没有正在办的事务" if ended else "没有交办过事务", "通知、查询、送达、续封等，可以交给办理台办。", "inbox"))
    fold = (Fold(f"办完的 {len(ended)} 项", (Table(columns=COLUMNS, rows=_rows(ended, known, rights), label="办完的事务"),)),) if ended else ()
    title = f"交办的事务，{len(now)} 项没有办完" if now else "交办的事务"
    return Panel(id="work", title=title, flush=True, actions=_actions(view), body=(table, *fold))


def _actions(view: View) -> tuple[Action, ...]:
    if Act.REQUEST_ITEM not in view.desk.rights.available:
        return ()
    return (Action(text=Act.REQUEST_ITEM.label, url=remedies.act_url(view.case.pk, Act.REQUEST_ITEM), small=True, kind="primary", dialog=True),)


def _rows(rows: list[WorkItem], known: dict[str, Service], rights: dict[int, ItemRights]) -> tuple[Row, ...]:
    now = context.current().now
    return tuple(
        Row(cells=(
            cells.what(row, known), cells.asked(row), cells.due(row, now), cells.state(row), cells.first(row, rights[row.pk]),
        ))
        for row in rows
    )
