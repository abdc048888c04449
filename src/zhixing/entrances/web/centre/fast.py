"""快执计时：每件快执案件离目标日还有几天、现在等什么；过了目标日没有办结的，转普执，时间从立案接着算。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.centre import queries_load as queries
from zhixing.casework.centre.queries_load import FAST_SHELVES, SOON, Placement
from zhixing.casework.centre.queries_turns import turns_of
from zhixing.entrances.web import turns
from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.paging import sliced
from zhixing.entrances.web.cases import rows
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.money.frame import turning
from zhixing.entrances.web.ui import Action, Column, Deadline, Empty, Figure, Figures, Page, Panel, Row, Table, show
from zhixing.entrances.web.ui.filters import link
from zhixing.entrances.web.ui.words import day
from zhixing.foundation.history import context
from zhixing.law.turns import Turn

HERE: Final = "centre_fast"
COLUMNS: Final = (Column("案号"), Column("当事人"), Column("离目标日"), Column("轮到谁"), Column("承办人"), Column("第几天", "end"))
TONES: Final = {"soon": "yellow", "past": "red"}


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """快执的各件。"""
    today = context.current().today
    found = queries.fast(request.user, today)
    counts = queries.fast_counts(found, today)
    shelf = request.GET.get("shelf") if request.GET.get("shelf") in FAST_SHELVES else "all"
    shown, pager = sliced(request, queries.fast_shelf(found, str(shelf), today))
    told = turns_of([one.case for one in shown], today)
    return show(request, Page(
        title=_headline(counts), pretitle=frame.pretitle(request), top=(frame.tabs(request, HERE), _strip(request, counts, str(shelf))),
        body=(Panel(id="fast", title=FAST_SHELVES[str(shelf)], note="目标日从立案算起，转轨道不重算；涉民生的在前", flush=True, body=(Table(
            columns=COLUMNS, rows=tuple(_row(one, told.get(one.case_id), today) for one in shown), label="快执计时", pager=turning(pager),
            empty=Empty("这一格里没有快执案件", icon="circle-check", action=Action(text="看团队看板", url=reverse("centre_team"))),
        ),)),),
    ))


def _headline(counts: dict[str, int]) -> str:
    late = f"，{counts['past']} 件过了目标日" if counts["past"] else ""
    soon = f"，{counts['soon']} 件 {SOON} 天内到" if counts["soon"] else ""
    return f"快执在办 {counts['all']} 件{late}{soon}"


def _strip(request: HttpRequest, counts: dict[str, int], shelf: str) -> Figures:
    return Figures(strip=True, label="快执的各格", cells=tuple(
        Figure(label=text, value=str(counts[key]), url=link(request.GET, shelf=key, page=None), tone=TONES.get(key, "") if counts[key] else "",
               current=key == shelf)
        for key, text in FAST_SHELVES.items()
    ))


def _row(one: Placement, turn: Turn | None, today: date) -> Row:
    case = one.case
    begun = case.accepted_on or case.received_on
    return Row(url=rows.url(case), cells=(
        rows.named(case), rows.people(case), _goal(one, turn, today), turns.cell(turn, today),
        (case.handler.name if case.handler else "未分案", case.team.name if case.team else ""), str((today - begun).days + 1),
    ))


def _goal(one: Placement, turn: Turn | None, today: date) -> Deadline:
    """还剩几天。等外面的照样走，但是灰的：不是谁拖着。"""
    days = queries.left(one, today)
    if days is None:
        return Deadline(text="没有目标日", tone="grey")
    grey = turn is not None and turn.waits
    if days < 0:
        return Deadline(text=f"过了 {-days} 天", tone="grey" if grey else "red", note=f"{day(one.goal, today)}，将转普执")
    tone = "grey" if grey else "yellow" if days <= SOON else "plain"
    note = day(one.goal, today) + ("，快要转普执" if days <= SOON else "")
    return Deadline(text="今天到" if days == 0 else f"还剩 {days} 天", tone=tone, note=note)
