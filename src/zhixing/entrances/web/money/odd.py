"""待查：银行扣了款说不清是什么的、收了还没有缴存银行的现金。查清的一笔一笔办掉。"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds import queries_receipts
from zhixing.casework.funds.commands import resolving
from zhixing.casework.funds.queries_desk import BankLine, PaymentFile, PayoutLine, Receipt
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.money import frame
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    Empty,
    Page,
    Panel,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.exchange.bank.kinds import NAMES
from zhixing.foundation.history import context

NAME: Final = "money_odd"
DEBITS: Final = (Column("记账"), Column("对方"), Column("金额（元）", "end"), Column("银行怎么写的"), Column("", "end"))
CASH: Final = (Column("收据"), Column("案件"), Column("付款人"), Column("金额（元）", "end"), Column("收款的两人"))
SHOWN: Final = 3
"""金额一样的付款至多列几笔。"""


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """待查的支出，还没有缴存的现金。"""
    court = request.user.court_id
    found, pager = sliced(request, queries_receipts.queried(court))
    able = rights_of(request).may_confirm_receipts
    fitting = money.debits_like(court, (-one.amount_fen for one in found)) if able else {}
    files = money.files_like(court, (-one.amount_fen for one in found)) if able and found else {}
    debits = Table(columns=DEBITS, rows=tuple(_debit(one, fitting, files, able) for one in found), label="待查的支出", pager=frame.turning(pager),
                   empty=Empty("没有待查的支出", icon="circle-check"))
    cash = queries_receipts.waiting_cash(court)
    held = Table(columns=CASH, rows=tuple(map(_cash, cash)), label="没有缴存的现金", empty=Empty("收的现金都缴存了", icon="circle-check"))
    return show(request, Page(
        title=headline(len(found), len(cash)), pretitle="案款管理", top=(frame.tabs(NAME),), body=(
            Panel(title="待查的支出", flush=True, body=(debits,), note="银行扣了款，没有带我们的付款编号，也不像手续费"),
            Panel(title="没有缴存银行的现金", flush=True, body=(held,), note="当日缴存；缴存时附言写收据号，收明细时自己对上"),
        ),
    ))


def headline(debits: int, cash: int) -> str:
    """一句话。"""
    told = [f"{number} 笔{text}" for number, text in ((debits, "支出待查"), (cash, "现金没有缴存")) if number]
    return "，".join(told) or "没有待查的"


def _debit(row: BankLine, fitting: dict[int, list[PayoutLine]], files: dict[int, list[PaymentFile]], able: bool) -> Row:
    other = (row.name or "没有写", *([row.other_account] if row.other_account else []))
    said = (Status(NAMES.get(row.kind, row.kind), "plain"), row.remark or row.summary or row.why)
    acts: Content = _clearing(row, fitting.get(-row.amount_fen, []), files.get(-row.amount_fen, [])) if able else ""
    return Row(cells=((full_day(row.booked_on), row.serial or "没有流水号"), other, frame.sum_of(row.amount_fen), said, acts))


def _clearing(row: BankLine, lines: list[PayoutLine], files: list[PaymentFile]) -> Actions:
    """查清了：是哪一笔付款、哪个付款文件的总数，或者是银行手续费。"""
    def button(text: str, chosen: int | str, confirm: str, name: str = "payout") -> Action:
        return Action(text=text, url=reverse("money_clear", args=[row.pk]), method="post", small=True, fields={name: chosen}, confirm=confirm)

    ask = "认作{0.payout.number}第{0.number}笔付给{0.payee}的扣款？"
    shown = tuple(button(f"是付款 {one.reference}", one.pk, ask.format(one)) for one in lines[:SHOWN])
    shown += tuple(button(f"是文件 {one.message_id}", one.pk, f"认作{one.message_id}成批扣的总数？", "file") for one in files[:SHOWN])
    charge = button("是手续费", "", f"认作银行手续费{frame.sum_text(-row.amount_fen)}？")
    return Actions((*shown[:1], charge), more=shown[1:], label="别的付款")


def _cash(row: Receipt) -> Row:
    officers = "、".join(str(one["name"]) for one in row.officers)
    return Row(cells=(frame.arrived(row), frame.case_of(row.case), row.payer, frame.sum_of(row.amount_fen), officers))


@require_POST
@needs("may_confirm_receipts")
def clear(request: HttpRequest, line_id: int) -> HttpResponse:
    """查清一笔支出。"""
    chosen = {name: int(text) for name in ("payout", "file") if (text := request.POST.get(name, "")).isdecimal() and len(text) < 16}
    resolving.clear_debit(line=line_id, actor=request.user, on=context.current().today, **chosen)
    return done(request, reverse(NAME), "已查清：是我们付款的扣款" if chosen else "已查清：是银行手续费")
