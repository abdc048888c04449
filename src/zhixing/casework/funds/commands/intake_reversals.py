"""冲正：银行更正自己记错的一笔。找得到、冲得回的，照原凭证正好冲回；找不到的收入待认领、支出待查，等人看。"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from zhixing.casework.cases.commands import refold
from zhixing.casework.funds.commands import results
from zhixing.casework.funds.commands.holding import unclaim, used
from zhixing.casework.funds.commands.incoming import Incoming, bank_line, draft, fresh
from zhixing.casework.funds.commands.ledger import open_account, post
from zhixing.casework.funds.commands.numbering import next_numbers, spelt
from zhixing.casework.funds.commands.payout_holding import Held
from zhixing.casework.funds.commands.receiving import withdrawal
from zhixing.casework.funds.models import Account, BankAccount, BankFile, BankLine, Leg, PayoutLine, Receipt, Voucher
from zhixing.casework.funds.queries_receipts import CLEARED
from zhixing.foundation.history import commands as history
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

P = Account.Purpose
KNOWN, REVERSED, RETURNED, WAITING, QUERIED = "known", "reversed", "returned", "waiting", "queried"
_OPEN: Final = (Receipt.State.SUSPENSE, Receipt.State.PROPOSED)
_WHY: Final = "银行冲正"


class _Way:
    """收一笔冲正要的：哪个账户、哪个文件、谁、哪天、记账日。"""

    def __init__(self, line: Incoming, account: BankAccount, file: BankFile | None, actor: User, on: date, day: date) -> None:
        self.line, self.account, self.file, self.actor, self.on, self.day = line, account, file, actor, on, day
        self.court_id = account.court_id

    def post(self, legs: tuple[tuple[int, int], ...], reverses: int | None = None) -> BankLine:
        """记凭证，存下明细。"""
        [voucher] = post([draft(self.line, legs, self.day, reverses)], court_id=self.court_id, actor=self.actor)
        row = bank_line(self.line, self.account, self.file, voucher)
        row.save(force_insert=True)
        return row

    def against(self, counter: int) -> BankLine:
        """存款对着 ``counter``。"""
        bank = open_account(court_id=self.court_id, purpose=P.BANK, on=self.on, bank_id=self.account.pk).pk
        return self.post(((bank, self.line.fen), (counter, -self.line.fen)))

    def shared(self, purpose: Account.Purpose) -> int:
        """全院一户的账户。"""
        return open_account(court_id=self.court_id, purpose=purpose, on=self.on).pk


def take(line: Incoming, *, account: BankAccount, file: BankFile | None, actor: User, on: date, day: date) -> str:
    """收一笔冲正，返回怎样了：已有、冲回、当作退汇、待认领、待查。一笔一个事务。"""
    way = _Way(line, account, file, actor, on, day)
    if not fresh([line], account):
        return KNOWN
    try:
        with transaction.atomic():
            return _taken(way)
    except (IntegrityError, Refused):
        if fresh([line], account):
            raise
        return KNOWN  # 另一处刚收了同一笔


def _taken(way: _Way) -> str:
    original = _original(way.line, way.account)
    if original is None:
        return _unknown(way)
    try:
        with transaction.atomic():
            return _undone(way, original)
    except Refused:
        return _unknown(way)  # 冲不回的（钱已经分出去了）等人看


def _original(line: Incoming, account: BankAccount) -> BankLine | None:
    """冲的是哪一笔：编号写明的；没有写明的，同一天同一对方唯一的一笔。认不准的为空。"""
    rows = BankLine.objects.filter(bank_account=account, amount_fen=-line.fen, booked_on__lte=line.booked_on, voucher__reversed_by=None)
    rows = rows.exclude(kind="correction").select_related("voucher")
    named = [one for one in (line.serial, *line.refers, *line.references) if one]
    if named and (found := _single(rows.filter(serial__in=named))):
        return found
    if not line.name and not line.other_account:
        return None
    return _single(rows.filter(booked_on=line.booked_on, name=line.name, other_account=line.other_account))


def _single(rows: QuerySet[BankLine]) -> BankLine | None:
    found = list(rows.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _unknown(way: _Way) -> str:
    """收入待认领，支出待查。"""
    with transaction.atomic():
        if way.line.fen < 0:
            way.against(way.shared(P.QUERIED))
            return QUERIED
        row = way.against(way.shared(P.SUSPENSE))
        [serial] = next_numbers(way.court_id, "receipt", row.booked_on.year)
        Receipt.objects.create(
            court_id=way.court_id, bank_account=way.account, line=row, sort=Receipt.Sort.BANK, number=spelt("收", row.booked_on.year, serial),
            day=row.booked_on, amount_fen=row.amount_fen, payer=row.name, payer_account=row.other_account, kind=row.kind,
            note=way.line.note,
        )
        return WAITING


def _undone(way: _Way, original: BankLine) -> str:
    paid = list(PayoutLine.objects.filter(Q(line=original) | Q(bounced_line=original)).select_related("payout")[:2])
    if paid:  # 成批扣的一笔总数被冲正，是哪几笔没有付要人看
        return _returned(way, paid[0]) if way.line.fen > 0 and len(paid) == 1 else _unknown(way)
    receipt = Receipt.objects.filter(line=original).first()
    if receipt is None:
        _settled(way, original)
        return REVERSED
    return _cancelled(way, original, receipt)


def _returned(way: _Way, payout: PayoutLine) -> str:
    """付款被冲正，与退汇一样：钱回到应付账户，等着另付。"""
    held = results.hold([payout], court_id=way.court_id)
    line = held.lines[payout.pk]
    if not results.fits(line, way.line.fen):
        return _unknown(way)
    row = way.against(results.counter(line, way.line.fen, way.on))
    results.settle([results.Outcome(line=line, kind="bounced", on=row.booked_on, why=_WHY, bank=row)], held=held, actor=way.actor)
    return RETURNED


def _cancelled(way: _Way, original: BankLine, given: Receipt) -> str:
    """到账被冲正：认领了的先撤回认领，再冲回；已经列入发放的、退还的、是缴存现金的，等人看。"""
    held = results.hold([], court_id=way.court_id, cases=[given.case_id] if given.case_id else [])
    receipt = Receipt.objects.select_for_update().get(pk=given.pk)
    if receipt.case_id != given.case_id or receipt.sort != Receipt.Sort.BANK or used(receipt):
        return _unknown(way)
    if receipt.state == Receipt.State.CLAIMED:
        _withdrawn(way, receipt, held)
    elif receipt.state not in _OPEN:
        return _unknown(way)
    _opposite(way, original)
    receipt.state, receipt.case, receipt.party = Receipt.State.CANCELLED, None, None
    receipt.reasons = [*receipt.reasons, f"{way.line.booked_on}{_WHY}"]
    receipt.revision += 1
    receipt.save()
    return REVERSED


def _withdrawn(way: _Way, receipt: Receipt, held: Held) -> None:
    case = held.cases[receipt.case_id or 0]
    unclaim(receipt, way.on, _WHY, way.actor, only_hand=True)
    items = withdrawal(receipt, way.on, _WHY)
    if items:
        history.record_all(items, stream=case.stream, court_id=case.court_id, actor=way.actor)
        refold(case)


def _settled(way: _Way, original: BankLine) -> None:
    """没有到账、不是付款的：照原凭证冲回；查清以后转作手续费的，从手续费冲回。"""
    if Voucher.objects.filter(court=way.court_id, key=f"{CLEARED}{original.pk}").exists():
        way.against(way.shared(P.CHARGE))
    else:
        _opposite(way, original)


def _opposite(way: _Way, original: BankLine) -> BankLine:
    """正好冲回原来的凭证。"""
    legs = Leg.objects.filter(voucher=original.voucher_id).order_by("pk").values_list("account_id", "amount_fen")
    return way.post(tuple((account, -fen) for account, fen in legs), original.voucher_id)
