"""电子送达的投递：一个凭码打开的网页。码和口令只存摘要，原文只在发件箱里，发出以后由发送的一方抹去。

系统显示发送成功、打开、已阅、没有发成，由发送的一方和电子送达页面告诉这里，署名是具名任务“电子送达”。
每一样都可以重复告诉，只算第一次。
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from typing import Final

from django.db import transaction

from zhixing.casework.cases.queries import Case
from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import attempting, resulting
from zhixing.casework.documents.commands.resulting import Told
from zhixing.casework.documents.models import Attempt, Delivery
from zhixing.foundation.history import context
from zhixing.foundation.history.context import Job
from zhixing.foundation.outbox import commands as outbox
from zhixing.law.service import Deemed
from zhixing.law.service_values import outcome

SYSTEM: Final = Job("电子送达")
KIND: Final = "delivery."
"""发件箱里的种类：delivery.sms、delivery.email。"""
CODE_LENGTH, PIN_LENGTH, TRIES = 16, 6, 10
_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def digest(text: str) -> str:
    """码、口令的摘要。"""
    return hashlib.sha256(text.encode()).hexdigest()


def channel_of(target: str) -> str:
    """电子地址是邮箱还是手机号。

    >>> channel_of("li@example.com"), channel_of("13800000000")
    ('email', 'sms')
    """
    return "email" if "@" in target else "sms"


def dispatch(row: Attempt) -> Delivery:
    """生成码和口令，放进发件箱。``row`` 是刚着手的一次电子送达。"""
    assert row.address is not None
    target = row.address.text
    code = "".join(secrets.choice(_ALPHABET) for _ in range(CODE_LENGTH))
    pin = f"{secrets.randbelow(10**PIN_LENGTH):0{PIN_LENGTH}d}"
    channel = row.address.channel or channel_of(target)
    made = Delivery.objects.create(attempt=row, channel=channel, target=target, code_hash=digest(code), pin_hash=digest(pin))
    document = row.recipient.document
    payload = {
        "attempt": row.pk, "target": target, "code": code, "pin": pin, "name": row.recipient.name, "title": document.title,
        "case": str(document.case), "court": document.court.name,
    }
    outbox.put(KIND + channel, f"delivery:{row.pk}", row.court_id, payload, f"case:{row.case_id}")
    return made


@transaction.atomic
def sent(attempt_id: int) -> Delivery:
    """已经交给短信平台、邮件服务器。还不是送达。"""
    one = _held(attempt_id)
    return _marked(one, "sent_at", None)


@transaction.atomic
def arrived(attempt_id: int, at: datetime | None = None) -> Delivery:
    """系统显示发送成功。本人提供、确认的电子地址，即为送达；其他的等他回复、已阅。``at`` 是显示的时刻，空为此刻。"""
    case, row, one = _entered(attempt_id)
    _marked(one, "arrived_at", at)
    _conclude(case, row, one, "arrived", at)
    return one


@transaction.atomic
def opened(attempt_id: int) -> Delivery:
    """凭码打开了页面，还没有看文书。"""
    return _marked(_held(attempt_id), "opened_at", None)


@transaction.atomic
def read(attempt_id: int) -> Delivery:
    """系统反馈已阅。还没有送达的，即为送达。"""
    case, row, one = _entered(attempt_id)
    _marked(one, "read_at", None)
    _conclude(case, row, one, "read", None)
    return one


@transaction.atomic
def failed(attempt_id: int, why: str) -> Delivery:
    """没有发成。先显示发送成功、后来退信的，更正为没有送到；他已经打开过的只记下来，由人核对。"""
    case, row, one = _entered(attempt_id)
    if not one.failed:
        one.failed = why[:300]
        one.save(update_fields=["failed"])
    bounced = row.outcome == "arrived" and one.opened_at is None and one.read_at is None
    if resulting.open_(row) or bounced:
        _settle(case, row, "failed", None, f"退信：{why}"[:500] if bounced else "")
    return one


@transaction.atomic
def enter_pin(attempt_id: int, pin: str) -> bool:
    """口令对不对；错满 :data:`TRIES` 次以后，对的也不再认。"""
    one = _held(attempt_id)
    if one.tries < TRIES and secrets.compare_digest(one.pin_hash, digest(pin)):
        return True
    one.tries = min(one.tries + 1, TRIES)
    one.save(update_fields=["tries"])
    return False


def _held(attempt_id: int) -> Delivery:
    return Delivery.objects.select_for_update().get(pk=attempt_id)


def _entered(attempt_id: int) -> tuple[Case, Attempt, Delivery]:
    """先锁案件，再取这一次和它的投递。"""
    case = attempting.enter(facts.one(attempt_id).case_id, SYSTEM)
    return case, facts.one(attempt_id), _held(attempt_id)


def _marked(one: Delivery, name: str, at: datetime | None) -> Delivery:
    if getattr(one, name) is None:
        setattr(one, name, at or context.current().now)
        one.save(update_fields=[name])
    return one


def _conclude(case: Case, row: Attempt, one: Delivery, code: str, at: datetime | None) -> None:
    """还没有结果、这样就算送达的，登记送达；不算的、文书已经作废的不登记。"""
    if row.withdrawn or not resulting.open_(row) or not attempting.stands(row):
        return
    if _would(row, code, at) is not None:
        _settle(case, row, code, at)


def _would(row: Attempt, code: str, at: datetime | None) -> Deemed | None:
    trial = facts.one(row.pk)
    trial.outcome, trial.happened, trial.proof, trial.deemed = code, _day(at), ["log"], None
    return facts.judged(trial).value


def _settle(case: Case, row: Attempt, code: str, at: datetime | None, corrected: str = "") -> None:
    proof = ["log"] if outcome(row.method, code).served else []
    told = Told(outcome=code, happened=_day(at), proof=proof)
    rows = resulting.together(row)
    items = [resulting.judged_item(case, each, told, each.told if corrected else None, corrected) for each in rows]
    resulting.write(case, rows, items, SYSTEM, context.current().today)


def _day(at: datetime | None) -> date:
    now = context.current().now
    return (at.astimezone(now.tzinfo) if at else now).date()
