"""本院的执行款账户：登记、改动、停用；各家银行的栏目对照也在这里。会计办，别人看。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.commands import accounts as commands
from zhixing.casework.funds.queries_desk import BankAccount
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.admin.records import moments
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
    TextField,
    Timeline,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries

COLUMNS = (Column("账户"), Column("户名"), Column("子账户号段"), Column("状态"), Column("栏目对照"), Column("", "end"))
NONE = Empty("还没有执行款账户", "会计登记以后，才能收银行文件、开子账户、印在通知书上。", "building-bank")


class AccountForm(forms.Form):
    """一个账户。"""

    holder = TextField(label="户名", max_length=120, help_text="照银行的开户资料，一个字不差：收款人核对的就是它")
    bank = TextField(label="开户银行", max_length=120)
    number = TextField(label="账号", max_length=40)
    prefix = TextField(label="子账户号段", max_length=24, required=False, help_text="银行给的号段；没有开通一案一人一账号的空着")
    published = forms.BooleanField(label="对外公布，让人核实", required=False, initial=True)


@needs("may_see_funds")
def page(request: HttpRequest) -> HttpResponse:
    """各账户，和谁何时改的。"""
    rows = list(money.accounts(request.user.court_id))
    rights = rights_of(request)
    keeps = rights.may_keep_books
    table = Table(columns=COLUMNS, rows=tuple(_row(row, keeps, rights.may_take_bank_files) for row in rows), label="执行款账户", empty=NONE)
    changed = entries(commands.stream(request.user.court_id)).filter(type="funds.BankAccountChanged").reverse()[:20]
    add = Action(text="登记账户", url=reverse("money_account_new"), kind="primary", icon="plus", dialog=True)
    live = sum(1 for row in rows if row.closed_on is None)
    return show(request, Page(
        title=f"在用的执行款账户 {live} 个", pretitle="案款管理", actions=(add,) if keeps else (), top=(frame.tabs("money_accounts"),),
        body=(Panel(flush=True, body=(table,)), Panel(title="谁改了什么", body=(Timeline(moments=moments(changed), empty="还没有登记过"),))),
    ))


def _row(row: BankAccount, keeps: bool, takes: bool) -> Row:
    layouts = "、".join(str(one.get("name", "自定")) for one in row.columns) or "用预设的"
    acts: Content = _acts(row, keeps) if takes and row.closed_on is None else ""
    return Row(cells=((row.bank, row.number), row.holder, row.prefix or "没有", _standing(row), layouts, acts))


def _acts(row: BankAccount, keeps: bool) -> Actions:
    stop = Action(text="停用", url=reverse("money_account_close", args=[row.pk]), kind="danger", method="post", small=True,
                  confirm=f"停用{row}以后不再收它的文件，不再印在通知书上。账照样留着。确定停用吗？")
    columns = Action(text="栏目对照", url=reverse("money_columns", args=[row.pk]), small=True)
    if not keeps:
        return Actions((columns,))
    return Actions((Action(text="改", url=reverse("money_account", args=[row.pk]), small=True, dialog=True), columns), more=(stop,))


def _standing(row: BankAccount) -> tuple[Content, ...]:
    if row.closed_on:
        return (Status("已停用", "grey"), f"{full_day(row.closed_on)}停用")
    live = f"{full_day(row.live_on)}起记总账" if row.live_on else "还没有期初"
    return Status("在用", "green"), live, "对外公布" if row.published else "不公布"


def own(request: HttpRequest, account_id: int) -> BankAccount:
    """本院的这一个；别的法院的没有。"""
    return get_object_or_404(money.accounts(request.user.court_id), pk=account_id)


@needs("may_keep_books")
def new(request: HttpRequest) -> HttpResponse:
    """登记。"""

    def act(values: dict[str, Any]) -> HttpResponse:
        row = commands.open_bank_account(actor=request.user, on=context.current().today, **values)
        return done(request, reverse("money_accounts"), f"已登记：{row}")

    return fill(request, AccountForm(request.POST or None), Filling(title="登记执行款账户", submit="登记", cancel=reverse("money_accounts"), act=act))


@needs("may_keep_books")
def edit(request: HttpRequest, account_id: int) -> HttpResponse:
    """改几栏；启用以后户名、账号、号段不能改。"""
    row = own(request, account_id)

    def act(values: dict[str, Any]) -> HttpResponse:
        commands.change_bank_account(account=row, actor=request.user, on=context.current().today, **values)
        return done(request, reverse("money_accounts"), f"已改：{row.bank}（尾号{row.number[-4:]}）")

    known = {name: getattr(row, name) for name in AccountForm.base_fields}
    form = AccountForm(request.POST or None, initial=known)
    return fill(request, form, Filling(title=f"执行款账户：{row}", cancel=reverse("money_accounts"), act=act))


@require_POST
@needs("may_keep_books")
def close(request: HttpRequest, account_id: int) -> HttpResponse:
    """停用。"""
    row = commands.close_bank_account(account=own(request, account_id), actor=request.user, on=context.current().today)
    return done(request, reverse("money_accounts"), f"已停用：{row}")
