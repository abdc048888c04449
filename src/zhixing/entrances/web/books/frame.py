"""账务各页共有的：页签、本院的账户、网址里的日子。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import Http404, HttpRequest
from django.urls import reverse

from zhixing.casework.funds import queries_reconciling as queries
from zhixing.casework.funds.queries_reconciling import BankAccount
from zhixing.entrances.web.money.frame import tabs as money_tabs
from zhixing.entrances.web.ui import Piece, Tab, Tabs
from zhixing.entrances.web.ui.words import yuan
from zhixing.foundation.history import context

PLACES: Final = {"books": "核对", "books_opening": "期初", "books_months": "月结、凭证", "books_ageing": "账龄、总数"}


def tabs(here: str) -> tuple[Piece, ...]:
    """案款的几处，账务里的几处。"""
    inner = Tabs(tuple(Tab(text, reverse(name), name == here) for name, text in PLACES.items()), "账务", pills=True)
    return (money_tabs("books"), inner)


def accounts(request: HttpRequest) -> list[BankAccount]:
    """本院的各账户，在用的在前。"""
    return queries.accounts(request.user.court_id)


def account(request: HttpRequest, account_id: int) -> BankAccount:
    """本院的一个账户；别的法院的当没有。"""
    try:
        return queries.account_of(request.user.court_id, account_id)
    except BankAccount.DoesNotExist:
        raise Http404 from None


def day_of(text: str) -> date:
    """网址里的日子：2026-11-03；写错的、以后的当没有这一页。"""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
    if found > context.current().today or found.year < 2000:
        raise Http404
    return found


def month_of(text: str) -> date:
    """网址里的月份：2026-11。"""
    return day_of(f"{text}-01")


def balance(fen: int) -> str:
    """余额写方向：借、贷、平。总账里借方为正。"""
    return f"{'借' if fen > 0 else '贷'} {yuan(abs(fen))}" if fen else "平"


def named(row: BankAccount) -> str:
    """开户行和尾号。"""
    return f"{row.bank}（尾号{row.number[-4:]}）"
