"""一笔到账：银行的原文、对到哪件案件、凭什么，一直到付给了谁。认领、确认、撤回、退回也在这里。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import Receipt
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.money import claiming, clocks, frame, trail
from zhixing.entrances.web.ui import Content, Facts, Fold, Page, Panel, Text, show
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.foundation.history import context
from zhixing.law.debt import WAYS


def own(request: HttpRequest, receipt_id: int) -> Receipt:
    """本院的这一笔；别的法院的没有。"""
    return get_object_or_404(money.receipts(request.user.court_id), pk=receipt_id)


@needs("may_see_funds")
def page(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """一笔到账。"""
    row = own(request, receipt_id)
    return shown(request, row)


def shown(request: HttpRequest, row: Receipt, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页；``before`` 是办不成的理由。"""
    parts = list(money.parts_of(row))
    ages = clocks.Ages.of(request.user.court_id, context.current().today)
    told = Panel(title="来龙去脉", body=(trail.timeline(row, parts),))
    return show(request, Page(
        title=f"{row.payer or '没有写付款人'}付来 {yuan(row.amount_fen)} 元", pretitle=f"到账 · {row.number}", tags=_tags(row, ages),
        back=reverse("money_desk"), back_text="案款管理", body=(*before, *claiming.panels(request, row, parts), told), side=(_facts(row), *_raw(row)),
    ), status)


def _tags(row: Receipt, ages: clocks.Ages) -> tuple[Any, ...]:
    waiting = row.state in (Receipt.State.SUSPENSE, Receipt.State.PROPOSED)
    return (frame.state_of(row), *([ages.unclaimed(row.day).tag] if waiting else []))


def _facts(row: Receipt) -> Panel:
    rows: list[tuple[str, Content]] = [
        ("收据号", row.number), ("到账日", full_day(row.day)), ("金额", frame.sum_of(row.amount_fen)), ("付款人", row.payer or "没有写"),
        ("付款账号", row.payer_account or "没有写"), ("来源", row.get_sort_display()), ("方式", WAYS.get(row.way, row.way)),
        ("账户", frame.account_name(row.bank_account)), ("附言", row.note or "没有写"),
    ]
    if row.stopped_on:
        rows.append(("停止计息日", full_day(row.stopped_on)))
    if row.case:
        rows += [("案件", frame.case_of(row.case)[0]), ("被执行人", row.party.name if row.party else "全案")]
    return Panel(title="这一笔", body=(Facts(tuple(rows)),))


def _raw(row: Receipt) -> tuple[Content, ...]:
    if not row.line or not row.line.raw:
        return ()
    return (Panel(body=(Fold("银行文件里的原文", (Text(row.line.raw, "secondary"),), note=f"第 {row.line.row} 行"),)),)
