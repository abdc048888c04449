"""说法不一的一处：两边各说什么，写明怎样处理。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.commands import orders as commands
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.ui import TextField, done
from zhixing.entrances.web.ui.words import dates
from zhixing.foundation.history import context


class SettleForm(forms.Form):
    """怎样处理。"""

    answer = TextField(label="怎样处理", max_length=300, lines=3, help_text="如：已与银行核对，以反馈为准")


@needs("may_see_control")
def page(request: HttpRequest, difference_id: int) -> HttpResponse:
    """处理一处；谁能办由命令核对。"""
    row = get_object_or_404(control.differences(request.user, context.current().today), pk=difference_id)
    back = f"{reverse('control_desk')}?state=differences"

    def act(values: dict[str, Any]) -> HttpResponse:
        commands.settle(difference=row.pk, actor=request.user, on=context.current().today, answer=values["answer"])
        return done(request, back, f"{row.order.number}的“{row.field}”已处理")

    note = dates(f"一边：{row.ours}　另一边：{row.theirs}")
    filling = Filling(title=f"{row.order.number}：{row.field}说法不一", submit="处理完了", cancel=back, note=note, act=act)
    return fill(request, SettleForm(request.POST or None), filling)
