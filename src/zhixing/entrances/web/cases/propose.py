"""报结：选方式，立刻看到还差几项，每项有依据、旁边有按钮；不差才能报批。"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from zhixing.casework.closing import commands
from zhixing.casework.closing.queries import gate_of
from zhixing.entrances.web.cases.act_forms import DayForm, DeskForm
from zhixing.entrances.web.cases.approving import waiting
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import DayField, Item, Items, Note, Page, Panel, Refusal, Tab, Tabs, show
from zhixing.entrances.web.ui.piece import Content
from zhixing.law.closing import Mode, modes
from zhixing.law.finding import Finding

CONFIRMING = "terminated_round"


class ProposeForm(DeskForm):
    """以一种方式报结。"""

    on = DayField(label="报结日")
    ground = forms.ChoiceField(label="事由")
    applicant_confirmed = forms.BooleanField(label="申请执行人已签字确认终结本次执行程序", required=False)

    def choose(self, mode: Mode) -> None:
        """事由随方式；签字确认只有终本要问。"""
        self.fields["ground"].choices = list(mode.grounds.items())  # type: ignore[attr-defined]
        if mode.code != CONFIRMING:
            del self.fields["applicant_confirmed"]


def page(desk: Desk) -> HttpResponse:
    """报结页。方式在网址里，每一种都能先看看还差什么。"""
    found = modes(desk.case.kind)
    wanted = desk.request.GET.get("mode", "")
    mode = next((m for m in found if m.code == wanted), found[0] if found and not wanted else None)
    if mode is None:
        raise Http404
    form = ProposeForm(desk, desk.request.POST or None)
    form.choose(mode)
    tabs = Tabs(tuple(Tab(m.label, _url(desk, m.code), m.code == mode.code) for m in found), label="结案方式", pills=True)
    if desk.request.method == "POST":
        return fill(desk, form, _filling(desk, mode, (tabs,)))
    gate = gate_of(desk.case, mode.code, desk.today)
    return _blocked(desk, tabs, gate) if gate.reasons else fill(desk, form, _filling(desk, mode, (tabs, *_checked(gate))))


def _url(desk: Desk, mode: str) -> str:
    return f"{reverse('case_act', args=[desk.case.pk, 'propose'])}?mode={mode}"


def _filling(desk: Desk, mode: Mode, before: tuple[Content, ...]) -> Filling:
    return Filling(
        title=f"报结：{mode.label}", submit="报批", what="报结", before=before, draft=f"propose:{desk.case.pk}",
        note=f"批准之日结案，应作{mode.document}。", run=lambda values: _save(desk, mode, values),
    )


def _save(desk: Desk, mode: Mode, values: dict[str, Any]) -> str:
    made = commands.propose(case=desk.case.pk, actor=desk.user, revision=desk.sent, mode=mode.code, **values)
    return f"已报结，{waiting(made)}。"


def _blocked(desk: Desk, tabs: Tabs, gate: Finding[bool]) -> HttpResponse:
    refusal = Refusal.of(gate, for_case(desk.case.pk), "报结")
    title = f"暂不能报结，还差 {len(gate.reasons)} 项"
    body = (tabs, refusal, *_done(gate))
    return show(desk.request, Page(title=title, pretitle=f"{desk.case}　{people(desk)}", back=desk.home, back_text="返回案件", body=body))


def _checked(gate: Finding[bool]) -> tuple[Content, ...]:
    told = "\n".join(w.text for w in gate.warnings)
    return (*_done(gate), *((Note(told, "yellow", "另请注意"),) if told else ()))


def _done(gate: Finding[bool]) -> tuple[Content, ...]:
    """已经核对过的各项。"""
    steps = tuple(
        Item(title=step.text.removeprefix("已核对："), note=f"依据：{step.article}" if step.article else "", tone="green")
        for step in gate.steps
    )
    return (Panel(title=f"已核对 {len(steps)} 项", flush=True, body=(Items(items=steps),)),) if steps else ()


def recall(desk: Desk) -> HttpResponse:
    """撤回报结。"""
    form = DayForm(desk, desk.request.POST or None)
    del form.fields["on"]
    return fill(desk, form, Filling(
        title="撤回报结", submit="撤回", note="撤回后案件回到执行中，可以补办后再报。",
        run=lambda values: str(commands.recall(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent) and "已撤回报结。"),
    ))


