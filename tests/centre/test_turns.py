"""轮到谁，在真的案件上：收件到分案、拟稿到用印、控制令到银行、报结；两条查询，与件数无关；看板的数就是清单。"""

from __future__ import annotations

from datetime import date, timedelta

import factories
from centre.hall import Hall
from control import orders_desk
from control.desk import TODAY
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lives import sample

from zhixing.casework.cases.models import Assignment, Case
from zhixing.casework.centre import queries_load as load
from zhixing.casework.centre.models import Handover, ItemMove, WorkItem
from zhixing.casework.centre.queries_turns import standings_of, turn_of, turns_of
from zhixing.casework.centre.turn_lines import Line, lines_of
from zhixing.casework.documents import commands as documents
from zhixing.casework.documents.models import Document
from zhixing.casework.nodes import events as nodes
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import User
from zhixing.law.lights import Light
from zhixing.law.turns import COURT, OUTSIDE, Turn


def of(case: Case, on: date = TODAY) -> Turn:
    found = turn_of(Case.objects.select_related("handler").get(pk=case.pk), on).value
    assert found is not None
    return found


def test_from_receipt_to_assignment(hall: Hall) -> None:
    received = hall.received(received_on=TODAY - timedelta(days=2))
    assert (of(received).code, of(received).who.post) == ("N-01", "filing")
    filed = hall.filed()
    assert of(filed).who.post in ("filing", "centre")
    hall.assign(filed)
    assert of(filed).who.user == hall.judge.pk


def test_a_paper_from_draft_to_service(hall: Hall) -> None:
    case = hall.enforcing()
    before = of(case)
    assert (before.code, before.who.user) == ("N-03b", hall.judge.pk)
    drafted = documents.draft(case=case, kind="enforcement_notice", data=sample(), actor=hall.clerk, on=TODAY, revision=None)
    found = of(case)
    assert (found.sort, found.who.user, found.code, found.due) == ("paper", hall.clerk.pk, "N-03b", before.due)
    documents.refer(document=drafted.pk, actor=hall.clerk, on=TODAY, revision=None)
    assert (of(case).what, of(case).who.user) == ("签发《执行通知书》", hall.judge.pk)
    documents.sign(document=drafted.pk, actor=hall.judge, on=TODAY, revision=None)
    assert (of(case).what, of(case).due) == ("《执行通知书》用印", before.due)
    Document.objects.filter(pk=drafted.pk).update(state="sealed", sealed_at=context.current().now)  # 不真的印，快
    assert (of(case).what, of(case).who.user, of(case).code) == ("送达《执行通知书》", hall.judge.pk, "N-03b")


def test_an_order_at_the_bank_is_grey_when_nothing_else_is_left(hall: Hall, seal: object) -> None:
    case = hall.case(claim_fen=100_000_00)
    (order,) = orders_desk.sent(hall, case, orders_desk.freeze(hall, case, orders_desk.account(hall, case), 80_000_00))
    lines = [one for one in lines_of([case.pk], TODAY) if one.sort == "order"]
    assert [(one.pk, one.state, one.name) for one in lines] == [(order.pk, order.state, "北疆银行")]
    quiet = turn_of(Case.objects.select_related("handler").get(pk=case.pk), TODAY, nodes=[]).value
    assert quiet is not None and (quiet.side, quiet.light, quiet.who.name) == (OUTSIDE, Light.GREY, "北疆银行")


def test_a_work_item_and_a_handover(hall: Hall) -> None:
    case = hall.enforcing()
    before, now = of(case), context.current().now
    WorkItem.objects.create(court=hall.court, number="事1", case=case, duty="notice", desk_team=hall.hub, asked_by=hall.judge,
                            asked_name=hall.judge.name, asked_at=now, due_at=now + timedelta(hours=1), token="一")
    items = [one for one in lines_of([case.pk], TODAY) if one.sort == "item"]
    assert [(one.state, one.post, one.due) for one in items] == [("queued", hall.hub.name, TODAY)]
    assert (of(case).who.name, of(case).code, of(case).due) == (hall.hub.name, "N-03b", before.due)  # 交给事务台的执行通知
    row = WorkItem.objects.get()
    WorkItem.objects.update(state="returned", asked_at=now - timedelta(days=9), due_at=now - timedelta(days=8))
    ItemMove.objects.create(item=row, at=now, by_name="书记员", before="claimed", after="returned")
    back = [(one.who, one.since, one.due) for one in lines_of([case.pk], TODAY) if one.sort == "item"]
    assert back == [(hall.judge.pk, TODAY, None)], "退回给交办的人的，原来的时限不算"
    WorkItem.objects.update(state="cancelled")
    Handover.objects.create(court=hall.court, case=case, to_segment="fast", to_team=hall.fast, offered_at=now, offered_on=TODAY, token="二")
    assert [one.name for one in lines_of([case.pk], TODAY) if one.sort == "handover"] == [hall.fast.name]
    assert [row.case_id for row in load.handovers(hall.fast)] == [case.pk]


def test_the_stand_in_acts_on_those_days(hall: Hall) -> None:
    case = hall.case()
    Assignment.objects.create(case=case, user=hall.other, role=Assignment.Role.ACTING, since=TODAY, until=TODAY + timedelta(days=3))
    assert (of(case).who.user, of(case).who.name) == (hall.other.pk, f"{hall.other.name}（代办）")
    assert of(case, TODAY + timedelta(days=4)).who.user == hall.judge.pk


def test_a_stopped_case_still_has_a_day(hall: Hall) -> None:
    case = hall.enforcing()
    hall.record(case, nodes.Suspended(ground="other", document="（2026）内0221执1号裁定"), TODAY)
    found = turn_of(Case.objects.select_related("handler").get(pk=case.pk), TODAY, nodes=[]).value
    assert found is not None
    assert (found.key, found.who.user, found.due) == ("review", hall.judge.pk, TODAY + timedelta(days=30))


def test_two_queries_however_many_cases(hall: Hall) -> None:
    made = [hall.case() for _ in range(2)]
    found = list(Case.objects.filter(pk__in=[one.pk for one in made]).select_related("handler"))
    counts = []
    for few in (found[:1], found):
        with CaptureQueriesContext(connection) as seen:
            turns = turns_of(few, TODAY)
        assert set(turns) == {one.pk for one in few}
        counts.append(len(seen))
    assert counts[0] == counts[1] == 3  # 节点、办着的各样、本院设置
    assert lines_of([], TODAY) == [] and turns_of([], TODAY) == {}
    assert all(isinstance(one, Line) for one in lines_of([found[0].pk], TODAY))


def test_boards_count_what_they_list(hall: Hall) -> None:
    fresh, waiting = hall.case(), hall.enforcing()
    stood = standings_of(Case.objects.filter(pk__in=[fresh.pk, waiting.pk]).select_related("handler"), TODAY)
    board = load.team_board(hall.team, TODAY)
    assert {one.case.pk for one in board.rows} == {fresh.pk, waiting.pk} == set(stood)
    sides = [len(board.shelf(key)) for key in ("court", "party", "outside")]
    assert sum(sides) == len(board.shelf("all")) == 2
    assert {one.case.pk for one in board.shelf("court")} == {pk for pk, one in stood.items() if one.turn and one.turn.side == COURT}
    assert board.shelf("all", hall.other.pk) == []
    assert sum(len(board.due(TODAY + timedelta(days=n))) for n in range(load.WEEK)) == len(board.shelf("week"))
    later = load.team_board(hall.team, TODAY + timedelta(days=40))
    assert {one.case.pk for one in later.shelf("stuck")} == {one.case.pk for one in later.shelf("court")} != set()
    assert {one.case.pk for one in load.officer_board(hall.judge, TODAY).rows} == {fresh.pk, waiting.pk}


def test_every_open_case_has_one(hall: Hall) -> None:
    """各种状态的案件，隔些天看一遍：都有一个下一步，都有日子，都有叫得出的人。"""
    made: list[Case] = [hall.received(), hall.filed(), hall.enforcing(), hall.enforcing()]
    hall.froze(made[-1], 50_000_00)
    hall.settled(made[-2], TODAY + timedelta(days=20))
    hall.record(made[-1], nodes.Suspended(ground="other", document="裁定"), TODAY)
    for n in (0, 8, 45, 200):
        on = TODAY + timedelta(days=n)
        turns = turns_of(Case.objects.filter(pk__in=[one.pk for one in made]).select_related("handler"), on)
        assert set(turns) == {one.pk for one in made}
        assert all(one.who.name and one.what and one.due for one in turns.values())


def test_an_unknown_person_is_nobodys_reader(hall: Hall) -> None:
    stranger: User = factories.user("judge", court=factories.court("内0222"))
    assert load.officer_board(stranger, TODAY).rows == ()
