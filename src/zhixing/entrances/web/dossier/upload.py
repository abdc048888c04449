"""上传材料：一次多份，各归各的目，逐份说结果。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.dossier.commands import Given, Outcome, upload
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.cases.matter_form import FilesField
from zhixing.entrances.web.ui import (
    Column,
    DayField,
    FormPanel,
    Note,
    Page,
    Panel,
    Row,
    Section,
    Status,
    Table,
    TextField,
    done,
    show,
)
from zhixing.foundation.files.commands import MAX_SIZE
from zhixing.foundation.files.sniff import ACCEPTED
from zhixing.law import dossier as law
from zhixing.law.states import Act

BACK = "tab=dossier#tabs"


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """收材料的各目，正卷、副卷分开。"""
    volumes = (("main", "正卷"), ("sub", "副卷"))
    return [(name, [(one.key, one.name) for one in law.sections() if one.volume == key and not one.made]) for key, name in volumes]


class UploadForm(forms.Form):
    """几份材料，归哪一目，什么时候谁做的。"""

    files = FilesField(label="材料", help_text=f"可以选几份，也可以拖到这里。每份 {MAX_SIZE // 2**20} MB 以内。收：{ACCEPTED}。")
    section = forms.ChoiceField(label="归哪一目", required=False, help_text="不选的，照文件名归；归得不对再整理。")
    made_on = DayField(label="形成日期", required=False)
    maker = TextField(label="责任者", max_length=200, required=False, help_text="谁出具、谁提交的。")
    original = forms.BooleanField(label="纸质原件在卷", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "照文件名"), *choices()]  # type: ignore[attr-defined]
        self.fields["files"].widget.attrs["data-drop"] = "dossier"

    def clean_files(self) -> list[Any]:
        """至少一份。"""
        if not self.cleaned_data["files"]:
            raise forms.ValidationError("请选择要上传的材料。")
        return list(self.cleaned_data["files"])


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """上传。"""
    desk = desk_for(request, case_id, Act.FILE_MATERIAL)
    if request.method != "POST":
        return _form(desk, UploadForm(initial={"section": request.GET.get("section", "")}))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(desk, form, status=422)
    return _answered(desk, _taken(desk, form.cleaned_data))


def _taken(desk: Desk, values: dict[str, Any]) -> list[Outcome]:
    """一份一份地收。"""
    about = {name: values[name] for name in ("section", "made_on", "maker", "original")}
    return [
        upload(case=desk.case.pk, actor=desk.user, on=desk.today, given=Given(name=one.name, content=one.read(MAX_SIZE + 1), **about))
        for one in values["files"]
    ]


def _answered(desk: Desk, outcomes: Sequence[Outcome]) -> HttpResponse:
    """都收下了的回卷宗；有没收的，逐份说。"""
    kept = [one for one in outcomes if one.item]
    home = f"{desk.home}?{BACK}"
    if len(kept) == len(outcomes):
        return done(desk.request, home, f"已归卷 {len(kept)} 份。")
    told = Note(f"交了 {len(outcomes)} 份，归卷 {len(kept)} 份，{len(outcomes) - len(kept)} 份没有收。", "yellow")
    columns = (Column("文件"), Column("结果"), Column("归哪一目，或者为什么没有收"))
    table = Table(columns=columns, rows=tuple(_row(one) for one in outcomes), label="逐份的结果")
    return _page(desk, told, Panel(title="逐份的结果", flush=True, body=(table,)), _panel(desk, UploadForm()), status=200 if kept else 409)


def _row(one: Outcome) -> Row:
    if one.item:
        return Row(cells=(one.name, Status("已归卷", "green"), law.section(one.item.section).name))
    assert one.refused is not None
    reasons = tuple(f"{reason.text}{reason.remedy}" for reason in one.refused.finding.reasons)
    shown = Status("已隔离", "red") if one.quarantined else Status("没有收", "yellow")
    return Row(cells=(one.name, shown, reasons))


def _form(desk: Desk, form: UploadForm, status: int = 200) -> HttpResponse:
    return _page(desk, _panel(desk, form), status=status)


def _panel(desk: Desk, form: UploadForm) -> FormPanel:
    return FormPanel(
        form=form, url=reverse("dossier_upload", args=[desk.case.pk]), submit="上传归卷", cancel=f"{desk.home}?{BACK}",
        sections=(Section("", ("files",), 1), Section("", ("section", "made_on", "maker", "original"))),
    )


def _page(desk: Desk, *body: Any, status: int = 200) -> HttpResponse:
    return show(desk.request, Page(
        title="上传材料", pretitle=f"{desk.case}　{people(desk)}", back=f"{desk.home}?{BACK}", back_text="返回卷宗", body=body,
        scripts=("dossier.js",),
    ), status=status)
