"""人员变动怎么记：机构的记在 ``court:`` 链，个人的记在 ``user:`` 链。"""

from __future__ import annotations

from datetime import date
from typing import Any

from zhixing.foundation.history.commands import record
from zhixing.foundation.history.context import Actor
from zhixing.foundation.people.events import CourtChanged, PersonChanged
from zhixing.foundation.people.queries import Court, User
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

RULES = cite("COURT 人员与授权管理")


def note_court(court: Court, what: str, actor: Actor, on: date, **detail: Any) -> None:
    """记一笔机构变动。"""
    event = CourtChanged(what=what, detail=detail)
    record(event, stream=f"court:{court.pk}", court_id=court.pk, actor=actor, happened=on)


def note_person(user: User, what: str, actor: Actor, on: date, *, reason: str = "", **detail: Any) -> None:
    """记一笔人员变动。"""
    event = PersonChanged(user=user.pk, what=what, detail=detail)
    record(event, stream=f"user:{user.pk}", court_id=user.court_id, actor=actor, happened=on, reason=reason)


def refusal(code: str, text: str, remedy: str = "") -> Refused:
    """按本院人员管理规定拒绝。"""
    return Refused(refuse(f"people.{code}", text, RULES, remedy=remedy))


def span(since: date, until: date | None) -> str:
    """起止日的读法。"""
    return f"自{since}起" if until is None else f"{since}至{until}"
