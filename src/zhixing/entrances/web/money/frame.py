"""案款各页共有的：页签、翻页、金额和案件的写法。"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.queries_desk import BankAccount, Receipt
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.ui import Action, Content, Money, Pager, Status, Tab, Tabs
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import full_day, yuan

SIZE: Final = 50
PLACES: Final = {
    "money_desk": "办理", "money_receipts": "到账", "money_files": "银行文件", "money_payments": "付款", "money_odd": "待查",
    "distribution": "分配方案", "books": "账务", "money_accounts": "执行款账户",
}
RECEIPT_TONES: Final = {"suspense": "yellow", "proposed": "blue", "claimed": "green", "returned": "grey", "cancelled": "grey"}
LINE_TONES: Final = {"draft": "plain", "ready": "yellow", "exported": "blue", "paid": "green", "kept": "blue", "bounced": "red",
                     "retried": "grey", "void": "grey"}


def tabs(here: str) -> Tabs:
    """案款的几处之间。"""
    return Tabs(tuple(Tab(text, reverse(name), name == here) for name, text in PLACES.items()), "案款")


Paged = tuple[list[Any], Pager | None]


def paged(request: HttpRequest, rows: QuerySet[Any], column: str, *, oldest: bool) -> Paged:
    """一页，按键翻页：``oldest`` 早的在前，否则近的在前；深页与首页一样快。一页就够的不翻。"""
    if not oldest:
        found, pager = frame.paged(request, rows, column)
        return found, turning(pager)
    if place := _place(request.GET.get("after", "")):
        day, pk = place
        rows = rows.filter(Q(**{f"{column}__gt": day}) | Q(pk__gt=pk), **{f"{column}__gte": day})
    found = list(rows.order_by(column, "pk")[: SIZE + 1])
    last = found[SIZE - 1] if len(found) > SIZE else None
    after = link(request.GET, after=f"{getattr(last, column):%Y%m%d}-{last.pk}") if last else ""
    return found[:SIZE], turning(Pager(before=_first(request), after=after))


def by_number(request: HttpRequest, rows: QuerySet[Any], *, newest: bool = True) -> Paged:
    """一页，按编号翻页。"""
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 18:
        rows = rows.filter(**{"pk__lt" if newest else "pk__gt": int(after)})
    found = list(rows.order_by("-pk" if newest else "pk")[: SIZE + 1])
    more = link(request.GET, after=str(found[SIZE - 1].pk)) if len(found) > SIZE else ""
    return found[:SIZE], turning(Pager(before=_first(request), after=more))


def turning(pager: Pager) -> Pager | None:
    """一页就够的不翻。"""
    return pager if pager.before or pager.after else None


def _first(request: HttpRequest) -> str:
    return link(request.GET) if request.GET.get("after") else ""


def _place(key: str) -> tuple[date, int] | None:
    day, _, pk = key.partition("-")
    if not (len(day) == 8 and day.isdecimal() and pk.isdecimal() and len(pk) < 18):
        return None
    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])), int(pk)
    except ValueError:
        return None


# ---- 一格怎么写 ----


def arrived(row: Receipt) -> tuple[Content, ...]:
    """收据号（点开这一笔），下面是到账日。"""
    return Action(text=row.number, url=reverse("money_receipt", args=[row.pk]), kind="link"), f"{full_day(row.day)}到账"


def payer(row: Receipt) -> tuple[str, ...]:
    """付款人，下面是附言。"""
    return (row.payer or "没有写付款人", *([row.note[:60]] if row.note else []))


def sum_of(fen: int) -> Money:
    """金额。"""
    return Money(fen)


def state_of(row: Receipt) -> Status:
    """到账的状态。"""
    return Status(row.get_state_display(), RECEIPT_TONES[row.state])


def line_state(row: Any) -> Status:
    """一笔付款的状态；银行说了话的，停在上面看得见。"""
    return Status(row.get_state_display(), LINE_TONES[row.state], title=row.answer)


def sum_text(fen: int) -> str:
    """金额，写在话里的。"""
    return f"{yuan(fen)} 元"


def case_of(case: Case | None) -> tuple[Content, ...]:
    """案件；没有案件的是退还待认领的款。"""
    return frame.case_cell(case) if case else ("退还待认领的款",)


def account_name(row: BankAccount | None) -> str:
    """账户：开户行和尾号。"""
    return f"{row.bank}（尾号{row.number[-4:]}）" if row else "—"
