"""表单栏目：钱、日子、文字。"""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from zhixing.entrances.web.ui import DayField, MoneyField, TextField
from zhixing.entrances.web.ui.words import yuan


@pytest.mark.parametrize(("typed", "fen"), [
    ("86420", 8_642_000), ("86,420.15", 8_642_015), ("￥８６４２０．１５", 8_642_015), ("8.6万", 8_600_000), ("1亿元", 10_000_000_000),
    ("0", 0), ("", None),
])
def test_money_as_people_write_it(typed: str, fen: int | None) -> None:
    assert MoneyField(required=False).clean(typed) == fen


@pytest.mark.parametrize(("typed", "told"), [
    ("八万", "看不懂这个金额"), ("-5", "不能为负"), ("1.234", "最多到分"), ("9" * 30, "金额太大"), ("1e5", "看不懂"),
])
def test_money_that_cannot_be(typed: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        MoneyField().clean(typed)


@pytest.mark.parametrize("typed", ["2026-11-03", "2026年11月3日", "2026.11.3", "2026/11/03", "20261103", "２０２６年１１月３日"])
def test_days_as_people_write_them(typed: str) -> None:
    assert DayField().clean(typed) == date(2026, 11, 3)


@pytest.mark.parametrize(("typed", "told"), [("2026-02-30", "没有这一天"), ("下周一", "看不懂"), ("2026-13-01", "没有这一天")])
def test_days_that_cannot_be(typed: str, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        DayField().clean(typed)


def test_a_missing_value_is_asked_for_in_plain_words() -> None:
    choice = forms.ChoiceField(choices=[("a", "甲")])
    for field, told in ((TextField(), "请填写"), (DayField(), "请填写"), (MoneyField(), "请填写"), (choice, "请选择")):
        with pytest.raises(ValidationError) as refused:
            field.clean("")
        assert refused.value.messages == [told]


def test_text_with_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValidationError, match="无法保存"):
        TextField().clean("张\ud800三")
    assert TextField().clean("  𠮷某·买买提 ") == "𠮷某·买买提"


def test_words() -> None:
    assert yuan(8_642_000) == "86,420.00"
    assert yuan(None) == "—"
