"""代办：谁不在、谁替他办到哪一天；定一个、提前结束、回岗。"""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.casework.cases.commands import HANDLERS
from zhixing.casework.centre import commands
from zhixing.casework.centre import queries_handing as queries
from zhixing.casework.centre.queries_handing import StandIn
from zhixing.entrances.web.access import facts_of, needs, rights_of
from zhixing.entrances.web.admin.forms import PersonChoice
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.centre import frame
from zhixing.entrances.web.ui import (
    Action,
    Column,
    Content,
    DayField,
    Empty,
    Page,
    Panel,
    Row,
    Status,
    Table,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.people.facts import user_facts
from zhixing.foundation.people.queries import Absence, User, absences, active_users
from zhixing.law import leaving

NAME: Final = "centre_standing"
COLUMNS: Final = (Column("谁不在"), Column("谁代办"), Column("起止"), Column("状态"), Column("", "end"))
AWAY: Final = (Column("谁"), Column("起止"), Column("原因"), Column("谁代办"), Column("", "end"))
MOST: Final = 200


@needs("may_see_centre")
def page(request: HttpRequest) -> HttpResponse:
    """今天谁不在、谁代办；有效的代办，和结束了的。"""
    today, ended = context.current().today, request.GET.get("ended") == "1"
    rows = queries.stand_ins(request.user.court_id)
    shown = list((rows.exclude(queries.live(today)) if ended else rows.filter(queries.live(today)))[:MOST])
    shelves = frame.shelves(request, ended=ended)
    away = list(absences(request.user.court_id, today))
    new = Action(text="定代办", url=reverse("centre_standing_new"), kind="primary", icon="users", dialog=True)
    empty = Empty("没有代办", "请假的人可以由一人代办，案件不移交，回岗即止。", "users")
    table = Table(id="stand-ins", columns=COLUMNS, rows=tuple(_row(request, row) for row in shown), label="代办", empty=empty)
    return show(request, Page(
        title=f"今天 {len(away)} 人不在岗" if away else "今天都在岗", pretitle=frame.pretitle(request, "代办"), actions=(new,),
        top=(frame.tabs(request, NAME),),
        body=(Panel(title="今天不在岗", flush=True, body=(_away(request, away),)), shelves, Panel(title="代办", flush=True, body=(table,))),
    ))


def _away(request: HttpRequest, away: list[Absence]) -> Table:
    now = {row.user_id: row.deputy.name for row in queries.stand_ins(request.user.court_id).filter(queries.standing_in_on(context.current().today))}
    rows = tuple(
        Row(cells=(one.user.name, f"{full_day(one.since)}至{full_day(one.until)}", one.reason, now.get(one.user_id) or _nobody(one.user_id),
                   _back(request, one.user)))
        for one in away
    )
    return Table(id="away", columns=AWAY, rows=rows, label="今天不在岗", empty=Empty("今天都在岗", icon="user-check"))


def _nobody(user: int) -> tuple[Content, ...] | str:
    """没有人代办：有要办的案件的写明几件，可以当场定；没有的不必代办。"""
    if not (held := len(queries.responsible(user))):
        return "没有承办的案件"
    url = f"{reverse('centre_standing_new')}?user={user}"
    return Status(f"{held} 件没有人代办", "yellow"), Action(text="定代办", url=url, kind="link", dialog=True)


def _back(request: HttpRequest, user: User) -> Action | str:
    if not may_for(request, user):
        return ""
    told = f"{user.name}今天起在岗，代办随之结束？"
    return Action(text="回岗", url=reverse("centre_back", args=[user.pk]), method="post", small=True, confirm=told)


def may_for(request: HttpRequest, user: User) -> bool:
    """本人，或者能给他办离岗交接的。"""
    if user.pk == request.user.pk:
        return True
    return leaving.may(facts_of(request), rights_of(request), user_facts(user, context.current().today))


def _row(request: HttpRequest, row: StandIn) -> Row:
    today, last = context.current().today, row.ended_on or row.until
    ahead = last >= row.since > today
    state = Status("代办中", "blue") if row.since <= today <= last else Status("还没有开始", "grey") if ahead else Status("已结束", "plain")
    may = last >= today and (row.deputy_id == request.user.pk or may_for(request, row.user))
    end = Action(text="结束", url=reverse("centre_standing_end", args=[row.pk]), method="post", small=True,
                 confirm=f"{row.deputy.name}不再代办{row.user.name}的案件，确定吗？") if may else ""
    return Row(cells=(row.user.name, row.deputy.name, f"{full_day(row.since)}至{full_day(last)}", state, end))


class StandInForm(forms.Form):
    """谁不在、谁代办、哪几天。"""

    user = PersonChoice(label="谁不在", queryset=User.objects.none(), help_text="那几天须登记了不在岗")
    deputy = PersonChoice(label="谁代办", queryset=User.objects.none())
    since = DayField(label="自")
    until = DayField(label="至（含）")

    def __init__(self, *args: Any, court_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = active_users(court_id)
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["deputy"].queryset = people.filter(holdings__post__in=HANDLERS).distinct()  # type: ignore[attr-defined]


@needs("may_see_centre")
def new(request: HttpRequest) -> HttpResponse:
    """定代办。"""
    first = {"user": request.GET.get("user") or request.user.pk, "since": context.current().today}
    form = StandInForm(request.POST or None, court_id=request.user.court_id, initial=first)

    def act(values: dict[str, Any]) -> HttpResponse:
        row = commands.set_stand_in(actor=request.user, on=context.current().today, **values)
        return done(request, reverse(NAME), f"{full_day(row.since)}至{full_day(row.until)}由{row.deputy.name}代办{row.user.name}的案件")

    return fill(request, form, Filling(title="定代办", submit="定", cancel=reverse(NAME), act=act))


@require_POST
@needs("may_see_centre")
def end(request: HttpRequest, stand_in_id: int) -> HttpResponse:
    """提前结束。"""
    row = get_object_or_404(queries.stand_ins(request.user.court_id), pk=stand_in_id)
    today = context.current().today
    commands.end_stand_in(stand_in=row, actor=request.user, on=today)
    return done(request, reverse(NAME), f"{row.deputy.name}{'今天起' if row.since <= today else ''}不再代办{row.user.name}的案件")


@require_POST
@needs("may_see_centre")
def back(request: HttpRequest, user_id: int) -> HttpResponse:
    """回岗。"""
    user = get_object_or_404(active_users(request.user.court_id), pk=user_id)
    commands.come_back(user=user, actor=request.user, on=context.current().today)
    return done(request, reverse(NAME), f"{user.name}已回岗")


