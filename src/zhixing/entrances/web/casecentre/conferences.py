"""会商记录：议了什么、定了什么、谁去办。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.centre import queries_following as following
from zhixing.casework.centre.queries_following import Conference
from zhixing.entrances.web import remedies
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Moment, Panel, Status, Timeline
from zhixing.entrances.web.ui.words import day
from zhixing.law.states import Act
from zhixing.law.words import word


def panel(view: View) -> tuple[Panel, ...]:
    """会商过的；没有会商过又不能会商的不摆。"""
    rows = list(following.conferences_of(view.case.pk))
    actions = _actions(view)
    if not rows and not actions:
        return ()
    told = Timeline(moments=tuple(_moment(view, one) for one in rows), empty="还没有会商过")
    return (Panel(id="conferences", title=f"会商 {len(rows)} 次" if rows else "会商", actions=actions, body=(told,)),)


def _actions(view: View) -> tuple[Action, ...]:
    if Act.CONFER not in view.desk.rights.available:
        return ()
    return (Action(text=Act.CONFER.label, url=remedies.act_url(view.case.pk, Act.CONFER), small=True, dialog=True),)


def _moment(view: View, one: Conference) -> Moment:
    """一次：定了什么在前，没有定的写议了什么。"""
    people = "、".join(one.people)
    note = " · ".join(p for p in (f"{one.called_name}召集", word("conferring", one.way), people, f"由{one.by}办" if one.by else "",
                                  f"{day(one.due_on, view.desk.today)}前" if one.due_on else "") if p)
    item = (Action(text="交办的事务", url=reverse("centre_item", args=[one.item_id]), kind="link", small=True),) if one.item_id else ()
    text = f"定了：{one.decided}（{one.talked}）" if one.decided else one.talked
    tags = (Status("更正先前的一条", "plain"),) if one.corrects_id else ()
    return Moment(text=text, day=day(one.on, view.desk.today), note=note, struck=one.superseded, tags=tags, actions=item)  # type: ignore[attr-defined]
