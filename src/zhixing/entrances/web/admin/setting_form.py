"""一项设置的表单：按类型给栏目，把填的变成可以存的值。核对在 ``law.settings``。"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from zhixing.entrances.web.ui import TextField
from zhixing.law.settings import Setting
from zhixing.law.terms import UNITS


class SettingForm(forms.Form):
    """现值和改的理由。"""

    def __init__(self, *args: Any, setting: Setting, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.setting = setting
        self.fields["value"] = FIELDS[setting.type](setting, now)
        self.fields["reason"] = TextField(label="为什么改", max_length=200)

    def clean_value(self) -> Any:
        """文字 → 可以存的值。"""
        value = self.cleaned_data["value"]
        if self.setting.type == "posts":
            return _read_posts(value, {name: post for post, name in self.setting.choices})
        return READERS[self.setting.type](value) if self.setting.type in READERS else value


def spoken(setting: Setting, value: Any) -> str:
    """一项设置的值怎么说。"""
    if setting.type == "bool":
        return "是" if value else "否"
    if setting.type in {"choice", "posts"}:
        names = dict(setting.choices)
        return names.get(value, str(value)) if setting.type == "choice" else " → ".join(names.get(v, v) for v in value) or "按默认"
    if setting.type in {"holidays", "years"}:
        return f"{len(value)} {'天' if setting.type == 'holidays' else '年'}" if value else "没有另设"
    if setting.type == "serials":
        return "、".join(f"{kind} {serial}" for kind, serial in value.items()) or "没有另设"
    if setting.type == "ints":
        return "、".join(map(str, value))
    return f"{value}{UNITS.get(setting.unit, setting.unit)}"


def _int(setting: Setting, now: Any) -> forms.Field:
    hint = f"{setting.low} 到 {setting.high}，默认 {setting.default}" if setting.high is not None else f"默认 {setting.default}"
    unit = UNITS.get(setting.unit, setting.unit)
    label = f"改为（{unit}）" if unit else "改为"
    return forms.IntegerField(label=label, initial=now, min_value=setting.low, max_value=setting.high, help_text=hint)


def _choice(setting: Setting, now: Any) -> forms.Field:
    return forms.ChoiceField(label="改为", choices=setting.choices, initial=now, widget=forms.RadioSelect)


def _bool(setting: Setting, now: Any) -> forms.Field:
    return forms.BooleanField(label=setting.title, initial=now, required=False)


def _text(setting: Setting, now: Any) -> forms.Field:
    return TextField(label="改为", initial=now, required=False, max_length=200)


def _ints(setting: Setting, now: Any) -> forms.Field:
    return TextField(label="改为", initial="、".join(map(str, now)), help_text="几个整数，用顿号或空格隔开")


def _serials(setting: Setting, now: Any) -> forms.Field:
    text = "、".join(f"{kind} {serial}" for kind, serial in now.items())
    return TextField(label="改为", initial=text, required=False, help_text="如：执 1201、执恢 88；不填就是没有")


def _posts(setting: Setting, now: Any) -> forms.Field:
    text = " → ".join(dict(setting.choices)[post] for post in now)
    known = "、".join(name for _, name in setting.choices)
    hint = f"按次序写职务，用 → 或顿号隔开；不填就按默认。可用：{known}"
    return TextField(label="改为", initial=text, required=False, help_text=hint)


FIELDS: dict[str, Callable[[Setting, Any], forms.Field]] = {
    "int": _int, "choice": _choice, "bool": _bool, "text": _text, "hours": _text, "ints": _ints, "serials": _serials, "posts": _posts,
}


def _read_ints(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d{1,9}", text)]


def _read_serials(text: str) -> dict[str, int]:
    found = re.findall(r"(\D{1,4}?)\s*(\d{1,6})(?:[、,，;；\s]+|$)", text.strip())
    if text.strip() and not found:
        raise ValidationError("请写成：执 1201、执恢 88")
    return {kind.strip(): int(serial) for kind, serial in found}


def _read_posts(text: str, known: dict[str, str]) -> list[str]:
    names = [name for name in re.split(r"[\s→、,，>-]+", text.strip()) if name]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValidationError(f"没有“{unknown[0]}”这个职务")
    return [known[name] for name in names]


READERS: dict[str, Callable[[Any], Any]] = {"ints": _read_ints, "serials": _read_serials}
