"""事务目录：本院改一种事务归谁办、几小时办完、停办、恢复；自设一种。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from zhixing.casework.centre.commands.item_holding import refused
from zhixing.casework.centre.events import DeskChanged
from zhixing.casework.centre.models import Desk, WorkItem
from zhixing.casework.centre.queries_desks import Service, service
from zhixing.casework.control.access import require_court
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Court, Team, User, teams
from zhixing.law import duties
from zhixing.law.texts import line

_LABELS: Final = {"name": "名称", "hours": "时限", "team": "团队", "enabled": "停办恢复"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """要设成什么样：名称、几个工作小时、哪个团队（空的看目录写的职务）、在不在办。"""

    name: str
    hours: int
    team: Team | None = None
    enabled: bool = True


@transaction.atomic
def set_desk(*, court: Court, code: str, wanted: Wanted, actor: User, revision: int = 0) -> Desk:
    """设一种事务；``code`` 是目录里的，或者自设的（``own_`` 开头，要写明团队）。

    待领的跟着换团队，时限不改。``revision`` 是页面打开时的（还没有设过的为 0），设过了又有变动的抛出 ``Refused``。
    """
    require_court(actor, court.pk, "may_set_desks", "改事务目录")
    Court.objects.select_for_update().get(pk=court.pk)
    before, row = service(court.pk, code), Desk.objects.filter(court=court, code=code).first()
    if revision != (row.revision if row else 0):
        raise refused("stale", "这一种事务的设置刚才有变动。", "刷新页面，看过再改。")
    posts = before.duty.posts if before and not before.own else ([wanted.team.pk] if wanted.team else [])
    found = duties.named(code, wanted.name, wanted.hours, map(str, posts))
    found.require()
    _ours(court, wanted.team)
    kept = _kept(court, code, wanted, row)
    if changes := _changes(before, wanted):
        WorkItem.objects.filter(court=court, duty=code, state=WorkItem.State.QUEUED).update(desk_team=wanted.team)
        event = DeskChanged(code=code, name_text=kept.name, changes=changes)
        chain = f"court:{court.pk}"
        history.record(event, stream=chain, court_id=court.pk, actor=actor, happened=context.current().today, finding=found)
    return kept


def _ours(court: Court, team: Team | None) -> None:
    if team is not None and not teams(court.pk).filter(pk=team.pk).exists():
        raise refused("team", "没有这个团队，或者已经停用。", "从本院在用的团队里选。")


def _kept(court: Court, code: str, wanted: Wanted, row: Desk | None) -> Desk:
    duty = duties.find(code)
    made = row or Desk(court=court, code=code, group=duty.group if duty else "local", own=duty is None)
    made.name, made.hours, made.team, made.enabled = line(wanted.name), wanted.hours, wanted.team, wanted.enabled
    made.revision += 1
    made.save()
    return made


def _changes(before: Service | None, wanted: Wanted) -> dict[str, Any]:
    """改了哪几栏：[原来的, 现在的]。"""
    old = {"name": before.name, "hours": before.duty.hours, "team": before.team, "enabled": before.enabled} if before else {}
    new = {"name": line(wanted.name), "hours": wanted.hours, "team": wanted.team.pk if wanted.team else None, "enabled": wanted.enabled}
    return {_LABELS[name]: [old.get(name), value] for name, value in new.items() if old.get(name) != value}
