"""期限计算器：从哪天、多长、哪一类、扣除什么 → 届满日和每一步的依据。算的就是 ``law.terms``。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from zhixing.entrances.web.calculator import place
from zhixing.entrances.web.ui import (
    Column,
    DayField,
    Empty,
    Facts,
    FormPanel,
    Note,
    Panel,
    Row,
    Section,
    Step,
    Table,
)
from zhixing.entrances.web.ui.words import full_day, weekday
from zhixing.foundation.history import context
from zhixing.foundation.people.queries import calendar_of
from zhixing.law import nodes, terms
from zhixing.law.articles import Article
from zhixing.law.finding import Finding
from zhixing.law.node_table import rules

NAME = "calculator"
UNITS = [("d", "日"), ("wd", "工作日"), ("m", "个月"), ("y", "年"), ("h", "小时")]
HELD = 2


class Question(forms.Form):
    """要算什么。选了节点，就不用填长度和类别。"""

    start = DayField(label="自哪天起")
    clock = forms.TimeField(label="几点（按小时的才填）", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    rule = forms.ChoiceField(label="按节点", required=False)
    n = forms.IntegerField(label="期限长度", required=False, min_value=0, max_value=3660)
    unit = forms.ChoiceField(label="单位", choices=UNITS, required=False)
    cls = forms.ChoiceField(label="期限类别", choices=[(k, f"{k} {v}") for k, v in terms.CLASSES.items()], required=False)
    extend = forms.IntegerField(label="批准延长（个月）", required=False, min_value=0, max_value=120)
    clear = forms.BooleanField(label="倒数的期限，首尾两天都不算", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", "不选，自己填长度"), *_choices()]  # type: ignore[attr-defined]
        for i in range(HELD):
            self.fields[f"code{i}"] = forms.ChoiceField(label="扣除事由", required=False, choices=[("", "—"), *_codes()])
            self.fields[f"since{i}"] = DayField(label="自", required=False)
            self.fields[f"until{i}"] = DayField(label="至（恢复计算的那天）", required=False)

    def clean(self) -> dict[str, Any]:
        """长度二选一；扣除要写全。"""
        values = super().clean() or {}
        if not values.get("rule") and values.get("n") is None and not self.errors:
            self.add_error("n", "选一个节点，或者填期限长度")
        for i in range(HELD):
            if values.get(f"code{i}") and not values.get(f"since{i}"):
                self.add_error(f"since{i}", "请填扣除自哪天起")
            if values.get(f"since{i}") and not values.get(f"code{i}"):
                self.add_error(f"code{i}", "请选扣除事由")
        return values


SECTIONS = (
    Section("起算", ("start", "clock"), 2),
    Section("期限", ("rule", "n", "unit", "cls", "extend", "clear"), 2, "选了节点就按节点表的长度和类别"),
    *(Section(f"扣除期间 {i + 1}", (f"code{i}", f"since{i}", f"until{i}"), 3) for i in range(HELD)),
)


def page(request: HttpRequest) -> HttpResponse:
    """期限计算器。算什么都在网址里，可以存、可以发给别人。"""
    asked = "start" in request.GET
    form = Question(request.GET if asked else None, initial={"start": context.current().today, "unit": "d", "cls": "A"})
    panel = FormPanel(form=form, submit="计算", sections=SECTIONS, method="get")
    if not (asked and form.is_valid()):
        note = Note("算出来的每一步都写明依据。没有载入放假安排的年份按周末推算，标为暂定。")
        return place.asking(request, NAME, (*(() if asked else (note,)), panel), wrong=asked)
    try:
        answer = _answer(form.cleaned_data, request.user.court_id)
    except terms.BadTerm as error:
        return place.asking(request, NAME, (Note(str(error), "red", "这样算不了"), panel), wrong=True)
    return place.answered(request, NAME, request.GET, answer.headline, (answer.panel(),), panel, side=answer.side())


@dataclass(frozen=True, slots=True)
class Answer:
    """算出来的。"""

    finding: Finding[terms.Ending]
    name: str
    articles: tuple[Article, ...]

    @property
    def headline(self) -> str:
        """届满日那句话。"""
        end = self.finding.value
        if end.due is None:
            return "扣除尚未结束，届满日还算不出"
        what = {"B": "最早可以办的日子是", "C": "效力到", "D": "最迟应在"}.get(end.cls, "届满日是")
        return f"{what}{_shown(end.due)}"

    def panel(self) -> Panel:
        """推算过程。"""
        first = tuple(Step(f"{self.name}", str(article)) for article in self.articles[:1]) if self.name else ()
        steps = tuple(Step(s.text, str(s.article) if s.article else "") for s in self.finding.steps)
        notes = (Note("有的年份还没有载入放假安排，这一天按周末推算，是暂定的。", "yellow"),) if self.finding.value.provisional else ()
        return Panel(title="怎么算出来的", body=(*notes, *first, *steps))

    def side(self) -> tuple[Any, ...]:
        """其他有用的日子。"""
        end = self.finding.value
        facts = [("顺延前", _shown(end.counted_to)), ("扣除天数", f"{end.excluded_days} 天" if end.excluded_days else "")]
        facts += [("最早可以办", _shown(end.earliest)), ("最后一个工作日", _shown(end.last_working_day)), ("稳妥起见", _shown(end.conservative))]
        found = Panel(title="相关的日子", body=(Facts(tuple(row for row in facts if row[1])),))
        if len(end.schedule) < 2:
            return (found,)
        rows = tuple(Row(cells=(f"第 {i} 次", _shown(day))) for i, day in enumerate(end.schedule, 1))
        table = Table(columns=(Column("次"), Column("到期")), rows=rows, label="各次到期", empty=Empty("没有"))
        return (found, Panel(title="各次到期", body=(table,), flush=True))


def _answer(values: dict[str, Any], court_id: int) -> Answer:
    start: date | datetime = values["start"]
    if values.get("clock"):
        start = datetime.combine(start, values["clock"])
    spans = [terms.Span(values[f"code{i}"], values[f"since{i}"], values.get(f"until{i}")) for i in range(HELD) if values.get(f"code{i}")]
    extension = terms.Period(values["extend"], "m") if values.get("extend") else None
    rule = nodes.rule_on(values["rule"], values["start"]) if values.get("rule") else None
    period = rule.period if rule else terms.Period(values["n"], values["unit"] or "d")
    finding = terms.compute(
        start, period, rule.cls if rule else values["cls"] or "A", calendar_of(court_id), spans, extension, bool(values.get("clear")),
        rule.repeat if rule else 1, allowed=rule.excludes if rule else None,
    )
    return Answer(finding, f"{rule.name}：{period}" if rule else "", rule.articles if rule else ())


def _shown(day: date | datetime | None) -> str:
    if day is None:
        return ""
    if isinstance(day, datetime):
        return f"{full_day(day.date())} {day:%H:%M}"
    return f"{full_day(day)} {weekday(day)}"


def _choices() -> list[tuple[str, str]]:
    known = {r.code: r for r in rules(context.current().today) if r.n or r.unit}
    return [(f"T:{code}", f"{rule.name}（{code}）") for code, rule in known.items()]


def _codes() -> list[tuple[str, str]]:
    return [(held.code, f"{held.code} {held.name}") for held in terms.EXCLUSIONS.values()]
