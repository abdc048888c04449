"""一个付款文件：各笔到哪一步了，下载（每次都是同样的字节），没有交银行的作废。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.commands import payment_files
from zhixing.casework.funds.queries_desk import PaymentFile, PayoutLine
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.money import answers, frame, linking, payments, shelves, waiting
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Figure,
    Figures,
    FormPanel,
    Note,
    Number,
    Page,
    Panel,
    Piece,
    Row,
    Table,
    TextField,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import moment
from zhixing.exchange import payments as exchange
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read

State = PayoutLine.State


class CancelForm(forms.Form):
    """作废的理由。"""

    reason = TextField(label="理由", max_length=300)


COLUMNS: Final = (Column("付款、付款编号"), Column("收款人"), Column("金额（元）", "end"), Column("案件"), Column("银行说的"))
SHELVES: Final = {"": "全部", "exported": "等银行", "paid": "已付", "bounced": "退汇、没有付"}
OF: Final = {"exported": (State.EXPORTED,), "paid": (State.PAID, State.KEPT), "bounced": (State.BOUNCED, State.RETRIED)}


def own(request: HttpRequest, file_id: int) -> PaymentFile:
    """本院的这一个；别的法院的没有。"""
    return get_object_or_404(money.payment_files(request.user.court_id), pk=file_id)


@needs("may_see_funds")
def page(request: HttpRequest, file_id: int) -> HttpResponse:
    """一个付款文件。"""
    row = own(request, file_id)
    rows = money.lines(request.user.court_id).filter(file=row)
    here = picked(request, "only", SHELVES)
    found, pager = frame.by_number(request, rows.filter(state__in=OF[here]) if here else rows, newest=False)
    table = Table(id="lines", columns=COLUMNS, rows=tuple(map(_line, found)), label="各笔", pager=pager, empty=Empty("没有这样的"))
    exports = rights_of(request).may_export_payments
    return show(request, Page(
        title=headline(row), pretitle=f"付款文件 · {row.message_id}", tags=(payments.state(row),), back=reverse(waiting.NAME), back_text="付款",
        actions=_actions(row) if exports else (), top=_notes(row), body=(Panel(flush=True, body=(_strip(request, rows, here), table)),),
        side=(*_answering(row, exports), _facts(row), *_cancelling(request, row)),
    ))


def headline(row: PaymentFile) -> str:
    """一句话。"""
    told = {"made": "等银行的结果", "answered": "银行已回", "refused": "银行整份退回", "cancelled": "作废，没有交银行"}
    return f"{row.count:,} 笔 {frame.sum_text(row.control_fen)}，{told[row.state]}"


def _answering(row: PaymentFile, exports: bool) -> tuple[Piece, ...]:
    return (answers.panel(),) if exports and row.state == PaymentFile.State.MADE else ()


def _cancelling(request: HttpRequest, row: PaymentFile) -> tuple[Piece, ...]:
    """没有交银行的，会计作废：各笔回到待付款。"""
    if row.state != PaymentFile.State.MADE or not rights_of(request).may_keep_books:
        return ()
    note = Note("只有确实没有交银行的才能作废：各笔换新的付款编号，回到待付款。先向银行问清楚。", "yellow")
    return (FormPanel(form=CancelForm(), url=reverse("money_payment_cancel", args=[row.pk]), submit="作废这一个文件", title="没有交银行，作废",
                      danger=True, before=(note,)),)


@require_POST
@needs("may_keep_books")
def cancel(request: HttpRequest, file_id: int) -> HttpResponse:
    """作废。"""
    row = own(request, file_id)
    payment_files.cancel_file(file=row, actor=request.user, on=context.current().today, reason=request.POST.get("reason", ""))
    return done(request, reverse("money_payment", args=[row.pk]), "已作废，各笔回到待付款")


def _notes(row: PaymentFile) -> tuple[Note, ...]:
    if row.state == PaymentFile.State.MADE and not row.answers:
        return (Note("导出不算付了：银行说付了才算。文件交银行以后，把银行的结果（pain.002、结果表、当天明细）传上来。", "blue"),)
    return ()


def _actions(row: PaymentFile) -> tuple[Piece, ...]:
    if row.file_id is None or row.state == PaymentFile.State.CANCELLED:
        return ()
    get = Action(text="下载付款文件", url=reverse("money_payment_download", args=[row.pk]), icon="download", download=True)
    return (*linking.sending(row), get)


def _strip(request: HttpRequest, rows: QuerySet[PayoutLine], here: str) -> Figures:
    counted = {one["state"]: one for one in rows.order_by().values("state").annotate(n=Count("pk"), fen=Sum("amount_fen"))}
    cells = []
    for key, text in SHELVES.items():
        mine = [one for state, one in counted.items() if not key or state in OF[key]]
        number = sum(one["n"] for one in mine)
        cells.append(Figure(label=text, value=f"{number:,}", url=link(request.GET, only=key or None), current=key == here,
                            note=frame.sum_text(sum(one["fen"] for one in mine)), tone="red" if key == "bounced" and number else ""))
    return Figures(tuple(cells), strip=True, label="各笔到哪一步")


def _line(row: Any) -> Row:
    name = (*shelves.line_name(row), *([Number(row.reference)] if row.reference else []))
    return Row(cells=(name, shelves.payee(row), frame.sum_of(row.amount_fen), frame.case_of(row.payout.case), shelves.said(row)))


def _facts(row: PaymentFile) -> Panel:
    rows: tuple[tuple[str, Content], ...] = (
        ("报文编号", row.message_id), ("格式", row.format), ("付款账户", frame.account_name(row.bank_account)), ("笔数", f"{row.count:,}"),
        ("合计", frame.sum_of(row.control_fen)), ("文件摘要", row.sha256[:16] + "…" if row.sha256 else "—"),
        ("谁导出的", f"{row.exported_name}　{moment(row.exported_at)}"),
    )
    told = tuple(_told(one) for one in row.answers)
    return Panel(title="这一份", body=(Facts(rows), *told))


def _told(one: dict[str, Any]) -> Note:
    """收过的一份结果。"""
    odd = answers.strange(one.get("strange", []), one.get("against", []))
    said = answers.told(one.get("paid", 0), one.get("refused", 0), one.get("waiting", 0))
    more = [one["why"]] if one.get("why") else []
    return Note("\n".join([said, *more, *odd, f"{one.get('by', '')}　{one.get('at', '')[:16].replace('T', ' ')}"]), "yellow" if odd else "blue")


@needs("may_export_payments")
def download(request: HttpRequest, file_id: int) -> HttpResponse:
    """下载：存下的原样，每次都是同样的字节；记入查阅日志。"""
    row = get_object_or_404(money.payment_files(request.user.court_id).exclude(state=PaymentFile.State.CANCELLED), pk=file_id, file__isnull=False)
    assert row.file is not None
    log_read(actor=request.user, court_id=row.court_id, what="下载付款文件", detail=f"{row.message_id}，{row.count}笔")
    response = HttpResponse(exchange.content(row), content_type=row.file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, row.file.name) or ""
    response["Cache-Control"] = "no-store"
    return response
