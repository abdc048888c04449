"""添加、更正、去掉执行依据和请求。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from zhixing.casework.cases import commands
from zhixing.casework.cases.commands import ClaimDraft, TitleDraft
from zhixing.casework.cases.queries import Claim, Title
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filing_form import ClaimForm, TitleForm
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.parties import ReasonForm, editing
from zhixing.entrances.web.ui import Section, TextField
from zhixing.foundation.history.commands import Recorded


@dataclass(frozen=True, slots=True)
class Sort:
    """一种行：叫什么、表单、栏目和三个命令。``key`` 也是命令里行号的参数名。"""

    key: str
    word: str
    form: type[forms.Form]
    names: tuple[str, ...]
    draft: Callable[..., Any]
    add: Callable[..., Recorded]
    edit: Callable[..., Recorded]
    remove: Callable[..., Recorded]


SORTS = {
    "title": Sort(
        "title", "执行依据", TitleForm, ("kind", "number", "paper_name", "maker", "effective_on", "perform_by", "operative"), TitleDraft,
        commands.add_title, commands.edit_title, commands.remove_title,
    ),
    "claim": Sort(
        "claim", "请求", ClaimForm, ("sort", "amount_fen", "text"), ClaimDraft,
        commands.add_claim, commands.edit_claim, commands.remove_claim,
    ),
}
NOTE = {"title": "", "claim": "申请执行标的原是各项合计的，跟着重算。"}


def new(request: HttpRequest, case_id: int, sort: str) -> HttpResponse:
    """添加一份依据、一项请求。"""
    desk, one = editing(request, case_id), SORTS[sort]

    def run(values: dict[str, Any]) -> str:
        reason = values.pop("reason")
        return _told(f"已添加{one.word}。", one.add(**_common(desk), draft=one.draft(**values), reason=reason))

    return fill(desk, _form(desk, one, {}, required=False), Filling(
        title=f"添加{one.word}", submit="添加", note=NOTE[sort], sections=_sections(one), draft=f"{sort}:{case_id}:new", run=run,
    ))


def edit(request: HttpRequest, case_id: int, sort: str, row_id: int) -> HttpResponse:
    """更正一份依据、一项请求。"""
    desk, one = editing(request, case_id), SORTS[sort]
    row = _row(desk, one, row_id)
    before = {name: getattr(row, name) for name in one.names}

    def run(values: dict[str, Any]) -> str:
        changed = {name: values[name] for name in one.names if values[name] != before[name]}
        recorded = one.edit(**_common(desk), **{one.key: row.pk}, values=changed, reason=values["reason"])
        return _told(f"已更正{one.word}。", recorded)

    return fill(desk, _form(desk, one, before, required=True), Filling(
        title=f"更正{one.word}", submit="更正", note=NOTE[sort], sections=_sections(one), draft=f"{sort}:{case_id}:{row_id}",
        run=run,
    ))


def remove(request: HttpRequest, case_id: int, sort: str, row_id: int) -> HttpResponse:
    """去掉一份依据、一项请求。"""
    desk, one = editing(request, case_id), SORTS[sort]
    row = _row(desk, one, row_id)

    def run(values: dict[str, Any]) -> str:
        recorded = one.remove(**_common(desk), **{one.key: row.pk}, reason=values["reason"])
        return _told(f"已去掉{one.word}。", recorded)

    return fill(desk, ReasonForm(desk, request.POST or None), Filling(
        title=f"去掉{one.word}：{named(row)}", submit="去掉", danger=True, columns=1, note="去掉的内容留在变更记录里。", run=run,
    ))


def named(row: Title | Claim) -> str:
    """说的是哪一份、哪一项。"""
    return row.number if isinstance(row, Title) else Claim.Sort(row.sort).label


def _common(desk: Desk) -> dict[str, Any]:
    return {"case": desk.case.pk, "actor": desk.user, "on": desk.today, "revision": desk.sent}


def _row(desk: Desk, one: Sort, row_id: int) -> Title | Claim:
    rows: Any = desk.case.titles if one.key == "title" else desk.case.claims
    found: Title | Claim | None = rows.filter(pk=row_id).first()
    if found is None:
        raise Http404
    return found


def _form(desk: Desk, one: Sort, initial: dict[str, Any], *, required: bool) -> forms.Form:
    form = one.form(desk.request.POST or None, initial=initial, use_required_attribute=False)
    form.fields["reason"] = TextField(label="理由", max_length=500, required=required)
    return form


def _sections(one: Sort) -> tuple[Section, ...]:
    return (Section("", one.names), Section("", ("reason",), 1))


def _told(text: str, recorded: Recorded) -> str:
    """办成了；有要提醒的接着说。"""
    notes = [note["text"] for note in recorded.entry.finding.get("warnings", [])]
    return f"{text}提醒：{''.join(notes)}" if notes else text
