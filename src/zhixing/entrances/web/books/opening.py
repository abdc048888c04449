"""期初：上传期初表和银行的证明、逐行核对、会计和执行局长各签一次、记账。"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.funds.commands import opening as commands
from zhixing.casework.funds.queries_reconciling import BankAccount, Opening, OpeningLine, opening_of, openings
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.books import frame
from zhixing.entrances.web.cases.imports import XLSX
from zhixing.entrances.web.remedies import case_url
from zhixing.entrances.web.ui import (
    Action,
    Column,
    DayField,
    Empty,
    Facts,
    FormPanel,
    Money,
    MoneyField,
    Note,
    Page,
    Panel,
    Piece,
    Row,
    Status,
    Tab,
    Table,
    Tabs,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import full_day, moment, yuan
from zhixing.exchange import opening_sheet
from zhixing.foundation.files.commands import store
from zhixing.foundation.history import context

TONES = {Opening.State.DRAFT: "yellow", Opening.State.SIGNED: "green", Opening.State.VOID: "grey"}


class OpeningForm(forms.Form):
    """一份期初：哪个账户、哪天、银行余额、期初表、银行的证明。"""

    account = forms.ModelChoiceField(label="账户", queryset=BankAccount.objects.none())
    day = DayField(label="期初日", help_text="这天日终的结存；从下一天起收银行明细")
    bank = MoneyField(label="银行余额（元）", help_text="期初日日终的余额，照银行的对账单")
    file = forms.FileField(label="期初表", help_text=".xlsx、.xls、.csv：每件案件每个被执行人一行，来历不明的款一笔一行，案号空着",
                           allow_empty_file=True, widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv"}))
    proof = forms.FileField(label="银行的对账单或者余额证明", required=False, help_text="签字以前要有", widget=forms.ClearableFileInput())


@needs("may_see_funds")
def listing(request: HttpRequest) -> HttpResponse:
    """上传，和做过的各份。"""
    waiting = [row for row in frame.accounts(request) if row.live_on is None and row.closed_on is None]
    if not rights_of(request).may_keep_books or not waiting:
        return show(request, Page(title=_headline(waiting), pretitle="案款管理 · 账务", top=frame.tabs("books_opening"), body=(_done(request),)))
    form = OpeningForm(request.POST or None, request.FILES or None, initial={"account": waiting[0], "day": context.current().today})
    form.fields["account"].queryset = BankAccount.objects.filter(pk__in=[row.pk for row in waiting])  # type: ignore[attr-defined]
    if request.method == "POST":
        act = partial(_start, request)
        return fill(request, form, Filling(title="期初", submit="上传并核对", cancel=reverse("books_opening"), act=act))
    template_ = Action(text="下载期初表", url=reverse("books_opening_template"), icon="download", download=True)
    upload = FormPanel(form=form, submit="上传并核对", title="上传期初表", url=reverse("books_opening"))
    return show(request, Page(
        title=_headline(waiting), pretitle="案款管理 · 账务", actions=(template_,), top=frame.tabs("books_opening"), body=(upload, _done(request)),
        side=(_how(),),
    ))


def _headline(waiting: list[BankAccount]) -> str:
    return f"{len(waiting)} 个账户还没有期初" if waiting else "各账户都有期初"


def _how() -> Panel:
    return Panel(title="怎么做", body=(
        Note("启用总账那天，逐案列出还在账上的钱，来历不明的也列上；合计要与银行余额一分不差。"),
        Note("案件上已经登记过的到账，照登记的一笔一行，不重复登记；没有登记过的，记账时告诉案件。"),
        Note("会计、执行局长各签一次才记账；做表的人不能作为执行局长签。期初只做一次。"),
    ))


def _start(request: HttpRequest, values: dict[str, Any]) -> HttpResponse:
    file, proof = values["file"], values.get("proof")
    rows = opening_sheet.rows(file.name, file.read())
    file.seek(0)
    kept = {"court_id": request.user.court_id, "actor": request.user, "stream": f"court:{request.user.court_id}:funds"}
    made = commands.draft_opening(
        bank_account=values["account"], day=values["day"], bank_fen=values["bank"] or 0, rows=rows, actor=request.user,
        file=store(name=file.name, content=file, **kept), proof=store(name=proof.name, content=proof, **kept) if proof else None,
    )
    return done(request, reverse("books_opening_page", args=[made.pk]), f"已上传 {len(rows):,} 行")


def _done(request: HttpRequest) -> Panel:
    rows = openings(request.user.court_id)[:20]
    columns = (Column("账户"), Column("期初日"), Column("银行余额（元）", "end"), Column("谁做的"), Column("状态"))
    today = context.current().today
    table = Table(columns=columns, label="期初", empty=Empty("还没有做过", icon="book"), rows=tuple(
        Row(url=reverse("books_opening_page", args=[row.pk]), cells=(
            frame.named(row.bank_account), full_day(row.day), Money(row.bank_fen), (row.made_name, moment(row.made_at, today)), _state(row),
        )) for row in rows
    ))
    return Panel(title="做过的期初", flush=True, body=(table,))


def _state(row: Opening) -> Status:
    return Status(row.get_state_display(), TONES[Opening.State(row.state)])


def _get(request: HttpRequest, opening_id: int) -> Opening:
    try:
        return opening_of(request.user.court_id, opening_id)
    except Opening.DoesNotExist:
        raise Http404 from None


@needs("may_see_funds")
def page(request: HttpRequest, opening_id: int) -> HttpResponse:
    """一份：合计、毛病、逐行、签字。"""
    row = _get(request, opening_id)
    lines = row.lines.select_related("case", "party").order_by("row")
    total, bad = sum(row.lines.values_list("amount_fen", flat=True)), row.lines.exclude(fault="").count()
    only = bool(request.GET.get("only"))
    shown, pager = paged(request.GET, list(lines.exclude(fault="") if only else lines))
    ways = ((f"有毛病的 {bad}", "1", only), ("全部", None, not only))
    tabs = Tabs(tuple(Tab(text, link(request.GET, only=way, page=None), here) for text, way, here in ways), "逐行", pills=True)
    table = Table(id="lines", columns=LINES, rows=tuple(map(_line, shown)), label="逐行", pager=pager, empty=Empty("没有", icon="circle-check"))
    return show(request, Page(
        title=_title(row, total, bad), pretitle=f"账务 · 期初 · {frame.named(row.bank_account)}", tags=(_state(row),),
        top=(*frame.tabs("books_opening"), *_signing(request, row, total, bad)), back=reverse("books_opening"), back_text="期初",
        body=(Panel(title=f"逐行（{row.lines.count():,} 行）", actions=(tabs,), flush=True, body=(table,)),), side=(_facts(row, total),),
    ))


LINES = (
    Column("行", "end"), Column("案件"), Column("被执行人"), Column("付款人、说明"), Column("到账日"), Column("结存（元）", "end"), Column("毛病"),
)


def _line(line: OpeningLine) -> Row:
    case = line.case_number or "来历不明"
    return Row(url=case_url(line.case_id) if line.case_id else "", tone="red" if line.fault else "", cells=(
        str(line.row), case, line.party.name if line.party else "—", (line.payer or "—", *([line.note] if line.note else [])),
        full_day(line.arrived_on) or "—", Money(line.amount_fen), line.fault or Status("可以", "green"),
    ))


def _title(row: Opening, total: int, bad: int) -> str:
    if row.state == Opening.State.SIGNED:
        return f"{full_day(row.day)}期初 {yuan(row.bank_fen)} 元，已记账"
    if bad:
        return f"{bad:,} 行有毛病，先改"
    side = "多" if total > row.bank_fen else "少"
    return f"比银行余额{side} {yuan(abs(total - row.bank_fen))} 元" if total != row.bank_fen else "合计与银行余额相等，等签字"


def _facts(row: Opening, total: int) -> Panel:
    today = context.current().today
    signed = {
        "会计": (row.accountant_name, row.accountant_at), "执行局长": (row.director_name, row.director_at),
    }
    return Panel(title="核对", body=(Facts((
        ("期初日", full_day(row.day)), ("银行余额", Money(row.bank_fen)), ("各行合计", Money(total)), ("差", Money(total - row.bank_fen)),
        ("期初表", row.file.name if row.file else "—"), ("银行的证明", row.proof.name if row.proof else "没有附"),
        *((who, f"{name} {moment(at, today)}" if name else "没有签") for who, (name, at) in signed.items()),
    )),))


def _signing(request: HttpRequest, row: Opening, total: int, bad: int) -> tuple[Piece, ...]:
    if row.state != Opening.State.DRAFT:
        return ()
    rights, sign = rights_of(request), reverse("books_opening_sign", args=[row.pk])
    fields = {"revision": row.revision}
    void_ = Action(text="撤下", url=reverse("books_opening_void", args=[row.pk]), method="post", fields=fields, kind="danger",
                   confirm="撤下以后不再等签字，什么也没有记账。确定吗？")
    if bad or total != row.bank_fen:
        return (Note("改好期初表重新上传；一分不差才能签字。", "yellow", actions=(void_,) if rights.may_keep_books else ()),)
    if not rights.may_sign_books:
        return (Note("等会计、执行局长各签一次。", "yellow"),)
    act = Action(text="签字", url=sign, method="post", fields=fields, kind="primary", icon="rubber-stamp", confirm="期初看过无误，签字？")
    waiting = "、".join(who for who, done_ in (("会计", row.accountant_id), ("执行局长", row.director_id)) if not done_)
    return (Note(f"等{waiting}签字；两人都签了就记账。", "green", actions=(act, *((void_,) if rights.may_keep_books else ()))),)


@require_POST
@needs("may_sign_books")
def sign(request: HttpRequest, opening_id: int) -> HttpResponse:
    """签字。"""
    row = commands.sign_opening(opening=_get(request, opening_id).pk, actor=request.user, revision=_revision(request))
    told = "已记账，总账启用" if row.state == Opening.State.SIGNED else "已签字，等另一人签字"
    return done(request, reverse("books_opening_page", args=[row.pk]), told)


@require_POST
@needs("may_keep_books")
def void(request: HttpRequest, opening_id: int) -> HttpResponse:
    """撤下。"""
    commands.void_opening(opening=_get(request, opening_id).pk, actor=request.user, revision=_revision(request))
    return done(request, reverse("books_opening"), "已撤下")


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


@needs("may_see_funds")
def template(request: HttpRequest) -> HttpResponse:
    """空白的期初表。"""
    response = HttpResponse(opening_sheet.template(), content_type=XLSX)
    response["Content-Disposition"] = "attachment; filename*=UTF-8''%E6%9C%9F%E5%88%9D%E8%A1%A8.xlsx"
    return response
