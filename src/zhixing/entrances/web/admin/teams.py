"""团队。"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from zhixing.entrances.web.access import needs
from zhixing.entrances.web.admin.forms import TeamForm
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.ui import Action, Column, Empty, Page, Panel, Row, Table, done, show
from zhixing.foundation.history import context
from zhixing.foundation.people import commands, queries
from zhixing.foundation.people.queries import Team, User


@needs("may_manage_people")
def page(request: HttpRequest) -> HttpResponse:
    """本院在用的团队和人。"""
    teams = queries.teams(request.user.court_id)
    people = list(queries.active_users(request.user.court_id))
    rows = tuple(_row(team, people) for team in teams)
    table = Table(columns=(Column("团队"), Column("类别"), Column("团队长"), Column("人数", "end")), rows=rows, label="团队",
                  empty=Empty("还没有团队", icon="users"))
    return show(request, Page(
        title=f"在用团队 {len(rows)} 个", pretitle=request.user.court.name, back=reverse("admin_index"), back_text="管理",
        actions=(Action(text="设立团队", url=reverse("admin_team_new"), kind="primary", icon="plus", dialog=True),),
        body=(Panel(body=(table,), flush=True),),
    ))


@needs("may_manage_people")
def new(request: HttpRequest) -> HttpResponse:
    """设立。"""

    def act(values: dict[str, object]) -> HttpResponse:
        values.pop("active")
        team = commands.create_team(court=request.user.court, actor=request.user, on=context.current().today, **values)
        return done(request, reverse("admin_teams"), f"已设立团队：{team.name}")

    form = TeamForm(request.POST or None)
    return fill(request, form, Filling(title="设立团队", submit="设立", cancel=reverse("admin_teams"), act=act))


@needs("may_manage_people")
def edit(request: HttpRequest, team_id: int) -> HttpResponse:
    """改名、改类别、停用。"""
    team = get_object_or_404(queries.teams(request.user.court_id).select_related("court"), pk=team_id)

    def act(values: dict[str, object]) -> HttpResponse:
        commands.edit_team(team=team, actor=request.user, on=context.current().today, **values)
        return done(request, reverse("admin_teams"), f"已调整团队：{team.name}")

    form = TeamForm(request.POST or None, initial={"name": team.name, "kind": team.kind, "active": team.active})
    return fill(request, form, Filling(title=f"调整团队：{team.name}", cancel=reverse("admin_teams"), act=act))


def _row(team: Team, people: list[User]) -> Row:
    members = [(u, h) for u in people for h in u.holdings.all() if h.team_id == team.pk and h.until is None]
    leaders = "、".join(u.name for u, h in members if h.post == "team_leader") or "—"
    count = str(len({u.pk for u, _ in members}))
    return Row(cells=(team.name, team.get_kind_display(), leaders, count), url=reverse("admin_team", args=[team.pk]))
