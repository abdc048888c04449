"""核验总账：一条一条规矩，以属主绕过触发器、约束改坏，都说得出来；改坏以前全部对得上。"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

import psycopg
import pytest
from django.db import transaction
from funds import money
from funds.paying import Paying
from funds.test_payouts import bank, sent
from spine import TODAY, House

from zhixing.casework.funds import queries_reconciling, verify_ledger
from zhixing.casework.funds.commands.accounts import sub_account
from zhixing.casework.funds.commands.opening import Row, draft_opening, sign_opening
from zhixing.casework.funds.models import BankAccount, MonthClose
from zhixing.foundation.files.models import StoredFile
from zhixing.foundation.history import context

FIRST = "(select min(id) from funds_{0})"
LINE, RECEIPT = FIRST.format("bankline"), FIRST.format("receipt")
BREAKS = {
    "balanced": "update funds_leg set amount_fen = amount_fen + 1 where id = (select min(id) from funds_leg)",
    "kept": "update funds_account set balance_fen = balance_fen - 1 where purpose = 'held'",
    "negative": "update funds_leg set amount_fen = -amount_fen",
    "reversed": "update funds_voucher set reverses_id = (select min(id) from funds_voucher) where id = (select max(id) from funds_voucher)",
    "foreign": "update funds_account set court_id = {other} where purpose = 'held'",
    "twice": "alter table funds_voucher drop constraint voucher_key_once; update funds_voucher set key = 'k'",
    "closed": "update funds_voucher set day = '2026-09-15', made_at = made_at + interval '1 year' where kind = 'instruct'",
    "month": "update funds_monthclose set voucher_count = voucher_count + 1",
    "line": f"update funds_bankline set amount_fen = amount_fen + 1 where id = {LINE}",
    "unbanked": f"update funds_bankline set voucher_id = (select id from funds_voucher where kind = 'payout') where id = {LINE}",
    "serial": "update funds_bankline set serial = 'S', booked_on = '2026-11-02', amount_fen = 5, other_account = ''",
    "before": "update funds_bankaccount set live_on = '2026-12-31'",
    "opening": "update funds_opening set bank_fen = bank_fen + 1",
    "receipt": "update funds_receipt set amount_fen = amount_fen + 1",
    "suspense": "update funds_receipt set state = 'cancelled' where case_id is null",
    "case": "update funds_receipt set state = 'returned' where case_id is not null",
    "party": "update funds_receipt set party_id = (select max(id) from cases_party) where case_id is not null",
    "parts": "update funds_part set amount_fen = amount_fen + 1",
    "overdrawn": "update funds_part set amount_fen = amount_fen + 100000000",
    "approved": "update funds_voucher set key = 'x' where kind = 'payout'",
    "instructed": "update funds_voucher set key = 'y' || id where kind = 'instruct'",
    "debited": "update funds_payoutline set amount_fen = amount_fen + 1",
    "bounced": "update funds_payoutline set bounced_line_id = line_id",
    "misplaced": f"update funds_bankline set sub_account = (select max(number) from funds_subaccount) where id = {LINE}",
    "signed": "alter table funds_receipt drop constraint receipt_two_people; update funds_receipt set claimed_by_id = 1, confirmed_by_id = 1",
    "sub_account": "update funds_subaccount set number = number || '0'",
}


@pytest.fixture
def paid(committed_db: str, here: None) -> Iterator[Paying]:
    """到账、子账户、发放、银行扣款、另一账户的期初、九月月结，样样都有。"""
    with transaction.atomic():
        paying = Paying(House(), 1_000_000)
        sub_account(case=paying.house.case(), party=None, on=TODAY)
        payout = paying.approved(paying.to_creditor(600_000))
        sent(paying, *payout.lines.all())
        before = queries_reconciling.sheet(paying.account, TODAY)
        assert [one.fen for one in before.unpaid] == [-600_000] and before.book_fen == 400_000
        assert [one.code for one in queries_reconciling.of_day(paying.account, TODAY).differences] == ["no_bank"]
        bank(paying, payout.lines.get(), -600_000)
        assert queries_reconciling.sheet(paying.account, TODAY).unpaid == ()
        _opening(paying)
        MonthClose.objects.create(
            court=paying.court, month=date(2026, 9, 1), voucher_count=0, closed_by=paying.accountant, closed_name="x",
            closed_at=context.current().now,
        )
    yield paying


def _opening(paying: Paying) -> None:
    second = BankAccount.objects.create(court=paying.court, holder="x", bank="第二银行", number="777888999", opened_on=date(2020, 1, 1))
    proof = StoredFile.objects.create(
        court=paying.court, name="余额.pdf", media_type="application/pdf", size=1, sha256="0" * 64, uploaded_by=paying.accountant,
        uploaded_at=context.current().now,
    )
    made = draft_opening(bank_account=second, day=date(2026, 10, 31), bank_fen=9_00, rows=[Row(2, amount_fen=9_00)], actor=paying.accountant,
                         proof=proof)
    sign_opening(opening=made, actor=paying.accountant, revision=0)
    sign_opening(opening=made, actor=paying.house.director, revision=1)


def test_every_rule_names_what_breaks_it(paid: Paying, committed_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify_ledger.verify().breaks == []
    assert set(BREAKS) == {rule.code for rule in verify_ledger.rules()} | {"sub_account"}
    other = money.factories.court("内0222").pk
    with psycopg.connect(os.environ["ZHIXING_TEST_ADMIN"].replace("/postgres", f"/{committed_db}", 1), autocommit=True) as owner:
        monkeypatch.setattr(verify_ledger, "connection", owner)
        for code, sql in BREAKS.items():
            with owner.transaction(force_rollback=True):
                owner.execute("set local session_replication_role = replica")
                owner.execute(sql.format(other=other))
                found = {one.code: one.text for one in verify_ledger.breaks(paid.court.pk)}
                assert found.get(code), code
        with owner.transaction(force_rollback=True):
            owner.execute("set local session_replication_role = replica")
            owner.execute("update funds_leg set amount_fen = amount_fen * 2 where voucher_id = (select min(voucher_id) from funds_leg)")
            assert [one.code for one in verify_ledger._redigested()] == ["digest"]
        assert verify_ledger.breaks() == [] == verify_ledger.breaks(0)


def test_each_rule_has_its_words() -> None:
    """规矩都有话、有查询，填得进数。"""
    for rule in verify_ledger.rules():
        assert rule.told.format(*range(9)) and "%(court)s" in rule.sql
