"""一批查询上的行为：签发、撤销；一次查询重发；下载通知书。办不成的理由写在这一批的上面。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.commands import requesting
from zhixing.casework.control.commands import waves as commands
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.control import wave as page
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import Refusal, TextField, done
from zhixing.foundation.files import queries as files
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read
from zhixing.law.finding import Refused


@require_POST
@needs("may_sign_waves")
def sign(request: HttpRequest, wave_id: int) -> HttpResponse:
    """签发；法官签的，各件他都要有权查询，由命令核对。"""
    row = page.own(request, wave_id)
    text = request.POST.get("revision", "")
    try:
        commands.sign_wave(
            wave=row, actor=request.user, on=context.current().today, revision=int(text) if text.isdecimal() and len(text) < 12 else None,
        )
    except Refused as error:
        return page.shown(request, page.own(request, wave_id), (Refusal.of(error.finding, nothing, "签发"),), 409)
    return done(request, reverse("control_wave", args=[row.pk]), f"已签发{row.number}，等协助单位来取")


class WhyForm(forms.Form):
    """为什么撤销。"""

    why = TextField(label="为什么撤销", max_length=300)


@needs("may_see_control")
def cancel(request: HttpRequest, wave_id: int) -> HttpResponse:
    """撤销：没有取走的不再查。提出的人、能签发的人才能撤销，由命令核对。"""
    row = page.own(request, wave_id)
    back = reverse("control_wave", args=[row.pk])

    def act(values: dict[str, Any]) -> HttpResponse:
        commands.cancel_wave(wave=row, actor=request.user, why=values["why"])
        return done(request, back, f"已撤销{row.number}")

    note = "没有取走的查询不再发出；已经取走的收不回，反馈照收"
    filling = Filling(title=f"撤销{row.number}", submit="撤销", note=note, cancel=back, danger=True, act=act)
    return fill(request, WhyForm(request.POST or None), filling)


@require_POST
@needs("may_manage_channels")
def resend(request: HttpRequest, request_id: int) -> HttpResponse:
    """重发一次查询：还是原来的请求单号。"""
    row = get_object_or_404(control.requests(request.user, context.current().today), pk=request_id)
    try:
        requesting.resend(requests=[row.pk], actor=request.user)
    except Refused as error:
        return page.shown(request, page.own(request, row.wave_id), (Refusal.of(error.finding, nothing, "重发"),), 409)
    return done(request, reverse("control_wave", args=[row.wave_id]), f"已重新放出{row.number}，等{row.agency}来取")


@needs("may_see_control")
def notice(request: HttpRequest, wave_id: int) -> HttpResponse:
    """下载协助查询通知书，记入查阅日志。"""
    row = get_object_or_404(control.waves(request.user.court_id).select_related("notice"), pk=wave_id, notice__isnull=False)
    assert row.notice is not None
    log_read(actor=request.user, court_id=row.court_id, what="下载协助查询通知书", detail=row.number)
    with files.open_(row.notice) as file:
        response = HttpResponse(file.read(), content_type=row.notice.media_type)
    response["Content-Disposition"] = content_disposition_header(True, row.notice.name) or ""
    response["Cache-Control"] = "no-store"
    return response
