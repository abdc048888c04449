"""一份债务的账：算到哪天、假如再还一笔、换一种口径。案件的和计算器里填的都是它。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from zhixing.entrances.web.claimform import plain_words, said
from zhixing.entrances.web.funds.result import Result, reckoned
from zhixing.entrances.web.ui import DayField, MoneyField
from zhixing.law import debt_reading
from zhixing.law.amounts import money
from zhixing.law.debt import BadClaim, Unclear
from zhixing.law.rates import RateMissing

IF = "假定"
BIG = 400
"""多于这么多行的，不逐个口径、逐日另算，点了才算。"""


def _of_this_age(day: date) -> None:
    """与计息依据里的日子同样的范围。"""
    try:
        debt_reading.day(day.isoformat())
    except BadClaim as error:
        raise ValidationError(str(error)) from None


class Question(forms.Form):
    """算到哪天；假如哪天再还多少。"""

    as_of = DayField(label="算到", required=False, validators=[_of_this_age])
    pay_on = DayField(label="假如在", required=False, validators=[_of_this_age])
    pay = MoneyField(label="再还（元）", required=False)

    def clean(self) -> dict[str, Any]:
        """假如还款，日子和金额都要。"""
        found = super().clean() or {}
        if bool(found.get("pay")) != bool(found.get("pay_on")) and not self.errors:
            self.add_error("pay" if found.get("pay_on") else "pay_on", "假如再还，日子和金额都要填。")
        return found


@dataclass(frozen=True, slots=True)
class Trouble:
    """算不出来的原因：``kind`` 是 unclear（不明确）、wrong（写错）、rate（利率表不够）。"""

    kind: str
    text: str


class Account:
    """一份账。``query`` 里问的：``as_of``、``pay``、``pay_on``。用到才算。"""

    def __init__(self, query: QueryDict, today: date) -> None:
        self.today = today
        self.form = Question({name: query.get(name, "") for name in ("as_of", "pay_on", "pay")})
        self.form.full_clean()

    @property
    def data(self) -> dict[str, Any]:
        """CLAIM.json。"""
        raise NotImplementedError

    @cached_property
    def as_of(self) -> date:
        """算到哪天；没有问、看不懂的，是今天。"""
        return self.form.cleaned_data.get("as_of") or self.today

    @cached_property
    def outcome(self) -> Result | Trouble:
        """算到 ``as_of``。"""
        return self.under(self.data, self.as_of)

    @property
    def result(self) -> Result | None:
        """算出来的；算不出来为空。"""
        return self.outcome if isinstance(self.outcome, Result) else None

    @property
    def trouble(self) -> Trouble | None:
        """算不出来的原因。"""
        return self.outcome if isinstance(self.outcome, Trouble) else None

    def under(self, data: dict[str, Any], as_of: date) -> Result | Trouble:
        """换一份内容、换一天。"""
        try:
            return reckoned(data, as_of)
        except Unclear as error:
            return Trouble("unclear", said(str(error)))
        except BadClaim as error:
            return Trouble("wrong", said(str(error)))
        except RateMissing as error:
            return Trouble("rate", plain_words(str(error)))

    @cached_property
    def supposed(self) -> tuple[date, int] | None:
        """假如哪天再还多少分；没有问的为空。"""
        day, fen = self.form.cleaned_data.get("pay_on"), self.form.cleaned_data.get("pay")
        return (day, fen) if day and fen and self.form.is_valid() else None

    def paying(self) -> dict[str, Any]:
        """假如还了的 CLAIM.json。"""
        assert self.supposed is not None
        day, fen = self.supposed
        extra = {"id": IF, "on": day.isoformat(), "amount": money(fen), "how": "direct"}
        return {**self.data, "payments": [*self.data.get("payments", []), extra]}
