"""终本的十三项：每一项有什么算数，缺了怎么说。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from closing_facts import (
    AGAIN,
    CLAIM,
    FROZEN,
    INTERVIEW,
    NOTHING,
    NOTICE,
    QUERY,
    READY,
    REPORT,
    RIPE,
    SEIZED,
    SERVED,
    VISITED,
    ask,
    day,
    items,
    line,
    missing,
    without,
)

from zhixing.law.closing import Item
from zhixing.law.timeline import Timeline

MODE = "terminated_round"
Z = [f"Z-{n:02}" for n in range(1, 14)]


def z(code: str, timeline: Timeline, on: date = RIPE, **more: Any) -> Item:
    return items(MODE, timeline, on, **more)[code]


def lacks(item: Item) -> set[str]:
    return {reason.code.removeprefix("closing.") for reason in item.missing}


def test_all_thirteen_are_shown_each_with_its_proof() -> None:
    found = items(MODE, line(*READY))
    assert [code for code in found if code.startswith("Z-")] == Z
    for item in found.values():
        assert item.ok and item.proof and not item.missing, item.code
        assert all(proof.text.endswith("。") for proof in item.proof)
    assert found["Z-01"].proof == ((5, "2026-01-16执行通知书送达李四。"),)
    seqs = {fact.seq for fact in line(*READY).facts} | {0}
    assert {proof.seq for item in found.values() for proof in item.proof} <= seqs


def test_every_item_missing_has_an_article_and_a_way_out() -> None:
    for item in items(MODE, line(FROZEN, ("control.ClueReceived", day(3), "货车", {})), missing=["李四"]).values():
        assert item.ok == (not item.missing)
        for reason in item.missing:
            assert reason.article and reason.remedy and reason.text.endswith("。")


def test_z01_a_notice_posted_counts_only_when_deemed_served() -> None:
    posted = ("documents.AnnouncementPosted", day(4), "公告", {"document": "enforcement_notice", "to": "李四"})
    rest = without(NOTICE, SERVED)
    assert lacks(z("Z-01", line(posted, *rest))) == {"unserved"}
    served = ("documents.Served", day(34), "公告", {"document": "enforcement_notice", "to": "李四", "method": "announcement"})
    assert z("Z-01", line(posted, served, *rest)).ok
    later = (served[0], served[1], served[2], {**served[3], "deemed_on": "2026-09-01"})
    assert lacks(z("Z-01", line(posted, later, *rest))) == {"unserved"}


@pytest.mark.parametrize("result", ["false", "late", "refused"])
def test_z02_a_bad_report_must_be_punished(result: str) -> None:
    bad = ("control.ReportReceived", day(14), "李四", {"result": result})
    assert lacks(z("Z-02", line(bad, *without(REPORT)))) == {"report_unpunished"}
    for punished in ("sanctions.Fined", "sanctions.Detained", "sanctions.Listed", "sanctions.CrimeReferred"):
        assert z("Z-02", line(bad, (punished, day(20), "李四", {}), *without(REPORT))).ok


def test_z02_a_notice_made_here_does_not_stand_for_the_order() -> None:
    """登记事项里的执行通知书习惯上附着报告财产令；系统里做的，没有随附就是没有发。"""
    rest = without(NOTICE, SERVED, REPORT)
    assert lacks(z("Z-02", line(SERVED, *rest))) == {"report"}
    made = (*SERVED[:3], {**SERVED[3], "id": 7})
    assert lacks(z("Z-02", line(made, *rest))) == {"report_order"}


def test_z02_a_missing_debtor_reports_nothing_but_must_be_searched() -> None:
    assert lacks(z("Z-02", line(*without(REPORT)))) == {"report"}
    searched = ("control.DebtorSearched", day(20), "李四", {})
    assert z("Z-02", line(searched, *without(REPORT))).ok


def test_z04_counts_from_the_filing_of_this_case() -> None:
    assert lacks(z("Z-04", line(*READY), date(2026, 4, 12))) == {"three_months"}
    assert z("Z-04", line(*READY), date(2026, 4, 13)).ok


def test_z05_a_query_without_an_answer_is_not_an_inquiry() -> None:
    rest = without(NOTHING, ("control.FeedbackReceived", day(101), "", {"found": []}))
    assert lacks(z("Z-05", line(*(f for f in rest if f[0] != "control.FeedbackReceived")))) == {"feedback"}
    assert lacks(z("Z-05", line(*(f for f in READY if f not in (QUERY, AGAIN))))) == {"query"}


def test_z05_an_inquiry_asked_for_must_be_finished() -> None:
    asked = ("control.InquiryAsked", day(50), "应收账款", {})
    (reason,) = z("Z-05", line(*READY, asked)).missing
    assert (reason.act, "还没有启动" in reason.text) == ("register:inquiry_start", True)
    started = ("control.InquiryStarted", day(51), "应收账款", {})
    assert z("Z-05", line(*READY, asked, started)).missing[0].act == "register:inquiry_finish"
    assert z("Z-05", line(*READY, asked, started, ("control.InquiryFinished", day(52), "应收账款", {}))).ok


def test_z06_only_a_full_query_within_three_months() -> None:
    part = (AGAIN[0], AGAIN[1], "", {"channel": "network", "scope": "part"})
    assert lacks(z("Z-06", line(part, *without(AGAIN)))) == {"recent_query"}
    assert z("Z-06", line(*READY), date(2026, 7, 22)).ok and not z("Z-06", line(*READY), date(2026, 7, 23)).ok


@pytest.mark.parametrize("act", [
    ("sanctions.Searched", day(30), "李四", {"place": "住处"}), ("control.QuerySent", day(30), "", {"channel": "onsite"}), VISITED,
])
def test_z07_any_traditional_measure_will_do(act: Any) -> None:
    rest = [f for f in READY if f not in (VISITED,)]
    assert lacks(z("Z-07", line(*rest))) == {"traditional"}
    assert z("Z-07", line(act, *rest)).ok


def test_z09_what_was_found_is_dealt_with() -> None:
    found = ("control.FeedbackReceived", day(5), "", {"found": ["deposit"]})
    ready = (*without(NOTHING), found)
    assert lacks(z("Z-09", line(*ready))) == {"found"}
    (reason,) = z("Z-09", line(*ready)).missing
    assert "银行存款" in reason.text and reason.act == "register:not_disposable"
    excused = ("control.NotDisposable", day(7), "某行0011", {"property": "deposit", "reason": "empty"})
    assert z("Z-09", line(*ready, excused)).ok
    assert lacks(z("Z-09", line(*ready, FROZEN))) == {"undisposed"}, "冻结了还没有扣划"


@pytest.mark.parametrize(("event", "data"), [
    ("control.Released", {}), ("control.Deducted", {"amount_fen": 5, "rest": False}), ("disposal.DebtOffset", {}),
    ("control.NotDisposable", {"reason": "exempt"}), ("disposal.SellOffFailed", {}), ("control.MeasureMoved", {}),
])
def test_z09_a_measure_ends_or_is_explained(event: str, data: dict[str, Any]) -> None:
    assert lacks(z("Z-09", line(*READY, FROZEN))) == {"undisposed"}
    assert z("Z-09", line(*READY, FROZEN, (event, day(40), "某行0011", data))).ok


def test_z09_a_waiting_seizure_and_a_lapsed_one_need_no_more() -> None:
    assert z("Z-09", line(*READY, SEIZED)).ok
    lapsed = (FROZEN[0], FROZEN[1], FROZEN[2], {**FROZEN[3], "until": "2026-04-01"})
    assert z("Z-09", line(*READY, lapsed)).ok
    rest = ("control.Deducted", day(40), "某行0011", {"amount_fen": 5, "rest": True})
    assert lacks(z("Z-09", line(*READY, FROZEN, rest))) == {"undisposed"}, "扣划后账户继续冻结"


def test_z10_the_missing_are_searched_and_obstruction_is_punished() -> None:
    assert lacks(z("Z-10", line(*READY), missing=["李四"])) == {"search"}
    assert z("Z-10", line(*READY, ("control.DebtorSearched", day(50), "李四", {})), missing=["李四"]).ok
    wrong = ("sanctions.ViolationFound", day(50), "李四", {"text": "隐匿财产"})
    assert lacks(z("Z-10", line(*READY, wrong))) == {"unpunished"}
    assert z("Z-10", line(*READY, wrong, ("sanctions.Detained", day(51), "李四", {"days": 10}))).ok


def test_z12_says_which_chain_and_wants_the_consent_on_record() -> None:
    assert z("Z-12", line(*READY)).proof[0].text == "报合议庭 → 执行局长 → 院长审批。"
    (reason,) = z("Z-12", line(*READY), confirmed=True).missing
    assert reason.article.instrument == "JI" and reason.act == "register:interview"
    agreed = (INTERVIEW[0], INTERVIEW[1], "", {"person": "张三", "agrees": True})
    assert z("Z-12", line(*without(INTERVIEW), agreed), confirmed=True).proof[0].text.endswith("报团队长 → 执行局长审批。")


def test_z13_only_money_and_only_what_is_left() -> None:
    assert lacks(z("Z-13", replace(line(*READY), claim_fen=None))) == {"no_money"}
    paid = ("funds.DirectPaid", day(60), "", {"amount_fen": CLAIM})
    assert lacks(z("Z-13", line(*READY, paid))) == {"nothing_left"}
    part = ("funds.DirectPaid", day(60), "", {"amount_fen": 400_000})
    assert z("Z-13", line(*READY, part)).proof[0].text == "申请执行10,000.00元，未履行6,000.00元。"


def test_facts_after_the_day_do_not_count() -> None:
    served_later = (SERVED[0], date(2026, 6, 1), SERVED[2], SERVED[3])
    assert missing(ask(MODE, line(served_later, *without(SERVED)))) == {"unserved"}


# ---- 报院长批准放行 ----

WHY = "被执行人在押，客观上查不了。"


def test_only_these_items_may_be_passed_by_the_president() -> None:
    bare = line(("control.ClueReceived", day(3), "货车", {}))
    able = [code for code, item in items(MODE, bare).items() if item.overridable]
    assert able == [code for code in Z if code not in ("Z-04", "Z-12", "Z-13")]


def test_each_item_passed_with_a_reason_is_told_and_nothing_else_is() -> None:
    timeline = line(*without(INTERVIEW))
    assert missing(ask(MODE, timeline)) == {"interview"}
    found = ask(MODE, timeline, overrides={"Z-11": f" {WHY} "})
    assert found.ok and found.inputs["overrides"] == {"Z-11": WHY}
    told = found.steps[0].text
    assert told.startswith("报院长批准放行：Z-11 ") and "没有约谈申请执行人" in told and told.endswith(WHY)
    item = z("Z-11", timeline, overrides={"Z-11": WHY})
    assert (item.ok, item.override) == (False, WHY) and lacks(item) == {"interview"}


def test_confirmation_does_not_matter_once_something_is_passed() -> None:
    timeline = line(*without(INTERVIEW))
    found = ask(MODE, timeline, confirmed=True, overrides={"Z-11": WHY})
    assert found.ok
    assert "合议庭 → 执行局长 → 院长" in z("Z-12", timeline, confirmed=True, overrides={"Z-11": WHY}).proof[0].text


@pytest.mark.parametrize(("more", "overrides", "left"), [
    ((), {"Z-11": "  "}, {"override.Z-11", "interview"}),
    ((), {"Z-11": WHY, "Z-13": WHY}, {"override.Z-13"}),
    ((), {"Z-11": WHY, "Z-06": WHY}, {"override.Z-06"}),
    ((), {"Z-11": WHY, "C-20": WHY}, {"override.C-20"}),
    ((), {"Z-11": WHY, "没有这一项": WHY}, {"override.没有这一项"}),
    ((("funds.DirectPaid", day(40), "", {"amount_fen": CLAIM}),), {"Z-11": WHY, "Z-13": WHY}, {"nothing_left", "override.Z-13"}),
    ((("nodes.Suspended", day(106), "", {}),), {"Z-11": WHY}, {"state.propose.suspended"}),
])
def test_what_may_not_be_passed_stays(more: tuple[Any, ...], overrides: dict[str, str], left: set[str]) -> None:
    assert missing(ask(MODE, line(*without(INTERVIEW), *more), overrides=overrides)) == left


def test_too_early_and_other_modes_are_never_passed() -> None:
    early = ask(MODE, line(*READY), day(106 - 60), overrides={"Z-04": WHY})
    assert {"three_months", "override.Z-04"} <= missing(early)
    finished = ask("finished", line(*READY), overrides={"Z-11": WHY})
    assert "override.Z-11" in missing(finished)
