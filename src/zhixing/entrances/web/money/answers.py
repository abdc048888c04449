"""银行的结果：pain.002、网银的付款结果表传上来，一笔一个结果；明细（当天的扣款）走收银行文件。"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds.commands.payment_files import Result
from zhixing.entrances.web import uploads
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.money import waiting
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import FormPanel, Note, Page, Panel, Piece, Refusal, Section, done, show
from zhixing.exchange import payments as exchange
from zhixing.foundation.history import context
from zhixing.law.finding import Refused


class AnswerForm(forms.Form):
    """一份结果。"""

    file = forms.FileField(label="银行的结果", help_text="pain.002，或者网银的付款结果 .csv。", allow_empty_file=True,
                           widget=forms.ClearableFileInput(attrs={"accept": ".xml,.csv,.txt"}))


def panel(form: AnswerForm | None = None, before: tuple[Piece, ...] = ()) -> FormPanel:
    """上传结果的表单。"""
    return FormPanel(form=form or AnswerForm(), url=reverse("money_answer"), submit="上传结果", title="上传银行的结果", before=before,
                     sections=(Section("", ("file",), 1),))


def how() -> Panel:
    """怎么付。"""
    return Panel(title="怎么付", body=(
        Note("勾选以后导出一个付款文件，交网上银行批量付款。文件导出一次就定了，再下载还是同样的内容。"),
        Note("银行的结果传上来：付了的、没有付的一笔一笔标明。当天的扣款、以后的退汇，收银行明细时自己对上。"),
        Note("只有银行说付了才算付了。没有交银行的文件，由会计作废，各笔回到待付款。"),
    ))


@needs("may_export_payments")
def page(request: HttpRequest) -> HttpResponse:
    """收一份结果；收不下的说为什么。"""
    form = AnswerForm(request.POST or None, request.FILES or None)
    refused: tuple[Piece, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            found = exchange.answer(
                content=form.cleaned_data["file"].read(), court_id=request.user.court_id, actor=request.user, on=context.current().today,
            )
            return _done(request, found)
        except Refused as error:
            refused = (Refusal.of(error.finding, nothing, "收这一份结果"),)
    body = (panel(form if form.is_bound else None, refused),)
    return show(request, Page(title="银行的结果", pretitle="案款管理 · 付款", back=reverse(waiting.NAME), back_text="付款", body=body, side=(how(),)),
                uploads.status(request, refused))


def _done(request: HttpRequest, found: Result) -> HttpResponse:
    for text in strange(found.strange, found.against):
        messages.warning(request, text)
    return done(request, reverse("money_payment", args=[found.file.pk]), told(found.paid, found.refused, found.waiting, found.known))


def told(paid: int, refused: int, waiting: int, known: int = 0) -> str:
    """一份结果说了什么。"""
    said = [f"{number:,} 笔{text}" for number, text in ((paid, "付了"), (refused, "没有付"), (waiting, "还在办"), (known, "以前就知道")) if number]
    return "银行的结果：" + ("，".join(said) if said else "没有一笔有新的结果")


def strange(unknown: tuple[str, ...] | list[str], against: tuple[str, ...] | list[str]) -> list[str]:
    """要人看的。"""
    found = [f"{len(unknown)} 个付款编号不在这一个文件里：{'、'.join(unknown[:5])}"] if unknown else []
    return found + ([f"{len(against)} 笔与已有的结果矛盾，请向银行核实：{'、'.join(against[:5])}"] if against else [])
