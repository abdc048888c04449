"""到账的行为共同的头：先锁案件，再锁到账；核对页面是不是过时。撤回认领的账也在这里。"""

from __future__ import annotations

from datetime import date
from typing import Final

from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.commands.ledger import Draft, open_account, post, reverse
from zhixing.casework.funds.models import Account, Part, PayoutLine, Receipt, Voucher
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act

P = Account.Purpose
BASIS: Final = cite("AK 4")
_GONE: Final = (PayoutLine.State.VOID, PayoutLine.State.RETRIED)


def hold(act: Act, receipt: Receipt | int, case: Case | int, actor: User, revision: int | None) -> tuple[Case, Receipt]:
    """锁住案件和到账，准备办 ``act``；返回的版本号已经加一，未存。须在事务里。

    看不见、没有抛出 ``DoesNotExist``；没有权限抛出 ``Forbidden``；此刻不能办、页面过时抛出 ``Refused``。
    """
    number = receipt if isinstance(receipt, int) else receipt.pk
    held = begin(act, case=case, actor=actor, revision=None)
    row = locked(number, held.court_id, revision)
    return held, row


def locked(receipt_id: int, court_id: int, revision: int | None) -> Receipt:
    """锁住这一笔；别的法院的当没有，页面过时的拒绝。案件须已锁住。"""
    row = Receipt.objects.select_for_update().get(pk=receipt_id, court=court_id)
    if revision is not None and revision != row.revision:
        raise refused("stale", f"{row.number}刚才有变动，现在是“{row.get_state_display()}”。", "刷新页面，看过新的情况再办。")
    row.revision += 1
    return row


def of_case(receipt: Receipt | int, court_id: int) -> int:
    """这一笔现在记在哪件案件，没有锁；没有案件的拒绝。"""
    row = Receipt.objects.get(pk=receipt if isinstance(receipt, int) else receipt.pk, court=court_id)
    if row.case_id is None:
        raise refused("unclaimed", f"{row.number}现在是“{row.get_state_display()}”，还没有认领。", "先认领到案件。")
    return row.case_id


def used(receipt: Receipt) -> list[str]:
    """已经列入哪几张发放审批表（作废的不算）。"""
    rows = Part.objects.filter(receipt=receipt).exclude(line__state__in=_GONE)
    return list(rows.order_by("line__payout__number").values_list("line__payout__number", flat=True).distinct())


def claim_draft(receipt: Receipt, on: date) -> Draft:
    """认领的凭证：待认领 → 在案款。"""
    suspense, held = _pair(receipt, on)
    key = f"claim:{receipt.pk}:{receipt.revision}"
    return Draft(key, "claim", on, ((suspense, receipt.amount_fen), (held, -receipt.amount_fen)), f"认领{receipt.number}", {"receipt": receipt.pk})


def unclaim(receipt: Receipt, on: date, why: str, actor: User, *, only_hand: bool = False) -> None:
    """撤回认领的账：人认领的冲回那一张；机器认领的另记一张，``only_hand`` 的不记（连银行的凭证一起冲回）。"""
    made = Voucher.objects.filter(court=receipt.court_id, key__startswith=f"claim:{receipt.pk}:", reversed_by=None).first()
    if made is not None:
        reverse(voucher=made, day=on, why=why[:300], actor=actor)
    elif not only_hand:
        suspense, held = _pair(receipt, on)
        legs = ((held, receipt.amount_fen), (suspense, -receipt.amount_fen))
        key = f"unclaim:{receipt.pk}:{receipt.revision}"
        back = Draft(key, "claim", on, legs, f"撤回认领{receipt.number}：{why}"[:300], {"receipt": receipt.pk})
        post([back], court_id=receipt.court_id, actor=actor)


def _pair(receipt: Receipt, on: date) -> tuple[int, int]:
    court = receipt.court_id
    suspense = open_account(court_id=court, purpose=P.SUSPENSE, on=on).pk
    return suspense, open_account(court_id=court, purpose=P.HELD, on=on, case_id=receipt.case_id, party_id=receipt.party_id).pk


def sign(actor: User) -> dict[str, object]:
    """谁、何时，写在认领、确认两栏里。"""
    return {"by": actor, "name": actor.name, "at": context.current().now}


def refused(code: str, text: str, remedy: str, *, act: str = "", subject: str = "") -> Refused:
    """一条理由的拒绝。"""
    return Refused(refuse(f"receipt.{code}", text, BASIS, remedy=remedy, act=act, subject=subject))
