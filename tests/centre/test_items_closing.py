"""事务单自己办结：在哪里办了都一样；对不上的不办结；登记撤回了重新待办。成批交办；事务目录。"""

from __future__ import annotations

import pytest
from centre.hall import Hall
from centre.items_desk import again, asked, register
from control.desk import TODAY
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.centre.commands import Wanted, ask_many, items, set_desk, settle, unsettle
from zhixing.casework.centre.models import Desk, WorkItem
from zhixing.casework.centre.queries_desks import service, services
from zhixing.config.reactions import REACTIONS
from zhixing.foundation.history.queries import entries
from zhixing.law import duties
from zhixing.law.finding import Refused

# ---- 自己办结 ----


def test_every_event_a_duty_names_settles() -> None:
    """目录写了由什么办结的，后续表里都接上了；撤回登记的也接上了。"""
    follows = {kind.name: acts for kind, acts in REACTIONS.items()}
    assert [event for event in duties.closed_by() if settle not in follows[event]] == []
    assert [event for event, acts in follows.items() if settle in acts and event not in duties.closed_by()] == []
    assert unsettle in follows["cases.EntryWithdrawn"]


def test_every_duty_leads_to_a_page() -> None:
    for duty in duties.catalogue().values():
        if duty.page:
            assert reverse(duty.page, args=[1, duty.go] if duty.go else [1]), duty.code


def test_the_act_elsewhere_closes_it(hall: Hall) -> None:
    case, other = hall.case(), hall.case()
    item, theirs = asked(hall, case), asked(hall, other)
    items.claim(item=item, actor=hall.clerk)
    register(hall, case, "query", channel="network", scope="full", person="")
    closed = again(item)
    assert (closed.state, closed.auto, closed.done_by, closed.assignee) == ("done", True, None, hall.clerk) and "2026-11-03" in closed.result
    [event] = [row for row in entries(case.stream) if row.type == "centre.ItemDone"]
    assert event.payload["auto"] and event.payload["by_entry"] and event.actor_id == hall.judge.pk
    assert again(theirs).state == "queued"


def test_only_the_thing_asked_closes_it(hall: Hall) -> None:
    case = hall.case()
    hall.froze(case, 200)
    one, two = (asked(hall, case, "renew", subject=f"北疆银行存款{fen}") for fen in (100, 200))
    register(hall, case, "renew", subject="北疆银行存款200")
    assert (again(one).state, again(two).state) == ("queued", "done")


def test_a_returned_and_a_waiting_one_close_too(hall: Hall) -> None:
    case, other = hall.case(), hall.case()
    back, waits = asked(hall, case), asked(hall, other)
    items.give_back(item=back, actor=hall.clerk, revision=None, why="缺身份证号")
    items.claim(item=waits, actor=hall.clerk)
    items.wait(item=waits, actor=hall.clerk, revision=None, whom="总对总")
    cases.register_each(cases=[case.pk, other.pk], actor=hall.judge, on=TODAY, matters=[("query", {"channel": "network", "scope": "full"})])
    assert {again(one).state for one in (back, waits)} == {"done"} and again(back).returned_why == ""
    assert all(sum(row.type == "centre.ItemDone" for row in entries(one.stream)) == 1 for one in (case, other))


def test_many_cases_cost_the_same(hall: Hall) -> None:
    """许多件一起登记，查库次数与件数无关（除了真有事务单的）。"""
    def cost(count: int) -> int:
        made = [hall.case().pk for _ in range(count)]
        with CaptureQueriesContext(connection) as seen:
            cases.register_each(cases=made, actor=hall.judge, on=TODAY, matters=[("query", {"channel": "network", "scope": "full"})])
        return sum("centre_workitem" in one["sql"] for one in seen)

    assert cost(1) == cost(2) == 1


def test_a_withdrawn_entry_opens_it_again(hall: Hall) -> None:
    case = hall.case()
    item = asked(hall, case)
    recorded = register(hall, case, "query", channel="network", scope="full", person="")
    assert again(item).state == "done"
    cases.withdraw_entry(case=case, actor=hall.judge, seq=recorded.entry.seq, reason="登错了", revision=None)
    back = again(item)
    assert (back.state, back.done_at, back.rework, back.result) == ("queued", None, 0, "")
    items.claim(item=item, actor=hall.clerk)
    with pytest.raises(Refused):
        items.done(item=item, actor=hall.clerk, revision=None, result="查过了")  # 撤回了的不算数
    register(hall, case, "query", channel="network", scope="full", person="")
    assert again(item).state == "done"


# ---- 成批交办 ----


def test_ask_many_one_line_each(hall: Hall) -> None:
    good, twice, waiting = hall.case(), hall.case(), hall.received()
    before = asked(hall, twice)
    wanted = [good.pk, twice.pk, waiting.pk, 10**9, good.pk]
    rows = ask_many(cases=wanted, duty="wave", actor=hall.centre, token="一批", urgent=True)
    assert [row.case for row in rows] == [good.pk, twice.pk, waiting.pk, 10**9]
    assert [bool(row.item) for row in rows] == [True, False, False, False] and all(row.why for row in rows[1:])
    assert before.number in rows[1].why[0] and rows[0].item and rows[0].item.batch == "一批" and rows[0].item.priority == 1
    retry = ask_many(cases=wanted, duty="wave", actor=hall.centre, token="一批", urgent=True)
    assert retry[0].again and retry[0].item == rows[0].item and WorkItem.objects.count() == 2
    assert sum(row.type == "centre.ItemAsked" for row in entries(good.stream)) == 1


def test_ask_many_like_one_by_one(hall: Hall) -> None:
    """成批的与一张一张交办的一样。"""
    one, many = hall.case(livelihood="wages"), hall.case(livelihood="wages")
    single = asked(hall, one, "field", actor=hall.centre, demand="看看")
    [row] = ask_many(cases=[many.pk], duty="field", actor=hall.centre, token="批", demand="看看")
    skip = {"id", "number", "case_id", "token", "batch"}
    columns = [field.attname for field in WorkItem._meta.concrete_fields if field.attname not in skip]
    assert row.item and [getattr(again(row.item), name) for name in columns] == [getattr(again(single), name) for name in columns]


def test_ask_many_whole_or_nothing(hall: Hall) -> None:
    case = hall.case()
    for wrong in ({"duty": "没有"}, {"duty": "renew"}):
        with pytest.raises(Refused):
            ask_many(**{"cases": [case.pk], "actor": hall.centre, "token": "批", **wrong})
    [row] = ask_many(cases=[case.pk], duty="wave", actor=hall.supervisor, token="批")
    [hidden] = ask_many(cases=[case.pk], duty="wave", actor=hall.archivist, token="批")
    assert row.number and "权限" in row.why[0] and not hidden.number and not WorkItem.objects.exists()


# ---- 事务目录 ----


def test_a_desk_of_a_team(hall: Hall) -> None:
    item = asked(hall, hall.case())
    set_desk(court=hall.court, code="wave", wanted=Wanted("集中查询", 13, hall.hub), actor=hall.director)
    assert again(item).desk_team == hall.hub  # 待领的跟着换
    with pytest.raises(Forbidden):
        items.claim(item=item, actor=hall.clerk)
    new = asked(hall, hall.case())
    assert new.desk_team == hall.hub and new.due_at > item.due_at
    [event] = entries(f"court:{hall.court.pk}").filter(type="centre.DeskChanged")
    assert set(event.payload["changes"]) == {"名称", "时限", "团队"}


def test_stopping_and_own_desks(hall: Hall) -> None:
    desk = set_desk(court=hall.court, code="wave", wanted=Wanted("发起财产查询", 7, enabled=False), actor=hall.director)
    with pytest.raises(Refused) as refused:
        asked(hall, hall.case())
    assert refused.value.finding.reasons[0].code == "item.stopped"
    with pytest.raises(Refused) as refused:
        set_desk(court=hall.court, code="wave", wanted=Wanted("发起财产查询", 7), actor=hall.director, revision=0)
    assert refused.value.finding.reasons[0].code == "item.stale"
    set_desk(court=hall.court, code="wave", wanted=Wanted("发起财产查询", 7), actor=hall.director, revision=desk.revision)
    set_desk(court=hall.court, code="own_scan", wanted=Wanted("扫描", 7, hall.team), actor=hall.director)
    own = asked(hall, None, "own_scan", actor=hall.centre, subject="三箱")
    assert items.claim(item=own, actor=hall.clerk).state == "claimed"
    assert list(services(hall.court.pk))[-1] == "own_scan" and service(hall.court.pk, "own_scan")
    for who, error in ((hall.centre, Forbidden), (hall.upper, Forbidden)):
        with pytest.raises(error):
            set_desk(court=hall.court, code="own_x", wanted=Wanted("别的", 7, hall.team), actor=who)
    with pytest.raises(Refused):
        set_desk(court=hall.court, code="own_y", wanted=Wanted("没有团队", 7), actor=hall.director)
    assert Desk.objects.count() == 2


def test_the_order_follows_the_case(hall: Hall) -> None:
    case = hall.case()
    item, hurried = asked(hall, case), asked(hall, case, subject="甲", urgent=True)
    cases.edit_details(case=case, actor=hall.judge, on=TODAY, revision=None, values={"livelihood": "wages"})
    assert [again(one).priority for one in (item, hurried)] == [3, 0]
