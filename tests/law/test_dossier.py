"""卷宗目录、应有的材料、保管期限。"""

from __future__ import annotations

from datetime import date

import known_events
import pytest

from zhixing.law import dossier as law
from zhixing.law.dossier import Held
from zhixing.law.timeline import Fact, Timeline


def line(*facts: Fact, kind: str = "执") -> Timeline:
    return Timeline(kind, tuple(facts))


def fact(seq: int, event: str, source: str = "", **data: object) -> Fact:
    return Fact(seq, event, date(2026, 11, seq), data=data, source=source)


def names(*held: Held, timeline: Timeline, mode: str = "") -> list[str]:
    return [one.name for one in law.missing(held, timeline, mode=mode).value]


def test_the_catalogue_is_sound() -> None:
    keys = [one.key for one in law.sections()]
    papers = [code for one in law.sections() for code in one.papers]
    events = [mark for one in law.sections() for mark in one.events]
    for listed in (keys, papers, events):
        assert len(set(listed)) == len(listed)
    assert [one.volume for one in law.sections()] == sorted((one.volume for one in law.sections()), key=["main", "sub"].index)
    marks = [*events, *(mark for need in law.needs() for mark in need.after)]
    assert {mark.partition(":")[0] for mark in marks} <= set(known_events.EVENTS)
    assert all(law.fillable(need.section) and law.phase_name(need.phase) for need in law.needs())


def test_every_document_has_a_place() -> None:
    from zhixing.casework.documents.papers import TEMPLATES

    assert {code for code in TEMPLATES if law.of_paper(code).key == law.OTHER} <= {"announcement", "other"}


@pytest.mark.parametrize(
    ("event", "data", "key"),
    [
        ("documents.Issued", {"document": "enforcement_notice"}, "notice"), ("documents.Issued", {"document": "summons"}, "sanctions"),
        ("documents.Issued", {"document": "consumption_order", "attached": ["report_order"]}, "notice"),
        ("documents.Served", {"document": "enforcement_notice"}, "service"), ("control.MeasureTaken", {}, "measures"),
        ("cases.Noted", {}, "other"),
    ],
)
def test_where_an_entry_puts_its_evidence(event: str, data: dict[str, object], key: str) -> None:
    assert law.of_event(event, data).key == key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("（2025）内0221民初123号民事判决书", "title"), ("执行通知书", "notice"), ("执行通知书送达回证", "service"), ("谈话笔录", "records"),
        ("合议庭评议笔录", "panel"), ("执行裁定书（终结本次执行程序）", "suspension"), ("冻结存款裁定书", "measures"), ("IMG_0012", "other"),
    ],
)
def test_where_a_file_goes_by_its_name(name: str, key: str) -> None:
    assert law.guess(name) == key and law.fillable(key)


def test_what_is_due_when_it_has_happened() -> None:
    accepted = fact(1, "cases.Accepted")
    assert names(timeline=line()) == []
    assert names(timeline=line(accepted)) == ["申请执行书（移送执行书）", "执行依据", "立案审批表", "身份证明、委托手续"]
    served = fact(2, "documents.Served", document="enforcement_notice")
    assert names(timeline=line(served)) == ["执行通知书", "送达回证"]
    assert names(Held("notice", "执行通知书"), Held("service", "回执"), timeline=line(served)) == []
    assert names(Held("notice", "别的"), timeline=line(served)) == ["执行通知书", "送达回证"]
    assert names(timeline=line(served, kind="执保")) == ["送达回证"]
    assert names(timeline=line(fact(2, "control.MeasureTaken", source="carried"))) == []


def test_closing_by_mode() -> None:
    assert "终结本次执行程序裁定书" in names(timeline=line(), mode="terminated_round")
    closed = fact(3, "closing.Closed", mode="finished")
    assert names(Held("closing", "结案审批表"), timeline=line(closed), mode="terminated_round") == ["结案通知书"]
    assert names(timeline=line()) == []


def test_each_lack_says_where_to_put_it() -> None:
    [told] = law.missing([], line(fact(1, "funds.Received"))).warnings
    assert (told.subject, told.act) == ("funds", "file_material") and "立卷归档" in str(told.article)


@pytest.mark.parametrize(("kind", "until"), [("long", date(2086, 12, 31)), ("short", date(2056, 12, 31)), ("permanent", None)])
def test_kept_until(kind: str, until: date | None) -> None:
    found = law.retention(kind, date(2026, 1, 1))
    assert found.value == until and law.retention_label(kind) in found.steps[0].text
    assert law.retention(kind, None).value is None
