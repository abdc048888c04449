"""第一道闸门：差什么说什么，有依据，有按钮。"""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law import approvals, closing, node_table
from zhixing.law.calendar import Calendar
from zhixing.law.closing import CHECKS, UnknownMode, gate, headline, mode, modes
from zhixing.law.finding import Finding
from zhixing.law.matters import matters
from zhixing.law.nodes import plan
from zhixing.law.states import Act
from zhixing.law.timeline import Fact, Timeline

CALENDAR = Calendar.national()
ACCEPTED = date(2026, 1, 12)
RIPE = date(2026, 5, 6)
BEGINNING = ("cases.Received", "cases.Accepted", "cases.Assigned")


def line(*facts: tuple[str, date, str, dict[str, Any]], kind: str = "执") -> Timeline:
    """时间线：收件、立案、分案之后接着 ``facts``（事件，日子，事项，载荷）。"""
    rows = enumerate(facts, len(BEGINNING) + 1)
    return Timeline(kind, (*begun(ACCEPTED), *(Fact(i, t, on, None, what, data) for i, (t, on, what, data) in rows)))


def begun(on: date) -> tuple[Fact, ...]:
    return tuple(Fact(i, event, on) for i, event in enumerate(BEGINNING, 1))


def day(n: int) -> date:
    return ACCEPTED + timedelta(days=n)


NOTICE = ("documents.Issued", day(2), "", {"document": "enforcement_notice", "to": "李四"})
QUERY = ("control.QuerySent", day(3), "", {"channel": "network", "scope": "full"})
NOTHING = ("control.FeedbackReceived", day(5), "", {"found": []})
CLUE_NOTICE = ("documents.Issued", day(2), "", {"document": "clue_notice"})
AGAIN = ("control.QuerySent", day(100), "", {"channel": "network", "scope": "full"})
AGAIN_NOTHING = ("control.FeedbackReceived", day(101), "", {"found": []})
RESTRICTED = ("sanctions.ConsumptionRestricted", day(30), "李四", {})
INTERVIEW = ("control.Interviewed", day(105), "", {"person": "张三"})
READY = (NOTICE, CLUE_NOTICE, QUERY, NOTHING, RESTRICTED, AGAIN, AGAIN_NOTHING, INTERVIEW)


def ask(code: str, timeline: Timeline, on: date = RIPE, **more: Any) -> Finding[bool]:
    return gate(code, plan(timeline, CALENDAR), timeline, on, **{"debtors": ["李四"], **more})


def missing(found: Finding[bool]) -> set[str]:
    return {r.code.removeprefix("closing.") for r in found.reasons}


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
        assert found.unseen, "看不到的要说出来"
    assert {name for code in codes for name in mode(code).checks} == set(CHECKS), "没有用不到的核对"
    assert {b for rule in node_table.rules() for b in rule.blocks} <= codes
    assert {c for check in CHECKS.values() for c in check.codes} <= {rule.code for rule in node_table.rules()}


def test_every_button_is_a_matter() -> None:
    """理由旁边的按钮都登记得了。"""
    source = inspect.getsource(closing)
    keys = set(re.findall(r'"register:([a-z_]+)"', source))
    assert keys >= {"notice", "query", "interview"}
    assert keys <= {m.key for m in matters()}


def test_termination_with_everything_done() -> None:
    found = ask("terminated_round", line(*READY))
    assert found.ok, [r.text for r in found.reasons]
    assert headline(found) == "可以报结。"
    assert len(found.steps) == len(mode("terminated_round").checks)


@pytest.mark.parametrize(("left_out", "code", "button"), [
    (NOTICE, "notice", "register:notice"),
    (RESTRICTED, "consumption", "register:consumption"), (AGAIN, "recent_query", "register:query"),
    (INTERVIEW, "interview", "register:interview"),
])
def test_each_missing_thing_is_named_with_its_button(left_out: Any, code: str, button: str) -> None:
    found = ask("terminated_round", line(*(f for f in READY if f is not left_out)))
    assert code in missing(found)
    reason = next(r for r in found.reasons if r.code == f"closing.{code}")
    assert reason.act == button and reason.remedy and str(reason.article)


def test_nothing_done_lists_all_at_once() -> None:
    found = ask("terminated_round", line(), day(10))
    assert missing(found) == {
        "three_months", "notice", "query", "recent_query", "consumption", "interview",
    }
    assert headline(found) == f"暂不能报结，还差 {len(found.reasons)} 项。"


@pytest.mark.parametrize(("accepted", "earliest"), [
    (date(2025, 11, 30), date(2026, 3, 1)), (date(2026, 1, 12), date(2026, 4, 13)),
])
def test_three_months_is_a_threshold(accepted: date, earliest: date) -> None:
    """EX-26：满三个月的次日起，不顺延。"""
    timeline = Timeline("执", begun(accepted))
    assert "three_months" in missing(ask("terminated_round", timeline, earliest - timedelta(days=1)))
    assert "three_months" not in missing(ask("terminated_round", timeline, earliest))


def test_every_debtor_counts() -> None:
    found = ask("terminated_round", line(*READY), debtors=["李四", "王五"])
    assert missing(found) == {"notice", "consumption"}
    assert all("王五" in r.text for r in found.reasons)


def test_a_longer_name_is_not_the_shorter_one() -> None:
    """通知和限消写的是“李四光”，“李四”就还没有。"""
    rest = [f for f in READY if f not in (NOTICE, RESTRICTED)]
    longer = [
        ("documents.Issued", day(2), "", {"document": "enforcement_notice", "to": "李四光"}),
        ("sanctions.ConsumptionRestricted", day(30), "被执行人李四光", {}),
    ]
    found = ask("terminated_round", line(*longer, *rest), debtors=["李四", "李四光"])
    assert [r.code for r in found.reasons] == ["closing.notice", "closing.consumption"]
    assert all("李四发出" in r.text for r in found.reasons)
    both = ("documents.Issued", day(3), "", {"document": "enforcement_notice", "to": "李四光、李四"})
    assert missing(ask("terminated_round", line(*longer, both, *rest), debtors=["李四", "李四光"])) == {"consumption"}


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
    assert ask("finished", Timeline("执", facts)).ok


def test_a_notice_to_all_reaches_everyone() -> None:
    everyone = ("documents.Issued", day(2), "", {"document": "enforcement_notice"})
    rest = [f for f in READY if f is not NOTICE]
    assert missing(ask("terminated_round", line(everyone, *rest), debtors=["李四", "王五"])) == {"consumption"}


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
    """到账未发放：三十日届满前只提醒，届满之日起拦住。"""
    money = ("funds.Received", day(30), "第一笔", {"amount_fen": 100})
    timeline = line(NOTICE, money)
    due = next(n.due for n in plan(timeline, CALENDAR) if n.code == "N-29")
    before = ask("finished", timeline, due - timedelta(days=1))
    assert before.ok and "closing.later.N-29" in {w.code for w in before.warnings}
    blocked = ask("finished", timeline, due)
    assert missing(blocked) == {"node.N-29"}
    (reason,) = blocked.reasons
    assert reason.act == "register:paid" and reason.subject.startswith("N-29|") and reason.overridable
    paid = ("funds.Paid", day(35), "第一笔", {"amount_fen": 100, "settles": True})
    assert ask("finished", line(NOTICE, money, paid), due).ok


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
    assert missing(ask("finished", line(*READY, agreed))) == {"settlement"}
    assert ask("finished", line(*READY, agreed, ("settlement.Performed", day(50), "", {"settles": True}))).ok
    assert not ask("finished", line(*READY, agreed, ("settlement.Performed", day(50), "", {}))).ok
    assert ask("terminated", line(*READY, agreed)).ok


def test_what_must_be_lifted_afterwards_is_listed() -> None:
    listed = ("sanctions.Listed", day(40), "李四", {"ground": "1"})
    found = ask("finished", line(*READY, listed))
    assert found.ok
    assert {"closing.listed", "closing.restricted"} <= {w.code for w in found.warnings}


def test_what_cannot_be_seen_is_said() -> None:
    """案款、财产处置不假装核对。"""
    told = [w.text for w in ask("finished", line(*READY)).warnings if w.code.startswith("closing.unseen")]
    assert any("案款" in text for text in told) and all(text.startswith("本系统暂不核对：") for text in told)


def test_wrong_kind_or_ground() -> None:
    assert "kind" in missing(ask("preserved_full", line(*READY)))
    assert "ground" in missing(ask("finished", line(*READY), ground="nothing"))
    assert ask("finished", line(*READY), ground="performed").ok


def test_preservation() -> None:
    seized = ("control.MeasureTaken", day(2), "东街住宅", {"measure": "seize", "property": "real_estate"})
    told = ("documents.Issued", day(3), "", {"document": "expiry_notice"})
    asked = ("control.QuerySent", day(1), "", {"channel": "network"})
    answered = ("control.FeedbackReceived", day(2), "", {"found": ["real_estate"]})
    done = line(asked, answered, seized, told, kind="执保")
    assert ask("preserved_full", done, day(8)).ok, ask("preserved_full", done, day(8)).reasons
    assert missing(ask("nothing_to_preserve", done, day(8))) == {"measured"}
    assert "measure" in missing(ask("preserved_part", line(asked, answered, kind="执保"), day(8)))


def test_resumed_cases_use_the_notice_of_the_first_case() -> None:
    rest = [f for f in READY if f is not NOTICE]
    assert ask("terminated_round", line(*rest, kind="执恢")).ok


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
    act: str = "register"


@given(
    st.lists(st.builds(
        Bare, code=st.sampled_from(["N-17", "N-21", "N-29", "N-31"]),
        whose=st.sampled_from(["court", "party", "outside"]),
        state=st.sampled_from(["open", "done", "waived", "void", "lapsed"]),
        due=st.none() | st.dates(date(2026, 4, 1), date(2026, 6, 1)),
        blocks=st.lists(st.sampled_from(["finished", "terminated_round"]), max_size=2).map(tuple),
        cls=st.sampled_from(["A", "C", "F"]),
    ), max_size=6),
)
def test_exactly_the_due_court_nodes_block(nodes: list[Bare]) -> None:
    """只有法院一方、到期、待办、拦住这种方式、不是效力期间的，才成为理由。"""
    found = gate("finished", nodes, line(*READY), RIPE, debtors=["李四"])
    ours = [n for n in nodes if n.whose == "court" and n.state == "open" and n.cls != "C"]
    expected = [n for n in ours if "finished" in n.blocks and n.due and n.due <= RIPE]
    assert len(found.reasons) == len(expected)
    assert all(Act(r.act) for r in found.reasons)
