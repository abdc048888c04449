"""事务单：走得了哪一步，谁可以，分离。"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from zhixing.law.duties import DECISIONS
from zhixing.law.item_rights import ItemFacts, item_rights, separated, serves, unable
from zhixing.law.item_states import HELD, OPEN, TABLE, Move, light, moves, permits
from zhixing.law.lights import Light
from zhixing.law.rights import CaseFacts, UserFacts, rights
from zhixing.law.states import State
from zhixing.law.words import choices
from zhixing.law.working_hours import BEIJING

COURT = "/内/内02/内0221/"
ITEM = ItemFacts(COURT, "service8", frozenset({"clerk", "centre"}), asked_by=1, owners=frozenset({1}))
STATES = tuple(choices("item_state"))


def person(number: int, *posts: str, **values: object) -> UserFacts:
    return UserFacts(number, COURT, frozenset(posts), **values)  # type: ignore[arg-type]


JUDGE, CLERK, CENTRE, OTHER = person(1, "judge"), person(2, "clerk"), person(3, "centre"), person(4, "judge")


def test_every_move_is_between_known_states() -> None:
    for move, rule in TABLE.items():
        assert rule.before <= set(STATES) and rule.after in STATES and rule.label, move
    assert set(STATES) - {"done", "cancelled"} == OPEN and HELD < OPEN
    assert not moves("cancelled") and {Move.REJECT, Move.REOPEN} == set(moves("done"))


@pytest.mark.parametrize(("state", "move"), list(product(STATES, Move)))
def test_permits_is_the_table(state: str, move: Move) -> None:
    found = permits(state, move)
    assert found.ok is (state in TABLE[move].before)
    assert found.value == TABLE[move].after if found.ok else found.reasons[0].remedy and found.reasons[0].text


def test_open_items_can_always_end() -> None:
    """没有一张走不到头：每个没有了结的状态都能办结，也都能撤回。"""
    for state in OPEN:
        assert permits(state, Move.AUTO).ok and permits(state, Move.CANCEL).ok


def test_lights() -> None:
    now = datetime(2026, 11, 3, 9, 30, tzinfo=BEIJING)
    late, soon, later = now - timedelta(minutes=1), now + timedelta(hours=2), now + timedelta(days=2)
    assert [light("queued", due, now) for due in (late, soon, later)] == [Light.RED, Light.YELLOW, Light.GREEN]
    assert {light(state, late, now) for state in ("waiting", "returned", "done", "cancelled")} == {Light.GREY}
    assert light("doing", now, now) is Light.YELLOW  # 到点不算超期


def test_who_may() -> None:
    asker, clerk, hub, other = (item_rights(who, ITEM) for who in (JUDGE, CLERK, CENTRE, OTHER))
    assert asker.may_see and asker.may_cancel and asker.may_ask_again and asker.may_reject and not asker.may_claim and not asker.may_do
    assert clerk.may_claim and clerk.may_give_back and not clerk.may_assign and not clerk.may_cancel and not clerk.may_reject
    assert hub.may_manage and hub.may_assign and hub.may_claim and hub.may_cancel and not hub.may_reject and not hub.may_do
    assert not other.may_see and item_rights(OTHER, replace(ITEM, case_visible=True)).may_see
    mine = item_rights(CLERK, replace(ITEM, assignee=2))
    assert mine.may_do and mine.may_put_back and mine.may(Move.DONE) and not mine.may(Move.AUTO)


def test_nobody_else_sees() -> None:
    for who in (replace(CLERK, court_path="/内/内02/内0222/"), replace(CLERK, active=False), person(9, "system_admin"), person(9)):
        assert not item_rights(who, replace(ITEM, case_visible=True)).may_see
    upper = replace(person(8, "director"), court_path="/内/内02/")
    assert not item_rights(upper, ITEM).may_see


def test_a_team_takes_the_place_of_posts() -> None:
    own = replace(ITEM, team=7)
    assert serves(CLERK, ITEM) and not serves(CLERK, own) and serves(replace(CLERK, teams=frozenset({7})), own)
    assert not serves(replace(JUDGE, teams=frozenset({7})), own)  # 法官不办集约事务


def test_separation() -> None:
    code = lambda who, item: [one.code for one in separated(who, item).reasons]
    assert code(CLERK, ITEM) == []
    assert code(person(5, "clerk", "supervisor"), ITEM) == ["item.supervisor"]
    assert code(person(5, "clerk", acting_for=frozenset({"supervisor"})), ITEM) == ["item.supervisor"]
    assert code(CLERK, replace(ITEM, deciders=frozenset({2}))) == ["item.decided"]
    assert code(CLERK, replace(ITEM, owners=frozenset({2}))) == ["item.handler"]
    assert code(CLERK, replace(ITEM, asked_by=2, rework=1)) == ["item.rework"] and code(CLERK, replace(ITEM, asked_by=2)) == []
    assert code(person(5, "centre", "supervisor"), replace(ITEM, group="mgmt4")) == []
    assert not item_rights(CLERK, replace(ITEM, asked_by=2, done_by=2)).may_reject  # 自己办的不由自己收


def test_unable_says_everything() -> None:
    found = unable(replace(JUDGE, id=5), replace(ITEM, deciders=frozenset({5})), on_duty=False)
    assert [one.code for one in found.reasons] == ["item.decided", "item.unfit", "item.away"] and all(one.remedy for one in found.reasons)
    assert unable(CLERK, ITEM, on_duty=True).ok


@pytest.mark.parametrize("post", ["centre", "clerk", "assistant", "bailiff", "filing", "funds", "accountant", "cashier", "archivist"])
def test_service_posts_never_decide(post: str) -> None:
    """办事务的职务，在别人承办的案件上一项决定也作不了；立案、分案、确认认领、付款归它本来的职务，不在此列。"""
    own = {"filing": {"accept", "decline", "assign", "sign_document", "revive", "convert"}, "centre": {"assign", "place"},
           "funds": {"confirm_money"}, "accountant": {"confirm_money"}, "cashier": {"release_money"}}.get(post, set())
    for state in State:
        found = rights(person(2, post), CaseFacts(court_path=COURT, state=state, handler_id=1))
        assert {act.value for act in DECISIONS if found.may(act)} <= own, (state, post)
