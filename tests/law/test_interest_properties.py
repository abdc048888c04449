"""计息的性质：部分之和等于全部；同日等额还款不论先后；多还不会多欠；切开一段不改变结果。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.law.debt import Claim, Clause, Item, Payment
from zhixing.law.interest_sheet import sheet
from zhixing.law.switches import DEFAULTS

START, DUE, END = date(2020, 1, 1), date(2023, 6, 30), date(2026, 6, 30)
DAYS = st.integers(0, (END - START).days).map(lambda n: START + timedelta(n))
FEN = st.integers(1, 10**9)
PAYMENTS = st.lists(st.tuples(DAYS, FEN), max_size=6)
CLAUSES = st.sampled_from([
    Clause("lpr", START, None), Clause("lpr", START, END, term="5y", multiple=Fraction(3, 2)), Clause("yearly", START, None, rate=Fraction(6, 100)),
    Clause("monthly", START, None, rate=Fraction(1, 100)), Clause("daily", START, DUE, rate=Fraction(1, 2000)),
    Clause("lpr", START, None, fixed_on=START, basis=360),
])
SWITCHES = st.builds(
    lambda general, delay, order: DEFAULTS.with_changes({"general_days": general, "delay_days": delay, "order": order}),
    st.sampled_from(["BOTH", "HEAD", "TAIL"]), st.sampled_from(["BOTH", "HEAD", "TAIL"]),
    st.sampled_from(["costs,interest,principal,double", "costs,principal,interest,double", "double,costs,interest,principal"]),
)
ITEMS = st.lists(
    st.tuples(FEN, CLAUSES, st.sampled_from(["principal", "costs", "penalty", "fixed_interest"]), DAYS),
    min_size=1, max_size=4,
)


def _claim(items: list[tuple[int, Clause, str, date]], payments: list[tuple[date, int]]) -> Claim:
    return Claim(
        tuple(Item(str(n), "", kind, fen, due, (clause,) if kind != "costs" else ()) for n, (fen, clause, kind, due) in enumerate(items)),
        tuple(Payment(str(n), day, fen) for n, (day, fen) in enumerate(payments)),
    )


@given(ITEMS, PAYMENTS, SWITCHES)
@settings(max_examples=60)
def test_the_parts_are_the_whole(items: list[tuple[int, Clause, str, date]], payments: list[tuple[date, int]], switches: object) -> None:
    found = sheet(replace(_claim(items, payments), switches=switches), END)  # type: ignore[arg-type]
    assert sum(row[0] for row in items) + found.general + found.doubled == found.paid + found.total
    assert found.paid + found.surplus == sum(fen for _, fen in payments)
    shown = sum(line.general + line.double + line.tail for line in found.lines)
    assert shown == found.general + found.doubled
    assert all(v >= 0 for line in found.lines for v in line.left.values())
    assert found.total == sum(found.lines[-1].left.values())
    for line in found.lines:
        assert sum(line.to.values()) + line.surplus == line.paid


@given(ITEMS, st.lists(DAYS, min_size=2, max_size=5), FEN, st.randoms())
@settings(max_examples=40)
def test_order_of_equal_payments_is_irrelevant(items: list[tuple[int, Clause, str, date]], days: list[date], fen: int, random: object) -> None:
    paid = [(day, fen) for day in days]
    mixed = list(paid)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = sheet(_claim(items, paid), END), sheet(_claim(items, mixed), END)
    assert [line.as_data() for line in one.lines] == [line.as_data() for line in two.lines]


@given(FEN, CLAUSES, PAYMENTS, st.integers(0, 5), FEN)
@settings(max_examples=60)
def test_paying_more_never_means_owing_more(fen: int, clause: Clause, payments: list[tuple[date, int]], which: int, more: int) -> None:
    """同一次多还一些，欠的不会更多（每次过账取整，各差半分，合计不超过一分）。"""
    if not payments:
        payments = [(DUE, 1)]
    which %= len(payments)
    raised = [(day, paid + more if n == which else paid) for n, (day, paid) in enumerate(payments)]
    items = [(fen, clause, "principal", DUE)]
    assert sheet(_claim(items, raised), END).total <= sheet(_claim(items, payments), END).total + 1


@given(FEN, CLAUSES, PAYMENTS, DAYS)
@settings(max_examples=60)
def test_splitting_a_span_changes_only_what_is_printed(fen: int, clause: Clause, payments: list[tuple[date, int]], cut: date) -> None:
    """中间加一个到期日（另一项金额为零的债务），只多一行、多一个尾差。"""
    items = [(fen, clause, "principal", DUE)]
    whole, cut_up = sheet(_claim(items, payments), END), sheet(_claim([*items, (0, Clause("yearly", START, START), "costs", cut)], payments), END)
    assert (whole.total, whole.general, whole.doubled, whole.paid) == (cut_up.total, cut_up.general, cut_up.doubled, cut_up.paid)
    assert (whole.costs, whole.interest, whole.principal, whole.double) == (cut_up.costs, cut_up.interest, cut_up.principal, cut_up.double)


@given(FEN, st.integers(1, 800))
def test_splitting_a_clause_changes_nothing(fen: int, days: int) -> None:
    middle = START + timedelta(days)
    one = Item("1", "", "principal", fen, None, (Clause("lpr", START, END),))
    two = replace(one, clauses=(Clause("lpr", START, middle), Clause("lpr", middle + timedelta(1), END)))
    assert sheet(Claim((one,)), END).general == sheet(Claim((two,)), END).general
