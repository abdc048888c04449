"""人员：名册、新建。"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.forms import NewPersonForm
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.ui import Action, Column, Empty, Filter, Filters, Note, Page, Panel, Row, Status, Table, show
from zhixing.entrances.web.ui.filters import chosen
from zhixing.entrances.web.ui.words import full_day
from zhixing.foundation.history import context
from zhixing.foundation.people import commands, queries
from zhixing.foundation.people.queries import Post, User

FILTERS = (Filter("post", "职务", tuple(Post.choices)),)
SEARCH = Filter("q", "姓名或登录名", kind="text")


@needs("may_manage_people", "may_manage_security")
def page(request: HttpRequest) -> HttpResponse:
    """本院在用的人员。"""
    filters = tuple(chosen(request.GET, f) for f in FILTERS)
    search = chosen(request.GET, SEARCH)
    people = [u for u in queries.active_users(request.user.court_id) if _matches(u, search.value, filters[0].value)]
    new = (Action(text="新建用户", url=reverse("admin_person_new"), kind="primary", icon="plus"),)
    return show(request, Page(
        title=f"在用人员 {len(people)} 人", pretitle=request.user.court.name, back=reverse("admin_index"), back_text="管理",
        actions=new if rights_of(request).may_manage_people else (),
        body=(Filters(filters=filters, search=search, clear_url="?", target="people"), Panel(body=(_table(people),), flush=True)),
    ))


@needs("may_manage_people")
def new(request: HttpRequest) -> HttpResponse:
    """新建用户并发临时口令；临时口令只在这一次显示。"""
    form = NewPersonForm(request.POST or None, court=request.user.court, initial={"since": context.current().today})
    act = lambda values: handed_out(request, *_create(request.user, values))
    return fill(request, form, Filling(title="新建用户", submit="新建", cancel=reverse("admin_people"), act=act))


def handed_out(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """把临时口令交给管理员看一次。"""
    text = f"登录名 {user.username}，临时口令 {password}。请当面告诉本人；只显示这一次，本人登录后须改口令。"
    response = show(request, Page(
        title=f"{user.name} 的临时口令", back=reverse("admin_people"), back_text="人员",
        body=(Note(text, "green", "已办妥"),),
        actions=(Action(text="看这个人", url=reverse("admin_person", args=[user.pk]), kind="primary"),),
    ))
    response["Cache-Control"] = "no-store"
    return response


def _create(actor: User, values: dict[str, Any]) -> tuple[User, str]:
    on = context.current().today
    post, team, since = values.pop("post"), values.pop("team"), values.pop("since")
    with transaction.atomic():
        user = commands.create_user(court=actor.court, actor=actor, on=on, **values)
        if post:
            commands.appoint(user=user, post=post, team=team, since=since, actor=actor, on=on)
        return user, commands.reset_password(user=user, actor=actor, on=on)


def _matches(user: User, text: str, post: str) -> bool:
    held = {h.post for h in user.holdings.all() if h.until is None}
    return (not post or post in held) and (not text or text in user.name or text.lower() in user.username.lower())


def _table(people: list[User]) -> Table:
    columns = (Column("姓名"), Column("职务"), Column("团队"), Column("登录名"), Column("口令"))
    return Table(id="people", columns=columns, label="人员", rows=tuple(_row(u) for u in people), empty=Empty("没有符合条件的人", icon="users"))


def _row(user: User) -> Row:
    teams = "、".join(dict.fromkeys(h.team.name for h in user.holdings.all() if h.team and h.until is None))
    if user.must_change_password:
        state: Any = Status("待本人改", "yellow")
    else:
        state = f"{full_day(user.password_changed_at.date())}改" if user.password_changed_at else "未设"
    url = reverse("admin_person", args=[user.pk])
    return Row(cells=(user.name, user.post_text or "未任职", teams, user.username, state), url=url)
