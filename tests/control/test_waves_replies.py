"""查询的回音：反馈、重复、来迟、撤销以后、对不上、退回；一批一起记。"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from control.desk import BANK, CARS, ESTATE, TODAY, ControlDesk
from django.db import connection
from django.test.utils import CaptureQueriesContext
from spine import node, story

from zhixing.casework.control.commands import requesting
from zhixing.casework.control.commands.replying import Heard, heard, ours
from zhixing.casework.control.models import Agency, Asset, Finding, Reply, Request
from zhixing.casework.control.queries_waves import progress
from zhixing.casework.control.told import Told
from zhixing.foundation.history.queries import entries

S, R = Request.State, Reply.State
_serial = count(1)


def reply(agency: Agency, now: datetime, sort: str = "feedback") -> Reply:
    digest = hashlib.sha256(str(next(_serial)).encode()).hexdigest()
    return Reply.objects.create(court=agency.court, agency=agency, sort=sort, raw=b"<x/>", sha256=digest, received_at=now)


def told(request: Request, fen: int = 12_345, account: str = "622200001111", **values: Any) -> Told:
    party = request.party
    given = {"kind": "deposit", "what": f"北疆银行 尾号{account[-4:]}", "name": party.name, "paper_number": party.paper_number,
             "values": {"account": account}, "value_fen": fen, "available_fen": fen}
    return Told(**{**given, **values})


def fed(request: Request, now: datetime, *rows: Told, **values: Any) -> Heard:
    given = {"reply": reply(request.agency, now), "sort": "feedback", "numbers": (request.number,), "on": TODAY, "told": rows}
    return Heard(**{**given, **values})


@pytest.fixture
def sent(desk: ControlDesk) -> dict[str, Request]:
    """一件案件，三条渠道，都已取走：代码 → 请求。"""
    wave = desk.wave(desk.case(), agencies=[desk.agencies[code] for code in (BANK, ESTATE, CARS)])
    return {one.agency.code: one for one in wave.requests.select_related("agency", "party", "case", "wave")}


def test_feedback_of_a_case_is_told_once_per_batch(sent: dict[str, Request], now: datetime) -> None:
    case = sent[BANK].case
    car = told(sent[CARS], kind="vehicle", what="蒙B12345", values={"plate": "蒙B12345"}, value_fen=None, available_fen=None)
    none = told(sent[ESTATE], kind="real_estate", nothing=True, what="没有查到", values={}, value_fen=None, available_fen=None)
    batch = [fed(sent[BANK], now, told(sent[BANK]), told(sent[BANK], 0, "622200002222")), fed(sent[ESTATE], now, none), fed(sent[CARS], now, car)]
    assert set(heard(batch, now=now).values()) == {R.TAKEN}
    assert story(case).count("control.FeedbackReceived") == 1
    [event] = [one.payload for one in entries(case.stream) if one.type == "control.FeedbackReceived"]
    assert (event["found"], event["accounts"], event["balance_fen"], event["vehicles"], event["houses"]) == (["deposit", "movable"], 2, 12_345, 1, 0)
    assert {one.result for one in Request.objects.filter(case=case)} == {"full", "none"}
    assert Finding.objects.filter(case=case).count() == 4 and Asset.objects.count() == 3
    sent[BANK].wave.refresh_from_db()
    assert sent[BANK].wave.state == "done"


def test_seen_twice_and_after_the_end(sent: dict[str, Request], now: datetime) -> None:
    first = fed(sent[BANK], now, told(sent[BANK]))
    assert heard([first], now=now) == {first.reply.pk: R.TAKEN}
    assert heard([first], now=now) == {}
    other = fed(sent[BANK], now, told(sent[BANK], 99))
    assert heard([other], now=now) == {other.reply.pk: R.AGAIN}
    Request.objects.filter(pk=sent[CARS].pk).update(state=S.CANCELLED)
    late, strange = fed(sent[CARS], now, told(sent[CARS])), fed(sent[ESTATE], now, numbers=("不是我们的号",))
    foreign = fed(sent[ESTATE], now, numbers=(sent[BANK].number,))
    assert list(heard([late, strange, foreign], now=now).values()) == [R.LATE, R.UNMATCHED, R.UNMATCHED]
    assert Finding.objects.count() == 1 and Asset.objects.get().value_fen == 12_345
    assert progress(sent[BANK].wave) == {S.FED: 1, S.CANCELLED: 1, S.SENT: 1}


def test_two_answers_in_one_batch_count_once(sent: dict[str, Request], now: datetime) -> None:
    batch = [fed(sent[BANK], now, told(sent[BANK])), fed(sent[BANK], now, told(sent[BANK], 1))]
    assert list(heard(batch, now=now).values()) == [R.TAKEN, R.AGAIN]


def test_a_part_may_be_followed_by_the_rest(sent: dict[str, Request], now: datetime) -> None:
    heard([fed(sent[BANK], now, told(sent[BANK]), result="partial", reason="一处网点没有回")], now=now)
    rest = fed(sent[BANK], now, told(sent[BANK], 5, "622200003333"), result="full")
    assert heard([rest], now=now) == {rest.reply.pk: R.TAKEN}
    held = Request.objects.get(pk=sent[BANK].pk)
    assert (held.state, held.result) == (S.FED, "full") and Asset.objects.count() == 2


def test_an_answer_after_the_timeout_stops_the_retry(sent: dict[str, Request], now: datetime) -> None:
    bank = sent[BANK].agency
    later = now + timedelta(hours=73)
    assert requesting.timed_out(later) == 3
    late = fed(sent[BANK], later, told(sent[BANK]))
    assert heard([late], now=later) == {late.reply.pk: R.TAKEN}
    assert requesting.take(bank, 10, later) == []
    Request.objects.filter(pk=sent[CARS].pk).update(state=S.DEAD)
    dead = fed(sent[CARS], later)
    assert heard([dead], now=later) == {dead.reply.pk: R.TAKEN}
    assert Reply.objects.get(pk=dead.reply.pk).faults == ["late"]


def test_a_namesake_is_kept_apart(sent: dict[str, Request], now: datetime) -> None:
    heard([fed(sent[BANK], now, told(sent[BANK], paper_number="150221199001010036"))], now=now)
    [finding] = Finding.objects.all()
    assert finding.faults == ["identity"] and finding.asset is None
    [event] = [one.payload for one in entries(sent[BANK].case.stream) if one.type == "control.FeedbackReceived"]
    assert (event.get("found", []), event["accounts"]) == ([], 0)


def test_acks_and_what_is_given_back(sent: dict[str, Request], now: datetime) -> None:
    bank, cars = sent[BANK].agency, sent[CARS].agency
    assert ours(bank.pk, [sent[BANK].number, sent[CARS].number]) == {sent[BANK].number}
    ack = Heard(reply=reply(bank, now, "ack"), sort="ack", numbers=("别的号", sent[BANK].number), on=TODAY)
    back = Heard(reply=reply(cars, now, "rollback"), sort="rollback", numbers=(sent[CARS].number,), on=TODAY, reason="系统维护")
    twice = Heard(reply=reply(cars, now, "rollback"), sort="rollback", numbers=(sent[CARS].number,), on=TODAY, reason="又退一次")
    assert list(heard([ack, back, twice], now=now).values()) == [R.TAKEN, R.TAKEN, R.LATE]
    states = {one.agency.code: (one.state, one.error) for one in Request.objects.select_related("agency")}
    assert states == {BANK: (S.ACKED, ""), CARS: (S.ROLLED_BACK, "系统维护"), ESTATE: (S.SENT, "")}


def test_the_wait_for_feedback_ends_with_it(sent: dict[str, Request], now: datetime, desk: ControlDesk) -> None:
    from zhixing.casework.control.events import QuerySent

    case = sent[BANK].case
    desk.record(case, QuerySent(channel="network"), TODAY)
    assert node(case, "W-01").state == "open"
    heard([fed(sent[BANK], now, told(sent[BANK]))], now=now)
    assert node(case, "W-01").state == "done"


def test_many_answers_cost_as_much_as_few(desk: ControlDesk, now: datetime) -> None:
    wave = desk.wave(*[desk.case() for _ in range(7)], agencies=[desk.agencies[BANK]])
    rows = list(wave.requests.select_related("agency", "party", "case").order_by("pk"))
    costs = []
    for part in (rows[:1], rows[1:6]):
        batch = [fed(one, now, told(one, account=f"6222{one.pk:08d}")) for one in part]
        with CaptureQueriesContext(connection) as asked:
            heard(batch, now=now)
        costs.append(len(asked))
    assert costs[1] <= costs[0] + 2, costs
    assert progress(wave) == {S.FED: 6, S.SENT: 1}
