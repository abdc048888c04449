"""许多件一起记、一起重算：节点与逐件办的一字不差，查询次数与件数无关。"""

from __future__ import annotations

import random
from datetime import date, timedelta

import drafts
import factories
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from spine import House, node

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.facts import timelines_of
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.events import Closed
from zhixing.casework.control.events import MeasureTaken, QuerySent, Renewed
from zhixing.casework.documents.events import Issued, Served
from zhixing.casework.funds.events import Received as MoneyReceived
from zhixing.casework.nodes.commands import refresh, refresh_many
from zhixing.casework.nodes.events import Extended, Suspended
from zhixing.casework.nodes.queries import Node
from zhixing.casework.sanctions.events import ViolationFound
from zhixing.foundation.history.commands import Batch, Item, record_all, record_many
from zhixing.foundation.history.events import Event
from zhixing.foundation.history.verify import verify
from zhixing.foundation.people.queries import Post, Setting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
START = date(2026, 10, 22)
HOUSE = "小白河镇一组3号房"
EVENTS: list[Event] = [
    Issued(document="enforcement_notice", to="单晓岚"), Issued(document="property_order", to="单晓岚"),
    Served(document="enforcement_notice", to="单晓岚", method="direct"), QuerySent(channel="network", scope="full"),
    MeasureTaken(subject=HOUSE, measure="seize", property="real_estate", until=date(2027, 10, 22)),
    Renewed(subject=HOUSE, until=date(2028, 10, 22)), MoneyReceived(subject="案款1", amount_fen=100_000),
    ViolationFound(subject="单晓岚"), Suspended(ground="other", document="裁定"), Extended(months=3),
    Closed(mode="finished", mode_text="执行完毕", ground="performed"),
]
STORY = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 12)), max_size=8)


@pytest.fixture
def house() -> House:
    return House()


def rows(case: Case) -> list[dict[str, object]]:
    """节点表里的行，除去编号。"""
    found = Node.objects.filter(case=case).order_by("key").values()
    return [{name: value for name, value in row.items() if name not in ("id", "case_id")} for row in found]


def items(story: list[tuple[Event, int]]) -> list[Item]:
    return [Item(event=event, happened=START + timedelta(days=after)) for event, after in story]


def test_random_stories_recorded_together_are_as_one_by_one(house: House) -> None:
    @settings(max_examples=8)
    @given(st.lists(STORY, min_size=1, max_size=4))
    def check(stories: list[list[tuple[Event, int]]]) -> None:
        with transaction.atomic():
            ones, manys = [house.case() for _ in stories], [house.case() for _ in stories]
            for case, story in zip(ones, stories, strict=True):
                if story:
                    record_all(items(story), stream=case.stream, court_id=case.court_id, actor=house.judge)
            batches = [
                Batch(stream=case.stream, court_id=case.court_id, items=items(story))
                for case, story in zip(manys, stories, strict=True)
            ]
            record_many(batches, actor=house.judge)
            for one, other in zip(ones, manys, strict=True):
                assert rows(one) == rows(other)
            assert verify().ok
            transaction.set_rollback(True)

    check()


def test_refresh_many_is_refresh_of_each(house: House) -> None:
    made = [house.case(accepted_on=date(2026, 10, 21 + n)) for n in range(4)]
    for case in made[::2]:
        house.record(case, EVENTS[0], date(2026, 10, 29))
    wanted = [rows(case) for case in made]
    Node.objects.filter(case=made[0]).delete()
    Node.objects.filter(case=made[1], code="N-03").update(due=date(2020, 1, 1), name="旧")
    moved = refresh_many(made, timelines_of(made))
    assert [rows(case) for case in made] == wanted
    assert {pk: [m.code for m in found] for pk, found in moved.items()} == {
        made[0].pk: [], made[1].pk: ["N-03"], made[2].pk: [], made[3].pk: [],
    }
    assert refresh(made[1]) == [] and refresh_many([]) == {}


def test_nodes_no_longer_planned_go_from_each_case(house: House) -> None:
    made = [house.case() for _ in range(3)]
    wanted = [rows(case) for case in made]
    for case in made:
        stray = Node.objects.filter(case=case).first()
        stray.pk, stray.key = None, "不再有的"
        stray.save(force_insert=True)
    refresh_many(made)
    assert [rows(case) for case in made] == wanted


def test_queries_do_not_grow_with_the_cases(house: House) -> None:
    made = [house.case() for _ in range(12)]

    def cost(chosen: list[Case]) -> int:
        sent = Item(event=EVENTS[0], happened=date(2026, 10, 29))
        batches = [Batch(stream=case.stream, court_id=case.court_id, items=[sent]) for case in chosen]
        with CaptureQueriesContext(connection) as asked:
            record_many(batches, actor=house.judge)
        return len(asked)

    assert cost(made[:2]) == cost(made[2:])
    assert all(rows(case) == rows(made[0]) for case in made)


def test_several_courts_each_by_its_own_settings(house: House) -> None:
    elsewhere = factories.court("内0222")
    Setting.objects.create(court=elsewhere, key="node.N-01.warn", value=[2])
    clerk = factories.user(Post.FILING, court=elsewhere)
    there = cases.receive(actor=clerk, court=elsewhere, draft=drafts.draft())
    made = [house.received(), there, house.received()]
    wanted = [rows(case) for case in made]
    Node.objects.all().delete()
    refresh_many(made)
    assert [rows(case) for case in made] == wanted
    assert node(there, "N-01").warn_on != node(made[0], "N-01").warn_on == node(made[2], "N-01").warn_on


def test_a_random_shuffle_of_cases_changes_nothing(house: House) -> None:
    made = [house.case() for _ in range(5)]
    wanted = {case.pk: rows(case) for case in made}
    Node.objects.all().delete()
    random.Random(7).shuffle(made)
    refresh_many(made)
    assert {case.pk: rows(case) for case in made} == wanted
