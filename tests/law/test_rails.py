"""轨道：站名照 words.md，状态由事实和灯色得出。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zhixing.law.calendar import Calendar
from zhixing.law.node_table import rules
from zhixing.law.nodes import plan
from zhixing.law.rails import rail, stops
from zhixing.law.timeline import Fact, Timeline

CALENDAR = Calendar.national()
OPENED = [("cases.Received", "2026-03-02", {}), ("cases.Accepted", "2026-03-02", {}), ("cases.Assigned", "2026-03-03", {})]
NOTICE = ("documents.Issued", "2026-03-04", {"document": "enforcement_notice"})
FROZEN = ("control.MeasureTaken", "2026-03-05", {"property": "deposit", "rank": "first"})


def shown(rows: list[tuple[str, str, dict[str, Any]]], today: str, kind: str = "执") -> dict[str, str]:
    facts = (Fact(i, t, date.fromisoformat(on), None, "某项" if t.startswith("control.M") else "", data)
             for i, (t, on, data) in enumerate(rows, 1))
    line = Timeline(kind, tuple(facts))
    return {s.name: s.status for s in rail(kind, line, plan(line, CALENDAR), date.fromisoformat(today))}


@pytest.mark.parametrize(
    ("kind", "mode", "names"),
    [
        ("执", "", "立案 · 分案 · 财产查控 · 控制措施 · 执行通知 · 财产处置 · 案款发放 · 结案 · 归档"),
        ("执保", "", "立案 · 分案 · 财产查询 · 实施保全 · 告知期限 · 结案"),
        ("执恢", "", "恢复立案 · 分案 · 财产复查 · 续行措施 · 处置 · 案款发放 · 结案 · 归档"),
        ("执异", "", "立案 · 分案 · 结案 · 归档"),
    ],
)
def test_names(kind: str, mode: str, names: str) -> None:
    assert " · ".join(name for _, name in stops(kind, mode)) == names
    after = [name for _, name in stops(kind, "terminated_round")][-3:]
    assert after == ["定期查询", "续封续冻", "恢复执行"]


def test_every_stop_of_the_table_is_on_some_rail() -> None:
    known = {key for kind in ("执", "执恢", "执保", "执异") for key, _ in stops(kind, "terminated_round")}
    assert {found.stop for found in rules()} <= known


def test_a_case_moves_along() -> None:
    start = shown(OPENED, "2026-03-05")
    assert (start["立案"], start["分案"], start["结案"], start["归档"]) == ("done", "done", "todo", "todo")
    assert start["执行通知"] == "soon"
    late = shown(OPENED, "2026-03-20")
    assert (late["执行通知"], late["财产查控"]) == ("late", "late")
    noticed = shown([*OPENED, NOTICE, FROZEN], "2026-03-06")
    assert (noticed["执行通知"], noticed["控制措施"]) == ("done", "now")


def test_a_closed_case_says_what_did_not_apply() -> None:
    rows = [*OPENED, NOTICE, ("closing.Closed", "2026-04-01", {"mode": "finished"})]
    found = shown(rows, "2026-04-02")
    assert (found["结案"], found["归档"], found["财产处置"]) == ("done", "now", "na")
    archived = shown([*rows, ("closing.Archived", "2026-05-08", {})], "2026-05-08")
    assert archived["归档"] == "done"


def test_after_terminating_the_round() -> None:
    rows = [*OPENED, FROZEN, ("closing.Closed", "2026-07-01", {"mode": "terminated_round"})]
    found = shown(rows, "2026-07-02")
    assert (found["定期查询"], found["续封续冻"], found["恢复执行"]) == ("now", "todo", "todo")
    assert shown(rows, "2027-02-15")["续封续冻"] == "soon"
    assert shown(rows, "2027-03-05")["续封续冻"] == "late"
    assert shown(rows, "2027-01-08")["定期查询"] == "late"


def test_after_a_preservation_the_renewal_and_the_conversion() -> None:
    rows = [*OPENED, FROZEN, ("closing.Closed", "2026-03-20", {"mode": "preserved_full"})]
    assert [name for _, name in stops("执保", "preserved_part")][-2:] == ["续保", "转执行"]
    assert shown(rows, "2026-03-21", "执保")["转执行"] == "todo"
    assert shown(rows, "2027-02-26", "执保")["续保"] == "soon", "申请续行须提前七日"
    converted = [*rows, ("control.MeasureMoved", "2026-06-01", {}), ("closing.Converted", "2026-06-01", {})]
    found = shown(converted, "2027-03-10", "执保")
    assert (found["转执行"], found["续保"]) == ("done", "todo")


def test_a_withdrawn_closing_puts_the_case_back_on_its_rail() -> None:
    rows = [*OPENED, NOTICE, ("closing.Closed", "2026-04-01", {"mode": "terminated_round"}), ("closing.Withdrawn", "2026-04-02", {})]
    assert shown(rows, "2026-04-03") == shown([*OPENED, NOTICE], "2026-04-03")


def test_waiting_for_correction() -> None:
    rows = [("cases.Received", "2026-03-02", {}), ("cases.CorrectionAsked", "2026-03-03", {"until": "2026-03-20"})]
    assert shown(rows, "2026-03-04")["立案"] == "now"


RECEIVED = ("funds.Received", "2026-03-10", {"amount_fen": 100})


@pytest.mark.parametrize(("rows", "status"), [
    ([], "todo"), ([RECEIVED], "now"), ([RECEIVED, ("funds.Paid", "2026-03-20", {"amount_fen": 40})], "now"),
    ([RECEIVED, ("funds.Paid", "2026-03-20", {"amount_fen": 100})], "done"), ([RECEIVED, ("funds.Paid", "2026-03-20", {})], "done"),
    ([RECEIVED, ("funds.Paid", "2026-03-20", {"amount_fen": 100}), ("funds.Bounced", "2026-03-22", {"amount_fen": 100})], "now"),
    ([RECEIVED, ("funds.Deposited", "2026-03-20", {"amount_fen": 60}), ("funds.Paid", "2026-03-20", {"amount_fen": 40})], "done"),
    ([RECEIVED, ("funds.Deposited", "2026-03-20", {"amount_fen": 60}),
      ("funds.Paid", "2026-03-21", {"amount_fen": 60, "from_deposit": True})], "now"),
])
def test_money_taken_over_and_not_all_paid_is_not_done(rows: list[tuple[str, str, dict[str, Any]]], status: str) -> None:
    """接管来的：期限在上线以前就满了，节点不计，钱还在，这一站就没有办完。"""
    taken = [*OPENED, *rows, ("cases.TakenOver", "2026-05-01", {"live_on": "2026-05-01"})]
    assert shown(taken, "2026-05-10")["案款发放"] == status
    closed = [*taken, ("closing.Closed", "2026-05-08", {"mode": "finished"})]
    assert shown(closed, "2026-05-10")["案款发放"] == ("na" if status == "todo" else status), "结了案也一样"
