"""登记事项：先从分组的菜单里选一样，再填几栏。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.urls import reverse

from zhixing.casework.cases import commands
from zhixing.casework.cases.access import Forbidden
from zhixing.casework.funds.commands.by_hand import OURS
from zhixing.casework.funds.queries_receipts import live
from zhixing.casework.nodes.queries import Node, of_case
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.cases.filling import people as parties
from zhixing.entrances.web.cases.matter_form import MatterForm
from zhixing.entrances.web.cases.note import People
from zhixing.entrances.web.cases.papers import finishing, offered
from zhixing.entrances.web.ui import Action, Actions, Empty, Page, Panel, Section, Text, done, show
from zhixing.entrances.web.ui.piece import Content
from zhixing.foundation.files.commands import store
from zhixing.foundation.history.queries import Source
from zhixing.law import matters
from zhixing.law.matters import Matter
from zhixing.law.states import Act

PLANNED = "funds.Planned"


def page(desk: Desk) -> HttpResponse:
    """选了事项就是它的表单，没选就是菜单。"""
    key = desk.request.GET.get("matter", "")
    if not key:
        return _menu(desk)
    try:
        matter = matters.matter(key)
    except matters.UnknownMatter:
        raise Http404 from None
    if not desk.rights.may_register_group(matter.group):
        raise Forbidden(desk.user, Act.REGISTER)
    if matter.event in OURS and live(desk.case.court_id):
        return done(desk.request, _by_ledger(desk, matter), "本院已经启用案款总账，在这里办，不用登记。")
    return _form(desk, matter)


def _by_ledger(desk: Desk, matter: Matter) -> str:
    """总账启用以后不再手工登记的，到案款里办。"""
    if matter.event == PLANNED and desk.rights.may(Act.PAY_OUT):
        return reverse("case_payout_new", args=[desk.case.pk])
    return f"{desk.home}?tab=money#tabs"


def choices(desk: Desk) -> tuple[Matter, ...]:
    """这一件此刻、这个人可以登记的。"""
    return tuple(m for m in matters.matters(desk.case.kind, desk.case.state) if desk.rights.may_register_group(m.group))


def _menu(desk: Desk) -> HttpResponse:
    found = choices(desk)
    body = tuple(_groups(desk, found)) or (Panel(body=(Empty("此刻没有可以登记的事项"),)),)
    return show(desk.request, Page(
        title="登记事项", pretitle=f"{desk.case}　{parties(desk)}", back=desk.home, back_text="返回案件", body=body,
    ))


def _groups(desk: Desk, found: tuple[Matter, ...]) -> Iterator[Panel]:
    """正等着办的在前，然后按组。"""
    wanted = of_case(desk.case.pk).filter(state=Node.State.OPEN, act__startswith="register:").values_list("act", flat=True)
    now = dict.fromkeys(act.partition(":")[2] for act in wanted)
    if waiting := [m for key in now for m in found if m.key == key]:
        yield Panel(title="正等着办的", body=(_buttons(desk, waiting),))
    for group in dict.fromkeys(m.group for m in found):
        yield Panel(title=group, body=(_buttons(desk, [m for m in found if m.group == group]),))


def _buttons(desk: Desk, found: list[Matter]) -> Actions:
    home = reverse("case_act", args=[desk.case.pk, Act.REGISTER])
    return Actions(tuple(Action(text=m.label, url=f"{home}?matter={m.key}", dialog=True) for m in found))


def _form(desk: Desk, matter: Matter) -> HttpResponse:
    form = MatterForm(desk, matter, desk.request.POST or None, desk.request.FILES or None)
    names = tuple(one.name for one in matter.fields)
    return fill(desk, form, Filling(
        title=matter.label, submit="登记", sections=(Section("", ("on", *names)), Section("", ("files", "source"))),
        draft=f"register:{desk.case.pk}:{matter.key}", after=(People(form.people),), aliases={"happened": "on"}, lead=_lead(desk, matter),
        run=lambda values: _save(desk, form, values),
    ))


OURSELVES = {
    "query": (Act.QUERY, "case_query"), "freeze": (Act.ORDER_CONTROL, "case_propose"), "seize": (Act.ORDER_CONTROL, "case_propose"),
    "renew": (Act.ORDER_CONTROL, "case_renewals"), "release": (Act.ORDER_CONTROL, "case_releases"), "deduct": (Act.ORDER_CONTROL, ""),
    "clue": (Act.CLUE, "case_clue_new"), "report_received": (Act.DECLARE, "case_declare"),
}
"""登记事项 → 在本系统办理的行为和页面；没有页面的到案件页的财产一栏。"""
DOABLE = "在本系统办理的，办成了自动记下，不用登记。流程系统、线下办过的，才在下面登记。"
MADE = "在本系统制作、发出，节点就办结，不用登记。流程系统、线下已经发过的，才在下面登记。"


def _lead(desk: Desk, matter: Matter) -> tuple[Content, ...]:
    """本系统就能办的，先领去办。"""
    act, name = OURSELVES.get(matter.key, (None, ""))
    if act is None or act not in desk.rights.available:
        return _papers(desk, matter)
    url = reverse(name, args=[desk.case.pk]) if name else f"{desk.home}?tab=assets#tabs"
    return (Text(DOABLE, "secondary"), Actions((Action(text=f"去办：{act.label}", url=url, kind="primary"),)), *_papers(desk, matter))


def _papers(desk: Desk, matter: Matter) -> tuple[Content, ...]:
    """发出文书就办结的，先领去制作：这里只登记流程系统、线下已经办过的。"""
    waiting = of_case(desk.case.pk).filter(state=Node.State.OPEN, act=f"register:{matter.key}").values_list("code", flat=True)
    wanted = dict.fromkeys(kind for code in waiting for kind in finishing(code))
    if not wanted or Act.DRAFT_DOCUMENT not in desk.rights.available:
        return ()
    makes = tuple(
        Action(text=f"制作{one.title}", url=reverse("case_document_write", args=[desk.case.pk, one.code]), icon="file-text", kind="primary")
        for one in offered(desk.case) if one.code in wanted
    )
    return (Text(MADE, "secondary"), Actions(makes)) if makes else ()


@transaction.atomic
def _save(desk: Desk, form: MatterForm, values: dict[str, Any]) -> str:
    kept = [
        store(court_id=desk.case.court_id, name=f.name, content=f.read(), actor=desk.user, stream=desk.case.stream)
        for f in values["files"]
    ]
    commands.register(
        case=desk.case.pk, actor=desk.user, on=values["on"], revision=desk.sent, matter=form.matter.key,
        values=form.values(), files=[f.pk for f in kept], source=Source(values["source"]),
    )
    return f"已登记：{form.matter.label}。"
