"""核实来电：有人打电话来问，一个核验码、一个账号、一个号码、一条短信是不是法院的。照法院知道的回答，记下问了哪一种、答的什么。"""

from __future__ import annotations

from typing import Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zhixing.casework.funds import queries_desk as money
from zhixing.casework.funds import queries_inquiry
from zhixing.casework.funds.commands.inquiries import HOTLINE, inquire
from zhixing.casework.funds.queries_desk import Inquiry
from zhixing.entrances.web.access import does_casework, rights_of
from zhixing.entrances.web.ui import (
    Column,
    Empty,
    Facts,
    FormPanel,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Table,
    Text,
    TextField,
    show,
)
from zhixing.entrances.web.ui.words import moment, yuan
from zhixing.foundation.history import context
from zhixing.law.inquiry import LONGEST, Notice, Verdict

TITLES: Final = {"genuine": "是法院的", "false": "不是法院的", "unsure": "核实不了"}
TONES: Final = {"genuine": "green", "false": "red", "unsure": "yellow"}
ASKED: Final = {"code": "核验码", "account": "账号", "phone": "电话号码", "site": "网址", "text": "一段话"}
WAYS: Final = {"web": "公开网页", "hotline": "热线"}
COLUMNS: Final = (Column("什么时候"), Column("从哪里"), Column("问什么"), Column("答的什么"), Column("谁答的"))
SAY: Final = (
    "法院发放案款，钱是付给您的，不用您先转钱，不收手续费、保证金。",
    "法院不会要您的验证码、密码，不会要您共享屏幕，不会要您转到没有公布的账户。",
    "请您挂断来电，自己拨打本院公布的电话再问；钱已经转出的，马上报警 110，打反诈专线 96110。",
)


class AskForm(forms.Form):
    """来电的人说的。"""

    text = TextField(label="来电的人说的", lines=3, max_length=LONGEST,
                     help_text="核验码、账号、对方的电话，或者整条短信，照他念的写。不写他的姓名、电话：问的人是谁不留。")


def page(request: HttpRequest) -> HttpResponse:
    """问，答。"""
    if not does_casework(request):
        raise PermissionDenied("您的职务不接听核实。")
    form = AskForm(request.POST or None)
    verdict, status = None, 200
    if request.method == "POST":
        status = 200 if form.is_valid() else 422
        verdict = _answered(request, form) if form.is_valid() else None
    ask = FormPanel(form=form, submit="核实", title="核实来电", before=_told(verdict) if verdict else ())
    return show(request, Page(
        title=TITLES[verdict.code] if verdict else "核实来电", pretitle="热线", body=(ask, *_recent(request)), side=(_say(), *_published(request)),
    ), status)


def _answered(request: HttpRequest, form: AskForm) -> Verdict:
    return inquire(form.cleaned_data["text"], way=HOTLINE, by=request.user, hosts=(request.get_host().partition(":")[0],))


def _told(verdict: Verdict) -> tuple[Piece, ...]:
    """照着念的回答。"""
    lines = Note("\n".join(verdict.lines), TONES[verdict.code], title=f"答复：{TITLES[verdict.code]}")
    return (lines, *(_notice(one) for one in verdict.notices)) if verdict.code == "genuine" else (lines,)


def _notice(one: Notice) -> Facts:
    """认出来的通知：只念遮盖过的。"""
    return Facts((
        ("法院", one.court), ("收款人", one.payee), ("金额", f"{yuan(one.amount_fen)} 元"), ("收款账号", f"尾号 {one.tail}"),
        ("到哪一步", one.standing),
    ))


def _say() -> Panel:
    return Panel(title="每次都要说的", body=tuple(Note(text) for text in SAY))


def _published(request: HttpRequest) -> tuple[Panel, ...]:
    """本院公布的电话和账户，照着告诉来电的人。"""
    own = next((face for face in queries_inquiry.published() if face.court == request.user.court.name), None)
    if own is None:
        return (Panel(title="本院公布的", body=(Note("本院还没有公布电话、账户。请会计在执行款账户里公布，请系统管理员填上案款电话。", "yellow"),)),)
    phones, accounts = ("、".join(own.phones) or "没有公布"), Text("\n".join(own.accounts) or "没有公布")
    return (Panel(title="本院公布的", body=(Facts((("电话", phones), ("账户", accounts))),)),)


def _recent(request: HttpRequest) -> tuple[Panel, ...]:
    """近来的核实。案款的人看得到。"""
    if not rights_of(request).may_see_funds:
        return ()
    rows = tuple(_row(one) for one in money.inquiries(request.user.court_id)[:20])
    table = Table(columns=COLUMNS, rows=rows, label="近来的核实", empty=Empty("还没有人来核实", icon="shield-check"))
    return (Panel(title="近来的核实", flush=True, body=(table,), note="公开网页和热线的都在；不留问的人是谁、问的原文"),)


def _row(one: Inquiry) -> Row:
    payout = f"（{one.line.payout.number}第{one.line.number}笔）" if one.line else ""
    return Row(cells=(
        moment(one.at, context.current().today), WAYS.get(one.way, one.way), f"{ASKED.get(one.asked, one.asked)}{payout}",
        Status(TITLES.get(one.answer, one.answer), TONES.get(one.answer, "plain")), one.by.name if one.by else "—",
    ))
