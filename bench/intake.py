"""收银行明细：十万行的 .csv，三千件在办案件，读、认种类、对案件、记账、记到案件链上；每秒多少行，与数据库光把同样的行抄一遍比。

``python bench/intake.py [行数] [案件数]``。五成对得上案件（子账户，或者案号加被执行人），两成只有案号，两成不知是谁，
其余是手续费、结息、查不明的支出。收第二遍（全是已有的）另计时；收完核验总账，存款须等于各行之和。
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import takeover
import world

LINES, CASES = 100_000, 3_000
SINCE = date(2026, 6, 1)


def main() -> None:
    """一遍新的、一遍旧的、光抄，各计时。"""
    count, cases = [*map(int, sys.argv[1:3]), *(LINES, CASES)[len(sys.argv[1:3]):]]
    with world.database("bench_intake") as name:
        from zhixing.foundation.history import context

        with context.use(context.Context(now=world.NOW, entrance="bench")):
            report(count, *run(name, count, cases))


def court(cases: int) -> tuple[Any, Any]:
    """一家法院，案件由接管搬进来；它的执行款账户和收文件的人。"""
    import factories
    from funds.money import court_account
    from offices import office

    from zhixing.exchange import takeover as moving

    people = office()
    content = takeover.workbook(cases, takeover.staff(people.court))
    batch = moving.start(court=people.court, user=people.filing, name="接管.xlsx", content=content, live_on=takeover.TODAY, queue=False)
    batch = moving.check(batch.pk, tick=takeover.quiet)
    moving.sign(run_id=batch.pk, user=people.director, keep_good=False, queue=False)
    moving.move(batch.pk, tick=takeover.quiet)
    return court_account(people.court), factories.user("funds", court=people.court)


def run(name: str, count: int, cases: int) -> tuple[float, float, float, float, Any]:
    """新的、旧的、只读、光抄各几秒；收下的文件。"""
    from zhixing.casework.funds.models import BankLine, Leg
    from zhixing.casework.funds.verify_ledger import verify
    from zhixing.exchange import bank_intake
    from zhixing.exchange.bank.reading import read

    account, clerk = court(cases)
    content, total = written(account, count)
    reading = spent(lambda: read("明细.csv", content, account=account.number))
    found: list[Any] = []
    first = spent(lambda: found.append(bank_intake.take_file(user=clerk, name="明细.csv", content=content)))
    assert (found[0].state, found[0].fresh) == ("done", count), found[0].message
    again = spent(lambda: found.append(bank_intake.take_file(user=clerk, name="再来.csv", content=content)))
    assert (found[1].fresh, found[1].known) == (0, count) and BankLine.objects.count() == count
    assert sum(Leg.objects.filter(account__purpose="bank").values_list("amount_fen", flat=True)) == total and verify().ok
    return first, again, reading, plain(name), found[0]


def spent(act: Callable[[], object]) -> float:
    """办一次几秒。"""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def written(account: Any, count: int) -> tuple[bytes, int]:
    """建行样子的 .csv，和各行之和。"""
    from exchange.bank_files import CCB, as_csv, ccb

    rows, left = [CCB.split(",")], 0
    for number, (fen, more) in enumerate(lines(account, count)):
        left += fen
        rows.append([account.number, *ccb(number, fen, left, **more)[1:]])
    return as_csv(*rows).encode("utf-8-sig"), left


def lines(account: Any, count: int) -> Iterator[tuple[int, dict[str, str]]]:
    """各行：金额、户名、附言、日子；照日子先后。"""
    from zhixing.casework.cases.models import Party
    from zhixing.casework.funds.commands.accounts import sub_account

    debtors = list(Party.objects.filter(case__court=account.court_id, role="respondent").select_related("case", "case__court").order_by("pk"))
    subs = {row.pk: sub_account(case=row.case, party=row, on=SINCE) for row in debtors[:500]}
    rng = Random(7)
    for number in range(count):
        day = f"{SINCE + timedelta(number * 150 // count):%Y%m%d}"
        yield one(rng, rng.choice(debtors), subs, number, day)


def one(rng: Random, debtor: Any, subs: dict[int, Any], number: int, day: str) -> tuple[int, dict[str, str]]:
    """一行。"""
    fen, kind = rng.randrange(100, 9_000_000), rng.random()
    told = {"日": day, "时间": f"{day} {number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}", "户名": f"路人{number % 997}"}
    if kind < 0.2:
        sub = subs[rng.choice(list(subs))]
        return fen, {**told, "备注": f"转入{sub.number}"}
    if kind < 0.5:
        return fen, {**told, "户名": debtor.name, "备注": f"{debtor.case.number}执行款"}
    if kind < 0.7:
        return fen, {**told, "备注": f"{debtor.case.number}号案款"}
    if kind < 0.9:
        return fen, {**told, "备注": "转账"}
    if kind < 0.95:
        return -fen // 10_000 - 1, {**told, "摘要": "手续费", "户名": ""}
    return (fen // 1000 + 1, {**told, "摘要": "结息", "户名": ""}) if kind < 0.97 else (-fen // 100 - 1, told)


TABLES = ("funds_voucher", "funds_leg", "funds_bankline", "funds_receipt", "history_entry")


def plain(name: str) -> float:
    """数据库自己把写下的行抄到样子、索引相同的表里，两千行一提交：不读文件、不认、不算，光是写。几秒。"""
    import os

    import psycopg

    from zhixing.entrances.cli.database import with_database

    taken = 0.0
    with psycopg.connect(with_database(os.environ["ZHIXING_TEST_ADMIN"], name), autocommit=True) as owner:
        for table in TABLES:
            owner.execute(f"create table plain_{table} (like {table} including all)")  # type: ignore[arg-type]
            low, high = owner.execute(f"select min(id), max(id) from {table}").fetchone() or (1, 0)  # type: ignore[arg-type]
            began = time.perf_counter()
            for start in range(low, high + 1, 2000):
                wanted = f"id >= {start} and id < {start + 2000}"
                owner.execute(f"insert into plain_{table} overriding system value select * from {table} where {wanted}")  # type: ignore[arg-type]
            taken += time.perf_counter() - began
    return taken


def report(count: int, first: float, again: float, reading: float, floor: float, found: Any) -> None:
    """一张表。"""
    rows = (("读文件（不入账）", reading), ("收下：读、认、对案件、记账", first), ("再收一遍：都是已有的", again), ("数据库光抄这些行", floor))
    print(f"{count:,} 行，对到案件 {found.matched:,} 笔")
    for told, seconds in rows:
        print(f"{told:　<18}{seconds:8.1f} 秒 {count / seconds:10,.0f} 行/秒")
    print(f"收下 / 光抄 = {first / floor:.1f} 倍时间")


if __name__ == "__main__":
    main()
