"""和解登记簿：协议履行到哪里，哪一期该付、哪一期逾期。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.settlement import queries as settlement
from zhixing.casework.settlement.queries import Agreement, Instalment
from zhixing.entrances.web import remedies
from zhixing.entrances.web.registers import frame
from zhixing.entrances.web.registers.due import due_by
from zhixing.entrances.web.ui import Action, Column, Content, Empty, Money, Page, Panel, Row, Status, Table, Text, show
from zhixing.entrances.web.ui.words import day, full_day, yuan
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar

NAME = "settlement_list"
SOON = 30
DUES = {"late": "分期逾期", "soon": f"{SOON}天内到期"}
STATES = {"running": "履行中", "performed": "已履行完毕", "breached": "违约", "replaced": "另行达成协议", "resumed": "已恢复执行"}
SHELVES = DUES | STATES
TONES = {"running": "blue", "performed": "green", "breached": "red", "replaced": "grey", "resumed": "grey"}
PAID = "register:instalment_paid"
DUE_COLUMNS = (Column("第几期"), Column("应付日"), Column("金额（元）", "end"), Column("案件"), Column("承办人"), Column("", "end"))
COLUMNS = (Column("案件"), Column("承办人"), Column("达成"), Column("各期"), Column("状态"))


def due_in(key: str, today: date) -> Q:
    """逾期的、快到期的各期。"""
    return Q(due__lt=today) if key == "late" else Q(due__range=(today, today + timedelta(days=SOON)))


def instalments(request: HttpRequest, today: date) -> QuerySet[Instalment]:
    """还没有付清的各期。"""
    return frame.narrowed(request, settlement.instalments(request.user, today), case="agreement__case")


def agreements(request: HttpRequest, today: date) -> QuerySet[Agreement]:
    """看得见的协议。"""
    return frame.narrowed(request, settlement.agreements(request.user, today))


def page(request: HttpRequest) -> HttpResponse:
    """和解登记簿。"""
    frame.guard(request)
    today = context.current().today
    here = frame.picked(request, "state", SHELVES, "running")
    sizes = frame.sizes(instalments(request, today), {key: due_in(key, today) for key in DUES})
    sizes |= frame.sizes(agreements(request, today), {key: Q(state=key) for key in STATES})
    table = _dues(request, here, today) if here in DUES else _agreements(request, here, today)
    return show(request, Page(
        title=_headline(sizes), pretitle=f"和解登记簿 · {frame.scope(request)}",
        top=(frame.tabs(NAME), frame.strip(request, "state", SHELVES, sizes, here, red=("late",))),
        body=(frame.filters(request, NAME, keep=("state",)), Panel(flush=True, body=(table,))),
    ))


def _headline(sizes: dict[str, int]) -> str:
    told = f"履行中的和解 {sizes['running']:,} 份"
    return f"{told}，{sizes['late']:,} 期已逾期" if sizes["late"] else f"{told}，没有逾期"


def _dues(request: HttpRequest, here: str, today: date) -> Table:
    found, pager = frame.paged(request, instalments(request, today).filter(due_in(here, today)), "due", soonest=True)
    calendar = calendar_of(request.user.court_id)
    rows = tuple(_due_row(one, today, calendar) for one in found)
    empty = Empty("没有逾期的" if here == "late" else f"{SOON}天内没有到期的", icon="circle-check")
    return Table(id="instalments", columns=DUE_COLUMNS, rows=rows, label=SHELVES[here], pager=pager, empty=empty)


def _due_row(one: Instalment, today: date, calendar: Calendar) -> Row:
    case = one.agreement.case
    return Row(cells=(
        Action(text=f"第 {one.number} 期", url=reverse("settlement_page", args=[one.agreement_id]), kind="link"), due_cell(one, today, calendar),
        (Money(one.amount_fen), f"已付 {yuan(one.paid_fen)}") if one.paid_fen else Money(one.amount_fen),
        frame.case_cell(case), frame.handler_cell(case), remedies.button(case.pk, PAID) or "",
    ))


def due_cell(one: Instalment, today: date, calendar: Calendar) -> Content:
    """应付日和灯：付清的绿，逾期的红，一周内的黄。逾期只提醒。"""
    if one.paid_on:
        return Status(f"{day(one.paid_on, today)}付清", "green")
    return due_by(day(one.due, today), one.due, today, calendar)


def _agreements(request: HttpRequest, here: str, today: date) -> Table:
    found, pager = frame.paged(request, agreements(request, today).filter(state=here), "agreed_on")
    calendar = calendar_of(request.user.court_id)
    rows = tuple(_row(one, today, calendar) for one in found)
    empty = Empty("没有这样的和解协议", "达成和解后，在案件页“登记事项—和解”里记，可以写明各期。", "writing")
    return Table(id="agreements", columns=COLUMNS, rows=rows, label=SHELVES[here], pager=pager, empty=empty)


def _row(one: Agreement, today: date, calendar: Calendar) -> Row:
    open_ = Action(text=full_day(one.agreed_on), url=reverse("settlement_page", args=[one.pk]), kind="link")
    return Row(cells=(
        frame.case_cell(one.case), frame.handler_cell(one.case), (open_, f"最后履行日 {full_day(one.until)}") if one.until else open_,
        _parts(one, today, calendar), _state(one),
    ))


def _parts(one: Agreement, today: date, calendar: Calendar) -> Any:
    parts = list(one.instalments.all())
    if not parts:
        return "没有分期"
    unpaid = [part for part in sorted(parts, key=lambda part: part.number) if not part.paid_on]
    told = f"{len(parts)} 期，已付 {len(parts) - len(unpaid)} 期"
    return (told, due_cell(unpaid[0], today, calendar)) if unpaid and one.state == Agreement.State.RUNNING else told


def _state(one: Agreement) -> tuple[Status, ...]:
    state = Status(one.get_state_display(), TONES[one.state])
    return (state, Status("长期履行", "plain")) if one.long else (state,)


def detail(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """一份和解协议和它的各期。"""
    frame.guard(request)
    today = context.current().today
    one = settlement.agreements(request.user, today).get(pk=agreement_id)
    parts = sorted(one.instalments.all(), key=lambda part: part.number)
    columns = (Column("第几期"), Column("应付日"), Column("金额（元）", "end"), Column("已付（元）", "end"))
    calendar = calendar_of(request.user.court_id)
    rows = tuple(Row(cells=(
        f"第 {p.number} 期", (full_day(p.due), due_cell(p, today, calendar)) if p.paid_on else due_cell(p, today, calendar),
        Money(p.amount_fen), Money(p.paid_fen),
    )) for p in parts)
    total, paid = sum(p.amount_fen for p in parts), sum(p.paid_fen for p in parts)
    return show(request, Page(
        title=f"{full_day(one.agreed_on)}达成的和解" + (f"，{len(parts)} 期共 {yuan(total)} 元，已付 {yuan(paid)} 元" if parts else ""),
        pretitle=f"{one.case}", tags=_state(one), back=reverse(NAME), back_text="和解登记簿",
        actions=(Action(text="打开案件", url=remedies.case_url(one.case_id)),),
        body=(*((Panel(title="协议内容", body=(Text(one.text),)),) if one.text else ()),
              Panel(title="各期", flush=True, body=(Table(columns=columns, rows=rows, label="各期", empty=Empty("没有分期")),))),
    ))
