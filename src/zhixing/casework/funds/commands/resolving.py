"""由人查清的：待查的支出是哪一笔付款、是不是手续费；待认领的款其实是退汇、是缴存的现金。账从待查、待认领转过去。"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from zhixing.casework.cases.commands import possible
from zhixing.casework.funds import queries_receipts as queries
from zhixing.casework.funds.access import require_court
from zhixing.casework.funds.commands import batches, results
from zhixing.casework.funds.commands.holding import locked, refused
from zhixing.casework.funds.commands.ledger import Draft, open_account, post
from zhixing.casework.funds.models import Account, BankLine, PaymentFile, PayoutLine, Receipt
from zhixing.casework.funds.queries_payouts import undebited
from zhixing.foundation.people.queries import User

P = Account.Purpose
RIGHT = "may_confirm_receipts"


@transaction.atomic
def clear_debit(
    *, line: BankLine | int, actor: User, on: date, payout: PayoutLine | int | None = None, file: PaymentFile | int | None = None,
) -> BankLine:
    """一笔待查的支出查清了：是我们付的 ``payout``，或者付款文件 ``file`` 成批扣的总数；都没有写的是银行手续费。"""
    require_court(actor, actor.court_id, RIGHT, "查清待查的支出")
    number = line if isinstance(line, int) else line.pk
    asked = _batch(file, actor) if file is not None else [_line(payout, actor)] if payout is not None else []
    held = results.hold(asked, court_id=actor.court_id)
    row = queries.queried(actor.court_id).filter(pk=number).first()
    if row is None:
        raise refused("cleared", "这一笔已经查清，或者不是待查的支出。", "刷新页面核对。")
    day = possible(on, row.booked_on, "查清之日").require()
    paid = batches.still(asked, held, row.amount_fen)
    if (payout is not None or file is not None) and not paid:
        raise refused("not_it", "选的付款与这一笔金额、状况不符。", "核对金额；已经扣过款、没有交银行的不能选。", subject="payout")
    target = results.counter(paid[0], row.amount_fen, day) if paid else open_account(court_id=row.court_id, purpose=P.CHARGE, on=day).pk
    queried = open_account(court_id=row.court_id, purpose=P.QUERIED, on=day).pk
    legs = ((target, -row.amount_fen), (queried, row.amount_fen))
    post([Draft(f"{queries.CLEARED}{row.pk}", "other", day, legs, f"查清{row.booked_on}支出", {"line": row.pk})], court_id=row.court_id, actor=actor)
    outcomes = [results.Outcome(line=one, kind="paid", on=row.booked_on, bank=row) for one in paid]
    results.settle(outcomes, held=held, actor=actor)
    return row


@transaction.atomic
def as_return(*, receipt: Receipt | int, payout: PayoutLine | int, actor: User, on: date, revision: int | None) -> Receipt:
    """待认领的款其实是一笔付款的退汇：待认领 → 应付，那一笔等着另付。"""
    require_court(actor, actor.court_id, RIGHT, "认作退汇")
    held = results.hold([_line(payout, actor)], court_id=actor.court_id)
    row = _waiting(receipt, actor, revision)
    line, bank = next(iter(held.lines.values())), row.line
    if bank is None or not results.fits(line, row.amount_fen):
        raise refused("not_it", f"付款{line.reference}与这一笔金额、状况不符。", "核对金额；没有付出去的、已经退过的不能选。", subject="payout")
    day = possible(on, row.day, "办理日").require()
    _from_suspense(row, results.counter(line, row.amount_fen, day), day, f"退汇{line.reference}", actor, f"returned:{row.pk}")
    results.returned(line, bank, row.note, held=held, actor=actor)
    return row


@transaction.atomic
def as_deposit(*, receipt: Receipt | int, cash: Receipt | int, actor: User, on: date, revision: int | None) -> Receipt:
    """待认领的款其实是缴存的现金：待认领 → 待缴存现金，不另算一笔到账。"""
    require_court(actor, actor.court_id, RIGHT, "认作缴存的现金")
    first = locked(cash if isinstance(cash, int) else cash.pk, actor.court_id, None)
    row = _waiting(receipt, actor, revision)
    if not queries.waiting_cash(actor.court_id).filter(pk=first.pk, amount_fen=row.amount_fen).exists():
        raise refused("not_it", f"{first.number}不是同样金额、还没有缴存的现金。", "核对收据号和金额。", subject="cash")
    day = possible(on, row.day, "办理日").require()
    account = open_account(court_id=row.court_id, purpose=P.CASH, on=day, case_id=first.case_id).pk
    _from_suspense(row, account, day, f"缴存现金{first.number}", actor, f"{queries.DEPOSITED}{first.pk}")
    return row


def _batch(file: PaymentFile | int, actor: User) -> list[PayoutLine]:
    """一个付款文件里还没有扣款的各笔。"""
    number = file if isinstance(file, int) else file.pk
    return list(undebited().filter(file=number, payout__court=actor.court_id).order_by("pk"))


def _line(payout: PayoutLine | int, actor: User) -> PayoutLine:
    return PayoutLine.objects.get(pk=payout if isinstance(payout, int) else payout.pk, payout__court=actor.court_id)


def _waiting(receipt: Receipt | int, actor: User, revision: int | None) -> Receipt:
    """锁住的、还在待认领的。"""
    row = locked(receipt if isinstance(receipt, int) else receipt.pk, actor.court_id, revision)
    if row.state != Receipt.State.SUSPENSE:
        raise refused("claimed", f"{row.number}现在是“{row.get_state_display()}”，不是待认领的款。", "认领了的先撤回认领。")
    return row


def _from_suspense(row: Receipt, target: int, on: date, what: str, actor: User, key: str) -> None:
    suspense = open_account(court_id=row.court_id, purpose=P.SUSPENSE, on=on).pk
    legs = ((suspense, row.amount_fen), (target, -row.amount_fen))
    post([Draft(key, "other", on, legs, f"{row.number}：{what}", {"receipt": row.pk})], court_id=row.court_id, actor=actor)
    row.state, row.reasons = Receipt.State.CANCELLED, [*row.reasons, f"{actor.name}查明是{what}"]
    row.save()
