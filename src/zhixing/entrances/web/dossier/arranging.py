"""整理一份材料：改目录、名称、次序，移出，放回。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.dossier import commands, queries
from zhixing.casework.dossier.commands import Place
from zhixing.casework.dossier.queries import Material
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk, desk_for
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.dossier.upload import BACK, choices
from zhixing.entrances.web.ui import Action, Actions, DayField, Section, TextField, done
from zhixing.law.states import Act

LAST = 9999


class PlaceForm(DeskForm):
    """在哪一目、排第几、叫什么、什么时候谁做的。"""

    title = TextField(label="名称", max_length=200)
    section = forms.ChoiceField(label="归哪一目")
    position = forms.IntegerField(label="排第几", required=False, min_value=1, max_value=LAST, help_text="在这一目里；不改的不填。")
    made_on = DayField(label="形成日期", required=False)
    maker = TextField(label="责任者", max_length=200, required=False)
    original = forms.BooleanField(label="纸质原件在卷", required=False)

    def prepare(self, desk: Desk) -> None:
        """各目。"""
        self.fields["section"].choices = choices()  # type: ignore[attr-defined]


class ReasonForm(DeskForm):
    """移出的理由。"""

    reason = TextField(label="移出的理由", lines=2, max_length=300, help_text="如：重份、放错了案件。材料还存着，可以放回。")


def page(request: HttpRequest, case_id: int, key: str) -> HttpResponse:
    """整理一份。"""
    desk = desk_for(request, case_id, Act.FILE_MATERIAL)
    one = _found(desk, key)
    form = PlaceForm(desk, request.POST or None)
    for name in ("title", "section", "made_on", "maker", "original"):
        form.fields[name].initial = getattr(one, name)
    return fill(desk, form, Filling(
        title="整理材料", submit="保存", sections=(Section("", ("title",), 1), Section("", ("section", "position", "made_on", "maker", "original"))),
        run=lambda values: _arranged(desk, key, values), after=(_remove(desk, key),), note=_note(one),
    ))


def _note(one: Material) -> str:
    return "" if one.listed else "这一份附在登记上，目录和名称是照登记推出来的；保存以后照这里的。"


def _remove(desk: Desk, key: str) -> Actions:
    url = reverse("dossier_remove", args=[desk.case.pk, key])
    return Actions((Action(text="移出卷宗", url=url, kind="link", dialog=True, small=True),))


def _arranged(desk: Desk, key: str, values: dict[str, Any]) -> tuple[str, str]:
    place = Place(**{**values, "position": values["position"] or 0})
    commands.rearrange(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, key=key, place=place)
    return "已整理。", f"{desk.home}?{BACK}"


def remove(request: HttpRequest, case_id: int, key: str) -> HttpResponse:
    """移出一份。"""
    desk = desk_for(request, case_id, Act.FILE_MATERIAL)
    one = _found(desk, key)

    def run(values: dict[str, Any]) -> tuple[str, str]:
        commands.remove(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, key=key, reason=values["reason"])
        return "已移出。", f"{desk.home}?{BACK}"

    return fill(desk, ReasonForm(desk, request.POST or None), Filling(
        title=f"移出“{one.title}”", submit="移出", danger=True, columns=1, run=run,
    ))


@require_POST
def put_back(request: HttpRequest, case_id: int, item: int) -> HttpResponse:
    """放回。"""
    desk = desk_for(request, case_id, Act.FILE_MATERIAL)
    commands.put_back(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, item=item)
    return done(request, f"{desk.home}?{BACK}", "已放回。")


def _found(desk: Desk, key: str) -> Material:
    found = queries.find(desk.case, key)
    if found is None:
        raise Http404
    return found
