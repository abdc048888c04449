"""日历、规则或设置改了：全院未结案件逐件重算，报告移动了什么。已结的不回头重算。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from zhixing.casework.cases.queries import Case
from zhixing.casework.nodes.commands.planning import Moved, refresh
from zhixing.casework.nodes.events import Replanned
from zhixing.casework.nodes.models import Move, Replan
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded, record
from zhixing.foundation.history.context import Actor
from zhixing.foundation.history.queries import hold
from zhixing.foundation.outbox import commands as outbox
from zhixing.foundation.outbox.queries import Message
from zhixing.foundation.people.events import SettingChanged
from zhixing.foundation.people.queries import Court
from zhixing.law.states import ENDED

KIND: Final = "nodes.replan"
JOB: Final = context.Job("重算期限")
KEYS: Final = ("local_holidays", "calendar_years")
PREFIX: Final = "node."


def setting_changed(recorded: Recorded) -> None:
    """改了影响期限的设置：本院全部重算。"""
    event = recorded.event
    if not isinstance(event, SettingChanged) or not (event.key in KEYS or event.key.startswith(PREFIX)):
        return
    court = Court.objects.get(pk=recorded.entry.court_id)
    replan_court(court, f"更改设置“{event.title or event.key}”", recorded.actor)


@transaction.atomic
def replan_court(court: Court, cause: str, actor: Actor) -> Replan:
    """交办本院未结案件的重算，一件一封放进发件箱；返回的 ``Replan`` 记着进度（已办、总数）和移动了什么。"""
    ids = list(Case.objects.filter(court=court).exclude(state__in=ENDED).order_by("pk").values_list("pk", flat=True))
    now = context.current().now
    run = Replan.objects.create(
        court=court, cause=cause[:200], asked_by=actor.signature().name, started_at=now, total=len(ids),
        finished_at=None if ids else now,
    )
    outbox.put_all(KIND, court.pk, (_item(run, case_id) for case_id in ids))
    return run


def _item(run: Replan, case_id: int) -> outbox.Item:
    payload = {"replan": run.pk, "case": case_id}
    return outbox.Item(key=f"{KIND}:{run.pk}:{case_id}", payload=payload, stream=f"case:{case_id}")


def replan_one(message: Message) -> Mapping[str, Any]:
    """发件箱的办法：重算一件，记下移动了的节点；确有移动才在案件链上记“重算期限”。"""
    with transaction.atomic():
        run = Replan.objects.get(pk=message.payload["replan"])
        case = _locked(message.payload["case"])
        moved = refresh(case) if case.state not in ENDED else []
        _report(run, case, moved)
        _count(run)
    return {"moved": len(moved)}


def _locked(case_id: int) -> Case:
    hold(f"case:{case_id}")
    return Case.objects.select_for_update().get(pk=case_id)


def _report(run: Replan, case: Case, moved: list[Moved]) -> None:
    if not moved:
        return
    Move.objects.bulk_create(
        Move(replan=run, case=case, code=m.code, name=m.name, before=m.before, after=m.after) for m in moved
    )
    event = Replanned(cause=run.cause, moved=[str(m) for m in moved])
    today = context.current().today
    record(event, stream=case.stream, court_id=case.court_id, actor=JOB, happened=today)


def _count(run: Replan) -> None:
    """进度加一；办完最后一件写下完成的时刻。"""
    Replan.objects.filter(pk=run.pk).update(done=F("done") + 1)
    left = Replan.objects.filter(pk=run.pk, done__gte=F("total"), finished_at__isnull=True)
    left.update(finished_at=context.current().now)
