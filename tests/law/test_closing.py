"""第一道闸门：差什么说什么，有依据，有按钮。"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from closing_facts import (
    AGAIN,
    CALENDAR,
    CLAIM,
    FROZEN,
    INTERVIEW,
    NOTICE,
    READY,
    REPORT,
    RESTRICTED,
    RIPE,
    SERVED,
    SETTLED,
    VISITED,
    ask,
    begun,
    day,
    items,
    line,
    missing,
    without,
)
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import approvals, closing_checks, node_table, round_checks
from zhixing.law.aftermath import Aftermath, aftermath
from zhixing.law.closing import CHECKS, UnknownMode, gate, headline, mode, modes
from zhixing.law.closing_look import Money
from zhixing.law.matters import matters
from zhixing.law.nodes import plan
from zhixing.law.states import Act
from zhixing.law.timeline import Fact, Timeline


def test_modes_by_kind() -> None:
    assert "、".join(m.label for m in modes("执")) == "执行完毕、终结本次执行程序、终结执行、销案、不予执行、驳回申请"
    assert [m.code for m in modes("执恢")] == ["finished", "terminated_round", "terminated"]
    assert [m.code for m in modes("执保")] == ["preserved_full", "preserved_part", "nothing_to_preserve"]
    assert modes("执异") == ()
    with pytest.raises(UnknownMode):
        mode("won")


def test_table_is_whole() -> None:
    """每种方式都有依据、事由、审批链；核对都有；节点表拦的方式都真有。"""
    codes = {m.code for kind in ("执", "执保") for m in modes(kind)}
    for code in codes:
        found = mode(code)
        assert found.articles and found.grounds and found.document and found.tone
        assert approvals.rule(found.approval).act == f"close_{code}"
        assert set(found.checks) <= set(CHECKS)
    assert {name for code in codes for name in mode(code).checks} == set(CHECKS), "没有用不到的核对"
    assert {b for rule in node_table.rules() for b in rule.blocks} <= codes
    assert {c for check in CHECKS.values() for c in check.nodes} <= {rule.code for rule in node_table.rules()}


def test_every_button_is_a_matter() -> None:
    """理由旁边的按钮都登记得了。"""
    source = inspect.getsource(closing_checks) + inspect.getsource(round_checks)
    keys = set(re.findall(r'"register:([a-z_]+)"', source))
    assert keys >= {"notice", "query", "interview"}
    assert keys <= {m.key for m in matters()}


def test_termination_with_everything_done() -> None:
    found = ask("terminated_round", line(*READY), money=Money(0, 0))
    assert found.ok, [r.text for r in found.reasons]
    assert headline(found) == "可以报结。"
    assert len(found.steps) == len(mode("terminated_round").checks)


@pytest.mark.parametrize(("left_out", "code", "button"), [
    (NOTICE, "notice", "register:notice"), (SERVED, "unserved", "register:serve"),
    (REPORT, "report", "register:property_report"), (VISITED, "traditional", "register:inquiry_start"),
    (VISITED, "inquiry", "register:inquiry_finish"),
    (RESTRICTED, "consumption", "register:consumption"), (AGAIN, "recent_query", "register:query"),
    (INTERVIEW, "interview", "register:interview"),
])
def test_each_missing_thing_is_named_with_its_button(left_out: Any, code: str, button: str) -> None:
    rest = [f for f in READY if f is not left_out and not (left_out is NOTICE and f is SERVED)]
    found = ask("terminated_round", line(*rest))
    assert code in missing(found)
    reason = next(r for r in found.reasons if r.code == f"closing.{code}")
    assert reason.act == button and reason.remedy and str(reason.article)


def test_nothing_done_lists_all_at_once() -> None:
    found = ask("terminated_round", line(), day(10))
    assert missing(found) == {
        "three_months", "notice", "report_order", "query", "recent_query", "traditional", "consumption", "interview",
    }
    assert headline(found) == f"暂不能报结，还差 {len(found.reasons)} 项。"


@pytest.mark.parametrize(("accepted", "earliest"), [
    (date(2025, 11, 30), date(2026, 3, 1)), (date(2026, 1, 12), date(2026, 4, 13)),
])
def test_three_months_is_a_threshold(accepted: date, earliest: date) -> None:
    """EX-26：满三个月的次日起，不顺延。"""
    timeline = Timeline("执", begun(accepted), claim_fen=CLAIM)
    assert "three_months" in missing(ask("terminated_round", timeline, earliest - timedelta(days=1)))
    assert "three_months" not in missing(ask("terminated_round", timeline, earliest))


def test_every_debtor_counts() -> None:
    found = ask("terminated_round", line(*READY), debtors=["李四", "王五"])
    assert missing(found) == {"notice", "report_order", "consumption"}
    assert all("王五" in r.text for r in found.reasons)


def test_a_longer_name_is_not_the_shorter_one() -> None:
    """通知和限消写的是“李四光”，“李四”就还没有。"""
    longer = [
        ("documents.Served", day(3), "", {"document": "enforcement_notice", "to": "李四光"}),
        ("control.ReportReceived", day(9), "李四光", {"result": "checked"}),
        ("sanctions.ConsumptionRestricted", day(30), "被执行人李四光", {}),
    ]
    rest = without(NOTICE, SERVED, REPORT, RESTRICTED)
    found = ask("terminated_round", line(*longer, *rest), debtors=["李四", "李四光"])
    assert [r.code for r in found.reasons] == ["closing.notice", "closing.report_order", "closing.consumption"]
    assert all("李四" in r.text and "李四光" not in r.text for r in found.reasons)
    both = ("documents.Served", day(3), "", {"document": "enforcement_notice", "to": "李四光、李四"})
    still = missing(ask("terminated_round", line(*longer, both, REPORT, *rest), debtors=["李四", "李四光"]))
    assert still == {"consumption"}


def test_an_interview_of_the_debtor_is_not_the_final_interview() -> None:
    rest = [f for f in READY if f is not INTERVIEW]
    debtor = ("control.Interviewed", day(105), "", {"person": "李四"})
    assert missing(ask("terminated_round", line(debtor, *rest))) == {"interview"}


def test_a_corrected_entry_stays_in_its_old_place() -> None:
    """更正中止的日子、和解的日子，环号变大，先后不变。"""
    later = [
        ("nodes.Suspended", day(20), "", {}), ("nodes.Resumed", day(40), "", {}),
        ("settlement.Agreed", day(50), "和解", {}), ("settlement.Performed", day(60), "和解", {"settles": True}),
    ]
    plain = line(*later)
    moved = {"nodes.Suspended": 20, "settlement.Agreed": 21}
    facts = tuple(replace(f, seq=moved.get(f.type, f.seq), root=f.seq) for f in plain.facts)
    assert ask("finished", plain).ok
    assert ask("finished", Timeline("执", facts, claim_fen=CLAIM)).ok


def test_a_notice_to_all_reaches_everyone() -> None:
    everyone = ("documents.Served", day(2), "", {"document": "enforcement_notice"})
    reported = ("control.ReportReceived", day(9), "王五", {"result": "checked"})
    timeline = line(everyone, reported, *without(NOTICE, SERVED))
    assert missing(ask("terminated_round", timeline, debtors=["李四", "王五"])) == {"consumption"}


def test_lifted_restriction_does_not_count() -> None:
    lifted = ("sanctions.ConsumptionLifted", day(60), "李四", {})
    assert missing(ask("terminated_round", line(*READY, lifted))) == {"consumption"}


def test_open_clue_blocks_until_verified() -> None:
    clue = ("control.ClueReceived", day(103), "东街店面", {"text": "东街店面"})
    found = ask("terminated_round", line(*READY, clue))
    assert missing(found) == {"clue"}
    assert "东街店面" in found.reasons[0].text and found.reasons[0].act == "register:clue_verified"
    done = ("control.ClueVerified", day(104), "东街店面", {"found": False})
    assert ask("terminated_round", line(*READY, clue, done)).ok


@pytest.mark.parametrize(("event", "act", "end"), [
    ("nodes.Suspended", "resume", "nodes.Resumed"), ("nodes.Stayed", "end_stay", "nodes.StayEnded"),
])
def test_not_while_suspended_or_stayed(event: str, act: str, end: str) -> None:
    """C-20，任何方式都不行；恢复以后可以。"""
    begun = (event, day(106), "", {"ground": "x", "code": "X5"})
    for code in ("finished", "terminated_round", "terminated"):
        found = ask(code, line(*READY, begun))
        assert found.reasons[0].act == act and found.reasons[0].article.instrument == "LJ"
    assert ask("terminated_round", line(*READY, begun, (end, day(108), "", {"code": "X5"}))).ok


def test_due_nodes_block_and_later_ones_only_warn() -> None:
    """成交裁定：十日届满前只提醒，届满之日起拦住。"""
    price = ("disposal.PriceFullyPaid", day(30), "东街住宅", {"amount_fen": 100})
    timeline = line(NOTICE, price, SETTLED)
    due = next(n.due for n in plan(timeline, CALENDAR) if n.code == "N-22")
    before = ask("finished", timeline, due - timedelta(days=1))
    assert "closing.later.N-22" in {w.code for w in before.warnings}
    blocked = ask("finished", timeline, day(60))
    assert missing(blocked) == {"node.N-22"}
    (reason,) = blocked.reasons
    assert reason.act == "register:sale_ruled" and reason.subject.startswith("N-22|") and reason.overridable
    assert items("finished", timeline, day(60))["N-22"].missing == (reason,)


def test_money_that_came_in_must_go_out_or_be_delayed() -> None:
    money = ("funds.Received", day(30), "第一笔", {"amount_fen": CLAIM})
    assert missing(ask("finished", line(money, SETTLED))) == {"undistributed"}
    assert "undistributed" in missing(ask("terminated_round", line(*READY, money)))
    assert missing(ask("terminated", line(money))) == missing(ask("struck", line(money))) == {"undistributed"}
    paid = ("funds.Paid", day(35), "第一笔", {"amount_fen": CLAIM, "settles": True})
    assert ask("finished", line(money, paid)).ok
    part = ("funds.Paid", day(35), "第一笔", {"amount_fen": CLAIM // 4})
    live = ("cases.TakenOver", day(90), "", {"live_on": day(90).isoformat(), "run": 1})
    taken_over = ask("finished", line(money, part, live, SETTLED), day(95))
    assert "undistributed" in missing(taken_over), "接管时还有余额的：节点上线前不计，钱没有发完不能完毕"
    rest = ("funds.Paid", day(36), "第一笔", {"amount_fen": CLAIM - CLAIM // 4})
    assert ask("finished", line(money, part, rest, live, SETTLED), day(95)).ok
    delayed = ("funds.Delayed", day(35), "第一笔", {"ground": "distribution", "approver": "王局长"})
    assert ask("terminated", line(money, delayed)).ok


def test_finished_means_paid_in_full_or_said_so() -> None:
    part = ("funds.DirectPaid", day(35), "", {"amount_fen": 400_000, "settles": False})
    (reason,) = ask("finished", line(part)).reasons
    assert reason.code == "closing.unpaid" and "还差6,000.00元" in reason.text and reason.act == "register:direct_paid"
    rest = ("funds.DirectPaid", day(36), "", {"amount_fen": 600_000, "settles": False})
    assert ask("finished", line(part, rest)).ok
    bounced = ("funds.Received", day(30), "甲", {"amount_fen": CLAIM}), ("funds.Paid", day(31), "甲", {"amount_fen": CLAIM})
    assert ask("finished", line(*bounced)).ok
    waived = ("settlement.Performed", day(36), "", {"settles": True})
    assert items("finished", line(part, waived))["C-10"].proof[0].text.endswith("登记全部到位。")
    no_sum = replace(line(), claim_fen=None)
    assert missing(ask("finished", no_sum)) == {"unpaid"}
    assert ask("finished", replace(line(waived), claim_fen=None)).ok


def test_nodes_of_others_never_block() -> None:
    """等候外部、等候当事人的不拦。"""
    timeline = line(*READY)
    for node in plan(timeline, CALENDAR):
        if node.whose != "court":
            assert node.key not in {r.subject for r in ask("terminated_round", timeline).reasons}


def test_a_waived_node_lets_through() -> None:
    waived = ("nodes.Waived", day(106), "N-07", {"node": "终本约谈", "ground": "申请执行人自己申请终本"})
    rest = [f for f in READY if f is not INTERVIEW]
    assert missing(ask("terminated_round", line(*rest))) == {"interview"}
    assert ask("terminated_round", line(*rest, waived)).ok


def test_settlement_must_be_performed_before_finishing() -> None:
    agreed = ("settlement.Agreed", day(40), "", {})
    assert missing(ask("finished", line(agreed))) == {"unpaid", "settlement"}
    assert ask("finished", line(agreed, ("settlement.Performed", day(50), "", {"settles": True}))).ok
    assert not ask("finished", line(agreed, ("settlement.Performed", day(50), "", {}))).ok
    assert ask("terminated", line(agreed), ground="withdrawn").ok
    assert missing(ask("terminated_round", line(*READY, agreed))) == {"settlement"}
    assert ask("terminated_round", line(*READY, agreed, ("settlement.Breached", day(60), "", {}))).ok


def test_instalments_are_counted() -> None:
    rows = [{"due": "2026-03-01", "amount_fen": 600_000}, {"due": "2026-04-01", "amount_fen": 400_000}]
    agreed = ("settlement.Agreed", day(40), "", {"instalments": rows})
    first = ("settlement.InstalmentPaid", day(48), "", {"number": 1, "amount_fen": 600_000})
    second = ("settlement.InstalmentPaid", day(80), "", {"number": 2, "amount_fen": 400_000})
    assert missing(ask("finished", line(agreed, first))) == {"unpaid", "settlement"}
    assert ask("finished", line(agreed, first, second)).ok


def test_long_settlement_terminates_and_keeps_the_measures() -> None:
    agreed = ("settlement.Agreed", day(40), "", {"long": False})
    long = ("settlement.Agreed", day(41), "", {"long": True})
    assert missing(ask("terminated", line(agreed), ground="settled_long")) == {"long_settlement"}
    timeline = line(FROZEN, RESTRICTED, agreed, long)
    assert ask("terminated", timeline, ground="settled_long").ok
    assert aftermath("terminated", "settled_long", timeline) == Aftermath((), ("李四",), ())
    assert aftermath("terminated", "withdrawn", timeline).releases == (("某行0011", "ended"),)


def test_what_must_be_lifted_afterwards_is_listed_not_demanded() -> None:
    listed = ("sanctions.Listed", day(40), "李四", {"ground": "able"})
    timeline = line(FROZEN, RESTRICTED, listed, SETTLED)
    found = ask("finished", timeline)
    assert found.ok
    assert {"closing.listed", "closing.restricted", "closing.release"} <= {w.code for w in found.warnings}
    assert aftermath("finished", "performed", timeline) == Aftermath((("某行0011", "paid"),), ("李四",), ("李四",))
    assert aftermath("terminated_round", "no_property", timeline).empty and aftermath("struck", "raised", timeline).empty


def test_what_cannot_be_seen_is_said() -> None:
    """迟延履行利息不假装核对。"""
    told = [w.text for w in ask("finished", line(*READY)).warnings if w.code.startswith("closing.unseen")]
    assert any("利息" in text for text in told) and all(text.startswith("本系统暂不核对：") for text in told)


def test_wrong_kind_or_ground() -> None:
    assert "kind" in missing(ask("preserved_full", line(*READY)))
    assert "ground" in missing(ask("finished", line(*READY), ground="nothing"))
    assert ask("finished", line(SETTLED), ground="performed").ok
    assert "ground" in missing(ask("terminated", line(), ground="raised")) and ask("struck", line(), ground="raised").ok


def test_preservation() -> None:
    seized = ("control.MeasureTaken", day(2), "东街住宅", {"measure": "seize", "property": "real_estate"})
    told = ("documents.Issued", day(3), "", {"document": "expiry_notice"})
    asked = ("control.QuerySent", day(1), "", {"channel": "network"})
    answered = ("control.FeedbackReceived", day(2), "", {"found": ["real_estate"]})
    done = line(asked, answered, seized, told, kind="执保")
    assert ask("preserved_full", done, day(8)).ok, ask("preserved_full", done, day(8)).reasons
    assert missing(ask("nothing_to_preserve", done, day(8))) == {"measured"}
    assert "measure" in missing(ask("preserved_part", line(asked, answered, kind="执保"), day(8)))
    untold = ask("preserved_full", line(asked, answered, seized, kind="执保"), day(3))
    assert missing(untold) == {"expiry_untold"} and untold.reasons[0].act == "register:expiry_notice"
    assert "书面告知" in untold.reasons[0].text and ask("nothing_to_preserve", line(asked, answered, kind="执保"), day(4)).ok


def test_resumed_cases_use_the_notice_of_the_first_case() -> None:
    timeline = line(*without(NOTICE, SERVED, REPORT), kind="执恢")
    assert ask("terminated_round", timeline).ok
    assert "沿用原案" in items("terminated_round", timeline)["Z-01"].proof[0].text


def test_carried_restrictions_count() -> None:
    """承接原案的限制消费，日子是原案里的。"""
    carried = Fact(99, "sanctions.ConsumptionRestricted", date(2025, 3, 1), None, "李四", {}, source="carried")
    timeline = line(*without(NOTICE, SERVED, REPORT, RESTRICTED), kind="执恢")
    timeline = replace(timeline, facts=(*timeline.facts, carried))
    assert ask("terminated_round", timeline).ok
    assert items("terminated_round", timeline)["Z-03"].proof == ((99, "2025-03-01对李四限制消费（承接原案），仍然有效。"),)


def test_articles_follow_the_numbering_of_the_day() -> None:
    """2023 年报结的，终结执行是民事诉讼法第264条。"""
    found = gate("terminated", (), Timeline("执", begun(date(2023, 3, 1))), date(2023, 8, 1))
    assert found.articles[0].number == "264"


@dataclass(frozen=True)
class Bare:
    """只有闸门要看的那些栏目的节点。"""

    code: str
    whose: str
    state: str
    due: date | None
    blocks: tuple[str, ...]
    cls: str = "A"
    key: str = "k"
    name: str = "某节点"
    subject: str = ""
    earliest: date | None = None
    paused: bool = False
    act: str = "register"


@given(
    st.lists(st.builds(
        Bare, code=st.sampled_from(["N-17", "N-21", "N-22", "N-31"]),
        whose=st.sampled_from(["court", "party", "outside"]),
        state=st.sampled_from(["open", "done", "waived", "void", "lapsed"]),
        due=st.none() | st.dates(date(2026, 4, 1), date(2026, 6, 1)),
        blocks=st.lists(st.sampled_from(["finished", "terminated_round"]), max_size=2).map(tuple),
        cls=st.sampled_from(["A", "C", "F"]),
    ), max_size=6),
)
def test_exactly_the_due_court_nodes_block(nodes: list[Bare]) -> None:
    """只有法院一方、到期、待办、拦住这种方式、不是效力期间的，才成为理由。"""
    found = gate("finished", nodes, line(SETTLED), RIPE, debtors=["李四"])
    ours = [n for n in nodes if n.whose == "court" and n.state == "open" and n.cls != "C"]
    expected = [n for n in ours if "finished" in n.blocks and n.due and n.due <= RIPE]
    assert len(found.reasons) == len(expected)
    assert all(Act(r.act) for r in found.reasons)


NAMESAKES = ["李四（尾号001X）", "李四（尾号0036）"]


def test_a_registration_with_only_the_name_counts_for_neither_namesake() -> None:
    """登记只写姓名，同名的两名被执行人不知道是谁：哪一名都不算，说清怎样写。"""
    rest, per_name = without(NOTICE, SERVED, REPORT, RESTRICTED), ("notice", "report_order", "consumption")
    named = ("documents.Served", day(3), "", {"document": "enforcement_notice", "to": "李四"})
    checked = ("control.ReportReceived", day(9), "李四", {"result": "checked"})
    limited = ("sanctions.ConsumptionRestricted", day(30), "李四", {})
    found = ask("terminated_round", line(named, checked, limited, *rest), debtors=NAMESAKES)
    assert [r.code for r in found.reasons] == [f"closing.{one}" for one in per_name for _ in NAMESAKES]
    told = [w for w in found.warnings if w.code == "closing.namesakes"]
    assert [w.subject for w in told] == ["李四"] and "、".join(NAMESAKES) in told[0].text and "2名" in told[0].text
    assert "closing.namesakes" not in {w.code for w in ask("terminated_round", line(*READY)).warnings}


def test_each_namesake_is_counted_by_his_own_registrations() -> None:
    rest = without(NOTICE, SERVED, REPORT, RESTRICTED)
    own = [
        fact for name in NAMESAKES for fact in (
            ("documents.Served", day(3), "", {"document": "enforcement_notice", "to": name}),
            ("control.ReportReceived", day(9), name, {"result": "checked"}),
            ("sanctions.ConsumptionRestricted", day(30), name, {}),
        )
    ]
    assert missing(ask("terminated_round", line(*own, *rest), debtors=NAMESAKES)) == set()
    half = ask("terminated_round", line(*own[:3], *rest), debtors=NAMESAKES)
    assert len(half.reasons) == 3 and all(NAMESAKES[1] in r.text for r in half.reasons)


def test_talking_to_a_namesake_debtor_is_not_the_final_interview() -> None:
    rest = [f for f in READY if f is not INTERVIEW]
    talk = ("control.Interviewed", day(105), "", {"person": "李四"})
    assert "interview" in missing(ask("terminated_round", line(talk, *rest), debtors=NAMESAKES))


# ---- 后来追加的被执行人 ----


def added(n: int, name: str = "王五") -> tuple[Any, ...]:
    return "cases.DetailsChanged", day(n), "", {"about": f"被执行人{name}", "changes": {"添加": ["", name]}}


def test_papers_to_everyone_do_not_reach_a_debtor_added_later() -> None:
    """通知、报告令、限消没有写对谁的，只算当时在案的；后来追加的要有他自己的。"""
    open_ = [(type_, on, "", {k: v for k, v in data.items() if k != "to"}) for type_, on, _, data in (NOTICE, SERVED, REPORT, RESTRICTED)]
    rest = without(NOTICE, SERVED, REPORT, RESTRICTED)
    both = ["李四", "王五"]
    assert missing(ask("terminated_round", line(*open_, *rest), debtors=both)) == set()
    late = ask("terminated_round", line(*open_, *rest, added(60)), debtors=both)
    assert missing(late) == {"notice", "report_order", "consumption"} and all("王五" in r.text for r in late.reasons)
    early = ask("terminated_round", line(added(0), *open_, *rest), debtors=both)
    assert missing(early) == set()
    own = [
        ("documents.Served", day(61), "", {"document": "enforcement_notice", "to": "王五"}),
        ("control.ReportReceived", day(70), "王五", {"result": "checked"}), ("sanctions.ConsumptionRestricted", day(62), "王五", {}),
    ]
    assert missing(ask("terminated_round", line(*open_, *rest, added(60), *own), debtors=both)) == set()


def test_what_was_registered_before_a_namesake_joined_is_the_first_ones() -> None:
    """那时只有一个李四：只写姓名的就是他；后来的李四另要有自己的。"""
    late = ask("terminated_round", line(*READY, added(60, "李四")), debtors=NAMESAKES)
    assert missing(late) == {"notice", "report_order", "consumption"}
    assert all(NAMESAKES[1] in r.text for r in late.reasons)


def test_a_revived_case_wants_papers_only_for_those_added_since() -> None:
    """恢复执行沿用原案的通知；恢复以后追加的没有收到过。"""
    base = [f for f in READY if f not in (NOTICE, SERVED)]
    carried = Timeline("执恢", line(*base).facts, claim_fen=CLAIM)
    assert not {"notice", "report_order"} & missing(ask("terminated_round", carried, debtors=["李四"]))
    more = Timeline("执恢", line(*base, added(60)).facts, claim_fen=CLAIM)
    found = ask("terminated_round", more, debtors=["李四", "王五"])
    assert {"notice", "report_order"} <= missing(found)
    assert all("王五" in r.text for r in found.reasons if r.code in ("closing.notice", "closing.report_order"))
