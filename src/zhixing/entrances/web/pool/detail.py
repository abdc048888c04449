"""终本库里的一件：五年十次查询，各在哪天前，办了没有；还在控制的财产哪天届满。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.closing import queries as closing
from zhixing.casework.nodes.queries import RENEW, Node, of_case, with_light
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.rows import between
from zhixing.entrances.web.deadlines import deadline
from zhixing.entrances.web.pool.listing import NAME, WATCH, asked, entered
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Figure,
    Grid,
    Page,
    Panel,
    Row,
    Status,
    Table,
    show,
)
from zhixing.entrances.web.ui.words import full_day, yuan
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.node_table import rule
from zhixing.law.terms import add_months

CODE = WATCH.partition(":")[2]


def page(request: HttpRequest, case_id: int) -> HttpResponse:
    """一件终本案件的五年看守。"""
    frame.guard(request)
    today = context.current().today
    row = closing.pool(request.user, today).get(pk=case_id)
    nodes = list(with_light(of_case(row.case_id), today))
    calendar = calendar_of(request.user.court_id)
    watched = [node for node in nodes if node.code == CODE]
    kept = [node for node in nodes if node.act == RENEW and node.state == Node.State.OPEN]
    columns = (Column("第几次"), Column("最迟"), Column("办了没有"))
    cells = Grid((
        Figure(label="查询", value=f"{row.queries} / {rule(WATCH).repeat} 次", url="#watch"),
        Figure(label="未履行", value=f"¥ {yuan(row.unpaid_fen)}" if row.unpaid_fen is not None else "—",
               url=f"{remedies.case_url(row.pk)}?tab=titles#tabs"),
        Figure(label="还在控制的财产", value=f"{len(kept)} 项", url="#kept"),
    ))
    facts = Facts((
        ("当事人", between(row.case)), ("终本", full_day(row.closed_on)), ("入库", entered(row, today)), ("查询至", full_day(row.watch_until)),
    ))
    return show(request, Page(
        title=f"{row.case} 终本后的五年", pretitle="终本管理", back=reverse(NAME), back_text="终本库", tags=_tags(row.found_on),
        actions=_actions(row.pk, row.found_on, row.left_on), top=(cells,),
        body=(Panel(title="半年一次的查询", id="watch", flush=True, body=(
                  Table(columns=columns, rows=tuple(_times(watched, row.closed_on, calendar, today)), label="半年一次的查询"),)),
              Panel(title="还在控制的财产", id="kept", flush=True, body=(_kept(kept, row.pk, calendar, today),))),
        side=(Panel(title="案情", body=(facts,)), Panel(title="眼下", body=asked(row, today, calendar))),
    ))


def _tags(found_on: date | None) -> tuple[Status, ...]:
    return (Status("查到财产", "blue"),) if found_on else ()


def _actions(case: int, found_on: date | None, left_on: date | None) -> tuple[Action, ...]:
    open_ = Action(text="打开案件", url=remedies.case_url(case))
    if left_on:
        return (open_,)
    ask = Action(text="提请恢复执行", url=remedies.act_url(case, "register:resume_asked"), kind="primary" if found_on else "plain", dialog=True)
    query = Action(text="登记查询", url=remedies.act_url(case, "register:query"), kind="plain" if found_on else "primary", dialog=True)
    return (open_, query, ask)


def _times(watched: list[Node], closed_on: date, calendar: Calendar, today: date) -> Iterator[Row]:
    """已经排出来的各次照节点；还没有轮到的，按半年推算日子。"""
    found = rule(WATCH)
    known = {node.subject: node for node in sorted(watched, key=lambda node: node.started)}
    for k in range(1, found.repeat + 1):
        node = known.get(f"第{k}次")
        if node is None:
            yield Row(cells=(f"第 {k} 次", full_day(add_months(closed_on, found.n * k)), "还没有轮到"))
        else:
            yield Row(cells=(f"第 {k} 次", full_day(node.due), _done(node, calendar, today)))


def _done(node: Node, calendar: Calendar, today: date) -> Content:
    if node.state == Node.State.DONE:
        late = "，超过了日子" if node.late else ""
        return Status(f"{full_day(node.done_on)}查过{late}", "yellow" if node.late else "green")
    if node.state != Node.State.OPEN:
        return Status(node.get_state_display(), "grey")
    return deadline(node, today, calendar)


def _kept(kept: list[Node], case: int, calendar: Calendar, today: date) -> Table:
    rows = tuple(Row(cells=(
        node.subject or node.name, deadline(node, today, calendar), remedies.button(case, node.act, node.key) or "",
    )) for node in kept)
    return Table(columns=(Column("财产"), Column("届满"), Column("", "end")), rows=rows, label="还在控制的财产", empty=Empty("没有还在控制的财产"))
