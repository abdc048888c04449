"""案件上一张表单的走法。被拒时能对上栏目的标在栏目下，其余列在上方，各配按钮；填的内容都在。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import HttpResponse

from zhixing.casework.dossier.commands import quarantine_refused
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.remedies import for_case, nothing
from zhixing.entrances.web.ui import FormPanel, Page, Refusal, Section, Text, done, show
from zhixing.entrances.web.ui.piece import Content
from zhixing.foundation.files.commands import MAX_SIZE
from zhixing.law.finding import Finding, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """一张表单页。``run`` 用核过格式的值去办，返回办成后说的话；办成了要到另一页去的，返回（话，地址）。

    ``also`` 是只看看、不办的按钮（名字，字）：填的内容都在，什么也不改变。``back`` 是不办了回哪里，空为案件页。
    ``buttons`` 为假，被拒的理由旁边不放按钮：要补的就在这张表上。
    """

    title: str
    run: Callable[[dict[str, Any]], str | tuple[str, str]]
    submit: str
    note: str = ""
    columns: int = 2
    sections: tuple[Section, ...] = ()
    danger: bool = False
    draft: str = ""
    lead: tuple[Content, ...] = ()
    before: tuple[Content, ...] = ()
    after: tuple[Content, ...] = ()
    what: str = ""
    also: tuple[tuple[str, str], ...] = ()
    back: str = ""
    buttons: bool = True
    aliases: Mapping[str, str] = field(default_factory=dict)


def fill(desk: Desk, form: forms.Form, filling: Filling) -> HttpResponse:
    """走一遍。"""
    status, refused = 200, None
    if desk.request.method == "POST" and not any(name in desk.request.POST for name, _ in filling.also):
        status = 422
        if form.is_valid():
            try:
                told = filling.run(form.cleaned_data)
                text, url = told if isinstance(told, tuple) else (told, desk.back)
                return done(desk.request, url, text)
            except Refused as error:
                quarantine_refused(case=desk.case, actor=desk.user, given=_files(desk), error=error)
                status, refused = 409, beside(form, error.finding, filling.aliases)
    return show(desk.request, _page(desk, form, filling, refused), status=status)


def _files(desk: Desk) -> Iterator[tuple[str, bytes]]:
    """交来的文件，从头再读一遍；只在要记隔离的时候才读。"""
    for name in desk.request.FILES:
        for file in desk.request.FILES.getlist(name):
            file.seek(0)
            yield file.name or "", file.read(MAX_SIZE + 1)


def beside(form: forms.Form, finding: Finding[Any], aliases: Mapping[str, str]) -> Finding[Any] | None:
    """说的是某一栏的，标在那一栏下面；返回剩下的，没有则为空。"""
    rest = []
    for reason in finding.reasons:
        name = aliases.get(reason.subject, reason.subject)
        if name in form.fields:
            form.add_error(name, f"{reason.text}{reason.remedy}（{reason.article}）")
        else:
            rest.append(reason)
    return replace(finding, reasons=tuple(rest)) if rest else None


def _page(desk: Desk, form: forms.Form, filling: Filling, refused: Finding[Any] | None) -> Page:
    remedy = for_case(desk.case.pk) if filling.buttons else nothing
    told = (Refusal.of(refused, remedy, filling.what or filling.title),) if refused else ()
    names = tuple(f.name for f in form.visible_fields())
    panel = FormPanel(
        form=form, url=desk.request.get_full_path(), submit=filling.submit, danger=filling.danger, cancel=filling.back or desk.home,
        revision=desk.revision if desk.request.method != "POST" else desk.sent, draft=filling.draft,
        sections=filling.sections or (Section("", names, filling.columns),), before=(*told, *filling.before), after=filling.after, also=filling.also,
    )
    lead = (Text(filling.note, "secondary"),) if filling.note else ()
    pretitle, body = f"{desk.case}　{people(desk)}", (*lead, *filling.lead, panel)
    return Page(title=filling.title, pretitle=pretitle, back=filling.back or desk.home, back_text="返回" if filling.back else "返回案件", body=body)


def people(desk: Desk) -> str:
    """题目上面的一行：是谁的案子。"""
    return "　".join(p for p in (desk.case.applicant_text, desk.case.respondent_text) if p)

