"""上传银行文件：选几份一起交，小的当场入账，大的后台办，看得见进度；认不出栏目的去对照。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import BankFile
from zhixing.entrances.web import uploads
from zhixing.entrances.web.money import frame
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import Action, FormPanel, Note, Panel, Piece, Refusal, done
from zhixing.exchange import bank_intake
from zhixing.law.finding import Refused

MOST: Final = 20
"""一次至多交几份。"""


class Several(forms.ClearableFileInput):
    """可以选几份的文件框。"""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """几份文件，得到一串。"""

    widget = Several(attrs={"accept": ".xlsx,.xls,.csv,.txt,.xml,.mt940,.sta"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """逐份核对。"""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            return [super().clean(None, initial)]
        if len(given) > MOST:
            raise forms.ValidationError(f"一次至多 {MOST} 份。")
        return [super(FilesField, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    """几份银行文件，哪个账户的。"""

    file = FilesField(label="银行文件", allow_empty_file=True, help_text="网银导出的 .xls、.xlsx、.csv，对账单 camt、MT940；一次可以选几份。")
    account = forms.ChoiceField(label="哪个账户", required=False, help_text="文件里写着账号的，不用选")

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [one for one in money.accounts(court_id) if one.closed_on is None]
        self.fields["account"].choices = [("", "照文件里写的"), *((str(one.pk), str(one)) for one in rows)]  # type: ignore[attr-defined]


def received(request: HttpRequest) -> HttpResponse | tuple[tuple[Piece, ...], int]:
    """收下的转到结果；没有交、没有收的是上传的表单和状态码。"""
    posted = request.POST if request.method == "POST" else None
    form = UploadForm(posted, request.FILES if posted is not None else None, court_id=request.user.court_id)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST" and form.is_valid():
        made, refused = _taken(request, form.cleaned_data)
        if made and not refused:
            return _to(request, made)
    upload = FormPanel(form=form, url=reverse("money_files"), submit="上传入账", title="上传银行文件", before=refused)
    return (upload,), uploads.status(request, refused)


def _taken(request: HttpRequest, given: dict[str, Any]) -> tuple[list[BankFile], tuple[Piece, ...]]:
    """一份一份地收；一份不收不误别的。"""
    made: list[BankFile] = []
    refused: list[Piece] = []
    account = int(given["account"]) if given["account"] else None
    for file in given["file"]:
        content = file.read()
        try:
            run = bank_intake.start(user=request.user, name=file.name or "", content=content, account=account)
        except Refused as error:
            refused.append(Refusal.of(error.finding, nothing, f"收“{file.name}”"))
            continue
        made.append(bank_intake.carry_out(run.pk) if bank_intake.small(content) else run)
    return made, tuple(refused)


def _to(request: HttpRequest, made: list[BankFile]) -> HttpResponse:
    if len(made) == 1:
        return done(request, reverse("money_file", args=[made[0].pk]))
    return done(request, reverse("money_files"), f"交了 {len(made)} 份，一份一个结果")


def how() -> Panel:
    """怎么收。"""
    columns = Action(text="栏目对照", url=reverse("money_accounts"), small=True)
    return Panel(title="怎么收", body=(
        Note("从网上银行导出明细，原样传上来：重复的、交叠的、断了重传的都不要紧，同一笔只收一次。"),
        Note("进了子账户的、附言写明案号而付款人相符的，自动记入案件；别的列在待认领。退汇回到原来那笔付款。"),
        Note("没有收的行一行不丢，写明为什么。认不出表头的，对照一次栏目。", actions=(columns,)),
    ))


def mapper(row: BankFile) -> tuple[Action, ...]:
    """没有收的一份，可以去对照栏目的账户。"""
    account = row.bank_account or money.accounts(row.court_id).filter(closed_on=None).first()
    if account is None:
        return ()
    return (Action(text=f"对照栏目（{frame.account_name(account)}）", url=reverse("money_columns", args=[account.pk]), small=True),)
