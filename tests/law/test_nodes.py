"""节点的推算：规则手册 T:§14 的例子、停算与延长、期限链、结案、更正，以及总成立的性质。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.calendar import Calendar
from zhixing.law.lights import Light, light, light_of, overdue_days, sentence
from zhixing.law.nodes import Overrides, PlannedNode, plan, spans_of
from zhixing.law.timeline import Fact, Timeline

CALENDAR = Calendar.national()
Row = tuple[str, str, str, dict[str, Any]]


def d(text: str) -> date:
    return date.fromisoformat(text)


def case(*rows: Row, kind: str = "执", **more: Any) -> Timeline:
    facts = (Fact(i, name, d(on), None, subject, data) for i, (name, on, subject, data) in enumerate(rows, 1))
    return Timeline(kind, tuple(facts), **more)


def opened(on: str = "2026-03-02", received: str = "") -> list[Row]:
    return [("cases.Received", received or on, "", {}), ("cases.Accepted", on, "", {}), ("cases.Assigned", on, "", {})]


def nodes(line: Timeline, **more: Any) -> dict[str, PlannedNode]:
    found = plan(line, CALENDAR, **more)
    assert len({node.key for node in found}) == len(found)
    return {node.key: node for node in found}


def one(line: Timeline, code: str, **more: Any) -> PlannedNode:
    (found,) = [node for node in plan(line, CALENDAR, **more) if node.code == code]
    return found


def measure(on: str, prop: str = "deposit", subject: str = "建行1234", **more: Any) -> Row:
    data = {"measure": "freeze" if prop == "deposit" else "seize", "property": prop, "rank": "first", **more}
    return ("control.MeasureTaken", on, subject, data)


# —— 规则手册的例子 ——————————————————————————————————————————————————————


def test_ex06_review_of_filing() -> None:
    assert one(case(("cases.Received", "2025-09-26", "", {})), "N-01").due == d("2025-10-09")


def test_ex07_enforcement_notice_counts_from_receipt_and_opens_at_acceptance() -> None:
    received = case(("cases.Received", "2025-01-18", "", {}))
    assert "N-03" not in nodes(received)
    line = case(("cases.Received", "2025-01-18", "", {}), ("cases.Accepted", "2025-01-20", "", {}))
    found = one(line, "N-03")
    assert (found.due, found.counted_to, found.started) == (d("2025-02-05"), d("2025-01-28"), d("2025-01-18"))


def test_ex08_notice_over_the_spring_festival() -> None:
    assert one(case(*opened("2026-02-06")), "N-03").due == d("2026-02-24")


def test_ex02_ex04_six_months() -> None:
    assert one(case(*opened("2025-08-31")), "N-31").due == d("2026-02-28")
    assert one(case(*opened("2025-04-02")), "N-31").due == d("2025-10-09")


def test_ex15_reference_price() -> None:
    line = case(*opened("2025-08-20"), measure("2025-09-03", "real_estate", "某宅"))
    assert one(line, "N-17").due == d("2025-10-09")


def test_ex12_objection_to_a_report() -> None:
    line = case(*opened("2024-01-10"), ("disposal.ReportSent", "2024-04-28", "某宅", {"received_on": "2024-04-30"}))
    assert one(line, "N-19").due == d("2024-05-06")


def test_ex19_payout() -> None:
    line = case(*opened("2025-12-01"), ("funds.Received", "2026-01-20", "流水1", {"amount_fen": 100}))
    assert one(line, "N-29").due == d("2026-02-24")


def test_ex26_earliest_day_of_terminating_the_round() -> None:
    found = one(case(*opened("2025-11-30")), "N-35")
    assert (found.earliest, found.counted_to) == (d("2026-03-01"), d("2026-02-28"))


def test_ex28_ex29_measures_end_without_rolling() -> None:
    deposit = one(case(*opened("2024-01-10"), measure("2024-02-29")), "N-14")
    assert (deposit.due, deposit.last_working_day) == (d("2025-02-28"), d("2025-02-28"))
    house = one(case(*opened("2023-09-01"), measure("2023-10-03", "real_estate", "某宅")), "N-12")
    assert (house.due, house.last_working_day) == (d("2026-10-03"), d("2026-09-30"))


def test_ex32_ten_queries_in_five_years_all_from_the_anchor() -> None:
    rows = [*opened("2025-01-10"), ("closing.Closed", "2025-08-31", "", {"mode": "terminated_round"})]
    schedule = []
    for _ in range(12):
        waiting = [node for node in plan(case(*rows), CALENDAR) if node.code == "N-40" and node.open]
        if not waiting:
            break
        (current,) = waiting
        schedule.append(current.counted_to)
        rows.append(("control.QuerySent", str(current.counted_to), "", {"channel": "network"}))
    assert [str(day) for day in schedule] == [
        "2026-02-28", "2026-08-31", "2027-02-28", "2027-08-31", "2028-02-29", "2028-08-31", "2029-02-28", "2029-08-31",
        "2030-02-28", "2030-08-31",
    ]


def test_ex34_public_notice_and_its_older_version() -> None:
    rows = [*opened("2025-12-01"), ("documents.AnnouncementPosted", "2026-01-16", "执行通知书", {})]
    assert one(case(*rows), "V-08").due == d("2026-02-15")
    before = [*opened("2021-10-08"), ("documents.AnnouncementPosted", "2021-12-31", "执行通知书", {})]
    found = one(case(*before), "V-08")
    assert found.due == d("2022-03-01")
    assert "第92条" in found.basis[0]


def test_ex35_urgent_preservation_in_hours() -> None:
    at = datetime(2025, 9, 30, 16, 20)
    facts = (Fact(1, "cases.Received", at.date(), at), Fact(2, "cases.Accepted", at.date()))
    found = one(Timeline("执保", facts, urgent=True), "B-02")
    assert found.due_at is not None and found.due_at.strftime("%m-%d %H:%M") == "10-02 17:00"
    assert found.due == d("2025-10-02")
    without = one(Timeline("执保", (Fact(1, "cases.Received", at.date()), facts[1]), urgent=True), "B-02")
    assert any("零时" in step["text"] for step in without.steps)


def test_ex17_preservation_within_five_days() -> None:
    line = case(("cases.Received", "2023-09-27", "", {}), ("cases.Accepted", "2023-09-27", "", {}), kind="执保")
    assert one(line, "B-01").due == d("2023-10-07")


# —— 立案、补正 ————————————————————————————————————————————————————————


def test_correction_stops_the_review_and_restarts_it() -> None:
    rows: list[Row] = [("cases.Received", "2026-03-02", "", {}), ("cases.CorrectionAsked", "2026-03-04", "", {"until": "2026-03-16"})]
    asked = nodes(case(*rows))
    assert asked["N-01"].state == "void"
    assert (asked["N-01c"].due, asked["N-01c"].whose) == (d("2026-03-16"), "party")
    rows.append(("cases.Corrected", "2026-03-12", "", {}))
    again = nodes(case(*rows))
    assert (again["N-01"].state, again["N-01"].due) == ("open", d("2026-03-19"))
    assert again["N-01c"].state == "done"
    rows.append(("cases.Accepted", "2026-03-18", "", {}))
    done = nodes(case(*rows))
    assert (done["N-01"].state, done["N-01"].done_on) == ("done", d("2026-03-18"))
    assert done["N-03"].started == d("2026-03-12")


def test_declined_leaves_nothing_open() -> None:
    line = case(("cases.Received", "2026-03-02", "", {}), ("cases.Declined", "2026-03-05", "", {}), livelihood="wages")
    assert [node for node in plan(line, CALENDAR) if node.open] == []


def test_missing_receipt_counts_from_acceptance_and_says_so() -> None:
    found = one(case(("cases.Accepted", "2026-03-03", "", {})), "N-03")
    assert found.started == d("2026-03-03")
    assert any("没有登记收到申请执行书" in step["text"] for step in found.steps)


def test_the_three_timely_clocks_only_for_livelihood() -> None:
    rows = [*opened(), ("funds.Received", "2026-03-20", "流水1", {"amount_fen": 5})]
    plain, cared = nodes(case(*rows)), nodes(case(*rows, livelihood="wages"))
    assert not any(key.startswith("JS") for key in plain)
    assert cared["JS-01"].due == d("2026-03-03")
    assert cared["JS-02"].due == d("2026-03-05")
    assert one(case(*rows, livelihood="wages"), "JS-03").due == d("2026-03-27")
    longer = nodes(case(*rows, livelihood="wages"), overrides=Overrides(periods={"JS-02": (5, "d")}))
    assert longer["JS-02"].due == d("2026-03-09")
    assert "本院定为5日" in longer["JS-02"].steps[0]["text"]


# —— 执行通知 ——————————————————————————————————————————————————————————


def test_one_notice_finishes_all_three() -> None:
    rows = [*opened(), measure("2026-03-04"), ("documents.Issued", "2026-03-06", "", {"document": "enforcement_notice"})]
    found = nodes(case(*rows))
    assert {found[code].state for code in ("N-03", "N-03b", "N-03c")} == {"done"}
    assert (found["N-03c"].due, found["N-03c"].late) == (d("2026-03-09"), False)
    late = nodes(case(*opened(), measure("2026-03-04"), ("documents.Served", "2026-03-10", "", {"document": "enforcement_notice"})))
    assert late["N-03c"].late and late["N-03b"].late and not late["N-03"].late


def test_notice_before_the_measure_needs_no_second_one() -> None:
    notice: Row = ("documents.Issued", "2026-03-03", "", {"document": "enforcement_notice"})
    assert "N-03c" not in nodes(case(*opened(), notice, measure("2026-03-04")))
    same_day = nodes(case(*opened(), measure("2026-03-03"), notice))
    assert same_day["N-03c"].state == "done"


def test_work_of_the_centre_before_assignment_counts() -> None:
    rows: list[Row] = [
        ("cases.Received", "2026-03-02", "", {}), ("cases.Accepted", "2026-03-02", "", {}),
        ("control.QuerySent", "2026-03-03", "", {"channel": "network"}), ("cases.Assigned", "2026-03-05", "", {}),
    ]
    found = nodes(case(*rows))["N-04"]
    assert (found.state, found.done_on, found.late) == ("done", d("2026-03-03"), False)


# —— 停算、延长 ————————————————————————————————————————————————————————


def test_suspension_pauses_then_moves_the_date() -> None:
    rows = [*opened("2025-01-18"), ("nodes.Suspended", "2025-03-03", "", {"ground": "x"})]
    paused = nodes(case(*rows))
    assert paused["N-31"].paused and paused["N-31"].due is None and paused["N-38"].paused
    assert light_of(paused["N-31"], d("2026-01-01")) == Light.GREY
    assert "尚未结束" in paused["N-31"].steps[-1]["text"]
    rows.append(("nodes.Resumed", "2025-04-02", "", {}))
    found = nodes(case(*rows))["N-31"]
    assert found.counted_to == d("2025-07-18") + timedelta(days=30)
    assert found.inputs["excluded"] == [["X4", "2025-03-03", "2025-04-02"]]
    assert nodes(case(*rows))["N-03"].due == d("2025-02-05")


def test_other_exclusions_and_stays() -> None:
    rows = [
        *opened(), ("nodes.Excluded", "2026-03-10", "", {"code": "X1", "document": "公告"}),
        ("nodes.ExclusionEnded", "2026-04-09", "", {"code": "X1"}),
        ("nodes.Stayed", "2026-04-20", "", {"code": "X6", "until": "2026-06-20"}),
    ]
    spans = spans_of(case(*rows))
    assert [(s.code, s.end) for s in spans] == [("X1", d("2026-04-09")), ("X6", None)]
    found = nodes(case(*rows))
    assert found["N-31"].paused
    assert one(case(*rows), "ST-06").due == d("2026-06-20")
    rows.append(("nodes.StayEnded", "2026-05-20", "", {}))
    done = nodes(case(*rows))
    assert done["N-31"].counted_to == d("2026-09-02") + timedelta(days=60)
    assert one(case(*rows), "ST-06").state == "done"


def test_extension_runs_from_the_unrolled_end_and_moves_the_application_day() -> None:
    rows = opened("2025-04-02")
    before = nodes(case(*rows))
    assert before["N-38"].due == d("2025-09-26")  # 9月27日是星期六，提前到前一个工作日
    rows.append(("nodes.Extended", "2025-09-20", "", {"months": 3}))
    found = nodes(case(*rows))
    assert (found["N-31"].counted_to, found["N-31"].due) == (d("2026-01-02"), d("2026-01-04"))
    assert (found["N-38"].state, found["N-38"].done_on) == ("done", d("2025-09-20"))


def test_supervision_threshold_does_not_leave_out_the_sale() -> None:
    rows = [
        *opened(), ("nodes.Excluded", "2026-04-01", "", {"code": "X7", "document": "公告"}),
        ("nodes.ExclusionEnded", "2026-05-01", "", {"code": "X7"}),
    ]
    found = nodes(case(*rows))
    assert found["N-31"].counted_to == d("2026-10-02")
    assert found["N-44"].counted_to == d("2026-09-02")


def test_non_litigation_has_three_months() -> None:
    found = nodes(case(*opened(), non_litigation=True))
    assert found["N-31b"].due == d("2026-06-02") and "N-31" not in found
    assert found["N-38"].due == d("2026-05-28")


# —— 查控、期限链 ——————————————————————————————————————————————————————


def test_renewal_moves_the_expiry_on() -> None:
    rows = [*opened("2025-01-06"), measure("2025-03-03"), ("control.Renewed", "2026-02-20", "建行1234", {"until": "2027-03-03"})]
    first, second = (node for node in plan(case(*rows), CALENDAR) if node.code == "N-14")
    assert (first.state, first.late, first.due) == ("done", False, d("2026-03-03"))
    assert (second.state, second.due, second.started) == ("open", d("2027-03-03"), d("2026-02-20"))
    assert second.warn_on == d("2027-03-03") - timedelta(days=60)


def test_renewal_without_a_written_end_is_counted_cautiously() -> None:
    rows = [*opened("2025-01-06"), measure("2025-03-03"), ("control.Renewed", "2026-02-20", "建行1234", {})]
    second = [node for node in plan(case(*rows), CALENDAR) if node.code == "N-14"][1]
    assert second.due == d("2027-02-20")
    assert any("没有写明新的届满日" in step["text"] for step in second.steps)


def test_renewal_after_the_end_means_the_measure_lapsed() -> None:
    rows = [*opened("2025-01-06"), measure("2025-03-03"), ("control.Renewed", "2026-03-10", "建行1234", {})]
    first, second = (node for node in plan(case(*rows), CALENDAR) if node.code == "N-14")
    assert (first.state, first.late) == ("lapsed", True)
    assert second.open


def test_written_term_longer_than_the_law_is_cut() -> None:
    found = one(case(*opened("2025-01-06"), measure("2025-03-03", until="2030-01-01")), "N-14")
    assert found.due == d("2026-03-03")
    assert any("超过最长期限1年" in step["text"] for step in found.steps)
    assert one(case(*opened("2025-01-06"), measure("2025-03-03", until="2025-09-03")), "N-14").due == d("2025-09-03")


def test_a_waiting_seal_has_no_clock_until_it_becomes_first() -> None:
    rows = [*opened("2025-01-06"), measure("2025-03-03", "movable", "某车", rank="waiting")]
    assert not any(node.code in ("N-13", "N-17") for node in plan(case(*rows), CALENDAR))
    rows.append(("control.BecameFirst", "2025-06-03", "某车", {}))
    assert one(case(*rows), "N-13").due == d("2027-06-03")
    assert one(case(*rows), "N-17").due == d("2025-07-03")


def test_one_release_ends_only_its_own_measure() -> None:
    rows = [
        *opened(), measure("2026-03-04"), measure("2026-03-05", subject="农行5678"),
        ("control.Released", "2026-04-01", "建行1234", {}),
    ]
    state = {node.subject: node.state for node in plan(case(*rows), CALENDAR) if node.code == "N-14"}
    assert state == {"建行1234": "done", "农行5678": "open"}
    vague = [*rows[:-1], ("control.Released", "2026-04-01", "", {})]
    assert {node.state for node in plan(case(*vague), CALENDAR) if node.code == "N-14"} == {"open"}
    single = [*opened(), measure("2026-03-04"), ("control.Released", "2026-04-01", "", {})]
    assert one(case(*single), "N-14").state == "done"


def test_a_partial_deduction_keeps_the_freeze_alive() -> None:
    rows = [*opened(), measure("2026-03-04"), ("control.Deducted", "2026-03-20", "建行1234", {"amount_fen": 5, "rest": True})]
    found = {node.code: node.state for node in plan(case(*rows), CALENDAR) if node.subject == "建行1234"}
    assert (found["N-14"], found["N-16"]) == ("open", "done")


def test_clues_by_urgency() -> None:
    rows = [
        *opened(), ("control.ClueReceived", "2026-03-09", "货车", {"urgent": False}),
        ("control.ClueReceived", "2026-03-09", "现金", {"urgent": True}),
    ]
    found = {node.subject: node for node in plan(case(*rows), CALENDAR) if node.code.startswith("N-09")}
    assert (found["货车"].due, found["现金"].due) == (d("2026-03-16"), d("2026-03-12"))


def test_preservation_applicant_is_warned_seven_days_before() -> None:
    line = case(*opened("2025-01-06"), measure("2025-03-03"), kind="执保")
    found = one(line, "S-14")
    assert (found.due, found.whose) == (d("2026-02-24"), "party")


# —— 处置 ——————————————————————————————————————————————————————————————


def test_posted_report_opens_the_objection_period_after_fifteen_days() -> None:
    line = case(*opened("2025-11-03"), ("disposal.ReportPosted", "2026-03-02", "某宅", {}))
    assert one(line, "N-18b").counted_to == d("2026-03-17")
    found = one(line, "N-19")
    assert (found.started, found.due) == (d("2026-03-17"), d("2026-03-23"))


@pytest.mark.parametrize(
    ("round_", "online", "code", "due"),
    [(1, True, "N-23", "2026-04-01"), (1, False, "N-23b", "2026-05-06"), (2, False, "N-24", "2026-05-06"), (2, True, "N-26", "2026-03-17")],
)
def test_failed_auctions(round_: int, online: bool, code: str, due: str) -> None:
    failed: Row = ("disposal.AuctionFailed", "2026-03-02", "某宅", {"round": round_, "online": online})
    found = [node for node in plan(case(*opened("2025-11-03"), failed), CALENDAR) if node.code in ("N-23", "N-23b", "N-24", "N-26")]
    assert [(node.code, node.due) for node in found] == [(code, d(due))]


def test_movables_have_no_third_offline_auction() -> None:
    rows = [
        *opened("2025-11-03"), measure("2025-12-01", "movable", "某车"),
        ("disposal.AuctionFailed", "2026-03-02", "某车", {"round": 2, "online": False}),
    ]
    assert not any(node.code == "N-24" for node in plan(case(*rows), CALENDAR))


def test_a_sold_house_is_no_longer_sealed_and_must_be_handed_over() -> None:
    rows = [*opened("2025-11-03"), measure("2025-12-01", "real_estate", "某宅"), ("disposal.SaleRuled", "2026-03-02", "某宅", {})]
    found = {node.code: node for node in plan(case(*rows), CALENDAR) if node.subject == "某宅"}
    assert found["N-12"].state == "done"
    assert found["N-27"].due == d("2026-03-17") and found["N-27b"].due == d("2026-03-09")


# —— 案款 ——————————————————————————————————————————————————————————————


def test_payout_is_done_only_when_the_whole_amount_left() -> None:
    rows = [
        *opened(), ("funds.Received", "2026-03-10", "流水1", {"amount_fen": 100}),
        ("funds.Paid", "2026-03-20", "流水1", {"amount_fen": 60}),
    ]
    assert one(case(*rows), "N-29").open
    rows.append(("funds.Paid", "2026-03-25", "流水1", {"amount_fen": 40}))
    assert one(case(*rows), "N-29").done_on == d("2026-03-25")
    rows.append(("funds.Bounced", "2026-03-27", "流水1", {"amount_fen": 40}))
    assert one(case(*rows), "N-29").open
    rows.append(("funds.Paid", "2026-04-15", "流水1", {"amount_fen": 40}))
    again = one(case(*rows), "N-29")
    assert (again.done_on, again.late) == (d("2026-04-15"), True)


def test_approved_delay_pauses_and_ten_days_run_afterwards() -> None:
    rows = [
        *opened(), ("funds.Received", "2026-03-10", "流水1", {"amount_fen": 100}),
        ("funds.Delayed", "2026-03-20", "流水1", {"ground": "distribution"}),
    ]
    assert one(case(*rows), "N-29").paused
    rows.append(("funds.DelayEnded", "2026-05-08", "流水1", {}))
    assert one(case(*rows), "N-29").state == "void"
    assert one(case(*rows), "N-29b").due == d("2026-05-18")
    rows.append(("funds.Paid", "2026-05-12", "流水1", {"amount_fen": 100}))
    assert one(case(*rows), "N-29b").state == "done"


def test_ten_working_days_to_the_notice_and_five_to_pay() -> None:
    """M:K-07。法〔2021〕322号（二手）：2026年清明节 4月4日至6日放假。"""
    rows = [*opened(), ("funds.Received", "2026-03-25", "收1", {"amount_fen": 100})]
    notice = one(case(*rows), "N-28")
    assert (notice.due, notice.cls, one(case(*rows), "N-29").due) == (d("2026-04-09"), "F", d("2026-04-24"))
    rows.append(("funds.Planned", "2026-04-01", "收1", {"amount_fen": 100}))
    assert one(case(*rows), "N-28").done_on == d("2026-04-01")
    assert one(case(*rows), "N-28b").due == d("2026-04-09") and one(case(*rows), "N-28b").open
    rows.append(("funds.Paid", "2026-04-10", "收1", {"amount_fen": 100}))
    assert one(case(*rows), "N-28b").late and one(case(*rows), "N-29").state == "done"


def test_a_court_may_set_its_own_days_of_payment() -> None:
    rows = [*opened(), ("funds.Received", "2026-03-10", "收1", {}), ("funds.Planned", "2026-03-11", "收1", {})]
    ours = Overrides(periods={"N-28": (5, "wd"), "N-28b": (1, "wd")})
    assert one(case(*rows), "N-28b", overrides=ours).due == d("2026-03-12")
    assert "本院定为" in one(case(*rows), "N-28", overrides=ours).steps[0]["text"]


def test_a_plan_made_again_replaces_the_first_and_a_delay_stops_it() -> None:
    rows = [
        *opened(), ("funds.Received", "2026-03-10", "收1", {"amount_fen": 100}), ("funds.Planned", "2026-03-11", "收1", {}),
        ("funds.Planned", "2026-03-16", "收1", {}),
    ]
    assert [n.state for n in plan(case(*rows), CALENDAR) if n.code == "N-28b"] == ["void", "open"]
    rows.append(("funds.Delayed", "2026-03-17", "收1", {"ground": "objection"}))
    assert [n for n in plan(case(*rows), CALENDAR) if n.code == "N-28b"][1].paused


def test_money_put_in_deposit_is_dealt_with() -> None:
    rows = [
        *opened(), ("funds.Received", "2026-03-10", "收1", {"amount_fen": 100}), ("funds.Paid", "2026-03-12", "收1", {"amount_fen": 40}),
        ("funds.Deposited", "2026-03-20", "收1", {"amount_fen": 60}),
    ]
    assert one(case(*rows), "N-29").done_on == d("2026-03-20")


def test_what_is_paid_out_of_a_deposit_does_not_count_again() -> None:
    rows = [
        *opened(), ("funds.Received", "2026-03-10", "收1", {"amount_fen": 100}), ("funds.Deposited", "2026-03-20", "收1", {"amount_fen": 60}),
        ("funds.Paid", "2026-03-22", "收1", {"amount_fen": 60, "from_deposit": True}),
    ]
    assert one(case(*rows), "N-29").done_on is None
    rows.append(("funds.Paid", "2026-03-25", "收1", {"amount_fen": 40}))
    assert one(case(*rows), "N-29").done_on == d("2026-03-25")


# —— 结案以后 ——————————————————————————————————————————————————————————


def test_closing_voids_what_is_open_but_measures_payouts_and_archive_go_on() -> None:
    rows = [
        *opened(), measure("2026-03-04"), ("funds.Received", "2026-03-10", "流水1", {"amount_fen": 100}),
        ("sanctions.Listed", "2026-03-11", "李四", {"ground": "able"}),
        ("closing.Closed", "2026-04-01", "", {"mode": "finished"}),
    ]
    found = plan(case(*rows), CALENDAR)
    still = {node.code for node in found if node.open}
    assert still == {"N-14", "N-29", "N-28", "N-32", "D-09"}
    assert one(case(*rows), "N-31").done_on == d("2026-04-01")
    assert one(case(*rows), "D-09").due == d("2026-04-07")  # 清明节之后的第三个工作日
    voided = [node for node in found if node.state == "void"]
    assert voided and all("已经结案" in node.steps[-1]["text"] for node in voided)


def test_after_terminating_the_round_queries_go_on_and_property_found_asks_for_resumption() -> None:
    rows = [*opened("2025-01-10"), ("closing.Closed", "2025-08-31", "", {"mode": "terminated_round"})]
    assert one(case(*rows), "Z-16").due == d("2025-09-08")
    rows.append(("control.ClueReceived", "2025-10-09", "新车", {}))
    rows.append(("control.ClueVerified", "2025-10-13", "新车", {"found": True}))
    found = nodes(case(*rows))
    assert found["N-09|新车|5"].state == "done"
    assert found["N-10|新车|6"].due == d("2025-10-20")
    rows.append(("closing.Resumed", "2025-10-16", "", {"number": "（2025）某0101执恢1号"}))
    done = plan(case(*rows), CALENDAR)
    assert {node.state for node in done if node.code in ("N-10", "N-40")} == {"done", "void"}


def test_a_missed_query_is_late_and_one_query_brings_up_to_date() -> None:
    rows = [
        *opened("2024-01-10"), ("closing.Closed", "2024-08-30", "", {"mode": "terminated_round"}),
        ("control.QuerySent", "2025-12-01", "", {"channel": "network"}),
    ]
    found = [(node.subject, node.state, node.late) for node in plan(case(*rows), CALENDAR) if node.code == "N-40"]
    assert found == [("第1次", "done", True), ("第2次", "done", True), ("第3次", "done", False), ("第4次", "open", False)]


# —— 终本以前 ——————————————————————————————————————————————————————————


def test_interview_and_query_are_measured_against_the_proposal() -> None:
    rows = [*opened(), ("control.QuerySent", "2026-03-06", "", {"channel": "network", "scope": "full"})]
    before = nodes(case(*rows))
    assert before["N-07"].open and before["N-07"].due is None
    assert (before["N-37"].state, before["N-37"].due) == ("done", d("2026-06-06"))
    rows.append(("closing.Proposed", "2026-07-01", "", {"mode": "terminated_round"}))
    after = nodes(case(*rows))
    assert (after["N-07"].due, after["N-37"].state) == (d("2026-07-01"), "open")
    rows.append(("closing.ProposalEnded", "2026-07-03", "", {}))
    back = nodes(case(*rows))
    assert back["N-07"].due is None and back["N-37"].state == "done"
    rows.append(("control.Interviewed", "2026-07-06", "", {"person": "张三"}))
    assert nodes(case(*rows))["N-07"].state == "done"


# —— 身份、豁免、更正 ————————————————————————————————————————————————————


def test_a_correction_keeps_the_identity_of_the_node() -> None:
    line = case(*opened(), measure("2026-03-04"))
    corrected = replace(line.facts[-1], seq=9, on=d("2026-03-06"), root=4)
    changed = Timeline("执", (*line.facts[:-1], corrected))
    assert nodes(line).keys() == nodes(changed).keys()
    assert one(changed, "N-14").due == d("2027-03-06") and one(changed, "N-14").trigger_seq == 9


def test_waived_by_key() -> None:
    rows = [*opened(), ("control.ClueReceived", "2026-03-09", "货车", {})]
    key = one(case(*rows), "N-09").key
    rows += [("nodes.Waived", "2026-03-10", key, {"ground": "重复线索"}), ("nodes.Waived", "2026-03-10", "N-04", {"ground": "x"})]
    found = nodes(case(*rows))
    assert (found[key].state, found["N-04"].state, found["N-03"].state) == ("waived", "waived", "open")
    assert "重复线索" in found[key].steps[-1]["text"]


def test_approvals_end_by_their_number() -> None:
    rows = [
        *opened(), ("approvals.Submitted", "2026-03-10", "", {"approval": 1, "act": "extend", "title": "延长"}),
        ("approvals.Submitted", "2026-03-11", "", {"approval": 2, "act": "fine", "title": "罚款"}),
        ("approvals.Approved", "2026-03-12", "", {"approval": 2, "act": "fine", "title": "罚款"}),
    ]
    found = {node.subject: node.state for node in plan(case(*rows), CALENDAR) if node.code == "N-41"}
    assert found == {"延长": "open", "罚款": "done"}


# —— 灯色和一句话 ————————————————————————————————————————————————————————


def test_lights() -> None:
    due, warn = d("2026-11-10"), d("2026-11-03")
    assert light(due, warn, d("2026-11-02")) == Light.GREEN
    assert light(due, warn, d("2026-11-03")) == Light.YELLOW
    assert light(due, warn, due) == Light.YELLOW  # 当天不算超期
    assert light(due, warn, d("2026-11-11")) == Light.RED
    assert light(due, warn, d("2026-12-01"), "outside") == Light.GREY
    assert light(due, warn, d("2026-12-01"), "party") == Light.YELLOW
    assert light(due, warn, d("2026-12-01"), "court", "done") == Light.GREY
    assert light(due, None, d("2026-12-01"), cls="B") == Light.GREEN
    assert light(d("2026-10-03"), warn, d("2026-09-30"), cls="C", last_working_day=d("2026-09-30")) == Light.RED
    assert light(None, None, due) == Light.GREY


def test_sentences() -> None:
    found = nodes(case(*opened()))
    notice = found["N-03"]
    assert notice.due == d("2026-03-12")
    assert sentence(notice, d("2026-03-09")) == "剩 3 天"
    assert sentence(notice, d("2026-03-12")) == "今天到期"
    assert sentence(notice, d("2026-03-16"), CALENDAR) == "3月12日到期，超 2 个工作日"
    assert overdue_days(notice.due, d("2026-03-16")) == 4
    assert overdue_days(notice.due, d("2026-03-12")) == 0
    assert sentence(found["N-35"], d("2026-03-12")) == "6月3日起可以办"
    assert sentence(found["N-01"], d("2026-03-12")) == "2026年3月2日办结"
    assert sentence(found["N-07"], d("2026-03-12")) == "没有固定期限"


# —— 总成立的性质 ————————————————————————————————————————————————————————

ACTS: list[tuple[str, dict[str, Any]]] = [
    ("control.QuerySent", {"channel": "network", "scope": "full"}), ("control.FeedbackReceived", {"found": ["deposit"]}),
    ("control.FeedbackReceived", {}), ("control.MeasureTaken", {"property": "deposit", "rank": "first"}),
    ("control.MeasureTaken", {"property": "real_estate", "rank": "waiting"}), ("control.BecameFirst", {}),
    ("control.Renewed", {}), ("control.Released", {}), ("control.Deducted", {"amount_fen": 5, "rest": False}),
    ("control.ClueReceived", {"urgent": True}), ("control.ClueVerified", {"found": True}),
    ("control.Interviewed", {"person": "甲", "clue_given": True}), ("documents.Issued", {"document": "enforcement_notice"}),
    ("documents.AnnouncementPosted", {}), ("funds.Received", {"amount_fen": 100}), ("funds.Paid", {"amount_fen": 60}),
    ("funds.Bounced", {"amount_fen": 60}), ("funds.Delayed", {"ground": "other"}), ("funds.DelayEnded", {}),
    ("disposal.ValuationStarted", {"method": "appraisal"}), ("disposal.ReportReceived", {}), ("disposal.ReportPosted", {}),
    ("disposal.PriceFixed", {}), ("disposal.SaleStarted", {"round": 1, "online": True}),
    ("disposal.AuctionFailed", {"round": 1, "online": True}), ("disposal.PriceFullyPaid", {}), ("disposal.SaleRuled", {}),
    ("nodes.Extended", {"months": 3}), ("nodes.Excluded", {"code": "X1", "document": "d"}),
    ("nodes.ExclusionEnded", {"code": "X1"}), ("approvals.Submitted", {"approval": 1, "title": "延长", "act": "extend"}),
    ("approvals.Returned", {"approval": 1, "title": "延长", "act": "extend"}), ("sanctions.Listed", {"ground": "able"}),
]


@st.composite
def lives(draw: st.DrawFn) -> Timeline:
    """一件案件的一段经历：主线按次序走到某一步，其间随意登记，中止和恢复成对。"""
    kind = draw(st.sampled_from(["执", "执恢", "执保", "执异", "执复", "执监"]))
    rows: list[Row] = []
    day = draw(st.dates(date(2019, 1, 2), date(2026, 6, 30)))

    def add(name: str, data: dict[str, Any], subject: str = "") -> None:
        nonlocal day
        day += timedelta(days=draw(st.integers(0, 40)))
        rows.append((name, str(day), subject, data))

    add("cases.Received", {})
    for _ in range(draw(st.integers(0, 2))):
        add("cases.CorrectionAsked", {"missing": ["身份证明"]})
        if draw(st.booleans()):
            return case(*rows, kind=kind)
        add("cases.Corrected", {})
    for name in ("cases.Accepted", "cases.HandedOver", "cases.Assigned")[: draw(st.integers(0, 3))]:
        add(name, {})
    if rows[-1][0] == "cases.Assigned":
        suspended = False
        for _ in range(draw(st.integers(0, 18))):
            if draw(st.integers(0, 5)) == 0:
                add("nodes.Resumed" if suspended else "nodes.Suspended", {"ground": "x"})
                suspended = not suspended
            else:
                name, data = draw(st.sampled_from(ACTS))
                add(name, data, draw(st.sampled_from(["", "甲", "乙"])))
        if not suspended and draw(st.booleans()):
            add("closing.Proposed", {"mode": "terminated_round"})
            if draw(st.booleans()):
                add("closing.Closed", {"mode": draw(st.sampled_from(["terminated_round", "finished"]))})
    return case(*rows, kind=kind, urgent=draw(st.booleans()), livelihood=draw(st.sampled_from(["", "wages"])))


@given(lives())
def test_an_open_case_always_has_an_open_node_and_a_closed_one_is_watched(line: Timeline) -> None:
    found = plan(line, CALENDAR)
    ours = [node for node in found if node.open]
    assert ours
    if line.first("closing.Closed") is None:
        assert any(node.whose == "court" or node.code == "N-01c" for node in ours)
    else:
        assert any(node.code == "N-32" for node in ours)


@given(lives())
def test_plan_is_pure_whole_and_explained(line: Timeline) -> None:
    found = plan(line, CALENDAR)
    again = plan(Timeline(line.kind, tuple(reversed(line.facts)), line.livelihood, urgent=line.urgent), CALENDAR)
    assert found == again
    assert len({node.key for node in found}) == len(found)
    for node in found:
        assert node.steps and all(step["text"] and step["article"] for step in node.steps)
        assert node.basis and len(node.key) <= 260
        assert (node.state == "done") <= (node.done_on is not None and node.done_seq is not None)
        assert not (node.paused and node.due)
        assert node.due is None or node.warn_on is None or node.warn_on <= node.due


@given(lives(), st.integers(0, 40))
def test_a_measure_is_never_forgotten(line: Timeline, later: int) -> None:
    """首封的措施，没有续行、解除、扣划、处置，就总有一个待办的期限。"""
    taken = [fact for fact in line.facts if fact.type == "control.MeasureTaken" and fact.data["rank"] == "first"]
    for fact in taken:
        after = [f for f in line.ordered if f.on >= fact.on and f.type in (
            "control.Renewed", "control.Released", "control.Deducted", "disposal.SaleRuled")]
        if not after:
            keys = [node for node in plan(line, CALENDAR) if node.trigger_seq == fact.seq and node.code in ("N-12", "N-14")]
            assert [node.state for node in keys] == ["open"]


# —— 步骤里的话 ————————————————————————————————————————————————————————


def said(line: Timeline, code: str) -> list[str]:
    return [step["text"] for step in one(line, code).steps]


def test_a_lapsed_measure_taken_again_is_no_longer_open() -> None:
    """届满后重新冻结同一账户：原来的一次已经失效，不再是红灯；届满前另冻一次的，两次都在。"""
    again = nodes(case(*opened("2024-03-01"), measure("2024-03-10"), measure("2025-06-02")))
    assert (again["N-14|建行1234|4"].state, again["N-14|建行1234|5"].state) == ("lapsed", "open")
    assert "重新采取措施" in again["N-14|建行1234|4"].steps[-1]["text"]
    twice = nodes(case(*opened("2024-03-01"), measure("2024-03-10"), measure("2025-03-10")))
    assert {twice[f"N-14|建行1234|{n}"].state for n in (4, 5)} == {"open"}


def test_limits_before_the_ruling_name_no_day_that_is_not_there() -> None:
    quiet = case(*opened())
    assert said(quiet, "N-07")[0] == "终本约谈：须在终本裁定以前办。"
    assert not any("2026-03-02" in text or "0日" in text for code in ("N-07", "N-37") for text in said(quiet, code))


def test_a_waiting_limit_names_no_day() -> None:
    """执行期限停算中：不能把立案日说成届满日。"""
    stopped = case(*opened(), ("nodes.Suspended", "2026-04-01", "", {}))
    assert said(stopped, "N-38") == ["申请延长执行期限：执行期限届满，须提前5日办。", "所接的期限停算中，恢复后再定。"]
    assert said(case(*opened()), "N-38")[0] == "申请延长执行期限：2026-09-02执行期限届满，须提前5日办。"


def test_a_limit_of_no_days_is_the_same_day() -> None:
    told = said(case(*opened(), ("control.Interviewed", "2026-06-01", "", {"clue_given": True})), "N-08")
    assert told[:2] == ["约谈线索登记：2026-06-01约谈中提供线索，当日办。", "须在2026-06-01当日办。"]


def test_what_is_done_after_closing_does_not_finish_what_ended_with_it() -> None:
    """终本后的定期查询办结 N-40，不回头办结首次查控和终本前查询。"""
    line = case(
        *opened("2025-03-03"), ("closing.Proposed", "2025-08-01", "", {"mode": "terminated_round"}),
        ("closing.Closed", "2025-08-31", "", {"mode": "terminated_round"}),
        ("control.QuerySent", "2026-02-10", "", {"channel": "network"}),
    )
    assert (one(line, "N-04").state, one(line, "N-37").state) == ("void", "void")
    assert nodes(line)["N-40|第1次|5"].state == "done"


# —— 存量接管 ——————————————————————————————————————————————————————————


def taken_over(*rows: Row, live: str = "2026-10-01", kind: str = "执", **more: Any) -> Timeline:
    return case(*rows, ("cases.TakenOver", live, "", {"live_on": live, "run": 1}), kind=kind, **more)


def test_what_fell_due_before_going_live_does_not_count() -> None:
    line = taken_over(*opened("2026-03-02"))
    found = one(line, "N-03")
    assert (found.state, found.due, found.open, found.warn_on) == ("before", d("2026-03-12"), False, None)
    assert light_of(found, d("2026-11-01")) == Light.GREY and sentence(found, d("2026-11-01")) == "上线前不计"
    assert one(line, "N-35").open, "门槛照常"


def test_what_falls_due_on_or_after_the_day_counts() -> None:
    line = taken_over(*opened("2026-09-21"))
    assert one(line, "N-03").due == d("2026-10-08") and one(line, "N-03").open
    assert light_of(one(line, "N-03"), d("2026-10-09")) == Light.RED


def test_done_before_going_live_is_never_late() -> None:
    row = ("documents.Issued", "2026-08-31", "", {"document": "enforcement_notice"})
    found = one(taken_over(*opened("2026-03-02"), row), "N-03")
    assert (found.state, found.late) == ("done", False)


def test_measures_are_watched_at_once_and_expired_ones_are_lapsed() -> None:
    line = taken_over(*opened("2025-03-02"), measure("2025-10-05"), measure("2025-09-01", subject="农行5678"))
    running, gone = sorted((n for n in plan(line, CALENDAR) if n.code == "N-14"), key=lambda n: n.subject, reverse=True)
    assert (running.state, running.due) == ("open", d("2026-10-05"))
    assert (gone.state, gone.due) == ("lapsed", d("2026-09-01"))
    assert light_of(running, d("2026-10-05")) == Light.RED


@pytest.mark.parametrize("kind", ["执", "执恢", "执保", "执异", "执复", "执监"])
def test_an_old_case_taken_over_still_has_a_day_to_be_closed_by(kind: str) -> None:
    line = taken_over(*opened("2024-03-04"), kind=kind)
    found = one(line, "N-31t")
    assert (found.started, found.due, found.open) == (d("2026-10-01"), d("2027-01-01"), True)
    assert [n.code for n in plan(taken_over(*opened("2026-09-21"), kind=kind), CALENDAR) if n.code == "N-31t"] == []


def test_a_reversed_take_over_watches_nothing() -> None:
    line = taken_over(*opened("2026-03-02"), measure("2026-03-05"))
    rows = (*line.facts, Fact(99, "cases.TakeoverReversed", d("2026-10-02")))
    assert not [n for n in plan(replace(line, facts=rows), CALENDAR) if n.open]


# —— 承接、转出、撤销报结 ————————————————————————————————————————————————


def carried(seq: int, row: Row) -> Fact:
    name, on, subject, data = row
    return Fact(seq, name, d(on), None, subject, data, source="carried")


def test_a_carried_measure_keeps_its_own_expiry_and_starts_the_rest_anew() -> None:
    """JI 168、BQ 17：期限连续计算；启动参考价自新案立案起算，不因此要求三日内发执行通知。"""
    line = case(*opened("2026-03-02"))
    renewed = ("control.Renewed", "2025-05-06", "某宅", {"until": "2026-05-06"})
    chain = (carried(10, measure("2024-05-06", "real_estate", "某宅")), carried(11, renewed))
    line = replace(line, facts=(*line.facts, *chain))
    watch = [n for n in plan(line, CALENDAR) if n.code == "N-12"]
    assert [(n.state, n.due) for n in watch] == [("done", d("2027-05-06")), ("open", d("2026-05-06"))]
    price = one(line, "N-17")
    assert price.started == d("2026-03-02") and price.due == d("2026-04-01")
    assert any("自本案立案起算" in step["text"] for step in price.steps)
    assert not [n for n in plan(line, CALENDAR) if n.code == "N-03c"]


def test_a_moved_measure_is_no_longer_watched() -> None:
    rows = [*opened("2026-03-02"), measure("2026-03-05"), ("closing.Closed", "2026-04-01", "", {"mode": "preserved_full"})]
    assert one(case(*rows, kind="执保"), "N-14").open and one(case(*rows, kind="执保"), "S-14").open
    rows.append(("control.MeasureMoved", "2026-05-06", "建行1234", {"to_number": "（2026）某0101执1号"}))
    assert {n.state for n in plan(case(*rows, kind="执保"), CALENDAR) if n.code in ("N-14", "S-14")} == {"done"}


def test_after_finishing_measures_and_restrictions_are_to_be_lifted() -> None:
    rows = [
        *opened("2026-03-02"), measure("2026-03-05"), ("sanctions.ConsumptionRestricted", "2026-03-20", "李四", {}),
        ("sanctions.Listed", "2026-03-20", "李四", {"ground": "able"}),
        ("closing.Closed", "2026-04-01", "", {"mode": "finished"}),
        ("control.ReleaseOrdered", "2026-04-01", "建行1234", {"ground": "paid"}),
    ]
    found = {n.code: n for n in plan(case(*rows), CALENDAR) if n.open}
    assert (found["S-15"].due, found["D-09"].due, found["X-08"].due) == (d("2026-04-07"), d("2026-04-07"), d("2026-04-07"))
    rows += [
        ("control.Released", "2026-04-02", "建行1234", {"ground": "paid"}), ("sanctions.Delisted", "2026-04-02", "李四", {}),
        ("sanctions.ConsumptionLifted", "2026-04-02", "李四", {}),
    ]
    assert not {"S-15", "D-09", "X-08", "N-14"} & {n.code for n in plan(case(*rows), CALENDAR) if n.open}


def test_a_withdrawn_closing_leaves_no_trace_in_the_nodes() -> None:
    before = [*opened("2026-03-02"), measure("2026-03-05")]
    closed = [
        ("closing.Proposed", "2026-03-30", "", {"mode": "finished"}), ("closing.Closed", "2026-04-01", "", {"mode": "finished"}),
        ("control.ReleaseOrdered", "2026-04-01", "建行1234", {"ground": "paid"}),
    ]
    gone = ("closing.Withdrawn", "2026-04-10", "", {"mode_text": "执行完毕", "closed_on": "2026-04-01", "reason": "误报"})
    states = {n.key: (n.state, n.due) for n in plan(case(*before), CALENDAR)}
    assert {n.key: (n.state, n.due) for n in plan(case(*before, *closed, gone), CALENDAR)} == states
    assert one(case(*before, *closed), "N-31").state == "done" and one(case(*before, *closed, gone), "N-31").open


def test_a_listing_with_a_term_is_to_be_deleted_when_it_ends() -> None:
    row = ("sanctions.Listed", "2026-03-20", "李四", {"ground": "evade", "until": "2026-09-30"})
    assert one(case(*opened("2026-03-02"), row), "D-09b").due == d("2026-10-10")
    endless = ("sanctions.Listed", "2026-03-20", "李四", {"ground": "able"})
    assert "D-09b" not in {n.code for n in plan(case(*opened("2026-03-02"), endless), CALENDAR)}


# —— 财产保全、恢复执行 ————————————————————————————————————————————————


def test_ex18_thirty_days_to_sue_after_a_preservation_before_the_suit() -> None:
    rows = [*opened("2024-12-31"), measure("2025-01-02")]
    waiting = one(case(*rows, kind="执保", stage="pre_suit"), "B-05")
    assert (waiting.due, waiting.whose) == (d("2025-02-05"), "party")
    release = one(case(*rows, kind="执保", stage="pre_suit"), "B-05b")
    assert release.due == d("2025-02-06") and release.whose == "court"
    assert "B-05" not in {n.code for n in plan(case(*rows, kind="执保", stage="suit"), CALENDAR)}
    rows.append(("control.SuitFiled", "2025-01-20", "", {"number": "（2025）某0101民初1号"}))
    sued = {n.code: n.state for n in plan(case(*rows, kind="执保", stage="pre_suit"), CALENDAR)}
    assert (sued["B-05"], sued["B-05b"]) == ("done", "void")


@pytest.mark.parametrize(("sued", "state"), [
    ("2025-01-02", "void"), ("2025-02-01", "void"), ("2025-02-05", "void"), ("2025-02-06", "open"), ("2025-04-01", "open"),
])
def test_only_a_suit_filed_within_the_thirty_days_keeps_the_measure(sued: str, state: str) -> None:
    """届满日 2025-02-01 顺延到 2025-02-05：那天起诉还来得及，以后起诉的仍应解除。"""
    rows = [*opened("2024-12-31"), measure("2025-01-02"), ("control.SuitFiled", sued, "", {"number": "（2025）某0101民初1号"})]
    line = case(*rows, kind="执保", stage="pre_suit")
    release, waiting = one(line, "B-05b"), one(line, "B-05")
    assert (release.state, waiting.state, waiting.late) == (state, "done", state == "open")
    assert ("不免除这一项" in "".join(step["text"] for step in release.steps)) is (state == "open")
    rows.append(("control.Released", "2025-04-02", "", {"ground": "not_sued"}))
    assert one(case(*rows, kind="执保", stage="pre_suit"), "B-05b").state == ("void" if state == "void" else "done")


def test_a_suit_filed_before_the_measure_is_in_time() -> None:
    rows = [*opened("2024-12-31"), ("control.SuitFiled", "2025-01-01", "", {"number": "（2025）某0101民初1号"}), measure("2025-01-02")]
    line = case(*rows, kind="执保", stage="pre_suit")
    assert (one(line, "B-05").state, one(line, "B-05b").state) == ("done", "void")


def test_every_preservation_before_a_suit_is_urgent() -> None:
    line = case(*opened("2026-03-02"), kind="执保", stage="pre_suit")
    assert {"B-02"} == {n.code for n in plan(line, CALENDAR)} & {"B-01", "B-02"}


def test_asking_for_resumption_puts_it_on_the_filing_desk() -> None:
    rows = [
        *opened("2025-01-10"), ("closing.Closed", "2025-08-29", "", {"mode": "terminated_round"}),
        ("closing.ResumptionAsked", "2025-10-13", "", {"ground": "property"}),
    ]
    asked = one(case(*rows), "N-10b")
    assert (asked.due, asked.owner_post, asked.act) == (d("2025-10-20"), "filing", "revive")
    rows.append(("closing.Resumed", "2025-10-16", "", {"number": "（2025）某0101执恢1号"}))
    assert one(case(*rows), "N-10b").state == "done"
    rows.insert(-1, ("closing.PoolEntered", "2025-09-01", "", {}))
    left = [*rows[:-1], ("closing.PoolLeft", "2025-10-15", "", {"reason": "paid"})]
    assert {n.state for n in plan(case(*left), CALENDAR) if n.code == "N-40"} == {"void"}


def test_the_last_day_of_a_settlement_is_only_a_reminder() -> None:
    row = ("settlement.Agreed", "2026-03-20", "", {"until": "2026-06-30"})
    found = one(case(*opened("2026-03-02"), row), "H-03")
    assert (found.due, found.whose) == (d("2026-06-30"), "party")
    assert light_of(found, d("2026-07-10")) == Light.YELLOW
    assert not [n for n in plan(case(*opened("2026-03-02"), ("settlement.Agreed", "2026-03-20", "", {})), CALENDAR) if n.code == "H-03"]
    closed = ("closing.Closed", "2026-04-01", "", {"mode": "terminated"})
    revived = ("closing.Resumed", "2026-05-08", "", {"number": "（2026）某0101执恢1号"})
    assert one(case(*opened("2026-03-02"), row, closed), "H-03").open
    assert one(case(*opened("2026-03-02"), row, closed, revived), "H-03").state == "void"
