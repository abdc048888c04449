"""工作台、节点管控、案件列表的下一节点；谁看得见，谁的名字。"""

from __future__ import annotations

from datetime import date

import factories
import pytest
from spine import TODAY, House, node

from zhixing.casework.cases.queries import Case, visible_to
from zhixing.casework.nodes import queries
from zhixing.casework.nodes.queries import BoardFilter, Node
from zhixing.foundation.people.queries import Post
from zhixing.law.lights import Light

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]


@pytest.fixture
def house() -> House:
    return House()


def test_desk_has_own_nodes_and_the_pool_of_the_post(house: House) -> None:
    case, new = house.case(), house.received()
    assert {n.case_id for n in queries.open_for(house.judge, TODAY)} == {case.pk}
    assert {n.code for n in queries.open_for(house.filing, TODAY)} == {n.code for n in queries.of_case(new.pk)}
    assert not queries.open_for(house.other, TODAY).exists()
    assert not queries.open_for(factories.user(Post.FILING, court=factories.court("内0222")), TODAY).exists()


def test_a_deputy_sees_the_pool_he_acts_for(house: House) -> None:
    house.received()
    assert not queries.open_for(house.other, TODAY).exists()
    factories.delegation(house.filing, house.other, Post.FILING)
    assert queries.open_for(house.other, TODAY).exists()


def test_light_and_bucket_of_an_overdue_notice(house: House) -> None:
    case = house.case()
    rows = queries.open_for(house.judge, TODAY)
    late = rows.get(code="N-03")
    assert (late.due, late.light) == (date(2026, 10, 30), "red")
    overdue = next(b for b in queries.buckets(rows, TODAY) if b.key == "overdue")
    assert late in overdue.rows
    assert node(case, "N-31").due is not None


def test_next_due_is_the_first_open_court_node(house: House) -> None:
    case = house.case()
    (row,) = queries.with_next_due(visible_to(house.judge, TODAY), TODAY)
    open_ = Node.objects.filter(case=case, state="open", whose="court", due__isnull=False)
    first = queries.with_light(open_, TODAY).order_by("due", "id").first()
    assert row.next_due == first.due
    assert (row.next_node["code"], row.next_node["light"]) == (first.code, first.light)


def test_board_filters_and_every_count_equals_its_list(house: House) -> None:
    house.case(), house.case(livelihood="wages"), house.received()
    everything = queries.board(house.director, TODAY)
    assert everything.count() == Node.objects.filter(state="open").count()
    for found in queries.counts(everything, TODAY):
        for light in Light:
            chosen = BoardFilter(code=found.code, light=light)
            assert queries.board(house.director, TODAY, chosen).count() == getattr(found, light)
    assert queries.counts(queries.of_court(house.court.pk), TODAY) == queries.counts(everything, TODAY)
    wages = queries.board(house.director, TODAY, BoardFilter(livelihood=True))
    assert {n.case.livelihood for n in wages} == {"wages"}
    rest = queries.board(house.director, TODAY, BoardFilter(livelihood=False)).count()
    assert wages.count() + rest == everything.count()
    team = queries.board(house.director, TODAY, BoardFilter(team=house.team.pk, since=TODAY, until=TODAY, hard=True))
    assert all(n.case.team_id == house.team.pk and n.due == TODAY and n.hard for n in team)


def test_names_are_for_oneself_the_leader_and_the_head(house: House) -> None:
    mine = house.case()
    theirs = house.case()
    Case.objects.filter(pk=theirs.pk).update(handler=house.other)
    Node.objects.filter(case=theirs).update(owner=house.other)

    def named(user: object) -> set[int]:
        return {n.case_id for n in queries.board(user, TODAY) if n.named}

    assert named(house.judge) == {mine.pk}
    assert named(house.leader) == named(house.director) == {mine.pk, theirs.pk}
    assert not queries.board(house.judge, TODAY, BoardFilter(owner=house.other.pk)).exists()
    assert queries.board(house.director, TODAY, BoardFilter(owner=house.other.pk)).exists()


def test_other_courts_see_nothing(house: House) -> None:
    house.case()
    assert not queries.board(factories.user(Post.DIRECTOR, court=factories.court("内0222")), TODAY).exists()
    assert not queries.board(house.person(Post.SYSTEM_ADMIN), TODAY).exists()


def test_queries_of_the_desk_and_the_board(house: House, django_assert_max_num_queries: object) -> None:
    for _ in range(3):
        house.case()
    with django_assert_max_num_queries(6):
        assert [(n.light, n.case.number, n.owner_id) for n in queries.open_for(house.judge, TODAY)]
    with django_assert_max_num_queries(6):
        assert [(n.case.team.name, n.owner and n.owner.name) for n in queries.board(house.director, TODAY)]
