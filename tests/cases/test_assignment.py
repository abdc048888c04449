"""分案、移交、协办。"""

from __future__ import annotations

from datetime import date

import factories
import pytest

from zhixing.casework.cases import access, commands
from zhixing.casework.cases.models import Assignment
from zhixing.foundation.history import queries as history
from zhixing.law.finding import Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 26)


def assign(people, case, handler, **more):
    return commands.assign(**({"case": case, "actor": people.director, "on": DAY, "revision": 2, "handler": handler, "reason": "熟悉案情"} | more))


def test_assigning_sets_handler_team_and_state(people, filed) -> None:
    recorded = assign(people, filed, people.judge, way="轮流")
    filed.refresh_from_db()
    assert (filed.state, filed.handler, filed.team) == ("assigned", people.judge, people.team)
    assert recorded.event.sentence() == f"分案，承办人{people.judge.name}（速执一队）"
    rows = Assignment.objects.filter(case=filed, until=None).values_list("role", "user", "team", "since")
    assert set(rows) == {("handler", people.judge.pk, None, DAY), ("team", None, people.team.pk, DAY)}


@pytest.mark.parametrize("who", ["cashier", "supervisor", "elsewhere", "admin", "filing"])
def test_handler_must_hold_a_case_post_in_this_court(people, filed, who) -> None:
    with pytest.raises(Refused):
        assign(people, filed, getattr(people, who))
    filed.refresh_from_db()
    assert (filed.state, filed.handler, Assignment.objects.count()) == ("accepted", None, 0)


def test_an_absent_judge_is_not_given_cases(people, filed) -> None:
    factories.absent(people.judge, date(2026, 10, 20), date(2026, 10, 30))
    with pytest.raises(Refused, match="不在岗"):
        assign(people, filed, people.judge)


@pytest.mark.parametrize("change", [
    {"way": "抓阄"}, {"way": "随机分案（可核验）"}, {"reason": " "}, {"on": date(2026, 10, 1)}, {"on": date(2027, 1, 1)},
])
def test_odd_assignments_are_refused(people, filed, change) -> None:
    with pytest.raises(Refused):
        assign(people, filed, people.judge, **change)


def test_a_judge_may_not_assign(people, filed) -> None:
    with pytest.raises(filed.DoesNotExist):
        assign(people, filed, people.judge, actor=people.judge)


def test_only_one_handler_at_a_time(people, running) -> None:
    with pytest.raises(Refused, match="已有承办人"):
        assign(people, running, people.other_judge, revision=4)


def test_transfer_closes_the_old_and_opens_the_new(people, running) -> None:
    commands.transfer(
        case=running, actor=people.director, on=DAY, revision=4, handler=people.other_judge, reason="调岗",
        handover="未办：查询反馈。案款 0 元。",
    )
    running.refresh_from_db()
    rows = Assignment.objects.filter(case=running, role="handler").order_by("since").values_list("user", "since", "until")
    assert list(rows) == [
        (people.judge.pk, date(2026, 10, 22), date(2026, 10, 25)), (people.other_judge.pk, DAY, None),
    ]
    assert (running.handler, running.state) == (people.other_judge, "assigned")
    last = history.lines(history.entries(running.stream))[-1].event
    assert (last.reason, last.handover) == ("调岗", "未办：查询反馈。案款 0 元。")


@pytest.mark.parametrize("change", [
    {"reason": "不想办"}, {"on": date(2026, 10, 21)}, {"handover": "残\ud800缺"}, {"handler": "same"},
])
def test_odd_transfers_are_refused(people, running, change) -> None:
    change = {k: people.judge if v == "same" else v for k, v in change.items()}
    with pytest.raises(Refused):
        commands.transfer(**({
            "case": running, "actor": people.director, "on": DAY, "revision": 4, "handler": people.other_judge,
            "reason": "调岗",
        } | change))
    running.refresh_from_db()
    assert (running.handler, history.seq(running.stream)) == (people.judge, 4)


def test_the_handler_may_not_transfer_his_own_case(people, running) -> None:
    with pytest.raises(access.Forbidden):
        commands.transfer(
            case=running, actor=people.judge, on=DAY, revision=4, handler=people.other_judge, reason="调岗"
        )


def test_helpers_come_and_go(people, running) -> None:
    act = {"case": running, "actor": people.judge, "user": people.assistant, "role": "clerk"}
    commands.set_helper(**act, on=DAY, revision=4)
    assert people.assistant.pk in access.rights_facts(running).helper_ids
    with pytest.raises(Refused, match="已经参与"):
        commands.set_helper(**act, on=DAY, revision=5)
    commands.set_helper(**act, on=DAY, revision=5, joined=False)
    assert access.rights_facts(running).helper_ids == frozenset()


def test_helpers_are_of_this_court(people, running) -> None:
    with pytest.raises(Refused):
        commands.set_helper(case=running, actor=people.judge, on=DAY, revision=4, user=people.elsewhere)
