"""在生效的措施、有效的限制、案件页的钟、恢复执行的事由。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import clocks, measures, restrictions, revival
from zhixing.law.calendar import Calendar
from zhixing.law.closing import modes
from zhixing.law.lights import Light
from zhixing.law.measures import running
from zhixing.law.nodes import plan
from zhixing.law.restrictions import active
from zhixing.law.timeline import Fact, Timeline
from zhixing.law.words import choices, party

CALENDAR = Calendar.national()
TODAY = date(2026, 11, 3)
Row = tuple[str, str, str, dict[str, Any]]


def line(*rows: Row, kind: str = "执", **more: Any) -> Timeline:
    facts = (Fact(i, t, date.fromisoformat(on), None, s, data) for i, (t, on, s, data) in enumerate(rows, 1))
    return Timeline(kind, tuple(facts), **more)


def taken(on: str, prop: str = "deposit", subject: str = "某行0011", **more: Any) -> Row:
    return ("control.MeasureTaken", on, subject, {"measure": "freeze", "property": prop, "rank": "first", **more})


def renewed(on: str, until: str = "") -> Row:
    return ("control.Renewed", on, "某行0011", {"until": until} if until else {})


# —— 措施 ————————————————————————————————————————————————————————————


@pytest.mark.parametrize(("prop", "until"), [
    ("deposit", date(2027, 3, 5)), ("movable", date(2028, 3, 5)), ("real_estate", date(2029, 3, 5)), ("other_right", date(2029, 3, 5)),
])
def test_a_measure_runs_for_its_longest_term(prop: str, until: date) -> None:
    (one,) = running(line(taken("2026-03-05", prop)), TODAY)
    assert (one.subject, one.since, one.until, one.rank) == ("某行0011", date(2026, 3, 5), until, "first")


def test_the_document_may_say_less_but_never_more() -> None:
    assert running(line(taken("2026-03-05", until="2026-12-01")), TODAY)[0].until == date(2026, 12, 1)
    assert running(line(taken("2026-03-05", until="2029-12-01")), TODAY)[0].until == date(2027, 3, 5)


def test_a_renewal_goes_on_from_the_old_last_day() -> None:
    first = taken("2025-03-05")
    assert running(line(first, renewed("2026-02-01", "2027-03-05")), TODAY)[0].until == date(2027, 3, 5)
    assert running(line(first, renewed("2026-02-01")), TODAY)[0].until == date(2027, 2, 1), "没有写明，从严"
    chain = running(line(first, renewed("2026-02-01", "2027-03-05")), TODAY)[0].chain
    assert [fact.type for fact in chain] == ["control.MeasureTaken", "control.Renewed"]


def test_waiting_has_no_last_day_until_it_becomes_first() -> None:
    waiting = taken("2024-03-05", "real_estate", rank="waiting")
    assert running(line(waiting), TODAY)[0].until is None
    first = running(line(waiting, ("control.BecameFirst", "2026-05-06", "某行0011", {})), TODAY)[0]
    assert (first.rank, first.since, first.until) == ("first", date(2026, 5, 6), date(2029, 5, 6))


@pytest.mark.parametrize(("event", "data", "over"), [
    ("control.Released", {}, True), ("control.MeasureMoved", {"to_number": "x"}, True), ("disposal.SaleRuled", {}, True),
    ("disposal.DebtOffset", {}, True), ("control.Deducted", {"rest": False}, True), ("control.Deducted", {"rest": True}, False),
    ("control.NotDisposable", {"reason": "empty"}, False),
])
def test_what_ends_a_measure(event: str, data: dict[str, Any], over: bool) -> None:
    assert (running(line(taken("2026-03-05"), (event, "2026-04-01", "某行0011", data)), TODAY) == ()) is over


def test_lapsed_is_not_running_and_may_be_taken_anew() -> None:
    old = line(taken("2025-03-05"))
    assert running(old, TODAY) == () and [m.until for m in measures.lapsed(old, TODAY)] == [date(2026, 3, 5)]
    again = line(taken("2025-03-05"), taken("2026-06-01"))
    assert [(m.since, len(m.chain)) for m in running(again, TODAY)] == [(date(2026, 6, 1), 1)]


@given(st.lists(st.tuples(
    st.sampled_from(["control.MeasureTaken", "control.Renewed", "control.Released", "control.Deducted", "control.MeasureMoved"]),
    st.dates(date(2024, 1, 1), date(2026, 11, 1)), st.sampled_from(["甲", "乙"]),
), max_size=10))
def test_running_measures_are_the_open_watches(rows: list[tuple[str, date, str]]) -> None:
    """措施表与期限节点说的是同一回事：在生效的，都有一个没有办结的看守，届满日相同。"""
    rows = sorted(rows, key=lambda row: row[1])
    data = {"measure": "freeze", "property": "deposit", "rank": "first", "rest": False, "amount_fen": 1}
    begun = (Fact(1, "cases.Received", date(2024, 1, 1)), Fact(2, "cases.Accepted", date(2024, 1, 1)))
    facts = (Fact(i, event, on, None, what, dict(data)) for i, (event, on, what) in enumerate(rows, 3))
    timeline = Timeline("执", (*begun, *facts))
    watched = {(n.subject, n.due) for n in plan(timeline, CALENDAR) if n.code == "N-14" and n.open}
    assert {(m.subject, m.until) for m in running(timeline, TODAY)} <= watched


# —— 失信、限制消费 ——————————————————————————————————————————————————————


def test_restrictions_hold_until_lifted_or_moved() -> None:
    rows: list[Row] = [
        ("sanctions.ConsumptionRestricted", "2026-03-05", "李四", {}),
        ("sanctions.Listed", "2026-03-06", "李四", {"ground": "able", "until": "2026-05-01"}),
    ]
    found = active(line(*rows))
    assert [(r.person, r.what, r.since) for r in found] == [
        ("李四", "consumption", date(2026, 3, 5)), ("李四", "listing", date(2026, 3, 6)),
    ]
    assert [r.what for r in active(line(*rows), date(2026, 3, 5))] == ["consumption"]
    moved: Row = ("sanctions.RestrictionMoved", "2026-06-01", "李四", {"what": "listing", "to_number": "x"})
    assert [r.what for r in active(line(*rows, moved))] == ["consumption"]
    lifted: Row = ("sanctions.ConsumptionLifted", "2026-06-02", "李四", {})
    assert active(line(*rows, moved, lifted)) == ()
    assert set(restrictions.BEGINS.values()) == set(restrictions.ENDS.values())


# —— 钟 ——————————————————————————————————————————————————————————————


def opened(on: str = "2026-03-02") -> tuple[Row, ...]:
    return (("cases.Received", on, "", {}), ("cases.Accepted", on, "", {}), ("cases.Assigned", on, "", {}))


def told(timeline: Timeline, today: date = TODAY) -> dict[str, clocks.Clock]:
    return {one.key: one for one in clocks.three(timeline, plan(timeline, CALENDAR), today, CALENDAR)}


def test_three_clocks_of_an_enforcement_case() -> None:
    found = told(line(*opened()), date(2026, 8, 3))
    assert [(c.name, c.due) for c in found.values()] == [
        ("执行期限", date(2026, 9, 2)), ("申请执行人六个月", date(2026, 9, 3)), ("终本三个月", date(2026, 6, 3)),
    ]
    assert found["term"].light == Light.GREEN and found["term"].text == "剩 30 天" and found["term"].steps
    assert "可以办" in found["round"].text


def test_clocks_pause_pass_and_stop() -> None:
    stopped = line(*opened(), ("nodes.Suspended", "2026-04-01", "", {"document": "裁定"}))
    assert (told(stopped)["term"].text, told(stopped)["term"].light) == ("停算中", Light.GREY)
    late = told(line(*opened()))
    assert late["term"].light == Light.RED and late["applicant"].text.endswith("可以向上一级法院申请执行")
    closed = told(line(*opened(), ("closing.Closed", "2026-08-31", "", {"mode": "finished"})))
    assert closed["term"].text == "2026年8月31日办结" and closed["round"].text == "已结案"


def test_preservation_has_its_own_clocks() -> None:
    found = told(line(*opened("2026-10-12"), taken("2026-10-14"), kind="执保", stage="pre_suit"))
    assert {key: one.name for key, one in found.items()} == {"preserve": "保全期限", "suit": "诉前三十日"}
    assert found["suit"].due == date(2026, 11, 13)


def test_a_case_taken_over_late_is_clocked_from_going_live() -> None:
    old = line(*opened("2025-03-03"), ("cases.TakenOver", "2026-10-01", "", {"live_on": "2026-10-01"}))
    assert (told(old)["term"].due, told(old)["term"].light) == (date(2027, 1, 1), Light.GREEN)


# —— 恢复执行、叫法 ————————————————————————————————————————————————————————


def test_every_ground_of_resumption_belongs_to_some_closing() -> None:
    assert set(revival.GROUNDS) == set(choices("resumption"))
    codes = {mode.code for kind in ("执", "执恢") for mode in modes(kind)}
    assert {mode for allowed, _ in revival.GROUNDS.values() for mode in allowed} <= codes
    for mode in codes:
        assert revival.revivable(mode) == bool(revival.grounds(mode))
        for ground in revival.GROUNDS:
            found = revival.check(mode, "某方式", ground)
            assert found.ok == (ground in revival.grounds(mode))
            assert found.ok or found.reasons[0].remedy


def test_parties_have_their_own_names_in_each_kind() -> None:
    assert (party("执", "applicant"), party("执恢", "respondent")) == ("申请执行人", "被执行人")
    assert (party("执保", "applicant"), party("执保", "agent")) == ("申请保全人", "代理人")
    assert party("执异", "applicant") == "异议人" and party("执复", "applicant") == "复议申请人"


def test_carried_facts_say_so() -> None:
    fact = line(taken("2026-03-05")).facts[0]
    assert not fact.carried and replace(fact, source="carried").carried
