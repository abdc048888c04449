"""报结：闸门差一项都不行；批准才结案；退回、撤回都回到执行中。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from spine import TODAY, House, node, story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import withdraw_entry
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing import commands as closing
from zhixing.casework.closing.events import Proposed
from zhixing.casework.closing.queries import gate_of
from zhixing.casework.control.events import (
    FeedbackReceived,
    InquiryFinished,
    InquiryStarted,
    Interviewed,
    QuerySent,
    ReportReceived,
)
from zhixing.casework.documents.events import Issued, Served
from zhixing.casework.funds.events import DirectPaid
from zhixing.casework.nodes import commands as nodes
from zhixing.casework.nodes.queries import Node, orphans
from zhixing.casework.sanctions.events import ConsumptionRestricted
from zhixing.foundation.approvals import commands as approvals
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.queries import entries, seq
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
DEBTOR = "单晓岚"


@pytest.fixture
def house() -> House:
    return House()


def propose(house: House, case: Case, mode: str = "finished", **values: object) -> Approval:
    ground = {"finished": "performed", "terminated_round": "no_property"}[mode]
    return closing.propose(
        case=case, actor=house.judge, on=TODAY, revision=None, mode=mode, **{"ground": ground, **values}
    )


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in error.value.finding.reasons]


def snapshot(case: Case) -> tuple[object, ...]:
    return (
        Case.objects.filter(pk=case.pk).values().get(), list(Node.objects.filter(case=case).order_by("id").values()),
        entries(case.stream).count(), Approval.objects.count(),
    )


def performed(house: House) -> Case:
    """已经全部履行的一件。"""
    case = house.case()
    house.record(case, DirectPaid(amount_fen=3_600_000, settles=True), TODAY)
    return case


def exhausted(house: House) -> Case:
    """该做的都做了、立案超过三个月的一件。"""
    case = house.old_case()
    for event, on in (
        (Issued(document="enforcement_notice", to=DEBTOR), date(2026, 4, 6)),
        (Issued(document="report_order", to=DEBTOR), date(2026, 4, 6)),
        (Served(document="enforcement_notice", to=DEBTOR, method="direct"), date(2026, 4, 8)),
        (ReportReceived(subject=DEBTOR), date(2026, 4, 20)),
        (QuerySent(channel="network"), date(2026, 4, 3)),
        (FeedbackReceived(), date(2026, 4, 4)),
        (InquiryStarted(subject="住所地走访"), date(2026, 5, 4)),
        (InquiryFinished(subject="住所地走访"), date(2026, 5, 8)),
        (QuerySent(channel="network"), date(2026, 10, 20)),
        (ConsumptionRestricted(subject=DEBTOR), date(2026, 5, 6)),
        (Interviewed(person="王秀兰", agrees=True), date(2026, 10, 30)),
    ):
        house.record(case, event, on)
    return case


def test_finished_from_proposal_to_archive(house: House) -> None:
    case = performed(house)
    approval = propose(house, case)
    case.refresh_from_db()
    assert (case.state, case.closed_on, approval.act) == ("proposed", None, "close_finished")
    assert "暂不核对" in approval.summary and approval.summary.startswith("事由：被执行人自动履行")
    house.approve(approval)
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.closing_mode) == ("closed", TODAY, "finished")
    assert [step.post for step in approval.steps.all()] == ["team_leader", "director"]
    assert (node(case, "N-31").state, node(case, "N-31").done_on) == ("done", TODAY)
    assert (node(case, "N-03").state, node(case, "N-32").state) == ("void", "open")
    closing.archive(case=case, actor=house.judge, on=TODAY, revision=seq(case.stream), catalogue="2026-执-1")
    case.refresh_from_db()
    assert (case.state, case.archived_on, node(case, "N-32").state) == ("archived", TODAY, "done")
    assert case.state == fold(story(case))
    assert not orphans(TODAY).exists()


def test_terminated_round_lists_every_missing_condition_and_changes_nothing(house: House) -> None:
    case = house.case()
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        propose(house, case, "terminated_round")
    assert set(codes(error)) >= {
        "closing.three_months", "closing.notice", "closing.query", "closing.recent_query",
        "closing.consumption", "closing.interview",
    }
    assert all(str(reason.article) and reason.remedy for reason in error.value.finding.reasons)
    assert snapshot(case) == before


def test_each_condition_of_terminated_round_counts(house: House) -> None:
    case = exhausted(house)
    assert gate_of(case, "terminated_round", TODAY, "no_property").ok
    interview = seq(case.stream)
    withdraw_entry(case=case, actor=house.judge, seq=interview, reason="误登", revision=None)
    assert [r.code for r in gate_of(case, "terminated_round", TODAY).reasons] == ["closing.interview"]


def test_terminated_round_goes_to_the_president_or_rests_on_confirmation(house: House) -> None:
    panel = propose(house, exhausted(house), "terminated_round")
    assert [step.post for step in panel.steps.all()] == ["judge", "director", "president"]
    case = house.case(accepted_on=date(2026, 10, 20))
    confirmed = exhausted_like(house, case)
    assert confirmed == ["closing.three_months"]
    house.approve(panel)
    closed = Case.objects.get(pk=int(panel.stream.removeprefix("case:")))
    assert (closed.state, closed.closing_mode) == ("closed", "terminated_round")
    assert Node.objects.filter(case=closed, code="N-40", state="open").exists()


def exhausted_like(house: House, case: Case) -> list[str]:
    """同样都做了、只是立案没满三个月：只差这一项。"""
    name = case.parties.get(role="respondent").name
    for event in (
        Issued(document="enforcement_notice", to=name), Issued(document="report_order", to=name),
        Served(document="enforcement_notice", to=name, method="direct"), ReportReceived(subject=name),
        QuerySent(channel="network"), FeedbackReceived(), InquiryStarted(subject="走访"), InquiryFinished(subject="走访"),
        ConsumptionRestricted(subject=name), Interviewed(person="王秀兰"),
    ):
        house.record(case, event, TODAY)
    return [reason.code for reason in gate_of(case, "terminated_round", TODAY).reasons]


def test_confirmed_by_the_applicant_needs_no_panel(house: House) -> None:
    approval = propose(house, exhausted(house), "terminated_round", applicant_confirmed=True)
    assert [step.post for step in approval.steps.all()] == ["team_leader", "director"]


WHY = "申请执行人长期在国外，电话约谈不成。"


def without_interview(house: House) -> Case:
    """只差终本约谈的一件。"""
    case = exhausted(house)
    withdraw_entry(case=case, actor=house.judge, seq=seq(case.stream), reason="误登", revision=None)
    return case


def test_an_item_passed_goes_to_the_president_even_when_confirmed_and_is_logged(house: House) -> None:
    case = without_interview(house)
    approval = propose(house, case, "terminated_round", applicant_confirmed=True, overrides={"Z-11": WHY})
    assert [step.post for step in approval.steps.all()] == ["judge", "director", "president"]
    assert f"报院长批准放行：Z-11 已约谈申请执行人。还差：终本前没有约谈申请执行人。放行的理由：{WHY}" in approval.summary
    entry = entries(case.stream).get(type="closing.Proposed")
    assert entry.payload["overrides"] == {"Z-11": WHY} and WHY in Proposed.from_data(entry.payload).sentence()
    assert entry.finding["inputs"]["overrides"] == {"Z-11": WHY}
    house.approve(approval)
    case.refresh_from_db()
    assert (case.state, case.closing_mode) == ("closed", "terminated_round")
    last = approval.steps.order_by("order").last()
    assert last is not None and last.decided_by == house.president


def test_the_president_may_send_it_back(house: House) -> None:
    case = without_interview(house)
    approval = propose(house, case, "terminated_round", overrides={"Z-11": WHY})
    for actor in (house.other, house.director):
        approval.refresh_from_db()
        approvals.agree(approval_id=approval.pk, actor=actor, on=TODAY, revision=approval.revision)
    approval.refresh_from_db()
    approvals.return_(approval_id=approval.pk, actor=house.president, on=TODAY, opinion="先约谈", revision=approval.revision)
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("enforcing", None)


@pytest.mark.parametrize("overrides", [{"Z-11": "  "}, {"Z-11": WHY, "Z-13": WHY}, {"Z-11": WHY, "Z-06": WHY}])
def test_what_may_not_be_passed_is_refused_and_changes_nothing(house: House, overrides: dict[str, str]) -> None:
    case = without_interview(house)
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        propose(house, case, "terminated_round", overrides=overrides)
    assert any(code.startswith("closing.override.") for code in codes(error))
    assert snapshot(case) == before


def test_suspended_cases_are_not_closable(house: House) -> None:
    case = performed(house)
    house.approve(nodes.propose_suspend(
        case=case, actor=house.judge, on=TODAY, revision=None, ground="案外人异议", document="裁定"
    ))
    before = snapshot(case)
    with pytest.raises(Refused) as error:
        propose(house, case)
    assert codes(error) == ["state.propose.suspended"]
    assert error.value.finding.reasons[0].act == "resume"
    assert snapshot(case) == before


def test_returned_goes_back_to_enforcing_and_may_be_proposed_again(house: House) -> None:
    case = performed(house)
    approval = propose(house, case)
    approvals.return_(
        approval_id=approval.pk, actor=house.leader, on=TODAY, opinion="补履行凭证", revision=approval.revision
    )
    case.refresh_from_db()
    assert (case.state, case.closed_on) == ("enforcing", None)
    assert story(case)[-1] == "closing.ProposalEnded" and case.state == fold(story(case))
    propose(house, case)
    case.refresh_from_db()
    assert case.state == "proposed"


def test_only_the_proposer_recalls(house: House) -> None:
    case = performed(house)
    with pytest.raises(Refused):
        closing.recall(case=case, actor=house.judge, on=TODAY, revision=None)
    propose(house, case)
    with pytest.raises(Forbidden):
        closing.recall(case=case, actor=house.other, on=TODAY, revision=None)
    approval = closing.recall(case=case, actor=house.judge, on=TODAY, revision=None)
    case.refresh_from_db()
    assert (approval.state, case.state) == ("withdrawn", "enforcing")
    with pytest.raises(Refused):
        closing.recall(case=case, actor=house.judge, on=TODAY, revision=None)


def test_no_second_proposal_no_wrong_day_no_wrong_mode(house: House) -> None:
    case = performed(house)
    with pytest.raises(Refused) as error:
        closing.propose(case=case, actor=house.judge, on=TODAY + timedelta(days=1), revision=None, mode="finished")
    assert codes(error) == ["entry.future"]
    with pytest.raises(Refused) as error:
        closing.propose(case=case, actor=house.judge, on=TODAY, revision=None, mode="preserved_full")
    assert "closing.kind" in codes(error)
    with pytest.raises(Refused) as error:
        propose(house, case, ground="没有这个事由")
    assert codes(error) == ["closing.ground"]
    propose(house, case)
    with pytest.raises(Refused) as error:
        propose(house, case)
    assert codes(error) == ["state.propose.proposed"]


def test_archive_not_before_closing(house: House) -> None:
    case = performed(house)
    with pytest.raises(Refused):
        closing.archive(case=case, actor=house.judge, on=TODAY, revision=None)
    house.approve(propose(house, case))
    with pytest.raises(Refused) as error:
        closing.archive(case=case, actor=house.judge, on=TODAY - timedelta(days=1), revision=None)
    assert codes(error) == ["entry.too_early"]
