"""表单栏目：钱、日子、文字。读得懂人写的，看不懂就用中文说。"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zhixing.law.amounts import MOST_FEN, money

DATE = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?$|(\d{4})(\d{2})(\d{2})$")
UNITS = {"元": Decimal(1), "万": Decimal(10_000), "万元": Decimal(10_000), "亿": Decimal(100_000_000), "亿元": Decimal(100_000_000)}

# 全部表单的必填提示：原来的“这个字段是必填项”不是法院的话。
forms.Field.default_error_messages["required"] = "请填写"
for _chooses in (forms.ChoiceField, forms.ModelChoiceField):
    _chooses.default_error_messages["required"] = "请选择"


def clean_text(value: str) -> str:
    """去掉两端空白；有控制字符或残缺字符时抛出中文提示。"""
    text = str(value).strip()
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\r\n\t" for c in text):
        raise ValidationError("有无法保存的字符，请重新录入这一栏", code="unreadable")
    return text


class TextField(forms.CharField):
    """文字。``lines`` 大于 1 时是多行。"""

    def __init__(self, *, lines: int = 1, **kwargs: Any) -> None:
        if lines > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        """先看字能不能存。"""
        return super().clean(clean_text(value) if isinstance(value, str) else value)


class SuggestedInput(forms.TextInput):
    """可以从几个里选，也可以自己写的文字框。"""

    def __init__(self, options: Iterable[str]) -> None:
        super().__init__({"autocomplete": "off"})
        self.options = tuple(options)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """文字框和它的选单。"""
        listed = f"{(attrs or {}).get('id', name)}-options"
        box = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}">', ((one,) for one in self.options))
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, options)


class SuggestedField(TextField):
    """文字。``options`` 是常用的几个，供选。"""

    def __init__(self, *, options: Iterable[str], **kwargs: Any) -> None:
        super().__init__(widget=SuggestedInput(options), **kwargs)


class DayField(forms.DateField):
    """日子。也认 2026年11月3日、2026.11.3、20261103。"""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "看不懂这个日子，请写成 2026-11-03 或 2026年11月3日", "impossible": "没有这一天"}

    def to_python(self, value: Any) -> date | None:
        """文字 → 日子。"""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        found = DATE.match(unicodedata.normalize("NFKC", str(value)).strip())
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        try:
            return date(*(int(g) for g in found.groups() if g))
        except ValueError as error:
            raise ValidationError(self.error_messages["impossible"], code="impossible") from error


class MoneyField(forms.Field):
    """金额。写元，得到整数分。认千分位、全角、“8.6万”。不能为负。"""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "money"})
    default_error_messages = {
        "invalid": "看不懂这个金额，请写成 86420.00 或 8.6万", "negative": "金额不能为负", "huge": "金额太大，请核对单位",
        "cents": "金额最多到分",
    }

    def to_python(self, value: Any) -> int | None:
        """文字 → 分。"""
        if value in self.empty_values:
            return None
        text = re.sub(r"[,\s￥¥]", "", unicodedata.normalize("NFKC", str(value)))
        found = re.fullmatch(r"(-?\d+(?:\.\d+)?)(元|万元?|亿元?)?", text)
        if not found:
            raise self._error("invalid")
        try:
            fen = Decimal(found[1]) * UNITS[found[2] or "元"] * 100
        except InvalidOperation as error:
            raise self._error("invalid") from error
        return self._checked(fen)

    def prepare_value(self, value: Any) -> Any:
        """分 → 栏目里显示的元。"""
        return money(value) if isinstance(value, int) else value

    def _checked(self, fen: Decimal) -> int:
        if fen < 0:
            raise self._error("negative")
        if fen > MOST_FEN:
            raise self._error("huge")
        if fen != fen.to_integral_value():
            raise self._error("cents")
        return int(fen)

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)
