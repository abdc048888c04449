"""更正一条登记、撤回一条登记。旧的照样留着，理由必须写。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse

from zhixing.casework.cases import commands
from zhixing.casework.cases.facts import timeline_of
from zhixing.entrances.web.cases import matter_form
from zhixing.entrances.web.cases.act_forms import DeskForm, same
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.ui import DayField, TextField
from zhixing.foundation.history.queries import Line, entries, lines
from zhixing.law import entries as rules
from zhixing.law import returning
from zhixing.law.matters import Field, matters

NOTED = "cases.Noted"


class CorrectForm(DeskForm):
    """更正：日子和内容，理由。"""

    on = DayField(label="日期")
    reason = TextField(label="更正理由", max_length=500)

    def __init__(self, desk: Desk, line: Line, data: Any = None) -> None:
        self.line = line
        super().__init__(desk, data)

    def prepare(self, desk: Desk) -> None:
        """先填好现在的内容。"""
        entry = self.line.entry
        self.fields["on"].initial = entry.happened_on
        self.names = []
        for name, made in contents(self.line).items():
            self.fields[name], made.initial = made, getattr(self.line.event, name, None)
            self.names.append(name)
        self.order_fields(["on", *self.names, "reason"])

    def changes(self) -> dict[str, Any]:
        """只带改了的栏目。"""
        now = {name: getattr(self.line.event, name, None) for name in self.names}
        return {name: self.cleaned_data[name] for name in self.names if (self.cleaned_data[name] or None) != (now[name] or None)}


class WithdrawForm(DeskForm):
    """撤回的理由。"""

    reason = TextField(label="撤回理由", max_length=500)


def contents(line: Line) -> dict[str, forms.Field]:
    """这一条可以改的内容栏目；主线上的只能改日子。"""
    entry = line.entry
    if entry.type == NOTED:
        return {"sort": forms.ChoiceField(label="种类", choices=same(rules.NOTE_SORTS)),
                "person": TextField(label="对方", required=False), "text": TextField(label="内容", lines=3, required=False)}
    found = next((m for m in matters() if m.event == entry.type and _fixed(m.fixed, entry.payload)), None)
    if found is None or entry.type in rules.DATE_ONLY:
        return {}
    return {one.name: matter_form.field(one, _known(one, line)) for one in found.fields}


def _fixed(fixed: Any, payload: dict[str, Any]) -> bool:
    return all(payload.get(name) == value for name, value in fixed.items())


def _known(one: Field, line: Line) -> tuple[str, ...]:
    return (line.event.subject,) if one.type == "subject" else ()


def correct(desk: Desk) -> HttpResponse:
    """更正。"""
    line = _line(desk)
    moved_to = returning.moved_to(timeline_of(desk.case), line.entry.type, line.entry.subject)
    document = rules.document_of(line.entry.type, line.entry.payload)
    rules.correct(line.entry.type, superseded=line.superseded, values={}, reason="-", moved_to=moved_to, document=document).require()
    form = CorrectForm(desk, line, desk.request.POST or None)
    return fill(desk, form, Filling(
        title="更正登记", submit="更正", note=f"原来是：{line.event.sentence()}", draft=f"correct:{desk.case.pk}:{line.entry.seq}",
        run=lambda values: _correct(desk, form, values),
    ))


def _correct(desk: Desk, form: CorrectForm, values: dict[str, Any]) -> str:
    commands.correct_entry(
        case=desk.case.pk, actor=desk.user, seq=form.line.entry.seq, values=form.changes(), on=values["on"],
        reason=values["reason"], revision=desk.sent,
    )
    return "已更正，原来的一条划去，照样看得见。"


def withdraw(desk: Desk) -> HttpResponse:
    """撤回。"""
    line = _line(desk)
    form = WithdrawForm(desk, desk.request.POST or None)
    return fill(desk, form, Filling(
        title="撤回登记", submit="撤回", danger=True, columns=1, note=f"撤回的是：{line.event.sentence()}",
        run=lambda values: _withdraw(desk, line, values["reason"]),
    ))


def _withdraw(desk: Desk, line: Line, reason: str) -> str:
    commands.withdraw_entry(case=desk.case.pk, actor=desk.user, seq=line.entry.seq, reason=reason, revision=desk.sent)
    return "已撤回，原来的一条划去，照样看得见。"


def _line(desk: Desk) -> Line:
    """网址里说的是哪一条。"""
    seq = desk.request.GET.get("seq", "")
    found = [line for line in lines(entries(desk.case.stream)) if str(line.entry.seq) == seq]
    if not found:
        raise Http404
    return found[0]
