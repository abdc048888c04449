"""案款桌面：今日到账、待认领、待确认、未发放、待审批、待付款、已交银行、退汇、超发放期，每个数点开就是它的清单。"""

from __future__ import annotations

import os
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import Counts
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.money import clocks, frame, shelves
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import Action, Figure, Figures, Page, Panel, Table, show
from zhixing.entrances.web.ui.filters import link
from zhixing.foundation.history import context

LABELS: Final = {
    "today": "今日到账", "suspense": "待认领", "proposed": "待确认", "unpaid": "未发放", "review": "待审批", "ready": "待付款", "sent": "已交银行",
    "bounced": "退汇", "late": "超发放期",
}
RED: Final = ("bounced", "late")
FIRST: Final = ("late", "bounced", "suspense", "proposed", "ready", "review", "unpaid", "today")
"""没有指定看哪一格的，先看最要紧的。"""


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """桌面。"""
    ages = clocks.Ages.of(request.user.court_id, context.current().today)
    sizes = money.counts(request.user.court_id, ages.today, ages.late_before)
    here = picked(request, "state", LABELS) or next((key for key in FIRST if getattr(sizes, key)), "today")
    shelf = shelves.SHELVES[here]
    rows, pager = shelf.found(request, ages)
    table = Table(id="money", columns=shelf.columns, rows=shelf.rows(rows, ages), label=LABELS[here], pager=pager, empty=shelf.empty)
    return show(request, Page(
        title=headline(sizes), pretitle=f"案款管理 · {request.user.court.name}", actions=actions(request),
        top=(frame.tabs("money_desk"), _strip(request, sizes, here)), body=(Panel(flush=True, body=(table,), note=shelf.note),),
    ))


def waiting(request: HttpRequest) -> tuple[Panel, ...]:
    """工作台上的一块：有几笔等着办；一笔也没有的不摆。"""
    ages = clocks.Ages.of(request.user.court_id, context.current().today)
    sizes = money.counts(request.user.court_id, ages.today, ages.late_before)
    cells = tuple(
        Figure(label=text, value=f"{getattr(sizes, key):,}", url=f"{reverse('money_desk')}?state={key}", tone="red" if key in RED else "")
        for key, text in LABELS.items() if getattr(sizes, key)
    )
    more = Action(text="案款管理", url=reverse("money_desk"), kind="link")
    return (Panel(title="案款", note="点开就是清单", actions=(more,), body=(Figures(cells),)),) if cells else ()


def headline(sizes: Counts) -> str:
    """最要紧的一句。"""
    told = [f"{getattr(sizes, key):,} 笔{text}" for key, text in (("late", "超过发放期限"), ("bounced", "退汇"), ("suspense", "待认领"))
            if getattr(sizes, key)]
    return "，".join(told) if told else f"今日到账 {sizes.today:,} 笔，没有待认领、退汇、超期的"


def actions(request: HttpRequest) -> tuple[Action, ...]:
    """收银行文件、付款；演示法院另有模拟的银行。"""
    rights = rights_of(request)
    bank = os.environ.get("ZHIXING_BANK_URL", "") if settings.DEMO else ""
    return (
        *([Action(text="模拟的银行", url=bank, icon="building-bank")] if bank.startswith("http://127.0.0.1:") else []),
        Action(text="核实来电", url=reverse("money_hotline"), icon="phone-call"),
        *([Action(text="付款", url=reverse("money_payments"), icon="send")] if rights.may_export_payments else []),
        *([Action(text="收银行文件", url=reverse("money_files"), icon="upload", kind="primary")] if rights.may_take_bank_files else []),
    )


def _strip(request: HttpRequest, sizes: Counts, here: str) -> Figures:
    return Figures(strip=True, label="分格", cells=tuple(
        Figure(label=text, value=f"{getattr(sizes, key):,}", url=link(request.GET, state=key), current=key == here,
               tone="red" if key in RED and getattr(sizes, key) else "")
        for key, text in LABELS.items()
    ))
