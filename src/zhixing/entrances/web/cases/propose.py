"""报结：选方式，逐项看凭什么算有、还差什么，每项有依据、旁边有按钮，补办了回到这里；不差才能报批。

结案以后随之要办的（解除控制措施、解除限制消费、删除失信）在报批以前就列出来。
终本只差院长可以放行的几项时，也可以逐项写明理由报院长批准放行；补办仍在前面。
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
from zhixing.casework.dossier.facts import missing
from zhixing.entrances.web.cases.act_forms import DayForm, DeskForm
from zhixing.entrances.web.cases.approving import waiting
from zhixing.entrances.web.cases.checking import afterwards, checked, heeded, unfiled
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.cases.filling import Filling, fill, people
from zhixing.entrances.web.remedies import for_case
from zhixing.entrances.web.ui import (
    Action,
    DayField,
    FormPanel,
    Page,
    Refusal,
    Section,
    Tab,
    Tabs,
    TextField,
    show,
)
from zhixing.entrances.web.ui.piece import Content
from zhixing.law.closing import Item, Mode, headline, modes
from zhixing.law.finding import Finding
from zhixing.law.returning import HANDED
from zhixing.law.states import Act

CONFIRMING = "terminated_round"
OVERRIDE = "override_"
ONLY_PRESIDENT = "只有院长可以放行。补办不了的，逐项写明理由；放行的一律经合议庭、执行局长报院长批准，申请执行人签字确认了也一样。"


class ProposeForm(DeskForm):
    """以一种方式报结。"""

    on = DayField(label="报结日")
    ground = forms.ChoiceField(label="事由")
    applicant_confirmed = forms.BooleanField(label="申请执行人已签字确认终结本次执行程序", required=False)
    to_court = TextField(label="接收案件的法院", max_length=100, required=False, help_text="提级、指定、全案委托的填写。")
    to_number = TextField(label="对方案号", max_length=100, required=False, help_text="全案委托的，填受托法院的立案案号。")

    def choose(self, asked: Asked, releasing: tuple[Item, ...] = ()) -> None:
        """事由随方式；签字确认只有终本要问，接收法院只有移给别的法院的才问；要放行的逐项问理由。"""
        mode = asked.mode
        self.fields["ground"].choices = list(mode.grounds.items())  # type: ignore[attr-defined]
        self.fields["ground"].initial = asked.ground
        self.fields["applicant_confirmed"].initial = asked.confirmed
        if mode.code != CONFIRMING:
            del self.fields["applicant_confirmed"]
        if not HANDED & mode.grounds.keys():
            del self.fields["to_court"], self.fields["to_number"]
        for item in releasing:
            self.fields[OVERRIDE + item.code] = TextField(label=f"{item.code}　{item.label}：放行的理由", lines=2, max_length=500)

    def told(self) -> dict[str, Any]:
        """命令要的值；各项放行的理由收在一起。"""
        given = self.cleaned_data.items()
        values = {name: value for name, value in given if not name.startswith(OVERRIDE)}
        return {**values, "overrides": {n.removeprefix(OVERRIDE): value for n, value in given if n.startswith(OVERRIDE)}}


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
    gate = gate_of(desk.case, asked.mode.code, desk.today, asked.ground, confirmed=asked.confirmed)
    items = checklist_of(desk.case, asked.mode.code, desk.today, asked.ground, confirmed=asked.confirmed)
    releasing = _releasing(items, gate)
    form = ProposeForm(desk, desk.request.POST or None)
    form.choose(asked, releasing)
    tabs = Tabs(tuple(Tab(m.label, url(desk, m.code), m.code == asked.mode.code) for m in found), label="结案方式", pills=True)
    if desk.request.method == "POST" and not releasing:
        return fill(desk, form, _filling(desk, asked, form, (tabs,)))
    told = (tabs, *_told(desk, asked, gate, items, releasing))
    if gate.reasons and not releasing:
        return _blocked(desk, asked, gate, told)
    return fill(desk, form, _filling(desk, asked, form, told, releasing, headline(gate).rstrip("。") if releasing else ""))


def _releasing(items: tuple[Item, ...], gate: Finding[bool]) -> tuple[Item, ...]:
    """可以报院长放行的各项；另有不能放行的，补办以前放行了也报不了，为空。"""
    lacking = tuple(item for item in items if item.overridable and not item.ok)
    listed = {reason for item in lacking for reason in item.missing}
    return lacking if listed.issuperset(gate.reasons) else ()


def url(desk: Desk, mode: str, **more: str) -> str:
    """报结页的地址。"""
    return f"{reverse('case_act', args=[desk.case.pk, Act.PROPOSE])}?{urlencode({'mode': mode, **more})}"


def _filling(
    desk: Desk, asked: Asked, form: ProposeForm, lead: tuple[Content, ...], releasing: tuple[Item, ...] = (), title: str = ""
) -> Filling:
    mode, names = asked.mode, tuple(OVERRIDE + item.code for item in releasing)
    own = tuple(field.name for field in form.visible_fields() if field.name not in names)
    return Filling(
        title=title or f"报结：{mode.label}", submit="报院长批准放行并报批" if names else "报批", what="报结", lead=lead,
        draft=f"propose:{desk.case.pk}", note=f"批准之日结案，应作{mode.document}。", run=lambda _: _save(desk, mode, form.told()),
        sections=(Section("", own), Section("报院长批准放行", names, 1, ONLY_PRESIDENT)) if names else (),
        aliases={name.removeprefix(OVERRIDE): name for name in names},
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


def _told(
    desk: Desk, asked: Asked, gate: Finding[bool], items: tuple[Item, ...], releasing: tuple[Item, ...]
) -> Iterator[Content]:
    """不属于哪一项的理由、逐项核对、结案以后要办的、另请注意。"""
    mode = asked.mode
    back = url(desk, mode.code, **{k: v for k, v in (("ground", asked.ground), ("confirmed", "1" if asked.confirmed else "")) if v})
    listed = {reason for item in items for reason in item.missing}
    if rest := tuple(reason for reason in gate.reasons if reason not in listed):
        yield Refusal.of(Finding(None, gate.articles, reasons=rest), for_case(desk.case.pk, back), "报结")
    yield from checked(desk.case.pk, items, for_case(desk.case.pk, back), lambda item: _release(item) if item in releasing else None)
    yield from afterwards(mode, asked.ground, timeline_of(desk.case), desk.today)
    yield from heeded(gate)
    yield from unfiled(missing(desk.case, mode=mode.code), for_case(desk.case.pk))


def _release(item: Item) -> Action:
    """去填这一项放行的理由。"""
    return Action(text="报院长批准放行", url=f"#id_{OVERRIDE}{item.code}", small=True, title="只有院长可以放行，须写明理由")


def recall(desk: Desk) -> HttpResponse:
    """撤回报结。"""
    form = DayForm(desk, desk.request.POST or None)
    del form.fields["on"]
    return fill(desk, form, Filling(
        title="撤回报结", submit="撤回", note="撤回后案件回到执行中，可以补办后再报。",
        run=lambda values: str(commands.recall(case=desk.case.pk, actor=desk.user, on=desk.today, revision=desk.sent) and "已撤回报结。"),
    ))
