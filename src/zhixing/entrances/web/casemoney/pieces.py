"""案款一栏里的各块：几个数、发放审批表一览。"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from zhixing.casework.funds.queries_case import Payout
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.ui import Column, Empty, Figure, Grid, Money, Panel, Row, Status, Table
from zhixing.entrances.web.ui.words import day, yuan

PAYOUT_TONES: Final = {"draft": "plain", "review": "yellow", "approved": "blue", "paying": "blue", "done": "green", "void": "grey"}
SOURCES: Final = {"held": "", "deposit": "动用提存", "suspense": "退还待认领的款"}


def figures(purse: Purse) -> Grid:
    """到账、已付、等银行、在案。"""
    flow, now = purse.flow, purse.balance
    waiting = sum(flow.waiting.values())
    cells = [
        Figure(label="到账", value=yuan(flow.received_fen), note="认领到本案的"),
        Figure(label="已付", value=yuan(sum(flow.paid.values())), note="银行已付"),
        Figure(label="批准了待付", value=yuan(waiting), tone="yellow" if waiting else ""),
        Figure(label="在案，没有分", value=yuan(now.held_fen), tone="red" if now.held_fen < 0 else ""),
    ]
    kept = flow.deposit_fen + flow.reserve_fen
    cells += [Figure(label="提存、预留", value=yuan(kept))] if kept else []
    return Grid(tuple(cells))


def nothing() -> Empty:
    """一分钱也没有。"""
    return Empty("还没有认领到本案的款", "银行文件收进来，附言写了案号、子账号的会自己对上；没有对上的，在“认领到账”里认领。", "receipt")


def payouts(purse: Purse) -> Panel:
    """发放审批表，新的在前。"""
    columns = (Column("发放审批表"), Column("状态"), Column("金额", "end"), Column("起草"))
    sums = purse.sums
    rows = tuple(_payout(purse, row, sums.get(row.pk, 0)) for row in purse.payouts)
    table = Table(columns=columns, rows=rows, label="发放审批表", empty=Empty("还没有发放审批表", "计息单确认以后，从“申请发放”起草。", "file-text"))
    return Panel(title=f"发放审批表 {len(rows)} 张" if rows else "发放审批表", flush=True, body=(table,))


def _payout(purse: Purse, row: Payout, fen: int) -> Row:
    named = (row.number, *([SOURCES[row.source]] if SOURCES.get(row.source) else []), *([row.void_reason] if row.void_reason else []))
    return Row(url=reverse("payout_page", args=[row.pk]), tone="grey" if row.state == Payout.State.VOID else "", cells=(
        named, state(row), Money(fen), (row.drafted_name, day(row.drafted_on, purse.desk.today)),
    ))


def state(row: Payout) -> Status:
    """走到哪一步。"""
    return Status(row.get_state_display(), PAYOUT_TONES[row.state])
