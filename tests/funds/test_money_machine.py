"""案款的随机测试：银行随便来什么、各人随便办什么、文件随便重复、断开，每一步账都是平的，最后银行的和账上的一分不差（规则手册 M:§6）。"""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from at_once import proven, together
from django.db import connection, transaction
from funds.money_world import FORMATS, World, faults
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from zhixing.casework.funds.models import PaymentFile, Payout, PayoutLine, Receipt
from zhixing.exchange.simulators.bank_book import PAYER_TAILS, TAILS
from zhixing.foundation.approvals.queries import Approval

FEN = st.integers(1, 900)
PAYER = st.sampled_from(("620000", *(f"62{tail}" for tail in PAYER_TAILS)))
PAYEE = st.sampled_from(("62220000", *(f"6222{tail}" for tail in TAILS)))
EARLY = "执行款专户存款）的余额为负"
"""前几天的明细还没有收，先收了今天的支出：存款一时为负，补收以后就对了。"""
WORDS = ("案款", "{case}", "诉讼费", "司法拍卖余款", "扣划{case}", "退汇", "冲正", "原付款编号：ZX000000000195", "{sub}", "{case} {name}")


class Machine(RuleBasedStateMachine):
    """一家法院任意几天。"""

    world: World

    @initialize()
    def begin(self) -> None:
        self.began = transaction.savepoint()
        self.world = World()
        self.files: list[bytes] = []
        self.answers: list[bytes] = []

    def _one(self, data: Any, rows: Any) -> Any:
        """随便一行；没有的为空。"""
        found = list(rows.order_by("pk"))
        return data.draw(st.sampled_from(found)) if found else None

    # ---- 银行 ----

    @rule(fen=FEN, other=PAYER, place=st.integers(0, 1), words=st.sampled_from(WORDS), named=st.booleans())
    def money_comes(self, fen: int, other: str, place: int, words: str, named: bool) -> None:
        case = self.world.cases[place]
        told = words.format(case=case.number, sub=self.world.subs[case.pk], name=f"被执行人{place}")
        self.world.came(fen * 100, name=f"被执行人{place}" if named else "某人", other=other, remark=told)

    @rule(fen=FEN, place=st.integers(0, 1))
    def money_comes_to_a_sub_account(self, fen: int, place: int) -> None:
        self.world.came(fen * 100, name=f"被执行人{place}", other="620000", sub_account=self.world.subs[self.world.cases[place].pk])

    @rule(fen=st.sampled_from((3, -2, -7)), summary=st.sampled_from(("结息", "手续费", "转账支取")))
    def the_bank_s_own(self, fen: int, summary: str) -> None:
        self.world.came(fen, summary=summary)

    @rule(data=st.data())
    def the_bank_undoes_one(self, data: st.DataObject) -> None:
        entries = [one for one in self.world.entries if not one.reversal]
        if entries:
            one = data.draw(st.sampled_from(entries))
            self.world.bank.do("reverse", self.world.day, account=self.world.account.number, serial=one.serial)

    @rule(data=st.data())
    def the_bank_returns_one(self, data: st.DataObject) -> None:
        if self.world.bank.payments:
            self.world.bank.do("return", self.world.day, reference=data.draw(st.sampled_from(sorted(self.world.bank.payments))))

    @rule(form=st.sampled_from(FORMATS), back=st.integers(0, 9), part=st.sampled_from((1, 1, 1, 0.5, 0.9)))
    def a_file_is_taken(self, form: str, back: int, part: float) -> None:
        self.files.append(self.world.statement(form, back, part))
        self.world.take(self.files[-1])

    @precondition(lambda self: self.files)
    @rule(data=st.data())
    def a_file_is_taken_again(self, data: st.DataObject) -> None:
        self.world.take(data.draw(st.sampled_from(self.files)))

    @rule(days=st.integers(1, 3))
    def days_pass(self, days: int) -> None:
        self.world.pass_days(days)

    # ---- 认领 ----

    @rule(data=st.data(), place=st.integers(0, 1), who=st.integers(0, 1))
    def claim(self, data: st.DataObject, place: int, who: int) -> None:
        if row := self._one(data, Receipt.objects.exclude(state="claimed")):
            self.world.claim(row, self.world.cases[place], who)

    @rule(data=st.data(), who=st.integers(0, 1))
    def confirm(self, data: st.DataObject, who: int) -> None:
        if row := self._one(data, Receipt.objects.filter(state="proposed")):
            self.world.confirm(row, who)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        if row := self._one(data, Receipt.objects.filter(state="claimed")):
            self.world.undo(row)

    @rule(place=st.integers(0, 1), fen=FEN, banked=st.booleans())
    def cash(self, place: int, fen: int, banked: bool) -> None:
        made = self.world.cash(self.world.cases[place], fen * 100)
        if made is not None and banked:
            self.world.came(made.amount_fen, name="出纳", other="620000", summary="现金缴存", remark=made.number)

    # ---- 发放 ----

    @rule(place=st.integers(0, 1), lines=st.lists(st.tuples(PAYEE, FEN), min_size=1, max_size=3), token=st.sampled_from(("", "", "same")))
    def draft_and_submit(self, place: int, lines: list[tuple[str, int]], token: str) -> None:
        made = self.world.draft(self.world.cases[place], [(account, fen * 10) for account, fen in lines], token and f"{token}{place}")
        if made is not None:
            self.world.submit(made)

    @rule(place=st.integers(0, 1), fen=FEN, account=PAYEE)
    def paid_in_one_go(self, place: int, fen: int, account: str) -> None:
        """来款、收明细、起草、批准、导出、送银行，一口气办完；回答照旧随别的时候来。"""
        self.world.came(fen * 100, name=f"被执行人{place}", other="620000", sub_account=self.world.subs[self.world.cases[place].pk])
        self.world.take(self.world.statement())
        made = self.world.draft(self.world.cases[place], [(account, fen * 10), ("62220000", fen)])
        if made is not None and self.world.submit(made) is not None:
            self.world.approve(made)
            self.world.export(list(PayoutLine.objects.filter(payout=made, state="ready")))

    @rule(place=st.integers(0, 1), ended=st.booleans())
    def delay(self, place: int, ended: bool) -> None:
        self.world.delay(self.world.cases[place], ended=ended)

    @rule(data=st.data())
    def a_stale_page(self, data: st.DataObject) -> None:
        """页面打开以后别人动过：一定拒绝。"""
        if row := self._one(data, Payout.objects.exclude(state="void")):
            row.revision += 1
            assert self.world.submit(row) is None and self.world.void(row) is None

    @rule(data=st.data())
    def refund_unknown(self, data: st.DataObject) -> None:
        if row := self._one(data, Receipt.objects.filter(state="suspense")):
            self.world.refund_unknown(row)

    @rule(data=st.data())
    def approve_whole(self, data: st.DataObject) -> None:
        if row := self._one(data, Payout.objects.filter(state="review")):
            self.world.approve(row)

    @rule(data=st.data(), back=st.booleans())
    def somebody_decides(self, data: st.DataObject, back: bool) -> None:
        """随便谁来批，轮不到的应当拒绝。"""
        if row := self._one(data, Approval.objects.filter(state="pending")):
            person = data.draw(st.sampled_from(self.world.hands))
            self.world.send_back(person, row) if back else self.world.agree(person, row)

    @rule(data=st.data(), act=st.sampled_from(("submit", "recall", "void")))
    def to_a_payout(self, data: st.DataObject, act: str) -> None:
        if row := self._one(data, Payout.objects.all()):
            getattr(self.world, act)(row)

    @rule(data=st.data(), who=st.integers(0, 1))
    def export(self, data: st.DataObject, who: int) -> None:
        ready = list(PayoutLine.objects.filter(state="ready").order_by("pk"))
        if ready:
            chosen = data.draw(st.lists(st.sampled_from(ready), min_size=1, unique=True))
            self.world.export(chosen, who)

    @rule(data=st.data(), answered=st.booleans())
    def a_payment_file_goes_to_the_bank(self, data: st.DataObject, answered: bool) -> None:
        """送去的可以是送过的；回答可以丢了。"""
        if file := self._one(data, PaymentFile.objects.exclude(state="cancelled")):
            self.answers.append(self.world.send(file))
            if answered:
                self.world.answer(self.answers[-1])

    @rule(data=st.data())
    def a_file_is_cancelled(self, data: st.DataObject) -> None:
        """没有交银行的才可以作废。"""
        if (file := self._one(data, PaymentFile.objects.filter(state="made"))) and file.message_id not in self.world.bank.messages:
            self.world.cancel(file)

    @precondition(lambda self: self.answers)
    @rule(data=st.data())
    def an_old_answer_again(self, data: st.DataObject) -> None:
        self.world.answer(data.draw(st.sampled_from(self.answers)))

    @rule(data=st.data(), account=PAYEE)
    def retry(self, data: st.DataObject, account: str) -> None:
        if row := self._one(data, PayoutLine.objects.filter(state="bounced")):
            self.world.retry(row)

    # ---- 每一步 ----

    @invariant()
    def the_books_are_right(self) -> None:
        if hasattr(self, "world"):
            with connection.cursor() as cursor:
                cursor.execute("set constraints all immediate; set constraints all deferred")
            assert [one for one in faults(self.world) if EARLY not in one] == []

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self.world.settle()
                assert list(faults(self.world)) == [] and list(self.world.differences()) == []
        finally:
            transaction.savepoint_rollback(self.began)


def much(examples: int, steps: int) -> settings:
    """跑多少；``ZHIXING_MACHINE=200x40`` 跑得更多，找到了不去缩小。"""
    asked = os.environ.get("ZHIXING_MACHINE", "").split("x")
    if len(asked) == 2:
        examples, steps = map(int, asked)
    phases = [Phase.generate] if len(asked) == 2 else list(Phase)
    return settings(max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck), phases=phases)


@pytest.mark.slow
def test_any_order_of_acts_keeps_the_money(db: None) -> None:
    run_state_machine_as_test(Machine, settings=much(5, 30))


# ---- 同时 ----

HANDS, ACTS = 4, 14


class Hand:
    """一个人随便办：自己的随机数，共用一家法院。"""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.rng = world, random.Random(1000 + number)

    def one(self, rows: Any) -> Any:
        """随便一行；没有的为空。"""
        found = list(rows.order_by("pk"))
        return self.rng.choice(found) if found else None

    def act(self) -> None:
        """随便办一件。"""
        self.rng.choice((self.money, self.take, self.claims, self.draft, self.draft, self.decide, self.decide, self.pay, self.mend))()

    def money(self) -> None:
        place = self.rng.randrange(2)
        told: dict[str, Any] = {"sub_account": self.world.subs[self.world.cases[place].pk]} if self.rng.random() < 0.7 else {"remark": "案款"}
        self.world.came(self.rng.randrange(5000, 9000), name=f"被执行人{place}", other=self.rng.choice(("620000", "620102", "620101")), **told)
        if self.rng.random() < 0.2:
            self.world.bank.do("reverse", self.world.day, account=self.world.account.number, serial=self.rng.choice(self.world.entries).serial)

    def take(self) -> None:
        self.world.take(self.world.statement(self.rng.choice(FORMATS), part=self.rng.choice((1, 1, 0.7))))

    def claims(self) -> None:
        if row := self.one(Receipt.objects.all()):
            case = self.rng.choice(self.world.cases)
            self.rng.choice((self.world.undo, self.world.confirm, lambda one: self.world.claim(one, case)))(row)

    def draft(self) -> None:
        payees = [(f"6222{self.rng.choice(('0000', '1111', *TAILS))}", self.rng.randrange(100, 900)) for _ in range(self.rng.randrange(1, 3))]
        place = self.rng.randrange(2)
        made = self.world.draft(self.world.cases[place], payees, f"t{place}{self.rng.randrange(6)}")  # 记号会重，像连点两下
        if made is not None:
            self.world.submit(made)

    def decide(self) -> None:
        if row := self.one(Approval.objects.filter(state="pending")):
            for person in self.world.hands[1:]:
                row.refresh_from_db()
                self.world.agree(person, row)

    def pay(self) -> None:
        if ready := list(PayoutLine.objects.filter(state="ready")):
            self.world.export(ready, self.rng.randrange(2))
        if (file := self.one(PaymentFile.objects.exclude(state="cancelled"))) and file.message_id in self.world.written:
            self.world.answer(self.world.send(file))

    def mend(self) -> None:
        if row := self.one(PayoutLine.objects.filter(state="bounced")):
            self.world.retry(row)
        if payout := self.one(Payout.objects.all()):
            self.rng.choice((self.world.void, self.world.recall))(payout)


@pytest.mark.slow
def test_many_hands_at_once_keep_the_money(committed_db: str) -> None:
    world = World()
    hands = [Hand(world, number) for number in range(HANDS)]
    for _ in range(3):
        hands[0].money()
    world.came(20_000, name="被执行人0", other="620000", sub_account=world.subs[world.cases[0].pk])
    world.take(world.statement())
    ready = world.draft(world.cases[0], [("62220000", 700), ("62220003", 800)])
    world.submit(ready)
    world.approve(ready)

    def work(number: int) -> str:
        for _ in range(ACTS):
            hands[number].act()
        return ""

    assert together(HANDS, world.moment, work) == [""] * HANDS
    world.export(list(PayoutLine.objects.filter(state="ready")))
    world.settle()
    assert list(faults(world)) == [] and list(world.differences()) == []
    assert PayoutLine.objects.filter(state="paid").exists() and all(proven(case) for case in world.cases)
