"""抵充（M:D-08、D-09、S-09）。"""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.amounts import pro_rata
from zhixing.law.setoff import Pot, allocate
from zhixing.law.switches import LEVELS


def _pots(**amounts: int) -> list[Pot]:
    return [Pot(0, level, "left", fen) for level, fen in amounts.items()]


def test_costs_interest_principal_double() -> None:
    taken, rest = allocate(250, _pots(double=50, principal=100, interest=100, costs=40), LEVELS)
    assert [(t.pot.level, t.amount) for t in taken] == [("costs", 40), ("interest", 100), ("principal", 100), ("double", 10)]
    assert rest == 0


def test_agreed_order_and_surplus() -> None:
    taken, rest = allocate(500, _pots(double=50, principal=100, interest=100), ("costs", "interest", "double", "principal"))
    assert [t.pot.level for t in taken] == ["interest", "double", "principal"]
    assert rest == 250


def test_the_debtor_may_say_which_debt() -> None:
    pots = [Pot(0, "principal", "left", 100, (1,)), Pot(1, "principal", "left", 100, (2,)), Pot(1, "double", "double", 100, (2,))]
    taken, _ = allocate(150, pots, LEVELS, designated=1)
    assert [(t.pot.item, t.amount) for t in taken] == [(1, 100), (0, 50)]


def test_equal_rank_shares_by_amount() -> None:
    pots = [Pot(0, "principal", "left", 100), Pot(1, "principal", "left", 200), Pot(2, "principal", "left", 300)]
    assert [t.amount for t in allocate(100, pots, LEVELS)[0]] == [17, 33, 50]


def test_one_debt_after_the_other() -> None:
    pots = [Pot(n, level, "left", 100, (n,)) for n in (0, 1) for level in ("double", "principal", "interest")]
    one = [(t.pot.item, t.pot.level) for t in allocate(500, pots, LEVELS, by_item=True)[0]]
    assert one == [(0, "interest"), (0, "principal"), (1, "interest"), (1, "principal"), (0, "double")]
    agreed = [(t.pot.item, t.pot.level) for t in allocate(400, pots, ("costs", "interest", "double", "principal"), by_item=True)[0]]
    assert agreed == [(0, "interest"), (0, "double"), (0, "principal"), (1, "interest")]


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**10), max_size=20))
def test_pro_rata_never_loses_a_fen(paid: int, owed: list[int]) -> None:
    shares = pro_rata(paid, owed)
    assert sum(shares) == min(paid, sum(owed))
    for share, each in zip(shares, owed, strict=True):
        assert 0 <= share <= each
        if paid < sum(owed):
            assert abs(share * sum(owed) - paid * each) < sum(owed)


@given(st.integers(0, 10**9), st.lists(st.tuples(st.sampled_from(LEVELS), st.integers(0, 10**8), st.integers(0, 3)), max_size=12))
def test_every_fen_goes_somewhere_and_higher_levels_first(paid: int, rows: list[tuple[str, int, int]]) -> None:
    pots = [Pot(n, level, "left", fen, (rank,)) for n, (level, fen, rank) in enumerate(rows)]
    taken, rest = allocate(paid, pots, LEVELS)
    assert sum(t.amount for t in taken) + rest == paid
    got = {t.pot: t.amount for t in taken}
    for level, later in pairwise(LEVELS):
        if any(got.get(p) for p in pots if p.level == later):
            assert all(got.get(p, 0) == p.amount for p in pots if p.level == level)
