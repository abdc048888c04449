"""付款：勾选待付款的导出一个付款文件，交银行；银行的结果传上来，一笔一个结果。只有银行说付了才算付了。"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import PaymentFile
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.money import answers, clocks, exporting, frame, shelves, waiting
from zhixing.entrances.web.ui import Action, Column, Columns, Content, Empty, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.words import full_day, moment, yuan
from zhixing.foundation.history import context

READY: Final = (Column("付款"), Column("收款人"), Column("金额（元）", "end"), Column("案件"), Column("最早到账"), Column("回访"))
FILES: Final = (Column("付款文件"), Column("付款账户"), Column("笔数", "end"), Column("合计（元）", "end"), Column("状态"))
TONES: Final = {"made": "blue", "answered": "green", "refused": "red", "cancelled": "grey"}
NOTHING: Final = Empty("没有待付款的", "发放审批表批准以后，各笔列在这里。", "circle-check")


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """待付款的各笔，近来的付款文件。"""
    exports = rights_of(request).may_export_payments
    rows = waiting.ready(request)
    found, pager = frame.by_number(request, rows, newest=False)
    ages = clocks.Ages.of(request.user.court_id, context.current().today)
    picks = "export-form" if exports and found else ""
    table = Table(id="ready", columns=READY, rows=tuple(_ready(row, ages) for row in found), label="待付款", pager=pager, empty=NOTHING, picks=picks)
    summed = rows.order_by().aggregate(fen=Sum("amount_fen"))["fen"] or 0
    number = rows.count()
    bulk = (exporting.panel(request),) if picks else ()
    below = Columns((answers.panel(),), (answers.how(),)) if exports else answers.how()
    return show(request, Page(
        title=f"待付款 {number:,} 笔，{yuan(summed)} 元" if number else "没有待付款的", pretitle="案款管理 · 付款", top=(frame.tabs(waiting.NAME),),
        body=(Panel(title="待付款", flush=True, body=(table,)), *bulk, _files(request), below),
    ))


def _ready(row: Any, ages: clocks.Ages) -> Row:
    age = ages.unpaid(row.since) if row.since else None
    since: tuple[Content, ...] = (age.piece, f"{full_day(row.since)}到账") if age else ("—",)
    return Row(pick=str(row.pk) if waiting.payable(row) else "", tone=age.row if age else "", cells=(
        shelves.line_name(row), shelves.payee(row), frame.sum_of(row.amount_fen), frame.case_of(row.payout.case), since, _call(row),
    ))


def _call(row: Any) -> tuple[Content, ...]:
    if not row.must_call:
        return ("不用",)
    return (Status("已核实", "green"),) if row.called else (Status("须先回访", "yellow"), row.must_call)


# ---- 付款文件 ----


def _files(request: HttpRequest) -> Panel:
    rows = tuple(_file(row) for row in money.payment_files(request.user.court_id)[:20])
    more = Action(text="全部付款文件", url=reverse("money_payment_files"), small=True)
    return Panel(title="近来的付款文件", actions=(more,), flush=True, body=(_table(rows),))


def _table(rows: tuple[Row, ...], **more: Any) -> Table:
    return Table(columns=FILES, rows=rows, label="付款文件", empty=Empty("还没有导出过", icon="send"), **more)


@needs("may_see_funds")
def listing(request: HttpRequest) -> HttpResponse:
    """全部付款文件。"""
    found, pager = frame.by_number(request, money.payment_files(request.user.court_id))
    table = _table(tuple(map(_file, found)), pager=pager)
    return show(request, Page(
        title="付款文件", pretitle="案款管理 · 付款", back=reverse(waiting.NAME), back_text="付款", body=(Panel(flush=True, body=(table,)),),
    ))


def _file(row: PaymentFile) -> Row:
    who = (row.message_id, f"{row.exported_name}　{moment(row.exported_at, context.current().today)}")
    account = (frame.account_name(row.bank_account), row.format)
    return Row(url=reverse("money_payment", args=[row.pk]), cells=(who, account, f"{row.count:,}", frame.sum_of(row.control_fen), state(row)))


def state(row: PaymentFile) -> Status:
    """一份走到哪了。"""
    return Status(row.get_state_display(), TONES[row.state])
