"""收件表单：一张主表，三组可增减的行（当事人、执行依据、请求）。没有脚本也能增减行。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from zhixing.casework.cases.commands import CaseDraft, ClaimDraft, TitleDraft
from zhixing.casework.cases.queries import Claim, Kind, Livelihood, Relation, Stage, TagName, Title
from zhixing.entrances.web.cases.party_form import PartyForm
from zhixing.entrances.web.ui import DayField, MoneyField, SuggestedField, TextField
from zhixing.law import title_papers
from zhixing.law.finding import Reason
from zhixing.law.livelihood import classify

MOST_ROWS = 80
AUTO = "auto"


class MainForm(forms.Form):
    """案件的几栏。"""

    kind = forms.ChoiceField(label="案件类型", choices=[(k.value, f"{k.value}　{k.label}") for k in Kind], initial=Kind.FIRST)
    received_on = DayField(label="收到材料日")
    stage = forms.ChoiceField(label="保全阶段", choices=[("", "请选择"), *((s.value, s.label) for s in Stage if s.value)])
    suit_number = TextField(label="本案诉讼（仲裁）案号", max_length=120, required=False, help_text="诉前保全还没有的不填。")
    original = TextField(label="原执行案件案号", max_length=120, help_text="照原案的案号填写，本系统里有的自动关联。")
    cause = TextField(label="案由", max_length=100, required=False)
    livelihood = forms.ChoiceField(
        label="涉民生", choices=[(AUTO, "按案由判断"), *Livelihood.choices], initial=AUTO, required=False
    )
    claim_fen = MoneyField(label="申请执行标的（元）", required=False, help_text="不填则按各项请求合计。")
    number_as_given = TextField(label="案号", max_length=120, required=False, help_text="照流程系统给的案号填写。")
    tags = forms.MultipleChoiceField(label="标签", choices=TagName.choices, required=False, widget=forms.CheckboxSelectMultiple)
    urgent = forms.BooleanField(label="情况紧急", required=False)
    performance = TextField(label="行为、交付内容", required=False, lines=2)
    missing = TextField(label="还缺哪些材料（一行一样）", required=False, lines=2)
    until = DayField(label="补正期限至", required=False)


    def fit(self, kind: str) -> None:
        """只留这类案件的栏目，换成这类案件的叫法。"""
        if kind != Kind.PRESERVATION:
            del self.fields["stage"], self.fields["suit_number"]
        else:
            self.fields["claim_fen"].label, self.fields["urgent"].label = "申请保全的限额（元）", "情况紧急，四十八小时内"
        if kind not in LINKED:
            del self.fields["original"]
        elif kind == Kind.RESUMED:
            self.fields["original"].required = False
            self.fields["original"].help_text = "原案在本系统里的，请从原案的“恢复执行立案”办，措施和未履行的金额自动承接。"


LINKED = frozenset({Kind.RESUMED, Kind.OBJECTION, Kind.REVIEW, Kind.SUPERVISION, Kind.COORDINATION, Kind.OTHER})
"""由另一件执行案件而来的类型。"""


class TitleForm(forms.Form):
    """一份执行依据。"""

    kind = forms.ChoiceField(label="种类", choices=Title.Body.choices, initial=Title.Body.JUDGMENT)
    number = TextField(label="文号", max_length=120)
    paper_name = SuggestedField(label="文书名称", options=title_papers.every(), max_length=40, required=False)
    maker = TextField(label="作出单位", max_length=120, required=False)
    effective_on = DayField(label="生效日", required=False)
    perform_by = DayField(label="履行期限至", required=False)
    operative = TextField(label="主文", lines=2, required=False)

    def has_changed(self) -> bool:
        """只选了种类，不算填了。"""
        return bool(set(self.changed_data) - {"kind"})

    def draft(self) -> TitleDraft:
        """一份依据。"""
        return TitleDraft(**self.cleaned_data)


class ClaimForm(forms.Form):
    """一项请求。"""

    sort = forms.ChoiceField(label="请求", choices=Claim.Sort.choices, initial=Claim.Sort.PRINCIPAL)
    amount_fen = MoneyField(label="金额（元）", required=False)
    text = TextField(label="内容", required=False)

    def has_changed(self) -> bool:
        """只选了类别，不算填了。"""
        return bool(set(self.changed_data) - {"sort"})

    def draft(self) -> ClaimDraft:
        """一项请求。"""
        return ClaimDraft(**self.cleaned_data)


GROUPS: dict[str, tuple[type[forms.Form], tuple[dict[str, str], ...]]] = {
    "parties": (PartyForm, ({"role": "applicant"}, {"role": "respondent"})),
    "titles": (TitleForm, ({},)),
    "claims": (ClaimForm, ({"sort": "principal"}, {"sort": "interest"})),
}
"""每组行：表单和最初摆出的几行。"""


class Filing:
    """整张收件表。``data`` 为空是新表；``quiet`` 时不报错（增减行之后重画）。"""

    def __init__(self, data: Mapping[str, Any] | None, *, initial: Mapping[str, Any], external: bool, quiet: bool = False) -> None:
        self.data = data
        self.main = MainForm(data, initial=initial, use_required_attribute=False)
        self.kind = _kind(data)
        self.main.fit(self.kind)
        if not external:
            del self.main.fields["number_as_given"]
        self.groups = {name: self._rows(name) for name in GROUPS}
        self.general: list[Reason] = []
        self.warnings: list[Reason] = []
        if quiet:
            for form in self.forms:
                form._errors = ErrorDict()

    def _rows(self, name: str) -> list[forms.Form]:
        made, defaults = GROUPS[name]
        number = min(max(_count(self.data, name, len(defaults)), 1), MOST_ROWS)
        rows = [defaults[i] if i < len(defaults) else {} for i in range(number)]
        extra: Callable[[int], dict[str, Any]] = (
            lambda i: {"others": self._others(number, i), "kind": self.kind} if made is PartyForm else {}
        )
        return [
            made(self.data, prefix=f"{name}-{i}", initial=row, empty_permitted=True, use_required_attribute=False, **extra(i))
            for i, row in enumerate(rows)
        ]

    def _others(self, number: int, mine: int) -> list[tuple[int, str]]:
        names = [(self.data or {}).get(f"parties-{i}-name", "") for i in range(number)]
        return [(i, f"第{i + 1}名 {names[i]}".strip()) for i in range(number) if i != mine]

    @property
    def forms(self) -> list[forms.Form]:
        """全部表单。"""
        return [self.main, *(form for rows in self.groups.values() for form in rows)]

    def valid(self) -> bool:
        """格式都对；全部都看一遍，一次说完。"""
        results = [form.is_valid() for form in self.forms]
        return all(results)

    @property
    def wrong(self) -> int:
        """几处毛病。"""
        return sum(len(form.errors) for form in self.forms if form.is_bound) + len(self.general)

    def filled(self, name: str) -> list[forms.Form]:
        """这一组里填了的行。"""
        return [form for form in self.groups[name] if form.has_changed()]

    def draft(self, *, complete: bool) -> CaseDraft:
        """整理成收件内容。"""
        main = {k: v for k, v in self.main.cleaned_data.items() if k not in {"missing", "until", "tags", "original"}}
        original = self.main.cleaned_data.get("original")
        claims = tuple(form.draft() for form in self.filled("claims"))
        amounts = [c.amount_fen for c in claims if c.amount_fen is not None]
        main["livelihood"] = self.livelihood if main["livelihood"] == AUTO else main["livelihood"]
        main["claim_fen"] = sum(amounts) if main["claim_fen"] is None and amounts else main["claim_fen"]
        return CaseDraft(
            **main, complete=complete, missing=tuple(self.missing), tags=tuple(self.main.cleaned_data["tags"]),
            relations=((Relation.Sort.ORIGINAL, original),) if original else (), parties=tuple(self._parties()),
            titles=tuple(f.draft() for f in self.filled("titles")), claims=claims,
        )

    def _parties(self) -> list[Any]:
        """当事人；“代理谁”的行号换成填了的行里的序号。"""
        rows = self.filled("parties")
        place = {self.groups["parties"].index(form): i for i, form in enumerate(rows)}
        for form in rows:
            whom = form.cleaned_data["represents"]
            form.cleaned_data["represents"] = place.get(whom) if whom is not None else None
        return [form.draft() for form in rows]

    @property
    def missing(self) -> list[str]:
        """所缺材料，一行一样。"""
        return [line.strip() for line in self.main.cleaned_data.get("missing", "").splitlines() if line.strip()]

    @property
    def livelihood(self) -> str:
        """按案由、依据种类、请求的文字判断的涉民生类别。"""
        titles = [f.cleaned_data for f in self.filled("titles")]
        text = " ".join([*(t.get("operative", "") for t in titles), *(f.cleaned_data.get("text", "") for f in self.filled("claims"))])
        return classify(self.main.cleaned_data.get("cause", ""), titles[0].get("kind", "") if titles else "", text).value

    def whose(self, reason: Reason) -> str:
        """说的是哪一名当事人；不是说当事人的为空。"""
        group, _, rest = reason.subject.partition(".")
        number = rest.partition(".")[0]
        rows = self.filled("parties")
        found = group == "parties" and number.isdigit() and int(number) < len(rows)
        return str(rows[int(number)].cleaned_data.get("name", "")) if found else ""

    def place(self, reason: Reason) -> None:
        """把理由标在它说的那一栏下；对不上的放在上方。"""
        group, _, rest = reason.subject.partition(".")
        number, _, name = rest.partition(".")
        form: forms.Form | None = self.main
        if group in self.groups and number.isdigit():
            rows = self.filled(group)
            form = rows[int(number)] if int(number) < len(rows) else None
        else:
            name = group
        if form is not None and name in form.fields:
            form.add_error(name, f"{reason.text}{reason.remedy}（{reason.article}）")
        else:
            self.general.append(reason)


def _count(data: Mapping[str, Any] | None, name: str, default: int) -> int:
    text = str((data or {}).get(f"{name}-count", ""))
    return int(text) if text.isdecimal() and len(text) < 4 else default


def _kind(data: Mapping[str, Any] | None) -> str:
    """选了哪一类；看不懂的当首次执行。"""
    given = str((data or {}).get("kind", ""))
    return given if given in Kind.values else Kind.FIRST


def rekinded(data: Any) -> Any:
    """换了案件类型之后的内容：还没有填依据的，依据种类跟着换。"""
    data = data.copy()
    fresh = Title.Body.PRESERVATION if data.get("kind") == Kind.PRESERVATION else Title.Body.JUDGMENT
    if not data.get("titles-0-number", "").strip():
        data["titles-0-kind"] = fresh
    return data


def reshaped(data: Any, what: str, group: str, index: int) -> Any:
    """增一行或去一行之后的内容（QueryDict 的副本）。"""
    if what == "kind":
        return rekinded(data)
    data = data.copy()
    number = _count(data, group, 1)
    if what == "add":
        data[f"{group}-count"] = str(number + 1)
        return data
    for i in range(index, number):
        for key in [k for k in data if k.startswith(f"{group}-{i}-")]:
            del data[key]
        for key in [k for k in data if k.startswith(f"{group}-{i + 1}-")]:
            data.setlist(key.replace(f"{group}-{i + 1}-", f"{group}-{i}-", 1), data.getlist(key))
    data[f"{group}-count"] = str(max(number - 1, 1))
    return data
