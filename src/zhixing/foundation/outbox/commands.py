"""放进发件箱，逐件办。"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from zhixing.foundation.history.commands import record
from zhixing.foundation.history.context import Actor, current
from zhixing.foundation.outbox.events import Resent
from zhixing.foundation.outbox.models import Message
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

log = logging.getLogger(__name__)

Handler = Callable[[Message], Mapping[str, Any] | None]
"""办一件：做成了返回回执（可空），做不成抛出异常。写库的部分与“已办”同一事务。"""

MAX_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
DUE = (Message.State.WAITING, Message.State.FAILED)


@dataclass(frozen=True, slots=True)
class Item:
    """要放进去的一件，见 :func:`put_all`。"""

    key: str
    payload: Mapping[str, Any]
    stream: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """一轮的结果。"""

    done: int = 0
    failed: int = 0


def put(
    kind: str, key: str, court_id: int, payload: Mapping[str, Any], stream: str = "", not_before: datetime | None = None
) -> Message:
    """放一件，随所在事务一起落库。``key`` 相同的只算一件，原样返回先放的那件。"""
    now = current().now
    row = Message(
        kind=kind, key=key, court_id=court_id, payload=dict(payload), stream=stream, not_before=not_before or now,
        created_at=now,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
    return Message.objects.get(key=key)


def put_all(kind: str, court_id: int, items: Iterable[Item]) -> None:
    """放许多件，几次写完；``key`` 已有的不重放。"""
    now = current().now
    rows = (
        Message(
            kind=kind, key=item.key, court_id=court_id, payload=dict(item.payload), stream=item.stream, not_before=now,
            created_at=now,
        )
        for item in items
    )
    Message.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)


def deliver_due(limit: int, handlers: Mapping[str, Handler]) -> Delivered:
    """办到期的，最多 ``limit`` 件；一件一个事务，几个进程可以同时办。

    失败的记下原因，隔 30 秒、1 分、2 分……再办，8 次不成就停下等人（``stuck``）。
    """
    done = failed = 0
    for _ in range(limit):
        outcome = _deliver_one(handlers)
        if outcome is None:
            break
        done, failed = done + outcome, failed + (not outcome)
    return Delivered(done, failed)


def resend(*, message_id: int, actor: Actor, on: date) -> Message:
    """把停下的一件重新交办，次数从头算。不是停下的拒绝。"""
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=message_id)
        if message.state != Message.State.DEAD:
            text = f"这一件是“{message.get_state_display()}”，不用重新发送。"
            raise Refused(refuse("outbox.not_dead", text, cite("COURT 发件箱")))
        message.state, message.attempts, message.not_before = Message.State.WAITING, 0, current().now
        message.save(update_fields=["state", "attempts", "not_before"])
        stream = message.stream or f"court:{message.court_id}"
        event = Resent(message=message.pk, kind=message.kind)
        record(event, stream=stream, court_id=message.court_id, actor=actor, happened=on)
    return message


def _deliver_one(handlers: Mapping[str, Handler]) -> bool | None:
    """办最早到期的一件：办成为真，失败为假，没有可办的为空。"""
    with transaction.atomic():
        due = Message.objects.filter(state__in=DUE, not_before__lte=current().now).order_by("not_before", "id")
        message = due.select_for_update(skip_locked=True).first()
        if message is None:
            return None
        message.attempts += 1
        try:
            with transaction.atomic():
                receipt = handlers[message.kind](message)
        except Exception as error:
            _failed(message, error)
        else:
            _done(message, receipt)
        message.save()
    return message.state == Message.State.DONE


def _done(message: Message, receipt: Mapping[str, Any] | None) -> None:
    message.state, message.error = Message.State.DONE, ""
    message.finished_at, message.receipt = current().now, dict(receipt or {})


def _failed(message: Message, error: Exception) -> None:
    known = f"没有“{message.kind}”的办法" if isinstance(error, KeyError) and error.args == (message.kind,) else ""
    message.error = known or "".join(traceback.format_exception_only(error)).strip()[:2000]
    message.state = Message.State.DEAD if message.attempts >= MAX_ATTEMPTS else Message.State.FAILED
    message.not_before = current().now + min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    log.warning("发件箱第 %s 件（%s）第 %s 次失败", message.pk, message.kind, message.attempts, exc_info=error)
