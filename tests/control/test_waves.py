"""查询批次：提出、签发、放出、取走、受理、退回、超时、重发、撤销，渠道自己停。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import drafts
import pytest
from control.desk import BANK, CARS, ESTATE, TODAY, ControlDesk, agency
from django.db import connection
from django.test.utils import CaptureQueriesContext
from spine import node, story

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.models import Party
from zhixing.casework.cases.queries import Case
from zhixing.casework.closing.events import Closed
from zhixing.casework.control.commands import agencies, circuit, requesting, waves
from zhixing.casework.control.commands.channels import stream
from zhixing.casework.control.models import Agency, Officer, Registration, Request, Wave
from zhixing.casework.control.queries_waves import (
    all_new,
    before_ending,
    circuit_of,
    expiring,
    health,
    planned,
    progress,
)
from zhixing.casework.documents import sealing
from zhixing.casework.nodes.queries import Node
from zhixing.exchange import pdf_text
from zhixing.foundation.files import commands as files
from zhixing.foundation.files.queries import open_
from zhixing.foundation.history.queries import entries
from zhixing.law.finding import Refused

S = Request.State


def started(desk: ControlDesk, *cases: Case, **values: Any) -> Wave:
    given = {"actor": desk.centre, "on": TODAY, "reason": "initial", "token": "t1", "cases": [case.pk for case in cases] or None}
    return waves.start_wave(**{**given, **values})


def signed(desk: ControlDesk, *cases: Case, **values: Any) -> Wave:
    return waves.sign_wave(wave=started(desk, *cases, **values), actor=desk.director, on=TODAY)


def states(wave: Wave) -> dict[str, int]:
    return progress(wave)


def code(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.finding.reasons[0].code


def test_one_wave_from_draft_to_the_channels(desk: ControlDesk, seal: object) -> None:
    new, other = desk.case(), desk.case()
    assert set(all_new(desk.court.pk)) == {new, other}
    wave = started(desk)
    assert (wave.cases, wave.total, wave.scope, wave.state) == (2, 10, "full", "draft")
    assert not all_new(desk.court.pk).exists()
    assert started(desk) == wave
    wave = waves.sign_wave(wave=wave, actor=desk.director, on=TODAY)
    assert states(wave) == {S.QUEUED: 10}
    assert story(new)[-1] == "control.QuerySent"
    new.refresh_from_db()
    assert new.state == "enforcing"
    assert node(new, "N-04").state == "done"
    assert [entry.payload["did"] for entry in entries(stream(desk.court.pk))] == ["asked", "signed"]
    assert set(wave.requests.values_list("officer", flat=True)) == {desk.officer.pk}
    assert code(lambda: waves.sign_wave(wave=wave, actor=desk.director, on=TODAY)) == "control.wave.state"


def test_the_notice_lists_every_debtor_once_and_is_sealed(desk: ControlDesk, seal: object, now: datetime) -> None:
    cases = [desk.case(), desk.case()]
    wave = signed(desk, *cases)
    assert wave.notice is not None
    with open_(wave.notice) as file:
        pdf = file.read()
    assert sealing.verify(pdf, at=now).ok
    text = pdf_text.read(pdf).replace("\n", "")
    assert f"（2026）{desk.court.daizi}协查1号" in text
    for case in cases:
        assert text.count(desk.debtor(case).paper_number) == 1
    assert desk.officer.duty_card in text


def test_who_may_start_and_sign(desk: ControlDesk, seal: object) -> None:
    mine, team = desk.case(), desk.case()
    Case.objects.filter(pk=team.pk).update(handler=desk.other)
    with pytest.raises(Forbidden):
        started(desk, actor=desk.judge)
    with pytest.raises((Forbidden, Case.DoesNotExist)):
        started(desk, mine, actor=desk.other)
    wave = started(desk, mine, actor=desk.judge)
    with pytest.raises(Forbidden):
        waves.sign_wave(wave=wave, actor=desk.centre, on=TODAY)
    with pytest.raises((Forbidden, Case.DoesNotExist)):
        waves.sign_wave(wave=wave, actor=desk.other, on=TODAY)
    assert waves.sign_wave(wave=wave, actor=desk.judge, on=TODAY).state == "running"


def test_who_cannot_be_asked_about(desk: ControlDesk) -> None:
    nobody, company = desk.case(), desk.case()
    Party.objects.filter(pk=desk.debtor(nobody).pk).update(paper_number="")
    Party.objects.filter(pk=desk.debtor(company).pk).update(nature="unit", paper="uscc", paper_number="91150221MA0N000007")
    civil = agency(desk.court, "R009", channel="register", register="civil", covers=["info"])
    plan = planned([nobody.pk, company.pk], [desk.agencies[BANK], civil])
    assert {party.case_id for party, _ in plan.pairs} <= {company.pk}
    assert civil.pk not in {one.pk for _, one in plan.pairs}
    assert nobody.pk in {one.case_id for one in plan.left_out}
    assert code(lambda: started(desk, nobody)) == "control.wave.nothing"


def test_what_is_being_asked_is_not_asked_twice(desk: ControlDesk, seal: object) -> None:
    case = desk.case()
    first = started(desk, case)
    assert code(lambda: started(desk, case, token="t2")) == "control.wave.nothing"
    twin = desk.wave(case, state="draft", requests="draft")
    waves.sign_wave(wave=first, actor=desk.director, on=TODAY)
    twin = waves.sign_wave(wave=twin, actor=desk.director, on=TODAY)
    assert states(twin) == {S.CANCELLED: 5}
    assert story(case).count("control.QuerySent") == 1
    assert twin.state == "done"


def test_no_registered_officer_no_query(desk: ControlDesk, seal: object) -> None:
    wave = started(desk, desk.case())
    Registration.objects.filter(agency=desk.agencies[BANK]).update(until=date(2026, 11, 2))
    assert code(lambda: waves.sign_wave(wave=wave, actor=desk.director, on=TODAY)) == "control.officer"
    assert [one.agency.code for one in expiring(desk.court.pk, TODAY)] == [BANK]
    wave.refresh_from_db()
    assert wave.state == "draft"


def test_a_case_reversed_after_the_draft_is_not_let_out(desk: ControlDesk, seal: object) -> None:
    case, good = desk.case(), desk.case()
    wave = started(desk, case, good)
    Case.objects.filter(pk=case.pk).update(state="reversed")
    wave = waves.sign_wave(wave=wave, actor=desk.director, on=TODAY)
    assert states(wave) == {S.CANCELLED: 5, S.QUEUED: 5}


def test_letting_out_costs_the_same_for_many(desk: ControlDesk, seal: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "STEP", 0)
    cases = [desk.case() for _ in range(6)]
    wave = signed(desk, *cases)
    assert states(wave) == {S.DRAFT: 30}
    costs = []
    for count in (1, 5):
        with CaptureQueriesContext(connection) as asked:
            assert waves.next_out(count) == count
        costs.append(len(asked))
    assert costs[1] <= costs[0] + 2
    assert not waves.let_out(wave, 5)
    assert states(wave) == {S.QUEUED: 30}


def test_taking_acking_and_losing_the_answer(desk: ControlDesk, seal: object, now: datetime) -> None:
    signed(desk, desk.case(), desk.case(), desk.case())
    bank = desk.agencies[BANK]
    with CaptureQueriesContext(connection) as asked:
        first = requesting.take(bank, 2, now)
    assert len(asked) <= 7
    assert len(first) == 2 and {one.state for one in first} == {S.SENT} and {one.attempts for one in first} == {1}
    rest = requesting.take(bank, 100, now)
    assert len(rest) == 1 and not {one.pk for one in rest} & {one.pk for one in first}
    assert requesting.take(bank, 100, now) == []
    again = requesting.take(bank, 100, now, again=True)
    assert [one.number for one in again] == [one.number for one in [*first, *rest]]
    assert {one.attempts for one in again} == {1}
    assert requesting.acked(bank, [first[0].number, "没有这个号"], now) == {first[0].number}
    later = requesting.take(bank, 100, now + timedelta(minutes=11))
    assert first[0].number not in {one.number for one in later} and len(later) == 2
    assert requesting.take(desk.agencies[CARS], 100, now)[0].agency_id == desk.agencies[CARS].pk


def test_timeout_retry_dead_and_resend(desk: ControlDesk, seal: object, now: datetime) -> None:
    wave = signed(desk, desk.case(), agencies=[desk.agencies[BANK].pk])
    bank, at = desk.agencies[BANK], now
    numbers = set()
    for attempt in (1, 2, 3):
        [given] = requesting.take(bank, 10, at)
        numbers.add(given.number)
        assert given.attempts == attempt
        at += timedelta(hours=bank.reply_hours + 1)
        assert requesting.timed_out(at) == 1
    assert len(numbers) == 1
    [held] = wave.requests.all()
    assert held.state == S.DEAD and "没有反馈" in held.error
    wave.refresh_from_db()
    assert wave.state == "done"
    with pytest.raises(Forbidden):
        requesting.resend(requests=[held.pk], actor=desk.judge)
    Registration.objects.filter(agency=bank).update(ended_on=TODAY)
    assert code(lambda: requesting.resend(requests=[held.pk], actor=desk.centre)) == "control.officer"
    Registration.objects.filter(agency=bank).update(ended_on=None)
    assert requesting.resend(requests=[held.pk], actor=desk.centre, why="对方系统恢复") == 1
    wave.refresh_from_db()
    assert wave.state == "running"
    [given] = requesting.take(bank, 10, at)
    assert given.number in numbers and given.attempts == 1
    assert code(lambda: requesting.resend(requests=[held.pk], actor=desk.centre)) == "control.resend.none"


def test_letters_wait_from_the_signature(desk: ControlDesk, seal: object, now: datetime) -> None:
    letter = agency(desk.court, "L001", channel="letter", network="onsite", reply_hours=240)
    wave = signed(desk, desk.case(), agencies=[letter.pk])
    [held] = wave.requests.all()
    assert (held.state, held.attempts, held.officer) == (S.SENT, 1, None)
    assert requesting.timed_out(now + timedelta(hours=241)) == 1
    assert states(wave) == {S.TIMEOUT: 1}


def test_given_back_and_rejected(desk: ControlDesk, seal: object, now: datetime) -> None:
    wave = signed(desk, desk.case(), agencies=[desk.agencies[BANK].pk, desk.agencies[ESTATE].pk])
    bank, estate = desk.agencies[BANK], desk.agencies[ESTATE]
    [one], [two] = requesting.take(bank, 10, now), requesting.take(estate, 10, now)
    assert requesting.given_back(bank, {one.number: "系统维护", two.number: "不是我的"}, now, state=S.ROLLED_BACK) == {one.number}
    assert requesting.given_back(bank, {one.number: "又来一次"}, now, state=S.ROLLED_BACK) == set()
    assert requesting.given_back(estate, {two.number: "经办人没有登记"}, now, state=S.REJECTED) == {two.number}
    assert states(wave) == {S.ROLLED_BACK: 1, S.REJECTED: 1}
    assert {one.failed_today for one in health(desk.court.pk, now) if one.agency.code in (BANK, ESTATE)} == {1}


def test_a_failing_channel_stops_itself_and_tries_one(desk: ControlDesk, now: datetime) -> None:
    bank = desk.agencies[BANK]
    desk.wave(*[desk.case() for _ in range(3)], requests="queued", agencies=[bank])
    circuit.failed(bank.pk, circuit.CIRCUIT, now)
    bank.refresh_from_db()
    assert circuit_of(bank, now) == "open" and requesting.take(bank, 10, now) == []
    later = now + circuit.PROBE_AFTER
    [probe] = requesting.take(bank, 10, later)
    assert requesting.take(bank, 10, later) == []
    requesting.acked(bank, [probe.number], later)
    circuit.alive(bank.pk, later)
    bank.refresh_from_db()
    assert circuit_of(bank, later) == "closed" and len(requesting.take(bank, 10, later)) == 2


def test_a_pause_by_hand_lasts_until_it_is_lifted(desk: ControlDesk, now: datetime) -> None:
    bank = agencies.pause_agency(agency=desk.agencies[BANK], actor=desk.director, until=now + timedelta(days=1), why="对方升级")
    circuit.alive(bank.pk, now)
    bank.refresh_from_db()
    assert circuit_of(bank, now) == "open"
    assert circuit_of(agencies.resume_agency(agency=bank, actor=desk.director), now) == "closed"


def test_cancelled(desk: ControlDesk, seal: object, now: datetime) -> None:
    wave = signed(desk, desk.case(), desk.case())
    requesting.take(desk.agencies[BANK], 10, now)
    with pytest.raises(Forbidden):
        waves.cancel_wave(wave=wave, actor=desk.leader, why="撤")
    wave = waves.cancel_wave(wave=wave, actor=desk.director, why="提错了")
    assert states(wave) == {S.SENT: 2, S.CANCELLED: 8}
    assert code(lambda: waves.cancel_wave(wave=wave, actor=desk.director, why="再撤")) == "control.wave.state"
    assert requesting.timed_out(now + timedelta(hours=73)) == 2 and requesting.take(desk.agencies[BANK], 10, now) == []


def test_agencies_and_officers_are_kept_by_those_who_may(desk: ControlDesk) -> None:
    given = {"actor": desk.director, "code": "B777", "name": "城商银行", "channel": "bank", "covers": ["deposit"]}
    made = agencies.add_agency(**given)
    assert code(lambda: agencies.add_agency(**given)) == "control.agency.taken"
    assert code(lambda: agencies.change_agency(agency=made, actor=desk.director, covers=["gold"])) == "control.agency.covers"
    with pytest.raises(Forbidden):
        agencies.change_agency(agency=made, actor=desk.judge, enabled=False)
    agencies.change_agency(agency=made, actor=desk.centre, reply_hours=24)
    person = agencies.register_officer(user=desk.judge, actor=desk.centre, work_card="GZ1", duty_card="GW1", phone="0472-5550101")
    first = agencies.register_with(officer=person, agency=made, since=date(2026, 11, 1), until=date(2026, 12, 31), actor=desk.centre)
    overlap = {"officer": person, "agency": made, "since": date(2026, 12, 31), "until": date(2027, 12, 31), "actor": desk.centre}
    assert code(lambda: agencies.register_with(**overlap)) == "control.registration.twice"
    agencies.end_registration(registration=first, actor=desk.centre, on=date(2026, 12, 31))
    assert agencies.register_with(**overlap).pk
    told = [entry.payload["text"] for entry in entries(stream(desk.court.pk))]
    assert told[0].startswith("添加（代码B777") and told[1] == "超时小时数改为24"
    assert Agency.objects.get(pk=made.pk).reply_hours == 24


def test_two_debtors_are_asked_about_each(desk: ControlDesk) -> None:
    case = desk.case(parties=(drafts.person("applicant", "王秀兰"), drafts.person("respondent", "甲方"), drafts.person("respondent", "乙方")))
    assert started(desk, case).total == 10


def test_many_are_printed_by_the_worker(desk: ControlDesk, seal: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "AT_ONCE", 1)
    wave = signed(desk, desk.case(), desk.case(), agencies=[desk.agencies[BANK].pk])
    assert (wave.state, wave.notice_id, states(wave)) == ("running", None, {S.DRAFT: 2})
    assert not waves.let_out(wave) and waves.next_out() == 1
    wave.refresh_from_db()
    assert wave.notice_id and wave.notice_number and states(wave) == {S.DRAFT: 2}
    assert waves.next_out() == 2 and states(wave) == {S.QUEUED: 2} and not waves.next_out()


def test_what_cannot_be_printed_goes_back_to_be_signed(desk: ControlDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "AT_ONCE", 0)
    wave = signed(desk, desk.case(), agencies=[desk.agencies[BANK].pk])
    monkeypatch.setattr(waves.notice, "_printed", lambda *_: (_ for _ in ()).throw(waves.refused("notice.unprintable", "印不出。", "改姓名。")))
    assert waves.next_out() == 1 and not waves.next_out()
    wave.refresh_from_db()
    assert (wave.state, wave.error, wave.signed_by_id) == ("draft", "印不出。改姓名。", None)


def test_one_wave_that_fails_does_not_hold_up_the_next(desk: ControlDesk, seal: object, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = desk.wave(desk.case(), requests="draft"), desk.wave(desk.case(), requests="draft")
    Wave.objects.update(notice=files.store(court_id=desk.court.pk, name="a.txt", content="通知书".encode(), actor=desk.centre))
    told = waves._told
    monkeypatch.setattr(waves, "_told", lambda wave, *rest: 1 / 0 if wave.pk == bad.pk else told(wave, *rest))
    assert waves.next_out() == 1 and states(good) == {S.QUEUED: 5} and not waves.next_out()
    bad.refresh_from_db()
    assert "ZeroDivisionError" in bad.error and states(bad) == {S.DRAFT: 5}
    monkeypatch.undo()
    Wave.objects.update(failed_at=bad.asked_at - timedelta(minutes=9))
    assert waves.next_out() == 1
    bad.refresh_from_db()
    assert (bad.error, states(bad)) == ("", {S.QUEUED: 5})


def test_the_registration_must_stand_on_the_day_of_the_pull(desk: ControlDesk, now: datetime) -> None:
    bank = desk.agencies[BANK]
    desk.wave(desk.case(), requests="queued", agencies=[bank])
    Registration.objects.filter(agency=bank).update(until=date(2026, 11, 2))
    assert requesting.take(bank, 10, now) == []
    assert {one.agency.code: one.barred for one in health(desk.court.pk, now) if one.barred} == {BANK: 1}
    other = Officer.objects.create(court=desk.court, user=desk.other, work_card="GZ1", duty_card="GW1", phone="0472-5550101")
    agencies.register_with(officer=other, agency=bank, since=TODAY, until=date(2027, 1, 1), actor=desk.director)
    [given] = requesting.take(bank, 10, now)
    assert given.officer == other


def test_half_a_year_after_the_round_the_system_offers_a_wave(desk: ControlDesk) -> None:
    case, later = desk.case(), desk.case()
    for one, due in ((case, TODAY + timedelta(days=7)), (later, TODAY + timedelta(days=8))):
        desk.record(one, Closed(mode="terminated_round", mode_text="终本"), TODAY)
        assert node(one, "N-40").state == "open"
        Node.objects.filter(case=one, code="N-40").update(due=due)
    wave = waves.offer_again(desk.court.pk, TODAY)
    assert wave and (wave.state, wave.reason, wave.cases, wave.asked_by_id) == ("draft", "half_year", 1, None)
    assert waves.offer_again(desk.court.pk, TODAY) == wave
    assert waves.offer_again(desk.court.pk, TODAY + timedelta(days=1)).cases == 1  # type: ignore[union-attr]
    assert waves.offer_again(desk.court.pk, TODAY + timedelta(days=2)) is None


def test_before_the_round_what_was_asked_too_long_ago_is_offered(desk: ControlDesk, seal: object) -> None:
    near, far, new = desk.case(), desk.case(), desk.case()
    signed(desk, near, far)
    Request.objects.update(state=S.FED)
    Node.objects.filter(case__in=[near, new], code="N-31").update(due=TODAY + timedelta(days=10))
    assert not before_ending(desk.court.pk, TODAY).exists()
    Node.objects.filter(code="N-37", state="done").update(due=TODAY + timedelta(days=9))
    assert list(before_ending(desk.court.pk, TODAY)) == [near]
    desk.wave(near, state="draft", requests="draft")
    assert not before_ending(desk.court.pk, TODAY).exists()
