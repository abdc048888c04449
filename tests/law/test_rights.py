"""权限：没有写明的一律不许。"""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from zhixing.foundation.people.models import Post
from zhixing.law.duties import DECISIONS, catalogue
from zhixing.law.matters import matters
from zhixing.law.rights import (
    ANY_GROUP,
    RIGHTS,
    CaseFacts,
    CourtRights,
    Rights,
    UserFacts,
    _grants,
    court_rights,
    named_acts,
    rights,
)
from zhixing.law.states import Act, State, acts

HERE, UPPER, OTHER = "/内/内02/内0221/", "/内/内02/", "/内/内02/内0222/"
POSTS = [p.value for p in Post]
ADMINS = ["system_admin", "security_admin", "audit_admin"]

users = st.builds(
    UserFacts, id=st.integers(1, 6), court_path=st.sampled_from([HERE, UPPER, OTHER]),
    posts=st.frozensets(st.sampled_from(POSTS), max_size=3), teams=st.frozensets(st.integers(1, 3)),
    leads=st.frozensets(st.integers(1, 3)), active=st.booleans(),
    acting_for=st.frozensets(st.sampled_from(POSTS), max_size=2),
)
cases = st.builds(
    CaseFacts, court_path=st.just(HERE), state=st.sampled_from([s.value for s in State]),
    kind=st.sampled_from(["执", "执恢", "执保", "执异"]), handler_id=st.none() | st.integers(1, 6),
    helper_ids=st.frozensets(st.integers(1, 6)), team_ids=st.frozensets(st.integers(1, 3)),
)


def judge(**kw: object) -> UserFacts:
    return replace(UserFacts(1, HERE, frozenset({"judge"}), frozenset({1})), **kw)  # type: ignore[arg-type]


def case(**kw: object) -> CaseFacts:
    return replace(CaseFacts(HERE, "enforcing", "执", 1, frozenset({2}), frozenset({1})), **kw)  # type: ignore[arg-type]


def test_every_act_has_a_right_and_every_row_a_meaning() -> None:
    assert {f"may_{a}" for a in Act} <= set(RIGHTS)
    assert named_acts() <= {str(a) for a in Act} | {"view", "identity", "export"}
    assert all(getattr(Rights(), name) is False for name in RIGHTS), "没有写明的一律不许"


@given(users, cases)
def test_admins_inactive_and_strangers_get_nothing(user: UserFacts, the_case: CaseFacts) -> None:
    found = rights(user, the_case)
    if not user.active or user.posts & set(ADMINS) or user.court_path == OTHER or not user.posts | user.acting_for:
        assert found == Rights()


@given(users, cases)
def test_acting_without_seeing_is_impossible(user: UserFacts, the_case: CaseFacts) -> None:
    found = rights(user, the_case)
    if not found.may_view:
        assert found == Rights()
    assert not found.may_close, "结案只随批准发生"
    assert set(found.available) <= set(acts(the_case.state, the_case.kind))
    assert all(found.may(act) for act in found.available)


@given(users, cases)
def test_upper_court_only_looks(user: UserFacts, the_case: CaseFacts) -> None:
    if user.court_path == UPPER:
        found = rights(user, the_case)
        assert found in (Rights(), Rights(may_view=True))


@given(users, cases, st.sampled_from(POSTS))
def test_more_posts_never_take_away(user: UserFacts, the_case: CaseFacts, post: str) -> None:
    """多一个（非管理）职务，权限只多不少。"""
    if post in ADMINS or user.posts & set(ADMINS):
        return
    before, later = rights(user, the_case), rights(replace(user, posts=user.posts | {post}), the_case)
    assert all(getattr(later, name) >= getattr(before, name) for name in RIGHTS)


def test_handler_does_and_others_do_not() -> None:
    mine, theirs = rights(judge(), case()), rights(judge(id=5, teams=frozenset({2})), case())
    assert mine.may_propose and mine.may_suspend and mine.may_see_identity
    assert theirs == Rights()
    colleague = rights(judge(id=5), case())
    assert colleague.may_view and colleague.may_note and not colleague.may_see_identity and not colleague.may_register


def test_closed_and_archived_cases_offer_little() -> None:
    closed, archived = rights(judge(), case(state="closed")), rights(judge(), case(state="archived"))
    assert Act.PROPOSE not in closed.available and Act.EDIT not in closed.available
    assert Act.REGISTER in closed.available and Act.ARCHIVE in closed.available
    assert Act.ARCHIVE not in archived.available and Act.REGISTER in archived.available


def test_refusal_by_state_is_left_to_states() -> None:
    """中止中的案件，承办人仍有报结的资格：拒绝要由状态表说出理由。"""
    found = rights(judge(), case(state="suspended"))
    assert found.may_propose and Act.PROPOSE not in found.available


def test_helper_registers_but_does_not_propose() -> None:
    clerk = rights(UserFacts(2, HERE, frozenset({"clerk"})), case())
    assert clerk.may_register and clerk.may_note and clerk.may_see_identity and not clerk.may_propose


def test_leader_transfers_in_his_team_only() -> None:
    leader = UserFacts(9, HERE, frozenset({"team_leader"}), frozenset({1}), frozenset({1}))
    assert rights(leader, case()).may_transfer
    assert not rights(replace(leader, teams=frozenset({2}), leads=frozenset({2})), case()).may_view


def test_filing_works_until_the_case_is_assigned() -> None:
    filing = UserFacts(9, HERE, frozenset({"filing"}))
    received = rights(filing, case(state="received", handler_id=None))
    assert received.may_accept and received.may_edit and received.may_see_identity
    enforcing = rights(filing, case())
    assert enforcing.may_view and not enforcing.may_edit and not enforcing.may_assign


def test_money_posts_register_money_only() -> None:
    cashier = rights(UserFacts(9, HERE, frozenset({"cashier"})), case())
    assert cashier.may_register_group("案款") and not cashier.may_register_group("财产查控")
    assert not cashier.may_see_identity
    assert rights(judge(), case()).may_register_group("财产查控")


def test_groups_named_in_the_table_exist() -> None:
    named = {group for grant in _grants() for group in grant.groups} - {ANY_GROUP}
    assert named <= {m.group for m in matters()}


def test_supervisor_sees_all_and_does_none() -> None:
    found = rights(UserFacts(9, HERE, frozenset({"supervisor"})), case())
    assert found.may_view and found.available == ()


def test_archivist_sees_closed_cases() -> None:
    archivist = UserFacts(9, HERE, frozenset({"archivist"}))
    assert rights(archivist, case()) == Rights()
    assert rights(archivist, case(state="closed")).may_archive
    assert court_rights(archivist).sees_closed_cases and not court_rights(archivist).sees_all_cases


def test_filing_revives_and_converts() -> None:
    filing = UserFacts(9, HERE, frozenset({"filing"}))
    assert Act.REVIVE in rights(filing, case(state="closed")).available
    assert Act.REVIVE not in rights(filing, case(state="closed", mode="dismissed")).available
    assert Act.REVIVE not in rights(filing, case()).available and not rights(judge(), case(state="closed")).may_revive
    assert Act.CONVERT in rights(filing, case(state="enforcing", kind="执保")).available
    assert Act.CONVERT not in rights(filing, case(state="enforcing")).available


def test_who_withdraws_a_closing() -> None:
    """承办人、团队长、局领导可以报；没有人可以单独撤回一件接管来的案件。"""
    leader = UserFacts(9, HERE, frozenset({"team_leader"}), frozenset({1}), frozenset({1}))
    director = UserFacts(8, HERE, frozenset({"director"}))
    assert all(Act.WITHDRAW_CLOSING in rights(who, case(state="closed")).available for who in (judge(), leader, director))
    assert not rights(UserFacts(2, HERE, frozenset({"clerk"})), case(state="closed")).may_withdraw_closing
    assert not any(rights(who, case()).may_reverse_takeover for who in (judge(), leader, director))


def test_who_takes_over_and_who_signs() -> None:
    of = {p: court_rights(UserFacts(9, HERE, frozenset({p}))) for p in POSTS}
    assert {p for p, r in of.items() if r.may_take_over} == {"filing", "centre", "director", "vice_director"}
    assert {p for p, r in of.items() if r.may_sign_takeover} == {"director", "vice_director"}


def test_partner_sees_nothing() -> None:
    partner = UserFacts(1, HERE, frozenset({"partner"}), frozenset({1}))
    assert rights(partner, case()) == Rights()
    assert court_rights(partner) == CourtRights()


def test_acting_for_a_post_counts_but_never_an_admin_post() -> None:
    deputy = judge(id=5, teams=frozenset(), acting_for=frozenset({"director"}))
    assert rights(deputy, case()).may_transfer
    assert court_rights(deputy).sees_names_of_overdue == "all"
    assert not court_rights(judge(acting_for=frozenset({"system_admin"}))).may_manage_people


def test_admins_are_kept_apart() -> None:
    of = {p: court_rights(UserFacts(9, HERE, frozenset({p}))) for p in ADMINS}
    assert of["system_admin"].may_manage_people and not of["system_admin"].may_manage_security
    assert of["security_admin"].may_manage_security and not of["security_admin"].may_view_audit
    assert of["audit_admin"].may_view_audit and not of["audit_admin"].may_manage_people
    assert not any(r.sees_all_cases or r.may_see_board or r.may_approve for r in of.values())


def test_an_admin_with_a_second_post_stays_an_admin() -> None:
    both = court_rights(UserFacts(9, HERE, frozenset({"system_admin", "director"})))
    assert both.may_manage_people and not both.sees_all_cases and not both.may_approve


def test_names_of_the_overdue() -> None:
    """不上墙：局长看全院，团队长看本队，其余只看自己。"""
    seen = {p: court_rights(UserFacts(9, HERE, frozenset({p}))).sees_names_of_overdue for p in POSTS}
    assert {p for p, v in seen.items() if v == "all"} == {"director", "vice_director"}
    assert {p for p, v in seen.items() if v == "team"} == {"team_leader"}


def test_inactive_user_has_no_court_rights() -> None:
    off = court_rights(UserFacts(9, HERE, frozenset({"director"}), active=False))
    assert not any(getattr(off, f.name) is True for f in fields(off))


def test_whoever_holds_an_item_may_do_its_act() -> None:
    """目录的每一种事务，归它办的每一种职务：领在手里就办得了那个行为；别的法院的人不行。"""
    for duty in catalogue().values():
        for post in duty.posts if duty.act else ():
            user = UserFacts(7, HERE, frozenset({post}))
            found = rights(user, case(serving_ids=frozenset({7}), serving_acts=frozenset({(7, duty.act)})))
            assert found.may_view and found.may(Act(duty.act)), (duty.code, post)
            assert duty.act != Act.REGISTER or found.register_groups, (duty.code, post)
            before = rights(user, case())
            assert not {act for act in DECISIONS if found.may(act) and not before.may(act)}, "不因此作得了决定"
            stranger = replace(user, court_path=UPPER)
            assert rights(stranger, case(serving_ids=frozenset({7}), serving_acts=frozenset({(7, duty.act)}))) == rights(stranger, case())
