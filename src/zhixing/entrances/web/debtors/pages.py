"""被执行人的页面：他的全部案件、合计、限制和在控制的财产。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.casework.cases.access import Forbidden, rights_of
from zhixing.casework.cases.queries import Case, Party, Role, visible_to
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.rows import named, people, state
from zhixing.entrances.web.debtors.record import Debt, Record, record_of
from zhixing.entrances.web.registers.due import due_by
from zhixing.entrances.web.registers.frame import guard, handler_cell
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    Empty,
    Facts,
    Figure,
    Grid,
    Item,
    Items,
    Money,
    Note,
    Page,
    Panel,
    Row,
    Table,
    show,
)
from zhixing.entrances.web.ui.words import day, full_day, yuan
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import log_read
from zhixing.foundation.people.queries import calendar_of
from zhixing.law.calendar import Calendar
from zhixing.law.identity import KINDS, mask
from zhixing.law.restrictions import CONSUMPTION
from zhixing.law.words import word

COLUMNS = (Column("案件"), Column("当事人"), Column("承办人"), Column("未履行（元）", "end"), Column("状态"))
SOON = 30


def found(request: HttpRequest, party_id: int) -> tuple[Party, Case]:
    """看得见的案件里的一名被执行人；别的一律没有这一页。"""
    guard(request)
    party = Party.objects.filter(pk=party_id, role=Role.RESPONDENT, active=True).first()
    case = visible_to(request.user, context.current().today).filter(pk=party.case_id).first() if party else None
    if party is None or case is None:
        raise Http404
    return party, case


def page(request: HttpRequest, party_id: int) -> HttpResponse:
    """一名被执行人的全部案件。"""
    party, case = found(request, party_id)
    today = context.current().today
    record = record_of(party, request.user, today)
    return show(request, Page(
        title=_headline(record), pretitle="被执行人", top=(_figures(record),), actions=_actions(request, party, case),
        body=(*_notes(record), _owed(record), *_ended(record), *_namesakes(record)),
        side=(_about(party), _limits(record), _kept(record, today, calendar_of(request.user.court_id))),
    ))


def _headline(record: Record) -> str:
    told = f"{record.party.name}：{len(record.debts)} 件案件"
    return f"{told}，{len(record.running)} 件没有执行完" if record.running else f"{told}，都已了结"


def _figures(record: Record) -> Grid:
    limits = sum(len(debt.restrictions) for debt in record.debts)
    kept = sum(len(debt.measures) for debt in record.debts)
    return Grid((
        Figure(label="没有执行完的案件", value=f"{len(record.running)} 件", url="#owed"),
        Figure(label="未履行合计", value=f"¥ {yuan(record.owed)}", url="#owed", note="下面没有执行完的各件之和"),
        Figure(label="限制消费、失信", value=f"{limits} 项", url="#limits"),
        Figure(label="在控制的财产", value=f"{kept} 项", url="#kept"),
    ))


def _actions(request: HttpRequest, party: Party, case: Case) -> tuple[Action, ...]:
    if not party.paper_number or not rights_of(request.user, case).may_see_identity:
        return ()
    return (Action(text="查看完整号码", url=reverse("debtor_identity", args=[party.pk]), icon="eye", dialog=True, title="会记入查阅日志"),)


def _notes(record: Record) -> tuple[Content, ...]:
    notes = []
    if not record.party.paper_number:
        notes.append(Note("没有登记证件号码，只列出他所在的这一件；同名的在下面，是不是同一人须另行核对。", "yellow"))
    if record.hidden:
        notes.append(Note(f"另有 {record.hidden} 件不在您的权限内。"))
    if record.more:
        notes.append(Note(f"案件太多，只列出前 {len(record.debts)} 件。", "yellow"))
    return tuple(notes)


def _owed(record: Record) -> Panel:
    rows = tuple(_row(debt) for debt in record.running)
    total = Row(cells=("合计", "", "", Money(record.owed), ""))
    empty = Empty("没有要执行的案件", icon="circle-check")
    table = Table(columns=COLUMNS, rows=(*rows, total) if rows else (), label="没有执行完的案件", empty=empty)
    return Panel(title="没有执行完的", note="含终本后还没有恢复执行的", id="owed", flush=True, body=(table,))


def _ended(record: Record) -> tuple[Panel, ...]:
    if not record.ended:
        return ()
    table = Table(columns=COLUMNS, rows=tuple(_row(debt) for debt in record.ended), label="已经了结的案件")
    return (Panel(title="已经了结的", note="不计入合计；恢复执行、转入执行的，算在接着办的那一件", flush=True, body=(table,)),)


def _row(debt: Debt) -> Row:
    case = debt.case
    return Row(url=remedies.case_url(case.pk), cells=(named(case), people(case), handler_cell(case), Money(debt.owed), state(case)))


def _namesakes(record: Record) -> tuple[Panel, ...]:
    if not record.namesakes:
        return ()
    rows = tuple(Row(cells=(
        Action(text=one.name, url=reverse("debtor", args=[one.pk]), kind="link"), mask(one.paper_number) if one.paper_number else "没有登记证件",
        Action(text=str(one.case), url=remedies.case_url(one.case_id), kind="link"),
    )) for one in record.namesakes)
    columns = (Column("姓名或名称"), Column("证件"), Column("案件"))
    return (Panel(title="同名，未核证件", note="是不是同一人须另行核对，不计入上面的合计", flush=True,
                  body=(Table(columns=columns, rows=rows, label="同名，未核证件"),)),)


def _about(party: Party) -> Panel:
    rows: list[tuple[str, Content]] = [
        ("姓名或名称", party.name), ("性质", party.get_nature_display()),
        (KINDS.get(party.paper, "") or "证件", mask(party.paper_number) if party.paper_number else "没有登记"),
        ("住址", party.address or "—"), ("下落", "下落不明" if party.whereabouts_unknown else "—"),
    ]
    return Panel(title="基本情况", body=(Facts(tuple(rows)),))


def _limits(record: Record) -> Panel:
    items = tuple(
        Item(title="限制消费" if one.what == CONSUMPTION else f"失信：{word('dishonesty', str(one.fact.data.get('ground', '')))}",
             url=remedies.case_url(debt.case.pk), note=f"{full_day(one.since)}起 · {debt.case}")
        for debt in record.debts for one in debt.restrictions
    )
    return Panel(title="限制消费、失信", id="limits", flush=True, body=(Items(items=items, empty=Empty("没有限制", icon="ban")),))


def _kept(record: Record, today: date, calendar: Calendar) -> Panel:
    items = tuple(
        Item(title=f"{word('measure', one.measure)} {one.subject}", url=remedies.case_url(debt.case.pk), note=str(debt.case),
             extra=(_until(one.until, today, calendar),))
        for debt in record.debts for one in debt.measures
    )
    return Panel(title="在控制的财产", id="kept", flush=True, body=(Items(items=items, empty=Empty("没有在控制的财产", icon="lock-open")),))


def _until(until: date | None, today: date, calendar: Calendar) -> Content:
    if until is None:
        return "轮候，没有届满日"
    return due_by(f"{day(until, today)}届满", until, today, calendar, warn=SOON)


def identity(request: HttpRequest, party_id: int) -> HttpResponse:
    """完整的证件号码、电话、住址。看一次记一次。"""
    party, case = found(request, party_id)
    if not rights_of(request.user, case).may_see_identity:
        raise Forbidden(request.user, "查看完整号码")
    log_read(actor=request.user, court_id=case.court_id, what="查看完整号码", stream=case.stream, detail=f"被执行人{party.name}")
    rows: tuple[tuple[str, Any], ...] = (
        ("姓名或名称", party.name), (KINDS.get(party.paper, "") or "证件", party.paper_number or "—"), ("电话", party.phone or "—"),
        ("住址", party.address or "—"),
    )
    answer = show(request, Page(
        title="完整号码", pretitle=f"{case}　本次查阅已记入日志", back=reverse("debtor", args=[party.pk]), back_text=party.name,
        body=(Panel(body=(Facts(rows),)),),
    ))
    answer["Cache-Control"] = "no-store"
    return answer
