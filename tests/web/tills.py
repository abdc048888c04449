"""案款各页的测试共用：一家法院各职务的人、一个账户、几笔到账、两笔待付款。建一次，各个测试在自己的保存点里办，办完退回。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import factories
import pytest
from django.db import transaction
from funds.money import court_account, received, unclaimed
from spine import House
from web.books import Staff, ago, filed, now
from web.conftest import everybody

from zhixing.casework.cases.queries import Party
from zhixing.casework.funds.commands import payouts
from zhixing.casework.funds.models import BankAccount, Payout, PayoutLine, Receipt
from zhixing.entrances.web import clock
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval, candidates
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User

MONEY = ("funds", "accountant", "cashier")


@dataclass
class Till:
    """一家法院的案款：``purse`` 各职务的人（另有案款管理员、会计、出纳、分管副院长），``account`` 启用了总账的账户。"""

    purse: Staff
    account: BankAccount


def opened() -> Till:
    """建好人和账户。"""
    purse = everybody()
    court = purse["judge"].court
    made = {post: factories.user(post, court=court) for post in (*MONEY, "vice_president")}
    User.objects.filter(pk__in=[one.pk for one in made.values()]).update(password_changed_at=clock.now())
    with context.use(now()):
        account = court_account(court, live_on=ago(90), opened_on=ago(900))
    return Till(purse | {post: User.objects.get(pk=one.pk) for post, one in made.items()}, account)


def came(till: Till) -> dict[str, Receipt]:
    """一笔久了没有发放的、一笔今天到的、一笔待认领的，机器看着像那件案件；另有一笔谁也认不出的。"""
    case = filed(till.purse, "单晓岚", 60)
    party = Party.objects.get(case=case, role="respondent")
    with context.use(now()):
        old = received(case, 100_000_00, day=ago(40), payer="单晓岚")
        fresh = received(case, 5_000_00, day=ago(0), payer="单晓岚")
        guess = [{"case": case.pk, "party": party.pk, "confidence": 70, "reasons": ["附言里有案号"]}]
        loose = unclaimed(case.court, 8_800_00, day=ago(6), payer="马长河", note="还款", proposals=guess)
        unclaimed(case.court, 120_00, day=ago(1))
    return {"old": old, "fresh": fresh, "loose": loose}


def ready(purse: Staff, fen: int, payer: str = "马长河") -> PayoutLine:
    """退回付款人、批准了、等着付的一笔。"""
    with context.use(now()):
        row = unclaimed(purse["judge"].court, fen, day=ago(3), payer=payer, payer_account="6217001111111111111")
        made = payouts.refund_unknown(receipt=row, actor=purse["funds"], on=ago(0), token=f"t{row.pk}", reason="错汇")
        made = payouts.submit(payout=made, actor=purse["funds"], on=ago(0), revision=None)
        approve(made)
    return PayoutLine.objects.get(payout=made)


def approve(made: Payout) -> None:
    """一步步同意到底。"""
    row = made.approval
    while row.state == Approval.State.PENDING:
        actor = candidates(row, row.step_post, ago(0), House.decided(row)).first()
        approvals.agree(approval_id=row.pk, actor=actor, on=ago(0), opinion="同意", revision=row.revision)
        row.refresh_from_db()


@pytest.fixture(scope="module")
def till(django_db_setup: None, django_db_blocker: Any) -> Iterator[Till]:
    """整个模块共用的一家。"""
    with django_db_blocker.unblock(), transaction.atomic():
        yield opened()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def own(till: Till) -> Iterator[None]:
    """各个测试自己的一份。"""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def purse(till: Till) -> Staff:
    """各职务的人。"""
    return deepcopy(till.purse)


@pytest.fixture
def account(till: Till) -> BankAccount:
    """启用了总账的账户。"""
    return deepcopy(till.account)


@pytest.fixture(scope="module")
def filled(till: Till) -> dict[str, Receipt]:
    """四笔到账，模块共用。"""
    return came(till)


@pytest.fixture
def book(filled: dict[str, Receipt]) -> dict[str, Receipt]:
    """同上，这个测试自己的一份。"""
    return deepcopy(filled)


@pytest.fixture(scope="module")
def approved(till: Till) -> list[PayoutLine]:
    """两笔待付款，模块共用。"""
    return [ready(till.purse, 50_000_00), ready(till.purse, 1_230_00, "牛得草")]


@pytest.fixture
def waiting(approved: list[PayoutLine]) -> list[PayoutLine]:
    """同上，这个测试自己的一份。"""
    return deepcopy(approved)
