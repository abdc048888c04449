"""会商只增、能更正、能交办；跟进的案件列出上次看过以后的新情况。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factories
import pytest
from centre.hall import Hall
from control.desk import TODAY
from django.db import ProgrammingError, connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import queries_following as queries
from zhixing.casework.centre.commands import conferring, following
from zhixing.casework.centre.models import Conference, WorkItem
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused


def confer(hall: Hall, case: Case, actor: Any = None, token: str = "c", **values: Any) -> Conference:
    given = {"people": ["某局长", hall.judge.name], "way": "phone", "talked": "被执行人有一辆车在邻县"} | values
    return conferring.confer(
        case=case, actor=actor or hall.director, on=TODAY, revision=None, talk=conferring.Talk(**given), token=token,
    )


def test_a_decision_opens_a_work_item_and_stands_on_the_case(hall: Hall) -> None:
    case = hall.case()
    by = hall.judge.name
    row = confer(hall, case, decided="控制车辆", by=by, due_on=date(2026, 11, 6), act="order_control", duty="inquiry")
    item = WorkItem.objects.get(pk=row.item_id)
    assert (item.case_id, item.demand, item.asked_by) == (case.pk, "控制车辆", hall.director)
    last = entries(case.stream).filter(type="centre.Conferred").last()
    assert last is not None and last.payload["decided"] == "控制车辆" and last.payload["by"] == by
    assert confer(hall, case, decided="控制车辆", by="x").pk == row.pk, "同一张表单只记一条"


def test_what_is_missing_is_said(hall: Hall) -> None:
    case = hall.case()
    for bad, told in (
        ({"talked": ""}, "议了什么"), ({"people": [" "]}, "没有写参加人"), ({"way": "letter"}, "不在清单"), ({"decided": "控制"}, "谁去办"),
        ({"act": "order_control"}, "定了什么"), ({"decided": "控制", "by": "某", "due_on": date(2026, 11, 2)}, "早于会商日"),
    ):
        with pytest.raises(Refused, match=told):
            confer(hall, case, **bad)
    assert not Conference.objects.exists()


def test_who_may_confer(hall: Hall) -> None:
    case = hall.case()
    confer(hall, case, actor=hall.president, token="p")
    confer(hall, case, actor=hall.leader, token="l")
    with pytest.raises(Forbidden):
        confer(hall, case, actor=hall.clerk, token="j")
    with pytest.raises(Case.DoesNotExist):
        confer(hall, case, actor=hall.elsewhere, token="e")
    assert Conference.objects.count() == 2


def test_a_record_is_corrected_by_another_one(hall: Hall) -> None:
    case = hall.case()
    first = confer(hall, case)
    second = confer(hall, case, token="d", corrects=first.pk, talked="有一辆车在本县")
    assert [(row.pk, row.superseded) for row in queries.conferences_of(case.pk)] == [(second.pk, False), (first.pk, True)]  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="已经更正过"):
        confer(hall, case, token="e", corrects=first.pk)
    with pytest.raises(Refused, match="没有这条"):
        confer(hall, hall.case(), token="f", corrects=second.pk)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        Conference.objects.filter(pk=first.pk).update(talked="改掉")


def test_followed_cases_show_what_is_new_since_the_last_look(hall: Hall) -> None:
    busy, quiet = hall.case(), hall.case()
    for case in (busy, quiet):
        following.follow(case=case, actor=hall.director)
    assert all(one.count == 0 for one in queries.followed(hall.director, TODAY))
    with context.at(context.current().now + timedelta(hours=1)):
        cases.note(case=busy, actor=hall.judge, on=TODAY, sort="电话", text="被执行人说下周来")
        first, second = queries.followed(hall.director, TODAY)
        assert (first.case, first.count, [line.event.label for line in first.fresh]) == (busy, 1, ["办案记录"])
        assert (second.case, second.count) == (quiet, 0)
        following.look(case=busy, actor=hall.director)
    assert all(one.count == 0 for one in queries.followed(hall.director, TODAY))
    following.leave(case=quiet, actor=hall.director)
    assert [one.case for one in queries.followed(hall.director, TODAY)] == [busy]
    with pytest.raises(Case.DoesNotExist):
        following.follow(case=busy, actor=hall.elsewhere)


def test_a_case_no_longer_seen_is_no_longer_listed_and_pages_cost_the_same(hall: Hall) -> None:
    rows = [hall.case() for _ in range(3)]
    following.follow(case=rows[0], actor=hall.judge)
    with CaptureQueriesContext(connection) as one:
        queries.followed(hall.judge, TODAY)
    for case in rows[1:]:
        following.follow(case=case, actor=hall.judge)
    with CaptureQueriesContext(connection) as three:
        assert len(queries.followed(hall.judge, TODAY)) == 3
    assert len(one) == len(three)
    stranger = factories.user("judge", court=hall.court)
    cases.transfer(case=rows[0], actor=hall.director, on=TODAY, revision=None, handler=stranger, team=hall.fast, reason="均衡案件")
    assert rows[0].pk not in [found.case.pk for found in queries.followed(hall.judge, TODAY)]
