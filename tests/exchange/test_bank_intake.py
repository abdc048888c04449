"""收银行文件：几种格式的同一笔只收一次；认账户、认自己对照的栏目；没有收的说得出来；命令行。"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import factories
import pytest
from exchange.bank_files import ACCOUNT, CCB, as_csv, ccb, xlsx
from funds.money import balance, court_account, staff
from spine import House

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds.commands.accounts import sub_account
from zhixing.casework.funds.models import BankAccount, BankFile, BankLine, Receipt
from zhixing.casework.funds.verify_ledger import verify
from zhixing.entrances.cli import funds as command
from zhixing.entrances.cli.trouble import Trouble
from zhixing.entrances.jobs import tasks
from zhixing.exchange import bank_intake
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries, lines
from zhixing.foundation.people.queries import User
from zhixing.law.finding import Refused

HEAD = CCB.split(",")
DAY = "20261103"


def table(*rows: tuple[int, int, dict[str, str]]) -> list[list[str]]:
    """建行的表：（第几号，分，别的栏），余额从 1000 元起。"""
    made, total = [HEAD], 1000_00
    for number, fen, more in rows:
        total += fen
        made.append(ccb(number, fen, total, 日=DAY, 时间=f"{DAY} 09:00:{number:02d}", **more))
    return made


@pytest.fixture
def account(house: House) -> BankAccount:
    row = court_account(house.court)
    BankAccount.objects.filter(pk=row.pk).update(number=ACCOUNT)
    row.refresh_from_db()
    return row


@pytest.fixture
def funds(house: House, account: BankAccount) -> User:
    return staff(house.court, "funds")[0]


def test_one_day_told_in_two_formats_is_booked_once(house: House, account: BankAccount, funds: User) -> None:
    case = house.case()
    party = case.parties.get(role="respondent")
    sub = sub_account(case=case, party=party, on=context.current().today)
    assert sub is not None
    rows = table(
        (1, 500_00, {"备注": f"子账户{sub.number}"}), (2, 20_00, {"户名": "不知是谁"}), (3, -5, {"摘要": "手续费"}),
        (4, 88, {"摘要": "结息", "户名": ""}),
    )
    first = bank_intake.take_file(user=funds, name="明细.csv", content=as_csv(*rows).encode("utf-8-sig"))
    assert (first.state, first.total, first.fresh, first.known, first.matched) == ("done", 4, 4, 0, 1)
    assert first.bank_account == account and first.source and str(first.since) == "2026-11-03"
    again = bank_intake.take_file(user=funds, name="明细.xlsx", content=xlsx(rows))
    assert (again.state, again.fresh, again.known) == ("done", 0, 4)
    assert BankLine.objects.count() == 4 and balance("bank") == 520_83 and verify().ok
    assert [row.case_id for row in Receipt.objects.order_by("number")] == [case.pk, None]
    told = [line.event.sentence() for line in lines(entries(f"court:{house.court.pk}:funds"))]
    assert told == [f"收银行文件明细.{kind}：新收{n}笔，已有{4 - n}笔，对到案件{n // 4}笔" for kind, n in (("csv", 4), ("xlsx", 0))]


def test_what_is_not_taken_is_told_row_by_row(account: BankAccount, funds: User) -> None:
    rows = table((1, 500_00, {}), (2, 20_00, {"户名": "甲"}), (3, 30_00, {"户名": "乙"}))
    rows[2][4], rows[3][6] = "贰拾元", "美元"
    found = bank_intake.take_file(user=funds, name="明细.csv", content=as_csv(*rows).encode("utf-8-sig"))
    assert (found.state, found.total, found.fresh) == ("done", 1, 1)
    assert [one["row"] for one in found.unread] == [3, 4] and "USD" in found.unread[1]["why"][0]


def test_a_file_of_somebody_else_is_refused_whole(house: House, account: BankAccount, funds: User) -> None:
    BankAccount.objects.filter(pk=account.pk).update(number="6222000000000000")
    rows = as_csv(*table((1, 500_00, {}))).encode("utf-8-sig")
    found = bank_intake.take_file(user=funds, name="明细.csv", content=rows)
    assert found.state == "failed" and ACCOUNT in found.message and not BankLine.objects.exists()
    other = bank_intake.take_file(user=funds, name="照片.csv", content="今天天气很好\n".encode())
    assert other.state == "failed" and "表头" in other.message
    with pytest.raises(Forbidden):
        bank_intake.start(user=house.judge, name="明细.csv", content=rows)
    with pytest.raises(BankAccount.DoesNotExist):
        bank_intake.start(user=funds, name="明细.csv", content=rows, account=court_account(factories.court("内0222")))


@pytest.mark.parametrize(("told", "same"), [
    (ACCOUNT, True), ("1505 0170 0000 0000 0123", True), ("1505****0123", True), ("****0123", True), ("1505****0124", False), ("1505017", False),
])
def test_masked_numbers_agree_by_what_is_shown(told: str, same: bool) -> None:
    assert bank_intake.agrees(told, ACCOUNT) is same


def test_own_columns_are_read_by_the_same_reader(account: BankAccount, funds: User) -> None:
    rows = [["过账", "进出", "谁", "哪一笔", "本户"], ["2026-11-03", "12.50", "甲", "A1", "x"], ["2026-11-03", "-2.00", "乙", "A2", "x"]]
    content = as_csv(*rows).encode()
    assert bank_intake.take_file(user=funds, name="自定.csv", content=content).state == "failed"
    seen = bank_intake.look(user=funds, name="自定.csv", content=content)
    assert seen.titles[:2] == ("过账", "进出") and seen.header is None and seen.sample[0][2] == "甲"
    with pytest.raises(Refused, match="日期和金额"):
        bank_intake.map_columns(user=funds, account=account, layout={"name": "农信", "columns": {"name": ["谁"]}})
    layout = {"name": "农信", "signed": True, "columns": {"booked": ["过账"], "amount": ["进出"], "name": ["谁"], "serial": ["哪一笔"]}}
    for _ in range(2):
        assert len(bank_intake.map_columns(user=funds, account=account, layout=layout).columns) == 1
    found = bank_intake.take_file(user=funds, name="自定.csv", content=content)
    assert (found.state, found.fresh, found.source) == ("done", 2, "农信") and balance("bank") == 10_50


def test_the_worker_takes_what_was_put_down_and_not_twice(account: BankAccount, funds: User) -> None:
    run = bank_intake.start(user=funds, name="明细.csv", content=as_csv(*table((1, 500_00, {}), (2, 7_00, {}))).encode("utf-8-sig"))
    assert run.state == "queued" and not BankLine.objects.exists()
    for _ in range(2):
        tasks.take_bank_file(run.pk)
    found = BankFile.objects.get(pk=run.pk)
    assert (found.state, found.fresh, found.done) == ("done", 2, 2) and entries(f"court:{run.court_id}:funds").count() == 1


def test_the_command_takes_a_file_and_says_what_it_did(account: BankAccount, funds: User, tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "明细.csv"
    path.write_bytes(as_csv(*table((1, 500_00, {}), (2, 7_00, {}))).encode("utf-8-sig"))
    parser = argparse.ArgumentParser()
    command.register(parser)

    def run(*words: str) -> tuple[int, str]:
        code = command.run(parser.parse_args(["intake", str(path), *words]))
        return code, capsys.readouterr().out

    code, out = run("--json")
    told = json.loads(out)
    assert code == 0 and (told["ok"], told["fresh"], told["known"], told["account"]) == (True, 2, 0, ACCOUNT)
    code, out = run("--account", ACCOUNT, "--as", funds.username)
    assert code == 0 and "新收0笔，已有2笔" in out
    with pytest.raises(Trouble, match="没有登记账户"):
        run("--account", "1")
