"""轮到谁：几条规则各一个例子；随机的经过里，没有结的总有且只有一个下一步，与次序无关。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from law.test_modes_property import ACTS, MATTERS, OPENING, Walk

from zhixing.law import node_table, turn_table
from zhixing.law.calendar import Calendar
from zhixing.law.lights import Light
from zhixing.law.nodes import plan
from zhixing.law.states import Act
from zhixing.law.turn_table import of_node
from zhixing.law.turn_words import for_court, for_partner, for_party
from zhixing.law.turns import COURT, OUTSIDE, PARTY, Brings, Pace, Place, Task, Turn, Who, turn

CALENDAR = Calendar.national()
TODAY = date(2026, 11, 3)
ONE = timedelta(days=1)
JUDGE = Who("斯琴", user=7)
PLACE = Place(handler=JUDGE, last_on=date(2026, 10, 22))
NOTICE = (Brings("documents.Issued", {"document": "enforcement_notice"}),)


def node(code: str, due: date | None, **more: Any) -> Task:
    """节点表里的一个节点，自 10-22 起。"""
    rule = node_table.rule(code)
    side = more.pop("side", rule.whose)
    who = JUDGE if side == COURT else Who(turn_table.whom(code, "执"))
    given = {"what": rule.name, "cls": rule.cls, "hard": rule.hard, "act": rule.act, "code": code, "warn_on": due - 3 * ONE if due else None}
    return Task(key=f"node:{code}|{more.get('subject', '')}", sort="node", side=side, who=who, since=date(2026, 10, 22), due=due, **{**given, **more})


def step(sort: str, what: str, who: Who, **more: Any) -> Task:
    """办着的一步。"""
    return Task(key=f"{sort}:{more.pop('pk', 1)}", sort=sort, what=what, who=who, **{"side": COURT, "since": TODAY, **more})


def pick(*tasks: Task, place: Place = PLACE, on: date = TODAY) -> Turn:
    found = turn(tasks, place, on, CALENDAR).value
    assert found is not None
    return found


NOTICE_NODE = node("N-03", date(2026, 11, 6))
LIMIT = node("N-31", date(2027, 4, 21))
DIRECTOR = Who("执行局长", post="director")


def test_the_earliest_the_court_can_do() -> None:
    query = node("N-04", date(2026, 11, 5))
    found = pick(NOTICE_NODE, query, LIMIT)
    assert (found.code, found.who, found.due, found.more) == ("N-04", JUDGE, date(2026, 11, 5), 1)


def test_a_paper_under_way_stands_for_its_node() -> None:
    drafted = step("paper", "签发《执行通知书》", JUDGE, brings=NOTICE)
    found = pick(NOTICE_NODE, drafted, LIMIT)
    assert (found.sort, found.due, found.code, found.soft) == ("paper", NOTICE_NODE.due, "N-03", False)


def test_a_paper_in_approval_waits_for_the_approver() -> None:
    paper = step("paper", "签发《执行通知书》", JUDGE, brings=NOTICE, after=("approval:9",))
    approval = step("approval", "审批“执行通知书”", DIRECTOR, pk=9, due=TODAY + 7 * ONE)
    found = pick(NOTICE_NODE, paper, approval, LIMIT)
    assert (found.who, found.due, found.code) == (DIRECTOR, NOTICE_NODE.due, "N-03")


def test_an_order_waits_for_its_ruling_and_its_ruling_for_the_approval() -> None:
    freeze = node("N-15", date(2026, 11, 4), subject="建行1234")
    order = step("order", "发出控制令", JUDGE, after=("paper:3",), brings=(Brings("control.MeasureTaken", {"property": "deposit"}, "建行1234"),))
    ruling = step("paper", "签发《冻结裁定》", JUDGE, pk=3, after=("approval:9",))
    approval = step("approval", "审批“冻结裁定”", DIRECTOR, pk=9)
    found = pick(freeze, order, ruling, approval, LIMIT)
    assert (found.who, found.due, found.code) == (DIRECTOR, date(2026, 11, 4), "N-15")


def test_another_property_is_not_covered_by_the_order() -> None:
    # 启动划拨一笔一个：办着的是另一笔，这一笔仍然轮到承办人
    deduct = node("N-16", date(2026, 11, 4), subject="建行1234")
    order = step("order", "扣划", Who("北疆银行"), side=OUTSIDE, due=TODAY + 9 * ONE, brings=(Brings("control.Deducted", {}, "农行9"),))
    assert pick(deduct, order, LIMIT).code == "N-16"
    same = replace(order, brings=(Brings("control.Deducted", {}, "建行1234"),))
    waits = pick(deduct, same, LIMIT)
    assert (waits.who.name, waits.light, waits.due) == ("北疆银行", Light.GREY, date(2026, 11, 4))


def test_waiting_for_the_bank_is_grey_only_when_the_court_has_nothing() -> None:
    bank = step("order", "冻结建行1234", Who("北疆银行"), side=OUTSIDE, due=TODAY + 2 * ONE)
    assert pick(bank, NOTICE_NODE, LIMIT).side == COURT
    found = pick(bank, LIMIT)
    assert (found.side, found.light, found.waits, found.late(TODAY)) == (OUTSIDE, Light.GREY, True, False)


def test_silence_beyond_the_day_turns_to_the_officer() -> None:
    bank = step("order", "冻结建行1234", Who("北疆银行"), side=OUTSIDE, due=TODAY - ONE)
    found = pick(bank, LIMIT)
    assert (found.who, found.chase, found.what, found.light) == (JUDGE, True, "催北疆银行：冻结建行1234", Light.YELLOW)
    assert not found.late(TODAY)
    assert pick(bank, NOTICE_NODE).code == "N-03"


def test_the_debtor_reports_then_the_court_checks() -> None:
    report = node("M-15", TODAY + 4 * ONE)
    waits = pick(report, LIMIT)
    assert (waits.side, waits.who.name) == (PARTY, "被执行人")
    checks = pick(report, LIMIT, on=TODAY + 5 * ONE)
    assert (checks.side, checks.who, checks.what) == (COURT, JUDGE, "核对：被执行人报告财产，期限已过")


def test_a_proposal_to_close_comes_first() -> None:
    approval = step("approval", "审批“报结”", DIRECTOR, due=TODAY + 7 * ONE, pinned=True)
    assert pick(approval, NOTICE_NODE, LIMIT).who == DIRECTOR


def test_nothing_due_goes_on_to_the_time_limit() -> None:
    lapse = node("N-14", date(2026, 12, 1), subject="建行1234")
    found = pick(LIMIT, lapse)
    assert (found.who, found.due, found.code) == (JUDGE, LIMIT.due, "N-31")
    near = pick(LIMIT, lapse, on=date(2026, 11, 28))
    assert near.code == "N-14"


def test_a_stopped_case_is_looked_at() -> None:
    found = pick(replace(LIMIT, due=None, paused=True))
    assert (found.key, found.due, found.soft, found.light) == ("review", date(2026, 11, 21), True, Light.GREEN)
    assert pick(place=PLACE, on=date(2027, 1, 1)).light == Light.YELLOW


def test_own_days_are_counted_in_working_days_and_never_red() -> None:
    seal = step("paper", "用印", Who("用印人员"), since=date(2026, 9, 29))
    found = pick(seal)  # 国庆放假七天，30 日、8 日、9 日三个工作日
    assert (found.due, found.soft, found.light, found.late(TODAY)) == (date(2026, 10, 9), True, Light.YELLOW, False)


def test_an_ended_case_has_no_fallback() -> None:
    ended = replace(PLACE, open=False)
    assert turn([], ended, TODAY, CALENDAR).value is None
    assert pick(node("N-32", TODAY), place=ended).code == "N-32"


# —— 三种说法 ————————————————————————————————————————————————————————


def test_three_voices() -> None:
    paper = step("paper", "签发《执行通知书》", JUDGE, brings=NOTICE)
    found = pick(NOTICE_NODE, paper)
    assert for_court(found, TODAY) == "轮到斯琴：签发《执行通知书》，11月6日前"
    assert for_court(found, TODAY, reader=7).startswith("轮到您：")
    assert for_party(found, TODAY, "respondent") == "法院正在办理：发出执行通知，11月6日前有下一步。"
    assert for_partner(found, TODAY) == "法院正在办理，11月6日前有下一步。"


def test_a_day_that_has_passed_is_not_promised_to_a_party() -> None:
    late = node("N-16", TODAY - ONE)
    assert for_party(pick(late), TODAY, "applicant") == "法院正在办理：划拨冻结的存款。"
    told = for_party(pick(late, node("N-31", date(2027, 5, 3), cls="A")), TODAY, "respondent")
    assert told == "法院正在办理，办理期限到2027年5月3日。", "说整件的办理期限"


def test_the_debtor_is_not_told_of_control() -> None:
    freeze = pick(node("N-15", TODAY + ONE, subject="建行1234"))
    assert for_party(freeze, TODAY, "applicant") == "法院正在办理：控制查到的财产，11月4日前有下一步。"
    assert for_party(freeze, TODAY, "respondent") == "法院正在办理，11月4日前有下一步。"
    bank = pick(step("order", "冻结建行1234", Who("北疆银行"), side=OUTSIDE, due=TODAY + ONE, code="N-15"))
    assert for_party(bank, TODAY, "respondent") == "法院正在办理，11月4日前有下一步。"
    assert for_partner(bank, TODAY, "北疆银行") == "等贵单位办理，11月4日前回复。"
    assert "北疆银行" not in for_partner(bank, TODAY, "另一家")


def test_it_is_your_turn() -> None:
    report = pick(node("M-15", TODAY + ONE))
    assert for_party(report, TODAY, "respondent") == "等您：报告财产情况，11月4日前。"
    assert for_party(report, TODAY, "applicant") == "等被执行人：报告财产情况，预计11月4日前。"


@pytest.mark.parametrize("role", ["applicant", "respondent"])
def test_no_party_ever_reads_a_name_or_an_inner_step(role: str) -> None:
    told = [for_party(pick(node(code, TODAY + ONE)), TODAY, role) for code in sorted(turn_table.codes())]
    told += [for_party(pick(step(sort, f"内部的{sort}", JUDGE, due=TODAY + ONE)), TODAY, role) for sort in ("approval", "paper", "item", "handover")]
    secret = ("斯琴", "内部的", "审批", "用印", "签发", "局长", "台")
    assert not [text for text in told if any(word in text.replace("平台", "") for word in secret)]
    hidden = ("冻结", "查封", "扣划", "划拨", "查询", "线索", "约谈", "罚款", "控制", "续行")
    if role == "respondent":
        assert not [text for text in told if any(word in text.replace("解除控制措施", "") for word in hidden)]


def test_every_row_of_the_table_names_a_node() -> None:
    assert turn_table.codes() <= {rule.code for rule in node_table.rules()}
    awaited = {rule.code for rule in node_table.rules() if rule.whose != "court" and rule.cls != "B"}
    assert {code for code in awaited if turn_table.whom(code, "执") == "外面的单位"} == set()


# —— 随机的经过 ————————————————————————————————————————————————————————

STEP = st.one_of(st.sampled_from(tuple(ACTS)), st.sampled_from(MATTERS))
SIDES = st.sampled_from((COURT, COURT, OUTSIDE))


@st.composite
def walks(draw: st.DrawFn) -> Walk:
    """一段经过：立案、分案，再随便走几步。"""
    walk = Walk(draw(st.sampled_from(("执", "执恢", "执保", "执异"))))
    for one in (*OPENING[: draw(st.integers(0, 3))], *draw(st.lists(STEP, max_size=10))):
        walk.step(one, draw(st.integers(0, 40)))
    return walk


@st.composite
def steps(draw: st.DrawFn, day: date) -> list[Task]:
    """几样办着的，有的要等前面的。"""
    found: list[Task] = []
    for n in range(draw(st.integers(0, 4))):
        after = tuple(one.key for one in found if draw(st.booleans()))
        due = draw(st.none() | st.integers(-20, 40).map(lambda k: day + timedelta(k)))
        sort = draw(st.sampled_from(("approval", "paper", "order", "item", "handover")))
        brings = draw(st.sampled_from(((), NOTICE, (Brings("control.QuerySent", {"channel": "network"}),), (Brings("closing.Closed"),))))
        found.append(step(sort, f"第{n}样", Who(f"第{n}人", user=n), pk=n, since=day - timedelta(draw(st.integers(0, 30))), due=due, after=after,
                          side=draw(SIDES), brings=brings, pinned=sort == "approval" and draw(st.booleans())))
    return found


def summed(walk: Walk, doing: list[Task], on: date) -> tuple[list[Task], Place]:
    nodes = [of_node(one, JUDGE, walk.kind) for one in plan(walk.timeline, CALENDAR) if one.open]
    return [*nodes, *doing], Place(handler=JUDGE, last_on=walk.day, open=walk.state.open)


@given(st.data())
def test_every_open_case_has_exactly_one_next_actor(data: st.DataObject) -> None:
    walk = data.draw(walks())
    on = walk.day + timedelta(data.draw(st.integers(0, 60)))
    tasks, place = summed(walk, data.draw(steps(on)), on)
    found = turn(tasks, place, on, CALENDAR)
    if not walk.state.open and not tasks:
        assert found.value is None
        return
    chosen = found.value
    assert walk.state.open <= (chosen is not None)
    if chosen is None:
        return
    assert chosen.who.name and chosen.what and found.steps
    assert chosen.key in {one.key for one in tasks} | {"review"}
    assert chosen.waits <= (chosen.light == Light.GREY)
    assert chosen.late(on) <= (chosen.light == Light.RED)
    # 与摆出来的次序无关
    shuffled = data.draw(st.permutations(tasks))
    assert turn(shuffled, place, on, CALENDAR).value == chosen
    # 等别人的时候，法院没有能办的；有能办的，轮到的就是法院
    free = [one for one in tasks if one.side == COURT and one.sort != "node" and not one.after]
    assert not (free and chosen.side != COURT)


@given(st.data())
def test_doing_the_step_moves_the_turn(data: st.DataObject) -> None:
    """轮到的那一样办完了（不在了），就轮到别的一样；一样样办完，总会停下来。"""
    walk = data.draw(walks())
    on = walk.day
    tasks, place = summed(walk, data.draw(steps(on)), on)
    seen: set[str] = set()
    while (chosen := turn(tasks, place, on, CALENDAR, Pace()).value) is not None and chosen.key != "review":
        assert chosen.key not in seen
        seen.add(chosen.key)
        tasks = [one for one in tasks if one.key != chosen.key]
    # 停下来的时候，剩下的只有停算的、门槛、没有日子的：没有一样法院能办而没有轮到
    assert all(one.sort == "node" and (one.paused or one.cls == "B" or one.due is None) for one in tasks if place.open)


def test_walks_reach_both_ends() -> None:
    """随机的经过里，没有分案的、执行中的、了结了的都有。"""
    states = set()
    for n in range(4):
        walk = Walk("执")
        for one in OPENING[:n]:
            walk.step(one, 1)
        states.add(walk.state)
    assert len(states) == 4
    assert Act.ACCEPT in OPENING
