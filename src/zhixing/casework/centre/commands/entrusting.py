"""事项委托，委托法院这一边：拟、改、发、收回、评价、报共同的上级法院（法发〔2017〕27号）。

对方在本系统的，发出就到对方的待签收；不在本系统的，照委托函寄出，签收、退回、办结由本院照来函登记（``entrusted``）。
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import transaction

from zhixing.casework.cases.commands import begin
from zhixing.casework.cases.queries import Case
from zhixing.casework.centre import queries_entrusted as queries
from zhixing.casework.centre.commands.entrusted import end_item
from zhixing.casework.centre.commands.entrustment_letter import carry_letter
from zhixing.casework.centre.commands.entrustment_steps import attach, enclose, hold, moved, record, refused, subject
from zhixing.casework.centre.events import Entrusted
from zhixing.casework.centre.models import Entrustment
from zhixing.casework.control.commands.clues import Upload
from zhixing.casework.control.commands.numbering import next_numbers
from zhixing.foundation.history import context
from zhixing.foundation.history.rows import keep
from zhixing.foundation.people.queries import Court, User, calendar_of, courts, setting
from zhixing.law import entries, texts
from zhixing.law import entrusting as law
from zhixing.law.entrusting import Side
from zhixing.law.finding import Finding
from zhixing.law.states import Act
from zhixing.law.words import choices

KIND: Final = "委"
STARS: Final = 5
LOW: Final = 2
"""评这么低的，写明为什么。"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """委托什么：事项、对谁对什么、要求；``to`` 是本系统里的受托法院，不在本系统的写名称 ``other``。"""

    matter: str
    about: str
    demand: str
    to: int | None = None
    other: str = ""


@transaction.atomic
def draft(
    *, case: Case | int, actor: User, revision: int | None, asked: Asked, token: str, uploads: Sequence[Upload] = (), papers: Sequence[int] = (),
) -> Entrustment:
    """拟一次委托；同一张表单（``token``）交两次是同一次。``papers`` 是本案用了印的文书成品的编号，``uploads`` 是另传的。

    该写的没有写、委托给自己的抛出 ``Refused``。
    """
    held = begin(Act.ENTRUST, case=case, actor=actor, revision=revision)
    if made := Entrustment.objects.filter(court=held.court_id, token=token).first():
        return made
    told = _checked(held.court, asked)
    [number] = next_numbers(held.court_id, KIND, context.current().today.year)
    row = Entrustment.objects.create(case=held, court_id=held.court_id, case_number=str(held), number=number, token=token, **told)
    if enclose(row, papers) | attach(row, uploads, actor, Side.OURS):
        keep(row, ["files"])
    return row


def _checked(court: Court, asked: Asked) -> dict[str, Any]:
    other = texts.line(entries.text(asked.other, "受托法院", limit=100).require())
    to = courts().filter(pk=asked.to).first() if asked.to else courts().filter(name=other).first()
    if to is None and not other:
        raise refused("to", "没有写委托哪家法院。", "从清单里选；不在清单里的写全称。", subject="other")
    if to == court:
        raise refused("own", "不能委托本院。", "本院的事交办给指挥中心：案件页“交办事务”。", subject="to")
    return {
        "matter": entries.one_of(asked.matter, choices("entrusted"), "委托什么").require(), "to": to, "other": "" if to else other,
        "about": texts.line(entries.text(asked.about, "对谁、对什么", limit=300, required=True).require()),
        "demand": entries.text(asked.demand, "要求", limit=2000, required=True).require(),
    }


@transaction.atomic
def amend(
    *, entrustment: Entrustment | int, actor: User, revision: int | None, asked: Asked, uploads: Sequence[Upload] = (), papers: Sequence[int] = (),
) -> Entrustment:
    """没有发出的、被退回的，改好再发；附过的文书留着，新附的加上。"""
    held = hold("amend", entrustment, actor, context.current().today, revision)
    row = held.row
    told = _checked(row.court, asked)
    for name, value in told.items():
        setattr(row, name, value)
    enclose(row, papers)
    attach(row, uploads, actor, Side.OURS)
    keep(row, [*told, "files", "revision"])
    return row


@transaction.atomic
def send(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None) -> Entrustment:
    """发出。该附的文书没有附，对方又在本系统的，抛出 ``Refused``；签收的期限从这天起算。"""
    held = hold("send", entrustment, actor, on, revision)
    row, case = held.row, held.case
    assert case is not None
    besides = [one for one in row.files if row.document is None or one["id"] != row.document.file_id]
    law.enough(law.matter(row.matter), len(besides), by_letter=row.to is None).require()
    carry_letter(row).require()
    found = _receive_by(row, on)
    row.state, row.sent_on, row.received_on, row.due_on, row.why = held.state, on, None, found.value, ""
    keep(row, ["state", "sent_on", "received_on", "due_on", "why", "files", "revision"])
    event = Entrusted(
        subject=subject(row), number=row.number, to=row.to.name if row.to else row.other, matter=row.matter, due=found.value,
        files=[one["id"] for one in row.files],
    )
    record(row, case, event, actor, on, found)
    return row


def _receive_by(row: Entrustment, on: date) -> Finding[date]:
    """签收的期限照受托法院的设置和日历；不在本系统的照本院的。"""
    court, limit = row.to_id or row.court_id, law.receiving()
    return law.due(limit, on, calendar_of(court), int(setting(court, limit.key)))


@transaction.atomic
def recall(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, why: str) -> Entrustment:
    """收回，写明理由；受托法院已经立了事务单的，一并撤回。"""
    held = hold("recall", entrustment, actor, on, revision)
    told = entries.text(why, "收回的理由", limit=300, required=True).require()
    held.row.why, held.row.ended_on = told, on
    moved(held, actor, on, "recalled", told, ["why", "ended_on"])
    end_item(held.row, actor, f"委托法院收回：{told}")
    return held.row


@transaction.atomic
def rate(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, stars: int, text: str = "") -> Entrustment:
    """评价办得怎样，一至五分，只写一次；两分以下的写明为什么。"""
    held = hold("rate", entrustment, actor, on, revision)
    if not 1 <= stars <= STARS:
        raise refused("stars", f"评价是1至{STARS}分。", "选一个。", subject="stars")
    told = entries.text(text, "评价的话", limit=300, required=stars <= LOW).require()
    held.row.rating, held.row.rating_text = stars, told
    return moved(held, actor, on, "rated", f"{stars}分{f'，{told}' if told else ''}", ["rating", "rating_text"])


@transaction.atomic
def escalate(*, entrustment: Entrustment | int, actor: User, on: date, revision: int | None, why: str, to: str = "") -> Entrustment:
    """过了期限没有办、被退回的，报共同的上级法院。``to`` 不写的照法院表得出；报过、答复过的可以再报。"""
    held = hold("escalate", entrustment, actor, on, revision)
    row = held.row
    told = entries.text(why, "报什么", limit=300, required=True).require()
    given = texts.line(entries.text(to, "上级法院", limit=100).require())
    row.escalated_on, row.escalated_to, row.answer = on, _above(row, given), ""
    return moved(held, actor, on, "escalated", f"{row.escalated_to}：{told}", ["escalated_on", "escalated_to", "answer"])


def _above(row: Entrustment, given: str) -> str:
    """报到哪家：共同的上级在本系统的，只能报到它那里；不在的照填写的，写了本系统里别的法院（本院、下级、不相干的）的拒绝。"""
    upper = queries.common_upper(row)
    known = courts().filter(name__in={upper, given}).values_list("name", flat=True)
    if given and given != upper and known:
        raise refused("upper", f"{given}不是两院共同的上级法院。", f"报{upper}。", subject="to")
    return given or upper
