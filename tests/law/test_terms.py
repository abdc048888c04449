"""期间：六类期限、扣除、延长、顺延。"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.terms import BadTerm, Ending, Period, Span, add_months, compute, overdue

CALENDAR = Calendar.national()
DAYS = st.dates(date(2019, 1, 1), date(2026, 6, 30))
PERIODS = st.one_of(
    st.builds(Period, st.integers(0, 200), st.just("d")),
    st.builds(Period, st.integers(1, 24), st.just("m")),
    st.builds(Period, st.integers(1, 3), st.just("y")),
)


def d(text: str) -> date:
    return date.fromisoformat(text)


def due(start: str, period: str, cls: str, *spans: str, **more: object) -> Ending:
    when = datetime.fromisoformat(start) if "T" in start else d(start)
    found: Finding[Ending] = compute(
        when, Period.parse(period), cls, CALENDAR, [Span.parse(s) for s in spans], **more,  # type: ignore[arg-type]
    )
    return found.value


def test_worked_examples(shared: Path) -> None:
    examples = json.loads((shared / "data/date-examples.json").read_text("utf-8"))
    assert len(examples) == 24
    for example in examples:
        schedule = example.get("schedule", [])
        data = due(
            example["start"], f"{example['n']}{example['unit']}", example["cls"], times=len(schedule) or 1,
        ).as_data()
        assert data["due"] == example["due"], example["id"]
        if "last_safe_working_day" in example:
            assert data["last_working_day"] == example["last_safe_working_day"]
        if "conservative" in example:
            assert data["conservative"] == example["conservative"]
        assert data.get("schedule", []) == schedule


# —— 各类期限 ——


def test_threshold_is_the_day_after_and_never_rolls() -> None:
    ending = due("2025-11-30", "3m", "B")
    assert (ending.counted_to, ending.earliest, ending.due) == (d("2026-02-28"), d("2026-03-01"), d("2026-03-01"))


def test_backward_goes_to_the_preceding_working_day() -> None:
    assert due("2025-10-20", "15d", "D").due == d("2025-09-30")  # 10-05 在国庆假期里
    assert due("2025-10-20", "15d", "D").counted_to == d("2025-10-05")
    assert due("2025-06-20", "15d", "D").due == d("2025-06-05")
    assert due("2025-06-20", "15d", "D", clear_days=True).due == d("2025-06-04")
    assert due("2025-03-31", "1m", "D").due == d("2025-02-28")


def test_hours_run_from_the_next_hour_even_on_the_hour() -> None:
    assert due("2025-09-30T16:20", "48h", "E").due == datetime(2025, 10, 2, 17)
    assert due("2025-09-30T16:00", "48h", "E").due == datetime(2025, 10, 2, 17)
    assert due("2025-09-30T15:59:59", "48h", "E").due == datetime(2025, 10, 2, 16)


def test_make_up_saturday_is_a_working_day() -> None:
    assert due("2025-08-31", "6m", "A").due == d("2026-02-28")
    assert due("2024-09-13", "1wd", "F").due == d("2024-09-14")


def test_working_days_skip_an_exclusion() -> None:
    assert due("2025-03-03", "3wd", "F", "X4:2025-03-05:2025-03-12").due == d("2025-03-13")


def test_local_holiday_rolls() -> None:
    local = CALENDAR.with_local({d("2025-07-11"): "那达慕"})
    ending = compute(d("2025-07-01"), Period(10, "d"), "A", local).value
    assert (ending.counted_to, ending.due) == (d("2025-07-11"), d("2025-07-14"))
    assert ending.calendar_version != CALENDAR.version


def test_article_follows_the_day_of_the_event() -> None:
    articles = {str(s.article) for s in compute(d("2019-05-06"), Period(10, "d"), "A", CALENDAR).steps}
    assert "《中华人民共和国民事诉讼法》（2017年修正）第82条" in articles


@pytest.mark.parametrize(("start", "period", "cls"), [
    ("2026-12-20", "15d", "A"), ("2018-05-01", "10d", "A"), ("2024-05-01", "3y", "C"), ("2026-12-30", "3wd", "F"),
])
def test_unloaded_year_is_provisional(start: str, period: str, cls: str) -> None:
    finding = compute(d(start), Period.parse(period), cls, CALENDAR)  # type: ignore[arg-type]
    assert finding.value.provisional
    assert any("暂按周末推算" in step.text for step in finding.steps)


def test_year_end_warns_until_the_next_notice_is_loaded() -> None:
    finding = compute(d("2026-12-21"), Period(10, "d"), "A", CALENDAR)
    assert finding.value.due == d("2026-12-31")
    assert not finding.value.provisional
    assert [w.code for w in finding.warnings] == ["calendar.year_end"]


@pytest.mark.parametrize(("start", "cls"), [("2018-12-25", "F"), ("2027-01-05", "D")])
def test_working_days_counted_through_an_unloaded_year_are_provisional(start: str, cls: str) -> None:
    """末日落在有通知的年份，数过的日子却没有通知。"""
    ending = due(start, "6wd", cls)
    assert isinstance(ending.due, date) and CALENDAR.covers(ending.due)
    assert ending.provisional


# —— 扣除和延长 ——


def test_from_counts_and_to_does_not() -> None:
    ending = due("2025-01-18", "6m", "A", "X4:2025-03-03:2025-04-02")
    assert (ending.excluded_days, ending.counted_to, ending.due) == (30, d("2025-08-17"), d("2025-08-18"))


def test_overlap_counts_once_and_outside_not_at_all() -> None:
    plain = due("2025-01-18", "6m", "A", "X4:2025-03-03:2025-04-02")
    overlapped = due("2025-01-18", "6m", "A", "X7:2025-03-10:2025-04-02", "X4:2025-03-03:2025-03-20",
                     "X2:2024-11-01:2025-01-19", "X1:2025-09-01:2025-09-20")
    assert (overlapped.excluded_days, overlapped.due) == (30, plain.due)


def test_overlap_is_told_in_a_step() -> None:
    def told(*spans: str) -> bool:
        found = compute(d("2025-01-18"), Period(6, "m"), "A", CALENDAR, [Span.parse(s) for s in spans])
        return any("重叠的部分只算一次" in step.text for step in found.steps)

    assert told("X2:2025-02-01:2025-03-01", "X4:2025-02-20:2025-03-10")
    assert told("X2:2025-02-01", "X4:2025-02-20:2025-03-10")
    assert not told("X2:2025-02-01:2025-03-01", "X4:2025-03-01:2025-03-10")
    assert not told("X2:2025-01-01:2025-01-19", "X4:2025-01-10:2025-01-20")


def test_the_start_day_itself_is_not_excluded_twice() -> None:
    """3月3日不计入期间；3月4日至4月1日扣除29天，4月2日起数满10日是4月11日。"""
    ending = due("2025-03-03", "10d", "A", "X4:2025-03-03:2025-04-02")
    assert (ending.excluded_days, ending.counted_to) == (29, d("2025-04-11"))


def test_span_beginning_in_time_already_lengthened_counts() -> None:
    ending = due("2025-01-18", "6m", "A", "X4:2025-03-03:2025-04-02", "X2:2025-08-10:2025-08-20")
    assert ending.counted_to == d("2025-08-27")


def test_span_inside_the_extension_counts() -> None:
    span = "X7:2025-09-01:2025-09-11"
    assert due("2025-01-18", "6m", "A", span).counted_to == d("2025-07-18")
    assert due("2025-01-18", "6m", "A", span, extension=Period(3, "m")).counted_to == d("2025-10-28")


def test_extension_runs_from_the_unrolled_end() -> None:
    ending = due("2025-04-02", "6m", "A", extension=Period(3, "m"))  # 未顺延 10-02，不从 10-09 起
    assert ending.counted_to == d("2026-01-02")


def test_open_span_leaves_the_due_date_open() -> None:
    ending = due("2025-01-18", "6m", "A", "X4:2025-07-09")
    assert (ending.due, ending.counted_to, ending.open_span, ending.remaining) == (None, None, True, 10)
    assert due("2025-01-18", "6m", "A", "X4:2025-07-19").due == d("2025-07-18")
    assert due("2025-03-03", "5wd", "F", "X4:2025-03-06").remaining == 3


def test_code_not_allowed_is_ignored_and_said_so() -> None:
    finding = compute(
        d("2025-01-18"), Period(6, "m"), "A", CALENDAR, [Span.parse("X7:2025-03-03:2025-04-02")],
        allowed=frozenset({"X4"}),
    )
    assert finding.value.due == d("2025-07-18")
    assert any("不扣除" in step.text for step in finding.steps)


def test_effect_periods_are_never_extended_by_exclusions() -> None:
    assert due("2024-02-29", "1y", "C", "X4:2024-03-03:2024-04-02").due == d("2025-02-28")


def test_overdue_begins_the_day_after() -> None:
    assert not overdue(d("2025-10-09"), d("2025-10-09"))
    assert overdue(d("2025-10-09"), d("2025-10-10"))
    assert not overdue(None, d("2025-10-10"))
    assert overdue(datetime(2025, 10, 2, 17), datetime(2025, 10, 2, 17, 1))


# —— 写错 ——


@pytest.mark.parametrize(("start", "period", "cls", "more"), [
    ("2025-01-18", "10d", "Z", {}), ("2025-01-18", "48h", "A", {}), ("2025-01-18", "10d", "E", {}),
    ("2025-01-18", "48h", "E", {}), ("2025-01-18", "3wd", "A", {}), ("2025-01-18", "3d", "F", {}),
    ("1800-01-18", "3d", "A", {}), ("2025-01-18", "3d", "A", {"clear_days": True}),
    ("2025-01-18", "3d", "A", {"times": 0}), ("2025-01-18", "3d", "A", {"times": 2, "extension": Period(1, "m")}),
    ("2025-01-18", "3d", "D", {"extension": Period(1, "m")}), ("2025-01-18", "3d", "A", {"extension": Period(1, "h")}),
])
def test_bad_questions_are_refused(start: str, period: str, cls: str, more: dict[str, object]) -> None:
    with pytest.raises(BadTerm, match=r"。$"):
        due(start, period, cls, **more)


@pytest.mark.parametrize("text", ["", "d", "10", "-1d", "10x", "1.5d", "99999999999d", "999999d", "１０d", "10 d"])
def test_bad_periods_are_refused(text: str) -> None:
    with pytest.raises(BadTerm):
        Period.parse(text)


@pytest.mark.parametrize("text", [
    "X4", "X0:2025-01-01", "X4:2025-02-30", "X4:2025-04-02:2025-03-03", "X4:2025-01-01:2025-02-01:1", "x4:2025-01-01",
])
def test_bad_spans_are_refused(text: str) -> None:
    with pytest.raises(BadTerm):
        Span.parse(text)


def test_overflow_is_a_sentence() -> None:
    with pytest.raises(BadTerm, match="超出"):
        due("2500-01-18", "100y", "A", "X4:2501-01-01:9999-12-31")


# —— 性质 ——


@given(DAYS, PERIODS)
def test_due_is_a_working_day_not_before_the_count(start: date, period: Period) -> None:
    ending = compute(start, period, "A", CALENDAR).value
    assert CALENDAR.is_working_day(ending.due)
    assert ending.counted_to <= ending.due
    between = (ending.due - ending.counted_to).days
    assert all(CALENDAR.is_rest_day(ending.counted_to + timedelta(days=i)) for i in range(between))


@given(DAYS, DAYS, PERIODS, st.sampled_from("ABCD"))
def test_monotone_in_the_start(one: date, other: date, period: Period, cls: str) -> None:
    first, second = sorted((one, other))
    assert compute(first, period, cls, CALENDAR).value.due <= compute(second, period, cls, CALENDAR).value.due


@given(DAYS, PERIODS)
def test_effect_and_threshold_never_roll(start: date, period: Period) -> None:
    effect, threshold = (compute(start, period, cls, CALENDAR).value for cls in "CB")
    assert effect.due == effect.counted_to == threshold.counted_to
    assert threshold.due == threshold.earliest == threshold.counted_to + timedelta(days=1)
    assert effect.last_working_day <= effect.due
    assert CALENDAR.is_working_day(effect.last_working_day)


@given(DAYS, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(start: date, n: int) -> None:
    ending = compute(start, Period(n, "wd"), "F", CALENDAR).value
    between = [start + timedelta(days=i) for i in range(1, (ending.due - start).days + 1)]
    assert sum(map(CALENDAR.is_working_day, between)) == n
    assert CALENDAR.is_working_day(ending.due)


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    found = []
    for _ in range(draw(st.integers(0, 5))):
        begin = draw(st.dates(date(2024, 10, 1), date(2026, 3, 1)))
        length = draw(st.integers(0, 90))
        found.append(Span(draw(st.sampled_from(["X1", "X4", "X7"])), begin, begin + timedelta(days=length)))
    return found


EXTENSION = st.sampled_from([None, Period(3, "m"), Period(30, "d")])


@given(spans(), st.randoms(use_true_random=False), EXTENSION)
def test_order_and_repetition_change_nothing(found: list[Span], random: object, extra: Period | None) -> None:
    shuffled = found + found[:2]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = (
        compute(date(2025, 1, 18), Period(6, "m"), "A", CALENDAR, x, extra).value for x in (found, shuffled)
    )
    assert (one.due, one.counted_to, one.excluded_days) == (other.due, other.counted_to, other.excluded_days)


@given(spans(), st.integers(1, 80), EXTENSION)
def test_a_split_span_equals_the_whole(found: list[Span], cut: int, extra: Period | None) -> None:
    pieces = []
    for span in found:
        middle = min(span.start + timedelta(days=cut), span.end)
        pieces += [Span(span.code, span.start, middle), Span(span.code, middle, span.end)]
    one, other = (compute(date(2025, 1, 18), Period(6, "m"), "A", CALENDAR, x, extra).value for x in (found, pieces))
    assert (one.counted_to, one.excluded_days) == (other.counted_to, other.excluded_days)


@given(spans(), st.integers(1, 200), st.booleans())
def test_exclusions_agree_with_counting_day_by_day(found: list[Span], n: int, working: bool) -> None:
    """另一条路：一天一天数，扣除期间里的日子不算。"""
    start = day = date(2025, 1, 18)
    left = n
    while left:
        day += timedelta(days=1)
        out = any(s.start <= day < s.end for s in found)
        left -= not out and (CALENDAR.is_working_day(day) or not working)
    cls, unit = ("F", "wd") if working else ("A", "d")
    assert compute(start, Period(n, unit), cls, CALENDAR, found).value.counted_to == day


@given(DAYS, st.integers(1, 12), st.integers(1, 6))
def test_extension_is_from_the_unrolled_end(start: date, months: int, more: int) -> None:
    ending = compute(start, Period(months, "m"), "A", CALENDAR, extension=Period(more, "m")).value
    assert ending.counted_to == add_months(add_months(start, months), more)


@given(DAYS, st.integers(0, 90), st.integers(0, 90))
def test_a_chain_from_the_unrolled_end_equals_one_period(start: date, first: int, second: int) -> None:
    middle = compute(start, Period(first, "d"), "A", CALENDAR).value.counted_to
    chained = compute(middle, Period(second, "d"), "A", CALENDAR).value
    assert chained.counted_to == compute(start, Period(first + second, "d"), "A", CALENDAR).value.counted_to


@given(DAYS, st.integers(1, 12), st.integers(2, 12))
def test_schedule_is_always_from_the_anchor(start: date, months: int, times: int) -> None:
    ending = compute(start, Period(months, "m"), "A", CALENDAR, times=times).value
    assert ending.schedule == tuple(add_months(start, months * k) for k in range(1, times + 1))
    assert ending.schedule[0] == ending.counted_to


@pytest.mark.parametrize("text", ["X4:20250303:2025-04-02", "X4:2025-W10-1:2025-04-02", "X4:2025-03-03:2025-3-4"])
def test_dates_of_a_span_are_written_one_way(text: str) -> None:
    with pytest.raises(BadTerm, match="应写成 2025-01-18"):
        Span.parse(text)
