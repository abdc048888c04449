"""环节：没有归档的案件总在主线的一段里，恰好一段；事件来了往前走，撤回了退回来；缺什么说得出。"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import segments as law
from zhixing.law.money_left import undistributed
from zhixing.law.timeline import Fact, Timeline
from zhixing.law.words import choices

DAY = date(2026, 10, 21)


def fact(seq: int, type_: str, subject: str = "", **data: Any) -> Fact:
    return Fact(seq=seq, type=type_, on=DAY + timedelta(days=seq), subject=subject, data=data)


def chain(*told: tuple[str, dict[str, Any]] | str) -> list[Fact]:
    """一条链：类型，或者（类型，载荷）。``subject`` 写在载荷里。"""
    rows = [(one, {}) if isinstance(one, str) else one for one in told]
    return [fact(n, type_, **data) for n, (type_, data) in enumerate(rows, 1)]


def at(kind: str, *told: tuple[str, dict[str, Any]] | str) -> str:
    found = law.standing(law.walk(kind, chain(*told)))
    return found.segment if found else ""


ASSIGNED = ("cases.Assigned", {"handler": 7, "team": 3})
FILED = ("cases.Received", "cases.Accepted")
FOUND = ("control.FeedbackReceived", {"found": ["deposit"]})
NOTICE = ("documents.Issued", {"document": "enforcement_notice"})
FAST = ("centre.Triaged", {"track": "fast"})
NORMAL = ("centre.Triaged", {"track": "normal"})


@pytest.mark.parametrize(("told", "where"), [
    (("cases.Received",), "filing"),
    (FILED, "assigning"),
    ((*FILED, ASSIGNED), "inquiry"),
    ((*FILED, ASSIGNED, FOUND), "control"),
    ((*FILED, ASSIGNED, ("control.FeedbackReceived", {"found": []})), "notice"),
    ((*FILED, ASSIGNED, FOUND, ("control.FeedbackReceived", {"found": []})), "control"),
    ((*FILED, ASSIGNED, FOUND, "control.MeasureTaken"), "notice"),
    ((*FILED, ASSIGNED, FOUND, "control.MeasureTaken", NOTICE), "triage"),
    ((*FILED, ASSIGNED, FOUND, "control.MeasureTaken", NOTICE, FAST), "fast"),
    ((*FILED, ASSIGNED, FOUND, "control.MeasureTaken", NOTICE, FAST, NORMAL), "normal"),
    ((*FILED, ASSIGNED, FAST, ("funds.Received", {"subject": "r1", "amount_fen": 100})), "money"),
    ((*FILED, ASSIGNED, ("funds.Received", {"subject": "r1", "amount_fen": 100}), ("funds.Paid", {"subject": "r1", "amount_fen": 60})), "money"),
    ((*FILED, ASSIGNED, ("disposal.SaleStarted", {"subject": "房"})), "disposal"),
    ((*FILED, ASSIGNED, ("disposal.SaleStarted", {"subject": "房"}), ("disposal.Delivered", {"subject": "车"})), "disposal"),
    ((*FILED, ASSIGNED, "closing.Proposed"), "review"),
    ((*FILED, ASSIGNED, "closing.Proposed", "closing.ProposalEnded"), "inquiry"),
    ((*FILED, ASSIGNED, "closing.Proposed", "closing.Closed"), "archive"),
    ((*FILED, ASSIGNED, "closing.Proposed", "closing.Closed", "closing.Withdrawn"), "inquiry"),
    ((*FILED, ASSIGNED, "closing.Proposed", "closing.Closed", "closing.Archived"), ""),
    (("cases.Received", "cases.Declined"), ""),
])
def test_the_main_line_follows_the_events(told: tuple[Any, ...], where: str) -> None:
    assert at("执", *told) == where


def test_a_preservation_case_stays_in_preservation_and_a_review_in_objection() -> None:
    assert at("执保", *FILED, ASSIGNED) == "preservation"
    assert at("执异", *FILED, ASSIGNED) == "objection"
    assert at("执协", *FILED, ASSIGNED) == "normal"
    assert all(not one.side for one in law.walk("执异", chain(*FILED, ASSIGNED)))


def test_side_tracks_run_beside_the_main_line() -> None:
    sent = ("centre.Entrusted", {"number": "委1"}), ("centre.Entrusted", {"number": "委2"})
    visits = law.walk("执", chain(*FILED, ASSIGNED, *sent, ("centre.EntrustmentMoved", {"number": "委1", "step": "done"}), "cases.Noted"))
    live = {(one.segment, one.side) for one in visits if one.left is None}
    assert live == {("inquiry", False), ("entrusted", True)}
    reception = next(one for one in visits if one.segment == "reception")
    assert (reception.came.type, reception.left and reception.left.type) == ("cases.Accepted", "cases.Noted")


def test_taking_over_puts_the_case_in_that_segment_until_it_moves_by_itself() -> None:
    taken = ("centre.HandTaken", {"to_segment": "disposal", "user": 9, "team": 4})
    ready = (*FILED, ASSIGNED, FOUND, "control.MeasureTaken", NOTICE, NORMAL)
    visit = law.standing(law.walk("执", chain(*ready, taken)))
    assert visit and (visit.segment, visit.user, visit.team) == ("disposal", 9, 4)
    still = law.standing(law.walk("执", chain(*ready, taken, ("disposal.ValuationStarted", {"subject": "房"}))))
    assert still and (still.segment, still.user, still.came.type) == ("disposal", 9, "centre.HandTaken")
    assert at("执", *ready, taken, ("disposal.ValuationStarted", {"subject": "房"}), ("disposal.Delivered", {"subject": "房"})) == "normal"


def test_another_officer_begins_another_stay_in_the_same_segment() -> None:
    moved = ("cases.Transferred", {"to": 8, "team": 3})
    rows = [one for one in law.walk("执", chain(*FILED, ASSIGNED, FAST, FOUND, "control.MeasureTaken", NOTICE, moved)) if one.segment == "fast"]
    assert [(one.user, one.left is None) for one in rows] == [(7, False), (8, True)]
    desk = ("centre.HandTaken", {"to_segment": "inquiry", "user": 5, "team": None})
    taken = law.standing(law.walk("执", chain(*FILED, ASSIGNED, desk)))
    assert taken and (taken.user, taken.taken and taken.taken.type, taken.came.type) == (5, "centre.HandTaken", "cases.Assigned")


def test_what_is_lacking_is_named_with_its_article_and_act() -> None:
    facts = chain(*FILED, ASSIGNED)
    found = law.lacking("执", "fast", facts, law.Held())
    assert {need.code for need in found.value} == {"query", "notice", "report_order", "reception"}
    assert all(str(need.article) and need.act for need in found.value)
    attached = ("documents.Issued", {"document": "enforcement_notice", "attached": ["report_order"]})
    assert {need.code for need in law.lacking("执", "fast", chain(*FILED, ASSIGNED, FOUND, attached, "cases.Noted"), law.Held()).value} == set()
    assert "papers" in {need.code for need in law.lacking("执", "inquiry", facts, law.Held(papers=False)).value}
    paid = chain(*FILED, ASSIGNED, ("funds.Received", {"subject": "r", "amount_fen": 5}))
    assert {"account", "paid_out"} <= {need.code for need in law.lacking("执", "review", paid, law.Held(account=False)).value}


def test_only_a_segment_of_this_kind_other_than_the_present_can_be_offered() -> None:
    assert law.offerable("执", "control", "disposal").ok
    for kind, here, to in (("执", "control", "control"), ("执保", "preservation", "fast"), ("执", "", "fast"), ("执", "control", "filing")):
        found = law.offerable(kind, here, to)
        assert not found.ok and found.reasons[0].remedy and found.reasons[0].article
    assert law.onward("执", "control")[0] == "notice"


@pytest.mark.parametrize(("who", "fine"), [
    ({"user": 1, "to_user": 1, "to_team": None, "teams": (), "posts": ()}, True),
    ({"user": 2, "to_user": 1, "to_team": 5, "teams": (5,), "posts": ("centre",)}, False),
    ({"user": 2, "to_user": None, "to_team": 5, "teams": (5,), "posts": ()}, True),
    ({"user": 2, "to_user": None, "to_team": None, "teams": (), "posts": ("judge",)}, False),
    ({"user": 2, "to_user": None, "to_team": None, "teams": (), "posts": ("centre",)}, True),
])
def test_only_whom_it_was_handed_to_answers(who: dict[str, Any], fine: bool) -> None:
    assert law.answerable(owner="centre", **who).ok is fine
    assert not law.answerable(owner="centre", **who, from_user=who["user"]).ok, "自己提出的，自己不能接"


def test_the_table_names_only_known_segments() -> None:
    assert set(law.segments()) == set(choices("segment"))
    assert {code for need in law.needs() for code in need.to} <= set(law.segments())


_EVENTS = st.sampled_from(sorted(law.events() - {"cases.Received", "centre.HandTaken", "cases.TakeoverReversed", "cases.Declined"}))
_TOLD = st.tuples(_EVENTS, st.fixed_dictionaries({}, optional={
    "subject": st.sampled_from(["甲", "乙"]), "found": st.sampled_from([[], ["deposit"]]), "amount_fen": st.integers(1, 3),
    "track": st.sampled_from(["fast", "normal", "preservation", "final", "review"]), "number": st.sampled_from(["1", "2"]),
    "step": st.sampled_from(["done", "received"]), "handler": st.integers(1, 3), "to": st.integers(1, 3),
    "document": st.sampled_from(["enforcement_notice", "report_order"]),
}))
_TO = st.sampled_from(sorted(law.segments()))
_TAKEN = st.builds(lambda to, user: ("centre.HandTaken", {"to_segment": to, "user": user}), _TO, st.integers(1, 3))


@given(st.sampled_from(["执", "执恢", "执保", "执异", "执协"]), st.lists(st.one_of(_TOLD, _TAKEN), max_size=25))
def test_every_open_case_is_in_exactly_one_segment(kind: str, told: list[Any]) -> None:
    facts = chain("cases.Received", *told)
    visits = law.walk(kind, facts)
    archived = [one.type for one in facts if one.type in (law.ARCHIVED, law.BACK)][-1:] == [law.ARCHIVED]
    live = [one for one in visits if one.left is None]
    assert len([one for one in live if not one.side]) == (0 if archived else 1)
    assert len({one.segment for one in live}) == len(live)
    mains = [one for one in visits if not one.side]
    assert all(a.left is not None and b.came.seq >= a.left.seq for a, b in pairwise(mains))
    if not archived and not any(one.type in ("closing.Proposed", "closing.Closed", "centre.HandTaken") for one in facts):
        main = next(one for one in live if not one.side)
        assert (main.segment == "money") == undistributed(Timeline(kind, tuple(facts)))
