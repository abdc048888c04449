"""报请豁免节点：选一个待办的节点，说明理由。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse

from zhixing.casework.nodes import commands
from zhixing.casework.nodes.queries import Node, of_case
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.approving import waiting
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.ui import TextField
from zhixing.entrances.web.ui.words import day


class WaiveForm(DeskForm):
    """哪个节点、为什么。"""

    node = forms.ChoiceField(label="节点")
    ground = TextField(label="理由", lines=3, max_length=200)

    def prepare(self, desk: Desk) -> None:
        """待办的节点；从理由旁的按钮来的已经选好。"""
        rows = of_case(desk.case.pk).filter(state=Node.State.OPEN)
        choices = [(n.key, f"{n}（{day(n.due, desk.today)}到期）" if n.due else str(n)) for n in rows]
        self.fields["node"].choices = choices  # type: ignore[attr-defined]
        self.fields["node"].initial = desk.request.GET.get("node", "")


def page(desk: Desk) -> HttpResponse:
    """报请豁免。"""
    form = WaiveForm(desk, desk.request.POST or None)
    return fill(desk, form, Filling(
        title="豁免节点", submit="报批", note="批准之后，本案不再要求这一节点。", columns=1, draft=f"waive:{desk.case.pk}",
        run=lambda values: _save(desk, values),
    ))


def _save(desk: Desk, values: dict[str, Any]) -> str:
    made = commands.propose_waive(
        case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent, node=values["node"], ground=values["ground"]
    )
    return f"已报请豁免，{waiting(made)}。"
