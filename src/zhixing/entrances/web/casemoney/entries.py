"""逐笔对账单：哪天、什么事、哪个户进出多少、还剩多少；一笔一张凭证。"""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from zhixing.casework.funds.queries_books import Row as Entry
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.ui import Action, Column, Empty, Money, Panel, Row, Status, Table
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import dates, day, yuan

COLUMNS = (Column("记账日"), Column("事项"), Column("各户进出"), Column("进出", "end"), Column("还在法院", "end"))
FEW = 6
"""案件页上先列几笔。"""


def recent(purse: Purse) -> Panel:
    """最近几笔；全部的在对账单。"""
    rows = purse.entries[::-1]
    more = Action(text=f"全部 {len(rows)} 笔", url=reverse("case_money_statement", args=[purse.case.pk]), small=True)
    return Panel(title="最近的账", flush=True, actions=(more,) if len(rows) > FEW else (), body=(_table(purse, rows[:FEW]),))


def whole(purse: Purse) -> Panel:
    """全部，先记的在前，分页。"""
    shown, pager = paged(purse.desk.request.GET, purse.entries)
    table = _table(purse, shown)
    return Panel(title=f"逐笔 {len(purse.entries)} 笔", flush=True, body=(
        Table(columns=COLUMNS, rows=table.rows, label=table.label, empty=table.empty, pager=pager),
    ))


def _table(purse: Purse, rows: Sequence[Entry]) -> Table:
    empty = Empty("还没有账", "到账认领、批准发放、银行付款，都在这里一笔一笔列着。", "receipt")
    return Table(columns=COLUMNS, rows=tuple(_row(purse, one) for one in rows), label="对账单", empty=empty)


def _row(purse: Purse, one: Entry) -> Row:
    sign = "+" if one.change_fen > 0 else ""
    change = f"{sign}{yuan(one.change_fen)}" if one.change_fen else "—"
    struck = (Status("冲回", "grey"),) if one.reverses_id else ()
    moved = tuple(f"{move.name} {'+' if move.fen > 0 else ''}{yuan(move.fen)}" for move in one.moves[:6])
    more = (f"等 {len(one.moves)} 户",) if len(one.moves) > 6 else ()
    told = (one.label, *struck, *([dates(one.memo)] if one.memo and one.memo != one.label else []))
    return Row(cells=(day(one.day, purse.desk.today), told, (*moved, *more), change, Money(one.balance_fen)))
