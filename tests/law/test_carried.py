"""承接原案的措施：届满的日子和原案一样，不论哪天取得、怎样续行、哪天承接（JI 168、BQ 17）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import measures, nodes
from zhixing.law.calendar import Calendar
from zhixing.law.timeline import Fact, Timeline

CALENDAR = Calendar.national()
WATCHES = {"N-12", "N-13", "N-14"}
PROPERTIES = ("deposit", "movable", "real_estate", "other_right")
MONTHS = {"deposit": 12, "movable": 24, "real_estate": 36, "other_right": 36}


@st.composite
def histories(draw: Any) -> tuple[Timeline, date]:
    """一件有几项措施的案件，和承接的那一天（都还没有届满）。"""
    facts: list[Fact] = [_fact(1, "cases.Accepted", date(2022, 1, 10))]
    for n in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(PROPERTIES))
        on = date(2022, 2, 1) + timedelta(days=draw(st.integers(0, 200)))
        facts += _chain(draw, f"第{n}项", kind, on, len(facts))
    return Timeline(kind="执", facts=tuple(facts)), draw(st.dates(date(2022, 3, 1), date(2027, 1, 1)))


def _chain(draw: Any, subject: str, kind: str, on: date, seq: int) -> list[Fact]:
    waiting = draw(st.booleans()) and draw(st.booleans())
    data: dict[str, Any] = {"measure": "freeze", "property": kind, "rank": "waiting" if waiting else "first"}
    made = [_fact(seq + 1, "control.MeasureTaken", on, subject, data | _until(draw, on, kind))]
    if waiting and draw(st.booleans()):
        on += timedelta(days=draw(st.integers(1, 300)))
        made.append(_fact(seq + 2, "control.BecameFirst", on, subject, _until(draw, on, kind)))
        waiting = False
    for _ in range(0 if waiting else draw(st.integers(0, 3))):
        on = measures.expiry(made, kind) - timedelta(days=draw(st.integers(0, 20)))
        made.append(_fact(seq + len(made) + 1, "control.Renewed", on, subject, _until(draw, on, kind)))
    return made


def _until(draw: Any, on: date, kind: str) -> dict[str, Any]:
    if draw(st.booleans()):
        return {}
    return {"until": (on + timedelta(days=draw(st.integers(30, 30 * MONTHS[kind])))).isoformat()}


def _fact(seq: int, kind: str, on: date, subject: str = "", data: dict[str, Any] | None = None) -> Fact:
    return Fact(seq=seq, type=kind, on=on, subject=subject, data=data or {})


def carried(old: Timeline, on: date, kind: str) -> Timeline:
    """``on`` 这天立的新案：承接在生效的各项，照原来的日子。"""
    kept = sorted((fact for one in measures.running(old, on) for fact in one.chain), key=lambda f: (f.on, f.identity))
    own = (_fact(1, "cases.Received", on), _fact(2, "cases.Accepted", on), _fact(3, "cases.CarriedOver", on))
    moved = (replace(fact, seq=n, root=0, source="carried") for n, fact in enumerate(kept, start=4))
    return Timeline(kind=kind, facts=(*own, *moved))


def watched(timeline: Timeline) -> dict[str, date | None]:
    """还在看守的各项届满的日子。"""
    planned = nodes.plan(timeline, CALENDAR)
    return {node.subject: node.due for node in planned if node.code in WATCHES and node.state == "open"}


@given(histories(), st.sampled_from(["执恢", "执"]))
def test_the_new_case_watches_the_same_last_day(history: tuple[Timeline, date], kind: str) -> None:
    old, on = history
    before = {one.subject: one.until for one in measures.running(old, on)}
    new = carried(old, on, kind)
    assert {one.subject: one.until for one in measures.running(new, on)} == before
    assert watched(new) == {subject: until for subject, until in before.items() if until}


@given(histories())
def test_the_old_case_watches_nothing_that_moved(history: tuple[Timeline, date]) -> None:
    old, on = history
    running = measures.running(old, on)
    last = max(fact.seq for fact in old.facts)
    moved = (
        _fact(last + n, "control.MeasureMoved", on, one.subject, {"to_number": "某号"}) for n, one in enumerate(running, start=1)
    )
    after = Timeline(kind=old.kind, facts=(*(fact for fact in old.facts if fact.on <= on), *moved))
    assert measures.running(after, on) == ()
    assert not watched(after).keys() & {one.subject for one in running}
