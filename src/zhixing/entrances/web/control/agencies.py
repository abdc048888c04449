"""登记、改动一家协助单位；停用、恢复。"""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.commands import agencies as commands
from zhixing.casework.control.queries_desk import Agency, AssetKind
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.ui import DayField, TextField, done
from zhixing.entrances.web.ui.words import COURT_TIME, full_day
from zhixing.exchange.control.tables import tables


def registers() -> list[tuple[str, str]]:
    """各种登记机构：代码 → 名称。"""
    return [(name, table.meaning) for name, table in tables("registers").items() if "kind" in table.how]


class AgencyForm(forms.Form):
    """一家单位；代码登记以后不改：对方凭它来取。"""

    code = TextField(label="代码", max_length=30, help_text="字母、数字；对方用它来取，登记以后不改")
    name = TextField(label="名称", max_length=120)
    channel = forms.ChoiceField(label="走哪种报文", choices=Agency.Channel.choices)
    register = forms.ChoiceField(label="登记种类", required=False, help_text="登记机构才选")
    network = forms.ChoiceField(label="网络", choices=Agency.Network.choices)
    reply_hours = forms.IntegerField(label="多少小时不反馈算超时", min_value=1, max_value=commands.LONGEST_HOURS, initial=72)
    covers = forms.MultipleChoiceField(label="查得到的财产", choices=AssetKind.choices, widget=forms.CheckboxSelectMultiple)
    controls = forms.BooleanField(label="办理冻结、查封等措施", required=False)
    enabled = forms.BooleanField(label="启用", required=False, initial=True)

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = [("", "不是登记机构"), *registers()]  # type: ignore[attr-defined]
        if known:
            del self.fields["code"]


class PauseForm(forms.Form):
    """停用到哪天，为什么。"""

    until = DayField(label="停用到", help_text="这一天的零点恢复")
    why = TextField(label="为什么", max_length=200, help_text="如：对方通知系统升级")


def own(request: HttpRequest, agency_id: int) -> Agency:
    """本院的这一家；别的法院的没有。"""
    return get_object_or_404(control.of_agencies(request.user.court_id), pk=agency_id)


@needs("may_manage_channels")
def new(request: HttpRequest) -> HttpResponse:
    """登记。"""

    def act(values: dict[str, Any]) -> HttpResponse:
        enabled = values.pop("enabled")
        row = commands.add_agency(actor=request.user, enabled=enabled, **values)
        return done(request, reverse("control_agency", args=[row.pk]), f"已登记：{row}")

    filling = Filling(title="登记协助单位", submit="登记", cancel=reverse("control_channels"), act=act)
    return fill(request, AgencyForm(request.POST or None), filling)


@needs("may_manage_channels")
def edit(request: HttpRequest, agency_id: int) -> HttpResponse:
    """改几栏。"""
    row, back = own(request, agency_id), reverse("control_agency", args=[agency_id])

    def act(values: dict[str, Any]) -> HttpResponse:
        commands.change_agency(agency=row.pk, actor=request.user, **values)
        return done(request, back, f"已改：{values['name']}")

    known = {name: getattr(row, name) for name in AgencyForm.base_fields}
    form = AgencyForm(request.POST or None, known=True, initial=known)
    return fill(request, form, Filling(title=f"协助单位：{row}", note=f"代码 {row.code}", cancel=back, act=act))


@needs("may_manage_channels")
def pause(request: HttpRequest, agency_id: int) -> HttpResponse:
    """停用：这段时间不给它新的请求。"""
    row, back = own(request, agency_id), reverse("control_agency", args=[agency_id])

    def act(values: dict[str, Any]) -> HttpResponse:
        until = datetime.combine(values["until"], time(), COURT_TIME)
        commands.pause_agency(agency=row.pk, actor=request.user, until=until, why=values["why"])
        return done(request, back, f"{row}停用到{full_day(values['until'])}")

    filling = Filling(title=f"停用：{row}", submit="停用", note="停用时不给它新的请求；它交来的反馈照收", cancel=back, act=act)
    return fill(request, PauseForm(request.POST or None), filling)


@require_POST
@needs("may_manage_channels")
def resume(request: HttpRequest, agency_id: int) -> HttpResponse:
    """恢复。"""
    row = commands.resume_agency(agency=own(request, agency_id).pk, actor=request.user)
    return done(request, reverse("control_agency", args=[row.pk]), f"{row}已恢复，等着的请求可以取了")


NAMES: Final = dict(AssetKind.choices)


def covers_of(row: Agency) -> str:
    """查得到哪些财产。"""
    return "、".join(NAMES.get(one, one) for one in row.covers)
