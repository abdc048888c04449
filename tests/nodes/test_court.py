"""日历或设置改了：未结案件逐件重算，报告移动了什么；办结的、已结的不回头。"""

from __future__ import annotations

from datetime import date

import pytest
from spine import TODAY, House, node, story

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents.events import Issued
from zhixing.casework.nodes import commands as nodes
from zhixing.casework.nodes import queries
from zhixing.casework.nodes.queries import Replan
from zhixing.foundation.history.queries import entries, lines
from zhixing.foundation.outbox import commands as outbox
from zhixing.foundation.outbox.queries import waiting
from zhixing.foundation.people import commands as people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here")]
FESTIVAL = {"2026-10-30": "本地节日"}


@pytest.fixture
def house() -> House:
    return House()


def holiday(house: House) -> Replan:
    """把 10 月 30 日（原来执行通知的届满日）定为本地节假日。"""
    people.change_setting(court=house.court, key="local_holidays", value=FESTIVAL, actor=house.director, on=TODAY)
    return queries.latest_replans(house.court.pk).get()


def deliver() -> outbox.Delivered:
    return outbox.deliver_due(100, {nodes.KIND: nodes.replan_one})


def test_open_cases_move_with_a_report_and_a_line_of_history(house: House) -> None:
    case, other = house.case(), house.case(accepted_on=date(2026, 10, 28))
    assert node(case, "N-03").due == date(2026, 10, 30)
    run = holiday(house)
    assert (run.total, run.done, run.finished_at, run.asked_by) == (2, 0, None, house.director.name)
    assert node(case, "N-03").due == date(2026, 10, 30)
    assert deliver() == outbox.Delivered(2, 0)
    run.refresh_from_db()
    assert (run.done, run.finished_at is not None) == (2, True)
    assert node(case, "N-03").due == date(2026, 11, 2)
    moved = {(m.case_id, m.code): (m.before, m.after) for m in queries.moves_of(run.pk)}
    assert moved[case.pk, "N-03"] == (date(2026, 10, 30), date(2026, 11, 2))
    assert {pk for pk, _ in moved} == {c.pk for c in (case, other) if "nodes.Replanned" in story(c)}
    sentence = lines(entries(case.stream))[-1].event.sentence()
    assert sentence.startswith("因更改设置") and "执行通知 2026-10-30→2026-11-02" in sentence


def test_nothing_moved_leaves_no_line(house: House) -> None:
    case = house.case()
    before = story(case)
    people.change_setting(
        court=house.court, key="local_holidays", value={"2026-01-06": "早已过去"}, actor=house.director, on=TODAY
    )
    deliver()
    run = queries.latest_replans(house.court.pk).get()
    assert (run.done, list(queries.moves_of(run.pk)), story(case)) == (1, [], before)
    assert {n.calendar_version for n in queries.of_case(case.pk)} != {""}


def test_done_nodes_keep_what_they_were_judged_by(house: House) -> None:
    case = house.case()
    house.record(case, Issued(document="enforcement_notice"), date(2026, 11, 2))
    before = node(case, "N-03")
    assert (before.due, before.late) == (date(2026, 10, 30), True)
    holiday(house)
    deliver()
    after = node(case, "N-03")
    assert (after.due, after.late, after.calendar_version) == (before.due, before.late, before.calendar_version)


def test_closed_cases_are_not_recalculated(house: House) -> None:
    case = house.case()
    Case.objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY)
    run = holiday(house)
    assert (run.total, run.finished_at is not None, waiting(house.court.pk).count()) == (0, True, 0)


def test_soft_days_of_the_court_apply_and_other_settings_do_not_replan(house: House) -> None:
    case = house.case()
    before = node(case, "N-04").due
    people.change_setting(court=house.court, key="node.N-04.days", value=3, actor=house.director, on=TODAY)
    deliver()
    assert node(case, "N-04").due < before
    people.change_setting(court=house.court, key="small_claim_yuan", value=60000, actor=house.director, on=TODAY)
    assert queries.latest_replans(house.court.pk).count() == 1


def test_asked_twice_is_done_twice_but_each_message_once(house: House) -> None:
    house.case()
    first = nodes.replan_court(house.court, "日历更正", house.director)
    second = nodes.replan_court(house.court, "日历更正", house.director)
    assert deliver() == outbox.Delivered(2, 0)
    assert deliver() == outbox.Delivered(0, 0)
    for run in (first, second):
        run.refresh_from_db()
        assert run.done == run.total == 1
