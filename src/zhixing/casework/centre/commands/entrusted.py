"""事项委托，受托法院和上级法院这一边：签收、退回、办结、答复；外院用函件委托来的，本院登记。

签收就立一张事务单（``entrusted``），派给办事务的人；事务单办结，结果就回到委托（:func:`came_back`）。
对方不在本系统的，由委托法院照来函登记同样的几步，不立事务单。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from zhixing.casework.cases.access import Forbidden
from zhixing.casework.cases.commands import possible
from zhixing.casework.centre.commands import items
from zhixing.casework.centre.commands.entrustment_steps import Held as Step
from zhixing.casework.centre.commands.entrustment_steps import (
    attach,
    hold,
    lock_chains,
    moved,
    record,
    refused,
    subject,
)
from zhixing.casework.centre.commands.item_holding import Held, locked, waited
from zhixing.casework.centre.events import EntrustmentMoved, ItemCancelled, ItemDone
from zhixing.casework.centre.models import Entrustment, WorkItem
from zhixing.casework.centre.queries_desks import duty_name
from zhixing.casework.control.access import court_rights_of
from zhixing.casework.control.commands.clues import Upload
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.foundation.history import context
from zhixing.foundation.history.commands import Recorded
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import User, calendar_of, courts, setting
from zhixing.law import entries, texts
from zhixing.law import entrusting as law
from zhixing.law.entrusting import Side
from zhixing.law.finding import Finding
from zhixing.law.item_states import OPEN, TABLE, Move
from zhixing.law.words import choices

DUTY: Final = "entrusted"
KIND: Final = "受"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """来函写的：哪家法院、它的案号、委托什么、对谁、要求、函是哪天的。"""

    court: str
    case_number: str
    matter: str
    about: str
    demand: str
    sent_on: date | None = None


@transaction.atomic
def receive(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, assignee: User | None = None) -> Entrustment:
    """签收：办理的期限从这天起算；本院办的立一张事务单，``assignee`` 是派给谁，不写的在办理台待领。"""
    held = hold("receive", entrustment, actor, on, revision)
    found = _due(held.row, on)
    held.row.received_on, held.row.due_on = on, found.value
    row = moved(held, actor, on, "received", f"最迟{found.value}办完", ["received_on", "due_on"], found)
    if row.to_id == actor.court_id:
        _itemed(row, actor, assignee)
    return row


def _due(row: Entrustment, on: date) -> Finding[date]:
    """办理的期限照受托法院的设置和日历。"""
    court, limit = row.to_id or row.court_id, law.matter(row.matter)
    own = None if limit.hard else int(setting(court, limit.key))
    return law.due(limit, on, calendar_of(court), own)


def _itemed(row: Entrustment, actor: User, assignee: User | None) -> None:
    """立事务单；派了人的派给他。"""
    told = f"{row.other or row.court.name}委托{law.matter(row.matter).name}：{row.about}。{row.demand}"
    row.item = items.ask(case=None, duty=DUTY, subject=row.number, demand=told[:500], actor=actor, token=f"entrust-{row.pk}-{row.revision}")
    if assignee is not None:
        row.item, row.assignee = items.assign_item(item=row.item, actor=actor, to=assignee), assignee
    keep(row, ["item", "assignee"])


@transaction.atomic
def return_(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, why: str) -> Entrustment:
    """退回，写明理由（材料不全、不归本院办）；立了事务单的一并撤回。"""
    held = hold("return", entrustment, actor, on, revision)
    told = entries.text(why, "退回的理由", limit=300, required=True).require()
    row = held.row
    row.why, row.returns, row.due_on = told, row.returns + 1, None
    moved(held, actor, on, "returned", told, ["why", "returns", "due_on"])
    end_item(row, actor, f"退回委托法院：{told}")
    return row


@transaction.atomic
def done(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, result: str, uploads: Sequence[Upload] = ()) -> Entrustment:
    """办结，写明结果，附回执；事务单随之办结。"""
    held = hold("done", entrustment, actor, on, revision)
    told = entries.text(result, "结果", limit=500, required=True).require()
    given = attach(held.row, uploads, actor, Side.THEIRS)
    _done(held, actor, on, told, given)
    end_item(held.row, actor, told, done=True)
    return held.row


def _done(held: Step, actor: User, on: date, result: str, given: bool) -> None:
    held.row.result, held.row.ended_on = result, on
    moved(held, actor, on, "done", result, ["result", "ended_on", *(["files"] if given else [])])


@transaction.atomic
def answer(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, text: str) -> Entrustment:
    """共同的上级法院答复：督促办理、指定另一家法院、不支持。"""
    held = hold("answer", entrustment, actor, on, revision)
    held.row.answer = entries.text(text, "答复", limit=300, required=True).require()
    return moved(held, actor, on, "answered", held.row.answer, ["answer"])


@transaction.atomic
def take_in(*, actor: User, on: date, arrived: Arrived, token: str, uploads: Sequence[Upload] = ()) -> Entrustment:
    """登记外院用函件委托来的一件：登记就是签收，立一张事务单。须是办事务、管事务的人；同一张表单交两次是同一件。"""
    allowed = court_rights_of(actor)
    if not (allowed.may_run_desks or allowed.may_serve_items):
        raise Forbidden(actor, "登记外院委托")
    possible(on, arrived.sent_on, "收到日")
    if made := Entrustment.objects.filter(court=actor.court_id, token=token).first():
        return made
    row = _arrived(actor, on, arrived, token)
    attach(row, uploads, actor, Side.OURS)
    found = _due(row, on)
    row.due_on = found.value
    keep(row, ["files", "due_on"])
    event = EntrustmentMoved(subject=subject(row), number=row.number, step="received", text=f"{row.other}委托，最迟{found.value}办完")
    record(row, None, event, actor, on, found)
    _itemed(row, actor, None)
    return row


def _arrived(actor: User, on: date, arrived: Arrived, token: str) -> Entrustment:
    other = texts.line(entries.text(arrived.court, "委托法院", limit=100, required=True).require())
    if courts().filter(name=other).exists():
        raise refused("known", f"{other}在本系统，应由它在系统里发出委托。", "请它在系统里发出；已经发出的，在这里签收。", subject="court")
    told = {
        "case_number": texts.line(entries.text(arrived.case_number, "委托案号", limit=60, required=True).require()),
        "matter": entries.one_of(arrived.matter, choices("entrusted"), "委托什么").require(),
        "about": texts.line(entries.text(arrived.about, "对谁、对什么", limit=300, required=True).require()),
        "demand": entries.text(arrived.demand, "要求", limit=2000, required=True).require(),
    }
    [number] = next_numbers(actor.court_id, KIND, context.current().today.year)
    return Entrustment.objects.create(
        court_id=actor.court_id, number=number, other=other, incoming=True, state=Entrustment.State.RECEIVED, sent_on=arrived.sent_on,
        received_on=on, token=token, **told,
    )


# ---- 事务单 ----


def end_item(row: Entrustment, actor: User, text: str, *, done: bool = False) -> None:
    """委托了结了，它的事务单还开着的，随着办结（自动办结）或者撤回。"""
    item = locked(row.item_id) if row.item_id else None
    if item is None or item.state not in OPEN:
        return
    held = Held(item, None, str(item.state), TABLE[Move.AUTO if done else Move.CANCEL].after)
    name = duty_name(item.court_id, item.duty)
    if done:
        held.step(actor, text, **{**waited(item), "result": text, "done_at": context.current().now, "auto": True})
        held.record(ItemDone(subject=item.subject, number=item.number, duty=item.duty, duty_name=name, result=text, auto=True), actor)
    else:
        held.step(actor, text, waiting_since=None, waiting_for="")
        held.record(ItemCancelled(subject=item.subject, number=item.number, duty=item.duty, duty_name=name, why=text[:300]), actor)


def came_back(recorded: Recorded) -> None:
    """后续：事务单办结，结果回到委托；退回重办以后又办结的，换成新的结果。别处的事务单、收回退回了的委托不管。"""
    event = recorded.event
    if not isinstance(event, ItemDone) or event.duty != DUTY or event.auto:
        return
    item = WorkItem.objects.filter(court=recorded.entry.court_id, number=event.number).values_list("pk", flat=True).first()
    seen = Entrustment.objects.select_related("court").filter(item=item, state__in=_COMING).first() if item else None
    if seen is None or not isinstance(recorded.actor, User):
        return
    case = lock_chains(seen)
    row = Entrustment.objects.select_for_update(of=("self",)).select_related("court", "to").get(pk=seen.pk)
    if row.state not in _COMING or row.result == event.result:
        return
    row.revision += 1
    _done(Step(row, case, Entrustment.State.DONE), recorded.actor, recorded.entry.happened_on, event.result or "已办", False)


_COMING: Final = (Entrustment.State.RECEIVED, Entrustment.State.DONE)
"""事务单的结果还回得去的。"""
