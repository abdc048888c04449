"""发放审批表：照计息单、设置算好填上，核对了就送批；差什么说什么，旁边是下一步。"""

from __future__ import annotations

import secrets
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import queries_payouts
from zhixing.casework.funds.commands import payouts
from zhixing.casework.funds.queries_case import Payout
from zhixing.entrances.web.casemoney import proposing
from zhixing.entrances.web.casemoney.purse import Purse
from zhixing.entrances.web.casemoney.rows import PayoutForm, as_rows
from zhixing.entrances.web.casemoney.statement import home
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import beside, people
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.service.places import stored
from zhixing.entrances.web.ui import FormPanel, Page, Piece, Refusal, Section, done, show
from zhixing.law.finding import Refused
from zhixing.law.states import Act

SECTIONS = (
    Section("各笔付款", ("lines",), 1, "给谁选了的，户名、账号空着就照确认过的账户；执行费空着就付到设置里的非税账户。"),
    Section("", ("ground",), 1), Section("", ("settles", "deposit", "decision"), 3),
)


def new(request: HttpRequest, case_id: int) -> HttpResponse:
    """起草一张。"""
    desk = desk_for(request, case_id, Act.PAY_OUT)
    found = proposing.kept(desk) if source(request) == "deposit" else proposing.of(desk)
    initial = {"token": secrets.token_hex(16), "lines": as_rows(found.lines), "ground": found.ground, "settles": found.settles}
    return _handle(desk, None, initial, found.shown, found.workings)


def source(request: HttpRequest) -> str:
    """动用哪里的钱：在案款，或者网址里写明的提存。"""
    return "deposit" if request.GET.get("source") == "deposit" else "held"


def edit(request: HttpRequest, payout_id: int) -> HttpResponse:
    """改一张还没有送批的；照分配方案作的不在这里改。"""
    row = Payout.objects.filter(pk=payout_id, case__isnull=False, plan=None, state=Payout.State.DRAFT).first()
    if row is None or row.case_id is None:
        raise Http404
    desk = desk_for(request, row.case_id, Act.PAY_OUT)
    lines = list(queries_payouts.lines_of(row))
    initial = {"token": row.token, "lines": as_rows(lines), "ground": row.ground, "settles": row.settles,
               "deposit": next((one.ground for one in lines if one.ground), "")}
    return _handle(desk, row, initial, (), row.workings)


def _handle(desk: Desk, row: Payout | None, initial: dict[str, Any], shown: tuple[Piece, ...], workings: list[Any]) -> HttpResponse:
    """打开、存稿、送批。办不成的说为什么，填的都在，什么也没有存。"""
    post = desk.request.method == "POST"
    form = PayoutForm(desk, desk.request.POST if post else None, desk.request.FILES if post else None)
    for name, value in initial.items():
        form.fields[name].initial = value
    status, refused = 200, None
    if post:
        status = 422
        if form.is_valid():
            try:
                return _saved(desk, row, form.cleaned_data, workings)
            except Refused as error:
                status, refused = 409, beside(form, error.finding, {})
    told = (Refusal.of(refused, for_case(desk.case.pk), "送批"),) if refused else ()
    return show(desk.request, _page(desk, row, form, (*told, *(() if told else shown))), status=status)


@transaction.atomic
def _saved(desk: Desk, row: Payout | None, values: dict[str, Any], workings: list[Any]) -> HttpResponse:
    """存下，要送批的接着送批；送不了的，存的也退回。"""
    files = stored(desk, [values["decision"]]) if values.get("decision") else []
    given = {"lines": values["lines"], "ground": values["ground"], "settles": values["settles"], "workings": workings}
    if files:
        given["decision"] = files[0]
    if row is None:
        given |= {"token": values["token"], "source": source(desk.request)}
        made = payouts.draft(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, **given)
    else:
        made = payouts.change(payout=row, actor=desk.user, on=desk.today, revision=desk.sent, **given)
    url = reverse("payout_page", args=[made.pk])
    if "save" in desk.request.POST:
        return done(desk.request, url, f"已存{made.number}，还没有送批。")
    if made.state == Payout.State.DRAFT:
        payouts.submit(payout=made, actor=desk.user, on=desk.today, revision=None)
    return done(desk.request, url, f"{made.number}已送批。")


def _page(desk: Desk, row: Payout | None, form: PayoutForm, before: tuple[Piece, ...]) -> Page:
    revision = desk.sent if desk.request.method == "POST" else row.revision if row else desk.revision
    back = reverse("payout_page", args=[row.pk]) if row else home(Purse(desk))
    panel = FormPanel(
        form=form, url=desk.request.get_full_path(), submit="送批", name="submit", also=(("save", "存稿"),), revision=revision, cancel=back,
        sections=SECTIONS,
    )
    title, back_text = (f"修改{row.number}", row.number) if row else ("发放审批表", "案款")
    return Page(title=title, pretitle=f"{desk.case}　{people(desk)}", back=back, back_text=back_text, body=(*before, panel))
