"""离岗交接、代办：一样也不落下；每件没有结的案件始终恰好一名在岗的承办人；回岗即止。"""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import factories
import pytest
from centre.hall import Hall
from control.desk import TODAY
from django.db import transaction

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden, rights_of
from zhixing.casework.cases.queries import Assignment, Case, visible_to
from zhixing.casework.centre import commands as centre
from zhixing.casework.centre.models import Departure, Handover, StandIn, Stay, WorkItem
from zhixing.casework.nodes.queries import open_for
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people import commands as people
from zhixing.foundation.people.queries import Absence, User
from zhixing.law.finding import Refused
from zhixing.law.states import ENDED

WEEK = TODAY + timedelta(days=6)


def plan(
    hall: Hall, user: User, *to: User, sort: str = "departure", way: str = "one", token: str = "d1", actor: Any = None, **values: Any,
) -> Departure:
    asked = centre.Asked(
        sort=sort, way=way, since=values.pop("since", TODAY), until=values.pop("until", WEEK if sort == "leave" else None),
        people=tuple(one.pk for one in to), rest=values.pop("rest", None),
    )
    return centre.plan_departure(user=user, asked=asked, why="", actor=actor or hall.director, on=TODAY, token=token)


def depart(hall: Hall, row: Departure, actor: Any = None) -> Departure:
    return centre.depart(departure=row.pk, actor=actor or hall.director, on=TODAY, revision=row.revision)


def handlers(case: Case) -> list[int]:
    return list(Assignment.objects.filter(case=case, role="handler", until__isnull=True).values_list("user", flat=True))


def test_a_departure_hands_over_everything_in_one_act(hall: Hall) -> None:
    one, two = hall.enforcing(), hall.enforcing()
    cases.set_helper(case=two, actor=hall.judge, on=TODAY, revision=None, user=hall.clerk, role="clerk")
    row = plan(hall, hall.judge, hall.other)
    assert [line["number"] for line in row.plan["cases"]] == [str(one), str(two)]
    assert all("现在集中查控；未办：" in line["text"] for line in row.plan["cases"])
    assert (row.plan["problems"], handlers(one)) == ([], [hall.judge.pk])
    done = depart(hall, row)
    assert [line["state"] for line in done.done["rows"] if line["kind"] == "案件"] == ["已移交", "已移交"]
    assert handlers(one) == handlers(two) == [hall.other.pk]
    assert set(open_for(hall.other, TODAY).values_list("case", flat=True)) >= {one.pk, two.pk}
    assert not open_for(User.objects.get(pk=hall.judge.pk), TODAY).filter(case__in=[one.pk, two.pk]).exists()
    assert not [held for held in hall.judge.holdings.all() if held.covers(TODAY)]
    last = entries(one.stream).filter(type="cases.Transferred").get()
    assert (last.payload["reason"], "未办" in last.payload["handover"]) == ("调岗", True)
    assert entries(f"court:{hall.court.pk}").filter(type="centre.OfficerHandedOver", payload__cases=2).exists()
    with pytest.raises(Refused, match="已交接"):
        depart(hall, done)


def test_what_changed_since_the_dry_run_or_cannot_move_stops_it_all(hall: Hall) -> None:
    first = hall.enforcing()
    row = plan(hall, hall.judge, hall.other)
    second = hall.enforcing()
    with pytest.raises(Refused, match="预演以后又有变动：案件"):
        depart(hall, row)
    Case.objects.filter(pk=second.pk).update(state="proposed")
    again = plan(hall, hall.judge, hall.other, token="d2")
    assert [problem["act"] for problem in again.plan["problems"]] == ["recall_proposal"]
    with pytest.raises(Refused, match="报结正在审批") as told:
        depart(hall, again)
    assert told.value.finding.reasons[0].remedy
    assert handlers(first) == handlers(second) == [hall.judge.pk]
    assert Departure.objects.get(pk=again.pk).state == Departure.State.PLANNED


def test_several_take_by_load_the_least_busy_first(hall: Hall) -> None:
    held = [hall.enforcing() for _ in range(3)]
    fast = hall.judges["simple"]
    cases.transfer(case=held[0], actor=hall.director, on=TODAY, revision=None, handler=hall.other, reason="均衡案件")
    row = depart(hall, plan(hall, hall.judge, hall.other, fast, way="load", sort="transfer"))
    assert row.plan["cases"][0]["to"] == fast.pk
    assert sorted(handlers(case)[0] for case in held) == sorted([hall.other.pk, fast.pk, hall.other.pk])


def test_work_of_a_desk_and_hand_overs_move_too(hall: Hall) -> None:
    case = hall.enforcing()
    row = centre.offer(case=case, actor=hall.judge, on=TODAY, revision=None, to_segment="control", token="h", to_user=hall.clerk)
    centre.take(handover=row.pk, actor=hall.clerk, on=TODAY)
    waiting = centre.offer(case=hall.enforcing(), actor=hall.judge, on=TODAY, revision=None, to_segment="control", token="h2", to_user=hall.clerk)
    item = centre.ask(case=case, duty="papers", actor=hall.judge, token="i1", subject="执行通知书", demand="发通知")
    centre.claim(item=item.pk, actor=hall.clerk)
    helper = factories.user("assistant", team=hall.team)
    done = depart(hall, plan(hall, hall.clerk, helper, actor=hall.leader), actor=hall.director)
    assert Stay.objects.get(case=case, segment="control", left_at__isnull=True).user == helper
    waiting.refresh_from_db()
    assert (waiting.to_user, waiting.state) == (helper, "offered")
    item = WorkItem.objects.get(pk=item.pk)
    assert (item.assignee, item.state) == (helper, "claimed")
    assert not hall.officer.registrations.filter(ended_on=None).exists()
    assert {line["kind"] for line in done.done["rows"]} == {"环节", "等接收的交接", "事务", "在协助单位的登记", "任职"}


def test_the_only_one_of_a_post_cannot_go_before_somebody_stands_there(hall: Hall) -> None:
    row = plan(hall, hall.leader, hall.other)
    assert any("团队长只有他一人" in problem["text"] for problem in row.plan["problems"])
    with pytest.raises(Refused, match="只有他一人"):
        depart(hall, row)


def test_who_may_hand_over_whom(hall: Hall) -> None:
    for actor, error in ((hall.judge, Forbidden), (hall.centre, Forbidden), (hall.elsewhere, Case.DoesNotExist), (hall.upper, Case.DoesNotExist)):
        with pytest.raises(error):
            plan(hall, hall.judge, hall.other, actor=actor)
    with pytest.raises(Forbidden):
        plan(hall, hall.judges["simple"], hall.other, actor=hall.leader)
    for wanted, why in (
        ({"sort": "leave", "way": "one", "until": TODAY - timedelta(days=1)}, "止日"), ({"way": "deputy"}, "必须移交"),
    ):
        with pytest.raises(Refused, match=why):
            plan(hall, hall.judge, hall.other, **wanted)
    with pytest.raises(Refused, match="他自己"):
        plan(hall, hall.judge, hall.judge)
    with pytest.raises(Refused, match="本院在用"):
        plan(hall, hall.judge, hall.elsewhere)
    assert not Departure.objects.exists()


# ---- 代办 ----


def leave(hall: Hall, deputy: User, **values: Any) -> Departure:
    return depart(hall, plan(hall, hall.judge, deputy, sort="leave", way="deputy", **values))


def test_on_those_days_the_stand_in_stands_where_the_handler_does(hall: Hall) -> None:
    case, fast = hall.enforcing(), hall.judges["simple"]
    assert not visible_to(fast, TODAY).filter(pk=case.pk).exists()
    leave(hall, fast)
    assert handlers(case) == [hall.judge.pk]
    assert visible_to(fast, TODAY).filter(pk=case.pk).exists()
    assert rights_of(fast, Case.objects.get(pk=case.pk)).may_propose
    assert open_for(fast, TODAY).filter(case=case).exists()
    assert not visible_to(fast, WEEK + timedelta(days=1)).filter(pk=case.pk).exists()
    later = hall.case(accepted_on=date(2026, 11, 1))
    assert rights_of(fast, Case.objects.get(pk=later.pk)).may_order_control
    cases.transfer(case=later, actor=hall.director, on=TODAY, revision=None, handler=hall.other, reason="均衡案件")
    assert not rights_of(fast, Case.objects.get(pk=later.pk)).may_order_control
    assert entries(case.stream).filter(type="centre.StandInSet").count() == 1


def test_back_from_leave_the_stand_in_ends(hall: Hall) -> None:
    case, fast = hall.enforcing(), hall.judges["simple"]
    leave(hall, fast)
    centre.come_back(user=hall.judge, actor=hall.judge, on=TODAY)
    assert not Absence.objects.filter(user=hall.judge).exists()
    assert not rights_of(fast, Case.objects.get(pk=case.pk)).may_view
    assert StandIn.objects.get().ended_on == TODAY - timedelta(days=1)
    assert [one.payload["ended"] for one in entries(case.stream).filter(type="centre.StandInSet")] == [False, True]
    with pytest.raises(Refused, match="没有登记不在岗"):
        centre.come_back(user=hall.judge, actor=hall.judge, on=TODAY)


def test_a_shorter_absence_shortens_it_and_nobody_stands_in_for_who_is_there(hall: Hall) -> None:
    case, fast = hall.enforcing(), hall.judges["simple"]
    away = people.set_absence(user=hall.judge, since=TODAY, until=WEEK, reason="学习", actor=hall.judge, on=TODAY)
    given: dict[str, Any] = {"user": hall.judge, "deputy": fast, "actor": hall.judge, "on": TODAY}
    with pytest.raises(Refused, match="没有登记不在岗"):
        centre.set_stand_in(since=TODAY, until=WEEK + timedelta(days=1), **given)
    with pytest.raises(Refused, match="办案职务"):
        centre.set_stand_in(since=TODAY, until=WEEK, **given | {"deputy": hall.filing})
    centre.set_stand_in(since=TODAY, until=WEEK, **given)
    with pytest.raises(Refused, match="已由"):
        centre.set_stand_in(since=TODAY, until=WEEK, **given | {"deputy": hall.other})
    people.end_absence(absence=away, until=TODAY, actor=hall.judge, on=TODAY)
    assert StandIn.objects.get().ended_on == TODAY
    assert visible_to(fast, TODAY).filter(pk=case.pk).exists()
    assert not visible_to(fast, TODAY + timedelta(days=1)).filter(pk=case.pk).exists()


def test_nothing_is_lost_in_any_sequence(hall: Hall) -> None:
    """随机地请假、回岗、移交、交接、调离：每件没有结的案件恰好一名在用的承办人、恰好一段主线；事务一张不少。"""
    chance, judges = random.Random(8), [hall.judge, hall.other, hall.judges["simple"], hall.judges["complex"]]
    held = [hall.enforcing() for _ in range(2)]
    items = [centre.ask(case=case, duty="papers", actor=hall.judge, token=f"n{case.pk}", subject="执行通知书", demand="办").pk for case in held]
    did: set[str] = set()
    for turn, act in enumerate(["leave", "hand", "take", "back", "depart", "leave", "hand", "back", "take", "depart"]):
        away = [one for one in judges if one.absences.exists()]
        user, other = (away[0], away[0]) if act == "back" and away else chance.sample(judges, 2)
        with suppress(Refused, Forbidden, Case.DoesNotExist), transaction.atomic():
            _one(hall, act, user, other, chance.choice(held), f"t{turn}")
            did.add(act)
        for case in Case.objects.exclude(state__in=ENDED):
            assert handlers(case) == [case.handler_id]
            assert Stay.objects.filter(case=case, side=False, left_at__isnull=True).count() == 1
        assert set(WorkItem.objects.filter(case__in=held).values_list("pk", flat=True)) == set(items)
    assert did == {"leave", "back", "depart", "hand", "take"}


def _one(hall: Hall, act: str, user: User, other: User, case: Case, token: str) -> None:
    if act == "leave":
        depart(hall, plan(hall, user, other, sort="leave", way="deputy", token=token))
    elif act == "back":
        centre.come_back(user=user, actor=user, on=TODAY)
    elif act == "depart":
        depart(hall, plan(hall, user, other, sort="transfer", token=token))
        factories.appoint(user, "judge", team=hall.team, since=TODAY)
    elif act == "hand":
        handler = Case.objects.get(pk=case.pk).handler
        centre.offer(case=case, actor=handler, on=TODAY, revision=None, to_segment="control", token=token, to_team=hall.team)
    elif row := Handover.objects.filter(case=case, state="offered").first():
        taker = next(one for one in (hall.judge, hall.other) if one.pk != row.from_user_id)  # 自己提出的不能自己接
        centre.take(handover=row.pk, actor=taker, on=TODAY)
