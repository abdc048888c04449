"""工作台。"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre.queries_turns import turns_of
from zhixing.casework.nodes import queries as nodes
from zhixing.casework.nodes.queries import Bucket, Node
from zhixing.entrances.web.access import does_casework, facts_of, rights_of
from zhixing.entrances.web.admin import index
from zhixing.entrances.web.ui import Action, Actions, Empty, Figure, Figures, Items, Page, Panel, Piece, Tab, Tabs, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import count, weekday
from zhixing.entrances.web.workbench import desks
from zhixing.entrances.web.workbench.counts import NOW
from zhixing.entrances.web.workbench.items import item
from zhixing.foundation.approvals import queries as approvals
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_from, settings_of

SHOWN = 60
ORDERS = {"due": "按期限", "case": "按案件", "livelihood": "涉民生优先"}
TONES = {"overdue": "red", "lapsing": "yellow"}


def page(request: HttpRequest) -> HttpResponse:
    """今天要做几件；管理员看管理的几处。"""
    if not does_casework(request):
        return index.page(request)
    today = context.current().today
    rows = nodes.open_for(request.user, today)
    buckets = nodes.buckets(rows, today)
    sizes = nodes.sizes(rows, buckets)
    waiting = approvals.waiting_for(request.user, today).order_by().count()
    return show(request, Page(
        title=headline(sizes, waiting), pretitle=_who(request, today), actions=(_actions(request),),
        top=(_strip(request, buckets, sizes),), body=(_list(request, buckets, today), *desks.main(request)),
        side=desks.side(request),
    ))


def headline(sizes: dict[str, int], waiting: int = 0) -> str:
    """今天要做 7 件，其中 2 件已超期，另有 3 件等您审批。"""
    late, due = sizes["overdue"], sum(sizes[key] for key in NOW)
    if not due:
        return f"有 {waiting} 件等您审批" if waiting else "今天没有到期的事"
    parts = [f"今天要做 {due} 件", f"其中 {late} 件已超期" if late else "", f"另有 {waiting} 件等您审批" if waiting else ""]
    return "，".join(part for part in parts if part)


def _who(request: HttpRequest, today: date) -> str:
    teams = dict.fromkeys(h.team.name for h in request.user.holdings.all() if h.team and h.covers(today))
    acting = "（有代行职权）" if facts_of(request).acting_for else ""
    return " · ".join([f"{today.month}月{today.day}日 {weekday(today)}", *teams, f"{request.user.name}{acting}"])


def _actions(request: HttpRequest) -> Actions:
    feed = Action(text="订阅日历", url=reverse("profile"), icon="calendar-share")
    if not rights_of(request).may_file:
        return Actions((feed,))
    return Actions((feed, Action(text="收件", url=reverse("case_filing_new"), kind="primary", icon="plus")))


def _strip(request: HttpRequest, buckets: list[Bucket], sizes: dict[str, int]) -> Figures:
    chosen = request.GET.get("when", "")
    return Figures(strip=True, cells=tuple(
        Figure(label=b.label, value=count(sizes[b.key]), url=link(request.GET, when=b.key),
               tone=TONES.get(b.key, "") if sizes[b.key] else "", current=chosen == b.key or (not chosen and b.key in NOW))
        for b in buckets
    ))


def _list(request: HttpRequest, buckets: list[Bucket], today: date) -> Panel:
    chosen = [b for b in buckets if b.key == request.GET.get("when")] or [b for b in buckets if b.key in NOW]
    order = request.GET.get("by") if request.GET.get("by") in ORDERS else "due"
    rows = [row for b in chosen for row in b.rows[:SHOWN]][:SHOWN]
    own = settings_of(request.user.court_id)
    calendar, turns = calendar_from(own), turns_of({row.case_id: row.case for row in rows}.values(), today, {request.user.court_id: own})
    items = tuple(item(row, today, calendar, turns.get(row.case_id), request.user.pk) for row in sorted(rows, key=_KEYS[order]))
    tabs: Piece = Tabs(tuple(Tab(text, link(request.GET, by=key), key == order) for key, text in ORDERS.items()), "排序", pills=True)
    title = chosen[0].label if len(chosen) == 1 else "今天和超期的"
    note = f"只列出前 {SHOWN} 件" if len(rows) == SHOWN else ""
    return Panel(title=title, note=note, actions=(tabs,), flush=True,
                 body=(Items(items=items, empty=Empty("这里没有要办的", icon="circle-check")),))


def _by_due(row: Node) -> tuple[object, ...]:
    return (row.due is None, row.due or date.max, row.pk)


_KEYS = {
    "due": _by_due,
    "case": lambda row: (row.case_id, *_by_due(row)),
    "livelihood": lambda row: (not row.case.livelihood, *_by_due(row)),
}
