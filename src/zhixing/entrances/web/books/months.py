"""月结和凭证导出。"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds.commands.books import close_month, next_month
from zhixing.casework.funds.queries_reconciling import Account, MonthClose, live_accounts, month_closes, reconciliations
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.books import frame
from zhixing.entrances.web.cases.imports import XLSX
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Fold,
    Money,
    Note,
    Page,
    Panel,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.exchange import voucher_export
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """该结的一月，结了的各月。"""
    month, today = next_month(request.user.court_id), context.current().today
    rows = month_closes(request.user.court_id)[:24]
    columns = (Column("月份"), Column("凭证", "end"), Column("谁结的"), Column("导出凭证", "end"))
    table = Table(columns=columns, rows=tuple(_row(row, today) for row in rows), label="结了的月份", empty=Empty("还没有结过", icon="lock"))
    title = f"{month:%Y年%m月}还没有结" if month else "还没有凭证"
    return show(request, Page(
        title=title, pretitle="案款管理 · 账务", top=frame.tabs("books_months"),
        body=((_open(request, month, today),) if month else ()) + (Panel(title="结了的月份", flush=True, body=(table,)), *_figures(rows)),
    ))


def _open(request: HttpRequest, month: date, today: date) -> Panel:
    """该结的一月：各账户月末核对了没有，能不能结。"""
    last = month.replace(day=monthrange(month.year, month.month)[1])
    columns = (Column("账户"), Column("月末核对"))
    rows = tuple(Row(url=reverse("books_day", args=[one.pk, f"{last}"]) if last <= today else "", cells=(frame.named(one), _signed(one, last)))
                 for one in live_accounts(request.user.court_id))
    act = Action(
        text=f"结 {month.month} 月", url=reverse("books_month_close"), method="post", fields={"month": f"{month:%Y-%m}"}, kind="primary", icon="lock",
        confirm=f"结了以后，记账日在{month:%Y年%m月}和更早的凭证不再收；后到的记在下一月。确定吗？",
    )
    note = Note(f"{full_day(last)}以后可以结；各账户月末要核对相符并签字。结了的月份，数据库不再收那一月的凭证。",
                actions=(act,) if rights_of(request).may_keep_books and last < today else ())
    tables = Table(columns=columns, rows=rows, label="月末核对", empty=Empty("还没有启用总账的账户", icon="building-bank"))
    return Panel(title=f"{month:%Y年%m月}", actions=(_exports(month),), body=(note, tables))


def _signed(account: Any, last: date) -> Status:
    row = reconciliations(account, last, last).get(last)
    if row is None:
        return Status("没有核对", "grey")
    return Status("相符，已签字", "green") if row.signed_name else Status("没有签字", "yellow")


def _row(row: MonthClose, today: date) -> Row:
    return Row(cells=(f"{row.month:%Y年%m月}", f"{row.voucher_count:,} 张", (row.closed_name, moment(row.closed_at, today)), _exports(row.month)))


def _exports(month: date) -> Actions:
    return Actions(tuple(
        Action(text=f".{kind}", url=reverse("books_vouchers", args=[f"{month:%Y-%m}", kind]), icon="download", small=True, download=True,
               title=f"导出{month:%Y年%m月}的凭证") for kind in KINDS
    ))


def _figures(rows: Any) -> tuple[Fold, ...]:
    columns = (Column("用途"), Column("期初", "end"), Column("借方", "end"), Column("贷方", "end"), Column("期末", "end"))
    return tuple(
        Fold(f"{row.month:%Y年%m月}各用途（元）", (Table(columns=columns, label="各用途", rows=tuple(
            Row(cells=(Account.Purpose(purpose).label, *(Money(fen) for fen in sums))) for purpose, *sums in row.figures)),))
        for row in rows[:6]
    )


@require_POST
@needs("may_keep_books")
def close(request: HttpRequest) -> HttpResponse:
    """月结。"""
    month = frame.month_of(request.POST.get("month", ""))
    close_month(court_id=request.user.court_id, month=month, actor=request.user)
    return done(request, reverse("books_months"), f"{month:%Y年%m月}已结")


@needs("may_see_funds")
def vouchers(request: HttpRequest, month: str, kind: str) -> HttpResponse:
    """导出一月的凭证；留下查阅的记录。"""
    if kind not in KINDS:
        raise Http404
    first = frame.month_of(month)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    made = (voucher_export.as_csv if kind == "csv" else voucher_export.as_xlsx)(request.user.court_id, first, last)
    log_read(actor=request.user, court_id=request.user.court_id, what="导出凭证", detail=f"{first:%Y-%m}.{kind}")
    response = HttpResponse(made, content_type=KINDS[kind])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'凭证-{first:%Y-%m}.{kind}')}"
    return response
