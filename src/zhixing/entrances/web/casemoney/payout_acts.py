"""发放审批表上的行为：送批、撤回、作废；各笔的回访、通知、再付、改账号另报。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds.commands import payees, payouts
from zhixing.casework.funds.queries_case import PayoutLine
from zhixing.entrances.web.admin import handle
from zhixing.entrances.web.casemoney import noticing
from zhixing.entrances.web.casemoney.payout import shown
from zhixing.entrances.web.casemoney.sheet import Sheet, opened
from zhixing.entrances.web.remedies import for_case, nothing
from zhixing.entrances.web.ui import Refusal, TextField, done
from zhixing.entrances.web.ui.words import yuan
from zhixing.foundation.history import context
from zhixing.law.finding import Refused
from zhixing.law.states import Act


def sent(request: HttpRequest) -> int:
    """交上来的版本号；没有带的当过时。"""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 12 else -1


def given(sheet: Sheet) -> dict[str, Any]:
    """各命令共同的：谁、哪天、哪一版。"""
    return {"actor": sheet.request.user, "on": context.current().today, "revision": sent(sheet.request)}


def refused(sheet: Sheet, error: Refused, what: str) -> HttpResponse:
    """办不成：理由写在这一张的上面，旁边是下一步。"""
    remedy = for_case(sheet.row.case_id) if sheet.row.case_id else nothing
    return shown(opened(sheet.request, sheet.row.pk), (Refusal.of(error.finding, remedy, what),), 409)


def back(sheet: Sheet, told: str) -> HttpResponse:
    """办成了，留在这一张。"""
    return done(sheet.request, reverse("payout_page", args=[sheet.row.pk]), told)


@require_POST
def submit(request: HttpRequest, payout_id: int) -> HttpResponse:
    """送批。"""
    sheet = opened(request, payout_id)
    try:
        payouts.submit(payout=sheet.row.pk, **given(sheet))
    except Refused as error:
        return refused(sheet, error, "送批")
    return back(sheet, f"{sheet.row.number}已送批。")


@require_POST
def recall(request: HttpRequest, payout_id: int) -> HttpResponse:
    """撤回自己报的。"""
    sheet = opened(request, payout_id)
    try:
        payouts.recall(payout=sheet.row.pk, **given(sheet))
    except Refused as error:
        return refused(sheet, error, "撤回")
    return back(sheet, f"{sheet.row.number}已撤回，改好再送。")


class VoidForm(forms.Form):
    """为什么作废。"""

    reason = TextField(label="作废的理由", lines=3, max_length=300)


def void(request: HttpRequest, payout_id: int) -> HttpResponse:
    """作废没有付出去的；写明理由。"""
    sheet = opened(request, payout_id)
    if not sheet.may(Act.PAY_OUT):
        raise Forbidden(request.user, Act.PAY_OUT)

    def act(values: dict[str, Any]) -> HttpResponse:
        payouts.void(payout=sheet.row.pk, reason=values["reason"], **given(sheet))
        return back(sheet, f"{sheet.row.number}已作废，没有付的钱回到案件。")

    return handle.fill(request, VoidForm(request.POST or None), handle.Filling(
        title=f"作废{sheet.row.number}", submit="作废", danger=True, cancel=reverse("payout_page", args=[sheet.row.pk]), act=act,
        note="已经交银行、付了的不动；没有付的钱回到案件，要付的另起草一张。", hidden={"revision": sheet.row.revision},
    ))


# ---- 各笔 ----


def _line(sheet: Sheet, line_id: int) -> PayoutLine:
    found = next((one for one in sheet.lines if one.pk == line_id), None)
    if found is None:
        raise Http404
    return found


class CallForm(forms.Form):
    """打了哪个号码、谁接的、对不对。"""

    phone = TextField(label="打的号码", max_length=40, help_text="打立案时留的、公开查到的号码，不打改账号时留的")
    person = TextField(label="接听人", max_length=60)
    agreed = forms.TypedChoiceField(
        label="核实的结果", choices=[("1", "账号无误"), ("", "不符，不能付")], coerce=lambda text: text == "1", required=False, empty_value=False,
        initial="1", widget=forms.RadioSelect,
    )
    note = TextField(label="说明", max_length=300, required=False)


def call(request: HttpRequest, payout_id: int, line_id: int) -> HttpResponse:
    """登记一次回访。"""
    sheet = opened(request, payout_id)
    line = _line(sheet, line_id)

    def act(values: dict[str, Any]) -> HttpResponse:
        payees.call_back(line=line.pk, actor=request.user, on=context.current().today, **values)
        return back(sheet, f"已登记回访{line.payee}。")

    return handle.fill(request, CallForm(request.POST or None), handle.Filling(
        title=f"回访{line.payee}", submit="登记", cancel=reverse("payout_page", args=[sheet.row.pk]), act=act, note=line.must_call,
    ))


@require_POST
def retry(request: HttpRequest, payout_id: int, line_id: int) -> HttpResponse:
    """会计同意照原账号再付一次。"""
    sheet = opened(request, payout_id)
    try:
        payees.retry(line=_line(sheet, line_id).pk, actor=request.user, on=context.current().today)
    except Refused as error:
        return refused(sheet, error, "再付")
    return back(sheet, "已同意再付，由出纳导出付款文件。")


def reopen(request: HttpRequest, payout_id: int, line_id: int) -> HttpResponse:
    """退汇的款退回案件，改了账号另报一张。"""
    sheet = opened(request, payout_id)
    line = _line(sheet, line_id)

    def act(values: dict[str, Any]) -> HttpResponse:
        payees.reopen(line=line.pk, actor=request.user, on=context.current().today, **values)
        return done(request, sheet.home, f"{line.payee}的 {yuan(line.amount_fen)} 元已退回案件，确认新账号以后另报一张。")

    return handle.fill(request, VoidForm(request.POST or None), handle.Filling(
        title=f"{line.payee}：改账号另报", submit="退回案件", cancel=reverse("payout_page", args=[sheet.row.pk]), act=act, note=line.answer,
    ))


@require_POST
def notice(request: HttpRequest, payout_id: int, line_id: int) -> HttpResponse:
    """通知收款人：核验码只在这一页出现一次；能拟文书的，连同发放通知书一起拟好。"""
    sheet = opened(request, payout_id)
    line = _line(sheet, line_id)
    try:
        told = noticing.noticed(sheet, line)
    except Refused as error:
        return refused(sheet, error, "通知")
    answer = shown(opened(request, payout_id), (told,))
    answer.headers["Cache-Control"] = "no-store"
    return answer
