"""零漏期：到档告诉该告诉的人，换人、请假、结案、停机都不漏；失效开补救单，局长签字了结。"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

import endings
import factories
import pytest
from control.desk import ControlDesk
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.queries import Case
from zhixing.casework.control import queries_watch as queries
from zhixing.casework.control.commands import watching
from zhixing.casework.control.commands.watching import propose_remedy, watch, watch_court
from zhixing.casework.control.events import MeasureTaken, Released, Renewed
from zhixing.casework.control.models import Incident, Measure, Order, Warning
from zhixing.casework.nodes.models import Node
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import Setting, User
from zhixing.law.finding import Refused

UNTIL = date(2026, 12, 30)  # 星期三
ACCOUNT = "北疆银行尾号0042的存款"


@contextmanager
def on(day: date) -> Iterator[date]:
    """那一天。"""
    with context.use(context.Context(now=datetime(day.year, day.month, day.day, 8, tzinfo=factories.BEIJING), entrance="test")):
        yield day


def frozen(desk: ControlDesk, until: date = UNTIL, since: date = date(2026, 10, 30), subject: str = ACCOUNT) -> Case:
    """冻结了一个账户的一件。"""
    case = desk.case()
    with on(since):
        desk.record(case, taken(until, subject), since)
    return case


def taken(until: date, subject: str = ACCOUNT) -> MeasureTaken:
    """冻结到 ``until``。"""
    return MeasureTaken(subject=subject, measure="freeze", property="deposit", until=until, amount_fen=5_000_000)


def look(day: date) -> watching.Watching:
    """那天看一遍。"""
    with on(day):
        return watch(day)


def told(case: Case, **where: object) -> list[tuple[int, str, str]]:
    """告诉过的：档、身份、谁。"""
    return list(Warning.objects.filter(case=case, **where).order_by("-step", "pk").values_list("step", "to", "user__name"))


class TestWarnings:
    def test_owner_then_team_then_director(self, desk: ControlDesk) -> None:
        case, judge, leader, director = frozen(desk), desk.judge.name, desk.leader.name, desk.director.name
        for n in (62, 60, 59, 30, 29, 15, 14, 8, 7, 6, 5, 3, 2, 1, 0):
            look(UNTIL - timedelta(days=n))
        late, short = (60, 30, 15, 7, 3, 1), (15, 7, 3, 1)
        wanted = {(s, "owner", judge) for s in late} | {(s, "team", leader) for s in short} | {(s, "director", director) for s in (3, 1)}
        assert set(told(case)) == wanted
        assert len(told(case)) == len(wanted)
        assert not Warning.objects.filter(late=True).exists()
        assert {row.last_day for row in Warning.objects.all()} == {UNTIL}

    def test_again_the_same_day_nothing_new(self, desk: ControlDesk) -> None:
        frozen(desk)
        assert look(date(2026, 12, 1)).given == 1
        assert look(date(2026, 12, 1)) == watching.Watching()

    def test_the_last_day_is_a_working_day(self, desk: ControlDesk) -> None:
        case = frozen(desk, until=date(2026, 12, 27))  # 星期日
        look(date(2026, 12, 24))
        row = Warning.objects.get(case=case, to="director", step=1)
        assert (row.last_day, row.late) == (date(2026, 12, 25), False)

    def test_a_short_one_is_told_at_once(self, desk: ControlDesk) -> None:
        case = frozen(desk, until=date(2026, 11, 5), since=date(2026, 11, 2))
        assert told(case) == [(3, "owner", desk.judge.name), (3, "team", desk.leader.name), (3, "director", desk.director.name)]

    def test_after_an_outage_the_missed_steps_are_given_late(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        look(date(2026, 11, 30))  # 30 天那一档
        assert look(date(2026, 12, 26)) == watching.Watching(given=7, late=7)
        assert {(step, to) for step, to, _ in told(case, late=True)} == {
            (15, "owner"), (15, "team"), (7, "owner"), (7, "team"), (3, "owner"), (3, "team"), (3, "director"),
        }

    def test_renewed_and_released_are_quiet(self, desk: ControlDesk) -> None:
        case, other = frozen(desk), frozen(desk, subject="另一个账户")
        with on(date(2026, 12, 1)):
            desk.record(case, Renewed(subject=ACCOUNT, until=date(2027, 12, 29)), date(2026, 12, 1))
            desk.record(other, Released(subject="另一个账户", ground="paid"), date(2026, 12, 1))
        before = Warning.objects.count()
        for day in (12, 15, 23, 25, 29, 31):
            look(date(2026, 12, day))
        assert Warning.objects.count() == before
        assert not Incident.objects.exists()

    def test_a_court_can_add_steps_but_not_take_away(self, desk: ControlDesk) -> None:
        Setting.objects.create(court=desk.court, key="node.N-14.warn", value=[90, 20])
        assert queries.watch_of(desk.court.pk).ladder.days == (90, 60, 30, 20, 15, 7, 3, 1)


class TestWhoIsTold:
    def test_transferred(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        look(date(2026, 12, 16))
        with on(date(2026, 12, 17)):
            cases.transfer(case=case.pk, actor=desk.director, on=date(2026, 12, 17), revision=None, handler=desk.other, reason="请假")
        assert (15, "owner", desk.other.name) in told(case)  # 当时就告诉接手的人
        look(date(2026, 12, 23))
        assert told(case, step=7, to="owner") == [(7, "owner", desk.other.name)]

    def test_absent_then_his_deputy_then_his_leader(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        factories.absent(desk.judge, date(2026, 12, 10), date(2026, 12, 20))
        deputy = factories.delegation(desk.judge, desk.other, "judge")
        look(date(2026, 12, 15))
        assert told(case, step=15) == [(15, "owner", desk.other.name), (15, "team", desk.leader.name)]
        assert Warning.objects.get(step=15, to="owner").name == f"{desk.other.name}（代{desk.judge.name}）"
        deputy.delete()
        factories.absent(desk.judge, date(2026, 12, 21), date(2026, 12, 31))
        look(date(2026, 12, 23))
        assert told(case, step=7) == [(7, "owner", desk.leader.name), (7, "team", desk.leader.name)]

    def test_nobody_left_goes_up_to_the_president(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        User.objects.exclude(pk__in=[desk.president.pk, desk.director.pk]).update(is_active=False)
        factories.absent(desk.director, date(2026, 12, 1), date(2026, 12, 31))
        look(date(2026, 12, 28))
        assert {user for _, _, user in told(case, given_on=date(2026, 12, 28))} == {desk.president.name}

    def test_survives_closing_and_the_pool(self, desk: ControlDesk) -> None:
        case, done = frozen(desk), frozen(desk, subject="另一个账户")
        endings.end(desk, case, "terminated_round", on=date(2026, 11, 3))
        endings.end(desk, done, "finished", on=date(2026, 11, 3))
        assert Case.objects.get(pk=case.pk).state == "closed"
        look(date(2026, 12, 29))
        assert {(step, to) for step, to, _ in told(case)} >= {(1, "owner"), (1, "team"), (1, "director")}
        assert told(done)
        look(date(2026, 12, 31))
        assert set(Incident.objects.values_list("case", flat=True)) == {case.pk, done.pk}


class TestTwoSources:
    """台账、节点任一边出了错，看守照样不漏，并且说得出哪里不一样。"""

    def test_they_agree(self, desk: ControlDesk) -> None:
        frozen(desk)
        assert queries.differences(desk.court.pk) == []
        assert watching.check(desk.court.pk) == 0

    def test_the_book_lost_its_row(self, desk: ControlDesk, caplog: pytest.LogCaptureFixture) -> None:
        case = frozen(desk)
        Measure.objects.all().delete()
        assert look(date(2026, 12, 15)).given == 3
        assert [(one.case, one.book, one.node) for one in queries.differences(desk.court.pk)] == [(case.pk, None, UNTIL)]
        assert watching.check(desk.court.pk) == 1
        assert "台账写到没有" in caplog.text
        look(date(2026, 12, 31))
        assert Incident.objects.get().warned

    def test_the_node_was_lost(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        Node.objects.filter(code="N-14").delete()
        assert look(date(2026, 12, 15)).given == 3
        assert [(one.case, one.book, one.node) for one in queries.differences(desk.court.pk)] == [(case.pk, UNTIL, None)]
        look(date(2026, 12, 31))
        assert Incident.objects.filter(case=case).count() == 1

    def test_two_days_the_earlier_counts(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        Measure.objects.update(until=date(2027, 3, 1))
        assert look(date(2026, 12, 15)).given == 3
        assert [(one.book, one.node) for one in queries.differences(desk.court.pk)] == [(date(2027, 3, 1), UNTIL)]
        assert {row.until for row in Warning.objects.filter(case=case)} == {UNTIL}


class TestLapse:
    def test_incident_and_event_once(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        look(date(2026, 12, 29))
        assert look(date(2026, 12, 30)).lapsed == 0  # 届满日当天还有效
        assert look(date(2027, 1, 4)).lapsed == 1
        assert look(date(2027, 1, 5)) == watching.Watching()
        row = Incident.objects.get()
        assert (row.case_id, row.lapsed_on, row.owner, row.number) == (case.pk, UNTIL, desk.judge, "补2027-000001")
        assert [(one["step"], one["to"], one["name"]) for one in row.warned][-1] == (1, "director", desk.director.name)
        entry = entries(case.stream).get(type="control.Lapsed")
        assert (entry.happened_on, entry.payload["warned"], entry.actor_name) == (date(2026, 12, 31), len(row.warned), "到期看守")
        assert Measure.objects.get(case=case).state == "lapsed"
        assert Node.objects.get(case=case, code="N-14").state == "lapsed"

    def test_one_case_in_trouble_does_not_hold_up_the_others(self, desk: ControlDesk) -> None:
        first, second = frozen(desk), frozen(desk)
        real = watching._open

        def broken(case: Case, *args: object) -> None:
            if case.pk == first.pk:
                raise RuntimeError("这一件出了错")
            real(case, *args)  # type: ignore[arg-type]

        with patch.object(watching, "_open", broken), pytest.raises(ExceptionGroup), on(date(2026, 12, 31)) as day:
            watch_court(desk.court.pk, day)
        assert Incident.objects.get().case_id == second.pk
        look(date(2027, 1, 1))
        assert Incident.objects.count() == 2

    def test_renewed_in_time_but_entered_late(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        look(date(2026, 12, 31))
        with on(date(2027, 1, 4)):
            desk.record(case, Renewed(subject=ACCOUNT, until=date(2027, 12, 29)), date(2026, 12, 29))
        assert Measure.objects.get(case=case).state == "active"
        assert set(Node.objects.filter(case=case, code="N-14").values_list("state", "due")) == {
            ("done", UNTIL), ("open", date(2027, 12, 29)),
        }
        assert look(date(2027, 1, 5)).lapsed == 0

    def test_what_ended_before_the_takeover_is_not_ours(self, desk: ControlDesk) -> None:
        case = frozen(desk)
        Case.objects.filter(pk=case.pk).update(live_on=date(2027, 1, 1))
        Node.objects.filter(case=case, code="N-14").update(state="before")
        assert look(date(2027, 1, 2)).lapsed == 0
        assert queries.differences(desk.court.pk) == []


class TestRemedy:
    def lapsed(self, desk: ControlDesk) -> Incident:
        frozen(desk)
        look(date(2026, 12, 31))
        return Incident.objects.get()

    def propose(self, desk: ControlDesk, row: Incident, day: date = date(2027, 1, 4), **values: object) -> None:
        given = {"actor": desk.judge, "revision": row.revision, "result": "no_need", "cause": "承办人漏看", "reason": "paid", **values}
        with on(day):
            approval = propose_remedy(incident=row, on=day, **given)  # type: ignore[arg-type]
            desk.approve(approval, day)

    def test_no_need_signed_by_the_director(self, desk: ControlDesk) -> None:
        row = self.lapsed(desk)
        self.propose(desk, row)
        row.refresh_from_db()
        assert (row.state, row.closed_name, row.cause, row.remedy) == ("no_need", desk.director.name, "承办人漏看", "不必补救：债务已经清偿")
        assert entries(row.case.stream).get(type="control.LapseRemedied").payload["number"] == row.number

    def test_taken_again(self, desk: ControlDesk) -> None:
        row = self.lapsed(desk)
        with pytest.raises(Refused, match="还没有重新采取"):
            self.propose(desk, row, result="remedied")
        with on(date(2027, 1, 4)) as day:
            desk.record(row.case, taken(date(2027, 12, 1)), day)
        again = queries.taken_again(row).get()
        self.propose(desk, row, result="remedied", measure=again.pk)
        row.refresh_from_db()
        assert (row.state, row.remedy) == ("remedied", "2027-01-04重新采取措施")
        assert again.state == "active"

    def test_refused_without_reason_and_twice(self, desk: ControlDesk) -> None:
        row = self.lapsed(desk)
        with pytest.raises(Refused, match="没有选为什么"):
            self.propose(desk, row, reason="")
        self.propose(desk, row)
        with pytest.raises(Refused, match="不必补救"):
            self.propose(desk, row, revision=None)

    def test_an_old_order_is_no_remedy(self, desk: ControlDesk) -> None:
        row = self.lapsed(desk)
        old = Order.objects.create(
            court=desk.court, case=row.case, party=desk.debtor(row.case), number="K1", kind="freeze", property="deposit", subject=ACCOUNT,
            drafted_by=desk.judge, drafted_name=desk.judge.name, drafted_on=date(2026, 12, 1), token="t",
        )
        with pytest.raises(Refused, match="还没有重新采取"):
            self.propose(desk, row, result="remedied", order=old.pk)


def test_a_renewal_that_never_came_back_does_not_stop_the_watch(desk: ControlDesk) -> None:
    """渠道不通：续行令发出了，没有反馈，预警照给，失效照记。"""
    case = frozen(desk)
    measure = Measure.objects.get(case=case)
    Order.objects.create(
        court=desk.court, case=case, party=desk.debtor(case), number="K2", kind="renew", property="deposit", subject=ACCOUNT, measure=measure,
        state="sent", drafted_by=desk.judge, drafted_name=desk.judge.name, drafted_on=date(2026, 12, 1), token="t",
    )
    assert queries.renewing([measure.pk])[measure.pk].state == "sent"
    look(date(2026, 12, 29))
    assert told(case, to="director")
    look(date(2026, 12, 31))
    assert Incident.objects.filter(case=case).exists()


def test_questions_do_not_grow_with_the_measures(desk: ControlDesk) -> None:
    frozen(desk)
    with CaptureQueriesContext(connection) as one:
        look(date(2026, 12, 15))
    for n in range(3):
        frozen(desk, subject=f"账户{n}", until=date(2026, 12, 31))
    with CaptureQueriesContext(connection) as four:
        look(date(2026, 12, 16))
    assert len(four) <= len(one)


def test_the_command_lists_what_ends_soon(desk: ControlDesk, capsys: pytest.CaptureFixture[str]) -> None:
    from zhixing.entrances.cli.main import main

    case = frozen(desk)
    look(date(2026, 12, 23))
    assert main(["control", "expiring", "--days", "30", "--on", "2026-12-23", "--json"]) == 0
    [found] = json.loads(capsys.readouterr().out)
    assert found == {
        "court": desk.court.daizi, "case": str(case), "handler": desk.judge.name, "subject": ACCOUNT, "until": "2026-12-30", "days": 7,
        "last_day": "2026-12-30", "warned": [60, 30, 15, 7], "agrees": True,
    }
    assert main(["control", "expiring", "--on", "2026-12-23"]) == 0
    assert "还剩 7 天，最后 2026-12-30 能办" in capsys.readouterr().out
    assert main(["control", "expiring", "--days", "-1"]) == 2


def test_the_worker_watches_as_soon_as_it_starts() -> None:
    from procrastinate.contrib.django import app
    from procrastinate.testing import InMemoryConnector

    from zhixing.entrances.cli import worker
    from zhixing.entrances.jobs import tasks

    queue = InMemoryConnector()
    with app.replace_connector(queue) as here:
        asyncio.run(worker._catch_up(here))
        asyncio.run(worker._catch_up(here))  # 已经排着的不再排
    assert [job["task_name"] for job in queue.jobs.values()] == [tasks.WATCH] == list(worker.AT_START)


def test_a_lapse_found_late_is_listed_as_such(desk: ControlDesk) -> None:
    case = desk.case(accepted_on=date(2025, 10, 21))
    with on(date(2026, 11, 2)):
        desk.record(case, taken(date(2026, 6, 1)), date(2025, 12, 1))
    assert look(date(2026, 11, 3)).lapsed == 1 and look(date(2026, 11, 4)).lapsed == 0
    [row] = Incident.objects.filter(case=case)
    assert (row.lapsed_on, row.warned, queries.found_late(row)) == (date(2026, 6, 1), [], True)
