"""随机分案：抽了就有承办人，记录能核验；没有种子、没有人可抽的拒绝；回避、关联、系数；种子提前公布、次日公开。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import factories
import pytest
from centre.hall import TODAY, Hall
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from spine import story

from zhixing.casework.cases import commands as cases
from zhixing.casework.cases.models import Assignment, Case, Party, Relation
from zhixing.casework.centre import commands, queries_draws
from zhixing.casework.centre.draw_facts import officers_of, prepared
from zhixing.casework.centre.models import Draw, Lot, Placement, Recusal, Seed
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.foundation.history.queries import entries
from zhixing.foundation.people.queries import Setting, User
from zhixing.law.draw_proof import verify
from zhixing.law.entries import DRAWN
from zhixing.law.finding import Refused
from zhixing.law.holders import holder_key

JOB = Job("分案种子")


def seeded(hall: Hall, day: date = TODAY) -> None:
    """前一日公布了摘要。"""
    eve = context.current().now - timedelta(days=1) + (day - TODAY)
    with context.at(eve):
        commands.commit_seeds(court=hall.court, actor=JOB, on=eve.date())


def placed(case: Case, team_kind: str, track: str = "fast") -> Case:
    """分到这类团队。"""
    known = {"court": case.court, "track": track, "rule_track": track, "first_track": track, "rule": "test", "team_kind": team_kind, "since": TODAY}
    Placement.objects.update_or_create(case=case, defaults=known)
    return case


def waiting(hall: Hall, *kinds: str) -> list[Case]:
    """每类团队一件，待分。"""
    return [placed(hall.filed(), kind) for kind in kinds]


def drawn(hall: Hall, *rows: Case, token: str = "t1", **more: Any) -> Draw:
    return commands.draw_cases(**{"cases": [case.pk for case in rows] or None, "actor": hall.centre, "on": TODAY, "token": token} | more)


def test_a_draw_assigns_every_case_and_can_be_checked_next_day(hall: Hall) -> None:
    seeded(hall)
    rows = waiting(hall, "simple", "complex", "simple")
    done = drawn(hall)
    lots = list(queries_draws.lots(done))
    assert [lot.case_id for lot in lots] == [case.pk for case in rows] and done.turn == 1 and done.record["left"] == []
    for lot in lots:
        case = Case.objects.get(pk=lot.case_id)
        assert (case.state, case.handler_id, case.team_id) == ("assigned", lot.judge_id, lot.team_id)
        assert set(Assignment.objects.filter(case=case, until=None).values_list("user", "team")) == {(lot.judge_id, None), (None, lot.team_id)}
        assert entries(case.stream).filter(type="cases.Assigned").get().payload["way"] == DRAWN
    assert {lot.judge for lot in lots if lot.team == hall.fast} == {hall.judges["simple"]}
    assert drawn(hall).pk == done.pk and Draw.objects.count() == 1, "同一次提交只抽一次"
    file = queries_draws.document(done)
    assert file["seed"] == "" and not verify(file).ok and set(file["chain"]) == {"committed", "drawn"}
    with context.at(context.current().now + timedelta(days=1)):
        commands.show_seeds(court=hall.court, actor=JOB, on=TODAY + timedelta(days=1))
    file = queries_draws.document(Draw.objects.select_related("seed").get(pk=done.pk))
    assert verify(file).ok and set(file["chain"]) == {"committed", "drawn", "shown"}
    assert file["chain"]["committed"]["recorded_at"] < f"{TODAY}"


def test_without_a_seed_told_the_day_before_nothing_is_drawn(hall: Hall) -> None:
    case, = waiting(hall, "simple")
    commands.commit_seeds(court=hall.court, actor=JOB, on=TODAY)
    with pytest.raises(Refused, match="没有在前一日公布"):
        drawn(hall)
    case.refresh_from_db()
    assert (case.state, case.handler_id, Draw.objects.count()) == ("accepted", None, 0)
    with pytest.raises(Refused, match="只能在当天抽"):
        drawn(hall, on=TODAY + timedelta(days=1))


def test_seeds_are_told_a_week_ahead_once_and_never_changed(hall: Hall) -> None:
    made = commands.commit_seeds(court=hall.court, actor=JOB, on=TODAY)
    assert [seed.day for seed in made] == [TODAY + timedelta(days=n) for n in range(1, 8)]
    assert commands.commit_seeds(court=hall.court, actor=JOB, on=TODAY) == []
    later = commands.commit_seeds(court=hall.court, actor=JOB, on=TODAY + timedelta(days=2))
    assert [seed.day for seed in later] == [TODAY + timedelta(days=n) for n in (8, 9)]
    told = entries(queries_draws.chain(hall.court.pk)).filter(type="centre.SeedCommitted")
    assert told.count() == 9 and all(len(row.payload["digest"]) == 64 and "secret" not in row.payload for row in told)
    assert commands.show_seeds(court=hall.court, actor=JOB, on=TODAY + timedelta(days=1)) == []
    shown = commands.show_seeds(court=hall.court, actor=JOB, on=TODAY + timedelta(days=3))
    assert [seed.day for seed in shown] == [TODAY + timedelta(days=n) for n in (1, 2)]
    with pytest.raises(ProgrammingError, match="Cannot update"):
        Seed.objects.update(secret="0" * 64)


def test_an_empty_pool_says_who_is_missing_and_the_others_are_drawn(hall: Hall) -> None:
    seeded(hall)
    lone, other = waiting(hall, "preservation", "complex")
    judge = hall.judges["preservation"]
    factories.absent(judge, TODAY, TODAY)
    with pytest.raises(Refused, match=f"在保全团队里没有人可以抽：{judge.name}不在岗"):
        drawn(hall, lone)
    done = drawn(hall, lone, other)
    assert (done.cases, [row["id"] for row in done.record["left"]]) == (1, [lone.pk])
    lone.refresh_from_db()
    assert lone.handler_id is None and story(lone)[-1] != "cases.Assigned"


def test_only_those_who_may_and_only_their_own_courts_cases(hall: Hall) -> None:
    seeded(hall)
    case, = waiting(hall, "simple")
    for actor in (hall.judge, hall.cashier, hall.supervisor, hall.elsewhere):
        with pytest.raises(PermissionDenied):
            drawn(hall, case, actor=actor)
    abroad = factories.user("centre", court=hall.elsewhere.court)
    commands.commit_seeds(court=abroad.court, actor=JOB, on=TODAY - timedelta(days=1))
    with pytest.raises(Case.DoesNotExist):
        drawn(hall, case, actor=abroad)
    assert not Draw.objects.exists()


def test_a_case_assigned_meanwhile_stays_as_it_is(hall: Hall) -> None:
    seeded(hall)
    rows = waiting(hall, "simple", "simple")
    hall.assign(rows[0], on=TODAY)
    done = drawn(hall, *rows)
    assert done.cases == 1 and "已有承办人" in done.record["left"][0]["why"][0]
    assert Case.objects.get(pk=rows[0].pk).handler == hall.judge


def everyone(case: Case) -> dict[int, str]:
    """这一件谁不抽、为什么。"""
    ready = prepared(case.court, [case], TODAY)
    return {row.id: row.why for row in ready.inputs.cases[0].barred}


def test_recusals_by_case_name_and_number(hall: Hall) -> None:
    case = hall.filed()
    party = Party.objects.get(case=case, role="applicant")
    given: dict[str, Any] = {"actor": hall.director, "on": TODAY, "why": "近亲属"}
    commands.recuse(user=hall.judge, case=case, token="a", **given)
    commands.recuse(user=hall.other, name=party.name, token="b", **given)
    commands.recuse(user=hall.leader, name="改过的名字", paper="id", paper_number=party.paper_number, token="c", **given)
    commands.recuse(user=hall.judges["simple"], name=party.name, paper="id", paper_number="150221199001010019", token="d", **given)
    assert set(everyone(case)) == {hall.judge.pk, hall.other.pk, hall.leader.pk}, "同名、号码不同的不是一个人"
    assert commands.recuse(user=hall.judge, case=case, token="a", **given).pk == Recusal.objects.get(token="a").pk
    with context.at(context.current().now + timedelta(days=1)):
        commands.end_recusal(recusal=Recusal.objects.get(token="b"), actor=hall.director, on=TODAY + timedelta(days=1))
        assert hall.other.pk not in {row.id for row in prepared(case.court, [case], TODAY + timedelta(days=1)).inputs.cases[0].barred}
    for wrong in ({"why": " "}, {"name": "", "case": None}, {"user": hall.elsewhere}, {"until": TODAY - timedelta(days=1)}):
        with pytest.raises(Refused):
            commands.recuse(**{"user": hall.judge, "case": case, "token": str(wrong), **given, **wrong})
    with pytest.raises(PermissionDenied):
        commands.recuse(user=hall.judge, case=case, token="z", **given | {"actor": hall.centre})
    assert holder_key("id", party.paper_number) and Recusal.objects.count() == 4


def test_linked_cases_go_to_the_same_judge_and_reviews_to_another(hall: Hall) -> None:
    seeded(hall)
    running = hall.case()
    debtor = hall.debtor(running)
    same, together, apart = hall.filed(), hall.filed(), hall.filed()
    for case in (same,):
        Party.objects.filter(case=case, role="respondent").update(paper_number=debtor.paper_number)
    number = hall.debtor(together).paper_number
    Party.objects.filter(case=apart, role="respondent").update(paper_number=number)
    objection = Case.objects.get(pk=hall.filed().pk)
    Case.objects.filter(pk=objection.pk).update(kind="执异")
    Relation.objects.create(case=objection, other=running, other_number=running.number, sort="objection")
    for case in (same, together, apart):
        placed(case, "general", "normal")
    Placement.objects.filter(case=objection).delete()
    lots = {lot.case_id: lot for lot in queries_draws.lots(drawn(hall))}
    assert (lots[same.pk].way, lots[same.pk].judge) == ("linked", hall.judge)
    assert (lots[together.pk].way, lots[apart.pk].way, lots[apart.pk].judge) == ("drawn", "linked", lots[together.pk].judge)
    assert lots[objection.pk].way == "drawn" and lots[objection.pk].judge != hall.judge
    reason = entries(same.stream).filter(type="cases.Assigned").get().payload["reason"]
    assert reason == f"随{running.number}，同一被执行人"


def officer(hall: Hall, user: User) -> Any:
    return next((one for one in officers_of(hall.court.pk, TODAY, {}) if one.id == user.pk), None)


def test_shares_loads_and_newcomers(hall: Hall) -> None:
    assistant = factories.user("assistant", team=hall.fast)
    assert officer(hall, assistant) is None and officer(hall, hall.judge).load == 0
    commands.set_share(user=assistant, share=40, actor=hall.director, on=TODAY, why="独任办理简案")
    commands.set_share(user=hall.judge, share=0, actor=hall.director, on=TODAY, why="专案")
    commands.set_share(user=hall.judge, share=70, actor=hall.director, on=TODAY, why="改为部分")
    assert (officer(hall, assistant).set_share, officer(hall, hall.judge).set_share) == (40, 70), "以后定的为准"
    for share, why in ((201, "多"), (-1, "少"), (50, "")):
        with pytest.raises(Refused):
            commands.set_share(user=hall.judge, share=share, actor=hall.director, on=TODAY, why=why)
    placed(hall.case(), "general", "normal")
    placed(hall.case(), "simple", "fast")
    assert officer(hall, hall.judge).load == 150
    new = factories.user("judge", team=hall.fast, since=TODAY - timedelta(days=30), until=TODAY - timedelta(days=11))
    factories.appoint(new, "team_leader", since=TODAY - timedelta(days=10))
    assert officer(hall, new).since == TODAY - timedelta(days=30), "换职务没有断的连着算"
    told = [row.payload["share"] for row in entries(queries_draws.chain(hall.court.pk)).filter(type="centre.ShareSet")]
    assert told == [40, 0, 70]


def test_hand_assignment_needs_a_reason_and_cannot_say_it_was_random(hall: Hall) -> None:
    case = hall.filed()
    given: dict[str, Any] = {"case": case, "actor": hall.director, "on": TODAY, "revision": None, "handler": hall.judge}
    for more in ({}, {"reason": "他熟", "way": DRAWN}):
        with pytest.raises(Refused):
            cases.assign(**given, **more)
    cases.assign(**given, reason="流程系统分好的", way="导入")
    assert entries(case.stream).filter(type="cases.Assigned").get().payload["way"] == "导入"


def test_preparing_asks_the_database_as_often_for_many_as_for_few(hall: Hall) -> None:
    Setting.objects.create(court=hall.court, key="centre.draw_linked", value="any")
    rows = waiting(hall, *["simple"] * 6)
    commands.recuse(user=hall.judge, actor=hall.director, on=TODAY, why="同学", token="a", name="某人", paper="id", paper_number="150221199001010019")
    asked = []
    for some in (rows[:2], rows):
        with CaptureQueriesContext(connection) as seen:
            prepared(hall.court, some, TODAY)
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 18
    assert Lot.objects.count() == 0
