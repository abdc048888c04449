"""登记事项的表单：栏目照事项表生成。发生日默认今天，选项能预选的都预选好。"""

from __future__ import annotations

from typing import Any

from django import forms

from zhixing.casework.cases.facts import timeline_of
from zhixing.casework.cases.queries import called
from zhixing.entrances.web.cases.act_forms import DeskForm
from zhixing.entrances.web.cases.desk import Desk
from zhixing.entrances.web.ui import DayField, MoneyField, RowsField, TextField
from zhixing.foundation.history.queries import Source
from zhixing.law.matters import Field, Matter, subjects

LONG = frozenset({"text"})
INSTALMENTS = {"due": DayField(label="应付日"), "amount_fen": MoneyField(label="金额（元）")}
"""分期的一行。"""
PAID = "settlement.InstalmentPaid"
PEOPLE = frozenset({"person", "subject", "to", "payer", "payee"})
"""写人的栏目：本案当事人的名字可以直接选，不必再打一遍。"""


class Files(forms.ClearableFileInput):
    """可以选几个文件。"""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """几份材料。"""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """逐个核对。"""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class MatterForm(DeskForm):
    """登记一个事项。"""

    on = DayField(label="发生日")
    files = FilesField(label="证明材料", required=False, help_text="可以选几份。")
    source = forms.ChoiceField(label="来源", choices=Source.choices, initial=Source.OWN)

    def __init__(self, desk: Desk, matter: Matter, data: Any = None, files: Any = None) -> None:
        self.matter = matter
        super().__init__(desk, data, files)

    def prepare(self, desk: Desk) -> None:
        """按事项表加栏目；从哪个节点来的，就选好哪一项。"""
        known = subjects(self.matter, timeline_of(desk.case))
        wanted = subject_of(desk.request.GET.get("node", ""))
        for one in self.matter.fields:
            self.fields[one.name] = made = field(one, known)
            made.initial = one.default
            if one.type == "subject":
                made.initial = wanted if wanted in known or one.new else known[0] if len(known) == 1 else ""
        self._next_instalment(desk)
        if self.matter.evidence:
            self.fields["files"].help_text = "这一事项应当附证明材料。可以选几份。"
        self.people = tuple(called(desk.case.parties.all()).values())
        for name in PEOPLE & self.fields.keys():
            if isinstance(self.fields[name].widget, forms.TextInput):
                self.fields[name].widget.attrs.update({"list": "case-people", "autocomplete": "off"})

    def _next_instalment(self, desk: Desk) -> None:
        """分期履行：先填好还没有履行的一期。"""
        if self.matter.event != PAID:
            return
        timeline = timeline_of(desk.case)
        agreed = timeline.last("settlement.Agreed")
        rows = agreed.data.get("instalments", []) if agreed else []
        paid = {fact.data.get("number") for fact in timeline.of(PAID) if agreed and fact.on >= agreed.on}
        number = next((n for n in range(1, len(rows) + 1) if n not in paid), None)
        if number:
            self.fields["number"].initial, self.fields["amount_fen"].initial = number, rows[number - 1]["amount_fen"]
            self.fields["number"].help_text = f"共 {len(rows)} 期，第 {number} 期应于 {rows[number - 1]['due']} 付。"

    def values(self) -> dict[str, Any]:
        """事项的各栏。"""
        return {one.name: self.cleaned_data.get(one.name) for one in self.matter.fields}


def subject_of(key: str) -> str:
    """节点键“代码|事项|起因”里的事项。"""
    parts = key.split("|")
    return "|".join(parts[1:-1]) if len(parts) >= 3 else ""


def field(one: Field, known: tuple[str, ...]) -> forms.Field:
    """事项表的一栏 → 表单的一栏。"""
    words: dict[str, Any] = {"label": one.label, "required": one.required, "help_text": one.hint}
    options = list(one.options.items())
    if one.type == "subject" and not one.new:
        return forms.ChoiceField(choices=[("", "请选择"), *((s, s) for s in known)], **words)
    makers = {
        "date": lambda: DayField(**words), "money": lambda: MoneyField(**words),
        "bool": lambda: forms.BooleanField(**{**words, "required": False}),
        "int": lambda: forms.IntegerField(min_value=one.min, max_value=one.max, **words),
        "choice": lambda: forms.ChoiceField(choices=options if one.required else [("", "不填"), *options], **words),
        "rows": lambda: RowsField(INSTALMENTS, extra=4, **words),
        "choices": lambda: forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **words),
    }
    return makers.get(one.type, lambda: TextField(lines=2 if one.name in LONG else 1, **words))()
