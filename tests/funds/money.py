"""案款测试共用：本院的账户，记在案件上的到账。直接建行、记账、记事件，不走收文件，所以快。"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

import factories
from django.db import transaction
from django.db.models import Sum

from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds.commands.ledger import Draft, open_account, post
from zhixing.casework.funds.commands.numbering import next_numbers, spelt
from zhixing.casework.funds.events import Claimed, Received
from zhixing.casework.funds.models import Account, BankAccount, BankLine, Leg, Receipt
from zhixing.foundation.history import commands as history
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.context import Job
from zhixing.foundation.people.models import Court
from zhixing.foundation.people.queries import User

DAY = date(2026, 11, 2)
PREFIX = "9900123"
P = Account.Purpose
_serial = count(1)


def court_account(court: Court, **values: Any) -> BankAccount:
    """本院的执行款账户，有子账户号段，总账已经启用（``live_on=None`` 是还没有）。同一家法院只有一个。"""
    days = {"opened_on": date(2020, 1, 1), "live_on": date(2026, 1, 1)}
    fields = {"holder": f"{court.name}执行款专户", "bank": "演示银行支行", "prefix": PREFIX, **days, **values}
    return BankAccount.objects.get_or_create(court=court, number=f"0472{court.pk:08d}", defaults=fields)[0]


def staff(court: Court, *posts: str) -> list[User]:
    """案款的各职务，一职一人：没有写的是案款管理员、会计、出纳。"""
    return [factories.user(post, court=court) for post in posts or ("funds", "accountant", "cashier")]


def debtor(case: Case) -> Party:
    """被执行人，第一名。"""
    return Party.objects.filter(case=case, role="respondent").order_by("pk")[0]


def bank_line(account: BankAccount, fen: int, legs: Sequence[tuple[int, int]], day: date = DAY, **values: Any) -> BankLine:
    """银行的一笔，连同它的凭证；``legs`` 是银行那一边以外的分录。"""
    key = "b-" + hashlib.sha256(f"{account.pk}:{next(_serial)}".encode()).hexdigest()[:40]
    bank = open_account(court_id=account.court_id, purpose=P.BANK, on=day, bank_id=account.pk).pk
    kind = values.pop("kind", "receipt" if fen > 0 else "payment")
    [voucher] = post([Draft(f"bank:{key}", kind, day, ((bank, fen), *legs))], court_id=account.court_id, actor=Job("收银行文件"))
    return BankLine.objects.create(
        court_id=account.court_id, bank_account=account, voucher_id=voucher, key=key, booked_on=day, amount_fen=fen, kind=kind, **values,
    )


@transaction.atomic
def received(case: Case, fen: int, *, party: Party | None = None, day: date = DAY, payer: str = "", **values: Any) -> Receipt:
    """一笔已经认领到本案的到账：银行明细、凭证（存款 / 在案款）、收据、到账和认领的事件。``party`` 没有给的是第一名被执行人。"""
    account, party = court_account(case.court), party or debtor(case)
    held = open_account(court_id=case.court_id, purpose=P.HELD, on=day, case_id=case.pk, party_id=party.pk).pk
    line = bank_line(account, fen, [(held, -fen)], day, name=payer or party.name)
    receipt = _receipt(account, line, fen, day, state=Receipt.State.CLAIMED, case=case, party=party, matched="machine", confidence=100, **values)
    how = "" if receipt.way == "transfer" else receipt.way
    told = [Received(subject=receipt.number, amount_fen=fen, payer=receipt.payer, how=how, stopped_on=receipt.stopped_on),
            Claimed(subject=receipt.number, matched="machine")]
    done = history.record_all(
        [Item(event=one, happened=day) for one in told], stream=case.stream, court_id=case.court_id, actor=Job("收银行文件"),
    )
    receipt.received_seq, receipt.claimed_seq = (one.entry.seq for one in done)
    receipt.save(update_fields=["received_seq", "claimed_seq"])
    return receipt


@transaction.atomic
def unclaimed(court: Court, fen: int, *, day: date = DAY, payer: str = "不知是谁", **values: Any) -> Receipt:
    """一笔待认领的到账。"""
    account = court_account(court)
    suspense = open_account(court_id=court.pk, purpose=P.SUSPENSE, on=day).pk
    return _receipt(account, bank_line(account, fen, [(suspense, -fen)], day, name=payer), fen, day, **values)


def _receipt(account: BankAccount, line: BankLine, fen: int, day: date, **values: Any) -> Receipt:
    [serial] = next_numbers(account.court_id, "receipt", day.year)
    return Receipt.objects.create(
        court_id=account.court_id, bank_account=account, line=line, sort="bank", number=spelt("收", day.year, serial), day=day, amount_fen=fen,
        payer=line.name, kind=line.kind, **values,
    )


def balance(purpose: str, case: Case | None = None, party: Party | None = None, court: Court | None = None) -> int:
    """这一用途的余额（借为正，分录合计）；没有给的不限。"""
    chosen = Account.objects.filter(purpose=purpose)
    for name, value in (("case", case), ("party", party), ("court", court)):
        chosen = chosen.filter(**{name: value}) if value else chosen
    return Leg.objects.filter(account__in=chosen).aggregate(fen=Sum("amount_fen"))["fen"] or 0
