"""一名被执行人的财产台账：跨各案的全部财产，谁控制着、到哪天、要当心什么。看不见的案件不写案号。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.queries import Party
from zhixing.casework.control import queries_assets as assets
from zhixing.casework.control.queries_assets import AssetKind, Holding
from zhixing.entrances.web import remedies
from zhixing.entrances.web.control import holdings
from zhixing.entrances.web.debtors.pages import found
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Empty,
    Figure,
    Figures,
    Page,
    Pager,
    Panel,
    Row,
    Tab,
    Table,
    Tabs,
    show,
)
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.paging import paged
from zhixing.entrances.web.ui.words import yuan
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.identity import KINDS, mask

COLUMNS: Final = (
    Column("财产"), Column("价值（元）", "end"), Column("可用（元）", "end"), Column("控制"), Column("要当心的"), Column("查到的案件"),
    Column("反馈日", wide=True),
)
SHELVES: Final = {"": "全部", "free": "没有人控制", "held": "控制着", "care": "要当心的", "gone": "已经没有了"}


def page(request: HttpRequest, party_id: int) -> HttpResponse:
    """一名被执行人的财产。"""
    party, _ = found(request, party_id)
    today = context.current().today
    rows = assets.of_debtor(party, request.user, today)
    here, kind = picked(request, "only", SHELVES), picked(request, "kind", AssetKind.values)
    chosen = [one for one in rows if _in(one, here) and (not kind or one.asset.kind == kind)]
    shown, pager = paged(request.GET, chosen)
    table = _table(shown, today, calendar_of(request.user.court_id), pager)
    return show(request, Page(
        title=headline(party, rows), pretitle="被执行人的财产", back=reverse("debtor", args=[party.pk]), back_text=party.name,
        top=(_strip(request, rows, here),), body=(Panel(title=about(party), actions=_kinds(request, rows), flush=True, body=(table,)),),
    ))


def headline(party: Party, rows: Sequence[Holding]) -> str:
    """一句话：几项，没有人控制的有几项、值多少。"""
    free = [one for one in rows if one.free]
    if not rows:
        return f"{party.name}：还没有查到财产"
    known = sum(one.available_fen or 0 for one in free)
    worth = f"，知道数额的合计 {yuan(known)} 元" if known else ""
    return f"{party.name}：{len(rows)} 项财产，没有人控制的 {len(free)} 项{worth}"


def _in(one: Holding, shelf: str) -> bool:
    return {
        "": True, "free": one.free, "held": bool(one.taken), "care": bool(one.flags) or bool(one.prior), "gone": one.asset.gone_on is not None,
    }[shelf]


def _strip(request: HttpRequest, rows: Sequence[Holding], here: str) -> Figures:
    return Figures(strip=True, label="分格", cells=tuple(
        Figure(label=text, value=f"{sum(1 for one in rows if _in(one, key)):,}", url=link(request.GET, only=key or None, page=None),
               current=key == here)
        for key, text in SHELVES.items()
    ))


def _table(rows: Sequence[Holding], today: date, calendar: Calendar, pager: Pager | None) -> Table:
    empty = Empty("没有这样的财产", "查询反馈以后，或者在案件里登记的，列在这里。", "radar-2")
    lines = tuple(_row(one, today, calendar) for one in rows)
    return Table(id="assets", columns=COLUMNS, rows=lines, label="财产", empty=empty, pager=pager)


def _row(one: Holding, today: date, calendar: Calendar) -> Row:
    cases = tuple(Action(text=str(case), url=remedies.case_url(case.pk), kind="link") for case in one.cases) or ("—",)
    return Row(tone="grey" if one.asset.gone_on else "", cells=(
        holdings.name(one.asset), holdings.value(one.asset), holdings.available(one.asset), holdings.held(one, today, calendar), holdings.flags(one),
        cases, holdings.asof(one.asset),
    ))


def _kinds(request: HttpRequest, rows: Sequence[Holding]) -> tuple[Tabs, ...]:
    """只看一种；只有一种的不列。"""
    counted = [(kind, sum(1 for one in rows if one.asset.kind == kind)) for kind in AssetKind]
    held = [(kind, number) for kind, number in counted if number]
    here = request.GET.get("kind", "")
    tabs = (Tab("各种", link(request.GET, kind=None, page=None), not here),
            *(Tab(f"{kind.label} {number}", link(request.GET, kind=kind.value, page=None), here == kind) for kind, number in held))
    return (Tabs(tabs, "财产种类", pills=True),) if len(held) > 1 else ()


def about(party: Party) -> str:
    """谁，什么证件。"""
    paper = f"{KINDS.get(party.paper, '') or '证件'} {mask(party.paper_number)}" if party.paper_number else "没有登记证件"
    return f"{party.name}　{paper}"
