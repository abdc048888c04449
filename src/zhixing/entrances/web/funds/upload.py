"""整份计息依据的文件（CLAIM.json）：表单放不下的，下载现在的，改好再交上来。格式见 docs/schema/claim.schema.json。"""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.funds import commands
from zhixing.entrances.web.cases.desk import Desk, desk_for, open_desk
from zhixing.entrances.web.cases.filling import people
from zhixing.entrances.web.funds.output import attachment
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import Action, FormPanel, Note, Page, Piece, Refusal, TextField, done, show
from zhixing.law.finding import Refused
from zhixing.law.states import Act

LARGEST = 5 * 2**20


class FileForm(forms.Form):
    """一份计息依据，和为什么改。读成的内容在 ``cleaned_data["file"]``。"""

    file = forms.FileField(label="计息依据（.json）", help_text="5 MB 以内。", widget=forms.FileInput(attrs={"accept": ".json"}))
    reason = TextField(label="修改的理由", max_length=500)

    def __init__(self, *args: Any, fresh: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fresh:
            del self.fields["reason"]

    def clean_file(self) -> dict[str, Any]:
        """文件 → 计息依据；不对的由录入时逐处核对。"""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("文件超过 5 MB。")
        try:
            found = json.loads(file.read().decode("utf-8-sig"), parse_float=str, parse_constant=str)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("读不懂这个文件：要 UTF-8 的 JSON。可以先下载现在的，在它上面改。") from error
        if not isinstance(found, dict):
            raise forms.ValidationError("这不是一份计息依据：最外面要是一个对象。")
        return found


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """交一份计息依据的文件；核对不过的逐处说，什么也不保存。"""
    desk = desk_for(request, case_id, Act.STATE_DEBT)
    found = Reckoning(desk)
    form = FileForm(request.POST or None, request.FILES or None, fresh=found.debt is None)
    if request.method != "POST":
        return _page(found, form)
    return _stated(found, form) if form.is_valid() else _page(found, form, status=422)


def current(request: HttpRequest, case_id: int) -> HttpResponse:
    """下载现在的计息依据。"""
    desk = open_desk(request, case_id)
    debt = Reckoning(desk).debt
    if debt is None or not desk.rights.may(Act.STATE_DEBT):
        raise Http404
    answer = HttpResponse(json.dumps(debt.data, ensure_ascii=False, indent=1), content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = attachment(f"计息依据{desk.case}第{debt.version}版.json")
    return answer


def _stated(found: Reckoning, form: FileForm) -> HttpResponse:
    desk, held = found.desk, found.debt
    try:
        made = commands.state_debt(
            case=found.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, data=form.cleaned_data["file"],
            unclear=held.unclear if held else (), reason=form.cleaned_data.get("reason", ""),
        )
    except Refused as error:
        return _page(found, form, Refusal.of(error.finding, for_case(found.case.pk), "保存"), status=409)
    return done(desk.request, reverse("case_debt", args=[found.case.pk]), f"计息依据已存，是第{made.version}版。")


def _page(found: Reckoning, form: FileForm, *notes: Piece, status: int = 200) -> HttpResponse:
    desk, case = found.desk, found.case.pk
    revision = desk.sent if desk.request.method == "POST" and desk.sent else desk.revision
    url, cancel = reverse("case_debt_upload", args=[case]), reverse("case_debt", args=[case])
    panel = FormPanel(form=form, url=url, submit="保存", revision=revision, cancel=cancel)
    told = "交一份整个的，代替现在的；改了什么逐处记下。还款不写在里面，随登记而来。"
    note = (Note(told, actions=_download(desk)),) if found.debt else ()
    return show(desk.request, Page(
        title="用文件录入计息依据", pretitle=f"{desk.case}　{people(desk)}", back=f"{desk.home}?tab=debt#tabs", back_text="案件页",
        body=(*notes, *note, panel),
    ), status=status)


def _download(desk: Desk) -> tuple[Action, ...]:
    return (Action(text="下载现在的", url=reverse("case_debt_data", args=[desk.case.pk]), icon="download", download=True, small=True),)
