"""上传线下做好、已经盖章的文书：文号照文书上写的，不再编号。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from zhixing.casework.cases.queries import called
from zhixing.casework.documents import commands
from zhixing.casework.documents.commands import To
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.documents import reading
from zhixing.entrances.web.ui import DayField, TextField
from zhixing.foundation.files.commands import store
from zhixing.law import words
from zhixing.law.states import Act


class UploadForm(forms.Form):
    """哪一种、文号、哪天的、送给谁、文件。"""

    kind = forms.ChoiceField(label="种类", choices=lambda: [*words.choices("document").items()])
    title = TextField(label="名称", required=False, max_length=120, help_text="不写的照种类的名称。")
    number = TextField(label="文号", required=False, max_length=60, help_text="照文书上写的；没有另编的不写。")
    on = DayField(label="成文日期")
    to = forms.MultipleChoiceField(label="送给谁", required=False, widget=forms.CheckboxSelectMultiple)
    file = forms.FileField(label="文件（PDF）")


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """上传一份。"""
    desk = desk_for(request, case_id, Act.DRAFT_DOCUMENT)
    form = UploadForm(request.POST or None, request.FILES or None, initial={"on": desk.today, "kind": request.GET.get("kind")})
    people = list(desk.case.parties.filter(active=True).order_by("pk"))
    names = called(people)
    known = {str(one.pk): To(names[one.pk], one.pk, one.nature, words.party(desk.case.kind, one.role)) for one in people}
    form.fields["to"].choices = [(pk, one.name) for pk, one in known.items()]  # type: ignore[attr-defined]
    return fill(desk, form, Filling(
        title="上传线下做好的文书", what="上传", submit="上传", note="已经盖章的成品。上传以后就可以送达；有误的作废，重新上传。",
        run=lambda values: _save(desk, values, known),
    ))


@transaction.atomic
def _save(desk: Desk, values: dict[str, Any], known: dict[str, To]) -> tuple[str, str]:
    file = values["file"]
    kept = store(court_id=desk.case.court_id, name=file.name, content=file.file, actor=desk.user, stream=desk.case.stream)
    made = commands.upload(
        case=desk.case, actor=desk.user, on=values["on"], kind=values["kind"], title=values["title"], file_id=kept.pk,
        number=values["number"], to=[known[pk] for pk in values["to"]], revision=desk.sent,
    )
    return f"{made.title}已上传。", reading.url(made)
