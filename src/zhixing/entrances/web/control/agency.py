"""一家协助单位：通道怎样，等它的、没有办成的各次查询（可以重发），它交来读不懂、对不上的原文。"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control import queries_waves
from zhixing.casework.control.commands import requesting
from zhixing.casework.control.commands.channels import stream
from zhixing.casework.control.queries_desk import Agency, Request
from zhixing.casework.control.queries_waves import Health
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.records import moments
from zhixing.entrances.web.control import agencies, channels, frame, replies, wave
from zhixing.entrances.web.remedies import nothing
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Figure,
    Figures,
    FormPanel,
    Page,
    Panel,
    Refusal,
    Table,
    TextField,
    Timeline,
    done,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused

State = Request.State
LABELS: Final = {"queued": "待取", "sent": "等反馈", "failed": "没有办成", "today": "今天没有办成", "dead": "等人处理", "unread": "原文待看"}
STATES: Final = {"queued": (State.QUEUED,), "sent": (State.SENT, State.ACKED), "failed": control.FAILED, "dead": (State.DEAD,)}
RED: Final = ("failed", "today", "dead", "unread")
FORM: Final = "resend"
MOST: Final = 1000
COLUMNS: Final = (Column("被执行人"), Column("协助单位"), Column("状态"), Column("经过", wide=True), Column("", "end"))


class ResendForm(forms.Form):
    """为什么重发。"""

    why = TextField(label="为什么重发", max_length=200, required=False, help_text="如：对方已经修好")


@needs("may_see_control", "may_manage_channels")
def page(request: HttpRequest, agency_id: int) -> HttpResponse:
    """一家。"""
    return shown(request, agencies.own(request, agency_id))


def shown(request: HttpRequest, row: Agency, before: tuple[Content, ...] = (), status: int = 200) -> HttpResponse:
    """这一页；``before`` 是办不成的理由。案件上的各次查询，只给看查控的人看。"""
    one = next(one for one in queries_waves.health(row.court_id, context.current().now) if one.agency.pk == row.pk)
    rights = rights_of(request)
    changed = entries(stream(row.court_id)).filter(type="control.ChannelChanged", payload__whom=row.name).reverse()[:10]
    return show(request, Page(
        title=headline(one), pretitle=f"协助单位 · {row.name}", back=reverse(channels.NAME), back_text="协助单位",
        actions=_actions(row, one) if rights.may_manage_channels else (),
        body=(*before, *(_body(request, row, one) if rights.may_see_control else ())),
        side=(_facts(row, one, manages=rights.may_manage_channels),
              Panel(title="谁改了什么", body=(Timeline(moments=moments(changed), empty="还没有改过"),))),
    ), status)


def headline(one: Health) -> str:
    """一句话。"""
    text, _ = channels.CIRCUIT[one.circuit]
    told = [f"{number:,} 次{what}" for number, what in ((one.queued, "待取"), (one.sent, "等反馈"), (one.dead, "等人处理")) if number]
    return f"{one.agency.name}：{'，'.join([text, *told])}"


def _actions(row: Agency, one: Health) -> tuple[Action, ...]:
    pause = Action(text="停用", url=reverse("control_agency_pause", args=[row.pk]), icon="player-pause", dialog=True)
    again = Action(text="恢复", url=reverse("control_agency_resume", args=[row.pk]), icon="player-play", method="post", kind="primary")
    edit = Action(text="改", url=reverse("control_agency_edit", args=[row.pk]), icon="edit", dialog=True)
    return (edit, *([again] if one.circuit in ("open", "half") else [pause] if one.circuit == "closed" else []))


def _facts(row: Agency, one: Health, *, manages: bool) -> Panel:
    rows: list[tuple[str, Content]] = [
        ("通道", channels.standing(one)[0]), *([("代码", row.code)] if manages else []),
        ("报文", row.get_channel_display()), ("网络", row.get_network_display()),
    ]
    if row.register:
        rows.append(("登记种类", dict(agencies.registers()).get(row.register, row.register)))
    rows += [
        ("查得到的财产", agencies.covers_of(row)), ("办理冻结等措施", "办理" if row.controls else "不办理"),
        ("超时", f"{row.reply_hours} 小时不反馈"), ("上次来取", channels.seen(row)[0]), ("上次反馈", frame.told_at(row.last_reply_at, "没有反馈过")),
        ("连续没有反馈", f"{row.failures} 次"),
    ]
    return Panel(title="这一家", body=(Facts(tuple(rows)),))


# ---- 各次查询 ----


def _body(request: HttpRequest, row: Agency, one: Health) -> tuple[Content, ...]:
    requests, odd = _requests(request, row), control.unread(request.user).filter(agency=row)
    sizes = {key: _narrowed(requests, key).count() for key in LABELS if key != "unread"} | {"unread": odd.count()}
    here = request.GET.get("only", "")
    if here not in LABELS:
        here = next((key for key in ("dead", "failed", "unread", "queued") if sizes[key]), "sent")
    strip = Figures(strip=True, label="各次查询", cells=tuple(
        Figure(label=text, value=f"{sizes[key]:,}", url=link(request.GET, only=key), current=key == here,
               tone="red" if key in RED and sizes[key] else "")
        for key, text in LABELS.items()
    ))
    if here == "unread":
        return (Panel(flush=True, body=(strip, replies.table(request, odd))),)
    picks = here in ("failed", "today", "dead") and rights_of(request).may_manage_channels
    found, pager = frame.paged(request, _narrowed(requests, here), newest=False)
    table = Table(id="requests", columns=COLUMNS, rows=wave.lines(request, found, pick=picks), label=LABELS[here], pager=pager,
                  empty=Empty("没有这样的查询", icon="circle-check"), picks=f"{FORM}-form" if picks and found else "")
    return Panel(flush=True, body=(strip, table)), *(_resending(row) if picks and found else ())


def _requests(request: HttpRequest, row: Agency) -> QuerySet[Request]:
    return control.requests(request.user, context.current().today).filter(agency=row)


def _narrowed(rows: QuerySet[Request], key: str) -> QuerySet[Request]:
    return rows.filter(_today() if key == "today" else Q(state__in=STATES[key]))


def _today() -> Q:
    now: datetime = context.current().now
    return Q(failed_at__gte=now.replace(hour=0, minute=0, second=0, microsecond=0))


def _resending(row: Agency) -> tuple[FormPanel, ...]:
    return (FormPanel(id=FORM, form=ResendForm(), url=reverse("control_agency_resend", args=[row.pk]), submit="重发勾选的"),)


@require_POST
@needs("may_manage_channels")
def resend(request: HttpRequest, agency_id: int) -> HttpResponse:
    """重发勾选的：还是原来的请求单号。"""
    row = agencies.own(request, agency_id)
    picked = [int(one) for one in request.POST.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 16]
    mine = list(_requests(request, row).filter(pk__in=picked).values_list("pk", flat=True))
    try:
        number = requesting.resend(requests=mine, actor=request.user, why=request.POST.get("why", ""))
    except Refused as error:
        return shown(request, row, (Refusal.of(error.finding, nothing, "重发"),), 409)
    return done(request, reverse("control_agency", args=[row.pk]), f"已重新放出 {number} 次查询，等{row}来取")

