"""终本库的成批表单。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django import forms

from zhixing.entrances.web.ui import DayField, Piece
from zhixing.law.words import choices

NOTHING, PENDING = "none", "pending"


class QueryForm(forms.Form):
    """登记本次查询：哪天查的，反馈怎么说。各件不一样的，分几次勾。"""

    on = DayField(label="查询日")
    result = forms.ChoiceField(label="反馈", choices=[
        (NOTHING, "没有查到财产"), *((kind, f"查到{name}") for kind, name in choices("property").items()), (PENDING, "反馈还没有回来"),
    ])

    @property
    def found(self) -> list[str] | None:
        """查到的财产种类；没有查到为空，反馈还没有回来为 ``None``。"""
        result = self.cleaned_data["result"]
        return None if result == PENDING else [] if result == NOTHING else [result]


class EnterForm(forms.Form):
    """录入终本库：哪天录入的。"""

    on = DayField(label="录入日")


@dataclass(frozen=True, slots=True)
class Bulk(Piece):
    """成批办理：勾选上面的，一次交上去。贴在屏幕下沿，只占一行。"""

    template: ClassVar[str] = "pool/bulk.html"
    form: forms.Form
    url: str
    submit: str
    back: str
