"""中止、恢复、暂缓、延长、扣除、豁免：经批准才改期限；拒绝的什么也不改。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from spine import TODAY, House, node, story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case, StalePage
from zhixing.casework.nodes import commands as nodes
from zhixing.casework.nodes.queries import Node
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries, seq
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
RULING = "（2026）内0221执1号之一"


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def case(house: House) -> Case:
    return house.case()


def suspend(house: House, case: Case) -> Approval:
    return nodes.propose_suspend(
        case=case, actor=house.judge, on=TODAY, revision=None, ground="案外人对执行标的提出确有理由的异议", document=RULING
    )


def later(days: int) -> object:
    """换到几天以后。"""
    now = context.current().now
    return context.use(context.Context(now=now + timedelta(days=days), entrance="test"))


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def test_suspension_takes_effect_at_approval_and_moves_the_term(house: House, case: Case) -> None:
    before = node(case, "N-31").due
    approval = suspend(house, case)
    case.refresh_from_db()
    assert (case.state, node(case, "N-31").due, node(case, "N-31").paused) == ("assigned", before, False)
    assert "nodes.Suspended" not in story(case)
    house.approve(approval)
    case.refresh_from_db()
    assert (case.state, node(case, "N-31").paused, node(case, "N-31").due) == ("suspended", True, None)
    with later(30):
        nodes.resume(case=case, actor=house.judge, on=TODAY + timedelta(days=30), revision=seq(case.stream))
    case.refresh_from_db()
    row = node(case, "N-31")
    assert (case.state, row.paused) == ("enforcing", False)
    assert (row.counted_to - date(2027, 4, 21)).days == 30
    assert any("中止" in step["text"] for step in row.steps)


def test_state_is_always_the_fold_of_its_events(house: House, case: Case) -> None:
    house.approve(suspend(house, case))
    case.refresh_from_db()
    assert case.state == fold(story(case))


def test_a_suspension_without_document_is_refused_and_nothing_changes(house: House, case: Case) -> None:
    links = entries(case.stream).count()
    with pytest.raises(Refused) as error:
        nodes.propose_suspend(case=case, actor=house.judge, on=TODAY, revision=None, ground="理由", document="")
    assert codes(error) == ["span_no_document"]
    assert (entries(case.stream).count(), Approval.objects.count()) == (links, 0)


def test_only_what_is_suspended_is_resumed(house: House, case: Case) -> None:
    with pytest.raises(Refused) as error:
        nodes.resume(case=case, actor=house.judge, on=TODAY, revision=None)
    assert codes(error)[0].startswith("state.resume")
    house.approve(suspend(house, case))
    with pytest.raises(Refused) as error:
        nodes.resume(case=case, actor=house.judge, on=TODAY - timedelta(days=1), revision=None)
    assert codes(error) == ["entry.too_early"]
    with pytest.raises(Refused) as error:
        nodes.resume(case=case, actor=house.judge, on=TODAY + timedelta(days=1), revision=None)
    assert codes(error) == ["entry.future"]


def test_rights_and_stale_pages(house: House, case: Case) -> None:
    with pytest.raises(Forbidden):
        nodes.propose_suspend(case=case, actor=house.other, on=TODAY, revision=None, ground="理由", document=RULING)
    with pytest.raises(StalePage):
        nodes.propose_suspend(case=case, actor=house.judge, on=TODAY, revision=1, ground="理由", document=RULING)


def test_returned_suspension_changes_nothing(house: House, case: Case) -> None:
    approval, before = suspend(house, case), list(Node.objects.filter(case=case, code="N-31").values("due", "paused"))
    approvals.return_(approval_id=approval.pk, actor=house.other, on=TODAY, opinion="理由不足", revision=approval.revision)
    case.refresh_from_db()
    assert case.state == "assigned"
    assert list(Node.objects.filter(case=case, code="N-31").values("due", "paused")) == before


def test_stay_ends_by_act_and_needs_its_last_day(house: House, case: Case) -> None:
    with pytest.raises(Refused) as error:
        nodes.propose_stay(
            case=case, actor=house.judge, on=TODAY, revision=None, code="X5", until=TODAY, ground="担保", document="决定"
        )
    assert codes(error) == ["stay_until"]
    approval = nodes.propose_stay(
        case=case, actor=house.judge, on=TODAY, revision=None, code="X5", until=date(2027, 2, 1), ground="提供担保",
        document="（2026）内0221执1号决定",
    )
    house.approve(approval)
    case.refresh_from_db()
    assert (case.state, node(case, "ST-05").due) == ("stayed", date(2027, 2, 1))
    with later(10):
        nodes.end_stay(case=case, actor=house.judge, on=TODAY + timedelta(days=10), revision=None, ground="担保已执行")
    case.refresh_from_db()
    assert (case.state, node(case, "ST-05").state) == ("enforcing", "done")
    assert (node(case, "N-31").counted_to - date(2027, 4, 21)).days == 10


def test_extension_before_expiry_only(house: House, case: Case) -> None:
    approval = nodes.propose_extend(case=case, actor=house.judge, on=TODAY, revision=None, months=3, ground="财产正在处置")
    assert node(case, "N-31").counted_to == date(2027, 4, 21)
    house.approve(approval)
    assert node(case, "N-31").counted_to == date(2027, 7, 21)
    assert "nodes.Extended" in story(case)
    old = house.old_case()
    with pytest.raises(Refused) as error:
        nodes.propose_extend(case=old, actor=house.judge, on=TODAY, revision=None, months=4, ground="财产正在处置")
    assert codes(error) == ["extend_late", "extend_months"]


def test_exclusion_runs_from_its_real_first_day(house: House, case: Case) -> None:
    approval = nodes.propose_exclude(
        case=case, actor=house.judge, on=TODAY, revision=None, code="X1", document="公告", since=date(2026, 10, 25)
    )
    house.approve(approval)
    assert node(case, "N-31").paused
    nodes.end_exclusion(case=case, actor=house.judge, on=date(2026, 10, 30), revision=None, code="X1")
    assert (node(case, "N-31").counted_to - date(2027, 4, 21)).days == 5
    again = {"case": case, "actor": house.judge, "on": TODAY, "revision": None, "code": "X1", "document": "公告二"}
    with pytest.raises(Refused) as error:
        nodes.propose_exclude(**again, since=date(2026, 10, 29))
    assert codes(error) == ["span_overlap"]
    with pytest.raises(Refused) as error:
        nodes.propose_exclude(**(again | {"code": "X4"}), since=date(2026, 10, 30))
    assert codes(error) == ["span_kind"]
    house.approve(nodes.propose_exclude(**again, since=date(2026, 10, 30)))


def test_waiver_by_approval(house: House, case: Case) -> None:
    key = node(case, "N-03").key
    approval = nodes.propose_waive(case=case, actor=house.judge, on=TODAY, revision=None, node=key, ground="被执行人已死亡")
    assert node(case, "N-03").state == "open"
    house.approve(approval)
    assert node(case, "N-03").state == "waived"
    with pytest.raises(Refused) as error:
        nodes.propose_waive(case=case, actor=house.judge, on=TODAY, revision=None, node=key, ground="再来")
    assert codes(error) == ["waive_not_open"]
    with pytest.raises(Refused) as error:
        nodes.propose_waive(case=case, actor=house.judge, on=TODAY, revision=None, node="没有", ground="再来")
    assert codes(error) == ["span_kind"]


def test_what_can_no_longer_be_done_is_not_approved(house: House, case: Case) -> None:
    """报批之后案件已经暂缓：中止的批准不成立，审批单仍在等。"""
    approval = suspend(house, case)
    stay = nodes.propose_stay(
        case=case, actor=house.judge, on=TODAY, revision=None, code="X6", until=date(2027, 1, 3), ground="上级通知",
        document="通知",
    )
    house.approve(stay)
    with pytest.raises(Refused):
        house.approve(approval)
    approval.refresh_from_db()
    case.refresh_from_db()
    assert (approval.state, case.state) == ("pending", "stayed")
    assert "nodes.Suspended" not in story(case)
