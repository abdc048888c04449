"""运行状况：后台待办、失败、卡住的。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web.access import needs
from zhixing.entrances.web.ui import Action, Column, Empty, Figure, Figures, Page, Panel, Row, Status, Table, done, show
from zhixing.entrances.web.ui.words import moment
from zhixing.foundation.history import context
from zhixing.foundation.outbox import commands, queries
from zhixing.foundation.outbox.queries import Message

TONES = {"waiting": "blue", "done": "green", "failed": "yellow", "dead": "red"}
LISTS = {"stuck": ("卡住的", queries.stuck), "waiting": ("待办和重试的", queries.waiting), "all": ("近来的", queries.of_court)}


@needs("may_manage_settings", "may_manage_people")
def page(request: HttpRequest) -> HttpResponse:
    """后台的活干得怎么样。"""
    court = request.user.court_id
    stuck, waiting = queries.stuck(court).count(), queries.waiting(court).count()
    which = request.GET.get("list", "") if request.GET.get("list") in LISTS else ("stuck" if stuck else "all")
    title, rows = LISTS[which]
    figures = Figures((
        Figure(label="卡住的", value=str(stuck), url="?list=stuck", tone="red" if stuck else ""),
        Figure(label="待办和重试的", value=str(waiting), url="?list=waiting"),
    ))
    return show(request, Page(
        title=f"后台有 {stuck} 件卡住，要人处理" if stuck else "后台正常", pretitle="运行状况", back=reverse("admin_index"), back_text="管理",
        body=(Panel(body=(figures,)), Panel(title=title, body=(_table(list(rows(court)[:100])),), flush=True)),
    ))


@require_POST
@needs("may_manage_settings", "may_manage_people")
def resend(request: HttpRequest, message_id: int) -> HttpResponse:
    """卡住的重新交办。"""
    message = get_object_or_404(queries.stuck(request.user.court_id), pk=message_id)
    commands.resend(message_id=message.pk, actor=request.user, on=context.current().today)
    return done(request, reverse("admin_health"), "已重新交办")


def _table(rows: list[Message]) -> Table:
    columns = (Column("放入"), Column("事项"), Column("状态"), Column("次数", "end"), Column("原因"), Column(""))
    return Table(columns=columns, rows=tuple(_row(m) for m in rows), label="后台事项", empty=Empty("没有事项", icon="circle-check"))


def _row(m: Message) -> Row:
    again = reverse("admin_resend", args=[m.pk])
    button = Action(text="重新交办", url=again, method="post", small=True) if m.state == Message.State.DEAD else ""
    why = m.error.strip().rsplit("\n", 1)[-1][:200]
    return Row(cells=(moment(m.created_at), m.kind, Status(m.get_state_display(), TONES[m.state]), str(m.attempts), why, button))
