"""撤销报结：结案有错误，经批准撤销，案件回到执行中，指标里标明。

撤销当时列出的待解除随之作废；录入了终本库的同时移出。已经恢复执行、转入执行的不能撤销。
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.commands import advance, begin
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.events import PoolLeft, Withdrawn
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Approved
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Item, Recorded
from zhixing.foundation.people.queries import User
from zhixing.law import closing as law
from zhixing.law import entries, returning
from zhixing.law.finding import Finding
from zhixing.law.states import Act, after, permits

ACT: Final = "withdraw_closing"
COLUMNS: Final = ("closed_on", "closing_mode", "closing_ground", "withdrawn_closings")


@transaction.atomic
def withdraw(*, case: Case | int, actor: User, on: date, revision: int | None, reason: str) -> Approval:
    """报请撤销报结；``reason`` 写明结案错在哪里。批准以后才生效（:func:`withdrawn`）。"""
    case = begin(Act.WITHDRAW_CLOSING, case=case, actor=actor, revision=revision)
    told = entries.text(reason, "撤销的理由", limit=500, required=True).require()
    finding = _found(case)
    return approvals.submit(
        court_id=case.court_id, stream=case.stream, act=ACT, title=f"{case} 撤销报结：{_mode(case)}",
        summary=f"{case.closed_on}结案（{_mode(case)}）。撤销的理由：{told}", payload={"case": case.pk, "reason": told},
        actor=actor, on=on, team_id=case.team_id, finding=finding,
    )


def withdrawn(recorded: Recorded) -> None:
    """撤销报结批准之后：案件回到执行中。此刻已不能撤销的拒绝，批准也不成立。"""
    event = recorded.event
    if not isinstance(event, Approved) or event.act != ACT:
        return
    case = Case.objects.select_for_update(of=("self",)).select_related("court").get(pk=event.payload["case"])
    permits(case.state, Act.WITHDRAW_CLOSING, case.kind).require()
    finding, on = _found(case), recorded.entry.happened_on
    assert case.closed_on is not None
    made = Withdrawn(mode_text=_mode(case), closed_on=case.closed_on, reason=event.payload["reason"])
    items = [Item(event=PoolLeft(reason="error"), happened=on)] if returning.in_pool(timeline_of(case)) else []
    items.append(Item(event=made, happened=on, finding=finding, reason=made.reason))
    case.closed_on, case.closing_mode, case.closing_ground = None, "", ""
    case.withdrawn_closings += 1
    advance(case, after(case.state, made.name), COLUMNS)
    history.record_all(items, stream=case.stream, court_id=case.court_id, actor=recorded.actor)


def _found(case: Case) -> Finding[bool]:
    found = returning.withdrawable(timeline_of(case))
    found.require()
    return found


def _mode(case: Case) -> str:
    return law.mode(case.closing_mode).label
