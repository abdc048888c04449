"""金额大写：金额写成大写，大写读成金额。算的就是 ``law.capitals``。"""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from zhixing.entrances.web.calculator import place
from zhixing.entrances.web.ui import Facts, FormPanel, MoneyField, Panel, Step, TextField
from zhixing.entrances.web.ui.words import yuan
from zhixing.law.capitals import BadCapitals, from_capitals, to_capitals

NAME: Final = "calculator_capitals"
RULE: Final = "支付结算办法附一《正确填写票据和结算凭证的基本规定》"
_CAPITALS: Final = re.compile("[零〇壹贰貳叁肆伍陆陸柒捌玖拾佰仟万萬亿億圆圓整正角]")


class Question(forms.Form):
    """金额，或者大写。"""

    q = TextField(label="金额或者大写", max_length=60, help_text="如 1,409.50、8.6万，或者 人民币壹仟肆佰零玖元伍角")

    def clean_q(self) -> int:
        """整数分。"""
        text = self.cleaned_data["q"]
        if not _CAPITALS.search(re.sub(r"^[\d.,]+[万亿]元?$", "", text)):
            fen = MoneyField().clean(text)
            try:
                to_capitals(fen)
            except BadCapitals as error:
                raise ValidationError(str(error)) from None
            return int(fen)
        try:
            return from_capitals(text)
        except BadCapitals as error:
            raise ValidationError(str(error)) from None


def page(request: HttpRequest) -> HttpResponse:
    """金额大写。填的内容在网址里。"""
    asked = "q" in request.GET
    form = Question(request.GET if asked else None)
    panel = FormPanel(form=form, submit="换算", method="get")
    if not (asked and form.is_valid()):
        return place.asking(request, NAME, (panel,), wrong=asked)
    fen = form.cleaned_data["q"]
    title = f"{yuan(fen)} 元" if _CAPITALS.search(request.GET["q"]) else to_capitals(fen)
    return place.answered(request, NAME, request.GET, title, _answer(fen), panel)


def _answer(fen: int) -> tuple[Panel, Panel]:
    text = to_capitals(fen)
    rows: tuple[tuple[str, Any], ...] = (("金额", f"{yuan(fen)} 元"), ("大写", text), ("票据、文书上写", f"人民币{text}"))
    zero = () if fen else (Step("零元不能用于付款凭证。"),)
    rule = Step("到元为止的写“整”，到角的可以写“整”，有分的不写；中间连续的零只写一个。", RULE)
    return Panel(title="大写", body=(Facts(rows),)), Panel(title="怎么写", body=(rule, *zero))
