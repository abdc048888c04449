"""认领要两个人、认错了撤回；现金、直接履行、没收的保证金；由人查清的；总账启用以后不再手工登记。"""

from __future__ import annotations

from datetime import date
from typing import Any

import factories
import pytest
from funds.money import DAY, balance, court_account, debtor, received, staff, unclaimed
from funds.test_intake import Bank, events, incoming
from serving import scan
from spine import House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.casework.funds import queries_receipts as queries
from zhixing.casework.funds.commands import resolving
from zhixing.casework.funds.commands.accounts import sub_account
from zhixing.casework.funds.commands.cash import cash, direct, forfeit_deposit
from zhixing.casework.funds.commands.claiming import claim, confirm, decline, undo_claim
from zhixing.casework.funds.models import BankAccount, Receipt
from zhixing.casework.funds.queries import payments
from zhixing.casework.funds.verify_ledger import verify
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.history.queries import Line, entries, lines
from zhixing.law.finding import Refused

pytestmark = pytest.mark.usefixtures("db", "here")
TODAY = date(2026, 11, 3)


@pytest.fixture
def bank(house: House) -> Bank:
    return Bank(house.court)


def test_one_claims_another_confirms_and_only_then_it_is_booked(house: House, bank: Bank) -> None:
    case, row = house.case(), unclaimed(house.court, 900_00)
    told: dict[str, Any] = {"receipt": row, "actor": house.judge, "on": TODAY}
    claim(**told, case=case, party=debtor(case), revision=0, why="被执行人来电", way="deducted", stopped_on=date(2026, 10, 30))
    assert (balance("suspense"), balance("held", case)) == (-900_00, 0) and events(case) == []
    with pytest.raises(Refused, match="刚才有变动"):
        confirm(receipt=row, actor=bank.funds, on=TODAY, revision=0)
    with pytest.raises(Forbidden):
        confirm(receipt=row, actor=house.judge, on=TODAY, revision=1)
    done = confirm(receipt=row, actor=bank.funds, on=TODAY, revision=1)
    assert (done.state, done.claimed_name, done.confirmed_name) == ("claimed", house.judge.name, bank.funds.name)
    assert (balance("suspense"), balance("held", case, debtor(case))) == (0, -900_00) and verify().ok
    assert events(case) == ["funds.Received", "funds.Claimed"]
    assert [(one.day, one.how, one.omitted) for one in payments(case)] == [(date(2026, 10, 30), "deducted", "")]
    assert Node.objects.filter(case=case, code="N-29").exists()
    with pytest.raises(Refused, match="没有等着确认"):
        confirm(receipt=row, actor=bank.accountant, on=TODAY, revision=None)


def test_nobody_confirms_his_own_claim_and_a_wrong_claim_goes_back(house: House, bank: Bank) -> None:
    case, row = house.case(), unclaimed(house.court, 900_00)
    claim(receipt=row, case=case, party=None, actor=bank.funds, on=TODAY, revision=None)
    with pytest.raises(Refused, match="不能由同一人"):
        confirm(receipt=row, actor=bank.funds, on=TODAY, revision=None)
    with pytest.raises(Refused, match="不能再认领"):
        claim(receipt=row, case=case, party=None, actor=bank.funds, on=TODAY, revision=None)
    back = decline(receipt=row, actor=bank.accountant, on=TODAY, revision=None, why="同名的另一人")
    assert (back.state, back.case, back.claimed_by) == ("suspense", None, None) and "同名" in back.reasons[-1]
    other = factories.court("内0222")
    for stranger in staff(other, "funds", "accountant"):
        with pytest.raises(Receipt.DoesNotExist):
            confirm(receipt=row, actor=stranger, on=TODAY, revision=None)
    with pytest.raises(Refused, match="不是本案的当事人"):
        claim(receipt=row, case=case, party=debtor(house.case()), actor=bank.funds, on=TODAY, revision=None)


@pytest.mark.parametrize("by_machine", [True, False])
def test_an_undone_claim_leaves_nothing_in_the_case(house: House, bank: Bank, by_machine: bool) -> None:
    case = house.case()
    if by_machine:
        bank.take(incoming(400_00, name=debtor(case).name, remark=case.number))
        row = bank.last()
    else:
        row = unclaimed(house.court, 400_00)
        claim(receipt=row, case=case, party=None, actor=house.judge, on=TODAY, revision=None)
        confirm(receipt=row, actor=bank.funds, on=TODAY, revision=None)
    undone = undo_claim(receipt=row, actor=bank.accountant, on=TODAY, revision=None, why="是另一件案件的")
    assert (undone.state, undone.case, undone.received_seq) == ("suspense", None, None)
    assert (balance("suspense"), balance("held", case)) == (-400_00, 0) and payments(case).count() == 0 and verify().ok
    assert not Node.objects.filter(case=case, code="N-29", state="open").exists()
    claim(receipt=row, case=case, party=None, actor=house.judge, on=TODAY, revision=None)
    confirm(receipt=row, actor=bank.funds, on=TODAY, revision=None)
    assert balance("held", case) == -400_00 and verify().ok


# ---- 现金、直接履行、保证金 ----


def test_cash_is_taken_by_two_and_its_deposit_is_not_a_second_receipt(house: House, bank: Bank) -> None:
    case = house.case()
    told: dict[str, Any] = {"case": case, "party": debtor(case), "payer": "单晓岚", "actor": house.judge, "on": TODAY, "revision": None}
    with pytest.raises(Refused, match="两名以上"):
        cash(amount_fen=80_00, officers=[house.judge, house.judge], **told)
    row = cash(amount_fen=80_00, officers=[house.judge, house.other], **told)
    assert (balance("cash", case), balance("held", case), balance("bank")) == (80_00, -80_00, 0)
    assert [one["name"] for one in row.officers] == [house.judge.name, house.other.name] and events(case) == ["funds.Received", "funds.Claimed"]
    bank.take(incoming(80_00, remark=f"缴存{row.number}", booked_on=TODAY))
    row.refresh_from_db()
    assert row.line is not None and Receipt.objects.count() == 1 and queries.cash_waiting(house.court.pk) == {}
    assert (balance("cash", case), balance("held", case), balance("bank")) == (0, -80_00, 80_00) and verify().ok


def test_a_deposit_without_the_number_is_left_to_a_person(house: House, bank: Bank) -> None:
    case = house.case()
    told: dict[str, Any] = {"case": case, "party": debtor(case), "payer": "单晓岚", "actor": house.judge, "on": TODAY, "revision": None}
    row = cash(amount_fen=80_00, officers=[house.judge, house.other], **told)
    sub = sub_account(case=case, party=debtor(case), on=TODAY)
    assert sub is not None
    bank.take(incoming(80_00, remark=sub.number))
    waiting = bank.last()
    assert (waiting.state, balance("held", case)) == ("suspense", -80_00)
    done = resolving.as_deposit(receipt=waiting, cash=row, actor=bank.funds, on=TODAY, revision=None)
    row.refresh_from_db()
    assert (done.state, balance("suspense"), balance("cash", case)) == ("cancelled", 0, 0) and verify().ok
    assert queries.cash_waiting(house.court.pk) == {}


def test_direct_performance_needs_the_creditors_word(house: House, bank: Bank) -> None:
    case = house.case()
    told: dict[str, Any] = {"case": case, "amount_fen": 500_00, "actor": house.judge, "on": DAY, "revision": None}
    with pytest.raises(Refused, match="没有附"):
        direct(files=[], **told)
    with pytest.raises(Refused, match="应当是本案的申请执行人"):
        direct(files=[scan(house, case)], payee=debtor(case), **told)
    direct(files=[scan(house, case)], **told)
    assert [(one.amount_fen, one.how) for one in payments(case)] == [(500_00, "direct")] and balance("held", case) == 0


def test_a_forfeited_deposit_becomes_money_of_the_case_but_does_not_count_yet(house: House, bank: Bank) -> None:
    case = house.case()
    bank.take(incoming(200_00, "auction", name="竞买人", remark=f"{case.number}竞买保证金"))
    row = bank.last()
    with pytest.raises(Refused, match="裁定"):
        forfeit_deposit(receipt=row, case=case, actor=bank.funds, on=TODAY, revision=None, files=[], why="悔拍")
    made = forfeit_deposit(receipt=row, case=case, actor=bank.funds, on=TODAY, revision=None, files=[scan(house, case)], why="悔拍")
    row.refresh_from_db()
    assert (made.sort, made.state, row.state) == ("forfeited", "claimed", "cancelled") and events(case) == ["funds.Received"]
    assert (balance("suspense"), balance("held", case)) == (0, -200_00) and verify().ok
    assert [one.omitted for one in payments(case)] == ["unclaimed"]
    with pytest.raises(Refused, match="不能撤回"):
        undo_claim(receipt=made, actor=bank.funds, on=TODAY, revision=None, why="错")


def test_a_debit_found_to_be_a_charge(house: House, bank: Bank) -> None:
    bank.take(incoming(100_00), incoming(-3_00, name="银行"))
    [line] = queries.queried(house.court.pk)
    with pytest.raises(Forbidden):
        resolving.clear_debit(line=line, actor=house.judge, on=TODAY)
    resolving.clear_debit(line=line, actor=bank.funds, on=TODAY)
    assert (balance("queried"), balance("charge")) == (0, 3_00) and not queries.queried(house.court.pk) and verify().ok
    with pytest.raises(Refused, match="已经查清"):
        resolving.clear_debit(line=line, actor=bank.funds, on=TODAY)


# ---- 手工登记 ----


def test_by_hand_goes_on_until_the_ledger_is_open_and_then_not(house: House) -> None:
    case = house.case()
    court_account(house.court, live_on=None)
    told: dict[str, Any] = {"case": case, "actor": house.judge, "on": DAY, "revision": None}
    money = {"subject": "第一笔", "amount_fen": 100_00, "payer": "单晓岚"}
    cases.register(matter="received", values=money, **told)
    before = events(case)
    BankAccount.objects.update(live_on=DAY)
    with pytest.raises(Refused, match="已经启用案款总账"):
        cases.register(matter="received", values={**money, "subject": "第二笔"}, **told)
    with pytest.raises(Refused, match="已经启用案款总账"):
        cases.register_all(matters=[("claimed", {"subject": "第一笔"})], **told)
    seq = next(line.entry.seq for line in _lines(case) if line.entry.type == "funds.Received")
    with pytest.raises(Refused, match="已经启用案款总账"):
        cases.withdraw_entry(case=case, actor=house.judge, seq=seq, reason="误登", revision=None)
    assert events(case) == before
    cases.register(matter="direct_paid", values={"amount_fen": 100_00}, **told)
    received(case, 5_00)
    assert events(case)[len(before):] == ["funds.DirectPaid", "funds.Received", "funds.Claimed"]


def _lines(case: Case) -> list[Line]:
    return lines(entries(case.stream))
