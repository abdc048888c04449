"""请假与代行。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.forms import AbsenceForm, DelegateForm
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.ui import Action, Actions, Column, Empty, Page, Panel, Row, Table, done, show
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.people import commands, queries
from zhixing.foundation.people.queries import Absence, Delegation


@needs("may_manage_people")
def page(request: HttpRequest) -> HttpResponse:
    """今天谁不在岗，谁在代行。"""
    court, today = request.user.court_id, context.current().today
    away, given = list(queries.absences(court, today)), list(queries.delegations(court, today))
    return show(request, Page(
        title=f"今天 {len(away)} 人不在岗，{len(given)} 项职权由他人代行", back=reverse("admin_index"), back_text="管理",
        actions=(Actions((
            Action(text="登记不在岗", url=reverse("admin_absence_new"), kind="primary", icon="calendar-time", dialog=True),
            Action(text="登记代行", url=reverse("admin_delegate"), icon="user-check", dialog=True),
        )),),
        body=(Panel(title="不在岗", body=(_away(away),), flush=True), Panel(title="代行", body=(_given(given),), flush=True)),
    ))


@needs("may_manage_people")
def new(request: HttpRequest) -> HttpResponse:
    """登记不在岗。"""
    form = AbsenceForm(request.POST or None, court=request.user.court, initial={"since": context.current().today})
    act = lambda values: _did(request, commands.set_absence(**_by(request), **values), "已登记不在岗")
    return fill(request, form, Filling(title="登记不在岗", submit="登记", cancel=reverse("admin_absences"), act=act))


@needs("may_manage_people")
def delegate(request: HttpRequest) -> HttpResponse:
    """登记代行。"""
    form = DelegateForm(request.POST or None, court=request.user.court, initial={"since": context.current().today})
    act = lambda values: _did(request, commands.delegate(**_by(request), **values), "已登记代行")
    return fill(request, form, Filling(title="登记代行职权", submit="登记", cancel=reverse("admin_absences"), act=act))


@require_POST
@needs("may_manage_people")
def end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """今天回岗。"""
    today = context.current().today
    absence = get_object_or_404(queries.absences(request.user.court_id, today), pk=absence_id)
    until = today - timedelta(days=1)
    return _did(request, commands.end_absence(absence=absence, until=until, **_by(request)), "已回岗")


@require_POST
@needs("may_manage_people")
def revoke(request: HttpRequest, delegation_id: int) -> HttpResponse:
    """今天起终止代行。"""
    today = context.current().today
    given = get_object_or_404(queries.delegations(request.user.court_id, today), pk=delegation_id)
    until = today - timedelta(days=1)
    return _did(request, commands.revoke_delegation(delegation=given, until=until, **_by(request)), "已终止代行")


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "on": context.current().today}


def _did(request: HttpRequest, _: object, message: str) -> HttpResponse:
    return done(request, reverse("admin_absences"), message)


def _away(rows: list[Absence]) -> Table:
    columns = (Column("谁"), Column("自"), Column("至"), Column("原因"), Column(""))
    return Table(columns=columns, label="不在岗", empty=Empty("今天都在岗", icon="user-check"), rows=tuple(_absent(a) for a in rows))


def _absent(absence: Absence) -> Row:
    back = Action(text="回岗", url=reverse("admin_absence_end", args=[absence.pk]), method="post", small=True)
    return Row(cells=(absence.user.name, full_day(absence.since), full_day(absence.until), absence.reason, back))


def _given(rows: list[Delegation]) -> Table:
    columns = (Column("谁的职权"), Column("职务"), Column("由谁代行"), Column("自"), Column("至"), Column("授权文件"), Column(""))
    return Table(columns=columns, label="代行", empty=Empty("没有代行", icon="user-check"), rows=tuple(_lent(d) for d in rows))


def _lent(given: Delegation) -> Row:
    stop = Action(text="终止", url=reverse("admin_revoke", args=[given.pk]), method="post", small=True,
                  confirm="今天起终止这项代行？")
    who = (given.principal.name, given.get_post_display(), given.deputy.name)
    return Row(cells=(*who, full_day(given.since), full_day(given.until), given.authority, stop))
