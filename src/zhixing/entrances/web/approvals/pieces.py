"""审批单的零件。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from zhixing.entrances.web.ui import Action, FormPanel, Item, Items, Panel, Piece, Status, TextField
from zhixing.entrances.web.ui.words import day, moment
from zhixing.foundation.approvals.queries import Approval, Step

TONES = {"waiting": "", "agreed": "green", "returned": "red", "skipped": "grey"}


class Opinion(forms.Form):
    """意见。退回必填。"""

    opinion = TextField(label="意见（退回须写明）", required=False, max_length=500, lines=3)


def listed(row: Approval, today: date, *, pick: bool) -> Item:
    """列表里的一张。"""
    late = row.state == Approval.State.PENDING and row.due is not None and row.due < today
    note = f"{row.submitted_by.name} {day(row.submitted_on, today)}报" + (f" · 审批期限 {day(row.due, today)}" if row.due else "")
    tags = () if pick else (Status(row.get_state_display(), "yellow" if row.state == Approval.State.PENDING else "plain"),)
    url = reverse("approval_page", args=[row.pk])
    open_ = (Action(text="审批", url=url, small=True, kind="primary"),) if pick else ()
    return Item(title=row.title, url=url, tone="red" if late else "", tags=tags, note=note, actions=open_,
                pick=f"{row.pk}:{row.revision}" if pick else "")


@dataclass(frozen=True, slots=True)
class Bulk(Piece):
    """成批同意：勾选上面的，一次同意；每张各有结果。贴在屏幕下沿，只占一行。"""

    template: ClassVar[str] = "approvals/bulk.html"
    url: str


def bulk() -> Bulk:
    """审批列表下面的一条。"""
    return Bulk(reverse("approval_many"))


def decide_form(request: HttpRequest, row: Approval) -> Panel:
    """定这一步：同意或退回。"""
    form = FormPanel(form=Opinion(request.POST or None), url=reverse("approval_decide", args=[row.pk]), submit="同意",
                     name="agree", also=(("return", "退回"),), hidden={"revision": row.revision}, draft=f"approval:{row.pk}")
    return Panel(title=f"{current(row)}意见", body=(form,))


def current(row: Approval) -> str:
    """轮到哪一步。"""
    step = next((s for s in row.steps.all() if s.order == row.step), None)
    return step.label if step else ""


def waiting_steps(row: Approval) -> str:
    """现在等谁。"""
    return f"现在等{current(row)}审批。"


def lines(row: Approval) -> Items:
    """各步经过。"""
    return Items(items=tuple(_line(step) for step in row.steps.all()))


def _line(step: Step) -> Item:
    who: Any = step.decided_by.name if step.decided_by else ""
    if step.on_behalf_of_id:
        who = f"{who}（代行）"
    note = " · ".join(p for p in (who, moment(step.decided_at), step.opinion) if p)
    tone = TONES.get(step.decision, "")
    return Item(title=step.label, tone=tone, note=note, tags=(Status(step.get_decision_display(), tone or "plain"),))
