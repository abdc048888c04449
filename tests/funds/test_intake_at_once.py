"""几处同时收同一批明细：每一笔记一次，谁也不出错。"""

from __future__ import annotations

from random import Random

from at_once import together
from django.db.models import Sum
from funds.money import court_account, debtor, staff
from funds.test_intake import TODAY, incoming
from spine import House

from zhixing.casework.funds.commands.intake import Taken, take
from zhixing.casework.funds.models import BankLine, Leg, Receipt
from zhixing.casework.funds.verify_ledger import verify
from zhixing.foundation.history import context
from zhixing.foundation.history.verify import verify as verify_chains


def test_the_same_lines_taken_by_four_at_once_are_booked_once(committed_db: str, here: context.Context) -> None:
    house = House()
    cases = [house.case() for _ in range(3)]
    account, people = court_account(house.court), staff(house.court, *["funds"] * 4)
    rows = [incoming(100 + n, name=debtor(cases[n % 3]).name, remark=cases[n % 3].number if n % 2 else "") for n in range(24)]

    def act(number: int) -> Taken:
        return take(Random(number).sample(rows, len(rows)), bank_account=account, actor=people[number], on=TODAY)

    found = together(4, here.now, act)
    assert all(isinstance(one, Taken) for one in found), found
    assert sorted(one.fresh for one in found) == [0, 0, 0, 24] and BankLine.objects.count() == 24
    assert Receipt.objects.filter(state="claimed").count() == 12 and len(set(Receipt.objects.values_list("number", flat=True))) == 24
    total = Leg.objects.filter(account__purpose="bank").aggregate(fen=Sum("amount_fen"))["fen"]
    assert total == sum(one.fen for one in rows) and verify().ok and verify_chains(lambda done, all_: None).ok
