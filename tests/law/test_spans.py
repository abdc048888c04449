"""中止、暂缓、扣除、延长、豁免的登记规则。"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import spans
from zhixing.law.finding import Finding, Refused
from zhixing.law.terms import Span
from zhixing.law.timeline import Fact, Timeline

FIRST, TODAY = date(2026, 3, 2), date(2026, 6, 1)
OPEN = Span("X4", date(2026, 4, 1), None, "（2026）内0221执1号之一")


def codes(finding: Finding[object]) -> list[str]:
    return [r.code for r in finding.reasons]


def test_begins_with_type_document_and_sane_days() -> None:
    found = spans.begin("X1", date(2026, 4, 1), "公告", [], first=FIRST, today=TODAY)
    assert found.require() == Span("X1", date(2026, 4, 1), None, "公告")
    assert "第9条" in str(found.articles[0])


@pytest.mark.parametrize(("code", "on", "document", "expected"), [
    ("X1", date(2026, 4, 1), " ", ["span_no_document"]),
    ("X10", date(2026, 4, 1), "公告", ["span_unknown"]),
    ("X1", date(2026, 6, 2), "公告", ["entry.future"]),
    ("X1", date(2026, 3, 1), "公告", ["entry.too_early"]),
    ("X4", date(2026, 5, 1), "裁定", ["span_overlap"]),
    ("X4", date(2026, 3, 1), "", ["entry.too_early", "span_no_document", "span_overlap"]),
])
def test_refused_with_every_reason(code: str, on: date, document: str, expected: list[str]) -> None:
    found = spans.begin(code, on, document, [OPEN], first=FIRST, today=TODAY)
    assert codes(found) == expected
    assert all(str(r.article) and r.remedy for r in found.reasons)
    with pytest.raises(Refused):
        found.require()


def test_other_types_may_overlap_and_the_end_day_is_free() -> None:
    closed = Span("X4", date(2026, 4, 1), date(2026, 5, 1))
    assert spans.begin("X1", date(2026, 4, 2), "公告", [closed], first=FIRST, today=TODAY).ok
    assert spans.begin("X4", date(2026, 5, 1), "裁定", [closed], first=FIRST, today=TODAY).ok
    assert not spans.begin("X4", date(2026, 4, 30), "裁定", [closed], first=FIRST, today=TODAY).ok


def test_ends_only_what_is_open() -> None:
    assert spans.end("X4", date(2026, 5, 1), [OPEN], today=TODAY).require().end == date(2026, 5, 1)
    assert codes(spans.end("X4", date(2026, 5, 1), [], today=TODAY)) == ["span_not_open"]
    assert codes(spans.end("X4", date(2026, 3, 31), [OPEN], today=TODAY)) == ["entry.too_early"]
    assert codes(spans.end("X4", date(2026, 6, 2), [OPEN], today=TODAY)) == ["entry.future"]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=6))
def test_accepted_spans_of_one_type_never_overlap(rows: list[tuple[int, int]]) -> None:
    kept: list[Span] = []
    for start, days in rows:
        on = date.fromordinal(FIRST.toordinal() + start)
        begun = spans.begin("X1", on, "公告", kept, first=FIRST, today=TODAY)
        if begun.ok:
            until = min(date.fromordinal(on.toordinal() + days), TODAY)
            kept.append(spans.end("X1", until, [begun.value], today=TODAY).require())
    days_of = [set(range(s.start.toordinal(), s.end.toordinal())) for s in kept if s.end]
    assert sum(map(len, days_of)) == len(set().union(*days_of))


def test_stay_needs_a_later_day_and_warns_past_three_months() -> None:
    assert not spans.stay_until("X5", FIRST, None).ok
    assert not spans.stay_until("X5", FIRST, FIRST).ok
    assert spans.stay_until("X6", FIRST, date(2026, 9, 2)).warnings
    assert not spans.stay_until("X6", FIRST, date(2026, 5, 2)).warnings


def test_extension_before_expiry_and_at_most_three_months() -> None:
    due = date(2026, 9, 2)
    assert spans.extend(3, due, due, 0).ok
    assert codes(spans.extend(4, date(2026, 9, 3), due, 0)) == ["extend_late", "extend_months"]
    assert codes(spans.extend(3, FIRST, None, 0)) == ["extend_no_term"]
    assert [w.code for w in spans.extend(3, FIRST, due, 1).warnings] == ["extend_again"]


def test_waiver_of_open_act_nodes_only() -> None:
    assert spans.waive("A", "open", "被执行人已死亡").ok
    assert codes(spans.waive("C", "done", "")) == ["waive_not_open", "waive_effect", "waive_no_ground"]


def marks(*rows: tuple[str, str, dict[str, str]]) -> Timeline:
    return Timeline("执", tuple(Fact(i, t, date.fromisoformat(on), None, "", data) for i, (t, on, data) in enumerate(rows, 1)))


def test_corrected_days_keep_their_order() -> None:
    """恢复改到中止以前，或者第二次中止改到第一次恢复以前：停算的时间会算错，不收。"""
    stop, go = ("nodes.Suspended", "2026-04-01", {}), ("nodes.Resumed", "2026-05-01", {})
    assert spans.orderly(marks(stop, go, ("nodes.Suspended", "2026-05-01", {}))).ok
    assert codes(spans.orderly(marks(stop, ("nodes.Resumed", "2026-03-31", {})))) == ["span_order"]
    assert codes(spans.orderly(marks(stop, go, ("nodes.Suspended", "2026-04-20", {})))) == ["span_order"]
    other = ("nodes.Excluded", "2026-04-10", {"code": "X2"})
    assert spans.orderly(marks(stop, go, other)).ok, "不同情形可以交叉"
    assert not spans.orderly(marks(other, ("nodes.ExclusionEnded", "2026-04-09", {"code": "X2"}))).ok


def test_a_secured_stay_is_at_most_a_year() -> None:
    begun = date(2026, 3, 2)
    assert spans.stay_until("X5", begun, date(2027, 3, 2)).ok
    assert codes(spans.stay_until("X5", begun, date(2027, 3, 3))) == ["stay_year"]
