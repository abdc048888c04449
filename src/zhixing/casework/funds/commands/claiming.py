"""认领待认领的款：一人认领到案件，另一人确认，确认了才记到案件；认错了撤回；查不明的退还付款人（``payouts.refund_unknown``）。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.commands import advance, possible, refold
from zhixing.casework.cases.queries import Case, Party
from zhixing.casework.funds.commands import holding
from zhixing.casework.funds.commands.holding import hold, refused
from zhixing.casework.funds.commands.ledger import post
from zhixing.casework.funds.commands.receiving import HAND, events_of, withdrawal
from zhixing.casework.funds.models import Receipt
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law import debt, entries
from zhixing.law.states import Act, after

State = Receipt.State
WHY_LIMIT: Final = 300


@transaction.atomic
def claim(
    *, receipt: Receipt | int, case: Case | int, party: Party | int | None, actor: User, on: date, revision: int | None, why: str = "",
    way: str = "", stopped_on: date | None = None,
) -> Receipt:
    """认领到本院的一件案件（``party`` 是哪个被执行人，空是全案的），等另一人确认；确认以前不记账。

    ``why`` 是凭什么；``way`` 改钱是怎么来的（``law.debt.WAYS``），``stopped_on`` 是停止计息日（M:D-06），空为到账日。
    """
    held, row = hold(Act.CLAIM_MONEY, receipt, case, actor, revision)
    if row.state != State.SUSPENSE:
        raise refused("claimed", f"{row.number}现在是“{row.get_state_display()}”，不能再认领。", "刷新页面核对。", act=Act.CLAIM_MONEY)
    text = entries.text(why, "凭什么认领", limit=WHY_LIMIT).require()
    row.case, row.party, row.matched = held, party_of(held, party), HAND
    row.state, row.reasons = State.PROPOSED, [text] if text else []
    row.way, row.stopped_on = _way(row, way), _stopped(row, stopped_on)
    row.confidence = _confidence(row)
    row.claimed_by, row.claimed_name, row.claimed_at = actor, actor.name, context.current().now
    row.save()
    return row


def party_of(case: Case, party: Party | int | None) -> Party | None:
    """本案在案的当事人；不是的拒绝，空着的为空。"""
    if party is None:
        return None
    found = Party.objects.filter(pk=party if isinstance(party, int) else party.pk, case=case, active=True).first()
    if found is None:
        raise refused("party", "选的不是本案的当事人。", "重新选是哪个被执行人的款。", subject="party")
    return found


def _way(row: Receipt, way: str) -> str:
    if way and way not in debt.WAYS:
        raise refused("way", "没有这样的方式。", "从清单里选。", subject="way")
    return way or row.way


def _stopped(row: Receipt, day: date | None) -> date | None:
    if day is not None and day > row.day:
        raise refused("stopped", f"停止计息日{day}晚于到账日{row.day}。", "划拨、提取之日不会晚于到账；核对日期。", subject="stopped_on")
    return day


def _confidence(row: Receipt) -> int:
    """机器对选定的案件的把握。"""
    return next((int(one["confidence"]) for one in row.proposals if one["case"] == row.case_id), 0)


@transaction.atomic
def confirm(*, receipt: Receipt | int, actor: User, on: date, revision: int | None) -> Receipt:
    """确认认领：待认领 → 在案款，案件链上记下到账、认领。不能由认领的人自己确认。"""
    case, row = hold(Act.CONFIRM_MONEY, receipt, holding.of_case(receipt, actor.court_id), actor, revision)
    _same_case(row, case)
    if row.state != State.PROPOSED:
        raise refused("proposed", f"{row.number}现在是“{row.get_state_display()}”，没有等着确认的认领。", "刷新页面核对。", act=Act.CONFIRM_MONEY)
    if row.claimed_by_id == actor.pk:
        raise refused("same_person", f"{row.number}是您自己认领的，不能由同一人确认。", "请案款管理员或会计中的另一人确认。", act=Act.CONFIRM_MONEY)
    day = possible(on, row.day, "确认日").require()
    post([holding.claim_draft(row, day)], court_id=case.court_id, actor=actor)
    row.state = State.CLAIMED
    row.confirmed_by, row.confirmed_name, row.confirmed_at = actor, actor.name, context.current().now
    tell(case, row, actor, day)
    row.save()
    return row


def _same_case(row: Receipt, case: Case) -> None:
    if row.case_id != case.pk:
        raise refused("stale", f"{row.number}刚才改认领到别的案件了。", "刷新页面，看过新的情况再办。")


def tell(case: Case, row: Receipt, actor: User, on: date) -> None:
    """案件链上记下到账、认领；环号写在收据上，未存。"""
    advance(case, after(case.state, "funds.Received"))
    done = history.record_all(events_of(row, case, on), stream=case.stream, court_id=case.court_id, actor=actor)
    row.received_seq = done[0].entry.seq
    row.claimed_seq = done[1].entry.seq if len(done) > 1 else None


@transaction.atomic
def decline(*, receipt: Receipt | int, actor: User, on: date, revision: int | None, why: str) -> Receipt:
    """不确认这次认领，回到待认领；认领的人自己也可以收回。"""
    number = holding.of_case(receipt, actor.court_id)
    own = Receipt.objects.filter(pk=receipt if isinstance(receipt, int) else receipt.pk, claimed_by=actor).exists()
    case, row = hold(Act.CLAIM_MONEY if own else Act.CONFIRM_MONEY, receipt, number, actor, revision)
    _same_case(row, case)
    if row.state != State.PROPOSED:
        raise refused("proposed", f"{row.number}现在是“{row.get_state_display()}”，没有等着确认的认领。", "刷新页面核对。")
    text = entries.text(why, "为什么不对", limit=WHY_LIMIT, required=True).require()
    _back(row, f"{actor.name}：{text}")
    return row


def _back(row: Receipt, why: str) -> None:
    """回到待认领，理由留着。"""
    row.state, row.case, row.party, row.matched, row.confidence = State.SUSPENSE, None, None, "", 0
    row.stopped_on, row.reasons = None, [*row.reasons, why]
    row.claimed_by = row.confirmed_by = row.claimed_at = row.confirmed_at = row.received_seq = row.claimed_seq = None
    row.claimed_name = row.confirmed_name = ""
    row.save()


@transaction.atomic
def undo_claim(*, receipt: Receipt | int, actor: User, on: date, revision: int | None, why: str) -> Receipt:
    """撤回认错的：账冲回待认领，案件上的到账、认领一起撤回。已经列入发放审批的先撤下。现金、期初、没收的不能这样撤。"""
    case, row = hold(Act.CONFIRM_MONEY, receipt, holding.of_case(receipt, actor.court_id), actor, revision)
    _same_case(row, case)
    if row.state != State.CLAIMED or row.sort != Receipt.Sort.BANK:
        raise refused("undo", f"{row.number}（{row.get_sort_display()}）现在是“{row.get_state_display()}”，不能撤回。", "只能撤回银行到账的认领。")
    if numbers := holding.used(row):
        raise refused("used", f"{row.number}已经列入发放审批表{'、'.join(numbers)}。", "先作废、撤下那张审批表；已经付出去的，追回以后另记。")
    text = entries.text(why, "撤回的理由", limit=WHY_LIMIT, required=True).require()
    day = possible(on, row.day, "撤回日").require()
    holding.unclaim(row, day, text, actor)
    if items := withdrawal(row, day, text):
        history.record_all(items, stream=case.stream, court_id=case.court_id, actor=actor)
        refold(case)
    _back(row, f"{actor.name}撤回{case.number}的认领：{text}")
    return row
