"""延缓发放：有法定事由、经批准、有止期；事由消失后十日内发放（AK 10）。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case
from zhixing.casework.cases.queries import locked as locked_case
from zhixing.casework.funds import queries_payouts as queries
from zhixing.casework.funds.commands.payout_holding import Told, refused, tell
from zhixing.casework.funds.events import Delayed, DelayEnded
from zhixing.casework.funds.models import Delay, Receipt
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.events import Approved, Recalled, Returned
from zhixing.foundation.approvals.queries import Step
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User
from zhixing.law import entries
from zhixing.law.payout_kinds import delay as allowed
from zhixing.law.states import Act, permits
from zhixing.law.words import word

ACT: Final = "delay_payout"


@transaction.atomic
def delay(
    *, case: Case | int, actor: User, on: date, revision: int | None, ground: str, until: date, why: str = "", receipt: int | None = None,
) -> Delay:
    """报请延缓发放。``receipt`` 是哪一笔到账，空着是全案；``until`` 是延到哪天。没有法定事由、没有止期的抛出 ``Refused``。"""
    case = begin(Act.DELAY_PAYOUT, case=case, actor=actor, revision=revision)
    found = allowed(ground, why, until, on)
    found.require()
    row = _receipt(case, receipt, on)
    name = row.number if row else "全案"
    approval = approvals.submit(
        court_id=case.court_id, stream=case.stream, act=ACT, title=f"延缓发放{name}：{word('delay', ground)}，到{until}", summary=why, actor=actor,
        on=on, team_id=case.team_id, finding=found, subject=f"receipt:{row.pk}" if row else "",
        payload={"ground": ground, "until": until.isoformat(), "receipt": row.number if row else ""},
    )
    told = entries.text(why, "说明", limit=500).require() or ""
    return Delay.objects.create(case=case, receipt=row, ground=ground, why=told, until=until, approval=approval)


def _receipt(case: Case, number: int | None, on: date) -> Receipt | None:
    if number is None:
        if not queries.available(case.pk, on):
            raise refused("no_money", "本案没有等着发放的款，不用延缓。", "到账、认领以后再报。")
        return None
    found = Receipt.objects.filter(pk=number, case=case, state=Receipt.State.CLAIMED).first()
    if found is None:
        raise refused("receipt", "这笔到账不在本案。", "刷新页面核对。", subject="receipt")
    return found


def delayed(recorded: Recorded) -> None:
    """批准以后：各笔到账的发放期限停下。"""
    event = recorded.event
    if not isinstance(event, Approved) or event.act != ACT:
        return
    row = Delay.objects.select_for_update().get(approval=event.approval)
    case = locked_case(row.case_id)
    permits(case.state, Act.DELAY_PAYOUT, case.kind).require()
    row.since = recorded.entry.happened_on
    row.save(update_fields=["since"])
    by = Step.objects.filter(approval=event.approval, decided_by__isnull=False).order_by("-order").values_list("decided_by__name", flat=True)
    told = [Told(case.pk, Delayed(subject=name, ground=row.ground, approver=by[0]), row.since) for name in _names(row)]
    tell(told, {case.pk: case}, court_id=case.court_id, actor=recorded.actor)


def not_delayed(recorded: Recorded) -> None:
    """退回、撤回的，从来没有延缓过。"""
    event = recorded.event
    if isinstance(event, (Returned, Recalled)) and event.act == ACT:
        Delay.objects.filter(approval=event.approval, since=None).update(ended_on=recorded.entry.happened_on)


@transaction.atomic
def end_delay(*, delay: Delay | int, actor: User, on: date, revision: int | None = None) -> Delay:
    """登记延缓的事由消失；从这一天起十日内发放。"""
    given = delay if isinstance(delay, Delay) else Delay.objects.get(pk=delay)
    case = begin(Act.DELAY_PAYOUT, case=given.case_id, actor=actor, revision=revision)
    row = Delay.objects.select_for_update().get(pk=given.pk)
    if row.since is None or row.ended_on is not None:
        raise refused("delay_over", "这一次延缓没有批准，或者已经结束。", "刷新页面核对。")
    row.ended_on = possible(on, row.since, "事由消失之日").require()
    row.save(update_fields=["ended_on"])
    for name in _names(row):
        finish(DelayEnded(subject=name), case=case, actor=actor, on=on)
    return row


def _names(row: Delay) -> Iterable[str]:
    """牵动哪几笔到账：写明的一笔，或者全案还有钱没有付的各笔。"""
    if row.receipt is not None:
        return [row.receipt.subject]
    assert row.since is not None
    return [one.receipt.subject for one in queries.available(row.case_id, row.since)]
