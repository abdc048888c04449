"""报结：选方式，逐项看凭什么算有、还差什么，每项有依据、旁边有按钮，补办了回到这里；不差才能报批。

结案以后随之要办的（解除控制措施、解除限制消费、删除失信）在报批以前就列出来。
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.closing import commands
from zhixing.casework.closing.queries import checklist_of, gate_of
from zhixing.entrances.web.cases.act_forms import DayForm, DeskForm
from zhixing.entrances.web.cases.approving import waiting
from zhixing.entrances.web.cases.checking import afterwards, checked, heeded
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import (
    DayField,
    FormPanel,
    Page,
    Refusal,
    Tab,
    Tabs,
    TextField,
    show,
)
from zhixing.entrances.web.ui.piece import Content
from zhixing.law.closing import Mode, headline, modes
from zhixing.law.finding import Finding
from zhixing.law.returning import HANDED
from zhixing.law.states import Act

CONFIRMING = "terminated_round"


class ProposeForm(DeskForm):
    """以一种方式报结。"""

    on = DayField(label="报结日")
    ground = forms.ChoiceField(label="事由")
    applicant_confirmed = forms.BooleanField(label="申请执行人已签字确认终结本次执行程序", required=False)
    to_court = TextField(label="接收案件的法院", max_length=100, required=False, help_text="提级、指定、全案委托的填写。")
    to_number = TextField(label="对方案号", max_length=100, required=False, help_text="全案委托的，填受托法院的立案案号。")

    def choose(self, asked: Asked) -> None:
        """事由随方式；签字确认只有终本要问，接收法院只有移给别的法院的才问。"""
        mode = asked.mode
        self.fields["ground"].choices = list(mode.grounds.items())  # type: ignore[attr-defined]
        self.fields["ground"].initial = asked.ground
        self.fields["applicant_confirmed"].initial = asked.confirmed
        if mode.code != CONFIRMING:
            del self.fields["applicant_confirmed"]
        if not HANDED & mode.grounds.keys():
            del self.fields["to_court"], self.fields["to_number"]


class AskForm(forms.Form):
    """按哪一种事由核对。"""

    mode = forms.CharField(widget=forms.HiddenInput)
    ground = forms.ChoiceField(label="事由", required=False)
    confirmed = forms.BooleanField(label="申请执行人已签字确认", required=False)

    def __init__(self, asked: Asked) -> None:
        mode = asked.mode
        super().__init__(initial={"mode": mode.code, "ground": asked.ground, "confirmed": asked.confirmed})
        self.fields["ground"].choices = [("", "还没有定"), *mode.grounds.items()]  # type: ignore[attr-defined]
        if mode.code != CONFIRMING:
            del self.fields["confirmed"]


@dataclass(frozen=True, slots=True)
class Asked:
    """网址里说的：哪一种方式、哪一种事由、签字确认了没有。"""

    mode: Mode
    ground: str
    confirmed: bool


def asked_of(desk: Desk, found: tuple[Mode, ...]) -> Asked:
    """没有说方式的是第一种；这类案件没有的方式是 404。"""
    get = desk.request.GET
    wanted = get.get("mode", "")
    mode = next((m for m in found if m.code == wanted), found[0] if found and not wanted else None)
    if mode is None:
        raise Http404
    ground = get.get("ground", "")
    return Asked(mode, ground if ground in mode.grounds else "", bool(get.get("confirmed")))


def page(desk: Desk) -> HttpResponse:
    """报结页。方式在网址里，每一种都能先看看还差什么。"""
    found = modes(desk.case.kind)
    asked = asked_of(desk, found)
    form = ProposeForm(desk, desk.request.POST or None)
    form.choose(asked)
    tabs = Tabs(tuple(Tab(m.label, url(desk, m.code), m.code == asked.mode.code) for m in found), label="结案方式", pills=True)
    if desk.request.method == "POST":
        return fill(desk, form, _filling(desk, asked, (tabs,)))
    gate = gate_of(desk.case, asked.mode.code, desk.today, asked.ground, confirmed=asked.confirmed)
    told = (tabs, *_told(desk, asked, gate))
    return _blocked(desk, asked, gate, told) if gate.reasons else fill(desk, form, _filling(desk, asked, told))


def url(desk: Desk, mode: str, **more: str) -> str:
    """报结页的地址。"""
    return f"{reverse('case_act', args=[desk.case.pk, Act.PROPOSE])}?{urlencode({'mode': mode, **more})}"


def _filling(desk: Desk, asked: Asked, lead: tuple[Content, ...]) -> Filling:
    mode = asked.mode
    return Filling(
        title=f"报结：{mode.label}", submit="报批", what="报结", lead=lead, draft=f"propose:{desk.case.pk}",
        note=f"批准之日结案，应作{mode.document}。", run=lambda values: _save(desk, mode, values),
    )


def _save(desk: Desk, mode: Mode, values: dict[str, Any]) -> str:
    made = commands.propose(case=desk.case.pk, actor=desk.user, revision=desk.sent, mode=mode.code, **values)
    return f"已报结，{waiting(made)}。"


def _blocked(desk: Desk, asked: Asked, gate: Finding[bool], told: tuple[Content, ...]) -> HttpResponse:
    """报不了：题目说还差几项；可以换一种事由再核对。"""
    mode = asked.mode
    ask = FormPanel(form=AskForm(asked), url=url(desk, mode.code), submit="按这样核对", method="get", title="换一种事由核对")
    return show(desk.request, Page(
        title=headline(gate).rstrip("。"), pretitle=f"{desk.case}　{people(desk)}　{mode.label}", back=desk.home, back_text="返回案件",
        body=told, side=(ask,) if len(mode.grounds) > 1 or mode.code == CONFIRMING else (),
    ))


def _told(desk: Desk, asked: Asked, gate: Finding[bool]) -> Iterator[Content]:
    """不属于哪一项的理由、逐项核对、结案以后要办的、另请注意。"""
    mode = asked.mode
    back = url(desk, mode.code, **{k: v for k, v in (("ground", asked.ground), ("confirmed", "1" if asked.confirmed else "")) if v})
    items = checklist_of(desk.case, mode.code, desk.today, asked.ground, confirmed=asked.confirmed)
    listed = {reason for item in items for reason in item.missing}
    if rest := tuple(reason for reason in gate.reasons if reason not in listed):
        yield Refusal.of(Finding(None, gate.articles, reasons=rest), for_case(desk.case.pk, back), "报结")
    yield from checked(desk.case.pk, items, for_case(desk.case.pk, back))
    yield from afterwards(mode, asked.ground, timeline_of(desk.case), desk.today)
    yield from heeded(gate)


def recall(desk: Desk) -> HttpResponse:
    """撤回报结。"""
    form = DayForm(desk, desk.request.POST or None)
    del form.fields["on"]
    return fill(desk, form, Filling(
        title="撤回报结", submit="撤回", note="撤回后案件回到执行中，可以补办后再报。",
        run=lambda values: str(commands.recall(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent) and "已撤回报结。"),
    ))
