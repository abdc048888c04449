"""更正、添加、退出当事人，确认收款账户，查看完整号码。"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from zhixing.casework.cases import commands
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import PartyDraft
from zhixing.casework.cases.queries import Party
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.cases.details import role_text
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.party_form import PartyForm, drafted
from zhixing.entrances.web.ui import Column, DayField, Page, Panel, Row, Section, Table, TextField, show
from zhixing.foundation.history.commands import log_read
from zhixing.law.states import Act, permits

SECTIONS = (Section("", (*PartyForm.MAIN, *PartyForm.MORE)), Section("", ("reason",), 1))


def editing(request: HttpRequest, case_id: int, act: Act = Act.EDIT) -> Desk:
    """能更正这一件的人才能进。"""
    desk = open_desk(request, case_id)
    if not desk.rights.may(act):
        raise Forbidden(desk.user, act)
    if request.method != "POST":
        permits(desk.case.state, act, desk.case.kind).require()
    return desk


def _party(desk: Desk, party_id: int) -> Party:
    found = next((p for p in desk.case.parties.all() if p.pk == party_id), None)
    if found is None:
        raise Http404
    return found


def _form(desk: Desk, row: Party | None, initial: dict[str, Any]) -> PartyForm:
    others = [(p.pk, p.name) for p in desk.case.parties.all() if p.active and (row is None or p.pk != row.pk)]
    form = PartyForm(desk.request.POST or None, initial=initial, others=others, kind=desk.case.kind, use_required_attribute=False)
    form.fields["reason"] = TextField(label="理由", max_length=500, required=row is not None)
    return form


def new(request: HttpRequest, case_id: int) -> HttpResponse:
    """添加当事人或代理人。"""
    desk = editing(request, case_id)
    form = _form(desk, None, {"role": "respondent"})
    return fill(desk, form, Filling(
        title="添加当事人", submit="添加", sections=SECTIONS, draft=f"party:{case_id}:new", run=lambda values: _add(desk, values),
    ))


def _add(desk: Desk, values: dict[str, Any]) -> str:
    given = {f.name: values[f.name] for f in fields(PartyDraft) if f.name in values and f.name != "represents"}
    commands.add_party(
        case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, draft=PartyDraft(**given),
        represents=values["represents"], reason=values["reason"],
    )
    return f"已添加{values['name']}。"


def edit(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """更正一名当事人的信息。打开就看得到完整号码，所以也记查阅日志。"""
    desk = editing(request, case_id)
    row = _party(desk, party_id)
    if request.method != "POST":
        _log(desk, f"更正{row.name}")
    form = _form(desk, row, drafted(row))
    del form.fields["represents"]
    return _unstored(fill(desk, form, Filling(
        title=f"更正{row.name}的信息", submit="更正", sections=SECTIONS, draft=f"party:{case_id}:{party_id}",
        run=lambda values: _edit(desk, row, values),
    )))


def _edit(desk: Desk, row: Party, values: dict[str, Any]) -> str:
    before = drafted(row)
    changed = {n: v for n, v in values.items() if n in before and v != before[n]}
    commands.edit_party(
        case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, party=row.pk, values=changed, reason=values["reason"]
    )
    return f"已更正{row.name}的信息。"


class ReasonForm(DeskForm):
    """理由。"""

    reason = TextField(label="理由", max_length=500)


def remove(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """当事人退出本案。"""
    desk = editing(request, case_id)
    row = _party(desk, party_id)
    return fill(desk, ReasonForm(desk, request.POST or None), Filling(
        title=f"{row.name}退出本案", submit="退出", danger=True, columns=1, note="这一行保留，标明已退出。",
        run=lambda values: _remove(desk, row, values["reason"]),
    ))


def _remove(desk: Desk, row: Party, reason: str) -> str:
    commands.remove_party(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, party=row.pk, reason=reason)
    return f"{row.name}已退出本案。"


class AccountForm(DeskForm):
    """收款账户。"""

    bank_holder = TextField(label="户名", max_length=200)
    bank_name = TextField(label="开户银行", max_length=100)
    bank_account = TextField(label="账号", max_length=40, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    on = DayField(label="确认日")


def account(request: HttpRequest, case_id: int, party_id: int) -> HttpResponse:
    """申请执行人确认收款账户。"""
    desk = editing(request, case_id, commands.confirming(case_id))
    row = _party(desk, party_id)
    if request.method != "POST":
        _log(desk, f"{row.name}的收款账户")
    form = AccountForm(desk, request.POST or None)
    for name in ("bank_holder", "bank_name", "bank_account"):
        form.fields[name].initial = getattr(row, name) or (row.name if name == "bank_holder" else "")
    return _unstored(fill(desk, form, Filling(
        title=f"确认{row.name}的收款账户", submit="确认", note="户名应是本人，或者特别授权的代理人。",
        run=lambda values: _account(desk, row, values),
    )))


def _account(desk: Desk, row: Party, values: dict[str, Any]) -> str:
    commands.confirm_account(case=desk.case.pk, actor=desk.user, revision=desk.sent, party=row.pk, **values)
    return f"已确认{row.name}的收款账户。"


def identity(request: HttpRequest, case_id: int) -> HttpResponse:
    """完整的证件号码、电话、账号。看一次记一次。"""
    desk = open_desk(request, case_id)
    if not desk.rights.may_see_identity:
        raise Forbidden(desk.user, "查看完整号码")
    _log(desk, "全部当事人")
    columns = (Column("姓名或名称"), Column("证件号码"), Column("电话"), Column("账号"))
    rows = tuple(
        Row(cells=((p.name, role_text(desk.case.kind, p.role)), p.paper_number or "—", p.phone or "—", p.bank_account or "—"))
        for p in desk.case.parties.all()
    )
    return _unstored(show(request, Page(
        title="完整号码", pretitle=f"{desk.case}　本次查阅已记入日志", back=f"{desk.home}?tab=parties#tabs", back_text="返回案件",
        body=(Panel(flush=True, body=(Table(columns=columns, rows=rows, label="完整号码"),)),),
    )))


def _unstored(response: HttpResponse) -> HttpResponse:
    """有完整号码的页面，浏览器不留。"""
    response["Cache-Control"] = "no-store"
    return response


def _log(desk: Desk, detail: str) -> None:
    log_read(actor=desk.user, court_id=desk.case.court_id, what="查看完整号码", stream=desk.case.stream, detail=detail)
