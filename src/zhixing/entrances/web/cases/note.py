"""办案记录：点种类、写一句、交，二十秒办完。连点两下只记一条。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpResponse

from zhixing.casework.cases import commands
from zhixing.casework.cases.queries import lock
from zhixing.entrances.web.cases.act_forms import NoteForm
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.ui import Piece, Section
from zhixing.foundation.history import context
from zhixing.foundation.history.queries import entries

SAME = timedelta(seconds=30)
SECTIONS = (Section("", ("sort", "text", "person", "on")),)


@dataclass(frozen=True, slots=True)
class People(Piece):
    """“对方”一栏的备选：本案当事人。"""

    template: ClassVar[str] = "cases/people.html"
    names: tuple[str, ...]


def page(desk: Desk) -> HttpResponse:
    """记一条。"""
    form = NoteForm(desk, desk.request.POST or None)
    return fill(desk, form, Filling(
        title="办案记录", submit="记下", sections=SECTIONS, draft=f"note:{desk.case.pk}",
        after=(People(tuple(form.people)),), run=lambda values: _save(desk, values),
    ))


def _save(desk: Desk, values: dict[str, Any]) -> str:
    with transaction.atomic():
        case = lock(desk.case.pk, None, desk.user)
        if not _twice(desk, values):
            commands.note(case=case, actor=desk.user, **values)
    return "已记下。"


def _twice(desk: Desk, values: dict[str, Any]) -> bool:
    """刚刚记过一样的：连点了两下。"""
    last = entries(desk.case.stream).filter(actor_id=desk.user.pk, type="cases.Noted").last()
    if last is None or context.current().now - last.recorded_at > SAME:
        return False
    said = {name: last.payload.get(name, "") for name in ("sort", "person", "text")}
    return last.happened_on == values["on"] and said == {name: values[name] for name in said}
