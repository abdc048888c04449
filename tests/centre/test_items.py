"""事务单：交办、申领、派给、办、等回复、办结、退回、重办、撤回；谁可以，不可以的为什么；分离。"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import factories
import pytest
from centre.hall import Hall
from centre.items_desk import again, asked
from control.desk import TODAY
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.models import Assignment, Case
from zhixing.casework.centre.commands import items
from zhixing.casework.centre.models import Conference, ItemMove, WorkItem
from zhixing.casework.centre.queries_items import open_of, returned_to, steps
from zhixing.casework.control.events import InquiryFinished
from zhixing.casework.sanctions.events import Summoned
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import Post, User
from zhixing.law.finding import Refused
from zhixing.law.item_states import HELD, OPEN
from zhixing.law.working_hours import BEIJING


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    assert all(one.text and one.remedy and one.article for one in refused.value.finding.reasons)
    return [one.code for one in refused.value.finding.reasons]


def told(case: Case) -> list[str]:
    return [row.type for row in entries(case.stream) if row.type.startswith("centre.Item")]


def later(**values: float) -> Any:
    return context.at(context.current().now + timedelta(**values))


def local(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%m-%d %H:%M}"


# ---- 交办 ----


def test_ask(hall: Hall) -> None:
    case = hall.case(livelihood="wages", urgent=True)
    item = asked(hall, case, "renew", subject="北疆银行存款", demand="月底届满", token="一张")
    assert (item.number, item.state, item.priority, item.closes, item.segment) == ("事2026-000001", "queued", 0, "control.Renewed", "control")
    assert local(item.due_at) == "11-05 09:30"  # 十三个工作小时
    assert asked(hall, case, "renew", subject="北疆银行存款", token="一张") == item  # 连点两下
    [event] = [row for row in entries(case.stream) if row.type == "centre.ItemAsked"]
    assert event.payload["subject"] == "北疆银行存款" and "13个工作小时" in event.finding["steps"][0]["text"]
    assert [(one.before, one.after) for one in steps(item)] == [("", "queued")]


def test_not_twice_not_strangers(hall: Hall) -> None:
    case = hall.case()
    item = asked(hall, case)
    with pytest.raises(Refused) as refused:
        asked(hall, case)
    assert codes(refused) == ["item.twice"] and item.number in str(refused.value)
    assert asked(hall, case, subject="另一个人").pk != item.pk
    unseen, unable = (hall.archivist, hall.elsewhere), (hall.cashier, hall.supervisor)
    for who, error in (*((one, Case.DoesNotExist) for one in unseen), *((one, Forbidden) for one in unable)):
        with pytest.raises(error):
            asked(hall, case, "field", actor=who, demand="看看")
    with pytest.raises(Refused) as refused:
        asked(hall, case, "没有")
    assert codes(refused) == ["item.duty"] and WorkItem.objects.count() == 2


def test_without_a_case(hall: Hall) -> None:
    item = asked(hall, None, "entrusted", actor=hall.centre, subject="委2026-000001", demand="协助冻结")
    [event] = entries(f"court:{hall.court.pk}").filter(type="centre.ItemAsked")
    assert event.payload["number"] == item.number and item.closes == ""
    items.claim(item=item, actor=hall.centre)
    assert items.done(item=item, actor=hall.centre, revision=None, result="已冻结，回函已寄").state == "done"
    with pytest.raises(Refused) as refused:
        asked(hall, None, "renew", actor=hall.centre, subject="存款")
    assert codes(refused) == ["duty.case"]


# ---- 办 ----


def test_the_whole_way(hall: Hall) -> None:
    case = hall.case()
    item = asked(hall, case, "squad", subject="甲", demand="拘传到庭")
    bailiff = hall.person(Post.BAILIFF)
    items.claim(item=item, actor=bailiff)
    items.start(item=item, actor=bailiff)
    with later(hours=1):
        items.wait(item=item, actor=bailiff, revision=None, whom="派出所")
    assert again(item).waiting_for == "派出所"
    with later(days=1, hours=1):
        back = items.resume(item=item, actor=bailiff)
    assert local(item.due_at) == "11-10 10:00" and local(back.due_at) == "11-11 10:00"  # 等了整一天，往后推一天
    with later(days=1, hours=2), pytest.raises(Refused) as refused:
        items.done(item=item, actor=bailiff, revision=None, result="已带到")
    assert codes(refused) == ["item.not_done"]
    with later(days=1, hours=2):
        hall.record(case, Summoned(subject="乙"), TODAY + timedelta(days=1))  # 登记写的是另一个名字，对不上
        assert again(item).state == "doing"
        done = items.done(item=item, actor=bailiff, revision=None, result="已带到")
    assert done.done_by == bailiff and done.done_at <= done.due_at and told(case) == ["centre.ItemAsked", "centre.ItemDone"]
    assert [one.after for one in steps(item)] == ["queued", "claimed", "doing", "waiting", "doing", "done"]


def test_give_back_and_again(hall: Hall) -> None:
    case = hall.case()
    item = asked(hall, case, "field", demand="看看厂房")
    items.claim(item=item, actor=hall.clerk)
    with pytest.raises(Refused):
        items.give_back(item=item, actor=hall.clerk, revision=None, why=" ")
    back = items.give_back(item=item, actor=hall.clerk, revision=None, why="地址不清")
    assert (back.state, back.assignee, back.returned_why) == ("returned", None, "地址不清")
    with pytest.raises(Forbidden):
        items.ask_again(item=item, actor=hall.clerk, revision=None, demand="补了")
    with later(days=7):
        sent = items.ask_again(item=item, actor=hall.judge, revision=None, demand="厂房在工业园三号")
    assert sent.state == "queued" and sent.due_at > item.due_at and sent.returned_why == ""
    gone = items.cancel(item=item, actor=hall.judge, revision=None, why="不用了")
    assert gone.state == "cancelled" and told(case) == [f"centre.Item{one}" for one in ("Asked", "Returned", "Asked", "Cancelled")]


def test_rework(hall: Hall) -> None:
    """返工：交办的人退回重办，自己不能办；重办要有新的登记。"""
    case = hall.case()
    item = asked(hall, case, "field", actor=hall.centre, demand="看看厂房")
    hall.record(case, InquiryFinished(text="看过"), TODAY)
    assert again(item).auto and again(item).done_by is None
    back = items.reject(item=item, actor=hall.centre, revision=None, why="没有照片")
    assert (back.state, back.rework, back.auto, back.result) == ("queued", 1, False, "")
    with pytest.raises(Refused) as refused:
        items.claim(item=item, actor=hall.centre)
    assert codes(refused) == ["item.rework"]
    with later(hours=1):
        items.claim(item=item, actor=hall.clerk)
        with pytest.raises(Refused) as refused:
            items.done(item=item, actor=hall.clerk, revision=None, result="补了照片")
        assert codes(refused) == ["item.not_done"]
        hall.record(case, InquiryFinished(text="看过"), TODAY)
    assert again(item).state == "done" and again(item).assignee == hall.clerk
    with pytest.raises(Forbidden):
        items.reject(item=item, actor=hall.clerk, revision=None, why="我自己看")


def test_own_result_is_not_judged_by_oneself(hall: Hall) -> None:
    item = asked(hall, None, "openness", actor=hall.centre)
    items.claim(item=item, actor=hall.centre)
    with pytest.raises(Refused) as refused:
        items.done(item=item, actor=hall.centre, revision=None, result="好", files=[1])  # 别处的材料
    assert codes(refused) == ["item.file"]
    items.done(item=item, actor=hall.centre, revision=None, result="已公开")
    with pytest.raises(Forbidden):
        items.reject(item=item, actor=hall.centre, revision=None, why="不好")


# ---- 谁可以 ----


def test_claiming(hall: Hall) -> None:
    item = asked(hall, hall.case())
    for who, error in ((hall.judge, Forbidden), (hall.director, Forbidden), (hall.supervisor, Forbidden), (hall.elsewhere, WorkItem.DoesNotExist)):
        with pytest.raises(error):
            items.claim(item=item, actor=who)
    factories.absent(hall.clerk, TODAY, TODAY)
    with pytest.raises(Refused) as refused:
        items.claim(item=item, actor=hall.clerk)
    assert codes(refused) == ["item.away"] and again(item).state == "queued" and ItemMove.objects.count() == 1
    items.claim(item=item, actor=hall.centre)
    with pytest.raises(Refused) as refused:
        items.claim(item=item, actor=hall.person(Post.CENTRE))
    assert codes(refused) == ["item.state"]


def test_assigning(hall: Hall) -> None:
    item = asked(hall, hall.case())
    with pytest.raises(Forbidden):
        items.assign_item(item=item, to=hall.clerk, actor=hall.clerk)
    with pytest.raises(Refused) as refused:
        items.assign_item(item=item, to=hall.judge, actor=hall.centre)
    assert codes(refused) == ["item.handler", "item.unfit"]
    given = items.assign_item(item=item, to=hall.clerk, actor=hall.director)
    assert given.assignee == hall.clerk and given.state == "claimed"
    items.wait(item=item, actor=hall.clerk, revision=None, whom="北疆银行")
    moved = items.assign_item(item=item, to=hall.centre, actor=hall.centre, why="换人")
    assert moved.assignee == hall.centre and moved.waiting_since is None
    free = items.put_back(item=item, actor=hall.centre, revision=None)
    assert (free.state, free.assignee) == ("queued", None)


def test_supervision_does_not_serve(hall: Hall) -> None:
    """督察、在本案召集过会商的人不办本案的事务；别的案件照办。"""
    case, other = hall.case(), hall.case()
    item, free = asked(hall, case), asked(hall, other)
    both = factories.user(Post.CLERK, team=hall.team, posts=(Post.SUPERVISOR,))
    with pytest.raises(Refused) as refused:
        items.claim(item=item, actor=both)
    assert codes(refused) == ["item.supervisor"]
    Conference.objects.create(
        case=case, court=hall.court, on=TODAY, at=context.current().now, called_by=hall.clerk, called_name="甲", way="phone", talked="议", token="议",
    )
    for act in (lambda: items.claim(item=item, actor=hall.clerk), lambda: items.assign_item(item=item, to=hall.clerk, actor=hall.centre)):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == ["item.decided"]
    assert items.claim_next(actor=hall.clerk) == free and items.claim_next(actor=hall.clerk) is None


def test_stale_pages_and_wrong_states(hall: Hall) -> None:
    item = asked(hall, hall.case())
    taken = items.claim(item=item, actor=hall.clerk, revision=0)
    acts: tuple[Callable[[], Any], ...] = (
        lambda: items.cancel(item=item, actor=hall.judge, revision=0, why="不用了"),
        lambda: items.resume(item=item, actor=hall.clerk),
        lambda: items.reject(item=item, actor=hall.judge, revision=None, why="不好"),
    )
    for act, code in zip(acts, ("item.stale", "item.state", "item.state"), strict=True):
        with pytest.raises(Refused) as refused:
            act()
        assert codes(refused) == [code]
    assert again(item).revision == taken.revision == 1


# ---- 申领下一张、改派全部 ----


def test_claim_next(hall: Hall) -> None:
    case = hall.case()
    plain, wages, hurried = asked(hall, case), asked(hall, hall.case(livelihood="wages")), asked(hall, case, subject="甲", urgent=True)
    asked(hall, case, "squad", subject="甲", demand="拘传")  # 归法警
    assert [items.claim_next(actor=hall.clerk) for _ in range(4)] == [hurried, wages, plain, None]
    assert items.claim_next(actor=hall.centre, duty="renew") is None
    with pytest.raises(Forbidden):
        items.claim_next(actor=hall.judge)


def test_reassign_all_loses_nothing(hall: Hall) -> None:
    case = hall.case()
    ours = [asked(hall, case, duty, **more) for duty, more in (("wave", {}), ("field", {"demand": "看"}), ("renew", {"subject": "存款"}))]
    for item in ours:
        items.claim(item=item, actor=hall.clerk)
    items.wait(item=ours[0], actor=hall.clerk, revision=None, whom="北疆银行")
    bailiff = hall.person(Post.BAILIFF)
    with pytest.raises(Forbidden):
        items.reassign_all(giver=hall.clerk, taker=bailiff, actor=hall.judge, why="请假")
    moved = items.reassign_all(giver=hall.clerk, taker=bailiff, actor=hall.leader, why="请假")
    assert {one.pk for one in moved} == {one.pk for one in ours}
    assert {one.duty: (one.state, one.assignee) for one in moved} == {
        "wave": ("queued", None), "field": ("claimed", bailiff), "renew": ("queued", None),  # 法警办不了的，放回待领
    }
    assert items.reassign_all(giver=hall.clerk, taker=None, actor=hall.leader, why="再来") == []


def test_the_stand_in_has_the_handlers_rights(hall: Hall) -> None:
    """代办的那几天：退回的到他那里，他可以再交办；他同承办人一样不办本案的事务。"""
    item = asked(hall, hall.case(), "field", demand="看")
    items.give_back(item=item, actor=hall.clerk, revision=None, why="不清")
    with pytest.raises(Forbidden):
        items.ask_again(item=item, actor=hall.other, revision=None, demand="补")
    deputy = Assignment.objects.create(case=item.case, user=hall.other, role="acting", since=TODAY, until=TODAY + timedelta(days=3))
    assert [one.pk for one in returned_to(hall.other)] == [item.pk]
    items.ask_again(item=item, actor=hall.other, revision=None, demand="补")
    Assignment.objects.filter(pk=deputy.pk).update(user=hall.clerk)
    with pytest.raises(Refused) as refused:
        items.claim(item=item, actor=hall.clerk)
    assert codes(refused) == ["item.handler"]


MOVES: tuple[Callable[[Hall, int, User, User | None], Any], ...] = (
    lambda _, pk, who, to: items.claim(item=pk, actor=who), lambda _, pk, who, to: items.start(item=pk, actor=who),
    lambda _, pk, who, to: items.wait(item=pk, actor=who, revision=None, whom="村委会"), lambda _, pk, who, to: items.resume(item=pk, actor=who),
    lambda _, pk, who, to: items.put_back(item=pk, actor=who, revision=None),
    lambda _, pk, who, to: items.done(item=pk, actor=who, revision=None, result="好"),
    lambda _, pk, who, to: items.give_back(item=pk, actor=who, revision=None, why="不清"),
    lambda _, pk, who, to: items.ask_again(item=pk, actor=who, revision=None),
    lambda _, pk, who, to: items.reject(item=pk, actor=who, revision=None, why="不全"),
    lambda _, pk, who, to: items.assign_item(item=pk, to=to or who, actor=who),
    lambda hall, pk, who, to: items.reassign_all(giver=who, taker=to, actor=hall.leader, why="请假"),
    lambda hall, pk, who, to: hall.record(again_case(pk), InquiryFinished(subject=WorkItem.objects.get(pk=pk).subject), TODAY),
    lambda _, pk, who, to: factories.absent(who, TODAY, TODAY),
)
"""走一步的各种办法：事务单、谁办、给谁（离岗改派可以没有）。请假、离岗改派、别处登记也在内。"""
STEP = st.tuples(st.sampled_from(MOVES), st.integers(0, 2), st.integers(0, 3), st.none() | st.integers(0, 3))


def again_case(pk: int) -> Case:
    """这一张的案件。"""
    return Case.objects.get(pk=WorkItem.objects.get(pk=pk).case_id)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(STEP, min_size=15, max_size=40))
def test_nothing_is_lost_whatever_happens(hall: Hall, walk: list[Any]) -> None:
    """几张事务单、几个人，随便走：每张都在某处，经过首尾相接，在谁手里谁看得见案件。"""
    with transaction.atomic():
        case = hall.case()
        made = [asked(hall, case, "field", subject=f"第{n}处", demand="看").pk for n in range(3)]
        people = (hall.clerk, hall.person(Post.BAILIFF), hall.centre, hall.judge)
        for act, which, who, to in walk:
            _tried(lambda: act(hall, made[which], people[who], None if to is None else people[to]))  # noqa: B023
        _whole(case, made)
        transaction.set_rollback(True)


def _whole(case: Case, made: list[int]) -> None:
    rows = WorkItem.objects.filter(pk__in=made)
    assert rows.count() == 3 and all((row.assignee_id is not None) == (row.state in HELD) or row.state == "done" for row in rows)
    for row in rows:
        path = [(one.before, one.after) for one in steps(row)]
        assert path[0] == ("", "queued") and path[-1][1] == row.state and all(one[1] == two[0] for one, two in pairwise(path))
    serving = Assignment.objects.filter(role=Assignment.Role.SERVING, until=None).values_list("matter", "user")
    assert sorted(serving) == sorted((row.number, row.assignee_id) for row in rows if row.state in HELD)
    assert {one.pk for one in open_of([case.pk]).get(case.pk, [])} == {row.pk for row in rows if row.state in OPEN}


def _tried(act: Callable[[], Any]) -> None:
    with suppress(Refused, Forbidden, WorkItem.DoesNotExist), transaction.atomic():
        act()
