"""协助单位：各家通道现在怎样：等它来取的、取走没有反馈的、今天没有办成的、上次来取和反馈、停没停。"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_waves
from zhixing.casework.control.queries_waves import PULLED, Agency, Health
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.control import frame
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Note, Page, Panel, Row, Status, Table, show
from zhixing.foundation.history import context
from zhixing.law.rights import CourtRights

NAME: Final = "control_channels"
COLUMNS: Final = (
    Column("协助单位"), Column("通道"), Column("待取", "end"), Column("等反馈", "end"), Column("等得最久的"), Column("来取、反馈"),
    Column("今天没有办成", "end"), Column("等人处理", "end"),
)
CIRCUIT: Final = {"closed": ("正常", "green"), "open": ("停用", "red"), "half": ("正在试一个", "yellow"), "off": ("没有启用", "grey")}


@needs("may_see_control", "may_manage_channels")
def page(request: HttpRequest) -> HttpResponse:
    """各家。"""
    rows = queries_waves.health(request.user.court_id, context.current().now)
    rights = rights_of(request)
    empty = Empty("还没有协助单位", "登记以后，它凭代码和口令来取查询、交反馈；没有联网的，走反馈表、发函。", "building-bank")
    table = Table(id="channels", columns=COLUMNS, rows=tuple(_row(one, rights) for one in rows), label="协助单位", empty=empty)
    add = Action(text="登记协助单位", url=reverse("control_agency_new"), kind="primary", icon="plus", dialog=True)
    return show(request, Page(
        title=headline(rows), pretitle=frame.PRETITLE, **frame.home(request), actions=(add,) if rights.may_manage_channels else (),
        top=(frame.tabs(request, NAME),), body=(*notes(rows), Panel(flush=True, body=(table,))),
    ))


def headline(rows: list[Health]) -> str:
    """一句话。"""
    live = [one for one in rows if one.circuit != "off"]
    stopped = sum(1 for one in live if one.circuit != "closed")
    silent = sum(1 for one in live if one.silent and one.agency.channel in PULLED)
    told = [f"{number} 家{text}" for number, text in ((stopped, "停用着"), (silent, "没有来取")) if number]
    return f"协助单位 {len(live)} 家，" + ("，".join(told) if told else "通道都正常")


def notes(rows: list[Health]) -> tuple[Note, ...]:
    """要人管的。"""
    silent = [one.agency.name for one in rows if one.silent and one.circuit == "closed" and one.agency.channel in PULLED]
    stuck = [f"{one.agency.name} {one.barred:,} 件" for one in rows if one.barred]
    told = []
    if silent:
        told.append(Note(f"{'、'.join(silent[:6])}有等着的请求没有来取，先与对方的值班人员核对。", "yellow"))
    if stuck:
        text = f"{'、'.join(stuck[:6])}。在“经办人”里续登记；换了人的，查询自动改由新登记的人办，控制令由他原号重发。"
        told.append(Note(text, "red", "经办人的登记已经失效，等着的不给出去"))
    return tuple(told)


def _row(one: Health, rights: CourtRights) -> Row:
    agency = one.agency
    url = reverse("control_agency", args=[agency.pk])

    def number(value: int, only: str) -> Content:
        if not value:
            return ""
        return Action(text=f"{value:,}", url=f"{url}?only={only}", kind="link") if rights.may_see_control else f"{value:,}"

    return Row(tone="red" if one.circuit == "open" else "", cells=(
        (Action(text=agency.name, url=url, kind="link"), way_of(agency)), standing(one),
        number(one.queued, "queued"), number(one.sent, "sent"),
        frame.told_at(one.oldest), seen(agency), number(one.failed_today, "today"), number(one.dead, "dead"),
    ))


def way_of(row: Agency) -> str:
    """走哪种报文、哪张网。"""
    return f"{row.get_channel_display()} · {row.get_network_display()}"


def standing(one: Health) -> tuple[Content, ...]:
    """停没停。"""
    text, tone = CIRCUIT[one.circuit]
    more = (f"到{frame.told_at(one.agency.paused_until)}", one.agency.paused_why) if one.circuit == "open" else ()
    late = (Status("没有来取", "yellow"),) if one.silent and one.circuit == "closed" and one.agency.channel in PULLED else ()
    stuck = (Status(f"{one.barred:,} 件经办人登记失效", "red"),) if one.barred else ()
    return Status(text, tone), *late, *stuck, *more


def seen(row: Agency) -> tuple[str, ...]:
    """上次来取、上次反馈。"""
    came = f"{frame.told_at(row.last_seen_at, '没有来过')}" if row.channel in PULLED else "不联网，人工"
    return came, f"{frame.told_at(row.last_reply_at, '没有反馈过')}{'反馈' if row.last_reply_at else ''}"


