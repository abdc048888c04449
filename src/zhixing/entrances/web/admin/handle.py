"""表单页的走法：打开、交上去、被拒、办成。管理各页共用。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import FormPanel, Page, Refusal, show
from zhixing.law.finding import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """一张表单页：题目、按钮、取消去哪里；``act`` 用核过格式的值去办，返回办成后的回应；``hidden`` 是另带的值。"""

    title: str
    act: Callable[[dict[str, Any]], HttpResponse]
    submit: str = "保存"
    cancel: str = ""
    danger: bool = False
    note: str = ""
    columns: int = 2
    hidden: Mapping[str, object] = field(default_factory=dict)


def fill(request: HttpRequest, form: forms.Form, filling: Filling) -> HttpResponse:
    """走一遍。被拒时理由列在表单上方，填的内容都在。"""
    panel = FormPanel(form=form, submit=filling.submit, cancel=filling.cancel, danger=filling.danger, hidden=filling.hidden)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return filling.act(form.cleaned_data)
            except Refused as error:
                status = 409
                panel = replace(panel, before=(Refusal.of(error.finding, nothing),))
    page = Page(title=filling.title, back=filling.cancel, pretitle=filling.note, body=(panel,))
    return show(request, page, status=status)
