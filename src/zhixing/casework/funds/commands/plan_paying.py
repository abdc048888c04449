"""照定了案的分配方案发放：一张发放审批表，一笔债权一笔付款；没有收款账户的这次不付，补上以后再作一张。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands import payouts
from zhixing.casework.funds.commands.payouts import Wanted
from zhixing.casework.funds.commands.plan_holding import hold, refused, subject
from zhixing.casework.funds.models import Payout, Plan
from zhixing.casework.funds.queries_plans import Payable
from zhixing.foundation.people.queries import User


@transaction.atomic
def pay(*, plan: Plan | int, actor: User, on: date, revision: int | None, token: str) -> Payout:
    """照这一版起草一张发放审批表，有收款账户的都在内；``token`` 是一次提交的记号，重复提交还是那一张。

    预留的、已经作成付款的不在内；没有可以付的抛出 ``Refused``。
    """
    known = Payout.objects.filter(drafted_by=actor, token=token).first() if token else None
    if known is not None:
        return known
    case, held = hold(plan, actor, revision, Plan.State.SETTLED)
    lines = list(_wanted(held))
    if not lines:
        raise refused("nothing", "没有可以发放的：都付了、预留着，或者没有收款账户。", "补上收款账户，或者等异议了结。")
    held.save(update_fields=["revision"])
    return payouts.draft(
        case=case, actor=actor, on=on, revision=None, token=token, lines=lines, ground=f"{subject(held)}（{held.title}）"[:500], plan=held.pk,
        workings=held.steps,
    )


def _wanted(plan: Plan) -> Iterator[Wanted]:
    for one in read.payable(plan):
        account = _account(one)
        if account is not None:
            holder, bank, number = account
            voucher = f"{subject(plan)}第{one.share.number}笔" if one.what == "cost" else ""
            yield Wanted(
                what=one.what, amount_fen=one.fen, payee=holder, account=number, bank=bank, party=one.share.party_id, share=one.share.pk,
                memo=f"{subject(plan)}{one.share.key}"[:140], voucher=voucher,
            )


def _account(one: Payable) -> tuple[str, str, str] | None:
    """付到哪里：当事人是他确认的账户，其余是表里报的；没有的为空。"""
    party, share = one.share.party, one.share
    if party is not None:
        found = party.bank_account and party.account_confirmed_on
        return (party.bank_holder or party.name, party.bank_name, party.bank_account) if found else None
    return (share.holder or share.name, share.bank, share.account) if share.account else None
