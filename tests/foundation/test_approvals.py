"""审批：一步一步批；不批自己报的；一人只签一步；代行须有授权；办不成就不算批。"""

from __future__ import annotations

from datetime import date, timedelta

import factories
import pytest
from foundation.happening import DAY
from foundation.house import House

from zhixing.foundation.approvals import commands, queries
from zhixing.foundation.approvals.events import Approved
from zhixing.foundation.approvals.queries import Approval
from zhixing.foundation.history.models import Entry
from zhixing.foundation.history.queries import entries, lines
from zhixing.foundation.history.verify import verify
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import Post
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "table")]


@pytest.fixture
def house() -> House:
    return House()


def code(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.finding.reasons[0].code


def story(stream: str = "case:1") -> list[str]:
    return [line.event.sentence() for line in lines(entries(stream))]


# ---- 一路批下来 ----


def test_two_steps_then_approved(house: House) -> None:
    approval = house.submit(mode="finished")
    assert (approval.due, approval.step_post) == (date(2026, 11, 10), "team_leader")
    assert list(queries.waiting_for(house.leader, DAY)) == [approval]
    assert (queries.waiting_count(house.leader, DAY), queries.waiting_count(house.director, DAY)) == (1, 0)
    assert not queries.waiting_for(house.director, DAY).exists()
    house.agree(approval, house.leader)
    assert list(queries.waiting_for(house.director, DAY)) == [approval]
    house.agree(approval, house.director, "情况属实")
    approval.refresh_from_db()
    assert (approval.state, approval.finished_on) == (Approval.State.APPROVED, DAY)
    assert story() == [
        "报批：（2026）内0221执12号 报结（团队长 → 执行局长）", "团队长同意：（2026）内0221执12号 报结（同意）",
        "批准：（2026）内0221执12号 报结（情况属实）",
    ]
    assert lines(entries("case:1"))[-1].event.payload == {"mode": "finished"}  # type: ignore[attr-defined]
    assert verify().ok


def test_the_due_day_rolls_over_rest_days(house: House) -> None:
    approval = commands.submit(
        court_id=house.court.pk, stream="case:1", act="fine", title="罚款", summary="", payload={}, actor=house.judge,
        on=date(2026, 10, 30), team_id=house.team.pk,
    )
    assert approval.due == date(2026, 11, 6)
    people.change_setting(court=house.court, key="approval.days", value=8, actor=house.director, on=DAY)
    later = house.submit(stream="case:2")
    assert later.due == date(2026, 11, 11)


def test_a_returned_one_is_over_and_may_be_submitted_again(house: House) -> None:
    approval = house.submit()
    with pytest.raises(Refused) as error:
        commands.return_(approval_id=approval.pk, actor=house.leader, on=DAY, opinion="  ", revision=0)
    assert code(error) == "approval.opinion"
    commands.return_(approval_id=approval.pk, actor=house.leader, on=DAY, opinion="缺结案通知书", revision=0)
    approval.refresh_from_db()
    assert approval.state == Approval.State.RETURNED
    assert story()[-1] == "退回：（2026）内0221执12号 报结，缺结案通知书"
    assert house.submit().pk != approval.pk


def test_only_one_of_a_kind_at_a_time(house: House) -> None:
    house.submit()
    with pytest.raises(Refused) as error:
        house.submit()
    assert code(error) == "approval.pending" and Approval.objects.count() == 1
    house.submit(act="fine")
    house.submit(stream="case:2")


def test_the_submitter_may_recall_and_nobody_else(house: House) -> None:
    approval = house.submit()
    with pytest.raises(Refused) as error:
        commands.recall(approval_id=approval.pk, actor=house.leader, on=DAY)
    assert code(error) == "approval.not_yours"
    commands.recall(approval_id=approval.pk, actor=house.judge, on=DAY)
    assert story()[-1] == "撤回报批：（2026）内0221执12号 报结"
    with pytest.raises(Refused) as error:
        house.agree(approval, house.leader)
    assert code(error) == "approval.finished"


# ---- 谁能批 ----


def test_who_may_not_decide_a_step(house: House) -> None:
    approval = house.submit()
    stranger = factories.user(Post.TEAM_LEADER, team=factories.team(house.court))
    retired = factories.user(Post.TEAM_LEADER, team=house.team, until=DAY - timedelta(days=1))
    for person in (house.judge, house.director, house.other, stranger, retired):
        with pytest.raises(Refused):
            house.agree(approval, person)
        assert not queries.waiting_for(person, DAY).exists()
    approval.refresh_from_db()
    assert (approval.step, approval.revision, Entry.objects.count()) == (0, 0, 1)


def test_another_court_sees_nothing(house: House) -> None:
    approval = house.submit()
    away = factories.court("内0222")
    stranger = factories.user(Post.TEAM_LEADER, team=factories.team(away))
    with pytest.raises(Approval.DoesNotExist):
        house.agree(approval, stranger)
    assert not queries.visible_to(stranger, DAY).exists()


def test_visible_to_those_it_concerns(house: House) -> None:
    approval = house.submit()
    house.agree(approval, house.leader)
    for person, seen in ((house.judge, True), (house.leader, True), (house.director, True), (house.other, False)):
        assert queries.visible_to(person, DAY).exists() is seen
    assert queries.counts(house.director, DAY + timedelta(days=30)) == {"waiting": 1, "late": 1, "mine": 0}
    assert queries.counts(house.judge, DAY) == {"waiting": 0, "late": 0, "mine": 1}


def test_never_ones_own_the_leader_reports_upward(house: House) -> None:
    approval = house.submit(actor=house.leader)
    assert approval.step_post == "director"
    assert not queries.waiting_for(house.leader, DAY).exists()
    told = Entry.objects.get(type="approvals.Submitted").finding["steps"]
    assert any("报批人本人任团队长" in step["text"] for step in told)


def test_never_ones_own_the_director_reports_to_the_vice_president(house: House) -> None:
    approval = house.submit(actor=house.director)
    house.agree(approval, house.leader)
    approval.refresh_from_db()
    assert approval.step_post == "vice_president"
    house.agree(approval, house.vice)
    approval.refresh_from_db()
    assert approval.state == Approval.State.APPROVED


def test_one_person_signs_one_step_the_next_goes_upward(house: House) -> None:
    house.director.holdings.update(until=DAY - timedelta(days=1))
    factories.appoint(house.leader, Post.DIRECTOR)
    approval = house.submit()
    house.agree(approval, house.leader)
    approval.refresh_from_db()
    assert (approval.state, approval.step_post) == (Approval.State.PENDING, "vice_president")
    steps = list(approval.steps.values_list("post", "decision"))
    assert steps == [("team_leader", "agreed"), ("director", "skipped"), ("vice_president", "waiting")]
    assert "转上一级" in approval.steps.get(order=1).opinion
    assert not queries.waiting_for(house.leader, DAY).exists()
    house.agree(approval, house.vice)
    assert story()[-1].startswith("批准")


def test_a_vacant_post_is_named_at_once(house: House) -> None:
    house.president.holdings.update(until=DAY - timedelta(days=1))
    with pytest.raises(Refused) as error:
        house.submit(act="detain")
    reason = error.value.finding.reasons[0]
    assert reason.code == "approval.vacant" and "院长" in reason.text and "代行" in reason.remedy
    assert not Approval.objects.exists() and not Entry.objects.exists()


# ---- 付钱的链 ----


class Treasury(House):
    """另有案款管理员、会计、出纳各一人。"""

    def __init__(self) -> None:
        super().__init__()
        self.funds, self.accountant, self.cashier = (
            factories.user(post, court=self.court) for post in (Post.FUNDS, Post.ACCOUNTANT, Post.CASHIER)
        )


@pytest.fixture
def money() -> Treasury:
    return Treasury()


def test_money_goes_through_every_hand(money: Treasury) -> None:
    approval = money.submit(act="pay_out", amount_fen=100)
    for user in (money.funds, money.director, money.accountant):
        money.agree(approval, user)
        approval.refresh_from_db()
        assert approval.state == Approval.State.PENDING
    money.agree(approval, money.cashier)
    approval.refresh_from_db()
    assert approval.state == Approval.State.APPROVED
    large = money.submit(act="pay_out", stream="case:2", amount_fen=10**12)
    assert [step.post for step in large.steps.order_by("order")] == ["funds", "director", "vice_president", "accountant", "cashier"]


def test_two_posts_are_one_pair_of_hands(money: Treasury) -> None:
    money.cashier.holdings.update(until=DAY - timedelta(days=1))
    factories.appoint(money.accountant, Post.CASHIER)
    with pytest.raises(Refused) as error:
        money.submit(act="pay_out", amount_fen=100)
    assert code(error) == "approval.hands" and "出纳" in str(error.value)
    factories.appoint(money.other, Post.CASHIER)
    approval = money.submit(act="pay_out", amount_fen=100)
    money.agree(approval, money.funds)
    money.agree(approval, money.director)
    money.agree(approval, money.accountant)
    approval.refresh_from_db()
    assert approval.step_post == "cashier", "会计兼出纳已经签过，出纳一步不略去，等另一个出纳"
    with pytest.raises(Refused) as error:
        money.agree(approval, money.accountant)
    assert code(error) == "approval.twice"
    money.agree(approval, money.other)


def test_the_only_accountant_keeps_his_hand_for_the_books(money: Treasury) -> None:
    factories.appoint(money.accountant, Post.FUNDS)
    approval = money.submit(act="pay_out", amount_fen=100)
    with pytest.raises(Refused) as error:
        money.agree(approval, money.accountant)
    assert code(error) == "approval.kept" and "会计" in str(error.value)
    money.agree(approval, money.funds)


def test_the_director_who_submits_is_decided_above(money: Treasury) -> None:
    approval = money.submit(actor=money.director, act="pay_out", amount_fen=100)
    assert [step.post for step in approval.steps.order_by("order")] == ["funds", "vice_president", "accountant", "cashier"]


def test_two_members_of_the_panel(house: House) -> None:
    people.change_setting(court=house.court, key="approval.panel", value=2, actor=house.director, on=DAY)
    with pytest.raises(Refused) as error:
        house.submit(act="suspend")
    assert code(error) == "approval.vacant"
    third = factories.user(Post.JUDGE, team=house.team)
    approval = house.submit(act="suspend")
    assert [s.label for s in approval.steps.all()] == ["合议庭成员（一）", "合议庭成员（二）", "执行局长"]
    house.agree(approval, house.other)
    with pytest.raises(Refused) as error:
        house.agree(approval, house.other)
    assert code(error) == "approval.twice"
    house.agree(approval, third)
    assert list(queries.waiting_for(house.director, DAY)) == [approval]


def test_the_applicants_confirmation_shortens_the_chain(house: House) -> None:
    confirmed = house.submit(act="close_terminated_round", applicant_confirmed=True)
    assert [s.post for s in confirmed.steps.all()] == ["team_leader", "director"]


# ---- 代行 ----


def test_a_deputy_decides_on_behalf(house: House) -> None:
    deputy = factories.user(Post.VICE_DIRECTOR, court=house.court)
    factories.delegation(house.director, deputy, Post.DIRECTOR)
    approval = house.submit()
    house.agree(approval, house.leader)
    assert queries.waiting_count(deputy, DAY) == 1
    assert list(queries.waiting_for(deputy, DAY)) == [approval]
    house.agree(approval, deputy)
    assert approval.steps.get(order=1).on_behalf_of == house.director
    entry = entries("case:1").last()
    assert entry is not None
    assert (entry.actor_name, entry.behalf_name) == (deputy.name, house.director.name)


def test_a_deputy_never_decides_what_his_principal_submitted(house: House) -> None:
    house.vice.holdings.update(until=DAY - timedelta(days=1))
    deputy = factories.user(Post.VICE_DIRECTOR, court=house.court)
    factories.delegation(house.leader, deputy, Post.TEAM_LEADER)
    other_leader = factories.user(Post.JUDGE, team=house.team)
    approval = house.submit(actor=other_leader)
    assert list(queries.waiting_for(deputy, DAY)) == [approval]
    Approval.objects.filter(pk=approval.pk).update(submitted_by=house.leader)
    assert not queries.waiting_for(deputy, DAY).exists()
    with pytest.raises(Refused) as error:
        house.agree(approval, deputy)
    assert code(error) == "approval.not_acting"


# ---- 批准以后 ----


def test_what_was_approved_is_done_in_the_same_transaction(house: House, table: dict) -> None:
    done: list[dict] = []
    table[Approved] = [lambda recorded: done.append(recorded.event.payload)]
    approval = house.submit(act="close_preserved_full", mode="preserved_full")
    house.agree(approval, house.leader)
    assert done == [{"mode": "preserved_full"}]


def test_when_the_act_is_refused_the_decision_is_undone(house: House, table: dict) -> None:
    def fail(recorded: object) -> None:
        raise Refused(refuse("closing.gate", "还有节点未办", cite("COURT 报结")))

    table[Approved] = [fail]
    approval = house.submit(act="close_preserved_full")
    with pytest.raises(Refused) as error:
        house.agree(approval, house.leader)
    assert code(error) == "closing.gate"
    approval.refresh_from_db()
    assert (approval.state, approval.steps.get().decision, approval.revision) == ("pending", "waiting", 0)
    assert len(story()) == 1 and list(queries.waiting_for(house.leader, DAY)) == [approval]


# ---- 成批、同时 ----


def test_many_at_once_each_with_its_own_result(house: House, table: dict) -> None:
    def fail(recorded) -> None:  # type: ignore[no-untyped-def]
        if recorded.entry.stream == "case:2":
            raise Refused(refuse("closing.gate", "还有节点未办", cite("COURT 报结")))

    table[Approved] = [fail]
    made = [house.submit(act="close_preserved_full", stream=f"case:{n}") for n in (1, 2, 3)]
    own = house.submit(act="fine", stream="case:4")
    chosen = [(a.pk, 0) for a in made] + [(own.pk, 9)]
    results = commands.decide_many(chosen, actor=house.leader, on=DAY, agreed=True, opinion="同意")
    assert [r.ok for r in results] == [True, False, True, False]
    assert results[1].reason == "还有节点未办" and "刚才有变动" in results[3].reason
    states = list(Approval.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["approved", "pending", "approved", "pending"]


def test_a_stale_page_is_told(house: House) -> None:
    approval = house.submit()
    second = factories.user(Post.TEAM_LEADER, team=house.team)
    house.agree(approval, house.leader)
    with pytest.raises(Refused) as error:
        commands.agree(approval_id=approval.pk, actor=second, on=DAY, revision=0)
    assert code(error) == "approval.stale"
