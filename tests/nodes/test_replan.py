"""节点随事件在同一事务里重算：写进表的就是 ``law.nodes.plan`` 的结果。"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from spine import House, node

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.events import Issued
from zhixing.casework.nodes import facts
from zhixing.casework.nodes.commands import refresh
from zhixing.casework.nodes.queries import Node, orphans
from zhixing.casework.sanctions.events import ViolationFound
from zhixing.entrances.jobs.tasks import check_orphans
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import calendar_of
from zhixing.law import nodes as law

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
NOTICE = Issued(document="enforcement_notice", to="单晓岚")


@pytest.fixture
def house() -> House:
    return House()


def agrees(case: Case) -> bool:
    """表里的行与规则算出的一字不差。"""
    case = Case.objects.get(pk=case.pk)
    calendar, overrides = calendar_of(case.court_id), facts.overrides_of(case.court_id)
    plan = {n.key: n for n in law.plan(timeline_of(case), calendar, overrides)}
    rows = {row.key: row for row in Node.objects.filter(case=case)}
    assert rows.keys() == plan.keys()
    for key, row in rows.items():
        for name in (*facts.COPIED, "inputs"):
            assert getattr(row, name) == getattr(plan[key], name), (key, name)
        assert row.basis == list(plan[key].basis)
        assert row.steps == list(plan[key].steps)
        assert tuple(row.blocks) == tuple(plan[key].blocks)
    return bool(rows)


def test_rows_are_the_plan_at_every_step(house: House) -> None:
    case = house.received()
    assert agrees(case)
    assert (node(case, "N-01").state, node(case, "N-01").due) == ("open", date(2026, 10, 27))
    cases.accept(case=case, actor=house.filing, on=date(2026, 10, 21), revision=None)
    assert agrees(case)
    assert node(case, "N-01").state == "done"
    house.assign(case)
    assert agrees(case)
    house.record(case, NOTICE, date(2026, 10, 27))
    assert agrees(case)
    assert (node(case, "N-03").state, node(case, "N-03").done_on) == ("done", date(2026, 10, 27))


def test_nodes_of_a_failed_act_are_not_there(house: House) -> None:
    case = house.case()
    before, links = list(Node.objects.filter(case=case).values()), entries(case.stream).count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        house.record(case, NOTICE, date(2026, 10, 27))
        assert node(case, "N-03").state == "done"
        raise ZeroDivisionError
    assert list(Node.objects.filter(case=case).values()) == before
    assert entries(case.stream).count() == links


def test_a_correction_moves_and_a_withdrawal_reopens(house: House) -> None:
    case = house.case()
    house.record(case, NOTICE, date(2026, 10, 27))
    seq = entries(case.stream).last().seq
    cases.correct_entry(
        case=case, actor=house.judge, seq=seq, values={}, on=date(2026, 11, 2), reason="日期登错", revision=None
    )
    row = node(case, "N-03")
    assert (row.done_on, row.late) == (date(2026, 11, 2), True)
    assert agrees(case)
    seq = entries(case.stream).last().seq
    cases.withdraw_entry(case=case, actor=house.judge, seq=seq, reason="误登", revision=None)
    assert node(case, "N-03").state == "open"
    assert agrees(case)


def test_what_no_longer_follows_disappears(house: House) -> None:
    case = house.case()
    house.record(case, ViolationFound(subject="单晓岚"), date(2026, 10, 28))
    assert Node.objects.filter(case=case, code="N-30").exists()
    seq = entries(case.stream).last().seq
    cases.withdraw_entry(case=case, actor=house.judge, seq=seq, reason="误登", revision=None)
    assert not Node.objects.filter(case=case, code="N-30").exists()
    assert agrees(case)


def test_owner_is_the_post_then_the_handler_and_moves_with_him(house: House) -> None:
    case = house.received()
    row = node(case, "N-01")
    assert (row.owner, row.owner_post) == (None, "filing")
    cases.accept(case=case, actor=house.filing, on=date(2026, 10, 21), revision=None)
    assert {n.owner for n in Node.objects.filter(case=case, state="open")} == {None}
    house.assign(case)
    assert {n.owner for n in Node.objects.filter(case=case, state="open")} == {house.judge}
    cases.transfer(
        case=case, actor=house.director, on=date(2026, 10, 26), revision=None, handler=house.other, reason="调岗",
        handover="卷宗已交接",
    )
    assert {n.owner for n in Node.objects.filter(case=case, state="open")} == {house.other}


def test_an_open_case_always_has_an_open_node_with_an_owner(house: House) -> None:
    day = date(2026, 11, 3)
    case = house.received()
    assert not orphans(day).exists()
    cases.accept(case=case, actor=house.filing, on=date(2026, 10, 21), revision=None)
    assert not orphans(day).exists()
    house.assign(case)
    assert not orphans(day).exists()
    Node.objects.filter(case=case).update(state="void")
    assert list(orphans(day)) == [case]
    assert check_orphans(day) == 1
    refresh(Case.objects.get(pk=case.pk))
    assert not orphans(day).exists()
    house.judge.is_active = False
    house.judge.save()
    assert list(orphans(day)) == [case]


def test_few_queries(house: House, django_assert_num_queries: object) -> None:
    case = Case.objects.get(pk=house.case().pk)
    with django_assert_num_queries(3):  # 链、设置、原有节点
        assert refresh(case) == []
    Node.objects.filter(case=case, code="N-03").update(due=date(2026, 1, 1))
    with django_assert_num_queries(4):  # 再加一次写
        (moved,) = refresh(case)
    assert (moved.before, moved.after) == (date(2026, 1, 1), date(2026, 10, 30))
