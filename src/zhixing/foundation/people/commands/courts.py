"""法院、团队的设立，和首次安装。"""

from __future__ import annotations

import re
from datetime import date

from django.db import transaction

from zhixing.foundation.history.context import Actor, Job
from zhixing.foundation.people import access
from zhixing.foundation.people.commands.accounts import create_user
from zhixing.foundation.people.commands.notes import note_court, refusal
from zhixing.foundation.people.commands.posts import appoint
from zhixing.foundation.people.queries import Court, Post, Team, User

_DAIZI = re.compile(r"(\D{1,3})(\d\d)?(\d\d)?")


def create_court(
    *, daizi: str, name: str, actor: Actor, on: date, level: str = Court.Level.BASIC, parent: Court | None = None
) -> Court:
    """设一家法院。``path`` 由代字得出（内0221 → ``/内/内02/内0221/``），上级须是它的前缀。"""
    if parent is not None:
        access.require(actor, parent, "may_manage_people")
    elif not isinstance(actor, Job):
        raise access.Forbidden("设立没有上级的法院只能在安装时进行。")
    path = _path(daizi, parent)
    with transaction.atomic():
        if Court.objects.filter(daizi=daizi).exists():
            raise refusal("court_exists", f"代字“{daizi}”的法院已经有了。")
        court = Court.objects.create(daizi=daizi, name=_named(name), level=level, parent=parent, path=path)
        note_court(court, f"设立{court.name}（{daizi}）", actor, on, daizi=daizi, level=str(level))
    return court


def create_team(*, court: Court, name: str, actor: Actor, on: date, kind: str = Team.Kind.GENERAL) -> Team:
    """设一个团队；同院不得重名。"""
    access.require(actor, court, "may_manage_people")
    with transaction.atomic():
        if Team.objects.filter(court=court, name=_named(name)).exists():
            raise refusal("team_exists", f"本院已有团队“{name}”。")
        team = Team.objects.create(court=court, name=_named(name), kind=Team.Kind(kind))
        note_court(court, f"设立团队：{team.name}（{team.get_kind_display()}）", actor, on, team=team.pk)
    return team


def edit_team(*, team: Team, actor: Actor, on: date, name: str, kind: str, active: bool) -> Team:
    """改团队的名称、类别，或停用。还有人在任的不能停用。"""
    access.require(actor, team.court, "may_manage_people")
    with transaction.atomic():
        team = Team.objects.select_for_update().get(pk=team.pk)
        if not active and team.holdings.filter(until__isnull=True).exists():
            raise refusal("team_in_use", f"“{team.name}”还有人在任，不能停用。", "先办理这些人的免职或调整团队。")
        if Team.objects.filter(court=team.court, name=_named(name)).exclude(pk=team.pk).exists():
            raise refusal("team_exists", f"本院已有团队“{name}”。")
        team.name, team.kind, team.active = _named(name), Team.Kind(kind), active
        team.save()
        what = f"调整团队：{team.name}（{team.get_kind_display()}{'' if active else '，停用'}）"
        note_court(team.court, what, actor, on, team=team.pk)
    return team


def bootstrap_court(
    *, daizi: str, name: str, admin_username: str, admin_name: str, password: str, actor: Job, on: date,
    level: str = Court.Level.BASIC,
) -> tuple[Court, User]:
    """首次安装：设立本院和第一个系统管理员（下次登录须改密）。已有用户则拒绝。"""
    with transaction.atomic():
        if User.objects.exists():
            raise refusal("not_empty", "系统里已有用户，不能再做首次安装。", "请由系统管理员在“人员”里办理。")
        court = create_court(daizi=daizi, name=name, level=level, actor=actor, on=on)
        admin = create_user(
            court=court, username=admin_username, name=admin_name, password=password, actor=actor, on=on
        )
        appoint(user=admin, post=Post.SYSTEM_ADMIN, since=on, actor=actor, on=on)
    return court, admin


def _path(daizi: str, parent: Court | None) -> str:
    parts = _DAIZI.fullmatch(daizi)
    if parts:
        whole = [daizi[: parts.end(i)] for i in (1, 2, 3) if parts.group(i)]
        path = "/" + "".join(f"{part}/" for part in whole)
    else:
        path = (parent.path if parent else "/") + f"{daizi}/"
    if "/" in daizi or not daizi.strip():
        raise refusal("bad_daizi", f"“{daizi}”不是法院代字。")
    if parent is not None and not path.startswith(parent.path):
        raise refusal("wrong_parent", f"“{daizi}”不是{parent.name}（{parent.daizi}）的下级。")
    return path


def _named(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 60:
        raise refusal("bad_name", "名称不能为空，也不能超过60个字。")
    return name
