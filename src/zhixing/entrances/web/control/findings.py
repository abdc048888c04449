"""反馈：查到的各条，新的在前；按财产种类、单位、日子看，看出毛病的单列。"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.queries_desk import AssetKind, Finding
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.control import faults, frame
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import (
    Column,
    Content,
    DayField,
    Empty,
    Filter,
    Filters,
    Money,
    Page,
    Panel,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.filters import chosen
from zhixing.entrances.web.ui.words import COURT_TIME, full_day
from zhixing.foundation.history import context

NAME: Final = "control_findings"
COLUMNS: Final = (
    Column("查到什么"), Column("被执行人"), Column("价值（元）", "end"), Column("可用（元）", "end"), Column("在先措施"), Column("谁反馈的"),
)
MOST: Final = 3
"""一条至多列几处毛病。"""
EMPTY: Final = Empty("没有这样的反馈", "协助单位反馈以后，或者导入反馈表以后，列在这里。", "radar-2")


@needs("may_see_control")
def page(request: HttpRequest) -> HttpResponse:
    """各条反馈。"""
    today = context.current().today
    found, pager = frame.paged(request, narrowed(request, control.findings(request.user, today)))
    table = Table(id="findings", columns=COLUMNS, rows=tuple(map(row_of, found)), label="反馈", pager=pager, empty=EMPTY)
    return show(request, Page(
        title="查到的财产", pretitle=f"{frame.PRETITLE} · 反馈", top=(frame.tabs(request, NAME),),
        body=(_filters(request), Panel(flush=True, body=(table,))),
    ))


def _filters(request: HttpRequest) -> Filters:
    agencies = tuple((str(one.pk), one.name) for one in control.of_agencies(request.user.court_id))
    specs = (
        Filter("kind", "财产", tuple(AssetKind.choices)), Filter("agency", "协助单位", agencies), Filter("since", "反馈自", kind="day"),
        Filter("until", "至", kind="day"), Filter("wrong", "只看有毛病的", kind="check"),
    )
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="被执行人、案号、账号、财产")
    keep = tuple((name, request.GET[name]) for name in ("case", "party") if request.GET.get(name))
    return Filters(filters=tuple(chosen(request.GET, one) for one in specs), search=search, keep=keep, clear_url=reverse(NAME))


def narrowed(request: HttpRequest, rows: QuerySet[Finding]) -> QuerySet[Finding]:
    """按网址里的各项缩小；看不懂的当没有填。"""
    if kind := picked(request, "kind", AssetKind.values):
        rows = rows.filter(kind=kind)
    for name, column in (("agency", "request__agency"), ("case", "case"), ("party", "party")):
        if (value := request.GET.get(name, "")).isdecimal() and len(value) < 15:
            rows = rows.filter(**{column: int(value)})
    if since := _day(request, "since"):
        rows = control.floor(rows, "taken_at", datetime.combine(since, time(), COURT_TIME))
    if until := _day(request, "until"):
        rows = rows.filter(taken_at__lt=datetime.combine(until + timedelta(days=1), time(), COURT_TIME))
    rows = rows.exclude(faults=[]) if request.GET.get("wrong") else rows
    text = request.GET.get("q", "").strip()[:60]
    if not text:
        return rows
    return rows.filter(Q(party__name__contains=text) | Q(case__number__contains=text) | Q(what__contains=text) | Q(key__contains=text))


def _day(request: HttpRequest, name: str) -> date | None:
    try:
        found: date | None = DayField(required=False).clean(request.GET.get(name, ""))
    except ValidationError:
        return None
    return found


def row_of(row: Finding) -> Row:
    """一条反馈。"""
    source = (frame.agency_name(row.request.agency),) if row.request else ("人工、反馈表",)
    return Row(tone="yellow" if row.faults else "", cells=(
        what(row), frame.whose(row), money(row.value_fen, row.currency), money(row.available_fen, row.currency), prior(row.prior),
        (*source, full_day(row.told_on)),
    ))


def what(row: Finding) -> tuple[Content, ...]:
    """查到什么；状态、毛病在下面。"""
    wrong = tuple(Status(text, "red") for text in faults.told(row.faults)[:MOST])
    return row.what, row.get_kind_display(), *([row.state] if row.state else []), *wrong


def money(fen: int | None, currency: str) -> Content:
    """金额；外币写明币种，没有的不写。"""
    if fen is None:
        return "—"
    return Money(fen) if currency == "CNY" else Money(fen, note=currency)


def prior(rows: list[Any]) -> tuple[Content, ...]:
    """在先措施：几道，最先的是哪个机关。"""
    if not rows:
        return ("—",)
    first = rows[0]
    told = "，".join(text for text in (str(first.get("by", "")), str(first.get("number", ""))) if text) or str(first.get("text", ""))
    return Status(f"在先 {len(rows)} 道", "yellow"), *([told[:60]] if told else [])
