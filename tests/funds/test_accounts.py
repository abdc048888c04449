"""执行款账户、编号、子账户；共用的到账夹具对得上总账。"""

from __future__ import annotations

import pytest
from funds.money import DAY, balance, court_account, debtor, received, staff, unclaimed
from spine import House, story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds.commands.accounts import (
    change_bank_account,
    close_bank_account,
    open_bank_account,
    sub_account,
)
from zhixing.casework.funds.commands.numbering import next_numbers
from zhixing.casework.funds.queries import payments
from zhixing.casework.funds.verify_ledger import verify
from zhixing.foundation.history.queries import entries, lines
from zhixing.law import sub_accounts
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("db", "here")


def test_the_fixture_is_a_receipt_like_any_other(house: House) -> None:
    case = house.case()
    receipt = received(case, 500_00)
    unclaimed(house.court, 7_00)
    assert receipt.number == "收2026-000001" and verify().ok
    assert (balance("bank"), balance("held", case, debtor(case)), balance("suspense")) == (507_00, -500_00, -7_00)
    assert story(case)[-3:-1] == ["funds.Received", "funds.Claimed"] or "funds.Claimed" in story(case)
    assert [(row.amount_fen, row.omitted, row.day) for row in payments(case)] == [(500_00, "", DAY)]


def test_numbers_run_on_without_a_gap(house: House) -> None:
    assert next_numbers(house.court.pk, "x", 2026, 3) == [1, 2, 3]
    assert next_numbers(house.court.pk, "x", 2026) == [4]
    assert next_numbers(house.court.pk, "x", 2027) == [1] and next_numbers(house.court.pk, "x", 2027, 0) == []


def test_only_the_accountant_keeps_the_accounts(house: House) -> None:
    funds, accountant, cashier = staff(house.court)
    told = {"on": DAY, "holder": "测试法院执行款专户", "bank": "演示银行支行", "number": "0472 0000-0001"}
    for other in (funds, cashier, house.director):
        with pytest.raises(Forbidden):
            open_bank_account(actor=other, **told)
    account = open_bank_account(actor=accountant, **told)
    assert account.number == "047200000001"
    with pytest.raises(Refused, match="登记过"):
        open_bank_account(actor=accountant, **told)
    changed = change_bank_account(account=account, actor=accountant, on=DAY, prefix="990012", published=False)
    assert (changed.prefix, changed.published) == ("990012", False)
    with pytest.raises(Refused, match="数字"):
        change_bank_account(account=account, actor=accountant, on=DAY, prefix="子账户")
    close_bank_account(account=account, actor=accountant, on=DAY)
    assert [line.event.sentence() for line in lines(entries(f"court:{house.court.pk}:funds"))] == [
        "执行款账户047200000001：登记，测试法院执行款专户，演示银行支行", "执行款账户047200000001：改动子账户号段、对外公布",
        "执行款账户047200000001：2026-11-02停用",
    ]


def test_a_debtor_has_one_sub_account_and_then_the_number_is_fixed(house: House) -> None:
    case, accountant = house.case(), staff(house.court, "accountant")[0]
    assert sub_account(case=case, party=debtor(case), on=DAY) is None
    account = court_account(house.court)
    one, again, whole = (sub_account(case=case, party=party, on=DAY) for party in (debtor(case), debtor(case), None))
    assert one is not None and whole is not None and one == again and (one.serial, whole.serial) == (1, 2)
    assert sub_accounts.valid(one.number) and one.number.startswith(account.prefix)
    with pytest.raises(Refused, match="不能改"):
        change_bank_account(account=account, actor=accountant, on=DAY, number="0472999999")
