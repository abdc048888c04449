"""服务台：各案要送的、在途的、退回的、公告中的；勾选以后成批邮寄、成批电子送达。筛选都在网址里，可以存下。"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import lists_of
from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.papers import TEMPLATES
from zhixing.casework.documents.queries_service import Attempt, Recipient
from zhixing.entrances.web.access import facts_of
from zhixing.entrances.web.bulk.starting import token
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.service import standing
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Filter,
    Filters,
    Page,
    Pager,
    Panel,
    Piece,
    Row,
    Status,
    Tab,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import chosen, link
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import teams
from zhixing.law.rights import ever
from zhixing.law.service_start import kinds
from zhixing.law.service_values import table
from zhixing.law.states import Act
from zhixing.law.words import word

NAME = "service_desk"
SIZE = 50
SHELVES = {code: table()["state"][code] for code in ("to_send", "on_way", "returned", "failed", "flawed", "announced", "served")}
COLUMNS = (Column("案件"), Column("文书"), Column("受送达人"), Column("怎么送的"), Column("送达之日"), Column("", "end"))
EMPTY = {
    "to_send": Empty("没有待送达的", "文书用印以后，各受送达人列在这里。", "circle-check"), "returned": Empty("没有退回的邮件", icon="circle-check"),
    "failed": Empty("没有送不到的", icon="circle-check"), "flawed": Empty("没有手续不全的", icon="circle-check"),
}
BULK = ("to_send", "returned", "failed")
"""可以成批再送的几格。"""


@dataclass(frozen=True, slots=True)
class Bulk(Piece):
    """成批送达：勾选上面的，一次交上去，一行一个结果。"""

    template: ClassVar[str] = "service/bulk.html"
    url: str
    back: str
    on: str
    token: str
    label: str = "办理日"
    buttons: tuple[tuple[str, str], ...] = (("mail", "邮寄"), ("electronic", "电子送达"))


def page(request: HttpRequest) -> HttpResponse:
    """服务台。"""
    frame.guard(request)
    today = context.current().today
    here = frame.picked(request, "state", SHELVES, "to_send")
    rows = narrowed(request, service.rows(request.user, today))
    shelves = {code: Q(state=code) for code in SHELVES}
    sizes = frame.sizes(rows, shelves)
    found, pager = paged(request, rows.filter(shelves[here]))
    return show(request, Page(
        title=headline(sizes), pretitle=f"文书送达 · {frame.scope(request)}", actions=actions(serves(request)),
        top=(frame.strip(request, "state", SHELVES, sizes, here, red=("returned", "failed", "flawed")),),
        body=(filters(request), Panel(flush=True, body=(_table(request, found, here, today, pager),)), *_bulk(request, here, bool(found), today)),
    ))


def headline(sizes: dict[str, int]) -> str:
    """最要紧的一句。"""
    back = sizes["returned"] + sizes["failed"]
    if back:
        return f"{sizes['to_send']:,} 份待送达，{back:,} 份退回或者没有送到"
    return f"{sizes['to_send']:,} 份待送达" if sizes["to_send"] else "没有待送达的"


def serves(request: HttpRequest) -> bool:
    """这个人的职务办送达；只看不办的，不摆按钮。"""
    return ever(facts_of(request), Act.SERVE)


def actions(serving: bool) -> tuple[Piece, ...]:
    """签发用印、交邮批次、导入回执；演示法院另有模拟的短信，看发出去的是什么。"""
    box = os.environ.get("ZHIXING_SMS_URL", "") if settings.DEMO else ""
    return (
        *([Action(text="模拟的短信", url=box, icon="device-mobile")] if box.startswith("http://127.0.0.1:") else []),
        Action(text="签发用印", url=reverse("document_desk"), icon="rubber-stamp"),
        Action(text="交邮批次", url=reverse("service_batches"), icon="send"),
        Action(text="近来成批办的", url=reverse("bulk_list"), icon="list-check"),
        *([Action(text="导入邮政回执", url=reverse("service_receipts"), icon="upload")] if serving else []),
    )


# ---- 筛选、翻页 ----


def narrowed(request: HttpRequest, rows: QuerySet[Recipient]) -> QuerySet[Recipient]:
    """按文字、只看我承办的、方式、文书、团队缩小。"""
    rows = frame.narrowed(request, rows, person="name")
    if method := frame.picked(request, "method", kinds()):
        rows = rows.filter(service.last_by(method))
    if kind := frame.picked(request, "kind", TEMPLATES):
        rows = rows.filter(document__kind=kind)
    team = request.GET.get("team", "")
    return rows.filter(case__team=int(team)) if team.isdecimal() and len(team) < 15 else rows


def filters(request: HttpRequest) -> Filters:
    """筛选和存下的清单。"""
    specs = (
        Filter("method", "最近一次的方式", tuple((code, word("method", code)) for code in kinds())),
        Filter("kind", "文书", tuple(sorted(((code, one.title) for code, one in TEMPLATES.items()), key=lambda pair: pair[1]))),
        Filter("team", "团队", tuple((str(one.pk), one.name) for one in teams(request.user.court_id))), Filter("mine", "只看我承办的", kind="check"),
    )
    here = request.GET.copy()
    here.pop("after", None)
    saved = tuple(Tab(one.name, f"?{one.query}", one.query == here.urlencode()) for one in lists_of(request.user, NAME))
    kept = tuple((key, request.GET[key]) for key in ("state", "case") if request.GET.get(key))
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="受送达人、案号")
    return Filters(
        filters=tuple(chosen(request.GET, spec) for spec in specs), search=search, keep=kept, saved=saved, clear_url=reverse(NAME),
        save_url=f"{reverse('service_save')}?{here.urlencode()}",
    )


def paged(request: HttpRequest, rows: QuerySet[Recipient]) -> tuple[list[Recipient], Pager]:
    """一页：新的在前，按编号翻，深页与首页一样快。"""
    after = request.GET.get("after", "")
    if after.isdecimal() and len(after) < 18:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    before = link(request.GET) if request.GET.get("after") else ""
    return found[:SIZE], Pager(before=before, after=link(request.GET, after=str(found[SIZE - 1].pk)) if len(found) > SIZE else "")


# ---- 一行 ----


def _table(request: HttpRequest, found: list[Recipient], here: str, today: date, pager: Pager) -> Table:
    lasts = service.lasts(one.pk for one in found)
    back = f"{reverse(NAME)}{link(request.GET)}"
    reach = service.reachable([one.party_id for one in found if one.party_id], today) if here in BULK else None
    serving = serves(request)
    rows = tuple(_row(one, lasts.get(one.pk), here, back if serving else "", _where(one, reach)) for one in found)
    empty = EMPTY.get(here, Empty("这一格里没有", "看看别的分格，或者去掉筛选。"))
    picks = "batch-form" if found and here in BULK and serving else ""
    return Table(id="service", columns=COLUMNS, rows=rows, label=SHELVES[here], pager=pager, empty=empty, picks=picks)


def _where(one: Recipient, reach: Mapping[int, set[bool]] | None) -> tuple[Content, ...]:
    """可以怎么送：没有地址的成批送不了，先说；不能成批送的几格不说。"""
    if one.party_id is None or reach is None:
        return ()
    ways = reach.get(one.party_id, set())
    if not ways:
        return (Status("没有送达地址", "yellow"),)
    return ("、".join(text for text, electronic in (("有邮寄地址", False), ("有电子地址", True)) if electronic in ways),)


def _row(one: Recipient, last: Attempt | None, here: str, back: str, where: tuple[Content, ...] = ()) -> Row:
    how: tuple[Content, ...] = where or ("还没有送过",)
    if last:
        how = (standing.did(last), f"{full_day(last.on)}办理", *([f"邮件号{last.tracking}"] if last.tracking else []), *where)
    paper = Action(text=one.document.title, url=reverse("service_recipient", args=[one.case_id, one.pk]), kind="link")
    return Row(cells=(
        frame.case_cell(one.case), (paper, *standing.numbered(one)), (one.name, *standing.role(one)), how, standing.deemed(one),
        (standing.next_step(one, last, here, back) or "") if back else "",
    ), pick=str(one.pk) if here in BULK else "")


def _bulk(request: HttpRequest, here: str, some: bool, today: date) -> tuple[Piece, ...]:
    if here not in BULK or not some or not serves(request):
        return ()
    return (Bulk(reverse("service_bulk"), link(request.GET), today.isoformat(), token()),)
