"""一个人：资料、任职、在岗、变动，以及管理员能办的事。"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhixing.entrances.web.access import needs, rights_of
from zhixing.entrances.web.admin.forms import AppointForm, EndForm, PersonForm, ReasonForm
from zhixing.entrances.web.admin.handle import Filling, fill
from zhixing.entrances.web.admin.people import handed_out
from zhixing.entrances.web.admin.records import moments
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Empty,
    Facts,
    Page,
    Panel,
    Row,
    Table,
    Timeline,
    done,
    show,
)
from zhixing.entrances.web.ui.words import full_day, moment
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people import commands, queries
from zhixing.foundation.people.queries import Holding, User


@needs("may_manage_people", "may_manage_security")
def page(request: HttpRequest, user_id: int) -> HttpResponse:
    """这个人的一页。"""
    user = _of(request, user_id)
    manages = rights_of(request).may_manage_people
    return show(request, Page(
        title=f"{user.name}：{user.post_text or '未任职'}", pretitle=user.court.name, back=reverse("admin_people"), back_text="人员",
        actions=(_buttons(user, manages),),
        body=(Panel(title="任职", body=(_holdings(user, manages),), flush=True),
              Panel(title="变动", body=(Timeline(moments=moments(entries(f"user:{user.pk}").reverse()[:30])),))),
        side=(Panel(title="资料", body=(_facts(user),)),),
    ))


@needs("may_manage_people")
def edit(request: HttpRequest, user_id: int) -> HttpResponse:
    """改资料。"""
    user = _of(request, user_id)
    form = PersonForm(request.POST or None, initial={"name": user.name, "phone": user.phone, "email": user.email})
    act = lambda values: _did(request, user, commands.edit_user(user=user, **_by(request), **values), "已改资料")
    return fill(request, form, Filling(title=f"改资料：{user.name}", cancel=_url(user), act=act))


@needs("may_manage_people")
def appoint(request: HttpRequest, user_id: int) -> HttpResponse:
    """任职。"""
    user = _of(request, user_id)
    form = AppointForm(request.POST or None, court=user.court, initial={"since": context.current().today})
    act = lambda values: _did(request, user, commands.appoint(user=user, **_by(request), **values), "已任职")
    return fill(request, form, Filling(title=f"任职：{user.name}", submit="任职", cancel=_url(user), act=act))


@needs("may_manage_people")
def end(request: HttpRequest, user_id: int, holding_id: int) -> HttpResponse:
    """免职。"""
    user = _of(request, user_id)
    holding = get_object_or_404(user.holdings, pk=holding_id)
    form = EndForm(request.POST or None, initial={"until": context.current().today})
    act = lambda values: _did(request, user, commands.end_appointment(holding=holding, **_by(request), **values), "已免职")
    title = f"免职：{user.name}的{holding.get_post_display()}"
    return fill(request, form, Filling(title=title, submit="免职", cancel=_url(user), danger=True, act=act))


@require_POST
@needs("may_manage_people", "may_manage_security")
def password(request: HttpRequest, user_id: int) -> HttpResponse:
    """重置口令。"""
    user = _of(request, user_id)
    return handed_out(request, user, commands.reset_password(user=user, **_by(request)))


@needs("may_manage_people")
def deactivate(request: HttpRequest, user_id: int) -> HttpResponse:
    """停用。"""
    user = _of(request, user_id)
    act = lambda values: _stopped(request, commands.deactivate(user=user, **_by(request), **values))
    note = "停用后不能登录，在任的职务和代行一并终止；办过的事都还在。"
    filling = Filling(title=f"停用：{user.name}", submit="停用", cancel=_url(user), danger=True, note=note, act=act)
    return fill(request, ReasonForm(request.POST or None), filling)


def _of(request: HttpRequest, user_id: int) -> User:
    return get_object_or_404(queries.active_users(request.user.court_id).select_related("court"), pk=user_id)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "on": context.current().today}


def _url(user: User) -> str:
    return reverse("admin_person", args=[user.pk])


def _did(request: HttpRequest, user: User, _: object, message: str) -> HttpResponse:
    return done(request, _url(user), f"{message}：{user.name}")


def _stopped(request: HttpRequest, user: User) -> HttpResponse:
    return done(request, reverse("admin_people"), f"已停用：{user.name}")


def _buttons(user: User, manages: bool) -> Actions:
    reset = Action(text="重置口令", url=reverse("admin_password", args=[user.pk]), method="post", icon="key",
                   confirm=f"重置{user.name}的口令？原口令即刻失效。")
    if not manages:
        return Actions((reset,))
    return Actions(
        (Action(text="任职", url=reverse("admin_appoint", args=[user.pk]), kind="primary", icon="plus", dialog=True), reset),
        (Action(text="改资料", url=reverse("admin_person_edit", args=[user.pk]), icon="edit", dialog=True),
         Action(text="停用", url=reverse("admin_deactivate", args=[user.pk]), icon="ban", dialog=True)),
    )


def _holdings(user: User, manages: bool) -> Table:
    rows = sorted(user.holdings.all(), key=lambda h: (h.until is not None, h.since))
    columns = (Column("职务"), Column("团队"), Column("自"), Column("至"), Column(""))
    return Table(columns=columns, rows=tuple(_holding(user, h, manages) for h in rows), label="任职", empty=Empty("还没有任职"))


def _holding(user: User, held: Holding, manages: bool) -> Row:
    url = reverse("admin_end_appointment", args=[user.pk, held.pk])
    button: Any = Action(text="免职", url=url, small=True, dialog=True) if manages and held.until is None else ""
    team = held.team.name if held.team else "不限"
    return Row(cells=(held.get_post_display(), team, full_day(held.since), full_day(held.until) or "今", button))


def _facts(user: User) -> Facts:
    return Facts((
        ("登录名", user.username), ("手机", user.phone or "—"), ("邮箱", user.email or "—"),
        ("口令", "临时口令，待本人改" if user.must_change_password else f"{moment(user.password_changed_at) or '未设'}"),
        ("上次登录", moment(user.last_login) or "没有登录过"),
    ))
