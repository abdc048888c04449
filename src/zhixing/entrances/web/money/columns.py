"""栏目对照：银行的表认不出的，传一份样子，指定各栏是哪一列，以后就认得。一个账户可以有几种。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds.commands import accounts as commands
from zhixing.casework.funds.queries_desk import BankAccount
from zhixing.entrances.web import samples
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.money import accounts
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Empty,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Refusal,
    Row,
    Section,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.exchange import bank_intake
from zhixing.exchange.bank.layouts import SEVERAL, Layout
from zhixing.exchange.bank.reading import Survey
from zhixing.foundation.history import context
from zhixing.law.finding import Refused

FIELDS: Final = {
    "booked": "记账日期", "traded": "交易日期", "time": "交易时间", "value": "起息日", "credit": "收入（贷方）金额", "debit": "支出（借方）金额",
    "amount": "金额（只有一列的）", "sign": "借贷标志", "balance": "余额", "currency": "币种", "account": "本方账号", "name": "对方户名",
    "other_account": "对方账号", "other_bank": "对方开户行", "payer_name": "付款人名称", "payer_account": "付款人账号", "payer_bank": "付款人开户行",
    "payee_name": "收款人名称", "payee_account": "收款人账号", "payee_bank": "收款人开户行", "serial": "流水号",
    "references": "付款编号", "code": "交易码", "summary": "摘要", "remark": "附言", "reversal": "冲正标志",
}
GROUPS: Final = (
    ("日子和金额", ("booked", "traded", "time", "credit", "debit", "amount", "sign", "balance")),
    ("对方和说明", ("name", "other_account", "other_bank", "summary", "remark", "serial")),
    ("付款人、收款人各有一列的", ("payer_name", "payer_account", "payer_bank", "payee_name", "payee_account", "payee_bank")),
    ("其他", ("references", "code", "value", "currency", "account", "reversal")),
)
FLAGS: Final = {
    "signed": "只有一列金额，自己带正负号：负的是支出", "red": "写着借、贷，金额为负的是红字（冲正）",
    "reversed_view": "站在单位账上写的：借方是收入",
}

class SampleForm(forms.Form):
    """一份样子。"""

    file = forms.FileField(label="明细样子", help_text=".xlsx、.xls、.csv；只看表头和头几行，不入账。", allow_empty_file=True,
                           widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.txt"}))


class MapForm(forms.Form):
    """各栏是哪一列。"""

    called = TextField(label="这种表叫什么", max_length=40, help_text="如：本院农商行网银明细")

    def __init__(self, *args: Any, titles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = samples.choices(titles)
        for key, label in FIELDS.items():
            several = key in SEVERAL
            made = forms.MultipleChoiceField if several else forms.ChoiceField
            hint = "几列的，按住 Ctrl 一起选" if several else ""
            self.fields[key] = made(label=label, choices=choices[1:] if several else choices, required=False, help_text=hint)
        for flag, label in FLAGS.items():
            self.fields[flag] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        """缺日子、缺金额的说清。"""
        given = super().clean() or {}
        if not self.errors:
            try:
                Layout.of(layout(given))
            except ValueError as error:
                self.add_error(None, f"{error}。")
        return given


def layout(given: dict[str, Any]) -> dict[str, Any]:
    """存下的写法，见 ``Layout.of``。"""
    columns = {key: value if isinstance(value, list) else [value] for key in FIELDS if (value := given.get(key))}
    return {"name": given.get("called", ""), "columns": columns, **{flag: True for flag in FLAGS if given.get(flag)}}


@needs("may_take_bank_files")
def page(request: HttpRequest, account_id: int) -> HttpResponse:
    """先传一份样子，再对照，存下。"""
    account = accounts.own(request, account_id)
    if request.method == "POST" and "titles" in request.POST:
        return _kept(request, account)
    form = SampleForm(request.POST or None, request.FILES or None)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _mapping(request, account, bank_intake.look(user=request.user, name=file.name, content=file.read(), account=account))
        except Refused as error:
            refused = (Refusal.of(error.finding, nothing, "看这份样子"),)
    upload = FormPanel(form=form, submit="看看有哪些栏", title="传一份样子", before=refused)
    return _shown(request, account, (upload, _known(account)), 409 if refused else 200 if request.method != "POST" else 422)


def _shown(request: HttpRequest, account: BankAccount, body: tuple[Piece, ...], status: int = 200) -> HttpResponse:
    page = Page(title="栏目对照", pretitle=str(account), back=reverse("money_accounts"), back_text="执行款账户", body=body, side=(_how(),))
    return show(request, page, status)


def _how() -> Panel:
    return Panel(title="什么时候用", body=(
        Note("工、农、中、建、交、招、邮储、农信的明细，常见的写法都认得，不用对照。"),
        Note("认不出表头的，或者换了版式的：传一份样子，指定一次，以后这种表自动认得。"),
        Note("收入、支出各一列的，分别指定；只有一列金额的，指定金额和借贷标志。"),
    ))


# ---- 对照 ----


def _mapping(request: HttpRequest, account: BankAccount, found: Survey, form: MapForm | None = None) -> HttpResponse:
    """各栏的选单，预先填好认得的；下面是文件的头几行。"""
    titles = [one for one in found.titles if one]
    form = form or MapForm(titles=titles, initial=_guessed(found))
    sections = (Section("", ("called",), 1), *(Section(title, names, 3) for title, names in GROUPS), Section("金额怎么写的", tuple(FLAGS), 1))
    sample = samples.Sample(found.row, found.titles, found.sample)
    panel = FormPanel(form=form, submit="存下对照", title=f"第 {found.row} 行是表头", sections=sections, hidden=sample.hidden(),
                      cancel=reverse("money_columns", args=[account.pk]))
    known = (Note(f"现在认成“{found.header.layout.name}”，已经照它填好；对的不用存。", "green"),) if found.header else ()
    return _shown(request, account, (*known, sample.panel(), panel), 422 if form.is_bound else 200)


def _guessed(found: Survey) -> dict[str, Any]:
    """认得的先填好。"""
    if found.header is None:
        return {}
    at = found.header
    one = {key: at.titles[place] for key, place in at.places.items()}
    return one | {key: [at.titles[place] for place in places] for key, places in at.several.items()}


def _kept(request: HttpRequest, account: BankAccount) -> HttpResponse:
    """存下：同名的换掉。"""
    held = samples.carried(request)
    found = Survey(held.row, held.titles, held.lines)
    form = MapForm(request.POST, titles=[one for one in found.titles if one])
    if not form.is_valid():
        return _mapping(request, account, found, form)
    made = layout(form.cleaned_data)
    bank_intake.map_columns(user=request.user, account=account, layout=made)
    return done(request, reverse("money_columns", args=[account.pk]), f"已存下：{made['name']}")


# ---- 已有的 ----


def _known(account: BankAccount) -> Panel:
    rows = tuple(_row(account, n, one) for n, one in enumerate(account.columns))
    table = Table(columns=(Column("表"), Column("各栏"), Column("", "end")), rows=rows, label="已有的对照",
                  empty=Empty("还没有另外对照过", "现在用的是各家银行的预设。", "file-spreadsheet"))
    return Panel(title="已有的对照", flush=True, body=(table,))


def _row(account: BankAccount, place: int, one: dict[str, Any]) -> Row:
    told = "，".join(f"{FIELDS.get(key, key)}：{'、'.join(names)}" for key, names in one.get("columns", {}).items())
    drop = Action(text="去掉", url=reverse("money_columns_drop", args=[account.pk]), method="post", small=True, fields={"name": one.get("name", "")},
                  confirm=f"去掉“{one.get('name', '')}”的对照？以后这种表照预设认。")
    flags = tuple(Status(FLAGS[flag], "plain") for flag in FLAGS if one.get(flag))
    return Row(cells=(str(one.get("name", "自定")), (told, *flags), drop))


@require_POST
@needs("may_take_bank_files")
def drop(request: HttpRequest, account_id: int) -> HttpResponse:
    """去掉一种。"""
    account, name = accounts.own(request, account_id), request.POST.get("name", "")
    kept = [one for one in account.columns if one.get("name") != name]
    commands.set_columns(account=account, actor=request.user, on=context.current().today, columns=kept)
    return done(request, reverse("money_columns", args=[account.pk]), "已去掉")
