"""看事务单：看得见的与权限一致，队的先后和翻页，大厅的数字等于清单，指标等于清单。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factories
from centre.hall import Hall
from centre.items_desk import again, asked
from control.desk import TODAY
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhixing.casework.centre import queries_items as queries
from zhixing.casework.centre.commands import items, set_desk
from zhixing.casework.centre.commands.desks import Wanted
from zhixing.casework.centre.facts_items import rights_in_list, rights_on
from zhixing.casework.centre.models import WorkItem
from zhixing.casework.centre.queries_desks import services
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import Post
from zhixing.law.lights import Light


def crowd(hall: Hall) -> list[WorkItem]:
    """各种状态的几张：待领、已领、等回复、退回、已办、已撤、没有案件的、归团队的。"""
    case = hall.case()
    made = [asked(hall, case, "field", subject=str(number), demand="看") for number in range(6)]
    for item in made[1:4]:
        items.claim(item=item, actor=hall.clerk)
    items.wait(item=made[2], actor=hall.clerk, revision=None, whom="银行")
    items.give_back(item=made[3], actor=hall.clerk, revision=None, why="不清")
    items.cancel(item=made[4], actor=hall.judge, revision=None, why="不用")
    alone = asked(hall, None, "openness", actor=hall.centre)
    items.claim(item=alone, actor=hall.centre)
    items.done(item=alone, actor=hall.centre, revision=None, result="已公开")
    set_desk(court=hall.court, code="wave", wanted=Wanted("查询", 7, hall.hub), actor=hall.director)
    return [again(one) for one in (*made, alone, asked(hall, case))]


def test_visible_is_what_the_rights_say(hall: Hall) -> None:
    made = crowd(hall)
    bailiff, hub = hall.person(Post.BAILIFF), factories.user(Post.CLERK, team=hall.hub)
    people = [hall.judge, hall.other, hall.clerk, hall.centre, hall.director, hall.supervisor, hall.archivist, hall.filing, bailiff, hub,
              hall.elsewhere, hall.upper, hall.person(Post.SYSTEM_ADMIN)]
    for who in people:
        seen = set(queries.visible_to(who, TODAY).values_list("pk", flat=True))
        rows = WorkItem.objects.select_related("court", "case", "case__court")
        assert seen == {one.pk for one in rows.filter(pk__in=[m.pk for m in made]) if rights_on(one, who).may_see}, who.post_text
    _queue_is_what_can_be_claimed(hall)
    assert {one.pk for one in made} == set(queries.visible_to(hall.centre, TODAY).values_list("pk", flat=True))
    assert not queries.visible_to(hall.archivist, TODAY).exists()


def _queue_is_what_can_be_claimed(hall: Hall) -> None:
    known = services(hall.court.pk)
    for who in (hall.clerk, hall.person(Post.BAILIFF), hall.centre):
        rows = queries.queue(who, TODAY).rows
        rights = rights_in_list(who, rows, known)
        assert rows and all(row.state == "queued" for row in rows)
        assert who == hall.centre or all(rights[row.pk].may_claim for row in rows)


def test_the_queue_in_order_page_by_page(hall: Hall) -> None:
    base = context.current().now
    case = hall.case()
    for number in range(17):
        WorkItem.objects.create(
            court=hall.court, number=f"{number:03d}", case=case, duty="wave" if number % 2 else "field", subject=str(number), asked_at=base,
            due_at=base + timedelta(hours=number % 4), priority=(5, 3, 1)[number % 3], token=f"t{number}",
        )
    whole = [row.pk for row in queries.queue(hall.clerk, TODAY, size=50).rows]
    keys = [(row.priority, row.due_at, row.pk) for row in queries.queue(hall.clerk, TODAY, size=50).rows]
    assert keys == sorted(keys) and len(whole) == 17
    paged: list[int] = []
    after = ""
    while True:
        page = queries.queue(hall.clerk, TODAY, after=after, size=5)
        paged += [row.pk for row in page.rows]
        if not (after := page.after):
            break
    assert paged == whole
    assert {row.duty for row in queries.queue(hall.clerk, TODAY, "wave").rows} == {"wave"}
    for wrong in ("x", "1~2~3", "9~2026-01-01~7", "99999~2026-01-01T00:00:00+00:00~7"):
        assert len(queries.queue(hall.clerk, TODAY, after=wrong).rows) == 17  # 位置不对从头


def test_hall_numbers_are_lists(hall: Hall) -> None:
    made = crowd(hall)
    now = context.current().now
    WorkItem.objects.filter(pk=made[0].pk).update(due_at=now - timedelta(minutes=1), asked_at=now - timedelta(days=9))
    with CaptureQueriesContext(connection) as asked_for:
        rows = {row.service.code: row for row in queries.hall(hall.court.pk, context.current().now)}
    assert len(asked_for) == 3
    _mine_held_returned_open(hall, made)
    for code, row in rows.items():
        for what in ("queued", "held", "waiting", "returned", "overdue", "done", "rework"):
            assert getattr(row, what) == queries.listed(hall.court.pk, what, context.current().now, code).count(), (code, what)
    field = rows["field"]
    assert (field.queued, field.held, field.waiting, field.returned, field.overdue) == (2, 1, 1, 1, 1)
    assert field.oldest and field.oldest < context.current().now - timedelta(days=8) and rows["openness"].done == 1
    assert queries.due_light(again(made[0]), context.current().now) is Light.RED


def _mine_held_returned_open(hall: Hall, made: list[WorkItem]) -> None:
    assert {one.pk for one in queries.mine(hall.clerk)} == {made[1].pk, made[2].pk} == {one.pk for one in queries.held_by(hall.clerk.pk)}
    assert [one.pk for one in queries.returned_to(hall.judge)] == [made[3].pk] and not queries.returned_to(hall.other)
    [case] = {one.case_id for one in made if one.case_id}
    with CaptureQueriesContext(connection) as asked_for:
        found = queries.open_of([case])
    assert len(asked_for) == 1 and {one.pk for one in found[case]} == {made[n].pk for n in (0, 1, 2, 3, 5, 7)}


def test_counters_are_lists(hall: Hall) -> None:
    now = context.current().now
    rows: list[dict[str, Any]] = [
        {"claimed_at": now - timedelta(hours=3), "due_at": now},
        {"claimed_at": now - timedelta(hours=1), "due_at": now - timedelta(hours=1), "rework": 2},
        {"due_at": now, "auto": True},
    ]
    for number, row in enumerate(rows):
        WorkItem.objects.create(court=hall.court, number=f"d{number}", duty="wave", state="done", asked_at=now - timedelta(hours=4), done_at=now,
                                token=f"d{number}", **row)
    day, court = date(2026, 11, 3), hall.court.pk
    found = {one.code: one for one in queries.counters(court, day, day, "wave")}
    assert (found["rework"].part, found["in_time"].part, found["wait"].part, found["wait"].whole) == (1, 2, 2, 3)
    assert found["wait"].median_wait == timedelta(hours=2)
    for code, one in found.items():
        listed = (queries.counted(court, what, day, day, "wave").count() for what in (code, "done"))
        assert (one.part, one.whole) == tuple(listed)
    assert queries.counters(court, day + timedelta(days=1), day + timedelta(days=1))[0].median_wait is None


def test_choices(hall: Hall) -> None:
    case = hall.case()
    hall.froze(case, 100)
    assert queries.choices(case.pk, "measure") == ["北疆银行存款100"]
    assert queries.choices(case.pk, "respondent") == [hall.debtor(case).name] and queries.choices(case.pk, "") == []
    assert set(queries.choices(case.pk, "party")) > set(queries.choices(case.pk, "applicant"))
