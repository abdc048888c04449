"""命令行：一案的对账单、核对一天、核验总账。"""

from __future__ import annotations

import json
from argparse import Namespace
from typing import Any

import pytest
from funds import money
from spine import House

from zhixing.casework.funds.commands.ledger import open_account, post
from zhixing.casework.funds.models import Voucher
from zhixing.entrances.cli import funds_reconcile, funds_statement, verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
DAY = f"{money.DAY}"


def _told(run: Any, capsys: pytest.CaptureFixture[str], code: int, **given: Any) -> Any:
    assert run(Namespace(json=True, **given)) == code
    return json.loads(capsys.readouterr().out)


def test_a_statement_says_where_every_fen_is(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    case = house.case()
    money.received(case, 40_00)
    told = _told(funds_statement.run, capsys, 0, case=str(case))
    assert (told["case"], told["balance_fen"], told["held_fen"], told["note"]) == (str(case), 40_00, 40_00, "")
    [row] = told["rows"]
    assert (row["label"], row["change_fen"], row["balance_fen"], row["moves"][0]["purpose"]) == ("到账", 40_00, 40_00, "held")
    assert funds_statement.run(Namespace(json=False, case=str(case))) == 0 and "在账40.00元" in capsys.readouterr().out
    assert funds_statement.run(Namespace(json=False, case="（2099）内0221执1号")) == 2


def test_a_day_is_reconciled_with_its_differences(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    account = money.court_account(house.court)
    suspense = open_account(court_id=house.court.pk, purpose=money.P.SUSPENSE, on=money.DAY).pk
    line = money.bank_line(account, 40_00, [(suspense, -40_00)], balance_fen=40_00)
    receipt = money._receipt(account, line, 40_00, money.DAY)
    [told] = _told(funds_reconcile.run, capsys, 0, date=DAY)
    assert (told["bank_fen"], told["ledger_fen"], told["cases_fen"], told["differences"]) == (40_00, 40_00, 40_00, [])
    receipt.state = "cancelled"
    receipt.save()
    [told] = _told(funds_reconcile.run, capsys, 1, date=DAY)
    assert [one["code"] for one in told["differences"]] == ["suspense"] and told["differences"][0]["fen"] == 40_00
    assert funds_reconcile.run(Namespace(json=False, date=DAY)) == 1 and "1处差异" in capsys.readouterr().out
    assert funds_reconcile.run(Namespace(json=False, date="明天")) == 2


def test_the_ledger_is_verified(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    money.received(house.case(), 40_00)
    told = _told(verify.run, capsys, 0, what="ledger", file=None)
    assert told == {"ok": True, "vouchers": 1, "legs": 2, "accounts": 2, "breaks": []}
    row = Voucher.objects.get()
    accounts = list(row.legs.values_list("account_id", flat=True))
    post([money.Draft("stray", "test", money.DAY, ((accounts[0], 1), (accounts[1], -1)))], court_id=house.court.pk, actor=house.judge)
    assert verify.run(Namespace(json=False, what="ledger", file=None)) == 1
    assert "没有银行明细，也不是期初" in capsys.readouterr().out
