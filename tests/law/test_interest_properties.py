"""计息的性质：部分之和等于全部；同日等额还款不论先后；多还不会多欠；切开一段不改变结果；多过一天不会少欠。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_claims import DAYS, END, FEN, OLD, START, claims, old_claims

from zhixing.law.debt import Claim, Clause, Item, Payment
from zhixing.law.interest_sheet import sheet
from zhixing.law.switches import DEFAULTS

LATE = st.one_of(st.just(END), DAYS)
DAY = timedelta(days=1)


def adds_up(claim: Claim, as_of: date) -> None:
    """各项和已计的利息，等于抵充的、放弃的和还欠的；各行、各级、各笔都对得上。"""
    found = sheet(claim, as_of)
    owed = sum(item.amount for item in claim.items if item.since is None or item.since <= as_of)
    assert owed + found.general + found.doubled == found.paid + found.waived + found.total
    effective = [p.amount for p in claim.payments if p.effective(claim.switches) <= as_of]
    assert found.paid + found.surplus == sum(effective)
    shown = sum(line.general + line.double + line.tail for line in found.lines)
    assert shown == found.general + found.doubled
    assert all(v >= 0 for line in found.lines for v in line.left.values())
    assert found.total == sum(found.lines[-1].left.values())
    assert 0 <= found.priority <= found.total
    for line in found.lines:
        assert sum(line.to.values()) + line.surplus == line.paid


@given(claims(), LATE, st.sampled_from(["once", "segment"]))
def test_the_parts_are_the_whole(claim: Claim, as_of: date, mode: str) -> None:
    adds_up(claim.under(claim.switches.with_changes({"round_mode": mode})), as_of)


@given(old_claims(), st.one_of(st.just(date(2017, 1, 1)), OLD))
def test_the_parts_are_the_whole_under_the_old_rules(claim: Claim, as_of: date) -> None:
    adds_up(claim, as_of)


@given(claims(), DAYS, st.integers(1, 10**9), st.randoms())
def test_order_of_equal_payments_is_irrelevant(claim: Claim, day: date, fen: int, random: Any) -> None:
    """同日的等额还款换个次序登记，计息单一字不变。"""
    extra = [Payment(f"e{n}", on, fen) for n, on in enumerate([day, day, END])]
    mixed = [*claim.payments, *extra]
    random.shuffle(extra)
    one, two = sheet(replace(claim, payments=tuple(mixed)), END), sheet(replace(claim, payments=(*claim.payments, *extra)), END)
    assert [line.as_data() for line in one.lines] == [line.as_data() for line in two.lines]


@st.composite
def plain_claims(draw: Any) -> Claim:
    """一项债务、没有放弃：比较多还少还。"""
    claim: Claim = draw(claims())
    return replace(claim, items=claim.items[:1], waivers=(), payments=tuple(replace(p, to="") for p in claim.payments))


@given(plain_claims(), st.integers(0, 5), FEN)
def test_paying_more_never_means_owing_more(claim: Claim, which: int, more: int) -> None:
    """同一次多还一些，欠的不会更多（每次过账取整，合计不超过一个取整单位）。"""
    paid = claim.payments or (Payment("1", START, 1),)
    which %= len(paid)
    raised = tuple(replace(p, amount=p.amount + more) if n == which else p for n, p in enumerate(paid))
    assert sheet(replace(claim, payments=raised), END).total <= sheet(replace(claim, payments=paid), END).total + claim.switches.unit


@given(claims(), DAYS)
def test_splitting_a_span_changes_only_what_is_printed(claim: Claim, cut: date) -> None:
    """中间多一个届满日（另一项金额为零的债务），只多一行、多一个尾差。"""
    empty = Item("空", "", "costs", 0, cut)
    whole, cut_up = sheet(claim, END), sheet(replace(claim, items=(*claim.items, empty)), END)
    for name in ("total", "general", "doubled", "paid", "costs", "interest", "principal", "double", "surplus"):
        assert getattr(whole, name) == getattr(cut_up, name)


JANUARY = date(2020, 1, 1)
WHOLE = [Clause("lpr", JANUARY, END), Clause("yearly", JANUARY, END, rate=Fraction(7, 100))]


@pytest.mark.parametrize("general_days", ["BOTH", "HEAD", "TAIL"])
@given(fen=FEN, days=st.integers(1, 800), clause=st.sampled_from(WHOLE))
def test_splitting_a_clause_changes_nothing(general_days: str, fen: int, days: int, clause: Clause) -> None:
    switches = DEFAULTS.with_changes({"general_days": general_days})
    middle = clause.start + timedelta(days)
    one = Item("1", "", "principal", fen, None, (clause,))
    two = replace(one, clauses=(replace(clause, end=middle), replace(clause, start=middle + DAY)))
    assert sheet(Claim((one,), switches=switches), END).general == sheet(Claim((two,), switches=switches), END).general


@given(st.one_of(st.tuples(claims(), LATE), st.tuples(old_claims(), OLD)))
def test_another_day_never_lowers_what_is_owed(drawn: tuple[Claim, date]) -> None:
    """第二天没有还款、放弃的，欠的不会比前一天少。"""
    claim, as_of = drawn
    next_day = as_of + DAY
    quiet = replace(
        claim, payments=tuple(p for p in claim.payments if p.effective(claim.switches) != next_day),
        waivers=tuple(w for w in claim.waivers if w.day < as_of),
    )
    assert sheet(quiet, next_day).total >= sheet(quiet, as_of).total
