"""对账单：结存、来龙去脉、逐笔；导出表格。一笔到账点开，看每一分从银行的哪一笔来、到了谁手里。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds.queries_case import Part, Receipt, Trace
from zhixing.entrances.web.casemoney import entries
from zhixing.entrances.web.casemoney.lines import TONES
from zhixing.entrances.web.casemoney.picture import waterfall
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.funds.output import XLSX, attachment
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Facts, Money, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.exchange import money_xlsx
from zhixing.exchange.money_xlsx import Heading
from zhixing.foundation.history.commands import log_read
from zhixing.law.debt import WAYS
from zhixing.law.identity import mask
from zhixing.law.payout_kinds import WHATS

WENT = (Column("付什么"), Column("收款人"), Column("金额", "end"), Column("凭什么"), Column("银行"), Column("状态"))


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """对账单。"""
    purse = Purse.open(request, case_id)
    get = Action(text="导出表格", url=reverse("case_money_export", args=[case_id]), icon="file-spreadsheet", download=True)
    picture = (Panel(title="去处", body=(waterfall(purse.flow),)),) if purse.flow.received_fen else ()
    return show(request, Page(
        title=f"案款对账单：还在法院 {yuan(purse.balance.total_fen + purse.balance.instructed_fen)} 元", actions=(get,),
        pretitle=f"{purse.case}　{people(purse.desk)}", back=home(purse), back_text="案款", body=(*picture, _standing(purse), entries.whole(purse)),
    ))


def home(purse: Purse) -> str:
    """案件页的案款一栏。"""
    return f"{purse.desk.home}?tab=money#tabs"


def _standing(purse: Purse) -> Panel:
    now = purse.balance
    rows: list[tuple[str, Content]] = [(label, Money(fen)) for label, fen in now.lines]
    rows += [("已交银行、银行没有回的", Money(now.instructed_fen))] if now.instructed_fen else []
    rows.append(("还在法院", Money(now.total_fen + now.instructed_fen)))
    return Panel(title="现在在哪里", body=(Facts(tuple(rows)),))


def exported(request: HttpRequest, case_id: int) -> HttpResponse:
    """导出表格：对账单、来龙去脉两张表。"""
    purse = Purse.open(request, case_id)
    desk = purse.desk
    log_read(actor=desk.user, court_id=desk.case.court_id, what="导出案款对账单", stream=desk.case.stream, detail=str(desk.case))
    head = Heading(desk.case.court.name, str(desk.case), people(desk), desk.today, desk.user.name)
    answer = HttpResponse(money_xlsx.workbook(head, purse.entries, purse.balance, purse.traces), content_type=XLSX)
    answer.headers["Content-Disposition"] = attachment(f"案款对账单{desk.case}{desk.today:%Y%m%d}.xlsx")
    return answer


# ---- 一笔到账 ----


def trace(request: HttpRequest, case_id: int, receipt_id: int) -> HttpResponse:
    """一笔到账的来龙去脉。"""
    purse = Purse.open(request, case_id)
    found = next((one for one in purse.traces if one.receipt.pk == receipt_id), None)
    if found is None:
        raise Http404
    row = found.receipt
    return show(request, Page(
        title=f"{row.number}：到账 {yuan(row.amount_fen)} 元", pretitle=f"{purse.case}　{people(purse.desk)}", back=home(purse), back_text="案款",
        tags=(Status(row.get_state_display(), "green"),), actions=_elsewhere(purse, row), body=(
            Panel(title="从哪里来", body=(Facts(tuple(_came(row))),)), _went(found),
        ),
    ))


def _elsewhere(purse: Purse, row: Receipt) -> tuple[Action, ...]:
    """管案款的人，到案款管理里看、撤回认领。"""
    if not purse.court.may_see_funds:
        return ()
    return (Action(text="在案款管理里看", url=reverse("money_receipt", args=[row.pk]), icon="list-check"),)


def _came(row: Receipt) -> Iterator[tuple[str, Any]]:
    yield "到账日", full_day(row.day)
    yield "来源", row.get_sort_display() + (f"，{WAYS[row.way]}" if row.way in WAYS else "")
    yield "付款人", row.payer or "没有写"
    if row.line is not None:
        yield "收款账户", f"{row.line.bank_account.bank}（尾号{row.line.bank_account.number[-4:]}）"
        yield "银行流水", row.line.serial or "没有流水号"
        if row.line.taken_from is not None:
            yield "银行文件", f"{row.line.taken_from.name}，第{row.line.row}行"
        yield "附言", " ".join(filter(None, (row.line.summary, row.line.remark))) or "没有写"
    yield "算谁的", row.party.name if row.party else "全案"
    who = (row.claimed_name or "机器对上", row.confirmed_name and f"{row.confirmed_name}确认")
    yield "认领", "，".join(filter(None, (*who, *map(str, row.reasons[:3]))))
    if row.stopped_on:
        yield "停止计息日", full_day(row.stopped_on)


def _went(found: Trace) -> Panel:
    rows = [_part(part) for part in found.parts]
    if found.left_fen:
        rows.append(Row(cells=("在案，没有付", "", Money(found.left_fen), "", "", "")))
    told = f"付出去和批准了的 {yuan(found.receipt.amount_fen - found.left_fen)} 元，没有付 {yuan(found.left_fen)} 元"
    table = Table(columns=WENT, rows=tuple(rows), label="去处", empty=Empty("没有付出去"))
    return Panel(title="到哪里去", note=told, flush=True, body=(table,))


def _part(part: Part) -> Row:
    line = part.line
    when = line.paid_on or line.bounced_on
    sent = [f"付款文件 {line.file.message_id}"] if line.file else []
    sent += [f"编号 {line.reference}"] if line.reference else []
    sent += [f"扣款流水 {line.line.serial}"] if line.line else []
    link = Action(text=line.payout.number, url=reverse("payout_page", args=[line.payout_id]), kind="link")
    state = Status(line.get_state_display(), TONES.get(line.state, "plain"), title=line.answer)
    return Row(cells=(
        WHATS[line.what].label, (line.payee, *([mask(line.account)] if line.account else [])), Money(part.amount_fen), link, tuple(sent) or "—",
        (state, *([full_day(when)] if when else [])),
    ))
