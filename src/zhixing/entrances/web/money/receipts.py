"""到账一览：按状态、账户、日子、来源筛选，按收据号、付款人、案号、金额查找。"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import Receipt
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.money import frame
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import Column, DayField, Empty, Filter, Filters, MoneyField, Page, Panel, Row, Table, show
from zhixing.entrances.web.ui.filters import chosen

NAME: Final = "money_receipts"
COLUMNS: Final = (Column("到账"), Column("付款人、附言"), Column("金额（元）", "end"), Column("案件"), Column("来源", wide=True), Column("状态"))
EMPTY: Final = Empty("没有这样的到账", "去掉几项筛选再看；今天的明细可能还没有收。", "receipt")


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """各笔到账，近的在前。"""
    found, pager = frame.paged(request, narrowed(request, money.receipts(request.user.court_id)), "day", oldest=False)
    table = Table(id="receipts", columns=COLUMNS, rows=tuple(map(_row, found)), label="到账", pager=pager, empty=EMPTY)
    return show(request, Page(
        title="到账", pretitle="案款管理", top=(frame.tabs(NAME),), body=(filters(request), Panel(flush=True, body=(table,))),
    ))


def filters(request: HttpRequest) -> Filters:
    """筛选。"""
    accounts = tuple((str(one.pk), frame.account_name(one)) for one in money.accounts(request.user.court_id))
    specs = (
        Filter("state", "状态", tuple(Receipt.State.choices)), Filter("sort", "来源", tuple(Receipt.Sort.choices)),
        Filter("account", "账户", accounts), Filter("since", "到账自", kind="day"), Filter("until", "至", kind="day"),
    )
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="收据号、付款人、案号、金额")
    return Filters(filters=tuple(chosen(request.GET, spec) for spec in specs), search=search, clear_url=reverse(NAME))


def narrowed(request: HttpRequest, rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
    """按网址里的各项缩小；看不懂的当没有填。"""
    if state := picked(request, "state", Receipt.State.values):
        rows = rows.filter(state=state)
    if sort := picked(request, "sort", Receipt.Sort.values):
        rows = rows.filter(sort=sort)
    account = request.GET.get("account", "")
    if account.isdecimal() and len(account) < 15:
        rows = rows.filter(bank_account=int(account))
    if since := _day(request.GET.get("since", "")):
        rows = rows.filter(day__gte=since)
    if until := _day(request.GET.get("until", "")):
        rows = rows.filter(day__lte=until)
    text = request.GET.get("q", "").strip()[:80]
    return rows.filter(_told(text)) if text else rows


def _told(text: str) -> Q:
    """收据号、付款人、附言、案号里有这几个字的，金额正好的。"""
    found = Q(number__contains=text) | Q(payer__contains=text) | Q(note__contains=text) | Q(case__number__contains=text)
    fen = _fen(text)
    return found | Q(amount_fen=fen) if fen else found


def _fen(text: str) -> int | None:
    try:
        fen: int | None = MoneyField(required=False).clean(text)
    except ValidationError:
        return None
    return fen


def _day(text: str) -> date | None:
    try:
        found: date | None = DayField(required=False).clean(text)
    except ValidationError:
        return None
    return found


def _row(row: Any) -> Row:
    source = (row.get_sort_display(), frame.account_name(row.bank_account))
    return Row(cells=(frame.arrived(row), frame.payer(row), frame.sum_of(row.amount_fen), _case(row), source, frame.state_of(row)))


def _case(row: Receipt) -> Any:
    return frame.case_of(row.case) if row.case else "—"
