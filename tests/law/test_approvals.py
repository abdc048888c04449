"""审批链和谁可以定。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.people.models import Post
from zhixing.law import approvals, settings
from zhixing.law.approvals import (
    LABELS,
    LADDER,
    MONEY_POSTS,
    ChainFacts,
    ChainStep,
    UnknownAct,
    chain,
    due,
    hands,
    may_decide,
    rule,
    rules,
    sufficient,
)
from zhixing.law.calendar import Calendar
from zhixing.law.rights import UserFacts

HERE = "/内/内02/内0221/"


def posts(act: str, **facts: object) -> list[str]:
    return [s.post for s in chain(act, ChainFacts(**facts)).value]  # type: ignore[arg-type]


@pytest.mark.parametrize("act", [
    "summon_by_force", "fine", "detain", "search", "evict_notice", "restrict_consumption", "list_dishonest", "extend",
    "close_terminated_round",
])
def test_the_president_decides_what_the_statutes_say(act: str) -> None:
    assert posts(act)[-1] == "president"


def test_chains_of_the_issue() -> None:
    assert posts("close_finished") == ["team_leader", "director"]
    assert posts("suspend") == ["judge", "director"] == posts("close_terminated")
    assert posts("close_terminated_round") == ["judge", "director", "president"]
    assert [s.label for s in chain("suspend").value] == ["合议庭", "执行局长"]
    assert posts("transfer") == ["director"]


def test_confirmed_termination_skips_the_panel() -> None:
    """民诉法解释第517条：申请执行人签字确认，或者合议庭审查核实并经院长批准。"""
    assert posts("close_terminated_round", applicant_confirmed=True) == ["team_leader", "director"]
    assert posts("close_terminated", applicant_confirmed=True) == ["judge", "director"], "别的方式不因确认而简化"


def test_every_rule_is_well_formed() -> None:
    known = {p.value for p in Post}
    for found in rules():
        assert found.label and found.articles and found.days == 7
        for steps in (found.steps, found.steps_confirmed):
            assert all(post in known or post == approvals.PANEL for post in steps)
            assert not steps or found.fixed or steps[-1] in LADDER
        assert set(found.above) <= set(found.steps) and all(settings.find(key).type == "int" for key in found.above.values())
    assert set(LABELS) <= known
    assert len({r.label for r in rules()}) == len(rules())


def test_two_panel_members_confirm_when_the_court_says_so() -> None:
    steps = chain("suspend", ChainFacts(panel_members=2)).value
    assert [s.label for s in steps] == ["合议庭成员（一）", "合议庭成员（二）", "执行局长"]


def test_a_court_may_lengthen_but_not_weaken() -> None:
    longer = {"close_finished": ["team_leader", "vice_director", "director", "president"]}
    assert posts("close_finished", overrides=longer) == longer["close_finished"]
    assert posts("fine", overrides={"fine": ["director"]}) == posts("fine"), "院长批准的不能降"
    assert posts("suspend", overrides={"suspend": ["director"]}) == posts("suspend"), "合议不能省"
    assert posts("fine", overrides={"fine": ["president"]}) == ["president"]


def test_own_step_is_skipped_and_own_decision_goes_up() -> None:
    assert posts("close_finished", submitter_posts=frozenset({"judge", "team_leader"})) == ["director"]
    assert posts("close_finished", submitter_posts=frozenset({"director"})) == ["team_leader", "vice_president"]
    assert posts("fine", submitter_posts=frozenset({"president"}))[-1] == "president"
    assert any("报批人本人" in s.text for s in chain("fine", ChainFacts(submitter_posts=frozenset({"director"}))).steps)


@given(st.sampled_from([r.act for r in rules()]), st.booleans(), st.frozensets(st.sampled_from(LADDER)))
def test_never_empty_never_lower(act: str, confirmed: bool, own: frozenset[str]) -> None:
    found = chain(act, ChainFacts(applicant_confirmed=confirmed, submitter_posts=own))
    required = rule(act).steps_confirmed if confirmed and rule(act).steps_confirmed else rule(act).steps
    assert found.value
    assert rule(act).fixed or LADDER.index(found.value[-1].post) >= LADDER.index(required[-1])
    assert [s.post for s in found.value].count(found.value[-1].post) == 1


def test_unknown_act() -> None:
    for name in ("fly", "default"):
        with pytest.raises(UnknownAct):
            chain(name)


DIRECTOR = UserFacts(7, HERE, frozenset({"director"}))
STEP = ChainStep("director", "执行局长")


def against(user: UserFacts, step: ChainStep = STEP, **changes: object) -> set[str]:
    about: dict[str, object] = {"submitted_by": 1, "decided_by": (2,), "court_path": HERE, "team_id": 3, **changes}
    return {r.code.removeprefix("approval.") for r in may_decide(step, user, **about).reasons}  # type: ignore[arg-type]


def test_the_post_decides() -> None:
    assert against(DIRECTOR) == set()
    assert against(replace(DIRECTOR, posts=frozenset({"judge"}))) == {"post"}
    assert against(replace(DIRECTOR, posts=frozenset({"judge"}), acting_for=frozenset({"director"}))) == set()


def test_never_ones_own_and_nobody_twice() -> None:
    assert against(DIRECTOR, submitted_by=7) == {"own"}
    assert against(DIRECTOR, decided_by=(7,)) == {"twice"}


def test_only_this_court_and_active_accounts() -> None:
    assert against(replace(DIRECTOR, court_path="/内/内02/")) == {"court"}
    assert "account" in against(replace(DIRECTOR, active=False))
    assert "account" in against(replace(DIRECTOR, posts=frozenset({"director", "system_admin"})))


def test_the_leader_of_the_same_team() -> None:
    step = ChainStep("team_leader", "团队长")
    leader = UserFacts(8, HERE, frozenset({"team_leader"}), leads=frozenset({3}))
    assert against(leader, step) == set()
    assert against(leader, step, team_id=4) == {"team"}
    assert against(leader, step, team_id=None) == set()
    assert against(UserFacts(8, HERE, frozenset({"judge"}), acting_for=frozenset({"team_leader"})), step) == set()


def test_due_is_seven_days_and_rolls() -> None:
    found = due("fine", date(2025, 9, 26), Calendar.national())
    assert found.value.due == date(2025, 10, 9)
    assert found.articles[0].instrument == "QX"
    assert due("fine", date(2026, 11, 2), Calendar.national(), 3).value.due == date(2026, 11, 5)


# ---- 付钱的链（M:K-10） ----

LIMITS = {"funds.leader_from_yuan": 1_000_000}
PAY = ["funds", "director", "accountant", "cashier"]
PAY_MORE = ["funds", "director", "vice_president", "accountant", "cashier"]


@pytest.mark.parametrize(("fen", "expected"), [
    (1, PAY), (99_999_999, PAY), (100_000_000, PAY_MORE), (None, PAY_MORE),
])
def test_the_leader_is_asked_from_an_amount(fen: int | None, expected: list[str]) -> None:
    assert posts("pay_out", amount_fen=fen, limits=LIMITS) == expected


def test_a_limit_of_zero_asks_the_leader_always() -> None:
    assert posts("pay_out", amount_fen=1, limits={"funds.leader_from_yuan": 0}) == PAY_MORE
    assert posts("pay_out", amount_fen=1) == PAY_MORE, "不知道本院的设置，一步不少"


@pytest.mark.parametrize(("own", "expected"), [
    ({"director"}, ["funds", "vice_president", "accountant", "cashier"]),
    ({"funds"}, PAY), ({"accountant", "cashier"}, PAY), ({"judge"}, PAY),
    ({"director", "vice_president"}, ["funds", "president", "accountant", "cashier"]),
    ({"director", "vice_president", "president"}, PAY),
])
def test_the_submitters_own_step_goes_to_other_hands(own: set[str], expected: list[str]) -> None:
    found = chain("pay_out", ChainFacts(submitter_posts=frozenset(own), amount_fen=1, limits=LIMITS))
    assert [s.post for s in found.value] == expected
    assert bool(own & set(PAY)) == any("报批人本人任" in s.text for s in found.steps)


def test_two_leaders_stay_two_leaders() -> None:
    raised = posts("pay_out", submitter_posts=frozenset({"director"}), amount_fen=10**12, limits=LIMITS)
    assert raised == ["funds", "vice_president", "president", "accountant", "cashier"]


def test_the_chain_of_money_is_never_shortened() -> None:
    shorter = ["director"], ["funds", "director", "cashier"], ["director", "funds", "vice_president", "accountant", "cashier"], []
    for proposed in shorter:
        assert not sufficient(rule("pay_out").steps, proposed, fixed=True)
        assert posts("pay_out", overrides={"pay_out": proposed}) == PAY_MORE
    longer = ["team_leader", "funds", "director", "vice_president", "president", "accountant", "cashier"]
    assert posts("pay_out", overrides={"pay_out": longer}) == longer
    assert not sufficient(rule("pay_out").steps, [*PAY_MORE, "president"], fixed=True), "最后一步是出纳"
    assert not sufficient(rule("fine").steps, ["cashier"]), "出纳只在付钱的链里"


@given(st.frozensets(st.sampled_from((*LADDER, *MONEY_POSTS))), st.integers(0, 10**10))
def test_every_hand_stays(own: frozenset[str], fen: int) -> None:
    found = posts("pay_out", submitter_posts=own, amount_fen=fen, limits=LIMITS)
    assert len(found) == (5 if fen >= 100_000_000 else 4), "没有更高的可用的，同一职务由两个人各定一步"
    assert [p for p in found if p in MONEY_POSTS] == list(MONEY_POSTS)


def test_the_funds_manager_returns_money_himself() -> None:
    facts = {"submitter_posts": frozenset({"funds"}), "limits": LIMITS}
    assert posts("return_money", amount_fen=1, **facts) == PAY[1:]
    assert posts("return_money", amount_fen=10**12, **facts) == PAY_MORE[1:]
    assert posts("return_money", overrides={"return_money": ["director", "cashier"]}) == PAY_MORE[1:], "一步也不能少"


def test_delay_is_for_the_director() -> None:
    assert posts("delay_payout") == ["director"]
    assert posts("delay_payout", submitter_posts=frozenset({"director"})) == ["vice_president"]


@given(st.lists(st.frozensets(st.integers(0, 5)), max_size=5))
def test_hands_finds_a_person_for_each_step_when_there_is_one(able: list[frozenset[int]]) -> None:
    ways = product(*able) if able else [()]
    assert (hands(able) == ()) == any(len(set(way)) == len(way) for way in ways)
