"""委托外院办的事：到哪一步、等谁、期限。"""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from zhixing.casework.centre import queries_entrusted as entrusted
from zhixing.casework.centre.queries_entrusted import Entrustment
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Column, Content, Light, Panel, Row, Status, Table
from zhixing.entrances.web.ui.words import full_day
from zhixing.law.states import Act
from zhixing.law.words import word

COLUMNS: Final = (Column("委托"), Column("委托哪里"), Column("办什么"), Column("期限"), Column("到哪一步"))
TONES: Final = {"draft": "plain", "sent": "grey", "received": "grey", "done": "green", "returned": "yellow", "recalled": "grey"}


def panel(view: View) -> tuple[Panel, ...]:
    """委托过的；没有委托过的不摆。"""
    rows = tuple(_row(view, one) for one in entrusted.of_case(view.case.pk))
    if not rows:
        return ()
    table = Table(columns=COLUMNS, rows=rows, label="事项委托")
    return (Panel(id="entrusted", title=f"事项委托 {len(rows)} 项", actions=_actions(view), flush=True, body=(table,)),)


def _actions(view: View) -> tuple[Action, ...]:
    if Act.ENTRUST not in view.desk.rights.available:
        return ()
    return (Action(text=Act.ENTRUST.label, url=reverse("case_entrust", args=[view.case.pk]), small=True, dialog=True),)


def _row(view: View, one: Entrustment) -> Row:
    light = entrusted.light(one, view.desk.today, ours=True)
    waits = entrusted.whose_turn(one)
    due: Content = Light(light, full_day(one.due_on)) if one.due_on else "—"
    return Row(url=reverse("centre_entrusted", args=[one.pk]), cells=(
        one.number, one.to.name if one.to else one.other, (word("entrusted", one.matter), one.about), due,
        (Status(one.get_state_display(), TONES[one.state]), *([f"等{waits}"] if waits else [])),
    ))
