"""异议：登记、一步一步走、了结。每一步的期限写明，点开看怎么算的。"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse

from zhixing.casework.funds import queries_plans as read
from zhixing.casework.funds.commands import plan_objections
from zhixing.casework.funds.queries_plans import Objection, Share
from zhixing.entrances.web.cases.filling import Filling, fill
from zhixing.entrances.web.distribution.opened import Opened, State, acting
from zhixing.entrances.web.ui import (
    Action,
    Actions,
    Column,
    Content,
    DayField,
    Deadline,
    Money,
    MoneyField,
    Panel,
    Row,
    Status,
    Step,
    SuggestedField,
    Table,
    TextField,
)
from zhixing.entrances.web.ui.words import dates, day, full_day
from zhixing.foundation.people.queries import calendar_of
from zhixing.law import distribution_rules as rules
from zhixing.law.finding import Finding

COLUMNS = (Column("异议人"), Column("对什么"), Column("争议", "end"), Column("走到哪一步"), Column("期限"), Column(""))
SUGGESTED = 300
STEPS: Mapping[str, tuple[str, str, str]] = {
    "relay": ("通知其他人", "异议通知送到其他债权人、被执行人（最后一人）的日子。他们十五日内可以提反对意见（民诉法解释第510条）。", "relay"),
    "oppose": ("有人反对", "收到反对意见的日子。", "opposing"),
    "tell": ("告知异议人起诉", "反对意见的通知送到异议人的日子。他十五日内可以起诉，不起诉的按原方案发放。", "notify"),
    "sue": ("已起诉", "起诉的日子。诉讼中的争议份额预留，其余照发。", "suing"),
    "end": ("了结", "撤回、撤诉、判决的日子。判决支持异议的，照判决另做一版。", ""),
}
"""一步：叫法、说明、走到哪一步时才有。"""


def panel(found: Opened) -> Iterator[Panel]:
    """各份异议；没有的不列。"""
    rows = read.objections(found.plan)
    if rows:
        table = Table(columns=COLUMNS, rows=tuple(_row(found, one) for one in rows), label="异议")
        yield Panel(id="objections", title=f"异议 {len(rows)} 份", flush=True, body=(table,))


def _row(found: Opened, row: Objection) -> Row:
    at = read.stage_of(row, found.today, found.plan.court_id)
    against = f"{row.share.name}的份额" if row.share else "自己少分"
    told = (f"{day(row.filed_on, found.today)}提出", *([f"{full_day(row.received_on)}收到方案"] if row.received_on else []))
    tone = {"pay": "green", "done": "green", "deposit": "yellow", "correct": "yellow"}.get(at.code, "blue")
    suit = (row.suit_number,) if row.suit_number else ()
    return Row(cells=(
        (row.person, *told), (against, row.ground[:60]), Money(row.disputed_fen), (Status(at.label, tone), *suit), _due(found, row),
        Actions(tuple(_buttons(found, row, at.code))),
    ))


def _due(found: Opened, row: Objection) -> Content:
    """这一步到哪天，点开看从哪天算起。"""
    finding = explained(row, found)
    due = finding.value.due
    if row.ended_on is not None or due is None:
        return full_day(row.ended_on) + "了结" if row.ended_on else "—"
    steps = tuple(Step(dates(one.text), str(one.article)) for one in finding.steps)
    return Deadline(text=full_day(due), tone="grey" if found.today <= due else "green", steps=steps, note="十五日")


def explained(row: Objection, found: Opened) -> Finding[rules.Stage]:
    """这份异议走到哪一步，怎么算的。"""
    facts = rules.Objection(
        row.received_on or row.filed_on, row.filed_on, row.relayed_on, row.opposed_on, row.told_on, row.suit_on, row.ended_on,
    )
    return rules.stage(facts, found.today, calendar_of(found.plan.court_id))


def _buttons(found: Opened, row: Objection, code: str) -> Iterator[Action]:
    if not found.able or row.ended_on is not None or found.plan.state not in (State.SERVED, State.SETTLED):
        return
    for act, (text, _, at) in STEPS.items():
        if at == code or act == "end":
            kind = "plain" if act == "end" else "primary"
            yield Action(text=text, url=found.url("case_plan_objection", row.pk, act), kind=kind, small=True, dialog=True)


# ---- 登记 ----


class ObjectForm(forms.Form):
    """谁、对谁的份额、争议多少、为什么。"""

    who = forms.ChoiceField(label="异议人")
    own = SuggestedField(label="异议人的编号或者姓名", options=(), max_length=200, required=False, help_text="债权人提异议的填写。")
    against = SuggestedField(
        label="对谁的份额（编号或者姓名）", options=(), max_length=200, required=False,
        help_text="空着的，是说自己少分了；争议的从其余各份里按比例预留。",
    )
    disputed = MoneyField(label="争议多少（元）", required=False, help_text="对别人的份额，没有写的是全部。")
    ground = TextField(label="异议", lines=3, max_length=1000)
    on = DayField(label="提出之日")

    def __init__(self, found: Opened, data: Any = None) -> None:
        super().__init__(data)
        self.plan = found.plan
        people = [(str(one.party_id), f"{one.name}（{one.role}）") for one in read.receiving(found.plan).people]
        self.fields["who"].choices = [("", "方案里的债权人"), *people]  # type: ignore[attr-defined]
        self.fields["who"].required = False
        self.fields["on"].initial = found.today
        if found.plan.count <= SUGGESTED:
            listed = [f"{key} {name}" for key, name in found.plan.shares.order_by("number").values_list("key", "name")]
            for name in ("own", "against"):
                self.fields[name].widget.options = tuple(listed)  # type: ignore[attr-defined]

    def clean_own(self) -> int | None:
        """哪一笔。"""
        return self._share(self.cleaned_data["own"])

    def clean_against(self) -> int | None:
        """哪一笔。"""
        return self._share(self.cleaned_data["against"])

    def _share(self, text: str) -> int | None:
        """编号，或者不重名的姓名；“编号 姓名”也认。"""
        if not text:
            return None
        for wanted in ({"key": text}, {"key": text.split(" ", 1)[0]}, {"name": text}):
            found = list(Share.objects.filter(plan=self.plan, **wanted).values_list("pk", flat=True)[:2])
            if len(found) == 1:
                return int(found[0])
            if found:
                raise forms.ValidationError("有几笔同名的，请写编号。")
        raise forms.ValidationError("方案里没有这一笔。")

    def clean(self) -> dict[str, Any]:
        """异议人要写明。"""
        found = super().clean() or {}
        if not found.get("who") and not found.get("own") and "own" not in self.errors:
            self.add_error("own", "请写明是哪个债权人，或者选被执行人。")
        return found


def new(request: HttpRequest, case_id: int, number: int) -> HttpResponse:
    """登记异议。"""
    found = acting(request, case_id, number)
    return fill(found.desk, ObjectForm(found, request.POST or None), Filling(
        title="登记异议", submit="登记", back=found.home, note="收到方案之日起十五日内书面提出（民诉法解释第509条）；逾期的不收，说明到哪天为止。",
        aliases={"filed_on": "on", "disputed_fen": "disputed"}, run=lambda values: _filed(found, values),
    ))


def _filed(found: Opened, values: dict[str, Any]) -> tuple[str, str]:
    row = plan_objections.object_to(
        plan=found.plan.pk, actor=found.desk.user, on=values["on"], revision=found.desk.sent, ground=values["ground"],
        own=None if values["who"] else values["own"], party=int(values["who"]) if values["who"] else None, share=values["against"],
        disputed_fen=values["disputed"],
    )
    return f"已登记{row.person}的异议，接着通知其他债权人、被执行人。", found.home


# ---- 一步一步 ----


class StepForm(forms.Form):
    """这一步要填的。"""

    on = DayField(label="日子")
    by = TextField(label="谁反对", max_length=200)
    number = TextField(label="案号", max_length=60, required=False)
    result = forms.ChoiceField(label="结果", choices=[(code, read.RESULTS[code]) for code in ("withdrawn", "rejected", "upheld")])

    _NEEDS: Mapping[str, tuple[str, ...]] = {"oppose": ("by",), "sue": ("number",), "end": ("result",)}

    def __init__(self, found: Opened, act: str, data: Any = None) -> None:
        super().__init__(data)
        for name in {"by", "number", "result"} - set(self._NEEDS.get(act, ())):
            del self.fields[name]
        self.fields["on"].initial = found.today


def step(request: HttpRequest, case_id: int, number: int, objection: int, act: str) -> HttpResponse:
    """登记一步。"""
    found = acting(request, case_id, number)
    row = next((one for one in read.objections(found.plan) if one.pk == objection), None)
    if row is None or act not in STEPS:
        raise Http404
    title, note, _ = STEPS[act]
    return fill(found.desk, StepForm(found, act, request.POST or None), Filling(
        title=f"{row.person}的异议：{title}", submit="登记", columns=1, back=found.home, note=note,
        run=lambda values: _stepped(found, row, act, values),
    ))


def _stepped(found: Opened, row: Objection, act: str, values: dict[str, Any]) -> tuple[str, str]:
    given = {"objection": row.pk, "actor": found.desk.user, "on": values["on"], "revision": found.desk.sent}
    if act == "end":
        plan_objections.end_objection(**given, result=values["result"])
        return "已登记，预留的照结果调整。", found.home
    done = plan_objections.step(**given, act=act, by=values.get("by", ""), number=values.get("number", ""))
    at = read.stage_of(done, values["on"], found.plan.court_id)
    return f"已登记。{at.label}" + (f"，到{full_day(at.due)}。" if at.due else "。"), found.home
