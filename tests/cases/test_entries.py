"""办案记录、更正登记、撤回登记，和由此推出的时间线。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from zhixing.casework.cases import commands
from zhixing.casework.cases.facts import timeline_of, timelines_of
from zhixing.casework.control.events import QuerySent
from zhixing.foundation.history import commands as history
from zhixing.foundation.history import context
from zhixing.foundation.history import queries as reading
from zhixing.law.finding import Refused
from zhixing.law.states import fold

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 26)


def query(people, case, on=DAY):
    """登记一次查询（不经事项表，只看链）。"""
    event = QuerySent(channel="network", person="单晓岚")
    return commands.finish(event, case=case, actor=people.judge, on=on).entry.seq


def facts(case):
    return [(fact.type, fact.on, fact.identity) for fact in timeline_of(case).facts]


def codes(refused) -> set[str]:
    return {reason.code for reason in refused.value.finding.reasons}


def test_a_note_takes_one_call_and_no_revision(people, running) -> None:
    recorded = commands.note(
        case=running, actor=people.judge, on=DAY, sort="电话", person="王秀兰", text="询问进度，已告知。"
    )
    assert recorded.event.sentence() == "电话，王秀兰，询问进度，已告知。"


@pytest.mark.parametrize("change", [
    {"sort": "闲聊"}, {"text": "残\ud800缺"}, {"text": "长" * 2001}, {"person": "\x00"}, {"on": date(2026, 11, 4)},
    {"on": date(2026, 10, 1)},
])
def test_odd_notes_are_refused(people, running, change) -> None:
    with pytest.raises(Refused):
        commands.note(**({"case": running, "actor": people.judge, "on": DAY, "sort": "电话"} | change))
    assert reading.seq(running.stream) == 4


def test_correcting_keeps_the_place_and_shows_the_new_content(people, running) -> None:
    seq = query(people, running)
    commands.correct_entry(
        case=running, actor=people.judge, seq=seq, values={"channel": "local"}, on=DAY + timedelta(1), reason="渠道写错",
        revision=5,
    )
    last = timeline_of(running).facts[-1]
    assert (last.type, last.on, last.identity, last.seq, last.data["channel"]) == (
        "control.QuerySent", DAY + timedelta(1), seq, seq + 1, "local",
    )
    commands.correct_entry(
        case=running, actor=people.judge, seq=seq + 1, values={}, on=DAY, reason="日期写错", revision=6
    )
    assert facts(running)[-1] == ("control.QuerySent", DAY, seq)
    assert len(facts(running)) == 5


def test_a_superseded_entry_cannot_be_corrected_again(people, running) -> None:
    seq = query(people, running)
    commands.correct_entry(
        case=running, actor=people.judge, seq=seq, values={"channel": "local"}, on=DAY, reason="错", revision=5
    )
    with pytest.raises(Refused) as refused:
        commands.correct_entry(
            case=running, actor=people.judge, seq=seq, values={"channel": "onsite"}, on=DAY, reason="错", revision=6
        )
    assert codes(refused) == {"entry.superseded"}


@pytest.mark.parametrize(("change", "code"), [
    ({"reason": " "}, "entry.empty"), ({"seq": 99}, "entry.gone"), ({"on": date(2027, 1, 1)}, "entry.future"),
    ({"values": {"person": "\ud800"}}, "entry.characters"), ({"seq": 4, "values": {"handler": 1}}, "entry.date_only"),
])
def test_odd_corrections_are_refused(people, running, change, code) -> None:
    seq = query(people, running)
    given = {"case": running, "actor": people.judge, "seq": seq, "values": {}, "on": DAY, "reason": "写错", "revision": 5}
    with pytest.raises(Refused) as refused:
        commands.correct_entry(**(given | change))
    assert codes(refused) == {code}
    assert reading.seq(running.stream) == 5


FREEZE = {
    "property": "deposit", "subject": "工行尾号1234", "amount_fen": 3_600_000, "until": date(2027, 10, 25), "rank": "first",
}


def corrected(people, case, seq, revision, on=DAY, **values):
    return commands.correct_entry(
        case=case, actor=people.judge, seq=seq, values=values, on=on, reason="写错", revision=revision
    )


@pytest.mark.parametrize(("change", "code"), [
    ({"until": date(2027, 11, 30)}, "term_cap"), ({"until": date(2026, 10, 1)}, "early_until"),
    ({"subject": ""}, "bad_subject"), ({"property": "gold"}, "bad_property"), ({"amount_fen": -5}, "bad_amount_fen"),
    ({"on": date(2026, 11, 4)}, "entry.future"), ({"on": date(2026, 10, 1)}, "entry.too_early"),
    ({"on": date(2026, 10, 22), "until": date(2027, 10, 25)}, "term_cap"),
])
def test_a_correction_answers_to_the_same_rules_as_the_entry(people, running, change, code) -> None:
    commands.register(case=running, actor=people.judge, on=DAY, revision=4, matter="freeze", values=FREEZE)
    with pytest.raises(Refused) as refused:
        corrected(people, running, 5, 5, **change)
    assert codes(refused) == {code}
    assert reading.seq(running.stream) == 5


def test_what_may_be_registered_may_be_corrected_to(people, running) -> None:
    commands.register(case=running, actor=people.judge, on=DAY, revision=4, matter="freeze", values=FREEZE)
    data = corrected(people, running, 5, 5, until=date(2027, 1, 26), amount_fen=1_000_000).event.as_data()
    assert (data["until"], data["amount_fen"], data["measure"]) == ("2027-01-26", 1_000_000, "freeze")


def test_a_corrected_note_keeps_to_the_list(people, running) -> None:
    commands.note(case=running, actor=people.judge, on=DAY, sort="电话", text="已告知")
    with pytest.raises(Refused) as refused:
        corrected(people, running, 5, 5, sort="闲聊")
    assert codes(refused) == {"entry.choice"}


def test_an_unknown_field_is_a_programming_error(people, running) -> None:
    seq = query(people, running)
    with pytest.raises(ValueError, match="没有这些栏目"):
        commands.correct_entry(
            case=running, actor=people.judge, seq=seq, values={"colour": "red"}, on=DAY, reason="错", revision=5
        )


def test_correcting_the_acceptance_day_moves_the_case_too(people, running) -> None:
    commands.correct_entry(
        case=running, actor=people.director, seq=2, values={}, on=date(2026, 10, 20), reason="立案日写错", revision=4
    )
    running.refresh_from_db()
    assert (running.accepted_on, running.state) == (date(2026, 10, 20), "assigned")
    assert facts(running)[1] == ("cases.Accepted", date(2026, 10, 20), 2)


def test_corrected_days_stay_in_order(people, running) -> None:
    with pytest.raises(Refused) as refused:
        commands.correct_entry(
            case=running, actor=people.director, seq=1, values={}, on=date(2026, 10, 25), reason="收件日写错", revision=4
        )
    assert codes(refused) == {"entry.order"}
    running.refresh_from_db()
    assert running.received_on == date(2026, 10, 20)


def test_own_entry_of_today_may_be_withdrawn_and_state_follows(people, running) -> None:
    seq = query(people, running)
    running.refresh_from_db()
    assert running.state == "enforcing"
    commands.withdraw_entry(case=running, actor=people.judge, seq=seq, reason="登错案件", revision=5)
    running.refresh_from_db()
    assert running.state == "assigned"
    assert [kind for kind, _, _ in facts(running)][-1] == "cases.Assigned"
    with pytest.raises(Refused) as refused:
        commands.withdraw_entry(case=running, actor=people.judge, seq=seq, reason="再撤", revision=6)
    assert codes(refused) == {"entry.superseded"}


def test_yesterdays_entry_needs_the_leader(people, running, now) -> None:
    seq = query(people, running)
    with context.at(now + timedelta(days=1)):
        with pytest.raises(Refused) as refused:
            commands.withdraw_entry(case=running, actor=people.judge, seq=seq, reason="登错", revision=5)
        assert codes(refused) == {"entry.leader"}
        commands.withdraw_entry(case=running, actor=people.leader, seq=seq, reason="登错", revision=5)


def test_somebody_elses_entry_needs_the_leader(people, running) -> None:
    seq = query(people, running)
    with pytest.raises(Refused) as refused:
        commands.withdraw_entry(case=running, actor=people.assistant, seq=seq, reason="登错", revision=5)
    assert codes(refused) == {"entry.leader"}


@pytest.mark.parametrize(("seq", "act"), [(1, "decline"), (2, "propose"), (3, "correct_entry"), (4, "transfer")])
def test_main_line_entries_say_which_act_instead(people, running, seq, act) -> None:
    with pytest.raises(Refused) as refused:
        commands.withdraw_entry(case=running, actor=people.director, seq=seq, reason="撤", revision=4)
    assert [(r.code, r.act) for r in refused.value.finding.reasons] == [("entry.main_line", act)]


def test_withdrawing_a_correction_withdraws_the_whole_matter(people, running) -> None:
    seq = query(people, running)
    commands.correct_entry(
        case=running, actor=people.judge, seq=seq, values={"channel": "local"}, on=DAY, reason="错", revision=5
    )
    commands.withdraw_entry(case=running, actor=people.judge, seq=seq + 1, reason="没有查", revision=6)
    assert "control.QuerySent" not in [kind for kind, _, _ in facts(running)]


def test_timelines_of_many_take_one_query(people, running, filed, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = timelines_of([running, filed])
    assert found == {running.pk: timeline_of(running), filed.pk: timeline_of(filed)}


def test_stored_state_is_what_the_timeline_folds_to(people, running) -> None:
    query(people, running)
    running.refresh_from_db()
    assert running.state == fold(fact.type for fact in timeline_of(running).facts)


def test_every_event_has_a_decision_here() -> None:
    """每种事件要么能更正、撤回，要么在表里说了改用什么；表里没有不认识的事件。"""
    from zhixing.law import entries

    known = set(history.event_types())
    assert set(entries.INSTEAD) <= known
    assert known >= entries.DATE_ONLY | entries.FIXED
