"""总账：数据库自己守住的规矩，和记账的几个行为。"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import factories
import psycopg
import pytest
from at_once import together
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from zhixing.casework.funds.commands import ledger
from zhixing.casework.funds.commands.ledger import Draft, open_account, post, reverse
from zhixing.casework.funds.models import Account, Leg, Voucher
from zhixing.casework.funds.verify_ledger import verify
from zhixing.foundation.history import context
from zhixing.foundation.people.models import Court, User
from zhixing.law.finding import Refused

NOW = datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = NOW.date()
P = Account.Purpose


class Books:
    """一家法院的账：存款、待认领、应付债权人。"""

    def __init__(self, daizi: str = "内0221") -> None:
        self.court: Court = factories.court(daizi)
        self.clerk: User = factories.user("accountant", court=self.court)
        self.bank, self.suspense, self.creditor = (self.account(purpose) for purpose in (P.BANK, P.SUSPENSE, P.CREDITOR))

    def account(self, purpose: Any) -> int:
        return open_account(court_id=self.court.pk, purpose=purpose, on=DAY).pk

    def draft(self, key: str, *legs: tuple[int, int], day: date = DAY) -> Draft:
        return Draft(key, "test", day, legs)

    def move(self, key: str, source: int, to: int, fen: int) -> list[int]:
        """贷 ``source``，借 ``to``。"""
        return self.post(self.draft(key, (to, fen), (source, -fen)))

    def post(self, *drafts: Draft) -> list[int]:
        with context.use(context.Context(now=NOW, entrance="test")):
            return post(drafts, court_id=self.court.pk, actor=self.clerk)

    def balance(self, account: int) -> int:
        return Account.objects.get(pk=account).balance_fen


@pytest.fixture
def books(db: None) -> Books:
    return Books()


def test_a_receipt_is_claimed_and_paid(books: Books) -> None:
    books.move("bank:1", books.suspense, books.bank, 100_00)
    books.move("claim:1", books.creditor, books.suspense, 100_00)
    books.move("pay:1", books.bank, books.creditor, 60_00)
    assert (books.balance(books.suspense), books.balance(books.creditor)) == (0, -40_00)
    report = verify()
    assert report.ok and (report.vouchers, report.legs) == (3, 6)


def test_the_same_source_is_one_voucher(books: Books) -> None:
    first = books.move("bank:1", books.suspense, books.bank, 100_00)
    assert books.move("bank:1", books.suspense, books.bank, 100_00) == first and Voucher.objects.count() == 1
    with pytest.raises(Refused, match="内容不同"):
        books.move("bank:1", books.suspense, books.bank, 99_00)
    same = books.draft("bank:2", (books.bank, 5), (books.suspense, -5))
    one, two = books.post(same, same)
    assert one == two


@pytest.mark.parametrize("legs", [(), (5,), (5, -4), (5, -5, 0), (0, 0)])
def test_what_does_not_balance_is_refused(books: Books, legs: tuple[int, ...]) -> None:
    with pytest.raises(Refused, match="借贷不平"):
        books.post(books.draft("x", *((books.bank, fen) for fen in legs)))


def test_no_more_goes_out_than_came_in(books: Books) -> None:
    books.move("bank:1", books.suspense, books.bank, 100_00)
    with pytest.raises(Refused, match="余额不够"):
        books.move("claim:1", books.creditor, books.suspense, 100_01)
    assert books.balance(books.suspense) == -100_00 and Voucher.objects.count() == 1 and verify().ok


def test_one_bad_voucher_stops_the_whole_batch(books: Books) -> None:
    with pytest.raises(Refused, match="余额不够"):
        books.post(books.draft("a", (books.bank, 5), (books.suspense, -5)), books.draft("b", (books.suspense, 6), (books.creditor, -6)))
    assert not Voucher.objects.exists()


def test_a_correction_is_a_reversal(books: Books) -> None:
    [made] = books.move("bank:1", books.suspense, books.bank, 100_00)
    with context.use(context.Context(now=NOW, entrance="test")):
        back = reverse(voucher=made, day=DAY, why="银行冲正", actor=books.clerk)
        assert reverse(voucher=made, day=DAY, why="又点了一次", actor=books.clerk) == back
        with pytest.raises(Refused, match="不能再冲回"):
            reverse(voucher=back, day=DAY, why="冲回的冲回", actor=books.clerk)
    assert books.balance(books.suspense) == 0 and verify().ok


def test_what_was_spent_cannot_be_reversed(books: Books) -> None:
    [made] = books.move("bank:1", books.suspense, books.bank, 100_00)
    books.move("claim:1", books.creditor, books.suspense, 1)
    with context.use(context.Context(now=NOW, entrance="test")), pytest.raises(Refused, match="余额不够"):
        reverse(voucher=made, day=DAY, why="银行冲正", actor=books.clerk)


# ---- 绕开程序，直接对数据库 ----


def _voucher(books: Books, key: str = "raw", reverses: int | None = None) -> int:
    return Voucher.objects.create(
        court=books.court, day=DAY, kind="raw", key=key, digest="0" * 64, made_name="无", made_at=NOW, reverses_id=reverses
    ).pk


def _legs(voucher: int, *legs: tuple[int, int]) -> None:
    Leg.objects.bulk_create([Leg(voucher_id=voucher, account_id=account, amount_fen=fen) for account, fen in legs])


def _late(books: Books) -> None:
    """给以前的凭证加一对平的分录。"""
    with connection.cursor() as cursor:
        cursor.execute("insert into funds_voucher (court_id, day, kind, key, memo, source, digest, made_name, made_at, xid) "
                       "values (%s, %s, 'raw', 'old', '', '{}', '', '无', %s, '3'::xid8) returning id", [books.court.pk, DAY, NOW])
        [(made,)] = cursor.fetchall()
    _legs(made, (books.bank, 1), (books.suspense, -1))


def _unbalanced(books: Books) -> None:
    Leg.objects.create(voucher_id=_voucher(books), account_id=books.bank, amount_fen=5)


def _empty(books: Books) -> None:
    _voucher(books)


def _half_reversed(books: Books) -> None:
    [made] = books.move("bank:1", books.suspense, books.bank, 5)
    number = _voucher(books, "half", made)
    _legs(number, (books.bank, -4), (books.suspense, 4))


def _elsewhere(books: Books) -> None:
    other = Books("内0222")
    number = _voucher(books)
    _legs(number, (other.bank, 5), (other.suspense, -5))


def _balance(books: Books) -> None:
    Account.objects.filter(pk=books.suspense).update(balance_fen=-5)


def _changed(books: Books) -> None:
    books.move("bank:1", books.suspense, books.bank, 5)
    Leg.objects.update(amount_fen=6)


def _deleted(books: Books) -> None:
    books.move("bank:1", books.suspense, books.bank, 5)
    Voucher.objects.all().delete()


@pytest.mark.parametrize("breach", [_late, _unbalanced, _empty, _half_reversed, _elsewhere, _balance, _changed, _deleted])
def test_the_database_itself_refuses(books: Books, breach: Callable[[Books], None]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        breach(books)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


_BREAKS = {
    "借贷不平": "update funds_leg set amount_fen = amount_fen + 1 where id = (select min(id) from funds_leg)",
    "各条分录合计": "update funds_account set balance_fen = balance_fen - 1 where id = {suspense}",
    "余额为负": "update funds_leg set amount_fen = -amount_fen",
    "正好冲回": "update funds_voucher set reverses_id = (select min(id) from funds_voucher) where key = 'bank:2'",
    "别家法院": "update funds_account set court_id = {other} where id = {suspense}",
    "记了2次": "update funds_voucher set key = 'bank:1'",
}


_TABLES = ("leg", "account", "voucher")


def test_verify_names_each_break(committed_db: str) -> None:
    """绕过触发器、约束直接改坏，每一种都说得出来。"""
    books = Books()
    books.move("bank:1", books.suspense, books.bank, 5)
    books.move("bank:2", books.suspense, books.bank, 7)
    other = factories.court("内0222").pk
    assert verify().ok
    admin = f"{os.environ['ZHIXING_TEST_ADMIN'].replace('/postgres', '/' + committed_db, 1)}"
    with psycopg.connect(admin, autocommit=True) as owner:
        owner.execute("set session_replication_role = replica")
        owner.execute("alter table funds_voucher drop constraint voucher_key_once")
        for told, sql in _BREAKS.items():
            for name in _TABLES:
                owner.execute(f"create table kept_{name} as table funds_{name}")
            owner.execute(sql.format(suspense=books.suspense, other=other))
            assert any(told in one for one in verify().breaks), told
            for name in _TABLES:
                owner.execute(f"delete from funds_{name}; insert into funds_{name} table kept_{name}; drop table kept_{name}")
        assert verify().ok


# ---- 随机地办 ----


_COURTS = itertools.count(90_000)


class Machine(RuleBasedStateMachine):
    """一家法院任意地记、冲、重来；旁边用一本字典记着。"""

    def __init__(self) -> None:
        super().__init__()
        self.done: dict[str, tuple[int, int, int]] = {}
        self.reversed: set[str] = set()

    @initialize()
    def begin(self) -> None:
        self.books = Books(f"内{next(_COURTS)}")
        self.all = [self.books.bank, self.books.suspense, self.books.creditor]
        self.kept = dict.fromkeys(self.all, 0)

    def _may(self, source: int, to: int, fen: int) -> bool:
        after = {**self.kept, to: self.kept[to] + fen}
        after[source] -= fen
        return all(after[account] <= 0 for account in self.all[1:])

    def _applied(self, source: int, to: int, fen: int) -> None:
        self.kept[to] += fen
        self.kept[source] -= fen

    @rule(source=st.integers(0, 2), to=st.integers(0, 2), fen=st.integers(1, 9))
    def move(self, source: int, to: int, fen: int) -> None:
        if source == to:
            return
        key, one, two = f"k{len(self.done)}", self.all[source], self.all[to]
        if self._may(one, two, fen):
            self.books.move(key, one, two, fen)
            self.done[key] = (one, two, fen)
            self._applied(one, two, fen)
        else:
            with pytest.raises(Refused):
                self.books.move(key, one, two, fen)

    @precondition(lambda self: self.done)
    @rule(data=st.data())
    def again(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(self.done)))
        self.books.move(key, *self.done[key])

    @precondition(lambda self: set(self.done) - self.reversed)
    @rule(data=st.data())
    def back(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(set(self.done) - self.reversed)))
        source, to, fen = self.done[key]
        row = Voucher.objects.get(court=self.books.court, key=key)
        with context.use(context.Context(now=NOW, entrance="test")):
            if self._may(to, source, fen):
                reverse(voucher=row, day=DAY, why="试", actor=self.books.clerk)
                self.reversed.add(key)
                self._applied(to, source, fen)
            else:
                with pytest.raises(Refused):
                    reverse(voucher=row, day=DAY, why="试", actor=self.books.clerk)

    def teardown(self) -> None:
        if not hasattr(self, "books"):
            return
        assert verify().ok
        assert {a: self.books.balance(a) for a in self.all[1:]} == {a: self.kept[a] for a in self.all[1:]}


def test_any_order_of_acts_keeps_the_books(db: None) -> None:
    chosen = settings(max_examples=12, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Machine, settings=chosen)


# ---- 同时 ----


def test_eight_at_once_post_each_source_once_and_never_below_nothing(committed_db: str) -> None:
    books = Books()
    books.move("bank:0", books.suspense, books.bank, 1000)
    rng = random.Random(5)
    plans = [[(f"claim:{rng.randrange(30)}", rng.choice((-1, 1))) for _ in range(25)] for _ in range(8)]

    def act(number: int) -> int:
        done = 0
        for key, way in plans[number]:
            pair = (books.creditor, books.suspense) if way > 0 else (books.suspense, books.creditor)
            try:
                post([Draft(f"{key}:{way}", "test", DAY, ((pair[1], 90), (pair[0], -90)))], court_id=books.court.pk, actor=books.clerk)
                done += 1
            except Refused:
                pass
        return done

    results = together(8, NOW, act)
    assert all(isinstance(one, int) for one in results), results
    keys = list(Voucher.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) > 5 and verify().ok
    assert books.balance(books.suspense) + books.balance(books.creditor) == -1000


def test_an_unknown_database_error_is_not_swallowed(books: Books) -> None:
    assert ledger._refusal(IntegrityError("别的")) is None
    with pytest.raises(IntegrityError, match="leg_account_id"):
        books.post(books.draft("x", (books.bank, 5), (-1, -5)))
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
