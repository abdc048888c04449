"""查询批次：各批走到哪了，按状态、理由看。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.control import queries_desk as control
from zhixing.casework.control.queries_desk import Wave
from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.control import frame, pieces
from zhixing.entrances.web.registers.frame import picked
from zhixing.entrances.web.ui import Action, Column, Empty, Filter, Filters, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.filters import chosen
from zhixing.foundation.history import context

NAME: Final = "control_waves"
COLUMNS: Final = (Column("批次"), Column("理由"), Column("案件", "end"), Column("走到哪了"), Column("没有办成", "end"), Column("状态"))
EMPTY: Final = Empty("没有这样的批次", "去掉筛选再看，或者发起查询。", "radar-2")


@needs("may_see_control")
def page(request: HttpRequest) -> HttpResponse:
    """各批，新的在前。"""
    rows = control.waves(request.user.court_id)
    specs = (Filter("state", "状态", tuple(Wave.State.choices)), Filter("reason", "理由", tuple(Wave.Reason.choices)))
    for name, known in (("state", Wave.State.values), ("reason", Wave.Reason.values)):
        if value := picked(request, name, known):
            rows = rows.filter(**{name: value})
    search = Filter("q", "查找", value=request.GET.get("q", ""), placeholder="批次编号")
    if text := search.value.strip()[:24]:
        rows = rows.filter(number__contains=text)
    found, pager = frame.paged(request, rows)
    filters = Filters(filters=tuple(chosen(request.GET, spec) for spec in specs), search=search, clear_url=reverse(NAME))
    table = Table(id="waves", columns=COLUMNS, rows=lines(request, found), label="查询批次", pager=pager, empty=EMPTY)
    return show(request, Page(
        title="查询批次", pretitle=frame.PRETITLE, actions=starting(request), top=(frame.tabs(request, NAME),),
        body=(filters, Panel(flush=True, body=(table,))),
    ))


def starting(request: HttpRequest) -> tuple[Action, ...]:
    """发起查询的按钮；能成批发起的人才有。"""
    if not rights_of(request).may_run_waves:
        return ()
    return (Action(text="发起查询", url=reverse("control_wave_new"), kind="primary", icon="radar-2"),)


def lines(request: HttpRequest, rows: Sequence[Wave]) -> tuple[Row, ...]:
    """各批的行，走到哪了一次查完；数的是这个人看得见的案件，和点开那一批里数的一样。"""
    seen = control.requests(request.user, context.current().today).filter(wave__in=[row.pk for row in rows])
    sizes, cases = control.tallies(seen), control.cases_of(seen)
    return tuple(_row(row, sizes.get(row.pk, Counter()), cases.get(row.pk, 0)) for row in rows)


def _row(row: Wave, sizes: Mapping[str, int], cases: int) -> Row:
    failed = sizes.get("failed", 0)
    url = reverse("control_wave", args=[row.pk])
    wrong = Action(text=f"{failed:,}", url=f"{url}?only=failed", kind="link") if failed else "—"
    return Row(url=url, cells=(
        (row.number, f"{row.asked_name}　{frame.told_at(row.asked_at)}"), row.get_reason_display(), f"{cases:,}",
        pieces.meter(sizes), Status(f"{failed:,}", "red") if failed and row.state == Wave.State.RUNNING else wrong,
        (frame.wave_state(row), *([Status("没有放成", "red")] if row.error else [])),
    ))
