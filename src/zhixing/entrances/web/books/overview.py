"""账务的首页：各账户最近一次核对，今天的在账，下一次该月结哪一月。"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds.commands.books import next_month
from zhixing.casework.funds.queries_reconciling import (
    Account,
    BankAccount,
    Reconciliation,
    last_reconciliation,
    movements,
)
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.books import frame
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Figure,
    Figures,
    Money,
    Page,
    Panel,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.foundation.history import context

COLUMNS = (Column("账户"), Column("总账启用"), Column("最近核对"), Column("银行余额（元）", "end"), Column("总账余额（元）", "end"), Column("结果"))
NONE = Empty("还没有执行款账户", "先登记账户，再做期初。", "building-bank")


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """首页。"""
    today, rows = context.current().today, frame.accounts(request)
    last = {row.pk: last_reconciliation(row) for row in rows}
    table = Table(columns=COLUMNS, rows=tuple(_row(row, last[row.pk], today) for row in rows), label="账户", empty=NONE)
    wrong = sum(len(one.differences) for one in last.values() if one)
    title = f"最近的核对有 {wrong} 处差异" if wrong else "最近的核对全部相符" if any(last.values()) else "还没有核对过"
    return show(request, Page(
        title=title, pretitle="案款管理 · 账务", top=frame.tabs("books"), actions=_next(request),
        body=(_figures(request, today), Panel(title="各账户", note="点开核对一天", flush=True, body=(table,)), _purposes(request, today)),
    ))


def _row(row: BankAccount, last: Reconciliation | None, today: date) -> Row:
    live: Content = full_day(row.live_on) if row.live_on else Status("还没有期初", "yellow")
    url = reverse("books_days", args=[row.pk]) if row.live_on else reverse("books_opening")
    if last is None:
        return Row(url=url, cells=(frame.named(row), live, "—", "—", "—", Status("没有核对过", "grey")))
    return Row(url=url, cells=(frame.named(row), live, full_day(last.day), Money(last.bank_fen), Money(last.ledger_fen), result(last)))


def result(row: Reconciliation) -> Status:
    """核对的结果。"""
    if row.differences:
        return Status(f"{len(row.differences)} 处差异", "red")
    return Status("相符，已签字" if row.signed_name else "相符，没有签字", "green" if row.signed_name else "blue")


def _figures(request: HttpRequest, today: date) -> Figures:
    held = {purpose: closing for purpose, *_, closing in movements(request.user.court_id, today, today)}
    owed = -sum(fen for purpose, fen in held.items() if purpose not in ("bank", "cash", "transit", "charge", "queried"))
    cells = (("存款", held.get("bank", 0)), ("在途（已交银行）", -held.get("transit", 0)), ("待缴存现金", held.get("cash", 0)),
             ("待认领", -held.get("suspense", 0)), ("账上合计（含待认领）", owed))
    return Figures(tuple(Figure(label=label, value=yuan(fen), note="元") for label, fen in cells), strip=True, label="今天的在账")


def _purposes(request: HttpRequest, today: date) -> Panel:
    first = today.replace(day=1)
    columns = (Column("账户"), Column("月初余额", "end"), Column("本月借方", "end"), Column("本月贷方", "end"), Column("余额", "end"))
    found = movements(request.user.court_id, first, today)
    rows = tuple(Row(cells=(Account.Purpose(purpose).label, frame.balance(opened), Money(debit), Money(credit), frame.balance(now)))
                 for purpose, opened, debit, credit, now in found)
    table = Table(columns=columns, rows=rows, label="本月各用途", empty=Empty("总账还没有凭证", icon="book"))
    return Panel(title=f"{today:%Y年%m月}的总账（元）", flush=True, body=(table,))


def _next(request: HttpRequest) -> tuple[Action, ...]:
    month = next_month(request.user.court_id)
    if month is None or not rights_of(request).may_keep_books:
        return ()
    return (Action(text=f"月结（{month.month} 月）", url=reverse("books_months"), icon="lock"),)
