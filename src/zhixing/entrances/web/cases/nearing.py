"""离报结还差什么：案件页旁的一小块，每种常用的方式一行，点开是逐项核对。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.closing.queries import debtors_of
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Item, Items, Panel
from zhixing.law.closing import Mode, gate, modes
from zhixing.law.states import Act

SHOWN = 3


def nearing(view: View) -> tuple[Panel, ...]:
    """能报结的人才有；审批中、已结案的没有。"""
    found = modes(view.case.kind)[:SHOWN]
    if Act.PROPOSE not in view.desk.rights.available or not found:
        return ()
    return (Panel(title="离报结还差什么", flush=True, body=(Items(items=tuple(_item(view, mode) for mode in found)),)),)


def _item(view: View, mode: Mode) -> Item:
    lacking = len(gate(mode.code, view.nodes, view.timeline, view.desk.today, **debtors_of(view.case.parties.all())).reasons)
    url = f"{reverse('case_act', args=[view.case.pk, Act.PROPOSE])}?mode={mode.code}"
    return Item(title=mode.label, url=url, tone="" if lacking else "green", note=f"还差 {lacking} 项" if lacking else "可以报结")
