"""终本库的成批表单。"""

from __future__ import annotations

from django import forms

from zhixing.entrances.web.ui import DayField
from zhixing.law.words import choices


class QueryForm(forms.Form):
    """登记本次查询：哪天查的，查到什么；什么也没有查到的不选。"""

    on = DayField(label="查询日")
    found = forms.MultipleChoiceField(
        label="反馈查到的财产", required=False, choices=list(choices("property").items()), widget=forms.CheckboxSelectMultiple,
        help_text="没有查到的不选。查到财产的，登记后从这一行提请恢复执行。",
    )
    pending = forms.BooleanField(label="反馈还没有回来，先只登记查询", required=False)


class EnterForm(forms.Form):
    """录入终本库：哪天录入的。"""

    on = DayField(label="录入日", required=False, help_text="不填就是今天。")
