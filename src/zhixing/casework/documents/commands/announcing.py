"""公告送达：张贴、刊登以后登记；期满以后记下送达。

期满之日由规则算出，送达到那天以后才记：由定时任务 :func:`complete_due`，或者承办人先点“确认期满”，后到的一个不重记。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.documents import serving_facts as facts
from zhixing.casework.documents.commands import attempting, resulting, serving
from zhixing.casework.documents.events import Served
from zhixing.casework.documents.models import Attempt, Batch, Document, Recipient
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Item
from zhixing.foundation.history.context import Actor, Job
from zhixing.law.articles import cite
from zhixing.law.finding import refuse
from zhixing.law.states import State

METHOD: Final = "announcement"
EXPIRY: Final = Job("公告期满")


@transaction.atomic
def announce(
    *, recipient: Recipient | int, actor: Actor, on: date, days: Sequence[date], place: str, proof: Sequence[str] = ("publication",),
    files: Iterable[int] = (), batch: Batch | None = None,
) -> Attempt:
    """登记公告送达：``days`` 是各次张贴、刊登的日子，``place`` 是哪里，``proof`` 是 publication 或者 record。随这份文书发出的一并公告。

    没有登记在案的失败、没有试过的方式和地址，抛出 ``Refused``，逐条说明。期满那天由规则算出，送达到那天以后才记。
    """
    first = min(days, default=on)
    case, row = attempting.reached(recipient, actor, first)
    serving.unserved(row)
    _once(row)
    made = serving.prepared(row, METHOD, first)
    made.batch, made.outcome = batch, "posted"
    told = resulting.Told(outcome="posted", place=place, days=days, proof=proof, files=list(files))
    resulting.fill(case, made, told)
    resulting.judge(made)
    made.deemed = None
    rows = serving.posted(case, made, actor)
    return resulting.settled(case, made, actor, on, told, serving.issued(rows, first))


def _once(recipient: Recipient) -> None:
    """正在公告的不另起一次：再张贴、刊登的写进那一次，从最后一次起算。"""
    if recipient.state == facts.ANNOUNCED:
        text = f"{recipient.document.title}正在向{recipient.name}公告，{recipient.deemed_on}期满。"
        remedy = "又张贴、刊登的，更正那一次，把日子加上，从最后一次起算；误登的先撤回。"
        refuse("service.announced", text, cite("JI 138"), remedy=remedy, subject="days").require()


@transaction.atomic
def complete(*, attempt: Attempt | int, actor: Actor, on: date) -> Attempt:
    """公告期满，记下送达；已经记过的原样返回，还没有期满的拒绝。"""
    case, row = attempting.taken(attempt, actor)
    attempting.standing(row)
    rows = [one for one in resulting.together(row) if one.completed is None and one.method == METHOD and attempting.stands(one)]
    for one in rows:
        _expired(one, on)
    items = [_served(one) for one in rows]
    done = attempting.record(case, items, actor) if items else []
    for one, recorded in zip(rows, done, strict=True):
        one.completed = recorded.entry.seq
        one.save(update_fields=["completed"])
    attempting.settle(one.recipient for one in rows)
    return facts.one(row.pk)


def _expired(row: Attempt, on: date) -> None:
    found = facts.judged(row).require()
    if found is None or found.day > on or on > context.current().today:
        text = f"公告{found.day if found else on}期满，还没有到。"
        refuse("service.not_expired", text, cite("CPL 95"), remedy="期满以后再确认。", subject="attempt").require()


def _served(row: Attempt) -> Item:
    found = facts.judged(row)
    assert found.value is not None
    event = Served(subject=resulting.notice(row), method=METHOD, deemed_on=found.value.day, **resulting.paper(row))
    return Item(event=event, happened=found.value.day, finding=found)


def complete_due(day: date, actor: Job = EXPIRY) -> int:
    """``day`` 以前期满的公告都记下送达，返回记了几次；可以重复做、同时做。一次一个事务。"""
    due = Attempt.objects.filter(
        method=METHOD, completed=None, withdrawn=False, enclosed_in=None, recipient__cancelled=False, recipient__state=facts.ANNOUNCED,
        recipient__deemed_on__lte=day, recipient__document__state=Document.State.SEALED,
    ).exclude(case__state=State.REVERSED)
    done = 0
    for pk in due.order_by("case_id", "pk").values_list("pk", flat=True):
        done += _completed(pk, day, actor)
    return done


def _completed(pk: int, day: date, actor: Job) -> bool:
    """一个人有几次公告的，只记期满了的。"""
    found = facts.judged(facts.one(pk)).value
    if found is None or found.day > day:
        return False
    return complete(attempt=pk, actor=actor, on=day).completed is not None
