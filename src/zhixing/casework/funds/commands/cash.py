"""收现金：确有必要时两名以上执行人员收，当场开收据，当日、次日缴存（AK 9，M:K-06）。当事人直接履行的补录、没收保证金也在这里。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin, finish, possible
from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.casework.funds.commands import claiming
from zhixing.casework.funds.commands.holding import hold
from zhixing.casework.funds.commands.ledger import Draft, open_account, post
from zhixing.casework.funds.commands.numbering import next_numbers, spelt
from zhixing.casework.funds.commands.receiving import HAND
from zhixing.casework.funds.events import DirectPaid
from zhixing.casework.funds.models import Account, Receipt
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.people.queries import User, on_duty
from zhixing.law import entries
from zhixing.law.amounts import MOST_FEN
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse
from zhixing.law.states import Act

P = Account.Purpose
CASH: Final = cite("AK 9")
DIRECT: Final = cite("AK 6")
FORFEIT: Final = cite("WP 24")
LIMIT: Final = 200


@transaction.atomic
def cash(  # noqa: PLR0913
    *, case: Case | int, party: Party | int | None, amount_fen: int, payer: str, officers: Sequence[User], actor: User, on: date,
    revision: int | None, files: Iterable[int] = (), note: str = "",
) -> Receipt:
    """两名执行人员收了现金：开收据，记在案件（待缴存现金 → 在案款），案件链上记下到账、认领。

    缴存银行时附言写收据号，收银行文件时自己对上。``files`` 是笔录、收据存根的编号。
    """
    held = begin(Act.CLAIM_MONEY, case=case, actor=actor, revision=revision)
    day = possible(on, held.accepted_on or held.received_on, "收款日").require()
    named = _officers(held, officers, day)
    _amount(amount_fen, CASH)
    row = Receipt(
        court_id=held.court_id, sort=Receipt.Sort.CASH, day=day, amount_fen=amount_fen, payer=_required(payer, "交款人", CASH),
        note=entries.text(note, "说明", limit=LIMIT).require(), kind="cash", case=held, party=claiming.party_of(held, party),
        state=Receipt.State.CLAIMED, matched=HAND, officers=named, claimed_by=actor, claimed_name=actor.name, claimed_at=context.current().now,
        reasons=[f"{'、'.join(one['name'] for one in named)}当面收的现金"],
    )
    _proofs(held, files, CASH, "现金收款的笔录、收据存根", needed=False)
    return _booked(held, row, P.CASH, "cash", actor)


def _officers(case: Case, officers: Sequence[User], day: date) -> list[dict[str, Any]]:
    """两名以上、不同的、在岗的本院人员。"""
    people = {one.pk: one for one in officers}
    if len(people) < 2 or any(one.court_id != case.court_id or not on_duty(one, day) for one in people.values()):
        raise _refused(CASH, "officers", "收现金要有两名以上在岗的本院执行人员。", "写明当时在场收款的两个人。", "officers")
    return [{"id": one.pk, "name": one.name} for one in people.values()]


def _booked(case: Case, row: Receipt, source: Account.Purpose, kind: str, actor: User) -> Receipt:
    """编号、记账（``source`` → 在案款）、告诉案件。"""
    [serial] = next_numbers(case.court_id, "receipt", row.day.year)
    row.number = spelt("收", row.day.year, serial)
    taken = open_account(court_id=case.court_id, purpose=source, on=row.day, case_id=case.pk if source == P.CASH else None).pk
    target = open_account(court_id=case.court_id, purpose=P.HELD, on=row.day, case_id=case.pk, party_id=row.party_id).pk
    legs = ((taken, row.amount_fen), (target, -row.amount_fen))
    claiming.tell(case, row, actor, row.day)
    row.save(force_insert=True)
    post([Draft(f"{kind}:{row.pk}", kind, row.day, legs, f"{row.number} {row.payer}", {"receipt": row.pk})], court_id=case.court_id, actor=actor)
    return row


# ---- 直接履行 ----


@transaction.atomic
def direct(
    *, case: Case | int, amount_fen: int, actor: User, on: date, revision: int | None, files: Iterable[int], settles: bool = False,
    to_item: str = "", payee: Party | int | None = None,
) -> Recorded:
    """补录当事人直接履行：申请执行人签名确认，或者有付款凭证；``files`` 是它们的编号，没有的不收（M:A-03）。

    钱没有进法院，不记总账；抵充债务、到位照计。``to_item`` 是指定清偿哪一项，``payee`` 是哪个申请执行人。
    """
    held = begin(Act.DIRECT_PAYMENT, case=case, actor=actor, revision=revision)
    day = possible(on, None, "履行日").require()
    _amount(amount_fen, DIRECT)
    proofs = _proofs(held, files, DIRECT, "申请执行人的确认或者付款凭证", needed=True)
    if payee is not None:
        _creditor(held, payee)
    item = entries.text(to_item, "指定清偿哪一项", limit=LIMIT).require()
    event = DirectPaid(amount_fen=amount_fen, settles=settles, to_item=item, files=proofs)
    return finish(event, case=held, actor=actor, on=day)


def _creditor(case: Case, payee: Party | int) -> Party:
    found = claiming.party_of(case, payee)
    if found is None or found.role != Role.APPLICANT:
        raise _refused(DIRECT, "payee", "直接履行的收款人应当是本案的申请执行人。", "重新选收款人。", "payee")
    return found


# ---- 没收的保证金 ----


@transaction.atomic
def forfeit_deposit(
    *, receipt: Receipt | int, case: Case | int, actor: User, on: date, revision: int | None, files: Iterable[int], why: str,
) -> Receipt:
    """竞买人悔拍，已经到账、还没有认领的保证金不退还，转为本案的款（WP 24）。``files`` 是裁定，须有。

    另开一张收据；依次补费用损失、补差价、抵本案债务由发放时定，在那以前不算到位（M:A-06、A-07）。
    """
    held, row = hold(Act.CONFIRM_MONEY, receipt, case, actor, revision)
    if row.state != Receipt.State.SUSPENSE or row.sort != Receipt.Sort.BANK:
        raise _refused(FORFEIT, "forfeit", f"{row.number}现在是“{row.get_state_display()}”，不是待认领的保证金。", "认领了的先撤回认领。", "receipt")
    proofs = _proofs(held, files, FORFEIT, "不退还保证金的裁定", needed=True)
    text = _required(why, "不退还的理由", FORFEIT)
    day = possible(on, row.day, "办理日").require()
    made = Receipt(
        court_id=held.court_id, bank_account_id=row.bank_account_id, sort=Receipt.Sort.FORFEITED, day=day, amount_fen=row.amount_fen, payer=row.payer,
        payer_account=row.payer_account, note=f"{row.number}的保证金：{text}"[:1000], kind="forfeit", way="other_sale", case=held,
        state=Receipt.State.CLAIMED, matched=HAND, claimed_by=actor, claimed_name=actor.name, claimed_at=context.current().now,
        reasons=[text, f"裁定：材料{'、'.join(map(str, proofs))}"],
    )
    row.state, row.reasons = Receipt.State.CANCELLED, [*row.reasons, f"保证金不退还，转为{held.number}的款"]
    row.save()
    return _booked(held, made, P.SUSPENSE, "forfeit", actor)


# ---- 共同的核对 ----


def _amount(fen: int, basis: Any) -> None:
    if not 0 < fen <= MOST_FEN:
        raise _refused(basis, "amount", "金额应当大于零，也没有这么大的。", "核对金额、单位。", "amount")


def _required(given: str, what: str, basis: Any) -> str:
    return entries.text(given, what, limit=LIMIT, required=True).require()


def _proofs(case: Case, files: Iterable[int], basis: Any, what: str, *, needed: bool) -> list[int]:
    """本院存着的材料。"""
    wanted = list(dict.fromkeys(files))
    if StoredFile.objects.filter(pk__in=wanted, court=case.court_id).count() != len(wanted):
        raise _refused(basis, "file", "有的材料不在本院。", "重新上传材料。", "files")
    if needed and not wanted:
        raise _refused(basis, "proof", f"没有附{what}。", "上传以后再办。", "files")
    return wanted


def _refused(basis: Any, code: str, text: str, remedy: str, subject: str) -> Refused:
    return Refused(refuse(f"receipt.{code}", text, basis, remedy=remedy, subject=subject))
