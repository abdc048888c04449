"""款项随登记记：计入哪些、停止计息的日子、没有计入的说出来；总与从历史重新得出的一样，迁移补的也一样。"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from importlib import import_module
from random import Random
from typing import Any

import pytest
from case_debts import loan, pay, state
from django.db import connection, transaction
from endings import closed_case, record
from spine import TODAY, House

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.commands.booking import standing_of
from zhixing.casework.cases.events import TakeoverReversed
from zhixing.casework.cases.queries import Case, Relation
from zhixing.casework.closing import commands as closing
from zhixing.casework.disposal.events import DebtOffset
from zhixing.casework.funds import queries
from zhixing.casework.funds.commands.paying import row
from zhixing.casework.funds.events import Claimed, DirectPaid, Paid, Received
from zhixing.casework.funds.models import Payment
from zhixing.casework.settlement.events import Agreed, InstalmentPaid
from zhixing.foundation.history.queries import Source, entries
from zhixing.law import debt_payments
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
DAY = date(2026, 10, 25)
FILL = [import_module(f"zhixing.casework.funds.migrations.{name}").FILL for name in ("0002_payments", "0003_unreceived")]


def values() -> list[dict[str, Any]]:
    """全部款项，不带编号。"""
    return sorted(Payment.objects.values(*[f.attname for f in Payment._meta.concrete_fields if f.name != "id"]), key=repr)


def again() -> list[dict[str, Any]]:
    """从登记重新得出的。"""
    every = list(Case.objects.all())
    facts = standing_of(every, debt_payments.TYPES)
    made = [row(case, one) for case in every for one in debt_payments.found(facts.get(case.pk, ()))]
    names = [f.attname for f in Payment._meta.concrete_fields if f.name != "id"]
    return sorted(({name: getattr(one, name) for name in names} for one in made), key=repr)


def filled() -> list[dict[str, Any]]:
    """撕掉，由迁移重新补上；看完放回去。"""
    with transaction.atomic():
        Payment.objects.all().delete()
        with connection.cursor() as cursor:
            for statement in FILL:
                cursor.execute(statement)
        found = values()
        transaction.set_rollback(True)
    return found


# ---- 哪些计入 ----


def test_a_direct_payment_counts_from_its_day(house: House) -> None:
    case = house.case()
    pay(house, case, 1_000_000, DAY, to_item="借款本金")
    found = Payment.objects.get()
    assert (found.day, found.amount_fen, found.how, found.to_item, found.omitted) == (DAY, 1_000_000, "direct", "借款本金", "")
    state(house, case)
    assert queries.claim_data(case)["payments"][0] == {
        "id": f"第{found.seq}条", "on": "2026-10-25", "amount": "10000.00", "how": "direct", "to": "本金",
    }


def test_money_in_the_court_counts_once_it_is_claimed(house: House) -> None:
    case = house.case()
    record(house, case, (Received(subject="流水1", amount_fen=500, payer="单晓岚"), DAY))
    assert Payment.objects.get().omitted == "unclaimed" and queries.paid(case) == 0
    assert queries.notes(case) == ("2026-10-25到账“流水1”5.00元还没有认领，没有计入。",)
    record(house, case, (Claimed(subject="流水1"), TODAY))
    found = Payment.objects.get()
    assert (found.omitted, found.day, found.how, found.payer) == ("", DAY, "transfer", "单晓岚")
    assert queries.paid(case) == 500 and queries.notes(case) == ()


def test_what_is_paid_out_was_claimed(house: House) -> None:
    case = house.case()
    record(house, case, (Received(subject="流水1", amount_fen=500), DAY), (Paid(subject="流水1"), TODAY))
    assert queries.paid(case) == 500


def test_paid_out_without_a_receipt_is_told(house: House) -> None:
    """误登的到账撤回以后，发放还在：不计入，说出来。"""
    case = house.case()
    record(house, case, (Received(subject="流水1", amount_fen=500), DAY), (Paid(subject="流水1", amount_fen=500), TODAY))
    seq = entries(case.stream).get(type="funds.Received").seq
    cases.withdraw_entry(case=case, actor=house.leader, seq=seq, reason="误登", revision=None)
    assert queries.paid(case) == 0
    assert queries.notes(case) == ("2026-11-03发放“流水1”5.00元，没有对应的到账登记，没有计入。",)


def test_interest_stops_when_the_money_left_the_debtor(house: House) -> None:
    """M:D-06：划拨之日，不是到账之日。"""
    case = house.case()
    given = {"amount_fen": 500, "subject": "流水1", "how": "deducted", "stopped_on": DAY}
    cases.register(case=case, actor=house.judge, on=TODAY, revision=None, matter="received", values=given)
    found = Payment.objects.get()
    assert (found.day, found.how) == (DAY, "deducted")
    with pytest.raises(Refused, match="晚于发生日"):
        late = given | {"stopped_on": TODAY, "subject": "流水2"}
        cases.register(case=case, actor=house.judge, on=DAY, revision=None, matter="received", values=late)


def test_instalments_do_not_count_twice_and_are_not_silent(house: House) -> None:
    case = house.case()
    agreed = Agreed(instalments=[{"due": "2026-12-01", "amount_fen": 900}])
    record(house, case, (agreed, DAY), (InstalmentPaid(number=1, amount_fen=900), TODAY))
    assert queries.paid(case) == 0 and "和解分期已付9.00元" in queries.notes(case)[0]
    pay(house, case, 900)
    assert queries.paid(case) == 900 and queries.notes(case) == ()


@pytest.mark.parametrize(("fen", "counted"), [(700, 700), (None, 0)])
def test_a_thing_taken_for_the_debt(house: House, fen: int | None, counted: int) -> None:
    case = house.case()
    record(house, case, (DebtOffset(subject="玉米收割机", amount_fen=fen), DAY))
    state(house, case)
    assert queries.paid(case) == counted and Payment.objects.get().how == "in_kind"
    assert bool(queries.notes(case)) == (fen is None)
    assert [one["served_on"] for one in queries.claim_data(case)["payments"]] == (["2026-10-25"] if fen else [])


def test_a_designation_that_fits_nothing_is_told(house: House) -> None:
    case = house.case()
    pay(house, case, 900, to_item="违约金")
    state(house, case)
    assert "to" not in queries.claim_data(case)["payments"][0]
    assert "计息依据里没有这一项" in queries.notes(case)[0]


def test_the_sum_of_a_take_over_counts_and_is_told(house: House) -> None:
    case = house.case()
    with transaction.atomic():
        cases.finish(
            Received(subject=debt_payments.LUMP, amount_fen=800), case=Case.objects.get(pk=case.pk), actor=house.judge, on=DAY,
            source=Source.IMPORTED,
        )
    assert queries.paid(case) == 800 and "接管前到位的只有合计8.00元" in queries.notes(case)[0]
    record(house, case, (TakeoverReversed(number=case.number, reason="来源表格有误"), TODAY))
    assert not Payment.objects.exists()


# ---- 恢复执行、同一依据 ----


def test_a_revived_case_takes_the_debt_and_counts_what_was_paid_before(house: House) -> None:
    old = closed_case(house)
    Case.objects.filter(pk=old.pk).update(state="enforcing")
    state(house, old, loan(amount="40000"))
    pay(house, old, 1_000_000, date(2026, 8, 1))
    Case.objects.filter(pk=old.pk).update(state="closed")
    new = closing.revive(case=old.pk, actor=house.filing, on=TODAY, revision=None, ground="property")
    held = queries.debt_of(new.pk)
    assert held is not None and (held.version, held.carried_from_id, held.data["items"][0]["amount"]) == (1, old.pk, "40000")
    (paid,) = queries.claim_data(new)["payments"]
    assert paid["amount"] == "10000.00" and paid["id"].startswith(old.number)
    assert queries.paid(new) == 1_000_000 and not Payment.objects.filter(case=new).exists()
    carried = entries(new.stream).get(type="funds.DebtStated")
    assert (carried.source, carried.payload["from_number"]) == ("carried", old.number)
    assert queries.debt_of(old.pk) is not None, "原案的仍在原案"


def test_a_revived_case_whose_old_case_is_not_here_says_so(house: House) -> None:
    case = house.case(kind="执恢", relations=(("original", "（2019）内0221执77号"),))
    assert Relation.objects.filter(case=case, other__isnull=True).exists()
    assert "（2019）内0221执77号不在本系统" in queries.notes(case)[0]


def test_another_case_of_the_same_document_is_told(house: House) -> None:
    titles = house.case().titles.all()[0]
    one, two = (house.case(titles=(cases.TitleDraft(number=titles.number, effective_on=date(2026, 6, 20)),)) for _ in range(2))
    assert queries.notes(one) == ()
    pay(house, two, 900)
    assert queries.notes(one) == (f"同一执行依据另有{two.number}，那里到位9.00元没有计入，请核对是不是同一笔债务。",)


# ---- 总与历史一样 ----


class Anything:
    """随意登记、更正、撤回。"""

    def __init__(self, house: House, chance: Random) -> None:
        self.house, self.chance, self.case = house, chance, house.case()

    def step(self) -> None:
        act = self.chance.choice((self.happen, self.happen, self.happen, self.correct, self.withdraw))
        with suppress(Refused), transaction.atomic():
            act()

    def happen(self) -> None:
        fen, name = self.chance.randint(1, 9) * 100, self.chance.choice(("流水1", "流水2", debt_payments.LUMP))
        event = self.chance.choice((
            DirectPaid(amount_fen=fen), Received(subject=name, amount_fen=fen), Claimed(subject=name), Paid(subject=name),
            InstalmentPaid(number=1, amount_fen=fen), DebtOffset(subject=name), DebtOffset(subject=name, amount_fen=fen),
            Received(subject=name, amount_fen=fen, how="sale", stopped_on=DAY),
        ))
        source = self.chance.choice((Source.OWN, Source.OWN, Source.IMPORTED))
        cases.finish(event, case=Case.objects.get(pk=self.case.pk), actor=self.house.judge, on=self.day(), source=source)

    def day(self) -> date:
        return DAY + timedelta(days=self.chance.randint(0, 9))

    def seq(self) -> int:
        found = entries(self.case.stream).filter(type__in=debt_payments.TYPES).values_list("seq", flat=True)
        return self.chance.choice([*found] or [1])

    def correct(self) -> None:
        seq = self.seq()
        fen = {"amount_fen": self.chance.randint(1, 9) * 100} if "DirectPaid" in entries(self.case.stream).get(seq=seq).type else {}
        cases.correct_entry(
            case=self.case, actor=self.house.leader, seq=seq, values=fen, on=self.day(), reason="记错", revision=None,
        )

    def withdraw(self) -> None:
        cases.withdraw_entry(case=self.case, actor=self.house.leader, seq=self.seq(), reason="误登", revision=None)


@pytest.mark.parametrize("seed", range(4))
def test_payments_are_what_history_says(house: House, seed: int) -> None:
    any_ = Anything(house, Random(seed))
    for _ in range(25):
        any_.step()
        assert values() == again() == filled()
    assert values()
