"""当事人的栏目：收件和更正用同一份。"""

from __future__ import annotations

from typing import Any

from django import forms

from zhixing.casework.cases.commands import PartyDraft
from zhixing.casework.cases.queries import Party, Role
from zhixing.entrances.web.ui import DayField, TextField
from zhixing.law import words
from zhixing.law.identity import KINDS

SEXES = [("", "由证件读出"), ("男", "男"), ("女", "女")]
AUTHORITIES = [("", "—"), ("一般授权", "一般授权"), ("特别授权", "特别授权"), ("法定", "法定")]
#: 只有这几栏动过，不算填了这一行。
DEFAULTS = frozenset({"role", "nature", "paper", "sex", "authority", "represents"})


class PartyForm(forms.Form):
    """一名当事人或代理人。只认格式，证件号码等由收件核对去查。"""

    role = forms.ChoiceField(label="地位", choices=Role.choices, initial=Role.APPLICANT)
    nature = forms.ChoiceField(label="性质", choices=[("person", "自然人"), ("unit", "单位")], initial="person")
    name = TextField(label="姓名或名称", max_length=200)
    paper_number = TextField(label="证件号码", max_length=40, required=False)
    phone = TextField(label="电话", max_length=40, required=False)
    address = TextField(label="地址", max_length=300, required=False)
    represents = forms.TypedChoiceField(label="代理谁", required=False, coerce=int, empty_value=None)
    authority = forms.ChoiceField(label="代理权限", choices=AUTHORITIES, required=False)
    paper = forms.ChoiceField(label="证件种类", choices=[("", "身份证或信用代码"), *KINDS.items()], required=False)
    birth = DayField(label="出生日期", required=False)
    sex = forms.ChoiceField(label="性别", choices=SEXES, required=False)
    language = TextField(label="通晓语言", max_length=20, required=False)
    bank_name = TextField(label="开户银行", max_length=100, required=False)
    bank_holder = TextField(label="户名", max_length=200, required=False)
    bank_account = TextField(label="账号", max_length=40, required=False)
    whereabouts_unknown = forms.BooleanField(label="下落不明", required=False)

    MAIN = ("role", "nature", "name", "paper_number", "phone", "address")
    MORE = (
        "represents", "authority", "paper", "birth", "sex", "language", "bank_name", "bank_holder", "bank_account",
        "whereabouts_unknown",
    )

    def __init__(self, *args: Any, others: list[tuple[int, str]] | None = None, kind: str = "", **kwargs: Any) -> None:
        """``kind`` 是类型代字，地位的叫法跟着它。"""
        super().__init__(*args, **kwargs)
        if kind:
            self.fields["role"].choices = [(role, words.party(kind, role)) for role in Role.values]  # type: ignore[attr-defined]
        self.fields["represents"].choices = [("", "—"), *(others or [])]  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """只动了有默认值的几栏，不算填了。"""
        return bool(set(self.changed_data) - DEFAULTS)

    @property
    def main(self) -> list[forms.BoundField]:
        """常填的几栏。"""
        return [self[name] for name in self.MAIN]

    @property
    def more(self) -> list[forms.BoundField]:
        """收起的几栏。"""
        return [self[name] for name in self.MORE]

    @property
    def opened(self) -> bool:
        """收起的几栏里有内容或毛病，就展开。"""
        return any(self[name].value() or name in self.errors for name in self.MORE)

    def draft(self) -> PartyDraft:
        """一名当事人的内容；``represents`` 是第几名（从零起）。"""
        return PartyDraft(**{name: self.cleaned_data[name] for name in (*self.MAIN, *self.MORE)})


def drafted(row: Party) -> dict[str, Any]:
    """已有的一名当事人，填进表单。"""
    names = (*PartyForm.MAIN, *(n for n in PartyForm.MORE if n != "represents"))
    return {name: getattr(row, name) for name in names} | {"represents": row.represents_id}
