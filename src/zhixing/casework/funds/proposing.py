"""拟怎样发放：由确认了的计息单、案件里的钱和本院设置算出来，给发放审批表预填。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.funds import queries
from zhixing.casework.funds import queries_payouts as payouts
from zhixing.casework.funds.models import Account, PayoutLine, Sheet
from zhixing.foundation.people.queries import setting
from zhixing.law import signing, waterfall
from zhixing.law.articles import cite
from zhixing.law.finding import Finding, refuse
from zhixing.law.payout_kinds import OFF_DEBT
from zhixing.law.states import Act
from zhixing.law.waterfall import Due, FeeFacts

State = PayoutLine.State


@dataclass(frozen=True, slots=True)
class Pot:
    """案件里的钱（分）：``whole`` 还没有付、没有在审批的，``usable`` 其中现在能付的（延缓、预留的不算）。"""

    whole: int
    usable: int


def pot(case_id: int, on: date) -> Pot:
    """现在有多少可以付。"""
    left = payouts.available(case_id, on)
    reserved = sum(payouts.balances(case_id, Account.Purpose.RESERVE).values())
    usable = 0 if payouts.whole_delay(case_id, on) else sum(one.left_fen for one in left if not one.delayed) - reserved
    return Pot(sum(one.left_fen for one in left), max(usable, 0))


def propose(case: Case, on: date, costs: Sequence[Due] = (), priority: Sequence[Due] = ()) -> Finding[waterfall.Proposal | None]:
    """拟怎样发放。没有确认了的计息单、没有可以付的钱、计息以后又有到账的，``value`` 为空，理由里说清怎么办。

    ``costs`` ``priority`` 是人填的执行费用、优先受偿款。
    """
    sheet, money = queries.signed(case.pk), pot(case.pk, on)
    if sheet is None:
        return _none(_unsigned(case))
    if not money.usable:
        text = "本案现在没有可以发放的款：没有到账、没有认领、都付了，或者在延缓。"
        return _none(refuse("payout.no_money", text, cite("AK 10"), remedy="等款项到账、认领，或者登记延缓的事由消失。", act=Act.CLAIM_MONEY))
    before = waterfall.before(sheet.result, money.whole, _unpaid(case.pk))
    if not before.ok:
        return _none(before)
    return _proposed(case, sheet, money, before.value, costs, priority)


def owed(case_id: int, on: date) -> int | None:
    """照确认了的计息单，连同还没有分的钱，还欠申请执行人多少（分）；算不出来的为空。"""
    sheet = queries.signed(case_id)
    found = waterfall.before(sheet.result, pot(case_id, on).whole, _unpaid(case_id)) if sheet else None
    return found.value.owed.total if found and found.ok else None


def _unsigned(case: Case) -> Finding[None]:
    """没有可以凭的计息单：差的是计息依据、一版计息单，还是确认。"""
    text, newest = "没有确认的计息单，或者确认以后有变动，不知道该付多少。", queries.sheets(case.pk).filter(voided_at=None).first()
    if queries.debt_of(case.pk) is None:
        remedy, act = "先录入计息依据，再生成计息单并确认。", Act.STATE_DEBT
    elif newest is None or newest.signed_at is not None or not queries.is_current(newest, case):
        remedy, act = "生成计息单并确认。", Act.MAKE_SHEET
    else:
        remedy, act = f"由承办法官确认第{newest.number}版计息单。", Act.SIGN_SHEET
    return refuse("payout.unsigned", text, signing.SHEET, remedy=remedy, act=act)


def _none(found: Finding[Any]) -> Finding[waterfall.Proposal | None]:
    return Finding(None, found.articles, reasons=found.reasons)


def _proposed(
    case: Case, sheet: Sheet, money: Pot, before: waterfall.Before, costs: Sequence[Due], priority: Sequence[Due],
) -> Finding[waterfall.Proposal | None]:
    switches = queries.switches(case.court_id)
    fee = FeeFacts(
        executed=before.executed, charged=payouts.charged(case), applied=case.claim_fen or 0, costs=sheet.costs_fen, switches=switches,
    )
    found = waterfall.proposal(
        money.usable, before.owed, fee, costs, priority, fee_order=str(setting(case.court_id, "funds.fee_order")),
        creditor=_names(case, Role.APPLICANT) or "申请执行人", debtor=_names(case, Role.RESPONDENT) or "被执行人", levels=switches.levels,
    )
    return Finding(found.value, found.articles, steps=found.steps, warnings=found.warnings, inputs=found.inputs)


def _unpaid(case_id: int) -> int:
    """批准了、在审批、还没有付的执行费等：也没有抵充债务。"""
    return payouts.instructed([case_id], what=OFF_DEBT, states=(State.READY, State.EXPORTED, State.BOUNCED)).get(case_id, 0)


def _names(case: Case, role: str) -> str:
    return "、".join(Party.objects.filter(case=case, role=role, active=True).order_by("pk").values_list("name", flat=True)[:5])
