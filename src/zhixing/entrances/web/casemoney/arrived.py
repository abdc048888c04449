"""到账一览：每一笔从哪里来、怎样对上、还剩多少没有付；等着确认的，能确认的人按一下。"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from zhixing.casework.funds.queries_case import Receipt
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Money, Panel, Row, Status, Table
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import day
from zhixing.law.arrival import FORFEITED_TOLD
from zhixing.law.debt import WAYS
from zhixing.law.states import Act

TONES = {"suspense": "yellow", "proposed": "yellow", "claimed": "green", "returned": "grey", "cancelled": "grey"}
COLUMNS = (Column("收据号"), Column("付款人"), Column("怎样对上"), Column("金额", "end"), Column("还没有付", "end"), Column(""))


def panel(purse: Purse) -> Panel:
    """一笔一行，点开看这一笔的来龙去脉。"""
    shown, pager = paged(purse.desk.request.GET, purse.receipts)
    left = {one.receipt.pk: one.left_fen for one in purse.traces}
    table = Table(
        columns=COLUMNS, rows=tuple(_row(purse, row, left.get(row.pk)) for row in shown), label="到账", pager=pager,
        empty=Empty("没有到账", "", "receipt"),
    )
    return Panel(title=f"到账 {len(purse.receipts)} 笔" if purse.receipts else "到账", flush=True, body=(table,))


def _row(purse: Purse, row: Receipt, left: int | None) -> Row:
    today = purse.desk.today
    claimed = row.state == Receipt.State.CLAIMED
    url = reverse("case_money_trace", args=[purse.case.pk, row.pk]) if claimed else ""
    came = f"{day(row.day, today)} {row.get_sort_display()}"
    return Row(url=url, cells=(
        (row.number, came), (row.payer or "没有写", *([f"算{row.party}的"] if row.party else []), *_way(row)), tuple(_matched(row)),
        Money(row.amount_fen), Money(left) if left is not None else "", _step(purse, row),
    ))


def _way(row: Receipt) -> list[str]:
    if row.sort == Receipt.Sort.FORFEITED:
        return [FORFEITED_TOLD]
    return [WAYS[row.way]] if row.way in WAYS and row.way != "transfer" else []


def _matched(row: Receipt) -> Iterator[Content]:
    """状态、谁认领谁确认、机器的理由。"""
    yield Status(row.get_state_display(), TONES[row.state])
    if row.claimed_name:
        yield f"{row.claimed_name}认领" + (f"，{row.confirmed_name}确认" if row.confirmed_name else "")
    yield from (str(one) for one in row.reasons[:2])


def _step(purse: Purse, row: Receipt) -> Content:
    """等着确认的：别人认领的，会计、案款管理员按一下就确认。"""
    own = row.claimed_by_id == purse.desk.user.pk
    if row.state != Receipt.State.PROPOSED or own or not purse.may(Act.CONFIRM_MONEY):
        return "等另一人确认" if row.state == Receipt.State.PROPOSED else ""
    url = reverse("case_money_confirm", args=[purse.case.pk, row.pk])
    return Action(text="确认", url=url, method="post", kind="primary", small=True, fields={"revision": row.revision})
