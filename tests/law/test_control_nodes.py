"""查控的节点（T:§2 的 N-04 至 N-16、N-37、N-40，T:M-16，T:S-08、S-09、S-14）：哪天起算，哪天到期，什么事办结。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhixing.law.calendar import Calendar
from zhixing.law.nodes import PlannedNode, plan
from zhixing.law.settings import overrides
from zhixing.law.timeline import Fact, Timeline

CALENDAR = Calendar.national()
Row = tuple[str, str, str, dict[str, Any]]
OPENED: list[Row] = [("cases.Accepted", "2026-03-02", "", {}), ("cases.Assigned", "2026-03-03", "", {})]


def nodes(*rows: Row, kind: str = "执") -> list[PlannedNode]:
    facts = (Fact(n, event, date.fromisoformat(on), None, subject, data) for n, (event, on, subject, data) in enumerate([*OPENED, *rows], 1))
    return list(plan(Timeline(kind, tuple(facts)), CALENDAR))


def one(code: str, *rows: Row, kind: str = "执") -> PlannedNode:
    return next(node for node in nodes(*rows, kind=kind) if node.code == code)


def query(on: str, **more: Any) -> Row:
    return ("control.QuerySent", on, "", {"channel": "network", "scope": "full"} | more)


def fed(on: str, *found: str) -> Row:
    return ("control.FeedbackReceived", on, "", {"found": list(found)})


def taken(on: str, kind: str, rank: str = "first", subject: str = "某项", **more: Any) -> Row:
    return ("control.MeasureTaken", on, subject, {"measure": "freeze", "property": kind, "rank": rank} | more)


def asked(sort: str) -> Row:
    return ("control.InvestigationAsked", "2026-03-10", "调1", {"number": "调1", "sort": sort, "asked_by": "某甲"})


def decided(on: str, sort: str, allowed: bool = True, **more: Any) -> Row:
    return ("control.InvestigationDecided", on, "调1", {"number": "调1", "sort": sort, "allowed": allowed} | more)


ENDED: Row = ("control.InvestigationEnded", "2026-04-01", "调1", {"number": "调1", "sort": "order", "result": "交回"})
CLUE: Row = ("control.ClueReceived", "2026-03-10", "线1", {"urgent": False})
HURRY: Row = ("control.ClueReceived", "2026-03-10", "线1", {"urgent": True})
CHECKED: Row = ("control.ClueVerified", "2026-03-12", "线1", {"found": True})


@pytest.mark.parametrize(("code", "cause", "due", "act"), [
    ("N-04", [], "2026-03-13", query("2026-03-09")),
    ("W-01", [query("2026-03-09")], "2026-03-19", fed("2026-03-11")),
    ("N-05", [("control.InquiryAsked", "2026-03-12", "某厂", {})], "2026-03-23", ("control.InquiryStarted", "2026-03-16", "某厂", {})),
    ("N-06", [("control.InquiryStarted", "2026-03-16", "某厂", {})], "2026-04-16", ("control.InquiryFinished", "2026-04-10", "某厂", {})),
    ("N-09", [CLUE], "2026-03-17", CHECKED), ("N-09b", [HURRY], "2026-03-13", CHECKED),
    ("N-11", [fed("2026-03-11", "real_estate")], "2026-03-16", taken("2026-03-12", "real_estate")),
    ("N-15", [fed("2026-03-11", "deposit")], "2026-03-13", taken("2026-03-12", "deposit")),
    ("N-16", [taken("2026-03-12", "deposit")], "2026-03-23", ("control.Deducted", "2026-03-13", "某项", {"amount_fen": 1, "rest": False})),
    ("N-12", [taken("2026-03-12", "other_right")], "2029-03-12", ("control.Deducted", "2026-03-13", "某项", {"amount_fen": 1, "rest": False})),
    ("N-13", [taken("2026-03-12", "movable")], "2028-03-12", ("control.Released", "2026-03-13", "某项", {})),
    ("N-14", [taken("2026-03-12", "deposit", told_until="2026-09-11")], "2026-09-11", ("control.Renewed", "2026-09-01", "某项", {})),
    ("M-16", [asked("audit")], "2026-03-20", decided("2026-03-18", "audit", False)),
    ("M-16", [asked("reward")], "2026-03-20", decided("2026-03-18", "reward")),
    ("M-16b", [asked("order")], "2026-03-16", decided("2026-03-11", "order")),
    ("M-16c", [asked("order"), decided("2026-03-11", "order", until="2026-04-05")], "2026-04-05", ENDED),
    ("M-16c", [asked("order"), decided("2026-03-11", "order", until="2026-12-31")], "2026-04-10", ENDED),
    ("S-08", [taken("2026-03-12", "real_estate")], "2026-05-12", ("disposal.SaleStarted", "2026-05-01", "某项", {})),
    ("S-09", [("disposal.TransferAsked", "2026-03-12", "某项", {})], "2026-03-27", ("disposal.TransferLetterIssued", "2026-03-20", "某项", {})),
])
def test_due_then_done(code: str, cause: list[Row], due: str, act: Row) -> None:
    waiting = one(code, *cause)
    assert (waiting.state, waiting.due) == ("open", date.fromisoformat(due))
    assert waiting.basis and waiting.steps
    assert one(code, *cause, act).state == "done"


def test_a_refused_order_has_no_term_of_validity() -> None:
    assert "M-16c" not in {node.code for node in nodes(asked("order"), decided("2026-03-11", "order", False))}
    assert one("M-16", asked("audit")).hard and not one("M-16b", asked("order")).hard
    assert "terminated_round" in one("M-16", asked("reward")).blocks, "申请了审计、悬赏而没有决定的，到期拦住终本（T:Z-05）"


def test_found_again_after_the_round_was_terminated() -> None:
    """N-10：终本以后查到财产，七日内启动恢复执行；N-40：每六个月一次；N-37：终本前三个月内须有一次。"""
    closed: Row = ("closing.Closed", "2026-06-10", "", {"mode": "terminated_round"})
    rows = [query("2026-03-09"), fed("2026-03-11"), closed, fed("2026-07-01", "deposit")]
    assert one("N-10", *rows).due == date(2026, 7, 8)
    assert one("N-40", *rows).due == date(2026, 12, 10)
    fresh = one("N-37", query("2026-03-09"), ("closing.Proposed", "2026-06-08", "", {"mode": "terminated_round"}))
    assert (fresh.state, fresh.due) == ("done", date(2026, 6, 9))
    stale = one("N-37", query("2026-03-07"), ("closing.Proposed", "2026-06-08", "", {"mode": "terminated_round"}))
    assert stale.state == "open"


def test_watch_goes_on_after_every_closing() -> None:
    """N-12 至 N-14：结案、终本都不停（T:§2.1）；S-14：届满七日前申请续行。"""
    for mode in ("finished", "terminated_round", "terminated", "struck"):
        assert one("N-14", taken("2026-03-12", "deposit"), ("closing.Closed", "2026-06-10", "", {"mode": mode})).state == "open"
    assert one("S-14", taken("2026-03-12", "deposit"), kind="执保").due == date(2027, 3, 5)


def test_renewing_a_waiting_seal_starts_no_term() -> None:
    """T:S-06：轮候没有期限；续行的轮候也没有，转为首封以后才有。"""
    rows = [taken("2026-03-12", "real_estate", "waiting"), ("control.Renewed", "2026-05-01", "某项", {"until": "2029-05-01"})]
    assert "N-12" not in {node.code for node in nodes(*rows)}
    first: Row = ("control.BecameFirst", "2026-06-01", "某项", {})
    assert one("N-12", *rows, first).due == date(2029, 6, 1)


def ordered(on: str, to: str, deemed: str | None = None) -> Row:
    """报告财产令送达。"""
    return ("documents.Served", on, f"报告财产令第{to}号", {"document": "report_order", "to": to, "deemed_on": deemed})


def test_the_debtor_reports_within_the_days_of_the_order() -> None:
    first, second = (node for node in nodes(ordered("2026-03-10", "某甲"), ordered("2026-03-12", "某乙", "2026-03-16")) if node.code == "M-15")
    assert (first.subject, str(first.due), first.whose, first.state) == ("某甲", "2026-03-20", "party", "open")
    assert (second.subject, str(second.due)) == ("某乙", "2026-03-26")
    told = ("control.Declared", "2026-03-18", "某乙", {"sort": "first"})
    states = {node.subject: node.state for node in nodes(ordered("2026-03-10", "某甲"), ordered("2026-03-12", "某乙"), told) if node.code == "M-15"}
    assert states == {"某甲": "open", "某乙": "done"}
    refused = ("control.ReportReceived", "2026-03-19", "某甲", {"result": "refused"})
    assert one("M-15", ordered("2026-03-10", "某甲"), refused).state == "done"
    assert overrides({"document.report_days": 5}).periods["M-15"] == (5, "d")


def test_a_freeze_before_the_notice_starts_three_days() -> None:
    found = one("N-03c", taken("2026-03-10", "deposit"))
    assert (str(found.due), found.hard, found.state) == ("2026-03-13", True, "open")
    sent = ("documents.Issued", "2026-03-09", "", {"document": "enforcement_notice"})
    assert not [node for node in nodes(sent, taken("2026-03-10", "deposit")) if node.code == "N-03c"]
