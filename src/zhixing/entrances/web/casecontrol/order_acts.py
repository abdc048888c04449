"""一道控制令上的行为：发出、重发、作废、改附文书、登记结果、上传回执、处理说法不一的。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from zhixing.casework.control.commands import orders, results, sending
from zhixing.casework.control.queries_orders import Order
from zhixing.casework.control.told import ControlTold
from zhixing.casework.documents.queries import Document
from zhixing.casework.documents.queries import documents as documents_of
from zhixing.entrances.web.casecontrol import order as page
from zhixing.entrances.web.casecontrol.belongings import Belongings
from zhixing.entrances.web.casecontrol.either import EitherField
from zhixing.entrances.web.casecontrol.places import order as url_of
from zhixing.entrances.web.casecontrol.versions import VersionForm, picked
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.documents import reading
from zhixing.entrances.web.documents.acts import AT_ONCE, DONE
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import Action, DayField, MoneyField, Refusal, TextField, done
from zhixing.entrances.web.ui.words import dates
from zhixing.exchange import pdf_text
from zhixing.foundation.files.queries import StoredFile
from zhixing.law.finding import Refused
from zhixing.law.states import Act

S = Order.State


def for_(request: HttpRequest, order_id: int, act: Act) -> tuple[Desk, Order]:
    """摆上桌来办 ``act``：看不见的 404，没有权限、此刻不能办的说为什么。"""
    _, row = page.opened(request, order_id)
    return desk_for(request, row.case_id, act), row


def _sent(desk: Desk) -> int:
    """交上来的（令的、文书的）版本号；没有带的当过时。"""
    return desk.sent if desk.sent is not None and "revision" in desk.request.POST else -1


def _again(request: HttpRequest, order_id: int, error: Refused, what: str, go: Action | None = None) -> HttpResponse:
    """办不成：理由写在这一道的上面，旁边是下一步；``go`` 是另有的下一步。"""
    found, row = page.opened(request, order_id)
    remedy = (lambda _: go) if go else for_case(row.case_id)
    return page.shown(found, row, (Refusal.of(error.finding, remedy, what),), 409)


# ---- 文书的下一步 ----


@require_POST
def paper(request: HttpRequest, order_id: int, document_id: int, step: str) -> HttpResponse:
    """签发、用印、送审签这一道的一份文书，办完回到这一道。"""
    found, row = page.opened(request, order_id)
    one = next((each for each in (row.ruling, row.notice) if each is not None and each.pk == document_id), None)
    if one is None or step not in AT_ONCE:
        raise Http404
    try:
        AT_ONCE[step](document=one.pk, actor=found.desk.user, on=found.desk.today, revision=_sent(found.desk))
    except Refused as error:
        go = Action(text="打开这一份", url=reading.url(one), small=True)
        return _again(request, order_id, error, DONE[step].removeprefix("已"), go)
    return done(request, url_of(row.pk), f"{one.title}{DONE[step]}")


# ---- 发出 ----


@require_POST
def send(request: HttpRequest, order_id: int) -> HttpResponse:
    """由在那家单位登记过的经办人本人发出。"""
    desk, row = for_(request, order_id, Act.SEND_ORDER)
    try:
        made = sending.send(order=row.pk, actor=desk.user, on=desk.today, revision=_sent(desk))
    except Refused as error:
        return _again(request, order_id, error, "发出")
    told = f"等{row.agency}来取" if made.state == S.QUEUED else "办了以后附送达证明登记结果"
    return done(request, url_of(row.pk), f"{row.number}已发出，{told}")


@require_POST
def resend(request: HttpRequest, order_id: int) -> HttpResponse:
    """退回、超时的，原号再发一次。"""
    desk, row = for_(request, order_id, Act.SEND_ORDER)
    try:
        sending.resend(order=row.pk, actor=desk.user, on=desk.today, revision=_sent(desk))
    except Refused as error:
        return _again(request, order_id, error, "重发")
    return done(request, url_of(row.pk), f"{row.number}已原号重发")


# ---- 作废 ----


class VoidForm(VersionForm):
    """为什么作废。"""

    reason = TextField(label="作废的理由", lines=3, max_length=300)


def void(request: HttpRequest, order_id: int) -> HttpResponse:
    """作废没有被取走的，退回、超时的。"""
    desk, row = for_(request, order_id, Act.ORDER_CONTROL)

    def run(values: dict[str, Any]) -> tuple[str, str]:
        orders.void(order=row.pk, actor=desk.user, on=desk.today, revision=values["version"], reason=values["reason"])
        return f"{row.number}已作废", url_of(row.pk)

    return fill(desk, VoidForm(desk, request.POST or None).about(row), Filling(
        title=f"作废{row.number}", submit="作废", what="作废", danger=True, back=url_of(row.pk), run=run,
        note="已经取走的不能作废，办成以后另办解除。作废以后对方仍然办了的，列为说法不一。",
    ))


# ---- 改附文书 ----


class PapersForm(VersionForm):
    """本案的哪两份。"""

    ruling = forms.ChoiceField(label="裁定书")
    notice = forms.ChoiceField(label="协助执行通知书", required=False)

    def prepare(self, desk: Desk) -> None:
        """本案没有作废的文书，新的在前。"""
        rows = documents_of(desk.case.pk).exclude(state=Document.State.VOID)
        told = [(str(one.pk), f"{one.title}　{one.number or one.get_state_display()}") for one in rows]
        self.fields["ruling"].choices = [("", "请选择"), *told]  # type: ignore[attr-defined]
        self.fields["notice"].choices = [("", "没有"), *told]  # type: ignore[attr-defined]


def papers(request: HttpRequest, order_id: int) -> HttpResponse:
    """改附本案另外的文书：线下做好上传的，另拟的。"""
    desk, row = for_(request, order_id, Act.ORDER_CONTROL)
    form = PapersForm(desk, request.POST or None).about(row, ruling=str(row.ruling_id or ""), notice=str(row.notice_id or ""))

    def run(values: dict[str, Any]) -> tuple[str, str]:
        notice = int(values["notice"]) if values["notice"] else None
        made = orders.with_papers(
            order=row.pk, actor=desk.user, on=desk.today, revision=values["version"], ruling=int(values["ruling"]), notice=notice,
        )
        return f"已改附文书，{made.get_state_display()}", url_of(row.pk)

    return fill(desk, form, Filling(
        title=f"{row.number}：改附文书", submit="改附", what="改附文书", back=url_of(row.pk), run=run,
        note="线下做好、已经盖章的，先在案件的文书一栏上传。",
    ))


# ---- 登记结果 ----


class ResultForm(VersionForm):
    """现场办理、发函的结果，附证明。"""

    on = DayField(label="办理之日", help_text="协助单位、当事人收到裁定书和协助执行通知书之日")
    ok = EitherField("已经办妥", "没有办成", label="结果")
    actual_fen = MoneyField(label="实际控制、扣划（元）", required=False)
    until = DayField(label="对方写的届满日", required=False)
    position = forms.IntegerField(label="轮候第几位", required=False, min_value=0, max_value=99, help_text="首先查封的空着")
    reason = TextField(label="没有办成的原因", max_length=300, required=False)
    business_number = TextField(label="对方业务号", max_length=60, required=False, help_text="不动产续封、解封要用")
    proof = forms.FileField(label="送达回证、查封笔录、回函")
    why = TextField(label="说明", lines=2, max_length=500, required=False)


def result(request: HttpRequest, order_id: int) -> HttpResponse:
    """登记现场办理、发函的结果。"""
    desk, row = for_(request, order_id, Act.RECORD_CONTROL)
    return fill(desk, ResultForm(desk, request.POST or None, request.FILES or None).about(row), Filling(
        title=f"登记结果：{row.subject}", submit="登记", what="登记结果", back=url_of(row.pk), draft=f"result-{row.pk}",
        note="措施从办理之日起算，没有证明的不登记。办成的，届满日看守和预警随即开始。", run=lambda values: _result(desk, row, values),
        aliases={"day": "on"},
    ))


@transaction.atomic
def _result(desk: Desk, row: Order, values: dict[str, Any]) -> tuple[str, str]:
    """登记不成的，存的证明也退回。"""
    [proof] = stored(desk, [values["proof"]])
    told = ControlTold(
        ok=values["ok"], account=row.account, actual_fen=values["actual_fen"], until=values["until"], position=values["position"],
        reason=values["reason"], business_number=values["business_number"],
    )
    made = results.by_hand(order=row.pk, actor=desk.user, on=values["on"], revision=values["version"], told=told, proof=proof, why=values["why"])
    return f"已登记：{made.get_state_display()}", url_of(row.pk)


# ---- 回执 ----


class ReceiptForm(DeskForm):
    """回执文书；文字认得出的 PDF 自己对照，认不出的抄写要紧的一句。"""

    file = forms.FileField(label="回执文书")
    text = TextField(label="回执上写的", lines=3, max_length=2000, required=False, help_text="扫描件抄写金额、起止日；有文字的 PDF 空着，自己读")


def receipt(request: HttpRequest, order_id: int) -> HttpResponse:
    """上传回执，与反馈对照；不一致的列出来。"""
    desk, row = for_(request, order_id, Act.RECORD_CONTROL)
    return fill(desk, ReceiptForm(desk, request.POST or None, request.FILES or None), Filling(
        title=f"上传回执：{row.subject}", submit="上传", what="上传回执", back=url_of(row.pk), run=lambda values: _receipt(desk, row, values),
        note="不凭回执记措施，也不改反馈说的；金额、届满日、账号与反馈不一致的，列为说法不一。",
    ))


@transaction.atomic
def _receipt(desk: Desk, row: Order, values: dict[str, Any]) -> tuple[str, str]:
    [number] = stored(desk, [values["file"]])
    values["file"].seek(0)
    text = values["text"] or _read(values["file"].read())
    before = {one.pk for one in Belongings(desk).differences}
    how = results.receipt(number=row.number, on=desk.today, actor=desk.user, file=StoredFile.objects.get(pk=number), text=text)
    fresh = sum(one.pk not in before for one in Belongings(desk).differences)
    told = "先前已有回执，只作对照" if how == results.AGAIN else "回执已存"
    return f"{told}；" + (f"有 {fresh} 处与反馈不一致，请看" if fresh else "没有看出不一致"), url_of(row.pk)


def _read(content: bytes) -> str:
    """PDF 里的文字；没有文字、不是 PDF 的为空。"""
    try:
        return pdf_text.read(content)
    except pdf_text.Unreadable:
        return ""


# ---- 说法不一 ----


class SettleForm(DeskForm):
    """怎样处理。"""

    answer = TextField(label="怎样处理", lines=3, max_length=300, help_text="如：已与银行核对，以反馈为准")


def settle(request: HttpRequest, case_id: int, difference_id: int) -> HttpResponse:
    """看过一处说法不一，写明怎样处理。"""
    desk = desk_for(request, case_id, Act.RECORD_CONTROL)
    row = picked(Belongings(desk).differences, difference_id)

    def run(values: dict[str, Any]) -> tuple[str, str]:
        orders.settle(difference=row.pk, actor=desk.user, on=desk.today, answer=values["answer"])
        return f"{row.order.number}的{row.field}已处理", url_of(row.order_id)

    return fill(desk, SettleForm(desk, request.POST or None), Filling(
        title=f"{row.field}说法不一", submit="处理完了", what="处理", back=url_of(row.order_id), run=run,
        note=dates(f"令上、先前：{row.ours}。对方：{row.theirs}。"),
    ))
