"""银行直连：接了的，付款文件直接送银行，明细和结果直接取；没有接的、断了的，照旧用文件。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds.queries_desk import PaymentFile
from zhixing.casework.funds.queries_payouts import sent_by_link
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.money import frame
from zhixing.entrances.web.ui import Action, DayField, Piece, Status, done
from zhixing.exchange import bank_link
from zhixing.foundation.history import context

BACK: Final = timedelta(days=3)
"""取明细从几天以前取起：重叠的不会重收。"""


class FetchForm(forms.Form):
    """取哪个账户、哪几天的。"""

    account = forms.ChoiceField(label="哪个账户")
    since = DayField(label="自")
    until = DayField(label="至（含）")

    def __init__(self, *args: object, court_id: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = [one for one in money.accounts(court_id) if one.closed_on is None]
        self.fields["account"].choices = [(str(one.pk), frame.account_name(one)) for one in rows]  # type: ignore[attr-defined]


def sending(row: PaymentFile) -> tuple[Piece, ...]:
    """送银行的按钮；送过的说一声。"""
    if not bank_link.linked() or row.state != PaymentFile.State.MADE or not row.format.startswith("pain.001"):
        return ()
    if sent_by_link(row):
        return (Status("已送银行，等回答", "blue"),)
    ask = f"把{row.count}笔、{frame.sum_text(row.control_fen)}送银行付款？送了就不能作废。"
    return (Action(text="送银行", url=reverse("money_payment_send", args=[row.pk]), method="post", icon="send", kind="primary", confirm=ask),)


@require_POST
@needs("may_export_payments")
def send(request: HttpRequest, file_id: int) -> HttpResponse:
    """交给后台送银行。"""
    row = get_object_or_404(money.payment_files(request.user.court_id), pk=file_id)
    bank_link.send(file=row, actor=request.user)
    return done(request, reverse("money_payment", args=[row.pk]), "已交后台送银行，银行回答以后这里看得到")


def fetching() -> tuple[Action, ...]:
    """取明细的按钮。"""
    return (Action(text="从银行取", url=reverse("money_fetch"), icon="download", dialog=True),) if bank_link.linked() else ()


@needs("may_take_bank_files")
def fetch(request: HttpRequest) -> HttpResponse:
    """取几天的明细，连同送出去的付款文件的结果。"""
    today: date = context.current().today
    form = FetchForm(request.POST or None, court_id=request.user.court_id, initial={"since": today - BACK, "until": today})

    def act(values: dict[str, object]) -> HttpResponse:
        account = int(str(values.pop("account")))
        bank_link.fetch(account=account, actor=request.user, **values)  # type: ignore[arg-type]
        return done(request, reverse("money_files"), "已交后台去取，取来了列在下面")

    note = "连同送出去的付款文件的结果一起取；重叠的几天不会重收。"
    return fill(request, form, Filling(title="从银行取明细", note=note, submit="去取", cancel=reverse("money_files"), act=act))
