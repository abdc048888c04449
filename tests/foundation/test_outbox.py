"""发件箱：一件只做一次；失败隔久再试；八次不成停下等人。"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from foundation.happening import DAY, TESTER, happen

from zhixing.foundation.history import context
from zhixing.foundation.history.models import Entry, Stream
from zhixing.foundation.outbox import commands, queries
from zhixing.foundation.outbox.queries import Message
from zhixing.law.finding import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("here", "table")]


@contextmanager
def later(**delta: float) -> Iterator[datetime]:
    here = context.current()
    with context.use(replace(here, now=here.now + timedelta(**delta))) as moved:
        yield moved.now


def put(key: str = "a", kind: str = "send", **payload: object) -> Message:
    return commands.put(kind, key, 1, payload)


def broken(message: Message) -> None:
    raise TimeoutError("对方没有应答")


def test_the_same_key_is_one_message() -> None:
    first, second = put(n=1), put(n=2)
    assert first.pk == second.pk and second.payload == {"n": 1}
    assert list(queries.waiting(1)) == [first] and not queries.waiting(2).exists()


def test_it_goes_with_its_transaction() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        put()
        raise ZeroDivisionError
    assert not Message.objects.exists()


def test_delivered_once_with_a_receipt() -> None:
    put(case=7)
    seen: list[dict] = []
    handlers = {"send": lambda message: seen.append(message.payload) or {"no": "回执1"}}
    assert commands.deliver_due(10, handlers) == commands.Delivered(done=1)
    assert commands.deliver_due(10, handlers) == commands.Delivered()
    message = Message.objects.get()
    assert seen == [{"case": 7}] and (message.state, message.receipt) == ("done", {"no": "回执1"})
    assert message.finished_at == context.current().now


def test_not_before_its_time_and_no_more_than_the_limit() -> None:
    commands.put("send", "later", 1, {}, not_before=context.current().now + timedelta(hours=1))
    for n in range(3):
        put(str(n))
    handlers = {"send": lambda message: None}
    assert commands.deliver_due(2, handlers).done == 2
    assert commands.deliver_due(10, handlers).done == 1
    with later(hours=1):
        assert commands.deliver_due(10, handlers).done == 1


def test_a_failure_leaves_nothing_half_done_and_the_others_go_on() -> None:
    def half(message: Message) -> None:
        happen("case:9")
        raise TimeoutError("对方没有应答")

    put("a", "half")
    put("b", "send")
    assert commands.deliver_due(10, {"half": half, "send": lambda m: None}) == commands.Delivered(done=1, failed=1)
    assert not Stream.objects.filter(name="case:9").exists()
    failed = Message.objects.get(key="a")
    assert (failed.state, failed.attempts) == ("failed", 1) and "对方没有应答" in failed.error


def test_waits_grow_and_after_eight_it_stops_and_is_seen() -> None:
    put()
    waits = []
    with later(days=0) as moment:
        for _ in range(8):
            with context.use(replace(context.current(), now=moment)):
                assert commands.deliver_due(1, {"send": broken}).failed == 1
            message = Message.objects.get()
            waits.append(int((message.not_before - moment).total_seconds()))
            moment = message.not_before
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3840]
    assert message.state == "dead" and list(queries.stuck(1)) == [message]
    with later(days=9):
        assert commands.deliver_due(1, {"send": broken}) == commands.Delivered()


def test_a_person_sends_it_again() -> None:
    message = put()
    Message.objects.filter(pk=message.pk).update(state="dead", attempts=8)
    commands.resend(message_id=message.pk, actor=TESTER, on=DAY)
    assert commands.deliver_due(1, {"send": lambda m: None}).done == 1
    assert Entry.objects.get().type == "outbox.Resent"
    with pytest.raises(Refused, match="不用重新发送"):
        commands.resend(message_id=message.pk, actor=TESTER, on=DAY)


def test_an_unknown_kind_says_so() -> None:
    put(kind="what")
    commands.deliver_due(1, {})
    assert Message.objects.get().error == "没有“what”的办法"
