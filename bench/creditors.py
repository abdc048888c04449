"""十万名债权人：导入债权表、算到分、看页面、定稿、送达、定案，作一张发放审批表、批准，导出一个付款文件。

``python bench/creditors.py [N]``，不写是 100,000 名。都是真命令、落盘的库；旁边是把同样的行一句话抄进没有索引的临时表（下限）。
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import world

CREDITORS = 100_000
BATCH = 2000
TODAY = world.NOW.date()
T = TypeVar("T")


def main() -> None:
    """各步计时。"""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CREDITORS
    with world.database("bench_creditors"):
        import pghistory

        from zhixing.foundation.history import context

        print(f"{count:,} 名债权人")
        with pghistory.context(entrance="bench"), context.use(context.Context(now=world.NOW, entrance="bench")):
            plan = imported(count)
        later = world.NOW + timedelta(days=40)
        with pghistory.context(entrance="bench"), context.use(context.Context(now=later, entrance="bench")):
            paid(plan, later.date())
    print(f"内存至多 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} 兆")


def told(what: str, act: Callable[[], T], count: int = 0) -> T:
    """办一步，说用了多少秒。"""
    began, busy = time.perf_counter(), time.process_time()
    made = act()
    taken, busy = time.perf_counter() - began, time.process_time() - busy
    print(f"　{what}：{taken:.1f} 秒（本进程处理器 {busy:.1f} 秒）" + (f"，每秒 {count / taken:,.0f} 笔" if count else ""), flush=True)
    return made


def table(count: int) -> bytes:
    """债权表（.csv）：编号、债权额、债权人、账号。"""
    rng = random.Random(20261122)
    rows = (
        f"集{n:06d},{rng.randrange(100, 10**7) / 100:.2f},集资人{n:06d},{6222 * 10**12 + n},集资人{n:06d},演示银行支行" for n in range(1, count + 1)
    )
    return ("编号,债权额,债权人,收款账号,户名,开户银行\n" + "\n".join(rows) + "\n").encode()


def imported(count: int) -> Any:
    """收下、导入、看页面、定稿、送达。"""
    import factories
    from funds import money
    from funds.plans import given, proof
    from spine import House

    from zhixing.casework.cases.queries import Party
    from zhixing.casework.funds.commands import plan_service, plans
    from zhixing.exchange import creditors, creditors_out

    house = House()
    case = house.case()
    content, pot = table(count), count * 1_000_000
    money.received(case, pot)
    print(f"　债权表 {len(content) / 2**20:.1f} 兆")
    start = {"case": case.pk, "actor": house.judge, "on": TODAY, "revision": None, "given": given(pot)}
    plan = told("收下、排队", lambda: creditors.start(**start, name="债权表.csv", content=content))
    plan = told("读表、核对、算到分、写进库", lambda: creditors.load(plan.pk), count)
    assert (plan.state, plan.count) == ("draft", count), plan.stopped
    told("同样的行抄进临时表（下限）", lambda: copied(plan.pk), count)
    pages(house, plan, count)
    told("导出 .csv", lambda: write(creditors_out.write_csv, creditors_out.result(plan, whole=True)), count)
    plan = told("定稿（摘要）", lambda: plans.publish(plan=plan.pk, actor=house.judge, on=TODAY, revision=None), count)
    for party in [None, *Party.objects.filter(case=case, role="respondent").values_list("pk", flat=True)]:
        plan_service.record_service(
            plan=plan.pk, actor=house.judge, revision=None, deemed_on=TODAY, method="announcement", file=proof(house, case), party=party,
        )
    factories.user("vice_president", court=house.court)
    plan.house = house
    return plan


def write(act: Callable[..., None], rows: Any) -> None:
    """写到一个临时文件。"""
    with tempfile.TemporaryFile() as out:
        act(out, rows)


def pages(house: Any, plan: Any, count: int) -> None:
    """工作台的第一页、最后一页、搜一个人，各五次。"""
    from django.urls import reverse

    client, home = world.client(house.judge), reverse("case_plan", args=[plan.case_id, plan.number])
    for what, query in (("第一页", ""), ("最后一页", f"?after={count - 50}"), ("搜编号", f"?q=集{count // 2:06d}")):
        def look(query: str = query) -> None:
            assert client.get(home + query).status_code == 200

        print(f"　页面（{what}）：{world.ms(sorted(world.timed(look, 5))[2])}", flush=True)


def copied(plan_id: int) -> None:
    """同样的行，一句 ``insert … select`` 写进没有触发器、没有索引的临时表。"""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("create temporary table plain as select * from funds_share where false")
        cursor.execute("insert into plain select * from funds_share where plan_id = %s", [plan_id])
        transaction.set_rollback(True)


def paid(plan: Any, on: Any) -> None:
    """定案、发放审批表、批准、付款文件。"""
    from funds import money

    from zhixing.casework.funds.commands import payouts, plan_paying, plans
    from zhixing.casework.funds.models import BankAccount, PayoutLine
    from zhixing.exchange import payments

    house, count = plan.house, plan.count
    _, _, cashier = money.staff(house.court)
    told("定案", lambda: plans.settle(plan=plan.pk, actor=house.judge, on=on, revision=None))
    made = told(
        "作发放审批表", lambda: plan_paying.pay(plan=plan.pk, actor=house.judge, on=on, revision=None, token="bench"), count,
    )
    made = told("送批（对到账、核对、摘要）", lambda: payouts.submit(payout=made.pk, actor=house.judge, on=on, revision=None), count)
    told("逐级批准、记账", lambda: house.approve(made.approval, on), count)
    lines = list(PayoutLine.objects.filter(payout=made, state=PayoutLine.State.READY).values_list("pk", flat=True))
    account = BankAccount.objects.get(court=house.court)
    file = told("付款文件 pain.001", lambda: payments.export(bank_account=account.pk, lines=lines, actor=cashier, on=on), len(lines))
    print(f"　付款文件 {file.count:,} 笔，{file.control_fen / 100:,.2f} 元，{file.file.size / 2**20:.1f} 兆")


if __name__ == "__main__":
    main()
