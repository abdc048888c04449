"""状态表与事件：两张表说的是同一回事。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhixing.law.states import EFFECTS, ENDED, TABLE, Act, State, acts, after, fold, permits

EVENT = {
    Act.ASK_CORRECTION: "cases.CorrectionAsked", Act.CORRECTED: "cases.Corrected", Act.DECLINE: "cases.Declined",
    Act.ACCEPT: "cases.Accepted", Act.HAND_OVER: "cases.HandedOver", Act.ASSIGN: "cases.Assigned",
    Act.TRANSFER: "cases.Transferred", Act.HELPERS: "cases.HelperChanged", Act.NOTE: "cases.Noted",
    Act.SUSPEND: "nodes.Suspended", Act.RESUME: "nodes.Resumed", Act.STAY: "nodes.Stayed",
    Act.END_STAY: "nodes.StayEnded", Act.EXTEND: "nodes.Extended", Act.EXCLUDE: "nodes.Excluded",
    Act.END_EXCLUSION: "nodes.ExclusionEnded", Act.WAIVE: "nodes.Waived", Act.PROPOSE: "closing.Proposed",
    Act.RECALL_PROPOSAL: "closing.ProposalEnded", Act.CLOSE: "closing.Closed", Act.ARCHIVE: "closing.Archived",
    Act.WITHDRAW_CLOSING: "closing.Withdrawn", Act.REVIVE: "closing.Resumed", Act.CONVERT: "closing.Converted",
    Act.REVERSE_TAKEOVER: "cases.TakeoverReversed", Act.EDIT: "cases.DetailsChanged", Act.TAG: "cases.Tagged", Act.LINK: "cases.Linked",
}


def test_the_two_tables_agree() -> None:
    """许可表里办完后的状态，就是相应事件之后的状态。"""
    for state, row in TABLE.items():
        for act, following in row.items():
            if act in EVENT:
                assert after(state, EVENT[act]) == following, (state, act)


@given(st.lists(st.sampled_from(sorted(EVENT))))
def test_stored_state_equals_fold(attempts: list[Act]) -> None:
    """一路按许可办下去，存下的状态等于从事件推出的状态。"""
    state, events = State.RECEIVED, ["cases.Received"]
    for act in attempts:
        found = permits(state, act)
        if found.ok:
            state = found.value
            events.append(EVENT[act])
    assert fold(events) == state


@given(st.sampled_from(State), st.sampled_from(Act), st.sampled_from(["执", "执恢", "执保", "执异", "执监"]))
def test_every_answer_cites_and_every_refusal_explains(state: State, act: Act, kind: str) -> None:
    found = permits(state, act, kind)
    assert found.articles
    assert found.ok == (act in acts(state, kind))
    for reason in found.reasons:
        assert reason.text.endswith("。")
        assert str(reason.article)
        assert not reason.act or Act(reason.act) in TABLE[state], "补救的行为此刻要办得了"


def test_labels_and_tones_are_complete() -> None:
    assert all(s.label and s.tone for s in State)
    assert all(a.label for a in Act)
    assert len({a.label for a in Act}) == len(Act)
    assert {s for s in State if not s.open} == ENDED


@pytest.mark.parametrize(("state", "remedy", "act"), [
    ("suspended", "先恢复执行，再报结。", "resume"),
    ("stayed", "先结束暂缓，再报结。", "end_stay"),
])
def test_not_closable_while_suspended_or_stayed(state: str, remedy: str, act: str) -> None:
    """C-20。"""
    (reason,) = permits(state, "propose").reasons
    assert (reason.remedy, reason.act, reason.article.instrument) == (remedy, act, "LJ")


def test_first_enforcement_act_moves_an_assigned_case() -> None:
    assert after("assigned", "cases.Noted") == "assigned"
    assert after("assigned", "control.QuerySent") == "enforcing"
    assert after("accepted", "control.QuerySent") == "accepted"
    assert after("closed", "control.Renewed") == "closed"


def test_hand_over_after_assignment_keeps_the_state() -> None:
    assert permits("assigned", "hand_over").value == "assigned"
    assert fold(["cases.Received", "cases.Accepted", "cases.Assigned", "cases.HandedOver"]) == "assigned"


def test_registered_matters_run_on_after_closing() -> None:
    assert permits("closed", "register").ok
    assert permits("archived", "register").ok
    assert not permits("declined", "register").ok
    assert not permits("closed", "propose").ok


def test_late_money_is_reckoned_and_paid_after_closing() -> None:
    """AK 10：后到的款照样发放，凭确认了的计息单。"""
    for state in ("closed", "archived"):
        assert all(permits(state, act).ok for act in ("claim_money", "state_debt", "make_sheet", "sign_sheet", "void_sheet", "pay_out"))
        assert not permits(state, "edit").ok and not permits(state, "make_sheet", "执异").ok


def test_review_cases_have_no_suspension() -> None:
    assert permits("enforcing", "suspend", "执").ok
    assert not permits("enforcing", "suspend", "执异").ok
    assert Act.PROPOSE not in acts("enforcing", "执复")


def test_a_closing_may_be_withdrawn_and_a_case_returns_under_its_old_number() -> None:
    assert permits("closed", "withdraw_closing").value == "enforcing"
    assert "归档" in permits("archived", "withdraw_closing").reasons[0].text
    told = ["cases.Received", "cases.Accepted", "cases.Assigned", "closing.Proposed", "closing.Closed"]
    assert fold([*told, "closing.Withdrawn"]) == "enforcing"
    assert fold([*told, "closing.Archived", "closing.Withdrawn"]) == "archived"


def test_revive_and_convert_leave_the_old_case_as_it_is() -> None:
    """另立新案，原案状态不变；首执才恢复，保全才转执行。"""
    for state in (State.CLOSED, State.ARCHIVED):
        assert permits(state, "revive", "执").value == state and permits(state, "revive", "执恢").ok
        assert permits(state, "convert", "执保").value == state
    assert not permits("enforcing", "revive", "执").ok and not permits("closed", "revive", "执保").ok
    assert permits("enforcing", "convert", "执保").value == "enforcing" and not permits("enforcing", "convert", "执").ok
    assert not permits("suspended", "convert", "执保").ok


def test_a_reversed_take_over_leaves_nothing_to_do() -> None:
    assert permits("enforcing", "reverse_takeover").value == State.REVERSED
    assert acts("reversed") == (Act.NOTE,) and not State.REVERSED.open
    assert fold(["cases.Received", "cases.Accepted", "cases.TakenOver", "cases.TakeoverReversed"]) == State.REVERSED
    assert "已经撤回" in permits("reversed", "register").reasons[0].text


def test_effects_are_all_known_events() -> None:
    """作用表里的事件都真有。"""
    import importlib

    from zhixing.foundation.history.events import Event

    for name in EFFECTS:
        area, cls = name.split(".")
        module = importlib.import_module(f"zhixing.casework.{area}.events")
        assert issubclass(getattr(module, cls), Event)


def test_unknown_state_or_act_is_an_error() -> None:
    with pytest.raises(ValueError):
        permits("nowhere", "note")
    with pytest.raises(ValueError):
        permits("received", "fly")
