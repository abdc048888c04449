"""一笔案款依次付什么（M:F-03 至 F-07、M:K-15）。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from debts import item
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import debt_reading, fees, interest_sheet
from zhixing.law.switches import DEFAULTS
from zhixing.law.waterfall import FEE_ORDERS, BadPayout, Due, FeeFacts, Owed, Proposal, before, proposal

BIG = Owed(principal=10**12)
APPLIED = FeeFacts(applied=10_000_000, switches=DEFAULTS.with_changes({"fee_base": "applied"}))


def paid(found: Proposal) -> dict[str, int]:
    return {line.what: line.fen for line in found.lines}


@pytest.mark.parametrize(("gross", "claim", "fee"), [
    (5_000, 0, 5_000), (1_005_000, 1_000_000, 5_000), (3_000_000, 2_965_517, 34_483), (10_000_000, 9_862_069, 137_931),
    (50_740_000, 50_000_000, 740_000), (80_000_000, 78_970_297, 1_029_703), (505_240_000, 500_000_000, 5_240_000),
    (1_007_740_000, 1_000_000_000, 7_740_000), (2_000_000_000, 1_991_268_731, 8_731_269),
])
def test_the_money_covers_claim_and_fee(gross: int, claim: int, fee: int) -> None:
    """M:F-06 的全部算例。"""
    found = proposal(gross, BIG, FeeFacts()).value
    assert (found.of("creditor"), found.of("fee")) == (claim, fee)
    assert fees.inverse(gross) == fees.Gross(gross, claim, fee)


def test_the_fee_is_progressive() -> None:
    """M:F-05：三万收 350，累计十八万再收 2,250，累计七十万再收 6,800。"""
    first = proposal(3_035_000, Owed(principal=3_000_000), FeeFacts()).value
    second = proposal(15_225_000, Owed(principal=15_000_000), FeeFacts(3_000_000, 35_000)).value
    third = proposal(52_680_000, Owed(principal=52_000_000), FeeFacts(18_000_000, 260_000)).value
    assert [one.of("fee") for one in (first, second, third)] == [35_000, 225_000, 680_000]
    assert all(one.settles and not one.of("refund") for one in (first, second, third))


def test_costs_and_priority_go_first_and_the_rest_goes_back() -> None:
    found = proposal(
        20_000_000, Owed(costs=100, interest=200, principal=9_999_700), FeeFacts(), [Due("评估费", 300_000, "v1")], [Due("某银行", 4_000_000)],
    )
    assert [(line.what, line.fen) for line in found.value.lines] == [
        ("cost", 300_000), ("priority", 4_000_000), ("fee", 140_000), ("creditor", 10_000_000), ("refund", 5_560_000),
    ]
    assert [level.after for level in found.value.levels] == [19_700_000, 15_700_000, 15_560_000, 5_560_000, 0]
    assert found.value.settles and "余款退还" in found.steps[-1].text
    assert found.value.lines[0].key == "v1" and found.value.as_data()["lines"][0]["fen"] == 300_000


def test_short_costs_are_shared() -> None:
    found = proposal(100, BIG, FeeFacts(), [Due("评估费", 300), Due("保管费", 100)]).value
    assert [line.fen for line in found.lines] == [75, 25]


@pytest.mark.parametrize(("order", "fee", "claim"), [("first", 137_931, 9_862_069), ("pro_rata", 138_067, 9_861_933), ("last", 0, 10_000_000)])
def test_the_court_chooses_how_the_fee_is_taken(order: str, fee: int, claim: int) -> None:
    found = proposal(10_000_000, Owed(principal=10_000_000), FeeFacts(), fee_order=order)
    assert (found.value.of("fee"), found.value.of("creditor")) == (fee, claim)
    assert FEE_ORDERS[order] in found.steps[0].text


def test_the_last_takes_what_is_left() -> None:
    found = proposal(10_100_000, Owed(principal=10_000_000), FeeFacts(), fee_order="last").value
    assert paid(found) == {"creditor": 10_000_000, "fee": 100_000}
    assert [line.what for line in found.lines] == ["creditor", "fee"]


def test_a_flat_fee_is_taken_whole() -> None:
    """按申请执行标的收（M:F-04 的另一种口径）、本院定了数的。"""
    assert paid(proposal(1_000_000, BIG, APPLIED).value) == {"fee": 140_000, "creditor": 860_000}
    assert paid(proposal(1_000_000, BIG, FeeFacts(set_fen=20_000, charged=5_000)).value) == {"fee": 15_000, "creditor": 985_000}
    assert paid(proposal(1_000, BIG, FeeFacts(set_fen=20_000)).value) == {"fee": 1_000}
    assert paid(proposal(1_000, BIG, FeeFacts(set_fen=0)).value) == {"creditor": 1_000}


def test_inside_the_claim_the_order_is_that_of_the_sheet() -> None:
    owed = Owed(100, 200, 300, 400)
    assert proposal(450, owed).value.split == Owed(100, 200, 150, 0)
    other = proposal(450, owed, levels=("costs", "principal", "interest", "double")).value
    assert (other.split, other.left) == (Owed(100, 50, 300, 0), Owed(0, 150, 0, 400))


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(BadPayout):
        proposal(-1, BIG)
    with pytest.raises(BadPayout):
        proposal(1, BIG, fee_order="never")


MONEY = st.integers(0, 10**10)
DUES = st.lists(st.builds(Due, st.just("某"), st.integers(0, 10**8)), max_size=3)
FEES = st.builds(FeeFacts, executed=MONEY, charged=st.integers(0, 10**7)) | st.builds(FeeFacts, set_fen=st.integers(0, 10**7)) | st.just(APPLIED)


@given(MONEY, st.builds(Owed, MONEY, MONEY, MONEY, MONEY), FEES, DUES, DUES, st.sampled_from(sorted(FEE_ORDERS)))
def test_nothing_is_lost_and_nothing_is_too_much(
    held: int, owed: Owed, fee: FeeFacts, costs: list[Due], priority: list[Due], order: str,
) -> None:
    found = proposal(held, owed, fee, costs, priority, fee_order=order).value
    assert sum(line.fen for line in found.lines) == held
    assert all(0 < line.fen <= line.need for line in found.lines)
    assert sum(found.split) == found.of("creditor") and tuple(a + b for a, b in zip(found.split, found.left, strict=True)) == owed
    assert not found.of("refund") or (found.settles and found.of("fee") == fee.due(owed.total))
    assert found.of("fee") <= max(fee.due(owed.total), 0)
    assert all(a.after == b.before for a, b in zip(found.levels, found.levels[1:], strict=False))
    short = order == "first" and not fee.flat and 0 < found.of("creditor") < owed.total
    assert not short or abs(found.of("fee") - fee.due(found.of("creditor"), "cent")) <= 1, "付多少债权，就收相应的执行费"


# ---- 计息单上的数 ----


def sheet(*payments: tuple[str, str, str]) -> dict[str, Any]:
    paid = [{"id": f"p{n}", "on": day, "amount": amount, "how": how} for n, (day, amount, how) in enumerate(payments)]
    claim = debt_reading.claim({"items": [item("100000", "2025-01-01")], "payments": paid})
    return interest_sheet.sheet(claim, date(2025, 4, 11)).as_data()


def test_the_money_in_the_account_is_put_back() -> None:
    plain = sheet()
    assert before(sheet(("2025-04-11", "30000", "transfer")), 3_000_000).value.owed == before(plain, 0).value.owed == Owed(0, 0, 10_000_000, 175_000)
    assert before(sheet(("2025-04-11", "30000", "transfer")), 3_000_000).value.executed == 0
    part = before(sheet(("2025-03-01", "20000", "transfer"), ("2025-04-11", "30000", "deducted")), 3_000_000).value
    assert part.executed == 2_000_000 and part.owed.principal == 8_000_000


def test_direct_payment_is_not_in_the_account() -> None:
    data = sheet(("2025-03-01", "30000", "transfer"), ("2025-04-11", "20000", "direct"))
    part = before(data, 3_000_000)
    assert part.ok and part.value.executed == 2_000_000 and part.value.owed.principal == 8_000_000
    assert not before(data, 4_000_000).ok


def test_a_surplus_is_not_owed() -> None:
    over = before(sheet(("2025-04-11", "150000", "transfer")), 15_000_000).value
    assert over.owed == Owed(0, 0, 10_000_000, 175_000)
    found = proposal(15_000_000, over.owed, FeeFacts()).value
    assert paid(found) == {"fee": 142_600, "creditor": 10_175_000, "refund": 4_682_400}


def test_money_after_the_sheet_asks_for_a_new_one() -> None:
    found = before(sheet(("2025-04-11", "100", "transfer")), 20_000)
    assert [reason.code for reason in found.reasons] == ["payout.old_sheet"] and "100.00" in found.reasons[0].text
    assert before(sheet(("2025-04-11", "200", "transfer")), 10_000, off=10_000).ok, "批准了还没有付的执行费也加回去"
