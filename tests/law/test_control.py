"""控制：警戒日、续行、扣划、解除、移送、预警（T:S-01 至 S-19、T:Z-15；X-07 见 test_seizure_value）。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhixing.law import control, measures, nodes
from zhixing.law.calendar import Calendar
from zhixing.law.closing import modes
from zhixing.law.control import (
    FirstSeal,
    NotProperty,
    deductible,
    hand_over,
    measure_until,
    period,
    releases,
    renewable,
    transferable,
)
from zhixing.law.terms import add_months
from zhixing.law.timeline import Fact, Timeline
from zhixing.law.words import choices

CALENDAR = Calendar.national()
MONTHS = {"deposit": 12, "movable": 24, "real_estate": 36, "other_right": 36}
KINDS = st.sampled_from(sorted(MONTHS))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MAYBE = st.none() | DAYS
FEN = st.integers(0, 10**9)


def day(text: str) -> date:
    return date.fromisoformat(text)


# —— 期限（T:S-01） ————————————————————————————————————————————————————


@pytest.mark.parametrize(("kind", "months"), [
    ("deposit", 12), ("online", 12), ("vehicle", 24), ("ship", 24), ("movable", 24), ("real_estate", 36), ("equity", 36), ("security", 36),
    ("wealth", 36), ("insurance", 36), ("housing_fund", 36), ("claim", 36), ("social", 36), ("tax", 36), ("other", 36),
])
def test_the_longest_term_of_each_kind_of_property(kind: str, months: int) -> None:
    assert control.longest(control.property_of(kind)) == months


def test_what_is_told_about_a_person_is_no_property() -> None:
    for kind in ("info", "", "房子"):
        with pytest.raises(NotProperty):
            control.property_of(kind)
    with pytest.raises(NotProperty):
        control.longest("vehicle")


@pytest.mark.parametrize(("ordered", "told", "until"), [
    ("", "", "2027-03-05"), ("2026-12-01", "", "2026-12-01"), ("", "2026-11-30", "2026-11-30"), ("2027-03-04", "2027-03-05", "2027-03-04"),
    ("2027-03-04", "2026-03-31", "2026-03-31"), ("2028-03-05", "2029-03-05", "2027-03-05"), ("2026-03-04", "", "2027-03-05"),
    ("2027-03-04", "1999-01-01", "2027-03-04"),
])
def test_the_alarm_is_the_earliest_of_order_receipt_and_statute(ordered: str, told: str, until: str) -> None:
    found = measure_until(day("2026-03-05"), "deposit", day(ordered) if ordered else None, day(told) if told else None)
    assert found.require() == day(until)
    assert str(found.value) in found.steps[-1].text and found.articles[0].instrument == "JI"


def test_what_looks_wrong_is_said() -> None:
    def codes(ordered: str, told: str) -> set[str]:
        return {one.code for one in measure_until(day("2026-03-05"), "deposit", day(ordered), day(told)).warnings}

    assert codes("2027-03-04", "2027-03-04") == set()
    assert codes("2027-03-04", "2026-09-04") == {"measure.until_differs"}
    assert codes("2028-03-04", "2028-03-04") == {"measure.until_long"}
    assert codes("2027-03-04", "2025-03-04") == {"measure.until_wrong", "measure.until_differs"}


@given(DAYS, KINDS, MAYBE, MAYBE, MAYBE)
def test_the_alarm_is_never_later_than_anything_written(since: date, kind: str, ordered: date | None, told: date | None, before: date | None) -> None:
    found = measure_until(since, kind, ordered, told, before=before).require()
    assert found >= since
    assert all(found <= one for one in (ordered, told) if one is not None and one >= since)
    assert found <= add_months(max(since, before or since), MONTHS[kind])
    if ordered is None or ordered < since:
        assert found <= add_months(since, MONTHS[kind]), "续行没有写明的，从严自续行之日起算"


def test_examples_of_the_manual_for_effect_periods() -> None:
    """T:EX-28、EX-29：届满日不因休息日顺延，最后一个能办的工作日在它以前。"""
    assert measure_until(day("2024-02-29"), "deposit").value == day("2025-02-28")
    assert measure_until(day("2023-10-03"), "real_estate").value == day("2026-10-03")
    assert control.last_day(day("2025-02-28"), CALENDAR) == day("2025-02-28")
    assert control.last_day(day("2026-10-03"), CALENDAR) == day("2026-09-30")


@given(DAYS, KINDS, DAYS, MAYBE)
def test_a_term_is_refused_exactly_when_too_long_or_backwards(since: date, kind: str, until: date, before: date | None) -> None:
    found = period(kind, since, until, before=before)
    top = add_months(max(since, before or since), MONTHS[kind])
    assert found.ok == (since <= until <= top)
    assert found.ok or (found.reasons[0].remedy and found.reasons[0].article.instrument == "JI")


# —— 续行（T:S-02、S-03、S-14） ———————————————————————————————————————


def test_a_renewal_is_for_what_still_stands() -> None:
    until = day("2026-03-05")
    assert renewable(until, until, day("2027-03-05"), "deposit").require() == day("2027-03-05"), "届满当天还可以"
    assert renewable(until, day("2026-02-01"), None, "deposit").require() == day("2027-03-05"), "从原届满日接着算"
    late = renewable(until, day("2026-03-06"), day("2027-03-05"), "deposit")
    assert [one.code for one in late.reasons] == ["measure.lapsed"] and "新的顺位" in late.reasons[0].remedy
    assert renewable(until, day("2026-03-01"), day("2027-03-06"), "deposit").reasons[0].code == "measure.too_long"
    assert renewable(until, day("2026-03-01"), day("2026-03-05"), "deposit").reasons[0].code == "measure.no_gain"


@given(DAYS, DAYS, MAYBE, KINDS)
def test_nothing_is_renewed_after_it_ended(until: date, on: date, new: date | None, kind: str) -> None:
    found = renewable(until, on, new, kind)
    if on > until:
        assert not found.ok
    if found.ok:
        assert until < found.value <= add_months(until, MONTHS[kind])


# —— 节点、措施、本模块说的是同一天（T:S-05、N-12 至 N-14） ————————————


@st.composite
def chains(draw: Any) -> tuple[str, list[Fact]]:
    kind = draw(KINDS)
    on = date(2022, 1, 5) + timedelta(days=draw(st.integers(0, 300)))
    facts = [Fact(2, "control.MeasureTaken", on, None, "某项", {"measure": "freeze", "property": kind, "rank": "first"} | draw(written(on)))]
    for n in range(draw(st.integers(0, 3))):
        on = measures.expiry(facts, kind) - timedelta(days=draw(st.integers(0, 30)))
        on = max(on, facts[-1].on)
        facts.append(Fact(3 + n, "control.Renewed", on, None, "某项", draw(written(on))))
    return kind, facts


@st.composite
def written(draw: Any, on: date) -> dict[str, Any]:
    days = {name: draw(st.none() | st.integers(-20, 1500)) for name in ("until", "told_until")}
    return {name: (on + timedelta(days=n)).isoformat() for name, n in days.items() if n is not None}


@settings(max_examples=30)
@given(chains())
def test_the_node_the_measure_and_the_rule_say_the_same_day(made: tuple[str, list[Fact]]) -> None:
    kind, facts = made
    line = Timeline("执", (Fact(1, "cases.Accepted", date(2022, 1, 4)), *facts))
    end = measures.expiry(facts, kind)
    ends = {"N-12", "N-13", "N-14"}
    last = [one for one in nodes.plan(line, CALENDAR) if one.code in ends][-1]
    assert (last.state, last.due) == ("open", end)
    before: date | None = None
    for fact in facts:
        before = measure_until(fact.on, kind, fact.day("until"), fact.day("told_until"), before=before).value
    assert before == end
    assert measures.running(line, end)[0].until == end and not measures.running(line, end + timedelta(days=1))


def test_the_receipt_of_a_bank_moves_the_node() -> None:
    """N-14：裁定写到 2027-03-04，回执写到 2026-09-04，以早的为准。"""
    data = {"measure": "freeze", "property": "deposit", "rank": "first", "until": "2027-03-04", "told_until": "2026-09-04"}
    line = Timeline("执", (Fact(1, "cases.Accepted", day("2026-03-01")), Fact(2, "control.MeasureTaken", day("2026-03-05"), None, "某行0011", data)))
    (node,) = [one for one in nodes.plan(line, CALENDAR) if one.code == "N-14"]
    assert node.due == day("2026-09-04") and any("回执写明至2026-09-04" in step["text"] for step in node.steps)
    assert node.warn_on == day("2026-09-04") - timedelta(days=60)


# —— 扣划（T:S-18） ————————————————————————————————————————————————————


@pytest.mark.parametrize(("asked", "facts", "code"), [
    (500, {"available": 500, "frozen": 0}, ""), (500, {"available": 0, "frozen": 500}, ""), (501, {"available": 500, "frozen": 300}, "deduct.beyond"),
    (500, {"available": None, "frozen": 0}, "deduct.beyond"), (0, {"available": 9, "frozen": 9}, "deduct.nothing"),
    (500, {"available": 0, "frozen": 500, "first_by_others": True}, "deduct.others_first"),
    (200, {"available": 200, "frozen": 500, "first_by_others": True}, ""),
    (500, {"available": 500, "frozen": 0, "notice_over": False}, "deduct.notice"), (500, {"available": 500, "frozen": 0, "notice_over": True}, ""),
    (500, {"available": 500, "frozen": 0, "owed": 499}, "deduct.beyond_owed"),
])
def test_deduct_what_is_free_or_ours(asked: int, facts: dict[str, Any], code: str) -> None:
    found = deductible(asked, **facts)
    assert [one.code for one in found.reasons] == ([code] if code else [])
    assert all(one.remedy and str(one.article) for one in found.reasons)


@given(FEN, st.none() | FEN, FEN, st.booleans(), st.sampled_from([None, True, False]), st.none() | FEN)
def test_never_more_than_stands_free_never_others_money(
    asked: int, available: int | None, frozen: int, others: bool, over: bool | None, owed: int | None,
) -> None:
    found = deductible(asked, available=available, frozen=frozen, first_by_others=others, notice_over=over, owed=owed)
    if found.ok:
        assert 0 < asked <= found.value <= max(available or 0, 0 if others else frozen)
        assert owed is None or asked <= owed
        assert over is not False


# —— 解除（T:S-11、S-12、S-15、S-19、B-08、B-09） ——————————————————————


def test_every_ground_of_release_has_its_article() -> None:
    for ground in choices("release"):
        duty = control.release_duty(ground).value
        assert duty.article.instrument == "CF" and not duty.hard


@pytest.mark.parametrize(("ground", "facts", "article", "long", "must"), [
    ("excess", {"asset": "equity", "upheld": True}, "GQ 5", "7日", True), ("excess", {"asset": "deposit", "upheld": True}, "CF 19", "5日", True),
    ("not_owned", {"kind": "执保", "upheld": True}, "BQ 27", "7日", True), ("ended", {"kind": "执保", "asked": True}, "BQ 23", "5日", True),
    ("ended", {"kind": "执保", "asked": True, "urgent": True}, "BQ 23", "48小时", True), ("security", {"kind": "执保"}, "BQ 22", "5日", True),
    ("security", {}, "CF 28(5)", "5日", False), ("paid", {}, "CF 28(4)", "5日", True),
])
def test_release_duties(ground: str, facts: dict[str, Any], article: str, long: str, must: bool) -> None:
    found = control.release_duty(ground, **facts)
    duty = found.require()
    assert (f"{duty.article.instrument} {duty.article.number}", str(duty.period), duty.must) == (article, long, must)
    assert "协助执行通知书" in found.warnings[0].text


def test_what_happens_to_measures_when_a_case_closes() -> None:
    """终本不解除（T:S-19），销案随案移交，保全转执行（T:S-07），和解长期履行的可以保留。"""
    every = {mode.code for kind in ("执", "执恢", "执保") for mode in modes(kind)}
    assert {mode: releases(mode).what for mode in every} == {
        "finished": "release", "terminated": "release", "refused": "release", "dismissed": "release", "terminated_round": "keep", "struck": "move",
        "preserved_full": "keep", "preserved_part": "keep", "nothing_to_preserve": "keep",
    }
    assert releases("terminated", "settled_long").what == "keep"
    assert (releases("finished").ground, releases("terminated").ground) == ("paid", "ended")


def test_less_than_a_month_left_is_renewed_before_handing_over() -> None:
    assert hand_over(day("2026-04-05"), day("2026-03-05")).ok
    found = hand_over(day("2026-04-04"), day("2026-03-05"))
    assert not found.ok and "续行" in found.reasons[0].remedy and str(found.articles[0].number) == "6"


# —— 首封处置权（T:S-08 至 S-10） ——————————————————————————————————————


def test_sixty_days_for_a_priority_claim() -> None:
    seal = FirstSeal(day("2026-01-01"), priority=True)
    early = transferable(seal, day("2026-03-02"))
    assert [one.code for one in early.reasons] == ["transfer.early"] and "2026-03-03" in early.reasons[0].text
    found = transferable(seal, day("2026-03-03")).require()
    assert found is not None and (found.ground, found.article.instrument) == ("priority", "PF")


def test_a_year_for_a_preservation() -> None:
    seal = FirstSeal(day("2025-03-05"), preservation=True, first_in_line=True)
    assert not transferable(seal, day("2026-03-05")).ok
    found = transferable(seal, day("2026-03-06")).require()
    assert found is not None and (found.ground, found.article.number) == ("preserved", "21")


@pytest.mark.parametrize(("seal", "code"), [
    (FirstSeal(day("2024-01-01")), "transfer.no_ground"),
    (FirstSeal(day("2024-01-01"), priority=True, sale_started=True), "transfer.started"),
    (FirstSeal(day("2024-01-01"), preservation=True, first_in_line=True, disputed=True), "transfer.no_ground"),
    (FirstSeal(day("2024-01-01"), preservation=True), "transfer.no_ground"),
])
def test_no_transfer_without_a_ground(seal: FirstSeal, code: str) -> None:
    found = transferable(seal, day("2026-11-03"))
    assert [one.code for one in found.reasons] == [code] and found.reasons[0].remedy


def test_the_first_court_answers_in_fifteen_days() -> None:
    """T:S-09。"""
    assert control.transfer_reply(day("2026-03-02"), CALENDAR).require() == day("2026-03-17")
    assert control.transfer_reply(day("2025-09-18"), CALENDAR).require() == day("2025-10-09"), "遇国庆顺延"


# —— 预警（T:S-17） ————————————————————————————————————————————————————


def test_the_ladder_of_warnings() -> None:
    assert control.WARN_DAYS == (60, 30, 15, 7, 3, 1)
    told = [control.warned_to(step) for step in control.WARN_DAYS]
    assert told == [("owner",), ("owner",), *[("owner", "team")] * 2, *[("owner", "team", "director")] * 2]
    assert control.warned_to(30, team_from=30, director_from=30) == ("owner", "team", "director")


@given(DAYS)
def test_the_last_day_is_a_working_day_not_after_the_end(until: date) -> None:
    last = control.last_day(until, CALENDAR)
    assert last <= until and CALENDAR.is_working_day(last) and (until - last).days < 12
