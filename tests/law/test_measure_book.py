"""措施台账：与“某一天在生效的有哪些”说的一样，结束了的各归其所。"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from zhixing.law import measures
from zhixing.law.measure_book import fold
from zhixing.law.timeline import Fact, Timeline

DAY = date(2024, 1, 1)
NAMES = ("某某银行 尾号0001", "山水家园3号楼")
KINDS = {NAMES[0]: "deposit", NAMES[1]: "real_estate"}


def fact(seq: int, kind: str, on: date, subject: str = NAMES[0], **data: Any) -> Fact:
    return Fact(seq, kind, on, subject=subject, data=data)


def taken(seq: int, on: date, subject: str = NAMES[0], **data: Any) -> Fact:
    return fact(seq, measures.TAKEN, on, subject, **{"measure": "freeze", "property": KINDS[subject], "rank": "first", **data})


def random_story(chance: Random) -> list[Fact]:
    """随意的一串登记，按日子先后；届满以后的续行不会有（登记时就拒绝）。"""
    facts: list[Fact] = []
    day = DAY
    for seq in range(1, chance.randint(3, 12)):
        day += timedelta(days=chance.randint(0, 300))
        subject = chance.choice(NAMES)
        facts.append(_step(chance, seq, day, subject, facts))
    return facts


def _step(chance: Random, seq: int, day: date, subject: str, before: list[Fact]) -> Fact:
    until = chance.choice([None, (day + timedelta(days=chance.randint(0, 1500))).isoformat()])
    running = [one for one in measures.running(Timeline("执", tuple(before)), day) if one.subject == subject]
    kind = chance.choice([measures.TAKEN, measures.RENEWED, measures.BECAME_FIRST, measures.RELEASED, "control.Deducted", "control.ReleaseOrdered"])
    if not running or kind == measures.TAKEN:
        return taken(seq, day, subject, until=until, rank=chance.choice(["first", "waiting"]), told_until=chance.choice([None, until]))
    if kind in (measures.RENEWED, measures.BECAME_FIRST):
        return fact(seq, kind, day, subject, until=until)
    return fact(seq, kind, day, subject, amount_fen=100, rest=chance.random() < 0.5, ground="paid")


@pytest.mark.parametrize("seed", range(60))
def test_open_rows_are_what_runs(seed: int) -> None:
    facts = random_story(Random(seed))
    last = facts[-1].on
    rows = [row for row in fold(facts) if row.is_open() and (row.until is None or row.until >= last)]
    running = measures.running(Timeline("执", tuple(facts)), last)
    assert [(r.seq, r.until, r.since, r.state == "waiting") for r in rows] == [
        (one.chain[0].seq, one.until, one.since, one.rank == "waiting") for one in running
    ]


def test_the_earliest_of_three_days() -> None:
    [row] = fold([taken(1, DAY, until="2024-12-01", told_until="2024-06-30")])
    assert (row.until_ordered, row.until_told, row.until_law) == (date(2024, 12, 1), date(2024, 6, 30), date(2025, 1, 1))
    assert row.until == date(2024, 6, 30)


def test_taken_again_after_the_end_is_another_row_with_a_new_day() -> None:
    first, second = fold([taken(1, DAY), taken(2, date(2025, 3, 1))])
    assert (first.state, first.ended_on, first.until) == ("lapsed", date(2025, 1, 1), date(2025, 1, 1))
    assert (second.state, second.since) == ("active", date(2025, 3, 1))


def test_a_part_deducted_leaves_the_rest() -> None:
    [row] = fold([taken(1, DAY, amount_fen=900, actual_fen=700), fact(2, "control.Deducted", DAY, amount_fen=600, rest=True)])
    assert (row.state, row.cap_fen, row.actual_fen) == ("active", 300, 100)


def test_lapse_counts_only_when_the_end_has_come() -> None:
    lapse = fact(3, "control.Lapsed", date(2025, 1, 2), lapsed_on="2025-01-01")
    [row] = fold([taken(1, DAY), lapse])
    assert (row.state, row.ended_on) == ("lapsed", date(2025, 1, 1))
    [row] = fold([taken(1, DAY), fact(2, measures.RENEWED, date(2024, 12, 30), until="2025-12-30"), lapse])
    assert (row.state, row.renewals) == ("active", 1)


def test_withdrawn_closing_takes_back_only_what_closing_ordered() -> None:
    ordered = [fact(2, "control.ReleaseOrdered", DAY, ground="paid"), fact(4, "control.ReleaseOrdered", DAY, NAMES[1], ground="excess")]
    rows = fold([taken(1, DAY), *ordered[:1], taken(3, DAY, NAMES[1]), ordered[1], Fact(5, "closing.Withdrawn", DAY)])
    assert [row.release_ground for row in rows] == ["", "excess"]


def test_a_property_of_no_known_kind_is_watched_for_the_shortest_term() -> None:
    assert measures.expiry_rule("realty") == measures.expiry_rule("deposit")
