"""重复、交叉、换顺序的文件并起来，一笔不多、一笔不少。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import groupby, pairwise

from exchange.bank_files import CCB, as_csv, ccb, one, xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.exchange.bank.keys import merged, numbered
from zhixing.exchange.bank.lines import Line, Statement
from zhixing.exchange.bank.reading import read

FEW = settings(max_examples=40)
NAMES = st.sampled_from(["王秀兰", "赵小明", ""])


@st.composite
def ledger(draw: st.DrawFn, *, serial: bool, balance: bool) -> list[Line]:
    """一个账户的各行：金额、对方尽量重样，余额连得上。"""
    lines: list[Line] = []
    left = 0
    for number in range(draw(st.integers(1, 25))):
        fen = draw(st.sampled_from([100, 100, 100, -100, 500]))
        left += fen
        day = date(2026, 11, 20) + timedelta(number // 6)
        lines.append(
            Line(account="1505", booked_on=day, fen=fen, name=draw(NAMES), serial=f"S{number}" if serial else "",
                 booked_at=time(9, number) if balance else None, balance=left if balance else None)
        )  # fmt: skip
    return lines


def files(draw: st.DrawFn, lines: Sequence[Line]) -> list[Statement]:
    """任意切成交叉的几段，合起来盖住全部，每段里换了顺序，次序也乱。"""
    count = len(lines)
    cuts = sorted({0, count, *draw(st.lists(st.integers(0, count), max_size=4))})
    parts = [lines[max(0, a - draw(st.integers(0, 3))) : b + draw(st.integers(0, 3))] for a, b in pairwise(cuts)]
    parts += draw(st.lists(st.sampled_from(parts), max_size=2)) if parts else []
    return [Statement(account="1505", source="x", lines=tuple(draw(st.permutations(part)))) for part in draw(st.permutations(parts))]


def same(found: Sequence[Line], lines: Sequence[Line]) -> bool:
    return Counter(replace(line, nth=1) for line in found) == Counter(lines)


@FEW
@given(st.data(), st.booleans())
def test_with_serials_or_balances_any_cut_gives_the_same_set(data: st.DataObject, serial: bool) -> None:
    lines = data.draw(ledger(serial=serial, balance=not serial))
    union = merged(one_ for file in files(data.draw, lines) for one_ in numbered([file]))
    assert same(union.lines, lines) and not union.twins and not union.suspects


@FEW
@given(st.data())
def test_without_either_whole_days_give_the_same_set(data: st.DataObject) -> None:
    lines = data.draw(ledger(serial=False, balance=False))
    days = [tuple(group) for _, group in groupby(lines, key=lambda line: line.booked_on)]
    picked = [*range(len(days)), *data.draw(st.lists(st.integers(0, len(days) - 1), max_size=5))]
    parts = [Statement(account="1505", source="x", lines=tuple(data.draw(st.permutations(days[n])))) for n in data.draw(st.permutations(picked))]
    union = merged(one_ for part in parts for one_ in numbered([part]))
    assert same(union.lines, lines) and union.repeated == sum(len(part.lines) for part in parts) - len(lines)
    assert len(union.twins) == len(lines) - len(set(lines))


@FEW
@given(st.data())
def test_files_on_paper_give_the_same_keys_whatever_format_order_and_encoding(data: st.DataObject) -> None:
    fens = data.draw(st.lists(st.sampled_from([100, -100, 123456]), min_size=1, max_size=6))
    rows = [ccb(n, fen, sum(fens[: n + 1])) for n, fen in enumerate(fens)]
    keys = {line.key for line in one(CCB + "\n" + as_csv(*rows)).lines}
    shuffled = data.draw(st.permutations(rows))
    text = CCB + "\r\n" + as_csv(*shuffled, *shuffled[:2])
    again = merged(read("b.csv", text.encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"])))))
    assert len(keys) == len(fens) and keys <= {line.key for line in again.lines}
    union = merged([one(CCB + "\n" + as_csv(*part)) for part in (rows[:3], rows[2:], rows) if part])
    assert {line.key for line in union.lines} == keys


def test_the_same_export_as_workbook_and_as_text() -> None:
    rows = [ccb(n, 100, 100 * n) for n in range(1, 5)]
    assert [line.key for line in one(xlsx([CCB.split(","), *rows]), "a.xlsx").lines] == [line.key for line in one(CCB + "\n" + as_csv(*rows)).lines]


def test_one_serial_for_many_payees_and_the_reversal_of_it() -> None:
    paid = Line(account="1505", booked_on=date(2026, 11, 20), fen=-100, serial="S1", other_account="1")
    made = [paid, replace(paid, other_account="2"), replace(paid, fen=100)]
    union = merged([Statement(account="1505", source="x", lines=tuple(made))])
    assert len(union.lines) == 3 and [len(group) for group in union.suspects] == [2]


def test_a_batch_told_whole_and_in_parts_is_a_suspect() -> None:
    whole = Line(account="1505", booked_on=date(2026, 11, 20), fen=300, serial="S1")
    parts = tuple(replace(whole, fen=fen, serial=f"S1/{fen}", batch="S1") for fen in (100, 200))
    union = merged([Statement(account="1505", source="a", lines=(whole,)), Statement(account="1505", source="b", lines=parts)])
    assert [len(group) for group in union.suspects] == [3]


def test_padding_and_width_do_not_make_two_lines() -> None:
    given_ = Line(account="1505", booked_on=date(2026, 11, 20), fen=100, name="（某）公司", remark="执行 款１")
    assert given_.key == replace(given_, account=" 1505 ", name="(某)公司 ", remark="执行款1", row=9, raw="x").key
    assert given_.key != replace(given_, fen=-100).key and given_.key.startswith("c-") and replace(given_, serial="1").key.startswith("b-")
