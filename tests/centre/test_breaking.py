"""有意为难指挥中心：乱写的规则和方案、换个写法躲开回避、用公开了的种子、代办的人也走了、退别人手里的事务单、报错上级。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factories
import pytest
from centre.hall import TODAY, Hall
from centre.items_desk import again, asked
from centre.test_draws import JOB, drawn, everyone, officer, seeded, waiting
from centre.test_entrusting import Two, later
from centre.test_leaving import WEEK, depart, plan
from spine import story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.models import Party
from zhixing.casework.centre import commands
from zhixing.casework.centre.commands import entrusting, items
from zhixing.casework.centre.models import Draw, StandIn
from zhixing.casework.centre.staffing import reading
from zhixing.foundation.people.queries import Absence, User
from zhixing.law import triage_rules
from zhixing.law.finding import Refused
from zhixing.law.triage_facts import FIELDS

DEEP = "a = " + "[" * 15_000 + "]" * 15_000
HUGE = "a = " + "9" * 10_000
DOTTED = "a" + ".a" * 15_000 + " = 1"
TURNED = '"a b"' + '."a\u2028b"' * 5_000 + " = 1"
SETTINGS = {"small_claim_yuan": 50_000, "centre.many_parties": 10, "centre.promise_days": 30}


@pytest.mark.parametrize("text", [DEEP, HUGE, DOTTED, TURNED], ids=["deep", "huge", "dotted", "turned"])
def test_hostile_toml_is_refused_at_once(text: str) -> None:
    found = triage_rules.parse(text, SETTINGS)
    assert not found.ok and found.reasons[0].text.startswith("第1行：")
    with pytest.raises(Refused, match="方案不是 TOML"):
        reading.read(text)


def test_conditions_that_multiply_without_end_are_refused() -> None:
    """一条规则二十个条件，每个几个代码：逐个合起来看，太多就不看了。"""
    codes = ", ".join(f'"{code}"' for code in FIELDS["assets"].choices)
    one = f'{{ field = "assets", op = "has", value = [{codes}] }},\n'
    text = f'[[rule]]\ncode = "a"\nname = "甲"\ntrack = "fast"\nteam = "simple"\ndays = 9\nwhen = [\n{one * 20}]\n' + (
        '[[rule]]\ncode = "rest"\nname = "其余"\ntrack = "normal"\nteam = "general"\ndays = 180\n'
    )
    assert not triage_rules.parse(text, SETTINGS).ok


def recused(hall: Hall, user: User, **values: Any) -> None:
    commands.recuse(user=user, actor=hall.director, on=TODAY, why="近亲属", token=str(values), **values)


def test_a_recusal_by_name_holds_however_the_name_is_written(hall: Hall) -> None:
    case, other = hall.filed(), hall.filed()
    for one, name in ((case, "阿拉坦·巴特尔"), (other, "北疆矿业（集团）有限公司")):
        Party.objects.filter(case=one, role="applicant").update(name=name)
    recused(hall, hall.judge, name="阿拉坦• 巴特尔")
    recused(hall, hall.other, name="北疆矿业(集团) 有限公司")
    assert (set(everyone(case)), set(everyone(other))) == ({hall.judge.pk}, {hall.other.pk})


def test_a_recusal_by_number_holds_for_a_passport(hall: Hall) -> None:
    case = hall.filed()
    Party.objects.filter(case=case, role="applicant").update(paper="passport", paper_number="E12345678", name="张三")
    recused(hall, hall.judge, name="张三", paper="id", paper_number="e 1234 5678")
    recused(hall, hall.other, name="张三", paper="id", paper_number="E87654321")
    assert set(everyone(case)) == {hall.judge.pk}, "同名、号码不同的不是一个人"


def test_a_seed_already_told_draws_nothing(hall: Hall) -> None:
    """半夜以前打开的、半夜以后才轮到的：种子已经公开。"""
    seeded(hall)
    case, = waiting(hall, "simple")
    commands.show_seeds(court=hall.court, actor=JOB, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="已经公开"):
        drawn(hall, case)
    assert not Draw.objects.exists()


def test_who_stands_in_for_another_cannot_leave_before_somebody_else_does(hall: Hall) -> None:
    hall.enforcing()
    factories.absent(hall.judge, TODAY, WEEK)
    row = commands.set_stand_in(user=hall.judge, deputy=hall.other, since=TODAY, until=WEEK, actor=hall.director, on=TODAY)
    for sort, way in (("departure", "one"), ("leave", "deputy")):
        made = plan(hall, hall.other, hall.leader, sort=sort, way=way, token=sort)
        assert "由他代办" in made.plan["problems"][0]["text"]
        with pytest.raises(Refused, match="由他代办"):
            depart(hall, made)
    assert Absence.objects.filter(user=hall.other).count() == 0
    commands.end_stand_in(stand_in=row, actor=hall.director, on=TODAY)
    assert depart(hall, plan(hall, hall.other, hall.leader, token="后")).state == "done"
    assert StandIn.objects.get().ended_on == TODAY - timedelta(days=1)


def test_nobody_returns_what_a_colleague_holds(hall: Hall) -> None:
    item = asked(hall, hall.enforcing())
    items.claim(item=item, actor=hall.clerk)
    colleague = factories.user("clerk", team=hall.team)
    with pytest.raises(Forbidden):
        items.give_back(item=item, actor=colleague, revision=None, why="不想让他办")
    assert again(item).state == "claimed"
    assert items.give_back(item=item, actor=hall.clerk, revision=None, why="缺身份证号").state == "returned"


def test_a_matter_is_raised_to_the_common_upper_court_only(hall: Hall) -> None:
    two = Two(hall)
    row, upper = two.received(), hall.upper.court.name
    with later(20) as then:
        given: dict[str, Any] = {"entrustment": row, "actor": hall.judge, "on": then.today, "revision": None, "why": "过期没有办"}
        for wrong in (two.there.name, hall.court.name, "编造的中级人民法院"):
            with pytest.raises(Refused, match="不是两院共同的上级法院"):
                entrusting.escalate(**given, to=wrong)
        row.refresh_from_db()
        assert row.escalated_on is None
        assert entrusting.escalate(**given, to=upper).escalated_to == upper


def test_only_who_may_handle_cases_is_drawn_whatever_share_was_set(hall: Hall) -> None:
    """系数是在任时定的，免了职就不在抽签之列；督察定不了系数。"""
    given: dict[str, Any] = {"actor": hall.director, "on": TODAY, "why": "部分"}
    with pytest.raises(Refused, match="没有执行法官"):
        commands.set_share(user=hall.supervisor, share=100, **given)
    gone = hall.judges["simple"]
    commands.set_share(user=gone, share=50, **given)
    assert officer(hall, gone).set_share == 50
    gone.holdings.update(until=TODAY - timedelta(days=1))
    assert officer(hall, gone) is None


def test_a_form_used_for_one_case_asks_nothing_on_another(hall: Hall) -> None:
    case, other = hall.enforcing(), hall.enforcing()
    item = asked(hall, case, token="一张")
    assert asked(hall, case, token="一张").pk == item.pk
    for wrong in ({"case": other}, {"case": case, "actor": hall.leader}):
        with pytest.raises(Refused, match="已经用来交办"):
            asked(hall, token="一张", **wrong)


def test_reviews_and_enforcement_keep_apart_by_hand_too(hall: Hall) -> None:
    case = hall.filed()
    choose: dict[str, Any] = {"case": case, "actor": hall.director, "revision": None, "why": "难办"}
    with pytest.raises(Refused, match="裁执分离"):
        commands.choose_track(on=TODAY, track="review", **choose)
    for day in (TODAY + timedelta(days=400), TODAY - timedelta(days=400)):
        with pytest.raises(Refused, match="改轨道日"):
            commands.choose_track(on=day, track="normal", **choose)
    assert "centre.TrackChosen" not in story(case)


def test_the_dry_run_says_the_stand_in_is_away_too(hall: Hall) -> None:
    factories.absent(hall.other, TODAY, WEEK)
    row = plan(hall, hall.judge, hall.other, sort="leave", way="deputy")
    assert "也有不在岗的" in row.plan["problems"][0]["text"]
