"""案款断电演习里用数据库的子进程：``setup`` 建法院和案件，``take`` 收明细，``draft`` 起草送批，``pay`` 导出、送银行、再付，``audit`` 核对。

每一个都断了再来；办成一件说一件。见 ``money_crashing.py``。
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import django

django.setup()

import factories  # noqa: E402
from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from funds.money_world import World, faults  # noqa: E402

from zhixing.casework.cases.queries import Case  # noqa: E402
from zhixing.casework.funds.commands import payees, payouts  # noqa: E402
from zhixing.casework.funds.models import Account, BankAccount, PaymentFile, Payout, PayoutLine, Receipt  # noqa: E402
from zhixing.exchange import bank_intake, bank_link, payments  # noqa: E402
from zhixing.exchange.channel import TryAgain  # noqa: E402
from zhixing.exchange.simulators.bank_book import Book, Plan  # noqa: E402
from zhixing.foundation.history import commands as history  # noqa: E402
from zhixing.foundation.history import context  # noqa: E402
from zhixing.foundation.history.models import DailyRoot, Stream  # noqa: E402
from zhixing.foundation.history.verify import verify  # noqa: E402
from zhixing.foundation.people.models import User  # noqa: E402
from zhixing.law.finding import Refused  # noqa: E402

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()
BROKEN = (OperationalError, InterfaceError, TryAgain)
TAILS = ("0000", "1111", "0001", "2222", "0002", "3333", "0004", "0006", "4444", "0005")
DRAFTED = 30_000
"""一张发放审批表至多付这么多（分）。"""


def setup(cases: int) -> None:
    """一家法院、``cases`` 件案件；昨天的日根已经封好。"""
    world = World(cases, TODAY)
    people = {"judge": world.judge, "director": world.director, **{post: each[0] for post, each in world.staff.items()}}
    for name, person in people.items():
        person.username = name
        person.set_password(factories.PASSWORD)
        person.password_changed_at = context.current().now
        person.save()
    User.objects.filter(pk=world.staff["accountant"][1].pk).update(username="accountant2")
    history.seal(world.court.pk, TODAY - timedelta(days=1))
    print(json.dumps({
        "password": factories.PASSWORD, "approvers": [name for name in people if name != "judge"], "account": world.account.number,
        "subs": list(world.subs.values()), "cases": [case.pk for case in world.cases],
    }))


def _person(name: str) -> User:
    return User.objects.get(username=name)


def _kept_at(act: Callable[[], Any]) -> Any:
    """办到办成为止：数据库、银行断了就再来。"""
    while True:
        try:
            with context.use(context.Context(now=datetime.now(ZoneInfo("Asia/Shanghai")), entrance="test")):
                return act()
        except BROKEN:
            connection.close()
            time.sleep(0.1)


def take(_: int) -> None:
    """隔一会儿收一次今天的明细：像人在命令行收文件；后台也在收同样的。"""
    while True:
        print(_kept_at(_taken), flush=True)
        time.sleep(1)


def _taken() -> int:
    account, person = BankAccount.objects.get(), _person("funds")
    content = bank_link.bank().statement(account.number, TODAY, TODAY, stamp=int(time.time()))
    bank_link.fetch(account=account, actor=person, since=TODAY, until=TODAY)
    run = bank_intake.take_file(user=person, name="明细.xml", content=content, account=account)
    return run.fresh


def draft(wanted: int) -> None:
    """起草、送批 ``wanted`` 张，每张一至三笔；断了拿同一个记号再交。"""
    cases = list(_kept_at(lambda: list(Case.objects.order_by("pk").values_list("pk", flat=True))))
    for n in range(wanted):
        while not _kept_at(lambda n=n: _drafted(cases[n % len(cases)], n)):  # type: ignore[misc]
            time.sleep(0.3)
        print(f"d{n}", flush=True)


def _drafted(case: int, number: int) -> bool:
    judge = _person("judge")
    known = Payout.objects.filter(drafted_by=judge, token=f"d{number}").first()
    held = -sum(Account.objects.filter(case=case, purpose="held").values_list("balance_fen", flat=True))
    if known is None and held < DRAFTED * 2:
        return False
    lines = [
        payouts.Wanted(what="cost", amount_fen=1000 + number, payee=f"评估公司{number}", bank="某银行", voucher="发票",
                       account=f"6222{number:06d}{place}{TAILS[(number + place) % len(TAILS)]}")
        for place in range(number % 3 + 1)
    ]
    made = payouts.draft(case=case, actor=judge, on=TODAY, revision=None, token=f"d{number}", lines=lines)
    if made.state == "draft":
        payouts.submit(payout=made, actor=judge, on=TODAY, revision=None)
    return True


def pay(wanted: int) -> None:
    """出纳导出、送银行，会计让没有付成的再付一次，直到 ``wanted`` 张都批了、各笔都有了结果。"""
    while not _kept_at(lambda: _all_paid(wanted)):
        for act in (_exported, _sent, _again):
            _kept_at(act)
        time.sleep(0.5)


def _exported() -> None:
    lines = list(PayoutLine.objects.filter(state="ready").values_list("pk", flat=True)[:500])
    if lines:
        payments.export(bank_account=BankAccount.objects.get().pk, lines=lines, actor=_person("cashier"), on=TODAY)


def _sent() -> None:
    for made in PaymentFile.objects.filter(state="made"):
        bank_link.send(file=made, actor=_person("cashier"))


def _again() -> None:
    """没有付成的头一次，再付一次。"""
    for line in PayoutLine.objects.filter(state="bounced", replaces=None)[:20]:
        try:
            payees.retry(line=line, actor=_person("accountant2"), on=TODAY)
        except Refused as error:
            raise AssertionError(f"再付{line.reference}：{error}") from error


def _all_paid(wanted: int) -> bool:
    open_ = PayoutLine.objects.filter(state__in=("draft", "ready")).exists() or PaymentFile.objects.filter(state="made").exists()
    return not open_ and Payout.objects.exclude(state__in=("draft", "review")).count() >= wanted


def audit(wanted: int) -> None:
    """最后再收一次明细，封今天的日根，核验总账（``faults``）和证据链，和银行的日志一笔一笔对。"""
    _kept_at(_taken)
    for court in set(Stream.objects.values_list("court_id", flat=True)):
        history.seal(court, TODAY)
    world = World.__new__(World)
    world.account, world.day = BankAccount.objects.get(), TODAY
    world.court = world.account.court
    world.bank = Book(Path(sys.argv[3]), Plan())
    problems = [*faults(world), *world.differences(), *_twice(wanted), *(one.text for one in verify().breaks)]
    credits_ = [one for one in world.entries if one.fen > 0 and not one.reference and "退汇" not in one.summary]
    if len(credits_) != Receipt.objects.filter(state="claimed").count():
        problems.append(f"银行来款{len(credits_)}笔，认领的到账{Receipt.objects.filter(state='claimed').count()}笔")
    print(json.dumps({
        "problems": problems, "receipts": len(credits_), "lines": PayoutLine.objects.count(), "payouts": Payout.objects.count(),
        "paid": PayoutLine.objects.filter(state="paid").count(), "roots": DailyRoot.objects.count(),
    }))


def _twice(wanted: int) -> list[str]:
    tokens = list(Payout.objects.values_list("token", flat=True))
    found = [f"起草了{len(tokens)}张，应有{wanted}张"] if sorted(tokens) != sorted(f"d{n}" for n in range(wanted)) else []
    keys = Receipt.objects.values_list("number", flat=True)
    return found + ([] if len(set(keys)) == len(keys) else ["收据重号"])


if __name__ == "__main__":
    acts = {"setup": setup, "take": take, "draft": draft, "pay": pay, "audit": audit}
    with context.use(context.Context(now=datetime.now(ZoneInfo("Asia/Shanghai")), entrance="test")):
        acts[sys.argv[1]](int(sys.argv[2]))
